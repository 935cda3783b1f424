"""What a figure comes from by itself must be what it holds: only numbers are worked out, counted and added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.rule_language import FigureReference
from toolkit.form.rule_trees import needed_cells
from toolkit.form.rule_types import NUMBER, SORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell


def origin_faults(grounded: GroundedForm) -> Iterator[tuple[Cell, str]]:
    """Yield each figure that is worked out, or begins in a report, though it is no number; a figure may begin as another like it."""
    form = grounded.form
    for cell in grounded.worked_out:
        if SORTS[form.figure(cell).type] != NUMBER:
            yield cell, f"{form.figure(cell).type} 不能自动算出：只有数（count、number）能"
    for cell, start in grounded.starts.items():
        figure = form.figure(cell)
        origin = form.figure(needed_cells(start)[0]) if isinstance(start, FigureReference) else None
        if origin is None and SORTS[figure.type] != NUMBER:
            yield cell, f"{figure.type} 不能由登记簿推算：只有数（count、number）能"
        elif origin and (SORTS[origin.type], origin.options) != (SORTS[figure.type], figure.options):
            yield cell, f"是 {figure.type}，不能由 {origin.type} 推算"
