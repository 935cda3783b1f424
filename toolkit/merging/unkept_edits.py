"""What of a person's writing in the report the next merge could not keep: refused where it is meant to count, else told.

What cannot be read, or stands where a formula of ours works it out, is refused with its place: it would be gone without
a word. What a fresh workbook has no place for (comments, sheets, texts beside the form) is told, and the old file is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_under_free_name
from toolkit.form.finding import CODES, make_finding
from toolkit.form.finding_codes import ERROR, WARNING, FindingCode
from toolkit.form.placement import lay_out_workbook
from toolkit.form.words import format_number
from toolkit.merging.report_source import UNREADABLE
from toolkit.merging.unkept_content import changed_unread_cells, workbook_extras
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.sheet_places import raw_cell_text
from toolkit.sheets.by_unit_sheets import NOTED
from toolkit.submissions.examine import judge_afresh
from toolkit.submissions.rule_findings import is_shown_value
from toolkit.text.named_lines import list_briefly
from toolkit.text.safe_text import visible_text
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import CellPlace
    from toolkit.merging.unkept_content import StrayCell
    from toolkit.reading.read_workbook import SubmissionReading
    from toolkit.xlsx.open_workbook import Book

TYPED_OVER = ("pool_replaced", "formula_lost")
READ_ANYWAY = ("cleaned", "options_read", "formula_input", "shown_otherwise")
"""The findings that say how something was read: told once, for the next report holds the plain value."""
_STAYS = "要留的，从原文件里抄到别的文件里；写在报告里，下次汇总还是留不下来"
UNKEPT: dict[str, FindingCode] = {
    "report_formula_replaced": FindingCode(
        ERROR, "这里自动计算，{comes}被改成了 {value}",
        "要改的那一项填在“人工调整”表，写明理由和经办人；这一格清空即可，汇总时恢复公式"
    ),
    "report_comments_unkept": FindingCode(WARNING, "{sheet} 的批注：{value}", _STAYS),
    "report_extras_unseen": FindingCode(WARNING, "批注、图片（这个文件的格式看不到有没有）", "要知道有没有的，打开留下来的原文件看"),
    "report_pictures_unkept": FindingCode(WARNING, "图片 {count} 张", _STAYS),
    "report_sheet_unkept": FindingCode(WARNING, "工作表“{value}”", _STAYS),
    "report_reason_unused": FindingCode(WARNING, "{value}（没有填“调整为”）", "要改数的，连同“调整为”一起填上，再汇总一次"),
    "report_outside_unkept": FindingCode(WARNING, "{sheet} 表外的 {count} 格：{value}", _STAYS),
    "report_cells_unkept": FindingCode(WARNING, "{sheet} 里写在表外的，或改了自动生成的内容：{value}", _STAYS),
    "report_edit_given_up": FindingCode(WARNING, "{label}：{said}；定的是以各单位的为准", "改了主意的，在新的报告里再填一次"),
}  # fmt: skip
"""What of a person's writing in the report the next one does not hold; an error is refused, all else told."""
CODES.update(UNKEPT)

TOLD, SHOWN = 5, 30
"""How many cells of a sheet are named, and how much of what they say is shown."""
BACKUP = "_合并前"


class UnkeptEditsError(WorkFolderError):
    """The report holds what somebody wrote and the next merge cannot keep: the *findings*, each with its place."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Say every one of them, and what to do."""
        lines = (f"  {f.line}。{UNREADABLE.get(f.code) or f.remedy}" for f in findings)
        super().__init__(
            "报告里有写了、但留不下来的内容，没有覆盖：\n"
            + "\n".join(lines)
            + "\n改好这些地方、保存后再运行；不要的清空即可。"
        )
        self.findings = findings


def refuse_unkept_edits(grounded: GroundedForm, reading: SubmissionReading, book: Book) -> None:
    """Raise UnkeptEditsError with every place where something was written that cannot be kept."""
    findings = reading.submission.findings
    computed = {f.at for f in findings if f.code in TYPED_OVER}
    unread = (f for f in findings if f.code in UNREADABLE and f.at not in computed)
    if found := (*unread, *_typed_over_findings(grounded, reading, book)):
        raise UnkeptEditsError(found)


