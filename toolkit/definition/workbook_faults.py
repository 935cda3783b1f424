"""What of a form no workbook could hold, or nobody could use: names spreadsheet programs refuse, parts without a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.definition.definition_shape import ROSTER
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Form, Table

LONGEST_SHEET_NAME, MOST_LABELS = 31, 3
"""How long a sheet's name may be in Excel; how many columns the labels of a table's rows may take."""
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_NAMES = re.compile(r"[.\x00-\x1f]|^\s|\s$")


def workbook_faults(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the path of each such fault and what it is."""
    yield from _sheet_faults(form)
    yield from _name_faults(form)
    if REPORT not in {k.id for k in form.kinds}:
        yield "", f"缺少类别 {REPORT}：各单位的数汇总到它的表里，再报上一级"
    for kind in form.kinds:
        if not form.tables_of(kind.id) and not form.registers_of(kind.id):
            yield f"类别 {kind.id}", "没有要填的表"
        elif not any(t.sheet == COVER for t in form.tables_of(kind.id)):
            yield f"类别 {kind.id}", f"工作表 {COVER} 上没有它要填的表（填报人、联系电话等）"
    for name, options in form.options.items():
        if any(not option.label.strip() for option in options):
            yield f"选项 {name}", "有空白的选项"
    for table in (t for t in form.tables if t.by_unit):
        yield from ((table.id, what) for what in _by_unit_faults(form, table))
    for table in form.tables:
        deep = 0 if table.across else max(len(row.head) for row in table.rows)
        if deep > MOST_LABELS:
            yield table.id, f"行的名称最多分 {MOST_LABELS} 层，实为 {deep} 层"
        for what, lines in (("行", table.rows), ("列", table.columns)):
            heads = [line.head for line in lines]
            for line in lines:
                if heads.count(line.head) > 1:
                    yield (
                        f"{table.id} › {line.id}",
                        f"有两{what}都叫“{'·'.join(line.head)}”，分不出是哪一{what}",
                    )


def _by_unit_faults(form: Form, table: Table) -> Iterator[str]:
    """Yield what is wrong with a table whose rows are the units: below it a report goes on, a unit a row."""
    if table.across:
        yield f"rows = “{ROSTER}”的表一个单位一行，不能写 across"
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


def _sheet_faults(form: Form) -> Iterator[tuple[str, str]]:
    used = {t.sheet for t in form.tables} | {r.sheet for r in form.registers}
    names = {s.id for s in form.sheets}
    if COVER not in names:
        yield "", f"缺少工作表 {COVER}"
    for name in names:
        path = f"工作表 {name}"
        if odd := _NOT_IN_SHEET_NAMES.findall(name):
            yield path, f"名称里不能有 {' '.join(dict.fromkeys(odd))}"
        if len(name.encode("utf-16-le")) // 2 > LONGEST_SHEET_NAME:
            yield path, f"名称最多 {LONGEST_SHEET_NAME} 个字"
        if name.strip(" '") != name or name.casefold() == "history":
            yield path, "表格程序不接受这个名称"
        if name not in used and name != COVER:
            yield path, "上面没有表"
        if len(lists := [r.id for r in form.registers if r.sheet == name]) > 1:
            yield path, f"只能放一本登记簿（下面要能一直加行），实有 {'、'.join(lists)}"


def _name_faults(form: Form) -> Iterator[tuple[str, str]]:
    """Figures are named 表.行.列, so that no part may hold a point."""
    names = [(t.id, t.id) for t in form.tables] + [(r.id, r.id) for r in form.registers]
    names += [(f"{t.id} › {x.id}", x.id) for t in form.tables for x in (*t.rows, *t.columns)]
    names += [(f"{r.id} › {f.id}", f.id) for r in form.registers for f in r.fields]
    for path, name in names:
        if _NOT_IN_NAMES.search(name):
            yield path, "名称（id）里不能有点和换行，前后不能有空格"
