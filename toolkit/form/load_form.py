"""Plain data, as read from TOML, to a Form: or every fault in it at once, each with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.errors import FormError
from toolkit.form.model import Field, Form, Line, Named, Option, Register, Rule, Sheet, Table
from toolkit.form.rule_language import RuleSyntaxError, parse_expression
from toolkit.form.rule_trees import parse_conditions
from toolkit.form.soundness import check_soundness
from toolkit.form.trait import MARKS, RETURN_MARK, TYPES, UPS, Trait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TRAITS = ("type", "unit", "places", "options", "up", "help", "blank", "default", "marks", "usual")
LINE = {"id", "head", "label", "also", "width", "height", "when", "from", *TRAITS}
KEYS = {
    "表": {"id", "title", "sheet", "kinds", "columns", "rows", "corner", "across", "from", *TRAITS},
    "登记簿": {"id", "title", "sheet", "kinds", "columns", "up", "key", "help", "carry", "optional", "alike"},
    "栏": {"id", "label", "type", "unit", "places", "options", "required", "private", "together", "help", "width", "marks"},
    "规则": {
        "id", "over", "must", "why", "remedy", "source", "severity", "works_out", "levels", "kinds", "evidence", "beta",
    },
    "工作表": {"id", "title", "intro", "landscape", "spaced", "reported"},
    "表样": {
        "id", "edition", "accepts", "title", "source", "kinds", "levels", "options", "sheet", "table", "list", "rule",
    },
}  # fmt: skip
SEVERITIES = ("error", "warning", "hint")
WILD = set("*?~<>=")
"""COUNTIFS would take these in an option's label for wildcards or operators."""


def build_form(data: dict[str, Any], name: str = "form") -> Form:
    """Build a form; raise FormError with every fault of *data*, *name* first in each path."""
    return _FormBuilder(name).form(data)


class _FormBuilder:
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
            accepts=tuple(str(x) for x in data.get("accepts", ())),
        )
        self.options(form, data.get("options", {}))
        self.once("", (*(t.id for t in form.tables), *(r.id for r in form.registers)))
        self.once("规则", (r.id for r in form.rules))
        if not self.faults:  # references can only be followed among parts that could be built
            check_soundness(form, self.fault)
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
        for key, allowed in (("type", TYPES), ("up", UPS), ("marks", MARKS)):
            if key in said and said[key] not in allowed:
                self.fault(path, f"{key} 应为 {'、'.join(allowed)} 之一，实为 {said[key]}")
        if (most := said.get("usual")) is not None and not (type(most) in (int, float) and most > 0):
            self.fault(path, f"usual 应为大于 0 的数，实为 {most}")
        starts = tuple((k, _as_text_tuple(v)) for k, v in data.get("from", {}).items())
        for place, texts in starts:
            for text in texts:
                self.parsed(f"{path} › from.{place}", text, parse_expression)
        when = _as_text_tuple(data.get("when", ()))
        for text in when:
            self.parsed(f"{path} › when", text, parse_conditions)
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
            tuple(data.get("also", ())),
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
                if column.get("marks", RETURN_MARK) not in MARKS:
                    self.fault(where, f"marks 应为 {'、'.join(MARKS)} 之一，实为 {column['marks']}")
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
            tuple(data.get("optional", ())),
            tuple(tuple(group) for group in data.get("alike", ())),
        )
        if register.carry:
            self.parsed(f"{path} › carry", register.carry, parse_expression)
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
        for name in (n for group in register.alike for n in group):
            if name not in {f.id for f in fields}:
                self.fault(path, f"alike 里的 {name} 不是它的栏")
        for kind in register.optional:
            if kind not in register.kinds:
                self.fault(path, f"optional 里的 {kind} 不在 kinds 里")
        return register

    def rule(self, data: dict[str, Any]) -> Rule | None:
        path = f"规则 {data.get('id', '?')}"
        if not self.keys(path, data, "规则", ("id", "must", "why", "remedy", "source")):
            return None
        self.parsed(path, data["must"], parse_expression)
        if data.get("severity", "error") not in SEVERITIES:
            self.fault(path, f"severity 应为 {'、'.join(SEVERITIES)} 之一")
        return Rule(
            id=str(data["id"]),
            must=str(data["must"]),
            why=str(data["why"]),
            remedy=str(data["remedy"]),
            source=str(data["source"]),
            over=_as_text_tuple(data.get("over", ())),
            severity=str(data.get("severity", "error")),
            works_out=str(data.get("works_out", "")),
            levels=_as_text_tuple(data.get("levels", ())),
            kinds=_as_text_tuple(data.get("kinds", ())),
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


def _as_text_tuple(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
