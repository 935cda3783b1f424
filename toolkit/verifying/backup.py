"""The whole work folder as one file: written, read again, and only then given its name."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.days import to_office_time
from toolkit.folder.files import safe_file_name_part, write_large_atomically
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.lock import LOCK, lock_folder
from toolkit.verifying.backup_manifest import (
    CHUNK,
    MANIFEST,
    BackedUpFile,
    BackupManifest,
    hash_open_file,
    read_backup,
    seal_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.folder.work_folder import Tell, WorkFolder

ENDING = ".toolkit备份.zip"
"""How the name of a backup ends: one that lies in a work folder is no part of the next."""
_PASSING = (LOCK, ".tmp-", "~$", ".~lock")
_DATABASE_PARTS = ("-wal", "-shm", "-journal")


class WrittenBackup(NamedTuple):
    """A backup that was written and read again; *left* are things of the folder that are no files and not in it."""

    path: Path
    manifest: BackupManifest
    left: tuple[str, ...]


def back_up_folder(folder: WorkFolder, target: Path | None, now: str, tell: Tell) -> WrittenBackup:
    """Write everything of *folder* into one file (beside it, where *target* is not said), verified before it has its name."""
    day = to_office_time(now)
    name = f"{safe_file_name_part(folder.path.resolve().name)}-{day:%Y%m%d-%H%M%S}{ENDING}"
    path = target / name if target and target.is_dir() else target or folder.path.resolve().parent / name
    if path.exists():
        raise WorkFolderError(f"{path} 已经有了，不覆盖以前的备份。请用 -o 写另一个名字。")
    made: list[BackupManifest] = []
    left: list[str] = []
    with ExitStack() as held:  # nobody collects meanwhile
        database, head, events = _read_ledger(folder, held)
        paths = list(list_folder_files(folder.path, left))

        def fill(file: BinaryIO) -> None:
            kept = list(_list_files(folder, paths, database))
            office = folder.office
            whose = (office.name, office.code, office.form, office.period.text)
            manifest = BackupManifest(*whose, now, head, events, tuple(kept))
            _write_zip(file, folder, manifest, database, tell)
            made.append(manifest)

        write_large_atomically(path, fill, lambda written: _check_again(written, made[-1]))
    return WrittenBackup(path, made[-1], tuple(left))


def _read_ledger(folder: WorkFolder, held: ExitStack) -> tuple[bytes | None, str, int]:
    """Return the ledger as one file, and how far it has come; a damaged one is not backed up as if it were whole.

    The folder is this process's until *held* is closed.
    """
    if not folder.ledger.exists():
        held.callback(lock_folder(folder.path).release)
        return None, "", 0
    ledger = held.enter_context(Ledger.open(folder.ledger))
    if faults := ledger.faults():
        raise WorkFolderError(
            f"台账有 {len(faults)} 处损坏，这样的备份恢复不出原样。请先运行 toolkit doctor 看怎样修。"
        )
    return ledger.snapshot(), ledger.head(), len(ledger.events())


def list_folder_files(home: Path, left: list[str]) -> Iterator[Path]:
    """Yield every file of a work folder, in order; links and devices are told, not followed."""
    for folder, folders, names in os.walk(home, onerror=_refuse):
        folders.sort()
        here = home / os.path.relpath(folder, home)
        for link in [f for f in folders if (here / f).is_symlink()]:
            folders.remove(link)
            left.append(f"{link}（快捷方式）")
        for name in sorted(names):
            path = here / name
            if name.startswith(_PASSING) or name.endswith((ENDING, *_DATABASE_PARTS)):
                continue
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
            else:
                left.append(f"{path.relative_to(home)}（不是普通文件）")


def _refuse(error: OSError) -> None:
    raise WorkFolderError(
        f"读不了 {error.filename}：{error.strerror}。请检查目录权限，再运行一次。"
    ) from error


def _list_files(folder: WorkFolder, paths: list[Path], database: bytes | None) -> Iterator[BackedUpFile]:
    for number, path in enumerate(paths, 1):
        place = path.relative_to(folder.path).as_posix()
        if path == folder.ledger and database is not None:
            size, sha256 = len(database), hashlib.sha256(database).hexdigest()
        else:
            size, sha256 = hash_file(path)
        yield BackedUpFile(place, _member_name(place, number), size, sha256, path.stat().st_mtime)


def _member_name(place: str, number: int) -> str:
    """Return a file's name in the backup: its own, but for a name no archive can hold."""
    try:
        place.encode()
    except UnicodeEncodeError:
        return f"名字不能写的文件/{number:06}"
    return place


def hash_file(path: Path) -> tuple[int, str]:
    """Return the size and the hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hash_open_file(file)


def _write_zip(
    file: BinaryIO, folder: WorkFolder, manifest: BackupManifest, database: bytes | None, tell: Tell
) -> None:
    said = manifest.to_bytes()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as made:
        made.writestr(MANIFEST, said)
        for number, kept in enumerate(manifest.files, 1):
            tell(number, len(manifest.files), kept.path)
            if database is not None and kept.path == folder.ledger.name:
                made.writestr(kept.member, database)
                continue
            with (
                (folder.path / kept.path).open("rb") as source,
                made.open(kept.member, "w", force_zip64=True) as member,
            ):
                while data := source.read(CHUNK):
                    member.write(data)
        made.comment = seal_of(said)


def _check_again(written: Path, manifest: BackupManifest) -> None:
    """Read what was written; raise WorkFolderError where a file changed meanwhile or the disk did not keep it."""
    try:
        again = read_backup(written)
    except WorkFolderError as error:
        raise WorkFolderError(
            "备份写好以后再读一遍，与原来的不一样：可能有文件正在被改动，或者磁盘有问题。没有留下备份。"
            "请关掉正在编辑的文件，再运行一次。"
        ) from error
    if again != manifest:
        raise WorkFolderError("备份写好以后再读一遍，清单不一样。没有留下备份。请检查磁盘，再运行一次。")
