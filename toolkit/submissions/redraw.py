"""A filled workbook drawn anew: a unit's figures moved into a workbook of this edition, what cannot be read as typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.figures.check import judge_submissions
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.foreign.older_edition import layout_by_names
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.reading.sheet_places import find_sheet_places
from toolkit.rendering.render import render_workbook
from toolkit.sheets.workbook_drawing import HandoutStamp
from toolkit.values.cell_values import retypable_text

if TYPE_CHECKING:
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import CellPlace, Layout
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission, Value
    from toolkit.reading.read_workbook import SubmissionReading
    from toolkit.xlsx.open_workbook import Book


BY_NAME = ("older_edition", "other_kind")
"""What is read by the names in the workbook: where its parts are, only they tell."""


def redraw_workbook(
    grounded: GroundedForm, book: Book, layout: Layout, submission: Submission, who: Identity, deadline: str
) -> bytes:
    """Draw *who*'s workbook with what *submission* holds; *layout* is where things are in *book*, and nothing else."""
    moved = submission_for_redraw(grounded, book, layout, submission)
    return draw_filled_workbook(grounded, replace(moved, who=who), deadline)


def draw_filled_workbook(grounded: GroundedForm, made: Submission, deadline: str) -> bytes:
    """Draw the workbook of *made*'s identity with what *made* holds, everything worked out."""
    year = grounded.form.periods.read(made.who.period)
    judged = judge_submissions(grounded, [made], year)[0]
    full = replace(made, figures={**judged.figures, **made.figures})
    stamp = HandoutStamp(deadline, workbook_timestamp(year))
    return render_workbook(grounded, made.who, stamp, full, judged.verdicts)


def places_in(grounded: GroundedForm, given: Layout, book: Book, reading: SubmissionReading) -> Layout:
    """Return where things are in *book*, as it was read; what is gone from it is left out."""
    if any(f.code in BY_NAME for f in reading.submission.findings):
        return layout_by_names(grounded, book)
    return find_sheet_places(grounded, given, book).layout if reading.layout else given


def current_identity(form: Form, who: Identity) -> Identity:
    """Return *who* as a workbook of this edition says it."""
    return who._replace(edition=form.edition, fingerprint=form.fingerprint(who.kind))


def deadline_on_cover(form: Form, book: Book, who: Identity) -> str:
    """Return until when a workbook said it was due: the cover's own row for it."""
    return _retypable_cell_text(book, lay_out_workbook(form, who.kind).identity("deadline"))


def submission_for_redraw(
    grounded: GroundedForm, book: Book, layout: Layout, submission: Submission
) -> Submission:
    """Return what goes into the new workbook: what could not be read as it was typed, our own formulas anew."""
    figures: dict[Cell, Value] = {c: v for c, v in submission.figures.items() if c not in grounded.worked_out}
    for cell in submission.unread - grounded.worked_out.keys():
        if raw := _retypable_cell_text(book, layout.at.get(cell)):
            figures[cell] = raw
    new = lay_out_workbook(grounded.form, grounded.kind)
    rows = {}
    for name, listed in submission.rows.items():
        strip = layout.strips[name]
        moved = []
        for number, r in enumerate(listed, new.strips[name].first + 1):
            typed = {c: _retypable_cell_text(book, strip.place(c, r.number - 1)) for c in r.unread}
            moved.append(Row(number, {**r.values, **typed}, (), r.origin))
        rows[name] = tuple(moved)
    return replace(submission, figures=figures, rows=rows, stated=frozenset(), findings=())


def _retypable_cell_text(book: Book, at: CellPlace | None) -> str:
    sheet = book.sheet(at.sheet) if at else None
    found = sheet.cells.get((at.row, at.column)) if sheet and at else None
    return retypable_text(found) if found else ""
