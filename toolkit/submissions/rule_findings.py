"""Verdicts to findings: where a rule fails, said in the form's words, one finding for one cause where we know it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.form import words
from toolkit.form.finding import SHOWN_CELLS, digest_of_evidence, list_addresses, make_finding
from toolkit.form.layout import prior_sheet
from toolkit.form.model import PriorCell
from toolkit.form.period import YEAR, period_around
from toolkit.form.row_rules import HAIR
from toolkit.form.rule_language import PeriodBound, rounding_tolerance
from toolkit.form.rule_trees import needed_priors, walk_nodes, walk_tallies
from toolkit.form.verdict import Verdict
from toolkit.text.named_lines import list_briefly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from toolkit.figures.check import JudgedSubmission
    from toolkit.figures.suspects import SuspectedCause
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import Check, GroundedForm
    from toolkit.form.layout import CellPlace, Layout
    from toolkit.form.model import Cell, Form
    from toolkit.form.period import Period
    from toolkit.form.row_rules import RowCheck
    from toolkit.form.rule import Rule
    from toolkit.form.submission import Row, Submission, Value

ADJUSTING = ("adjusted", "adjusted_unsaid")
"""The findings about a figure the office put in the place of what its units come to."""
NO_RECORDS = ("not_a_record", "sum_as_record")
"""The findings about rows that are not counted, though the sheet's own formulas count them."""
TOLD_ROWS = 5
"""How many rows or cells a finding about several spells out."""
OTHER_PERIOD = "这本工作簿是 {own}的。确是 {when}的事，不要改日期，这些行报在 {other}的工作簿里；只有日期真写错了，才对照原件改正"
"""What to do where the dates are as they should be and the workbook is not."""
LEAVES = 30
"""Up to how many typed cells behind a total are said to be concerned when it is wrong."""
MANY = 4
"""From how many places on one rule is told in one finding."""


def findings_of_rules(
    grounded: GroundedForm, layout: Layout, judged: JudgedSubmission, submission: Submission, period: Period
) -> list[Finding]:
    """Return a finding for every fault the rules show, and one that counts the checks not judged.

    Identities that go back to one figure are one finding (``figures.cause``); a rule about each cell
    (没有填, 应为整数) is one a table, one about each row one a list; the same rule broken in many places is one.
    """
    from toolkit.figures.suspects import suspected_causes

    saying = _RuleFindingWriter(grounded, layout, judged, submission)
    broken = judged.broken(grounded.checks)
    found_causes = suspected_causes(grounded, submission, judged, period)
    explained = {c for cause in found_causes for c in cause.checks}
    alone = [c.checks[0] for c in found_causes if len(c.checks) == 1 and not c.suspects]
    grouped: dict[tuple[str, str], list[Check]] = {}
    for check in (*alone, *(c for c in broken if c not in explained)):
        grouped.setdefault((check.rule.id, check.cell.table), []).append(check)
    found = [saying.cause(c) for c in found_causes if len(c.checks) > 1 or c.suspects]
    for checks in grouped.values():
        apart = len(checks) < MANY and not checks[0].cellwise
        found += [saying.one(c) for c in checks] if apart else [saying.many(checks)]
    broken_rows = judged.broken_rows(grounded.row_checks)
    found += [saying.rows(check, verdict.broken) for check, verdict in broken_rows]
    begins = period.cumulative and period.first == period.bound("年初")  # nothing came before it
    left = {"not_judged": Verdict.NOT_JUDGED} | ({} if begins else {"no_prior": Verdict.NO_PRIOR})
    for code, verdict in left.items():
        if waiting := _count_verdict_places(grounded, judged, verdict):
            named = {"words": "、".join(dict.fromkeys(p.word for p in grounded.priors))}
            found.append(make_finding(code, value=str(waiting), **named, where=prior_sheet(grounded.form)))
    return found


def _count_verdict_places(grounded: GroundedForm, judged: JudgedSubmission, verdict: Verdict) -> int:
    """Count the places that end as *verdict* as the sheets do: a rule about each cell has one a table."""
    checks = zip(grounded.checks, judged.verdicts.checks, strict=True)
    names = {(c.rule.id, c.place) for c, v in checks if v == verdict}
    return len(names) + sum(r.verdict == verdict for r in judged.verdicts.rows)


