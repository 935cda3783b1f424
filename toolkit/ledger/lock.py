"""Where a ledger lies: on a disk of this machine or on a share, and whether somebody else is at it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".toolkit.lock"
SHARES = re.compile(r"nfs\d?|cifs|smb\w*|afpfs|9p|davfs|ncpfs|fuse\.(?:sshfs|rclone|davfs2?|smbnetfs)")
"""File systems of other machines, as Linux names them."""
_MOUNTS = Path("/proc/self/mountinfo")
REMOTE = 4
"""What Windows calls a drive of another machine (GetDriveTypeW)."""


def lock_folder(folder: Path) -> BaseFileLock:
    """Take the folder for this process; raise LedgerError where another one is at it.

    The system lets go of the lock when the process ends, however it ends.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise LedgerError(
            f"另一个 toolkit 正在使用工作目录 {folder}。请等它结束（或关掉它）后再运行。"
        ) from error
    except OSError as error:
        raise LedgerError(f"写不了工作目录 {folder}：{error.strerror}。请检查目录权限和磁盘空间。") from error
    return lock


def is_on_share(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether *path* lies on a drive of another machine, as far as this system says."""
    path = path.resolve()
    if os.name == "nt":
        return path.drive.startswith("\\\\") or _is_remote_drive(path.drive)
    if not mounts.exists():
        return False
    found: tuple[int, str] = (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        at, _, more = line.partition(" - ")
        words = at.split()
        if len(words) > 4 and more:
            point = re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), words[4])
            if path == Path(point) or Path(point) in path.parents:
                found = max(found, (len(point), more.split()[0]))
    return bool(SHARES.fullmatch(found[1]))


def _is_remote_drive(drive: str) -> bool:
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == REMOTE)  # type: ignore[attr-defined,unused-ignore]
