"""Proofread a published report: its form, its tables, its prose against both, and against last year's."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.document_limits import read_report_bytes
from toolkit.document.model import MARGINS
from toolkit.document.proofread_result import Asked, EarlierReport, Proofread
from toolkit.errors import UnreadableDocumentError
from toolkit.form import words
from toolkit.form.finding import Finding, sort_findings
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity
from toolkit.formats.open_report import read_report_file
from toolkit.xxgk.claims.against_last_year import section_similarity, year_comparison_findings
from toolkit.xxgk.claims.fees import fee_findings, fees_against_workbook, table_two_findings
from toolkit.xxgk.claims.growth import growth_findings
from toolkit.xxgk.claims.hold import contradiction_findings, sentences_with_claims
from toolkit.xxgk.claims.limits import long_sentence_findings
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import OWN, WIDE
from toolkit.xxgk.claims.prose_alone import balance_findings, prose_alone_findings
from toolkit.xxgk.claims.work_done import work_findings
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.privacy import personal_data_findings
from toolkit.xxgk.remark import join_repeated_remarks, make_remark, quote_sentence
from toolkit.xxgk.report_structure import NEW_FORM, date_findings, publication_day, structure_findings
from toolkit.xxgk.report_tables import read_report_tables
from toolkit.xxgk.table_rules import check_identities, unfilled_totals
from toolkit.xxgk.whose_report import find_known_body, is_township, level_of_body, report_body_and_year
from toolkit.xxgk.word_slips import wording_findings

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.form.model import Cell, Form
    from toolkit.xxgk.claims.hold import ClaimedSentence
    from toolkit.xxgk.outline import ReportOutline
    from toolkit.xxgk.table_reading import ReportTables

GOVERNMENT, DEPARTMENT = (3, 31), (1, 31)
"""Until when a government's report is published, and a department's or township's (条例 art. 49)."""
HEADS_OF_TABLES = frozenset(
    (
        *("本年制发件数", "自然人", "商业企业", "结果维持", "尚未审结", "行政复议"),
        *("本年处理决定数量", "申请人情况"),
    )
)
"""Headings that make a line of a text file the head of one of the three tables."""
TOLD = 5
"""How many differences between two versions are spelt out."""


def read_published(data: bytes, suffix: str) -> Document:
    """Return the paragraphs and tables of a published report, of which text alone is left in some."""
    return read_report_file(data, suffix, HEADS_OF_TABLES)[0]


def publish_until(unit: str, year: int) -> datetime.date:
    """Return the last day on which the report of *unit* for *year* is published in time."""
    until = DEPARTMENT if level_of_body(unit) == "township" else GOVERNMENT
    return datetime.date(year + 1, *until)


def compare_versions(form: Form, found: Sequence[Proofread]) -> list[Proofread]:
    """H3: tell of reports of one body and year where they differ from the first of them; of nobody's there is none."""
    first: dict[tuple[str, int], Proofread] = {}
    told = []
    for one in found:
        other = first.setdefault((one.unit, one.year), one)
        off = list(_version_differences(form, one, other)) if other is not one and one.unit else []
        if off:
            said = "；".join(off[:TOLD]) + (f" 等 {len(off)} 处" if len(off) > TOLD else "")
            made = make_remark("versions_differ", "全文", other.path, expected=said)
            told.append(replace(one, findings=tuple(sort_findings([*one.findings, made]))))
        else:
            told.append(one)
    return told


def _version_differences(form: Form, one: Proofread, other: Proofread) -> Iterator[str]:
    for cell in dict.fromkeys((*other.figures, *one.figures)):
        here, there = one.figures.get(cell), other.figures.get(cell)
        if here != there:
            told = words.format_distinctly(here, there)
            yield f"{words.brief_label(form.label(cell))} {told[0]}（那里是 {told[1]}）"
    missing = [t for t in one.texts if t not in set(other.texts)]
    yield from (f"“{quote_sentence(t)}”那里没有" for t in missing)


def _section_similarity(taken: ParsedReport, before: EarlierReport) -> dict[str, int]:
    shares = {
        s.name: section_similarity(taken.outline, before.sections, i)
        for i, s in taken.outline.sections.items()
    }
    return {name: share for name, share in shares.items() if share is not None}


class ParsedReport(NamedTuple):
    """A report read: its outline and tables, whose it is and for which year."""

    outline: ReportOutline
    tables: ReportTables
    unit: str
    year: int
    unseen: str
    """All the text of the file, that nobody sees on the page included."""
    places: dict[str, tuple[int, int, int]]
    """Where each figure stands: the block of the document, the row, the box of the row."""
    level: str = ""
    others: tuple[str, ...] = ()
    """The names of all other bodies, where a list of them is given."""
    given: Mapping[Cell, float] | None = None
    """The figures of the workbook it was written from, where there is one."""


def proofread_report(
    path: Path, form: Form, asked: Asked, last: Path | EarlierReport | None = None
) -> Proofread:
    """Check the report at *path*; *last* is the one published for the year before, or what was read of it.

    Raise UnreadableDocumentError for a file that is no report, or whose year nobody can tell.
    """
    taken = parse_report(path, form, asked)
    before = _last_year_report(last, form, taken) if last else None
    said = sentences_with_claims(taken.outline, taken.year, FormMeanings(form))
    return Proofread(
        str(path),
        taken.unit,
        taken.year,
        tuple(sort_findings(join_repeated_remarks(_proofread_findings(form, taken, before, said)))),
        taken.tables.figures,
        sum(len(s.claims) for s in said),
        _section_similarity(taken, before) if before else {},
        tuple(p.text for p in taken.outline.passages() if p.section != MARGINS),
        published=day.isoformat() if (day := publication_day(taken.outline)) else "",
        places=taken.places,
        level=taken.level,
    )


