"""Proofread a published report: its form, its tables, its prose against both, and against last year's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.documents.reading import read_document
from toolkit.errors import UnreadableDocumentError
from toolkit.figures.cause import causes
from toolkit.figures.check import judge
from toolkit.form import words
from toolkit.form.finding import ERROR, Finding, ordered
from toolkit.form.ground import ground
from toolkit.form.model import REPORT, Cell
from toolkit.form.submission import Identity, Submission
from toolkit.prose.agree import agree, said_of
from toolkit.prose.body import is_town, level_of, whose
from toolkit.prose.claims import OWN, WIDE
from toolkit.prose.fees import fees, in_first
from toolkit.prose.meaning import TOTAL, Meanings
from toolkit.prose.outline import ORDINALS, SECTIONS, outline
from toolkit.prose.privacy import personal
from toolkit.prose.remark import quote, remark
from toolkit.prose.structure import TABLE_SECTIONS, dates, structure
from toolkit.prose.tables import read_tables
from toolkit.prose.wording import wording
from toolkit.prose.years import compared, similar

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.figures.cause import Cause
    from toolkit.form.document import Document
    from toolkit.form.ground import Check
    from toolkit.form.model import Form
    from toolkit.prose.outline import Outline
    from toolkit.prose.tables import Tables

TABLES = tuple(TABLE_SECTIONS)
SAID_BETTER = {"B2", "D3", "F5"}
"""Rules of the form that proofreading says with the words of the report: blanks, corrected cases, jumps."""
OF_TOWNS = {"B4"}
"""Rules of the form that know what a township can have: a county's bureau on the same level has more."""
GOVERNMENT, DEPARTMENT = (3, 31), (1, 31)
"""Until when a government's report is published, and a department's or township's (条例 art. 49)."""
LEAST_UNFILLED = 3
"""From how many rows on totals that are missing are one fault, not several."""
TOLD = 5
"""How many differences between two versions are spelt out."""


class Asked(NamedTuple):
    """What the caller knows of a report that its text may not say."""

    unit: str = ""
    year: int = 0


@dataclass(frozen=True)
class Proofread:
    """A report proofread. *unit* and *year* as believed; *decided* are findings somebody has ruled on, with why."""

    path: str
    unit: str
    year: int
    findings: tuple[Finding, ...]
    figures: dict[Cell, float] = field(default_factory=dict)
    claims: int = 0
    similar: dict[str, int] = field(default_factory=dict)
    """How many percent of each section's sentences stood in last year's report, where that is given."""
    texts: tuple[str, ...] = ()
    decided: tuple[tuple[Finding, str, str], ...] = ()

    @property
    def must_act(self) -> bool:
        """Tell whether something wrong is left."""
        return any(f.severity == ERROR for f in self.findings)

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        return {
            "path": self.path,
            "unit": self.unit,
            "year": self.year,
            "figures": {c.name: v for c, v in self.figures.items()},
            "claims": self.claims,
            "similar": self.similar,
            "findings": [f.plain() for f in self.findings],
            "decided": [f.plain() | {"decision": d, "why": why} for f, d, why in self.decided],
        }


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
            yield f"{words.brief(form.label(cell))} {words.number(here)}（那里是 {words.number(there)}）"
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
    document: Document


def proofread(path: Path, form: Form, asked: Asked, last: Path | None = None) -> Proofread:
    """Check the report at *path*; *last* is the one published for the year before.

    Raise UnreadableDocumentError for a file that is no report, or whose year nobody can tell.
    """
    taken = take(path, form, asked)
    before = take(last, form, Asked(taken.unit, taken.year - 1)) if last else None
    return Proofread(
        str(path),
        taken.unit,
        taken.year,
        tuple(ordered(list({(f.digest, f.sheet): f for f in _findings(form, taken, before)}.values()))),
        taken.tables.figures,
        sum(len(s.claims) for s in said_of(taken.outline, taken.year, Meanings(form))),
        _similar(taken, before) if before else {},
        tuple(p.text for p in taken.outline.passages()),
    )


def take(path: Path, form: Form, asked: Asked) -> Taken:
    """Read the report at *path*."""
    if not path.is_file():
        raise UnreadableDocumentError(f"没有文件 {path}。请核对路径。")
    document = read_document(path.read_bytes(), path.suffix.casefold())
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
    return Taken(said, tables, asked.unit or unit, year, document)


def _findings(form: Form, taken: Taken, before: Taken | None) -> Iterator[Finding]:
    said, tables, unit, year = taken.outline, taken.tables, taken.unit, taken.year
    level = level_of(unit)
    prior = before.tables.figures if before else {}
    figures = tables.figures
    sentences = said_of(said, year, Meanings(form))
    yield from structure(said, tables, form, year)
    yield from of_tables(form, taken, level, prior)
    yield from _bound(taken)
    yield from agree(sentences, figures, _scope(unit, level))
    yield from in_first(form, sentences, figures, town=is_town(unit))
    yield from fees(sentences, said, figures)
    yield from wording(said, unit, year, township=is_town(unit))
    for grid in said.grids:
        for row in grid.rows:
            yield from personal("|".join(box.text for box in row if box), "三张表")
    until = GOVERNMENT if level != "township" else DEPARTMENT
    yield from dates(said, year, datetime.date(year + 1, *until))
    if before:
        yield from compared(form, said, figures, before.outline, prior)


