"""One sentence and one button at every point of the year, and how far the five steps are, from what a view knows."""

from pathlib import Path
from types import SimpleNamespace as Known

import pytest

from toolkit.desk.what_now import STEP_AHEAD, STEP_DONE, STEP_NOW, chain_steps, what_now
from toolkit.publishing import year_stage as stage

FOLDER = Known(
    path=Path("年报"),
    report=Path("年报/汇总.xlsx"),
    office=Known(deadline=""),
    form=Known(report_word="年度报告"),
)
UNITS = tuple(Known(code=f"00{i}", name=f"{i}村", excused=i == 4) for i in range(1, 5))


def line(at, state="", *codes, outcome="", to_explain=0):
    findings = tuple(Known(code=c) for c in codes)
    unit = UNITS[at - 1]
    return Known(now=Known(unit=unit, state=state, findings=findings, outcome=outcome, to_explain=to_explain))


def view(next_="", **known):
    empty = {
        "roster_fault": "",
        "units": UNITS,
        "mid_run": False,
        "cut_off": None,
        "waiting": (),
        "handed": 0,
    }
    empty |= {
        "lines": (),
        "to_mend": (),
        "copies": {},
        "files_of_nobody": (),
        "campaign": None,
        "freshness": None,
    }
    empty |= {"published": "", "merged": "", "outputs": {}, "folder": FOLDER}
    return Known(**empty | {"stage": Known(next=next_) if next_ else None} | known)


def stale(note=None):
    return Known(fresh=False, note=note)


BROKEN_OFF = Known(verb="collect", title="收")
RETURNED, OVERDUE = line(1, "returned"), line(2, "overdue")
UNSURE = line(1, "returned", "which_one")
MANY = [line(1, "missing"), line(2, "missing"), line(3, "missing"), line(4, "missing"), line(1, "accepted")]


@pytest.mark.parametrize(
    ("at", "sentence", "button", "where", "more"),
    [
        # before anything else
        (view(roster_fault="第 3 行"), "名册里有要改的", "去改名册", "/roster", "第 3 行"),
        (view(units=()), "先填名册", "填名册", "/roster", ""),
        (view(mid_run=True, waiting=("a",)), "上一次没有收完", "收", "/do/collect", ""),
        (view(cut_off=BROKEN_OFF), "上一次“收”做到一半", "收", "/do/collect", ""),
        (view(cut_off=Known(verb="merge", title="汇总")), "上一次“汇总”做到一半", "汇总", "/report", ""),
        (view(cut_off=Known(verb="report", title="写")), "上一次“写”做到一半", "写", "/report", ""),
        (view(waiting=("a", "b"), cut_off=Known(verb="x", title="")), "里有 2 个文件还没有收", "收", "/do/collect", ""),
        # 下发
        (view(stage.HAND_OUT), "名册里有 3 个单位", "生成 3 份空白工作簿", "/do/distribute", "没有写截止日期"),
        (
            view(stage.GO_ON, folder=Known(office=Known(deadline="2025-01-10"))),
            *("名册里有 3 个单位", "生成 3 份空白工作簿", "/do/distribute", "截止日期 2025-01-10。"),
        ),
        # 收
        (view(stage.COLLECT, handed=7), "7 份空白工作簿在“下发”", "下载全部空白", "/files/blanks.zip", "年报/下发"),
        (
            view(stage.REMIND, lines=[line(1, "missing"), line(2, "returned")], campaign=Known(left="还有 3 天")),
            *("还有 1 个单位没有收到能用的（1村）。", "看催报文字", "/remind", "还有 3 天"),
        ),
        (
            view(stage.REMIND, lines=[line(1, "missing"), OVERDUE]),
            *("还有 2 个单位没有收到能用的（1村、2村），已经过了截止日期。", "看催报文字", "/remind", ""),
        ),
        (view(stage.REMIND, lines=MANY[:3]), "3 个单位没有收到能用的（1村、2村、3村）。", "看催报", "/remind", ""),
        (view(stage.REMIND, lines=MANY), "4 个单位没有收到能用的（1村、2村、3村 等）。", "看催报", "/remind", ""),
        (view(stage.REMIND, lines=[OVERDUE], files_of_nobody=["x"]), "有 1 个文件还不知道", "认文件", "/#others", ""),
        # 退回
        (view(stage.MEND, lines=[UNSURE]), "1村 交来的几份不一样", "去定", "/unit/001", ""),
        (
            view(stage.MEND, lines=[UNSURE, line(2, "returned", "other"), line(3, "missing"), OVERDUE], to_mend=[RETURNED]),
            *("2 个单位的表有错，做好", "做 1 份退回件", "/do/return", "另有 2 个单位还没有收到能用的。"),
        ),
        (
            view(stage.MEND, lines=[RETURNED], to_mend=[RETURNED, line(2, "warned")]),
            *("1 个单位的表有错，另有 1 个单位有提示要写说明，做好", "做 2 份退回件", "/do/return", ""),
        ),
        (
            view(stage.MEND, lines=[RETURNED, OVERDUE], to_mend=[RETURNED, line(2)], copies={"001": 1}),
            *("，另有 1 个单位有提示", "做 2 份", "/do/return", "另有 1 个单位"),
        ),
        (
            view(stage.MEND, lines=[RETURNED, OVERDUE], to_mend=[RETURNED], copies={"001": 1}),
            *("1 份退回件在“退回”目录", "下载全部退回件", "/files/returns.zip", "另有 1 个单位还没有"),
        ),
        # 汇总
        (view(stage.MERGE, lines=[line(1)]), "都报齐了", "汇总", "/do/merge", ""),
        (view(stage.MERGE, lines=[line(1, to_explain=2), line(2, to_explain=1)]), "都报齐了", "汇总", "/do/merge", "有 3 处"),
        (view(stage.MERGE_AGAIN), "汇总以后又有变化", "再汇总", "/do/merge", ""),
        (view(stage.MERGE_AGAIN, freshness=stale()), "汇总以后又有变化", "再汇总", "/do/merge", ""),
        (view(stage.MERGE_AGAIN, freshness=stale(Known(told="1村"))), "又有变化", "再汇总", "/do/merge", "1村"),
        # 报告
        (view(stage.WRITE), "汇总.xlsx 汇总好了。把年度报告写成", "写年度报告", "/do/report", ""),
        (view(stage.WRITE, freshness=Known(fresh=True)), "汇总.xlsx 汇总好了", "写年度报告", "/do/report", ""),
        (view(stage.WRITE, freshness=stale()), "又有变化", "再汇总", "/do/merge", ""),
        (view(stage.LOOK), "年度报告写好了", "看报告、做核对", "/report#check", ""),
        (view(stage.LOOK, freshness=Known(fresh=True)), "年度报告写好了", "看报告", "/report#check", ""),
        (view(stage.LOOK, freshness=stale()), "又有变化", "再汇总", "/do/merge", ""),
        (view(stage.SEND_UP), "汇总.xlsx 汇总好了。打开看", "看汇总的数", "/report", ""),
        (view(stage.SEND_UP, freshness=Known(fresh=True)), "打开看一遍", "看汇总的数", "/report", ""),
        (view(stage.SEND_UP, freshness=stale()), "又有变化", "再汇总", "/do/merge", ""),
        (view(stage.PUBLISHED, published="1月30日"), "年度报告已经发布（1月30日）", "看已发布的", "/report", "年报。以后"),
        (view(stage.PUT_AWAY), "已经收进往期", "看汇总的数", "/report", ""),
    ],
)  # fmt: skip
def test_at_every_point_there_is_one_thing_to_do(at, sentence, button, where, more):
    now = what_now(at)
    assert sentence in now.sentence
    assert now.button.startswith(button)
    assert where == now.post + now.link
    assert bool(now.post) == where.startswith("/do/")
    assert more in now.more
    assert bool(more) == bool(now.more)


