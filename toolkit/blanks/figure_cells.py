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
    from toolkit.blanks.column_looks import ColumnLook
    from toolkit.blanks.found_table import FoundTable
    from toolkit.blanks.page_words import PageWords


UNASKED = "不填的格"
"""What a cell is taken for that is drawn through and that nobody fills in."""


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
            account.ask(
                f"{sheet.name}·没有表头·{where}",
                f"{where} 起的一列没有收进来",
                "这一列没有表头",
                where,
                usual=True,
            )
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
    sheet = table.sheet
    for row in table.rows:
        for column in table.columns:
            spot = (row.at, column.at)
            if sheet.own(*spot) != spot:
                first = sheet.own(*spot)
                account.ask(
                    f"{sheet.name}·合并的格·{sheet.a1(first)}",
                    f"{sheet.a1(first)} 与 {sheet.a1(spot)} 等合并成一格，定义里是几格，分别填",
                    "要填的格合并了",
                    sheet.a1(first),
                    usual=True,
                )
                continue
            value = sheet.values.get(spot)
            if value is None or is_formula(value):
                continue
            plain = plain_words(value)
            if plain in ("0", "0.0"):
                account.take(sheet, spot, "要填的格（印着 0）")
            elif plain in MARKS:
                account.take(sheet, spot, "要填的格（印着横线）")
                account.ask(
                    f"{sheet.name}·印着横线·{sheet.a1(spot)}",
                    f"{sheet.a1(spot)} 印着“{plain}”，定义里仍是要填的一格（不用填的，请填 0）",
                    "可能是不用填的格",
                    sheet.a1(spot),
                    usual=True,
                )
            else:
                account.refuse(sheet, spot, "要填的格里已经有内容")
