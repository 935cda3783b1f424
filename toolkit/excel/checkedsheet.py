"""Every rule of a report on one page to print: how many places it was checked at, how many keep it, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.excel.checksheet import FIRST, RULE, TO_MEND, VERDICT
from toolkit.excel.pages import Formula, Page
from toolkit.excel.verdicts import KEPT
from toolkit.form.layout import CHECKED, CHECKS, letters

if TYPE_CHECKING:
    from toolkit.excel.checksheet import Drawn

HEADS = ("规则", "级别", "应当怎样", "处数", "成立", "不符", "结论", "依据")
WIDTHS = (8.0, 9.0, 56.0, 7.0, 7.0, 7.0, 14.0, 46.0)
ALL_KEPT, NOT_ALL, SILENT = "全部成立", "有不符", "无可核对"
NOTE = "数取自“校验”表，改了数会跟着变。处数是核对了几处；“无可核对”是这几处都没有填、没有上年数，或收回后才能判断。"


def checked(drawn: list[Drawn]) -> Page:
    """Return the page for the lines of the check sheet as *drawn*."""
    by_rule: dict[str, list[tuple[int, Drawn]]] = {}
    for row, line in enumerate(drawn, FIRST):
        by_rule.setdefault(line.rule, []).append((row, line))
    end = FIRST + len(drawn)
    names, verdicts = (f"'{CHECKS}'!${letters(c)}${FIRST + 1}:${letters(c)}${end}" for c in (RULE, VERDICT))
    rows = []
    for number, (rule, lines) in enumerate(by_rule.items()):
        at = number + 4  # a title, a note, the heads, counted from 1
        first = lines[0][1]
        kept = sum(x.shown == KEPT for _, x in lines)
        broken = sum(x.shown in TO_MEND for _, x in lines)
        wrong = "+".join(f'COUNTIFS({names},$A{at},{verdicts},"{word}")' for word in TO_MEND)
        shown = NOT_ALL if broken else ALL_KEPT if kept else SILENT
        rows.append(
            (
                rule,
                first.severity,
                first.statement,
                Formula(f"=COUNTIF({names},$A{at})", len(lines)),
                Formula(f'=COUNTIFS({names},$A{at},{verdicts},"{KEPT}")', kept),
                Formula(f"={wrong}", broken),
                Formula(f'=IF(F{at}>0,"{NOT_ALL}",IF(E{at}>0,"{ALL_KEPT}","{SILENT}"))', shown, "verdict"),
                first.source,
            )
        )
    tones = ((NOT_ALL, "bad"), (ALL_KEPT, "good"))
    return Page(CHECKED, "勾稽关系核对表", HEADS, WIDTHS, rows, (NOTE,), tones)
