"""A workbook as people see it, for a page: every visible sheet as rows of cells, with what is told of each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.form.layout import CellPlace, column_letters
from toolkit.form.words import format_number
from toolkit.values.cell_moments import moment_of_cell
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.xlsx.cells import CellValue, SheetCells

MOST_ROWS, MOST_COLUMNS = 300, 60
"""How much of a sheet is shown; the file itself can be opened beside it."""
WIDE = 26
"""From how many characters on a text is let break into lines."""
_WEIGHT = {ERROR: 0, WARNING: 1, HINT: 2}


class ShownCell(NamedTuple):
    """A cell as it is drawn: its address, text and how many columns and rows it takes.

    *look* says what it is (n: a number, f: a formula, w: a long text), *worst* the gravest thing that is *told* of it;
    *link* leads to where its figure comes from.
    """

    a1: str
    text: str
    across: int
    down: int
    look: str
    worst: str = ""
    told: str = ""
    link: str = ""


class ShownSheet(NamedTuple):
    """A sheet as it is drawn: the letters over its columns, its rows with their numbers, how many errors are told of it.

    *cut* tells how many rows are not shown, *touched* of how many cells something is told.
    """

    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[ShownCell, ...]], ...]
    errors: int
    cut: int = 0
    touched: int = 0


def show_workbook(
    data: bytes, findings: Iterable[Finding] = (), links: Mapping[tuple[str, str], str] | None = None
) -> tuple[ShownSheet, ...]:
    """Return the visible sheets of a workbook; nothing where it cannot be opened: a finding says that already.

    *links* lead from cells, named by sheet and address, to somewhere.
    """
    try:
        book = open_book(data)
    except Unreadable:
        return ()
    told: dict[tuple[str, int, int], list[Finding]] = {}
    for f in findings:
        for place in f.at:
            told.setdefault((place.sheet, place.row, place.column), []).append(f)
    sheets = (s for s in book.sheets if s.state == "visible")
    return tuple(_shown_sheet(s, told, links or {}, epoch_1904=book.epoch_1904) for s in sheets)


def _shown_sheet(
    sheet: SheetCells,
    told: Mapping[tuple[str, int, int], list[Finding]],
    links: Mapping[tuple[str, str], str],
    *,
    epoch_1904: bool,
) -> ShownSheet:
    here = {(r, c): some for (name, r, c), some in told.items() if name == sheet.name}
    used = {at for at, v in sheet.cells.items() if v.raw or v.formula} | set(here)
    rows = sorted({r for r, _ in used} - sheet.hidden_rows)
    last = max((c for _, c in used if c < MOST_COLUMNS), default=0)
    columns = [c for c in range(last + 1) if c not in sheet.hidden_columns]
    spans = {(a, b): (c, d) for a, b, c, d in sheet.merges}
    covered = _covered_cells(sheet.merges, rows)
    made = []
    for r in rows[:MOST_ROWS]:
        line = []
        for c in columns:
            if (r, c) in covered:
                continue
            bottom, right = spans.get((r, c), (r, c))
            size = sum(c <= x <= right for x in columns) or 1, sum(r <= x <= bottom for x in rows) or 1
            value = sheet.cells.get((r, c))
            place = CellPlace(sheet.name, r, c)
            line.append(_shown_cell(place, value, size, here.get((r, c), ()), links, epoch_1904=epoch_1904))
        made.append((r + 1, tuple(line)))
    errors = len({f for some in here.values() for f in some if f.severity == ERROR})
    letters = tuple(column_letters(c) for c in columns)
    return ShownSheet(sheet.name, letters, tuple(made), errors, max(0, len(rows) - MOST_ROWS), len(here))


def _covered_cells(merges: Iterable[tuple[int, int, int, int]], rows: Sequence[int]) -> set[tuple[int, int]]:
    """Return the cells merges take, but for their first ones; only those of *rows*: a merge may say it is endless."""
    found = set()
    for top, left, bottom, right in merges:
        across = range(left, min(right, MOST_COLUMNS) + 1)
        found |= {(r, c) for r in rows if top <= r <= bottom for c in across} - {(top, left)}
    return found


def _shown_cell(
    place: CellPlace,
    value: CellValue | None,
    size: tuple[int, int],
    told: Sequence[Finding],
    links: Mapping[tuple[str, str], str],
    *,
    epoch_1904: bool,
) -> ShownCell:
    text = cell_text(value, epoch_1904=epoch_1904)
    look = "n" if value and value.kind == CellKind.NUMBER else "w" if len(text) > WIDE else ""
    if value and value.formula:
        look = f"{look} f".strip()
    worst = min((f.severity for f in told), key=lambda s: _WEIGHT.get(s, 9), default="")
    link = links.get((place.sheet, place.a1), "")
    return ShownCell(place.a1, text, *size, look, worst, "；".join(f.message for f in told), link)


def cell_text(value: CellValue | None, *, epoch_1904: bool = False) -> str:
    """Return what a cell says, as people read it."""
    if value is None:
        return ""
    if value.kind == CellKind.DATE:
        moment = moment_of_cell(value, epoch_1904=epoch_1904)
        return moment.words if moment else value.raw
    if value.kind == CellKind.NUMBER and value.raw:
        try:
            return format_number(float(value.raw))
        except (ValueError, OverflowError):
            return value.raw
    return value.raw
