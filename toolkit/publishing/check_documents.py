"""What must hold of the documents that are written: that they agree with the workbook and each other, and give nobody away."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from toolkit.document.model import Grid
from toolkit.document.read_word import count_leftovers, count_pictures
from toolkit.errors import UnreadableDocumentError
from toolkit.form.finding import HINT
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.publishing.check_point import HOLDS, KNOW, NOT_WRITTEN, OPEN, PublishCheckPoint
from toolkit.publishing.document_edits import ADDED, REMOVED, cut_to_differences
from toolkit.publishing.document_records import DocumentRecords
from toolkit.publishing.edited_since_written import edits_since_written
from toolkit.publishing.rulings import CONFIRMED, DISMISSED
from toolkit.text.normal_text import normalize_text
from toolkit.text.personal_data import mask_personal_data

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.document.proofread_result import Proofread
    from toolkit.merging.report_source import Source
    from toolkit.publishing.document_edits import DocumentEdit
    from toolkit.publishing.freshness import OutdatedNote

VERSIONS = {".docx": "Word 文档", ".html": "网页"}
MOST_SHOWN = 5
"""How many of the places where two versions differ are shown: one paragraph more or less shifts all behind it."""
OF_CLAIMS = "E"
"""How the rules are numbered that hold prose to the tables."""


def check_documents(
    source: Source,
    documents: list[Path],
    texts: list[Document],
    read: list[Proofread],
    old: dict[Path, OutdatedNote],
) -> tuple[PublishCheckPoint, ...]:
    """Hold *documents*, as read and as proofread, against the report in *source*; *old* says which are of another one."""
    if not documents:
        return (NOT_WRITTEN,)
    return (
        *(_check_document(r) for r in read),
        _check_bound_numbers(source, documents, texts, read, old),
        _check_word_and_page(documents, texts),
        _check_personal_data(read),
        _check_leftovers(documents),
    )


def _check_document(read: Proofread) -> PublishCheckPoint:
    name = f"报告核对（{VERSIONS.get(read.path[read.path.rfind('.') :].casefold(), read.path)}）"
    confirmed = {f.digest for f, what, _ in read.decided if what == CONFIRMED}
    dismissed = _dismissed_findings(read, personal=False)
    also = f"；另有 {len(dismissed)} 处不一致，已写明理由" if dismissed else ""
    wrong = [f for f in read.findings if f.severity != "hint" and f.code != "personal_data"]
    open_ = tuple(f.line + ("（已确认属实，待改）" if f.digest in confirmed else "") for f in wrong)
    if open_:
        few = f"{len(open_)} 处要改，或核对后用 toolkit check --dismiss 写明理由{also}"
        return PublishCheckPoint(name, OPEN, few, open_, dismissed)
    if dismissed:
        few = f"正文 {read.claims} 处说到表里的数，没有要改的{also}"
        return PublishCheckPoint(name, KNOW, few, dismissed=dismissed)
    hints = sum(f.severity == HINT and f.rule.startswith(OF_CLAIMS) for f in read.findings)
    said = f"没有要改的；另有参考 {hints} 处" if hints else "都一致"
    return PublishCheckPoint(name, HOLDS, f"正文 {read.claims} 处说到表里的数，{said}")


def _dismissed_findings(read: Proofread, *, personal: bool) -> tuple[str, ...]:
    """Return what somebody ruled to be no fault, with the reason; what looks like personal data, or all the rest."""
    return tuple(
        f"{f.line}（不是问题：{why}）"
        for f, what, why in read.decided
        if what == DISMISSED and (f.code == "personal_data") == personal
    )


def _check_bound_numbers(
    source: Source,
    documents: list[Path],
    texts: list[Document],
    read: list[Proofread],
    old: dict[Path, OutdatedNote],
) -> PublishCheckPoint:
    """Hold against the workbook every number that names its figure, and every cell of the tables whether it does or not."""
    wrong = [old[d.resolve()].line for d in documents if d.resolve() in old]
    late = len(wrong)
    count = 0
    for path, document, proofread in zip(documents, texts, read, strict=True):
        named = {cell for cell, _ in _named_figures(document)}
        for cell, printed in proofread.figures.items():
            expected = source.figures.get(cell)
            count += cell not in named
            if cell not in named and not is_same_number(printed, expected):
                here, there = format_distinctly(printed, expected)
                wrong.append(f"{path.name}：{'.'.join(cell)} 是 {here}，工作簿里是 {there}")
        for cell, text in _named_figures(document):
            count += 1
            value = source.figures.get(cell)
            expected = format_number(value) if isinstance(value, float) else ""
            stands = text.strip()
            if stands.replace(",", "") != expected:
                told = f"{stands or '空'}，工作簿里是 {expected or '空'}"
                wrong.append(f"{path.name}：{'.'.join(cell)} 是 {told}")
    if wrong:
        parts = [f"{late} 份是按以前的汇总写的"] if late else []
        parts += [f"{len(wrong) - late} 个数与工作簿不同"] if wrong[late:] else []
        return PublishCheckPoint("与汇总工作簿一致", OPEN, f"{'，'.join(parts)}，请重新生成", tuple(wrong))
    return PublishCheckPoint("与汇总工作簿一致", HOLDS, f"{count} 个数都与工作簿相同")


def check_printed_copy(documents: list[Path]) -> Iterator[PublishCheckPoint]:
    """Hold the PDF beside the Word document, where there is one, to what the document says as it stands now."""
    pdf = printed_copy_of(documents)
    if pdf is None:
        return
    from toolkit.formats.print_likeness import differing_passages

    name = "PDF 与 Word 文档一致"
    again = "用 toolkit report --pdf 重新生成，或在 Word、WPS 里另存；不发布它的，移走"
    try:
        differing = differing_passages(pdf.with_suffix(".docx").read_bytes(), pdf.read_bytes())
    except UnreadableDocumentError as error:
        yield PublishCheckPoint(name, OPEN, f"{pdf.name}：{error}{again}")
        return
    if differing is None:
        yield PublishCheckPoint(name, KNOW, f"{pdf.name} 是扫描件，里面没有文字，比不了，请自己对照")
    elif differing:
        few = f"{len(differing)} 处不同，PDF 不是照现在的 Word 文档生成的：{again}"
        yield PublishCheckPoint(name, OPEN, few, differing[:MOST_SHOWN])
    else:
        yield PublishCheckPoint(name, HOLDS, "文字、数字都相同")


def printed_copy_of(documents: list[Path]) -> Path | None:
    """Return the PDF that lies beside the Word document among *documents*; None where there is none."""
    beside = (d.with_suffix(".pdf") for d in documents if d.suffix == ".docx")
    return next((p for p in beside if p.is_file()), None)


def _named_figures(document: Document) -> Iterator[tuple[Any, str]]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from ((b.cell, b.text) for row in block.rows for b in row if b and b.cell)
        else:
            yield from ((r.cell, r.text) for r in block.runs if r.cell)


def _check_word_and_page(documents: list[Path], texts: list[Document]) -> PublishCheckPoint:
    """H3: the Word document and the page must say the same."""
    said = [[normalize_text(_block_words(b)) for b in t.blocks] for t in texts]
    if len(said) < 2:
        return PublishCheckPoint("各版本一致", KNOW, "只有一个版本")
    first = said[0]
    for path, other in zip(documents[1:], said[1:], strict=True):
        off = [x for x in zip_longest(first, other, fillvalue="") if x[0] != x[1]]
        if off:
            few = f"{documents[0].name} 与 {path.name} 不同"
            lines = (
                f"{VERSIONS['.docx']}“{a}”，{VERSIONS['.html']}“{b}”"
                for a, b in (cut_to_differences(*map(mask_personal_data, x)) for x in off[:MOST_SHOWN])
            )
            return PublishCheckPoint("各版本一致", OPEN, few, tuple(lines))
    return PublishCheckPoint("各版本一致", HOLDS, "Word 文档与网页内容相同")


def _block_words(block: Any) -> str:
    if isinstance(block, Grid):
        return "|".join(b.text for row in block.rows for b in row if b)
    return str(block.text)


def _check_leftovers(documents: list[Path]) -> PublishCheckPoint:
    """Comments, tracked changes, texts drawn through or hidden are published with the file that holds them."""
    found = tuple(
        f"{d.name}：{'、'.join(f'{what} {n} 处' for what, n in left.items())}"
        for d in documents
        if d.suffix.casefold() == ".docx" and (left := count_leftovers(d.read_bytes()))
    )
    if found:
        few = "Word 文档里还有批注、修订、划掉或隐藏的字，或插入的其他文件，接受或删除后再发布"
        return PublishCheckPoint("批注和修订", OPEN, few, found)
    return PublishCheckPoint("批注和修订", HOLDS, "没有批注，没有修订痕迹")


def _check_personal_data(read: list[Proofread]) -> PublishCheckPoint:
    found = tuple(f.line for r in read for f in r.findings if f.code == "personal_data")
    dismissed = tuple(said for r in read for said in _dismissed_findings(r, personal=True))
    if found:
        return PublishCheckPoint("个人信息", OPEN, f"{len(found)} 处像是个人信息", found, dismissed)
    if dismissed:
        few = f"有 {len(dismissed)} 处像是个人信息，已写明理由"
        return PublishCheckPoint("个人信息", KNOW, few, dismissed=dismissed)
    return PublishCheckPoint("个人信息", HOLDS, "没有发现身份证号、手机号")


def check_pictures(documents: list[Path]) -> Iterator[PublishCheckPoint]:
    """Tell of pictures in the Word document: a number in one is held against nothing."""
    for path in (d for d in documents if d.suffix.casefold() == ".docx"):
        if count := count_pictures(path.read_bytes()):
            yield PublishCheckPoint(
                "图片", KNOW, f"{path.name} 里有 {count} 处图片，图片里的字和数没有核对，请看一遍"
            )


def check_edited_words(workbook: Path, documents: list[Path]) -> Iterator[PublishCheckPoint]:
    """List what was typed into the Word document since it was written from *workbook*: nothing else holds free words."""
    for path in (d for d in documents if d.suffix.casefold() == ".docx"):
        edits = edits_since_written(path, DocumentRecords(workbook, path.parent).known())
        if edits is None:
            few = "看不出写出以后改过什么：没有写出它的记录"
            yield PublishCheckPoint("Word 里改过的文字", KNOW, few)
        elif edits:
            few = f"写出以后改过 {len(edits)} 处，请看一遍是不是都对（数写在文字里的，要与各表说的一致）"
            yield PublishCheckPoint("Word 里改过的文字", KNOW, few, tuple(map(_edit_line, edits)))
        else:
            yield PublishCheckPoint("Word 里改过的文字", HOLDS, "写出以后没有改过")


def _edit_line(edit: DocumentEdit) -> str:
    was, stands = map(mask_personal_data, cut_to_differences(edit.was, edit.stands))
    if edit.what == REMOVED:
        return f"{edit.section}：删去了“{was}”"
    if edit.what == ADDED:
        return f"{edit.section}：加了“{stands}”"
    return f"{edit.section}：“{was}”改成了“{stands}”"


def check_printed_day(
    documents: list[Path], printed: list[datetime.date | None], today: datetime.date
) -> Iterator[PublishCheckPoint]:
    """Tell of a day of publication that a document bears and that is not *today*, the day it goes public."""
    days = {d.name: day for d, day in zip(documents, printed, strict=True) if day}
    if not days:
        return
    other = tuple(f"{name}：印的是 {day.isoformat()}" for name, day in days.items() if day != today)
    if not other:
        yield PublishCheckPoint("印的公布日期", HOLDS, f"与发布日期相同（{today.isoformat()}）")
        return
    few = (
        f"不是 {today.isoformat()}（按这一天发布来核对）；要改的，用 toolkit report --date 发布日期 再写一次"
    )
    yield PublishCheckPoint("印的公布日期", KNOW, few, other)
