"""What the office decides: leave a file out, take one and not another, pass one as examined, let an error pass.

Every decision has a reason, is recorded with its time, and can be taken back; the file itself stays.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.take_in import take_in_files
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.work_folder import STORE
from toolkit.form.finding import CODES
from toolkit.form.submission import RETURNED
from toolkit.intake.found_files import read_file_bytes
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import EXCLUDED, PREFERRED, SIGNED, Decision, Permission
from toolkit.submissions.current_files import current_file_states, settle_current_files
from toolkit.submissions.explanations import MARKS, is_permittable, permission_evidence
from toolkit.submissions.file_record import load_file_facts
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.office_says import OfficeSays
from toolkit.submissions.pending_files import first_seen_paths, units_by_folder

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.submissions.file_record import FileFacts


class KeptFile(NamedTuple):
    """A file that was received, named by its hash; *path* is how outputs show it."""

    sha256: str
    path: str

    def __str__(self) -> str:
        """Return how it is named in a sentence."""
        return self.path

    def as_posix(self) -> str:
        """Return its path as outputs show it."""
        return self.path


def exclude_file(
    folder: WorkFolder, path: Path | KeptFile, why: str, by: str, now: str, *, undo: bool = False
) -> str:
    """Leave the file at *path* out, or take that back; return its unit's code."""
    if not why.strip():
        raise WorkFolderError("排除一份文件要写明理由，如 --why “填的是上半年数”。")
    with Ledger.open(folder.ledger) as ledger:
        sha256, facts = _find_received_file(ledger, path)
        if facts.members is not None:
            raise WorkFolderError(f"{path} 是压缩包或邮件，不是哪个单位的报送件。请写里面的那一份。")
        unit = facts.who.unit if facts.who else ""
        if undo:
            if not ledger.end_decisions(EXCLUDED, unit, now, why, sha256):
                raise WorkFolderError(f"{path} 没有被排除过。")
        else:
            ledger.decide(Decision(EXCLUDED, unit, sha256, why.strip(), by, office_day_of(now), "", now))
        _settle_current_files(ledger, folder, now)
    return unit


def choose_unit_version(folder: WorkFolder, path: Path | KeptFile, now: str) -> str:
    """Let the received file *path* count for its unit, as ``collect --prefer`` does; return the unit's code."""
    with Ledger.open(folder.ledger) as ledger:
        fit = RosterFit(folder.form, folder, folder.roster(), units_by_folder(ledger))
        prefer_file(ledger, fit, path, now)
        settle_current_files(ledger, fit, folder.steps, now)
        _, facts = _find_received_file(ledger, path)
    return facts.who.unit if facts.who else ""


def prefer_file(ledger: Ledger, fit: RosterFit, path: Path | KeptFile, now: str) -> None:
    """Let the file at *path* count, whatever else its unit sent, until another one comes in."""
    sha256, facts = _find_received_file(ledger, path)
    if facts.who is None:
        raise WorkFolderError(f"{path} 不是哪个单位的报送件，不能指定采用。")
    if fit.held(facts, first_seen_paths(ledger)[sha256]):
        raise WorkFolderError(
            f"还不知道 {path} 是哪个单位的，不能指定采用。请先用 toolkit adopt {path} 单位编码 认定。"
        )
    unit = facts.who.unit
    if [d.sha256 for d in ledger.standing_decisions(PREFERRED) if d.unit == unit] != [sha256]:
        ledger.end_decisions(PREFERRED, unit, now, "")
        ledger.decide(Decision(PREFERRED, unit, sha256, "", "", office_day_of(now), "", now))


def sign_off_unit(
    folder: WorkFolder, unit: str, why: str, by: str, on: str, step: str, now: str
) -> tuple[str, ...]:
    """Pass what stands for *unit* as examined; return the steps still to be done.

    From then on no later file takes its place until that is taken back.
    """
    steps = folder.steps
    if steps and step not in steps:
        raise WorkFolderError(f"本机关的审核分 {'、'.join(steps)}，请用 --step 写明是哪一步。")
    if step and not steps:
        raise WorkFolderError("本机关没有设审核步骤（toolkit.toml 的 [review] steps），请不要写 --step。")
    with Ledger.open(folder.ledger) as ledger:
        stands = current_file_states(ledger).get(unit)
        if stands is None:
            raise WorkFolderError(f"没有收到过单位 {unit} 的报送件。请核对单位编码。")
        if stands.outcome == RETURNED:
            raise WorkFolderError(
                f"{unit} 的报送件还有错误没有改，不能审核通过。请先让单位改正，或 toolkit permit。"
            )
        ledger.decide(Decision(SIGNED, unit, stands.sha256, why.strip(), by.strip(), on, step, now))
        signed = ledger.standing_decisions(SIGNED)
        done = {d.step for d in signed if (d.unit, d.sha256) == (unit, stands.sha256)}
    return tuple(s for s in steps if s not in done)


