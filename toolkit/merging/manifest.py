"""报送情况 of a report, which is the manifest of what it was made of: its heads, its lines, how it is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import EXPLAINED, STATES
from toolkit.form.roster import STATES as STATE_WORDS
from toolkit.reading.sheet_places import raw_cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolkit.xlsx.open_workbook import Book

MANIFEST = (
    "单位编码",
    "单位名称",
    "类别",
    "状态",
    "结论",
    "汇总",
    "审核",
    "文件",
    "文件指纹",
    "数据指纹",
    "收到日期",
)
"""The heads of 报送情况: found by their words."""
COUNTED, NOT_COUNTED = "计入", "未计入"
ANSWERS = ("单位", "规则", "在哪里", "提示", "说明", "情况")
"""The heads of 说明: found by their words."""
ANSWERED, OPEN = "已说明", "未说明"
OWN = "（本报告）"
"""What stands behind the office's name where a line is about its report, not about one of its units."""


EXCUSED = STATE_WORDS["excused"]
"""The state of a unit that need not report."""


def is_line_counted(line: Mapping[str, str]) -> bool:
    """Tell whether the unit of a line of the manifest is in the report."""
    return line["汇总"] == COUNTED


def is_line_excused(line: Mapping[str, str]) -> bool:
    """Tell whether the unit of a line of the manifest need not report."""
    return line["状态"] == EXCUSED


class CountedChild(NamedTuple):
    """One line of the manifest that was counted."""

    unit: str
    name: str
    kind: str
    path: str
    sha256: str
    digest: str


def read_manifest_lines(book: Book) -> Iterator[dict[str, str]]:
    """Yield what a report says of each of its units, by the heads of ``MANIFEST``; nothing where it says nothing."""
    yield from _rows_by_heads(book, STATES, MANIFEST)


def read_open_warnings(book: Book) -> list[dict[str, str]]:
    """Return the lines of a report's 说明 that wait for an answer, by the heads of ``ANSWERS``."""
    return [said for said in _rows_by_heads(book, EXPLAINED, ANSWERS) if said["情况"] == OPEN]


def _rows_by_heads(book: Book, name: str, heads: tuple[str, ...]) -> Iterator[dict[str, str]]:
    sheet = book.sheet(name)
    if sheet is None:
        return
    head = next((r for (r, _), c in sorted(sheet.cells.items()) if c.raw == heads[0]), None)
    at = {c.raw: column for (r, column), c in sheet.cells.items() if r == head}
    if head is None or not set(heads) <= at.keys():
        return
    for row in sorted({r for r, _ in sheet.cells if r > head}):
        said = {h: raw_cell_text(sheet, row, at[h]) for h in heads}
        if said[heads[0]]:
            yield said


def counted_children(lines: Iterable[dict[str, str]]) -> list[CountedChild]:
    """Return the units a report says it counted."""
    heads = ("单位编码", "单位名称", "类别", "文件", "文件指纹", "数据指纹")
    return [CountedChild(*(said[h] for h in heads)) for said in lines if said["汇总"] == COUNTED]


def missing_units_text(names: list[str]) -> str:
    """Say above the lines who is still to report."""
    return f"未计入：{'、'.join(names)}。" if names else "应报单位全部计入。"
