"""A receipt on one page of A4: what was received, what it came to, where two people sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.sheets.page import Column, Page, SizedRow, Styled, draw_pages_workbook, wide_row
from toolkit.sheets.styles import lines_needed

if TYPE_CHECKING:
    import datetime

COLUMNS = (Column("", 22), Column("", 30), Column("", 22), Column("", 26))
SHOWN = 12
"""How many things to mend fit the page; the return copy has them all."""
SIGNED = (("收件人（签名）", "报送人（签名）"), ("日期", "日期"))
NOTE = "指纹由文件内容算出，改动一个字指纹就不同；双方各留一份回执，可以证明报送的就是这一份。"


class ReceiptContent(NamedTuple):
    """What a receipt says: *rows* of (name, text), and what is *todo*."""

    office: str
    title: str
    rows: tuple[tuple[str, str], ...]
    todo: tuple[str, ...]


def draw_receipt_workbook(slip: ReceiptContent, created: datetime.datetime) -> bytes:
    """Draw a receipt as a workbook of one sheet."""
    room = sum(c.width for c in COLUMNS)
    rows = [
        wide_row(slip.office, align="center"),
        wide_row(slip.title, 44, "title", font_size=22),
        SizedRow(()),
    ]
    for name, said in slip.rows:
        height = max(24, 16 * lines_needed(said, room - COLUMNS[0].width) + 8)
        rows.append(SizedRow((Styled(name, "head"), Styled(said, "cell", across=len(COLUMNS) - 1)), height))
    if slip.todo:
        more = f"（共 {len(slip.todo)} 处，先列 {SHOWN} 处）" if len(slip.todo) > SHOWN else ""
        rows.append(wide_row(f"要改的地方{more}", role="head"))
        for i, text in enumerate(slip.todo[:SHOWN], 1):
            rows.append(wide_row(f"{i}．{text}", 16 * lines_needed(text, room - 6) + 4, "cell"))
    rows.append(SizedRow(()))
    for left, right in SIGNED:
        rows.append(SizedRow((Styled(left, "row"), None, Styled(right, "row"), None), 36))
    rows += [SizedRow(()), wide_row(NOTE, 32)]
    page = Page("回执", "", COLUMNS, rows, landscape=False, footer=slip.office, one_page=True)
    return draw_pages_workbook((page,), title=slip.title, created=created)
