"""Writing files so that a reader sees the old one or the new one, never half; and names that are safe."""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.ledger import file_system_sync as sync
from toolkit.ledger.originals import make_durable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

TOGETHER = 64
"""How many files wait for one sync of their file system."""
LOG = logging.getLogger("toolkit")
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
    beside = _write_beside(path, data, synced=True)
    with _said_where_it_fails(path, beside):
        beside.replace(path)
        make_durable(path.parent)
    LOG.info("写出 %s", path)


def write_in_groups(files: Iterable[tuple[Path, bytes]], folder: Path) -> Iterator[Path]:
    """Write files of *folder*'s file system, each as ``write_atomically`` does, and yield each once it is there.

    Where the whole file system can be synced, many wait for one call: no file has its name before its bytes are on the
    disk, and those that came first stay where a later one fails.
    """
    make_folder(folder)
    if not sync.is_synced_at_once(folder):
        for path, data in files:
            write_atomically(path, data)
            yield path
        return
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files:
            if path in waiting:
                yield from _name_together(waiting, folder)
            waiting[path] = _write_beside(path, data, synced=False)
            if len(waiting) >= TOGETHER:
                yield from _name_together(waiting, folder)
        yield from _name_together(waiting, folder)
    finally:
        for beside in waiting.values():
            beside.unlink(missing_ok=True)


def _name_together(waiting: dict[Path, Path], folder: Path) -> list[Path]:
    """Put the bytes of all that is *waiting* onto the disk, then their names; return these."""
    if not waiting:
        return []
    with _said_where_it_fails(next(iter(waiting))):
        sync.sync_file_system(folder)
        for path, beside in waiting.items():
            with _said_where_it_fails(path):
                beside.replace(path)
        sync.sync_file_system(folder)
    named = list(waiting)
    waiting.clear()
    for path in named:
        LOG.info("写出 %s", path)
    return named


@contextmanager
def refuse_unwritable(path: Path) -> Iterator[None]:
    """Raise WorkFolderError, with what to look at, where *path* cannot be written."""
    try:
        yield
    except OSError as error:
        raise WorkFolderError(f"写不了 {path}：{error.strerror}。请检查目录权限和磁盘空间。") from error


def make_folder(folder: Path) -> None:
    """Make *folder*, and those above it, where it is not there."""
    with refuse_unwritable(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _write_beside(path: Path, data: bytes, *, synced: bool) -> Path:
    """Write *data* to a temporary file beside *path*; return that."""
    make_folder(path.parent)
    with refuse_unwritable(path.parent):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    with _said_where_it_fails(path, Path(name)):
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        Path(name).chmod(_READABLE)
    return Path(name)


@contextmanager
def _said_where_it_fails(path: Path, *beside: Path) -> Iterator[None]:
    """Say what to do where *path* cannot be written; the temporary files *beside* it go."""
    try:
        yield
    except OSError as error:
        for name in beside:
            name.unlink(missing_ok=True)
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
        LOG.info("写出 %s", path)
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


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, kept originals too: Windows removes no file that may only be read."""
    for file in path.rglob("*"):
        if not file.is_symlink() and file.is_file() and not file.stat().st_mode & stat.S_IWRITE:
            file.chmod(stat.S_IREAD | stat.S_IWRITE)
    shutil.rmtree(path)
