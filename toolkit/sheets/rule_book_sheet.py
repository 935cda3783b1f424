"""The rule book inside a workbook: every rule once, its places, its formula to paste back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.grounding import is_cellwise
from toolkit.form.layout import BOOK, ROWS_JUDGED, column_letters
from toolkit.form.words import rule_statement, severity_words
from toolkit.sheets.formula_writer import why_no_formula
from toolkit.sheets.page import LOOKED_AT, Column, Leading, Page, columns_of
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler, group_checks

if TYPE_CHECKING:
    from toolkit.form.rule import Rule
    from toolkit.sheets.verdict_formulas import CheckGroup

TOLD_AREAS = 4
"""How many cell areas of one sheet an entry names before it only counts them."""
COLUMNS = (
    *columns_of("规则 5, 级别 7, 工作表和单元格 20, 应当怎样 33, 为什么 27, 怎么改 23, 依据 18, 实例 9"),
    Column("公式（改坏了可粘回“校验”表）", 70, "formula"),
)
WRAPPED = 0.9
"""How much of a narrow column's line texts with numbers and brackets in them fill: these are not broken."""


class RulePlace(NamedTuple):
    """Where a rule holds on one sheet of a *kind*'s workbook: *cells* are addresses, *checks* how many, *formula* the first's.

    *later* says why the sheet itself cannot judge it, "" where it can.
    """

    kind: str
    sheet: str
    cells: str
    checks: int
    formula: str
    later: str


def rule_places(compiler: CheckCompiler) -> dict[Rule, list[RulePlace]]:
    """Return where the rules of a kind hold, one entry a rule and sheet, in the order of its check sheet."""
    layout, grounded = compiler.layout, compiler.grounded
    kind = grounded.form.kind(grounded.kind).label
    places: dict[Rule, list[RulePlace]] = {}
    grouped: dict[tuple[Rule, str], list[CheckGroup]] = {}
    for line in group_checks(grounded):
        grouped.setdefault((line.rule, layout.at[line.cell].sheet), []).append(line)
    for (rule, sheet), found in grouped.items():
        cells = [c for x in found for c in (x.cells if is_cellwise(rule) else (x.cell,))]
        areas = [a.rpartition("!")[2].replace("$", "") for a in compiler.areas(tuple(cells))]
        shown = "、".join(areas[:TOLD_AREAS]) + (f" 等 {len(areas)} 处" if len(areas) > TOLD_AREAS else "")
        one = grounded.checks[found[0].checks[0]]
        later = why_no_formula(one.expr, arrays=one.alike)
        count = sum(len(x.checks) for x in found)
        place = RulePlace(kind, sheet, shown, count, compiler.verdict(found[0])[0], later)
        places.setdefault(rule, []).append(place)
    for check in grounded.row_checks:
        strip = layout.strips[check.list]
        columns = "、".join(column_letters(dict(strip.columns)[c]) for c in check.columns)
        later = why_no_formula(check.expr, arrays=True)
        formula = compiler.rows_verdict(check)[0]
        place = RulePlace(kind, strip.register.sheet, f"{columns} 列逐行", 1, formula, later)
        places.setdefault(check.rule, []).append(place)
    return places


def rule_book_page(compiler: CheckCompiler) -> Page:
    """Return the rule book; a formula is pasted back, and nobody types it from paper."""
    rows = []
    for rule, found in rule_places(compiler).items():
        places = [f"{w.sheet} {w.cells}" + (f"（{w.checks} 条）" if w.checks > 1 else "") for w in found]
        formula = f"{LATER}：{found[0].later}" if found[0].later else found[0].formula
        rows.append(_rule_row(compiler, rule, "\n".join(places), formula))
    rows += [_rule_row(compiler, rule, "", "") for rule in compiler.grounded.off]
    return Page(
        *(BOOK, BOOK, COLUMNS, rows, (NOTE,)),
        across=len(COLUMNS) - 1,
        allowed=LOOKED_AT,
        footer=compiler.grounded.form.title,
        note_leading=Leading(15, 4),
        head_leading=None,
        leading=Leading(15, 5, WRAPPED),
    )


NOTE = (
    "每条规则一行，编号与“校验”表、退回意见、规则手册网页一致。公式是本类工作簿第一处的；“校验”表的公式被改坏时，从这里复制粘回。"
    f"逐行判断的规则，表内只看前 {ROWS_JUDGED} 行，收回后全部判断。"
)


def _rule_row(compiler: CheckCompiler, rule: Rule, places: str, formula: str) -> tuple[str, ...]:
    why = f"{rule.why}。本机关{severity_words(rule)}：{rule.switch.why}" if rule.switch else rule.why
    said = rule_statement(compiler.grounded.form, rule)
    words = (rule.id, severity_words(rule), places, said, why)
    return (*words, rule.remedy, rule.source, rule.evidence, formula)
