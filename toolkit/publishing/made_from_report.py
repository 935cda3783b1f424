"""What was made from a report and lies about: documents, filled-in forms, long tables. Each is known to be outdated or not.

An output is held against what it would hold if it were made now, not against whether the report was made again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.folder.files import path_as_recorded
from toolkit.folder.work_folder import find_work_folder
from toolkit.form.words import brief_label, is_same_number
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import LOOK_FILE as LOOK
from toolkit.ledger.records import OutputFile
from toolkit.merging.companion import companion_of
from toolkit.merging.merge_basis import digest_of_json, report_figures_digest
from toolkit.merging.report_source import open_report_source, source_of
from toolkit.publishing.freshness import NAMED, OutdatedNote, report_belongs_to, report_freshness
from toolkit.submissions.examine import is_report, open_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.document.proofread_result import Proofread
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.merging.report_source import Source

DOCUMENT, FORM, TABLE = "document", "form", "table"
"""What an output is: the published report, the upper level's own form, the long table."""
CALLED = {DOCUMENT: "写好的报告", FORM: "填好的上级表格", TABLE: "长表", LOOK: "填好的原表"}
AGAIN = {
    DOCUMENT: "toolkit report",
    FORM: "toolkit merge --into",
    TABLE: "toolkit merge --csv（--parquet）",
    LOOK: "toolkit merge",
}
"""By which command it is made again."""


def composed_document_digest(form: Form, source: Source) -> str:
    """Return what stands for the document that would be composed from *source*; "" where its form has none."""
    companion = companion_of(form)
    if companion is None:
        return ""
    document, _ = companion.compose(form, source)
    return digest_of_json([repr(b) for b in document.blocks])


def record_outputs(folder: WorkFolder, kind: str, paths: Iterable[Path], content: str, now: str) -> None:
    """Keep in the ledger that *paths* were made from a report that *content* stands for."""
    with Ledger.open(folder.ledger) as ledger:
        for path in paths:
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            ledger.output(OutputFile(kind, path_as_recorded(folder.path, path), sha256, content, now))


def recorded_digests(folder: WorkFolder) -> frozenset[str]:
    """Return the SHA-256 of every output as it was made last."""
    with Ledger.open(folder.ledger) as ledger:
        return frozenset(made.sha256 for made in ledger.outputs())


def outdated_outputs(folder: WorkFolder, source: Source) -> dict[Path, OutdatedNote]:
    """Return every output that is still there and would be another one now, with what to do."""
    with Ledger.open(folder.ledger) as ledger:
        outputs = ledger.outputs()
    by_kind = {DOCUMENT: composed_document_digest(folder.form, source)}
    figures = report_figures_digest(source.figures)
    found = {}
    for made in outputs:
        path = folder.path / made.path
        if path.is_file() and made.content != by_kind.get(made.kind, figures):
            told = f"{CALLED[made.kind]} {path.name} 是按以前的汇总写的"
            found[path.resolve()] = OutdatedNote(told, (AGAIN[made.kind],))
    return found


def describe_outdated_books(files: Sequence[Path], here: WorkFolder | None) -> list[OutdatedNote]:
    """Say of every workbook or table of *files* that is, or was made from, a work folder's report what is not so any more.

    *here* is the work folder somebody is in, or named.
    """
    told: dict[OutdatedNote, None] = {}
    for path in files:
        for folder in _candidate_work_folders(path, here):
            if said := _describe_outdated_book(folder, path):
                told.update(dict.fromkeys(said))
                break
    return list(told)


def describe_old_document(read: Proofread, here: WorkFolder | None) -> list[OutdatedNote]:
    """Say of a document that was proofread, where it is a work folder's report, what is not so any more."""
    path = Path(read.path)
    for folder in _candidate_work_folders(path, here):
        office = folder.office
        if (read.unit, read.year) == (office.name, office.period.year) and folder.report.is_file():
            source = open_report_source(folder.report, folder.form)
            more = _differing_figure_notes(folder.form, source, read)
            return _outdated_report_notes(folder, folder.report, source, path, more)
    return []


def _candidate_work_folders(path: Path, here: WorkFolder | None) -> list[WorkFolder]:
    """Return the work folders a file may belong to: where it lies, and *here*."""
    found = [f for f in (find_work_folder(path.resolve().parent), here) if f]
    return [f for f in found if f.ledger.exists()]


def _describe_outdated_book(folder: WorkFolder, path: Path) -> list[OutdatedNote]:
    with Ledger.open(folder.ledger) as ledger:
        made = {(folder.path / o.path).resolve() for o in ledger.outputs()}
    if path.resolve() in made and folder.report.is_file():
        source = open_report_source(folder.report, folder.form)
        return _outdated_report_notes(folder, folder.report, source, path)
    if not path.is_file() or path.suffix.casefold() != folder.report.suffix:
        return []
    try:
        file = open_file(path)
    except Unreadable:
        return []
    if not is_report(file.who, folder.form):
        return []
    return _outdated_report_notes(folder, path, source_of(file, folder.form))


def _outdated_report_notes(
    folder: WorkFolder,
    report: Path,
    source: Source,
    path: Path | None = None,
    more: Sequence[OutdatedNote] = (),
) -> list[OutdatedNote]:
    if not report_belongs_to(folder, source.who):
        return []
    note = report_freshness(folder, source).note
    told = [note._replace(told=f"{report.name}：{note.told}")] if note else []
    old = outdated_outputs(folder, source).get(path.resolve()) if path else None
    return [*told, *([old] if old else more)]


def _differing_figure_notes(form: Form, source: Source, read: Proofread) -> list[OutdatedNote]:
    """Tell the figures of a document's tables that are not the workbook's."""
    off = [c for c, v in read.figures.items() if not is_same_number(v, source.figures.get(c))]
    if not off:
        return []
    named = "、".join(brief_label(form.label(c)) for c in off[:NAMED]) + (" 等" if len(off) > NAMED else "")
    told = f"{Path(read.path).name} 有 {len(off)} 个数与汇总工作簿不同（{named}）"
    return [OutdatedNote(told, (AGAIN[DOCUMENT],))]
