"""E13: what the prose says of the work of the year — channels, boards, training — against the workbook it is written from.

None of it stands in the three tables: a published report alone cannot show that it is wrong, its workbook can.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.model import Cell
from toolkit.form.words import format_number as shown
from toolkit.xxgk.claims.sentence import C, phrase_before_number
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.hold import ClaimedSentence
    from toolkit.xxgk.claims.sentence import NumberedSentence

_ABOUT = "(?:全年|年内|本年度?|今年|共计?|总共|累计|总计|合计|共有|已|约|达到?|了|为){0,4}"
_PUBLISHED = rf"(?:发布|推送|公开|更新|上传|刊登|刊发|登载){_ABOUT}(?:各类|有关|相关|政务|政府|政务公开|政府信息公开){{0,3}}(?:信息|内容|消息)?(?:数量?)?{_ABOUT}$"
_PUBLISHED_THERE = re.compile(_PUBLISHED)
_OBJECT_LEFT_OUT = re.compile(rf"^{_ABOUT}{_PUBLISHED}")
_CHANNELS = {
    "网站": re.compile("网站|官网|门户网"),
    "公众号": re.compile("公众号|微信公众平台"),
    "微博": re.compile("微博"),
    "视频号": re.compile("视频号"),
    "公报公示栏": re.compile("公报|公示栏"),
    "其他平台": re.compile("抖音|快手|头条|报纸|报刊|电视|广播|其[他它]平台|APP|客户端|新媒体|微信群"),
}
"""By what each row of 渠道 is known in prose; the last names all that are counted together there, or nowhere."""
_UNCLEAR = re.compile(
    "(?:网站|官网|公众号|微博|视频号|平台|公示栏)”?等|等(?:平台|渠道|媒介|媒体|方式|途径|形式|载体)|其[他它]|新媒体|每|平均|其中"
)
_NOT_ALL = re.compile(
    r"每|平均|各村|各社区|新(?:增|设|建|装|添)|更换|改造|维修|升级|参加|参与|选派|上级|目标|计划"
)
"""Words by which a number is not of all there are, or not the office's own."""
_OF_DISCLOSURE = re.compile("政务公开|信息公开|公开工作|依申请公开")
_OF_VILLAGES = re.compile("村|社区")
_OF_ANYTHING = re.compile("")


class WorkClaim(NamedTuple):
    """What a phrase before a number of one of *units* counts: the figure *cell*."""

    cell: Cell
    phrase: re.Pattern[str]
    units: frozenset[str]
    within: re.Pattern[str] = _OF_ANYTHING
    """What the sentence must speak of: other training is none of it, nor is what the township puts up itself."""


_CLAIMS = (
    *(
        WorkClaim(Cell("阵地", row, "数量"), re.compile(rf"{named}{_ABOUT}$"), frozenset({"个", "处", "块"}))
        for row, named in (
            ("公开栏数", "(?<!更新)(?:政务|村务|党务|信息|固定){0,3}公开栏"),
            ("意见箱数", "意见箱"),
            ("微信群数", "(?:村民|居民|村居民|村（居）民)微信群"),
        )
    ),
    WorkClaim(Cell("村级公开", "公开栏", "数量"), re.compile(rf"公开栏(?:公布|公开|张贴|公示){_ABOUT}$"), frozenset({"条"}), within=_OF_VILLAGES),
    WorkClaim(Cell("村级公开", "微信群", "数量"), re.compile(rf"微信群(?:推送|发布|公开|转发)(?:信息)?{_ABOUT}$"), frozenset({"条"}), within=_OF_VILLAGES),
    WorkClaim(Cell("培训", "场次", "数量"), re.compile(rf"(?:举办|开展|组织|召开|举行){C}{{0,16}}培训(?:班|会|活动|讲座)?{_ABOUT}$"), frozenset({"场", "次", "期"}), within=_OF_DISCLOSURE),
    WorkClaim(Cell("培训", "人次", "数量"), re.compile(rf"(?:参训|培训)(?:人员|干部|工作人员|人数)?{_ABOUT}$"), frozenset({"人次"}), within=_OF_DISCLOSURE),
    WorkClaim(Cell("解读", "解读材料", "数量"), re.compile(rf"政策(?:文件)?解读(?:材料|稿件?|信息|文章)?{_ABOUT}$"), frozenset({"篇"})),
    WorkClaim(Cell("解读", "回应关切", "数量"), re.compile(rf"回应(?:社会|群众|公众)?(?:关切|热点|关注)(?:热点|问题)?{_ABOUT}$"), frozenset({"次"})),
    WorkClaim(Cell("解读", "留言收到", "数量"), re.compile(rf"收到(?:群众|网民|公众|网上|网络|网友){{0,3}}留言{_ABOUT}$"), frozenset({"条"})),
    WorkClaim(Cell("互动", "意见收到", "数量"), re.compile(rf"意见箱(?:共|累计)?(?:收到|收集){C}{{0,8}}意见(?:建议)?{_ABOUT}$"), frozenset({"条"})),
    WorkClaim(Cell("监督", "通报", "数量"), re.compile(rf"通报批评{_ABOUT}$"), frozenset({"次"})),
    WorkClaim(Cell("监督", "评议", "数量"), re.compile(rf"社会评议(?:活动)?{_ABOUT}$"), frozenset({"次"})),
    WorkClaim(Cell("监督", "追责", "数量"), re.compile(rf"(?:责任追究|追究责任){_ABOUT}$"), frozenset({"人次"})),
)  # fmt: skip


def work_findings(
    form: Form, some: Sequence[ClaimedSentence], given: Mapping[Cell, float]
) -> Iterator[Finding]:
    """E13: yield where the prose counts the year's work otherwise than *given*, the workbook it is written from."""
    for said in some:
        for number in said.sentence.numbers:
            cells = _cells_counted(said.sentence, number)
            if not cells or any(c not in given for c in cells):
                continue
            expected = sum(given[c] for c in cells)
            if number.value != expected:
                yield make_remark(
                    "work_differs",
                    said.passage.place,
                    quote_sentence(said.sentence.text, number.start, number.end),
                    label="、".join(form.label(c) for c in cells),
                    stated=shown(number.value),
                    expected=shown(expected),
                )


def _cells_counted(sentence: NumberedSentence, number: CountedNumber) -> tuple[Cell, ...]:
    """Return the figures of the workbook a number of the prose is the sum of; () for one that is none, or unclear."""
    left = sentence.looked[: number.start]
    phrase = phrase_before_number(left)
    clause = re.split("[；。]", left)[-1]
    if (
        number.about
        or sentence.elsewhen(left, sentence.text[number.end :])
        or _NOT_ALL.search(phrase)
        or "其中" in clause
    ):
        return ()
    if number.unit == "条" and (channels := _channels_counted(clause, phrase)):
        return tuple(Cell("渠道", channel, "条数") for channel in channels)
    return next(
        (
            (claim.cell,)
            for claim in _CLAIMS
            if number.unit in claim.units
            and claim.phrase.search(phrase)
            and claim.within.search(sentence.text)
        ),
        (),
    )


def _channels_counted(clause: str, phrase: str) -> list[str]:
    """Return the channels a number of pieces is of: those its own phrase names, or the only ones named before it."""
    left_out = bool(_OBJECT_LEFT_OUT.search(phrase))
    where = clause if left_out else phrase
    if _UNCLEAR.search(where) or not _PUBLISHED_THERE.search(phrase):
        return []
    named = [row for row, pattern in _CHANNELS.items() if pattern.search(where)]
    return [] if "其他平台" in named or (left_out and len(named) > 1) else named
