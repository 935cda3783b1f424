"""表三: what a number says of requests — received, carried over, answered how, asked for by whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.meanings import NamedSum
from toolkit.xxgk.claims.sentence import ASKED, G, NumberClaim, phrase_before_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

UNITS = {"", "件", "份", "条", "项", "次", "起", "宗", "个", "例", "封"}
LOOSE = {"个", "次", "例"}
"""Units of many things: they count requests only where the word stands right beside."""
NOT_REQUESTS = re.compile(
    r"复议|诉讼|留言|咨询|信访件|投诉|来信|感谢信|表扬|锦旗|来电|来访|建议|提案|热线|意见|12345|救助|补贴|低保|许可|证照|舆情|评论|问卷|线索|案件|关切|信箱|告知书|通知书|答复书|决定书|回执|申请表|民生|便民|业务|审批|不动产|沟通|环节"
)
_CHANNEL = re.compile(
    r"网络|网上|在线|线上|线下|来函|信函|邮寄|邮递|快递|邮件|邮箱|当面|现场|传真|平台|电子|书面|窗口|微信|专区|服务大厅|EMS|网站|栏目|档案馆|图书馆|部门|单位|街道|乡镇|(?<!全)系统|各.{0,6}(?:所|站|科室|分局|镇|乡)|局机关|上半年|下半年|季度|\d月份?"
)
_ALL_AGAIN = re.compile(r"^(?:以上)?(?:合计|共计|总计|全年)")
"""How a number begins that is of all channels again."""
_TOGETHER = re.compile(r"(?:以上)?(?:合计|共计|总计)(?:收到|受理|办理)?(?:依?申请)?(?:公开)?(?:为|共)?")
_COUNTED_BEFORE = re.compile(r"申请[^。；]{0,80}\d件，$")
_WHERE = re.compile(r"部门|单位|街道|乡镇|各.{0,6}(?:所|站|科室|分局|镇|乡)|局机关|窗口|热线|来信")
"""Whose requests they are rather than how they came."""
_ALL_CHANNELS = re.compile(r"[^，。；]{0,16}等(?:渠道|方式|形式|途径|多种)[^，。；]{0,2}")
_FOR_OTHERS = r"协查|协助|配合|转办|协办|征求|会同|转交|转来|拟写|代[区县市镇乡]|名义|分别"
_RECEIVED = r"(?P<verb>新收|新增|登记(?!表|号|簿)|收到|受理|接收|接到|收悉|收办|(?<!不再)(?<!不予)(?<![不未])(?:办理|处理)|共收|收(?=政府|信息|依申请))(?:到|了)?"
WORKED = {"办理", "处理"}
"""Verbs that say requests were received only where they stand plainly: 正在办理, 区分处理, 办理完成 say other things."""
_REQUEST = r"(?:申请|请求|依申请公开)"
_LAST_YEAR = r"(?P<when>上年度?|上一年度?|去年|20\d\d年度?)"
_NEXT_YEAR = r"(?P<when>下年度?|下一年度?|次年|明年|20\d\d年度?)"
_MOVED = r"(?:转入|结转|顺延|转结|转至)"
_HERE = r"(?:(?:至|到|入)?(?:今年|本年度?|20\d\d年度?))?"
_NOT_BEFORE_NUMBER = rf"(?!{G}{{0,16}}\d)"
"""Words that lead to a number of their own say nothing of the one they follow: a comma was lost, as at the end of a PDF's line."""
_CARRIED = (
    re.compile(rf"{_LAST_YEAR}末?(?:未办结)?{_MOVED}{_HERE}{G}{{0,16}}$"),
    re.compile(rf"结转(?:自)?{_LAST_YEAR}(?:(?!新收|收到|受理){G}){{0,12}}$"),
)
_CARRIED_BEHIND = re.compile(rf"{G}{{0,4}}(?:来自|为|系|是|属)(?:于)?{_LAST_YEAR}{_MOVED}")
_OUT = rf"(?:结转|转|顺延|转结|延)(?:至|到|入|转)?{_NEXT_YEAR}"
_LEFT = (
    re.compile(rf"{_OUT}{G}{{0,16}}$"),
    re.compile(rf"{_NEXT_YEAR}(?:继续)?(?:办理|答复|处理)(?:的)?{G}{{0,8}}$"),
)
_LEFT_BEHIND = re.compile(
    rf"(?!{G}{{0,8}}(?:未有|没有|无|未结转))(?:(?:申请)?(?:正在办理|尚在办理|仍在办理|未办结|在办|办理中)[，、]?)?{G}{{0,10}}{_OUT}{_NOT_BEFORE_NUMBER}"
)
_BOTH = r"(?:予以|同意|全部)(?:公开)?(?:和|或|或者|及|以及|与|、|（含)(?:予以)?部分公开(?:的?）)?"
_COUNTED = "(?:的|类|政府|信息|文件|数量|数|为)*"
_SORTED = re.compile(
    rf"公文|发文|主动公开(?:的)?\d|主动公开{_COUNTED}\d[^。；]{{0,120}}，依申请公开{_COUNTED}\d"
)
"""Words by which 依申请公开 and 不予公开 are what a document is marked as, and no answer to a request."""
_PARTLY_NEXT = re.compile(r"(?:申请)?[，、；](?:予以)?部分公开(?:的|有|为)?\d")
"""What names 部分公开 beside 予以公开: then that is no part of it."""
_A_LEAF = re.compile(r"因|权益|掌握|制作|秘密|内部|过程性|案卷|查询|出版物|补正|信访|重复|反复|逾期")
"""Words by which a number of 不予公开 or 无法提供 is of one row of the group only."""
_ANSWERED_BEHIND = re.compile(
    r"(?:[^，。；：、（）…\d]{0,12}?(?:申请|依申请公开事项|依申请公开件))?(?:均|都|也|现)?"
    r"(?:已经?|全部|依法|依规|按时|按规定|按规|按期|如期|及时|按要求|在(?:法定|规定)(?:时限|期限|时间)内|予以|作出|得到了?|完成|进行|办理|答复){1,8}"
    r"(?:答复|办结|办复|回复|完毕|办理)(?!的|率|时|中)"
)
"""What stands behind a number that was answered: 10件已依法依规按时完成答复."""
_ANSWERED_LEAD = r"(?:其中|上述|这|该|有|现|已|共|全年|本年度?|今年|当年|20\d\d年度?|[我本][镇乡局委办街道县区市]{1,2}){0,4}"
"""What may stand before such a number."""
_ALL_OF_ONE_KIND = re.compile(
    r"(?P<before>[^。；]{0,60}?)(?:(?:全部|均|都|皆)(?:为|系|是|由|属于?|来自于?)|(?<=申请人)为)(?:自然人|公民(?:个人)?)(?!身份|和|、|或)"
)
_OF_SOME = re.compile(r"公开\d|处理\d|结转|转结|复议|诉讼|企业|法人|组织|自然人|公民")
"""Words behind which "all of them" is no longer all that was received."""
LONGEST_LABEL = 80
"""How many characters before a number may be the row it is of."""
_CLOSED = r"(?:[、，]?(?:行政机关)?不再处理(?:其)?(?:政府信息公开)?申请)?"
"""What the rows of 其他处理 add to why a request was closed, behind a mark of their own."""
_OF_RESULT = r"(?:政府信息)?(?:答复|类|的|决定|申请|有|为|共|等|情形|情况|信息)*"


