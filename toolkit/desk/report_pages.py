"""The merged figures and where each comes from, the report's documents, what must hold before it is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.desk.figure_sources import trace_report_figures
from toolkit.desk.jobs import BusyError
from toolkit.desk.pages import refused_page, render_page, session_of, turn_to
from toolkit.desk.sheet_view import show_workbook
from toolkit.errors import ToolkitError
from toolkit.folder.days import current_utc_time
from toolkit.form.words import format_figure
from toolkit.merging.carry_edits import BothChangedError
from toolkit.merging.companion import companion_of
from toolkit.publishing.document_text import CLOSE, OPEN, read_document_text, save_document_text
from toolkit.publishing.next_period import open_next_period
from toolkit.publishing.publish import PublicationRequest, list_publications, publish_report
from toolkit.steps.report_documents import DocumentRequest, write_and_proofread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.desk.figure_sources import ReportFigures
    from toolkit.desk.jobs import Tell
    from toolkit.desk.session import DeskSession
    from toolkit.desk.sheet_view import ShownSheet
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merging.carry_edits import EditQuestion
    from toolkit.publishing.publish import PublicationEntry, PublishResult
    from toolkit.steps.report_documents import ProofreadReport


def show_report(request: Request) -> Response:
    """Show the report: the figures, what was edited, its documents, the check, and publishing."""
    session = session_of(request)
    view = session.view()
    sheets: tuple[ShownSheet, ...] = ()
    if "workbook" in view.outputs:
        report = view.folder.report
        sheets = session.keep_for_view(
            "report sheets", lambda: show_workbook(report.read_bytes(), (), _links_to_sources(session))
        )
    publications: list[PublicationEntry] = []
    if view.campaign and companion_of(view.folder.form):
        publications = session.ledger_turn(lambda: list_publications(view.folder))
    return render_page(
        request,
        "report.html.j2",
        view=view,
        sheets=sheets,
        published=publications,
        has_document=companion_of(view.folder.form) is not None,
        merge=session.last.get("merge"),
        questions=_open_questions(session),
        written=session.last.get("report"),
        check=session.last.get("check"),
        printed=session.last.get("pdf"),
        missing=[x.now for x in view.lines if x.now.state in ("missing", "overdue", "returned")],
    )


def _open_questions(session: DeskSession) -> tuple[EditQuestion, ...]:
    """Return what the last merge asks to be decided, place by place."""
    job = session.jobs.last
    raised = job.raised if job and job.verb == "merge" else None
    return raised.questions if isinstance(raised, BothChangedError) else ()


def _figures(session: DeskSession) -> ReportFigures | None:
    """Return the figures with their parts; None where there is nothing to roll up."""
    folder = session.folder

    def trace() -> ReportFigures | None:
        try:
            return session.ledger_turn(lambda: trace_report_figures(folder, current_utc_time()))
        except BusyError:
            raise
        except ToolkitError:
            return None

    session.view()
    return session.keep_for_view("figures", trace)


def _links_to_sources(session: DeskSession) -> dict[tuple[str, str], str]:
    found = _figures(session)
    if found is None:
        return {}
    return {
        (place.sheet, place.a1): f"/report/figure?name={cell.name}"
        for cell, place in found.places.items()
        if found.merged.parts.get(cell)
    }


def show_figure(request: Request) -> Response:
    """Show what each unit brought to a figure, each with the cell it was read from."""
    session = session_of(request)
    found = _figures(session)
    cell = found.cell_called(request.query_params.get("name", "")) if found else None
    if found is None or cell is None:
        return refused_page(request, "没有这个数。请回到汇总的页面。", 404)
    folder = session.folder
    form = folder.form
    parts = found.merged.parts.get(cell, ())
    return render_page(
        request,
        "figure.html.j2",
        folder=folder,
        label=form.label(cell),
        place=found.places[cell],
        measure=form.figure(cell).unit,
        total=format_figure(form, cell, found.merged.report.figures.get(cell)),
        way=found.merged.ways.get(cell, ""),
        parts=[(p, format_figure(form, cell, p.value), _cell_anchor(p.source)) for p in parts],
    )


_ROW = re.compile(r"第 ([0-9]{1,7}) 行")


def _cell_anchor(source: str) -> str:
    """Return the place on a unit's page a source names: 工作情况!B7, or the first row of a list."""
    sheet, _, at = source.partition("!")
    row = _ROW.search(at)
    return f"c-{sheet}-A{row[1]}" if row else f"c-{sheet}-{at}" if at.isalnum() else ""


