"""A receipt on one page of A4: what was received, what it came to, where two people sign."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from toolkit.sheets.plain_pages import set_up_paper
from toolkit.sheets.styles import Formats, lines_needed, storable_text, write_cell, write_label

if TYPE_CHECKING:
    import datetime

WIDTHS = (22, 30, 22, 26)
SHOWN = 12
"""How many things to mend fit the page; the return copy has them all."""
SIGNED = (("收件人（签名）", "报送人（签名）"), ("日期", "日期"))


class ReceiptContent(NamedTuple):
    """What a receipt says: *rows* of (name, text), and what is *todo*."""

    office: str
    title: str
    rows: tuple[tuple[str, str], ...]
    todo: tuple[str, ...]


def draw_receipt_workbook(slip: ReceiptContent, created: datetime.datetime) -> bytes:
    """Draw a receipt as a workbook of one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": storable_text(slip.title), "created": created})
    formats = Formats(book)
    sheet = book.add_worksheet("回执")
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    room = sum(WIDTHS)
    write_label(sheet, 0, 0, 1, 4, slip.office, formats("intro", align="center"))
    write_label(sheet, 1, 0, 1, 4, slip.title, formats("title", font_size=22))
    sheet.set_row(1, 44)
    row = 3
    for name, said in slip.rows:
        write_cell(sheet, row, 0, name, formats("head"))
        write_label(sheet, row, 1, 1, 3, said, formats("cell"))
        sheet.set_row(row, max(24, 16 * lines_needed(said, room - WIDTHS[0]) + 8))
        row += 1
    if slip.todo:
        more = f"（共 {len(slip.todo)} 处，先列 {SHOWN} 处）" if len(slip.todo) > SHOWN else ""
        write_label(sheet, row, 0, 1, 4, f"要改的地方{more}", formats("head"))
        row += 1
        for i, text in enumerate(slip.todo[:SHOWN], 1):
            write_label(sheet, row, 0, 1, 4, f"{i}．{text}", formats("cell"))
            sheet.set_row(row, 16 * lines_needed(text, room - 6) + 4)
            row += 1
    row += 1
    for left, right in SIGNED:
        write_cell(sheet, row, 0, left, formats("row"))
        write_cell(sheet, row, 1, None, formats("cell"))
        write_cell(sheet, row, 2, right, formats("row"))
        write_cell(sheet, row, 3, None, formats("cell"))
        sheet.set_row(row, 36)
        row += 1
    note = "指纹由文件内容算出，改动一个字指纹就不同；双方各留一份回执，可以证明报送的就是这一份。"
    write_label(sheet, row + 1, 0, 1, 4, note, formats("intro"))
    sheet.set_row(row + 1, 32)
    set_up_paper(sheet, landscape=False, title=slip.office)
    sheet.fit_to_pages(1, 1)
    book.close()
    return out.getvalue()