@pytest.mark.parametrize(
    ("next_", "known", "states", "words"),
    [
        (stage.HAND_OUT, {}, "现后后后后", "还没有下发 还没有收 — 还没有汇总 还没有写"),
        ("", {}, "现后后后后", "还没有下发 还没有收 — 还没有汇总 还没有写"),
        (stage.GO_ON, {"handed": 3}, "现后后后后", "已下发_3_份 还没有收 — 还没有汇总 还没有写"),
        (stage.COLLECT, {"waiting": ["x"]}, "好现后后后", "没有下发 还没有收 — 还没有汇总 还没有写"),
        (stage.HAND_OUT, {"waiting": ["x"]}, "好现后后后", "没有下发 还没有收 — 还没有汇总 还没有写"),
        (stage.REMIND, {"lines": [line(1, "missing"), line(4, outcome="accepted")]}, "好现后后后", "还没有下发 0_/_1_已交 — 还没有汇总 还没有写"),
        (stage.MEND, {"lines": [line(1, "returned", outcome="returned"), line(2, "missing")], "handed": 2}, "好后现后后", "已下发_2_份 1_/_2_已交 1_个单位要改 还没有汇总 还没有写"),
        (stage.MERGE, {"lines": [line(1, "accepted", outcome="accepted")]}, "好好好现后", "没有下发 1_/_1_已交 没有要退的 还没有汇总 还没有写"),
        (stage.MERGE_AGAIN, {"lines": [line(1, "overdue")], "merged": "2025-01-11T08:00:00"}, "好后好现后", "还没有下发 0_/_1_已交 — 2025-01-11_汇总 还没有写"),
        (stage.WRITE, {"outputs": {"page": 1}}, "好好好好现", "还没有下发 还没有收 — 还没有汇总 还没有写"),
        (stage.LOOK, {"outputs": {"word": 1}}, "好好好好现", "还没有下发 还没有收 — 还没有汇总 已写好"),
        (stage.SEND_UP, {"waiting": ["x"]}, "好现后后后", "没有下发 还没有收 — 还没有汇总 还没有写"),
        (stage.PUBLISHED, {"waiting": ["x"], "published": "1月30日"}, "好好好好好", "没有下发 还没有收 — 还没有汇总 1月30日_发布"),
        (stage.PUT_AWAY, {}, "好好好好好", "还没有下发 还没有收 — 还没有汇总 还没有写"),
    ],
)  # fmt: skip
def test_the_five_steps_are_as_far_as_the_year_is(next_, known, states, words):
    signs = {STEP_NOW: "现", STEP_DONE: "好", STEP_AHEAD: "后"}
    steps = chain_steps(view(next_, **known))
    assert ["下发", "收", "退回", "汇总", "报告"] == [s.name for s in steps]
    assert states == "".join(signs[s.state] for s in steps)
    assert words.split() == [s.said.replace(" ", "_") for s in steps]
