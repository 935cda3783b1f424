"""What of a person's writing in the report the next merge could not keep: refused where it is meant to count, else told.

What cannot be read, or stands where a formula of ours works it out, is refused with its place: it would be gone without
a word. What a fresh workbook has no place for (comments, sheets, texts beside the form) is told, and the old file is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_under_free_name
from toolkit.form.placement import lay_out_workbook
from toolkit.form.words import format_number
from toolkit.merging.unkept_content import changed_unread_cells, workbook_extras
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.sheets.by_unit_sheets import NOTED
from toolkit.submissions.examine import judge_afresh
from toolkit.submissions.rule_findings import is_shown_value
from toolkit.text.named_lines import list_briefly
from toolkit.text.safe_text import visible_text
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.merging.unkept_content import StrayCell
    from toolkit.reading.read_workbook import SubmissionReading
    from toolkit.xlsx.open_workbook import Book

UNREADABLE = {
    "not_a_number": "",
    "not_a_date": "",
    "not_an_option": "",
    "options_otherwise": "请逐格从下拉列表中选",
    "rows_elsewhere": "",
    "error_value": "",
    "cell_is_picture": "",
    "adjusted_unread": "",
    "text_too_long": "请缩短",
    "struck_out": "",
    "digits_lost": "",
    "cell_broken": "",
    "no_result": "在 WPS 或 Excel 中打开、保存，或直接填数",
    "mark": "没有的填 0；不填的清空",
    "list_contradicts": "",
    "moved": "",
    "two_readings": "请撤销插入、删除或移动",
    "sheet_copied": "",
}
"""The findings that say something was written and not read, and what to do where the finding's own words do not fit."""
TYPED_OVER = ("pool_replaced", "formula_lost")
READ_ANYWAY = ("cleaned", "options_read", "formula_input", "shown_otherwise")
"""The findings that say how something was read: told once, for the next report holds the plain value."""
REPLACED = "要改的那一项填在“人工调整”表，写明理由和经办人；这一格清空即可，汇总时恢复公式"
TOLD, SHOWN = 5, 30
"""How many cells of a sheet are named, and how much of what they say is shown."""
BACKUP = "_合并前"


def refuse_unkept_edits(grounded: GroundedForm, reading: SubmissionReading) -> None:
    """Raise WorkFolderError with every place where something was written that cannot be kept."""
    said = [*_unread_cell_texts(reading.submission.findings), *_typed_over_texts(grounded, reading)]
    if said:
        raise WorkFolderError(
            "报告里有写了、但留不下来的内容，没有覆盖：\n"
            + "\n".join(f"  {s}" for s in said)
            + "\n改好这些地方、保存后再运行；不要的清空即可。"
        )


def _unread_cell_texts(findings: tuple[Finding, ...]) -> Iterator[str]:
    computed = {f.at for f in findings if f.code in TYPED_OVER}
    for f in findings:
        if f.code in UNREADABLE and f.at not in computed:
            yield f"{f.line}。{UNREADABLE[f.code] or f.remedy}"


def _typed_over_texts(grounded: GroundedForm, reading: SubmissionReading) -> Iterator[str]:
    """Tell the numbers that stand in the place of our formulas, unless they are what these come to."""
    now = reading.submission
    typed = [f for f in now.findings if f.code in TYPED_OVER and f.value != "空白"]
    if not typed:
        return
    own = judge_afresh(grounded, now).figures
    layout = reading.layout or lay_out_workbook(grounded.form, grounded.kind)
    cells = {place: cell for cell, place in layout.at.items()}
    for f in typed:
        value = own.get(cells[f.at[0]])
        comes = f"应为 {format_number(value)}，" if isinstance(value, float) else ""
        if not is_shown_value(f.value, value):
            yield f"{f.place}：这里自动计算，{comes}被改成了 {visible_text(f.value, SHOWN)}。{REPLACED}"


def describe_unkept_edits(
    grounded: GroundedForm, reading: SubmissionReading, book: Book, data: bytes, made: bytes | None
) -> tuple[str, ...]:
    """Return in words what a fresh report will not hold; *made* is the report as it was drawn, where that is known."""
    found = list(_added_extras_texts(data, made))
    found += [f"工作表“{f.sheet}”" for f in reading.submission.findings if f.code == "extra_sheet"]
    unused = [f"{at.sheet} {at.a1}“{visible_text(said, SHOWN)}”" for at, said in PooledSheets(book).unused()]
    found += [f"{'、'.join(unused[:TOLD])}（没有填“调整为”）"] if unused else []
    if made is None or reading.layout is not None:
        outside = (f for f in reading.submission.findings if f.code == "outside")
        return (*found, *(f"{f.sheet} 表外的 {dict(f.args)['count']} 格：{f.value}" for f in outside))
    by_sheet: dict[str, list[StrayCell]] = {}
    for stray in changed_unread_cells(book, open_book(made), lay_out_workbook(grounded.form, grounded.kind)):
        by_sheet.setdefault(stray.at.sheet, []).append(stray)
    said = "里写在表外的，或改了自动生成的内容"
    return (*found, *(f"{sheet} {said}：{_abbreviate_cells(some)}" for sheet, some in by_sheet.items()))


def _added_extras_texts(data: bytes, made: bytes | None) -> Iterator[str]:
    """Tell comments and pictures somebody added."""
    now = workbook_extras(data)
    if now is None:
        yield "批注、图片（这个文件的格式看不到有没有）"
        return
    ours = workbook_extras(made) if made else None
    known = set(ours.comments) if ours else set()
    by_sheet: dict[str, list[StrayCell]] = {}
    for comment in now.comments:
        if comment not in known and not (made is None and comment.text.startswith(NOTED)):
            by_sheet.setdefault(comment.at.sheet, []).append(comment)
    yield from (f"{sheet} 的批注：{_abbreviate_cells(some)}" for sheet, some in by_sheet.items())
    if pictures := now.pictures - (ours.pictures if ours else 0):
        yield f"图片 {pictures} 张"


def _abbreviate_cells(some: list[StrayCell]) -> str:
    return list_briefly([f"{s.at.a1}“{visible_text(s.text, SHOWN)}”" for s in some], TOLD, "处")


def keep_copy_beside(path: Path, data: bytes, word: str = BACKUP) -> Path:
    """Keep *data*, what stood at *path*, in a file of its own beside it, with a *word* in its name; return that file."""
    return write_under_free_name(path.with_name(f"{path.stem}{word}{path.suffix}"), data)
