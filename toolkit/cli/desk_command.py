"""The page: open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import app
from toolkit.cli.arguments import find_optional_folder, parse_whole_number


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
