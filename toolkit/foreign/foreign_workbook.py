"""A workbook made elsewhere, read by the form's headings alone, because the office said whose it is.

Its tables and lists laid out by another hand: another sheet, title rows, merged heads, 行次 or 小计 between, turned. What
is not there is not known; what two headings claim is not read. ``read_adopted_workbook`` is the one way in: a workbook
whose places are known otherwise (by codes) is told there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.foreign import foreign_periods
from toolkit.foreign.copy_of_blank import CopyOfBlankReader, pages_shown_of_blank
from toolkit.foreign.foreign_lists import (
    ORDINALS,
    LocatedList,
    best_sheets_of_list,
    cut_out_list,
    find_list_heads,
    top_of_table,
    without_list_rows,
)
from toolkit.form.finding import make_finding
from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.heading_search import (
    LocatedTable,
    PageTexts,
    is_table_repeated,
    locate_table,
    normalize_heading,
    table_regions,
)
from toolkit.form.layout import COVER, OURS, CellPlace
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.moved_cells import sheets_with_same_codes
from toolkit.reading.read_workbook import (
    NOTHING_CONFIRMED,
    SubmissionReader,
    SubmissionReading,
    read_submission,
)
from toolkit.reading.row_labels import NOTE, SIGNED, TOTAL
from toolkit.reading.stray_cells import stray_cell_findings
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.foreign.foreign_lists import ListHeads
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Table
    from toolkit.form.period import Period
    from toolkit.form.submission import Identity, Row
    from toolkit.values.cell_reading import ExpectedValue
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

TOLD = 4
ENOUGH, FEWEST = 10, 2
"""How many figures must be found for a workbook to be taken for one of the form at all: so many, or half of a small form."""


def read_adopted_workbook(
    grounded: GroundedForm, book: Book, who: Identity, confirmed: Mapping[str, str] = NOTHING_CONFIRMED
) -> SubmissionReading:
    """Read *book* as *who*'s.

    By its codes where it is ours and only lost its name, by the places of the blank it is a
    copy of, else by headings.
    """
    layout = lay_out_workbook(grounded.form, grounded.kind)
    if isinstance(layout, GivenLayout) and pages_shown_of_blank(layout, book):
        return CopyOfBlankReader(grounded, layout, book, who, confirmed).read()
    sheets = [s.id for s in grounded.form.sheets_of(grounded.kind)]
    ours = any(_shows_codes(book, layout.row_codes.get(name, ()), name) for name in sheets)
    if ours or any(sheets_with_same_codes(book, layout, name) for name in sheets):
        return read_submission(grounded, book, who, confirmed)
    return _ForeignReader(grounded, layout, book, who).read()


def holds_form_tables(grounded: GroundedForm, book: Book) -> bool:
    """Tell whether *book* holds tables or a list of the form, whoever made it."""
    layout = lay_out_workbook(grounded.form, grounded.kind)
    if isinstance(layout, GivenLayout) and pages_shown_of_blank(layout, book):
        return True
    asked = sum(len(t.cells) for t in _tables_beside_cover(grounded))
    figures, heads = count_form_headings(grounded, book)
    return figures >= min(ENOUGH, max(FEWEST, asked // 2)) or heads > 0


def count_form_headings(grounded: GroundedForm, book: Book) -> tuple[int, int]:
    """Return how many figures of the form the headings in *book* show, and how many heads of its lists."""
    tables = _tables_beside_cover(grounded)
    registers = grounded.form.registers_of(grounded.kind)
    found = [find_list_heads(r, s) for r in registers for s in book.sheets if s.name not in OURS]
    figures = sum(len(_find_table(sheet, tables, t).at) for sheet in book.sheets for t in tables)
    return figures, sum(len(heads[0].columns) for heads in found if heads)


def _tables_beside_cover(grounded: GroundedForm) -> tuple[Table, ...]:
    return tuple(t for t in grounded.form.tables_of(grounded.kind) if t.sheet != COVER)


def _shows_codes(book: Book, codes: tuple[tuple[int, str], ...], name: str) -> bool:
    sheet = book.sheet(name)
    return sheet is not None and bool({t for _, t in codes} & {c.raw for c in sheet.cells.values()})


def _find_table(
    sheet: SheetCells, tables: tuple[Table, ...], table: Table, period: Period | None = None
) -> LocatedTable:
    """Find *table* on *sheet*: below its title where that stands there, else anywhere.

    Where it stands there several times, once for every period, it is the one below the title that names *period*.
    """
    page = _page_texts(sheet)
    last = max((r for r, _ in sheet.cells), default=0)
    found = _find_in_region(page, tables, table, last)
    if period and (found.doubts or not found.at) and (rows := foreign_periods.rows_of_period(sheet, period)):
        own = _find_in_region(page.within(*rows), tables, table, rows[1])
        return own if len(own.at) > len(found.at) else found
    return found


def _page_texts(sheet: SheetCells) -> PageTexts:
    return PageTexts({at: c.raw for at, c in sheet.cells.items() if c.raw.strip()})


def _find_in_region(page: PageTexts, tables: tuple[Table, ...], table: Table, last: int) -> LocatedTable:
    near = [t for t in tables if t.sheet == table.sheet]
    within = table_regions(page, near, last).get(table.id)
    return locate_table(table, page.within(*within) if within else page)


def locate_figures(
    grounded: GroundedForm, book: Book, period: Period
) -> tuple[dict[Cell, CellPlace], tuple[str, ...]]:
    """Return where *book*'s headings put each figure of *period*, and what they leave in doubt."""
    at: dict[Cell, CellPlace] = {}
    doubts: list[str] = []
    for table, best in _best_sheets(grounded.form.tables_of(grounded.kind), book, period):
        sheet, spots = best[0]
        if len(best) > 1:
            doubts.append(_in_several_sheets(table, best))
        elif not spots.at:
            doubts.append(f"{table.title or table.id} 的栏目在“{sheet.name}”里有几处")
        else:
            at |= {c: CellPlace(sheet.name, *spot) for c, spot in spots.at.items()}
            doubts += [f"“{d}”有几处" for d in spots.doubts]
            if foreign_periods.period_match_tier(sheet, period) == foreign_periods.ANOTHER:
                named = sorted(foreign_periods.periods_named_on_sheet(sheet, period))
                years = " 年" if all(n.isdigit() for n in named) else ""
                doubts.append(f"“{sheet.name}”写的是 {'、'.join(named)}{years}")
    return at, tuple(dict.fromkeys(doubts))


