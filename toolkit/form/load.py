"""Plain data, as read from TOML, to a Form: or every fault in it at once, each with its path."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from toolkit.errors import FormError
from toolkit.form.conditions import disjoint, simple
from toolkit.form.expr import Expr, Op, Prior, Ref, RuleSyntaxError, Span, Tally, Text, parse, pointed
from toolkit.form.ground import additive, adds_up, cells_of, conditions, flat, ground, is_test, named, refs
from toolkit.form.layout import COVER, OURS
from toolkit.form.model import (
    REPORT,
    TYPES,
    UPS,
    Cell,
    Field,
    Form,
    Line,
    Named,
    Option,
    Register,
    Rule,
    Sheet,
    Table,
    Trait,
)
from toolkit.form.sorts import SortError, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TRAITS = ("type", "unit", "places", "options", "up", "help", "blank", "default")
LINE = {"id", "head", "label", "width", "height", "when", "from", *TRAITS}
KEYS = {
    "表": {"id", "title", "sheet", "kinds", "columns", "rows", "corner", "across", "from", *TRAITS},
    "登记簿": {"id", "title", "sheet", "kinds", "columns", "up", "key", "help", "carry"},
    "栏": {"id", "label", "type", "unit", "places", "options", "required", "private", "together", "help", "width"},
    "规则": {
        "id", "over", "must", "why", "remedy", "source", "severity", "works_out", "levels", "kinds", "evidence", "beta",
    },
    "工作表": {"id", "title", "intro", "landscape", "spaced"},
    "表样": {
        "id", "edition", "title", "source", "kinds", "levels", "options", "sheet", "table", "list", "rule",
    },
}  # fmt: skip
SEVERITIES = ("error", "warning", "hint")
WILD = set("*?~<>=")
"""COUNTIFS would take these in an option's label for wildcards or operators."""


def load(data: dict[str, Any], name: str = "form") -> Form:
    """Build a form; raise FormError with every fault of *data*, *name* first in each path."""
    return _Loader(name).form(data)


