"""What of a form no workbook could hold, or nobody could use: names spreadsheet programs refuse, parts without a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.definition.fault import RULE, DefinitionFault
from toolkit.definition.place_faults import OWN_FILES, place_faults
from toolkit.definition.table_faults import by_unit_faults, unasked_faults
from toolkit.form.layout import COVER, EXPLAINED, LINE_WORDS, MEASURE, ORIGIN, PROPERTY, TICK
from toolkit.form.line_placement import cover_cell, measures_on_sheet
from toolkit.form.model import REPORT
from toolkit.form.period import EARLIER
from toolkit.text.safe_text import is_device_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Fault, Path
    from toolkit.form.model import Form, Table

LONGEST_SHEET_NAME, MOST_LABELS = 31, 3
"""How long a sheet's name may be in Excel; how many columns the labels of a table's rows may take."""
LONGEST_ID, LONGEST_TITLE = 50, 100
"""How long ids and one-line names may be: several of them make one name of the workbook, of which Excel takes 255 characters."""
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\'!\"\x00-\x1f]")
_NAME, _FIRST_NAME = re.compile(r"\w+"), re.compile(r"[^\W\d]\w*")
"""What any part of a figure's name may be, and what its first part may be: Excel's defined names take no more."""


def workbook_faults(form: Form) -> Iterator[Fault]:
    """Yield the path of each such fault and what it is."""
    yield from _sheet_faults(form)
    yield from _name_faults(form)
    if REPORT not in {k.id for k in form.kinds}:
        yield (), f"缺少类别 {REPORT}：各单位的数汇总到它的表里，再报上一级"
    for kind in form.kinds:
        if not form.tables_of(kind.id) and not form.registers_of(kind.id):
            yield (f"类别 {kind.id}",), "没有要填的表"
        elif not any(t.sheet == COVER for t in form.tables_of(kind.id)):
            yield (f"类别 {kind.id}",), f"工作表 {COVER} 上没有它要填的表（填报人、联系电话等）"
    for name, options in form.options.items():
        if any(not option.label.strip() for option in options):
            yield (f"选项 {name}",), "有空白的选项"
    for table in (t for t in form.tables if t.by_unit):
        yield from (((table.id,), what) for what in by_unit_faults(form, table))
    yield from _beside_faults(form)
    for table in form.tables:
        yield from (((table.id, "unasked"), what) for what in unasked_faults(table))
    yield from _line_faults(form)
    yield from place_faults(form)
    for table in form.tables:
        deep = 0 if table.across else max(len(row.head) for row in table.rows)
        if deep > MOST_LABELS:
            yield (table.id,), f"行的名称最多分 {MOST_LABELS} 层，实为 {deep} 层"
        for what, lines in (("行", table.rows), ("列", table.columns)):
            heads = [line.head for line in lines]
            for line in (x for x in lines if heads.count(x.head) > 1):
                alike = f"有两{what}都叫“{'·'.join(line.head)}”，分不出是哪一{what}"
                yield (table.id, line.id), alike


def _sheet_faults(form: Form) -> Iterator[Fault]:
    used = {t.sheet for t in form.tables} | {r.sheet for r in form.registers}
    names = {s.id for s in form.sheets}
    if COVER not in names:
        yield (), f"缺少工作表 {COVER}"
    for name in names:
        path = (f"工作表 {name}",)
        if odd := _NOT_IN_SHEET_NAMES.findall(name):
            yield path, f"名称里不能有 {' '.join(dict.fromkeys(odd))}"
        if len(name.encode("utf-16-le")) // 2 > LONGEST_SHEET_NAME:
            yield path, f"名称最多 {LONGEST_SHEET_NAME} 个字"
        if name.strip() != name or name.casefold() == "history":
            yield path, "表格程序不接受这个名称"
        if name not in used and name != COVER:
            yield path, "上面没有表"
        if name == COVER and any(r.sheet == name for r in form.registers):
            yield path, "下面是审核结果和要改的地方，放不了登记簿"
        if len(lists := [r.id for r in form.registers if r.sheet == name]) > 1:
            yield path, f"只能放一本登记簿（下面要能一直加行），实有 {'、'.join(lists)}"


def _beside_faults(form: Form) -> Iterator[Fault]:
    """A table stands right of one that was placed before it, each of them right of no more than one."""
    before: dict[str, Table] = {}
    taken: dict[str, str] = {}
    for table in form.tables:
        other = before.get(table.beside)
        if table.beside:
            path = (table.id, "beside")
            if other is None:
                yield path, f"要写前面的一张表，没有 {table.beside}"
            elif other.sheet != table.sheet:
                yield path, f"{other.id} 在工作表 {other.sheet} 上，不在同一张工作表上"
            elif table.sheet == COVER:
                yield path, f"{COVER} 上的表不能左右并排"
            elif table.across or other.across:
                yield path, "行横着排（across）的表不能左右并排"
            elif table.beside in taken:
                there = taken[table.beside]
                yield path, f'{other.id} 的右边已经是 {there}；再往右的，写 beside = "{there}"'
            elif missing := sorted(set(table.kinds) - set(other.kinds)):
                yield path, f"类别 {'、'.join(missing)} 只填这一张，不填左边的 {other.id}"
            taken.setdefault(table.beside, table.id)
        before[table.id] = table


def _line_faults(form: Form) -> Iterator[Fault]:
    """A line repeats what the cover of every workbook says that has the sheet."""
    listed = {r.sheet for r in form.registers}
    for sheet in form.sheets:
        path = (f"工作表 {sheet.id}",)
        if (sheet.above or sheet.below) and sheet.id == COVER:
            yield path, f"{COVER} 上已有这些内容，不写 above、below"
            continue
        if sheet.below and sheet.id in listed:
            yield path, "登记簿下面要能一直加行，不能有 below；写在 above 里"
        kinds = [k.id for k in form.kinds if any(s.id == sheet.id for s in form.sheets_of(k.id))]
        for word in (*sheet.above, *sheet.below):
            if (*sheet.above, *sheet.below).count(word) > 1:
                yield path, f"above、below 里的 {word} 写了两次"
            for kind in kinds:
                if word == MEASURE and not measures_on_sheet(form, kind, sheet.id):
                    yield path, f"上面的表没有写计量单位（unit），不能写 {MEASURE}"
                elif word not in LINE_WORDS and cover_cell(form, kind, word) is None:
                    yield path, f"{word} 不是 {'、'.join(LINE_WORDS)}，也不是类别 {kind} 的{COVER}上的行"


def _name_faults(form: Form) -> Iterator[Fault]:
    """Figures and list columns are named in the workbook, 表.行.列, and spreadsheet programs are particular about names."""
    if not form.id.isidentifier():
        yield DefinitionFault(
            (), f"id 要作文件名，只能用字母、数字、汉字和下划线，不以数字开头，实为 {form.id}", ("id",)
        )
    elif form.id.casefold() in OWN_FILES or is_device_name(form.id):
        yield DefinitionFault(
            (), f"id 要作文件名，{form.id} 是本工具或 Windows 自己用的名称，请换一个", ("id",)
        )
    named = [((f"类别 {x.id}",), x) for x in form.kinds] + [((f"层级 {x.id}",), x) for x in form.levels]
    said: list[tuple[Path, str, int]] = [
        (("title",), form.title, LONGEST_TITLE),
        (("edition",), form.edition, LONGEST_ID),
        ((), form.id, LONGEST_ID),
    ]
    said += [(path, text, LONGEST_ID) for path, x in named for text in (x.id, x.label)]
    for path, text, most in said:
        if not text.isprintable():
            yield path, "要写成一行：文件名、标题和命令里都用它"
        if len(text) > most:
            yield path, f"最多 {most} 个字，实有 {len(text)} 个"
    parts = [*((t.id, "表") for t in form.tables), *((r.id, "登记簿") for r in form.registers)]
    for name, what in parts:
        if not _FIRST_NAME.fullmatch(name):
            yield (name,), f"{what}的名称（id）只能用字母、数字、汉字和下划线，不以数字开头"
        if len(name) > LONGEST_ID:
            yield (name,), f"{what}的名称（id）最多 {LONGEST_ID} 个字，实有 {len(name)} 个"
        if name in (*EARLIER, EXPLAINED, PROPERTY.removesuffix(".")):
            yield (name,), "这个名称留给工具自己"
    groups: list[tuple[Path, tuple[str, ...]]]
    groups = [((t.id,), lines) for t in form.tables for lines in (t.row_ids, t.column_ids)]
    groups += [((r.id,), tuple(f.id for f in r.fields)) for r in form.registers]
    for path, names in [*groups, (("规则",), tuple(r.id for r in form.rules))]:
        for name in names:
            at = (RULE + name,) if path == ("规则",) else ()
            if not _NAME.fullmatch(name):
                yield DefinitionFault((*path, name), "名称（id）只能用字母、数字、汉字和下划线", at)
            if len(name) > LONGEST_ID:
                yield DefinitionFault(
                    (*path, name), f"名称（id）最多 {LONGEST_ID} 个字，实有 {len(name)} 个", at
                )
    for path, names in [*groups, ((), tuple(name for name, _ in parts))]:
        for other, name in _alike(names):
            yield path, f"{name} 只有大小写和 {other} 不同，表格程序分不清"
    for register in form.registers:
        for name in {TICK, ORIGIN} & {f.id for f in register.fields}:
            yield (register.id, name), "这个名称留给工具自己的栏"


def _alike(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield two names at a time that differ in capitals only."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield other, name
