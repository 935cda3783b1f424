"""The tables and lists found in a blank, as a definition says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.blanks.blank_book import plain_words
from toolkit.blanks.column_looks import is_total
from toolkit.blanks.figure_types import MEASURED_UNITS, MONEY_UNITS, FigureKind, is_average, is_rate
from toolkit.blanks.found_table import BY_UNIT, LIST, MATRIX
from toolkit.blanks.heads import unit_in_label
from toolkit.definition.definition_shape import ROSTER
from toolkit.definition.tally_faults import WILD
from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.found_table import FoundColumn, FoundRow, FoundTable

UNIT_KIND = "单位"
"""The kind of whoever fills a blank in."""
CARD_WIDTH = 34
"""How wide the column of a card is."""
_OTHER = {"count": FigureKind("number", 2), "number": FigureKind("count"), "date": FigureKind("text")}
"""What is filled in where a person says that a guess is wrong."""


def said_keys(**keys: Any) -> dict[str, Any]:
    """Return the keys of a part of a definition that say anything."""
    return {key: value for key, value in keys.items() if value}


def settle_kinds(table: FoundTable, worked_out: set[str], account: CellAccount) -> None:
    """Ask about what is filled in where only words told it, columns of one ground in one question."""
    if table.card:
        return  # asked when it was read
    only_numbers = len(table.number_columns) == len(table.columns)
    rows_say = table.shape == MATRIX and bool(table.unit_head) and only_numbers
    groups: dict[tuple[str, str], list[FoundColumn]] = {}
    for column in table.columns:
        if column.kind.options and any(WILD & set(o) for o in column.kind.options):
            said, ground = f"“{column.label}”按文字填，不用下拉", "选项里有公式的通配符（* ? ~ < > =）"
            account.ask_at(table.sheet, "选项", table.top_cell(column.at), said, ground, key=column.id)
            column.kind = FigureKind("text")
        if column.kind.ground and column.id not in worked_out and not rows_say:
            groups.setdefault((column.kind.spoken, column.kind.ground), []).append(column)
    for (spoken, ground), columns in groups.items():
        names = "、".join(f"“{c.label}”" for c in columns[:5]) + ("等" if len(columns) > 5 else "")
        counted = f" {len(columns)} 列" if len(columns) > 1 else ""
        said = f"{names}{counted}填{' ' if spoken[0].isdigit() else ''}{spoken}"
        if not account.ask_at(table.sheet, "类型", table.top_cell(columns[0].at), said, ground):
            for column in columns:
                column.kind = _OTHER.get(column.kind.type, FigureKind("count"))
    if rows_say:
        _settle_row_kinds(table, account)


def _settle_row_kinds(table: FoundTable, account: CellAccount) -> None:
    """Let rows say what is filled in by their units, where no format of a column does."""
    if not any(c.kind.ground for c in table.columns):
        return
    units: dict[str, list[FoundRow]] = {}
    for row in table.rows:
        units.setdefault(row.unit, []).append(row)
    for unit, every in units.items():
        rows = [r for r in every if r.kind is None or r.kind.is_number]
        if not rows:
            continue
        decimals = unit in MONEY_UNITS or unit in MEASURED_UNITS or unit in ("%", "‰")
        where = table.sheet.a1((rows[0].at, table.left))
        whose, places = f"单位是“{unit}”" if unit else "没有单位", " 2 位小数" if decimals else "整数"
        said, ground = f"{whose}的 {len(rows)} 行填{places}", "没有格式，只看计量单位"
        if not account.ask_at(table.sheet, "类型", where, said, ground, key=f"{where}·{unit}"):
            decimals = not decimals
        for row in rows:
            row.kind = row.kind or (FigureKind("number", 2) if decimals else FigureKind("count"))


def matrix_part(
    table: FoundTable,
    page: str,
    title: str,
    kinds: Sequence[str],
    options: dict[str, Any],
    account: CellAccount,
) -> dict[str, Any]:
    """Return a table of a definition on a *page* with its *title*; one whose rows are the units has none of its own."""
    if table.card:
        return _card_part(table, page, title, options)
    matrix, printed = table.shape == MATRIX, _printed_part(table, account)
    coded = any(p["of"] == "code" for p in printed)
    asked = ((r, c) for r in table.rows for c in table.columns)
    part: dict[str, Any] = {"id": table.id, "sheet": page, "kinds": list(kinds), "up": "sum"}
    part |= said_keys(
        title=table.title if table.title != title else "",
        unit=table.unit,
        corner=table.corner if matrix else "",
        beside=table.beside.id if table.beside else "",
        numbered=table.numbered if matrix else "",
        printed=printed if matrix else (),
        unasked=[f"{r.id}.{c.id}" for r, c in asked if (r.at, c.at) in table.unasked],
    )
    part["columns"] = [_column_part(table, c, options, account) for c in table.columns]
    part["rows"] = (
        ROSTER if table.shape == BY_UNIT else [_row_part(table, r, coded, options) for r in table.rows]
    )
    return part | (rows_in_blank(table) if table.shape == BY_UNIT else {})


def rows_in_blank(table: FoundTable) -> dict[str, int]:
    """Return where the rows of a list, or of units, stand in the blank, as people count."""
    rows = {"head_at": table.first, "first_at": table.first + 1, "last_at": table.last + 1}
    return rows | ({"total_at": table.total + 1} if table.total is not None else {})


def _card_part(table: FoundTable, page: str, title: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return a card: a table of one column in which words are written, unless a row says otherwise; it stays with its unit."""
    part: dict[str, Any] = {"id": table.id, "sheet": page, "kinds": [UNIT_KIND], "up": "none", "type": "text"}
    part |= said_keys(title=table.title if table.title != title else "")
    column = {"id": table.columns[0].id, "width": CARD_WIDTH}
    rows = [_row_part(table, r, False, options) for r in table.rows]
    return part | {"corner": "项目", "columns": [column], "rows": rows}


