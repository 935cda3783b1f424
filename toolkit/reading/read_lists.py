"""The rows of a list out of a sheet: which of them are records, what their marks mean, whose key stands twice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import make_finding
from toolkit.form.layout import LAST_ROW, NO_ROWS, ORIGIN, TICK, CellPlace, ListStrip
from toolkit.form.model import Option
from toolkit.form.register import Field
from toolkit.form.submission import Row, Value
from toolkit.reading import unlisted_marks
from toolkit.reading.record_rows import ListedRows
from toolkit.reading.row_findings import no_record_findings
from toolkit.reading.worked_columns import read_list_sums, read_worked_columns
from toolkit.values.cell_reading import CellReading, ExpectedValue
from toolkit.xlsx.cells import SheetCells, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from toolkit.reading.read_figures import FigureReader
    from toolkit.values.known_readings import KnownReadings
    from toolkit.xlsx.cells import CellValue

YES = (Option("是", "是"),)


@cache
def _column_of_words(name: str) -> Field:
    """Return what is asked in a column of ours that is none of the form's fields, as of whom a report's row comes."""
    return Field(name, name, "text")


class _ListColumn(NamedTuple):
    """A column of a list that is typed: where it is, its name with that of the list, what is asked there, what is known of its cells."""

    name: str
    at: int
    full_name: str
    field: Field
    wanted: ExpectedValue
    known: KnownReadings


class _AskedInRow(NamedTuple):
    """What is asked in each row of a list: its typed columns, the fields that may not be blank, which rows may be drawn through."""

    columns: Sequence[_ListColumn]
    needed: Sequence[Field]
    perhaps_struck: Collection[int]


class ListReader:
    """Reads lists cell by cell into *cells*' account; *answers* and *confirmed* say what marks mean."""

    def __init__(self, cells: FigureReader, answers: Mapping[str, str], confirmed: Mapping[str, str]) -> None:
        """Begin with nothing read."""
        self.cells, self.answers, self.confirmed = cells, answers, confirmed
        self.rows: dict[str, tuple[Row, ...]] = {}
        self.zero: set[str] = set()
        self.no_records: dict[str, set[int]] = {}
        self._marks_asked: dict[str, list[unlisted_marks.UnlistedMark]] = {}
        self._marks_read: dict[str, list[unlisted_marks.UnlistedMark]] = {}

    def read_list(
        self, sheet: SheetCells, strip: ListStrip, is_printed: Callable[[str], bool] | None = None
    ) -> None:
        """Read a list downward to its last filled row; a wholly blank row is no row.

        Where the sheet was moved *is_printed* tells our own texts, which are no rows either.
        """
        name, title = strip.register.id, strip.register.title
        columns = {c for _, c in strip.columns}
        first, last = strip.first, LAST_ROW if strip.end is None else strip.end
        found: dict[int, list[tuple[int, str]]] = {}
        perhaps_struck: set[int] = set()
        for (r, c), v in sheet.cells.items():
            if not first <= r <= last or c not in columns:
                continue
            if v.seen is not None and v.seen.struck:
                perhaps_struck.add(r)
            if not is_blank(v) and not (v.formula and self._is_worked_out(strip, r, c, v)):
                found.setdefault(r, []).append((c, v.raw))
        filled = sorted(
            r
            for r, said in found.items()
            if is_printed is None or not all(is_printed(raw) for _, raw in said)
        )
        yes = ExpectedValue("option", options=YES)
        ticked = self._sheet_of_tick(sheet, strip)
        tick = self._take_option(ticked, f"{name}.{TICK}", yes, strip.tick, NO_ROWS, empty=not filled)
        aside = self._set_aside(sheet, strip, {r: sorted([c for c, _ in found[r]]) for r in filled})
        asked = self._asked_in_rows(strip, perhaps_struck)
        rows = tuple(self._read_row(sheet, strip, r, asked) for r in filled if r not in aside)
        self._ask_about_marks(strip)
        rows, lost = read_worked_columns(self.cells, sheet, strip, rows)
        answered = bool(rows) or bool(tick.value)
        read_list_sums(
            self.cells, sheet, strip, rows, answered=answered, lost=lost, counts_others=bool(aside)
        )
        if rows:
            self.rows[name] = rows
            self._tell_repeated_keys(strip, rows)
        at, said = [strip.tick._replace(sheet=ticked.name)], {"label": NO_ROWS, "list": title}
        if tick.value and rows:
            self.cells.findings.append(make_finding("list_contradicts", at, value=str(len(rows)), **said))
        elif tick.value:
            self.zero.add(name)
        elif not rows and self.cells.grounded.kind not in strip.register.optional:
            self.cells.findings.append(make_finding("list_unanswered", at, **said))

    def _sheet_of_tick(self, sheet: SheetCells, strip: ListStrip) -> SheetCells:
        """Return the sheet on which a unit says that a list has no rows: the list's own, but for an office's own blank."""
        if strip.tick.sheet == strip.register.sheet:
            return sheet
        return self.cells.book.sheet(strip.tick.sheet) or SheetCells(
            strip.tick.sheet, "visible", {}, (), frozenset(), frozenset()
        )

    def _is_worked_out(self, strip: ListStrip, row: int, column: int, cell: CellValue) -> bool:
        """Tell whether a cell holds our own formula for its row: nobody filled that in."""
        if not cell.formula or not strip.worked:
            return False
        name = next((n for n, c in strip.columns if c == column and n in strip.worked_out), "")
        own = self.cells.compiler.row_formula(strip, name, row) if name else ""
        return bool(own) and self.cells.is_our_formula(cell.formula, own)

    def _set_aside(self, sheet: SheetCells, strip: ListStrip, filled: dict[int, list[int]]) -> set[int]:
        """Tell the rows of a list that are no records, and count what stands in them beside the account."""
        listed = ListedRows(
            sheet,
            strip,
            filled,
            lambda row, field: self.cells.read_cell(
                sheet, strip.place(field.id, row), self.cells.expected(field)
            ),
        )
        aside = {r for r, verdict in listed.verdicts().items() if not verdict.counts}
        self.cells.findings += no_record_findings(listed)
        self.cells.account["outside"] += sum(len(filled[r]) for r in aside)
        self.no_records.setdefault(sheet.name, set()).update(aside)
        return aside

    def _read_row(self, sheet: SheetCells, strip: ListStrip, row: int, asked: _AskedInRow) -> Row:
        """Read one row of a list."""
        values: dict[str, Value] = {}
        unread, origin = [], ""
        cells, account = sheet.cells, self.cells.account
        struck = row in asked.perhaps_struck and _is_row_struck(
            [cells.get((row, c)) for _, c in strip.columns]
        )
        for column in asked.columns:
            cell = cells.get((row, column.at))
            value = None if struck else self.cells.known_reading(column.known, cell)
            if value is not None:
                account[value.how] += 1
            else:
                at = CellPlace(sheet.name, row, column.at)
                value = self._type_cell(sheet, column, at, in_struck_row=struck)
            if column.name == ORIGIN:
                origin = str(value.value or "")
            elif value.value is not None:
                values[column.name] = value.value
            elif value.lost:
                unread.append(column.name)
        for field in asked.needed:
            if field.id not in values and field.id not in unread:
                self._tell_what_is_missing(sheet, strip, row, field, {*values, *unread})
        return Row(row + 1, values, tuple(unread), origin, struck)

    def _type_cell(
        self, sheet: SheetCells, column: _ListColumn, at: CellPlace, *, in_struck_row: bool
    ) -> CellReading:
        """Type a cell of a row, and keep what it came to for the next equal one."""
        wanted, label = column.wanted, f"第 {at.row + 1} 行 {column.field.label}"
        if wanted.type == "option":
            value = self._take_option(sheet, column.full_name, wanted, at, label, in_struck_row=in_struck_row)
        else:
            value = self.cells.take_cell(sheet, wanted, at, label, in_struck_row=in_struck_row)
        if not in_struck_row:
            self.cells.keep_known(column.known, sheet, at, value)
        return value

    def _tell_what_is_missing(
        self, sheet: SheetCells, strip: ListStrip, row: int, field: Field, filled: Collection[str]
    ) -> None:
        """Tell a blank cell that must be filled in, always or beside another one that is *filled*."""
        if not (field.required or field.together in filled):
            return
        together = next((f.label for f in strip.register.fields if f.id == field.together), "")
        since = f"填了“{together}”，" if not field.required else ""
        said = {"row": str(row + 1), "label": field.label, "since": since}
        at = strip.place(field.id, row)._replace(sheet=sheet.name)
        self.cells.findings.append(make_finding("row_incomplete", [at], **said))

    def _asked_in_rows(self, strip: ListStrip, perhaps_struck: Collection[int]) -> _AskedInRow:
        """Return what is asked in each row of a list, with what is known of its columns."""
        fields, shared = {f.id: f for f in strip.register.fields}, self.cells.shared
        typed = [
            _ListColumn(
                *(name, at, f"{strip.register.id}.{name}", field),
                *(shared.expected(field), shared.readings(field)),
            )
            for name, at in strip.columns
            if name not in strip.worked_out
            for field in (fields.get(name) or _column_of_words(name),)
        ]
        columns = dict(strip.columns)
        needed = [f for f in fields.values() if f.id in columns and (f.required or f.together)]
        return _AskedInRow(typed, needed, perhaps_struck)

    def _take_option(
        self,
        sheet: SheetCells,
        column: str,
        wanted: ExpectedValue,
        at: CellPlace,
        label: str,
        *,
        in_struck_row: bool = False,
        empty: bool = False,
    ) -> CellReading:
        """Type one cell with options; another mark is kept to be asked about with all of its column, unless it was."""
        found = sheet.cells.get((at.row, at.column))
        value = self.cells.read_cell(sheet, at, wanted, in_struck_row=in_struck_row)
        # 无 is a mark: the form says what it means, but for 本表无内容 itself
        no_option = value.code == "not_an_option" and (value.how == "not_understood" or empty)
        mark = None
        if found and no_option:
            mark = unlisted_marks.find_unlisted_mark(found, at, value, wanted.options, empty=empty)
        if mark is None:
            return self.cells.account_for(found, value, at, label)
        name = unlisted_marks.mark_instance(column, mark)
        said = name in self.confirmed or unlisted_marks.is_plain_yes(self.answers.get(name, ""))
        (self._marks_read if said else self._marks_asked).setdefault(column, []).append(mark)
        option = mark.meant.id if mark.meant else None
        value = CellReading(option, "cleaned") if said else CellReading(None, "not_understood")
        self.cells.account[value.how] += 1
        return value

    def _ask_about_marks(self, strip: ListStrip) -> None:
        """Ask what the other marks of a list's columns mean, one question a column; tell those that were answered."""
        labels = {f.id: f.label for f in strip.register.fields} | {TICK: NO_ROWS}
        title = strip.register.title
        for field, label in labels.items():
            column = f"{strip.register.id}.{field}"
            if column in self._marks_asked:
                marks = self._marks_asked[column]
                self.cells.findings.append(
                    unlisted_marks.ask_about_marks(column, title, label, marks, self.answers)
                )
            by_word: dict[str, list[unlisted_marks.UnlistedMark]] = {}
            for mark in self._marks_read.get(column, ()):
                word = self.confirmed.get(unlisted_marks.mark_instance(column, mark), "")
                by_word.setdefault(word, []).append(mark)
            for word, marks in by_word.items():
                told = unlisted_marks.tell_marks_read(column, title, label, marks, self.answers)
                self.cells.findings.append(unlisted_marks.by_the_office(told, word) if word else told)

    def _tell_repeated_keys(self, strip: ListStrip, rows: tuple[Row, ...]) -> None:
        """Tell the rows whose key stands twice."""
        seen: dict[tuple[Value, ...], int] = {}
        if not set(strip.register.key) <= dict(strip.columns).keys():
            return  # an older edition did not ask for it
        for row in rows:
            key = tuple(row.values[k] for k in strip.register.key if k in row.values)
            if not key or len(key) < len(strip.register.key):
                continue
            key += (row.origin,)  # in a report, two units may each have the document they issued together
            if key in seen:
                at = strip.place(strip.register.key[0], row.number - 1)
                labels = "、".join(strip.register.field(k).label for k in strip.register.key)
                said = {"value": " ".join(map(str, key[:-1])), "other": str(seen[key]), "label": labels}
                self.cells.findings.append(make_finding("key_twice", [at], **said))
            seen.setdefault(key, row.number)


def _is_row_struck(cells: Sequence[CellValue | None]) -> bool:
    """Tell whether a row is drawn through: most of what stands in it; 作废 may be written beside it."""
    filled = [c for c in cells if c is not None and not is_blank(c)]
    return sum(c.seen is not None and c.seen.struck for c in filled) * 2 > len(filled)
