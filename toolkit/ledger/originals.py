"""The bytes that came in, kept untouched under their SHA-256: 原件/ab/abcd…, read-only, written once."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[0-9a-f]{64}")
TEMPORARY = ".tmp-"


class OriginalsStore:
    """A folder of kept bytes. Bytes are on the disk, name and all, before ``put`` returns."""

    def __init__(self, path: Path) -> None:
        """Make nothing yet."""
        self.path = path

    def place(self, sha256: str) -> Path:
        """Return where bytes of this hash are, or would be."""
        return self.path / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep *data*; return its hash. Raise LedgerError where it cannot be written: then nothing is kept."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.place(sha256)
        try:
            if place.exists() and place.stat().st_size == len(data):
                return sha256
            _make_durable_folder(place.parent)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=TEMPORARY)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(0o400)
                Path(name).replace(place)
                make_durable(place.parent)
            except OSError:
                with suppress(OSError):
                    Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise LedgerError(
                f"收到的文件存不进 {self.path}：{error.strerror}。请检查磁盘空间和目录权限，再运行一次。"
            ) from error
        return sha256

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


def _make_durable_folder(folder: Path) -> None:
    """Make a folder and those above it; each is on the disk before something is put into it."""
    if not folder.is_dir():
        _make_durable_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        make_durable(folder.parent)


def make_durable(folder: Path) -> None:
    """Make the names in *folder* outlast a loss of power; Windows knows no such thing and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
