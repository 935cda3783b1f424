"""报送情况 of a report, which is the manifest of what it was made of: its heads, its lines, how it is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.roster import STATES as STATE_WORDS
from toolkit.form.layout import EXPLAINED, STATES
from toolkit.sheets.page import FINE, Column, columns_of
from toolkit.sheets.page_rows import read_page_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.xlsx.open_workbook import Book

MANIFEST = (
    *columns_of("单位编码 13, 单位名称 14, 类别 7, 状态 9, 结论 8, 汇总 7, 审核 8, 文件 27"),
    Column("文件指纹", 24, look={"font_size": FINE}),
    Column("数据指纹", 12.5, look={"font_size": FINE}),
    Column("收到日期", 11),
)
"""The columns of 报送情况: found by the words over them."""
COUNTED, NOT_COUNTED = "计入", "未计入"
EXPLANATIONS = columns_of("单位 20, 规则 6, 在哪里 26, 提示 42, 说明 39, 情况 8")
"""The columns of 说明: found by the words over them."""
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
    """Yield what a report says of each of its units, by the heads of 报送情况; nothing where it says nothing."""
    yield from _page_lines(book, STATES, MANIFEST)


def read_open_warnings(book: Book) -> list[dict[str, str]]:
    """Return the lines of a report's 说明 that wait for an answer, by the heads of 说明."""
    return [said for said in _page_lines(book, EXPLAINED, EXPLANATIONS) if said["情况"] == OPEN]


def _page_lines(book: Book, name: str, columns: Sequence[Column]) -> Iterator[dict[str, str]]:
    """Yield the lines of a page that say whom they are about."""
    lines = read_page_rows(book.sheet(name), columns)
    yield from (line.texts for line in lines if line.texts[columns[0].head])


def counted_children(lines: Iterable[dict[str, str]]) -> list[CountedChild]:
    """Return the units a report says it counted."""
    heads = ("单位编码", "单位名称", "类别", "文件", "文件指纹", "数据指纹")
    return [CountedChild(*(said[h] for h in heads)) for said in lines if said["汇总"] == COUNTED]


def missing_units_text(names: list[str]) -> str:
    """Say above the lines who is still to report."""
    return f"未计入：{'、'.join(names)}。" if names else "应报单位全部计入。"
