"""What stands on a page around its tables: title, period, unit of measure, who signs, notes, printed relations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.blanks.blank_book import label_text, plain_words
from toolkit.blanks.column_looks import is_total
from toolkit.form.period import DAY, HALF, MONTH, QUARTER, TEN_DAYS, YEAR, PeriodKind, find_periods
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Region, Spot

OFFICE_LABELS = ("填报单位", "编制部门", "编制单位", "报送单位", "上报单位", "单位名称", "填表单位")
PERIOD_LABELS = ("报告期", "所属时期", "填报期", "报表期")
SIGNED_LABELS = (
    *("单位负责人", "统计负责人", "分管领导", "主要领导", "负责人", "审核人", "审批人", "复核人", "制表人"),
    *("填表人", "填报人", "经办人", "联系人及电话", "联系人", "联系电话", "电话"),
)
DATED_LABELS = ("填报日期", "填报时间", "报出日期", "上报日期", "报送日期", "填表日期", "申请日期")
MEASURE_LABELS = ("计量单位", "金额单位", "单位")
_LABELS = (*OFFICE_LABELS, *PERIOD_LABELS, *SIGNED_LABELS, *DATED_LABELS, *MEASURE_LABELS)
_ANY_LABEL = re.compile(r"([\u4e00-\u9fff]{2,12})(?:[（(][^（）()]{0,12}[)）])?[:：][_＿年月日]{0,20}")
"""Something to be filled in whatever it is, where nothing else stands in its cell."""
_LABEL = re.compile(f"({'|'.join(_LABELS)})(?:[（(][^（）()]{{0,12}}[)）])?[:：]")
_MEASURES = re.compile(r"(?:[\u4e00-\u9fff%％‰]{1,4})(?:[、，,/和]{1}[\u4e00-\u9fff%％‰]{1,4}){0,5}")
_NOTE = re.compile(
    r"(?:备?注|说明|填报说明|填表说明|指标解释|要求)[:：\d一(（]|注[:：]?|[（(]?说明[)）]?[:：]?"
)
RELATION_WORDS = (
    *("平衡关系", "审核关系", "勾稽关系", "钩稽关系", "校验关系", "逻辑关系", "表内关系", "审核公式"),
    *("平衡公式", "校验公式", "逻辑审核", "表内审核", "逻辑校验", "行列关系", "列关系", "行关系"),
)
_EXPLAINS = re.compile(r"说明|须知|解释|要求|口径|注意事项|指引")
_RELATION = re.compile(r"[^=<>≥≤]{1,60}(?:[=≥≤<>]|[<>]=)[^=<>≥≤]{1,200}")
_PAPERS = re.compile(
    r"(?:表号|制定机关|制表机关|批准机关|备案机关|批准文号|备案文号|备案号|文号|有效期至?|统计机构)[:：]"
    r"|附[件表][0-9一二三四五六七八九十]{0,3}(?:[-—][0-9]{1,2})?[:：]?$"
)
"""What stands beside a title and says by whose order a form is filled in."""
_FROM_JANUARY = re.compile(r"年(?:1月?|一月)[-—–~～至到](?:[0-9]{0,2}|[一二三四五六七八九十]{0,2})月")
_KINDS = (
    (re.compile(r"[上中下]旬|旬报"), TEN_DAYS, "旬"),
    (re.compile(r"[0-9]{1,2}月份|月报|月度|年[0-9]{0,2}月(?![0-9]{0,2}日)"), MONTH, "月"),
    (re.compile(r"季报|季度"), QUARTER, "季"),
    (re.compile(r"半年"), HALF, "半年"),
    (re.compile(r"截[至止]"), DAY, "时点"),
    (re.compile(r"年报|年度|全年|(?:19|20)[0-9]{2}年"), YEAR, "年"),
)

_PERIOD_IN_TITLE = re.compile(
    r"(?<![0-9][-—－–~～至到])[（(]?(?:(?:19|20)[0-9]{2}|[_ 　]{1,8}(?=年))年度?(?:第?[一二三四1-4_ ]{1,3}季度?|[上下]半年|[_ 0-9]{0,4}(?:月?[-—－–~～至到]{1,2}[_ 0-9]{1,4})?月份?(?:[_ 0-9]{1,3}日)?)?[)）]?"
    r"|[0-9]{1,2}月份"
)
"""A period that is written into a title; one that a form is of says only what kind: 月报."""


class PageField(NamedTuple):
    """A thing to be filled in outside the tables: its *label*, what it is (name, period, measure, date, text), where."""

    label: str
    role: str
    spot: Spot
    above: bool


@dataclass
class PageWords:
    """What one sheet says around its tables."""

    title: str = ""
    before: str = ""
    papers: list[str] = field(default_factory=list)
    fields: list[PageField] = field(default_factory=list)
    measure: str = ""
    notes: list[str] = field(default_factory=list)
    relations: list[tuple[Spot, str]] = field(default_factory=list)


def has_labels(text: str) -> bool:
    """Tell whether a text is a line of things to be filled in: 填报单位：…"""
    return bool(_LABEL.search("".join(fold_characters(text).split())))


def is_page_of_notes(sheet: BlankSheet) -> bool:
    """Tell whether a sheet has nothing but words, and says by its name or first line that it explains."""
    first = min(sheet.values, default=None)
    said = plain_words(sheet.name) + plain_words(sheet.values.get(first) if first else "")
    texts = all(isinstance(v, str) and not v.startswith("=") for v in sheet.values.values())
    return texts and bool(_EXPLAINS.search(said))


def is_note(text: str) -> bool:
    """Tell whether a text is a note: 注：…, 填表说明：…, or prints relations."""
    plain = plain_words(text)
    return bool(_NOTE.match(plain)) or holds_relations(plain)


def holds_relations(text: str) -> bool:
    """Tell whether a text says that it prints relations between figures."""
    plain = plain_words(text)
    return any(word in plain for word in RELATION_WORDS)


def read_page_words(sheet: BlankSheet, regions: list[Region], account: CellAccount) -> PageWords:
    """Read what stands around the tables of a sheet, and say of each cell what it was taken for."""
    found = PageWords()
    top = min((r.top for r in regions), default=0)
    texts = [(s, v) for s, v in sorted(sheet.values.items()) if isinstance(v, str) and not v.startswith("=")]
    outside = [(spot, text) for spot, text in texts if not any(r.holds(spot) for r in regions)]
    for spot, value in outside:
        if _PAPERS.match(plain_words(value)):
            found.papers.append(label_text(value))
            account.take(sheet, spot, "表号、文号")
    said = [v for s, v in outside if s[0] < top and not is_note(v) and not account.is_taken(sheet, s)]
    found.before = " ".join((sheet.name, *said))
    for spot, value in outside:
        labelled = _ANY_LABEL.fullmatch("".join(fold_characters(value).split()))
        if labelled and not has_labels(value) and not is_note(value) and not is_total(labelled[1]):
            role = "name" if labelled[1].endswith(("单位", "名称")) else "text"
            found.fields.append(PageField(labelled[1], role, spot, spot[0] < top))
            account.take(sheet, spot, "要填的栏目")
    for spot, value in outside:
        if has_labels(value) and not holds_relations(value) and not account.is_taken(sheet, spot):
            _read_fields(sheet, spot, value, found, account, above=spot[0] < top)
    over = [(s, v) for s, v in outside if s[0] < top and not account.is_taken(sheet, s)]
    titles = [(s, v) for s, v in over if not is_note(v) and ":" not in fold_characters(v)]
    longest = max(titles, key=lambda one: len(plain_words(one[1])), default=None)
    first = next((one for one in titles if len(plain_words(one[1])) > 5), longest)
    if first is not None:
        found.title = label_text(first[1])
        account.take(sheet, first[0], "标题")
    for spot, value in titles:
        if (spot, value) != first and (find_period_kind(value) or find_periods(value) or _is_measure(value)):
            account.take(sheet, spot, "报告期")
    for spot, value in outside:
        goes_on = bool(found.relations) and spot[0] > found.relations[-1][0][0]
        if holds_relations(value) or (goes_on and _RELATION.fullmatch(plain_words(value))):
            found.relations.append((spot, value))
            account.take(sheet, spot, "平衡关系")
        elif not account.is_taken(sheet, spot) and is_note(value):
            account.take(sheet, spot, "说明")
            found.notes.append(label_text(value))
    return found


def is_line_to_fill_in(texts: list[str]) -> bool:
    """Tell whether texts side by side are a line of things to be filled in: 填报单位：… 2025年 单位：万元."""
    plain = ["".join(fold_characters(t).split()) for t in texts]
    return any(has_labels(t) or _PAPERS.match(p) for t, p in zip(texts, plain, strict=True)) and all(
        has_labels(t) or _PAPERS.match(p) or (find_period_kind(p) and len(p) < 16)
        for t, p in zip(texts, plain, strict=True)
    )


def _is_measure(text: str) -> bool:
    return bool(_MEASURES.fullmatch(plain_words(text).strip("()（）")))


def _read_fields(
    sheet: BlankSheet, spot: Spot, value: str, found: PageWords, account: CellAccount, *, above: bool
) -> None:
    plain = "".join(fold_characters(value).split())
    hits = list(_LABEL.finditer(plain))
    rest = plain[: hits[0].start()].strip("()（）")
    if rest and not find_period_kind(rest):
        return  # a sentence that happens to speak of a unit
    account.take(sheet, spot, "要填的栏目")
    for number, hit in enumerate(hits):
        label = hit[1]
        end = hits[number + 1].start() if number + 1 < len(hits) else len(plain)
        after = plain[hit.end() : end]
        role = _role_of(label, after)
        if role == "measure":
            found.measure = after.strip("()（）") or found.measure
        beside = sheet.own(spot[0], spot[1] + 1)
        if role == "measure" and not after and _is_measure(str(sheet.values.get(beside, ""))):
            found.measure = plain_words(sheet.values[beside])
            account.take(sheet, beside, "计量单位")
        found.fields.append(PageField(label, role, spot, above))


def _role_of(label: str, after: str) -> str:
    if label in PERIOD_LABELS:
        return "period"
    if label in DATED_LABELS:
        return "date"
    if label in OFFICE_LABELS:
        return "name"
    if label in MEASURE_LABELS:
        return "measure" if after == "" or _is_measure(after) else "name"
    return "text"


def strip_period(title: str) -> str:
    """Return a title without a period that is written into it: 2025年4月份, 一季度 stays where no year is told."""
    return _PERIOD_IN_TITLE.sub("", title) or title


def replace_period(title: str, word: str) -> str:
    """Return a title with *word* in the place of the period that is written into it; as it is where none is."""

    def put_in(hit: re.Match[str]) -> str:
        said = hit[0]
        return f"{said[0]}{word}{said[-1]}" if said[0] in "（(" and said[-1] in "）)" else word

    return _PERIOD_IN_TITLE.sub(put_in, title, count=1)


def find_period_kind(text: str) -> tuple[PeriodKind, str] | None:
    """Return what periods a blank is filled in for, told by its words, and those words; None where they say nothing."""
    plain = "".join(fold_characters(text).split())
    if hit := _FROM_JANUARY.search(plain):
        return PeriodKind(MONTH, cumulative=True), hit[0]
    named = [p for p in find_periods(plain) if p.kind != YEAR]
    if named:
        return PeriodKind(named[0].kind, named[0].cumulative), named[0].name
    for pattern, kind, word in _KINDS:
        if hit := pattern.search(plain):
            return PeriodKind(kind), hit[0] or word
    return None
