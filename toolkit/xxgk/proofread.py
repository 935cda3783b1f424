"""Proofread a published report: its form, its tables, its prose against both, and against last year's."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.document_limits import bytes_of
from toolkit.document.proofread_result import Asked, Proofread
from toolkit.document.read_document import read_document, unseen
from toolkit.errors import UnreadableDocumentError
from toolkit.form import words
from toolkit.form.finding import Finding, ordered
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity
from toolkit.xxgk.claims.against_last_year import compared, similar
from toolkit.xxgk.claims.fees import fees, in_first
from toolkit.xxgk.claims.growth import grown
from toolkit.xxgk.claims.hold import agree, said_of
from toolkit.xxgk.claims.limits import long_sentences
from toolkit.xxgk.claims.meanings import Meanings
from toolkit.xxgk.claims.of_sentence import OWN, WIDE
from toolkit.xxgk.outline import outline
from toolkit.xxgk.privacy import personal
from toolkit.xxgk.remark import quote, remark
from toolkit.xxgk.report_structure import dates, structure
from toolkit.xxgk.report_tables import read_tables
from toolkit.xxgk.table_rules import identities, unfilled
from toolkit.xxgk.whose_report import is_town, level_of, whose
from toolkit.xxgk.word_slips import wording

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.form.model import Form
    from toolkit.xxgk.claims.hold import Said
    from toolkit.xxgk.outline import Outline
    from toolkit.xxgk.report_tables import Tables

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
    return read_document(data, suffix, HEADS_OF_TABLES)


def publish_until(unit: str, year: int) -> datetime.date:
    """Return the last day on which the report of *unit* for *year* is published in time."""
    until = DEPARTMENT if level_of(unit) == "township" else GOVERNMENT
    return datetime.date(year + 1, *until)


def versions(form: Form, found: Sequence[Proofread]) -> list[Proofread]:
    """H3: tell of reports of one body and year where they differ from the first of them."""
    first: dict[tuple[str, int], Proofread] = {}
    told = []
    for one in found:
        other = first.setdefault((one.unit, one.year), one)
        off = list(_differences(form, one, other)) if other is not one else []
        if off:
            said = "；".join(off[:TOLD]) + (f" 等 {len(off)} 处" if len(off) > TOLD else "")
            made = remark("versions_differ", "全文", other.path, expected=said)
            told.append(replace(one, findings=tuple(ordered([*one.findings, made]))))
        else:
            told.append(one)
    return told


def _differences(form: Form, one: Proofread, other: Proofread) -> Iterator[str]:
    for cell in dict.fromkeys((*other.figures, *one.figures)):
        here, there = one.figures.get(cell), other.figures.get(cell)
        if here != there:
            told = words.told_apart(here, there)
            yield f"{words.brief(form.label(cell))} {told[0]}（那里是 {told[1]}）"
    missing = [t for t in one.texts if t not in set(other.texts)]
    yield from (f"“{quote(t)}”那里没有" for t in missing)


def _similar(taken: Taken, before: Taken) -> dict[str, int]:
    shares = {s.name: similar(taken.outline, before.outline, i) for i, s in taken.outline.sections.items()}
    return {name: share for name, share in shares.items() if share is not None}


class Taken(NamedTuple):
    """A report read: its outline and tables, whose it is and for which year."""

    outline: Outline
    tables: Tables
    unit: str
    year: int
    unseen: str
    """All the text of the file, that nobody sees on the page included."""


def proofread(path: Path, form: Form, asked: Asked, last: Path | None = None) -> Proofread:
    """Check the report at *path*; *last* is the one published for the year before.

    Raise UnreadableDocumentError for a file that is no report, or whose year nobody can tell.
    """
    taken = take(path, form, asked)
    before = _before(last, form, taken) if last else None
    said = said_of(taken.outline, taken.year, Meanings(form))
    return Proofread(
        str(path),
        taken.unit,
        taken.year,
        tuple(
            ordered(
                list({(f.digest, f.sheet, f.value): f for f in _findings(form, taken, before, said)}.values())
            )
        ),
        taken.tables.figures,
        sum(len(s.claims) for s in said),
        _similar(taken, before) if before else {},
        tuple(p.text for p in taken.outline.passages()),
    )


def _before(last: Path, form: Form, taken: Taken) -> Taken:
    """Return last year's report; raise UnreadableDocumentError where the one given says it is of another year."""
    before = take(last, form, Asked(taken.unit))
    if before.year != taken.year - 1:
        raise UnreadableDocumentError(
            f"{last} 是 {before.year} 年度的报告，要对比的应是 {taken.year - 1} 年度的。请核对 --last 给的文件。"
        )
    return before


