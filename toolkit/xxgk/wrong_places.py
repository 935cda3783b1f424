"""G5: another place's name, or another kind of office's own, where only the report's own belongs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.xxgk.remark import make_remark
from toolkit.xxgk.whose_report import bare_body_name, is_township, level_of_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.form.finding import Finding
    from toolkit.xxgk.outline import ReportPassage

_NAMED = re.compile(
    r"(?:^|(?<=[，。；：、（“《])|(?<=\d年)(?!度)|(?<=年度))(?:在|由|经|是|而|[\u4e00-\u9fa5]{1,4}[县区市旗])?(?P<name>[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))"
    r"(?=人民政府|党委|政府|办事处|党政办|信息公开|20\d\d年|认真|高度重视|坚持|严格|积极|全面)"
)
"""A township's name where a phrase begins: inside one any two characters before 镇政府 would pass for a name."""
_NO_NAME = re.compile(
    r"[各全本我该、的和与或及由向对经报到在以为是了各从把被让给将据把于并按]|围绕|成立|设立|完善|健全|依托|联合|交由|加强|提升|根据|按照|通过|落实|配合|协助"
    r"|明确|督促|统筹|立足|结合|紧扣|服务|提高|推进|推动|促进|深化|规范|压实|强化|建立|建设|优化|接受|参与|纳入|印发|制定|组织|作为|群众|公众|社会|上级|下级|所在|周边|乡镇|街镇|城镇|集镇|小城|重点|中心|古|新村"
)
"""Words that end before 镇 or 乡 and begin no name."""
_NO_NAME_EITHER = re.compile(
    r"基层|本级|当地|属地|有关|相关|其他|其它|辖区|下辖|兄弟|邻近|先进|示范|试点|每个|几个|多个|个|贯彻|紧扣|紧跟|围绕|对照|报请|报送|上报|迎接|响应|对标|坚持|服从|听取|征求|展示|反映|增进|擦亮|省|市|县|区|州|盟|旗|直属|驻|原|党|委"
)
"""More of them, where a name is looked for inside a phrase."""
_BEFORE = r"(?:在|由|经|以|对|为|向|把|将|使|让|受|是|和|与|及|的|提升|提高|推动|推进|促进|加强|做好|抓好|规范|深化|完善|优化|开展|确保|保障|了解|关于|强化|助力|服务)"
_OFFICE = r"(?:人民政府|党委|党政|政府(?!采购)|办事处|政务公开|政务服务|信息公开|政务新媒体|机关|便民服务中心|工作动态|政务信息|政务动态)"
_INSIDE = re.compile(rf"{_BEFORE}(?:全)?(?P<name>[\u4e00-\u9fa5]{{2}}(?:镇|乡|街道))(?={_OFFICE})")
"""A township's name inside a phrase: behind a word that leads to one, before what only an office has."""
_BEGINS = re.compile(
    r"(?:^|(?<=[，。；：、（“《—])|(?<=\d年)(?!度)|(?<=年度))(?P<name>[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))"
    r"(?=共|全年|累计|主动公开|依法|收到|受理|办理|制发|发布|公开|建立|成立|持续|不断|切实|扎实|着力|聚焦|围绕|始终|进一步|加强|完善|强化|规范|充分|及时|按照|根据|组织|开展|通过|政务|党政|将|未|无|没有|机关|各村|综合|结合|采取|采用|立足|紧扣|利用|依托|深入|认真|严格|高度|积极|微信公众号|政府信息|门户)"
)
_ACCOUNT = re.compile(
    r"“[\u4e00-\u9fa5]{0,6}?(?P<name>(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]{2}(?:镇|乡|街道)|(?<=[县区市旗州])[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))”(?=微信|公众号|政务|官方|抖音|视频号)"
)
"""The account a township publishes by."""
_DOES_ITSELF = re.compile(
    r"(?:人民政府|党委|政府|办事处)?(?:20\d\d年|认真|高度重视|坚持|严格|积极|全面|共|全年|累计|主动公开|依法|收到|受理|办理|制发|发布|公开|建立|成立|持续|不断|切实|扎实|着力|围绕|始终|进一步|加强|完善|强化|规范|及时|按照|根据|通过|未|无|没有)"
)
"""What follows the name of a body whose report it is."""
_COUNTY = re.compile(
    r"(?:(?:在|由|经|受|是)(?P<under>[\u4e00-\u9fa5]{2,3}(?:县|区|旗))(?=委|人民政府|政府)"
    r"|(?:^|(?<=[，。；：、（“《]))(?P<whole>[\u4e00-\u9fa5]{2,3}(?:县|区|旗))(?=人民政府))"
)
"""Another county's name, before what only a county has."""
_OF_COUNTY = re.compile(r"[\u4e00-\u9fa5]{1,12}?(?P<name>[\u4e00-\u9fa5]{2}(?:县|区|旗))(?!域)")
_VISITED = re.compile(
    r"赴|前往|学习(?!领会|贯彻|宣传|落实|传达|习近平|《|宣讲)|考察|交流|借鉴|调研|参观|地址|位于|坐落|毗邻|相邻|接壤|邻近|原|撤并|合并|划归|联合|协同|对口|帮扶|援助|转办|转交|转送|抄送"
)
"""Words by which another place is meant: somebody went there, or lives there."""
NEAR = 16
_SAYS_WHOSE = re.compile(
    r"(?:现(?:将|予以?公布|公布|发布|公开|向社会公布)|编制(?:了)?(?:并公布)?)《?(?P<body>[\u4e00-\u9fa5]{3,30}?(?:政府|局|委员会|[镇乡]|街道|苏木|办事处))(?:关于)?20\d\d年"
)
"""Where a preamble says whose report it is."""
_SEVERAL = re.compile("乡镇|街镇|镇街|镇乡")
_OURSELVES = re.compile(
    r"(?:(?<!自)我|(?<![\u4e00-\u9fa5])本)(镇(?!街|乡)|乡(?!镇|村)|街道|局(?![限部面势]))(?![\u4e00-\u9fa5]{0,2}(?:长|级))"
)
_KIND = re.compile(r"(镇|乡|街道|局)(?:人民政府|政府|办事处)?(?:（[^（）]{0,40}）)?$")