def _best_sheets(
    tables: tuple[Table, ...], book: Book, period: Period
) -> Iterator[tuple[Table, list[tuple[SheetCells, LocatedTable]]]]:
    """Yield every table some sheet shows, with the sheets that show most of it: before others those that name *period*.

    A table that stands so often on one sheet that nothing of it is found comes with that sheet.
    """
    sheets = [s for s in book.sheets if s.name not in OURS]
    for table in tables:
        found = [(sheet, _find_table(sheet, tables, table, period)) for sheet in sheets]
        most = max((len(g.at) for _, g in found), default=0)
        if not most:
            if unclear := [(s, g) for s, g in found if is_table_repeated(table, _page_texts(s))]:
                yield table, unclear[:1]
            continue
        enough = [(s, g) for s, g in found if 2 * len(g.at) >= most]
        yield table, foreign_periods.largest_of_period(enough, period, lambda spots: len(spots.at))


def _in_several_sheets(table: Table, best: list[tuple[SheetCells, LocatedTable]]) -> str:
    names = "、".join(f"“{s.name}”" for s, _ in best)
    return f"{table.title or table.id} 在 {names} 都有"


class _ForeignReader(SubmissionReader):
    def read_pages(self) -> None:
        """Read every table and list from the sheet that shows most of it."""
        tables = self.form.tables_of(self.grounded.kind)
        period = self.form.periods.read(self.who.period)
        at: dict[Cell, CellPlace] = {}
        known: list[str] = []
        heads = self.find_heads(period)
        listed = self.cut_lists(heads, {}, period)
        for table, best in _best_sheets(tables, without_list_rows(self.book, listed), period):
            if len(best) == 1:
                sheet, spots = best[0]
                at |= {c: CellPlace(sheet.name, *spot) for c, spot in spots.at.items()}
                known += [table.title or table.id] if spots.at else []
                if spots.doubts:
                    said = "、".join(f"“{d}”" for d in spots.doubts[:TOLD]) + " 有几处"
                    self.findings.append(make_finding("two_readings", sheet=sheet.name, value=said))
            else:
                said = _in_several_sheets(table, best)
                self.findings.append(make_finding("two_readings", sheet=best[0][0].name, value=said))
        lists = self.cut_lists(heads, at, period)
        self.layout = replace(self.layout, at=at, strips={n: found.strip for n, found in lists.items()})
        for table in tables:
            for cell in table.cells:
                self.figure(cell)
        known += [self.read_found_list(name, found) for name, found in lists.items()]
        beside = self.count_unread_numbers(lists)
        self.account["outside"] += beside
        value = "、".join(known) or "无"
        self.findings.append(make_finding("made_elsewhere", value=value, beside=str(beside)))

    def find_heads(self, period: Period) -> dict[str, tuple[SheetCells, ListHeads]]:
        """Find the heads of the lists, each on one sheet; what is in doubt is told."""
        best: dict[str, tuple[SheetCells, ListHeads]] = {}
        for register in self.form.registers_of(self.grounded.kind):
            found = best_sheets_of_list(register, self.book, period)
            if len(found) > 1:
                value = f"“{register.title}”在 {'、'.join(f'“{s.name}”' for s, _ in found)} 都有"
                self.findings.append(make_finding("two_readings", sheet=found[0][0].name, value=value))
                continue
            for sheet, heads in found:
                best[register.id] = (sheet, heads)
                if heads.doubts:
                    labels = "、".join(register.field(d).label for d in heads.doubts)
                    value = f"表头“{labels}”有几处"
                    self.findings.append(make_finding("two_readings", sheet=sheet.name, value=value))
        return best

    def cut_lists(
        self, best: Mapping[str, tuple[SheetCells, ListHeads]], at: Mapping[Cell, CellPlace], period: Period
    ) -> dict[str, LocatedList]:
        """Cut the lists out of their sheets, each up to where another list or table (its figures stand *at*) begins."""
        tables = self.form.tables_of(self.grounded.kind)
        made = {}
        for name, (sheet, heads) in best.items():
            on = [h for s, h in best.values() if s.name == sheet.name]
            page = _page_texts(sheet)
            bounds = [h.top for h in on] + [r for t in tables if t.title for r, _ in page.all(t.title)]
            for table in tables:
                spots = [at[c].row for c in table.cells if c in at and at[c].sheet == sheet.name]
                if spots:
                    bounds.append(top_of_table(sheet, table, min(spots), [h.bottom for h in on]))
            rows = foreign_periods.rows_of_period(sheet, period)
            bounds += [rows[1] + 1] if rows else []
            made[name] = cut_out_list(self.given.strips[name], sheet, heads, bounds)
        return made

    def read_found_list(self, name: str, found: LocatedList) -> str:
        """Read a list; return what it is called and how many rows it has."""
        title, before = found.strip.register.title, len(self.findings)
        self.lists.read_list(found.sheet, found.strip)
        told = [self._about_list(f) for f in self.findings[before:]]
        self.findings[before:] = [f for f in told if f is not None]
        rows = self.lists.rows.get(name, ())
        if rows and found.absent:
            self.lists.rows[name] = self._with_absent_columns(name, found, rows)
        missing = [f.label for f in found.absent if f.required]
        if rows and missing:
            value = "、".join(missing)
            at = [CellPlace(found.sheet.name, found.strip.head, found.strip.columns[0][1])]
            self.findings.append(make_finding("list_heads_missing", at, list=title, value=value))
        self.account["outside"] += len(found.beyond) + found.aside
        if whole := self.book.sheet(found.sheet.name):
            stray = [(p, whole.cells[p.row, p.column]) for p in found.beyond]
            self.findings += stray_cell_findings(stray)
        without = "、".join(f.label for f in found.absent if not f.required)
        return f"{title} {len(rows)} 行" + (f"（没有的栏：{without}）" if without else "")

    def _about_list(self, told: Finding) -> Finding | None:
        """Return what is to be told of a list somebody else drew: it has totals, signatures and formulas of its own."""
        if told.code in ("formula_lost", "row_formula_missing"):
            return None
        if told.code == "not_a_record" and dict(told.args).get("what") in (TOTAL, SIGNED, NOTE):
            return None
        if told.code == "list_unanswered":  # nobody drew a cell for the answer here
            return make_finding(told.code, sheet=told.sheet, label=told.label, **dict(told.args))
        return told

    def _with_absent_columns(self, name: str, found: LocatedList, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Return *rows* with the columns that are not there: worked out where they can be, else not known."""
        given = self.given.strips[name]
        absent = {f.id for f in found.absent}
        worked = {n: e for n, e in given.worked if n in absent}
        if not worked:
            return tuple(row._replace(unread=(*row.unread, *sorted(absent))) for row in rows)
        from toolkit.figures.row_columns import work_out_columns

        comes = work_out_columns(given.register, worked, rows, self.period)
        return tuple(
            row._replace(values=row.values | more, unread=(*row.unread, *sorted(absent - more.keys())))
            for row, more in zip(rows, comes, strict=True)
        )

    def count_unread_numbers(self, lists: Mapping[str, LocatedList]) -> int:
        """Return how many numbers stand on the sheets that were read that are nobody's: no figure, in no list, no 行次."""
        taken = {(p.sheet, p.row, p.column) for p in self.layout.at.values()}
        used = {p.sheet for p in self.layout.at.values()} | {f.sheet.name for f in lists.values()}
        found = 0
        for sheet in (s for s in self.book.sheets if s.name in used):
            counting = {c for (_, c), v in sheet.cells.items() if normalize_heading(v.raw) in ORDINALS}
            own = [f for f in lists.values() if f.sheet.name == sheet.name]
            found += sum(
                cell.kind == CellKind.NUMBER
                and (sheet.name, row, column) not in taken
                and column not in counting
                and not any(row >= f.strip.head and column in dict(f.strip.columns).values() for f in own)
                for (row, column), cell in sheet.cells.items()
            )
        return found

    def figure(self, cell: Cell) -> None:
        at = self.layout.at.get(cell)
        sheet = self.book.sheet(at.sheet) if at else None
        if sheet is not None:
            self.read_figure(sheet, cell)
        elif cell not in self.grounded.worked_out:
            self.unread.add(cell)

    def read_worked_out(self, cell: Cell, sheet: SheetCells, at: CellPlace, wanted: ExpectedValue) -> None:
        """Take a total as it stands: whoever made the workbook had formulas of his own, or none."""
        self.account["worked_out"] += 1
        if (at.row, at.column) not in sheet.cells:
            return
        self.keep_stated_figure(cell, at, self.read_cell(sheet, at, wanted))

    def read_earlier_figures(self) -> None:
        """Nothing of last year is expected in it."""

    def tell_other_sheets(self) -> None:
        """Other sheets are the maker's own business."""
