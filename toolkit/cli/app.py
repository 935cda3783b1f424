"""The app and what every command takes: options, the work folder, the clock. Nothing heavy is imported here.

Exit codes: 0 nobody has to act · 1 some unit must act · 2 wrong usage · 3 could not run.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.flow.workfolder import WorkFolder

OK, ACT, CANNOT = 0, 1, 3

app = typer.Typer(
    name="toolkit",
    help="政府信息公开工作年度报告：下发空白工作簿，收回、审核、汇总成年度报告。只按年度填报。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON，供其他程序使用。")]
Work = Annotated[
    Path | None, typer.Option("--work", "-w", help="工作目录；不写时从当前目录往上找。", show_default=False)
]


def main() -> None:
    """Run the command line; turn faults in our means into a sentence and exit code 3."""
    out.speak_chinese()
    try:
        app()
    except ToolkitError as error:
        out.fail(error)
        raise SystemExit(CANNOT) from error


def folder_at(work: Path | None) -> WorkFolder:
    """Return the work folder named or the one we are in; say what to do where there is none."""
    from toolkit.errors import WorkFolderError

    found = folder_if_any(work)
    if found is None:
        raise WorkFolderError("这里不是工作目录。请进入工作目录，或用 -w 指明；没有的先运行 toolkit init。")
    return found


def folder_if_any(work: Path | None) -> WorkFolder | None:
    """Open the work folder asked for, or the one around here; None where there is none."""
    from toolkit.flow.workfolder import find, open_folder

    return open_folder(work) if work else find(Path.cwd())


def outside(target: Path, paths: list[Path], folder: WorkFolder | None) -> Path:
    """Refuse to write among the submissions; a work folder's own place is never among them."""
    inside = [p for p in paths if p.resolve() in (target.resolve(), *target.resolve().parents)]
    if inside and not (folder and target.resolve() == folder.path.resolve()):
        raise out.wrong("{} 在报送件目录里，输出不能放在那里。请用 -o 指明另一个目录", target)
    return target


def must_exist(paths: list[Path]) -> None:
    """Refuse paths that are not there."""
    for path in paths:
        if not path.exists():
            raise out.wrong("没有这个目录或文件：{}", path)


def now() -> str:
    """Return this moment, ISO, UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def day(said: str) -> str:
    """Return the day *said*, today where nothing is; a usage error where it is no day."""
    try:
        return (
            datetime.date.fromisoformat(said) if said else datetime.datetime.now().astimezone().date()
        ).isoformat()
    except ValueError as error:
        raise out.wrong("日期应写成 2025-01-10 的样子，实为 {}", said) from error
