"""The second sheet of a report: how far it reaches, who is in, what each sheet is; every line a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.look import Formats, box, lines_needed, put
from toolkit.excel.pages import paper
from toolkit.form.layout import (
    ADJUSTED,
    BOOK,
    CHECKED,
    CHECKS,
    COMPARED,
    CONTENTS,
    CORRECTIONS,
    DRAFT,
    EXPLAINED,
    PRIOR,
    RULES,
    SOURCES,
    STATES,
    UNITS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.model import Form

SAYS = {
    PRIOR: "上年公布的数，只用来比较，不参与加总",
    RULES: "各张表怎么填、颜色是什么意思",
    CHECKS: "逐条勾稽关系的结论，数一改就变；提示在这里写说明",
    BOOK: "每条规则的公式，校验表的公式坏了可以从这里复制",
    UNITS: "每个数由哪些单位的数加成，点数到来源",
    ADJUSTED: "只有本机关掌握的数、需要更正的数，写明理由和经办人",
    CORRECTIONS: "公布以后更正了哪些数、为什么",
    EXPLAINED: "各单位和本机关对提示写的说明",
    STATES: "谁报了、谁没有报、用的是哪个文件（指纹）",
    SOURCES: "每个数从哪个文件、哪张表、哪一格来",
    CHECKED: "每条规则核对了几处、成立几处，供打印留存",
    COMPARED: "各项数与上年比，骤增骤减的注明",
    DRAFT: "公布的报告里正文会怎么写，数由汇总结果来",
}
"""What the sheets are that are no part of the form."""
WIDTHS = (20.0, 88.0)


class Front(NamedTuple):
    """What stands above the contents: lines of a label, what is said, and the sheet that has it in full."""

    lines: tuple[tuple[str, str, str], ...]


def draw(book: Workbook, sheet: Worksheet, formats: Formats, form: Form, front: Front) -> None:
    """Fill the contents of *book* once every other sheet is there: those people see, in their order."""
    shown = [s.get_name() for s in book.worksheets() if not s.hidden and s.get_name() != CONTENTS]
    titles = {s.id: s.title + (f"。{s.intro}" if s.intro else "") for s in form.sheets}
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    box(sheet, 0, 0, 1, 2, "目录", formats("title"))
    sheet.set_row(0, 30)
    rows = [(label, text, target) for label, text, target in front.lines]
    row = _rows(sheet, formats, 1, ("范围和完整性", ""), rows)
    listed = [(name, titles.get(name) or SAYS[name], name) for name in shown]
    _rows(sheet, formats, row + 1, ("工作表", "内容"), listed)
    paper(sheet, landscape=False)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _rows(
    sheet: Worksheet, formats: Formats, row: int, heads: tuple[str, str], rows: Sequence[tuple[str, str, str]]
) -> int:
    for column, text in enumerate(heads):
        put(sheet, row, column, text, formats("head"))
    for label, text, target in rows:
        row += 1
        if target:
            sheet.write_url(row, 0, f"internal:'{target}'!A1", formats("link"), string="")
        put(sheet, row, 0, label, formats("link" if target else "row"))
        put(sheet, row, 1, text, formats("cell"))
        sheet.set_row(row, 16 * lines_needed(text, WIDTHS[1]) + 4)
    return row + 1