def read_earlier_report(path: Path, form: Form, asked: Asked) -> EarlierReport:
    """Return what this year's report is held against of the one at *path*; raise UnreadableDocumentError as proofreading does."""
    read = parse_report(path, form, asked)
    sections = {i: tuple(s.texts) for i, s in read.outline.sections.items()}
    return EarlierReport(str(path), read.unit, read.year, read.tables.figures, sections)


def _last_year_report(last: Path | EarlierReport, form: Form, taken: ParsedReport) -> EarlierReport:
    """Return last year's report; raise UnreadableDocumentError where the one given says it is of another year."""
    before = last if isinstance(last, EarlierReport) else read_earlier_report(last, form, Asked(taken.unit))
    if before.year != taken.year - 1:
        raise UnreadableDocumentError(
            f"{before.path} 是 {before.year} 年度的报告，要对比的应是 {taken.year - 1} 年度的。请核对 --last 给的文件。"
        )
    return before


def parse_report(path: Path, form: Form, asked: Asked) -> ParsedReport:
    """Read the report at *path*."""
    if not path.is_file():
        raise UnreadableDocumentError(f"没有文件 {path}。请核对路径。")
    document, unseen = read_report_file(read_report_bytes(path), path.suffix.casefold(), HEADS_OF_TABLES)
    said = parse_outline(document)
    tables = read_report_tables(form, said.grids, [p.text for p in said.passages()])
    unit, year = report_body_and_year(said)
    year = asked.year or year
    if not said.sections and not tables.shown:
        raise UnreadableDocumentError(
            f"{path} 里没有认出年度报告的任何一部分。请核对文件；图片和扫描件读不了。"
        )
    if not year:
        raise UnreadableDocumentError(f"{path} 里看不出是哪一年度的报告。请用 --year 写明。")
    body = find_known_body(asked.unit or unit, asked.bodies)
    unit = body.name if body else asked.unit or unit
    level = (body.level if body else "") or level_of_body(unit)
    others = tuple(b.name for b in asked.bodies if b != body)
    blocks = {id(b): i for i, b in enumerate(document.blocks)}
    at = [blocks.get(id(grid)) for grid in said.grids]
    places = {
        c.name: (block, row, box)
        for c, (grid, row, box) in tables.places.items()
        if (block := at[grid]) is not None
    }
    return ParsedReport(said, tables, unit, year, unseen, places, level, others, asked.figures)


def _proofread_findings(
    form: Form, taken: ParsedReport, before: EarlierReport | None, sentences: Sequence[ClaimedSentence]
) -> Iterator[Finding]:
    said, tables, unit, year = taken.outline, taken.tables, taken.unit, taken.year
    level = taken.level
    prior = before.figures if before else {}
    open_ = unfilled_totals(form, tables)
    figures = tables.figures | open_  # the prose is held to what the totals come to
    shown = replace(tables, blank=[c for c in tables.blank if c not in open_])
    yield from structure_findings(said, shown, form, year)
    who = Identity(form.id, form.edition, "", REPORT, "", unit, str(year), "", level)
    yield from check_identities(form, tables, who, year, prior)
    yield from long_sentence_findings(said)
    yield from _bound_number_findings(taken)
    yield from contradiction_findings(sentences, figures, _other_scope_pattern(unit, level))
    yield from prose_alone_findings(sentences, figures)
    yield from balance_findings(sentences, figures)
    yield from table_two_findings(form, sentences, figures, town=is_township(unit))
    yield from fee_findings(sentences, said, figures, asked=year >= NEW_FORM)
    yield from fees_against_workbook(sentences, taken.given or {})
    yield from work_findings(form, sentences, (taken.given or {}) if level == "township" else {})
    yield from wording_findings(said, unit, year, township=is_township(unit), others=taken.others)
    yield from personal_data_findings(_texts_with_places(taken))
    yield from date_findings(said, year, publish_until(unit, year))
    if before:
        yield from year_comparison_findings(form, said, figures, before.sections, prior)
        yield from growth_findings(sentences, figures, prior)


def _texts_with_places(taken: ParsedReport) -> Iterator[tuple[str, str]]:
    """Yield every text of the file and where it stands: prose, tables, then what nobody sees on the page."""
    yield from ((p.text, p.place) for p in taken.outline.passages())
    for grid in taken.outline.grids:
        for row in grid.rows:
            yield "|".join(box.text for box in row if box), "三张表"
    yield taken.unseen, "页眉页脚、脚注、隐藏内容或文件属性"


def _other_scope_pattern(unit: str, level: str) -> re.Pattern[str] | None:
    """Return the words that say a number of *unit*'s prose is not of what its tables are of."""
    if level != "township":
        return OWN
    return None if is_township(unit) else WIDE


def _bound_number_findings(taken: ParsedReport) -> Iterator[Finding]:
    """Yield the numbers that were drawn from a figure and no longer are what the tables say."""
    for passage in taken.outline.passages():
        for run in passage.paragraph.runs:
            if run.cell is None or run.cell not in taken.tables.figures:
                continue
            expected = taken.tables.figures[run.cell]
            stated = run.text.strip().replace(",", "")
            if stated != words.format_number(expected):
                yield make_remark(
                    "bound_changed",
                    passage.place,
                    quote_sentence(passage.text),
                    label=".".join(run.cell),
                    stated=stated,
                    expected=words.format_number(expected),
                )
