"""勾稽核对: every rule of a report on paper, with what stands on both sides; its verdicts are those of the check sheet.

A rule that holds in many places is one line with counts; where it did not hold when the report was made, the places
follow one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import SEVERITY
from toolkit.form.finding_codes import ERROR
from toolkit.form.layout import ANY_EARLIER, CHECKED, CHECKS, CellPlace, column_letters
from toolkit.rendering.rule_results import (
    FAILS,
    HOLDS,
    NOT_HELD,
    UNDECIDED,
    failed_place_results,
    printed_verdict,
    single_place_result,
)
from toolkit.sheets.check_sheet import FIRST as TOP
from toolkit.sheets.check_sheet import RULE as RULE_AT
from toolkit.sheets.check_sheet import VERDICT as VERDICT_AT
from toolkit.sheets.page import (
    LOOKED_AT,
    Column,
    Formula,
    Leading,
    Link,
    Page,
    SizedRow,
    Styled,
    draw_page,
    wide_row,
)
from toolkit.sheets.paper import footer_title
from toolkit.sheets.styles import tint_mildly, tint_words
from toolkit.sheets.verdict_formulas import BROKEN, KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.workbook import Workbook

    from toolkit.rendering.rule_results import PlaceResult, RuleResults
    from toolkit.sheets.check_lines import DrawnCheck
    from toolkit.sheets.styles import Formats

QUIET = "0;-0;;@"
"""A count of nothing is left white."""
MIDDLE = {"align": "center"}
COUNTS = tuple(
    Column(head, width, "number", {"num_format": QUIET})
    for head, width in (("处数", 6.0), (HOLDS, 6.0), (FAILS, 7.5), (UNDECIDED, 7.5), (NOT_HELD, 7.5))
)
COLUMNS = (
    Column("规则", 7.0, look=MIDDLE, room=0),
    Column("级别", 7.0, look=MIDDLE, room=0),
    Column("应当怎样", 42.0, look={"align": "left"}),
    Column("在哪里", 17.0, look={"text_wrap": True}),
    Column("左边", 9.5, "number"),
    Column("右边", 9.5, "number"),
    *COUNTS,
    Column("结论", 9.0, "verdict"),
)
RULE, GRADE, SAID, WHERE, LEFT, RIGHT, PLACES, KEPT_AT, BROKEN_AT, OPEN_AT, SILENT_AT, VERDICT = range(12)
COUNTED = (HOLDS, FAILS, UNDECIDED, NOT_HELD)
NAMES = ("处", *(f"处{w}" for w in COUNTED))
"""What the line of sums calls the places judged, and each count of them."""
SUMMARY, FIRST = 1, 4
"""The rows, from 0, of the line that adds everything up and of the first rule."""
NOTE = (
    f"结论随“{CHECKS}”表变化。“{FAILS}”的逐处列在规则下面（汇总时的情况），点“在哪里”可以跳过去；"
    f"“{UNDECIDED}”多是没有上年数；“{NOT_HELD}”是所涉及的数都没有填。逐格判断的规则以一张表为一处。"
)


def draw_rule_results(book: Workbook, formats: Formats, judged: RuleResults) -> str:
    """Draw the sheet from the check sheet's lines; return what its line of sums says."""
    by_rule: dict[str, list[int]] = {}
    for i, line in enumerate(judged.drawn):
        by_rule.setdefault(line.rule, []).append(i)
    rows: list[Sequence[object]] = []
    sums = [0] * 5
    for found in by_rule.values():
        single = single_place_result(judged, found)
        counts = _count_verdicts([judged.drawn[i] for i in found])
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        rows.append(_rule_row(FIRST + len(rows), judged, found, single, counts))
        if not single:
            rows += [_place_row(judged.drawn[found[0]], x) for x in failed_place_results(judged, found)]
    bottom = FIRST + len(rows)
    rows.append(_totals_row(bottom, sums))
    said = _summary_text(len(by_rule), sums)
    summary = Formula(_summary_formula(bottom, len(by_rule)), said)
    note = judged.compiler.grounded.form.periods.reword_years(NOTE, ANY_EARLIER)
    page = Page(
        *(CHECKED, CHECKED, COLUMNS, rows, (wide_row(summary, 22, align="center", bold=True), note)),
        allowed=LOOKED_AT,
        footer=footer_title(judged.compiler.grounded.form, judged.submission.who),
        note_leading=Leading(15, 4),
        head_leading=Leading(16, 8),
        leading=Leading(15, 5),
    )
    sheet, area = draw_page(book, formats, page), (FIRST, VERDICT, bottom, VERDICT)
    verdict, grade = (f"${column_letters(c)}{FIRST + 1}" for c in (VERDICT, GRADE))
    mild = f'=AND({verdict}="{FAILS}",LEFT({grade},2)<>"{SEVERITY[ERROR]}")'
    tint_mildly(sheet, formats, area, mild)
    tint_words(sheet, formats, area, ((HOLDS, "good"), (FAILS, "bad"), (UNDECIDED, "warn")))
    return said


