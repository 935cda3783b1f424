"""表三 of a published report: its rows known by label within a group, whatever became of the labels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import Cell
from toolkit.text.similarity import LONGEST_LABEL, text_similarity
from toolkit.xxgk.table_reading import BLANK_VALUES, MisprintedLabel, TableReader, is_value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.form.model import Line, Table

NEAR = 0.8
"""How alike a printed label and the form's must be to be taken for a slip of it."""


class TableThreeReader(TableReader):
    """表三: 25 rows known by label within a group, seven numbers each."""

    def read(self, rows: Sequence[list[str]]) -> None:
        """Take every row whose innermost label is one of 表三."""
        table = self.form.table("表三")
        self.columns = table.columns
        taken = [(line, values) for line, values in self.lines(table, rows)]
        offsets: dict[int, list[int]] = {}
        for _, values in taken:
            numbers = [i for i, v in enumerate(values) if v not in BLANK_VALUES]
            if len(numbers) == len(self.columns) == numbers[-1] - numbers[0] + 1:
                offsets.setdefault(len(values), []).append(numbers[0])
        for line, values in taken:
            spare = len(values) - len(self.columns)
            seen = offsets.get(len(values))
            at = max(set(seen), key=seen.count) if seen else max(0, spare)
            numbers = [i for i, v in enumerate(values) if v not in BLANK_VALUES]
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
            labels = [i for i, c in enumerate(row) if c and not is_value_text(c)]
            if not labels:
                continue
            sure = [
                i for i in labels if normalize_heading(row[i]) in exact and len(row) - i > len(self.columns)
            ]
            labels = labels[: labels.index(sure[-1]) + 1] if sure else labels
            values = row[labels[-1] + 1 :]
            for label in (normalize_heading(row[i]) for i in labels if len(row[i]) <= LONGEST_LABEL):
                group = next((g for g in groups if g == label or _is_like_group_label(g, label)), group)
            if len(values) < len(self.columns) - 1 or not (sure or all(is_value_text(v) for v in values)):
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
        right = _form_label_key(line.label)
        if _without_numbering(right) != bare or _is_misnumbered(right, said):
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


def _is_misnumbered(right: str, said: str) -> bool:
    """Tell whether a label bears another number than the form's; numbers a conversion lost are none."""
    ours, printed = (text.removesuffix(_without_numbering(text)) for text in (right, said))
    return bool(ours and printed) and ours != printed


@lru_cache(maxsize=256)
def _form_label_key(label: str) -> str:
    """Return a label of the form as labels are compared: asked for every row of every table."""
    return normalize_heading(label)
