"""What is to be done now, in one sentence and one button, and how far the five steps of the chain are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.desk.act_log import DONE_AGAIN
from toolkit.folder.days import office_day_of
from toolkit.folder.work_folder import OUTBOX, RETURNS
from toolkit.publishing.year_stage import (
    COLLECT,
    GO_ON,
    HAND_OUT,
    LOOK,
    MEND,
    MERGE,
    MERGE_AGAIN,
    PUBLISHED,
    PUT_AWAY,
    REMIND,
    SEND_UP,
    WRITE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.desk.view import CampaignView

STEP_NOW, STEP_DONE, STEP_AHEAD = "now", "done", "todo"
STEP_WORDS = {STEP_NOW: "现在", STEP_DONE: "做完了", STEP_AHEAD: "还没到"}


class NextAct(NamedTuple):
    """What to do now: a sentence, and the button that does it, by *post* (an act) or *link* (a page, a file).

    *also* is another way on, as (words, link); *more* says in a second line what else is to be known.
    """

    sentence: str
    button: str = ""
    post: str = ""
    link: str = ""
    more: str = ""
    also: tuple[tuple[str, str], ...] = ()


class ChainStep(NamedTuple):
    """One of the five steps, and how far it is, in words."""

    name: str
    state: str
    said: str


def what_now(view: CampaignView) -> NextAct:
    """Return the one thing to do now."""
    if view.roster_fault:
        return NextAct(
            "名册里有要改的地方，改好才能往下做。", "去改名册", link="/roster", more=view.roster_fault
        )
    if not view.units:
        return NextAct("先填名册：要报送的单位，一个单位一行。", "填名册", link="/roster")
    if view.mid_run:
        return NextAct(
            "上一次没有收完（程序中途停了）。收到的都在，再收一次就接着做。", "收", post="/do/collect"
        )
    if view.cut_off and view.cut_off.verb in DONE_AGAIN:
        act = view.cut_off
        choose = act.verb in ("merge", "report")  # there may be something to choose
        return NextAct(
            f"上一次“{act.title}”做到一半，程序停了。已经做完的都在，再做一次就接着做完。",
            act.title,
            post="" if choose else f"/do/{act.verb}",
            link="/report" if choose else "",
        )
    if view.waiting:
        return NextAct(f"“收件”里有 {len(view.waiting)} 个文件还没有收。", "收", post="/do/collect")
    assert view.stage is not None  # noqa: S101 - a view of a roster without faults has one
    stage = view.stage.next
    if stage in (WRITE, LOOK, SEND_UP) and view.freshness and not view.freshness.fresh:
        stage = MERGE_AGAIN
    return _STAGES[stage][1](view)


def _hand_out(view: CampaignView) -> NextAct:
    asked = sum(not u.excused for u in view.units)
    due = view.folder.office.deadline
    more = f"截止日期 {due}。" if due else "没有写截止日期，就没有单位算逾期；要写的，在“设置”里写。"
    return NextAct(
        f"名册里有 {asked} 个单位，给每个单位生成一份空白工作簿。",
        f"生成 {asked} 份空白工作簿",
        post="/do/distribute",
        more=more,
        also=(("再看一遍名册", "/roster"),),
    )


def _collect(view: CampaignView) -> NextAct:
    return NextAct(
        f"{view.handed} 份空白工作簿在“{OUTBOX}”目录，一个单位一个文件，发给各单位；交来的拖到这一页上。",
        "下载全部空白工作簿",
        link="/files/blanks.zip",
        more=f"目录：{view.folder.path / OUTBOX}",
    )


def _mend(view: CampaignView) -> NextAct:
    mend = [x for x in view.lines if x.now.state == "returned"]
    stuck = [x for x in mend if any(f.code == "which_one" for f in x.now.findings)]
    if stuck and len(stuck) == len(mend):
        name = stuck[0].now.unit
        return NextAct(
            f"{name.name} 交来的几份不一样，分不出先后，要定以哪一份为准。", "去定", link=f"/unit/{name.code}"
        )
    missing = _missing_text(view)
    if view.to_mend and all(x.now.unit.code in view.copies for x in view.to_mend):
        return NextAct(
            f"{len(view.to_mend)} 份退回件在“{RETURNS}”目录，错的格子已经标红，发还各单位；改好交来的拖到这一页上。",
            "下载全部退回件",
            link="/files/returns.zip",
            more=missing,
            also=(("看催报文字", "/remind"),),
        )
    return NextAct(
        f"{len(mend)} 个单位的表有错{_to_explain_text(view)}，做好退回件发还它们。",
        f"做 {len(view.to_mend)} 份退回件",
        post="/do/return",
        more=missing,
        also=(("看催报文字", "/remind"),),
    )


def _to_explain_text(view: CampaignView) -> str:
    count = sum(x.now.state != "returned" for x in view.to_mend)
    return f"，另有 {count} 个单位有提示要写说明" if count else ""


def _missing_text(view: CampaignView) -> str:
    count = sum(x.now.state in ("missing", "overdue") for x in view.lines)
    return f"另有 {count} 个单位还没有收到能用的。" if count else ""


def _remind(view: CampaignView) -> NextAct:
    waiting = [x for x in view.lines if x.now.state in ("missing", "overdue")]
    unsure = len(view.files_of_nobody)
    late = sum(x.now.state == "overdue" for x in waiting)
    names = "、".join(x.now.unit.name for x in waiting[:3]) + (" 等" if len(waiting) > 3 else "")
    left = view.campaign.left if view.campaign else ""
    said = f"还有 {len(waiting)} 个单位没有收到能用的（{names}）" + ("，已经过了截止日期。" if late else "。")
    if unsure:
        return NextAct(
            f"{said}有 {unsure} 个文件还不知道是谁的，先认一认。", "认文件", link="/#others", more=left
        )
    return NextAct(
        said,
        "看催报文字",
        link="/remind",
        more=left,
        also=(("不等了，先汇总", "/report#partial"),),
    )


def _merge(view: CampaignView) -> NextAct:
    waits = sum(x.now.to_explain for x in view.lines)
    more = f"有 {waits} 处提示还没有写说明，可以先汇总。" if waits else ""
    return NextAct("都报齐了，没有要改的。", "汇总", post="/do/merge", more=more)


def _merge_again(view: CampaignView) -> NextAct:
    more = view.freshness.note.told if view.freshness and view.freshness.note else ""
    return NextAct("汇总以后又有变化，再汇总一次。", "再汇总", post="/do/merge", more=more)


def _write(view: CampaignView) -> NextAct:
    word = view.folder.form.report_word
    return NextAct(
        f"{view.folder.report.name} 汇总好了。把{word}写成 Word 文档和网页。",
        f"写{word}",
        post="/do/report",
        also=(("先看汇总的数", "/report"),),
    )


def _look(view: CampaignView) -> NextAct:
    word = view.folder.form.report_word
    return NextAct(
        f"{word}写好了。看一遍，做发布前核对；都成立了再公布。", "看报告、做核对", link="/report#check"
    )


def _published(view: CampaignView) -> NextAct:
    return NextAct(
        f"{view.folder.form.report_word}已经发布（{view.published}）。请备份整个工作目录。",
        "看已发布的",
        link="/report",
        more=f"工作目录：{view.folder.path}。以后发现有错，改好后再汇总，写明更正原因。",
    )


def _send_up(view: CampaignView) -> NextAct:
    return NextAct(
        f"{view.folder.report.name} 汇总好了。打开看一遍，打印、报送。",
        "看汇总的数",
        link="/report",
        also=(("下载工作簿", "/files/workbook"), ("开始下一期", "/next")),
    )


def _put_away(_: CampaignView) -> NextAct:
    return NextAct("这一期已经收进往期；更正了的，重新打印、报送。", "看汇总的数", link="/report")


_STAGES: dict[str, tuple[int, Callable[[CampaignView], NextAct]]] = {
    HAND_OUT: (0, _hand_out),
    GO_ON: (0, _hand_out),
    COLLECT: (1, _collect),
    REMIND: (1, _remind),
    MEND: (2, _mend),
    MERGE: (3, _merge),
    MERGE_AGAIN: (3, _merge_again),
    WRITE: (4, _write),
    LOOK: (4, _look),
    SEND_UP: (4, _send_up),
    PUBLISHED: (5, _published),
    PUT_AWAY: (5, _put_away),
}
"""Which of the five steps each stage of a year is at, and what is to be done."""


def chain_steps(view: CampaignView) -> tuple[ChainStep, ...]:
    """Return the five steps of the chain, each with how far it is."""
    stage = view.stage.next if view.stage else HAND_OUT
    at, _ = _STAGES[stage]
    at = 1 if view.waiting and at < 5 else at
    asked = [x for x in view.lines if not x.now.unit.excused]
    came = sum(x.now.outcome != "" for x in asked)
    mend = sum(x.now.state == "returned" for x in asked)
    collected = bool(came or view.waiting)
    said = (
        f"已下发 {view.handed} 份" if view.handed else "没有下发" if collected else "还没有下发",
        f"{came} / {len(asked)} 已交" if asked else "还没有收",
        f"{mend} 个单位要改" if mend else "没有要退的" if came else "—",
        f"{office_day_of(view.merged)} 汇总" if view.merged else "还没有汇总",
        f"{view.published} 发布" if view.published else "已写好" if "word" in view.outputs else "还没有写",
    )
    missing = any(x.now.state in ("missing", "overdue") for x in asked)
    states = []
    for i in range(5):
        done = i < at and not (i == 1 and missing)
        states.append(STEP_NOW if i == at else STEP_DONE if done else STEP_AHEAD)
    names = ("下发", "收", "退回", "汇总", "报告")
    return tuple(ChainStep(*x) for x in zip(names, states, said, strict=True))