class _Loader:
    """Collects faults while it builds; what cannot be built is left out and named."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[str] = []

    def fault(self, path: str, what: str) -> None:
        self.faults.append(" › ".join(filter(None, (self.name, path))) + f"：{what}")

    def form(self, data: dict[str, Any]) -> Form:
        self.keys("", data, "表样", ("id", "edition", "title", "source", "kinds", "levels", "sheet"))
        form = Form(
            id=str(data.get("id", "")),
            edition=str(data.get("edition", "")),
            title=str(data.get("title", "")),
            source=str(data.get("source", "")),
            kinds=tuple(self.named("类别", x) for x in data.get("kinds", ())),
            levels=tuple(self.named("层级", x) for x in data.get("levels", ())),
            sheets=tuple(s for x in data.get("sheet", ()) if (s := self.sheet(x))),
            options={},
            tables=tuple(t for x in data.get("table", ()) if (t := self.table(x))),
            registers=tuple(r for x in data.get("list", ()) if (r := self.register(x))),
            rules=tuple(k for x in data.get("rule", ()) if (k := self.rule(x))),
        )
        self.options(form, data.get("options", {}))
        self.once("", (*(t.id for t in form.tables), *(r.id for r in form.registers)))
        self.once("规则", (r.id for r in form.rules))
        if not self.faults:  # references can only be followed among parts that could be built
            self.references(form)
        if not self.faults:
            self.meaning(form)
        if self.faults:
            raise FormError(tuple(self.faults))
        return form

    def keys(self, path: str, data: dict[str, Any], what: str, must: Iterable[str]) -> bool:
        for key in data.keys() - KEYS.get(what, LINE):
            self.fault(path, f"不认识的项 {key}")
        missing = [key for key in must if key not in data]
        for key in missing:
            self.fault(path, f"缺少 {key}")
        return not missing

    def once(self, path: str, ids: Iterable[str]) -> None:
        seen: set[str] = set()
        for name in ids:
            if name in seen:
                self.fault(path, f"{name} 出现了两次")
            seen.add(name)

    def named(self, path: str, data: dict[str, Any]) -> Named:
        if "id" not in data:
            self.fault(path, "缺少 id")
        return Named(
            str(data.get("id", "")), str(data.get("label", data.get("id", ""))), data.get("help", "")
        )

    def sheet(self, data: dict[str, Any]) -> Sheet | None:
        path = f"工作表 {data.get('id', '?')}"
        if not self.keys(path, data, "工作表", ("id", "title")):
            return None
        return Sheet(**data)

    def trait(self, path: str, data: dict[str, Any]) -> Trait:
        said = {k: data[k] for k in TRAITS if k in data}
        for key, allowed in (("type", TYPES), ("up", UPS)):
            if key in said and said[key] not in allowed:
                self.fault(path, f"{key} 应为 {'、'.join(allowed)} 之一，实为 {said[key]}")
        starts = tuple((k, _texts(v)) for k, v in data.get("from", {}).items())
        for place, texts in starts:
            for text in texts:
                self.parsed(f"{path} › from.{place}", text, parse)
        when = _texts(data.get("when", ()))
        for text in when:
            self.parsed(f"{path} › when", text, conditions)
        return Trait(**said, starts=starts, when=when)

    def parsed(self, path: str, text: str, how: Callable[[str], object]) -> None:
        try:
            how(text)
        except RuleSyntaxError as error:
            self.fault(path, str(error))

    def line(self, path: str, data: dict[str, Any]) -> Line:
        path = f"{path} › {data.get('id', '?')}"
        self.keys(path, data, "行列", ("id",))
        head = data.get("head") or [data.get("label", data.get("id", "?"))]
        return Line(
            str(data.get("id", "?")),
            tuple(head),
            self.trait(path, data),
            data.get("width"),
            data.get("height"),
        )

    def table(self, data: dict[str, Any]) -> Table | None:
        path = str(data.get("id", "表 ?"))
        if not self.keys(path, data, "表", ("id", "sheet", "kinds", "columns", "rows")):
            return None
        table = Table(
            id=path,
            title=data.get("title", ""),
            sheet=data["sheet"],
            kinds=tuple(data["kinds"]),
            columns=tuple(self.line(path, c) for c in data["columns"]),
            rows=tuple(self.line(path, r) for r in data["rows"]),
            trait=self.trait(path, data),
            corner=data.get("corner", "指标"),
            across=data.get("across", False),
        )
        self.once(path, table.row_ids)
        self.once(path, table.column_ids)
        return table

    def register(self, data: dict[str, Any]) -> Register | None:
        path = str(data.get("id", "登记簿 ?"))
        if not self.keys(path, data, "登记簿", ("id", "title", "sheet", "kinds", "columns", "up")):
            return None
        fields = []
        for column in data["columns"]:
            where = f"{path} › {column.get('id', '?')}"
            if self.keys(where, column, "栏", ("id", "type")):
                if column["type"] not in TYPES:
                    self.fault(where, f"type 应为 {'、'.join(TYPES)} 之一，实为 {column['type']}")
                fields.append(Field(**{"label": column["id"], **column}))
        register = Register(
            path,
            data["title"],
            data["sheet"],
            tuple(data["kinds"]),
            tuple(fields),
            data["up"],
            tuple(data.get("key", ())),
            data.get("help", ""),
            data.get("carry", ""),
        )
        if register.carry:
            self.parsed(f"{path} › carry", register.carry, parse)
        if data["up"] not in ("rows", "none"):
            self.fault(path, f"up 应为 rows 或 none，实为 {data['up']}")
        if not any(f.required for f in fields):
            self.fault(path, "至少要有一栏 required，才知道哪些行算填了")
        self.once(path, (f.id for f in fields))
        for f in fields:
            if f.together and f.together not in {x.id for x in fields}:
                self.fault(f"{path} › {f.id}", f"together 里的 {f.together} 不是它的栏")
        for key in register.key:
            if key not in {f.id for f in fields}:
                self.fault(path, f"key 里的 {key} 不是它的栏")
        return register

    def rule(self, data: dict[str, Any]) -> Rule | None:
        path = f"规则 {data.get('id', '?')}"
        if not self.keys(path, data, "规则", ("id", "must", "why", "remedy", "source")):
            return None
        self.parsed(path, data["must"], parse)
        if data.get("severity", "error") not in SEVERITIES:
            self.fault(path, f"severity 应为 {'、'.join(SEVERITIES)} 之一")
        return Rule(
            id=str(data["id"]),
            must=str(data["must"]),
            why=str(data["why"]),
            remedy=str(data["remedy"]),
            source=str(data["source"]),
            over=_texts(data.get("over", ())),
            severity=str(data.get("severity", "error")),
            works_out=str(data.get("works_out", "")),
            levels=_texts(data.get("levels", ())),
            kinds=_texts(data.get("kinds", ())),
            evidence=str(data.get("evidence", "")),
            beta=bool(data.get("beta", False)),
        )

    def options(self, form: Form, data: dict[str, Any]) -> None:
        """Fill the drop-downs: listed, or taken from a table's own rows or columns (a fact is written once)."""
        tables = {t.id: t for t in form.tables}
        for name, said in data.items():
            if isinstance(said, list):
                form.options[name] = tuple(Option(str(x), str(x)) for x in said)
            elif (table := tables.get(said.get("table", ""))) is None:
                self.fault(f"选项 {name}", f"没有表 {said.get('table')}")
            else:
                form.options[name] = tuple(self.lines(name, table, said))
            for option in form.options.get(name, ()):
                if WILD & set(option.label):
                    self.fault(f"选项 {name}", f"{option.label} 含有公式的通配符")

    def lines(self, name: str, table: Table, said: dict[str, Any]) -> Iterable[Option]:
        lines = table.rows if said.get("of") == "rows" else table.columns
        ids = [x.id for x in lines]
        first, last = said.get("first", ids[0]), said.get("last", ids[-1])
        if first not in ids or last not in ids:
            self.fault(f"选项 {name}", f"{table.id} 没有 {first} 或 {last}")
            return
        outer = 1 if said.get("of") == "rows" and not table.across else 0
        for line in lines[ids.index(first) : ids.index(last) + 1]:
            head = line.head[outer:] or line.head
            yield Option(line.id, "·".join(head) if said.get("of") == "rows" else line.label)

    def references(self, form: Form) -> None:
        kinds, sheets = {k.id for k in form.kinds}, {s.id for s in form.sheets}
        levels = {x.id for x in form.levels}
        parts: tuple[Table | Register, ...] = (*form.tables, *form.registers)
        for part in parts:
            for kind in set(part.kinds) - kinds:
                self.fault(part.id, f"没有类别 {kind}")
            if part.sheet not in sheets:
                self.fault(part.id, f"没有工作表 {part.sheet}")
        for name in sheets & OURS:
            self.fault(f"工作表 {name}", "这个名称留给工具自己的工作表")
        if COVER not in sheets:
            self.fault("", f"缺少工作表 {COVER}")
        for register in form.registers:
            for f in register.fields:
                if f.type == "option" and f.options not in form.options:
                    self.fault(f"{register.id} › {f.id}", f"没有选项 {f.options or '（未写）'}")
        for register in (r for r in form.registers if r.carry):
            self.rows(f"{register.id} › carry", register.carry, register, form)
        for table in form.tables:
            for cell in table.cells:
                self.cell(form, table, cell.name, form.figure(cell))
            for trait in (table.trait, *(x.trait for x in (*table.rows, *table.columns))):
                for at, texts in trait.starts:
                    if at not in kinds | levels:
                        self.fault(f"{table.id} › from.{at}", "没有这个类别或层级")
                    for text in texts:
                        self.tree(form, f"{table.id} › from.{at}", text, None)
        for rule in form.rules:
            self.rule_references(form, rule, kinds, levels)

    def cell(self, form: Form, table: Table, path: str, figure: Any) -> None:
        if REPORT in table.kinds and not figure.up:
            self.fault(path, "要上报的数据必须写明怎样汇总（up）")
        if figure.type == "option" and figure.options not in form.options:
            self.fault(path, f"没有选项 {figure.options or '（未写）'}")

    def rule_references(self, form: Form, rule: Rule, kinds: set[str], levels: set[str]) -> None:
        path = f"规则 {rule.id}"
        tables, lists = {t.id for t in form.tables}, {r.id for r in form.registers}
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
                self.rows(f"{name} › {path}", rule.must, form.register(name), form)
                if rule.works_out:
                    self.fault(f"{name} › {path}", "登记簿的规则没有 works_out")
        over: list[Table | None] = [form.table(t) for t in rule.over if t in tables]
        for table in over or ([] if set(rule.over) & lists else [None]):
            self.tree(form, f"{table.id} › {path}" if table else path, rule.must, table)

    def rows(self, path: str, text: str, register: Register, form: Form) -> None:
        """What is said of a list's rows speaks of the columns of one row, and of nothing else."""
        tree, fields = parse(text), {f.id: f for f in register.fields}
        for node in flat(tree):
            if isinstance(node, Tally | Prior | Span):
                self.pointed(path, text, node, "逐行的规则里不能用件数、合计或上年数")
            elif isinstance(node, Ref) and (node.table or node.row or not node.column):
                self.pointed(path, text, node, "逐行的规则里只写栏名")
            elif isinstance(node, Ref) and node.column not in fields:
                self.pointed(path, text, node, f"{register.id} 没有栏 {node.column}")
            elif isinstance(node, Op):
                self.option(form, path, node, fields)
        if not any(True for _ in refs(tree)):
            self.fault(path, "没有说到任何一栏")

    def pointed(self, path: str, text: str, node: Expr, what: str) -> None:
        """Tell a fault and point at the character where *node* begins."""
        at = getattr(node, "at", getattr(getattr(node, "first", getattr(node, "ref", None)), "at", -1))
        self.fault(path, pointed(text, at, what))

    def tree(self, form: Form, path: str, text: str, over: Table | None) -> None:
        tables, tree = {t.id: t for t in form.tables}, parse(text)
        for ref in named(tree):
            table = tables.get(ref.table) if ref.table else over
            if table is None:
                said = f"没有表 {ref.table}" if ref.table else "没有写明是哪张表（over）"
                self.pointed(path, text, ref, said)
            elif ref.row is not None and ref.row not in table.row_ids:
                self.pointed(path, text, ref, f"{table.id} 没有行 {ref.row}")
            elif ref.column is not None and ref.column not in table.column_ids:
                self.pointed(path, text, ref, f"{table.id} 没有列 {ref.column}")
            elif ref.table and over is None and (ref.row is None or ref.column is None):
                self.pointed(path, text, ref, f"{table.id} 要写全行和列")
        for node in flat(tree):
            if isinstance(node, Tally):
                self.tally(form, path, text, node)

    def tally(self, form: Form, path: str, text: str, tally: Tally) -> None:
        register = next((r for r in form.registers if r.id == tally.list), None)
        if register is None:
            self.pointed(path, text, tally, f"没有登记簿 {tally.list}")
            return
        fields = {f.id: f for f in register.fields}
        if tally.column and tally.column not in fields:
            self.pointed(path, text, tally, f"{register.id} 没有栏 {tally.column}")
        for condition in tally.when:
            for ref in refs(condition):
                if ref.column not in fields:
                    self.pointed(path, text, ref, f"{register.id} 没有栏 {ref.column}")
            if not simple(condition):
                self.pointed(
                    path,
                    text,
                    tally,
                    "登记簿的条件只能是一栏与一个数、日期或选项比较，空(…)、已填(…)，或用“且”连起来",
                )
            for node in flat(condition):
                self.option(form, path, node, fields)

    def option(self, form: Form, path: str, condition: Expr, fields: dict[str, Field]) -> None:
        """Refuse what is no option: a text compared with an option column must be one of its options."""
        if not isinstance(condition, Op) or len(condition.args) != 2:
            return
        left, right = condition.args
        if isinstance(left, Ref) and isinstance(right, Text) and left.column in fields:
            f = fields[left.column]
            if f.type == "option" and right.value not in {o.id for o in form.options.get(f.options, ())}:
                self.fault(path, f"{f.id} 没有选项 {right.value}")

    def meaning(self, form: Form) -> None:
        """What only shows after grounding: rings, untrue statements about addition, sums of days, double counting."""
        lists = {r.id for r in form.registers}
        for rule in form.rules:
            tree = parse(rule.must)
            path = f"规则 {rule.id}"
            if not is_test(tree):
                self.fault(path, "规则应是能判断真假的一句话")
            elif not additive(tree) and not rule.levels and self.reaches_report(form, rule):
                self.fault(path, "汇总后不一定成立，须写明在哪些层级成立（levels）")
            if rule.works_out and not _identity(tree, rule.works_out):
                self.fault(path, f"works_out 应为等式左边的 {rule.works_out}")
            for name in lists & set(rule.over):
                register = form.register(name)
                self.sorts(path, rule.must, tree, lambda ref, r=register: r.field(str(ref.column)).type)  # type: ignore[misc]
        for kind in form.kinds:
            try:
                grounded = ground(form, kind.id)
            except ValueError as ring:
                self.fault(kind.id, f"互相推算，没有起点：{ring}")
                return
            for check in grounded.checks:
                of = f"规则 {check.rule.id}"
                self.sorts(of, check.rule.must, check.expr, lambda ref: form.figure(cells_of(ref)[0]).type)
        for level in form.levels:
            self.started(form, level.id, ground(form, REPORT, level.id).starts)
        for register in (r for r in form.registers if r.carry):
            path, tree = f"{register.id} › carry", parse(register.carry)
            if not is_test(tree):
                self.fault(path, "应是能判断真假的一句话")
            self.sorts(path, register.carry, tree, lambda ref, r=register: r.field(str(ref.column)).type)  # type: ignore[misc]
        self.once_each(form)

    def sorts(self, path: str, text: str, tree: Expr, type_of: Callable[[Ref], str]) -> None:
        try:
            sort_of(tree, type_of)
        except SortError as error:
            said = f"{path}：{pointed(text, error.at, error.what)}"
            if (
                " › ".join(filter(None, (self.name, said))) not in self.faults
            ):  # once, however many cells it is about
                self.fault(path, pointed(text, error.at, error.what))

    def started(self, form: Form, place: str, starts: dict[Cell, Expr]) -> None:
        for cell, expr in starts.items():
            path = f"{cell.name} › from.{place}"
            if not adds_up(expr):
                self.fault(path, "应为一个指标，或登记簿的件数、合计（可乘除一个数）")
            for node in flat(expr):
                if isinstance(node, Tally):  # row and column have put their conditions together only here
                    self.tally(form, path, "", node)

    def once_each(self, form: Form) -> None:
        """Alternatives are added, so a row that meets two of them would be counted twice."""
        for table in form.tables:
            for line in (*table.rows, *table.columns):
                whens = [(w, conditions(w)) for w in line.trait.when]
                starts = [
                    (t, n.when)
                    for _, texts in line.trait.starts
                    for t in texts
                    for n in flat(parse(t))
                    if isinstance(n, Tally)
                ]
                for said in (whens, starts if len(starts) > 1 else []):
                    for (one, a), (two, b) in combinations(said, 2):
                        if not disjoint(a, b):
                            self.fault(f"{table.id} › {line.id}", f"“{one}”和“{two}”可能同时成立，会重复计数")

    def reaches_report(self, form: Form, rule: Rule) -> bool:
        tables = {*rule.over, *(r.table for r in named(parse(rule.must)) if r.table)} & {
            t.id for t in form.tables
        }
        return any(REPORT in form.table(t).kinds for t in tables) and (not rule.kinds or REPORT in rule.kinds)


def _identity(tree: Expr, name: str) -> bool:
    if not (isinstance(tree, Op) and tree.name == "=" and isinstance(tree.args[0], Ref)):
        return False
    return name in (tree.args[0].row, tree.args[0].column)


def _texts(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
