"""What changed from one file of a unit to the next, cell by cell, and what that does to the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import CellPlace, Layout
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission

TOLD, TOTALS = 12, 6
"""How many changes, and how many totals that follow from them, are spelt out."""


class CellChange(NamedTuple):
    """A figure two files differ in: where, what it is called, and what each says, as people read it."""

    place: CellPlace
    label: str
    before: str
    after: str


class FileComparison(NamedTuple):
    """How two files of a unit differ: the figures somebody typed, the totals that follow, the lists and words, told."""

    typed: tuple[CellChange, ...]
    totals: tuple[CellChange, ...]
    told: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Tell whether they say the same."""
        return not (self.typed or self.totals or self.told)


def compare_files(
    grounded: GroundedForm, layout: Layout, before: Submission, after: Submission
) -> FileComparison:
    """Return every difference between two files of one kind."""
    said = before.stated | after.stated
    typed: list[CellChange] = []
    totals: list[CellChange] = []
    for cell in grounded.form.cells_of(grounded.kind):
        if not words.is_same_number(before.figures.get(cell), after.figures.get(cell)):
            worked = cell in grounded.worked_out and cell not in said
            (totals if worked else typed).append(_cell_change(grounded, layout, cell, before, after))
    told = [*_row_change_texts(layout, before, after)]
    if before.explanations != after.explanations:
        told.append("说明有改动")
    return FileComparison(tuple(typed), tuple(totals), tuple(told))


def _cell_change(
    grounded: GroundedForm, layout: Layout, cell: Cell, before: Submission, after: Submission
) -> CellChange:
    form = grounded.form
    options = form.figure(cell).options
    was, now = (words.format_value(form, options, s.figures.get(cell)) for s in (before, after))
    return CellChange(layout.at[cell], words.brief_label(form.label(cell)), was, now)


def describe_changes(grounded: GroundedForm, layout: Layout, before: Submission, after: Submission) -> str:
    """Say how *after* differs from *before*: 「表三 D9 由 3 改为 5；影响：表三 J9 +2」; "" where nothing does."""
    typed = before.stated | after.stated
    found = compare_files(grounded, layout, before, after)
    told = [*map(_figure_change_text, found.typed), *found.told]
    more = f"；共 {len(told)} 处" if len(told) > TOLD else ""
    totals = [
        f"{layout.at[c].sheet} {layout.at[c].a1} {off:+g}"
        for c in grounded.worked_out
        if c not in typed
        and abs(off := _number_or_zero(after.figures.get(c)) - _number_or_zero(before.figures.get(c)))
        >= words.ALIKE
    ]
    rest = f" 等 {len(totals)} 处合计" if len(totals) > TOTALS else ""
    said = ["；".join(told[:TOLD]) + more] if told else []
    said += [f"影响：{'、'.join(totals[:TOTALS])}{rest}"] if totals else []
    return "；".join(said)


def _figure_change_text(one: CellChange) -> str:
    was, now = _shorten_value(one.before), _shorten_value(one.after)
    return f"{one.place.sheet} {one.place.a1}（{one.label}）由 {was} 改为 {now}"


def _shorten_value(text: str) -> str:
    return text if len(text) <= 2 * TOLD else text[: 2 * TOLD] + "…"


def _row_change_texts(layout: Layout, before: Submission, after: Submission) -> Iterator[str]:
    for name, strip in layout.strips.items():
        was, now = ([sorted(r.values.items()) for r in s.rows.get(name, ())] for s in (before, after))
        gone, new = [r for r in was if r not in now], [r for r in now if r not in was]
        if (name in before.zero) != (name in after.zero):
            yield f"{strip.register.sheet} 的“本表无内容”{'选了' if name in after.zero else '清除了'}“是”"
        if gone or new:
            counts = f"{len(was)} 行变为 {len(now)} 行" if len(was) != len(now) else f"{len(now)} 行"
            yield f"{strip.register.sheet} {counts}（{len(new)} 行是新的，{len(gone)} 行不在了）"


def _number_or_zero(value: object) -> float:
    return value if isinstance(value, float) else 0.0
