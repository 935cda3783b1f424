"""The three tables of a published report, read by their labels whatever became of their grid.

Conversions lose merges, shift labels to the left and add blank cells on the right: a row is known by its innermost
label within the running group, its numbers are the last ones of the row. What stands where no number can be told
is left out and said, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import Cell
from toolkit.text.normal_text import normalize_text
from toolkit.text.similarity import LONGEST_LABEL, text_similarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.model import Grid
    from toolkit.form.model import Form, Line, Table

LONGEST_HEAD = 20
NEAR_HEAD = 0.6
"""How alike a heading of a column must be: they are short, and what is compared stands in a table already."""
_HEADS_BESIDE = ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "本年处理决定数量")
NEAR = 0.8
"""How alike a printed label and the form's must be to be taken for a slip of it."""
_BLANK = {"", "-", "—", "--", "——", "/", "\\", "无"}
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BEGINS = re.compile(r"(-?\d+(?:\.\d+)?)[^\d.%]")
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


class MisprintedLabel(NamedTuple):
    """A label that is not printed as the form has it."""

    printed: str
    expected: str


class AnnotatedNumber(NamedTuple):
    """A number with something beside it in its cell."""

    cell: Cell
    text: str


@dataclass
class ReportTables:
    """What the tables say. *blank* are cells that hold nothing, *unread* those that hold no number.

    *shown* names the tables found; *old* the labels of the superseded form among them.
    """

    figures: dict[Cell, float] = field(default_factory=dict)
    blank: list[Cell] = field(default_factory=list)
    unread: list[AnnotatedNumber] = field(default_factory=list)
    noted: list[AnnotatedNumber] = field(default_factory=list)
    slips: list[MisprintedLabel] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    old: list[str] = field(default_factory=list)
    folded: set[Cell] = field(default_factory=set)
    """Cells of rows the superseded form does not have."""
    swapped: list[MisprintedLabel] = field(default_factory=list)
    """Headings that stand in another order than the form's."""
    lost: list[str] = field(default_factory=list)
    """Rows of a table that is there which were not found in it."""


def read_report_tables(form: Form, grids: Sequence[Grid], texts: Sequence[str] = ()) -> ReportTables:
    """Read 表二, 表三 and 表四 from *grids*, in whichever and however many of them they stand.

    *texts* are the paragraphs beside them: a page saved as text has its cells a line each.
    """
    made = ReportTables()
    rows = [list(_row_cell_texts(row)) for grid in grids if not _is_single_column(grid) for row in grid.rows]
    tokens = [
        c for grid in grids if _is_single_column(grid) for row in grid.rows for c in _row_cell_texts(row)
    ]
    words = [normalize_heading(c) for row in [*rows, tokens, texts] for c in row if c]
    made.old = [o for o in _OLD if any(normalize_heading(o) in w for w in words)]
    _TableTwoReader(form, made).read(rows)
    _TableThreeReader(form, made).read(rows)
    _read_table_four(form, [[list(_row_cell_texts(row)) for row in grid.rows] for grid in grids], made)
    loose = _rows_from_loose_lines(tokens or texts)
    for name, reader in (("表二", _TableTwoReader), ("表三", _TableThreeReader)):
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
    said = {normalize_heading(c): c for c in reversed(printed) if not _is_value_text(c)}
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
        if not all(map(_PLAIN_NUMBER.fullmatch, values)):
            continue
        if label and _is_value_text(label):
            label, values = "", [label, *values]
        if label:
            if not rows[-1] or not _is_value_text(rows[-1][-1]):
                rows[-1].append(label)
            else:
                rows.append([label])
        rows[-1] += values if label or values else [""]
    tails = [[c for c in row if _is_value_text(c)] for row in rows]
    return rows + tails  # 表四 prints its numbers below all of its labels


def _row_cell_texts(row: Sequence[object]) -> Iterator[str]:
    """Yield a row's own texts; places a merge covers are no cells."""
    for box in row:
        if box is not None:
            yield normalize_text(getattr(box, "text", "")).replace("\n", "")


