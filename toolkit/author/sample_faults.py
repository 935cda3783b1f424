"""What a unit sent first: its good submission with one mistake people make, or with one rule broken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.author.sample_recipe import ANY_RULE, LEFT_BLANK, NOT_SENT, WORDS
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.form.finding_codes import ERROR

if TYPE_CHECKING:
    from toolkit.author.invented_submission import SubmissionInventor
    from toolkit.form.model import Cell, Form
    from toolkit.form.rule import Rule
    from toolkit.form.submission import Submission, Value

UNSURE = "约{}"
"""How people write a number they do not know."""
NO_DAY = "月底"
"""What people write for a day they do not know."""
MANY = 10
"""A number nobody counted."""
CHECKED = 3
"""How many checks of a rule are looked at for a way to break it."""


def sent_at_first(inventor: SubmissionInventor, good: Submission, fault: str) -> Submission | None:
    """Return what was sent first where *fault* is what was wrong with it; None for nothing."""
    match fault:
        case "":
            return good
        case f if f == NOT_SENT:
            return None
        case f if f == WORDS:
            return _with_words(inventor, good)
        case f if f == LEFT_BLANK:
            return _with_blank(inventor, good)
    rules = [*(c.rule for c in inventor.grounded.checks), *(c.rule for c in inventor.grounded.row_checks)]
    wanted = [r for r in dict.fromkeys(rules) if r.id == fault or (fault == ANY_RULE and r.weight == ERROR)]
    for rule in wanted:
        if (broken := _with_rule_broken(inventor, good, rule)) is not None:
            return broken
    if fault == ANY_RULE:
        return _with_words(inventor, good)
    raise WorkFolderError(f"样例里 {good.who.name} 的规则 {fault} 做不出不符的。请换一条规则。")


def _numbers(inventor: SubmissionInventor, good: Submission) -> list[Cell]:
    """Return the cells of *good* where a number was typed, those that are not 0 before the others."""
    typed = [c for c in inventor.grounded.inputs if isinstance(good.figures.get(c), float)]
    return sorted(typed, key=lambda c: not good.figures[c])


def _with_words(inventor: SubmissionInventor, good: Submission) -> Submission:
    if numbers := _numbers(inventor, good):
        at = numbers[len(numbers) // 3]
        return replace(good, figures={**good.figures, at: UNSURE.format(f"{good.figures[at]:g}")})
    for name in good.rows:
        for field in inventor.form.register(name).fields:
            if field.type not in ("text", "option") and field.id in good.rows[name][0].values:
                said = NO_DAY if field.type == "date" else UNSURE.format(MANY)
                return _with_row_values(good, name, {**good.rows[name][0].values, field.id: said})
    return good


def without_words_for_days(form: Form, sent: Submission) -> Submission:
    """Return what can be read of *sent*: words for a day are none."""
    rows = {}
    for name, listed in sent.rows.items():
        days = [f.id for f in form.register(name).fields if f.type == "date"]
        rows[name] = tuple(
            r._replace(values={k: v for k, v in r.values.items() if k not in days or v != NO_DAY})
            for r in listed
        )
    return replace(sent, rows=rows)


def _with_blank(inventor: SubmissionInventor, good: Submission) -> Submission:
    if numbers := _numbers(inventor, good):
        return replace(good, figures={c: v for c, v in good.figures.items() if c != numbers[0]})
    for name in good.rows:
        asked = [f.id for f in inventor.form.register(name).fields if f.required]
        if len(asked) > 1:
            kept = {k: v for k, v in good.rows[name][0].values.items() if k != asked[-1]}
            return _with_row_values(good, name, kept)
    return good


def _with_row_values(good: Submission, name: str, values: dict[str, Value]) -> Submission:
    """Return *good* with other values in the first row of the list *name*."""
    first, *rest = good.rows[name]
    return replace(good, rows={**good.rows, name: (first._replace(values=values), *rest)})


def _with_rule_broken(inventor: SubmissionInventor, good: Submission, rule: Rule) -> Submission | None:
    """Return *good* with one figure, or one row, that breaks *rule* and as few others as can be; None where there is none."""
    grounded = inventor.grounded
    tried: list[tuple[float, Submission]] = []
    for check in [c for c in grounded.checks if c.rule == rule][:CHECKED]:
        for cell in grounded.inputs_of(check.cells):
            stands = good.figures.get(cell)
            if isinstance(stands, float):
                more = (stands + 2, stands * 2 + 5, 0.0)
                tried += [(abs(v - stands), replace(good, figures={**good.figures, cell: v})) for v in more]
            blank = {c: v for c, v in good.figures.items() if c != cell}
            tried.append((0.0, replace(good, figures=blank)))
    for row_check in [c for c in grounded.row_checks if c.rule == rule and c.list in good.rows]:
        register = inventor.form.register(row_check.list)
        rows, broken = inventor.rows_drawn(register, good.who)
        wrong = sorted((len(b), i) for i, b in enumerate(broken) if rule.id in b)
        own = {k: v for k, v in good.rows[register.id][0].values.items() if k in register.key}
        tried += [(0.0, _with_row_values(good, register.id, {**rows[i].values, **own})) for _, i in wrong[:1]]
    judged = judge_submissions(grounded, [s for _, s in tried], inventor.period) if tried else []
    found = []
    for at, one in enumerate(judged):
        rules = [c.rule.id for c in one.broken(grounded.checks)]
        rules += [c.rule.id for c, _ in one.broken_rows(grounded.row_checks)]
        if rule.id in rules:
            found.append((len(rules), tried[at][0], at))
    return tried[min(found)[2]][1] if found else None
