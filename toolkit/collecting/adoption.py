"""Adopt a file (认领): the office says whose it is, and the file is held to that: its year and office must be this campaign's."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import KeptFile, received_file_hash
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.roster_edits import require_known_unit
from toolkit.folder.work_folder import STORE
from toolkit.foreign.foreign_periods import named_periods
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import identity_label
from toolkit.form.period import YEAR
from toolkit.intake.found_files import read_file_bytes
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import DECLINED, Adoption
from toolkit.reading.identity import identify_workbook
from toolkit.reading.identity_signs import sheet_titles
from toolkit.submissions.fits_roster import CANNOT_READ
from toolkit.submissions.open_file import OpenFileJob, read_job_bytes
from toolkit.submissions.other_periods import files_of_other_periods
from toolkit.submissions.unit_names import UnitNames, is_same_body
from toolkit.submissions.which_version import signatures_text
from toolkit.xlsx.text_table import open_book_or_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.results import UnitState
    from toolkit.xlsx.open_workbook import Book

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) *(?:学年|会计年度)")
_REPORT = re.compile(
    r"^(.{2,40}?)(?:关于)?\s*((?:19|20)[0-9]{2})\s*年度?.*(?:报告|报表|报送表|统计表|情况表|年报|季报|月报)"
)
"""A title that says whose report of which year this is."""


class AdoptionResult(NamedTuple):
    """What came of an adoption: the unit, what was disregarded (*despite*), and how the unit stands now.

    *now* is None where the file was never collected: then it is read the next time it is.
    """

    unit: Unit
    despite: tuple[str, ...]
    now: UnitState | None


class AdoptionOrder(NamedTuple):
    """What is to be recorded of a file: whose it is (a code), where it was seen, *why*, and what is disregarded."""

    sha256: str
    unit: str
    path: str
    why: str
    against: tuple[str, ...] = ()


def adopt_file(
    folder: WorkFolder, path: Path | KeptFile, code: str, why: str, now: str, despite: str = ""
) -> AdoptionResult:
    """Record that the file at *path* (or shown under that path by outputs) is *code*'s, and read it as that unit's.

    Raise WorkFolderError where the file names another year or office, or is what stands for another unit, unless
    *despite* says why it is adopted nevertheless: that is recorded with what it disregards.
    """
    unit = require_known_unit(folder, code)
    with Ledger.open(folder.ledger) as ledger:
        sha256, data = _file_or_kept_bytes(ledger, folder, path)
        _refuse_if_signed(ledger, folder, sha256, unit)
        against = (
            *identity_contradictions(folder, path, data, unit),
            *_claims_of_other_units(ledger, folder, sha256, unit),
            *_claims_of_other_periods(folder, sha256),
        )
        if against and not despite.strip():
            told = "；".join(against)
            raise WorkFolderError(
                f"没有认定：{told}。请核对是不是拿错了文件；确实是“{unit.name}”{folder.form.periods.reword_years('本年度')}的，"
                f"加上 --despite 理由 再认定，理由会记入台账。"
            )
        reason = "；".join(filter(None, (why.strip(), despite.strip() if against else "")))
        record_adoption(ledger, AdoptionOrder(sha256, code, path.as_posix(), reason, against), now)
        received = ledger.content(sha256) is not None
    state = _read_as_adopted(folder, {code}, now)[0] if received else None
    return AdoptionResult(unit, against, state)


def adopt_received_files(folder: WorkFolder, orders: Sequence[AdoptionOrder], now: str) -> list[UnitState]:
    """Record that files received are their units', all of them or none, and read them so; return how the units stand.

    Raise WorkFolderError where one was examined as another unit's meanwhile.
    """
    with Ledger.open(folder.ledger) as ledger:
        for order in orders:
            _refuse_if_signed(ledger, folder, order.sha256, require_known_unit(folder, order.unit))
        for order in orders:
            record_adoption(ledger, order, now)
    return _read_as_adopted(folder, {o.unit for o in orders}, now)


def contradictions_of_received(folder: WorkFolder, sha256: str, path: str, unit: Unit) -> tuple[str, ...]:
    """Return what a file that was received says of its year and office that speaks against its being *unit*'s."""
    with Ledger.open(folder.ledger) as ledger:
        data = _kept_bytes(ledger, folder, sha256)
    return tuple(identity_contradictions(folder, Path(path), data, unit))


def record_adoption(ledger: Ledger, order: AdoptionOrder, now: str) -> None:
    """Record whose a file is, why, and what speaks against it; that it was declined once is over then."""
    said = f"{order.why}（不顾：{'；'.join(order.against)}）" if order.against else order.why
    for d in ledger.standing_decisions(DECLINED):
        if d.sha256 == order.sha256:
            ledger.end_decisions(DECLINED, d.unit, now, order.why, order.sha256)
    ledger.adopt(Adoption(order.sha256, order.unit, order.path, said, now))


