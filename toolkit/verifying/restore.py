"""A backup put back: into a new folder, or in the place of one, which is told what it would lose and then moved aside."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import LedgerError, WorkFolderError
from toolkit.folder.days import office_minute_of, to_office_time
from toolkit.folder.files import MOST, write_atomically
from toolkit.folder.work_folder import LEDGER, RUNS, SETTINGS, STORE
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.lock import lock_folder
from toolkit.ledger.originals import make_durable
from toolkit.text.named_lines import list_briefly
from toolkit.text.plain_values import pick_plain, told_as
from toolkit.verifying.backup import hash_file, list_folder_files
from toolkit.verifying.backup_manifest import CHUNK, BackupManifest, read_backup

if TYPE_CHECKING:
    from pathlib import Path

RESTORED = "恢复记录.json"
"""Among what is kept of every run: that this folder came from a backup, and what was there before."""
ASIDE = "-恢复前-"
"""What stands in the name of a folder that a backup took the place of, before the time."""
PART = ".恢复中"
"""How the name of a folder ends into which a backup is being unpacked: it is none yet."""
NAMED = 8
"""How many files a line names before it only counts them."""


class RestoreLoss(NamedTuple):
    """What a folder has that the backup has not: events of the ledger, files that are new, files that are others."""

    events: int
    since: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unreadable: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Say it, a line each; nothing where nothing would be lost."""
        added, changed = (list_briefly(names, NAMED) for names in (self.added, self.changed))
        told = {
            f"现在的台账与备份的接不上（{self.unreadable}）": self.unreadable,
            f"台账里备份以后的 {self.events} 条流水（收取、审核、汇总等），从 {self.since} 起": self.events,
            f"备份里没有的文件 {len(self.added)} 个：{added}": self.added,
            f"备份以后改过的文件 {len(self.changed)} 个：{changed}": self.changed,
        }
        return tuple(line for line, holds in told.items() if holds)


@told_as("path done lost=loss.lines aside")
class RestoredFolder(NamedTuple):
    """A folder that was put back; *aside* is where what stood there is now, *loss* what of it is not in the new one."""

    path: Path
    manifest: BackupManifest
    loss: RestoreLoss
    aside: Path | None
    done: bool = True


def restore_backup(backup: Path, target: Path, now: str, *, replace: bool) -> RestoredFolder:
    """Put *backup* to *target*: a new place, or with *replace* that of a work folder. Without, say what would be lost.

    The backup is read whole before anything is touched. A folder that stood there is moved aside, never deleted.
    """
    manifest = read_backup(backup)
    target = target.absolute()
    there = target.exists() and any(target.iterdir()) if target.is_dir() or not target.exists() else True
    if there and not (target / SETTINGS).is_file():
        raise WorkFolderError(f"{target} 里有别的东西，又不是工作目录。请写一个新的目录。")
    if backup.resolve().is_relative_to(target.resolve()) and there:
        raise WorkFolderError(f"备份文件 {backup} 就在 {target} 里。请先把它移到别处，再恢复。")
    loss = _what_would_be_lost(target, manifest) if there else RestoreLoss(0, "", (), ())
    if there and loss.lines and not replace:
        return RestoredFolder(target, manifest, loss, None, done=False)
    part = target.with_name(target.name + PART)
    shutil.rmtree(part, ignore_errors=True)
    _unpack(backup, manifest, part)
    _record_restore(part, manifest, loss, now)
    aside = None
    try:
        if there:
            lock_folder(target).release()  # nobody is at it
            aside = _free_name(target, f"{to_office_time(now):%Y%m%d-%H%M%S}")
            target.rename(aside)
        elif target.exists():
            target.rmdir()
        part.rename(target)
        make_durable(target.parent)
    except OSError as error:
        raise WorkFolderError(
            f"换不了 {target}：{error.strerror}。请关掉里面打开的文件，再运行一次；恢复好的在 {part}。"
        ) from error
    return RestoredFolder(target, manifest, loss, aside)


def _free_name(target: Path, when: str) -> Path:
    names = (f"{target.name}{ASIDE}{when}{f'-{n}' if n > 1 else ''}" for n in range(1, MOST))
    return next(path for name in names if not (path := target.with_name(name)).exists())


def _what_would_be_lost(target: Path, manifest: BackupManifest) -> RestoreLoss:
    kept = {f.path: (f.size, f.sha256) for f in manifest.files}
    events, since, unreadable = _newer_events(target, manifest)
    added, changed = [], []
    for path in list_folder_files(target, []):
        place = path.relative_to(target).as_posix()
        if place in (LEDGER, f"{RUNS}/{RESTORED}"):
            continue
        if place not in kept:
            added.append(place)
        elif hash_file(path) != kept[place]:
            changed.append(place)
    named = [p for p in added if not p.startswith(f"{STORE}/")]
    if stored := len(added) - len(named):
        named.append(f"{STORE}里收到的 {stored} 份")
    return RestoreLoss(events, since, tuple(named), tuple(changed), unreadable)


def _newer_events(target: Path, manifest: BackupManifest) -> tuple[int, str, str]:
    path = target / LEDGER
    if not path.exists() or not path.stat().st_size:
        return 0, "", ""
    try:
        with Ledger.open(path) as ledger:
            events = ledger.events()
    except LedgerError as error:
        return 0, "", str(error).partition("。")[0]
    newer, why = events[manifest.events :], ""
    if manifest.head and not any(e.hash == manifest.head for e in events):
        newer, why = events, "备份的不是这一本台账：机关、报告期不同，或者它是从更早的备份恢复的"
    return len(newer), office_minute_of(newer[0].at) if newer else "", why


def _unpack(backup: Path, manifest: BackupManifest, part: Path) -> None:
    try:
        part.mkdir(parents=True)
        with zipfile.ZipFile(backup) as file:
            for kept in manifest.files:
                place = part / os.fsdecode(os.fsencode(kept.path))
                place.parent.mkdir(parents=True, exist_ok=True)
                with file.open(kept.member) as source, place.open("xb") as made:
                    shutil.copyfileobj(source, made, CHUNK)
                    made.flush()
                    os.fsync(made.fileno())
                os.utime(place, (kept.modified, kept.modified))
                if place.parent.parent.name == STORE:
                    place.chmod(0o400)
                if hash_file(place) != (kept.size, kept.sha256):
                    raise WorkFolderError(
                        f"恢复出来的 {kept.path} 与备份里的不一样。请检查磁盘；原来的没有动。"
                    )
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise WorkFolderError(
            f"恢复不到 {part}：{error.strerror}。请检查磁盘空间和目录权限；原来的没有动。"
        ) from error


def _record_restore(part: Path, manifest: BackupManifest, loss: RestoreLoss, now: str) -> None:
    said = {"restored": now, **pick_plain(manifest, "made head events"), "lost": loss.lines}
    write_atomically(part / RUNS / RESTORED, json.dumps(said, ensure_ascii=False, indent=1).encode())