def is_one_channel_only(left: str) -> bool:
    """Tell whether the requests counted here are only those of one channel: what follows is about them."""
    phrase = phrase_before_number(left)
    return bool(re.search(_RECEIVED, phrase) and _CHANNEL.search(_ALL_CHANNELS.sub("", phrase)))


def counts_all_channels(left: str) -> bool:
    """Tell whether what is counted here is of all channels again, whichever were named before."""
    return bool(_ALL_AGAIN.search(phrase_before_number(left)))


def claim_of_requests(
    line: NumberedSentence, number: CountedNumber, left: str, right: str, last: NumberClaim | None
) -> NumberClaim | None:
    """Return what a number says of requests; *last* is what the number before claims."""
    phrase = phrase_before_number(left)
    if number.unit not in UNITS or not line.requests or (_SORTED.search(line.text) and not line.asked):
        return None
    of_same = last is not None and last.rule in {"E1", "E2"} and last.number.unit == number.unit
    if number.unit in LOOSE and not (
        of_same
        or re.search(r"申请(?:公开)?(?:数|数量)?(?:共|为|共计)?$", phrase)
        or re.match(rf"(?:的)?{G}{{0,8}}申请", right)
    ):
        return None
    around = _ALL_CHANNELS.sub("", phrase + re.split("[，；。、（：]", right)[0])
    cases = re.sub(r"申请(?:公开)?(?:政府)?(?:信息)?(?:公开)?案件", "申请", around)
    if NOT_REQUESTS.search(cases.replace("信访举报投诉", "").replace("本机关不掌握", "")):
        return None
    found = _claim_of_carryover(line, number, phrase, right) or _claim_of_outcome(line, number, phrase, right)
    if found and found.rule == "E3" and _is_of_carried_over(line, number, last):
        return None
    return (
        found
        or _claim_of_applicant(line, number, phrase, right)
        or _claim_of_answers(line, number, phrase, right, last)
        or _claim_of_count(line, number, phrase, right, around)
    )


