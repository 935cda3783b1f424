"""An office's own blank as a unit's workbook: stamped with whose it is, checked by a sheet of ours, filled in with what is known.

What we add is drawn as a workbook of its own, on sheets laid out as the blank, and grafted into the blank; the blank's own cells
are set where they stand. Every part of the blank that is not written stays byte-equal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.errors import FormError
from toolkit.form.given.given_layout import stamp_text
from toolkit.form.layout import CHECKS, IDENTITY, OPTIONS, CellPlace, prior_sheet
from toolkit.form.model import REPORT
from toolkit.form.period import YEAR
from toolkit.form.row_rules import column_total
from toolkit.grafting.carry_validations import carry_validations
from toolkit.grafting.cell_entries import entry_of
from toolkit.grafting.graft_sheets import graft_sheets
from toolkit.grafting.insert_rows import insert_rows_like
from toolkit.grafting.workbook_editor import WorkbookEditor
from toolkit.rendering.given_cover import EDGE, draw_given_cover
from toolkit.sheets.check_sheet import draw_check_sheet, first_check_line
from toolkit.sheets.cover_status import CoverStatus
from toolkit.sheets.form_sheets import draw_earlier_figures_sheet
from toolkit.sheets.guide_and_identity import (
    define_cell_names,
    draw_identity_sheet,
    draw_option_sheet,
    set_file_properties,
)
from toolkit.sheets.paper import BESIDE, exclude_from_print
from toolkit.sheets.styles import get_or_add_sheet
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from toolkit.form.given.given_layout import GivenLayout
    from toolkit.form.layout import ListStrip
    from toolkit.form.model import Cell
    from toolkit.form.register import Field
    from toolkit.form.submission import Row, Value
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.workbook_drawing import WorkbookDrawing


def draw_on_blank(d: WorkbookDrawing, layout: GivenLayout, verdicts: Verdicts) -> bytes:
    """Return the blank with everything of *d*; raise FormError where it is too odd to be edited."""
    try:
        return _draw_on_blank(d, layout, verdicts)
    except Unpatchable as error:
        why = (
            f"空表 {d.form.blank} 的内部结构特殊（{error}），没法把“{CHECKS}”和数加进去。"
            "请在 WPS 或 Excel 中打开空表，另存为 .xlsx，再用 toolkit form adopt 收一次"
        )
        raise FormError((why,)) from error


def _draw_on_blank(d: WorkbookDrawing, layout: GivenLayout, verdicts: Verdicts) -> bytes:
    drawn = _draw_beside(d, layout, verdicts)
    parts, source = WorkbookParts(layout.blank.data), WorkbookParts(drawn)
    added = [CHECKS, *([prior_sheet(d.form)] if layout.priors else ()), OPTIONS, IDENTITY]
    if clashes := graft_sheets(parts, drawn, added):
        raise Unpatchable(f"name {clashes[0]}")
    editor, theirs = WorkbookEditor(parts), sheet_parts(source)
    for page in layout.pages:
        carry_validations(editor.sheet(page).root, source.sheet_xml(theirs[page]))
    _BlankFilling(d, layout, editor).fill()
    editor.finish()
    return parts.save()


def _draw_beside(d: WorkbookDrawing, layout: GivenLayout, verdicts: Verdicts) -> bytes:
    """Draw what is added, on sheets that stand in for those of the blank: what is said of their cells is carried over."""
    for page in layout.pages:
        get_or_add_sheet(d.book, page)
    checks, earlier = get_or_add_sheet(d.book, CHECKS), prior_sheet(d.form)
    if layout.priors:
        get_or_add_sheet(d.book, earlier)
    drawn = draw_check_sheet(d.book, d.formats, d.compiler, d.submission, verdicts)
    draw_option_sheet(d)
    draw_identity_sheet(d)
    draw_given_cover(d, layout, checks, CoverStatus(drawn, first_check_line(layout)))
    # who prints the whole workbook wants the office's table
    checks.print_area(0, 0, layout.todo[-1].row, EDGE)
    for cell, at in layout.at.items():
        if at.sheet != CHECKS and cell not in d.grounded.worked_out:
            d.validate(get_or_add_sheet(d.book, at.sheet), at, at, d.form.figure(cell), d.form.label(cell))
    for strip in layout.strips.values():
        _validate_list(d, strip)
    if layout.priors:
        draw_earlier_figures_sheet(d, get_or_add_sheet(d.book, earlier))
        if d.form.periods.kind != YEAR and d.grounded.kind != REPORT and not d.submission.prior:
            get_or_add_sheet(d.book, earlier).hide()
        exclude_from_print(get_or_add_sheet(d.book, earlier), BESIDE)
    define_cell_names(d)
    set_file_properties(d)
    d.book.close()
    return d.out.getvalue()


def _validate_list(d: WorkbookDrawing, strip: ListStrip) -> None:
    """Refuse what cannot be right in the rows the blank has for a list."""
    sheet, last = get_or_add_sheet(d.book, strip.register.sheet), strip.register.rows_at.last - 1
    fields = {f.id: f for f in strip.register.fields}
    for name, column in strip.columns:
        if name not in strip.worked_out:
            first = CellPlace(strip.register.sheet, strip.first, column)
            d.validate(sheet, first, first._replace(row=last), fields[name], fields[name].label)


_NUMBER = re.compile(r"[-+]?[0-9.,]{1,20}")


class _BlankFilling:
    """Writes figures, rows and whose it is into the blank's own cells; their look stays."""

    def __init__(self, d: WorkbookDrawing, layout: GivenLayout, editor: WorkbookEditor) -> None:
        self.d, self.layout, self.editor = d, layout, editor

    def fill(self) -> None:
        """Write everything; lists last and from below, for rows may have to be put into the sheet."""
        for page in self.layout.pages:
            self.stamp(page)
            self.hide_others(page)
        for cell, at in self.layout.at.items():
            if at.sheet != CHECKS:
                self.figure(cell, at)
        strips = sorted(self.layout.strips.values(), key=lambda s: -s.first)
        for strip in strips:
            self.sums(strip)
        for strip in strips:
            self.rows(strip)

    def stamp(self, page: str) -> None:
        """Fill in the unit's name and the period where the blank has a place for them."""
        period = self.d.form.periods.read(self.d.who.period)
        for (row, column), text in self.layout.stamped(page).items():
            self.editor.sheet(page).set_value(row, column, stamp_text(text, self.d.who, period) or None)

    def hide_others(self, page: str) -> None:
        """Hide the rows of other units where each has one: a unit fills in its own."""
        others = self.layout.rows_of_others(page)
        for number, row in self.editor.sheet(page).rows():
            if number in others:
                row.set("hidden", "1")

    def figure(self, cell: Cell, at: CellPlace) -> None:
        """Write a figure, or the formula of one that is worked out; the blank's own formula stays."""
        value = self.d.submission.figures.get(cell)
        if cell in self.d.grounded.worked_out and cell not in self.d.submission.stated:
            self.formula(cell.name, at, self.d.compiler.worked_out(cell), value)
        elif value is not None:
            entry_of(self.d.form, self.d.form.figure(cell), value).write(self.editor, at)
        else:
            self.clear(at)

    def formula(self, name: str, at: CellPlace, ours: str, shown: Value | None) -> None:
        """Put our formula into a cell that has none; beside the blank's own only what it comes to, where that is known."""
        sheet = self.editor.sheet(at.sheet)
        if name not in self.layout.own_formulas:
            sheet.set_formula(at.row, at.column, ours, "" if shown is None else shown)
        elif shown is not None:
            sheet.show_result(at.row, at.column, shown)

    def clear(self, at: CellPlace) -> None:
        """Take out what is printed where something is to be filled in: a dash, … or an example is no answer; a number stays."""
        printed = self.layout.blank.cells[at.sheet].get(at[1:])
        if printed and not printed.formula and not _NUMBER.fullmatch(printed.text.strip()):
            self.editor.sheet(at.sheet).set_value(at.row, at.column, None)

    def sums(self, strip: ListStrip) -> None:
        """Write the sums of a list where the blank has a row for them."""
        name, rows = strip.register.id, self.d.submission.rows.get(strip.register.id, ())
        answered = bool(rows) or name in self.d.submission.zero
        for field, at in strip.totals.items():
            comes = column_total(strip.register, rows, field) if answered else None
            self.formula(f"{name}.{field}.{at.row}", at, self.d.compiler.column_total(strip, field), comes)

    def rows(self, strip: ListStrip) -> None:
        """Write the rows of a list, more put into the sheet where the blank has not enough."""
        rows = self.d.submission.rows.get(strip.register.id, ())
        room = strip.register.rows_at.last - strip.first
        if strip.end is not None and len(rows) > room:
            self.make_room(strip, strip.end, room, len(rows))
        fields = {f.id: f for f in strip.register.fields}
        for row in range(strip.first, strip.first + max(room, len(rows))):
            number = row - strip.first
            self.row(strip, fields, row, rows[number] if number < len(rows) else None)

    def make_room(self, strip: ListStrip, last: int, room: int, wanted: int) -> None:
        """Put rows into the sheet above the last one of a list."""
        page = strip.register.sheet
        try:
            insert_rows_like(self.editor, page, last, wanted - room, grows=last == strip.first)
        except Unpatchable as error:
            why = (
                f"空表 {self.d.form.blank} 的“{page}”里《{strip.register.title}》只有 {room} 行，要放 {wanted} 行，"
                "表里有不能跟着挪的东西，加不了行。请在空表里多留几行，再用 toolkit form adopt 收一次"
            )
            raise FormError((why,)) from error

    def row(self, strip: ListStrip, fields: dict[str, Field], row: int, listed: Row | None) -> None:
        """Write one row: what is worked out as a formula, also where nobody has filled it in yet."""
        for name, column in strip.columns:
            at = CellPlace(strip.register.sheet, row, column)
            value = listed.values.get(name) if listed else None
            if name in strip.worked_out:
                ours = self.d.compiler.row_formula(strip, name, row)
                known = f"{strip.register.id}.{name}.{row}"
                inserted = row >= strip.register.rows_at.last
                has_own = self.editor.sheet(at.sheet).formula(row, column) is not None
                if not (inserted and has_own):
                    self.formula(known, at, ours, value)
            elif value is not None:
                entry_of(self.d.form, fields[name], value).write(self.editor, at)
            elif row < strip.register.rows_at.last:
                self.clear(at)
