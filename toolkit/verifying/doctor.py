"""What is wrong with a work folder, in a sentence each, and the command that mends it. It looks; it changes nothing."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from toolkit.errors import FormError, LedgerError, WorkFolderError
from toolkit.folder.past_periods import refuse_half_moved
from toolkit.folder.work_folder import LEDGER, SETTINGS, STORE, open_work_folder
from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.verifying.ailments import Ailment, make_ailment
from toolkit.verifying.backup import hash_file, list_folder_files
from toolkit.verifying.folder_checks import (
    backup_traces,
    older_workbooks,
    shared_inbox,
    swapped_codes,
    units_gone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder


def examine_folder(path: Path) -> tuple[Ailment, ...]:
    """Return what is wrong with the work folder at *path*, the worst first; nothing where it is sound."""
    found = list(_settings_ailments(path))
    found += _ledger_ailments(path)
    folder = None
    with contextlib.suppress(WorkFolderError, FormError):
        folder = open_work_folder(path)
    if folder is not None:
        found += _folder_ailments(folder, sound=not any(a.severity == ERROR for a in found))
    order = (ERROR, WARNING, HINT)
    return tuple(sorted(dict.fromkeys(found), key=lambda a: order.index(a.severity)))


def _settings_ailments(path: Path) -> Iterator[Ailment]:
    if not (path / SETTINGS).is_file():
        kept = "；这里有台账和原件，像是设置文件被删了或改了名，从备份里取回 toolkit.toml"
        yield make_ailment("no_settings", path=path, kept=kept if (path / LEDGER).exists() else "")
        return
    try:
        folder = open_work_folder(path)
    except FormError as error:
        yield make_ailment("form_broken", said=error)
        return
    except WorkFolderError as error:
        yield make_ailment(error.code or "settings_wrong", said=error)
        return
    try:
        refuse_half_moved(folder)
    except WorkFolderError as error:
        yield make_ailment("half_moved", said=error)
    try:
        folder.roster(may_be_empty=True)
    except WorkFolderError as error:
        yield make_ailment("roster_wrong", said=error)


def _ledger_ailments(path: Path) -> Iterator[Ailment]:
    """Tell what is wrong with the ledger and the originals, without making either."""
    ledger, store = path / LEDGER, OriginalsStore(path / STORE)
    if not ledger.exists() or not ledger.stat().st_size:
        if any(True for _ in store.hashes()):
            yield make_ailment("ledger_gone", what="是空的" if ledger.exists() else "不见了")
        return
    if not _is_database(ledger):
        yield make_ailment("ledger_broken", said=f"{LEDGER} 坏了，已经不是数据库")
        return
    try:
        with Ledger.open(ledger) as opened:
            yield from _open_ledger_ailments(opened, store, path)
    except LedgerError as error:
        yield make_ailment(error.code or "ledger_broken", said=error)


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _hashes_in_folder(home: Path, store: OriginalsStore) -> set[str]:
    """Return the hashes of what lies in the folder beside the originals: of these nothing is lost, whatever the ledger says."""
    return {hash_file(p)[1] for p in list_folder_files(home, []) if store.path not in p.parents}


def _open_ledger_ailments(ledger: Ledger, store: OriginalsStore, home: Path) -> Iterator[Ailment]:
    faults = ledger.faults()
    if any(f.code == "database_damaged" for f in faults):
        yield make_ailment("ledger_broken", said="台账的数据库有损坏")
        return
    if faults:
        yield make_ailment("ledger_altered", count=len(faults), row=faults[0].row)
    needed = {s.container or s.sha256 for s in ledger.sightings()}
    needed |= {v.sha256 for v in ledger.versions()}
    needed |= {sha256 for p in ledger.publications() for _, sha256 in json.loads(p.files)}
    if lost := [h for h in sorted(needed) if store.size(h) < 0]:
        seen = (s.path for s in ledger.sightings() if (s.container or s.sha256) == lost[0])
        yield make_ailment("originals_lost", count=len(lost), name=next(seen, lost[0][:12]))
    extra = {h for h in store.hashes() if h not in needed}
    still = extra & _hashes_in_folder(home, store) if extra else set()
    if still:
        yield make_ailment("act_cut_off", count=len(still))
    if extra - still:
        yield make_ailment("ledger_older", count=len(extra - still))
    if ledger.is_mid_run():
        yield make_ailment("run_unfinished")
    if left := store.leftovers():
        yield make_ailment("leftovers", count=len(left))


def _folder_ailments(folder: WorkFolder, *, sound: bool) -> Iterator[Ailment]:
    try:
        roster: tuple[Unit, ...] = folder.roster(may_be_empty=True)
    except WorkFolderError:
        return
    yield from backup_traces(folder)
    if not sound or not folder.ledger.exists():
        return
    try:
        with Ledger.open(folder.ledger) as ledger:
            yield from swapped_codes(folder, roster, ledger)
            yield from units_gone(roster, ledger)
            yield from older_workbooks(folder, roster, ledger)
            hashes = {s.sha256: s.path for s in ledger.sightings()}
    except LedgerError:
        return
    yield from shared_inbox(folder, hashes)