class _TableReader:
    def __init__(self, form: Form, made: ReportTables) -> None:
        self.form, self.made = form, made

    def put(self, cell: Cell, text: str) -> None:
        said = text.replace(",", "").replace("−", "-").replace("－", "-")
        begins = _BEGINS.match(said)
        if said in _BLANK:
            self.made.blank.append(cell)
        elif _PLAIN_NUMBER.fullmatch(said):
            self.made.figures[cell] = float(said)
        elif begins:
            self.made.figures[cell] = float(begins[1])
            self.made.noted.append(AnnotatedNumber(cell, text))
        else:
            self.made.unread.append(AnnotatedNumber(cell, text))


LONGEST_VALUE = 24
"""How long what stands in a number's cell may be: a paragraph that begins with a year is none."""


def _is_value_text(text: str) -> bool:
    return text in _BLANK or (
        bool(re.match(r"-?\d", text))
        and not re.match(r"\d{1,2}[.、．]\D|20\d\d年", text)
        and len(text) <= LONGEST_VALUE
    )


class _TableTwoReader(_TableReader):
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
            if hit is None or not values or (not any(map(_is_value_text, values)) and len(values) > 1):
                continue
            table, line = hit
            if (table.id, line.id) in found or (self.made.old and len(table.columns) > 1):
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


def _first_values(values: list[str], wanted: int) -> list[str]:
    """Return the *wanted* numbers of a row: the first ones where blanks follow them."""
    filled = [i for i, v in enumerate(values) if v not in _BLANK]
    start = max(0, filled[-1] + 1 - wanted) if filled else 0
    return values[start : start + wanted]


