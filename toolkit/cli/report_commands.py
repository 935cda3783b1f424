"""The published report: write it, check what is written."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_report, show_results
from toolkit.cli.app import ACT, OK, Json, Work, app, argument, flag, option, print_result
from toolkit.cli.arguments import (
    find_optional_folder,
    parse_day_option,
    parse_report_year,
    parse_whole_number,
    read_known_bodies,
    require_existing,
    require_work_folder,
)
from toolkit.cli.next_step import OUTDATED
from toolkit.folder.days import current_utc_time
from toolkit.text.dates import chinese_day
from toolkit.text.plain_values import pick_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.proofread_result import Asked, Proofread
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.publishing.freshness import OutdatedNote
    from toolkit.steps.report_documents import ProofreadReport

LastReport = Annotated[Path | None, option("--last 文件", "上一年度已公布的报告，供核对。")]


@app.command()
def check(
    context: typer.Context,
    files: Annotated[
        list[Path],
        argument(
            "文件",
            "写好的报告，或装着许多份的目录（.docx、.html、.txt 等，版式文件不是扫描件的也行），或报送的工作簿（.xlsx 等）。",
        ),
    ],
    last: Annotated[
        Path | None,
        option(
            "--last 文件",
            "上一年度已公布的报告（核对目录时给上年的目录）：与它对照，看接得上接不上、有没有照抄。",
        ),
    ] = None,
    year: Annotated[int, option("--year 年度", "报告年度；不写时看标题。", parser=parse_report_year)] = 0,
    unit: Annotated[str, option("--unit 机关", "报告的机关；不写时看标题。")] = "",
    names: Annotated[
        Path | None,
        option(
            "--names 名单",
            "机关名单（一行一个名称，或名册）：是谁的报告、哪一级、有没有写成别处的名称，以名单为准。",
        ),
    ] = None,
    dismiss: Annotated[
        list[str] | None,
        option("--dismiss 编号", "这一处不是问题（写编号，可写几次），要用 --why 写明理由。"),
    ] = None,
    confirm: Annotated[
        list[str] | None, option("--confirm 编号", "这一处确认属实（写编号，可写几次）。")
    ] = None,
    why: Annotated[str, option("--why 理由", "理由，记在报告旁边的 核对记录.json。")] = "",
    by: Annotated[str, option("--by 姓名", "谁核对的。")] = "",
    mark: Annotated[
        bool,
        flag(
            "--mark",
            "另存一份，把问题写在出问题的那句话、那一格旁边（文档用批注，别的格式另存网页）；原文件不动。",
        ),
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """核对写好的报告：各部分、各表齐不齐，正文与表是否一致；工作簿则照报送件审核。不改动任何文件。"""
    require_existing([*files, *filter(None, (last, names))])
    from toolkit.reviewing.check_folder import is_folder_of_reports

    if len(files) == 1 and is_folder_of_reports(files[0]):
        if dismiss or confirm or unit or year:
            raise out.usage_error("--dismiss、--confirm、--unit、--year 用于一份报告，{} 是目录", files[0])
        code = show_report.check_report_folder(files[0], last, names, work, mark=mark, as_json=as_json)
        raise typer.Exit(code)
    workbooks, reports = _workbooks_and_reports(files, mark=mark)
    if (last or dismiss or confirm) and len(reports) != 1:
        raise out.usage_error("--last、--dismiss、--confirm 一次只用于一份报告，这里有 {} 份", len(reports))
    from toolkit.document.proofread_result import Asked

    here = find_optional_folder(work)
    late = _outdated_notes(workbooks, (), here)
    act = _check_workbooks(workbooks, here, [n.line for n in late], as_json=as_json) if workbooks else False
    found = _proofread_each(reports, here, last, Asked(unit, year, read_known_bodies(names)))
    if dismiss or confirm:
        ruled = {"dismissed": dismiss, "confirmed": confirm}
        found = [_record_rulings(found[0], reports[0], ruled, why, by)]
    late = list(dict.fromkeys([*late, *_outdated_notes((), found, here)]))
    context.meta[OUTDATED] = [step for note in late for step in note.steps]
    if reports or not as_json:
        _tell_proofread(reports, found, here, late, mark=mark, as_json=as_json)
    raise typer.Exit(ACT if act or late or any(f.must_act for f in found) else OK)


def _proofread_each(
    reports: Sequence[Path], here: WorkFolder | None, last: Path | None, asked: Asked
) -> list[Proofread]:
    """Proofread *reports*; several are held against each other too."""
    from toolkit.merging.companion import companion_needed, form_of_document
    from toolkit.publishing.proofread_worker import proofread_with_rulings

    found = [proofread_with_rulings(r, form_of_document(r, here), last, asked) for r in reports]
    if len(found) > 1:
        form = form_of_document(reports[0], here)
        found = companion_needed(form, "toolkit check").compare_versions(form, found)
    return found


def _tell_proofread(
    reports: Sequence[Path],
    found: list[Proofread],
    here: WorkFolder | None,
    late: list[OutdatedNote],
    *,
    mark: bool,
    as_json: bool,
) -> None:
    """Tell what proofreading came to; where asked, write each report with it beside."""
    from toolkit.merging.companion import form_of_document

    marked = show_report.write_marked(found, form_of_document(reports[0], here)) if mark else []
    if as_json:
        said = {"reports": found, "outdated": [n.line for n in late]}
        out.print_json(said | ({"marked": marked} if mark else {}))
    else:
        show_report.show_checked_reports(found, marked, late)


def _outdated_notes(
    workbooks: Sequence[Path], read: Sequence[Proofread], here: WorkFolder | None
) -> list[OutdatedNote]:
    """Say what is not so any more of what came out of a work folder; nothing is asked of files that lie in none."""
    from toolkit.folder.work_folder import find_work_folder

    paths = [*workbooks, *(Path(one.path) for one in read)]
    if not paths or not (here or any(find_work_folder(p.resolve().parent) for p in paths)):
        return []
    from toolkit.publishing.made_from_report import describe_old_document, describe_outdated_books

    return [
        *describe_outdated_books(workbooks, here),
        *(n for one in read for n in describe_old_document(one, here)),
    ]


def _workbooks_and_reports(files: list[Path], *, mark: bool) -> tuple[list[Path], list[Path]]:
    from toolkit.reviewing.check_folder import WORKBOOKS

    workbooks = [f for f in files if f.suffix.casefold() in WORKBOOKS or f.is_dir()]
    reports = [f for f in files if f not in workbooks]
    if workbooks and reports:
        raise out.usage_error("报告和工作簿请分两次核对，报告是 {}", reports[0])
    if mark and not reports:
        raise out.usage_error("--mark 用于写好的报告，{} 是工作簿", files[0])
    return workbooks, reports


@app.command()
def report(
    workbook: Annotated[Path | None, argument("工作簿", "汇总好的工作簿；默认工作目录里的那一个。")] = None,
    output: Annotated[Path | None, option("--output -o 目录", "写到哪个目录；默认工作簿旁边。")] = None,
    template: Annotated[
        Path | None,
        option("--template 文件", "本机关的 Word 模板；默认工作目录里的 …模板.docx，没有就用自带的。"),
    ] = None,
    date: Annotated[
        str, option("--date 日期", "公布日期，如 2025-01-16；不写时沿用上次印的，都没有就不印。")
    ] = "",
    last: LastReport = None,
    publish_check: Annotated[
        bool, flag("--publish-check", "不写报告，只核对写好的：发布前必须成立的，列在一页上。")
    ] = False,
    keep_edits: Annotated[
        bool, flag("--keep-edits", "Word 里改过、工作簿也变了的段落，以 Word 里改过的为准。")
    ] = False,
    fresh: Annotated[
        bool, flag("--fresh", "照工作簿和模板重新写，Word 里改过的不留（原文件另存备份）。")
    ] = False,
    pdf: Annotated[
        bool,
        flag(
            "--pdf",
            "另把 Word 文档生成 PDF（有结构标记、嵌入字体，可以存档）；要有能转换的办公软件，没有的会说明。",
        ),
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """由汇总工作簿写出要公布的 Word 文档和网页，并核对一遍；Word 里改过的文字留着。--publish-check 做发布前核对。"""
    if keep_edits and fresh:
        raise out.usage_error("--keep-edits 和 --fresh 只能用一个")
    if pdf and publish_check:
        raise out.usage_error("--pdf 和 --publish-check 请分两次用：先写好，再核对")
    given = [p for p in (workbook, template, last) if p]
    require_existing(given)
    source = workbook or require_work_folder(work).report
    target = output or source.parent
    folder = find_optional_folder(work) if work or not workbook else None
    from toolkit.folder.which_form import form_in
    from toolkit.merging.companion import companion_needed

    companion_needed(form_in(source, folder), "toolkit report")
    if publish_check:
        ready = _run_publish_check(source, target, last, folder, as_json=as_json)
        raise typer.Exit(OK if ready else ACT)
    from toolkit.steps.report_documents import DocumentRequest, write_and_proofread

    day = chinese_day(datetime.date.fromisoformat(parse_day_option(date))) if date else ""
    asked = DocumentRequest(source, target, template, day, last, keep_edits, fresh, pdf)
    with out.show_progress("写报告", quiet=as_json) as tell:
        done = write_and_proofread(asked, folder, current_utc_time(), tell)
    _tell_written(done, as_json=as_json)
    raise typer.Exit(ACT if not done.made.put.written or any(f.must_act for f in done.found) else OK)


def _tell_written(done: ProofreadReport, *, as_json: bool) -> None:
    made, found, latest, printed = done
    if as_json:
        told = pick_plain(made, "word page notes") | to_plain(made.put)
        out.print_json(
            {**told, "reports": found, "freshness": latest} | (to_plain(printed) if printed else {})
        )
    elif made.put.written:
        show_report.show_written_report(made, found[0])
        if printed:
            show_report.show_printed_pdf(printed)
        if latest and latest.said:
            out.print_line("[bold yellow]发布前：{}[/]", latest.said)
    else:
        show_report.show_edit_conflicts(made)


def _run_publish_check(
    source: Path, target: Path, last: Path | None, folder: WorkFolder | None, *, as_json: bool
) -> bool:
    from toolkit.publishing.check_point import PAGE
    from toolkit.steps.report_documents import check_and_keep_page

    found = check_and_keep_page(source, target, last, folder)
    page = target / PAGE
    told = to_plain(found) | {"page": page}
    print_result(told, show_report.show_publish_check, found, page, as_json=as_json)
    return found.ready


def _record_rulings(
    one: Proofread, report: Path, asked: dict[str, list[str] | None], why: str, by: str
) -> Proofread:
    from toolkit.publishing.rulings import RULINGS, FindingRuling, apply_rulings, record_ruling

    path = report.parent / RULINGS
    for what, numbers in asked.items():
        if numbers:
            record_ruling(one, path, numbers, FindingRuling(what, why, by, current_utc_time(), "", ""))
    return apply_rulings(one, path)


def _check_workbooks(paths: list[Path], here: WorkFolder | None, late: list[str], *, as_json: bool) -> bool:
    from toolkit.collecting.collect import collect_submissions
    from toolkit.folder.which_form import form_among

    with out.show_progress("读取工作簿", quiet=as_json) as tell:
        found = collect_submissions(paths, None, form_among(paths, here), current_utc_time(), tell)
    told = to_plain(found) | {"outdated": late}
    print_result(told, show_results.show_checked_workbooks, found, as_json=as_json)
    return found.must_act


@app.command()
def publish(
    on: Annotated[str, option("--on 日期", "发布日期，如 2025-01-28；默认今天。")] = "",
    despite: Annotated[
        str, option("--despite 理由", "发布前核对还有没有通过的，仍要发布的理由，会写进台账。")
    ] = "",
    by: Annotated[str, option("--by 姓名", "谁决定发布的。")] = "",
    last: LastReport = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """发布：先做发布前核对，通过了才记录，并把 Word、网页、工作簿（有 PDF 的，连 PDF）留在“已公布”；以后改了数要写明更正原因。"""
    folder = require_work_folder(work)
    require_existing([last] if last else [])
    from toolkit.merging.companion import companion_needed
    from toolkit.publishing.publish import PublicationRequest
    from toolkit.publishing.publish import publish_report as run

    companion_needed(folder.form, "toolkit publish")
    done = run(folder, PublicationRequest(parse_day_option(on), despite, by, last), current_utc_time())
    print_result(done, show_report.show_publish_result, as_json=as_json)
    other_day = done.already and done.published and on and parse_day_option(on) != done.published.day
    raise typer.Exit(OK if done.published and not other_day else ACT)


@app.command()
def published(
    number: Annotated[
        int, argument("第几次", "--export 取出第几次发布的；默认最近一次。", parser=parse_whole_number)
    ] = 0,
    export: Annotated[
        Path | None, option("--export 目录", "把这次发布的文件原样取出，放到哪个目录。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """列出发布过的报告：哪一天、哪些文件、文件指纹；--export 把其中一次的文件原样取出来。"""
    folder = require_work_folder(work)
    from toolkit.merging.companion import companion_needed
    from toolkit.publishing.publish import export_publication, list_publications

    companion_needed(folder.form, "toolkit published")
    if export:
        written = export_publication(folder, number, export)
        if as_json:
            out.print_json({"written": written})
        for path in () if as_json else written:
            out.print_line("已取出 {}", path)
        return
    found = list_publications(folder)
    if number > len(found):
        raise out.usage_error("没有第 {} 次发布，发布过 {} 次", number, len(found))
    chosen = [p for p in found if number in (0, p.number)]
    print_result({"published": chosen}, show_report.show_publications, chosen, as_json=as_json)
