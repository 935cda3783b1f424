"""Cards: forms of labels with a place to write beside each, in pairs, without heads: 姓名 ____ 性别 ____."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.blanks.blank_book import is_words, label_text, plain_words
from toolkit.blanks.column_looks import is_total
from toolkit.blanks.figure_types import NO_HINT, FigureKind, figure_kind
from toolkit.blanks.found_table import LIST, MATRIX, FoundColumn, FoundRow, FoundTable
from toolkit.blanks.heads import ColumnHeading, unit_in_label
from toolkit.blanks.row_names import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Region, Spot
    from toolkit.blanks.page_words import PageWords

CONTENT = "内容"
"""What the one column of a card is called."""
LEAST_FIELDS = 3
_BOXES = re.compile(r"[□○☐◯]\s{0,3}([^□○☐◯\s]{1,20})")
_WILD = {*"*?~<>="}
"""What no drop-down of ours may have: formulas take it for something else."""
_COUNTED = re.compile(r"(?:数|数量|年龄|人口|面积|次数|金额|收入|工资|身高|体重)$")
_NOTHING_YET = re.compile(r"[\s_＿年月日时分:：/（）()]{0,40}")
"""What stands where something is to be written and says nothing of it: 年 月 日, a line to write on."""

_PICTURE = re.compile(
    r"(?:贴|粘贴|一寸|二寸|两寸|[12]寸|免冠|近期|彩色|本人|正面|现场)*(?:照片|相片|近照|二维码)(?:处|粘贴处)?"
)
"""What is said where a picture is stuck on."""
_WORD_OF_SIGNING = re.compile(r"签字|签名|签章|盖章|公章")
_BY_WHOM = re.compile(
    r"签字|签名|签章|盖章|公章|单位|负责人|经办人|审核人|(?:申请|申报|填报|填表)人|主要领导|法定代表人|法人|或|日期"
)
FOR_PAPER = "打印后签字、盖章的格"
"""What a cell is taken for that is filled in on paper."""


class _Field(NamedTuple):
    """A label, and the cell in which it is answered."""

    path: tuple[str, ...]
    labels: tuple[Spot, ...]
    spot: Spot


def read_card(sheet: BlankSheet, region: Region, words: PageWords, account: CellAccount) -> FoundTable | None:
    """Read a block as a card; None where it is none."""
    paper: dict[Spot, tuple[Spot, ...]] = {}
    rows = [list(_fields_of_row(sheet, region, row, paper)) for row in range(region.top, region.bottom + 1)]
    fields = _told_apart([f for row in rows for f in row if f is not None])
    if (
        None in (f for row in rows for f in row)
        or len(fields) < LEAST_FIELDS
        or not _is_in_pairs(sheet, region, rows)
    ):
        return None
    for field in fields:
        for spot in field.labels:
            account.take(sheet, spot, "栏目名")
        account.take(sheet, field.spot, "要填的栏目")
    _ask_what_is_for_paper(sheet, paper, account)
    where = sheet.a1((region.top, region.left))
    said = f"{where} 起是一份卡片（{len(fields)} 栏），一个单位填一份，上一级不相加；答“否”的写成登记簿，一份一行"
    single = account.ask_at(sheet, "卡片", where, said, "左边是栏目、右边空着，没有表头")
    title = words.title or sheet.name
    if single:
        table = FoundTable(sheet, MATRIX, region.top, region.bottom, [], title=title, left=region.left)
        table.columns = [FoundColumn(-1, ColumnHeading((CONTENT,)), FigureKind("text"))]
    else:
        table = FoundTable(sheet, LIST, region.top, region.bottom, [], title=title, left=region.left)
    table.card = True
    kinds = {f.path: _kind_of(sheet, f, account) for f in fields}
    _ask_kinds(sheet, fields, kinds, account)
    for at, field in enumerate(fields):
        kind = kinds[field.path]._replace(ground="")
        if single:
            table.rows.append(FoundRow(field.spot[0], field.path, kind=kind, spot=field.spot))
        else:
            table.columns.append(FoundColumn(-1 - at, ColumnHeading(field.path), kind))
    return table


def _told_apart(fields: list[_Field]) -> list[_Field]:
    """Number the fields whose labels say the same, as 姓名（2）: each has a cell of its own."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for field in fields:
        number = seen[field.path] = seen.get(field.path, 0) + 1
        path = (*field.path[:-1], f"{field.path[-1]}（{number}）") if number > 1 else field.path
        found.append(field._replace(path=path))
    return found


