"""What a cell says that makes its row no record: 合计, 填表人：…, 注：…, 以下空白. Words only; the row decides what they mean."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

TOTAL, SIGNED, NOTE, HEAD = "合计行", "签字行", "说明行", "重复的表头"
"""What rows that are no records are called."""
LONGEST = 200
"""A longer text is nobody's label."""

_STRONG = "合计数?|小计数?|总计数?|共计|合共|subtotal|grandtotal|total"
_WEAK = "累计数?|汇总|总和|总数|总额|总金额|总收费|总费用|总收入|总条数|总件数|平均[数值]?|均值|sum|∑|σ"
_WORD = f"(?:{_STRONG}|{_WEAK})"
_WHEN = (
    "(?:(?:本|当|全|该)[页月季年日](?:度|份)?|以上|上述|各项|全部|年度|[上下]半年|"
    "第?[0-9一二三四五六七八九十]{1,4}(?:年度?|月份?|季度?)|收费|费用|金额|条数|件数)"
)
_COUNTED = (
    "(?:[0-9][0-9,.]{0,18}|[零〇壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十百千万亿元圆角分整正]{1,30})"
)
_UNIT = "(?:万?元|条|件|笔|份|项|个(?:单位|村|部门|账号|项目)?|家|人次?|次|张|户)"
_TAIL = f"(?:金额|收费|条数|件数|费用|数量)?(?:\\([^()]{{0,12}}\\))?[:,]?(?:人民币)?(?:¥?共?{_COUNTED})?{_UNIT}?[。;]?"
_BARE = re.compile(
    f"{_WHEN}{{0,3}}(?P<word>{_WORD}|计|(?:过次|转下|承前|接上|上)页(?:合计|累计|结转)?){_TAIL}"
)
_COUNT = re.compile(f"{_WHEN}{{0,2}}共有?{_COUNTED}{_UNIT}(?:[,;、](?:{_WORD})?{_TAIL})?")
_IS_STRONG = re.compile(_STRONG)
_EDGE = re.compile(f"^(?:{_WORD})|(?:{_WORD})(?:\\([^()]{{0,12}}\\))?:?$")
_ANYWHERE = re.compile(_WORD)

_WHO = (
    "填表人?|填报人|填写人|制表人?|制单人?|编制人?|经办人?|经手人|登记人|记账人?|审核人?|复核人?|审批人?|批准人|监督人|见证人|"
    "会计|出纳|(?:单位|主要|分管|站所|部门|科室|村|社区)?(?:负责人|领导)|主任|书记|所长|站长|"
    "(?:单位)?(?:签字|签名|签章|盖章|公章)|(?:负责人|经办人|审核人|填表人|领导)(?:签字|签名|签章)|"
    "(?:填[表报]|制表|报送|审核)?(?:日期|时间)|联系电话|联系人|电话|(?:填[表报]|制表|报送)单位|单位(?:名称)?"
)
_ONE = f"(?:{_WHO})(?:\\([^()]{{0,8}}\\))?"
_SIGNED = re.compile(f"(?:{_ONE}:[^:]{{0,20}}){{1,6}}")
_ROLE = re.compile(f"{_ONE}|[年月日]{{3}}")
_SIGNED_AT_END = re.compile(
    "[^:]{0,30}(?:\\((?:签字|签名|签章|盖章|公章)\\)|(?:主任|书记|支书|组长|委员)(?:签字|签名)|(?:签字|签名|签章)(?=:))(?::[^:]{0,20})?"
)
_ROLE_AND_NAME = re.compile(f"\\s*(?:(?:{_WHO})[ \u3000]{{1,9}}[\u4e00-\u9fff·]{{2,6}}\\s*){{1,4}}")
"""填表人 张三, without a colon: what tells the name from 审核人员 is the room between."""
_SECTION = re.compile(
    "[一二三四五六七八九十]{1,3}、.{1,30}|\\([一二三四五六七八九十]{1,3}\\).{1,30}|"
    "(?:20[0-9]{2}年)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?|"
    "第?[一二三四1-4]季度|[上下]半年"
)
_PAGE = re.compile("第[0-9一二三四五六七八九十]{1,4}页[,/]?(?:共[0-9一二三四五六七八九十]{1,4}页)?")
_NOTE = re.compile(
    "(?:(?:注|备注|附注|说明|填表说明)[0-9]?:|[*※★☆◎]|以上|上述|此表|本表|该表|附:).*", re.DOTALL
)
_EMPTY_BELOW = re.compile(r"\(?(?:(?:以下|下面)(?:空白|为空|无内容|无正文|无)|此页无正文)\)?[。.]?")
_UNSEEN = ("Z", "C")


class RowLabel(NamedTuple):
    """What a cell calls its row; *plain* where no record is ever called so, *alone* where nothing may stand beside it."""

    what: str
    plain: bool = True
    alone: bool = False


@lru_cache(maxsize=4096)
def read_row_label(text: str) -> RowLabel | None:
    """Return what *text*, a cell's whole content, calls its row; None where it is what a record may say."""
    said = _visible_narrow_text(text)
    if not said or len(said) > LONGEST:
        return None
    if found := _BARE.fullmatch(said):
        return RowLabel(TOTAL, plain=bool(_IS_STRONG.fullmatch(found["word"])))
    if _COUNT.fullmatch(said):
        return RowLabel(TOTAL)
    if _SIGNED.fullmatch(said):
        return RowLabel(SIGNED)
    if _ROLE.fullmatch(said) or _SIGNED_AT_END.fullmatch(said) or _ROLE_AND_NAME.fullmatch(text):
        return RowLabel(SIGNED, plain=False)
    if _SECTION.fullmatch(said) or _PAGE.fullmatch(said) or not said.strip("-—–/\\"):
        return RowLabel(NOTE, plain=False, alone=True)
    if _NOTE.fullmatch(said) or _EMPTY_BELOW.fullmatch(said):
        return RowLabel(NOTE, plain=False, alone=True)
    return None


@lru_cache(maxsize=2**12)
def begins_or_ends_with_total(text: str) -> bool:
    """Tell whether *text* is about a total where no text belongs: 镇政府 汇总, 合计三条."""
    return len(text) <= LONGEST and bool(_EDGE.search(_visible_narrow_text(text)))


@lru_cache(maxsize=2**12)
def has_total_word(text: str) -> bool:
    """Tell whether *text* speaks of a total anywhere: alone that means nothing, a title may."""
    return len(text) <= LONGEST and bool(_ANYWHERE.search(_visible_narrow_text(text)))


def _visible_narrow_text(text: str) -> str:
    """Return *text* as if typed with the narrow keys, without anything that is not seen, underscores among it."""
    said = unicodedata.normalize("NFKC", text[: LONGEST * 2]).replace("_", "").replace("…", "")
    return "".join(c for c in said if not unicodedata.category(c).startswith(_UNSEEN)).casefold()
