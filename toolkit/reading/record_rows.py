"""Which filled rows of a list are no records: totals, signatures, notes and heads people write under, over or among them.

A row is known by what it says (合计, 填表人：…), by a formula over the list itself, by an Excel table's totals row, or by a
number that is the sum of the others. What fills in every required column and only happens to look like a total is a
record until somebody says otherwise, and is asked; a title that has 合计 somewhere in it is a title.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.reading.list_sums import RunningSum, sums_own_list
from toolkit.reading.row_labels import (
    HEAD,
    NOTE,
    SIGNED,
    TOTAL,
    RowLabel,
    begins_or_ends_with_total,
    has_total_word,
    read_row_label,
)
from toolkit.values.cell_reading import is_nothing_mark
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from toolkit.form.layout import ListStrip
    from toolkit.form.register import Field
    from toolkit.values.cell_reading import CellReading
    from toolkit.xlsx.cells import CellValue, SheetCells

SMALL_COUNT = 12
"""Up to this a count may be the sum of the others by chance."""
NAME = 4
"""How long a name under a signature may be."""
QUOTED = 30
_DAY = re.compile(r"[0-9]{2,4}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?|[年月日]{2,3}")
SUMMED, IN_TABLE = "合计行", "表格的汇总行"
MAYBE = "maybe_total"


class RowClassification(NamedTuple):
    """What a row is: *what* in people's words, *said* what it says of itself; a record all the same where it *counts*.

    *asks* names the kind of question it is, "" where nothing is in doubt; *column* is the field in question.
    """

    what: str
    said: str = ""
    counts: bool = False
    asks: str = ""
    column: str = ""
    args: tuple[tuple[str, str], ...] = ()


class ListedRows:
    """The filled rows of one list, held against each other; *read* types one cell, by its row and its field."""

    def __init__(
        self,
        sheet: SheetCells,
        strip: ListStrip,
        rows: Mapping[int, Sequence[int]],
        read: Callable[[int, Field], CellReading],
    ) -> None:
        """Begin with nothing judged; *rows* are the columns filled in, by row."""
        self.sheet, self.strip, self.rows, self.read = sheet, strip, rows, read
        at = dict(strip.columns)
        self.fields = {at[f.id]: f for f in strip.register.fields if f.id in at}
        required = [c for c, f in self.fields.items() if f.required]
        self.required = tuple(required)
        self.titles = tuple(c for c in required if self.fields[c].type == "text")
        self.numbers = tuple(c for c, f in self.fields.items() if f.type in ("count", "number"))
        self.added = tuple(c for c in self.numbers if self.fields[c].id not in strip.worked_out)
        self.found: dict[int, RowClassification] = {}
        self._known: dict[tuple[int, int], float | None] = {}

    def verdicts(self) -> dict[int, RowClassification]:
        """Return what is to be said of rows, by row; a row that is a record and nothing else is not there."""
        signed = False
        for row, columns in self.rows.items():
            verdict = self._of_itself(row, columns) or (
                self._under_a_signature(row, columns) if signed else None
            )
            if verdict:
                self.found[row] = verdict
                signed |= verdict.what == SIGNED
        if self.added:
            self._judge_sums()
        return self.found

    # ── what a row says of itself ──────────────────────────────────────────────────────────────────────────

    def _of_itself(self, row: int, columns: Sequence[int]) -> RowClassification | None:
        summing = [c for c in columns if self._sums(row, c)]
        in_table = row in self._totals_rows
        label, text = self._label(row, columns)
        if not (summing or in_table or label):
            return None
        if not self._is_whole(row):
            return self._of_incomplete(row, columns, label, text, summing=summing, in_table=in_table)
        money = [c for c in summing if c in self.numbers]
        if label and (label.plain or money or in_table):
            return RowClassification(label.what, text)
        if in_table and money:
            return RowClassification(IN_TABLE, text)
        if money:
            cell = self.sheet.cells[row, money[0]]
            if label or self._is_titled_like_total(row):
                return RowClassification(SUMMED, text or self._title(row))
            said = (("formula", (cell.formula or "")[:60]),)
            return RowClassification(
                SUMMED, "", asks="sum_as_record", column=self.fields[money[0]].id, args=said
            )
        if in_table or (label and label.what == TOTAL):
            return _possible_total("在表格的汇总行里" if in_table else f"写的是“{text}”", self._anchor, text)
        return None

    def _of_incomplete(
        self,
        row: int,
        columns: Sequence[int],
        label: RowLabel | None,
        text: str,
        *,
        summing: Sequence[int],
        in_table: bool,
    ) -> RowClassification | None:
        if label and (
            not label.alone or len([c for c in columns if not is_nothing_mark(self.sheet.cells[row, c])]) <= 1
        ):
            return RowClassification(label.what, text)
        if in_table:
            return RowClassification(IN_TABLE, text)
        adds = any(c in self.numbers for c in summing)
        if adds or (summing and not any(c in self.titles for c in columns)):
            return RowClassification(SUMMED, text or self._title(row))
        return None

    def _label(self, row: int, columns: Sequence[int]) -> tuple[RowLabel | None, str]:
        """Return what a row calls itself, and in which words: where a record has its title, or where none has words."""
        if self._repeats_the_head(row, columns):
            return RowLabel(HEAD), self.raw(row, columns[0])
        if all(is_nothing_mark(self.sheet.cells[row, c]) for c in columns):
            return RowLabel(NOTE, plain=False), self.raw(row, columns[0]).strip()
        whole: bool | None = None
        for place, column in enumerate(columns):
            cell = self.sheet.cells[row, column]
            if cell.kind != CellKind.TEXT:
                continue
            field = self.fields.get(column)
            if field is None:
                continue
            found = read_row_label(cell.raw)
            if found is None and field.type != "text" and begins_or_ends_with_total(cell.raw):
                found = RowLabel(TOTAL)
            if found is None:
                continue
            if column == self._title_column or (field.type != "text" and self.read(row, field).lost):
                return found, cell.raw.strip()[:QUOTED]
            if place == 0 or column in self.titles or (found.what == TOTAL and found.plain):
                whole = self._is_whole(row) if whole is None else whole
                if not whole:
                    return found, cell.raw.strip()[:QUOTED]
        return None, ""

    def _repeats_the_head(self, row: int, columns: Sequence[int]) -> bool:
        def is_head(column: int) -> bool:
            field = self.fields.get(column)
            raw = "".join(self.raw(row, column).split())
            return field is not None and raw in (field.label, f"{field.label}（{field.unit}）")

        return len(columns) > 1 and all(map(is_head, columns))

    def _under_a_signature(self, row: int, columns: Sequence[int]) -> RowClassification | None:
        """Take the lone name or day under a signature for a part of it."""
        if len(columns) > 1 or self._is_whole(row):
            return None
        cell = self.sheet.cells[row, columns[0]]
        raw = re.sub(r"\s", "", cell.raw)
        bare = cell.kind == CellKind.DATE or len(raw) <= NAME or bool(_DAY.fullmatch(raw))
        return (
            RowClassification(SIGNED, raw[:QUOTED])
            if bare and cell.kind in (CellKind.TEXT, CellKind.DATE)
            else None
        )

    def _sums(self, row: int, column: int) -> bool:
        formula = self.sheet.cells[row, column].formula
        return bool(formula) and sums_own_list(formula or "", self.sheet, self.strip, row)

    @cached_property
    def _totals_rows(self) -> frozenset[int]:
        at = {c for _, c in self.strip.columns}
        return frozenset(
            r
            for t in self.sheet.tables
            if at & {*range(t.left, t.right + 1)}
            for r in range(t.bottom + 1 - t.totals, t.bottom + 1)
            if r >= self.strip.first and r > t.top
        )

    # ── what the numbers say ───────────────────────────────────────────────────────────────────────────────

    def _judge_sums(self) -> None:
        """Find the rows whose number is the sum of those above them, from the first or from the last total on."""
        running = {c: (RunningSum(), RunningSum()) for c in self.added}
        last = max((r for r in self.rows if r not in self.found), default=-1)
        for row, columns in self.rows.items():
            known = self.found.get(row)
            if known is None or known.asks == MAYBE:
                verdict = self._of_sums(row, columns, running, is_last=row == last)
                if verdict and (known is None or not verdict.asks):
                    self.found[row] = verdict
            is_record = self._is_record(row)
            for column, (whole, since) in running.items():
                if is_record:
                    number = self.number(row, column)
                    whole.add(number)
                    since.add(number)
                else:
                    since.clear()

    def _of_sums(
        self,
        row: int,
        columns: Sequence[int],
        running: Mapping[int, tuple[RunningSum, RunningSum]],
        *,
        is_last: bool,
    ) -> RowClassification | None:
        # Of a list without titles a record is what fills in all it must.
        titled = any(c in self.titles for c in columns) if self.titles else self._is_whole(row)
        like_total = (titled and self._is_titled_like_total(row)) or self._calls_itself_total(row, columns)
        if not (like_total or is_last or not titled):
            return None
        for column in (c for c in self.added if c in columns):
            number = self.number(row, column)
            rows = max((some.rows for some in running[column] if some.comes_to(number)), default=0)
            if not rows or number is None:
                continue
            if not titled and (rows > 1 or {*columns} <= {*self.numbers}):
                return RowClassification(SUMMED, shown(number))
            if like_total and (rows > 1 or not self._is_whole(row)):
                return RowClassification(SUMMED, self._title(row))
            if is_last and rows > 1 and self.fields[column].type == "number" and not self._is_whole(row):
                return RowClassification(SUMMED, self._title(row) or shown(number))
            tells = self.fields[column].type == "number" or number > SMALL_COUNT
            if like_total or (is_last and rows > 1 and tells):
                why = f"的“{self.fields[column].label}”{shown(number)}，正好等于上面 {rows} 行之和"
                return _possible_total(why, self.fields[column].id)
        return None

    def number(self, row: int, column: int) -> float | None:
        """Return a number; 0 for a blank, None for what was not read."""
        if (row, column) not in self._known:
            typed = self.read(row, self.fields[column])
            blank = 0.0 if typed.value is None and not typed.lost else None
            self._known[row, column] = typed.value if isinstance(typed.value, float) else blank
        return self._known[row, column]

    def _is_record(self, row: int) -> bool:
        return row not in self.found or self.found[row].counts

    def differing_totals(self) -> Iterator[tuple[int, int, float, float]]:
        """Yield the totals somebody typed that no block of records beside them comes to: row, column, total, sum of all."""
        typed = [
            (r, c)
            for r, v in self.found.items()
            if not v.counts and not v.asks and v.what in (TOTAL, SUMMED, IN_TABLE) and "均" not in v.said
            for c in self.added
            if c in self.rows[r] and not self._sums(r, c)
        ]
        for column in dict.fromkeys(c for _, c in typed):
            places = self.fields[column].places
            before, total, unread = dict[int, float](), 0.0, False
            for row in self.rows:
                before[row] = total
                if self._is_record(row):
                    number = self.number(row, column)
                    unread |= number is None
                    total += number or 0.0
            blocks = {round(s, places) for s in (*before.values(), total)}
            for row in (r for r, c in typed if c == column and not unread):
                said = self.number(row, column)
                if said is None or said == 0.0:
                    continue
                # A block of records ends right above the total, or begins right below it; or it is of all of them.
                beside = (round(before[row] - said, places), round(before[row] + said, places))
                if not blocks.intersection(beside) and round(said - total, places):
                    yield row, column, said, total

    # ── the row ────────────────────────────────────────────────────────────────────────────────────────────

    def _is_whole(self, row: int) -> bool:
        """Tell whether every required column was filled in and read: a record, as far as form goes."""
        return all(self.read(row, self.fields[c]).value is not None for c in self.required)

    def raw(self, row: int, column: int) -> str:
        """Return what a cell holds."""
        cell: CellValue | None = self.sheet.cells.get((row, column))
        return cell.raw if cell else ""

    @cached_property
    def _title_column(self) -> int:
        return self.titles[0] if self.titles else -1

    @cached_property
    def _anchor(self) -> str:
        return self.fields[self._title_column if self.titles else self.required[0]].id

    def _title(self, row: int) -> str:
        return self.raw(row, self._title_column).strip()[:QUOTED]

    def _calls_itself_total(self, row: int, columns: Sequence[int]) -> bool:
        """Tell whether a cell of words holds nothing but 合计, 过次页 or the like: no receipt is numbered so."""
        labels = (
            read_row_label(self.raw(row, c))
            for c in columns
            if c in self.fields and self.fields[c].type == "text"
        )
        return any(label and label.what == TOTAL for label in labels)

    def _is_titled_like_total(self, row: int) -> bool:
        return any(has_total_word(self.raw(row, c)) for c in self.titles)


def _possible_total(why: str, column: str, said: str = "") -> RowClassification:
    return RowClassification(SUMMED, said, counts=True, asks=MAYBE, column=column, args=(("why", why),))
