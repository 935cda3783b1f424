"""考核通报: how timely and how right every unit was, ranked within its kind, and until when it is to be put right."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.excel.pages import Page, book
from toolkit.flow.campaign import RULES, campaign
from toolkit.flow.files import write
from toolkit.flow.workfolder import APPRAISAL, stamp
from toolkit.form.roster import STATES

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.flow.campaign import Campaign, Line
    from toolkit.flow.workfolder import WorkFolder

GRACE = datetime.timedelta(days=5)
"""How long units have to put right what is wrong, where the office says nothing else."""
HEADS = (
    "名次", "单位编码", "单位名称", "类别", "状态", "截止日期", "报送日", "迟报天数", "退回次数", "首报错误", "现有错误",
    "已说明", "未说明", "评语",
)  # fmt: skip
WIDTHS = (7, 15, 28, 10, 11, 13, 13, 10, 10, 10, 10, 8, 8, 40)
TONES = (("逾期未交", "bad"), ("退回未改", "bad"), ("未交", "warn"), ("已收", "good"))


class Appraised(NamedTuple):
    """One unit's figures and its rank within its kind; None where it is not ranked."""

    rank: int | None
    line: Line

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what is held against it, in words."""
        line, found = self.line, list[str]()
        if line.now.unit.excused:
            return ()
        if not line.own and (line.late or not line.now.deadline):  # who still has time has no fault
            found.append(f"没有报送，已逾期 {line.late} 天" if line.late else "还没有报送")
        elif line.late:
            found.append(f"迟报 {line.late} 天")
        if line.errors:
            found.append(f"还有 {line.errors} 处错误没有改")
        if line.now.to_explain:
            found.append(f"{line.now.to_explain} 处提示没有说明")
        return tuple(found)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        line = self.line
        return {
            "rank": self.rank,
            "code": line.now.unit.code,
            "name": line.now.unit.name,
            "kind": line.now.unit.kind,
            "state": line.now.state,
            "excused": line.now.unit.excused,
            "deadline": line.now.deadline,
            "day": line.day,
            "late": line.late,
            "returns": line.returns,
            "first_errors": line.first_errors,
            "errors": line.errors,
            "explained": line.explained,
            "to_explain": line.now.to_explain,
            "faults": list(self.faults),
        }


def appraised(found: Campaign) -> list[Appraised]:
    """Return every unit, by kind and rank; those not ranked come last."""
    ranks = found.ranked()
    kinds = list(dict.fromkeys(x.now.unit.kind for x in found.lines))
    made = [Appraised(ranks.get(x.now.unit.code), x) for x in found.lines]
    return sorted(made, key=lambda a: (a.rank is None, kinds.index(a.line.now.unit.kind), a.rank or 0))


def appraise(folder: WorkFolder, until: str, output: Path | None, now: str) -> tuple[list[Appraised], Path]:
    """Write the appraisal of *folder* at *now*; faults are to be put right *until* that day, else in five days."""
    found = campaign(folder, now)
    until = until or (datetime.date.fromisoformat(found.today) + GRACE).isoformat()
    path = (output or folder.path) / APPRAISAL
    write(path, workbook(found, until))
    return appraised(found), path


def notice(found: Campaign, until: str) -> str:
    """Return the text of the circular: who was late or wrong, and that it is to be put right *until* that day."""
    ranked = [a for a in appraised(found) if a.rank is not None]
    good = [a for a in ranked if a.line.own and not a.faults and not a.line.returns]
    bad = [a for a in ranked if a.faults]
    lines = [
        f"关于 {found.year} 年度政府信息公开年报材料报送情况的通报",
        "",
        (
            f"截至 {found.today}，应报送的 {len(ranked)} 个单位中，已报送 {sum(bool(a.line.own) for a in ranked)} 个，"
            f"按期报送 {sum(bool(a.line.own) and not a.line.late for a in ranked)} 个，"
            f"一次合格 {sum(bool(a.line.own) and not a.line.returns for a in ranked)} 个。"
        ),
    ]
    if good:
        lines.append(f"按期报送、一次合格的单位：{'、'.join(a.line.now.unit.name for a in good)}。")
    if bad:
        lines.append("报送不及时、不准确的单位，予以通报：")
        lines += [f"{i}．{a.line.now.unit.name}：{'；'.join(a.faults)}。" for i, a in enumerate(bad, 1)]
        lines.append(f"请上述单位于 {until} 前整改到位，重新报送。")
    else:
        lines.append("没有需要整改的单位。")
    lines += ["", found.office]
    return "\n".join(lines)


def workbook(found: Campaign, until: str) -> bytes:
    """Draw the appraisal: the circular, the table, and how it is counted."""
    rows = [_row(a) for a in appraised(found)]
    note = f"统计到 {found.today}。名次在同一类别内排；怎样计算见“计算办法”。整改期限：{until}。"
    text = [(line,) for line in notice(found, until).split("\n")]
    return book(
        (
            Page(
                "通报", "通报（文稿）", ("内容",), (110,), text, ("文字可以直接复制修改。",), landscape=False
            ),
            Page("考核情况", f"{found.year} 年度报送考核情况", HEADS, WIDTHS, rows, (note,), TONES),
            Page("计算办法", "怎样计算", ("项目", "规则"), (16, 90), list(RULES), landscape=False),
        ),
        title=f"{found.year} 年度考核通报",
        created=stamp(found.year),
    )


def _row(a: Appraised) -> tuple[object, ...]:
    line, unit = a.line, a.line.now.unit
    if unit.excused:
        return ("", unit.code, unit.name, unit.kind, STATES["excused"], *("",) * 8, f"免报：{unit.excused}")
    return (
        a.rank or "",
        unit.code,
        unit.name,
        unit.kind,
        STATES[line.now.state],
        line.now.deadline,
        line.day or "没有报送",
        line.late,
        line.returns,
        line.first_errors,
        line.errors,
        line.explained,
        line.now.to_explain,
        "；".join(a.faults),
    )
