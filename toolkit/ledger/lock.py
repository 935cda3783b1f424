"""Where a ledger lies: on a disk of this machine or on a share, and whether somebody else is at it."""

from __future__ import annotations

import os
import platform
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".toolkit.lock"
DESK_LOCK = f"{LOCK}.desk"
"""Held as long as a page is open on the folder."""
HOLDER = ".who"
"""How the file beside a lock ends that says who holds it: in a locked file nobody could read it on Windows."""
SHARES = re.compile(r"nfs\d?|cifs|smb\w*|afpfs|9p|davfs|ncpfs|fuse\.(?:sshfs|rclone|davfs2?|smbnetfs)")
"""File systems of other machines, as Linux names them."""
_MOUNTS = Path("/proc/self/mountinfo")
REMOTE = 4
"""What Windows calls a drive of another machine (GetDriveTypeW)."""


def lock_folder(folder: Path) -> BaseFileLock:
    """Take the folder for this process; raise LedgerError where another one is at it.

    The system lets go of the lock when the process ends, however it ends.
    """
    busy = f"另一个 toolkit{{}}正在使用工作目录 {folder}。请等它结束（或关掉它）后再运行。"
    return _take_lock(folder, LOCK, busy)


def lock_desk(folder: Path) -> BaseFileLock:
    """Take the folder for the one page that may be open on it; raise LedgerError where another one is."""
    busy = f"工作目录 {folder} 已经在另一个窗口里打开{{}}。请用那个窗口；找不到的，关掉那个程序再打开。"
    return _take_lock(folder, DESK_LOCK, busy)


def _take_lock(folder: Path, name: str, busy: str) -> BaseFileLock:
    from filelock import FileLock, Timeout

    lock, holder = FileLock(folder / name, timeout=0), folder / f"{name}{HOLDER}"
    try:
        lock.acquire()
    except Timeout as error:
        raise LedgerError(busy.format(_describe_holder(holder)), code="folder_busy") from error
    except OSError as error:
        raise LedgerError(f"写不了工作目录 {folder}：{error.strerror}。请检查目录权限和磁盘空间。") from error
    _write_down_holder(holder)
    return lock


def _write_down_holder(holder: Path) -> None:
    """Say who is at it, for whoever finds it locked; that it cannot be said keeps nobody from working."""
    command = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1].isalpha() else ""
    said = f"{os.getpid()} {platform.node()} {command}".strip()
    with suppress(OSError):
        if holder.read_text(encoding="utf-8") == said:
            return
    with suppress(OSError), holder.open("w", encoding="utf-8") as file:
        file.write(said)


def _describe_holder(holder: Path) -> str:
    """Return who holds the lock, as far as it was written down: （toolkit open，进程 123）."""
    try:
        process, machine, *command = holder.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return ""
    what = f"toolkit {command[0]}，" if command else ""
    where = "" if machine == platform.node() else f"，电脑 {machine}"
    return f"（{what}进程 {process}{where}）"


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
