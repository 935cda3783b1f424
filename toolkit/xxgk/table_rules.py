"""The identities of the form over a published report's tables: one finding for one cause, in the report's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.figures.check import judge_submissions
from toolkit.figures.suspects import suspected_causes
from toolkit.form import words
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.period import LAST_YEAR, Period
from toolkit.form.submission import Submission
from toolkit.xxgk.claims.meanings import TOTAL
from toolkit.xxgk.outline import ORDINALS, SECTIONS
from toolkit.xxgk.remark import make_remark
from toolkit.xxgk.report_structure import TABLE_SECTIONS
from toolkit.xxgk.whose_report import is_township

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.figures.suspects import SuspectedCause
    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity
    from toolkit.xxgk.table_reading import ReportTables

TABLES = tuple(TABLE_SECTIONS)
SAID_BETTER = {"B2", "D3", "F5"}
"""Rules of the form that proofreading says with the words of the report: blanks, corrected cases, jumps."""
OF_TOWNS = {"B4"}
"""Rules of the form that know what a township can have: a county's bureau on the same level has more."""
LEAST_UNFILLED = 3
"""From how many rows on totals of 0 are one fault, not several."""


def check_identities(
    form: Form, read: ReportTables, who: Identity, year: int, prior: dict[Cell, float]
) -> Iterator[Finding]:
    """Yield the identities the printed tables break, one finding for one cause."""
    before = {PriorCell(*c, LAST_YEAR): v for c, v in prior.items()}
    whole = ground_form(form, REPORT, who.level)
    checks = tuple(
        c
        for c in whole.checks
        if c.rule.id not in SAID_BETTER | (set() if is_township(who.name) else OF_TOWNS)
        and all(x.table.startswith(TABLES) for x in c.cells)
    )
    grounded = replace(whole, checks=checks, row_checks=())
    open_ = unfilled_totals(form, read)
    if open_:
        yield _unfilled_finding(form, open_)
    tables = {c for c in form.cells_of(REPORT) if c.table.startswith(TABLES)}
    unread = tables - set(read.figures) - set(read.blank) - read.folded
    printed = {c for c in whole.worked_out if c.table[:2] in read.shown}
    submission = Submission(
        who,
        figures=dict(read.figures | open_),  # told already, and no other rule is broken by it
        stated=frozenset(printed),
        unread=frozenset(unread),
        prior=before,
    )
    judged = judge_submissions(grounded, [submission], Period.of_year(year))[0]
    found = suspected_causes(grounded, submission, judged, Period.of_year(year))
    told = {c for cause in found for c in cause.checks}
    for cause in found:
        said = _cause_finding(form, cause, judged.figures, before)
        yield _point_at(said, [c for c, _ in cause.suspects] or list(cause.checks[0].cells))
    for check in judged.broken(grounded.checks):
        if check not in told:
            said = _broken_identity_finding(form, check.rule.id, check, judged.figures, before, "")
            yield _point_at(said, list(check.cells))


def _point_at(said: Finding, cells: Sequence[Cell]) -> Finding:
    """Return *said* with the figures it is about, by name: where they stand is marked."""
    return said._replace(args=(*said.args, ("figures", "\n".join(c.name for c in cells))))


def unfilled_totals(form: Form, read: ReportTables) -> dict[Cell, float]:
    """Return what 表三's totals come to where they were left blank, or the whole column 0: one cause, which would break more."""
    table = form.table("表三")
    sums = {
        Cell(table.id, line.id, TOTAL): sum(
            read.figures.get(Cell(table.id, line.id, c), 0.0) for c in table.column_ids if c != TOTAL
        )
        for line in table.rows
    }
    open_ = {c: v for c, v in sums.items() if v and not read.figures.get(c)}
    if any(read.figures.get(c) for c in sums) or len(open_) < LEAST_UNFILLED:
        blank = set(read.blank)
        found = {c: v for c, v in open_.items() if c in blank}
        return found if len(found) > 1 else {}  # a single one is named by the rule it breaks
    return open_


def _unfilled_finding(form: Form, open_: dict[Cell, float]) -> Finding:
    first, expected = next(iter(open_.items()))
    return make_remark(
        "totals_unfilled",
        f"{ORDINALS[2]}、{SECTIONS[2]}",
        words.brief_label(form.label(first)),
        about=[c.name for c in open_],
        count=str(len(open_)),
        expected=words.format_number(expected),
    )


def _cause_finding(
    form: Form, cause: SuspectedCause, figures: dict[Cell, Any], prior: dict[PriorCell, float]
) -> Finding:
    first, others = cause.checks[0], cause.checks[1:]
    more = ""
    if others:
        listed = "、".join(f"{words.brief_label(form.label(c.cell))}（规则 {c.rule.id}）" for c in others)
        more += f"；连带不符的：{listed}"
    if cause.suspects:
        one = "疑似" if len(cause.suspects) == 1 else "疑似其中一格填错："
        more += f"；{one}" + "、".join(
            f"{words.brief_label(form.label(c))}应为 {words.format_number(v)}" for c, v in cause.suspects
        )
    return _broken_identity_finding(form, first.rule.id, first, figures, prior, more)


def _broken_identity_finding(
    form: Form, rule: str, check: Any, figures: dict[Cell, Any], prior: dict[PriorCell, float], more: str
) -> Finding:
    section = TABLE_SECTIONS[check.cell.table[:2]]
    said = words.describe_broken_rule(form, check.expr, figures, prior)
    about = [(c.name, figures.get(c)) for c in check.cells]
    return make_remark(
        "rule_broken",
        f"{ORDINALS[section]}、{SECTIONS[section]}",
        words.format_number(figures.get(check.cell)),
        rule=rule,
        severity=check.rule.weight,
        about=about,
        label=words.brief_label(form.label(check.cell)),
        why=check.rule.why,
        said=said + more,
        remedy=check.rule.remedy.partition("。")[0],
    )
