"""The demonstration: a year, or a period and the next, on the samples of a form, command by command."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import app, unset_option
from toolkit.cli.chain_commands import collect, distribute, merge
from toolkit.cli.period_commands import open_next

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.folder.work_folder import WorkFolder

    Step = tuple[str, Callable[[], None]]
INBOX, NEXT = "收到", "下一期"


@app.command()
def demo(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="目录", help="演示目录，会先清空。")] = Path("demo"),
    said: Annotated[
        str,
        unset_option(
            "--form",
            "表样",
            "用哪个表样演示：自带的名称，或自己的 .toml、.xlsx 文件，样例照它编出来；不写的，用随带的一年的样例。",
        ),
    ] = "",
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 退回、催报 → 收（改好后）→ 汇总 → 写报告，或开始下一期。"""
    from toolkit.form.period import YEAR
    from toolkit.merging.companion import companion_of

    work, rounds = _make_demo(directory, said)
    out.print_divider(
        "[bold]样例：一个乡镇的{}（单位和数据均为虚构）", work.form.title if said else work.form.report_word
    )
    _run_steps(_steps_of_a_period(context, directory, rounds))
    if companion_of(work.form):
        from toolkit.cli.report_commands import report as written

        _run_steps([(f"toolkit report -w {directory}", lambda: written(None, work=directory))])
    elif work.form.periods.kind != YEAR:
        _run_steps(_steps_of_the_next_period(context, directory))
    _show_where_results_lie(directory)


def _make_demo(directory: Path, said: str) -> tuple[WorkFolder, tuple[Path, ...]]:
    """Make the work folder and what comes in; the samples that were made by hand are those of the yearly report."""
    from toolkit.author import form_samples, samples
    from toolkit.author.sample_submissions import OFFICE
    from toolkit.folder.which_form import chosen_form

    if said in ("", OFFICE.form):
        return samples.make_demo_folder(directory), samples.copy_samples_as_received(directory / INBOX)
    return form_samples.make_form_demo(directory, directory / INBOX, chosen_form(said))


def _steps_of_a_period(context: typer.Context, directory: Path, rounds: tuple[Path, ...]) -> Iterator[Step]:
    from toolkit.cli.return_commands import make_return_copies, status

    first, second = rounds
    yield f"toolkit distribute -w {directory}", lambda: distribute(None, directory)
    yield f"toolkit collect {first} -w {directory}", lambda: collect(context, [first], work=directory)
    yield f"toolkit return -w {directory}", lambda: make_return_copies(None, work=directory)
    yield f"toolkit status --remind -w {directory}", lambda: status(remind=True, work=directory)
    yield f"toolkit collect {second} -w {directory}", lambda: collect(context, [second], work=directory)
    yield f"toolkit merge -w {directory}", lambda: merge(None, work=directory)


def _steps_of_the_next_period(context: typer.Context, directory: Path) -> Iterator[Step]:
    from toolkit.author.form_samples import put_next_round
    from toolkit.folder.work_folder import open_work_folder

    inbox = directory / INBOX / NEXT
    yield f"toolkit next -w {directory}", lambda: open_next(work=directory)
    yield f"toolkit distribute -w {directory}", lambda: distribute(None, directory)
    put_next_round(open_work_folder(directory), inbox)  # what is next follows from what was accepted before
    yield f"toolkit collect {inbox} -w {directory}", lambda: collect(context, [inbox], work=directory)
    yield f"toolkit merge -w {directory}", lambda: merge(None, work=directory)


def _run_steps(steps: Iterable[Step]) -> None:
    """Run each step under the command it stands for."""
    for words, step in steps:
        out.print_line()
        out.print_divider("[bold cyan]$ {}", words, left=True)
        with contextlib.suppress(typer.Exit):  # round one ends with code 1 on purpose: units must act
            step()


def _show_where_results_lie(directory: Path) -> None:
    out.print_line()
    out.print_divider("[bold]看这里")
    for path in sorted(
        p for p in directory.iterdir() if p.suffix in (".xlsx", ".toml", ".html", ".txt", ".docx")
    ):
        out.print_line("  {}", path)
    folders = {
        "下发": "各单位的空白工作簿",
        INBOX: "各单位报来的（样例）",
        "退回": "第一轮要改的单位的退回件",
        "往期": "上一期的全部",
    }
    for name, what in folders.items():
        if (directory / name).is_dir():
            out.print_line("  {}  {}", directory / name, what)
