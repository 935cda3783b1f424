"""Whether a formula adds up or counts rows of the very list it stands in: then its row is no record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.form.layout import TOTAL_ROW, column_number
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from toolkit.form.layout import ListStrip
    from toolkit.xlsx.cells import SheetCells

LONGEST = 2_000
"""A longer formula is nobody's total."""
_AGGREGATE = re.compile(
    r"[=+]?(?:\"[^\"]{0,40}\"&)?(?:(?:ROUND|ROUNDUP|ROUNDDOWN|TEXT|IFERROR|INT|TRUNC|FIXED|VALUE|N)\(){0,3}"
    r"(?:SUM|SUBTOTAL|AGGREGATE|COUNT|COUNTA|COUNTIF|COUNTIFS|SUMIF|SUMIFS|SUMPRODUCT|AVERAGE|DSUM|DCOUNTA?)\("
)
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_STRUCTURED = re.compile(r"([^\[\]]{1,255})(\[.{1,300}\])")
_LEADING = re.compile(r"^[+(]*(?:0\+)?[+(]*")
"""What changes nothing of a sum: =+SUM(…), =(D7+D8), =0+SUM(…)."""
_NOTHING = re.compile(r"[+-]0(?:\.0*)?(?=[+)-]|$)|[()]")
_INDIRECT = re.compile(r"INDIRECT\(\"([^\"]{1,60})\"\)")
_OFFSET = re.compile(r"OFFSET\(([^,()]{1,60}),")
_PARTS = re.compile(r"[(),;+*/&{}-]")
HALF_CENT = 0.005


def sums_own_list(formula: str, sheet: SheetCells, strip: ListStrip, row: int) -> bool:
    """Tell whether *formula*, in *row* of a list, adds up or counts other rows of it.

    A range that has its own row in it is no total: such formulas number rows.
    """
    if len(formula) > LONGEST:
        return False
    said = _LEADING.sub("", _INDIRECT.sub(r"\1", _canonical_formula(formula)))
    if _AGGREGATE.match(said):
        return any(_refers_to_list(part, sheet, strip, row) for part in _PARTS.split(said)) or (
            "OFFSET(" in said and _moves_from_list(said, sheet, strip)
        )
    return _adds_column_cells(said, sheet, strip, row)


def _canonical_formula(formula: str) -> str:
    """Return a formula as Excel writes it, in capitals, without dollars, spaces and prefixes: ODS has its own brackets."""
    text = re.sub(r"[$\s]|_XL(?:FN|WS)\.", "", formula.upper()).removeprefix("OF:=").removeprefix("=")
    if "[." in text:
        text = text.replace("[.", "").replace(":.", ":").replace("]", "")
    return text


def _adds_column_cells(said: str, sheet: SheetCells, strip: ListStrip, row: int) -> bool:
    """Tell whether it is =D7+D8+D9: cells of one column of the list, one after the other."""
    said = _NOTHING.sub("", said)
    cells = [_CELL.fullmatch(_reference_on_sheet(part, sheet)) for part in said.split("+")]
    found = {(c[1], int(c[2]) - 1) for c in cells if c}
    if len(cells) < 2 or None in cells or len(found) < len(cells) or len({c for c, _ in found}) > 1:
        return False
    columns = {c for _, c in strip.columns}
    return all(column_number(c) in columns and r >= strip.first and r != row for c, r in found)


def _moves_from_list(said: str, sheet: SheetCells, strip: ListStrip) -> bool:
    """Tell whether it adds up what OFFSET finds from a cell of the list: the rows above, however many."""
    cells = (_CELL.fullmatch(_reference_on_sheet(found, sheet)) for found in _OFFSET.findall(said))
    columns = {c for _, c in strip.columns}
    return any(c and column_number(c[1]) in columns and int(c[2]) > strip.first for c in cells)


def _reference_on_sheet(part: str, sheet: SheetCells) -> str:
    """Return a reference without the name of its sheet; "" where that is another one."""
    name, _, reference = part.rpartition("!")
    return reference if not name or name.strip("'") == re.sub(r"[$\s]", "", sheet.name.upper()) else ""


def _refers_to_list(part: str, sheet: SheetCells, strip: ListStrip, row: int) -> bool:
    reference = _reference_on_sheet(part, sheet)
    if found := _RANGE.fullmatch(reference):
        left, right = sorted((column_number(found[1]), column_number(found[3])))
        top, bottom = sorted((int(found[2]) - 1, int(found[4]) - 1))
        across = any(left <= c <= right for _, c in strip.columns)
        return across and bottom >= strip.first and not top <= row <= bottom
    if found := _CELL.fullmatch(reference):  # SUM(D7,D8), or SUM(D7) of a list of one
        at = column_number(found[1]), int(found[2]) - 1
        return at[0] in {c for _, c in strip.columns} and at[1] >= strip.first and at[1] != row
    return _is_table_reference(part, sheet, strip)


def _is_table_reference(part: str, sheet: SheetCells, strip: ListStrip) -> bool:
    """Tell whether it is 表1[金额（元）]: a column of a table that lies over the list, but for the row itself."""
    found = _STRUCTURED.fullmatch(part)
    if not found or "THISROW" in found[2] or "@" in found[2]:
        return False
    columns = {c for _, c in strip.columns}
    over = {
        re.sub(r"\s", "", t.name.upper())
        for t in sheet.tables
        if t.bottom >= strip.first and columns & {*range(t.left, t.right + 1)}
    }
    return found[1] in over


def is_sum_row(sheet: SheetCells, row: int) -> bool:
    """Tell whether a row is the one we draw above a list's rows: its label, and formulas of the list itself."""
    cells = [c for (r, _), c in sheet.cells.items() if r == row]
    labelled = any(fold_label(c.raw) == TOTAL_ROW for c in cells)
    return labelled and any("SUMIFS(" in (c.formula or "") for c in cells)


class RunningSum:
    """A running sum of records: how many *rows*, and whether all of them were read."""

    def __init__(self) -> None:
        """Begin with none."""
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.rows, self.total, self.unread = 0, 0.0, False

    def add(self, number: float | None) -> None:
        """Add a record's number; None for one that was not read."""
        self.rows += 1
        self.total += number or 0.0
        self.unread |= number is None

    def comes_to(self, number: float | None) -> bool:
        """Tell whether the records add up to *number*, but for half a cent."""
        return (
            bool(number) and not self.unread and number is not None and abs(number - self.total) < HALF_CENT
        )
