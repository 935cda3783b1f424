"""A filled workbook drawn anew: a unit's figures moved into a workbook of this edition, what cannot be read as typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.figures.check import judge
from toolkit.folder.work_folder import stamp
from toolkit.foreign.older_edition import located
from toolkit.form.layout import place
from toolkit.form.submission import Row
from toolkit.reading.cell_values import as_typed
from toolkit.reading.sheet_places import whereabouts
from toolkit.sheets.render import render
from toolkit.sheets.workbook_drawing import Stamp

if TYPE_CHECKING:
    from toolkit.form.grounding import Grounded
    from toolkit.form.layout import Layout, Place
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission, Value
    from toolkit.reading.read_workbook import Reading
    from toolkit.xlsx.open_workbook import Book


BY_NAME = ("older_edition", "other_kind")
"""What is read by the names in the workbook: where its parts are, only they tell."""


def anew(
    grounded: Grounded, book: Book, layout: Layout, submission: Submission, who: Identity, deadline: str
) -> bytes:
    """Draw *who*'s workbook with what *submission* holds; *layout* is where things are in *book*, and nothing else."""
    return draw_filled(grounded, replace(moved(grounded, book, layout, submission), who=who), deadline)


def draw_filled(grounded: Grounded, made: Submission, deadline: str) -> bytes:
    """Draw the workbook of *made*'s identity with what *made* holds, everything worked out."""
    year = int(made.who.year)
    judged = judge(grounded, [made], year)[0]
    full = replace(made, figures={**judged.figures, **made.figures})
    return render(grounded, made.who, Stamp(deadline, stamp(year)), full, judged.verdicts)


def places_in(grounded: Grounded, given: Layout, book: Book, reading: Reading) -> Layout:
    """Return where things are in *book*, as it was read; what is gone from it is left out."""
    if any(f.code in BY_NAME for f in reading.submission.findings):
        return located(grounded, book)
    return whereabouts(grounded, given, book).layout if reading.layout else given


def current(form: Form, who: Identity) -> Identity:
    """Return *who* as a workbook of this edition says it."""
    return who._replace(edition=form.edition, fingerprint=form.fingerprint(who.kind))


def deadline_in(form: Form, book: Book, who: Identity) -> str:
    """Return until when a workbook said it was due: the cover's own row for it."""
    return _raw(book, place(form, who.kind).identity("deadline"))


def moved(grounded: Grounded, book: Book, layout: Layout, submission: Submission) -> Submission:
    """Return what goes into the new workbook: what could not be read as it was typed, our own formulas anew."""
    figures: dict[Cell, Value] = {c: v for c, v in submission.figures.items() if c not in grounded.worked_out}
    for cell in submission.unread - grounded.worked_out.keys():
        if raw := _raw(book, layout.at.get(cell)):
            figures[cell] = raw
    new = place(grounded.form, grounded.kind)
    rows = {}
    for name, listed in submission.rows.items():
        strip = layout.strips[name]
        typed = [{c: _raw(book, strip.place(c, r.number - 1)) for c in r.unread} for r in listed]
        rows[name] = tuple(
            Row(new.strips[name].first + 1 + i, {**r.values, **raw}, (), r.origin)
            for i, (r, raw) in enumerate(zip(listed, typed, strict=True))
        )
    return replace(submission, figures=figures, rows=rows, stated=frozenset(), findings=())


def _raw(book: Book, at: Place | None) -> str:
    sheet = book.sheet(at.sheet) if at else None
    found = sheet.cells.get((at.row, at.column)) if sheet and at else None
    return as_typed(found) if found else ""
