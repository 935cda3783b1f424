"""What somebody sees who opens the blank workbooks of a form: the cover's verdict, the check sheet, cells with errors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.author.spreadsheet_program import recalculate_workbooks
from toolkit.figures.check import judge_submissions
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS, CellPlace
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Identity, Submission
from toolkit.rendering.render import render_workbook
from toolkit.sheets.check_sheet import VERDICT, first_check_line
from toolkit.sheets.workbook_drawing import HandoutStamp
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Form, Named
    from toolkit.form.period import Period
    from toolkit.xlsx.open_workbook import Book

EMPTY = "（空白）"
"""What a line of the check sheet shows while nothing it speaks of is filled in."""


class BlankLook(NamedTuple):
    """The blank workbook of a *kind*: what its cover says, how often the check sheet shows what, which cells show errors.

    *recalculated* tells that a spreadsheet program worked it out; without one it shows what we wrote.
    """

    kind: str
    cover: str
    verdicts: dict[str, int]
    errors: tuple[str, ...]
    recalculated: bool


def blank_submission(form: Form, kind: Named, period: Period) -> tuple[GroundedForm, Submission]:
    """Return what a blank workbook of *kind* says, and what it is held to; a report is one of the lowest level."""
    level = form.levels[0].id if kind.id == REPORT else ""
    edition = (form.id, form.edition, form.fingerprint(kind.id), kind.id)
    who = Identity(*edition, "000000", f"{kind.label}（空白表）", period.text, "", level)
    return ground_form(form, kind.id, level or None), Submission(who)


def draw_blanks(form: Form, period: Period) -> dict[str, bytes]:
    """Return the blank workbook of every kind, by the kind's name."""
    return _draw_blanks_of(form, form.kinds, period)


def draw_unit_blanks(form: Form, period: Period) -> dict[str, bytes]:
    """Return the blank workbooks of the kinds that fill in an office's own; raise FormError where it cannot be stamped."""
    return _draw_blanks_of(form, [k for k in form.kinds if form.is_on_blank(k.id)], period)


def _draw_blanks_of(form: Form, kinds: Iterable[Named], period: Period) -> dict[str, bytes]:
    drawn = {}
    for kind in kinds:
        grounded, blank = blank_submission(form, kind, period)
        verdicts = judge_submissions(grounded, [blank], period)[0].verdicts
        stamp = HandoutStamp("", workbook_timestamp(period))
        drawn[kind.id] = render_workbook(grounded, blank.who, stamp, blank, verdicts)
    return drawn


def look_at_blanks(form: Form, blanks: dict[str, bytes]) -> tuple[BlankLook, ...]:
    """Return what the *blanks* of ``draw_blanks`` show, worked out by a spreadsheet program where there is one."""
    worked_out = recalculate_workbooks(blanks)
    return tuple(
        _look_at_blank(form, kind, open_book(worked_out.get(kind, data)), recalculated=kind in worked_out)
        for kind, data in blanks.items()
    )


def _look_at_blank(form: Form, kind: str, book: Book, *, recalculated: bool) -> BlankLook:
    layout = lay_out_workbook(form, kind)
    at = layout.verdict
    cover = book.sheet(at.sheet)
    said = cover.cells.get((at.row, at.column)) if cover else None
    checks = book.sheet(CHECKS)
    lines = sorted(checks.cells.items()) if checks else ()
    first = first_check_line(layout)
    shown = Counter(cell.raw or EMPTY for (row, column), cell in lines if column == VERDICT and row >= first)
    errors = tuple(
        f"{CellPlace(sheet.name, *place).absolute.replace('$', '')} {cell.raw}"
        for sheet in book.sheets
        for place, cell in sorted(sheet.cells.items())
        if cell.kind == CellKind.ERROR
    )
    return BlankLook(form.kind(kind).label, said.raw if said else "", shown, errors, recalculated)
