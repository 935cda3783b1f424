"""勾稽核对: every rule of a report on paper, with what stands on both sides; its verdicts are those of the check sheet.

A rule that holds in many places is one line with counts; where it did not hold when the report was made, the places
follow one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import ERROR, SEVERITY
from toolkit.form.layout import CHECKED, CHECKS, CellPlace, column_letters
from toolkit.sheets.check_sheet import FIRST as TOP
from toolkit.sheets.check_sheet import RULE as RULE_AT
from toolkit.sheets.check_sheet import VERDICT as VERDICT_AT
from toolkit.sheets.plain_pages import footer_title, set_up_paper
from toolkit.sheets.rule_results import (
    FAILS,
    HOLDS,
    NOT_HELD,
    UNDECIDED,
    failed_place_results,
    printed_verdict,
    single_place_result,
)
from toolkit.sheets.styles import Formats, get_or_add_sheet, lines_needed, write_cell, write_label, write_link
from toolkit.sheets.verdict_formulas import BROKEN, KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.sheets.check_sheet import DrawnCheck
    from toolkit.sheets.rule_results import PlaceResult, RuleResults

HEADS = (
    "规则",
    "级别",
    "应当怎样",
    "在哪里",
    "左边",
    "右边",
    "处数",
    HOLDS,
    FAILS,
    UNDECIDED,
    NOT_HELD,
    "结论",
)
WIDTHS = (7.0, 7.0, 42.0, 17.0, 9.5, 9.5, 6.0, 6.0, 7.5, 7.5, 7.5, 9.0)
RULE, GRADE, SAID, WHERE, LEFT, RIGHT, PLACES, KEPT_AT, BROKEN_AT, OPEN_AT, SILENT_AT, VERDICT = range(12)
COUNTED = (HOLDS, FAILS, UNDECIDED, NOT_HELD)
NAMES = ("处", *(f"处{w}" for w in COUNTED))
"""What the line of sums calls the places judged, and each count of them."""
SUMMARY, HEAD, FIRST = 1, 3, 4
"""The rows, from 0, of the line that adds everything up, of the heads and of the first rule."""
NOTE = (
    f"结论随“{CHECKS}”表变化。“{FAILS}”的逐处列在规则下面（汇总时的情况），点“在哪里”可以跳过去；"
    f"“{UNDECIDED}”多是没有上年数；“{NOT_HELD}”是所涉及的数都没有填。逐格判断的规则以一张表为一处。"
)
QUIET = "0;-0;;@"
"""A count of nothing is left white."""


def draw_rule_results(book: Workbook, formats: Formats, judged: RuleResults) -> str:
    """Draw the sheet from the check sheet's lines; return what its line of sums says."""
    sheet = get_or_add_sheet(book, CHECKED)
    _draw_head(sheet, formats)
    by_rule: dict[str, list[int]] = {}
    for i, line in enumerate(judged.drawn):
        by_rule.setdefault(line.rule, []).append(i)
    row, sums = FIRST, [0] * 5
    for found in by_rule.values():
        single = single_place_result(judged, found)
        counts = _draw_rule(sheet, formats, row, judged, found, single)
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        for told in () if single else failed_place_results(judged, found):
            row += 1
            _draw_place(sheet, formats, row, judged.drawn[found[0]], told)
        row += 1
    said = _draw_totals(sheet, formats, row, len(by_rule), sums)
    mild = f'=AND(${column_letters(VERDICT)}{FIRST + 1}="{FAILS}",LEFT(${column_letters(GRADE)}{FIRST + 1},2)<>"{SEVERITY[ERROR]}")'
    told_mildly = {"type": "formula", "criteria": mild, "format": formats("warn"), "stop_if_true": True}
    sheet.conditional_format(FIRST, VERDICT, row, VERDICT, told_mildly)
    for text, tone in {HOLDS: "good", FAILS: "bad", UNDECIDED: "warn"}.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(FIRST, VERDICT, row, VERDICT, rule)
    sheet.freeze_panes(FIRST, 0)
    set_up_paper(sheet, landscape=True, title=footer_title(judged.submission.who))
    sheet.repeat_rows(HEAD)
    sheet.print_area(0, 0, row, len(HEADS) - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    return said


def _draw_head(sheet: Worksheet, formats: Formats) -> None:
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    write_label(sheet, 0, 0, 1, len(HEADS), CHECKED, formats("title"))
    write_label(sheet, 2, 0, 1, len(HEADS), NOTE, formats("intro"))
    sheet.set_row(0, 30)
    sheet.set_row(2, 15 * lines_needed(NOTE, sum(WIDTHS)) + 4)
    for column, text in enumerate(HEADS):
        write_cell(sheet, HEAD, column, text, formats("head"))
    sheet.set_row(HEAD, 24)


def _draw_rule(
    sheet: Worksheet,
    formats: Formats,
    row: int,
    judged: RuleResults,
    found: list[int],
    told: PlaceResult | None,
) -> list[int]:
    """Draw a rule's own line; return what it counts."""
    lines = [judged.drawn[i] for i in found]
    first, live = lines[0], [x for x in lines if x.verdict]
    said = first.statement if live else f"{first.statement}（{first.source}）"
    for column, text in ((RULE, first.rule), (GRADE, first.severity), (SAID, said)):
        write_cell(sheet, row, column, text, formats("cell", align="center" if column != SAID else "left"))
    shown = [printed_verdict(x.shown) for x in live]
    counts = _count_verdicts(lines)
    where = _places_text(lines, told)
    if told and told.at:
        write_link(sheet, row, WHERE, (told.at.sheet, told.at.a1), where, formats("link", text_wrap=True))
    elif live:
        at = (CHECKS, f"A{found[0] + TOP + 1}")
        write_link(sheet, row, WHERE, at, where, formats("link", text_wrap=True))
    else:
        write_cell(sheet, row, WHERE, "", formats("cell"))
    _write_sides(sheet, formats, row, told)
    _write_counts(sheet, formats, row, counts)
    final = NOT_HELD if not live else next((w for w in (FAILS, UNDECIDED, HOLDS) if w in shown), NOT_HELD)
    b, u, k = (f"{column_letters(c)}{row + 1}" for c in (BROKEN_AT, OPEN_AT, KEPT_AT))
    formula = f'=IF({b}>0,"{FAILS}",IF({u}>0,"{UNDECIDED}",IF({k}>0,"{HOLDS}","{NOT_HELD}")))'
    sheet.write_formula(row, VERDICT, formula, formats("verdict"), final)
    deep = max(lines_needed(said, WIDTHS[SAID]), lines_needed(where, WIDTHS[WHERE]))
    sheet.set_row(row, 15 * deep + 5)
    return counts


def _count_verdicts(lines: Iterable[DrawnCheck]) -> list[int]:
    """Count the lines of a rule: all that are judged, and those by what they show."""
    shown = [printed_verdict(x.shown) for x in lines if x.verdict]
    return [len(shown), *(shown.count(w) for w in COUNTED)]


def summarize_verdicts(drawn: Sequence[DrawnCheck]) -> str:
    """Return what the line of sums says of the check sheet's lines."""
    return _summary_text(len({x.rule for x in drawn}), _count_verdicts(drawn))


def _summary_text(rules: int, sums: list[int]) -> str:
    return f"{rules} 条规则，" + "，".join(f"{n} {w}" for n, w in zip(sums, NAMES, strict=True))


def _places_text(lines: list[DrawnCheck], told: PlaceResult | None) -> str:
    if told and told.at:
        return f"{told.at.sheet} {told.at.a1}"
    cells = sum(max(len(x.checks), 1) for x in lines)
    return f"{len(lines)} 处，{cells} 格" if cells > len(lines) else f"{len(lines)} 处"


def _write_counts(sheet: Worksheet, formats: Formats, row: int, counts: list[int]) -> None:
    """Count a rule's lines on the check sheet by what they show."""
    rules, shown = (_check_sheet_column(c) for c in (RULE_AT, VERDICT_AT))
    style, own = formats("number", num_format=QUIET), f"${column_letters(RULE)}{row + 1}"
    k, b, u, p = (f"{column_letters(c)}{row + 1}" for c in (KEPT_AT, BROKEN_AT, OPEN_AT, PLACES))
    judged = f"SUMPRODUCT(({rules}={own})*(LEN({shown})>0))"
    made = {
        KEPT_AT: f'=COUNTIFS({rules},{own},{shown},"{KEPT}")',
        BROKEN_AT: f'=COUNTIFS({rules},{own},{shown},"{BROKEN}")',
        OPEN_AT: f"={judged}-{k}-{b}",
        SILENT_AT: f"={p}-{k}-{b}-{u}",
    }
    write_cell(sheet, row, PLACES, counts[0], style)
    for (column, formula), count in zip(made.items(), counts[1:], strict=True):
        sheet.write_formula(row, column, formula, style, count)


def _check_sheet_column(column: int) -> str:
    """Return a column of the check sheet, far enough for every line it may have."""
    return f"'{CHECKS}'!${column_letters(column)}${TOP + 1}:${column_letters(column)}$2000"


def _write_sides(sheet: Worksheet, formats: Formats, row: int, told: PlaceResult | None) -> None:
    """Write what stands on both sides, as long as the check sheet comes to a verdict about them."""
    style = formats("number")
    for column, side in ((LEFT, told.left if told else None), (RIGHT, told.right if told else None)):
        if told is None or side is None:
            write_cell(sheet, row, column, None, style)
            continue
        at = CellPlace(CHECKS, told.row + TOP, VERDICT_AT).absolute
        formula = f'=IF(OR({at}="{KEPT}",{at}="{BROKEN}"),{side[0]},"")'
        sheet.write_formula(row, column, formula, style, _plain_number(side[1]))


def _draw_place(sheet: Worksheet, formats: Formats, row: int, rule: DrawnCheck, told: PlaceResult) -> None:
    """Draw one place below its rule."""
    for column in range(len(HEADS)):
        write_cell(sheet, row, column, None, formats("cell"))
    for column, text in ((RULE, rule.rule), (GRADE, rule.severity)):
        write_cell(sheet, row, column, text, formats("cell", align="center", font_color="#7F7F7F"))
    said = f"{told.said}：{rule.remedy}" if rule.remedy else told.said
    write_cell(sheet, row, SAID, said, formats("cell", indent=1))
    if told.at:
        where = f"{told.at.sheet} {told.at.a1}"
        write_link(sheet, row, WHERE, (told.at.sheet, told.at.a1), where, formats("link"))
    _write_sides(sheet, formats, row, told)
    at = CellPlace(CHECKS, told.row + TOP, VERDICT_AT).absolute
    formula = (
        f'=IF({at}="{KEPT}","{HOLDS}",IF({at}="{BROKEN}","{FAILS}",IF({at}="","{NOT_HELD}","{UNDECIDED}")))'
    )
    sheet.write_formula(row, VERDICT, formula, formats("verdict"), printed_verdict(told.shown))
    sheet.set_row(row, 15 * lines_needed(said, WIDTHS[SAID] - 2) + 5)


def _draw_totals(sheet: Worksheet, formats: Formats, row: int, rules: int, sums: list[int]) -> str:
    """Add the counts up in the last line, and say them in words above the heads."""
    write_label(sheet, row, 0, 1, PLACES, "合计", formats("head"))
    for column, total in zip(range(PLACES, VERDICT), sums, strict=True):
        area = f"{column_letters(column)}{FIRST + 1}:{column_letters(column)}{row}"
        sheet.write_formula(row, column, f"=SUM({area})", formats("head"), total)
    write_cell(sheet, row, VERDICT, None, formats("head"))
    sheet.set_row(row, 24)
    at = [f"{column_letters(c)}{row + 1}" for c in range(PLACES, VERDICT)]
    said = _summary_text(rules, sums)
    joined = '&"，"&'.join(f'{a}&" {w}"' for a, w in zip(at, NAMES, strict=True))
    sheet.merge_range(SUMMARY, 0, SUMMARY, len(HEADS) - 1, "", formats("intro", align="center"))
    formula = f'="{rules} 条规则，"&{joined}'
    sheet.write_formula(SUMMARY, 0, formula, formats("intro", align="center", bold=True), said)
    sheet.set_row(SUMMARY, 22)
    return said


def _plain_number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
