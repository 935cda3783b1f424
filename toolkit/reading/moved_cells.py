"""Find the figures of a sheet again after people moved its rows and columns. Never a guess.

Three witnesses say where a row (a column) is now: its printed label, its printed code, the names its cells were given.
What people see is the label: it is believed where code or names agree with it. Where they tell two different stories
the sheet is not read, and the reason is told; what none of them knows any more is lost, and told.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import Finding, make_finding
from toolkit.form.heading_search import PageTexts, normalize_heading, table_regions
from toolkit.form.layout import (
    ADJUSTED,
    NO_ROWS,
    TICK,
    TOTAL_ROW,
    UNITS,
    CellPlace,
    Layout,
    ListStrip,
    parse_reference,
)
from toolkit.form.model import Cell
from toolkit.reading.list_sums import is_sum_row
from toolkit.reading.moves_in_words import describe_moves, line_position_text
from toolkit.text.character_folding import fold_characters, fold_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from toolkit.form.model import Table
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

TOLD = 4
"""How many moves or losses a finding spells out."""
SUMS_WITHIN = 5
"""How many rows below its head the sums of a list are looked for."""
KNOWN_AGAIN = 0.5
"""How much of its codes a sheet must still show to be taken for ours under another name."""


class LocatedSheet(NamedTuple):
    """A sheet found again: where its parts are now. *refused*: it may not be read, *findings* say why."""

    at: dict[Cell, CellPlace]
    strips: dict[str, ListStrip]
    findings: tuple[Finding, ...]
    lost: frozenset[Cell] = frozenset()
    refused: bool = False


class _AmbiguousPlace(Exception):
    """Two readings are possible; says which."""


def matching_sheets(book: Book, layout: Layout, name: str) -> list[SheetCells]:
    """Return the sheets that are *name* by their name or, where none is, by the codes they show."""
    sheet = book.sheet(name)
    return [sheet] if sheet else sheets_with_same_codes(book, layout, name)


def sheets_with_same_codes(book: Book, layout: Layout, name: str) -> list[SheetCells]:
    """Return the sheets of other names that show most of the codes of the sheet *name*."""
    codes = {t for _, t in layout.column_codes.get(name, ())} | {t for _, t in layout.row_codes.get(name, ())}
    own = {ADJUSTED, UNITS, *(s.id for s in layout.form.sheets)} - {name}

    others = [s for s in book.sheets if s.name != name and s.name not in own] if codes else []
    return [s for s in others if len(codes & s.texts) > KNOWN_AGAIN * len(codes)]


parse_known_reference = lru_cache(maxsize=2**12)(parse_reference)
"""Names of one form's workbooks refer to the same cells."""


def has_names_in_place(book: Book, layout: Layout, name: str) -> bool:
    """Tell whether the names of a sheet stand where they were given, as far as the workbook still has them."""
    given = [(c.name, p) for c, p in layout.at.items() if p.sheet == name] if book.names else []
    return all(n not in book.names or parse_known_reference(book.names[n]) == p for n, p in given)


def locate_on_sheet(book: Book, layout: Layout, name: str, sheet: SheetCells) -> LocatedSheet:
    """Find every figure and list of the form's sheet *name* on *sheet*."""
    search = _SheetSearch(book, layout, name, sheet)
    try:
        return search.found()
    except _AmbiguousPlace as doubt:
        told = make_finding("two_readings", sheet=sheet.name, value=str(doubt))
        return LocatedSheet({}, {}, (told,), refused=True)


