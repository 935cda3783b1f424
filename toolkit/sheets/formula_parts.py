"""What formulas are put together from: texts, small numbers, comparisons, ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from toolkit.form.layout import CellPlace
    from toolkit.form.register import Field


def quote_text(text: str) -> str:
    """Write a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def rounded_formula(value: str, field: Field) -> str:
    """Return a value as a column keeps it: a count is never rounded."""
    return f"ROUND({value},{field.places})" if field.type == "number" else value


def decimal_text(number: float) -> str:
    """Write a small number without an exponent."""
    return f"{number:.12f}".rstrip("0")


def comparison_formula(name: str, left: str, right: str, slack: str) -> str:
    """Return a comparison that lets binary fractions decide nothing."""
    return {
        "=": f"ABS({left}-({right}))<{slack}",
        "<>": f"ABS({left}-({right}))>={slack}",
        "<=": f"{left}-({right})<{slack}",
        ">=": f"{right}-({left})<{slack}",
        "<": f"{right}-({left})>={slack}",
        ">": f"{left}-({right})>={slack}",
    }[name]


def join_into_ranges(places: list[CellPlace]) -> list[str]:
    """Join neighbouring places to ranges, row runs first, then equal runs below one another."""
    runs: list[tuple[str, int, int, int]] = []
    for place in sorted(set(places), key=lambda p: (p.sheet, p.row, p.column)):
        if runs and (place.sheet, place.row, place.column) == (runs[-1][0], runs[-1][1], runs[-1][3] + 1):
            runs[-1] = (*runs[-1][:3], place.column)
        else:
            runs.append((place.sheet, place.row, place.column, place.column))
    boxes: list[list[int | str]] = []
    for sheet, row, first, last in sorted(runs, key=lambda r: (r[0], r[2], r[3], r[1])):
        if boxes and boxes[-1][:1] + boxes[-1][3:] == [sheet, first, last] and boxes[-1][2] == row - 1:
            boxes[-1][2] = row
        else:
            boxes.append([sheet, row, row, first, last])
    return [
        f"'{sheet}'!${column_letters(int(left))}${int(top) + 1}"
        + ("" if (top, left) == (bottom, right) else f":${column_letters(int(right))}${int(bottom) + 1}")
        for sheet, top, bottom, left, right in boxes
    ]