def take(path: Path, form: Form, asked: Asked) -> Taken:
    """Read the report at *path*."""
    if not path.is_file():
        raise UnreadableDocumentError(f"没有文件 {path}。请核对路径。")
    data, suffix = bytes_of(path), path.suffix.casefold()
    document = read_published(data, suffix)
    said = outline(document)
    tables = read_tables(form, said.grids, [p.text for p in said.passages()])
    unit, year = whose(said)
    year = asked.year or year
    if not said.sections and not tables.shown:
        raise UnreadableDocumentError(
            f"{path} 里没有认出年度报告的任何一部分。请核对文件；图片和扫描件读不了。"
        )
    if not year:
        raise UnreadableDocumentError(f"{path} 里看不出是哪一年度的报告。请用 --year 写明。")
    return Taken(said, tables, asked.unit or unit, year, unseen(data, suffix))


def _findings(form: Form, taken: Taken, before: Taken | None, sentences: Sequence[Said]) -> Iterator[Finding]:
    said, tables, unit, year = taken.outline, taken.tables, taken.unit, taken.year
    level = level_of(unit)
    prior = before.tables.figures if before else {}
    figures = tables.figures | unfilled(form, tables)  # the prose is held to what the totals come to
    yield from structure(said, tables, form, year)
    who = Identity(form.id, form.edition, "", REPORT, "", unit, str(year), "", level)
    yield from identities(form, tables, who, year, prior)
    yield from long_sentences(said)
    yield from _bound(taken)
    yield from agree(sentences, figures, _scope(unit, level))
    yield from in_first(form, sentences, figures, town=is_town(unit))
    yield from fees(sentences, said, figures)
    yield from wording(said, unit, year, township=is_town(unit))
    yield from personal(_places(taken))
    yield from dates(said, year, publish_until(unit, year))
    if before:
        yield from compared(form, said, figures, before.outline, prior)
        yield from grown(sentences, figures, prior)


def _places(taken: Taken) -> Iterator[tuple[str, str]]:
    """Yield every text of the file and where it stands: prose, tables, then what nobody sees on the page."""
    yield from ((p.text, p.place) for p in taken.outline.passages())
    for grid in taken.outline.grids:
        for row in grid.rows:
            yield "|".join(box.text for box in row if box), "三张表"
    yield taken.unseen, "页眉页脚、脚注、隐藏内容或文件属性"


def _scope(unit: str, level: str) -> re.Pattern[str] | None:
    """Return the words that say a number of *unit*'s prose is not of what its tables are of."""
    if level != "township":
        return OWN
    return None if is_town(unit) else WIDE


def _bound(taken: Taken) -> Iterator[Finding]:
    """Yield the numbers that were drawn from a figure and no longer are what the tables say."""
    for passage in taken.outline.passages():
        for run in passage.paragraph.runs:
            if run.cell is None or run.cell not in taken.tables.figures:
                continue
            expected = taken.tables.figures[run.cell]
            stated = run.text.strip().replace(",", "")
            if stated != words.number(expected):
                yield remark(
                    "bound_changed",
                    passage.place,
                    quote(passage.text),
                    label=".".join(run.cell),
                    stated=stated,
                    expected=words.number(expected),
                )
