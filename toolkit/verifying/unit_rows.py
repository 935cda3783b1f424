"""The figures of a report that stand a unit a row held against the units' files: below the tables whose rows are units, and on 分单位一览."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.unit_figures import figures_of_units
from toolkit.form.finding import make_finding
from toolkit.form.layout import BY_UNIT, CONTENTS, CellPlace, unit_row_code
from toolkit.form.words import format_figure
from toolkit.merging.unit_rows import NAME, lines_below_tables, list_manifest_units, overview_page
from toolkit.reading.sheet_places import raw_cell_text
from toolkit.sheets.page_rows import page_differences, reads_as, shown_text
from toolkit.sheets.styles import storable_text
from toolkit.text.character_folding import fold_label
from toolkit.text.safe_text import visible_text
from toolkit.verifying.findings import SHOWN, make_difference
from toolkit.xlsx.cells import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.figures.rollup import MergedReport
    from toolkit.figures.unit_figures import UnitFigures
    from toolkit.form.finding import Finding
    from toolkit.form.model import Table
    from toolkit.merging.unit_rows import ListedUnit
    from toolkit.sheets.by_unit_sheets import UnitLine
    from toolkit.submissions.examine import Examined
    from toolkit.verifying.unit_files import CountedUnit
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

FIRST_DAY = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}
"""Day 0 of a workbook's calendar, by whether it counts from 1904."""


class _RowComparison(NamedTuple):
    """What the rows of units are compared with; *whole* says that the file of every unit is there."""

    of: Examined
    listed: Sequence[ListedUnit]
    figures: UnitFigures
    whole: bool

    def known(self, line: UnitLine) -> bool:
        """Tell whether it is known here what stands in a row."""
        waits = {u.code for u in self.listed if u.mark}
        return self.whole or (not line.together and (line.code in self.figures.units or line.code in waits))


def compare_unit_rows(
    of: Examined, lines: list[dict[str, str]], merged: MergedReport, kids: list[CountedUnit], *, whole: bool
) -> Iterator[Finding]:
    """Tell every cell of a unit's row that is not what its file says; where a file is missing, of the others'."""
    sent, period = [k.submission for k in kids], of.grounded.form.periods.read(of.who.period)
    figures = figures_of_units(of.grounded, merged, sent, period)
    rows = _RowComparison(of, list_manifest_units(lines), figures, whole)
    below = lines_below_tables(of.grounded.form, rows.listed, figures, None)
    for name, some in below.items():
        yield from _faults_below_table(rows, of.grounded.form.table(name), some)
    yield from _overview_faults(rows)


def _faults_below_table(rows: _RowComparison, table: Table, lines: Sequence[UnitLine]) -> Iterator[Finding]:
    of, form = rows.of, rows.of.grounded.form
    sheet, places = of.book.sheet(table.sheet), [of.layout.at.get(c) for c in table.cells]
    if sheet is None or places[0] is None:
        return  # that is told by the reader
    first = places[0].row + 1
    coded = {r: c.raw for (r, _), c in sheet.cells.items() if c.raw.startswith(unit_row_code(table.id, ""))}
    for row, line in enumerate(lines, first):
        if row not in coded and not any(r == row for r, _ in sheet.cells):
            yield make_finding("unit_row_missing", sheet=table.sheet, label=line.label)
            continue
        at = CellPlace(table.sheet, row, 0)
        seen = raw_cell_text(sheet, row, 0)
        if fold_label(seen) != fold_label(storable_text(line.label)):
            yield make_difference(at, NAME, line.label, seen)
        for cell, place in zip(table.cells, places, strict=True) if rows.known(line) else ():
            if place is not None:
                figure, value = form.figure(cell), line.figures.get(cell)
                stands = _stands(of.book, sheet, row, place.column, figure.type)
                expected = "" if value is None else format_figure(form, cell, value)
                if not reads_as(stands, value, expected):
                    label = f"{line.label} {form.label(cell)}"
                    yield make_difference(place._replace(row=row), label, expected, stands)
    for row, code in coded.items():
        if row >= first + len(lines):
            said = {"cell": f"第 {row + 1} 行", "value": visible_text(code.partition(":")[2], SHOWN)}
            yield make_finding("unit_row_of_nobody", [CellPlace(table.sheet, row, 0)], **said)


def _overview_faults(rows: _RowComparison) -> Iterator[Finding]:
    """Tell what 分单位一览 has otherwise: which figures it has is known where every file is there."""
    of = rows.of
    sheet, contents = of.book.sheet(BY_UNIT), of.book.sheet(CONTENTS)
    page = overview_page(of.grounded, rows.listed, rows.figures, of.judged.figures, None)
    if sheet is None or page is None:
        if page and contents and any(c.raw == BY_UNIT for c in contents.cells.values()):
            yield make_finding("own_sheet_missing", value=BY_UNIT)  # reports made before had none
        return
    if sheet.state != "visible":
        yield make_finding("own_sheet_hidden", value=BY_UNIT)
    if not rows.whole:
        return
    names = {row: shown_text(line[1]) for row, line in enumerate(page.rows, page.first)}
    for d in page_differences(page, sheet, formulas=True):
        label = f"{names.get(d.at.row, '')} {d.head}".strip() or "表头"
        if d.formula:
            yield make_finding("sum_formula_changed", [d.at], label=label, expected=d.expected)
        else:
            yield make_difference(d.at, label, d.expected, d.stands)
    if extra := sorted({r for r, _ in sheet.cells if r > page.bottom}):
        said = {"cell": f"第 {extra[0] + 1} 行", "value": raw_cell_text(sheet, extra[0], 1)}
        yield make_finding("unit_row_of_nobody", [CellPlace(BY_UNIT, extra[0], 1)], **said)


def _stands(book: Book, sheet: SheetCells, row: int, column: int, kind: str) -> str:
    """Return what a cell holds, a day as people write it."""
    raw = raw_cell_text(sheet, row, column)
    if kind == "date" and NUMBER.fullmatch(raw) and 0 < float(raw) < 1e6:
        return (FIRST_DAY[book.epoch_1904] + datetime.timedelta(int(float(raw)))).isoformat()
    return raw