def claim_of_one_kind(line: NumberedSentence, claim: NumberClaim, right: str) -> NumberClaim | None:
    """Return what is said of all that *claim* counts: that they were of natural persons."""
    found = _ALL_OF_ONE_KIND.match(right) if claim.subject == "收到申请" else None
    if not found or _OF_SOME.search(found["before"]):
        return None
    return NumberClaim(claim.number, line.of.applicants["自然人"], "E3", "自然人申请")


def _claim_of_answers(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str, last: NumberClaim | None
) -> NumberClaim | None:
    """Return how many were answered, where the number stands first; not of those carried over alone."""
    of_some = last and (last.subject != "收到申请" or last.part)
    if of_some or not _ANSWERED_BEHIND.match(right) or not re.fullmatch(_ANSWERED_LEAD, phrase):
        return None
    return NumberClaim(number, line.of.answered, "E2", "办结")


def _is_of_carried_over(line: NumberedSentence, number: CountedNumber, last: NumberClaim | None) -> bool:
    """Tell whether a result is that of the requests carried over which the sentence has just named."""
    between = line.text[last.number.end : number.start] if last else ""
    return bool(
        last
        and last.subject in {"上年结转", "结转下年度"}
        and "其中" in between
        and not re.search("[）；。]", between)
    )


def _claim_of_carryover(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str
) -> NumberClaim | None:
    """Return what was carried in from last year, or out to the next."""
    into = _first_match(_CARRIED, phrase) or _CARRIED_BEHIND.match(right)
    if into and line.is_year(into["when"], line.year - 1):
        return NumberClaim(number, (line.of.carried,), "E2", "上年结转")
    out = _first_match(_LEFT, phrase) or _LEFT_BEHIND.match(right)
    if out and line.is_year(out["when"], line.year + 1):
        return NumberClaim(number, (line.of.left,), "E2", "结转下年度")
    return None


