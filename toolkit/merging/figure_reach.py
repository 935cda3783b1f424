"""How far a figure reaches: of one body, or of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.figures.rollup import MergedReport
    from toolkit.form.model import Form

OWN, WHOLE = "本机关", "全域（本级和下级汇总）"
"""How far figures reach: of one body, or of an area. A township's are its own, though its villages brought them."""


def reach_of_figures(form: Form, level: str) -> str:
    """Return how far the figures of a report at *level* reach."""
    return OWN if level == form.levels[0].id else WHOLE


def brief_reach(said: str) -> str:
    """Return a scope without what explains it, for a narrow column."""
    return said.partition("（")[0]


def reach_of_unit_part(merged: MergedReport, unit: str) -> str:
    """Return how far what *unit* brought reaches: a report filled in by hand, with nobody below it, is of one body."""
    return WHOLE if unit in merged.whole else OWN
