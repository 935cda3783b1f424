"""The published report shown: what is wrong with it, what was written, what must hold before it is published."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import toolkit.terminal as out
from toolkit.cli.app import ACT, OK, print_result
from toolkit.cli.arguments import find_optional_folder, read_known_bodies
from toolkit.cli.show_results import SEVERITY_STYLE, TOLD
from toolkit.terminal import StyledText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.document.proofread_result import Proofread
    from toolkit.form.model import Form
    from toolkit.publishing.check_point import PublishCheckResult
    from toolkit.publishing.compose import WrittenReport
    from toolkit.publishing.document_edits import DocumentEdit
    from toolkit.publishing.freshness import OutdatedNote
    from toolkit.publishing.publish import PublicationEntry as Publication
    from toolkit.publishing.publish import PublishResult
    from toolkit.reviewing.check_folder import CheckedFolder
    from toolkit.steps.report_documents import PrintedPdf


def show_proofread(found: Proofread) -> None:
    """Show what is wrong with a published report, each with the number a ruling names it by."""
    from toolkit.form.finding import SEVERITY
    from toolkit.publishing.rulings import SAID, SHOWN

    out.print_line("[bold]{}[/]（{} 年度）{}", found.unit or "（没有写明机关）", found.year, found.path)
    out.print_line("  三张表读到 {} 个数，正文里有 {} 处说到表里的数。", len(found.figures), found.claims)
    if found.similar:
        shares = "，".join(f"{name.partition('、')[0]} {share}%" for name, share in found.similar.items())
        out.print_line("  与上年相同的句子（数字不同不算）：{}。", shares)
    confirmed = {f.digest: why for f, what, why in found.decided if what == "confirmed"}
    for f in found.findings:
        severity = StyledText(SEVERITY[f.severity], SEVERITY_STYLE[f.severity])
        rule, number = StyledText(f"（{f.numbered}）", "dim"), StyledText(f.digest[:SHOWN], "dim")
        said = "（已确认属实）" if f.digest in confirmed else ""
        shown = (number, severity, f.place, f.message, rule, said, f.remedy)
        out.print_line("  {} {} {}：{}{}{}。[dim]{}[/]", *shown)
    for f, what, why in found.decided:
        if what == "dismissed":
            about = (f.digest[:SHOWN], f.place, f.message)
            out.print_line("  [dim]{} {}：{}。{}：{}[/]", *about, SAID[what], why)
    if not found.findings:
        out.print_line("  [green]没有发现问题。[/]")


def check_report_folder(
    folder: Path, last: Path | None, names: Path | None, work: Path | None, *, mark: bool, as_json: bool
) -> int:
    """Proofread a folder of published reports; show it, and write it on a page beside them."""
    from toolkit.folder.files import write_atomically
    from toolkit.merging.companion import form_of_document
    from toolkit.reviewing.check_folder import PAGE, WORKBOOK, check_folder, find_reports
    from toolkit.reviewing.folder_workbook import draw_folder_workbook

    if last and not last.is_dir():
        raise out.usage_error("核对目录时，--last 也要给上年报告的目录，{} 是文件", last)
    form = form_of_document(find_reports(folder)[0], find_optional_folder(work))
    with out.show_progress("核对报告", quiet=as_json) as tell:
        found = check_folder(folder, form, read_known_bodies(names), last, tell)
    now = datetime.datetime.now().astimezone()
    page = folder / PAGE
    write_atomically(page, found.page(f"核对汇总：{folder.resolve().name}", now.date().isoformat()).encode())
    book = folder / WORKBOOK
    write_atomically(book, draw_folder_workbook(found, folder.resolve().name, now))
    marked = write_marked(found.reports, form) if mark else []
    said = found.plain() | {"page": page, "workbook": book} | ({"marked": marked} if mark else {})
    print_result(said, show_checked_folder, found, page, book, as_json=as_json)
    if not as_json:
        show_marked(marked)
    return ACT if found.must_act else OK


def write_marked(reports: Sequence[Proofread], form: Form) -> list[Path]:
    """Write a marked copy beside each report that has something to tell; return where."""
    from toolkit.reviewing.marked_copy import write_marked_copies

    return list(write_marked_copies(reports, form))


def show_checked_reports(
    found: Sequence[Proofread], marked: Sequence[Path], late: Sequence[OutdatedNote]
) -> None:
    """Show what is wrong with single reports, where their marked copies are, and what is made from an earlier merge."""
    for one in found:
        show_proofread(one)
    show_marked(marked)
    for note in late:
        out.print_line("[bold red]{}[/]", note.line)


def show_marked(paths: Sequence[Path]) -> None:
    """Show where the marked copies are."""
    for path in paths[:TOLD]:
        out.print_line("  批注写在另存的 {}，原文件没有改动。", path)
    _show_more_count(len(paths))


def show_checked_folder(found: CheckedFolder, page: Path, book: Path) -> None:
    """Show a folder of reports: those with most faults first, what was not read or is missing, the commonest faults."""
    from toolkit.form.finding import ERROR, WARNING
    from toolkit.reviewing.check_folder import count_severity
    from toolkit.reviewing.compare_reports import name_of_pair

    wrong = sum(r.must_act for r in found.reports)
    out.print_line("[bold]{} 份报告，{} 份有错误。[/]", len(found.reports), wrong)
    for one in found.league[:TOLD]:
        counts = (count_severity(one, ERROR), count_severity(one, WARNING))
        out.print_line("  {}（{} 年度）错误 {}，提示 {}", one.unit or one.path, one.year, *counts)
    _show_more_count(len(found.league))
    for path, why in found.unread:
        out.print_line("  [red]读不了 {}[/]：{}", path, why)
    for name in found.missing[:TOLD]:
        out.print_line("  [red]没有报告 {}[/]", name)
    _show_more_count(len(found.missing))
    for rule, count, reports in found.by_rule[:TOLD]:
        out.print_line("  [dim]规则 {}：{} 份报告，{} 处[/]", rule, reports, count)
    for like in found.copies[:TOLD]:
        out.print_line("  [yellow]文字雷同[/] {} 与 {}：{}", *name_of_pair(like), like.said)
    _show_more_count(len(found.copies))
    for far in found.outliers[:TOLD]:
        out.print_line("  [yellow]数值离群[/] {}：{}", far.unit or far.path, far.said)
    _show_more_count(len(found.outliers))
    out.print_line("逐份列在 {}，各表在 {}", page, book)


def show_written_report(made: WrittenReport, read: Proofread) -> None:
    """Show what was written, what of people's edits is in it, and what proofreading says of it."""
    put = made.put
    out.print_line("[bold green]{}已写好[/]", made.form.report_word)
    out.print_line("  Word 文档：{}", made.word)
    out.print_line("  网页：{}（由 Word 文档的文字做成）", made.page)
    if put.carried.kept:
        out.print_line("  [bold]Word 文档里改过的 {} 处，都留着[/]：", len(put.carried.kept))
        _show_edits(put.carried.kept)
    if put.carried.numbers:
        numbers = put.carried.numbers
        out.print_line(
            "  [yellow]Word 文档里改过的 {} 个数，已换回工作簿里的[/]（要改数，改工作簿）：", len(numbers)
        )
        for edit in numbers[:TOLD]:
            changed = (edit.stands or "空白", edit.comes or "空白")
            out.print_line("    {}：改成了 {}，换回 {}", edit.section, *changed)
        _show_more_count(len(numbers))
    if put.carried.renewed:
        out.print_line("  按工作簿更新了 {} 个数。", put.carried.renewed)
    if put.page_edited:
        out.print_line(
            "  [yellow]原来的网页手工改过，或不是这里写的，已由 Word 文档重新做成[/]；要改网页，改 Word 文档再运行一次。"
        )
    for path in filter(None, (put.backup, put.page_backup)):
        out.print_line("  原来的文件留在：{}", path)
    for note in made.notes:
        out.print_line("  [yellow]{}[/]", note)
    show_proofread(read)


