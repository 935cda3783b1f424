"""A list of bodies by name, from whatever it was saved as: a roster, a workbook with a column of names, or a name a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.roster_table import bare_roster_head, open_roster
from toolkit.text.normal_text import normalize_text

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.xlsx.cells import SheetCells

NAME_HEADS = frozenset({"单位名称", "名称", "机关名称", "机关", "单位"})
LEVEL_HEADS = frozenset({"级别", "层级"})
LEVELS = {
    **dict.fromkeys(("乡镇", "乡镇街道", "街道", "部门", "县直部门", "乡级", "township"), "township"),
    **dict.fromkeys(("县", "区", "县区", "县级", "区县", "区级", "district"), "district"),
    **dict.fromkeys(("市", "州", "市级", "省", "省级", "city"), "city"),
}
"""What may stand under 级别, and what it means; anything else is told by the name."""
HEADS_WITHIN = 10
"""Within how many rows the heads stand."""
MOST = 20_000
"""How many names a list may have."""


class ListedBody(NamedTuple):
    """A body of the list; *level* is "" where the list does not say it."""

    name: str
    level: str = ""


def read_names_list(path: Path) -> tuple[ListedBody, ...]:
    """Return the bodies named in the file at *path*, each once; raise WorkFolderError where there are none."""
    book = open_roster(path.read_bytes(), path.name)
    found: dict[str, ListedBody] = {}
    for sheet in book.sheets:
        for body in _bodies_of_sheet(sheet):
            found.setdefault(body.name, body)
    if not found or len(found) > MOST:
        raise WorkFolderError(
            f"{path} 里读到 {len(found)} 个名称，应有 1 至 {MOST} 个。请一行写一个机关的名称，或用表头有“单位名称”的表。"
        )
    return tuple(found.values())


def _bodies_of_sheet(sheet: SheetCells) -> list[ListedBody]:
    head, at, level_at = _find_heads(sheet)
    rows = sorted({row for row, _ in sheet.cells if row > head})
    said = [(_text_at(sheet, row, at), _text_at(sheet, row, level_at)) for row in rows]
    return [ListedBody(name, LEVELS.get(level, "")) for name, level in said if len(name) > 1]


def _text_at(sheet: SheetCells, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return normalize_text(cell.raw) if cell else ""


def _find_heads(sheet: SheetCells) -> tuple[int, int, int]:
    """Return the row of the heads, the column of names and that of levels; -1 where there is none."""
    for row in range(HEADS_WITHIN):
        heads = {bare_roster_head(cell.raw): c for (r, c), cell in sorted(sheet.cells.items()) if r == row}
        names = [column for head, column in heads.items() if head in NAME_HEADS]
        if names:
            return row, names[0], next((c for head, c in heads.items() if head in LEVEL_HEADS), -1)
    return -1, min((c for _, c in sheet.cells), default=0), -1