def other_place_findings(passage: ReportPassage, unit: str, others: Sequence[str] = ()) -> Iterator[Finding]:
    """Yield names of other townships and counties, and 「我镇」 where *unit* is a 乡; of *others* where they are listed.

    Only a township's report speaks of no other one: those above have them below.
    """
    told: set[str] = set()
    if passage.section == "标题和说明" and (other := _another_body(passage.text, unit)):
        told.add(other)
        yield make_remark("other_place", passage.place, other, expected=unit)
    named = _listed_bodies(passage.text, unit, others) if others else _other_townships(passage.text, unit)
    for name in (*named, *_other_counties(passage.text, unit)):
        if not any(name in other for other in told):
            told.add(name)
            yield make_remark("other_place", passage.place, name, expected=unit)
    kind = _KIND.search(unit)
    for found in _OURSELVES.finditer(passage.text):
        if kind and found[1] != kind[1]:
            yield make_remark("other_place", passage.place, found[0], expected=unit)


def _another_body(text: str, unit: str) -> str:
    """Return whose report a preamble says it is, where that is a township and *unit* another, or none, or the other way round."""
    found = _SAYS_WHOSE.search(text)
    if not found or re.search("我|本|全|各", found["body"]):
        return ""
    body, own = bare_body_name(found["body"]), bare_body_name(unit)
    alike = body.endswith(own[-3:]) or own.endswith(body[-3:]) or body in own or own in body
    return "" if alike or not (is_township(body) or is_township(own)) else found["body"]


def _listed_bodies(text: str, unit: str, others: Sequence[str]) -> Iterator[str]:
    """Yield which of *others* does something in *text* that only the report's own body does there.

    A government speaks of its own offices and townships; an office's name may stand in another's (县公安局, 公安局).
    """
    if level_of_body(unit) != "township":
        return
    for short in _short_names(unit, tuple(others)):
        for found in re.finditer(re.escape(short), text) if short in text else ():
            begins = not found.start() or text[found.start() - 1] in "，。；：、（“"
            if begins and _DOES_ITSELF.match(text, found.end()) and not _is_visited_place(text, found):
                yield short
                break


@lru_cache(maxsize=8)
def _short_names(unit: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Return how *others* are called in prose, those apart whose name is part of *unit*'s."""
    own = bare_body_name(unit)
    bare = [bare_body_name(other) for other in others]
    short = [re.sub(r"^[\u4e00-\u9fa5]{2,8}?[市州盟县区旗](?=[\u4e00-\u9fa5]{2})", "", name) for name in bare]
    known = dict.fromkeys(name for name in (*bare, *short) if len(name) > 2 and name not in own)
    return tuple(name for name in known if not name.endswith(own))


def _other_townships(text: str, unit: str) -> Iterator[str]:
    """Yield the names of townships in *text* that are not the own one."""
    if not is_township(unit):
        return
    for pattern in (_NAMED, _BEGINS, _INSIDE, _ACCOUNT):
        for found in pattern.finditer(text):
            name = found["name"]
            bare = name.removesuffix("街道").rstrip("镇乡")
            if _NO_NAME.search(bare) or _SEVERAL.search(name) or name in unit or name[-3:] in unit:
                continue
            if _is_visited_place(text, found) or (pattern is not _NAMED and _NO_NAME_EITHER.search(bare)):
                continue
            if not any(name.endswith(own) for own in _own_township_names(unit)):
                yield name


def _other_counties(text: str, unit: str) -> Iterator[str]:
    """Yield the names of counties in *text* that are not the one *unit* says it lies in."""
    own = _OF_COUNTY.match(unit) or re.match(r"(?P<name>[\u4e00-\u9fa5]{2,3}(?:县|区|旗))", unit)
    if own is None:
        return
    for found in _COUNTY.finditer(text):
        name = found["under"] or found["whole"]
        bare = name[:-1]
        if name in unit or bare in unit or _NO_NAME.search(bare) or _NO_NAME_EITHER.search(bare):
            continue
        if not _is_visited_place(text, found):
            yield name


def _is_visited_place(text: str, found: re.Match[str]) -> bool:
    clause = re.split("[。；]", text[max(0, found.start() - NEAR) : found.start()])[-1] + found[0]
    behind = re.split("[，。；]", text[found.end() : found.end() + NEAR])[0]
    if re.search(r"(?:地址|住所|办公地点)[^。；）]{0,60}$", text[max(0, found.start() - 64) : found.start()]):
        return True
    return bool(_VISITED.search(clause) or _VISITED.search(behind))


def _own_township_names(unit: str) -> list[str]:
    bare = re.sub(r"^.*(?:县|区|市|旗)(?=.{2,6}(?:镇|乡|街道))", "", unit)
    found = re.search(r"([\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))", bare)
    return [found[1], found[1][-3:]] if found else []
