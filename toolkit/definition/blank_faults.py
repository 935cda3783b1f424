"""What of a definition is not in the blank it names: a sheet missing, two figures in one cell, a heading that stands elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.definition.fault import path_words
from toolkit.definition.place_faults import figures_by_place
from toolkit.form.layout import (
    CHECKS,
    COVER,
    IDENTITY,
    OPTIONS,
    column_letters,
    column_number,
    parse_reference,
    prior_sheet,
)
from toolkit.form.model import REPORT
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Fault, Path
    from toolkit.form.given.given_blank import GivenBlank
    from toolkit.form.model import Form, Table
    from toolkit.form.register import Register

MARKS = {*("0", "0.0", "0.00", "—", "——", "-", "--", "/", "//", "…", "……", "*", "×", "╳", "－")}
"""What may be printed where something is to be filled in."""
_UNIT = re.compile(r"[（(][^（）()]{0,20}[）)]$")
_SIGNS = re.compile(r"[\s　:：、，。,.（）()《》“”\"'·*]")


def blank_faults(form: Form, blank: GivenBlank) -> Iterator[Fault]:
    """Yield the path of each such fault of *form*, whose parts all have places, and what it is."""
    if blank.since_1904:  # days of ours in it, and its units' in a workbook of ours, would be four years off
        what = (
            "空表用的是 1904 日期系统，日期会差 4 年零 1 天。请在 WPS 或 Excel 的“选项”（“高级”或“重新计算”）里"
            "取消“使用 1904 日期系统”，核对印着的日期，存盘，再运行 toolkit form adopt"
        )
        yield (), what
    for name in (CHECKS, OPTIONS, IDENTITY, prior_sheet(form)):
        if name.casefold() in {s.casefold() for s in blank.cells}:
            what = (
                f"空表里的工作表“{name}”与工具要加的同名。请在空表里给它改个名字，再运行 toolkit form adopt"
            )
            yield (), what
    for name in blank.cells:
        if "'" in name and any(s.blank_sheet == name for s in form.sheets):
            yield (), f"空表里的工作表“{name}”名称里有单引号。请在空表里改掉，再运行 toolkit form adopt"
    missing = [s for s in form.sheets if s.blank_sheet and s.blank_sheet not in blank.cells]
    for sheet in missing:
        names = "、".join(blank.cells)
        yield (f"工作表 {sheet.id}",), f"空表里没有工作表“{sheet.blank_sheet}”，有 {names}"
    if missing:
        return
    yield from _cell_faults(form, blank)
    for table in (t for t in form.tables if set(t.kinds) - {REPORT} and t.sheet != COVER):
        yield from _table_head_faults(form, blank, table)
    for register in form.registers:
        yield from _list_head_faults(form, blank, register)


def _cell_faults(form: Form, blank: GivenBlank) -> Iterator[Fault]:
    told: set[Path] = set()
    cleared = {(s.blank_sheet, a1) for s in form.sheets for a1, text in s.stamped if not text}
    listed = {r.id for r in form.registers}
    for at, names in figures_by_place(form).items():
        name, shown = names[0], f"“{at.sheet}”{at.a1}"
        if at.sheet not in blank.cells:
            yield name, f"空表里没有工作表“{at.sheet}”"
            continue
        first = blank.own(at.sheet, at[1:])
        printed = blank.text(at.sheet, at[1:]).strip()
        if len(names) > 1:
            yield name, f"{shown} 一格里有两个数：还有 {path_words(names[1])}"
        elif first != at[1:] and name not in told:
            told.add(name)
            yield name, f"{shown} 在空表里与 {column_letters(first[1])}{first[0] + 1} 合并成一格，不能单独填"
        elif (at.sheet, at.a1) in cleared:
            continue
        elif printed and printed not in MARKS and name[0] not in listed and name not in told:
            told.add(name)
            yield name, f"{shown} 在空表里印着“{printed[:20]}”，不是要填的格"


def _table_head_faults(form: Form, blank: GivenBlank, table: Table) -> Iterator[Fault]:
    if table.is_card:
        for line in table.rows:
            spot = parse_reference(line.place)
            texts = [blank.text(spot.sheet, (spot.row, c)) for c in range(spot.column)] if spot else []
            if spot and not _stands_among(line.label, texts):
                yield (table.id, line.id), _told(line.label, spot.sheet, f"{spot.a1} 左边")
        return
    page = next(s.blank_sheet for s in form.sheets if s.id == table.sheet)
    first = table.rows_at.first if table.by_unit else min(int(r.place) for r in table.rows)
    for column in table.columns:
        at = column_number(column.place)
        above = [blank.text(page, (row, at)) for row in range(first - 1)]
        if not _stands_among(column.label, above):
            where = f"{column.place} 列第 {first} 行以上"
            yield (table.id, column.id), _told(column.label, page, where)
    left = min(column_number(c.place) for c in table.columns)
    for line in table.rows if not table.by_unit else ():
        beside = [blank.text(page, (int(line.place) - 1, column)) for column in range(left)]
        if not _stands_among(line.label, beside):
            yield (table.id, line.id), _told(line.label, page, f"第 {line.place} 行")


def _list_head_faults(form: Form, blank: GivenBlank, register: Register) -> Iterator[Fault]:
    page = next(s.blank_sheet for s in form.sheets if s.id == register.sheet)
    for f in register.fields:
        at = column_number(f.place)
        above = [blank.text(page, (row, at)) for row in range(register.rows_at.first - 1)]
        if not _stands_among(f.label.rpartition("·")[2], above):
            where = f"{f.place} 列第 {register.rows_at.first} 行以上"
            yield (register.id, f.id), _told(f.label, page, where)


def _told(label: str, page: str, where: str) -> str:
    return f"空表“{page}”{where}没有“{label}”"


def _stands_among(label: str, texts: list[str]) -> bool:
    """Tell whether one of some texts is a label, with or without its unit, whatever its signs."""
    wanted = {_plain(label), _plain(_UNIT.sub("", label))} - {""}
    found = {form for text in texts for form in (_plain(text), _plain(_UNIT.sub("", text.strip())))}
    return bool(wanted & found) or not wanted or _plain("".join(texts)) in wanted


def _plain(text: str) -> str:
    return _SIGNS.sub("", fold_label(text)).casefold()