def show_printed_pdf(printed: PrintedPdf) -> None:
    """Show where the PDF lies, or that there is none, and what is to be known of it."""
    if printed.path:
        out.print_line("[bold green]PDF 已生成[/]：{}", printed.path)
    for note in printed.notes:
        out.print_line("  [yellow]{}[/]。", note.rstrip("。"))


def show_edit_conflicts(made: WrittenReport) -> None:
    """Show where a person and the workbook changed the same, and what to do: nothing was written."""
    carried = made.put.carried
    if carried.known:
        out.print_line(
            "[bold red]Word 文档里改过的 {} 处，工作簿也变了，没有覆盖，什么也没有写[/]：",
            len(carried.conflicts),
        )
    else:
        out.print_line(
            "[bold red]不知道现有的 Word 文档原来写的是什么（不是在这里写出的，或记录没有了），"
            "分不出下面 {} 处是谁改的，没有覆盖，什么也没有写[/]：",
            len(carried.conflicts),
        )
    _show_edits(carried.conflicts, asked=True)
    out.print_line("三种办法选一种：")
    out.print_line("  以 Word 里改过的为准（数仍按工作簿更新）：toolkit report --keep-edits")
    out.print_line("  照工作簿重新写（Word 里改过的都不留，原文件另存备份）：toolkit report --fresh")
    out.print_line(
        "  逐处定：在 {} 里把这几处改成“工作簿”那一行的文字，或在工作簿里改好，保存后再运行 toolkit report",
        made.word,
    )


