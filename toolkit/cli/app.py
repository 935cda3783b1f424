"""The app and the options commands share. Nothing heavy is imported here.

Exit codes: 0 nobody has to act · 1 some unit must act · 2 wrong usage · 3 could not run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import toolkit.terminal as out
from toolkit.cli.chinese_commands import ChineseApp
from toolkit.errors import ToolkitError, WorkFolderError

if TYPE_CHECKING:
    from collections.abc import Callable

OK, ACT, CANNOT = 0, 1, 3

app = ChineseApp(
    name="toolkit",
    help="报表：下发空白工作簿，收回、审核、汇总；要公布的，写成文档、核对。按年、半年、季、月、旬或时点填报，由表样说定。",
    no_args_is_help=True,
)


def option(flags: str, said: str, *, shown: bool | str = False, **more: Any) -> Any:
    """Describe an option by its *flags* and the name of its value; of most there is no default to be *shown*."""
    *names, metavar = flags.split()
    return typer.Option(*names, metavar=metavar, help=said, show_default=shown, **more)


def flag(name: str, said: str) -> Any:
    """Describe an option that is there or not."""
    return typer.Option(name, help=said)


def argument(metavar: str, said: str, *, shown: bool = False, **more: Any) -> Any:
    """Describe an argument; where it may be left out there is seldom a default to be *shown*."""
    return typer.Argument(metavar=metavar, help=said, show_default=shown, **more)


Json = Annotated[bool, flag("--json", "在标准输出给出 JSON，供其他程序使用。")]
Work = Annotated[Path | None, option("--work -w 目录", "工作目录；不写时从当前目录往上找。")]
Figures = Annotated[
    Path | None,
    option(
        "--figures 文件",
        "另把每个单位的每个数写成一张长表，一个数一行，注明文件和单元格；没有工作目录、名册也行。按文件名的后缀写成 CSV、Excel 工作簿或 Parquet。",
    ),
]
"""Where ``collect`` writes the figures that came, as a table."""
UnitSaid = Annotated[str, argument("单位", "单位编码、名称，或名称里别的单位没有的一段。")]
"""One unit, as people call it; ``resolve_unit_code`` tells which that is."""
UnitsSaid = Annotated[
    list[str] | None, argument("单位", "单位编码、名称或名称的一段，可写几个；不写就是所有单位。")
]


def print_result(told: Any, show: Callable[..., None], *shown: Any, as_json: bool) -> None:
    """Print what a command came to: as JSON for programs, else by *show* for people, what is *told* or what is *shown*."""
    if as_json:
        out.print_json(told)
    else:
        show(*(shown or (told,)))


def print_sentence(told: Any, template: str, *said: object, as_json: bool) -> None:
    """Print what a command came to: as JSON for programs, else as a line for people."""
    print_result(told, out.print_line, template, *said, as_json=as_json)


def main() -> None:
    """Run the command line; turn faults in our means into a sentence and exit code 3."""
    out.configure_utf8_output()
    try:
        _restart_in_utf8()
        app()
    except ToolkitError as error:
        out.print_failure(error)
        raise SystemExit(CANNOT) from error


def _restart_in_utf8() -> None:
    """Begin again in UTF-8 mode where the environment (LC_ALL=C, PYTHONUTF8=0) has no Chinese file names."""
    try:
        os.fsencode("名册")
    except UnicodeEncodeError as error:
        if os.name != "posix" or os.environ.get("PYTHONUTF8") == "1":
            raise WorkFolderError("这里的环境写不了中文文件名。请去掉 PYTHONUTF8 等设置，再运行。") from error
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program