class _SheetSearch:
    def __init__(self, book: Book, layout: Layout, name: str, sheet: SheetCells) -> None:
        self.layout, self.form, self.name, self.sheet = layout, layout.form, name, sheet
        self.texts = {spot: c.raw for spot, c in sheet.cells.items() if c.raw.strip()}
        self.page = PageTexts(self.texts)
        self.codes: dict[str, list[tuple[int, int]]] = {}
        for spot, text in self.texts.items():
            for word in fold_characters(text).split():
                self.codes.setdefault(word, []).append(spot)
        self.last = max((r for r, _ in self.texts), default=0)
        self.names = self._names(book)
        printed = {fold_label(t) for t in self.texts.values()}
        self.coded = {
            row: any(fold_label(t) in printed for _, t in codes.get(name, ()))
            for row, codes in ((True, layout.row_codes), (False, layout.column_codes))
        }
        self.moves: list[tuple[bool, int, int]] = []
        self.missing: list[str] = []
        self.cut: list[CellPlace] = []

    def _names(self, book: Book) -> dict[str, CellPlace]:
        """Return what the workbook's names say of this sheet; nothing where no program has kept them up."""
        found = {
            n: p for n, r in book.names.items() if (p := parse_reference(r)) and p.sheet == self.sheet.name
        }
        given = {c.name: p for c, p in self.layout.at.items() if p.sheet == self.name}
        given |= {
            f"{s.register.id}.{c}": CellPlace(self.name, s.head, column)
            for s in self.layout.strips.values()
            if s.register.sheet == self.name
            for c, column in s.columns
        }
        told = {n: p for n, p in found.items() if n in given}
        stale = all((p.row, p.column) == (given[n].row, given[n].column) for n, p in told.items())
        return {} if stale else found

    def found(self) -> LocatedSheet:
        at: dict[Cell, CellPlace] = {}
        lost: set[Cell] = set()
        tables = [t for t in self.form.tables_of(self.layout.kind) if t.sheet == self.name]
        where = table_regions(self.page, tables, self.last)
        for table in tables:
            page = self.page.within(*where[table.id]) if table.id in where else PageTexts({})
            spots = self.across(table, page) if table.across else self.down(table, page)
            for cell in table.cells:
                spot = spots.get(cell)
                if spot is None:
                    lost.add(cell)
                else:
                    at[cell] = CellPlace(self.sheet.name, *spot)
        if len(set(at.values())) < len(at):
            raise _AmbiguousPlace("有两行（列）落在同一处")
        self.inside(tables, at)
        strips = {
            s.register.id: found
            for s in self.layout.strips.values()
            if s.register.sheet == self.name and (found := self.strip(s))
        }
        return LocatedSheet(at, strips, tuple(self.told(lost, bool(at or strips))), frozenset(lost))

    # ── witnesses ──────────────────────────────────────────────────────────────────────────────────────────

    def decide(
        self, what: str, labels: Iterable[int], codes: Iterable[int], names: Iterable[int], *, row: bool
    ) -> int | None:
        """Return where a row or column is; None where nobody knows. Raise _Doubt where two places are told."""
        seen, printed, named = set(labels), set(codes), set(names)
        agreed = (seen & printed) or (seen & named if not printed else set())
        if len(agreed) == 1:
            return next(iter(agreed))
        if not seen and len(printed) == 1 and (not named or named == printed):
            return next(iter(printed))  # the label's wording was changed
        if len(seen) == 1 and not printed and not named and not self.coded[row]:
            return next(iter(seen))  # those codes were deleted, names are not kept by this program
        if not printed and (not seen or self.coded[row]):
            return None  # its code is gone while others stand: what bears its label is another's
        shown = "、".join(line_position_text(i, row=row) for i in sorted(seen | printed))
        raise _AmbiguousPlace(f"“{what}”可能在{shown}")

    def place(
        self, what: str, labels: list[int], codes: list[int], names: list[int], given: int, *, row: bool
    ) -> int | None:
        """Return where a row or column is that was *given* elsewhere; None where it is missing."""
        at = self.decide(what, labels, codes, names, row=row)
        if at is None:
            self.missing.append(what)
        else:
            self.moves.append((row, given, at))
        return at

    def down(self, table: Table, page: PageTexts) -> dict[Cell, tuple[int, int]]:
        rows: dict[str, int] = {}
        for line, spots in zip(table.rows, page.rows(table.rows), strict=True):
            codes = [r for r, _ in self.codes.get(f"{table.id}.{line.id}", ())]
            labels = [] if table.by_unit else [r for r, _ in spots]  # there it is a unit's name
            names = [p.row for c in table.columns if (p := self.names.get(f"{table.id}.{line.id}.{c.id}"))]
            given = self.layout.at[table.cells_on(line)[0]].row
            if (at := self.place(line.label, labels, codes, names, given, row=True)) is not None:
                rows[line.id] = at
        columns: dict[str, int] = {}
        top = min(rows.values(), default=0)
        heads = page.within(0, top - 1).turned().rows(table.columns)
        for line, spots in zip(table.columns, heads, strict=True):
            near = max((r for _, r in spots), default=0)
            labels = [
                c for c, r in spots if r == near
            ]  # several tables share a sheet: the nearest head is its own
            codes = [c for _, c in self.codes.get(f"{table.id}.{line.id}", ())]
            names = [p.column for r in table.rows if (p := self.names.get(f"{table.id}.{r.id}.{line.id}"))]
            given = self.layout.at[table.cells_on(line)[0]].column
            if (at := self.place(line.label, labels, codes, names, given, row=False)) is not None:
                columns[line.id] = at
        return {
            c: (rows[c.row], columns[c.column]) for c in table.cells if c.row in rows and c.column in columns
        }

    def across(self, table: Table, page: PageTexts) -> dict[Cell, tuple[int, int]]:
        pairs = [(r, c, replace(c, head=(*r.head, *c.head))) for r in table.rows for c in table.columns]
        lines = [line for *_, line in pairs]
        heads = page.turned().rows(lines)
        columns: dict[Cell, int] = {}
        for (r, c, line), spots in zip(pairs, heads, strict=True):
            cell = Cell(table.id, r.id, c.id)
            codes = [x for _, x in self.codes.get(cell.name, ())]
            names = [p.column] if (p := self.names.get(cell.name)) else []
            what, labels, given = "·".join(line.head), [x for x, _ in spots], self.layout.at[cell].column
            if (at := self.place(what, labels, codes, names, given, row=False)) is not None:
                columns[cell] = at
        below = max((r + 1 for spots in heads for _, r in spots), default=0)  # short headings reach down
        codes = [r for r, _ in self.codes.get(table.id, ())]
        names = [p.row for c in table.cells if (p := self.names.get(c.name))]
        row = self.decide(table.title or table.id, (below,) if below else (), codes, names, row=True)
        if row is None:
            return {}
        self.moves.append((True, self.layout.at[table.cells[0]].row, row))
        return {c: (row, column) for c, column in columns.items()}

    def strip(self, given: ListStrip) -> ListStrip | None:
        """Return where a list is now: the row that shows most of its heads, and a column for each."""
        register, heads = given.register, dict(given.columns)
        labels = {
            f.id: self.page.all(f.label, f"{f.label}（{f.unit}）" if f.unit else f.label)
            for f in register.fields
        }
        count: dict[int, int] = {}
        for spots in labels.values():
            for row in {r for r, _ in spots}:
                count[row] = count.get(row, 0) + 1
        best = [r for r, n in count.items() if n == max(count.values())] if count else []
        names = {p.row for c in heads if (p := self.names.get(f"{register.id}.{c}"))}
        rows = best if len(best) == 1 else ()
        coded, self.coded = self.coded, {**self.coded, True: False}  # a list's head has no code of its own
        head = self.decide(f"{register.title}的表头", rows, (), names, row=True)
        self.coded = coded
        if head is None:
            self.missing.append(register.title)
            return None
        self.moves.append((True, given.head, head))
        columns = []
        for name, column in given.columns:
            seen = [c for r, c in labels.get(name, self.page.all(name)) if r == head]
            codes = [c for _, c in self.codes.get(f"{register.id}.{name}", ())]
            named = [p.column] if (p := self.names.get(f"{register.id}.{name}")) else []
            label = next((f.label for f in register.fields if f.id == name), name)
            if (at := self.place(label, seen, codes, named, column, row=False)) is not None:
                columns.append((name, at))
        if len({c for _, c in columns}) < len(columns):
            raise _AmbiguousPlace(f"“{register.title}”有两栏落在同一列")
        below = () if given.sums is None else range(head + 1, head + 1 + SUMS_WITHIN)
        sums = next((r for r in below if is_sum_row(self.sheet, r)), None)
        if given.sums is not None and sums is None:
            self.missing.append(f"{register.title}的{TOTAL_ROW}")
        return replace(
            given,
            register=replace(register, sheet=self.sheet.name),
            tick=self.tick(given, head),
            head=head,
            columns=tuple(columns),
            sums=sums,
        )

    def tick(self, given: ListStrip, head: int) -> CellPlace:
        """Return the 零报告 tick: beside its label, above the head."""
        named = self.names.get(f"{given.register.id}.{TICK}")
        spots = [s for s in self.page.all(NO_ROWS, "本表无内容") if s[0] < head]
        if len(spots) != 1:
            return named or CellPlace(self.sheet.name, max(0, head - 1), given.tick.column)
        return CellPlace(self.sheet.name, spots[0][0], spots[0][1] + 1)

    def inside(self, tables: Iterable[Table], at: Mapping[Cell, CellPlace]) -> None:
        """Refuse where cells were pushed out of the grid: their labels stayed, so the figures stand beside others."""
        grid = {(p.row, p.column) for p in at.values()}
        for table in tables:
            out = [
                c
                for c in table.cells
                if (p := self.names.get(c.name)) and at.get(c) and (p.row, p.column) not in grid
            ]
            moved = [c for c in table.cells if (p := self.names.get(c.name)) and c in at and p != at[c]]
            self.cut += [at[c] for c in moved]
            if out:
                raise _AmbiguousPlace(
                    f"“{self.form.label(out[0])}”等 {len(out)} 格被推到了表外，只有一部分格子移动过"
                )

    # ── what is told ───────────────────────────────────────────────────────────────────────────────────────

    def told(self, lost: set[Cell], something: bool) -> Iterable[Finding]:
        """Yield one finding for all that moved, and one for all that is gone."""
        moves = [*describe_moves(self.moves, row=True), *describe_moves(self.moves, row=False)]
        said = [text for text, _ in moves]
        only = all(gone for _, gone in moves) and bool(self.missing)  # then what is missing says it all
        if said and something and not only:
            more = f"等 {len(said)} 处" if len(said) > TOLD else ""
            yield make_finding("realigned", sheet=self.sheet.name, value="，".join(said[:TOLD]) + more)
        if self.cut:
            places = [p._replace(sheet=self.sheet.name) for p in self.cut[:TOLD]]
            yield make_finding("cell_moved", places, value=str(len(self.cut)))
        gone = [c for c in lost if self.layout.at[c].sheet == self.name]
        if gone or self.missing:
            names = list(dict.fromkeys(self.missing))
            more = f"等 {len(names)} 项" if len(names) > TOLD else ""
            yield make_finding("lines_deleted", sheet=self.sheet.name, value="、".join(names[:TOLD]) + more)


def printed_text_test(layout: Layout, name: str) -> Callable[[str], bool]:
    """Return the test whether a text is one of those we printed on the form's sheet *name* ourselves."""
    sheet = next((s for s in layout.form.sheets_of(layout.kind) if s.id == name), None)
    texts = {t for _, t in (*layout.column_codes.get(name, ()), *layout.row_codes.get(name, ()))}
    texts |= {h.text for h in layout.heads if h.sheet == name}
    texts |= {sheet.title, sheet.intro} if sheet else set()
    figures = [layout.form.figure(c) for c, p in layout.at.items() if p.sheet == name]
    helps = {"。".join(filter(None, (f"单位：{f.unit}" if f.unit else "", f.help))) for f in figures}
    known = {normalize_heading(t) for t in texts | helps}
    return lambda text: normalize_heading(text) in known
