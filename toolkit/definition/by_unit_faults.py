"""What is wrong with a table whose rows are the units of the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.definition.definition_shape import ROSTER
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from toolkit.form.model import Cell, Form, Table


def by_unit_faults(form: Form, table: Table) -> Iterator[str]:
    """Yield what is wrong with a table whose rows are the units: below it a report goes on, a unit a row."""
    if table.across:
        yield f"rows = “{ROSTER}”的表一个单位一行，不能写 across"
    if any(s.id == table.sheet and s.below for s in form.sheets):
        yield f"rows = “{ROSTER}”的表下面逐个单位列出，工作表不能有 below；写在 above 里"
    if table.beside or any(t.beside == table.id for t in form.tables):
        yield f"rows = “{ROSTER}”的表不能与别的表并排（beside）"
    if table.printed:
        yield f"rows = “{ROSTER}”的表没有代码、计量单位的旁栏（printed）：每一行是一个单位"
    if table.sheet == COVER:
        yield f"rows = “{ROSTER}”的表不能放在{COVER}上：下面要逐个单位列出"
    on = [t.id for t in form.tables if t.sheet == table.sheet and set(t.kinds) & {*table.kinds, REPORT}]
    lists = [r.id for r in form.registers if r.sheet == table.sheet]
    if below := [*on[on.index(table.id) + 1 :], *lists]:
        yield f"rows = “{ROSTER}”的表要放在工作表的最后（汇总时下面逐个单位列出），后面还有 {'、'.join(below)}"
    if REPORT not in table.kinds:
        yield f"rows = “{ROSTER}”的表要有类别 {REPORT}：汇总时在那里逐个单位列出"
    if not set(table.kinds) - {REPORT}:
        yield f"rows = “{ROSTER}”的表要有填它的单位，kinds 里只有 {REPORT}"
    figures = [form.figure(cell) for cell in table.cells]
    if all(f.type not in ("count", "number") for f in figures):
        yield f"rows = “{ROSTER}”的表至少要有一列是数；都不是数的，用登记簿"
    for cell, figure in zip(table.cells, figures, strict=True):
        if figure.type not in ("count", "number") and figure.up != "none":
            yield f"{cell.column}：不是数的列只在各单位的行里列出，合计行留空，up 应为 none，实为 {figure.up}"
        if figure.type in ("count", "number") and figure.up not in ("sum", "max", "min", "none"):
            yield f"{cell.column}：rows = “{ROSTER}”的表，数的 up 应为 sum、max、min 或 none，实为 {figure.up}"


def columns_without_total(
    form: Form, kind: str, cells: Iterable[Cell], worked_out: Container[Cell]
) -> Iterator[str]:
    """Yield the columns a report's rule asks for that stay with their units: the row of totals leaves them blank."""
    for cell in cells if kind == REPORT else ():
        if form.table(cell.table).by_unit and form.figure(cell).up == "none" and cell not in worked_out:
            yield cell.column
