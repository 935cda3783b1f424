"""What only shows once a form is built: references that lead nowhere, rules without meaning, sums that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.definition.double_origins import counted_twice, double_origins
from toolkit.definition.figure_faults import (
    number_faults,
    origin_faults,
    percent_faults,
    range_faults,
    rate_faults,
)
from toolkit.definition.list_faults import list_column_faults
from toolkit.definition.table_faults import columns_without_total, printed_faults
from toolkit.definition.tally_faults import option_faults, private_faults, tally_faults
from toolkit.definition.workbook_faults import workbook_faults
from toolkit.form.grounding import ground_form
from toolkit.form.layout import OURS
from toolkit.form.model import REPORT, Cell, Form, Line, Table
from toolkit.form.period import LAST_YEAR, YEAR
from toolkit.form.rule_language import (
    Expr,
    FigureReference,
    NumberLiteral,
    Operation,
    PriorReference,
    ReferenceSpan,
    Tally,
    parse_expression,
    point_at_character,
)
from toolkit.form.rule_trees import (
    is_additive,
    is_condition,
    is_start_additive,
    needed_cells,
    walk_all_references,
    walk_nodes,
    walk_references,
    walk_tallies,
)
from toolkit.form.rule_types import RuleTypeError, expression_type
from toolkit.form.trait import NUMBERS, RETURN_MARK, ZERO_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from toolkit.definition.fault import Fault, Path, Tell
    from toolkit.form.register import Register
    from toolkit.form.rule import Rule


def check_soundness(form: Form, tell: Tell) -> None:
    """Tell every fault of *form* with its path; of its meaning only where every reference leads somewhere."""
    sound = _SoundnessCheck(form, tell)
    sound.references()
    if not sound.told:
        sound.meaning()


class _SoundnessCheck:
    def __init__(self, form: Form, tell: Tell) -> None:
        self.form, self.tell = form, tell
        self.told: set[tuple[Path, str]] = set()

    def fault(self, path: Path, what: str, at: Path = (), rules: tuple[str, ...] = ()) -> None:
        """Tell a fault once, however many cells it is about."""
        if (path, what) not in self.told:
            self.told.add((path, what))
            self.tell(path, what, at, rules)

    def all(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.fault(*fault)

    def references(self) -> None:
        kinds, sheets = {k.id for k in self.form.kinds}, {s.id for s in self.form.sheets}
        levels = {x.id for x in self.form.levels}
        parts: tuple[Table | Register, ...] = (*self.form.tables, *self.form.registers)
        for part in parts:
            for kind in set(part.kinds) - kinds:
                self.fault((part.id,), f"没有类别 {kind}")
            if part.sheet not in sheets:
                self.fault((part.id,), f"没有工作表 {part.sheet}")
        for name in sheets & OURS:
            self.fault((f"工作表 {name}",), "这个名称留给工具自己的工作表")
        self.all(workbook_faults(self.form))
        for register in self.form.registers:
            for f in register.fields:
                if f.type == "option" and f.options not in self.form.options:
                    self.fault((register.id, f.id), f"没有选项 {f.options or '（未写）'}")
                self.marks((register.id, f.id), f.type, f.marks)
                self.all(number_faults((register.id, f.id), f))
        for register in (r for r in self.form.registers if r.carry):
            self.rows((register.id, "carry"), register.carry, register)
        for table in self.form.tables:
            self.all(printed_faults(table))
            for line in (*table.rows, *table.columns):
                self.all(percent_faults((table.id, line.id), line.trait))
            for cell in table.cells:
                self.cell(table, (cell,), self.form.figure(cell))
            lines: tuple[Table | Line, ...] = (table, *table.rows, *table.columns)
            for said in lines:
                for at, texts in said.trait.starts:
                    path = tuple(dict.fromkeys((table.id, said.id, f"from.{at}")))
                    if at not in kinds | levels:
                        self.fault(path, "没有这个类别或层级")
                    for text in texts:
                        self.tree(path, text, None)
        for rule in self.form.rules:
            self.rule_references(rule, kinds, levels)
            self.all(range_faults(self.form, rule))

    def cell(self, table: Table, path: Path, figure: Any) -> None:
        if REPORT in table.kinds and not figure.up:
            self.fault(path, "要上报的数据必须写明怎样汇总（up）")
        if figure.up in ("sum", "max", "min") and figure.type not in NUMBERS:
            self.fault(path, f"{figure.type} 不能写 up = {figure.up}")
        if figure.up == "texts" and figure.type != "text":
            self.fault(path, f"{figure.type} 不能写 up = texts")
        if figure.type == "option" and figure.options not in self.form.options:
            self.fault(path, f"没有选项 {figure.options or '（未写）'}")
        self.marks(path, figure.type, figure.marks)
        self.all(number_faults(path, figure))
        if figure.usual and figure.type not in NUMBERS:
            self.fault(path, f"{figure.type} 不能写 usual")

    def marks(self, path: Path, kind: str, marks: str) -> None:
        """Only a number can be 0, and a text keeps what was written."""
        zero = marks == ZERO_MARK and kind not in NUMBERS
        if zero or (marks != RETURN_MARK and kind == "text"):
            self.fault(path, f"{kind} 不能写 marks = {marks}")

    def rule_references(self, rule: Rule, kinds: set[str], levels: set[str]) -> None:
        path = (f"规则 {rule.id}",)
        tables, lists = {t.id for t in self.form.tables}, {r.id for r in self.form.registers}
        unknown = set(rule.over) - tables - lists
        for name in unknown:
            self.fault(path, f"没有表或登记簿 {name}")
        if set(rule.over) & tables and set(rule.over) & lists:
            self.fault(path, "over 要么都是表，要么都是登记簿")
        if unknown or (set(rule.over) & tables and set(rule.over) & lists):
            return
        for name in set(rule.kinds) - kinds | set(rule.levels) - levels:
            self.fault(path, f"没有类别或层级 {name}")
        for name in rule.over:
            if name in lists:
                self.rows((name, *path), rule.must, self.form.register(name))
        over: list[Table | None] = [self.form.table(t) for t in rule.over if t in tables]
        tree = parse_expression(rule.must)
        words = {n.word for n in walk_nodes(tree) if isinstance(n, PriorReference)}
        if self.form.periods.kind != YEAR and LAST_YEAR in words:
            self.fault(path, "按年填报的表才有 上年(…)，这张表请写 上期(…) 或 上年同期(…)")
        if not set(rule.over) & lists and not any(True for _ in walk_references(tree)):
            self.fault(path, "没有说到本期的任何一个数")
        origin = tree.args[-1] if rule.works_out and isinstance(tree, Operation) else None
        if origin is not None and not any(True for _ in walk_references(origin)):
            self.fault(path, f"works_out 要由别的数算出，不能是固定的：{rule.must}")
        for table in over or ([] if set(rule.over) & lists else [None]):
            self.tree((table.id, *path) if table else path, rule.must, table)

    def rows(self, path: Path, text: str, register: Register) -> None:
        """What is said of a list's rows speaks of the columns of one row, and of nothing else."""
        tree, fields = parse_expression(text), {f.id: f for f in register.fields}
        for node in walk_nodes(tree):
            if isinstance(node, Tally | PriorReference | ReferenceSpan):
                self.pointed(path, text, node, "逐行的规则里不能用件数、合计或上年数")
            elif isinstance(node, FigureReference) and (node.table or node.row or not node.column):
                self.pointed(path, text, node, "逐行的规则里只写栏名")
            elif isinstance(node, FigureReference) and node.column not in fields:
                self.pointed(path, text, node, f"{register.id} 没有栏 {node.column}")
            elif isinstance(node, Operation):
                self.all((path, what) for what in option_faults(self.form, node, fields))
        if not any(True for _ in walk_references(tree)):
            self.fault(path, "没有说到任何一栏")

    def pointed(self, path: Path, text: str, node: Expr, what: str) -> None:
        """Tell a fault and point at the character where *node* begins."""
        at = getattr(node, "at", getattr(getattr(node, "first", getattr(node, "ref", None)), "at", -1))
        self.fault(path, point_at_character(text, at, what))

    def tree(self, path: Path, text: str, over: Table | None) -> None:
        tables, tree = {t.id: t for t in self.form.tables}, parse_expression(text)
        for ref in walk_all_references(tree):
            table = tables.get(ref.table) if ref.table else over
            if table is None:
                said = f"没有表 {ref.table}" if ref.table else "没有写明是哪张表（over）"
                self.pointed(path, text, ref, said)
            elif ref.row is not None and table.by_unit:
                self.pointed(path, text, ref, f"{table.id} 的行是名册里的单位，只写列，不写行")
            elif ref.row is not None and ref.row not in table.row_ids:
                self.pointed(path, text, ref, f"{table.id} 没有行 {ref.row}")
            elif ref.column is not None and ref.column not in table.column_ids:
                self.pointed(path, text, ref, f"{table.id} 没有列 {ref.column}")
            elif (ref.row, ref.column) in table.unasked:
                self.pointed(path, text, ref, f"{table.id} 的 {ref.row}.{ref.column} 是不填的格（unasked）")
            elif ref.table and not over and (ref.column is None or (ref.row is None and not table.by_unit)):
                self.pointed(path, text, ref, f"{table.id} 要写全行和列")
        for node in walk_nodes(tree):
            if isinstance(node, Tally):
                self.all((path, what) for what in tally_faults(self.form, text, node))
            elif isinstance(node, ReferenceSpan):
                self.span(path, text, node, tables.get(node.first.table) if node.first.table else over)
            elif isinstance(node, Operation) and node.name == "/" and node.args[1] == NumberLiteral(0.0):
                self.fault(path, f"不能除以 0：{text}")

    def span(self, path: Path, text: str, span: ReferenceSpan, table: Table | None) -> None:
        """Refuse a range that is none: its ends on two tables, neither in one row nor in one column, or the wrong way round."""
        first, last = span.first, span.last
        if table is None or self.told:
            return  # told already: an end that leads nowhere
        if first.table != last.table and last.table not in (None, table.id):
            self.pointed(path, text, span, "合计(…:…) 的两头不在同一张表")
        elif (first.row != last.row) == (first.column != last.column):
            self.pointed(path, text, span, "合计(…:…) 的两头要在同一行或同一列")
        else:
            ids, at = (table.row_ids, "row") if first.row != last.row else (table.column_ids, "column")
            ends = [getattr(end, at) for end in (first, last)]
            if None in ends:
                self.pointed(path, text, span, "合计(…:…) 的两头要么都写行，要么都写列")
            elif ids.index(ends[0]) > ids.index(ends[1]):
                self.pointed(path, text, span, f"合计(…:…) 要从前往后写：{ends[1]} 在 {ends[0]} 前面")

    def meaning(self) -> None:
        """What only shows after grounding: cells that need each other, untrue statements about addition, sums of days, double counting."""
        self.all(list_column_faults(self.form))
        if self.told:
            return
        lists = {r.id for r in self.form.registers}
        for rule in self.form.rules:
            tree = parse_expression(rule.must)
            path: Path = (f"规则 {rule.id}",)
            if not is_condition(tree):
                self.fault(path, "规则应是能判断真假的一句话")
            elif not is_additive(tree) and not rule.levels and self.reaches_report(rule):
                self.fault(path, "汇总后不一定成立，须写明在哪些层级成立（levels）")
            if rule.works_out and not _is_identity_for(tree, rule.works_out):
                self.fault(path, f"works_out 应为等式左边的 {rule.works_out}")
            for name in lists & set(rule.over):
                register = self.form.register(name)
                self.types(path, rule.must, tree, lambda ref, r=register: r.field(str(ref.column)).type)  # type: ignore[misc]
        for kind in self.form.kinds:
            try:
                grounded = ground_form(self.form, kind.id)
            except ValueError as ring:
                self.fault((kind.id,), f"互相推算，没有起点：{ring}", (f"类别 {kind.id}",))
                return
            self.all(((cell,), what) for cell, what in origin_faults(grounded))
            self.counted(kind.id, grounded.worked_out)
            for check in grounded.checks:
                ranged = check.rule.columns or check.rule.rows
                of: Path = (f"规则 {check.rule.id}",)
                of += (f"（{check.cell.row}·{check.cell.column}）",) if ranged else ()
                for column in columns_without_total(self.form, kind.id, check.cells, grounded.worked_out):
                    self.fault(of, f"合计行里没有这一列，规则要写 kinds（不含 {REPORT}）：{column}")
                self.types(of, check.rule.must, check.expr, self.type_of_figure)
        for level in self.form.levels:
            upper = ground_form(self.form, REPORT, level.id)
            self.started(level.id, upper.starts)
            self.all(((cell,), what) for cell, what in origin_faults(upper))
        for register in (r for r in self.form.registers if r.carry):
            path, tree = (register.id, "carry"), parse_expression(register.carry)
            if not is_condition(tree):
                self.fault(path, "应是能判断真假的一句话")
            self.types(path, register.carry, tree, lambda ref, r=register: r.field(str(ref.column)).type)  # type: ignore[misc]
        self.all(counted_twice(self.form))
        self.all(rate_faults(self.form))
        for kind in self.form.kinds:
            for cell, one, other in double_origins(self.form, kind.id):
                what = f"由规则 {one} 和 {other} 两条算出，结果不一定相同：只留一条 works_out"
                self.fault((cell,), what, rules=(one,))

    def type_of_figure(self, ref: FigureReference) -> str:
        return self.form.figure(needed_cells(ref)[0]).type

    def types(self, path: Path, text: str, tree: Expr, type_of: Callable[[FigureReference], str]) -> None:
        try:
            expression_type(tree, type_of)
        except RuleTypeError as error:
            self.fault(path, point_at_character(text, error.at, error.what))

    def started(self, place: str, starts: dict[Cell, Expr]) -> None:
        for cell, expr in starts.items():
            path = (cell, f"from.{place}")
            if not is_start_additive(expr):
                self.fault(path, "应为一个指标，或登记簿的件数、合计（可乘除一个数）")
            for node in walk_nodes(expr):
                if isinstance(node, Tally) and place != self.form.levels[0].id:
                    self.all((path, what) for what in private_faults(self.form, node))
        self.counted(place, starts)

    def counted(self, place: str, starts: dict[Cell, Expr]) -> None:
        """Look at what figures are counted from: row and column have put their conditions together only here."""
        for cell, expr in starts.items():
            for tally in walk_tallies(expr):
                path = (cell, f"from.{place}")
                self.all((path, what) for what in tally_faults(self.form, "", tally))
                if place in {k.id for k in self.form.kinds} - set(self.form.register(tally.list).kinds):
                    self.fault(path, f"类别 {place} 没有登记簿 {tally.list}，不能从它推算")

    def reaches_report(self, rule: Rule) -> bool:
        named = {*rule.over, *(r.table for r in walk_all_references(parse_expression(rule.must)))}
        in_report = any(REPORT in t.kinds for t in self.form.tables if t.id in named)
        return in_report and (not rule.kinds or REPORT in rule.kinds)


def _is_identity_for(tree: Expr, name: str) -> bool:
    if not (isinstance(tree, Operation) and tree.name == "=" and isinstance(tree.args[0], FigureReference)):
        return False
    return name in (tree.args[0].row, tree.args[0].column)