def _file_or_kept_bytes(ledger: Ledger, folder: WorkFolder, path: Path | KeptFile) -> tuple[str, bytes]:
    """Return the hash and bytes of the file at *path*, out of what was kept where it is only shown under that path."""
    if isinstance(path, KeptFile):
        return path.sha256, _kept_bytes(ledger, folder, path.sha256)
    try:
        data = read_file_bytes(path)
    except Unreadable as error:
        sha256 = received_file_hash(ledger, path)
        if not sha256:
            raise WorkFolderError(
                f"找不到 {path}：{CANNOT_READ[error.code]}。请写文件的位置，或它在收集情况里的路径。"
            ) from error
        return sha256, _kept_bytes(ledger, folder, sha256)
    return hashlib.sha256(data).hexdigest(), data


def _kept_bytes(ledger: Ledger, folder: WorkFolder, sha256: str) -> bytes:
    """Return the bytes of a received file, taken out of the zip they came in where that was kept."""
    seen = next(iter(ledger.sightings(sha256)), None)
    if seen is None:
        raise WorkFolderError("没有收过这个文件。请重新打开页面看一看。")
    whole = OriginalsStore(folder.path / STORE).place(seen.container or sha256)
    return read_job_bytes(OpenFileJob(str(whole), b"", tuple(json.loads(seen.inside))))


def received_file_bytes(folder: WorkFolder, sha256: str) -> bytes:
    """Return the bytes of the received file of this hash as they came; raise WorkFolderError where there are none."""
    with Ledger.open(folder.ledger) as ledger:
        return _kept_bytes(ledger, folder, sha256)


def _refuse_if_signed(ledger: Ledger, folder: WorkFolder, sha256: str, unit: Unit) -> None:
    """Raise WorkFolderError where somebody examined the file as another unit's: that is taken back first."""
    said = signatures_text(ledger.decisions(), sha256, folder.steps)
    for stand in ledger.standing() if said else ():
        if stand.sha256 == sha256 and stand.unit != unit.code:
            raise WorkFolderError(
                f"这份文件已作为“{stand.name}”的报送件审核通过（{said}）。"
                f"确实不是它的，请先运行 toolkit unsign {stand.unit} --why 理由。"
            )


def _claims_of_other_units(ledger: Ledger, folder: WorkFolder, sha256: str, unit: Unit) -> Iterator[str]:
    known = {u.code for u in folder.roster()}
    for stand in ledger.standing():
        if stand.sha256 == sha256 and stand.unit != unit.code and stand.unit in known:
            yield f"这份文件现在是“{stand.name}”（{stand.unit}）的报送件，已经采用"
    for adoption in ledger.adoptions():
        if adoption.sha256 == sha256 and adoption.unit not in (
            unit.code,
            *(s.unit for s in ledger.standing()),
        ):
            yield f"这份文件以前认定是 {adoption.unit} 的"


def _claims_of_other_periods(folder: WorkFolder, sha256: str) -> Iterator[str]:
    if period := files_of_other_periods(folder).get(sha256):
        yield f"这份文件 {period} 那一期已经收过"


def identity_contradictions(
    folder: WorkFolder, path: Path | KeptFile, data: bytes, unit: Unit
) -> Iterator[str]:
    """Yield what the file says of its year and office that is not this campaign's, each with its place."""
    try:
        book = open_book_or_text_table(data)
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来，不能认定：{CANNOT_READ[error.code]}。") from error
    office, period = folder.office.name, folder.office.period
    who = identify_workbook(book, folder.form).who
    if who and who.period and who.period != period.text:
        term = identity_label(folder.form, "period")
        yield f"文件里记的{term}是 {who.period}，本次收的是 {period.text}"
    if who and who.office and office and not is_same_body(office, who.office):
        yield f"文件里记的“报送至”是“{who.office}”，本机关是“{office}”"
    yield from _contradicting_titles(folder, book, unit)


def _contradicting_titles(folder: WorkFolder, book: Book, unit: Unit) -> Iterator[str]:
    """Yield the titles that name another year, or say that the report is another body's."""
    period = folder.office.period
    names = UnitNames(folder.roster(), folder.office.name)
    named: list[tuple[str, str, set[str]]] = []
    for place, text in sheet_titles(book, folder.form):
        if said := named_periods(text, period) | set(_YEAR.findall(text) if period.kind == YEAR else ()):
            named.append((place, text, said))
        if (found := _REPORT.match(text)) and not _may_name_unit(names, found[1], unit):
            yield f"{place} 写的是“{text}”，是“{found[1].strip()}”的，不是“{unit.name}”的"
    if named and not any(said & {period.text, str(period.year)} for _, _, said in named):
        place, text, said = named[0]
        years = " 年" if all(s.isdigit() for s in said) else ""
        yield f"{place} 写的是“{text}”，是 {'、'.join(sorted(said))}{years}的，本次收的是 {period.spaced_in_title}"


def _may_name_unit(names: UnitNames, text: str, unit: Unit) -> bool:
    """Tell whether who a title names may be *unit*, or nobody in particular."""
    said = normalize_heading(text)
    whole = unit.code in names.named_in(text) or is_same_body(said, unit.name)
    body = re.search(r"(?:人民政府|街道办事处|委员会|[村镇乡区县局所办]|社区|中心|学校|医院|卫生院)$", said)
    return whole or body is None


def _read_as_adopted(folder: WorkFolder, units: set[str], now: str) -> list[UnitState]:
    """Read what was adopted as its units', out of what was kept; return how these *units* stand then."""
    found = collect_submissions([], folder, folder.form, now, lambda *_: None)
    return [u for u in found.units if u.unit.code in units]
