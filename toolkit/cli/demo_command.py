"""The page, and the demonstration: a year, or a period and the next, on the samples of a form, command by command or by hand."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import app, argument, flag, option
from toolkit.cli.arguments import (
    find_optional_folder,
    parse_whole_number,
    require_work_folder,
    resolve_unit_codes,
)
from toolkit.cli.chain_commands import collect, distribute, merge, open_next

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.counter.lan_address import LanAddress
    from toolkit.folder.work_folder import WorkFolder

    Step = tuple[str, Callable[[], None]]
INBOX, NEXT = "收到", "下一期"


@app.command("open")
def open_desk(
    directory: Annotated[
        Path | None, argument("目录", "工作目录；不写时是这里的，没有就在页面里选或新建。")
    ] = None,
    port: Annotated[
        int, option("--port 端口", "用哪个端口；不写时自己选一个空的。", parser=parse_whole_number)
    ] = 0,
    no_browser: Annotated[bool, flag("--no-browser", "不打开浏览器，只显示地址。")] = False,
    lan: Annotated[
        bool,
        flag("--lan", "在内网开一个柜台：每个单位用自己的链接下载、交表、看结果。本机关的页面仍只在本机。"),
    ] = False,
    address: Annotated[str, option("--address 地址", "柜台用这台电脑的哪个地址或名字；不写时自己找。")] = "",
    lan_port: Annotated[
        int,
        option(
            "--lan-port 端口",
            "柜台用哪个端口；印在纸条上，不要常换。不写时用 8765。",
            parser=parse_whole_number,
        ),
    ] = 0,
    cert: Annotated[
        Path | None, option("--cert 文件", "柜台的证书，和 --key 一起写：网络上传的内容加密。")
    ] = None,
    key: Annotated[Path | None, option("--key 文件", "证书的密钥。")] = None,
    links: Annotated[
        bool, flag("--links", "不打开页面：给没有链接的单位链接，显示新给的；和 --address、--cert 一起写。")
    ] = False,
    renew: Annotated[
        list[str] | None,
        option("--renew 单位", "和 --links 一起写：这个单位换新链接，以前的作废。可以写几次。"),
    ] = None,
    revoke: Annotated[
        list[str] | None, option("--revoke 单位", "和 --links 一起写：收回这个单位的链接。可以写几次。")
    ] = None,
) -> None:
    """在浏览器里做：下发、收、退回、汇总、写报告，都在一个页面里。只在本机，不联网；关掉页面就结束。"""
    if not lan and not links and (address or lan_port or cert or key):
        raise out.usage_error("--address、--lan-port、--cert、--key 要和 --lan 一起写")
    if not links and (renew or revoke):
        raise out.usage_error("--renew、--revoke 要和 --links 一起写；页面里在“柜台”换")
    if not lan and not links:
        folder = find_optional_folder(directory)
        open_in_browser(folder.path if folder else None, port=port, browser=not no_browser)
        return
    from toolkit.counter.lan_address import find_lan_address

    folder = require_work_folder(directory)
    where = find_lan_address(address, lan_port, cert, key)
    if links:
        _show_links(folder, where, renew or [], revoke or [])
    else:
        _open_counter(folder, where, port=port, browser=not no_browser)


def _open_counter(folder: WorkFolder, where: LanAddress, *, port: int, browser: bool) -> None:
    """Serve the page on this machine and the counter on the office's network until somebody ends it."""
    from toolkit.counter.lan_server import serve_with_counter

    def announce(link: str) -> None:
        out.print_line("在浏览器里打开：{}", link)
        out.print_line("本机关的页面只在这台电脑上。")
        out.print_line("柜台开在：{}。各单位的链接、纸条在页面的“柜台”里。", where.base)
        if not where.certificate:
            out.print_line(
                "没有证书，网络上传的内容不加密：只在可信的内网里用。要加密的，用 --cert、--key 写明证书。"
            )
        out.print_line("别的电脑打不开的，请在这台电脑的防火墙里准许本程序用内网。")
        out.print_line("关掉页面，柜台还开着；在这里按 Ctrl-C 才结束。")

    serve_with_counter(folder.path, where, port=port, browser=browser, announce=announce)
    out.print_line("已结束。交来的都在工作目录里。")


def _show_links(folder: WorkFolder, where: LanAddress, renew: list[str], revoke: list[str]) -> None:
    """Give links to the units that have none and to those of *renew*, take back those of *revoke*; show the new ones."""
    from toolkit.counter.counter_desk import link_address, settle_links

    given = settle_links(folder, resolve_unit_codes(folder, renew), resolve_unit_codes(folder, revoke))
    for unit in folder.roster():
        if unit.code in given:
            out.print_line("{}：{}", unit.name, link_address(where.base, given[unit.code]))
    out.print_line("新给 {} 个，收回 {} 个。", len(given), len(revoke))
    out.print_line(
        "链接只显示这一次（工作目录里只存它的指纹），请现在发给各单位；以前给的照用，丢了的用 --renew 换。"
    )
    out.print_line("要印带二维码的纸条，请用 --lan 打开页面，在“柜台”里给、换。")


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
    directory: Annotated[Path, argument("目录", "演示目录，会先清空。", shown=True)] = Path("demo"),
    said: Annotated[
        str,
        option(
            "--form 表样",
            "用哪个表样演示：自带的名称，或自己的 .toml、.xlsx 文件，样例照它编出来；不写的，用随带的一年的样例。",
        ),
    ] = "",
    opened: Annotated[
        bool, flag("--open", "不自动走，打开页面自己做：样例在演示目录的“收到”里，拖到页面上。")
    ] = False,
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 退回、催报 → 收（改好后）→ 汇总 → 写报告，或开始下一期。"""
    from toolkit.form.period import YEAR
    from toolkit.merging.companion import companion_of

    work, rounds = _make_demo(directory, said)
    if opened:
        _open_demo(directory, rounds)
        return
    what = work.form.title if said else work.form.report_word
    out.print_divider("[bold]样例：一个乡镇的{}（单位和数据均为虚构）", what)
    _run_steps(_steps_of_a_period(context, directory, rounds))
    if companion_of(work.form):
        from toolkit.cli.report_commands import report as written

        _run_steps([(f"toolkit report -w {directory}", lambda: written(None, work=directory))])
    elif work.form.periods.kind != YEAR:
        _run_steps(_steps_of_the_next_period(context, directory))
    _show_where_results_lie(directory)


def _open_demo(directory: Path, rounds: tuple[Path, ...]) -> None:
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
    for words, step in steps:
        out.print_line()
        out.print_divider("[bold cyan]$ {}", words, left=True)
        with contextlib.suppress(typer.Exit):  # round one ends with code 1 on purpose: units must act
            step()


def _show_where_results_lie(directory: Path) -> None:
    out.print_line()
    out.print_divider("[bold]看这里")
    shown = (".xlsx", ".toml", ".html", ".txt", ".docx")
    for path in sorted(p for p in directory.iterdir() if p.suffix in shown):
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
