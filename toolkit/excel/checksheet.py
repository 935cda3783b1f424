"""The check sheet: one line a rule and place, judged live by the spreadsheet program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.formula import (
    BAD,
    BAD_DATE,
    BAD_NUMBER,
    BAD_OPTION,
    BROKEN,
    KEPT,
    LATER,
    NO_PRIOR,
    TOO_LONG,
    Compiler,
    Line,
    lines,
)
from toolkit.excel.look import Formats, box, lines_needed, put
from toolkit.excel.pages import paper
from toolkit.form.finding import CODES, ERROR, SEVERITY
from toolkit.form.ground import valued, valued_columns
from toolkit.form.layout import CHECKS, ROWS_JUDGED, letters
from toolkit.form.verdict import Verdict
from toolkit.form.words import grade, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.ground import RowCheck
    from toolkit.form.layout import Place
    from toolkit.form.model import Rule
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import RowsVerdict, Verdicts

HEADS = ("规则", "级别", "单元格", "指标", "应当怎样", "结论", "不符处", "怎么改", "依据")
WIDTHS = (8.0, 10.0, 16.0, 34.0, 46.0, 14.0, 8.0, 40.0, 34.0)
FIRST, LINK, VERDICT, COUNT = 3, 2, 5, 6
READY = "可以上报"
TO_MEND = (BROKEN, BAD_NUMBER, BAD_DATE, BAD_OPTION, TOO_LONG)
"""What keeps a workbook from being sent, where the line is an error's."""
ANSWERED, TYPED = "零报告", "格式"
"""The two lines every list has that are no rule of the form: it is answered, and its cells are of their types."""
NOTE = (
    f"填表时自动判断：绿色“{KEPT}”；红色“{BROKEN}”要改；“{BAD_NUMBER}”“{BAD_DATE}”“{BAD_OPTION}”是单元格里的内容不合格式；"
    f"“{NO_PRIOR}”是没有上年数，不用管；“{LATER}”收回后由汇总单位判断；空白是还没有填。"
)


class Drawn(NamedTuple):
    """One line as it is drawn: what it says, where it points, its formulas and what they come to."""

    rule: str
    severity: str
    label: str
    statement: str
    remedy: str
    source: str
    at: Place | None
    place: str
    verdict: str
    counter: str
    shown: str
    broken: int | str
    mends: bool
    """Whether the workbook may not be sent while this line does not hold."""