def undo_sign_off(folder: WorkFolder, unit: str, why: str, now: str) -> None:
    """Take back that *unit*'s file was passed as examined; a later one that waited takes its place."""
    if not why.strip():
        raise WorkFolderError("取消审核通过要写明理由，如 --why “村里来更正”。")
    with Ledger.open(folder.ledger) as ledger:
        if not ledger.end_decisions(SIGNED, unit, now, why.strip()):
            raise WorkFolderError(f"{unit} 没有审核通过的记录。")
        _settle_current_files(ledger, folder, now)


def permit_findings(folder: WorkFolder, unit: str, asked: str, why: str, by: str, now: str) -> list[Finding]:
    """Let what *unit* is *asked* pass, for the evidence as it is; return what now passes.

    *asked* is a rule's id, or the code or number of a kind of finding. Raise WorkFolderError where nothing such waits
    for an answer, or there is no reason. What cannot be read has no figures to be let pass; what marks in the place of
    options mean can be said, and the unit's files are then read so.
    """
    if not why.strip():
        raise WorkFolderError("准予通过要写明理由，如 --why “年中撤并，数据由街道报送”。")
    with Ledger.open(folder.ledger) as ledger:
        found = current_file_states(ledger).get(unit)
        if found is None:
            raise WorkFolderError(f"没有收到过单位 {unit} 的报送件。请核对单位编码。")
        waiting = [f for f in found.findings if is_permittable(f) and not f.explanation]
        chosen = [f for f in waiting if asked.strip().casefold() in _answerable_names(f)]
        if not chosen:
            could = "、".join(dict.fromkeys(f.handle for f in waiting)) or "没有"
            raise WorkFolderError(
                f"{unit} 现在没有 {asked} 的问题等着答复。可以准予通过的规则或问题：{could}。"
            )
        ledger.permit(
            Permission(unit, f.rule or f.code, permission_evidence(f), f.line, why.strip(), by.strip(), now)
            for f in chosen
        )
        if any(f.code == MARKS for f in chosen):
            _read_again(ledger, folder, now)
    return chosen


def _answerable_names(f: Finding) -> set[str]:
    """Return what a finding may be called when it is answered."""
    column = (f.label,) if f.code == MARKS else ()
    return {n.casefold() for n in ((f.rule,) if f.rule else (f.code, f.handle, *column))}


def revoke_permissions(folder: WorkFolder, unit: str, asked: str, now: str) -> int:
    """Take back what *unit* was let pass, named as for ``permit_findings``; raise WorkFolderError where there was nothing."""
    with Ledger.open(folder.ledger) as ledger:
        name = asked.strip().casefold()
        given = {p.rule for p in ledger.permissions() if p.unit == unit and not p.ended}
        called = {r: {r.casefold(), CODES[r].number.casefold() if r in CODES else ""} for r in given}
        ended = sum(ledger.end_permissions(unit, r, now) for r in sorted(given) if name in called[r])
        if MARKS in given and name in called[MARKS]:
            _read_again(ledger, folder, now)
    if not ended:
        raise WorkFolderError(f"{unit} 的 {asked} 没有准予通过的记录。")
    return ended


def _settle_current_files(ledger: Ledger, folder: WorkFolder, now: str) -> None:
    settle_current_files(
        ledger, RosterFit(folder.form, folder, folder.roster(), units_by_folder(ledger)), folder.steps, now
    )


def _read_again(ledger: Ledger, folder: WorkFolder, now: str) -> None:
    """Read what is kept as the office says now, and let the right files stand."""
    roster = folder.roster()
    store, office = OriginalsStore(folder.path / STORE), OfficeSays.of(ledger, folder, roster)
    take_in_files([], folder.form, ledger, store, office, now, lambda *_: None)
    settle_current_files(
        ledger, RosterFit(folder.form, folder, roster, units_by_folder(ledger)), folder.steps, now
    )


def _find_received_file(ledger: Ledger, path: Path | KeptFile) -> tuple[str, FileFacts]:
    """Return the hash of a file that was received, and what it came to: the file itself, or a path as outputs show it."""
    sha256 = received_file_hash(ledger, path)
    content = ledger.content(sha256)
    facts = load_file_facts(content) if content else None
    if facts is None:
        raise WorkFolderError(f"没有收过 {path}。请先运行 toolkit collect，再写它在收集情况里的路径。")
    return sha256, facts


def received_file_hash(ledger: Ledger, path: Path | KeptFile) -> str:
    """Return the hash of the file at *path*, or of what outputs show under that path; "" where there is neither."""
    if isinstance(path, KeptFile):
        return path.sha256
    try:
        return hashlib.sha256(read_file_bytes(path)).hexdigest()
    except Unreadable:
        shown = [s.sha256 for s in ledger.sightings() if s.path == path.as_posix()]
        return shown[-1] if shown else ""
