"""What a folder of published reports comes to, as a workbook: league table, faults by unit and rule, who published when."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.form.finding import ERROR, HINT, SEVERITY, WARNING
from toolkit.reviewing.check_folder import count_severity
from toolkit.reviewing.compare_reports import name_of_pair
from toolkit.sheets.page import Column, Page, columns_of, draw_pages_workbook

if TYPE_CHECKING:
    import datetime

    from toolkit.document.proofread_result import Proofread
    from toolkit.reviewing.check_folder import CheckedFolder

ON_TIME, LATE, UNDATED, MISSING, UNREAD = "按时", "晚了", "没有写日期", "没有报告", "读不了"
STATES = ((ON_TIME, "good"), (LATE, "bad"), (UNDATED, "warn"), (MISSING, "bad"), (UNREAD, "bad"))
SEVERITIES = (ERROR, WARNING, HINT)


def draw_folder_workbook(found: CheckedFolder, name: str, created: datetime.datetime) -> bytes:
    """Draw *found*, of the folder called *name*, as a workbook of seven sheets."""
    pages = (
        _league_page(found, name),
        _units_by_rule_page(found),
        _rules_page(found),
        _publication_page(found),
        _copies_page(found),
        _far_figures_page(found),
        _every_finding_page(found),
    )
    return draw_pages_workbook(pages, title=f"核对汇总：{name}", created=created)


def _name_of(report: Proofread) -> str:
    return report.unit or Path(report.path).name


def _league_page(found: CheckedFolder, name: str) -> Page:
    ranked = [tuple(-count_severity(r, s) for s in (ERROR, WARNING)) for r in found.league]
    first = {rank: at for at, rank in reversed([*enumerate(ranked, 1)])}
    rows = [
        (
            first[rank],
            _name_of(r),
            r.year,
            *(count_severity(r, s) for s in SEVERITIES),
            len({f.rule for f in r.findings}),
            Path(r.path).name,
        )
        for rank, r in zip(ranked, found.league, strict=True)
    ]
    heads = "名次 6, 机关 34, 年度 7, 错误 7, 提示 7, 参考 7, 涉及规则 9, 文件 36"
    notes = ["错误多的在前；错误一样多的，提示多的在前；都一样多的并列。错误必须改，提示要核实，参考供斟酌。"]
    title = f"各份报告的问题：{name}"
    return Page("名次", title, columns_of(heads), rows, notes, bars=("错误", "提示"), frozen=2)


def _units_by_rule_page(found: CheckedFolder) -> Page:
    rules = [rule for rule, _, _ in found.by_rule]
    rows = []
    for r in found.league:
        counted = Counter(f.rule for f in r.findings)
        rows.append((_name_of(r), len(r.findings), *(counted[rule] or None for rule in rules)))
    columns = (Column("机关", 34), Column("合计", 7), *(Column(rule, 6) for rule in rules))
    notes = ["每格是这一家违反这条规则的处数，空着的没有；规则的意思见“规则”表。"]
    return Page("机关与规则", "各机关、各规则的问题", columns, rows, notes, frozen=2, for_screen=True)


def _rules_page(found: CheckedFolder) -> Page:
    example = {f.rule: f for r in reversed(found.league) for f in r.findings}
    rows = [
        (rule, SEVERITY[example[rule].severity], reports, count, example[rule].line)
        for rule, count, reports in found.by_rule
    ]
    heads = "规则 8, 轻重 8, 报告数 9, 处数 8, 例如 80"
    return Page("规则", "哪些问题最常见", columns_of(heads), rows, bars=("处数",), frozen=1)


def _publication_page(found: CheckedFolder) -> Page:
    rows: list[tuple[object, ...]] = []
    for r in sorted(found.reports, key=lambda r: (r.published or "9", r.unit)):
        due = found.due.get(r.path, "")
        state = UNDATED if not r.published else LATE if due and r.published > due else ON_TIME
        rows.append((_name_of(r), r.year, r.published, due, state, Path(r.path).name))
    rows += [(name, None, "", "", MISSING, "") for name in found.missing]
    rows += [(Path(path).name, None, "", "", UNREAD, why) for path, why in found.unread]
    heads = "机关 34, 年度 7, 公布日期 12, 最迟 12, 情况 12, 文件或原因 44"
    notes = ["公布日期以报告上写的为准；没有报告的，是名单里有、这里没有找到的。"]
    return Page("公布情况", "谁公布了、何时公布", columns_of(heads), rows, notes, STATES, frozen=1)


def _copies_page(found: CheckedFolder) -> Page:
    rows = [
        (*name_of_pair(c), c.year, c.shared, c.share, "是" if c.same_tables else "", c.example)
        for c in found.copies
    ]
    heads = "机关 28, 另一家 28, 年度 7, 相同句数 9, 占较短一份 % 10, 各表相同 9, 例如 60"
    notes = ["许多家都有的句子不算，那是上级或格式的话；数字和机关名称不同的也算相同。"]
    return Page("文字雷同", "像是互相照抄的报告", columns_of(heads), rows, notes, frozen=2)


def _far_figures_page(found: CheckedFolder) -> Page:
    rows = [
        (o.unit or Path(o.path).name, o.year, o.label, o.value, o.usual, Path(o.path).name)
        for o in found.outliers
    ]
    heads = "机关 34, 年度 7, 哪一项 40, 数值 12, 同级中位数 12, 文件 34"
    notes = ["与同级别、同年度的各家相比，是其中四分之三的十倍以上，或不到十分之一；不一定错，请核实。"]
    return Page("数值离群", "与别家相差很大的数", columns_of(heads), rows, notes, frozen=1)


def _every_finding_page(found: CheckedFolder) -> Page:
    rows = [
        (_name_of(r), r.year, SEVERITY[f.severity], f.rule, f.place, f.message, f.remedy, Path(r.path).name)
        for r in found.league
        for f in r.findings
    ]
    heads = "机关 28, 年度 7, 轻重 7, 规则 7, 位置 22, 问题 60, 怎么改 40, 文件 30"
    return Page("逐条", "每一处问题", columns_of(heads), rows, frozen=1)