def show_report_text(request: Request) -> Response:
    """Show the text of the written report, to be edited paragraph by paragraph beside what it looks like."""
    session = session_of(request)
    view = session.view()
    path = view.outputs.get("word")
    if path is None:
        return turn_to(request, "/report", "还没有写好的报告。", bad=True)
    return render_page(
        request, "text.html.j2", view=view, text=read_document_text(path), brackets=(OPEN, CLOSE)
    )


def save_report_text(request: Request, fields: Mapping[str, str]) -> Response:
    """Save what was edited and write the report again: the edits stay, the numbers are the workbook's, the page follows."""
    session = session_of(request)
    said = {int(n[1:]): text for n, text in fields.items() if n[:1] == "p" and n[1:].isdigit()}
    path = session.view().outputs.get("word")
    if path is None:
        return turn_to(request, "/report", "还没有写好的报告。", bad=True)
    changed = session.do("text", "", lambda _f, _n: save_document_text(path, fields.get("sha256", ""), said))
    if not changed:
        return turn_to(request, "/report/text", "没有改动。")
    session.begin("report", "写报告", write_after_edit)
    return turn_to(request, "/report#document", f"改了 {changed} 段，已存进 Word 文档；网页跟着重新写。")


def write_after_edit(folder: WorkFolder, now: str, tell: Tell) -> ProofreadReport:
    """Write the report again over what was edited."""
    return write_and_proofread(DocumentRequest(folder.report, folder.path), folder, now, tell)


def publish_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Publish: checked first, kept and recorded where nothing is open, or a reason is given all the same."""
    from toolkit.folder.days import office_day_of
    from toolkit.text.dates import NotADayError, parse_date

    session = session_of(request)
    try:
        day = parse_date(fields["on"]).isoformat() if fields.get("on") else office_day_of(current_utc_time())
    except NotADayError as error:
        return turn_to(request, "/report#publish", f"日期“{fields['on']}”{error}", bad=True)
    asked = PublicationRequest(day, fields.get("despite", ""), fields.get("by", ""))

    def act(folder: WorkFolder, now: str) -> PublishResult:
        return publish_report(folder, asked, now)

    done = session.do("publish", day, act)
    session.last["check"] = done.checks
    if done.published is None:
        return turn_to(
            request, "/report#check", "没有发布：还有没成立的。处理好再发布；核实过的，写明理由。", bad=True
        )
    said = (
        "已经发布过，文件没有变"
        if done.already
        else f"已发布，{len(done.published.files)} 个文件原样留在“已公布”"
    )
    return turn_to(
        request, "/report#publish", f"{said}（第 {done.published.number} 次，{done.published.day}）。"
    )


def show_next_period(request: Request) -> Response:
    """Show what opening the next period does."""
    session = session_of(request)
    return render_page(request, "next.html.j2", view=session.view())


def open_next_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Put this period away and begin the next."""
    from toolkit.form.period import NotAPeriodError

    session = session_of(request)
    form, said = session.folder.form, fields.get("period", "").strip()
    try:
        period = form.periods.read(said) if said else None
    except NotAPeriodError as error:
        return turn_to(request, "/next", str(error), bad=True)
    unmerged = bool(fields.get("unmerged"))
    done = session.do("next", said, lambda f, now: open_next_period(f, period, now, unmerged=unmerged))
    session.last.clear()
    return turn_to(
        request,
        "/",
        f"开始 {done.period.spaced_name}。{'截止日期顺延为 ' + done.deadline if done.deadline else ''}",
    )
