"""What changed from one file of a unit to the next, cell by cell, and what that does to the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell
    from toolkit.form.submission import Row, Submission, Value

TOLD, TOTALS = 12, 6
"""How many changes, and how many totals that follow from them, are spelt out."""


def describe_changes(grounded: GroundedForm, layout: Layout, before: Submission, after: Submission) -> str:
    """Say how *after* differs from *before*: 「表三 D9 由 3 改为 5；影响：表三 J9 +2」; "" where nothing does."""
    typed = before.stated | after.stated
    inputs = [c for c in grounded.form.cells_of(grounded.kind) if c not in grounded.worked_out or c in typed]
    told = [
        _figure_change_text(grounded, layout, c, before, after)
        for c in inputs
        if _figure_differs(c, before, after)
    ]
    told += _row_change_texts(layout, before, after)
    if before.explanations != after.explanations:
        told.append("说明有改动")
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


def _figure_differs(cell: Cell, before: Submission, after: Submission) -> bool:
    return not words.is_same_number(before.figures.get(cell), after.figures.get(cell))


def _figure_change_text(
    grounded: GroundedForm, layout: Layout, cell: Cell, before: Submission, after: Submission
) -> str:
    at, form = layout.at[cell], grounded.form
    options = form.figure(cell).options
    was, now = (
        _shorten_value(words.format_value(form, options, s.figures.get(cell))) for s in (before, after)
    )
    return f"{at.sheet} {at.a1}（{words.brief_label(form.label(cell))}）由 {was} 改为 {now}"


def _shorten_value(text: str) -> str:
    return text if len(text) <= 2 * TOLD else text[: 2 * TOLD] + "…"


def _row_change_texts(layout: Layout, before: Submission, after: Submission) -> Iterator[str]:
    for name, strip in layout.strips.items():
        was, now = ([_sorted_row_values(r) for r in s.rows.get(name, ())] for s in (before, after))
        gone, new = [r for r in was if r not in now], [r for r in now if r not in was]
        if (name in before.zero) != (name in after.zero):
            yield f"{strip.register.sheet} 的“本表无内容”{'选了' if name in after.zero else '清除了'}“是”"
        if gone or new:
            counts = f"{len(was)} 行变为 {len(now)} 行" if len(was) != len(now) else f"{len(now)} 行"
            yield f"{strip.register.sheet} {counts}（{len(new)} 行是新的，{len(gone)} 行不在了）"


def _sorted_row_values(row: Row) -> list[tuple[str, Value]]:
    return sorted(row.values.items())


def _number_or_zero(value: object) -> float:
    return value if isinstance(value, float) else 0.0
