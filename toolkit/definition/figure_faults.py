"""What is said of figures that cannot be: rates that are none or are added up, ranges without a place, words worked out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.rule_language import FigureReference, NumberLiteral, Operation, parse_expression
from toolkit.form.rule_trees import needed_cells, walk_all_references, walk_divisors
from toolkit.form.rule_types import NUMBER, SORTS
from toolkit.form.trait import NUMBERS
from toolkit.form.verdict import reach_of_rounding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Fault, Path
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form
    from toolkit.form.register import Field
    from toolkit.form.rule import Rule
    from toolkit.form.trait import Figure, Trait


def number_faults(path: Path, said: Figure | Field) -> Iterator[Fault]:
    """Yield what of a number is said of what is none."""
    if said.negative and said.type not in NUMBERS:
        yield path, f"{said.type} 不能写 negative"
    if said.percent and said.type != "number":
        yield path, f'{said.type} 不能写 percent：百分数的 type 是 "number"'
    yield from percent_faults(path, said)


def percent_faults(path: Path, said: Trait | Field | Figure) -> Iterator[Fault]:
    """Yield that a percentage, which shows its sign itself, is said to be in another unit."""
    if said.percent and said.unit:
        yield path, "写了 percent = true，单元格自己显示 %，不要再写 unit"


def range_faults(form: Form, rule: Rule) -> Iterator[Fault]:
    """Yield what is wrong with the columns and rows a rule says it ranges over."""
    path, tables = (f"规则 {rule.id}",), {t.id: t for t in form.tables}
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


def rate_faults(form: Form) -> Iterator[Fault]:
    """Yield what only shows once rules stand on cells: rates that are none, are added up, or are compared with what rounding breaks."""
    for kind in form.kinds:
        for level in (x.id for x in form.levels) if kind.id == REPORT else (None,):
            grounded = ground_form(form, kind.id, level)
            where = form.level(level).label if level else kind.label
            for cell in form.cells_of(kind.id):
                yield from (((cell,), what) for what in _faults_of_rate(grounded, cell, where))
            for check in grounded.checks:
                figure = form.figure(check.cell)
                if check.cellwise and figure.negative and _forbids_negatives(check.expr):
                    what = f"{check.cell.name} 写了 negative = true，规则又要求不小于 0"
                    yield (f"规则 {check.rule.id}",), what
                if reach_of_rounding(grounded, check) == float("inf"):
                    what = "里面有四舍五入过的数，再乘、除别的数来比较，会因为舍入不符：改用算出它的那几个数"
                    yield (f"规则 {check.rule.id}",), what


def _faults_of_rate(grounded: GroundedForm, cell: Cell, where: str) -> Iterator[str]:
    figure, expr = grounded.form.figure(cell), grounded.worked_out.get(cell)
    rate = expr is not None and any(True for _ in walk_divisors(expr))
    if figure.when_zero is not None and (not rate or figure.type != "number"):
        yield f"when_zero 只能写在规则用除法算出（works_out）的 number 上，在“{where}”里它不是"
    shares = figure.percent or figure.unit in ("%", "％", "‰")
    if figure.up in ("sum", "max", "min") if rate else figure.up == "sum" and shares:
        yield f"率不能写 up = {figure.up}：写 none，汇总后由规则用合计数重新算"
    if isinstance(expr, Operation) and expr.name == "+" and len(expr.args) > 1:
        behind = (grounded.worked_out.get(c, NumberLiteral(0)) for c in needed_cells(expr))
        under = {tuple(walk_divisors(part)) for part in behind}
        if all(isinstance(a, FigureReference) for a in expr.args) and all(under) and len(under) > 1:
            yield "是几个率相加，它们的分母不同，加起来没有意义：用 columns（rows）把它留在规则外，另写一条除法"


def origin_faults(grounded: GroundedForm) -> Iterator[tuple[Cell, str]]:
    """Yield each figure that is worked out, or begins in a report, though it is no number; a figure may begin as another like it."""
    form = grounded.form
    for cell in grounded.worked_out:
        if SORTS[form.figure(cell).type] != NUMBER:
            yield cell, f"{form.figure(cell).type} 不能自动算出：只有数（count、number）能"
    for cell, start in grounded.starts.items():
        figure = form.figure(cell)
        origin = form.figure(needed_cells(start)[0]) if isinstance(start, FigureReference) else None
        if origin is None and SORTS[figure.type] != NUMBER:
            yield cell, f"{figure.type} 不能由登记簿推算：只有数（count、number）能"
        elif origin and (SORTS[origin.type], origin.options) != (SORTS[figure.type], figure.options):
            yield cell, f"是 {figure.type}，不能由 {origin.type} 推算"


def _forbids_negatives(expr: object) -> bool:
    """Tell whether a statement about one cell is that it is not below 0."""
    if not isinstance(expr, Operation) or not isinstance(expr.args[0], FigureReference):
        return False
    return expr.name in (">=", ">") and isinstance(expr.args[1], NumberLiteral) and expr.args[1].value >= 0
