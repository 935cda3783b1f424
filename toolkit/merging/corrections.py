"""What a report that is public was corrected to since: a correction says what it corrects, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.form.layout import CORRECTIONS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.identity import identify_workbook
from toolkit.sheets.page import Page, columns_of
from toolkit.submissions.changes import describe_changes
from toolkit.submissions.examine import examine
from toolkit.submissions.open_file import FormDesk
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.submission import Submission
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.originals import OriginalsStore
    from toolkit.ledger.records import ReportVersion


class ReportCorrection(NamedTuple):
    """What a published report is corrected to: when it was published, *why* it is corrected, *said* what changes.

    *despite* is why the one corrected went out although things were open; "" where nothing was.
    """

    published: str
    why: str
    said: str
    despite: str = ""


def list_corrections(
    grounded: GroundedForm, ledger: Ledger, store: OriginalsStore, report: Submission, why: str
) -> list[ReportCorrection]:
    """Return what was corrected since the report was first published, *report* the newest; none before that.

    Raise WorkFolderError where the newest differs from what is public and nobody says why.
    """
    versions = ledger.versions()
    public = [v for v in versions if v.published]
    pending = versions[-1].why if versions and not versions[-1].published else ""
    despite = {p.workbook: p.despite for p in ledger.publications()}
    told = []
    sent = [_read_published_version(grounded, store, v) for v in public]
    layout = lay_out_workbook(grounded.form, REPORT)
    for before, after, version, earlier in zip(sent, sent[1:], public[1:], public, strict=False):
        said = describe_changes(grounded, layout, before, after)
        told.append(ReportCorrection(earlier.published, version.why, said, despite.get(earlier.sha256, "")))
    if public and (said := describe_changes(grounded, layout, sent[-1], report)):
        if not (why or pending):
            raise WorkFolderError(
                f"{public[-1].published} 已经发布的报告与现在汇总的不同：{said}。"
                "确要更正的，用 toolkit merge --correct “更正原因”。"
            )
        last = public[-1]
        told.append(ReportCorrection(last.published, why or pending, said, despite.get(last.sha256, "")))
    return told


def corrections_page(told: list[ReportCorrection]) -> Page:
    """Return the sheet that lists them."""
    rows = [(i, c.published, c.why, c.said) for i, c in enumerate(told, 1)]
    notes = ["发布以后改过的数。以前发布的报告原样留在工作目录的“已公布”里。"]
    notes += [
        f"{c.published} 发布的一份，发布时还有没有处理的事项，当时的理由：{c.despite}"
        for c in told
        if c.despite
    ]
    columns = columns_of("序号 8, 原报告发布日期 16, 更正原因 40, 改了什么 100")
    return Page(CORRECTIONS, "发布后的更正", columns, rows, notes)


def _read_published_version(
    grounded: GroundedForm, store: OriginalsStore, version: ReportVersion
) -> Submission:
    data = store.read(version.sha256)
    if data is None:
        said = f"{version.published} 发布的报告不在“原件”里了"
        raise WorkFolderError(f"{said}。请用 toolkit verify 核对，从备份恢复。")
    book = open_book(data)
    who = identify_workbook(book).who
    if who is None:
        raise TypeError("a report of ours does not say whose it is")
    found = examine(FormDesk(grounded.form), book, who)
    return replace(found.sent, figures=found.judged.figures)
