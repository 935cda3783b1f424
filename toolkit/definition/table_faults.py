"""What is wrong with a table: one whose rows are the units, the cells it crosses out, what is printed beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.definition.definition_shape import ROSTER
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT
from toolkit.form.placement import numbers_of_columns, texts_printed_in_row
from toolkit.form.trait import CODE, NUMBERS, UNIT

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from toolkit.definition.fault import Fault
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
    if all(f.type not in NUMBERS for f in figures):
        yield f"rows = “{ROSTER}”的表至少要有一列是数；都不是数的，用登记簿"
    for cell, figure in zip(table.cells, figures, strict=True):
        if figure.type not in NUMBERS and figure.up != "none":
            yield f"{cell.column}：不是数的列只在各单位的行里列出，合计行留空，up 应为 none，实为 {figure.up}"
        if figure.type in NUMBERS and figure.up not in ("sum", "max", "min", "none"):
            yield f"{cell.column}：rows = “{ROSTER}”的表，数的 up 应为 sum、max、min 或 none，实为 {figure.up}"


def unasked_faults(table: Table) -> Iterator[str]:
    """Yield what is wrong with the cells a table crosses out; a row or column of nothing else is none."""
    if not table.unasked:
        return
    if table.by_unit:
        yield f"rows = “{ROSTER}”的表没有不填的格：一栏都不填的，删去这一栏"
        return
    if table.across:
        yield "各行并排的表（across）没有不填的格：不填的那一列，删去"
        return
    for number, (row, column) in enumerate(table.unasked):
        if row not in table.row_ids or column not in table.column_ids:
            shown = f"{row}.{column}" if column else row
            yield f"{shown} 不是这张表的一格，应写成 行.列，如 {table.row_ids[0]}.{table.column_ids[0]}"
        elif (row, column) in table.unasked[:number]:
            yield f"{row}.{column} 写了两次"
    asked = {(r, c) for r in table.row_ids for c in table.column_ids} - {*table.unasked}
    for row in table.row_ids:
        if not any(r == row for r, _ in asked):
            yield f"行 {row} 的格都不填：删去这一行，或者写成别的行的上级名称"
    for column in table.column_ids:
        if not any(c == column for _, c in asked):
            yield f"列 {column} 的格都不填：删去这一列"


def printed_faults(table: Table) -> Iterator[Fault]:
    """Yield what is wrong with what is printed beside a table's rows and below its heads."""
    heads = [b.of for b in table.printed]
    if table.across and (heads or table.numbered):
        yield (table.id,), "各行并排的表（across）不能写 printed 和 numbered"
        return
    coded = [row.code for row in table.rows if row.code]
    if coded and CODE not in heads:
        yield (table.id,), f'行写了 code，要印出来还须写 printed = [{{ of = "{CODE}", head = "代码" }}]'
    if CODE in heads and not coded:
        yield (table.id,), "printed 里有代码一栏，各行都没有写 code"
    printed = [text for row in table.rows for text in texts_printed_in_row(table, row)]
    if UNIT in heads and not any(_units_of(table)):
        yield (table.id,), "printed 里有计量单位一栏，各行都没有写 unit"
    yield from _column_code_faults(table)
    yield from (((table.id,), f"代码 {x} 有两行") for x, n in Counter(coded).items() if n > 1)
    yield from (((table.id,), f"printed 里 {x} 出现了两次") for x, n in Counter(heads).items() if n > 1)
    names = {normalize_heading(t) for line in (*table.rows, *table.columns) for t in line.head}
    printed += [*(b.head for b in table.printed), *numbers_of_columns(table)]
    for text in dict.fromkeys(t for t in printed if normalize_heading(t) in names - {""}):
        yield (table.id,), f"印在旁边的“{text}”与一行或一列同名，读回时分不清"


def _column_code_faults(table: Table) -> Iterator[Fault]:
    """Yield what is wrong with the codes of the columns: they are printed in the line that numbers them, all or none."""
    coded = [c.code for c in table.columns if c.code]
    if coded and not table.numbered:
        yield (table.id,), '列写了 code，要在表头下印出来还须写 numbered = "代码"'
    if missing := [c.id for c in table.columns if coded and not c.code]:
        yield (table.id,), f"列的 code 要么都写，要么都不写，没有写的：{'、'.join(missing)}"
    yield from (((table.id,), f"代码 {x} 有两列") for x, n in Counter(coded).items() if n > 1)


def _units_of(table: Table) -> list[str]:
    pairs = (zip(texts_printed_in_row(table, row), table.printed, strict=True) for row in table.rows)
    return [text for row in pairs for text, column in row if column.of == UNIT]


def columns_without_total(
    form: Form, kind: str, cells: Iterable[Cell], worked_out: Container[Cell]
) -> Iterator[str]:
    """Yield the columns a report's rule asks for that stay with their units: the row of totals leaves them blank."""
    for cell in cells if kind == REPORT else ():
        if form.table(cell.table).by_unit and form.figure(cell).up == "none" and cell not in worked_out:
            yield cell.column
