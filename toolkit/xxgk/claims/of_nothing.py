"""What a sentence says did not happen: no requests, no cases, nothing left over, no documents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.meanings import LAWSUITS, TOTAL
from toolkit.xxgk.claims.sentence import C, G, NumberClaim
from toolkit.xxgk.claims.table2 import SAID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

_NOT = re.compile(
    r"未曾|从未|均未|尚未|未有|没有|不存在|未(?!经|来|审结|果|公开|成年|知|尽|按|依法|及时|能)|(?<![有全])无(?!法|论|障碍|偿|正当|条件|线|关|小|差|误|人(?!申请|提出|提交|递交|前来))"
)
LONGEST = 96
"""How far a denial reaches at most."""
NEXT = 10
"""How far behind a comma it is seen that a list of cases goes on."""
_STOP = re.compile("[。；！？]")
_COMMA = re.compile(r"，(?!.{0,8}(?:复议|诉讼))")
_NO = r"(?:未曾|从未|均未|尚未|未有|没有|不存在|未|无)"
_NO_REQUEST = re.compile(
    rf"{_NO}(?:新)?(?:收到|接到|接获|受理|接收到?|接受|收悉|有|产生)(?:过)?{C}{{0,24}}?(?:申请|请求|诉求)(?!人|表|公开.{{0,4}}(?:投诉|举报))"
)
_THING = r"(?:公民|法人|其[他它]组织|任何|形式|方面|关于|要求|需要|有|对|的|政府|政务|信息|公开|依法|依|或者|[、和或及与])"
_NO_ASKED = re.compile(
    rf"{_NO}(?:发生|出现|收到|办理|受理|产生|存在|接待|涉及|开展)?(?:过)?(?:一件|一起|一例|一份|一宗)?{_THING}{{0,16}}?申请(?:获取|查阅)?(?:公开)?(?:的)?(?:政府|政务)?(?:信息)?(?:公开)?(?:的)?(?:办理|申请)?"
    r"(?:(?:的)?(?:受理|办理|答复)(?:[、和及与](?:受理|办理|答复)){0,2})?(?:事项|业务|件|办件|信息|情况|情形|内容|案件|事件|工作){0,2}(?:发生|出现)?(?=[，。；、）]|$)"
)
"""Requests denied by their name alone, whatever is said not to have happened with them."""
_NOBODY_ASKED = re.compile(
    rf"(?:没有|尚无|未有|无)(?:任何|一个|一位|一名|其[他它]|相关|有关)?(?:的)?(?:单位|个人|公民|法人|群众|村民|居民|市民|企业|组织|社会公众|公众|人){C}{{0,48}}?"
    rf"(?:申请|请求|要求)(?:过|获取|查阅|公开|关于|的|政府|政务|信息){{1,6}}"
    rf"|(?:没有|尚无|未有|无)(?:任何|一个|一位|一名|其[他它])?(?:单位|个人|公民|法人|群众|村民|居民|市民|企业|组织|公众|人){C}{{0,48}}?(?:提出|提交|递交|提起)(?:过|了)?{C}{{0,24}}?申请(?!人)"
)
"""Nobody who asked for anything."""
_FAR_REQUEST = re.compile(
    rf"{_NO}(?:新)?(?:收到|接到|接获|受理|接收到?|接受|收悉)(?:过)?{C}{{24,80}}?(?:信息|公开)(?:的|公开)?(?:书面|口头|网上)?(?:申请|请求)书?(?=[，。；、]|$)"
)
"""Requests denied at length: who might have sent them, and how, named first."""
_ABOUT_ANSWERS = re.compile(
    r"答复|办理(?!过)|处理|复议|诉讼|不服|不满|异议|纠纷|满意|收费|费用|收取|拒绝|推诿|公开不|不公开|引发|引起|产生的|造成|追究|因|由于|擅自"
)
"""What is denied of requests that there may well have been."""
_NAMED_ZERO = re.compile(
    r"(?:依申请公开|信息公开申请|申请公开)(?:的)?(?:政府)?(?:信息|事项|申请|工作|办件)?(?:公开)?(?:的)?(?:受理|收件|接收|办理)?(?:总)?(?:数量|件数|数|量)?(?:为|是|实现|：)?(?:零|〇)(?:受理|申请|办理|收件|件)?(?=[，。；、]|$)"
    r"|(?:^|(?<=[年度内关位局镇乡道办，：]))零申请(?=[，。；、]|$)"
)
_JUST_NONE = re.compile(
    r"(?:（[一二三四五\d]）|\d[.、．])?(?:政府信息|政务信息)?(?:依申请公开)(?:政府信息|信息)?(?:工作|办理)?(?:的)?(?:情况)?[：，](?:无|没有|暂无|零)[。；]?"
)
"""A heading and all that is below it: 依申请公开情况：无。"""
_NOT_ZERO = r"结转|转结|投诉|举报|未公开|逾期|超期|许可|行政确认|补贴|救助|补正|补充|材料"
_NONE_LEFT = re.compile(
    r"(?:无|没有|未有)“?(?:办件|申请|案件)?(?:下年度结转|(?:结转|转结)(?:至|到|入)?(?P<when>下(?:一)?年度?|次年|明年|20\d\d年度?))"
)
_NONE_CARRIED = re.compile(r"(?:无|没有|未有)(?:上年度?|上一年度?|去年)(?:未办结)?(?:结转|转结|转入)")
_BUT = re.compile(
    r"维持|纠正|败诉|撤销|违法|审结|责任追究.{0,6}复议|不当|不及时|不作为|未按|违规|不服|超期|逾期|作出.{0,8}(?:决定|判决|裁定|结论)|判决|裁定|结案|终结|开庭"
)
_NO_DOCUMENT = re.compile(
    r"(?:未|没有)(?:新)?(?P<done>(?:(?:制定|制发|出台|印发|发布|废止)(?:发布)?[、或和及]?)+)(?:过)?(?:新的)?"
    r"(?P<what>(?:(?:行政法规|规章|(?:行政)?规范性文件)[、或和及]?)+)"
)
"""Documents denied, in whatever verbs and kinds."""
_NO_DECISION = re.compile(
    r"(?:未曾|从未|均未|尚未|未有|没有|未|无)(?:曾)?(?:作出|做出|实施|采取|发生|办理|产生|开展)?(?:过)?(?:任何|新的)?"
    r"(?P<kinds>行政(?:许可|处罚|强制)(?:(?:、|或|和|及|以及)(?:行政)?(?:许可|处罚|强制)){0,2})(?:处理)?(?:决定|事项|案件|措施|行为|情况)?(?=[，。；、]|$)"
)
_NO_CHARGE = re.compile(
    r"(?:未曾|从未|均未|尚未|未有|没有|未|无)(?:收取|征收|发生|产生)?(?:过)?(?:任何)?行政事业性(?:收费|费用)(?:收入|情况)?(?=[，。；、]|$)"
)


def claims_of_nothing(line: NumberedSentence) -> Iterator[NumberClaim]:
    """Yield what *line* says was none; a sentence of another year says nothing of this one."""
    text = line.text
    own = re.sub(r"(?:结转|转结|转入|转)(?:至|到|入)?20\d\d年", "", text)
    if re.search(r"20\d\d年", own) and str(line.year) not in own and not line.stray:
        return
    yield from _zero_request_claims(line)
    for start, said in _find_denials(line):
        yield from _denied_claims(line, start, said)


def _zero_request_claims(line: NumberedSentence) -> Iterator[NumberClaim]:
    """Yield requests said to be 零."""
    for m in re.finditer(
        r"(?:信息公开|依申请公开)(?:的)?(?:申请)?(?:数|数量|件数|总数)?(?:为|是)(?:零|〇)(?=[，。；件]|$)",
        line.text,
    ):
        yield NumberClaim(line.zero(*m.span()), (line.of.new,), "E12", "没有收到申请")
    for m in re.finditer(
        rf"(?:收到|受理|接到){C}{{0,20}}申请{G}{{0,6}}(?:为|数为|数量为|数量：|：)(?:零|〇|无(?=[，。；]|$))",
        line.text,
    ):
        yield NumberClaim(line.zero(*m.span()), (line.of.new,), "E12", "没有收到申请")
    named = _NAMED_ZERO.search(line.text) or _JUST_NONE.fullmatch(line.text)
    if (
        named
        and line.requests
        and not re.search(_NOT_ZERO, line.text[max(0, named.start() - 8) : named.end()])
    ):
        yield NumberClaim(line.zero(*named.span()), (line.of.new,), "E12", "没有收到申请")


def _find_denials(line: NumberedSentence) -> Iterator[tuple[int, str]]:
    """Yield where something is denied and how far the denial reaches: not into the next one, nor over a number."""
    text = line.text
    starts = [m.start() for m in _NOT.finditer(text)]
    counted = [n.start for n in line.numbers]
    for at, start in enumerate(starts):
        farthest = min(len(text), start + LONGEST)
        ends = [farthest, *counted[bisect_right(counted, start) :][:1]]
        ends += [m.start() for m in [_STOP.search(text, start, farthest)] if m]
        for following in starts[at + 1 : bisect_left(starts, farthest)]:
            if text[following - 1] in "，、；。" or text[following - 2 : following] in {
                "，也",
                "，亦",
                "，均",
            }:
                ends.append(following - 1)
                break
        # 「未发生行政复议，行政诉讼」 is one list; any other comma ends what is denied.
        comma = _COMMA.search(text, start, farthest + NEXT)
        if comma:
            ends.append(comma.start())
        yield start, text[start : min(ends)]


def _denied_claims(line: NumberedSentence, start: int, said: str) -> Iterator[NumberClaim]:
    here = line.zero(start, start + len(said))
    if line.requests:
        asked = _NO_REQUEST.match(said) or _FAR_REQUEST.match(said)
        if (asked and _denies_requests(said, asked.end())) or _denies_that_anybody_asked(said):
            yield NumberClaim(here, (line.of.new,), "E12", "没有收到申请")
        left = _NONE_LEFT.match(said)
        bare = re.fullmatch(r"(?:无|没有)结转(?:件|事项|申请)?", said)
        last_year = re.search("上年|去年|上一年", line.text[max(0, start - 8) : start])
        if (left and line.is_year(left["when"] or "", line.year + 1)) or (bare and not last_year):
            yield NumberClaim(here, (line.of.left,), "E2", "没有结转下年度")
        if _NONE_CARRIED.match(said) or (bare and last_year):
            yield NumberClaim(here, (line.of.carried,), "E2", "没有上年结转")
    yield from _no_document_claims(line, here, said)
    yield from _no_decision_claims(line, here, said)
    if not line.informs or _BUT.search(said):
        return
    if re.search(r"复议(?!后)", said):
        yield NumberClaim(here, (line.of.cases(TOTAL, "复议"),), "E7", "没有行政复议")
    if re.search(r"诉讼", said):
        yield NumberClaim(here, (line.of.cases(TOTAL, *LAWSUITS),), "E7", "没有行政诉讼")


def _no_document_claims(line: NumberedSentence, here: CountedNumber, said: str) -> Iterator[NumberClaim]:
    found = _NO_DOCUMENT.match(said)
    if not found:
        return
    for row in (r for r in ("规章", "规范性文件") if r in found["what"]):
        for column, verbs in (("制发", "制定|制发|出台|印发|发布"), ("废止", "废止")):
            if re.search(verbs, found["done"]):
                yield NumberClaim(here, (line.of.documents(row, column),), "E6", f"{row}{SAID[column]}")


def _no_decision_claims(line: NumberedSentence, here: CountedNumber, said: str) -> Iterator[NumberClaim]:
    """Yield decisions and charges said to be none; fees for handling information are other ones."""
    found = _NO_DECISION.match(said)
    for kind in re.findall(r"许可|处罚|强制", found["kinds"]) if found else ():
        yield NumberClaim(here, (line.of.decisions(kind),), "B7", f"没有行政{kind}")
    if (
        _NO_CHARGE.match(said)
        and not line.requests
        and "信息" not in line.text[max(0, here.start - 20) : here.start]
    ):
        yield NumberClaim(here, (line.of.charges,), "E6", "没有行政事业性收费")


def _denies_that_anybody_asked(said: str) -> bool:
    """Tell whether it is denied that there were requests at all, in words of those who might have asked."""
    if _NO_ASKED.match(said):
        return True
    found = _NOBODY_ASKED.match(said)
    about = found[0] + re.split("[，；]", said[found.end() :])[0] if found else ""
    return bool(found) and not re.search(_NOT_ZERO, about) and not _ABOUT_ANSWERS.search(about)


def _denies_requests(said: str, end: int) -> bool:
    """Tell whether requests are denied, and not cases about requests, or what an applicant had to bring."""
    if re.search(_NOT_ZERO, said):
        return False
    of_cases = re.search(r"复议|诉讼", said)
    return not of_cases or (
        of_cases.start() >= end and bool(re.match(r"[^，、]{0,3}[，、和及或]", said[end:]))
    )
