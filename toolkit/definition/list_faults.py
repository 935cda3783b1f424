"""What of a list's sums and of the columns it works out has no meaning, or could not be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.definition.fault import DefinitionFault
from toolkit.form.model import REPORT
from toolkit.form.row_rules import worked_out_columns
from toolkit.form.rule_language import FigureReference, Operation, parse_expression
from toolkit.form.rule_trees import walk_nodes
from toolkit.form.trait import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Fault
    from toolkit.form.model import Form
    from toolkit.form.register import Register
    from toolkit.form.rule import Rule

ARITHMETIC = ("+", "-", "*", "/", "长度")


def list_column_faults(form: Form) -> Iterator[Fault]:
    """Yield the path of each such fault and what it is."""
    for register in form.registers:
        yield from _total_faults(register)
        rules = [r for r in form.rules if r.works_out and register.id in r.over]
        faults = [fault for rule in rules for fault in _worked_out_faults(register, rule)]
        yield from faults
        if not faults:
            yield from _origin_faults(form, register, rules)


def _total_faults(register: Register) -> Iterator[Fault]:
    types = {f.id: f.type for f in register.fields}
    for name in register.total:
        if name not in types:
            yield (register.id,), f"total 里的 {name} 不是它的栏"
        elif types[name] not in NUMBERS:
            yield (register.id,), f"total 里的 {name} 是 {types[name]}，不能相加"
        elif name == register.fields[0].id:
            yield (register.id,), f"total 里的 {name} 是第一栏，那里要写“合计”两个字"
        elif REPORT in register.kinds and name == next(f.id for f in register.fields if not f.private):
            yield (register.id,), f"total 里的 {name} 在报告里是第一栏（前面的不上报），那里要写“合计”两个字"
    if len(set(register.total)) < len(register.total):
        yield (register.id,), "total 里有一栏写了两次"


def _worked_out_faults(register: Register, rule: Rule) -> Iterator[Fault]:
    path = (register.id, f"规则 {rule.id}")
    tree = parse_expression(rule.must)
    field = next((f for f in register.fields if f.id == rule.works_out), None)
    left = tree.args[0] if isinstance(tree, Operation) and tree.name == "=" else None
    if field is None or not isinstance(left, FigureReference) or left.column != field.id:
        yield path, f"works_out 应为等式左边的栏，实为 {rule.works_out}"
        return
    right = tree.args[1] if isinstance(tree, Operation) else tree
    if field.type not in (*NUMBERS, "date"):
        yield path, f"{field.id} 是 {field.type}，不能算出"
    if field.required or field.together:
        yield (register.id, field.id), "由规则算出，不用人填：不写 required、together"
    if rule.levels:
        yield path, "登记簿里算出的栏在哪一级都一样，不写 levels"
    names = {n.name for n in walk_nodes(right) if isinstance(n, Operation)}
    if odd := sorted(names - set(ARITHMETIC)):
        yield path, f"算出的栏只能用加减乘除，不能用 {'、'.join(odd)}"


def _origin_faults(form: Form, register: Register, rules: list[Rule]) -> Iterator[Fault]:
    for kind in (k for k in register.kinds if k in {x.id for x in form.kinds}):
        binding = [r for r in rules if not r.kinds or kind in r.kinds]
        for rule in binding:
            if other := next((r for r in binding if r.works_out == rule.works_out and r is not rule), None):
                twice = f"由规则 {rule.id} 和 {other.id} 两条算出：只留一条 works_out"
                yield DefinitionFault((register.id,), f"{rule.works_out} {twice}", rules=(rule.id,))
                return
        try:
            worked_out_columns(form, kind, register)
        except ValueError as ring:
            yield (register.id,), f"互相推算，没有起点：{ring}"
            return
