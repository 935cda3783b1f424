"""Writing files so that a reader sees the old one or the new one, never half; and names that are safe."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.ledger.originals import make_durable

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

MOST = 10_000
"""How many files of one name, numbered, are looked through."""


def _mask_of_process() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_READABLE = 0o666 & ~_mask_of_process()
"""Who may read and write what is written: whoever the office lets by its umask, as for any other program's files."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write *data* to *path* whole: to a temporary file beside it, made durable, then put in its place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    except OSError as error:
        raise WorkFolderError(
            f"写不了 {path.parent}：{error.strerror}。请检查目录权限和磁盘空间。"
        ) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_READABLE)
        Path(name).replace(path)
        make_durable(path.parent)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        hint = "请先在 WPS 或 Excel 中关闭它" if isinstance(error, PermissionError) else "请检查磁盘空间"
        raise WorkFolderError(f"写不了 {path}：{error.strerror}。{hint}，再运行一次。") from error


def write_large_atomically(
    path: Path, fill: Callable[[BinaryIO], None], check: Callable[[Path], None]
) -> None:
    """Let *fill* write a file that is too large to be held, *check* read it again; it gets its name only after that."""
    handle, name = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        check(Path(name))
        Path(name).chmod(_READABLE)
        Path(name).replace(path)
        make_durable(path.parent)
    except OSError as error:
        raise WorkFolderError(
            f"写不了 {path}：{error.strerror}。请检查目录权限和磁盘空间，再运行一次。"
        ) from error
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def write_under_free_name(path: Path, data: bytes) -> Path:
    """Write *data* to *path*, or to the first numbered name beside it that is free: another file there stays.

    Return where it is now; a file that holds the same already is left alone.
    """
    for i in range(1, MOST):
        target = path.with_name(f"{path.stem}{i if i > 1 else ''}{path.suffix}")
        if not target.exists():
            write_atomically(target, data)
            return target
        if target.is_file() and target.read_bytes() == data:
            return target
    raise WorkFolderError(f"{path.parent} 里 {path.name} 一类的文件太多了。请移走不要的再运行。")


def path_as_recorded(home: Path, path: Path) -> str:
    """Return a path as the ledger of the work folder *home* keeps it: the folder may be moved as a whole."""
    whole, home = path.resolve(), home.resolve()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)


def safe_file_name_part(text: str) -> str:
    """Return *text* as part of a file name: letters, digits, Chinese characters, _ and -, at most 60."""
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff_-]", "", text)[:60] or "未命名"
