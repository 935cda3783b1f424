"""The heads of a block: which of its rows are heads, units, printed numbers; and for each column its path of heads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.blanks.blank_book import (
    is_ascending,
    is_formula,
    is_words,
    label_text,
    plain_words,
    whole_number,
)
from toolkit.form.period import YEARS

if TYPE_CHECKING:
    from toolkit.blanks.blank_book import BlankSheet, Region

HEAD, UNITS, NUMBERS = "head", "units", "numbers"
_UNIT_WORDS = (
    "家项件个户人次条宗元亩吨台套份处座场篇组株头只名辆艘所间本张支起期批座栋%％‰",
    (
        *("人次", "万元", "亿元", "千元", "公里", "万人", "公斤", "千克", "平方米", "立方米", "公顷", "万亩"),
        *("平方公里", "万吨", "千瓦时", "小时", "万户", "件次", "条次", "户次", "万件"),
    ),
)
_NUMBER = re.compile(r"([0-9]{1,3})(?:[=＝]([0-9()（）+\-×xX*/÷%％]{1,60}))?")
_LETTERS = "甲乙丙丁戊己庚辛"
_IN_BRACKETS = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,5})[)）]$")


class ColumnHeading(NamedTuple):
    """What stands over a column: the *path* of heads, its *unit*, the *number* printed under it, what that number comes from."""

    path: tuple[str, ...]
    unit: str = ""
    number: str = ""
    sum_of: str = ""


def is_unit(text: object) -> bool:
    """Tell whether a text is a unit of measure, in brackets or bare."""
    plain = plain_words(text).strip("()（）")
    return bool(plain) and (plain in _UNIT_WORDS[1] or (len(plain) == 1 and plain in _UNIT_WORDS[0]))


def unit_in_label(text: str) -> str:
    """Return the unit a head ends with in brackets, as 资金（万元）; "" for none."""
    found = _IN_BRACKETS.search(plain_words(text))
    return found[1].replace("％", "%") if found and is_unit(found[1]) else ""


def head_rows(sheet: BlankSheet, region: Region) -> list[str]:
    """Return what each of the first rows of a block is (HEAD, UNITS, NUMBERS), up to where its body begins."""
    kinds: list[str] = []
    for row in range(region.top, region.bottom):
        kind = _kind_of_row(sheet, region, row, kinds)
        if not kind:
            break
        kinds.append(kind)
    return kinds if HEAD in kinds else []


def _kind_of_row(sheet: BlankSheet, region: Region, row: int, before: list[str]) -> str:
    values = [sheet.value(row, c) for c in region.columns]
    if any(map(is_formula, values)):
        return ""
    own = [sheet.value(row, c) for c in region.columns if sheet.own(row, c)[0] == row]
    said = [v for v in own if v is not None]
    if before and len(said) >= max(1, 0.6 * len(own)) and all(map(_is_printed_number, said)):
        numbers = [f[1] for v in said if (f := _NUMBER.fullmatch(plain_words(v).strip("()（）")))]
        if is_ascending(numbers) or (numbers == ["1"] and len(said) > 1) or _counts_halves(said):
            return NUMBERS
    if before and _numbers_figures_alone(sheet, region, row):
        return NUMBERS
    if before and said and len(said) >= 0.6 * (len(own) - 1) and all(map(is_unit, said)):
        return UNITS
    if len({sheet.own(row, c) for c in region.columns}) == 1:
        return ""  # a line across
    if before:  # what is blank beside the first heads is their corner
        values = _without_corner(sheet, region, row, values)
    if all(is_words(v) or (type(v) is int and v in YEARS) for v in values) and any(map(is_words, values)):
        return HEAD if not before or _is_divided(sheet, region, row) else ""
    if not before and is_words(values[-1]) and _blank_corner(values):
        return HEAD
    if not before and _is_unmerged_group(sheet, region, row, values):
        return HEAD
    if before == [HEAD] and _is_unmerged_group(sheet, region, row - 1, _row(sheet, region, row - 1)):
        return HEAD if all(is_words(v) for v in own if v is not None) else ""
    return ""


def _without_corner(sheet: BlankSheet, region: Region, row: int, values: list[object]) -> list[object]:
    """Return the values of a row without those in the blank corner of the heads above it."""
    corner = 0
    while corner < len(values) and all(
        sheet.value(r, region.left + corner) is None for r in range(region.top, row + 1)
    ):
        corner += 1
    return values[corner:]


def _counts_halves(said: list[object]) -> bool:
    """Tell whether a row counts anew behind letters: 甲 乙 1 2 甲 乙 1 2, as over two tables side by side."""
    runs: list[list[object]] = [[]]
    for value in said:
        if plain_words(value) in _LETTERS:
            runs += [[]] if runs[-1] else []
        else:
            runs[-1].append(value)
    numbers = [[whole_number(v) for v in run] for run in runs]
    return len(runs) > 1 and all(run == list(range(1, len(run) + 1)) for run in numbers)


def _numbers_figures_alone(sheet: BlankSheet, region: Region, row: int) -> bool:
    """Tell whether a row numbers the columns of figures from 1 to the last and says nothing of those that name the rows."""
    values = [sheet.value(row, c) for c in region.columns]
    first = next((i for i, v in enumerate(values) if v is not None), 0)
    numbers = [whole_number(v) for v in values[first:]]
    return first > 0 and numbers == list(range(1, len(numbers) + 1))


def _row(sheet: BlankSheet, region: Region, row: int) -> list[object]:
    return [sheet.value(row, c) for c in region.columns]


def _is_printed_number(value: object) -> bool:
    plain = plain_words(value).strip("()（）")
    return bool(_NUMBER.fullmatch(plain)) or plain in (*_LETTERS, "栏次", "行次", "行号", "—", "-")


def _is_divided(sheet: BlankSheet, region: Region, row: int) -> bool:
    """Tell whether a row divides the heads above it: one of these spans columns, or some reach down into it."""
    for column in region.columns:
        first = sheet.own(row, column)
        if first[0] < row and first[0] >= region.top:
            return True
        above = sheet.own(row - 1, column)
        if above == sheet.own(row - 1, column + 1) and column + 1 in region.columns:
            return True
    return False


def _blank_corner(values: list[object]) -> bool:
    """Tell whether only the corner of a row of heads is blank."""
    blank = [i for i, v in enumerate(values) if not is_words(v)]
    return 0 < len(blank) < len(values) - 1 and blank == list(range(len(blank)))


def _is_unmerged_group(sheet: BlankSheet, region: Region, row: int, values: list[object]) -> bool:
    """Tell whether a row has heads of groups that were not merged: where it is blank, the row below says more."""
    below = _row(sheet, region, row + 1)
    blank = [i for i, v in enumerate(values) if v is None]
    words = all(v is None or is_words(v) for v in (*values, *below))
    said_below = bool(blank) and all(is_words(below[i]) for i in blank)
    return words and said_below and len(blank) <= 0.7 * len(values) and values[0] is not None


def column_heading(sheet: BlankSheet, region: Region, kinds: list[str], column: int) -> ColumnHeading:
    """Return what the rows of heads say over a column."""
    path: list[str] = []
    unit = number = sum_of = ""
    for row, kind in enumerate(kinds, region.top):
        value = sheet.value(row, column)
        if value is None:
            continue
        bracketed = bool(path) and plain_words(value)[0] in "(（"
        if (kind == UNITS or bracketed) and is_unit(value):
            unit = plain_words(value).strip("()（）").replace("％", "%")
        elif kind == NUMBERS and sheet.own(row, column)[0] == row and _is_printed_number(value):
            found = _NUMBER.fullmatch(plain_words(value).strip("()（）"))
            number, sum_of = (
                (found[1], (found[2] or "") if found else "") if found else (plain_words(value), "")
            )
        else:
            text = label_text(value)
            if not path or path[-1] != text:
                path.append(text)
    return ColumnHeading(tuple(path), unit or (unit_in_label(path[-1]) if path else ""), number, sum_of)


def group_heads_to_the_left(sheet: BlankSheet, region: Region, kinds: list[str]) -> dict[int, str]:
    """Return by column the head of the group it seems to belong to: blanks beside a head that was not merged."""
    found: dict[int, str] = {}
    if kinds[:2] != [HEAD, HEAD]:
        return found
    group = ""
    for column in region.columns:
        value = sheet.value(region.top, column)
        if value is not None:
            group = label_text(value) if sheet.value(region.top + 1, column) is not None else ""
        elif group:
            found[column] = group
    return found
