"""The lines of the check sheet: one a rule and place, with its formulas and what they come to for a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import CODES, ERROR, SEVERITY, WARNING
from toolkit.form.layout import ROWS_JUDGED, CellPlace, column_letters
from toolkit.form.rule_trees import asks_about_blanks, cells_needing_values
from toolkit.form.verdict import Verdict, shown_verdict
from toolkit.form.words import rule_statement, severity_words
from toolkit.sheets.verdict_formulas import (
    BAD,
    BAD_DATE,
    BAD_NUMBER,
    BAD_OPTION,
    BROKEN,
    KEPT,
    LATER,
    TOO_LONG,
    CheckCompiler,
    CheckGroup,
    group_checks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.row_rules import RowCheck
    from toolkit.form.rule import Rule
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import RowsVerdict, Verdicts

TO_MEND = (BROKEN, BAD_NUMBER, BAD_DATE, BAD_OPTION, TOO_LONG)
"""What keeps a workbook from being sent, where the line is an error's."""
ANSWERED, TYPED = "零报告", "格式"
"""The two lines every list has that are no rule of the form: it is answered, and its cells are of their types."""


class DrawnCheck(NamedTuple):
    """One line as it is drawn: what it says, where it points, its formulas and what they come to."""

    rule: str
    severity: str
    label: str
    statement: str
    remedy: str
    source: str
    at: CellPlace | None
    place: str
    verdict: str
    counter: str
    shown: str
    broken: int | str
    mends: bool
    """Whether the workbook may not be sent while this line does not hold."""
    first: str = ""
    """The formula of the address of the first cell that is wrong, where that is not always the same one."""
    pointing: tuple[str, ...] = ()
    """The verdicts for which *first* is meant; for the others the line's own place will do."""
    spot: str = ""
    """The address of the first cell that is wrong, as it stands."""
    instance: str = ""
    """The name under which the line is explained; "" where nothing is to be explained."""
    reason: str = ""
    """What the unit wrote to it."""
    checks: tuple[int, ...] = ()
    """The positions of its checks in ``GroundedForm.checks``; none for what is said of lists."""


def check_sheet_lines(
    compiler: CheckCompiler, submission: Submission, verdicts: Verdicts
) -> Iterator[DrawnCheck]:
    """Yield the lines of the check sheet in their order: lists, rules over figures, over rows, switched off."""
    for name in compiler.layout.strips:
        if submission.who.kind not in compiler.layout.strips[name].register.optional:
            yield _list_answered_line(compiler, submission, name)
        yield _list_types_line(compiler, submission, name)
    for line in group_checks(compiler.grounded):
        yield _figure_rule_line(compiler, submission, line, [verdicts.checks[i] for i in line.checks])
    for check, verdict in zip(compiler.grounded.row_checks, verdicts.rows, strict=True):
        yield _row_rule_line(compiler, submission, check, verdict)
    for rule in compiler.grounded.off:
        yield _line_of_rule(compiler, rule, "", None, "")


def _line_of_rule(
    compiler: CheckCompiler, rule: Rule, label: str, at: CellPlace | None, place: str
) -> DrawnCheck:
    why = f"{rule.source}。本机关{severity_words(rule)}：{rule.switch.why}" if rule.switch else rule.source
    said = rule_statement(compiler.grounded.form, rule)
    words = (rule.id, severity_words(rule), label, said, rule.remedy, why)
    return DrawnCheck(*words, at, place, "", "", "", 0, mends=rule.weight == ERROR)


def _figure_rule_line(
    compiler: CheckCompiler, submission: Submission, line: CheckGroup, verdicts: list[Verdict]
) -> DrawnCheck:
    form = compiler.grounded.form
    first, many = compiler.layout.at[line.cell], len(line.checks) > 1
    table = form.table(line.cell.table)
    check = compiler.grounded.checks[line.checks[0]]
    label = (table.title or table.id) if many else form.label(line.cell)
    if many and not check.alike:
        label = "·".join(form.row(line.cell).head)
    verdict, count = compiler.verdict(line)
    shown, broken = cached_verdict(compiler, line, verdicts, submission)
    place = f"{first.sheet} {first.a1}" + ("等" if many else "")
    spot = _first_wrong_cell(compiler, submission, line, verdicts)
    name = explainable_instance(line.rule, check.instance(form))
    return _line_of_rule(compiler, line.rule, label, first, place)._replace(
        instance=name,
        reason=submission.explanations.get(name, ""),
        verdict=verdict,
        counter=count,
        shown=shown,
        broken=broken,
        first=compiler.first_wrong(line),
        pointing=(BROKEN, BAD_NUMBER),
        spot=spot,
        checks=line.checks,
    )


def explainable_instance(rule: Rule, name: str) -> str:
    """Return the name under which a rule is explained in a place; "" where only mending helps."""
    return name if rule.weight == WARNING else ""


def _first_wrong_cell(
    compiler: CheckCompiler, submission: Submission, line: CheckGroup, verdicts: list[Verdict]
) -> str:
    """Return the address of the first cell that breaks a rule about each cell, words before numbers; else ""."""
    checks = [compiler.grounded.checks[i] for i in line.checks]
    if not checks[0].alike:
        return ""
    lost = [c.cell for c in checks if c.cell in submission.unread and not asks_about_blanks(c.expr)]
    wrong = lost or [c.cell for c, v in zip(checks, verdicts, strict=True) if v == Verdict.BROKEN]
    places = (compiler.layout.at[c] for c in wrong)
    first = min(places, key=lambda p: (p.row, p.column), default=None)
    return first.a1 if first else ""


