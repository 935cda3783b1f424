"""The page, and the demonstration: a year, or a period and the next, on the samples of a form, command by command or by hand."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import app, unset_option
from toolkit.cli.arguments import find_optional_folder, parse_whole_number
from toolkit.cli.chain_commands import collect, distribute, merge
from toolkit.cli.period_commands import open_next

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.folder.work_folder import WorkFolder

    Step = tuple[str, Callable[[], None]]
INBOX, NEXT = "收到", "下一期"


@app.command("open")
def open_desk(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="目录", help="工作目录；不写时是这里的，没有就在页面里选或新建。", show_default=False
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="端口",
            parser=parse_whole_number,
            help="用哪个端口；不写时自己选一个空的。",
            show_default=False,
        ),
    ] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不打开浏览器，只显示地址。")] = False,
) -> None:
    """在浏览器里做：下发、收、退回、汇总、写报告，都在一个页面里。只在本机，不联网；关掉页面就结束。"""
    folder = find_optional_folder(directory)
    open_in_browser(folder.path if folder else None, port=port, browser=not no_browser)


def open_in_browser(home: Path | None, *, port: int = 0, browser: bool = True) -> None:
    """Serve the page on *home* until its last window is closed."""
    from toolkit.desk.server import serve_desk

    def announce(link: str) -> None:
        out.print_line("在浏览器里打开：{}", link)
        out.print_line("只在这台电脑上，不联网。关掉页面，或在这里按 Ctrl-C，就结束。")

    serve_desk(home, port=port, browser=browser, announce=announce)
    out.print_line("已结束。做过的都在工作目录里。")


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
    opened: Annotated[
        bool, typer.Option("--open", help="不自动走，打开页面自己做：样例在演示目录的“收到”里，拖到页面上。")
    ] = False,
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 退回、催报 → 收（改好后）→ 汇总 → 写报告，或开始下一期。"""
    from toolkit.form.period import YEAR
    from toolkit.merging.companion import companion_of

    work, rounds = _make_demo(directory, said)
    if opened:
        _open_demo(directory, rounds)
        return
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


def _open_demo(directory: Path, rounds: tuple[Path, ...]) -> None:
    """Let somebody play it in the page."""
    out.print_line("[bold]样例[/]：在页面里先下发，再把这两个文件夹先后拖到页面上：")
    for path in rounds:
        out.print_line("  {}", path.resolve())
    open_in_browser(directory)


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
