"""The three tables of a published report, read by their labels whatever became of their grid.

Conversions lose merges, shift labels to the left and add blank cells on the right: a row is known by its innermost
label within the running group, its numbers are the last ones of the row. What stands where no number can be told
is left out and said, never guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import Cell
from toolkit.text.normal_text import normalize_text
from toolkit.text.similarity import text_similarity
from toolkit.xxgk.report_table3 import TableThreeReader
from toolkit.xxgk.table_reading import (
    BLANK_VALUES,
    PLAIN_NUMBER,
    BoxText,
    MisprintedLabel,
    ReportTables,
    TableReader,
    is_value_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.model import Grid
    from toolkit.form.model import Form, Table

LONGEST_HEAD = 20
NEAR_HEAD = 0.6
"""How alike a heading of a column must be: they are short, and what is compared stands in a table already."""
_HEADS_BESIDE = ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "本年处理决定数量")
_LABEL = re.compile(r"(?:.*[^\d.\-\s])?")
LONGEST_ROW = 120
"""How long a line of a table saved as text may be."""
_OLD = (
    "本年新制作数量",
    "本年新公开数量",
    "对外公开总数量",
    "上一年项目数量",
    "政府集中采购",
    "其他对外管理服务事项",
)
"""Labels of 国办公开办函〔2019〕60号 that the form in force does not have."""
LONGEST_CELL = 40
"""How long a text of a table may be that is a label: a sentence may name 政府集中采购 as well."""
_BEHIND_LABEL = "0123456789.,-/| \t"
"""What stands behind a label on a line of its own: its numbers."""


def read_report_tables(form: Form, grids: Sequence[Grid], texts: Sequence[str] = ()) -> ReportTables:
    """Read 表二, 表三 and 表四 from *grids*, in whichever and however many of them they stand.

    *texts* are the paragraphs beside them: a page saved as text has its cells a line each.
    """
    made = ReportTables()
    tables = [list(_table_texts(grid, at)) for at, grid in enumerate(grids)]
    rows = [
        r for grid, table in zip(grids, tables, strict=True) if not _is_single_column(grid) for r in table
    ]
    tokens = [
        c
        for grid, table in zip(grids, tables, strict=True)
        if _is_single_column(grid)
        for r in table
        for c in r
    ]
    heads = [normalize_heading(c) for row in [*rows, tokens] for c in row if c and len(c) <= LONGEST_CELL]
    lines = [normalize_heading(c.rstrip(_BEHIND_LABEL)) for c in texts if len(c) <= LONGEST_CELL]
    made.old = [o for o in map(normalize_heading, _OLD) if o in lines or any(o in w for w in heads)]
    _TableTwoReader(form, made).read(rows)
    TableThreeReader(form, made).read(rows)
    _read_table_four(form, tables, made)
    loose = _rows_from_loose_lines(tokens or texts)
    for name, reader in (("表二", _TableTwoReader), ("表三", TableThreeReader)):
        if name not in made.shown:
            reader(form, made).read(loose)
    if "表四" not in made.shown:
        _read_table_four(form, [loose], made)
    if not made.old:
        _note_misprinted_heads(
            form, [plain_ for row in [*rows, *loose] for c in row if (plain_ := c.strip())], made
        )
    return made


def _note_misprinted_heads(form: Form, printed: Sequence[str], made: ReportTables) -> None:
    """Note the columns' headings that are not printed as the form has them; one that is nowhere is not missed here."""
    said = {normalize_heading(c): c for c in reversed(printed) if not is_value_text(c)}
    known = {normalize_heading(x) for x in _HEADS_BESIDE}
    asked: list[str] = []
    for name in sorted(made.shown):
        for table in (t for t in form.tables if t.id.startswith(name)):
            known |= {normalize_heading(h) for line in (*table.columns, *table.rows) for h in line.head}
            known |= {normalize_heading(table.title)}
            asked += [line.label for line in table.columns if len(normalize_heading(line.label)) > 2]
            asked += [table.title] if table.title.startswith("第") else []
    whole = normalize_heading("".join(printed))  # a heading may run over several lines
    spare = {p: c for p, c in said.items() if p not in known and len(p) <= LONGEST_HEAD}
    for label in dict.fromkeys(asked):
        if normalize_heading(label) in whole:
            continue
        ratio, likely = max(
            ((text_similarity(normalize_heading(label), p, NEAR_HEAD), p) for p in spare), default=(0.0, "")
        )
        if ratio:
            made.slips.append(MisprintedLabel(spare.pop(likely), label))


def _is_single_column(grid: Grid) -> bool:
    return all(len(row) == 1 for row in grid.rows)


def _rows_from_loose_lines(tokens: Sequence[str]) -> list[list[str]]:
    """Return rows from what stands a line each: labels, then numbers beside them or a line each below.

    A blank token is a blank cell.
    """
    rows: list[list[str]] = [[]]
    for token in tokens:
        found = _LABEL.match(token) if len(token) <= LONGEST_ROW else None
        label, values = (found[0].strip(), token[found.end() :].split()) if found else ("", ["?"])
        if not all(map(PLAIN_NUMBER.fullmatch, values)):
            continue
        if label and is_value_text(label):
            label, values = "", [label, *values]
        if label:
            if not rows[-1] or not is_value_text(rows[-1][-1]):
                rows[-1].append(label)
            else:
                rows.append([label])
        rows[-1] += values if label or values else [""]
    tails = [[c for c in row if is_value_text(c)] for row in rows]
    return rows + tails  # 表四 prints its numbers below all of its labels