def _ask_what_is_for_paper(
    sheet: BlankSheet, paper: dict[Spot, tuple[Spot, ...]], account: CellAccount
) -> None:
    """Ask about the cells that are signed, stamped or stuck on when they are printed: nobody types there."""
    for spot, labels in paper.items():
        where = sheet.a1(spot)
        said = f"{where} 是打印出来签字、盖章、贴照片的格，不在表里填"
        taken = account.ask_at(sheet, "签字盖章", where, said, "印着签字、盖章、照片")
        for at in (spot, *labels):
            if taken:
                account.take(sheet, at, FOR_PAPER)
            else:
                account.refuse(sheet, at, "签字、盖章的格里要填什么，没有看出来")


def _is_for_signing(text: str) -> bool:
    """Tell whether a cell says nothing but who signs or stamps it, and when."""
    rest = _BY_WHOM.sub("", "".join(text.split()))
    return bool(_WORD_OF_SIGNING.search("".join(text.split()))) and bool(_NOTHING_YET.fullmatch(rest))


def _fields_of_row(
    sheet: BlankSheet, region: Region, row: int, paper: dict[Spot, tuple[Spot, ...]]
) -> Iterator[_Field | None]:
    """Yield the fields of a row; None for a label with nothing to write beside it, or anything else.

    What is filled in on *paper* goes there, with its labels.
    """
    labels: list[Spot] = []
    answered = True
    for spot in dict.fromkeys(sheet.own(row, c) for c in region.columns):
        value = sheet.values.get(spot)
        if is_words(value) and _PICTURE.fullmatch(plain_words(value)):
            paper.setdefault(spot, ())
        elif is_words(value) and _is_for_signing(str(value)):
            paper.setdefault(spot, () if answered else tuple(labels))
            answered = True
        elif is_words(value) and not _is_place_to_write(str(value)):
            if spot[0] == row or not labels:  # one that reaches down over rows stands over those beside it
                labels = [spot] if answered else [*labels, spot]
                answered = False
        elif value is None or _is_place_to_write(str(value)):
            if spot[0] != row:
                continue
            if labels and not answered:
                path = tuple(dict.fromkeys(label_text(sheet.values[s]) for s in labels))
                is_none = len(path) > DEEPEST or any(map(is_total, path))
                yield None if is_none else _Field(path, tuple(labels), spot)
            answered = True
        else:
            yield None
    if labels and not answered:
        yield None


def _is_place_to_write(text: str) -> bool:
    return bool(_NOTHING_YET.fullmatch(text)) or len(_BOXES.findall(text)) > 1


def _is_in_pairs(sheet: BlankSheet, region: Region, rows: list[list[_Field | None]]) -> bool:
    """Tell whether labels and places to write take turns, or each label has one place: else it is a table without heads."""
    if any(len(row) > 1 for row in rows):
        return True
    places = [
        len({sheet.own(region.top + i, c) for c in region.columns}) for i, row in enumerate(rows) if row
    ]
    return set(places) == {2}


def _kind_of(sheet: BlankSheet, field: _Field, account: CellAccount) -> FigureKind:
    label = field.path[-1]
    boxes = tuple(dict.fromkeys(_BOXES.findall(str(sheet.values.get(field.spot, "")))))
    if boxes:
        options = FigureKind("option", options=boxes)
        return options if not any(_WILD & {*box} for box in boxes) else FigureKind("text")
    kind = figure_kind(account.book, sheet, [field.spot], label, unit_in_label(label), words=True)
    if kind.ground == NO_HINT and not _COUNTED.search(label):
        return FigureKind("text", ground=NO_HINT)
    return kind


def _ask_kinds(
    sheet: BlankSheet, fields: list[_Field], kinds: dict[tuple[str, ...], FigureKind], account: CellAccount
) -> None:
    """Ask about the fields that are not filled in with words where only their names told it."""
    for field in fields:
        kind = kinds[field.path]
        if not kind.ground or kind.type == "text":
            continue
        said = f"“{field.path[-1]}”填{kind.spoken}；答“否”的填文字"
        if not account.ask_at(sheet, "类型", sheet.a1(field.spot), said, kind.ground):
            kinds[field.path] = FigureKind("text")