class _RuleFindingWriter:
    """Says of one submission where a rule fails."""

    def __init__(
        self, grounded: GroundedForm, layout: Layout, judged: JudgedSubmission, submission: Submission
    ) -> None:
        self.grounded, self.form, self.layout = grounded, grounded.form, layout
        self.figures, self.submission = judged.figures, submission

    def said(self, check: Check) -> str:
        home = self.layout.at[check.cell].sheet

        def where(figure: Cell | PriorCell) -> str:
            at = self.layout.priors[figure] if isinstance(figure, PriorCell) else self.layout.at[figure]
            return at.a1 if at.sheet == home else f"{at.sheet} {at.a1}"

        return words.describe_broken_rule(self.form, check.expr, self.figures, self.submission.prior, where)

    def one(self, check: Check) -> Finding:
        value = words.format_figure(self.form, check.cell, self.figures.get(check.cell))
        said = {"label": self.form.label(check.cell), "value": value, "said": self.said(check)}
        found = _broken_rule_finding(check.rule, [self.layout.at[check.cell]], **said)
        return self.about(self.among(found, [check]), [check])

    def among(self, found: Finding, checks: Sequence[Check]) -> Finding:
        """Add the cells beside those that are wrong which people typed and in which the fault of *checks* may lie."""
        typed = {at: None for check in checks for at in self.behind(check)}
        return found._replace(among=tuple(at for at in typed if at not in found.at))

    def behind(self, check: Check) -> Iterator[CellPlace]:
        """Yield the cells somebody typed that a check comes from; of a total over very many, none."""
        for cell in check.cells:
            inputs = self.grounded.inputs_of((cell,))
            if len(inputs) <= LEAVES:
                yield from (self.layout.at[c] for c in inputs)
            if cell in self.submission.stated:
                yield self.layout.at[cell]
        yield from (self.layout.priors[c] for c in needed_priors(check.expr))

    def about(self, found: Finding, checks: Sequence[Check]) -> Finding:
        """Add to a finding the digest of the figures it is about, and what the unit wrote to it."""
        figures = []
        for c in checks:
            known = [(x.name, self.figures.get(x)) for x in c.cells]
            priors = [(x.name, self.submission.prior.get(x)) for x in needed_priors(c.expr)]
            figures.append((c.rule.id, c.cell.name, known, priors))
        return self.answered(found, figures, [c.instance(self.form) for c in checks])

    def answered(self, found: Finding, figures: object, names: Sequence[str]) -> Finding:
        """Add a digest, and what the unit wrote once every instance is spoken to."""
        instances = list(dict.fromkeys(names))
        texts = [self.submission.explanations.get(n, "") for n in instances]
        said = "；".join(dict.fromkeys(texts)) if all(texts) else ""
        return found._replace(digest=digest_of_evidence(figures), explanation=said, about=tuple(instances))

    def cause(self, cause: SuspectedCause) -> Finding:
        """Say one identity in full, name the others, and who is suspected of all of it."""
        first, others = cause.checks[0], cause.checks[1:]
        cell = cause.suspects[0][0] if len(cause.suspects) == 1 else first.cell
        home = self.layout.at[first.cell]
        said = [self.said(first) if cell == first.cell else f"{home.sheet} {home.a1} {self.said(first)}"]
        if others:
            places = [self.layout.at[c.cell] for c in others]
            told = list_briefly([f"{at.sheet} {at.a1}" for at in places], MANY, "处")
            said.append(f"连带不符、改好后一起消失的：{told}")
        if cause.suspects:
            one = len(cause.suspects) == 1
            which = "" if one else "其中几格填错：" if cause.apart else "其中一格填错，只改错的那一格："
            said.append("疑似" + which + "；".join(self.suspect(*s) for s in cause.suspects))
        at = self.layout.at[cell]
        shown = {"sheet": at.sheet, "cell": at.a1, "label": self.form.label(cell), "said": "；".join(said)}
        shown["value"] = words.format_figure(self.form, cell, self.figures.get(cell))
        suspects = [self.layout.at[c] for c, _ in cause.suspects]
        found = _broken_rule_finding(first.rule, suspects or [at], **shown)
        return self.about(found if suspects else self.among(found, cause.checks), cause.checks)

    def suspect(self, cell: Cell, likely: float) -> str:
        at, stands = self.layout.at[cell], self.figures.get(cell)
        off = (stands if isinstance(stands, float) else 0.0) - likely
        much = f"{'多' if off > 0 else '少'} {words.format_number(round(abs(off), 6))}"
        return f"{at.sheet} {at.a1}（{words.brief_label(self.form.label(cell))}）{much}，应为 {words.format_figure(self.form, cell, likely)}"

    def many(self, checks: list[Check]) -> Finding:
        if len(checks) == 1:
            return self.one(checks[0])
        first = checks[0]
        places = [self.layout.at[c.cell] for c in checks]
        told = {self.said(c) for c in checks}
        each = (f"{p.a1} {self.said(c)}" for p, c in zip(places[:TOLD_ROWS], checks, strict=False))
        table = self.form.table(first.cell.table)
        more = f"；共 {len(checks)} 处" if len(checks) > TOLD_ROWS else ""
        shown = told.pop() if len(told) == 1 else "；".join(each) + more
        found = _broken_rule_finding(first.rule, places, label=table.title or table.id, said=shown)
        return self.about(self.among(found, checks), checks)

    def rows(self, check: RowCheck, numbers: tuple[int, ...]) -> Finding:
        strip = self.layout.strips[check.list]
        rows = {r.number: r for r in self.submission.rows[check.list]}
        told = [words.describe_row(self.form, check, rows[n]) for n in numbers[:TOLD_ROWS]]
        more = f"；共 {len(numbers)} 行" if len(numbers) > TOLD_ROWS else ""
        said = {"label": strip.register.title, "said": "；".join(told) + more}
        said["cell"] = list_addresses([strip.place(check.columns[0], n - 1) for n in numbers])
        if other := self.other_period(check, [rows[n] for n in numbers], len(rows)):
            said["remedy"] = OTHER_PERIOD.format(**other)
        places = [strip.place(c, n - 1) for n in numbers for c in check.columns]
        found = _broken_rule_finding(check.rule, places, **said)
        wrong = sorted(sorted(rows[n].values.items()) for n in numbers)
        return self.answered(found, [check.instance, wrong], [check.instance])

    def other_period(self, check: RowCheck, broken: Sequence[Row], rows: int) -> dict[str, str]:
        """Name the one period most rows of a list are of, where a rule wants another: the workbook then is the wrong one.

        What is counted from January is of another year, whatever its month.
        """
        days = [c for c in check.columns if self.form.register(check.list).field(c).type == "date"]
        dates = [str(r.values.get(c)) for r in broken for c in days]
        own = self.form.periods.read(self.submission.who.period)
        periods = {_period_of_day(self.form, d) for d in dates}
        bound = any(isinstance(n, PeriodBound) for n in walk_nodes(check.expr))
        if not bound or len(periods) != 1 or len(broken) <= max(1, rows // 2):
            return {}
        other = periods.pop()
        if other is None:
            return {}
        return {"own": own.spaced_name, "when": other.spaced_in_title, "other": other.spaced_name}


def _period_of_day(form: Form, day: str) -> Period | None:
    """Return the period of *form* that *day* lies in; of a cumulative form, its year; None where it is no day."""
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return period_around(found, YEAR if form.periods.cumulative else form.periods.kind)


def _broken_rule_finding(rule: Rule, at: Sequence[CellPlace], **said: str) -> Finding:
    why = rule.why + ("（试行规则，误报请告知）" if rule.beta else "")
    said = {"why": why, "remedy": rule.remedy, **said}
    return make_finding("rule_broken", at, severity=rule.weight, rule=rule.id, **said)


def typed_over_findings(
    grounded: GroundedForm, layout: Layout, judged: JudgedSubmission, submission: Submission
) -> list[Finding]:
    """Return a finding for every worked-out cell of a unit's that holds no formula any more; what is worked out counts.

    What differs from it is asked about, for the list may lack a row; nothing is to be done about what does not. Formats
    that tell no formulas show a right number where our formula may still be: nobody typed that.
    """
    found = []
    untold = any(f.code == "legacy_format" for f in submission.findings)
    for cell, stands in submission.typed_over.items():
        at, number = layout.at[cell], judged.figures.get(cell)
        if untold and stands == number:
            continue
        said = {"label": grounded.form.label(cell), "value": words.format_number(stands) or "空白"}
        if number is None or stands in ("", number):
            again = "" if number is None else f"；已重新算出 {words.format_number(number)}"
            again = "（公式没有了，数没有变）" if number is not None and stands == number else again
            found.append(make_finding("formula_lost", [at], again=again, **said))
            continue
        lists = dict.fromkeys(t.list for t in walk_tallies(grounded.worked_out[cell]))
        sheets = "”“".join(dict.fromkeys(grounded.form.register(x).sheet for x in lists))
        said |= {
            "expected": words.format_figure(grounded.form, cell, number),
            "source": f"“{sheets}”" if sheets else "本表其他格",
        }
        digest = digest_of_evidence(["typed_over", cell.name, stands, number])
        found.append(make_finding("replaced", [at], digest=digest, **said))
    return found


def list_total_findings(
    grounded: GroundedForm, layout: Layout, judged: JudgedSubmission, adjusted: Collection[Finding]
) -> list[Finding]:
    """Return a finding for every list of a report whose rows come to other figures than its tables say.

    Figures somebody *adjusted* have their own finding.
    """
    said = {at for f in adjusted if f.code in ADJUSTING for at in f.at}
    by_list: dict[str, list[tuple[CellPlace, str]]] = {}
    for cell, number in judged.unlike.items():
        at = layout.at[cell]
        if at not in said:
            name = next(walk_tallies(grounded.starts[cell])).list
            stands = words.format_number(judged.figures.get(cell))
            text = f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）应为 {words.format_number(number)}，实为 {stands}"
            by_list.setdefault(name, []).append((at, text))
    found = []
    for name, differing in by_list.items():
        value = list_briefly([text for _, text in differing], SHOWN_CELLS, "格", "；")
        told = {"label": grounded.form.register(name).sheet, "value": value, "cell": differing[0][0].a1}
        found.append(make_finding("list_differs", [at for at, _ in differing], **told))
    return found


def cached_result_findings(
    grounded: GroundedForm,
    layout: Layout,
    cached: Mapping[Cell, str],
    figures: Mapping[Cell, Value],
    told: Iterable[Finding],
) -> list[Finding]:
    """Return a finding where our own formula shows another result than it should.

    *told* are the reader's findings: rows that are no records are counted by formulas all the same.
    """
    found = []
    counted = {dict(f.args).get("list", "") for f in told if f.code in NO_RECORDS}
    for cell, raw in cached.items():
        value = figures.get(cell)  # without one (its list or inputs were not read) nothing is held against it
        # An office's own formula may show more decimals than the figure is kept with.
        places = grounded.form.figure(cell).places if cell.name in layout.own_formulas else None
        if value is None or is_shown_value(raw, value, places):
            continue
        said = {
            "label": grounded.form.label(cell),
            "value": raw or "空白",
            "read": words.format_number(value),
        }
        tree = grounded.worked_out.get(cell)
        lists = {t.list for t in walk_tallies(tree)} if tree else set()
        if sheets := [grounded.form.register(x).sheet for x in sorted(lists & counted)]:
            found.append(make_finding("total_in_formula", [layout.at[cell]], list="”“".join(sheets), **said))
        else:
            found.append(make_finding("stale_cache", [layout.at[cell]], **said))
    return found


def is_shown_value(raw: str, value: Value | None, places: int | None = None) -> bool:
    """Tell whether *raw*, which a cell shows, is *value*, as far as it is shown with *places*."""
    try:
        if places is not None and isinstance(value, float):
            return abs(float(raw) - value) <= rounding_tolerance(places) + HAIR
        return words.is_same_number(float(raw), value)
    except ValueError:
        return raw == value