def _table_texts(grid: Grid, number: int) -> Iterator[list[str]]:
    """Yield each row's own texts, which know where they stand; places a merge covers are no cells."""
    for at, row in enumerate(grid.rows):
        boxes = [box for box in row if box is not None]
        yield [
            BoxText.at(normalize_text(box.text).replace("\n", ""), number, at, i)
            for i, box in enumerate(boxes)
        ]


class _TableTwoReader(TableReader):
    """表二: one label a row, one number after it, or three."""

    def read(self, rows: Sequence[list[str]]) -> None:
        """Take every row that begins with a label of 表二."""
        known = {
            normalize_heading(line.label): (table, line) for table in self.tables() for line in table.rows
        }
        known[normalize_heading("规范性文件")] = known[normalize_heading("行政规范性文件")]
        found: set[tuple[str, str]] = set()
        for row in rows:
            last = max((i for i, c in enumerate(row) if normalize_heading(c) in known), default=0)
            label, values = row[last] if row else "", row[last + 1 :]
            hit = known.get(normalize_heading(label))
            if hit is None or not values or (not any(map(is_value_text, values)) and len(values) > 1):
                continue
            table, line = hit
            if (table.id, line.id) in found or (self.made.old and not _is_in_old_form(table)):
                continue
            found.add((table.id, line.id))
            self.made.shown.add("表二")
            if normalize_heading(label) != normalize_heading(line.label):
                self.made.slips.append(MisprintedLabel(label, line.label))
            for column, text in zip(table.columns, _first_values(values, len(table.columns)), strict=False):
                self.put(Cell(table.id, line.id, column.id), text)
        if "表二" in self.made.shown and not self.made.old:
            every = [(t, line) for t in self.tables() for line in t.rows]
            self.made.lost += [line.label for t, line in every if (t.id, line.id) not in found]

    def tables(self) -> list[Table]:
        """Return the form's tables that make up 表二."""
        return [t for t in self.form.tables if t.id.startswith("表二")]


def _is_in_old_form(table: Table) -> bool:
    """Tell whether what *table* asks is asked in the superseded form too: documents and money it asks otherwise (增/减)."""
    return len(table.columns) == 1 and all(line.label != "行政事业性收费" for line in table.rows)


def _first_values(values: list[str], wanted: int) -> list[str]:
    """Return the *wanted* numbers of a row: the first ones where blanks follow them."""
    filled = [i for i, v in enumerate(values) if v not in BLANK_VALUES]
    start = max(0, filled[-1] + 1 - wanted) if filled else 0
    return values[start : start + wanted]


def _read_table_four(form: Form, grids: Sequence[list[list[str]]], made: ReportTables) -> None:
    """Read 表四: fifteen numbers in one row under 行政复议 and 行政诉讼."""
    reader = TableReader(form, made)
    table = form.table("表四")
    for rows in grids:
        words = normalize_heading("".join(c for row in rows for c in row))
        if not ("行政复议" in words or "复议后起诉" in words) or "尚未审结" not in words:
            continue
        start = max(
            (
                i
                for i, row in enumerate(rows)
                if any("审结" in normalize_heading(c) or "复议" in normalize_heading(c) for c in row)
            ),
            default=0,
        )
        for row in rows[start + 1 :]:
            numbers = [i for i, v in enumerate(row) if v not in BLANK_VALUES]
            if not all(is_value_text(v) for v in row) or len(row) < len(table.cells):
                continue
            spare = len(row) - len(table.cells)
            at = 0 if not numbers else max(0, min(spare, numbers[0]))
            for cell, text in zip(
                _figures_in_head_order(table, rows[: start + 1], made), row[at:], strict=False
            ):
                reader.put(cell, text)
            made.shown.add("表四")
            return


def _figures_in_head_order(table: Table, heads: Sequence[list[str]], made: ReportTables) -> Sequence[Cell]:
    """Return the figures of 表四 in the order their columns' headings stand in; noted where that is not the form's."""
    known = {normalize_heading(c.label): c for c in table.columns}
    printed = [known[normalize_heading(c)] for row in heads for c in row if normalize_heading(c) in known]
    wanted, size = list(table.columns), len(table.columns)
    groups = [printed[i : i + size] for i in range(0, len(printed), size)]
    whole = len(groups) == len(table.rows) and all(sorted(g, key=wanted.index) == wanted for g in groups)
    if not whole or all(g == wanted for g in groups):
        return table.cells
    off = next(g for g in groups if g != wanted)
    made.swapped.append(MisprintedLabel("、".join(c.label for c in off), "、".join(c.label for c in wanted)))
    return [Cell(table.id, r.id, c.id) for r, g in zip(table.rows, groups, strict=True) for c in g]
