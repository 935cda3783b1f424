"""收集情况.xlsx: who has sent, what to mend, what became of every file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.excel.pages import Page, book
from toolkit.flow.workfolder import stamp
from toolkit.form.finding import SEVERITY
from toolkit.form.roster import STATES
from toolkit.form.submission import ACCOUNT, ASKED, OUTCOMES

if TYPE_CHECKING:
    from toolkit.flow.collected import Collected

STATE_TONES = (("退回未改", "bad"), ("逾期未交", "bad"), ("未交", "warn"), ("已收", "good"))
WHAT_TO_DO = "错误：改好重报，才能计入汇总。提示：核对；属实的在工作簿“校验”表写说明后重报，填错的改好重报。参考：不用处理。"
ACCOUNT_WORDS = {
    ASKED: "应填",
    "number": "数字",
    "zero": "零",
    "blank": "空白",
    "mark": "符号",
    "cleaned": "整理后读取",
    "text": "文字",
    "not_understood": "读不出",
    "worked_out": "自动计算",
    "outside": "表外",
}


def summary(collected: Collected, year: int) -> bytes:
    """Draw the summary of a run."""
    title = f"{year} 年度收集情况"
    return book(
        (
            _units(collected),
            _findings(collected),
            _changed(collected),
            _cleaned(collected),
            _files(collected),
        ),
        title=title,
        created=stamp(year),
    )


def _units(collected: Collected) -> Page:
    rows = []
    for u in collected.units:
        errors = sum(f.severity == "error" for f in u.findings)
        warnings = sum(f.severity == "warning" for f in u.findings)
        state = STATES[u.state]
        rows.append(
            (
                u.unit.code,
                u.unit.name,
                u.unit.kind,
                state,
                OUTCOMES.get(u.outcome, ""),
                errors,
                warnings,
                u.to_explain,
                u.signed,
                u.unit.contact,
                u.unit.phone,
                u.deadline,
                u.path,
            )
        )
    counts = "，".join(f"{name} {n}" for s, name in STATES.items() if (n := collected.totals.get(s)))
    note = (
        f"共 {len(rows)} 个单位：{counts}。"
        if collected.known
        else "没有名册，只列出有文件的单位，不知道缺谁。"
    )
    heads = (
        "单位编码",
        "单位名称",
        "类别",
        "状态",
        "结论",
        "错误",
        "提示",
        "未说明",
        "审核",
        "联系人",
        "电话",
        "截止日期",
        "文件",
    )
    widths = (15, 28, 10, 12, 16, 7, 7, 8, 22, 13, 17, 13, 46)
    return Page("单位情况", "各单位报送情况", heads, widths, rows, (note,), STATE_TONES)


def _findings(collected: Collected) -> Page:
    rows = [
        (
            u.unit.name,
            SEVERITY[f.severity],
            f.rule,
            f.sheet,
            f.cell,
            f.label,
            f.value,
            f.message,
            f.remedy,
            f.explanation,
            u.path,
        )
        for u in collected.units
        for f in u.findings
    ]
    heads = (
        "单位名称",
        "级别",
        "规则",
        "工作表",
        "单元格",
        "指标",
        "读到的值",
        "哪里不对",
        "怎么改",
        "说明",
        "文件",
    )
    widths = (22, 7, 7, 16, 12, 28, 14, 46, 34, 30, 34)
    tones = (("错误", "bad"), ("提示", "warn"))
    notes = [WHAT_TO_DO]
    if collected.switched:
        notes.append(f"本机关调整的规则：{'；'.join(collected.switched)}。")
    return Page("问题清单", "要改的地方（逐格）", heads, widths, rows, tuple(notes), tones)


def _changed(collected: Collected) -> Page:
    rows = [(c.unit, c.name, c.before, c.after, c.said) for c in collected.changed]
    heads = ("单位编码", "单位名称", "以前的文件", "现在的文件", "改了什么")
    note = f"本次有 {len(rows)} 个单位换了文件。以前的文件留着，没有删。不该换的，用 toolkit exclude 排除新的一份。"
    return Page("版本变化", "换了文件的单位（改了哪些格）", heads, (15, 24, 40, 40, 80), rows, (note,))


def _cleaned(collected: Collected) -> Page:
    rows = [
        (u.unit.name, f.sheet, f.cell, f.label, f.value, f.read, dict(f.args).get("why", ""), u.path)
        for u in collected.units
        for f in u.findings
        if f.code == "cleaned"
    ]
    heads = ("单位名称", "工作表", "单元格", "指标", "填的是", "读作", "为什么", "文件")
    widths = (22, 16, 12, 28, 30, 30, 46, 34)
    note = f"共 {len(rows)} 格不是照原样读取的。原件没有改动；读得不对的，请单位改正后重报。"
    return Page("整理记录", "整理后读取的格子（原来的样子和读作什么）", heads, widths, rows, (note,))


def _files(collected: Collected) -> Page:
    account = tuple(ACCOUNT_WORDS)
    rows = []
    for f in collected.files:
        counted = f.submission.account if f.submission else {}
        numbers = tuple(counted.get(a, "") for a in account)
        rows.append((f.path, OUTCOMES[f.outcome], f.name, f.reason, *numbers, f.sha256[:12]))
    totals = "，".join(f"{w} {n}" for o, w in OUTCOMES.items() if (n := collected.totals[o]))
    to_add = " ＋ ".join(ACCOUNT_WORDS[a] for a in ACCOUNT)
    note = (
        f"共见到 {len(rows)} 个文件：{totals}。右边各栏是每个文件里单元格的去向：应填 ＝ {to_add}，一格不少。"
    )
    heads = ("文件", "结论", "单位", "原因", *ACCOUNT_WORDS.values(), "指纹")
    widths = (44, 16, 22, 40, *(9,) * len(account), 15)
    tones = (("退回修改", "bad"), ("无法读取", "bad"), ("通过", "good"), ("通过（有提示）", "warn"))
    return Page("文件清单", "收到的每一个文件", heads, widths, rows, (note,), tones)
