"""The demonstration: a year on the samples, command by command."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import app
from toolkit.cli.chain_commands import collect, distribute, merge

if TYPE_CHECKING:
    from collections.abc import Callable


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(metavar="目录", help="演示目录，会先清空。")] = Path("demo"),
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 退回、催报 → 收（改好后）→ 汇总 → 写报告。"""
    from toolkit.author.samples import copy_samples_as_received, make_demo_folder
    from toolkit.cli.report_commands import report as written
    from toolkit.cli.return_commands import make_return_copies, status

    work = make_demo_folder(directory)
    out.print_divider("[bold]样例：一个乡镇的{}（单位和数据均为虚构）", work.form.report_word)
    first, second = copy_samples_as_received(directory / "收到")
    here = str(directory)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        (f"toolkit distribute -w {here}", lambda: distribute(None, directory)),
        (f"toolkit collect {first} -w {here}", lambda: collect([first], work=directory)),
        (f"toolkit return -w {here}", lambda: make_return_copies(None, work=directory)),
        (f"toolkit status --remind -w {here}", lambda: status(remind=True, work=directory)),
        (f"toolkit collect {second} -w {here}", lambda: collect([second], work=directory)),
        (f"toolkit merge -w {here}", lambda: merge(None, work=directory)),
        (f"toolkit report -w {here}", lambda: written(None, work=directory)),
    )
    for words, step in steps:
        out.print_line()
        out.print_divider("[bold cyan]$ {}", words, left=True)
        with contextlib.suppress(typer.Exit):  # round one ends with code 1 on purpose: units must act
            step()
    out.print_line()
    out.print_divider("[bold]看这里")
    for path in sorted(
        p for p in directory.iterdir() if p.suffix in (".xlsx", ".toml", ".html", ".txt", ".docx")
    ):
        out.print_line("  {}", path)
    out.print_line("  {}  各单位的空白工作簿", directory / "下发")
    out.print_line("  {}  各单位报来的（样例）", directory / "收到")
    out.print_line("  {}  第一轮要改的单位的退回件", directory / "退回")