def _typed_over_findings(grounded: GroundedForm, reading: SubmissionReading, book: Book) -> Iterator[Finding]:
    """Tell the numbers that stand in the place of our formulas, unless they are what these come to; emptied, one is drawn again."""
    now = reading.submission
    typed = [f for f in now.findings if f.code in TYPED_OVER and not _is_emptied(book, f.at[0])]
    if not typed:
        return
    own = judge_afresh(grounded, now).figures
    layout = reading.layout or lay_out_workbook(grounded.form, grounded.kind)
    cells = {place: cell for cell, place in layout.at.items()}
    for f in typed:
        value = own.get(cells[f.at[0]])
        if not is_shown_value(f.value, value):
            comes = format_number(value) if isinstance(value, float) else ""
            told = {"label": f.label, "value": visible_text(f.value, SHOWN), "expected": comes}
            yield make_finding(
                "report_formula_replaced", f.at, **told, comes=f"应为 {comes}，" if comes else ""
            )


def _is_emptied(book: Book, at: CellPlace) -> bool:
    sheet = book.sheet(at.sheet)
    return sheet is None or not raw_cell_text(sheet, at.row, at.column)


def find_unkept_edits(
    grounded: GroundedForm, reading: SubmissionReading, book: Book, data: bytes, made: bytes | None
) -> tuple[Finding, ...]:
    """Return what a fresh report will not hold; *made* is the report as it was drawn, where that is known."""
    findings = reading.submission.findings
    found = list(_added_extras(data, made))
    found += [make_finding("report_sheet_unkept", value=f.sheet) for f in findings if f.code == "extra_sheet"]
    if unused := list(PooledSheets(book).unused()):
        said = [f"{at.sheet} {at.a1}“{visible_text(said, SHOWN)}”" for at, said in unused[:TOLD]]
        places = [at for at, _ in unused]
        found.append(make_finding("report_reason_unused", places, value="、".join(said)))
    if made is None or reading.layout is not None:
        for f in (f for f in findings if f.code == "outside"):
            told = {"sheet": f.sheet, "cell": f.cell, "value": f.value, "count": f.arg("count")}
            found.append(make_finding("report_outside_unkept", f.at, **told))
        return tuple(found)
    strays = changed_unread_cells(book, open_book(made), lay_out_workbook(grounded.form, grounded.kind))
    return (*found, *_findings_by_sheet("report_cells_unkept", strays))


def _added_extras(data: bytes, made: bytes | None) -> Iterator[Finding]:
    """Tell comments and pictures somebody added."""
    now = workbook_extras(data)
    if now is None:
        yield make_finding("report_extras_unseen")
        return
    ours = workbook_extras(made) if made else None
    known = set(ours.comments) if ours else set()
    yield from _findings_by_sheet(
        "report_comments_unkept",
        [c for c in now.comments if c not in known and not (made is None and c.text.startswith(NOTED))],
    )
    if pictures := now.pictures - (ours.pictures if ours else 0):
        yield make_finding("report_pictures_unkept", count=str(pictures))


def _findings_by_sheet(code: str, cells: Iterable[StrayCell]) -> Iterator[Finding]:
    """Tell cells a sheet at a time, with what the first of them say."""
    by_sheet: dict[str, list[StrayCell]] = {}
    for cell in cells:
        by_sheet.setdefault(cell.at.sheet, []).append(cell)
    for some in by_sheet.values():
        said = list_briefly([f"{s.at.a1}“{visible_text(s.text, SHOWN)}”" for s in some], TOLD, "处")
        yield make_finding(code, [s.at for s in some], value=said)


def keep_copy_beside(path: Path, data: bytes, word: str = BACKUP) -> Path:
    """Keep *data*, what stood at *path*, in a file of its own beside it, with a *word* in its name; return that file."""
    return write_under_free_name(path.with_name(f"{path.stem}{word}{path.suffix}"), data)
