"""Reminders (催报): words to paste into a chat group and to each unit, and whom to telephone. Nothing is sent."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR
from toolkit.form.submission import NOT_A_SUBMISSION, UNCONFIRMED, UNREADABLE
from toolkit.returns.unit_requests import finding_sentence, findings_to_act_on
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.campaign.campaign import Campaign, UnitProgress

TOLD = 5
"""How many things to mend a reminder names; the return copy has them all."""
BESIDE = "写在退回件第一张表这一行的黄底格里"
"""Where a reminder says a warning is answered."""
ACTING = ("missing", "overdue", "returned")
"""The states in which a unit has something to do."""


class UnitReminder(NamedTuple):
    """What to say to one unit, and whom to call."""

    unit: str
    name: str
    contact: str
    phone: str
    state: str
    text: str


def list_reminders(campaign: Campaign) -> list[UnitReminder]:
    """Return a reminder for every unit that has something to do: the overdue first, then by the roster."""
    waiting = [x for x in campaign.lines if x.now.state in ACTING or x.now.pending or _has_to_explain(x)]
    waiting = [x for x in waiting if not x.now.unit.excused]
    rank = {s: i for i, s in enumerate(("overdue", "returned", "missing"))}
    waiting.sort(key=lambda x: rank.get(x.now.state, len(rank)))
    return [
        UnitReminder(
            x.now.unit.code,
            visible_text(x.now.unit.name),
            visible_text(x.now.unit.contact),
            visible_text(x.now.unit.phone),
            x.now.state,
            "".join(_reminder_sentences(campaign, x)),
        )
        for x in waiting
    ]


def _has_to_explain(line: UnitProgress) -> bool:
    """Tell whether the unit itself has something to explain: what only the office can answer is not asked of it."""
    return any(f.to_explain for f in findings_to_act_on(line.now.findings))


def group_reminder(campaign: Campaign) -> str:
    """Return one text for the chat group: who is missing, who has to mend something, until when."""
    title = f"【{campaign.period.name}{campaign.title}】报送情况（{campaign.today}）"
    counted = [x for x in campaign.lines if not x.now.unit.excused]
    done = [x for x in counted if x.now.state == "received"]
    parts = [f"应报 {len(counted)} 个单位，已收 {len(done)} 个。"]
    told: dict[str, list[UnitProgress]] = {}
    for state, words in (("overdue", "逾期未交"), ("missing", "未交"), ("returned", "要改后重报")):
        told[words] = [x for x in counted if x.now.state == state and not _what_came_text(x)]
    told |= {w: [x for x in counted if _what_came_text(x) == came] for came, w in CAME_WORDS.items()}
    told["有提示要写说明"] = [x for x in done if _has_to_explain(x)]
    for words, some in told.items():
        names = "、".join(visible_text(x.now.unit.name) for x in some)
        parts += [f"{words}（{len(some)}）：{names}。"] if some else []
    if len(done) < len(counted):
        due = f"截止 {campaign.deadline}。" if campaign.deadline else ""
        parts.append(f"{due}请用下发给本单位的工作簿填报，封面变绿后原样发回；要改的单位请在退回件上改。")
    else:
        parts.append("全部报齐，谢谢！")
    return "\n".join((title, *parts))


CAME_WORDS = {
    UNREADABLE: "交来的文件读不出来，请重新发送",
    NOT_A_SUBMISSION: "交来的不是报送表，请报送填好的工作簿",
    UNCONFIRMED: "交来过、正在核对是谁的，请回个话",
}
"""What is said to the group of units from which only files came that count for nobody."""


def _what_came_text(line: UnitProgress) -> str:
    """Return what came of a unit nothing counts of; "" where nothing did, or something counts."""
    return line.now.pending[-1].outcome if line.now.only_came else ""


def _reminder_sentences(campaign: Campaign, line: UnitProgress) -> Iterator[str]:
    unit, state = line.now.unit, line.now.state
    yield f"您好，{visible_text(unit.contact) or visible_text(unit.name)}："
    what = f"贵单位的 {campaign.period.spaced_name}{campaign.title}"
    due = f"截止日期是 {line.now.deadline}" if line.now.deadline else ""
    if line.now.pending:
        yield from _pending_file_sentences(what, due, line)
        if state in ("missing", "overdue", "received") and not _has_to_explain(line):
            return
        what = "以前报的那一份"
    if state == "overdue":
        yield f"{what}还没有收到，{due}，已超过 {line.late} 天，请今天报来。"
        yield "用下发给贵单位的工作簿填写，封面“审核结果”变绿后原样发回。"
        return
    if state == "missing":
        yield f"{what}还没有收到{'，' if due else ''}{due}。"
        yield "请用下发给贵单位的工作簿填写，封面“审核结果”变绿后原样发回。"
        return
    told = findings_to_act_on(line.now.findings)
    errors = [f for f in told if f.severity == ERROR]
    some = errors or told
    yield f"{what}已收到，{f'有 {len(errors)} 处要改' if errors else f'有 {len(some)} 处要核对或说明'}："
    for i, f in enumerate(some[:TOLD], 1):
        yield f"{i}．{visible_text(finding_sentence(f, BESIDE))}"
    if len(some) > TOLD:
        yield f"还有 {len(some) - TOLD} 处，见退回件。"
    yield f"请在退回件上改好，{due + '，' if due else ''}尽快发回。"


def _pending_file_sentences(what: str, due: str, line: UnitProgress) -> Iterator[str]:
    """Say what came of a unit and counts for nobody, and what it does about it: it is not told that nothing came."""
    for p in line.now.pending:
        name = visible_text(PurePosixPath(p.path).name)
        if p.outcome == UNCONFIRMED:
            yield f"收到一份“{name}”，可能是{what}，但看不准是哪个单位的，还没有计入。{visible_text(p.todo)}。"
        else:
            yield f"{what}交来了“{name}”，没有读出来：{visible_text(p.todo)}。"
    if line.now.state in ("missing", "overdue") and due:
        yield f"{due}{f'，已超过 {line.late} 天' if line.late else ''}，请尽快。"


def all_reminders_text(campaign: Campaign) -> str:
    """Return all of it as one text to keep: for the group, for each unit, and the telephone list."""
    found = list_reminders(campaign)
    lines = ["一、发到工作群", "", group_reminder(campaign), "", "二、发给各单位", ""]
    for r in found:
        lines += [f"◆ {r.unit} {r.name}", r.text, ""]
    lines += ["三、电话名单", ""]
    lines += [
        f"· {r.name}　{r.contact or '（名册里没有联系人）'}　{r.phone or '（名册里没有电话）'}" for r in found
    ]
    return "\n".join(lines) + "\n"
