"""考核通报 as a document: the text of the circular and the ranks, every number bound to what was counted."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.campaign.campaign import appraisal_rules
from toolkit.document.model import (
    ADDRESSEE,
    BODY,
    CAPTION,
    HEADING,
    SIGNED,
    TITLE,
    Box,
    Document,
    Grid,
    Paragraph,
    Run,
)
from toolkit.form.model import Cell
from toolkit.text.dates import chinese_day
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.campaign.campaign import Campaign
    from toolkit.campaign.ranks import PunctualityRate, UnitAppraisal

NAME = "考核"
"""What the names of the numbers in the document begin with: 考核.合计.已报送."""
COLUMNS = ("名次", "单位名称", "报送日", "迟报天数", "一次合格", "退回次数", "现有错误")
SHARES = (7.0, 30.0, 17.0, 12.0, 12.0, 12.0, 12.0)


def mending_demand(units: Sequence[UnitAppraisal], until: str) -> str:
    """Say what is to be put right by which day, and by whom: nobody is asked to send again what is in and right."""
    bad = [a for a in units if a.faults]
    asked = [a for a in bad if a.unsettled]
    if not bad:
        return "没有需要整改的单位，请各单位继续按期、准确报送。"
    if not asked:
        return "上述单位的材料都已报来、改好，不用重新报送；下次请按期、一次报准。"
    whom, rest = "上述单位", ""
    if len(asked) < len(bad):
        whom = "、".join(visible_text(a.line.now.unit.name) for a in asked)
        rest = "；其余单位下次请按期、一次报准"
    return f"请{whom}于{chinese_day(datetime.date.fromisoformat(until))}前整改到位，重新报送{rest}。"


def circular_lead_runs(today: str, rates: Sequence[PunctualityRate]) -> tuple[Run, ...]:
    """Return the sentence a circular begins with; its numbers are those of the last of *rates*, which counts all."""
    *kinds, whole = rates
    said = [Run(f"截至{chinese_day(datetime.date.fromisoformat(today))}，应报送的")]
    said += [_bound_run(whole.kind, "应报单位", whole.asked), Run("个单位中，已报送")]
    said += [_bound_run(whole.kind, "已报送", whole.reported), Run("个，按期报送")]
    said += [_bound_run(whole.kind, "按期报送", whole.in_time), Run("个，一次合格")]
    said += [_bound_run(whole.kind, "一次合格", whole.first_pass), Run("个")]
    shares = [r for r in (whole, *(kinds if len(kinds) > 1 else ())) if r.share]
    for r in shares:
        said.append(Run("，一次合格率" if r is whole else f"{visible_text(r.kind)}"))
        said.append(_bound_run(r.kind, "一次合格率", r.share))
        said.append(Run("（其中" if r is whole and len(shares) > 1 else "" if r is shares[-1] else "，"))
    return (*said, Run("）。" if len(shares) > 1 else "。"))


def praise_sentences(units: Sequence[UnitAppraisal]) -> list[str]:
    """Return the sentence about those who were right at once and in time, where there are any."""
    good = [a for a in units if a.rank is not None and a.line.first_pass and not a.faults]
    names = "、".join(visible_text(a.line.now.unit.name) for a in good)
    return [f"按期报送、一次合格的单位：{names}。"] if good else []


def compose_circular(
    found: Campaign, units: Sequence[UnitAppraisal], rates: Sequence[PunctualityRate], until: str
) -> Document:
    """Return the circular as a document."""
    title = f"关于{found.period.name}{found.title}报送情况的通报"
    blocks = tuple(_circular_blocks(title, found, units, rates, until))
    return Document(title, visible_text(found.office), found.period.year, blocks)


def _circular_blocks(
    title: str, found: Campaign, units: Sequence[UnitAppraisal], rates: Sequence[PunctualityRate], until: str
) -> Iterator[Paragraph | Grid]:
    yield Paragraph((Run(title),), TITLE)
    yield Paragraph((Run("各报送单位："),), ADDRESSEE)
    yield Paragraph((Run(f"现将{found.period.name}{found.title}的报送情况通报如下："),))
    yield Paragraph((Run("一、总体情况"),), HEADING)
    yield Paragraph(circular_lead_runs(found.today, rates))
    yield from (Paragraph((Run(text),)) for text in praise_sentences(units))
    yield Paragraph((Run("二、考核排名"),), HEADING)
    for i, rate in enumerate(rates[:-1], 1):
        share = f"，一次合格率{rate.share}" if rate.share else ""
        yield Paragraph((Run(f"表{i}　{visible_text(rate.kind)}（应报{rate.asked}个{share}）"),), CAPTION)
        ranked = (a for a in units if a.rank is not None and a.line.now.unit.kind == rate.kind)
        heads = tuple(Box(text, head=True) for text in COLUMNS)
        yield Grid(rate.kind, (heads, *map(_rank_table_row, ranked)), SHARES, heads=1)
    yield Paragraph((Run("三、存在问题"),), HEADING)
    bad = [a for a in units if a.faults]
    for i, a in enumerate(bad, 1):
        told = "；".join(map(visible_text, a.faults))
        yield Paragraph((Run(f"{i}．{visible_text(a.line.now.unit.name)}：{told}。"),))
    if not bad:
        yield Paragraph((Run("没有需要整改的单位。"),))
    yield Paragraph((Run("四、整改要求"),), HEADING)
    yield Paragraph((Run(mending_demand(units, until)),), BODY)
    yield Paragraph((Run(visible_text(found.office)),), SIGNED)
    yield Paragraph((Run(chinese_day(datetime.date.fromisoformat(found.today))),), SIGNED)
    yield Paragraph((Run("附：计算办法"),), HEADING)
    for name, rule in appraisal_rules(found.period):
        yield Paragraph((Run(f"{name}：", strong=True), Run(rule)))


def _rank_table_row(a: UnitAppraisal) -> tuple[Box, ...]:
    line, unit = a.line, a.line.now.unit
    first = ("是" if line.first_pass else "否") if line.first else "—"
    numbers = {"名次": a.rank, "迟报天数": line.late, "退回次数": line.returns, "现有错误": line.errors}
    words = {"单位名称": visible_text(unit.name), "报送日": line.day or "没有报送", "一次合格": first}
    return tuple(
        Box(words[c], head=c == "单位名称")
        if c in words
        else Box(str(numbers[c]), cell=Cell(NAME, unit.code, c))
        for c in COLUMNS
    )


def _bound_run(row: str, column: str, value: int | str) -> Run:
    return Run(str(value), Cell(NAME, row, column))
