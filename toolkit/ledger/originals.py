"""The bytes that came in, kept untouched under their SHA-256: 原件/ab/abcd…, read-only, written once."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError
from toolkit.ledger import file_system_sync as sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
TEMPORARY = ".tmp-"
_WRITE_ANEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
TOGETHER = 64
"""How many files are put onto the disk together."""


class OriginalsStore:
    """A folder of kept bytes. Bytes are on the disk, name and all, before ``put`` returns, or before ``together`` ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made: set[Path] = set()
        self._waiting: dict[str, Path] | None = None

    def place(self, sha256: str) -> Path:
        """Return where bytes of this hash are, or would be."""
        return self.path.joinpath(sha256[:2], sha256)

    def put(self, data: bytes, known: str = "") -> str:
        """Keep *data*; return its hash, *known* or not. Raise LedgerError where it cannot be written: then nothing is kept."""
        sha256 = known or hashlib.sha256(data).hexdigest()
        place = self.place(sha256)
        with self._said_where_it_fails():
            if self.size(sha256) == len(data):
                return sha256
            if self._waiting is None:
                name = self._write_beside(place, data, synced=True)
                _rename_or_remove([(place, name)])
                make_durable(place.parent)
            elif sha256 not in self._waiting:
                self._waiting[sha256] = self._write_beside(place, data, synced=False)
                if len(self._waiting) >= TOGETHER:
                    self._name_waiting(self._waiting)
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let what is put meanwhile get onto the disk in groups: no file has its name before its bytes are there."""
        if self._waiting is not None or not self._synced_at_once:
            yield
            return
        waiting = self._waiting = {}
        try:
            yield
            with self._said_where_it_fails():
                self._name_waiting(waiting)
        finally:
            self._waiting = None
            _remove_quietly(waiting.values())

    @cached_property
    def _synced_at_once(self) -> bool:
        return sync.is_synced_at_once(self.path)

    def _name_waiting(self, waiting: dict[str, Path]) -> None:
        """Put the bytes of all that is *waiting* onto the disk, then their names."""
        if waiting:
            sync.sync_file_system(self.path)
            _rename_or_remove([(self.place(sha256), name) for sha256, name in waiting.items()])
            sync.sync_file_system(self.path)
            waiting.clear()

    def _write_beside(self, place: Path, data: bytes, *, synced: bool) -> Path:
        """Write *data* under a passing name beside *place*; return that."""
        if place.parent not in self._made:
            _make_durable_folder(place.parent, synced=synced)
            self._made.add(place.parent)
        name = place.parent / f"{TEMPORARY}{os.urandom(8).hex()}"
        handle = os.open(name, _WRITE_ANEW, 0o400)
        try:
            with os.fdopen(handle, "wb", buffering=0) as file:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                if synced:
                    os.fsync(file.fileno())
        except OSError:
            _remove_quietly([name])
            raise
        return name

    @contextmanager
    def _said_where_it_fails(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LedgerError(
                f"收到的文件存不进 {self.path}：{error.strerror}。请检查磁盘空间和目录权限，再运行一次。"
            ) from error

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes of this hash; None where they are not here or no longer what they were."""
        try:
            data = self.place(sha256).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def size(self, sha256: str) -> int:
        """Return how many bytes of this hash there are; -1 where there are none."""
        try:
            return self.place(sha256).stat().st_size
        except OSError:
            return -1

    def hashes(self) -> Iterator[str]:
        """Yield the hash of everything kept, sorted."""
        for folder in sorted(self.path.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(p.name for p in folder.iterdir() if _NAME.fullmatch(p.name))

    def tidy(self) -> None:
        """Remove what a killed run left half written: it has no name yet, so nothing knows of it."""
        for path in self.leftovers():
            path.unlink(missing_ok=True)

    def leftovers(self) -> list[Path]:
        """Return what a killed run left half written."""
        return sorted(self.path.glob(f"*/{TEMPORARY}*"))


def _rename_or_remove(names: Sequence[tuple[Path, Path]]) -> None:
    """Give each file its place (*names*: that, and the passing name); where that fails, none is left under a passing one."""
    try:
        for place, name in names:
            name.replace(place)
    except OSError:
        _remove_quietly(name for _, name in names)
        raise


def _remove_quietly(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _make_durable_folder(folder: Path, *, synced: bool) -> None:
    """Make a folder and those above it; each is on the disk before something is put into it, unless all is *synced* later."""
    if not folder.is_dir():
        _make_durable_folder(folder.parent, synced=synced)
        folder.mkdir(exist_ok=True)
        if synced:
            make_durable(folder.parent)


def make_durable(folder: Path) -> None:
    """Make the names in *folder* outlast a loss of power; Windows knows no such thing and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
