"""A log of every act of the page, a line each: when, who, what, of whom, what it came to. Written on, never over."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.folder.work_folder import RUNS

if TYPE_CHECKING:
    from pathlib import Path

LOG = "页面操作.jsonl"
DESK = "desk"
"""Who acts in the office's own page; a unit at a counter is named by its code."""


def log_act(home: Path, verb: str, *, who: str = DESK, about: str = "", came_to: str = "done") -> None:
    """Write down one act in the work folder at *home*."""
    line = {"at": current_utc_time(), "who": who, "act": verb, "about": about, "came_to": came_to}
    path = home / RUNS / LOG
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise WorkFolderError(f"写不了 {path}：{error.strerror}。请检查目录权限和磁盘空间。") from error
