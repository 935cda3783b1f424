"""What may be filled in where: from validations and number formats; from words alone only as a guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.blanks.blank_book import plain_words
from toolkit.form.layout import parse_a1

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.blanks.blank_book import BlankBook, BlankSheet, Spot

_QUOTED = re.compile(r'"[^"]{0,60}"|\[[^\[\]]{0,60}\]|\\.')
_PLACES = re.compile(r"0\.(0{1,10})")
_RATE = re.compile(r"(?:率|占比|比重|百分比|比例)(?:[（(][^（）()]{0,8}[)）])?$")
_DAY = re.compile(r"日期|时间$|年月$|年月日|时间[（(]")
_TEXT = re.compile(
    r"名$|名称|姓名|摘要|内容|理由|原因|备注|地址|地点|说明|电话|账号|文号|部门|单位$|描述|型号|案号|问题|措施|全称|身份证|品牌|编号|责任人|负责人|联系人|性别|职务|类别|类型|情况$|意见$|依据|(?:[^业残病]|^)人$|^村$|村组|环境$|状况$"
)
_MONEY = re.compile(r"金额|资金|预算|收入|支出|经费|单价|总价|定价|投资额|补助")
_NEVER_A_NUMBER = re.compile(
    r"(?:^备注|^说明|责任人|负责人|联系人|经办人|填表人|姓名|联系方式|联系电话|电话|手机号码?|地址|原因|措施)$"
)
"""Heads under which nothing is counted, in a table of numbers too."""
_MEASURED = re.compile(r"面积|里程|长度|产量|重量|总量|用量|吨数")
_AVERAGE = re.compile(r"单价|均价|平均|人均|户均")
MONEY_UNITS = {"元", "万元", "千元", "亿元"}
MEASURED_UNITS = {
    *("亩", "万亩", "公里", "平方公里", "吨", "万吨", "公斤", "千克", "平方米"),
    *("立方米", "公顷", "千瓦时", "小时"),
}
SURE = ""
NO_HINT = "没有格式和单位"
"""The ground of a guess that nothing speaks for."""


class FigureKind(NamedTuple):
    """What is filled in: *type* as definitions call it; *ground* is empty where the blank itself says so."""

    type: str = "count"
    places: int = 0
    percent: bool = False
    options: tuple[str, ...] = ()
    ground: str = SURE

    @property
    def is_number(self) -> bool:
        """Tell whether it can be added up or compared."""
        return self.type in ("count", "number")

    @property
    def spoken(self) -> str:
        """Return it in the words of a person."""
        if self.options:
            return "从下拉中选：" + "、".join(self.options)
        if self.percent:
            return "百分数"
        words = {"count": "整数", "text": "文字", "date": "日期", "option": "选项"}
        return words.get(self.type, f"{self.places} 位小数" if self.places else "数")


def is_rate(label: str, unit: str) -> bool:
    """Tell whether a head is that of a rate, which is not added up."""
    return unit in ("%", "‰") or bool(_RATE.search(plain_words(label)))


def is_average(label: str) -> bool:
    """Tell whether a head is that of a price or an average, which is not added up either."""
    return bool(_AVERAGE.search(plain_words(label)))


def figure_kind(
    book: BlankBook,
    sheet: BlankSheet,
    spots: Sequence[Spot],
    label: str,
    unit: str,
    page_unit: str = "",
    *,
    words: bool,
) -> FigureKind:
    """Return what is filled in at *spots*, cells of one head with a *unit*, on a page of numbers in *page_unit*.

    *words*: it may be text, where nothing says that it is a number.
    """
    by_rule = _said_by_validation(book, sheet, spots, least=1 if words else len(spots) // 2 + 1)
    if by_rule is not None and by_rule.type != "number":
        return by_rule
    by_format = _said_by_format([sheet.formats.get(s, "") for s in spots])
    if by_format is not None and not (by_format.type == "text" and by_rule):
        return by_format
    if unit in ("%", "‰"):
        return FigureKind("number", 1, ground="单位是 %")
    if by_rule is not None:
        return by_rule._replace(ground="数据有效性只说是小数，没有写几位")
    plain = plain_words(label)
    if not unit:
        if words and _DAY.search(plain):
            return FigureKind("date", ground="名称像是日期")
        if (words and _TEXT.search(plain)) or _NEVER_A_NUMBER.search(plain):
            return FigureKind("text", ground="名称像是文字")
        if _RATE.search(plain):
            return FigureKind("number", 2, ground="名称像是率")
    named = _MEASURED.search(plain) or (_MONEY.search(plain) and not plain.endswith("数"))
    counts = bool(unit) or not named  # the unit of a page is that of most of its columns, not of each
    unit = unit or page_unit
    if unit in MONEY_UNITS or unit in MEASURED_UNITS:
        return FigureKind("number", 2, ground=f"单位是{unit}")
    if unit and counts:
        return FigureKind("count", ground="看计量单位")
    if _MONEY.search(plain) and not plain.endswith("数"):
        return FigureKind("number", 2, ground="名称像是金额")
    if _MEASURED.search(plain):
        return FigureKind("number", 2, ground="名称像是量出来的")
    return FigureKind("count", ground=NO_HINT)


def kind_by_format(sheet: BlankSheet, spots: Sequence[Spot]) -> FigureKind | None:
    """Return what the number formats of cells say that is a number; None where they say nothing."""
    kind = _said_by_format([sheet.formats.get(s, "") for s in spots])
    return kind if kind is not None and kind.is_number else None


def kind_by_validation(book: BlankBook, sheet: BlankSheet, spots: Sequence[Spot]) -> FigureKind | None:
    """Return what all the cells of a row may be filled in with by their validation; None where it says nothing."""
    return _said_by_validation(book, sheet, spots, least=len(spots))


def _said_by_validation(
    book: BlankBook, sheet: BlankSheet, spots: Sequence[Spot], *, least: int
) -> FigureKind | None:
    for check in sheet.validations:
        if sum(check.covers(s) for s in spots) < least:
            continue
        match check.kind:
            case "list":
                options = tuple(listed_options(book, sheet, check.source))
                if options:
                    return FigureKind("option", options=options)
                return FigureKind("text", ground="有下拉，没有找到选项在哪里")
            case "date":
                return FigureKind("date")
            case "whole":
                return FigureKind("count")
            case "decimal":
                return FigureKind("number", 2)
    return None


def _said_by_format(codes: Iterable[str]) -> FigureKind | None:
    """Return what most of the cells' number formats say; None where they say nothing."""
    said = [kind for code in codes if (kind := _kind_of_format(code)) is not None]
    return max(said, key=said.count) if said else None


