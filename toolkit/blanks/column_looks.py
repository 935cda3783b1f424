"""What each column of a block is for: names of rows, codes, units, remarks, numbers of rows, or figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.blanks.blank_book import is_formula, is_words, plain_words, whole_number
from toolkit.blanks.heads import ColumnHeading, column_heading, is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.blank_book import BlankSheet, Region

LABEL, CODE_COLUMN, MEASURE_COLUMN, SEQUENCE, REMARK, DATA = (
    "行名",
    "代码",
    "计量单位",
    "序号",
    "说明",
    "数据",
)
_SEQUENCE = re.compile(r"序号|编号")
_CODE = re.compile(r"(?:指标)?(?:代码|编码|代号)|行次|栏次|列号|行号")
_MEASURE = re.compile(r"计量单位|单位|计量")
_SURELY_MEASURE = ("计量单位", "计量")
_NAMED = re.compile(
    r"(?:项目|指标|指标名称|资产|负债|科目|内容|类别|行业|领域|名称|项目名称|单位名称|单位|村名|部门)"
)
_REMARK = re.compile(r"备注|说明|指标解释|填报说明|填报要求|指标说明|口径")
TOTAL = re.compile(r"[（(]?(?:合计|总计|小计|共计|本页合计|.{0,12}(?:合计|总计))[)）]?[:：]?")
ELLIPSIS = re.compile(r"(?:[一二三四五六七八九十0-9]{1,3}[、.])?(?:…{1,4}|\.{3,12}|·{3,12}|。{3,6})")


class ColumnLook(NamedTuple):
    """A column of a block and what it is for."""

    at: int
    heading: ColumnHeading
    role: str


@dataclass
class ColumnBand:
    """Columns that belong together: names of rows, what is printed beside them, and their figures."""

    labels: list[int] = field(default_factory=list)
    code: ColumnLook | None = None
    measure: ColumnLook | None = None
    remark: ColumnLook | None = None
    sequence: ColumnLook | None = None
    data: list[ColumnLook] = field(default_factory=list)


def look_at_columns(
    sheet: BlankSheet, region: Region, kinds: list[str], body: Sequence[int]
) -> list[ColumnLook]:
    """Return what each column of a block is for."""
    looks = [
        ColumnLook(c, heading, _role_of_column(sheet, body, c, plain_words("".join(heading.path[-1:]))))
        for c in region.columns
        if not _only_widens(sheet, region, c)
        for heading in (column_heading(sheet, region, kinds, c),)
    ]
    names = next((i for i, look in enumerate(looks) if look.role == LABEL), 0)
    return [
        look._replace(role=LABEL) if i < names and _groups_rows(sheet, body, look) else look
        for i, look in enumerate(looks)
    ]


def _only_widens(sheet: BlankSheet, region: Region, column: int) -> bool:
    """Tell whether a column is merged with the one before it all the way down: it makes that one wider."""
    return column > region.left and all(
        sheet.own(row, column) == sheet.own(row, column - 1) for row in range(region.top, region.bottom + 1)
    )


def _groups_rows(sheet: BlankSheet, body: Sequence[int], look: ColumnLook) -> bool:
    """Tell whether a column left of the names says in a few words what rows belong together."""
    said = [value for row in body if (value := sheet.value(row, look.at)) is not None]
    return look.role == DATA and bool(said) and all(map(is_words, said))


def _role_of_column(sheet: BlankSheet, body: Sequence[int], column: int, leaf: str) -> str:
    values = [sheet.value(row, column) for row in body]
    words = sum(map(is_words, values))
    numbers = sum(whole_number(v) is not None for v in values)
    half = 0.5 * len(body)
    if any(map(is_formula, values)):
        return DATA
    if _MEASURE.fullmatch(leaf) and sum(map(is_unit, values)) >= 0.4 * len(body):
        return MEASURE_COLUMN
    if leaf in _SURELY_MEASURE and words and all(is_words(v) for v in values if v is not None):
        return MEASURE_COLUMN
    if _CODE.fullmatch(leaf) and numbers + words >= 0.4 * len(body):
        return CODE_COLUMN
    if _SEQUENCE.fullmatch(leaf):
        return SEQUENCE
    if _REMARK.fullmatch(leaf):
        return REMARK if words >= half and words > 1 else DATA
    if words >= half or (_NAMED.fullmatch(leaf) and sum(is_words(v) and not is_total(v) for v in values)):
        return LABEL
    return DATA


def group_columns(looks: Sequence[ColumnLook]) -> list[ColumnBand]:
    """Return the bands of a block: one more where names of rows begin again to the right of figures."""
    bands: list[ColumnBand] = []
    for look in looks:
        begins = look.role in (LABEL, SEQUENCE) and bands and bands[-1].data
        if not bands or begins:
            bands.append(ColumnBand())
        band = bands[-1]
        match look.role:
            case "行名":
                band.labels.append(look.at)
            case "代码":
                band.code = look
            case "计量单位":
                band.measure = look
            case "说明":
                band.remark = look
            case "序号":
                band.sequence = look
            case _:
                band.data.append(look)
    return bands


def is_total(value: object) -> bool:
    """Tell whether a cell names a row or column of sums: 合计, 总计, 小计."""
    return bool(TOTAL.fullmatch(plain_words(value)))


def goes_on(value: object) -> bool:
    """Tell whether a cell says that the rows go on like this: …."""
    return bool(ELLIPSIS.fullmatch("".join(str(value).split()))) if value is not None else False
