"""Where the tables of a sheet lie: bordered blocks, blocks without borders, blocks divided where heads begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import Region, is_words, whole_number
from toolkit.blanks.heads import head_rows
from toolkit.blanks.page_words import has_labels, is_line_to_fill_in, is_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.blanks.blank_book import BlankSheet

LEAST_HEADS = 3
"""How many words side by side are heads where no border says that a table begins."""
EMPTY_ROWS = 30
"""How many rows are taken for the rows of a list that has heads, no borders and nothing below."""


def find_regions(sheet: BlankSheet) -> list[Region]:
    """Return the blocks of a sheet in the order people read, without the lines above and below that are no rows."""
    found = [r for block in _bordered_blocks(sheet) for r in _divided(sheet, block)]
    loose = _loose_blocks(sheet, found)
    return sorted(
        (r for r in (*found, *loose) if r.bottom > r.top and r.right > r.left), key=lambda r: (r.top, r.left)
    )


def _bordered_blocks(sheet: BlankSheet) -> Iterator[Region]:
    left = set(sheet.bordered)
    while left:
        first = min(left)
        left.discard(first)
        block, waiting = [first], [first]
        while waiting:
            row, column = waiting.pop()
            for near in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
                if near in left:
                    left.discard(near)
                    block.append(near)
                    waiting.append(near)
        rows, columns = [r for r, _ in block], [c for _, c in block]
        yield Region(min(rows), min(columns), max(rows), max(columns))


def _divided(sheet: BlankSheet, block: Region) -> Iterator[Region]:
    """Yield the parts of a block: lines across it are none of its rows; heads that begin again begin another table."""
    rows: list[int] = []
    for row in range(block.top, block.bottom + 1):
        if _is_line_across(sheet, block, row) and not _goes_on_below(sheet, block, row, rows):
            yield from _parts(block, rows)
            rows = []
        elif len(rows) > 1 and _begins_again(sheet, block, row, rows[0]):
            yield from _parts(block, rows)
            rows = [row]
        else:
            rows.append(row)
    yield from _parts(block, rows)


def _goes_on_below(sheet: BlankSheet, block: Region, row: int, before: list[int]) -> bool:
    """Tell whether a line across a table only divides its rows: what follows has no heads of its own."""
    first = sheet.own(row, block.left)
    below = next((r for r in range(row, block.bottom + 1) if sheet.own(r, block.left) != first), None)
    if below is None or below >= block.bottom or not before or has_labels(sheet.text(*first)):
        return False
    return not head_rows(sheet, block._replace(top=below))


def _parts(block: Region, rows: list[int]) -> Iterator[Region]:
    if rows:
        yield block._replace(top=rows[0], bottom=rows[-1])


def _is_line_across(sheet: BlankSheet, block: Region, row: int) -> bool:
    """Tell whether a row of a block is no row of a table: a title or note over all of it, or things to be filled in."""
    said = {sheet.own(row, c) for c in block.columns} & sheet.values.keys()
    texts = [sheet.text(*spot) for spot in said]
    if not said or not all(texts):
        return False
    spans = {sheet.own(row, c) for c in block.columns}
    if len(spans) == 1 and len({sheet.own(r, block.left) for r in range(block.top, block.bottom + 1)}) > 1:
        return True
    if len(said) == 1 and is_note(texts[0]) and sheet.own(row, block.left) in said:
        return True
    return is_line_to_fill_in(texts)


def _begins_again(sheet: BlankSheet, block: Region, row: int, first: int) -> bool:
    """Tell whether a row says in words, over every column, what the first row of the table said or the like of it."""
    now = [sheet.value(row, c) for c in block.columns]
    if len({sheet.own(row, c) for c in block.columns}) == 1:
        return False
    return (
        all(map(is_words, now))
        and all(is_words(sheet.value(first, c)) for c in block.columns)
        and all(sheet.own(row, c)[0] == row for c in block.columns)
        and not all(is_words(sheet.value(row - 1, c)) for c in block.columns)
    )


def leaves_nothing_to_fill(sheet: BlankSheet, region: Region) -> bool:
    """Tell whether every cell of a block says something already, in words but for one column of numbers: a list of forms, of codes."""
    rows = range(region.top, region.bottom + 1)
    values = {s: sheet.values.get(s) for s in (sheet.own(r, c) for r in rows for c in region.columns)}
    numbers = {c for (_, c), v in values.items() if whole_number(v) is not None}
    return len(numbers) < 2 and all(is_words(v) or whole_number(v) is not None for v in values.values())


def _loose_blocks(sheet: BlankSheet, known: list[Region]) -> Iterable[Region]:
    """Yield the blocks of cells without borders: a row of three words or more, and what stands under it."""
    free = {spot for spot in sheet.values if not any(r.holds(spot) for r in known)}
    free |= {s for s, o in sheet.owners.items() if o in free}
    rows = sorted({row for row, _ in free})
    at = 0
    while at < len(rows):
        row = rows[at]
        columns = sorted(c for r, c in free if r == row)
        run = _longest_run(columns)
        at += 1
        if len({sheet.own(row, c) for c in run}) < LEAST_HEADS or not all(
            _is_head(sheet, row, c) for c in run
        ):
            continue
        floor = min((r.top for r in known if r.top > row), default=10**6) - 1
        bottom = row
        while bottom + 1 in rows and bottom < floor and not _ends(sheet, bottom + 1, run):
            bottom += 1
        if bottom == row:
            below = next((r for r in rows if r > row), row + EMPTY_ROWS + 1)
            bottom = min(row + EMPTY_ROWS, below - 1, floor)
        yield Region(row, run[0], bottom, run[-1], bordered=False)
        while at < len(rows) and rows[at] <= bottom:
            at += 1


def _longest_run(columns: list[int]) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    for column in columns:
        run = [*run, column] if run and column == run[-1] + 1 else [column]
        best = max(best, run, key=len)
    return best


def _is_head(sheet: BlankSheet, row: int, column: int) -> bool:
    text = sheet.text(row, column)
    return is_words(text) and not has_labels(text) and not is_note(text)


def _ends(sheet: BlankSheet, row: int, run: list[int]) -> bool:
    """Tell whether a row is none of the block: nothing of it stands under the heads, or it is a note or a line to be filled in."""
    said = [sheet.text(row, c) for c in run if sheet.value(row, c) is not None]
    filled = [c for c in run if sheet.value(row, c) is not None]
    return not filled or any(has_labels(t) or is_note(t) for t in said if t)