def _first_match(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((m for p in patterns if (m := p.search(text))), None)


def _claim_of_outcome(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str
) -> NumberClaim | None:
    said = line.looked[: number.start]
    if re.search(rf"{_BOTH}(?:的|有|为|共|申请)*{G}{{0,4}}$", said):
        part = line.of.results["部分公开"]
        whole = (*line.of.results["予以公开"].cells, *part.cells)
        return NumberClaim(number, (NamedSum("予以公开与部分公开之和", whole),), "E3", "予以公开和部分公开")
    if line.aspect == ASKED and re.fullmatch("其中(?:已|予以)?公开", phrase):
        return NumberClaim(
            number,
            _readings_of_result(line, "予以公开", line.of.results["予以公开"], right),
            "E3",
            "予以公开",
        )
    named, behind = _without_quotes(phrase), _without_quotes(right)
    ahead = _without_quotes(said[-LONGEST_LABEL:])
    for word, reading in line.of.leaves.items():
        if _names_result_row(word, line.text, ahead, behind):
            return NumberClaim(number, (reading,), "E3", word)
    for word, reading in line.of.results.items():
        label = "(?:予以|同意|全部)公开" if word == "予以公开" else word
        before = re.search(rf"(?<!主动){label}{_OF_RESULT}(?:(?!文件){G}){{0,4}}$", named)
        after = re.match(
            rf"(?:申请)?(?:的)?(?:答复|决定)?(?:作出|予以|属于|属|为|被|按|是)?{label}{_NOT_BEFORE_NUMBER}",
            behind,
        )
        reasons = before and re.search(r"^因?.{0,30}(?:等|等原因|等情况|等情形)$", named[: before.start()])
        if (before and (reasons or not _A_LEAF.search(named[: before.start()]))) or after:
            return NumberClaim(number, _readings_of_result(line, word, reading, right), "E3", word)
    return None


def _names_result_row(word: str, text: str, named: str, behind: str) -> bool:
    """Tell whether *word*, a row of one group, is what stands before or behind a number; short forms too.

    It may be all that stands in a bracket behind its group: 不予公开（属于国家秘密）2件.
    """
    label = re.escape(word)
    if word.startswith("属于"):
        label = f"(?:属于|属)?{re.escape(word[2:])}"
    elif word.startswith("保护第三方"):
        label = "(?:保护|涉及|损害|侵害)?第三方(?:合法)?权益(?:不予公开)?"
    elif word.startswith("不掌握"):
        if "不存在" in text:  # the same row by another name: either number is a part of it
            return False
        label = "(?:本机关)?不掌握(?:(?:相关|该|有关)?(?:政府)?信息)?"
    elif word.startswith("申请人"):
        label = f"(?:申请人)?{re.escape(word[3:])}{_CLOSED}"
    before = re.search(rf"{label}{_OF_RESULT}{G}{{0,4}}$|（(?:因|本机关)?{label}(?:的)?）(?:的)?$", named)
    after = re.match(
        rf"(?:申请)?(?:的)?(?:答复|决定)?(?:作出|予以|属于|属|为|被|按|是)?{label}{_NOT_BEFORE_NUMBER}",
        behind,
    )
    return bool(before or after)


def _readings_of_result(
    line: NumberedSentence, word: str, reading: NamedSum, right: str
) -> tuple[NamedSum, ...]:
    if word != "予以公开" or _PARTLY_NEXT.match(right):
        return (reading,)
    part = line.of.results["部分公开"]
    return reading, NamedSum("予以公开与部分公开之和", (*reading.cells, *part.cells))


def _claim_of_applicant(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str
) -> NumberClaim | None:
    for word, readings in line.of.applicants.items():
        said = {
            "自然人": "(?:自然人|公民(?:个人)?)",
            "法人或其他组织": "法人(?:或|和|及|、)?其[他它]组织",
        }.get(word, re.escape(word))
        if re.search(rf"{said}(?:的)?(?:申请|提出|提交|为|有|共|的|类)*{G}{{0,4}}$", phrase) or re.match(
            rf"(?:申请)?(?:的申请人)?(?:为|系|来自|由){said}", right
        ):
            return NumberClaim(number, readings, "E3", f"{word}申请")
    return None


def _claim_of_count(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str, around: str
) -> NumberClaim | None:
    """Return how many were received or answered."""
    if re.search(_FOR_OTHERS, phrase):
        return None
    done = re.search(
        rf"(?:办结|答复|办复|办理完毕|办理完成|回复|结办)(?!公开(?!申请))(?:了|完成)?(?:各类)?(?:(?:政府|政务)?信息)?(?:依申请公开|公开)?(?:政府信息)?(?:申请|事项|件)?{G}{{0,6}}$",
        phrase,
    )
    if done and not re.search(r"率|时|期限|应", phrase[done.start() :]):
        also = _readings_of_verb(line, "办理") if re.search(_RECEIVED, phrase[: done.start()]) else ()
        return NumberClaim(number, (*line.of.answered, *also), "E2", "办结")
    if re.search(
        r"其中|其余|另有|自然人|企业|公民(?!.{0,8}提出)|法人|不属于", phrase
    ) or line.text.startswith("其中"):
        return None
    clause = re.split("[，；。：（…]", line.looked[: number.start])[-1]
    verb = re.search(rf"{_RECEIVED}[^，。；：（…\d]{{0,40}}$", clause)
    here = re.search(_REQUEST, phrase) or re.match(rf"{G}{{0,24}}(?:申请|请求)", right)
    channel = _CHANNEL.search(around) and not re.search("各类|各种", around)
    if channel:  # a part of them, which may not be more than all
        return (
            NumberClaim(number, _readings_of_verb(line, "收到"), "E1", "一种渠道收到的申请", part=True)
            if verb and here and not _WHERE.search(around)
            else None
        )
    if (
        verb
        and verb["verb"] in WORKED
        and not _is_plain_handling(clause[: verb.start()], clause[verb.end("verb") :])
    ):
        return None
    if verb and (here or line.aspect == ASKED):
        also = (
            line.of.answered if phrase.endswith("的") else ()
        )  # 「受理的 37 件均已答复」 counts the answers
        return NumberClaim(number, (*_readings_of_verb(line, verb["verb"]), *also), "E1", "收到申请")
    if _TOGETHER.fullmatch(phrase) and _COUNTED_BEFORE.search(line.looked[: number.start - len(phrase)]):
        return NumberClaim(number, _readings_of_verb(line, "收到"), "E1", "收到申请")
    if re.search(r"申请(?:总量|总数|数量)(?:达到|达|共|为|是)*$", phrase):
        return NumberClaim(number, (*_readings_of_verb(line, "收到"), line.of.done), "E1", "收到申请")
    bare = re.search(
        r"依申请公开(?:政府信息)?(?:申请|请求|事项|件|数量|情况|工作)*(?:共|共计|为|有)?$", phrase
    )
    return NumberClaim(number, _readings_of_verb(line, "收到"), "E1", "收到申请") if bare else None


def _is_plain_handling(before: str, behind: str) -> bool:
    """Tell whether 办理 or 处理 is all that was done: requests named behind it, or nothing but a subject before."""
    if re.match(r"完成|完毕|中|答复", behind):
        return False
    return bool(
        re.match(rf"(?:了|各类)?{G}{{0,12}}(?:申请|请求)", behind)
        or re.fullmatch(
            r"(?:20\d\d年度?|全年|本年度?|今年|我.{1,3}|本.{1,4}|共|共计|累计|依法|均|全部|全[市县区镇乡街]|某)*",
            before,
        )
    )


def _readings_of_verb(line: NumberedSentence, verb: str) -> tuple[NamedSum, ...]:
    if verb == "新收":
        return (line.of.new,)
    if verb in {"收办", "办理", "处理"}:
        return line.of.new, line.of.both, line.of.done
    return line.of.new, line.of.both


def _without_quotes(text: str) -> str:
    """Return *text* as the labels of rows are kept: without marks of quotation inside."""
    return re.sub(r"[“”《》]", "", text)