def _rule_row(
    row: int, judged: RuleResults, found: list[int], told: PlaceResult | None, counts: list[int]
) -> tuple[object, ...]:
    """Return a rule's own line."""
    lines = [judged.drawn[i] for i in found]
    first, live = lines[0], [x for x in lines if x.verdict]
    said = first.statement if live else f"{first.statement}（{first.source}）"
    shown = [printed_verdict(x.shown) for x in live]
    at = told.at if told and told.at else CellPlace(CHECKS, found[0] + TOP, 0)
    where = Link(f"{at.sheet}!{at.a1}", _places_text(lines, told)) if live or (told and told.at) else ""
    final = NOT_HELD if not live else next((w for w in (FAILS, UNDECIDED, HOLDS) if w in shown), NOT_HELD)
    b, u, k = (f"{column_letters(c)}{row + 1}" for c in (BROKEN_AT, OPEN_AT, KEPT_AT))
    formula = f'=IF({b}>0,"{FAILS}",IF({u}>0,"{UNDECIDED}",IF({k}>0,"{HOLDS}","{NOT_HELD}")))'
    words = (first.rule, first.severity, said, where)
    return (*words, *_sides(told), *_count_cells(row, counts), Formula(formula, final))


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


def _count_cells(row: int, counts: list[int]) -> tuple[object, ...]:
    """Count a rule's lines on the check sheet by what they show."""
    at, end = f"'{CHECKS}'!", 2_000  # far enough for every line the check sheet may have
    letters = (column_letters(c) for c in (RULE_AT, VERDICT_AT))
    rules, shown = (f"{at}${c}${TOP + 1}:${c}${end}" for c in letters)
    own = f"${column_letters(RULE)}{row + 1}"
    k, b, u, p = (f"{column_letters(c)}{row + 1}" for c in (KEPT_AT, BROKEN_AT, OPEN_AT, PLACES))
    formulas = (
        f'=COUNTIFS({rules},{own},{shown},"{KEPT}")',
        f'=COUNTIFS({rules},{own},{shown},"{BROKEN}")',
        f"=SUMPRODUCT(({rules}={own})*(LEN({shown})>0))-{k}-{b}",
        f"={p}-{k}-{b}-{u}",
    )
    return (counts[0], *map(Formula, formulas, counts[1:]))


def _sides(told: PlaceResult | None) -> tuple[object, object]:
    """Return what stands on both sides, as long as the check sheet comes to a verdict about them."""
    if told is None:
        return None, None
    at = CellPlace(CHECKS, told.row + TOP, VERDICT_AT).absolute
    left, right = (
        Formula(f'=IF(OR({at}="{KEPT}",{at}="{BROKEN}"),{side[0]},"")', side[1]) if side else None
        for side in (told.left, told.right)
    )
    return left, right


def _place_row(rule: DrawnCheck, told: PlaceResult) -> tuple[object, ...]:
    """Return one place below its rule."""
    grey = MIDDLE | {"font_color": "#7F7F7F"}
    said = f"{told.said}：{rule.remedy}" if rule.remedy else told.said
    where = Link(f"{told.at.sheet}!{told.at.a1}", f"{told.at.sheet} {told.at.a1}") if told.at else ""
    at = CellPlace(CHECKS, told.row + TOP, VERDICT_AT).absolute
    others = f'IF({at}="","{NOT_HELD}","{UNDECIDED}")'
    formula = f'=IF({at}="{KEPT}","{HOLDS}",IF({at}="{BROKEN}","{FAILS}",{others}))'
    head = (Styled(rule.rule, "cell", grey), Styled(rule.severity, "cell", grey))
    text, spot = Styled(said, "cell", {"indent": 1}), Styled(where, "link" if told.at else "cell")
    blanks = (Styled(None, "cell"),) * len(COUNTS)
    return (*head, text, spot, *_sides(told), *blanks, Formula(formula, printed_verdict(told.shown)))


def _totals_row(row: int, sums: list[int]) -> SizedRow:
    """Add the counts up in the last line."""
    areas = (f"{column_letters(c)}{FIRST + 1}:{column_letters(c)}{row}" for c in range(PLACES, VERDICT))
    pairs = zip(areas, sums, strict=True)
    totals = (Styled(Formula(f"=SUM({area})", total), "head") for area, total in pairs)
    return SizedRow((Styled("合计", "head", across=PLACES), *totals, Styled(None, "head")), 24)


def _summary_formula(row: int, rules: int) -> str:
    """Return what says the totals in words above the heads."""
    at = (f"{column_letters(c)}{row + 1}" for c in range(PLACES, VERDICT))
    return f'="{rules} 条规则，"&' + '&"，"&'.join(f'{a}&" {w}"' for a, w in zip(at, NAMES, strict=True))
