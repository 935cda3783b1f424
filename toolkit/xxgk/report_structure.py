"""A: the form of the report. Its sections, tables, labels, dates; what the national form asks for and forbids."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import TYPE_CHECKING

from toolkit.form.model import REPORT
from toolkit.text.normal_text import normalize_text, split_sentences, western_dates
from toolkit.xxgk.outline import ASPECTS, ORDINALS, SECTIONS
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.xxgk.outline import ReportOutline, ReportPassage
    from toolkit.xxgk.table_reading import ReportTables

TABLE_SECTIONS = {"表二": 1, "表三": 2, "表四": 3}
_OLD_NUMBER = re.compile(r"2019[〕\]）)]?第?60号")
_IN_FORCE = r"2021[〕】\]）)]?第?30号"
_NEW_NUMBER = re.compile(_IN_FORCE)
_OLD_TITLE = re.compile(r"政务公开办公室》?关于(?:做好)?政府信息公开工作年度报告有关事项的通知")
"""The notice of 2019 by its title: provinces and counties have notices with a title of their own like it."""
_NUMBERED_FORMAT = re.compile(
    r"年度报告格式》?[〉》]?(?:的通知)?》?[，（ ]{0,2}(?:以下简称[^）]{0,12}）（?)?(国办[^〔【\[(（\d]{0,6}[〔【\[(（]20\d\d[〕】\]）)]第?\d{1,3}号)"
)
"""The notice in force by its title, and the number of the General Office's it is given."""
_ITS_NUMBER = re.compile(rf"国办公开办函[〔【\[(（]{_IN_FORCE}")
_LABELS = {"表二": "行政事业性收费", "表三": "本年新收政府信息公开申请数量", "表四": "尚未审结"}
"""A label of each table: where it stands in running text the table is there and cannot be read."""
NEW_FORM = 2021
"""The first year reported on the form in force (it is of 2021-09-26)."""
LONGEST = 1200
"""From how many characters 一 is said to be too long: the form says about 1,000."""
MOST_NUMBERED = 4
"""From how many numbered headings one without a number is a slip, and not a conversion that lost them all."""
FEW_SHOWN = 6
SHORT = 80
"""How long the line with the date of publication may be."""
LEAST_ASPECTS = 3
"""From how many aspects with headings of their own on each is asked to have one."""
LEAD = 24
"""How long a heading on the line of its text may be."""
_NUMBERED = re.compile(
    r"^(?:（?[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十]、|\d{1,2}[.、．])、?|(?:^|(?<=[。；：]))[一二三四五六七八九]是"
)
_ASPECT_WORDS = {
    "主动公开": re.compile(
        r"主动公开|公开(?:力度|内容|重点|质效|实效|范围)|信息公开情况|信息发布情况|主动发布"
    ),
    "依申请公开": re.compile(r"申请"),
    "政府信息管理": re.compile(
        r"信息(?:公开)?(?:的)?(?:规范)?(?:发布)?管理|管理情况|信息资源|规范管理|管理方面|管理工作|内容管理"
    ),
    "政府信息公开平台建设": re.compile(r"平台|网站|新媒体|载体|渠道|专栏|阵地|公众号"),
    "监督保障": re.compile(r"监督|保障|考核|培训|组织领导|责任追究|队伍建设|督查|督导"),
}
"""By what the heading of an aspect is known."""
_IN_TEXT = {
    "主动公开": re.compile(r"主动公开|公开信息|发布信息|发布"),
    "依申请公开": re.compile(r"申请"),
    "政府信息管理": re.compile(r"管理|审核|审查|规范性文件|三审"),
    "政府信息公开平台建设": re.compile(r"平台|网站|新媒体|公众号|专栏|公开栏"),
    "监督保障": re.compile(r"监督|保障|考核|培训|督查"),
}
"""By what an aspect is known in running text."""
_DATE = r"(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})日?"
_ONLY_DATE = re.compile(
    rf"(?:[^，。；：\d]{{2,30}}(?:政府|[局委办院厅会所]|街道|[镇乡县区市]))?{_DATE}(?: ?\d\d：\d\d(?:：\d\d)?)?"
)
_DATED = re.compile(rf"(?:发布|公布|发文|更新)?(?:时间|日期)：?{_DATE}")


