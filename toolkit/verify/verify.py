"""Whether the ledger and the kept files are whole, and whether reading them again comes to the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.collect.take_in import take_in_files
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import STORE
from toolkit.intake.found_files import FoundFile
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.submissions.file_record import ANEW
from toolkit.submissions.office_says import OfficeSays

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.ledger.records import ReadContent


@dataclass
class VerificationResult:
    """What was looked at and what is wrong with it; *notes* are no faults."""

    files: int = 0
    events: int = 0
    read: int = 0
    again: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {**self.__dict__, "ok": not self.faults}


def verify_ledger(
    folder: WorkFolder,
    anchor: str,
    now: str,
    tell: Callable[[int, int, str], None],
    *,
    read_data: bool,
) -> VerificationResult:
    """Check the ledger and the store; with *read_data* read every kept byte, and every file once more.

    *anchor* is a number printed on some report: what was recorded up to then has not changed if it is found.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有台账，没有什么可核对的。请先运行 toolkit collect。")
    made = VerificationResult()
    store = OriginalsStore(folder.path / STORE)
    with Ledger.open(folder.ledger) as ledger:
        made.faults += ledger.faults()
        events = ledger.events()
        made.events, made.head = len(events), ledger.head()
        if anchor and not any(e.hash.startswith(anchor) for e in events):
            made.faults.append(
                f"台账里没有流水号 {anchor}：做那份报告以后，以前的记录被改动过，或不是这个台账"
            )
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
            made.faults.append(f"原件不在了：{path}（{sha256[:12]}）。请把原文件放回，再收一次")
        elif read_data:
            made.read += 1
            if store.read(sha256) is None:
                made.faults.append(f"原件被改动过：{path}（{sha256[:12]}）")
    extra = sum(h not in needed for h in store.hashes())
    if extra:
        made.notes.append(f"有 {extra} 份原件还没有记入台账（上次没有运行完），再收一次即可")
    if left := store.leftovers():
        made.notes.append(f"有 {len(left)} 个没有写完的临时文件，再收一次会清掉")


def _verify_by_rereading(
    made: VerificationResult,
    folder: WorkFolder,
    ledger: Ledger,
    store: OriginalsStore,
    now: str,
    tell: Callable[[int, int, str], None],
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
                made.faults.append(f"重新读取的结果与记录不一致：{path}（{kept.sha256[:12]}）")
    if older:
        made.notes.append(f"有 {older} 份是按以前的表样或旧版程序读的，再收一次会按现在的重读")


def _is_same_content(one: ReadContent | None, other: ReadContent | None) -> bool:
    def told(c: ReadContent) -> tuple[object, ...]:
        payload = json.loads(c.payload) if c.payload else None
        return (c.unit, c.digest, json.loads(c.facts), payload)

    return one is not None and other is not None and told(one) == told(other)
