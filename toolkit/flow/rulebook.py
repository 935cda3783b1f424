"""The rule book: every rule once, with where it holds, in the words and the formula the workbooks use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.excel.formula import Compiler, lines
from toolkit.form.expr import parse
from toolkit.form.finding import SEVERITY
from toolkit.form.ground import additive, ground
from toolkit.form.layout import place
from toolkit.form.model import REPORT
from toolkit.form.words import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Form

TOLD_AREAS = 4
"""How many cell areas of one sheet an entry names before it only counts them."""


class Where(NamedTuple):
    """Where a rule holds in one kind's workbook: *cells* are addresses, *checks* how many, *formula* the first's."""

    kind: str
    sheet: str
    cells: str
    checks: int
    formula: str


class Entry(NamedTuple):
    """One rule of the book."""

    rule: str
    severity: str
    statement: str
    why: str
    remedy: str
    source: str
    levels: tuple[str, ...]
    additive: bool
    where: tuple[Where, ...]

    def plain(self) -> dict[str, Any]:
        """Return the entry as JSON-ready values."""
        return self._asdict() | {"levels": list(self.levels), "where": [w._asdict() for w in self.where]}


def rulebook(form: Form, year: int) -> tuple[Entry, ...]:
    """Return the book of *form* in its order; formulas are those of *year*'s workbooks."""
    held: dict[str, list[Where]] = {}
    for kind in form.kinds:
        for rule, where in _held(form, kind.id, year):
            held.setdefault(rule, []).append(where)
    return tuple(
        Entry(
            rule.id,
            rule.severity,
            statement(form, rule),
            rule.why,
            rule.remedy,
            rule.source,
            tuple(form.level(x).label for x in rule.levels),
            additive(parse(rule.must)),
            tuple(held.get(rule.id, ())),
        )
        for rule in form.rules
    )


def _held(form: Form, kind: str, year: int) -> Iterator[tuple[str, Where]]:
    """Yield a kind's rules, one entry a rule and sheet; a report is looked at on its lowest level, where all hold."""
    grounded = ground(form, kind, form.levels[0].id if kind == REPORT else None)
    layout = place(form, kind)
    compiler = Compiler(grounded, layout, year)
    grouped: dict[tuple[str, str], list[Any]] = {}
    for line in lines(grounded):
        grouped.setdefault((line.rule.id, layout.at[line.cell].sheet), []).append(line)
    for (rule, sheet), found in grouped.items():
        cellwise = len(found[0].checks) > 1
        cells = [c for x in found for c in (x.cells if cellwise else (x.cell,))]
        areas = [a.rpartition("!")[2].replace("$", "") for a in compiler.areas(tuple(cells))]
        shown = "、".join(areas[:TOLD_AREAS]) + (f" 等 {len(areas)} 处" if len(areas) > TOLD_AREAS else "")
        count = sum(len(x.checks) for x in found)
        yield rule, Where(form.kind(kind).label, sheet, shown, count, compiler.verdict(found[0])[0])


def markdown(form: Form, entries: tuple[Entry, ...]) -> str:
    """Write the book as a page."""
    parts = [
        f"# 规则手册：{form.title}（{form.edition}版）",
        "",
        f"依据：{form.source}。由 `templates/{form.id}.toml` 生成（`make render`），不要手改。",
        (
            "编号与工作簿“校验”表、屏幕提示、收集情况.xlsx 中的一致。"
            "“逐级成立”：下级都成立，相加后必成立；其余规则写明在哪些层级成立。"
        ),
    ]
    for e in entries:
        parts += [
            "",
            f"## {e.rule}　{e.statement}",
            "",
            f"- 级别：{SEVERITY[e.severity]}；{'逐级成立' if e.additive else '不随汇总成立'}"
            + (f"；年度报告只在 {'、'.join(e.levels)} 成立" if e.levels else ""),
            f"- 为什么：{e.why}",
            f"- 怎么改：{e.remedy}",
            f"- 依据：{e.source}",
            "- 在哪里：",
            *(f"    - {w.kind}，{w.sheet} {w.cells}（{w.checks} 条）" for w in e.where),
            "",
            "        " + e.where[0].formula if e.where else "",
        ]
    return "\n".join(parts) + "\n"
