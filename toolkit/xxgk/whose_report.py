"""Whose report it is and for which year: from its title, else from what its preamble says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.normal_text import western_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.proofread_result import KnownBody
    from toolkit.xxgk.outline import ReportOutline

_DRESSING = re.compile(r"^(?:【[^】]*】|[《“]|关于(?=.{2,40}(?:公示|公告|报告$)))+")
_NOBODY = {"", "政府", "人民政府", "本级", "年度"}
"""What is left of a title that names nobody: 「政府信息公开工作年度报告（2024年）」."""
_BODY = r"[\u4e00-\u9fa5（）]{2,30}?(?:政府|[局委办院厅馆队会署]|街道|苏木|办事处|[镇乡县区市旗州盟])"
_SAYS_WHOSE = re.compile(
    rf"(?:现(?:将|予以?公布|公布|发布|向社会公布)|编制(?:了)?(?:并公布)?)《?(?P<body>{_BODY})(?:关于)?20\d\d年"
    rf"|(?:发布机构|发布单位|公开主体|信息来源|来源)：(?P<source>{_BODY})(?=[^\u4e00-\u9fa5]|$)"
)
_PERIOD = re.compile(
    r"(20\d\d)年1月1日.{0,10}?(?:至|到|—|-)(?:\1年)?12月\d\d日|(?:截至|截止|止于|为)(?:时间为)?(20\d\d)年12月31日"
)
FIRST = 6
"""How many of the first paragraphs may say whose report it is."""


def report_body_and_year(said: ReportOutline) -> tuple[str, int]:
    """Return the body and the year of a report; "" and 0 where nothing tells."""
    title = western_dates(re.sub(r"[》”]$", "", _DRESSING.sub("", said.title)))
    first = [western_dates(p.text) for p in said.passages()[:FIRST]]
    return _body_of_report(title, first), _year_of_report(title, first, said)


def _body_of_report(title: str, first: list[str]) -> str:
    head = re.sub(r"^20\d\d(?:年度?|(?=[\u4e00-\u9fa5]))", "", title)
    found = re.match(r"(.{2,40}?)(?:关于)?(?:20\d\d年度?|政府信息公开|信息公开|政务公开)", head)
    unit = found[1].rstrip("—-：·_") if found else ""
    if unit.endswith("人民"):  # 「…人民政府信息公开工作年度报告」 says the word once for both
        unit += "政府"
    if unit not in _NOBODY:
        return unit
    told = next((m for text in first if (m := _SAYS_WHOSE.search(text))), None)
    return (told["body"] or told["source"]) if told else ""


def _year_of_report(title: str, first: list[str], said: ReportOutline) -> int:
    """Return the title's year, unless period and prose agree on another: then the title is the slip."""
    titled = re.findall(r"(20\d\d)年", title) or re.findall(r"20\d\d(?=\D{0,4}$|年度)", title)
    period = next((m[1] or m[2] for text in first if (m := _PERIOD.search(text))), "")
    if titled and period and period not in titled:
        whole = "".join(p.text for p in said.passages())
        return int(max((titled[0], period), key=lambda y: len(re.findall(f"{y}年", whole))))
    if titled:
        return int(titled[0])
    start = "".join(first)
    years = [period] if period else re.findall(r"(20\d\d)年度?(?=[，政信])", start)
    return int(years[0]) if years else 0


_END = r"(?:人民)?(?:政府)?(?:（[^（）]{0,40}）)?$"
_TOWN = re.compile(
    r"(?:[镇乡]|街道|苏木|(?<=[\u4e00-\u9fa5]{2})街)(?:人民政府|政府|办事处|党政(?:综合)?办(?:公室)?)?(?:（[^（）]{0,40}）)?$"
)
_ZONE = re.compile(r"(?:管委会|管理委员会)(?:党政)?(?:办(?:公室)?)?(?:（[^（）]{0,40}）)?$")
_COUNTY = re.compile(
    rf"(?<!自治)[县区旗]{_END}|(?:盟|地区)(?:行政公署|行署|公署)?(?:（[^（）]{{0,40}}）)?$|兵团第[^，]{{1,4}}师(?:[\u4e00-\u9fa5]{{2,4}}市)?{_END}"
)
_CITY = re.compile(rf"[市州]{_END}|市(?:人民)?政府办公[厅室]$")
_PROVINCE = re.compile(r"国家|国务院|省|自治区|兵团$|兵团办公厅$")
_PLACE_BELOW = re.compile(r"(?:省|自治区|兵团)[\u4e00-\u9fa5]{2,10}?(?:市(?!场|政)|[州盟县旗师团]|(?<!社)区)")
"""A place of a province: what follows is its office, not the province's."""


def level_of_body(unit: str) -> str:
    """Return the level whose rules bind *unit*: departments are bound as townships are, offices that report 规章 as cities.

    A prefecture (州) may make 规章, a league (盟), a region (地区) and a division of the 兵团 may not.
    """
    if is_township(unit):
        return "township"
    if _ZONE.search(unit) or _COUNTY.search(unit):
        return "district"
    if _CITY.search(unit) or (_PROVINCE.search(unit) and not _PLACE_BELOW.search(unit)):
        return "city"
    return "township"


def is_township(unit: str) -> bool:
    """Tell whether *unit* is a township or street office; a county may bear 镇 or 乡 in its name."""
    return bool(_TOWN.search(unit))


_STYLED = re.compile(r"(?:人民政府|政府|办事处|(?:党政)?(?:综合)?办公室|管委会|管理委员会)$")


def bare_body_name(name: str) -> str:
    """Return a body's name without what only says that it is an office: 西四镇人民政府 is 西四镇."""
    return _STYLED.sub("", _STYLED.sub("", re.sub(r"（[^（）]{0,40}）$", "", name)))


def find_known_body(unit: str, bodies: Sequence[KnownBody]) -> KnownBody | None:
    """Return which of *bodies* is meant by *unit*: the one so called, else the only one that ends as it does."""
    exact = [b for b in bodies if b.name == unit]
    bare = bare_body_name(unit)
    if exact or len(bare) < 2:
        return exact[0] if exact else None
    alike = [
        b for b in bodies if (own := bare_body_name(b.name)) and (own.endswith(bare) or bare.endswith(own))
    ]
    return alike[0] if len(alike) == 1 else None
