"""What is said of figures that cannot be: rates that are none or are added up, ranges without a place, texts printed twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.form.grounding import ground_form
from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import REPORT
from toolkit.form.placement import numbers_of_columns, texts_printed_in_row
from toolkit.form.rule_language import FigureReference, NumberLiteral, Operation, parse_expression
from toolkit.form.rule_trees import needed_cells, walk_all_references, walk_divisors
from toolkit.form.trait import CODE, UNIT
from toolkit.form.verdict import reach_of_rounding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form, Table
    from toolkit.form.register import Field
    from toolkit.form.rule import Rule
    from toolkit.form.trait import Figure, Trait

NUMBERS = ("count", "number")
Fault = tuple[str, str]
"""Where something is wrong, and what."""


def number_faults(path: str, said: Figure | Field) -> Iterator[Fault]:
    """Yield what of a number is said of what is none."""
    if said.negative and said.type not in NUMBERS:
        yield path, f"{said.type} 不能写 negative"
    if said.percent and said.type != "number":
        yield path, f'{said.type} 不能写 percent：百分数的 type 是 "number"'
    yield from percent_faults(path, said)


def percent_faults(path: str, said: Trait | Field | Figure) -> Iterator[Fault]:
    """Yield that a percentage, which shows its sign itself, is said to be in another unit."""
    if said.percent and said.unit:
        yield path, "写了 percent = true，单元格自己显示 %，不要再写 unit"


def range_faults(form: Form, rule: Rule) -> Iterator[Fault]:
    """Yield what is wrong with the columns and rows a rule says it ranges over."""
    path, tables = f"规则 {rule.id}", {t.id: t for t in form.tables}
    tree = parse_expression(rule.must)
    for key, what, said in (("columns", "列", rule.columns), ("rows", "行", rule.rows)):
        if not said:
            continue
        if not rule.over or not set(rule.over) <= tables.keys():
            yield path, f"{key} 要和 over 一起写，over 是表，不是登记簿"
            continue
        yield from ((path, f"{key} 里的 {x} 出现了两次") for x, n in Counter(said).items() if n > 1)
        for table in (tables[name] for name in rule.over):
            ids = table.column_ids if key == "columns" else table.row_ids
            yield from ((path, f"{table.id} 没有{what} {x}（{key}）") for x in said if x not in ids)
            own = [r for r in walk_all_references(tree) if r.table in (None, table.id)]
            if all((r.column if key == "columns" else r.row) is not None for r in own):
                yield path, f"规则里每一处都写明了{what}，{key} 没有作用：删去其中一样"


def printed_faults(table: Table) -> Iterator[Fault]:
    """Yield what is wrong with what is printed beside a table's rows and below its heads."""
    heads = [b.of for b in table.printed]
    if table.across and (heads or table.numbered):
        yield table.id, "各行并排的表（across）不能写 printed 和 numbered"
        return
    coded = [row.code for row in table.rows if row.code]
    if coded and CODE not in heads:
        yield table.id, f'行写了 code，要印出来还须写 printed = [{{ of = "{CODE}", head = "代码" }}]'
    if CODE in heads and not coded:
        yield table.id, "printed 里有代码一栏，各行都没有写 code"
    printed = [text for row in table.rows for text in texts_printed_in_row(table, row)]
    if UNIT in heads and not any(_units_of(table)):
        yield table.id, "printed 里有计量单位一栏，各行都没有写 unit"
    yield from _column_code_faults(table)
    yield from ((table.id, f"代码 {x} 有两行") for x, n in Counter(coded).items() if n > 1)
    yield from ((table.id, f"printed 里 {x} 出现了两次") for x, n in Counter(heads).items() if n > 1)
    names = {normalize_heading(t) for line in (*table.rows, *table.columns) for t in line.head}
    printed += [*(b.head for b in table.printed), *numbers_of_columns(table)]
    for text in dict.fromkeys(t for t in printed if normalize_heading(t) in names - {""}):
        yield table.id, f"印在旁边的“{text}”与一行或一列同名，读回时分不清"


def _column_code_faults(table: Table) -> Iterator[Fault]:
    """Yield what is wrong with the codes of the columns: they are printed in the line that numbers them, all or none."""
    coded = [c.code for c in table.columns if c.code]
    if coded and not table.numbered:
        yield table.id, '列写了 code，要在表头下印出来还须写 numbered = "代码"'
    if missing := [c.id for c in table.columns if coded and not c.code]:
        yield table.id, f"列的 code 要么都写，要么都不写，没有写的：{'、'.join(missing)}"
    yield from ((table.id, f"代码 {x} 有两列") for x, n in Counter(coded).items() if n > 1)


def _units_of(table: Table) -> list[str]:
    pairs = (zip(texts_printed_in_row(table, row), table.printed, strict=True) for row in table.rows)
    return [text for row in pairs for text, column in row if column.of == UNIT]


def rate_faults(form: Form) -> Iterator[Fault]:
    """Yield what only shows once rules stand on cells: rates that are none, are added up, or are compared with what rounding breaks."""
    for kind in form.kinds:
        for level in (x.id for x in form.levels) if kind.id == REPORT else (None,):
            grounded = ground_form(form, kind.id, level)
            where = form.level(level).label if level else kind.label
            for cell in form.cells_of(kind.id):
                yield from ((cell.name, what) for what in _faults_of_rate(grounded, cell, where))
            for check in grounded.checks:
                figure = form.figure(check.cell)
                if check.cellwise and figure.negative and _forbids_negatives(check.expr):
                    what = f"{check.cell.name} 写了 negative = true，规则又要求不小于 0"
                    yield f"规则 {check.rule.id}", what
                if reach_of_rounding(grounded, check) == float("inf"):
                    what = "里面有四舍五入过的数，再乘、除别的数来比较，会因为舍入不符：改用算出它的那几个数"
                    yield f"规则 {check.rule.id}", what


def _faults_of_rate(grounded: GroundedForm, cell: Cell, where: str) -> Iterator[str]:
    figure, expr = grounded.form.figure(cell), grounded.worked_out.get(cell)
    rate = expr is not None and any(True for _ in walk_divisors(expr))
    if figure.when_zero is not None and (not rate or figure.type != "number"):
        yield f"when_zero 只能写在规则用除法算出（works_out）的 number 上，在“{where}”里它不是"
    if figure.up in ("sum", "max", "min") if rate else figure.up == "sum" and _is_percentage(figure):
        yield f"率不能写 up = {figure.up}：写 none，汇总后由规则用合计数重新算"
    if isinstance(expr, Operation) and expr.name == "+" and len(expr.args) > 1:
        behind = (grounded.worked_out.get(c, NumberLiteral(0)) for c in needed_cells(expr))
        under = {tuple(walk_divisors(part)) for part in behind}
        if all(isinstance(a, FigureReference) for a in expr.args) and all(under) and len(under) > 1:
            yield "是几个率相加，它们的分母不同，加起来没有意义：用 columns（rows）把它留在规则外，另写一条除法"


def _is_percentage(figure: Figure) -> bool:
    return figure.percent or figure.unit in ("%", "％", "‰")


def _forbids_negatives(expr: object) -> bool:
    """Tell whether a statement about one cell is that it is not below 0."""
    if not isinstance(expr, Operation) or not isinstance(expr.args[0], FigureReference):
        return False
    return expr.name in (">=", ">") and isinstance(expr.args[1], NumberLiteral) and expr.args[1].value >= 0