def _scope(unit: str, level: str) -> re.Pattern[str] | None:
    """Return the words that say a number of *unit*'s prose is not of what its tables are of."""
    if level != "township":
        return OWN
    return None if is_town(unit) else WIDE


def of_tables(form: Form, taken: Taken, level: str, prior: dict[Cell, float]) -> Iterator[Finding]:
    """Yield the identities the printed tables break, one finding for one cause."""
    whole = ground(form, REPORT, level)
    checks = tuple(
        c
        for c in whole.checks
        if c.rule.id not in SAID_BETTER | (set() if is_town(taken.unit) else OF_TOWNS)
        and all(x.table.startswith(TABLES) for x in c.cells)
    )
    grounded = replace(whole, checks=checks, row_checks=())
    read = taken.tables
    unfilled = _unfilled(form, read)
    if unfilled:
        yield unfilled
        checks = tuple(c for c in checks if not _of_totals(c))
        grounded = replace(whole, checks=checks, row_checks=())
    tables = {c for c in form.cells_of(REPORT) if c.table.startswith(TABLES)}
    unread = tables - set(read.figures) - set(read.blank) - read.folded
    printed = {c for c in whole.worked_out if c.table[:2] in read.shown}
    who = Identity(form.id, form.edition, "", REPORT, "", taken.unit, str(taken.year), "", level)
    submission = Submission(
        who,
        figures=dict(taken.tables.figures),
        stated=frozenset(printed),
        unread=frozenset(unread),
        prior=prior,
    )
    judged = judge(grounded, [submission], taken.year)[0]
    found = causes(grounded, submission, judged, taken.year)
    told = {c for cause in found for c in cause.checks}
    for cause in found:
        yield _cause(form, cause, judged.figures, prior)
    for check in judged.broken(grounded.checks):
        if check not in told:
            yield _rule(form, check.rule.id, check, judged.figures, prior, "")


def _unfilled(form: Form, read: Tables) -> Finding | None:
    """Return that 表三's column of totals was left blank or 0: one cause, which would break every row."""
    table = form.table("表三")
    sums = {
        line: sum(read.figures.get(Cell(table.id, line.id, c), 0.0) for c in table.column_ids if c != TOTAL)
        for line in table.rows
    }
    open_ = [x for x in table.rows if sums[x] and not read.figures.get(Cell(table.id, x.id, TOTAL))]
    filled = [x for x in table.rows if read.figures.get(Cell(table.id, x.id, TOTAL))]
    if len(open_) < LEAST_UNFILLED or filled:
        return None
    first = Cell(table.id, open_[0].id, TOTAL)
    return remark(
        "totals_unfilled",
        f"{ORDINALS[2]}、{SECTIONS[2]}",
        words.brief(form.label(first)),
        about=[c.name for c in (first,)] + [x.id for x in open_],
        count=str(len(open_)),
        expected=words.number(sums[open_[0]]),
    )


def _of_totals(check: Check) -> bool:
    """Tell whether a check looks at 表三's column of totals."""
    return any(c.table == "表三" and c.column == TOTAL for c in check.cells)


def _cause(form: Form, cause: Cause, figures: dict[Cell, Any], prior: dict[Cell, float]) -> Finding:
    first, others = cause.checks[0], cause.checks[1:]
    more = ""
    if others:
        listed = "、".join(f"{words.brief(form.label(c.cell))}（规则 {c.rule.id}）" for c in others)
        more += f"；连带不符的：{listed}"
    if cause.suspects:
        one = "疑似" if len(cause.suspects) == 1 else "疑似其中一格填错："
        more += f"；{one}" + "、".join(
            f"{words.brief(form.label(c))}应为 {words.number(v)}" for c, v in cause.suspects
        )
    return _rule(form, first.rule.id, first, figures, prior, more)


def _rule(
    form: Form, rule: str, check: Any, figures: dict[Cell, Any], prior: dict[Cell, float], more: str
) -> Finding:
    section = TABLE_SECTIONS[check.cell.table[:2]]
    said = words.broken(form, check.expr, figures, prior)
    about = [(c.name, figures.get(c)) for c in check.cells]
    return remark(
        "rule_broken",
        f"{ORDINALS[section]}、{SECTIONS[section]}",
        words.number(figures.get(check.cell)),
        rule=rule,
        severity=check.rule.weight,
        about=about,
        label=words.brief(form.label(check.cell)),
        why=check.rule.why,
        said=said + more,
        remedy=check.rule.remedy.partition("。")[0],
    )


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