def draw_checks(
    book: Workbook, formats: Formats, compiler: Compiler, submission: Submission, verdicts: Verdicts
) -> str:
    """Draw the check sheet; return the cover's verdict, its cached text and its formula, a line each."""
    sheet = book.add_worksheet(CHECKS)
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    box(sheet, 0, 0, 1, len(HEADS), "校验", formats("title"))
    sheet.set_row(0, 30)
    box(sheet, 1, 0, 1, len(HEADS), NOTE, formats("intro"))
    sheet.set_row(1, 30)
    for column, text in enumerate(HEADS):
        put(sheet, FIRST - 1, column, text, formats("head"))
    drawn = list(plan(compiler, submission, verdicts))
    for row, line in enumerate(drawn, FIRST):
        _draw(sheet, formats, row, line)
    last = FIRST + len(drawn) - 1
    _tones(sheet, formats, last)
    sheet.freeze_panes(FIRST, 0)
    sheet.autofilter(FIRST - 1, 0, last, len(HEADS) - 1)
    paper(sheet, landscape=True)
    sheet.repeat_rows(FIRST - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    return _cover(sum(d.mends and d.shown in TO_MEND for d in drawn), last + 1)


def plan(compiler: Compiler, submission: Submission, verdicts: Verdicts) -> Iterator[Drawn]:
    """Yield the lines of the check sheet in their order: lists, rules over figures, over rows, switched off."""
    for name in compiler.layout.strips:
        yield _answered(compiler, submission, name)
        yield _typed(compiler, submission, name)
    for line in lines(compiler.grounded):
        yield _rule(compiler, submission, line, [verdicts.checks[i] for i in line.checks])
    for check, verdict in zip(compiler.grounded.row_checks, verdicts.rows, strict=True):
        yield _rows(compiler, submission, check, verdict)
    for rule in compiler.grounded.off:
        yield _said(compiler, rule, "", None, "")


def _cover(broken: int, end: int) -> str:
    def area(column: int) -> str:
        return f"'{CHECKS}'!${letters(column)}${FIRST + 1}:${letters(column)}${end}"

    count = "+".join(f'COUNTIFS({area(1)},"{SEVERITY[ERROR]}",{area(VERDICT)},"{v}")' for v in TO_MEND)
    text = READY if broken == 0 else f"还有 {broken} 项要改"
    return f'{text}\n=IF({count}=0,"{READY}","还有 "&({count})&" 项要改")'


def _said(compiler: Compiler, rule: Rule, label: str, at: Place | None, place: str) -> Drawn:
    why = f"{rule.source}。本机关{grade(rule)}：{rule.switch.why}" if rule.switch else rule.source
    said = statement(compiler.grounded.form, rule)
    mends = rule.weight == ERROR
    return Drawn(rule.id, grade(rule), label, said, rule.remedy, why, at, place, "", "", "", 0, mends)


def _rule(compiler: Compiler, submission: Submission, line: Line, verdicts: list[Verdict]) -> Drawn:
    form = compiler.grounded.form
    first, many = compiler.layout.at[line.cell], len(line.checks) > 1
    table = form.table(line.cell.table)
    label = (table.title or table.id) if many else form.label(line.cell)
    verdict, count = compiler.verdict(line)
    shown, broken = cached(compiler, line, verdicts, submission)
    place = f"{first.sheet} {first.a1}" + ("等" if many else "")
    return _said(compiler, line.rule, label, first, place)._replace(
        verdict=verdict, counter=count, shown=shown, broken=broken
    )


def _rows(compiler: Compiler, submission: Submission, check: RowCheck, verdict: RowsVerdict) -> Drawn:
    strip = compiler.layout.strips[check.list]
    formula, count = compiler.rows_verdict(check)
    at = strip.place(check.columns[0], strip.first)
    shown, broken = cached_rows(compiler, check, verdict, submission)
    columns = "、".join(letters(dict(strip.columns)[c]) for c in check.columns)
    return _said(compiler, check.rule, strip.register.title, at, f"{at.sheet} {columns} 列")._replace(
        verdict=formula, counter=count, shown=shown, broken=broken
    )


def cached(
    compiler: Compiler, line: Line, verdicts: list[Verdict], submission: Submission
) -> tuple[str, int]:
    """Return what a line shows for its checks' verdicts, and how many do not hold."""
    check = compiler.grounded.checks[line.checks[0]]
    if compiler.verdict(line)[0] == LATER:
        return LATER, 0
    unread = verdicts.count(Verdict.NOT_JUDGED)
    if unread:
        needed = compiler.grounded.inputs_of(valued(check.expr)) if not check.cellwise else line.cells
        typed = compiler.typed(c for c in needed or valued(check.expr) if c in submission.unread)
        return next(iter(typed), BAD_NUMBER), unread
    broken = verdicts.count(Verdict.BROKEN)
    if broken:
        return BROKEN, broken
    return next((v.value for v in verdicts if v != Verdict.SILENT), ""), 0


def cached_rows(
    compiler: Compiler, check: RowCheck, verdict: RowsVerdict, submission: Submission
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
        lost = {c for r in rows for c in r.unread if c in valued_columns(check.expr)}
        found = {BAD[strip.register.field(c).type] for c in lost}
        return next(w for w in dict.fromkeys(BAD.values()) if w in found), ""
    return verdict.verdict.value, len(verdict.broken)


def _answered(compiler: Compiler, submission: Submission, name: str) -> Drawn:
    """Say that a list has rows, or its 零报告 tick."""
    tick, code = compiler.layout.strips[name].tick, CODES["list_unanswered"]
    shown = KEPT if submission.rows.get(name) or name in submission.zero else BROKEN
    return Drawn(
        ANSWERED,
        SEVERITY[code.severity],
        compiler.layout.strips[name].register.title,
        "逐行填写，或选“本表无内容”",
        code.remedy,
        "",
        tick,
        f"{tick.sheet} {tick.a1}",
        f'=IF({compiler.unanswered(name)},"{BROKEN}","{KEPT}")',
        "",
        shown,
        int(shown == BROKEN),
        mends=True,
    )


def _typed(compiler: Compiler, submission: Submission, name: str) -> Drawn:
    """Say that every cell of a list is of its column's type: counts pass over what is not."""
    strip = compiler.layout.strips[name]
    verdict, count = compiler.formats(name)
    types = {f.id: f.type for f in strip.register.fields}
    lost = [BAD[types[c]] for r in submission.rows.get(name, ()) for c in r.unread if types.get(c) in BAD]
    word = next((w for w in dict.fromkeys(BAD.values()) if w in lost), KEPT)
    answered = submission.rows.get(name) or name in submission.zero
    at = strip.place(strip.register.fields[0].id, strip.first)
    return Drawn(
        TYPED,
        SEVERITY[ERROR],
        strip.register.title,
        "日期栏是日期，数字栏是数字，选项从下拉列表中选",
        "按列头的要求改；不要的整行清空",
        "",
        at,
        f"{at.sheet} {at.a1} 起",
        verdict,
        count,
        word if answered else "",
        len(lost),
        mends=True,
    )


def _draw(sheet: Worksheet, formats: Formats, row: int, line: Drawn) -> None:
    texts = (line.rule, line.severity, "", line.label, line.statement, "", "", line.remedy, line.source)
    for column, text in enumerate(texts):
        put(sheet, row, column, text, formats("cell"))
    sheet.set_row(row, 16 * max(lines_needed(t, w) for t, w in zip(texts, WIDTHS, strict=True)) + 3)
    if line.at:
        link = f"internal:'{line.at.sheet}'!{line.at.a1}"
        sheet.write_url(row, LINK, link, formats("link"), string=line.place)
    if line.verdict.startswith("="):
        sheet.write_formula(row, VERDICT, line.verdict, formats("verdict"), line.shown)
    elif line.verdict:
        put(sheet, row, VERDICT, line.verdict, formats("verdict"))
    if line.counter:
        sheet.write_formula(row, COUNT, line.counter, formats("number"), line.broken if line.shown else "")


def _tones(sheet: Worksheet, formats: Formats, last: int) -> None:
    tones = {KEPT: "good", BROKEN: "bad"} | dict.fromkeys(TO_MEND[1:], "warn")
    for text, tone in tones.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(FIRST, VERDICT, last, VERDICT, rule)
