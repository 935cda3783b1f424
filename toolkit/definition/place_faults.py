"""What is wrong with the places a definition gives its figures in an office's own blank, before that blank is looked at."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.definition.fault import DefinitionFault
from toolkit.form.layout import (
    COVER,
    LAST_ROW,
    LINE_WORDS,
    CellPlace,
    column_number,
    parse_a1,
    parse_reference,
)
from toolkit.form.model import REPORT
from toolkit.text.safe_text import is_device_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.definition.fault import Fault, Path
    from toolkit.form.given.given_blank import RowsOfBlank
    from toolkit.form.model import Form, Line, Sheet, Table
    from toolkit.form.register import Field, Register

OWN_FILES = frozenset(("toolkit", "名册", "收集情况", "考核通报", "认领清单"))
"""What files of a work folder are called already, without their endings: a definition and its blank lie beside them."""
STAMPED = tuple(word for word, item in LINE_WORDS.items() if item)
"""What may be filled into a blank when it is handed out."""
_HASH = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[^/\\:*?\"<>|\x00-\x1f]{1,120}\.xlsx")
_ROW, _COLUMN = re.compile(r"[1-9][0-9]{0,6}"), re.compile(r"[A-Z]{1,3}")
_WORD = re.compile(r"\{([^{}]{0,20})\}")


def place_faults(form: Form) -> Iterator[Fault]:
    """Yield the path of each such fault and what it is."""
    if not form.blank:
        what = "写了原表位置，没有写原表（blank）：不照空表下发的，不写这些位置"
        yield from (DefinitionFault(path, what, () if path else ("blank",)) for path in _with_places(form))
        return
    if not _FILE.fullmatch(form.blank):
        yield DefinitionFault(
            (), f"blank 应为空表的文件名，以 .xlsx 结尾，不带目录，实为 {form.blank}", ("blank",)
        )
    elif form.blank.removesuffix(".xlsx").casefold() in OWN_FILES or is_device_name(form.blank):
        yield (), f"空表叫 {form.blank}，是本工具或 Windows 自己用的名称。请给空表换一个文件名，重新收"
    if not _HASH.fullmatch(form.blank_hash):
        yield DefinitionFault(
            (), "blank_hash 应为 64 位的校验码：由 toolkit form adopt 写上，不用手填", ("blank_hash",)
        )
    tables = [t for t in form.tables if set(t.kinds) - {REPORT}]
    for sheet in form.sheets:
        yield from _sheet_faults(form, sheet, tables)
    for table in tables:
        yield from _table_faults(table)
    for register in form.registers:
        yield from _list_faults(register)


def _with_places(form: Form) -> Iterator[Path]:
    """Yield the paths of the parts that are given places."""
    if form.blank_hash:
        yield ()
    yield from ((f"工作表 {s.id}",) for s in form.sheets if s.blank_sheet or s.stamped)
    for table in form.tables:
        if any(table.rows_at):
            yield (table.id,)
        yield from ((table.id, x.id) for x in (*table.rows, *table.columns) if x.place)
    for register in form.registers:
        if any(register.rows_at):
            yield (register.id,)
        yield from ((register.id, f.id) for f in register.fields if f.place)


def _sheet_faults(form: Form, sheet: Sheet, tables: Iterable[Table]) -> Iterator[Fault]:
    path = (f"工作表 {sheet.id}",)
    used = {t.sheet for t in tables} | {r.sheet for r in form.registers if set(r.kinds) - {REPORT}}
    if sheet.id == COVER and (sheet.blank_sheet or sheet.stamped):
        yield path, f"{COVER} 不在原表里：它的行在原表有格子的，写在行的 place 里"
    elif sheet.id != COVER and sheet.id in used and not sheet.blank_sheet:
        yield path, "没有写 blank_sheet：在原表的哪张工作表上"
    for a1, text in sheet.stamped:
        if parse_a1(a1) is None:
            yield path, f"stamped 里的 {a1} 不是一格，应写成 A2"
        for word in _WORD.findall(text):
            if word not in STAMPED:
                known = "、".join(f"{{{w}}}" for w in STAMPED)
                yield path, f"stamped 里不认识 {{{word}}}，能代填的有 {known}"


def _table_faults(table: Table) -> Iterator[Fault]:
    if table.sheet == COVER or table.is_card:
        yield from _cell_faults(table)
        return
    if table.across:
        yield (table.id,), "照空表下发的，行不能横着排（across）"
        return
    yield from _line_faults((table.id,), table.columns, column=True)
    if table.by_unit:
        yield from _row_faults((table.id,), table.rows_at)
        return
    yield from _line_faults((table.id,), table.rows, column=False)
    if any(table.rows_at):
        yield (table.id,), "行有编号的表，位置写在各行里，不写 head_at、first_at、last_at、total_at"


def _cell_faults(table: Table) -> Iterator[Fault]:
    """A table whose rows stand anywhere says of each its cell: one of the cover, or a card."""
    taken = Counter(row.place for row in table.rows if row.place)
    for row in table.rows:
        path = (table.id, row.id)
        if row.place and parse_reference(row.place) is None:
            yield path, f"place 应写成 工作表!B18，实为 {row.place}"
        elif row.place and len(table.columns) > 1:
            yield path, "有几列的表，行的 place 不能写成一格"
        if taken[row.place] > 1:
            yield path, f"{row.place} 写了两次：一格只能填一样"
    for column in table.columns:
        if column.place:
            yield (table.id, column.id), "行写了一格的表，列不写 place"
    for row in table.rows if table.is_card and table.sheet != COVER else ():
        if not row.place:
            yield (table.id, row.id), "没有写 place：别的行写成 工作表!B18，这一行也要写"


def _line_faults(path: Path, lines: Iterable[Line | Field], *, column: bool) -> Iterator[Fault]:
    """Every row has a number, every column letters, no two the same."""
    pattern, how = (_COLUMN, "列号，如 D") if column else (_ROW, "行号，如 5")
    taken: dict[str, str] = {}
    for line in lines:
        if not line.place:
            yield (*path, line.id), f"没有写 place：在原表的{'哪一列' if column else '第几行'}"
        elif not pattern.fullmatch(line.place) or (not column and int(line.place) > LAST_ROW):
            yield (*path, line.id), f"place 应为{how}，实为 {line.place}"
        elif (other := taken.setdefault(line.place, line.id)) != line.id:
            yield (*path, line.id), f"place 与 {other} 相同，都是 {line.place}"


def _row_faults(path: Path, rows: RowsOfBlank) -> Iterator[Fault]:
    if not (rows.head and rows.first and rows.last):
        yield path, "没有写 head_at、first_at、last_at：表头在原表第几行，从第几行填到第几行"
    elif not rows.head < rows.first <= rows.last:
        yield path, f"head_at、first_at、last_at 应从小到大，实为 {rows.head}、{rows.first}、{rows.last}"
    elif rows.first <= rows.total <= rows.last:
        yield path, f"total_at（{rows.total}）在要填的行（{rows.first} 到 {rows.last}）里面"


def _list_faults(register: Register) -> Iterator[Fault]:
    yield from _line_faults((register.id,), register.fields, column=True)
    yield from _row_faults((register.id,), register.rows_at)
    if register.total and not register.rows_at.total:
        yield (register.id,), "有合计的栏（total），没有写 total_at：合计在原表第几行"


def figures_by_place(form: Form) -> dict[CellPlace, list[Path]]:
    """Return what stands in every cell of the blank, by the paths faults call it: figures, and the first row of lists."""
    found: dict[CellPlace, list[Path]] = {}
    sheets = {s.id: s.blank_sheet for s in form.sheets}
    for table in form.tables:
        for row in table.rows:
            if table.sheet == COVER or table.is_card:
                at = parse_reference(row.place) if row.place else None
                found.setdefault(at, []).append((table.id, row.id)) if at else None
                continue
            for column in table.columns if sheets[table.sheet] else ():
                if (row.id, column.id) in table.unasked:
                    continue
                line = table.rows_at.first if table.by_unit else int(row.place)
                at = CellPlace(sheets[table.sheet], line - 1, column_number(column.place))
                found.setdefault(at, []).append((table.id, column.id if table.by_unit else row.id))
    for register in form.registers:
        for f in register.fields if sheets[register.sheet] else ():
            for line in range(register.rows_at.first, register.rows_at.last + 1):
                at = CellPlace(sheets[register.sheet], line - 1, column_number(f.place))
                found.setdefault(at, []).append((register.id, f.id))
    return found
