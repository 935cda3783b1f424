"""A block of cells to the tables, lists and tables of units in it, every cell of it accounted for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import MARKS, is_formula, label_text, plain_words, whole_number
from toolkit.blanks.cards import read_card
from toolkit.blanks.column_looks import (
    DATA,
    SEQUENCE,
    ColumnBand,
    goes_on,
    group_columns,
    is_total,
    look_at_columns,
)
from toolkit.blanks.figure_cells import UNASKED, read_figure_columns, read_row_kinds, take_figure_cells
from toolkit.blanks.figure_types import FigureKind, figure_kind, kind_by_format
from toolkit.blanks.found_table import BY_UNIT, LIST, MATRIX, FoundRow, FoundTable
from toolkit.blanks.heads import HEAD, NUMBERS, UNITS, group_heads_to_the_left, head_rows
from toolkit.blanks.hidden_lines import columns_shown, rows_shown
from toolkit.blanks.open_lists import read_list
from toolkit.blanks.page_words import holds_relations, is_note
from toolkit.blanks.regions import leaves_nothing_to_fill
from toolkit.blanks.row_names import (
    carry_outer_labels,
    put_under_headings,
    rank_of_name,
    row_label_parts,
    tell_columns_apart,
    tell_rows_apart,
)

if TYPE_CHECKING:
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Region
    from toolkit.blanks.column_looks import ColumnLook
    from toolkit.blanks.page_words import PageWords

_UNIT_NAME = re.compile(r".{1,20}(?:村|社区|居委会|居民委员会|[局所站队办科]|中心|街道|[镇乡]|村民委员会)")
MOST_SHARE = 0.7
"""What share of the rows must be named like units for a table of units."""
_ROLES = {HEAD: "表头", UNITS: "计量单位", NUMBERS: "栏次"}
MOST_HAVE = 0.6
"""What share of the rows have a code, a unit or a number where those that have none are headings."""
NO_UNITS = ("文字说明", "文字", "单选", "多选", "字符", "日期")
"""What stands in a column of units where no number is filled in."""
LEAST_NOTE = 4
"""A note as short as this only says that one follows."""
ALONE = "数量"
"""What the row of a table is called that has only one, without a name."""


def read_region(
    sheet: BlankSheet, region: Region, words: PageWords, account: CellAccount
) -> list[FoundTable]:
    """Return the tables of a block."""
    if leaves_nothing_to_fill(sheet, region):
        for spot in filter(region.holds, sheet.values):
            account.take(sheet, spot, "说明")
        return []
    kinds = head_rows(sheet, region)
    body = list(range(region.top + len(kinds), region.bottom + 1))
    if (not kinds or not body) and (card := read_card(sheet, region, words, account)):
        return [card]
    if not kinds or not body:
        for spot in sheet.values:
            if region.holds(spot) and not account.is_taken(sheet, spot):
                account.refuse(sheet, spot, "这一块没有看出表头")
        return []
    for row, kind in enumerate(kinds, region.top):
        for column in region.columns:
            account.take(sheet, (row, column), _ROLES[kind])
    if not region.bordered:
        area = f"{sheet.a1((region.top, region.left))}:{sheet.a1((region.bottom, region.right))}"
        account.ask_at(sheet, "没有框线", area, f"{area} 是一张表", "没有框线，按内容圈出")
    body = rows_shown(sheet, body, region.columns, account)
    looks = columns_shown(sheet, body, look_at_columns(sheet, region, kinds, body), account)
    looks = _with_group_heads(sheet, region, kinds, looks, account)
    tables = _tables_of_looks(sheet, region, body, looks, words, account)
    for table in tables:
        tell_columns_apart(table, account)
        table.numbered = _numbered(sheet, region, kinds, table)
    return tables


def _with_group_heads(
    sheet: BlankSheet, region: Region, kinds: list[str], looks: list[ColumnLook], account: CellAccount
) -> list[ColumnLook]:
    groups = group_heads_to_the_left(sheet, region, kinds)
    found = []
    for look in looks:
        group, path, blank = groups.get(look.at, ""), look.heading.path, sheet.a1((region.top, look.at))
        said = f"{sheet.a1((region.top + 1, look.at))} 的“{''.join(path[-1:])}”归左边的“{group}”"
        if group and path and account.ask_at(sheet, "表头归属", blank, said, "上面的格空着，没有合并"):
            look = look._replace(heading=look.heading._replace(path=(group, *path)))  # noqa: PLW2901
        found.append(look)
    return found


def _tables_of_looks(
    sheet: BlankSheet,
    region: Region,
    body: list[int],
    looks: list[ColumnLook],
    words: PageWords,
    account: CellAccount,
) -> list[FoundTable]:
    bands = group_columns(looks)
    labelled = [b for b in bands if b.labels]
    everything = [*range(len(looks))]
    first_columns = [looks[i].at for i in everything if looks[i].role != DATA or looks[i].at == region.left]
    samples = any(goes_on(sheet.value(r, c)) for r in body for c in first_columns)
    if labelled and samples:
        return [read_list(sheet, body, looks, words, account, examples=True)]
    if labelled:
        found: list[FoundTable] = []
        for band in bands:
            if not band.data or not band.labels:
                continue
            table = _read_rows(sheet, region, body, band, words, account)
            if found and table.shape == MATRIX:
                table.beside = found[-1]
            found.append(table)
        return found
    if len(body) > 1 or samples:
        return [read_list(sheet, body, looks, words, account, examples=False)]
    where = sheet.a1((body[0], region.left))
    texts = 0
    for spot, path, unit in (((body[0], k.at), k.heading.path, k.heading.unit) for k in looks):
        kind = figure_kind(account.book, sheet, [spot], "".join(path[-1:]), unit, words=True)
        texts += kind.type in ("text", "date", "option")
    said = f"{where} 起的一行可以往下加行（登记簿）；答“否”的，只填这一行"
    if account.ask_at(sheet, "往下加行", where, said, "表头下面只有一行空白", usual=texts > 0):
        return [read_list(sheet, body, looks, words, account, examples=False)]
    return [_read_single_row(sheet, body[0], looks, words, account)]


def _numbered(sheet: BlankSheet, region: Region, kinds: list[str], table: FoundTable) -> str:
    """Return how a row of numbers below the heads counts, where our own would count the same."""
    numbers = [c.heading.number for c in table.columns]
    if NUMBERS not in kinds or numbers != [str(i + 1) for i in range(len(numbers))] or table.shape == LIST:
        return ""
    corner = plain_words(sheet.value(region.top + kinds.index(NUMBERS), region.left))
    return "甲" if corner == "甲" else "栏次"


# ── rows that are named ──


def _read_rows(
    sheet: BlankSheet,
    region: Region,
    body: list[int],
    band: ColumnBand,
    words: PageWords,
    account: CellAccount,
) -> FoundTable:
    table = FoundTable(sheet, MATRIX, body[0], body[-1], [], left=min(band.labels))
    table.title = words.title
    table.corner = label_text(sheet.value(region.top, band.labels[-1]) or "")
    headings: dict[int, str] = {}
    marked = _columns_that_mark_rows(sheet, body, band)
    for row in body:
        parts = row_label_parts(sheet, band.labels, row)
        note = is_note(sheet.text(*sheet.own(row, band.labels[0])))
        for column in band.labels:
            account.take(sheet, (row, column), "说明" if note else "行名")
        if note:
            _take_note(sheet, row, band, words, account)
            continue
        if not parts:
            continue
        code = sheet.value(row, band.code.at) if band.code else None
        across = sheet.own(row, band.data[0].at) == sheet.own(row, band.labels[-1])
        if across or _is_heading_row(sheet, row, band, marked):
            headings[row] = parts[-1]
            for look in band.data:
                account.take(sheet, (row, look.at), UNASKED)
            continue
        table.rows.append(FoundRow(row, parts, code="" if code is None else plain_words(code)))
    _read_beside_labels(table, body, band, account)
    carry_outer_labels(table, band.labels, account)
    put_under_headings(table.rows, headings)
    if _are_units(table, account):
        table.shape = BY_UNIT
        totals = [r for r in table.rows if is_total(r.head[-1])]
        table.total = totals[-1].at if totals else None
        table.rows = [r for r in table.rows if r not in totals]
        table.last = max(r.at for r in table.rows)
    else:
        tell_rows_apart(table, band.labels, account)
    read_figure_columns(table, band.data, [r.at for r in table.rows], words, account)
    if table.shape == MATRIX:
        read_row_kinds(table, account)
    if table.shape == MATRIX and len(table.number_columns) == len(table.columns):
        _read_row_formats(table)
    take_figure_cells(table, account)
    return table


def _columns_that_mark_rows(sheet: BlankSheet, body: list[int], band: ColumnBand) -> list[int]:
    """Return the columns of codes, units and numbers in which most rows say something: one that says nothing is no row."""
    looks = [look.at for look in (band.code, band.measure, band.sequence) if look is not None]
    return [c for c in looks if sum(sheet.value(r, c) is not None for r in body) >= MOST_HAVE * len(body)]


def _is_heading_row(sheet: BlankSheet, row: int, band: ColumnBand, marked: list[int]) -> bool:
    """Tell whether a row only heads those below it: without a code or unit as the others have, or drawn through."""
    figures = [sheet.value(row, look.at) for look in band.data]
    if marked and all(sheet.value(row, c) is None for c in marked):
        return not any(map(is_formula, figures))
    drawn = all(v is not None and plain_words(v) in MARKS - {"0"} for v in figures)
    return drawn and rank_of_name(sheet.text(*sheet.own(row, band.labels[-1]))) == 0


def _take_note(sheet: BlankSheet, row: int, band: ColumnBand, words: PageWords, account: CellAccount) -> None:
    """Take a line inside the frame that explains the table, or prints what holds between its figures."""
    for spot in dict.fromkeys(sheet.own(row, c) for c in range(band.labels[0], band.data[-1].at + 1)):
        if text := sheet.text(*spot):
            account.take(sheet, spot, "说明")
            if holds_relations(text):
                words.relations.append((spot, text))
            elif not is_note(text) or len(plain_words(text)) > LEAST_NOTE:
                words.notes.append(label_text(text))


def _read_row_formats(table: FoundTable) -> None:
    """Let a row say what is filled in where its formats are others than those of most rows."""
    usual = [c.kind for c in table.columns]
    for row in table.rows:
        kind = kind_by_format(table.sheet, [(row.at, c.at) for c in table.columns])
        if kind is not None and set(usual) != {kind} and len(set(usual)) == 1 and not usual[0].ground:
            row.kind = kind


def _read_beside_labels(table: FoundTable, body: list[int], band: ColumnBand, account: CellAccount) -> None:
    """Read what is printed beside the names of rows: codes, units, remarks, numbers."""
    sheet = table.sheet
    beside = (band.code, "代码"), (band.measure, "计量单位"), (band.remark, "说明"), (band.sequence, "序号")
    for column, role in ((look.at, role) for look, role in beside if look):
        for row in body:
            account.take(sheet, (row, column), role)
    if band.code:
        table.code_head = "".join(band.code.heading.path[-1:])
    elif band.sequence:
        numbers = [sheet.value(r.at, band.sequence.at) for r in table.rows]
        if all(whole_number(n) is not None for n in numbers):
            table.code_head = "".join(band.sequence.heading.path[-1:])
            for line, number in zip(table.rows, numbers, strict=True):
                line.code = plain_words(number)
    if band.measure:
        table.unit_head = "".join(band.measure.heading.path[-1:])
        for line in table.rows:
            line.unit = plain_words(sheet.value(line.at, band.measure.at)).replace("％", "%")
            if line.unit.strip("()（）") in NO_UNITS:
                line.unit, line.kind = "", FigureKind("text")
    if band.remark:
        for line in table.rows:
            line.help = label_text(sheet.value(line.at, band.remark.at) or "")


def _are_units(table: FoundTable, account: CellAccount) -> bool:
    names = [plain_words(r.head[-1]) for r in table.rows if not is_total(r.head[-1])]
    like = [n for n in names if _UNIT_NAME.fullmatch(n)]
    if len(names) < 3 or len(like) < MOST_SHARE * len(names):
        return False
    where = f"{table.sheet.a1((table.rows[0].at, table.left))} 起 {len(names)} 行"
    said = f"{where}（{'、'.join(names[:3])}…）是填报单位：每个单位只填自己的一行，单位按名册列"
    ground, key = "行的名称像是村、社区、站所", f"{table.rows[0].at + 1}"
    return account.ask_at(table.sheet, "一行一个单位", where, said, ground, key=key)


def _read_single_row(
    sheet: BlankSheet, row: int, looks: list[ColumnLook], words: PageWords, account: CellAccount
) -> FoundTable:
    table = FoundTable(sheet, MATRIX, row, row, [], title=words.title, left=looks[0].at, corner="项目")
    table.rows = [FoundRow(row, (ALONE,))]
    read_figure_columns(table, [k for k in looks if k.role != SEQUENCE], [row], words, account)
    take_figure_cells(table, account)
    return table
