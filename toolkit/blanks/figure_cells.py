"""The columns of figures of a table, what may be filled in there, and what stands there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import MARKS, is_formula, plain_words
from toolkit.blanks.column_looks import LABEL
from toolkit.blanks.figure_types import FigureKind, figure_kind, kind_by_validation, option_cells
from toolkit.blanks.found_table import MATRIX, FoundColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import Spot
    from toolkit.blanks.column_looks import ColumnLook
    from toolkit.blanks.found_table import FoundTable
    from toolkit.blanks.page_words import PageWords

UNASKED = "不填的格"
"""What a cell is taken for that is drawn through and that nobody fills in."""

EXAMPLE = "样例（下发时清空）"
"""What a cell is taken for in which the blank shows how to fill in."""
MOST_NAMED = 6
"""How many cells are named in a question."""


def read_figure_columns(
    table: FoundTable,
    looks: Sequence[ColumnLook],
    rows: Sequence[int],
    words: PageWords,
    account: CellAccount,
) -> None:
    """Read the columns of figures of a table, those without a head left out and told."""
    sheet = table.sheet
    single = words.measure if "、" not in words.measure and "," not in words.measure else ""
    for look in looks:
        where = sheet.a1((table.first, look.at))
        if not look.heading.path:
            account.ask_at(sheet, "没有表头", where, f"{where} 起的一列没有收进来", "这一列没有表头")
            continue
        heading = look.heading
        spots = [(r, look.at) for r in rows]
        words_too = table.shape != MATRIX
        label = heading.path[-1]
        kind = figure_kind(account.book, sheet, spots, label, heading.unit, single, words=words_too)
        if look.role == LABEL and kind.ground:
            kind = FigureKind("text", ground="下面印着文字")
        if single and not table.unit_head and not heading.unit and kind.is_number:
            table.unit = single
        for check in sheet.validations:
            if any(check.covers(s) for s in spots) and kind.options:
                for other, spot in option_cells(account.book, sheet, check.source):
                    account.take(other, spot, "下拉选项")
        table.columns.append(FoundColumn(look.at, heading, kind))


def read_row_kinds(table: FoundTable, account: CellAccount) -> None:
    """Let a row say what is filled in where a validation is about all of its cells, and about no others of their columns."""
    sheet = table.sheet
    for row in table.rows:
        spots = [(row.at, c.at) for c in table.columns]
        kind = kind_by_validation(account.book, sheet, spots)
        if kind is not None and any(
            c.kind._replace(ground="") != kind._replace(ground="") for c in table.columns
        ):
            row.kind = kind


def take_figure_cells(table: FoundTable, account: CellAccount) -> None:
    """Account for what stands where figures are to be filled in; formulas are read later."""
    crossed: dict[str, list[Spot]] = {}
    printed: list[Spot] = []
    for row in table.rows:
        for column in table.columns:
            spot = (row.at, column.at)
            first = table.sheet.own(*spot)
            if first != spot:
                _take_merged(table, spot, first, account)
                continue
            value = table.sheet.values.get(spot)
            if value is None or is_formula(value):
                continue
            plain = plain_words(value)
            if plain in ("0", "0.0"):
                account.take(table.sheet, spot, "要填的格（印着 0）")
            elif plain in MARKS:
                crossed.setdefault(plain, []).append(spot)
            else:
                printed.append(spot)
    _ask_printed(table, printed, account)
    for mark, spots in crossed.items():
        _ask_crossed_out(table, mark, spots, account)
    _keep_rows_and_columns(table)


def _take_merged(table: FoundTable, spot: Spot, first: Spot, account: CellAccount) -> None:
    """Ask what becomes of cells that were merged into one to be filled in; where one can be said, the others are none."""
    where = table.sheet.a1(first)
    many = table.shape == MATRIX
    said = f"{where} 与 {table.sheet.a1(spot)} 等合并成一格，" + (
        "只填一格，其余的不填" if many else "定义里是几格，分别填"
    )
    taken = account.ask_at(table.sheet, "合并的格", where, said, "要填的格合并了")
    if many and taken:
        table.unasked.add(spot)


def _ask_printed(table: FoundTable, printed: list[Spot], account: CellAccount) -> None:
    """Ask about what is printed where people fill in: given in every row of a column it stays, else it shows how to fill in."""
    columns = [
        c for c in table.columns if len(table.rows) > 1 and {(r.at, c.at) for r in table.rows} <= {*printed}
    ]
    for column in columns if table.shape == MATRIX else ():
        spots = [(r.at, column.at) for r in table.rows]
        area = f"{table.sheet.a1(spots[0])} 到 {table.sheet.a1(spots[-1])}"
        said, key = f"{area} 的“{column.label}”是原表给定的，照印，不用填", table.sheet.a1(spots[0])
        if account.ask_at(table.sheet, "印好的数", area, said, "每一行都已经印着内容", key=key):
            table.unasked |= {*spots}
            for spot in spots:
                account.take(table.sheet, spot, UNASKED)
    ask_examples(table, [s for s in printed if s not in table.unasked], account)


def ask_examples(table: FoundTable, spots: Sequence[Spot], account: CellAccount) -> None:
    """Ask whether what is printed in cells to be filled in only shows how: then it is taken out before anybody gets it."""
    if not spots:
        return
    sheet = table.sheet
    shown = _first_cells([f"{sheet.a1(s)} 的“{sheet.values[s]}”" for s in spots])
    said = f"{shown}是样例，下发时清空；答“否”的不清，各单位拿到的另画一张"
    taken = account.ask_at(sheet, "样例", sheet.a1(spots[0]), said, "要填的格里已经印着内容")
    for spot in spots:
        if taken:
            account.take(sheet, spot, EXAMPLE)
        else:
            account.refuse(sheet, spot, "要填的格里已经有内容")


def _first_cells(told: list[str]) -> str:
    return "、".join(told[:MOST_NAMED]) + (f" 等 {len(told)} 格" if len(told) > MOST_NAMED else "")


def _ask_crossed_out(table: FoundTable, mark: str, spots: list[Spot], account: CellAccount) -> None:
    """Ask about the cells of a table in which one mark is printed: they are crossed out, or a line to write on."""
    names = [table.sheet.a1(s) for s in spots]
    shown = _first_cells(names)
    if table.shape != MATRIX:
        for spot in spots:
            account.take(table.sheet, spot, "要填的格（印着横线）")
        return
    said = f"{shown} 印着“{mark}”，不用填；答“否”的仍要填"
    taken = account.ask_at(table.sheet, "不填的格", shown, said, "印着叉、横线的格一般不用填", key=names[0])
    for spot in spots:
        account.take(table.sheet, spot, UNASKED if taken else "要填的格（印着横线）")
    if taken:
        table.unasked |= {*spots}


def _keep_rows_and_columns(table: FoundTable) -> None:
    """Leave out of a table the rows and columns of which nothing is filled in."""
    if not table.unasked:
        return
    table.rows = [r for r in table.rows if any((r.at, c.at) not in table.unasked for c in table.columns)]
    table.columns = [c for c in table.columns if any((r.at, c.at) not in table.unasked for r in table.rows)]
    kept = {(r.at, c.at) for r in table.rows for c in table.columns}
    table.unasked &= kept
