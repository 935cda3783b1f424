"""The log of a run, kept where --log asks for it: when it began, which files it read and wrote, how it ended.

Nobody's data go into it but names of files: of what was typed only paths and switches, of what went wrong in a way we
do not know only where in the program. What the engine tells is told to the logger ``toolkit``, which a program that
imports it may listen to as well.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import platform
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from toolkit import __version__
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = logging.getLogger("toolkit")
LEVELS = {"INFO": "信息", "WARNING": "注意", "ERROR": "错误"}
HIDDEN = "…"
"""What stands for a value that was typed and may be anybody's: a name, a reason."""


class LogLine(logging.Formatter):
    """A line of the log: the time with its zone, how grave it is, what is told."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; whatever is in a file's name, it stays one line."""
        moment = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        level = LEVELS.get(record.levelname, record.levelname)
        return f"{moment} {level} {visible_text(record.getMessage())}"


def start_run_log(path: Path) -> None:
    """Tell *path* from now on what is done; it is added to, so that one file can hold many runs."""
    try:
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise WorkFolderError(f"写不了日志 {path}：{error.strerror}。请换一个位置再运行。") from error
    handler.setFormatter(LogLine())
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def stop_run_log() -> None:
    """Close what ``start_run_log`` opened."""
    for handler in [h for h in LOG.handlers if isinstance(h.formatter, LogLine)]:
        LOG.removeHandler(handler)
        handler.close()
    LOG.setLevel(logging.NOTSET)


def is_run_logged() -> bool:
    """Tell whether a log is kept."""
    return any(isinstance(h.formatter, LogLine) for h in LOG.handlers)


@contextlib.contextmanager
def logged_run(context: Any) -> Iterator[None]:
    """Tell the log that the command of *context* begins, and how it ends."""
    if not is_run_logged():
        yield
        return
    began = time.monotonic()
    LOG.info(
        "开始 %s，版本 %s，Python %s，%s",
        _command_as_logged(context),
        __version__,
        platform.python_version(),
        platform.system(),
    )
    try:
        yield
    except typer.Exit as left:
        _log_end(left.exit_code, began)
        raise
    except ToolkitError as error:
        LOG.error("没有运行成：%s", error)  # noqa: TRY400 - ours: where in the program is of no use
        _log_end(3, began)
        raise
    except Exception as error:
        LOG.error("程序出错 %s，%s", type(error).__name__, _places_of(error))  # noqa: TRY400 - its words may be a cell's
        raise
    except KeyboardInterrupt:
        LOG.warning("已中断，用时 %.1f 秒", time.monotonic() - began)
        raise
    _log_end(0, began)


def _log_end(code: int, began: float) -> None:
    LOG.info("结束 返回值 %d，用时 %.1f 秒", code, time.monotonic() - began)


def _command_as_logged(context: Any) -> str:
    """Return the command with the paths and switches that were typed."""
    words = [context.command_path]
    for param in context.command.params:
        value = context.params.get(param.name)
        if not value or value == param.default:
            continue
        name = "" if param.param_type_name == "argument" else max(param.opts, key=len)
        values = value if isinstance(value, (list, tuple)) else [value]
        said = [str(v) if isinstance(v, Path) else HIDDEN for v in values if v is not True]
        words += [w for w in (name, *said) if w]
    return " ".join(words)


def _places_of(error: BaseException) -> str:
    """Return where in the program *error* came up, the innermost last; not what it says: that may be a cell's."""
    frames = traceback.extract_tb(error.__traceback__)
    return " → ".join(f"{Path(f.filename).name}:{f.lineno}（{f.name}）" for f in frames[-8:])
