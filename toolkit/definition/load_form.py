"""Plain data, as read from TOML, to a Form: or every fault in it at once, each with its path."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.definition.blank_faults import blank_faults
from toolkit.definition.definition_shape import ROSTER, TRAIT_KEYS
from toolkit.definition.fault import RULE, DefinitionError, DefinitionFault, path_words
from toolkit.definition.period_rules import rules_of_periods
from toolkit.definition.shape_faults import well_shaped
from toolkit.definition.soundness import check_soundness
from toolkit.definition.tally_faults import WILD
from toolkit.form.given.given_blank import RowsOfBlank
from toolkit.form.model import REPORT, Form, Line, Named, Option, Sheet, Table
from toolkit.form.period import YEAR, PeriodKind
from toolkit.form.register import Field, Register
from toolkit.form.rule import Rule
from toolkit.form.rule_language import RuleSyntaxError, parse_expression
from toolkit.form.rule_trees import parse_conditions
from toolkit.form.trait import NUMBERS, OWN_ROW, PERCENT_PLACES, TOTAL, PrintedColumn, Trait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from toolkit.definition.fault import Path
    from toolkit.form.given.given_blank import GivenBlank

Part = TypeVar("Part")


def build_form(
    data: dict[str, Any],
    name: str,
    find_blank: Callable[[Form], GivenBlank] | None = None,
    *,
    known_sound: bool = False,
) -> Form:
    """Build a form; raise DefinitionError with every fault of *data*, *name* first in each path.

    *find_blank* reads the blank a form is filled in on; without it the form is known, and its workbook cannot be laid out.
    What is *known_sound* is not asked whether its rules have meaning: that takes as long as all the rest of a command that
    only looks.
    """
    builder = _FormBuilder(name, known_sound=known_sound)
    form = builder.form(data)
    return builder.on_blank(form, find_blank(form)) if form.blank and find_blank else form


class _FormBuilder:
    """Collects faults while it builds; what cannot be built is left out and named."""

    def __init__(self, name: str, *, known_sound: bool) -> None:
        self.name, self.known_sound = name, known_sound
        self.faults: list[DefinitionFault] = []

    def fault(self, path: Path, what: str, at: Path = (), rules: tuple[str, ...] = ()) -> None:
        self.faults.append(DefinitionFault(path, what, at, rules))

    def refuse(self) -> None:
        """Raise every fault there is, if there is any."""
        if self.faults:
            told = (f"{path_words((self.name, *f.path))}：{f.what}" for f in self.faults)
            raise DefinitionError(tuple(told), tuple(self.faults))

    def form(self, data: dict[str, Any]) -> Form:
        data = well_shaped(data, self.fault)
        implied = list(rules_of_periods(data, self.fault))
        texts = dict.fromkeys(("id", "edition", "title", "source"), "")
        form = _record(
            Form,
            texts | data,
            kinds=tuple(Named(**{"label": x["id"], **x}) for x in data.get("kinds", ())),
            levels=tuple(Named(**{"label": x["id"], **x}) for x in data.get("levels", ())),
            sheets=tuple(map(_build_sheet, data.get("sheet", ()))),
            options={},
            tables=tuple(map(self.table, data.get("table", ()))),
            registers=tuple(map(self.register, data.get("list", ()))),
            rules=tuple(map(self.rule, (*data.get("rule", ()), *implied))),
            periods=PeriodKind(data.get("period", YEAR), data.get("cumulative", False)),
        )
        self.options(form, data["options"])
        for what, named in (("类别", form.kinds), ("层级", form.levels), ("工作表", form.sheets)):
            ids = (x.id.casefold() if what == "工作表" else x.id for x in named)
            self.once((what,), ids, lambda name, what=what: (f"{what} {name}",))  # type: ignore[misc]
        self.once((), (*(t.id for t in form.tables), *(r.id for r in form.registers)))
        self.once(("规则",), (r.id for r in form.rules), lambda name: (RULE + name,))
        if not (self.faults or self.known_sound):
            check_soundness(form, self.fault)  # references can be followed only where all could be built
        self.refuse()
        return form

    def on_blank(self, form: Form, blank: GivenBlank) -> Form:
        """Return the form with its blank; raise DefinitionError with everything that is not in the blank where it says."""
        for fault in blank_faults(form, blank):
            self.fault(*fault)
        self.refuse()
        return replace(form, given=blank)

    def once(self, path: Path, ids: Iterable[str], path_of: Callable[[str], Path] | None = None) -> None:
        """Tell which *ids* of the part at *path* are there twice; those with a *path_of* their own do not stand below it."""
        seen: set[str] = set()
        for name in ids:
            if name in seen:
                self.fault(path, f"{name} 出现了两次", path_of(name) if path_of else (*path, name))
            seen.add(name)

    def trait(self, path: Path, data: dict[str, Any]) -> Trait:
        said = {k: data[k] for k in TRAIT_KEYS if k in data}
        starts = tuple((k, _as_text_tuple(v)) for k, v in data.get("from", {}).items())
        for place, texts in starts:
            for text in texts:
                self.parsed((*path, f"from.{place}"), text, parse_expression)
        when = _as_text_tuple(data.get("when", ()))
        for text in when:
            self.parsed((*path, "when"), text, parse_conditions)
        return Trait(**said, starts=starts, when=when)

    def parsed(self, path: Path, text: str, how: Callable[[str], object]) -> None:
        try:
            how(text)
        except RuleSyntaxError as error:
            self.fault(path, str(error))

    def line(self, path: Path, data: dict[str, Any]) -> Line:
        path = (*path, data["id"])
        head = data.get("head") or [data.get("label", data["id"])]
        return _record(Line, data, head=tuple(head), trait=self.trait(path, data))

    def table(self, data: dict[str, Any]) -> Table:
        path, by_unit = (data["id"],), data["rows"] == ROSTER
        unasked = (x.partition(".") for x in data.get("unasked", ()))
        table = _record(
            Table,
            {"title": "", "corner": "单位名称" if by_unit else "指标"} | data,
            columns=tuple(self.line(path, _going_up(c, data) if by_unit else c) for c in data["columns"]),
            rows=(Line(OWN_ROW, (TOTAL,)),) if by_unit else tuple(self.line(path, r) for r in data["rows"]),
            trait=self.trait(path, data),
            by_unit=by_unit,
            printed=tuple(PrintedColumn(**b) for b in data.get("printed", ())),
            unasked=tuple((row, column) for row, _, column in unasked),
            rows_at=_rows_of_blank(data),
        )
        self.once(path, table.row_ids)
        self.once(path, table.column_ids)
        return table

    def register(self, data: dict[str, Any]) -> Register:
        path: Path = (data["id"],)
        fields = [Field(**{"label": column["id"], **_as_stored(column)}) for column in data["columns"]]
        alike = tuple(map(tuple, data.get("alike", ())))
        register = _record(Register, data, fields=tuple(fields), alike=alike, rows_at=_rows_of_blank(data))
        if register.carry:
            self.parsed((*path, "carry"), register.carry, parse_expression)
        if not any(f.required for f in fields):
            self.fault(path, "至少要有一栏 required，才知道哪些行算填了")
        elif REPORT in register.kinds and register.anchor.private:
            what = f"头一个 required 的栏 {register.anchor.id} 不能是 private：报告里要靠它知道哪些行算填了"
            self.fault(path, what)
        self.once(path, (f.id for f in fields))
        named = [((*path, f.id), "together", f.together) for f in fields if f.together]
        named += [(path, "key", name) for name in register.key]
        named += [(path, "alike", name) for group in register.alike for name in group]
        for where, key, name in named:
            if name not in {f.id for f in fields}:
                self.fault(where, f"{key} 里的 {name} 不是它的栏")
        for kind in register.optional:
            if kind not in register.kinds:
                self.fault(path, f"optional 里的 {kind} 不在 kinds 里")
        return register

    def rule(self, data: dict[str, Any]) -> Rule:
        self.parsed((RULE + data["id"],), data["must"], parse_expression)
        lists = {k: _as_text_tuple(data.get(k, ())) for k in ("over", "levels", "kinds", "columns", "rows")}
        for name in ("columns", "rows"):
            if data.get(name) == []:
                self.fault((f"规则 {data['id']}",), f"{name} 是空的：没有可以判断的")
        return Rule(**data | lists)

    def options(self, form: Form, data: dict[str, Any]) -> None:
        """Fill the drop-downs: listed, or taken from a table's own rows or columns (a fact is written once)."""
        tables = {t.id: t for t in form.tables}
        for name, said in data.items():
            if isinstance(said, list):
                form.options[name] = tuple(Option(x, x) for x in said)
            elif (table := tables.get(said["table"])) is None:
                self.fault((f"选项 {name}",), f"没有表 {said['table']}")
            else:
                form.options[name] = tuple(self.lines(name, table, said))
            seen: dict[str, str] = {}
            for option in form.options.get(name, ()):
                other = seen.setdefault(option.label.casefold(), option.label)
                if other != option.label:
                    what = f"{option.label} 只有大小写和 {other} 不同，表格程序数的时候分不清"
                    self.fault((f"选项 {name}",), what)
                if WILD & set(option.label):
                    self.fault((f"选项 {name}",), f"{option.label} 含有公式的通配符")

    def lines(self, name: str, table: Table, said: dict[str, Any]) -> Iterable[Option]:
        if table.by_unit and said.get("of") == "rows":
            self.fault((f"选项 {name}",), f"{table.id} 的行是名册里的单位，不能作选项")
            return
        lines = table.rows if said.get("of") == "rows" else table.columns
        ids = [x.id for x in lines]
        first, last = said.get("first", ids[0]), said.get("last", ids[-1])
        if first not in ids or last not in ids:
            self.fault((f"选项 {name}",), f"{table.id} 没有 {first} 或 {last}")
            return
        outer = 1 if said.get("of") == "rows" and not table.across else 0
        for line in lines[ids.index(first) : ids.index(last) + 1]:
            head = line.head[outer:] or line.head
            yield Option(line.id, "·".join(head) if said.get("of") == "rows" else line.label)