def structure_findings(said: ReportOutline, tables: ReportTables, form: Form, year: int) -> Iterator[Finding]:
    """Yield what is wrong with the form of a report for *year*."""
    yield from _section_findings(said)
    yield from _table_findings(said, tables, year)
    yield from _table_cell_findings(tables, form, year)
    if year >= NEW_FORM:  # the form of 2019 has neither aspects nor a length
        yield from _notice_findings(said)
        yield from _first_section_findings(said)


def _notice_findings(said: ReportOutline) -> Iterator[Finding]:
    """Yield where the notice cited is the superseded one, or is given the number of the one and the title of the other."""
    for p in said.passages():
        for sentence in split_sentences(p.text):
            old, new = _OLD_NUMBER.search(sentence), _NEW_NUMBER.search(sentence)
            old_title = _OLD_TITLE.search(sentence)
            if old_title and new and not old:
                yield make_remark("notice_pair", p.place, quote_sentence(sentence, *old_title.span()))
            elif old or old_title:
                found = old or old_title
                yield make_remark(
                    "old_notice", p.place, quote_sentence(sentence, *found.span()) if found else ""
                )
            elif (given := _NUMBERED_FORMAT.search(sentence)) and not _ITS_NUMBER.fullmatch(given[1]):
                yield make_remark("notice_number", p.place, given[1])


def _section_findings(said: ReportOutline) -> Iterator[Finding]:
    for index, expected in enumerate(SECTIONS):
        if index not in said.sections:
            yield make_remark("section_missing", "全文", expected=f"{ORDINALS[index]}、{expected}")
            continue
        section = said.sections[index]
        if section.heading.words != expected:
            yield make_remark("section_words", section.name, section.heading.words, expected=expected)
        number = section.heading.number
        bare = (
            number is None
            and sum(s.heading.number is not None for s in said.sections.values()) >= MOST_NUMBERED
        )
        if bare or (number is not None and number != index + 1):
            yield make_remark("section_number", section.name, section.heading.text, expected=ORDINALS[index])
    if said.order != sorted(said.order):
        yield make_remark("section_order", "全文", "、".join(ORDINALS[i] for i in said.order))


def _table_findings(said: ReportOutline, tables: ReportTables, year: int) -> Iterator[Finding]:
    if not said.sections:
        return
    for name, index in TABLE_SECTIONS.items():
        if name not in tables.shown and not (name == "表二" and tables.old):
            own = [said.sections[index]] if index in said.sections else said.sections.values()
            written = "".join(t for s in own for t in s.texts)
            code = "table_run_together" if _LABELS[name] in written else "table_missing"
            yield make_remark(code, _section_name(index), expected=f"{name}（{SECTIONS[index]}）")
    if year >= NEW_FORM and tables.old:
        yield make_remark("old_form", _section_name(1), "”“".join(tables.old))


def _section_name(index: int) -> str:
    return f"{ORDINALS[index]}、{SECTIONS[index]}"


def _table_cell_findings(tables: ReportTables, form: Form, year: int) -> Iterator[Finding]:
    for slip in tables.slips if year >= NEW_FORM else ():
        yield make_remark("label_slip", "三张表", slip.printed, expected=slip.expected)
    for slip in tables.swapped:
        yield make_remark("columns_swapped", "四、" + SECTIONS[3], slip.printed, expected=slip.expected)
    if tables.lost:
        yield make_remark(
            "row_missing",
            "三张表",
            "、".join(tables.lost[:FEW_SHOWN]) + ("等" if len(tables.lost) > FEW_SHOWN else ""),
        )
    if year >= NEW_FORM:
        yield from _row_order_findings(tables, form)
    for name, index in TABLE_SECTIONS.items():
        blank = [form.label(c) for c in tables.blank if c.table.startswith(name)]
        if blank:
            more = " 等" if len(blank) > FEW_SHOWN else ""
            listed = "；".join(blank[:FEW_SHOWN]) + more
            yield make_remark("cells_blank", _section_name(index), listed, count=str(len(blank)), about=blank)
    for code, some in (("cell_noted", tables.noted), ("cell_unread", tables.unread)):
        for cell, text in some:
            place = _section_name(TABLE_SECTIONS[cell.table[:2]])
            yield make_remark(code, place, quote_sentence(text), label=form.label(cell))