class _TableThreeReader(_TableReader):
    """表三: 25 rows known by label within a group, seven numbers each."""

    def read(self, rows: Sequence[list[str]]) -> None:
        """Take every row whose innermost label is one of 表三."""
        table = self.form.table("表三")
        self.columns = table.columns
        taken = [(line, values) for line, values in self.lines(table, rows)]
        offsets: dict[int, list[int]] = {}
        for _, values in taken:
            numbers = [i for i, v in enumerate(values) if v not in _BLANK]
            if len(numbers) == len(self.columns) == numbers[-1] - numbers[0] + 1:
                offsets.setdefault(len(values), []).append(numbers[0])
        for line, values in taken:
            spare = len(values) - len(self.columns)
            seen = offsets.get(len(values))
            at = max(set(seen), key=seen.count) if seen else max(0, spare)
            numbers = [i for i, v in enumerate(values) if v not in _BLANK]
            if numbers and not at <= numbers[0] <= numbers[-1] < at + len(self.columns):
                at = numbers[0] if len(numbers) == len(self.columns) else min(at, numbers[0])
            for column, text in zip(
                self.columns, [*values, *[""] * 9][at : at + len(self.columns)], strict=False
            ):
                self.put(Cell(table.id, line.id, column.id), text)
        if taken:
            self.made.shown.add("表三")
            got = {line.id for line, _ in taken}
            single = {"r6_1", "r6_2"} if self.single else set()
            self.made.folded |= {Cell(table.id, r, c.id) for r in single for c in self.columns}
            self.made.lost += [x.label for x in table.rows if x.id not in got | single]

    single = False
    """Whether （六）其他处理 is one row, as in the superseded form."""

    def lines(self, table: Table, rows: Sequence[list[str]]) -> Iterator[tuple[Line, list[str]]]:
        """Yield the rows of 表三 with what stands after their labels."""
        exact = {normalize_heading(x.label) for x in table.rows} - {normalize_heading("3.其他")}
        groups = {normalize_heading(x.head[1]): x.head[1] for x in table.rows if len(x.head) == 3}
        group = ""
        done: set[str] = set()
        outer = [normalize_heading(h) for x in table.rows for h in x.head[:-1]]
        for joined in rows:
            row = [part for c in joined for part in _split_joined_label(c, outer)]
            labels = [i for i, c in enumerate(row) if c and not _is_value_text(c)]
            if not labels:
                continue
            sure = [
                i for i in labels if normalize_heading(row[i]) in exact and len(row) - i > len(self.columns)
            ]
            labels = labels[: labels.index(sure[-1]) + 1] if sure else labels
            values = row[labels[-1] + 1 :]
            for label in (normalize_heading(row[i]) for i in labels if len(row[i]) <= LONGEST_LABEL):
                group = next((g for g in groups if g == label or _is_like_group_label(g, label)), group)
            if len(values) < len(self.columns) - 1 or not (sure or all(_is_value_text(v) for v in values)):
                continue
            line = None
            for k in range(1, min(4, len(labels)) + 1):  # a label may run over several lines
                line = line or self.line(
                    table, "".join(row[i] for i in labels[-k:]), groups.get(group, ""), done
                )
            if line is not None:
                done.add(line.id)
                yield line, values

    def line(self, table: Table, label: str, group: str, done: set[str]) -> Line | None:
        """Return the row of 表三 that *label* names within *group*, slips noted."""
        said = normalize_heading(label)
        open_ = [x for x in table.rows if x.id not in done]
        if normalize_heading(group) == said and group:  # the superseded form's single row of a group
            self.single = True
            self.made.slips.append(MisprintedLabel(label, "（六）其他处理分三项填写"))
            return next((x for x in reversed(open_) if len(x.head) == 3 and x.head[1] == group), None)
        other = _form_label_key("3.其他")
        for x in open_:
            if _form_label_key(x.label) == said and (
                len(x.head) < 3 or x.head[1] == group or _form_label_key(x.label) != other
            ):
                if _comparable_label(x.label) != _comparable_label(label):
                    self.made.slips.append(MisprintedLabel(label, x.label))
                return x
        ratio, i = max(
            ((text_similarity(_form_label_key(x.label), said, NEAR), i) for i, x in enumerate(open_)),
            default=(0.0, 0),
        )
        bare = _without_numbering(said)
        stripped = [x for x in open_ if _without_numbering(_form_label_key(x.label)) == bare]
        if not ratio and len(stripped) != 1:
            return None
        line = open_[i] if ratio else stripped[0]
        if _without_numbering(_form_label_key(line.label)) != bare:
            self.made.slips.append(MisprintedLabel(label, line.label))
        return line


def _split_joined_label(text: str, outer: Sequence[str]) -> list[str]:
    """Return a label that ran into the one beside it as the two."""
    said = normalize_heading(text) if len(text) <= LONGEST_LABEL else ""
    for head in outer:
        if said.startswith(head) and len(said) > len(head):
            ends = [i for i in range(1, len(text) + 1) if normalize_heading(text[:i]) == head]
            rest = text[ends[-1] :].strip() if ends else ""
            if rest:
                return [text[: ends[-1]], *_split_joined_label(rest, outer)]
    return [text]


def _is_like_group_label(group: str, label: str) -> bool:
    return len(label) >= 4 and text_similarity(group, label, NEAR) > 0


def _comparable_label(text: str) -> str:
    return _without_numbering(normalize_heading(text))


def _without_numbering(said: str) -> str:
    return re.sub(r"^[一二三四五六七八九十\d]+", "", said)


@lru_cache(maxsize=256)
def _form_label_key(label: str) -> str:
    """Return a label of the form as labels are compared: asked for every row of every table."""
    return normalize_heading(label)


def _read_table_four(form: Form, grids: Sequence[list[list[str]]], made: ReportTables) -> None:
    """Read 表四: fifteen numbers in one row under 行政复议 and 行政诉讼."""
    reader = _TableReader(form, made)
    table = form.table("表四")
    for rows in grids:
        words = normalize_heading("".join(c for row in rows for c in row))
        if "行政复议" not in words or "尚未审结" not in words:
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
            numbers = [i for i, v in enumerate(row) if v not in _BLANK]
            if not all(_is_value_text(v) for v in row) or len(row) < len(table.cells):
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