def _record(of: type[Part], data: dict[str, Any], **made: Any) -> Part:
    """Build a part of what *data* says under the names of its fields, and of what is *made* of the rest."""
    names = [f.name for f in fields(of) if f.name in data]  # type: ignore[arg-type] # a dataclass, each
    said = {n: tuple(data[n]) if isinstance(data[n], list) else data[n] for n in names}
    return of(**said | made)


def _going_up(column: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """Return a column of a table whose rows are the units: numbers add up, what is no number stays with its unit."""
    if "up" in column:
        return column
    is_number = column.get("type", table.get("type", "count")) in NUMBERS
    return column | {"up": table.get("up", "sum") if is_number else "none"}


def _as_stored(column: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a list's column, a percentage with the decimals it is stored with."""
    more = PERCENT_PLACES if column.get("percent") else 0
    return column | {"places": column.get("places", 0) + more}


def _build_sheet(data: dict[str, Any]) -> Sheet:
    stamped = tuple((a1, " ".join(_as_text_tuple(text))) for a1, text in data.get("stamped", {}).items())
    return _record(Sheet, data, stamped=stamped)


def _rows_of_blank(data: dict[str, Any]) -> RowsOfBlank:
    return RowsOfBlank(*(data.get(f"{name}_at", 0) for name in RowsOfBlank._fields))


def _as_text_tuple(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