def _kind_of_format(code: str) -> FigureKind | None:
    first = code.partition(";")[0]
    plain = _QUOTED.sub("", first)
    if plain == "@":
        return FigureKind("text", ground="单元格的格式是文本")
    places = len(found[1]) if (found := _PLACES.search(plain)) else 0
    if "%" in plain:
        return FigureKind("number", places, percent=True)
    if re.search("[yd]", plain.casefold()) or ("m" in plain.casefold() and "0" not in plain):
        return FigureKind("date")
    if places:
        return FigureKind("number", places)
    return FigureKind("count") if "0" in plain else None


def listed_options(book: BlankBook, sheet: BlankSheet, source: str) -> list[str]:
    """Return the options of a drop-down: written in it, or standing in cells, of hidden sheets too."""
    if source.startswith('"'):
        return [x for part in source.strip('"').replace("，", ",").split(",") if (x := part.strip())]
    cells = option_cells(book, sheet, source)
    return list(dict.fromkeys(str(where.values[s]).strip() for where, s in cells if s in where.values))


def option_cells(book: BlankBook, sheet: BlankSheet, source: str) -> list[tuple[BlankSheet, Spot]]:
    """Return the cells a drop-down's options stand in; none where they are written in it."""
    said = source.lstrip("=")
    said = book.named_areas.get(said, said).lstrip("=")
    name, _, area = said.rpartition("!")
    where = book.sheet(name.strip("'")) if name else sheet
    first, _, last = area.replace("$", "").partition(":")
    one, other = parse_a1(first), parse_a1(last or first)
    if where is None or one is None or other is None:
        return []
    rows, columns = range(one[0], min(other[0], one[0] + 999) + 1), range(one[1], other[1] + 1)
    return [(where, (row, column)) for row in rows for column in columns]
