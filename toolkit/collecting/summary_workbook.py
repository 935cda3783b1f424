"""收集情况.xlsx: who has sent, what to mend, what became of every file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.folder.roster import STATES
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.form.finding import SEVERITY
from toolkit.form.submission import ACCOUNT, ASKED, OUTCOMES, WITH_WARNINGS
from toolkit.sheets.page import Page, columns_of, draw_pages_workbook
from toolkit.submissions.results import CAME, ONLY_CAME, count_units_by_state

if TYPE_CHECKING:
    from toolkit.form.period import Period
    from toolkit.submissions.results import CollectResult

STATE_TONES = (
    *(("退回未改", "bad"), ("逾期未交", "bad"), ("未交", "warn"), ("已收", "good")),
    *((word, "bad") for word in CAME.values()),
)
STANDING = (STATES["returned"], ONLY_CAME, *(STATES[s] for s in ("missing", "overdue", "excused")))
"""How many units stand how, in the order of the columns, after those that are in."""
WHAT_TO_DO = "错误：改好重报，才能计入汇总。提示：核对；属实的在工作簿“校验”表写说明后重报，填错的改好重报。参考：不用处理。"
BARS = ("错误", "提示", "未说明")
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


def draw_summary(collected: CollectResult, period: Period) -> bytes:
    """Draw the summary of a run."""
    title = f"{period.spaced_name}收集情况"
    return draw_pages_workbook(
        (
            _totals_page(collected, title),
            _units_table_page(collected),
            _findings_page(collected),
            _changes_page(collected),
            _cleaned_cells_page(collected),
            _files_page(collected),
        ),
        title=title,
        created=workbook_timestamp(period),
    )


def _totals_page(collected: CollectResult, title: str) -> Page:
    """Say first how many of each kind are in, and what is most often wrong."""
    rows = []
    for kind in (*dict.fromkeys(u.unit.kind for u in collected.units), ""):
        some = [u for u in collected.units if kind in ("", u.unit.kind)]
        states = count_units_by_state(some)
        asked = len(some) - states.get(STATES["excused"], 0)
        severities = Counter(f.severity for u in some for f in u.findings)
        rows.append(
            (
                kind or "合计",
                asked,
                done := states.get(STATES["received"], 0),
                round(100 * done / asked) if asked else "",
                *(states.get(word, 0) for word in STANDING),
                severities["error"],
                severities["warning"],
                sum(u.to_explain for u in some),
            )
        )
    often = Counter(f.rule for u in collected.units for f in u.findings if f.rule and f.severity != "hint")
    told = "、".join(f"{rule}（{n} 处）" for rule, n in often.most_common(5))
    totals = collected.totals
    files = "，".join(f"{w} {totals[o]}" for o, w in OUTCOMES.items() if totals[o])
    notes = [f"见到文件 {totals['files']} 个：{files or '无'}。"]
    if told:
        notes.append(f"不符最多的规则：{told}。编号的意思见 toolkit rules 或工作簿的“规则手册”。")
    if not collected.known:
        notes.append("没有名册，只列出有文件的单位，不知道缺谁。")
    notes.append("往后各页：单位情况、问题清单（逐格）、本次变化、整理记录、文件清单，都可以筛选。")
    heads = ("应报", "已收", "完成 %", *STANDING, "错误", "提示", "未说明")
    columns = columns_of(", ".join(["类别 14", *(f"{head} 10" for head in heads)]))
    return Page("总览", title, columns, rows, notes, bars=("完成 %", *BARS))


def _units_table_page(collected: CollectResult) -> Page:
    rows = []
    for u in collected.units:
        severities = Counter(f.severity for f in u.findings)
        whose = (u.unit.code, u.unit.name, u.unit.kind, u.word, OUTCOMES.get(u.outcome, ""))
        counts = (severities["error"], severities["warning"], u.to_explain)
        contact = (u.signed, u.unit.contact, u.unit.phone, u.deadline)
        path = u.path or (u.pending[-1].path if u.pending else "")
        rows.append((*whose, *counts, *contact, path, "；".join(f"{p.path}：{p.reason}" for p in u.pending)))
    states = "，".join(f"{word} {n}" for word, n in count_units_by_state(collected.units).items())
    note = (
        f"共 {len(rows)} 个单位：{states}。"
        if collected.known
        else "没有名册，只列出有文件的单位，不知道缺谁。"
    )
    columns = columns_of(
        "单位编码 12.5, 单位名称 15, 类别 6, 状态 8, 结论 10, 错误 4.5, 提示 4.5, 未说明 5.5, 审核 9, 联系人 7, 电话 12, "
        "截止日期 10.5, 文件 16, 没有计入的 16"
    )
    return Page("单位情况", "各单位报送情况", columns, rows, (note,), STATE_TONES, bars=BARS, frozen=2)


def _findings_page(collected: CollectResult) -> Page:
    rows = [
        (
            *(u.unit.name, SEVERITY[f.severity], f.handle, f.sheet, f.cell, f.label, f.value),
            *(f.message, f.remedy, f.explanation, u.path),
        )
        for u in collected.units
        for f in u.findings
    ]
    columns = columns_of(
        "单位名称 12, 级别 5, 规则 5, 工作表 9, 单元格 7, 指标 15, 读到的值 9, 哪里不对 28, 怎么改 22, 说明 15, 文件 14"
    )
    tones = (("错误", "bad"), ("提示", "warn"))
    notes = [WHAT_TO_DO]
    if collected.switched:
        notes.append(f"本机关调整的规则：{'；'.join(collected.switched)}。")
    return Page("问题清单", "要改的地方（逐格）", columns, rows, notes, tones, frozen=1)


def _changes_page(collected: CollectResult) -> Page:
    """Say what is otherwise than after the run before: states, and which cells where a file was replaced."""
    said = {c.unit: c for c in collected.changed}
    moved = {m.unit: m for m in collected.moved}
    rows = []
    for u in collected.units:
        change, move = said.get(u.unit.code), moved.get(u.unit.code)
        if change or move:
            now = (u.state, u.outcome)
            before = _state_text(*(move.before if move else now))
            paths = (change.before, change.after) if change else ("", u.path)
            what = change.said if change else ""
            rows.append((u.unit.code, u.unit.name, before, _state_text(*now), *paths, what))
    note = (
        f"与上一次收集相比，{len(rows)} 个单位有变化，其中 {len(said)} 个换了文件。以前的文件留着，没有删；"
        "不该换的，用 toolkit exclude 排除新的一份。"
    )
    columns = columns_of(
        "单位编码 13, 单位名称 15, 上次 12, 这次 12, 以前的文件 22, 现在的文件 22, 改了哪些格 46"
    )
    return Page("本次变化", "与上一次收集相比", columns, rows, (note,), STATE_TONES, frozen=2)


def _state_text(state: str, outcome: str) -> str:
    said = OUTCOMES.get(outcome, "")
    return f"{STATES[state]}（{said}）" if outcome == WITH_WARNINGS else STATES[state]


def _cleaned_cells_page(collected: CollectResult) -> Page:
    rows = [
        (u.unit.name, f.sheet, f.cell, f.label, f.value, f.read, dict(f.args).get("why", ""), u.path)
        for u in collected.units
        for f in u.findings
        if f.code == "cleaned"
    ]
    columns = columns_of("单位名称 14, 工作表 10, 单元格 7, 指标 19, 填的是 21, 读作 21, 为什么 31, 文件 20")
    note = f"共 {len(rows)} 格不是照原样读取的。原件没有改动；读得不对的，请单位改正后重报。"
    return Page("整理记录", "整理后读取的格子（原来的样子和读作什么）", columns, rows, (note,))


def _files_page(collected: CollectResult) -> Page:
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
    counts = ", ".join(f"{word} 5" for word in ACCOUNT_WORDS.values())
    columns = columns_of(f"文件 26, 结论 11, 单位 14, 原因 25, {counts}, 指纹 13")
    tones = (
        ("退回修改", "bad"),
        ("无法读取", "bad"),
        ("待确认是谁的", "bad"),
        ("通过", "good"),
        ("通过（有提示）", "warn"),
    )
    return Page("文件清单", "收到的每一个文件", columns, rows, (note,), tones)
