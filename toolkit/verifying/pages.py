"""The pages behind a report's figures held against its units' files: 数据来源, 分单位数据, 人工调整, and whether all are there."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.form.finding_codes import ERROR, WARNING
from toolkit.form.layout import (
    ADJUSTED,
    BY_UNIT,
    CODES_ROW,
    CORRECTIONS,
    DRAFT,
    IDENTITY,
    OF_PERIODS,
    OPTIONS,
    OURS,
    SOURCES,
    UNITS,
    CellPlace,
    column_letters,
    comparison_sheet,
    prior_sheet,
)
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.merging.companion import companion_of
from toolkit.merging.figure_reach import brief_reach, reach_of_figures, reach_of_unit_part
from toolkit.merging.sources_page import (
    ALIGNED,
    COLUMNS,
    REASONED,
    build_sources_page,
    label_reading_marks,
    was_read_by_labels,
)
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.sheet_places import raw_cell_text
from toolkit.sheets.by_unit_sheets import (
    CODE,
    HEAD,
    LABEL,
    NOTE,
    REACH,
    SCOPE,
    SCOPE_HEAD,
    TABLE,
    TOTAL,
    VALUE,
)
from toolkit.sheets.page_rows import read_page_rows, shown_text
from toolkit.sheets.styles import storable_text
from toolkit.text.character_folding import fold_label
from toolkit.text.formula_parser import normalize_formula
from toolkit.text.safe_text import visible_text
from toolkit.verifying.findings import SHOWN, make_difference
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from toolkit.figures.rollup import MergedReport
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell
    from toolkit.form.submission import Identity
    from toolkit.verifying.unit_files import CountedUnit
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book


class _PageCellText(str):
    """What a cell holds as it is compared, without spaces; *stands* is how it stands there, to be shown."""

    __slots__ = ("stands",)
    stands: str

    def __new__(cls, compared: str, stands: str) -> Self:
        made = super().__new__(cls, compared)
        made.stands = stands
        return made


Line = tuple[_PageCellText, ...]
"""A line of 数据来源, as it is compared."""
LISTED_AT, UNIT_AT, FILE_AT, THERE_AT = 1, 2, 4, (5, 6)
"""Where in it the name of a figure or list, of the unit, of its file and the place in this stand."""


def own_sheet_names(layout: Layout) -> frozenset[str]:
    """Return the sheets of ours that every report of this form has."""
    form = layout.form
    of_other_periods = OF_PERIODS - {prior_sheet(form), comparison_sheet(form)}
    without = {BY_UNIT, CORRECTIONS, *(() if layout.priors else (prior_sheet(form),))} | of_other_periods
    return frozenset(OURS) - without - (frozenset() if companion_of(form) else {DRAFT})


def compare_own_sheets(book: Book, layout: Layout) -> Iterator[Finding]:
    """Tell what is missing or hidden of our own sheets; rows that are hidden may be filtered."""
    ours = own_sheet_names(layout)
    wanted = [*(s.id for s in layout.form.sheets_of(REPORT)), *sorted(ours)]
    lists = {s.tick.sheet for s in layout.strips.values()}
    for name in wanted:
        sheet = book.sheet(name)
        if sheet is None and name in ours:  # what is missing of the form is told by the reader
            yield make_finding("own_sheet_missing", value=name)
        elif sheet is not None and sheet.state != "visible" and name not in (OPTIONS, IDENTITY):
            yield make_finding("own_sheet_hidden", value=name)
        drawn = {CODES_ROW} if name in lists else set()  # the codes of a list are hidden by us
        if sheet and (rows := sorted(sheet.hidden_rows & {r for r, _ in sheet.cells} - drawn)):
            yield make_finding("rows_hidden", sheet=name, count=str(len(rows)), row=str(rows[0] + 1))


def compare_printed_heads(book: Book, layout: Layout, who: Identity) -> Iterator[Finding]:
    """Tell the printed heads and labels of the form that read otherwise, where nothing was moved."""
    form, given = layout.form, lay_out_workbook(layout.form, REPORT)
    if who.fingerprint != form.fingerprint(REPORT):
        yield make_finding("heads_not_compared", value=who.edition, expected=form.edition)
        return
    moved = {at.sheet for cell, at in given.at.items() if layout.at.get(cell) != at}
    moved |= {s.tick.sheet for name, s in given.strips.items() if layout.strips.get(name) != s}
    for head in given.heads:
        sheet = book.sheet(head.sheet)
        if sheet is None or head.sheet in moved or not head.text:
            continue
        seen = raw_cell_text(sheet, head.row, head.column)
        if fold_label(seen) != fold_label(head.text):
            yield make_difference(CellPlace(head.sheet, head.row, head.column), "表头", head.text, seen)


# ── 数据来源 ───────────────────────────────────────────────────────────────────────────────────────────────


def compare_source_lines(
    book: Book,
    grounded: GroundedForm,
    layout: Layout,
    merged: MergedReport,
    kids: list[CountedUnit],
    *,
    whole: bool,
) -> Iterator[Finding]:
    """Tell every line of 数据来源 that is not what the units' files say.

    Lines of others are told where the file of every unit is there (*whole*), else they may be those of a missing one.
    """
    sheet = book.sheet(SOURCES)
    if sheet is None:
        return
    units = {_page_cell_text(k.submission.who.name) for k in kids}
    lists = {s.register.sheet for s in layout.strips.values()}
    every = {}
    for row, texts in read_page_rows(sheet, COLUMNS):
        shown = [format_number(float(s)) if NUMBER.fullmatch(s) else s for s in texts.values()]
        every[row] = _comparable_line([_PageCellText(fold_label(s), s) for s in shown], lists)
    stands = {r: line for r, line in every.items() if fold_label(line[UNIT_AT]) in units}
    others = Counter(line[UNIT_AT] for r, line in every.items() if r not in stands)
    for name, count in others.items() if whole else ():
        said = {"count": str(count), "value": visible_text(name.stands, SHOWN) or "空白"}
        yield make_finding("source_of_others", sheet=SOURCES, **said)
    files = {}
    for child, submission, _ in kids:
        own, name = _page_cell_text(child.path), _page_cell_text(submission.who.name)
        named = Counter(x[FILE_AT] for x in stands.values() if x[UNIT_AT] == name)
        mostly = next((n for n, _ in named.most_common(1)), own)
        files[child.unit] = mostly.stands
        if mostly != own:
            expected, value = (visible_text(text, SHOWN) for text in (child.path, mostly.stands))
            yield make_finding("source_file_differs", label=child.name, expected=expected, value=value)
    page = build_sources_page(grounded, merged, files).page
    left = Counter(_comparable_line([_page_cell_text(v) for v in row], lists) for row in page.rows)
    odd = {}
    for row, line in stands.items():
        if left[line] > 0:
            left[line] -= 1
        else:
            odd[row] = line
    yield from _unlike_source_lines(odd, list(left.elements()))


def _unlike_source_lines(odd: dict[int, Line], missing: list[Line]) -> Iterator[Finding]:
    """Tell the lines that say otherwise than they should, those nobody asked for and those that are not there."""
    for sign in ((LISTED_AT, UNIT_AT), (UNIT_AT, *THERE_AT)):
        waiting: dict[Line, list[Line]] = {}
        for line in missing:
            waiting.setdefault(tuple(line[c] for c in sign), []).append(line)
        for row, line in list(odd.items()):
            if near := waiting.get(tuple(line[c] for c in sign)):
                should = max(near, key=lambda w: sum(x == y for x, y in zip(w, line, strict=True)))
                near.remove(should)
                missing.remove(should)
                for column, (a, b) in enumerate(zip(should, odd.pop(row), strict=True)):
                    if a != b:
                        at, head = CellPlace(SOURCES, row, column), COLUMNS[column].head
                        yield make_difference(at, head, a.stands, b.stands)
    for row, line in odd.items():
        said = {"unit": line[UNIT_AT].stands, "value": visible_text(line[LISTED_AT].stands, SHOWN)}
        place = CellPlace(SOURCES, row, LISTED_AT)
        yield make_finding("source_unknown", [place], cell=f"第 {row + 1} 行", **said)
    for line in missing:
        said = {"unit": line[UNIT_AT].stands, "value": visible_text(line[LISTED_AT].stands, SHOWN)}
        where = " ".join(line[c].stands for c in THERE_AT)
        yield make_finding("source_missing", sheet=SOURCES, where=where, **said)


def _comparable_line(said: list[_PageCellText], lists: set[str]) -> Line:
    """Return a line to be compared; where a list's row stands in the report is the office's affair."""
    spot = re.sub(r"[A-Z]{1,3}[0-9]+$|（.*", "", said[0])
    return (_PageCellText("", ""), *said[1:]) if spot in lists else tuple(said)


def _page_cell_text(value: object) -> _PageCellText:
    text = shown_text(value)
    return _PageCellText(fold_label(text), text)


# ── 分单位数据、人工调整 ───────────────────────────────────────────────────────────────────────────────────


def compare_by_unit_labels(
    book: Book,
    grounded: GroundedForm,
    layout: Layout,
    merged: MergedReport,
    kids: list[CountedUnit],
    *,
    whole: bool,
) -> Iterator[Finding]:
    """Tell where 分单位数据 or 人工调整 calls a unit or a figure otherwise, or marks it for no reason.

    *whole* says that the file of every unit is there: else nobody knows all that is to be marked.
    """
    sheets_ = PooledSheets(book)
    if sheets_.units is None or sheets_.beside is None:
        return
    known = {c.name: c for c in grounded.inputs}
    names = {k.child.unit: k.submission.who.name for k in kids}
    for column in range(sheets_.first, sheets_.last + 1):
        code = raw_cell_text(sheets_.units, 0, column)
        name, far = names.get(code, ""), brief_reach(reach_of_unit_part(merged, code))
        if name and (seen := raw_cell_text(sheets_.units, HEAD, column)) != storable_text(name):
            yield make_difference(CellPlace(UNITS, HEAD, column), "单位", name, seen)
        if name and (seen := raw_cell_text(sheets_.units, REACH, column)) != far:
            yield make_difference(CellPlace(UNITS, REACH, column), SCOPE_HEAD, far, seen)
    covers = brief_reach(reach_of_figures(grounded.form, merged.report.who.level))
    moved = {k.child.unit for k in kids if was_read_by_labels(k.findings)}
    for code, row in sheets_.at.items():
        cell = known.get(code)
        if cell is None:
            said = {"cell": f"第 {row + 1} 行", "value": visible_text(code, SHOWN)}
            yield make_finding("no_such_figure", [CellPlace(UNITS, row, CODE)], **said)
            continue
        for sheet in (sheets_.units, sheets_.beside):
            yield from _figure_name_faults(sheet, row, layout, cell)
        if (seen := raw_cell_text(sheets_.units, row, SCOPE)) != covers:
            yield make_difference(CellPlace(UNITS, row, SCOPE), SCOPE_HEAD, covers, seen)
        brought = {p.code for p in merged.parts.get(cell, ()) if p.value}
        wanted = label_reading_marks([names[u] for u in names if u in moved & brought])
        yield from _figure_mark_faults(sheets_.units, row, wanted if whole else None, set(names.values()))


def _figure_name_faults(sheet: SheetCells, row: int, layout: Layout, cell: Cell) -> Iterator[Finding]:
    wanted = {CODE: cell.name, TABLE: layout.at[cell].sheet, LABEL: layout.form.label(cell)}
    for (column, should), head in zip(wanted.items(), ("编码", "表", "指标"), strict=True):
        if fold_label(seen := raw_cell_text(sheet, row, column)) != fold_label(should):
            yield make_difference(CellPlace(sheet.name, row, column), head, should, seen)


def _figure_mark_faults(
    sheet: SheetCells, row: int, wanted: list[str] | None, names: set[str]
) -> Iterator[Finding]:
    """Tell a mark beside a figure that is none of ours, or names units it is not about; reasons are not known here."""
    seen, at = raw_cell_text(sheet, row, NOTE), CellPlace(UNITS, row, NOTE)
    # what was adjusted is told from its own sheet
    marks = [m for m in seen.split("；") if m and m != ADJUSTED]
    if wanted is None:
        return
    if [m for m in marks if m.startswith(ALIGNED)] != wanted:
        yield make_difference(at, "备注", "；".join(wanted), seen)
        return
    for mark in (m for m in marks if not m.startswith(ALIGNED)):
        said, _, units = mark.partition("：")
        if said != REASONED or not set(filter(None, units.split("、"))) <= names:
            yield make_finding("mark_of_others", [at], label="备注", value=visible_text(mark, SHOWN))


def compare_adjustments(book: Book, grounded: GroundedForm) -> Iterator[Finding]:
    """Tell what on 人工调整 is no number, is calculated, or stands beside another sum than the units come to."""
    pool = PooledSheets(book)
    sheet = pool.beside
    for cell in grounded.inputs if sheet else ():
        row = pool.at.get(cell.name)
        worked = pool.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        if sheet is None or row is None or worked is None or worked.bad:
            continue
        label = grounded.form.label(cell)
        at, said = CellPlace(ADJUSTED, row, VALUE), sheet.cells.get((row, VALUE))
        if said and said.formula is not None:
            told = {"label": label, "value": visible_text(said.formula, SHOWN)}
            weight = WARNING if worked.adjusted is not None else ERROR
            yield make_finding("adjusted_by_formula", [at], severity=weight, **told)
        yield from _adjusted_total_faults(sheet, row, label, worked.total)


def _adjusted_total_faults(sheet: SheetCells, row: int, label: str, total: float | None) -> Iterator[Finding]:
    at, found = CellPlace(ADJUSTED, row, TOTAL), sheet.cells.get((row, TOTAL))
    comes = format_number(total) if total is not None else "空白"
    formula = normalize_formula(found.formula or "") if found else ""
    if formula != normalize_formula(f"{UNITS}!{column_letters(TOTAL)}{row + 1}"):
        yield make_finding("sum_formula_changed", [at], label=label, expected=comes)
    elif found and found.kind != CellKind.BLANK and found.raw:
        seen: object = float(found.raw) if NUMBER.fullmatch(found.raw) else found.raw
        if is_same_number(seen, total) or (total is None and seen == 0):  # a reference to a blank shows 0
            return
        shown, comes = format_distinctly(seen, total) if total is not None else (format_number(seen), comes)
        told = {"label": label, "value": visible_text(shown, SHOWN), "expected": comes}
        yield make_finding("sum_differs", [at], **told)