def _show_edits(edits: list[DocumentEdit], *, asked: bool = False) -> None:
    """Show paragraphs somebody changed, each version on a line, cut to where they differ."""
    from toolkit.publishing.document_edits import ADDED, REMOVED, cut_to_differences

    for edit in edits if asked else edits[:TOLD]:
        was, stands, comes = cut_to_differences(edit.was, edit.stands, edit.comes)
        if edit.what == ADDED:
            out.print_line("    {}：加了“{}”", edit.section, stands)
        elif not asked and edit.what == REMOVED:
            out.print_line("    {}：删去了“{}”", edit.section, was or comes)
        elif not asked:
            out.print_line("    {}：“{}”", edit.section, stands)
        else:
            out.print_line("  [bold]{}[/]", edit.section)
            if edit.was:
                out.print_line("    原来：  {}", was)
            out.print_line("    Word：  {}", stands or "（这一段没有了）")
            out.print_line("    工作簿：{}", comes or "（这一段没有了）")
    if not asked:
        _show_more_count(len(edits))


def _show_more_count(count: int) -> None:
    if count > TOLD:
        out.print_line("    [dim]还有 {} 处，加 --json 可看全部[/]", count - TOLD)


def show_publish_check(found: PublishCheckResult, page: Path) -> None:
    """Show what must hold before publishing."""
    from toolkit.publishing.check_point import SAID

    style = {"holds": "green", "open": "red", "know": "yellow"}
    for point in found.points:
        state = StyledText(SAID[point.state], style[point.state])
        out.print_line("{} [bold]{}[/]：{}", state, point.name, point.few)
        for one in point.details[:TOLD]:
            out.print_line("    {}", one)
    verdict = ("可以发布", "bold green") if found.ready else ("还不能发布", "bold red")
    out.print_line("{}，见 {}", StyledText(*verdict), page)


def show_publish_result(done: PublishResult) -> None:
    """Show what publishing came to: what keeps it from being published, or what was published and kept where."""
    made = done.published
    if made is None:
        show_publish_check(done.checks, done.page)
        out.print_line(
            "没有发布。处理好再运行 toolkit publish；核实过、仍要发布的，用 --despite “理由” 写明。"
        )
        return
    if done.already:
        out.print_line(
            "[bold]已经发布过[/]（第 {} 次，{}），文件没有变，没有再记一次。", made.number, made.day
        )
        return
    for point in done.checks.points:
        if point.state == "know":
            out.print_line("[yellow]！请知悉[/] [bold]{}[/]：{}", point.name, point.few)
    show_publications([made])
    out.print_line(
        "{} 个文件原样留在工作目录的“已公布”里，取出来用 toolkit published --export 目录。", len(made.files)
    )
    out.print_line("以后汇总的数变了，用 toolkit merge --correct “更正原因”。")


def show_publications(found: list[Publication]) -> None:
    """Show what was published when, with every file's fingerprint, and what was open."""
    if not found:
        out.print_line("还没有发布过。")
    for p in found:
        by = f"（{p.by}）" if p.by else ""
        out.print_line("[bold]第 {} 次发布[/] {}{}", p.number, p.day, by)
        if p.why:
            out.print_line("  更正原因：{}", p.why)
        for file in p.files:
            odd = "  已不在或被改动过，可用 toolkit published --export 取出原样"
            told = StyledText(odd if file.name in p.spoilt else "", "red")
            out.print_line("  {}  {}{}", file.sha256[:12], file.name, told)
        for said in p.open:
            out.print_line("  [yellow]发布时没有处理的[/] {}", said)
        for said in p.dismissed:
            out.print_line("  [yellow]核对时认定不是问题的[/] {}", said)
        if p.despite:
            out.print_line("  [yellow]仍然发布的理由[/] {}", p.despite)
