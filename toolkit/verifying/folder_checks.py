"""What a work folder says against itself and its neighbours: codes swapped, an older ledger, a shared inbox, another form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError
from toolkit.folder.days import office_minute_of
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.work_folder import LEDGER, OUTBOX, RUNS, SETTINGS
from toolkit.ledger.ledger import Ledger
from toolkit.text.named_lines import list_briefly
from toolkit.text.safe_text import visible_text
from toolkit.verifying.ailments import make_ailment
from toolkit.verifying.restore import ASIDE, RESTORED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.verifying.ailments import Ailment

SHOWN = 4
"""How many names a sentence lists."""


def _listed(names: list[str]) -> str:
    return list_briefly([visible_text(n, 60) for n in names], SHOWN)


def _handed_names(folder: WorkFolder, ledger: Ledger) -> dict[str, str]:
    """Return the name each unit had when its workbook was last handed out, as file names write it."""
    end = f"_{folder.office.period.text}"
    return {
        h.unit: Path(h.path.replace("\\", "/"))
        .stem.removeprefix(f"{safe_file_name_part(h.unit)}_")
        .removesuffix(end)
        for h in ledger.handouts()
    }


def swapped_codes(folder: WorkFolder, roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Ailment]:
    """Tell of units whose codes changed places since workbooks were handed out: each would count for the other."""
    before = _handed_names(folder, ledger)
    now = {u.code: safe_file_name_part(u.name) for u in roster}
    moved = {code: name for code, name in now.items() if code in before and before[code] != name}
    swapped = [code for code, name in moved.items() if name in before.values()]
    if swapped:
        pairs = [f"{code}（下发时是{before[code]}，现在是{moved[code]}）" for code in swapped]
        yield make_ailment("codes_swapped", names=_listed(pairs))
    if renamed := [f"{code}（{before[code]} → {moved[code]}）" for code in moved if code not in swapped]:
        yield make_ailment("units_renamed", names=_listed(renamed))


def units_gone(roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Ailment]:
    """Tell of units that sent something that counts and are not on the roster any more."""
    known = {u.code for u in roster}
    gone = [f"{s.unit} {s.name}" for s in ledger.standing() if s.unit not in known]
    if gone:
        yield make_ailment("units_gone", names=_listed(gone))


def older_workbooks(folder: WorkFolder, roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Ailment]:
    """Tell of units that hold a workbook of another wording of the form than the one that counts now."""
    last = {h.unit: h for h in ledger.handouts()}
    old = [
        u.name
        for u in roster
        if u.code in last
        and last[u.code].fingerprint != folder.form.fingerprint(u.kind)
        and last[u.code].kind == u.kind
    ]
    if old:
        yield make_ailment("workbooks_older", count=len(old), names=_listed(old))
    if unrecorded := _unrecorded_handouts(folder, ledger):
        yield make_ailment("handouts_unrecorded", count=len(unrecorded), names=_listed(unrecorded))


def _unrecorded_handouts(folder: WorkFolder, ledger: Ledger) -> list[str]:
    known = {Path(h.path.replace("\\", "/")).name for h in ledger.handouts()}
    there = sorted(p.name for p in (folder.path / OUTBOX).glob("*.xlsx") if not p.name.startswith("~$"))
    return [name for name in there if name not in known]


def backup_traces(folder: WorkFolder) -> Iterator[Ailment]:
    """Tell that the folder came from a backup: what was done after it was made is not in it."""
    path = folder.path / RUNS / RESTORED
    if not path.is_file():
        return
    try:
        said = json.loads(path.read_bytes())
        made, restored, lost = said["made"], said["restored"], said["lost"]
    except (ValueError, KeyError):
        return
    if lost:
        when = {"restored": office_minute_of(restored), "made": office_minute_of(made)}
        yield make_ailment("restored_older", **when, lost="；".join(lost), file=RESTORED)


def shared_inbox(folder: WorkFolder, hashes: Mapping[str, str]) -> Iterator[Ailment]:
    """Tell of work folders beside this one that received the same files: two campaigns read one inbox."""
    here = folder.path.resolve()
    for path in sorted(p for p in here.parent.iterdir() if p.is_dir() and p != here):
        if path.name.partition(ASIDE)[0] == here.name.partition(ASIDE)[0]:
            continue  # one stood here before a backup took its place
        if not ((path / SETTINGS).is_file() and (path / LEDGER).is_file()):
            continue
        try:
            with Ledger.open(path / LEDGER) as ledger:
                theirs = {s.sha256 for s in ledger.sightings()}
        except LedgerError:
            continue
        same = [name for sha256, name in hashes.items() if sha256 in theirs]
        if same:
            yield make_ailment("inbox_shared", folder=path.name, count=len(same), names=_listed(same))
