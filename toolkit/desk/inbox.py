"""What is dropped on the page: saved below 收件 before anything is done with it, under its own name, over nothing."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import MOST, make_folder, write_under_free_name
from toolkit.folder.work_folder import INBOX
from toolkit.intake.found_files import walk_files
from toolkit.text.safe_text import is_device_name

if TYPE_CHECKING:
    from collections.abc import Collection

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\u202a-\u202e\u2066-\u2069]')
LONGEST, DEEPEST = 100, 8
"""How many characters of a name are kept, and how many folders."""
MOST_BYTES = 200
"""How many bytes a name may have: file systems take 255, a number may come behind it, and a character of ours has three."""
_naming = threading.Lock()


class Inbox(NamedTuple):
    """The inbox of the work folder at *home*."""

    home: Path

    @property
    def path(self) -> Path:
        """Return its place."""
        return self.home / INBOX

    def new_drop(self) -> str:
        """Make the folder of one drop and return its name: 第3次."""
        with _naming:
            for number in range(1, MOST):
                name = f"第{number}次"
                if not (self.path / name).exists():
                    make_folder(self.path / name)
                    return name
        raise WorkFolderError(f"{self.path} 里的目录太多了。请移走不要的再收。")

    def put(self, drop: str, said: str, data: bytes, modified: float = 0.0) -> Path:
        """Save *data* below the folder *drop* under the path it is *said* to have; *modified* is the file's own time.

        A file of that name with other content stays: the new one gets a number behind its name.
        """
        if not re.fullmatch(r"第[1-9][0-9]{0,4}次", drop) or not (self.path / drop).is_dir():
            raise WorkFolderError("没有这一次。请重新打开页面，再拖一次。")
        path = write_under_free_name(self.path / drop / safe_relative_path(said), data)
        if modified > 0:
            with suppress(OSError, OverflowError, ValueError):
                os.utime(path, (modified, modified))
        return path

    def files(self) -> list[tuple[str, Path]]:
        """Return every file that may be a submission, each with its path as outputs show it."""
        if not self.path.is_dir():
            return []
        return [(f.shown, f.path) for f in walk_files([self.path]) if f.reason is None]

    def waiting(self, known: Collection[str]) -> tuple[str, ...]:
        """Return the files that were not collected: those whose bytes are not among the *known* hashes."""
        return tuple(shown for shown, path in self.files() if _hash_of_file(path, *_age(path)) not in known)


def _age(path: Path) -> tuple[int, int]:
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return 0, -1


@lru_cache(maxsize=8192)
def _hash_of_file(path: Path, _changed: int, _size: int) -> str:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def safe_relative_path(said: str) -> PurePosixPath:
    """Return the path an upload bears as one that stays below where it is put, on every system."""
    parts = [p for p in re.split(r"[/\\]", said) if p.strip(". ")]
    named = [_safe_part(p, last=i == len(parts) - 1) for i, p in enumerate(parts)]
    return PurePosixPath(*(named[-DEEPEST:] or ["未命名"]))


def _safe_part(part: str, *, last: bool) -> str:
    name = _NOT_IN_NAMES.sub("_", part).strip(" ").rstrip(". ") or "_"
    if is_device_name(name):
        name = f"_{name}"
    ending = PurePosixPath(name).suffix if last else ""
    ending = ending if len(ending) < 10 else ""
    stem = name.removesuffix(ending)[: LONGEST - len(ending)]
    room = MOST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + ending
