"""What a backup holds, and the proof that it holds it: every file with its size and hash, sealed by a hash of the list."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.text.safe_text import is_device_name, visible_text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

MANIFEST = "备份清单.json"
"""The first entry of a backup: what else is in it."""
FORMAT = 1
"""Raised with every change of how a backup is laid out; one of a newer toolkit is refused."""
CHUNK, MOST = 1 << 20, 256 << 20
"""How much is read at once, and how large the list of a backup may be."""
LAST = 253_402_300_800.0
"""The first moment no calendar of ours can say: the year 10000."""
_KEYS = {"format": int, "files": list, "events": int} | dict.fromkeys(
    ("office", "code", "form", "period", "made", "head"), str
)
_PARTS: tuple[type | tuple[type, ...], ...] = (str, str, int, str, (int, float))
"""What stands in the list of a backup, and of each file in it."""
WINDOWS = os.name == "nt"
_NO_NAME = re.compile(r'[\\:*?"<>|\x00-\x1f]')
_UNREADABLE = (
    OSError,
    KeyError,
    ValueError,
    TypeError,
    RuntimeError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)


class BackedUpFile(NamedTuple):
    """One file: where it lies in the work folder, under which name in the backup, its size, hash and own time."""

    path: str
    member: str
    size: int
    sha256: str
    modified: float


class BackupManifest(NamedTuple):
    """A backup: whose it is, when it was made, how far its ledger had come."""

    office: str
    code: str
    form: str
    period: str
    made: str
    head: str
    events: int
    files: tuple[BackedUpFile, ...]

    @property
    def size(self) -> int:
        """Return how many bytes the files have."""
        return sum(f.size for f in self.files)

    def to_bytes(self) -> bytes:
        """Return the manifest as it stands in the backup."""
        said = {**self._asdict(), "format": FORMAT, "files": [list(f) for f in self.files]}
        return json.dumps(said, ensure_ascii=True, indent=0).encode()


def seal_of(manifest: bytes) -> bytes:
    """Return what a backup bears at its very end: a half one has lost it."""
    return b"toolkit " + hashlib.sha256(manifest).hexdigest().encode()


def read_backup(path: Path) -> BackupManifest:
    """Read a backup whole, every byte of it; raise WorkFolderError where anything of it is not as it was written."""
    try:
        with zipfile.ZipFile(path) as file:
            if file.getinfo(MANIFEST).file_size > MOST:
                raise _broken(path, "清单太大")
            with file.open(MANIFEST) as member:
                data = member.read(MOST)
            if file.comment != seal_of(data):
                raise _broken(path, "结尾的印记不对")
            manifest = _parse_manifest(path, data)
            names = [i.filename for i in file.infolist()]
            if sorted(names) != sorted([MANIFEST, *(f.member for f in manifest.files)]):
                raise _broken(path, "里面的文件与清单不一样")
            for kept in manifest.files:
                with file.open(kept.member) as member:
                    found = hash_open_file(member)
                if found != (kept.size, kept.sha256):
                    raise _broken(path, f"{visible_text(kept.path, 80)} 的内容变了")
    except _UNREADABLE as error:
        raise _broken(path, "打不开或者只有一半") from error
    return manifest


def _parse_manifest(path: Path, data: bytes) -> BackupManifest:
    said = json.loads(data)
    if not isinstance(said, dict) or not all(isinstance(said[k], t) for k, t in _KEYS.items()):
        raise _broken(path, "清单里的内容不对")
    if said["format"] > FORMAT:
        raise WorkFolderError(f"{path} 是更新版本的 toolkit 做的备份。请先升级 toolkit。")
    files = tuple(BackedUpFile(*f) for f in said["files"])
    for kept in files:
        if not all(isinstance(said, known) for said, known in zip(kept, _PARTS, strict=True)):
            raise _broken(path, "清单里的内容不对")
        parts = PurePosixPath(kept.path).parts
        if (
            not parts
            or kept.path.startswith("/")
            or ".." in parts
            or ":" in parts[0]
            or any(map(_leads_elsewhere, parts))
        ):
            raise _broken(path, f"清单里的路径 {visible_text(kept.path, 80)} 不在工作目录里")
        if not -LAST < kept.modified < LAST:
            raise _broken(path, f"{visible_text(kept.path, 80)} 的时间不对")
    return BackupManifest(**{k: said[k] for k in BackupManifest._fields if k != "files"}, files=files)


def _leads_elsewhere(part: str) -> bool:
    """Tell whether a part of a path names no file of its folder here: a path, a stream of another file or a device of Windows."""
    if WINDOWS and (_NO_NAME.search(part) or is_device_name(part)):
        return True
    return "\0" in part or "\\" in part


def hash_open_file(file: IO[bytes]) -> tuple[int, str]:
    """Return the size and the hash of what is left to read of *file*, read in pieces."""
    digest, size = hashlib.sha256(), 0
    while data := file.read(CHUNK):
        digest.update(data)
        size += len(data)
    return size, digest.hexdigest()


def _broken(path: Path, why: str) -> WorkFolderError:
    return WorkFolderError(
        f"{path} 不是完整的备份：{why}。没有动任何文件。请换一份备份；用 toolkit backup --check 备份文件 可以先核对。"
    )
