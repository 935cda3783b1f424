"""The rule book inside a workbook: every rule once, its places, its formula to paste back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.grounding import is_cellwise
from toolkit.form.layout import BOOK, ROWS_JUDGED, column_letters
from toolkit.form.rule_language import parse_expression
from toolkit.form.words import rule_statement, severity_words
from toolkit.sheets.formula_writer import why_no_formula
from toolkit.sheets.plain_pages import set_up_paper
from toolkit.sheets.styles import HIGHEST, Formats, get_or_add_sheet, lines_needed, write_cell, write_label
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler, group_checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.model import Rule

TOLD_AREAS = 4
"""How many cell areas of one sheet an entry names before it only counts them."""
HEADS = (
    "规则",
    "级别",
    "工作表和单元格",
    "应当怎样",
    "为什么",
    "怎么改",
    "依据",
    "实例",
    "公式（改坏了可粘回“校验”表）",
)
WIDTHS = (5.0, 7.0, 20.0, 33.0, 27.0, 23.0, 18.0, 9.0, 70.0)
FIRST = 3
WRAPPED = 0.9
"""How much of a narrow column's line texts with numbers and brackets in them fill: these are not broken."""


class RuleLocation(NamedTuple):
    """Where a rule holds on one sheet: *cells* are addresses, *checks* how many, *formula* the first's.

    *later* says why the sheet itself cannot judge it, "" where it can.
    """

    rule: Rule
    sheet: str
    cells: str
    checks: int
    formula: str
    later: str = ""


def rule_locations(compiler: CheckCompiler) -> Iterator[RuleLocation]:
    """Yield where the rules of a kind hold, one entry a rule and sheet, in the order of its check sheet."""
    layout, grounded = compiler.layout, compiler.grounded
    grouped: dict[tuple[str, str], list[int]] = {}
    told = group_checks(grounded)
    for i, line in enumerate(told):
        grouped.setdefault((line.rule.id, layout.at[line.cell].sheet), []).append(i)
    for (_, sheet), at in grouped.items():
        found = [told[i] for i in at]
        rule = found[0].rule
        cells = [c for x in found for c in (x.cells if is_cellwise(rule) else (x.cell,))]
        areas = [a.rpartition("!")[2].replace("$", "") for a in compiler.areas(tuple(cells))]
        shown = "、".join(areas[:TOLD_AREAS]) + (f" 等 {len(areas)} 处" if len(areas) > TOLD_AREAS else "")
        later = why_no_formula(parse_expression(rule.must), arrays=is_cellwise(rule))
        count = sum(len(x.checks) for x in found)
        yield RuleLocation(rule, sheet, shown, count, compiler.verdict(found[0])[0], later)
    for check in grounded.row_checks:
        strip = layout.strips[check.list]
        columns = "、".join(column_letters(dict(strip.columns)[c]) for c in check.columns)
        later = why_no_formula(check.expr, arrays=True)
        formula = compiler.rows_verdict(check)[0]
        yield RuleLocation(check.rule, strip.register.sheet, f"{columns} 列逐行", 1, formula, later)


def draw_rule_book(book: Workbook, formats: Formats, compiler: CheckCompiler) -> None:
    """Draw the rule book's sheet."""
    sheet = get_or_add_sheet(book, BOOK)
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    write_label(sheet, 0, 0, 1, len(HEADS) - 1, BOOK, formats("title"))
    sheet.set_row(0, 30)
    write_label(sheet, 1, 0, 1, len(HEADS) - 1, NOTE, formats("intro"))
    sheet.set_row(1, 15 * lines_needed(NOTE, sum(WIDTHS[:-1])) + 4)
    for column, text in enumerate(HEADS):
        write_cell(sheet, FIRST - 1, column, text, formats("head"))
    row = FIRST
    by_rule: dict[str, list[RuleLocation]] = {}
    for where in rule_locations(compiler):
        by_rule.setdefault(where.rule.id, []).append(where)
    for found in by_rule.values():
        places = "\n".join(
            f"{w.sheet} {w.cells}" + (f"（{w.checks} 条）" if w.checks > 1 else "") for w in found
        )
        later = f"{LATER}：{found[0].later}"
        _draw_rule(
            sheet,
            formats,
            row,
            compiler,
            found[0].rule,
            places,
            later if found[0].later else found[0].formula,
        )
        row += 1
    for rule in compiler.grounded.off:
        _draw_rule(sheet, formats, row, compiler, rule, "", "")
        row += 1
    sheet.freeze_panes(FIRST, 0)
    set_up_paper(sheet, landscape=True, title=compiler.grounded.form.title)
    sheet.repeat_rows(FIRST - 1)
    sheet.print_area(
        0, 0, row - 1, len(HEADS) - 2
    )  # a formula is pasted back, and nobody types it from paper
    sheet.protect("", {"format_columns": True, "format_rows": True})


NOTE = (
    "每条规则一行，编号与“校验”表、退回意见、规则手册网页一致。公式是本类工作簿第一处的；“校验”表的公式被改坏时，从这里复制粘回。"
    f"逐行判断的规则，表内只看前 {ROWS_JUDGED} 行，收回后全部判断。"
)


def _draw_rule(
    sheet: Worksheet,
    formats: Formats,
    row: int,
    compiler: CheckCompiler,
    rule: Rule,
    places: str,
    formula: str,
) -> None:
    why = f"{rule.why}。本机关{severity_words(rule)}：{rule.switch.why}" if rule.switch else rule.why
    said = rule_statement(compiler.grounded.form, rule)
    texts = (
        rule.id,
        severity_words(rule),
        places,
        said,
        why,
        rule.remedy,
        rule.source,
        rule.evidence,
        formula,
    )
    for column, text in enumerate(texts):
        write_cell(sheet, row, column, text, formats("cell" if column < len(texts) - 1 else "formula"))
    tall = max(lines_needed(t, w * WRAPPED) for t, w in zip(texts[:-1], WIDTHS[:-1], strict=True))
    sheet.set_row(row, min(HIGHEST, 15 * tall + 5))