def _row_rule_line(
    compiler: CheckCompiler, submission: Submission, check: RowCheck, verdict: RowsVerdict
) -> DrawnCheck:
    strip = compiler.layout.strips[check.list]
    formula, count = compiler.rows_verdict(check)
    at = strip.place(check.columns[0], strip.first)
    shown, broken = cached_row_verdict(compiler, check, verdict, submission)
    columns = "、".join(column_letters(dict(strip.columns)[c]) for c in check.columns)
    name = explainable_instance(check.rule, check.instance)
    return _line_of_rule(compiler, check.rule, strip.register.title, at, f"{at.sheet} {columns} 列")._replace(
        verdict=formula,
        counter=count,
        instance=name,
        reason=submission.explanations.get(name, ""),
        shown=shown,
        broken=broken,
        first=compiler.first_wrong_row(check),
        pointing=(BROKEN,),
        spot=strip.place(check.columns[0], verdict.broken[0] - 1).a1 if shown == BROKEN else "",
    )


def cached_verdict(
    compiler: CheckCompiler, line: CheckGroup, verdicts: list[Verdict], submission: Submission
) -> tuple[str, int]:
    """Return what a line shows for its checks' verdicts, and how many do not hold."""
    check = compiler.grounded.checks[line.checks[0]]
    if compiler.verdict(line)[0] == LATER:
        return LATER, 0
    unread = verdicts.count(Verdict.NOT_JUDGED)
    if unread:
        own = cells_needing_values(check.expr)
        alone = len(line.checks) == 1 and not check.alike
        needed = (compiler.grounded.inputs_of(own) if alone else line.cells) or own
        typed = compiler.typed(c for c in needed if c in submission.unread)
        return next(iter(typed), BAD_NUMBER), unread
    broken = verdicts.count(Verdict.BROKEN)
    if broken:
        return BROKEN, broken
    form = compiler.grounded.form
    return next((shown_verdict(form, v) for v in (Verdict.KEPT, Verdict.NO_PRIOR) if v in verdicts), ""), 0


def cached_row_verdict(
    compiler: CheckCompiler, check: RowCheck, verdict: RowsVerdict, submission: Submission
) -> tuple[str, int | str]:
    """Return what the line of a rule over rows shows, and how many rows break it, where the sheet can say."""
    strip = compiler.layout.strips[check.list]
    if compiler.rows_verdict(check)[0] == LATER:
        return LATER, ""
    if verdict.verdict == Verdict.SILENT:
        return "", ""
    rows = submission.rows[check.list]
    if rows[-1].number - strip.first > ROWS_JUDGED:
        return TOO_LONG, ""
    if verdict.verdict == Verdict.NOT_JUDGED:
        lost = {c for r in rows for c in r.unread if c in check.needs}
        found = {BAD[strip.register.field(c).type] for c in lost}
        return next(w for w in dict.fromkeys(BAD.values()) if w in found), ""
    return shown_verdict(compiler.grounded.form, verdict.verdict), len(verdict.broken)


def _list_answered_line(compiler: CheckCompiler, submission: Submission, name: str) -> DrawnCheck:
    """Say that a list has rows, or its 零报告 tick."""
    tick, code = compiler.layout.strips[name].tick, CODES["list_unanswered"]
    shown = KEPT if submission.rows.get(name) or name in submission.zero else BROKEN
    words = (compiler.layout.strips[name].register.title, "逐行填写，或选“本表无内容”", code.remedy, "")
    verdict = f'=IF({compiler.unanswered(name)},"{BROKEN}","{KEPT}")'
    grade, place, broken = SEVERITY[code.severity], f"{tick.sheet} {tick.a1}", int(shown == BROKEN)
    return DrawnCheck(ANSWERED, grade, *words, tick, place, verdict, "", shown, broken, mends=True)


def _list_types_line(compiler: CheckCompiler, submission: Submission, name: str) -> DrawnCheck:
    """Say that every cell of a list is of its column's type: counts pass over what is not."""
    strip = compiler.layout.strips[name]
    verdict, count = compiler.formats(name)
    types = {f.id: f.type for f in strip.register.fields}
    lost = [BAD[types[c]] for r in submission.rows.get(name, ()) for c in r.unread if types.get(c) in BAD]
    word = next((w for w in dict.fromkeys(BAD.values()) if w in lost), KEPT)
    answered = submission.rows.get(name) or name in submission.zero
    at = strip.place(strip.register.fields[0].id, strip.first)
    said, remedy = "日期栏是日期，数字栏是数字，选项从下拉列表中选", "按列头的要求改；不要的整行清空"
    words, place = (strip.register.title, said, remedy, ""), f"{at.sheet} {at.a1} 起"
    shown = word if answered else ""
    return DrawnCheck(TYPED, SEVERITY[ERROR], *words, at, place, verdict, count, shown, len(lost), mends=True)


def blocks_sending(line: DrawnCheck) -> bool:
    """Tell whether a line keeps the workbook from being sent."""
    return line.mends and line.shown in TO_MEND


def needs_explanation(line: DrawnCheck) -> bool:
    """Tell whether a line is a warning nobody has explained yet."""
    return bool(line.instance) and line.shown == BROKEN and not line.reason


def place_text(line: DrawnCheck) -> str:
    """Return the place of a line as people read it: the first cell that is wrong, or the line's own."""
    return f"{line.at.sheet} {line.spot or line.at.a1}" if line.at else ""
