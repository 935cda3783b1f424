"""Reminders (催报): words to paste into a chat group and to each unit, and whom to telephone. Nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.flow.asking import asked, sentence
from toolkit.form.finding import ERROR
from toolkit.form.shown import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.flow.campaign import Campaign, Line

TOLD = 5
"""How many things to mend a reminder names; the return copy has them all."""
BESIDE = "写在退回件第一张表这一行的黄底格里"
"""Where a reminder says a warning is answered."""
ACTING = ("missing", "overdue", "returned")
"""The states in which a unit has something to do."""


class Reminder(NamedTuple):
    """What to say to one unit, and whom to call."""

    unit: str
    name: str
    contact: str
    phone: str
    state: str
    text: str


def reminders(campaign: Campaign) -> list[Reminder]:
    """Return a reminder for every unit that has something to do: the overdue first, then by the roster."""
    waiting = [x for x in campaign.lines if x.now.state in ACTING or x.now.to_explain]
    rank = {s: i for i, s in enumerate(("overdue", "returned", "missing"))}
    waiting.sort(key=lambda x: rank.get(x.now.state, len(rank)))
    return [
        Reminder(
            x.now.unit.code,
            visible(x.now.unit.name),
            visible(x.now.unit.contact),
            visible(x.now.unit.phone),
            x.now.state,
            _said(campaign, x),
        )
        for x in waiting
    ]


def for_the_group(campaign: Campaign) -> str:
    """Return one text for the chat group: who is missing, who has to mend something, until when."""
    title = f"【{campaign.year}年度政府信息公开工作年度报告】报送情况（{campaign.today}）"
    counted = [x for x in campaign.lines if not x.now.unit.excused]
    done = [x for x in counted if x.now.state == "received"]
    parts = [f"应报 {len(counted)} 个单位，已收 {len(done)} 个。"]
    for state, words in (("overdue", "逾期未交"), ("missing", "还没有报"), ("returned", "要改后重报")):
        if some := [x for x in counted if x.now.state == state]:
            parts.append(f"{words}（{len(some)}）：{'、'.join(visible(x.now.unit.name) for x in some)}。")
    if some := [x for x in counted if x.now.state == "received" and x.now.to_explain]:
        parts.append(f"有提示要写说明（{len(some)}）：{'、'.join(visible(x.now.unit.name) for x in some)}。")
    if len(done) < len(counted):
        due = f"截止 {campaign.deadline}。" if campaign.deadline else ""
        parts.append(f"{due}请用下发给本单位的工作簿填报，封面变绿后原样发回；要改的单位请在退回件上改。")
    else:
        parts.append("全部报齐，谢谢！")
    return "\n".join((title, *parts))


def _said(campaign: Campaign, line: Line) -> str:
    return "".join(_sentences(campaign, line))


def _sentences(campaign: Campaign, line: Line) -> Iterator[str]:
    unit, state = line.now.unit, line.now.state
    yield f"您好，{visible(unit.contact) or visible(unit.name)}："
    what = f"贵单位的 {campaign.year} 年度政府信息公开年报材料"
    due = f"截止日期是 {line.now.deadline}" if line.now.deadline else ""
    if state == "overdue":
        yield f"{what}还没有收到，{due}，已超过 {line.late} 天，请今天报来。"
        yield "用下发给贵单位的工作簿填写，封面“审核结果”变绿后原样发回。"
        return
    if state == "missing":
        yield f"{what}还没有收到{'，' if due else ''}{due}。"
        yield "请用下发给贵单位的工作簿填写，封面“审核结果”变绿后原样发回。"
        return
    told = asked(line.now.findings)
    errors = [f for f in told if f.severity == ERROR]
    some = errors or told
    yield f"{what}已收到，{f'有 {len(errors)} 处要改' if errors else f'有 {len(some)} 处要核对或说明'}："
    for i, f in enumerate(some[:TOLD], 1):
        yield f"{i}．{visible(sentence(f, BESIDE))}"
    if len(some) > TOLD:
        yield f"还有 {len(some) - TOLD} 处，见退回件。"
    yield f"请在退回件上改好，{due + '，' if due else ''}尽快发回。"


def whole(campaign: Campaign) -> str:
    """Return all of it as one text to keep: for the group, for each unit, and the telephone list."""
    found = reminders(campaign)
    lines = ["一、发到工作群", "", for_the_group(campaign), "", "二、发给各单位", ""]
    for r in found:
        lines += [f"◆ {r.unit} {r.name}", r.text, ""]
    lines += ["三、电话名单", ""]
    lines += [
        f"· {r.name}　{r.contact or '（名册里没有联系人）'}　{r.phone or '（名册里没有电话）'}" for r in found
    ]
    return "\n".join(lines) + "\n"
