"""A report workbook read and held to its rules: what is published, checked or compared is taken from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.merging.manifest import read_manifest_lines, read_open_warnings
from toolkit.reading.identity import ledger_head_of_report, report_version_mark
from toolkit.submissions.examine import examine_report, open_report

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission, Value
    from toolkit.submissions.examine import WorkbookFile

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
NOT_READ = (
    *UNREADABLE,
    *("sheet_missing", "cell_deleted", "lines_deleted", "merged_hides", "replaced", "pool_replaced"),
)
"""The findings that say that what stands in a cell is not what would be published."""
UNLIKE = ("list_differs",)
"""The findings that say that the workbook says two things: a register was changed, and the table that counts it was not."""


class Source(NamedTuple):
    """A report workbook read: whose, its figures with every total, its lists, what it says of its units.

    *findings* are all there is to say of it. *sha256* is the hash of the file; *mark* and *head* say which version of the
    report it is and after which event of the ledger that was merged. *waiting* are the questions it says nobody answered.
    """

    who: Identity
    figures: dict[Cell, Value]
    submission: Submission
    units: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    mark: str = ""
    head: str = ""
    waiting: tuple[dict[str, str], ...] = ()

    @property
    def numbers(self) -> dict[Cell, float]:
        """Return the figures that are numbers: no texts, no cell that is blank."""
        return {cell: value for cell, value in self.figures.items() if isinstance(value, float)}


def open_report_source(path: Path, form: Form) -> Source:
    """Read the report workbook at *path* and hold it to its rules; raise WorkFolderError where it is none."""
    return source_of(open_report(path, form), form)


def source_of(file: WorkbookFile, form: Form) -> Source:
    """Return what is published, checked or compared of a report; raise WorkFolderError where *file* is none."""
    found = examine_report(file, form)
    return Source(
        found.who,
        found.judged.figures,
        found.sent,
        tuple(read_manifest_lines(file.book)),
        found.findings,
        file.sha256,
        report_version_mark(file.book),
        ledger_head_of_report(file.book),
        tuple(read_open_warnings(file.book)),
    )


def refuse_unread(source: Source, path: Path) -> None:
    """Raise WorkFolderError with every place of the workbook at *path* that was not read as it stands there, or is in doubt."""
    found = [f for f in source.findings if f.code in (*NOT_READ, *UNLIKE)]
    if found:
        told = "\n".join(f"  {f.sentence}" for f in found)
        kinds = {"读不出来": NOT_READ, "前后对不上": UNLIKE}
        what = "、".join(said for said, codes in kinds.items() if any(f.code in codes for f in found))
        raise WorkFolderError(
            f"{path} 里有{what}的内容，没有写报告：\n{told}\n"
            "改好这些地方、保存后，先运行 toolkit merge，再运行 toolkit report；缺少的工作表，toolkit merge 会重新写出。"
        )