def _row_order_findings(tables: ReportTables, form: Form) -> Iterator[Finding]:
    """Yield, for each table that stands in one piece, the first row that comes before one that belongs above it."""
    for name, index in TABLE_SECTIONS.items():
        printed: dict[
            tuple[str, str], tuple[int, int]
        ] = {}  # the grid and the row of it, in the order of the form
        for cell in form.cells_of(REPORT):
            if cell in tables.places and cell.table.startswith(name):
                grid, row, _ = tables.places[cell]
                printed.setdefault((cell.table, cell.row), (grid, row))
        if len({grid for grid, _ in printed.values()}) != 1:
            continue
        for (_, above), ((table, row_id), here) in itertools.pairwise(printed.items()):
            if here < above:
                line = next(r for r in form.table(table).rows if r.id == row_id)
                yield make_remark("row_order", _section_name(index), line.label)
                break


def _first_section_findings(said: ReportOutline) -> Iterator[Finding]:
    section = said.sections.get(0)
    if section is None:
        return
    texts = section.texts
    leads = [lead for text in texts for lead in _leads_of_paragraph(text)]
    shown = {a for a in ASPECTS if any(_ASPECT_WORDS[a].search(lead) for lead in leads)}
    if len(shown) < LEAST_ASPECTS:  # hardly a heading of their own: the five are looked for in the text
        whole = "".join(texts)
        missing = [a for a in ASPECTS if not _IN_TEXT[a].search(whole)]
    else:
        missing = [a for a in ASPECTS if a not in shown]
    if missing and texts:
        yield make_remark("aspect_missing", section.name, "、".join(missing))
    count = sum(len(t) for t in texts)
    if count > LONGEST:
        yield make_remark("too_long", section.name, str(count))


def _leads_of_paragraph(text: str) -> list[str]:
    """Return how the parts of a paragraph begin that are numbered: its heading, or 「二是…」 inside it."""
    found = [m.end() for m in _NUMBERED.finditer(text)]
    return [re.split("[。：；]", text[at : at + LEAD])[0] for at in found]


def date_findings(said: ReportOutline, year: int, deadline: datetime.date) -> Iterator[Finding]:
    """H: yield what is wrong with the day of publication and the period reported on."""
    day = publication_day(said)
    end = datetime.date(year, 12, 31)
    if day and day > deadline:
        yield make_remark("published_late", "落款", day.isoformat(), expected=deadline.isoformat())
    if day and day <= end:
        yield make_remark("published_early", "落款", day.isoformat(), expected=end.isoformat())
    start = [p for p in said.passages() if p.section == "标题和说明" or p.section.startswith("一")]
    if start and not any(_states_period(p) for p in start):
        yield make_remark("period_unsaid", "标题和说明", expected=str(year))


def _states_period(passage: ReportPassage) -> bool:
    return bool(
        re.search(
            r"统计(?:期限|时间|周期|时限|数据)?.{0,12}(?:截至|截止|自|从|为)|1月1日.{0,12}12月31日|(?:截至|截止|至).{0,8}12月31日",
            passage.text,
        )
    )


def _is_outside_sections(passage: ReportPassage) -> bool:
    return passage.section == "标题和说明" and len(passage.text) < SHORT


def publication_day(said: ReportOutline) -> datetime.date | None:
    """Return the day the report bears, where a line of its own says it."""
    above = [(normalize_text(x), True) for x in said.above]
    for text, outside in [*((p.text, _is_outside_sections(p)) for p in reversed(said.passages())), *above]:
        dated = western_dates(text)
        if found := _ONLY_DATE.fullmatch(dated) or (outside and _DATED.search(dated)):
            try:
                return datetime.date(*(int(found[i]) for i in (1, 2, 3)))
            except ValueError:
                return None
    return None
