"""Whether the ledger and the kept files are whole, and whether reading them again comes to the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.collecting.take_in import take_in_files
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import STORE
from toolkit.form.finding import make_finding
from toolkit.intake.found_files import FoundFile
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.submissions.file_record import ANEW
from toolkit.submissions.office_says import OfficeSays
from toolkit.text.plain_values import told_as
from toolkit.verifying.findings import VerifiedFindings

if TYPE_CHECKING:
    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.ledger.records import ReadContent


@told_as("files events read again head faults notes ok findings")
@dataclass
class VerificationResult(VerifiedFindings):
    """What was looked at and what was found."""

    files: int = 0
    events: int = 0
    read: int = 0
    again: int = 0
    head: str = ""

    def tell(self, code: str, value: str = "", sha256: str = "", **said: str) -> None:
        """Add what was found of *code*."""
        self.findings.append(make_finding(code, value=value, sha256=sha256[:12], **said))


def verify_ledger(
    folder: WorkFolder, anchor: str, now: str, tell: Tell, *, read_data: bool
) -> VerificationResult:
    """Check the ledger and the store; with *read_data* read every kept byte, and every file once more.

    *anchor* is a number printed on some report: what was recorded up to then has not changed if it is found.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有台账，没有什么可核对的。请先运行 toolkit collect。")
    made = VerificationResult()
    store = OriginalsStore(folder.path / STORE)
    with Ledger.open(folder.ledger) as ledger:
        for fault in ledger.faults():
            made.tell(fault.code, fault.told, row=str(fault.row))
        events = ledger.events()
        made.events, made.head = len(events), ledger.head()
        if anchor and not any(e.hash.startswith(anchor) for e in events):
            made.tell("anchor_unknown", anchor)
        _verify_kept_bytes(made, ledger, store, read_data=read_data)
        if read_data:
            _verify_by_rereading(made, folder, ledger, store, now, tell)
    return made


def _verify_kept_bytes(
    made: VerificationResult, ledger: Ledger, store: OriginalsStore, *, read_data: bool
) -> None:
    """Look whether the bytes of everything received are there, and nothing beside them."""
    needed: dict[str, str] = {}
    for s in ledger.sightings():
        needed.setdefault(s.container or s.sha256, s.path)
    needed |= {v.sha256: v.path for v in ledger.versions()}
    needed |= {sha256: name for p in ledger.publications() for name, sha256 in json.loads(p.files)}
    made.files = len(needed)
    for sha256, path in needed.items():
        if store.size(sha256) < 0:
            made.tell("original_lost", path, sha256)
        elif read_data:
            made.read += 1
            if store.read(sha256) is None:
                made.tell("original_changed", path, sha256)
    extra = sum(h not in needed for h in store.hashes())
    if extra:
        made.tell("originals_unrecorded", count=str(extra))
    if left := store.leftovers():
        made.tell("unfinished_files", count=str(len(left)))


def _verify_by_rereading(
    made: VerificationResult, folder: WorkFolder, ledger: Ledger, store: OriginalsStore, now: str, tell: Tell
) -> None:
    """Read every kept file once more, into a ledger that is forgotten, and compare."""
    office = OfficeSays.of(ledger, folder, folder.roster())
    whole = {s.sha256: s.path for s in ledger.sightings() if not s.container}
    items = [FoundFile(store.place(h), p, None) for h, p in whole.items() if store.size(h) >= 0]
    with Ledger.passing() as second:
        take_in_files(items, folder.form, second, None, office, now, tell)
        older = 0
        for kept in ledger.contents():
            if kept.basis == ANEW:
                continue
            if kept.basis != office.basis(folder.form, kept.sha256, kept.unit):
                older += 1
                continue
            made.again += 1
            if not _is_same_content(ledger.content(kept.sha256), second.content(kept.sha256)):
                path = next(s.path for s in ledger.sightings(kept.sha256))
                made.tell("reading_differs", path, kept.sha256)
    if older:
        made.tell("read_before", count=str(older))


def _is_same_content(one: ReadContent | None, other: ReadContent | None) -> bool:
    if one is None or other is None:
        return False
    told = [(c.unit, c.digest, json.loads(c.facts), json.loads(c.payload or "null")) for c in (one, other)]
    return told[0] == told[1]
