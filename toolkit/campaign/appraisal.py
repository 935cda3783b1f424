"""考核通报: how timely and how right every unit was, ranked within its kind, and until when it is to be put right.

The sheet and the Word document are made of the same values: what one counts the other says.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.campaign.appraisal_circular import (
    circular_lead_runs,
    compose_circular,
    mending_demand,
    praise_sentences,
)
from toolkit.campaign.campaign import appraisal_rules, load_campaign
from toolkit.campaign.ranks import PunctualityRate, UnitAppraisal, count_rates, rank_units
from toolkit.campaign.whose_fault import NOT_OWN
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template, is_edited_since_saved
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.folder.roster import STATES
from toolkit.folder.work_folder import APPRAISAL, APPRAISAL_WORD, workbook_timestamp
from toolkit.sheets.page import Page, columns_of, draw_pages_workbook
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.campaign.campaign import Campaign
    from toolkit.clock.office_clocks import OfficeClocks
    from toolkit.folder.work_folder import WorkFolder

GRACE = datetime.timedelta(days=5)
"""How long units have to put right what is wrong, where the office says nothing else."""
COLUMNS = columns_of(
    "名次 5, 单位编码 13, 单位名称 16, 类别 7, 状态 9, 截止日期 11, 报送日 11, 迟报天数 5, 一次合格 5, 退回次数 5, "
    "首报错误 9, 现有错误 5, 已说明 5, 未说明 5, 评语 28"
)
TONES = (("逾期未交", "bad"), ("退回未改", "bad"), ("未交", "warn"), ("已收", "good"))
RATES = columns_of("类别 20, 应报单位 12, 报来过文件 12, 已报送 12, 按期报送 12, 一次合格 12, 一次合格率 12")
ANSWERS = columns_of(
    "单位名称 22, 件数 8, 没有办结 9, 已超期 8, 快到期 8, 暂停 7, 要问 7, 按期办结 9, 超期办结 9, 最近到期 18"
)
ANSWER_RULE = "只列出，不计入名次。应答复日按工作日算；补正、征求意见、延期、收费的日子，记在本机关的办理经过表里的才计入。"
COPIED = "文字可以直接复制修改；同样内容的 Word 文档在一起。"


class WrittenAppraisal(NamedTuple):
    """The appraisal as it was written: what it says, where it stands; an *edited* document of before was left alone."""

    units: list[UnitAppraisal]
    rates: list[PunctualityRate]
    until: str
    workbook: Path
    document: Path
    edited: Path | None
    clocks: OfficeClocks | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        units = self.clocks.units if self.clocks else ()
        requests = [{"code": u.unit, "name": u.name, **u.counts._asdict()} for u in units]
        return pick_plain(self, "until workbook document kinds=rates units requests", requests=requests)


def write_appraisal(
    folder: WorkFolder,
    until: str,
    output: Path | None,
    now: str,
    document: Path | None = None,
    clocks: OfficeClocks | None = None,
) -> WrittenAppraisal:
    """Write the appraisal of *folder* at *now*; faults are to be put right *until* that day, else in five days.

    The Word text goes to *document*, else beside the sheet; one that somebody edited stays, the new one beside it.
    """
    found = load_campaign(folder, now)
    until = until or (datetime.date.fromisoformat(found.today) + GRACE).isoformat()
    path = (output or folder.path) / APPRAISAL
    target = document or path.with_name(APPRAISAL_WORD)
    write_atomically(path, draw_appraisal_workbook(found, until, clocks))
    units, rates = rank_units(found), count_rates(found)
    text = draw_word_document(compose_circular(found, units, rates, until), draw_word_template())
    edited = target if target.is_file() and is_edited_since_saved(target.read_bytes()) else None
    if edited:
        target = write_under_free_name(target, text)
    else:
        write_atomically(target, text)
    return WrittenAppraisal(units, rates, until, path, target, edited, clocks)


def circular_text(found: Campaign, until: str) -> str:
    """Return the text of the circular: who was late or wrong, and that it is to be put right *until* that day."""
    units = rank_units(found)
    bad = [a for a in units if a.faults]
    lines = [f"关于 {found.period.spaced_name}{found.title}报送情况的通报", ""]
    lines.append("".join(r.text for r in circular_lead_runs(found.today, count_rates(found))))
    lines += praise_sentences(units)
    if bad:
        lines.append("报送不及时、不准确的单位，予以通报：")
        lines += [f"{i}．{a.line.now.unit.name}：{'；'.join(a.faults)}。" for i, a in enumerate(bad, 1)]
    lines.append(mending_demand(units, until))
    lines += ["", found.office]
    return "\n".join(lines)


def draw_appraisal_workbook(found: Campaign, until: str, clocks: OfficeClocks | None = None) -> bytes:
    """Draw the appraisal: the circular, the table, the rates, requests answered in time, and how it is counted."""
    rows = [_appraisal_row(a) for a in rank_units(found)]
    note = f"统计到 {found.today}。名次在同一类别内排；怎样计算见“计算办法”。整改期限：{until}。"
    text = [(line,) for line in circular_text(found, until).split("\n")]
    shares = [(*r, r.share) for r in count_rates(found)]
    said = "一次合格率＝一次合格÷报来过文件；免报的单位不算。"
    rules = appraisal_rules(found.period)
    return draw_pages_workbook(
        (
            Page("通报", "通报（文稿）", columns_of("内容 72"), text, (COPIED,), landscape=False),
            Page("考核情况", f"{found.period.spaced_name}报送考核情况", COLUMNS, rows, (note,), TONES),
            Page("一次合格率", "分类别的一次合格率", RATES, shares, (said,), landscape=False),
            *_answer_pages(clocks),
            Page("计算办法", "怎样计算", columns_of("项目 14, 规则 80"), rules, landscape=False),
        ),
        title=f"{found.period.spaced_name}考核通报",
        created=workbook_timestamp(found.period),
    )


def _answer_pages(clocks: OfficeClocks | None) -> tuple[Page, ...]:
    """Return how far requests were answered in time, where there are any."""
    counted = [u for u in (clocks.units if clocks else ()) if u.counts.asked]
    if clocks is None or not counted:
        return ()
    rows = [(u.name, *u.counts[:-1], u.counts.nearest) for u in counted]
    notes = tuple(filter(None, (ANSWER_RULE, clocks.note)))
    return (Page("答复期限", f"{clocks.title}是否按期答复", ANSWERS, rows, notes),)


def _appraisal_row(a: UnitAppraisal) -> tuple[object, ...]:
    line, unit = a.line, a.line.now.unit
    if unit.excused:
        return ("", unit.code, unit.name, unit.kind, STATES["excused"], *("",) * 9, f"免报：{unit.excused}")
    return (
        a.rank or "",
        unit.code,
        unit.name,
        unit.kind,
        STATES[line.now.state],
        line.now.deadline,
        line.day or "没有报送",
        line.late,
        ("是" if line.first_pass else "否") if line.first else "",
        line.returns,
        line.first.fault if line.first and line.first.fault in NOT_OWN else line.first_errors,
        line.errors,
        line.explained,
        line.now.to_explain,
        "；".join(a.faults),
    )
