"""The check sheet: one line a rule and place, judged live by the spreadsheet program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.excel.formula import BAD_NUMBER, BROKEN, KEPT, Compiler, Line, lines
from toolkit.excel.look import Formats, box, lines_needed, put
from toolkit.excel.pages import paper
from toolkit.form.finding import CODES, ERROR, SEVERITY
from toolkit.form.layout import CHECKS, letters
from toolkit.form.words import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.submission import Submission

HEADS = ("规则", "级别", "单元格", "指标", "应当怎样", "结论", "不符处", "怎么改", "依据")
WIDTHS = (8.0, 7.0, 14.0, 34.0, 46.0, 14.0, 8.0, 40.0, 34.0)
FIRST, VERDICT, COUNT = 3, 5, 6
READY = "可以上报"


def draw_checks(
    book: Workbook, formats: Formats, compiler: Compiler, submission: Submission, verdicts: Sequence[str]
) -> str:
    """Draw the check sheet; return the cover's verdict, its cached text and its formula, a line each."""
    sheet = book.add_worksheet(CHECKS)
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    box(sheet, 0, 0, 1, len(HEADS), "校验", formats("title"))
    sheet.set_row(0, 30)
    note = f"填表时自动判断：绿色“{KEPT}”，红色“{BROKEN}”要改，“{BAD_NUMBER}”是数字单元格里有文字，空白是还没有填。"
    box(sheet, 1, 0, 1, len(HEADS), note, formats("intro"))
    for column, text in enumerate(HEADS):
        put(sheet, FIRST - 1, column, text, formats("head"))
    row, broken = FIRST, 0
    for name in compiler.layout.strips:
        broken += _list_line(sheet, formats, compiler, submission, row, name)
        row += 1
    for line in lines(compiler.grounded):
        broken += _rule_line(sheet, formats, compiler, row, line, [verdicts[i] for i in line.checks])
        row += 1
    _tones(sheet, formats, row - 1)
    sheet.freeze_panes(FIRST, 0)
    sheet.autofilter(FIRST - 1, 0, row - 1, len(HEADS) - 1)
    paper(sheet, landscape=True)
    sheet.repeat_rows(FIRST - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    return _cover(broken, row)


def _cover(broken: int, end: int) -> str:
    def area(column: int) -> str:
        return f"'{CHECKS}'!${letters(column)}${FIRST + 1}:${letters(column)}${end}"

    count = "+".join(
        f'COUNTIFS({area(1)},"{SEVERITY[ERROR]}",{area(VERDICT)},"{v}")' for v in (BROKEN, BAD_NUMBER)
    )
    text = READY if broken == 0 else f"还有 {broken} 项要改"
    return f'{text}\n=IF({count}=0,"{READY}","还有 "&({count})&" 项要改")'


def _rule_line(
    sheet: Worksheet, formats: Formats, compiler: Compiler, row: int, line: Line, verdicts: list[str]
) -> int:
    """Write a rule's line; return 1 where it is an error that does not hold."""
    rule, form = line.rule, compiler.grounded.form
    shown, broken = cached(verdicts)
    first = compiler.layout.at[line.cell]
    label = (
        form.table(line.cell.table).title or line.cell.table
        if len(line.checks) > 1
        else form.label(line.cell)
    )
    verdict, count = compiler.verdict(line)
    texts = (
        rule.id,
        SEVERITY[rule.severity],
        "",
        label,
        statement(form, rule),
        "",
        "",
        rule.remedy,
        rule.source,
    )
    _texts(sheet, formats, row, texts)
    place = f"{first.sheet} {first.a1}" + ("等" if len(line.checks) > 1 else "")
    sheet.write_url(row, 2, f"internal:'{first.sheet}'!{first.a1}", formats("link"), string=place)
    sheet.write_formula(row, VERDICT, verdict, formats("verdict"), shown)
    if count:
        sheet.write_formula(row, COUNT, count, formats("number"), broken if shown else "")
    return int(shown in (BROKEN, BAD_NUMBER) and rule.severity == ERROR)


def cached(verdicts: list[str]) -> tuple[str, int]:
    """Return what a line shows for its checks' verdicts, and how many do not hold."""
    unread = sum(v == "未判定" for v in verdicts)
    broken = sum(v == BROKEN for v in verdicts)
    if all(v == "" for v in verdicts):
        return "", 0
    return (BAD_NUMBER, unread) if unread else (BROKEN, broken) if broken else (KEPT, 0)


def _list_line(
    sheet: Worksheet, formats: Formats, compiler: Compiler, submission: Submission, row: int, name: str
) -> int:
    """Write the line that a list is answered: rows, or its 零报告 tick."""
    strip = compiler.layout.strips[name]
    code = CODES["list_unanswered"]
    texts = (
        "零报告",
        SEVERITY[code.severity],
        "",
        strip.register.title,
        "逐行填写，或选“本表无内容”",
        "",
        "",
        code.remedy,
        "",
    )
    _texts(sheet, formats, row, texts)
    link = f"internal:'{strip.tick.sheet}'!{strip.tick.a1}"
    sheet.write_url(row, 2, link, formats("link"), string=f"{strip.tick.sheet} {strip.tick.a1}")
    answered = bool(submission.rows.get(name)) or name in submission.zero
    formula = f'=IF({compiler.unanswered(name)},"{BROKEN}","{KEPT}")'
    sheet.write_formula(row, VERDICT, formula, formats("verdict"), KEPT if answered else BROKEN)
    return int(not answered)


def _texts(sheet: Worksheet, formats: Formats, row: int, texts: tuple[str, ...]) -> None:
    for column, text in enumerate(texts):
        put(sheet, row, column, text, formats("cell"))
    sheet.set_row(row, 16 * max(lines_needed(t, w) for t, w in zip(texts, WIDTHS, strict=True)) + 3)


def _tones(sheet: Worksheet, formats: Formats, last: int) -> None:
    for text, tone in ((KEPT, "good"), (BROKEN, "bad"), (BAD_NUMBER, "warn")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(FIRST, VERDICT, last, VERDICT, rule)