def _printed_part(table: FoundTable, account: CellAccount) -> list[dict[str, Any]]:
    """Return the columns printed beside the rows' names, where they tell the rows apart and are no names themselves."""
    names = {plain_words(h) for r in table.rows for h in r.head}
    names |= {plain_words(h) for c in table.columns for h in c.heading.path}
    found = []
    codes, units = [r.code for r in table.rows if r.code], [r.unit for r in table.rows if r.unit]
    for of, head, said in (("code", table.code_head, codes), ("unit", table.unit_head, units)):
        if not head or not said:
            continue
        twice = of == "code" and len(set(said)) < len(said)
        if not twice and not names & {plain_words(t) for t in (head, *said)}:
            found.append({"of": of, "head": head})
            continue
        where, ground = table.top_cell(table.left), "有两行代码相同" if twice else "里面的字与行名、列名相同"
        account.ask_at(table.sheet, "旁栏", where, f"“{head}”一栏不印", ground, key=f"{table.id}·{of}")
    return found


def kind_part(
    kind: FigureKind, name: str, options: dict[str, Any], *, numbers: bool = False
) -> dict[str, Any]:
    """Return what a definition says of what is filled in; that it is whole numbers only where *numbers* must be said."""
    if kind.type == "option":
        known = next((n for n, o in options.items() if o == list(kind.options)), name)
        options[known] = list(kind.options)
        return {"type": "option", "options": known}
    part: dict[str, Any] = {} if kind.type == "count" and not numbers else {"type": kind.type}
    return part | said_keys(places=kind.places if kind.type == "number" else 0, percent=kind.percent)


def _column_part(
    table: FoundTable, column: FoundColumn, options: dict[str, Any], account: CellAccount
) -> dict[str, Any]:
    path = list(column.heading.path)
    unit = column.heading.unit
    if unit and not unit_in_label(path[-1]):
        path[-1] = f"{path[-1]}（{unit}）"
    shown = unit if column.kind.is_number and not column.kind.percent else ""
    part: dict[str, Any] = {"id": column.id}
    part |= said_keys(head=path if path != [column.id] else (), unit=shown)
    part |= kind_part(column.kind, f"{table.id}_{column.id}", options)
    rate = column.rate or column.kind.percent or is_rate(column.label, unit)
    if not column.kind.is_number:
        part["up"] = "none"
    elif rate or _stays(table, column, account):
        part["up"] = "none"
        if table.unit and not unit:
            part["unit"] = ""
    if column.when_zero is not None:
        part["when_zero"] = column.when_zero
    part |= _start_part(column) | said_keys(negative=column.negative and column.kind.is_number)
    return part | {"place": column_letters(column.at)}


def _start_part(line: FoundRow | FoundColumn) -> dict[str, Any]:
    """Return what of a list a unit's figures of a row or column are counted from."""
    part: dict[str, Any] = {"from": {UNIT_KIND: line.start}} if line.start else {}
    return part | said_keys(when=list(line.when))


def _stays(table: FoundTable, column: FoundColumn, account: CellAccount) -> bool:
    where, said = table.top_cell(column.at), f"“{column.label}”上一级汇总时不相加"
    return is_average(column.label) and account.ask_at(
        table.sheet, "不相加", where, said, "名称像是单价、平均数", key=column.id
    )


def _row_part(table: FoundTable, row: FoundRow, coded: bool, options: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = {"id": row.id}
    part |= said_keys(
        head=list(row.head) if row.head != (row.id,) else (),
        code=row.code if coded else "",
        unit="" if row.kind and row.kind.percent else row.unit,
    )
    if row.kind is not None:
        part |= kind_part(row.kind, f"{table.id}_{row.id}", options, numbers=True)
    if row.rate or is_rate(row.head[-1], row.unit) or (row.kind and not row.kind.is_number):
        part["up"] = "none"
    if row.when_zero is not None:
        part["when_zero"] = row.when_zero
    part |= _start_part(row) | said_keys(negative=row.negative, help=row.help)
    place = f"{table.sheet.name}!{table.sheet.a1(row.spot)}" if row.spot else str(row.at + 1)
    return part | {"place": place}


def describe_table(table: FoundTable) -> str:
    """Return what a table is, in the words of a person: its columns and rows counted."""
    if table.card and table.shape == MATRIX:
        return f"卡片 {len(table.rows)} 栏"
    if table.shape == LIST:
        return f"登记簿 {len(table.columns)} 栏"
    if table.shape == BY_UNIT:
        return f"一行一个单位，{len(table.columns)} 列，原表印着 {len(table.rows)} 个单位"
    totals = sum(is_total(r.head[-1]) for r in table.rows)
    return f"{len(table.rows)} 行 × {len(table.columns)} 列" + (f"，其中合计行 {totals}" if totals else "")
