"""A report workbook read and held to its rules: what is published, checked or compared is taken from it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import head_of, identify, mark_of
from toolkit.excel.older import read_older
from toolkit.excel.read import read
from toolkit.figures.check import judge
from toolkit.flow.findings import of_caches, of_rules, of_typed_over, of_unlike
from toolkit.flow.manifest import reported
from toolkit.flow.opened import Desk, readable
from toolkit.form.finding import Finding, ordered
from toolkit.form.model import REPORT, Cell
from toolkit.form.reason import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.form.model import Form
    from toolkit.form.submission import Identity, Submission, Value

NOT_READ = (
    "sheet_missing",
    "moved",
    "cell_deleted",
    "lines_deleted",
    "two_readings",
    "sheet_copied",
    "not_a_number",
    "not_a_date",
    "not_an_option",
    "options_otherwise",
    "rows_elsewhere",
    "text_too_long",
    "struck_out",
    "digits_lost",
    "cell_broken",
    "error_value",
    "cell_is_picture",
    "no_result",
    "mark",
    "merged_hides",
    "replaced",
    "pool_replaced",
    "adjusted_unread",
    "list_contradicts",
)
"""The findings that say that what stands in a cell is not what would be published."""
UNLIKE = ("list_differs",)
"""The findings that say that the workbook says two things: a register was changed, and the table that counts it was not."""


class Source(NamedTuple):
    """A report workbook read: whose, its figures with every total, its lists, what it says of its units.

    *findings* are all there is to say of it. *sha256* is the hash of the file; *mark* and *head* say which version of the
    report it is and after which event of the ledger that was merged.
    """

    who: Identity
    figures: dict[Cell, Value]
    submission: Submission
    units: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    mark: str = ""
    head: str = ""


def opened(path: Path, form: Form) -> Source:
    """Read the report workbook at *path* and hold it to its rules; raise WorkFolderError where it is none."""
    if not path.is_file():
        raise WorkFolderError(
            f"没有汇总好的{form.report_word}工作簿 {path}。请先运行 toolkit merge，或写明工作簿。"
        )
    try:
        data = path.read_bytes()
        book = open_book(data)
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来：{REASONS[error.code]}。") from error
    who = identify(book).who
    if who is None or who.kind != REPORT or not readable(form, who):
        raise WorkFolderError(f"{path} 不是{form.report_word}工作簿。请用 toolkit merge 写出的那一个。")
    grounded, given = Desk(form).kind(who.kind, who.level)
    older = who.fingerprint != form.fingerprint(who.kind)
    reading = (read_older if older else read)(grounded, book, who)
    layout, sent, year = reading.layout or given, reading.submission, int(who.year)
    judged = judge(grounded, [sent], year)[0]
    findings = (
        *sent.findings,
        *of_rules(grounded, layout, judged, sent, year),
        *of_typed_over(grounded, layout, judged, sent),
        *of_unlike(grounded, layout, judged, sent.findings),
        *of_caches(grounded, layout, reading.cached, judged.figures, sent.findings),
    )
    return Source(
        who,
        judged.figures,
        sent,
        tuple(reported(book)),
        tuple(ordered(list(findings))),
        hashlib.sha256(data).hexdigest(),
        mark_of(book),
        head_of(book),
    )


def refuse_unread(source: Source, path: Path) -> None:
    """Raise WorkFolderError with every place of the workbook at *path* that was not read as it stands there, or is in doubt."""
    found = [f for f in source.findings if f.code in (*NOT_READ, *UNLIKE)]
    if found:
        told = "\n".join(f"  {f.place}：{f.message}。{f.remedy}" for f in found)
        kinds = {"读不出来": NOT_READ, "前后对不上": UNLIKE}
        what = "、".join(said for said, codes in kinds.items() if any(f.code in codes for f in found))
        raise WorkFolderError(
            f"{path} 里有{what}的内容，没有写报告：\n{told}\n"
            "改好这些地方、保存后，先运行 toolkit merge，再运行 toolkit report；缺少的工作表，toolkit merge 会重新写出。"
        )
