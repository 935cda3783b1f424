"""What the terminal shows of a result: one function a result. Words only; what to show was decided elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import toolkit.terminal as out
from toolkit.terminal import StyledText

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from toolkit.author.rule_book import RuleBookEntry
    from toolkit.campaign.appraisal import WrittenAppraisal
    from toolkit.campaign.status import StatusResult
    from toolkit.collecting.adoption import AdoptionResult
    from toolkit.distributing.migrate import MigrationResult
    from toolkit.form.finding import Finding
    from toolkit.merging.merge import MergeResult
    from toolkit.merging.own_look import OwnLook
    from toolkit.merging.report_contents import FilledForm
    from toolkit.returns.return_copies import ReturnResult
    from toolkit.submissions.results import CollectResult, PendingFile, UnitState

TOLD = 8
"""How many findings of a unit the terminal shows; 收集情况.xlsx has them all."""

STATE_STYLE = {
    "received": "green",
    "returned": "red",
    "missing": "yellow",
    "overdue": "bold red",
    "excused": "dim",
}
SEVERITY_STYLE = {"error": "red", "warning": "yellow", "hint": "dim", "off": "strike"}


def show_collected(collected: CollectResult, target: Path) -> None:
    """Show the units and their states, what is to be mended, what became of the other files."""
    from toolkit.form.submission import OUTCOMES
    from toolkit.submissions.results import count_units_by_state

    rows = []
    for u in collected.units:
        counts = [*(sum(f.severity == s for f in u.findings) for s in ("error", "warning")), u.to_explain]
        state = StyledText(u.word, STATE_STYLE[u.state])
        rows.append((u.unit.code, u.unit.name, u.unit.kind, state, *(n or "" for n in counts)))
    counted = ("错误", "提示", "未说明")
    heads = ("单位编码", "单位名称", "类别", "状态", *counted)
    out.print_table(heads, rows, title=f"{collected.period_name}报送情况", right=counted)
    for u in collected.units:
        told = [f for f in u.findings if f.severity != "hint"]
        if told:
            out.print_line("\n[bold]{}[/]  [dim]{}[/]", u.unit.name, u.path)
            show_findings(told)
    _show_other_files(collected)
    totals = collected.totals
    outcomes = "，".join(f"{w} {totals[o]}" for o, w in OUTCOMES.items() if totals[o])
    states = "，".join(f"{w} {n}" for w, n in count_units_by_state(collected.units).items())
    out.print_line("\n文件 {} 个：{}", totals["files"], outcomes or "无")
    out.print_line("单位 {} 个：{}", len(collected.units), states or "无")
    for c in collected.changed:
        out.print_line("[bold]{} 换了文件[/]：{} → {}。{}", c.name, c.before, c.after, c.said)
    show_switched_rules(collected.switched)
    if collected.known:
        _show_what_is_asked(collected.units)
    else:
        out.print_line("[yellow]没有工作目录：不知道应报单位，无法列出缺报的；本次没有记录。[/]")
    out.print_line("详见 {}", target)


def _show_other_files(collected: CollectResult) -> None:
    from toolkit.form.submission import OTHER_PERIOD, OUTCOMES

    for file in (f for f in collected.files if f.readings):
        out.print_line("\n[bold red]{}[/] {}：{}", OUTCOMES[file.outcome], file.path, file.reason)
    _show_pending_files(collected.units, {f.path for f in collected.files if f.reason})
    passed = Counter(f.reason for f in collected.files if f.outcome == OTHER_PERIOD)
    unmarked = sum(f.unmarked for f in collected.files)
    others = [
        f
        for f in collected.files
        if f.reason and not f.readings and f.outcome != OTHER_PERIOD and not (f.unmarked and unmarked > TOLD)
    ]
    if others:
        out.print_line("\n[bold]其他文件[/]")
        for file in others:
            out.print_line("  {}：{}，{}", file.path, OUTCOMES[file.outcome], file.reason)
    if unmarked:
        how = "一次列出像是谁的、认领：toolkit adopt --all" if collected.known else "进入工作目录可以一次认领"
        out.print_line("\n[yellow]有 {} 份填的是本表样的数、没有下发时的标识[/]，{}", unmarked, how)
    if passed:
        said = "；".join(f"{reason}（{count} 个）" for reason, count in passed.items())
        out.print_line("\n没有再看的文件：{}", said)


def _show_what_is_asked(units: Sequence[UnitState]) -> None:
    from toolkit.submissions.explanations import MARKS

    open_ = [(u.unit.code, f.handle) for u in units for f in u.findings if f.to_explain]
    if open_:
        out.print_line(
            "有 {} 处提示等着答复：用 toolkit return 让单位改正或写说明；已经核实的，由本机关答复，如 toolkit permit {} {} --why 理由",
            *(len(open_), *open_[0]),
        )
    # Named by its column: other questions of the unit may bear the same number.
    marks = [(u.unit.code, f.label) for u in units for f in u.findings if f.code == MARKS]
    if marks:
        out.print_line(
            "有 {} 个单位的选项是用别的勾、叉或说法填的，还没有读取：用 toolkit return 请单位答复；问清楚了都是这个意思的，由本机关逐栏答复，如 toolkit permit {} {} --why 理由",
            *(len({unit for unit, _ in marks}), *marks[0]),
        )


def _show_pending_files(units: Iterable[UnitState], told: Collection[str] = ()) -> None:
    """Show the files that seem to be units' and count for nobody; of those *told* elsewhere only whose they seem."""
    from toolkit.submissions.results import ONLY_CAME

    some: dict[str, list[tuple[str, PendingFile]]] = {}
    for u in units:
        for p in u.pending:
            some.setdefault(p.path, []).append((u.unit.name, p))
    if some:
        out.print_line("\n[bold]{}的[/]", ONLY_CAME)
    for path, found in some.items():
        names = "、".join(name for name, _ in found)
        last = found[-1][1]
        out.print_line("  {}：{}，{}", names, path, last.word if path in told else last.reason)


def show_adoption(found: AdoptionResult, path: Path) -> None:
    """Show whose a file is now, and how that unit stands."""
    unit = found.unit
    out.print_line("[bold green]已认定[/] {} 是 {} {} 的，已记入台账。", path, unit.code, unit.name)
    for said in found.despite:
        out.print_line("  [yellow]不顾：{}[/]", said)
    state = found.now
    if state is None:
        out.print_line("这份文件还没有收过，请再运行 toolkit collect {}", path)
        return
    told = [f for f in state.findings if f.severity != "hint"]
    out.print_line("{} 现在：{}{}", found.unit.name, state.word, "，要改或核对的有：" if told else "。")
    show_findings(told)
    if state.outcome == "returned":
        out.print_line("要改的用 toolkit return {} 退回，数会搬进它自己的工作簿，不用重填。", found.unit.code)


def show_switched_rules(switched: tuple[str, ...]) -> None:
    """Show the rules this office weighs otherwise."""
    for said in switched:
        out.print_line("[yellow]本机关调整的规则：{}[/]", said)


def show_findings(findings: list[Finding], where: str = " 收集情况.xlsx") -> None:
    """Show what is to be mended, up to a point; *where* has the rest."""
    from toolkit.form.finding import SEVERITY

    for f in findings[:TOLD]:
        severity = StyledText(SEVERITY[f.severity], SEVERITY_STYLE[f.severity])
        number = f.numbered or f.handle
        rule = StyledText(number and f"（{number}）", "dim")
        out.print_line("  {} {}{}。[dim]{}[/]", severity, f.line, rule, f.remedy)
        if f.explanation:
            out.print_line("       [green]说明：{}[/]", f.explanation)
    if len(findings) > TOLD:
        out.print_line("  [dim]还有 {} 处，见{}[/]", len(findings) - TOLD, where)


def show_checked_workbooks(found: CollectResult) -> None:
    """Show what single workbooks came to."""
    from toolkit.form.submission import OUTCOMES

    for file in found.files:
        came = OUTCOMES[file.outcome] + (f"，{file.reason}" if file.reason else "")
        out.print_line("[bold]{}[/] {}：{}", file.path, file.name, came)
        show_findings(list(file.findings))


def show_filled_form(found: FilledForm) -> None:
    """Show what went into somebody else's form, and what found no place in it."""
    out.print_line("[bold green]已填入[/] {} → {}", _filled_text(found), found.path)
    _show_unplaced(found)


def _filled_text(found: FilledForm) -> str:
    parts = [f"{found.placed} 格"] if found.placed else []
    return "，".join((*parts, *(f"{name} {n} 行" for name, n in found.rows.items()))) or "0 格"


def _show_unplaced(found: FilledForm) -> None:
    """Show what found no place, and the formulas that come to something else."""
    for title, some in (
        ("没有找到格子的", found.missing),
        ("放不下的", found.left_out),
        ("表里印着、名册里没有的单位", found.unlisted),
        ("格子里是表里原有的公式，没有动，算出来与本报告不同的", found.kept),
        ("格子里是表里原有的公式，没有动，打开时自动重算的", found.theirs),
        ("拿不准的", found.doubts),
    ):
        if some:
            out.print_line("[yellow]{}（{}）[/]：{}", title, len(some), "、".join(some))


def _show_own_look(look: OwnLook) -> None:
    if look.edited:
        out.print_line("[yellow]原表样式的那一份上次汇总以后有人改过，改过的留在[/] {}", look.edited)
    if look.filled is None:
        out.print_line("[yellow]没有写原表样式的一份：{}[/]", look.why)
        return
    told = _filled_text(look.filled)
    out.print_line("[bold green]原表样式的一份：[/]{}（已填 {}）", look.filled.path, told)
    _show_unplaced(look.filled)


def show_return_copies(made: list[ReturnResult]) -> None:
    """Show who gets what back."""
    for m in made:
        if m.path is None:
            out.print_line("[red]{} {}：{}[/]", m.unit, m.name, m.why)
            continue
        asked = "，".join(f"{word} {n} 处" for word, n in (("要改", m.errors), ("请核对", m.warnings)) if n)
        why = f"（{m.why}，换成了新表）" if m.why else ""
        out.print_line("[bold]{}[/] {} → {}{}", m.name, asked, m.path, why)
    if not made:
        out.print_line("[green]没有要退回的。[/]")


def show_status(found: StatusResult) -> None:
    """Show every unit's state, how far each kind is, and what was written."""
    rows = []
    for x in found.campaign.lines:
        state = StyledText(x.now.word, STATE_STYLE[x.now.state])
        counts = [n or "" for n in (x.late, x.returns, x.errors, x.now.to_explain)]
        rows.append((x.now.unit.code, x.now.unit.name, state, x.day, *counts))
    counted = ("迟报", "退回", "错误", "未说明")
    heads = ("单位编码", "单位名称", "状态", "报送日", *counted)
    title = f"{found.campaign.period.spaced_name}报送进度（{found.campaign.today}）"
    out.print_table(heads, rows, title=title, right=counted)
    for kind, (done, asked) in found.by_kind.items():
        out.print_line("{}：应报 {}，已收 {}", kind, asked, done)
    _show_pending_files(x.now for x in found.campaign.lines)
    if found.campaign.left:
        out.print_line("[bold]{}[/]", found.campaign.left)
    for line in ("", *found.text.split("\n")) if found.text else ():
        out.print_line("{}", line)
    for path in found.written:
        out.print_line("已写 {}", path)


def show_appraisal(done: WrittenAppraisal) -> None:
    """Show the ranks, how many of each kind were right at once, and what was written."""
    rows = []
    for a in done.units:
        x, unit = a.line, a.line.now.unit
        first = x.first.fault if x.first and x.first.fault else x.first_errors
        numbers = (x.late, x.returns, first, x.errors) if a.rank else ("", "", "", "")
        rows.append((a.rank or "不排名", unit.name, unit.kind, *numbers, "；".join(a.faults)))
    counted = ("迟报天数", "退回次数", "首报错误", "现有错误")
    out.print_table(("名次", "单位名称", "类别", *counted, "评语"), rows, right=counted, fold=True)
    for r in done.rates:
        share = f"，一次合格率 {r.share}" if r.share else ""
        counts = (r.asked, r.reported, r.in_time, r.first_pass)
        out.print_line("{}：应报 {} 个，已报送 {} 个，按期 {} 个，一次合格 {} 个{}", r.kind, *counts, share)
    out.print_line("[bold green]考核通报：[/]{}", done.workbook)
    out.print_line("[bold green]Word 通报：[/]{}", done.document)
    if done.edited:
        out.print_line("[yellow]{} 有人改过，没有覆盖，新的另存为上面这一份。[/]", done.edited)
    out.print_line("整改期限 {}。", done.until)


def show_migrations(moved: list[MigrationResult]) -> None:
    """Show what was moved to the current edition and what found no place."""
    for m in moved:
        if m.path is None:
            out.print_line("[yellow]{}：{}[/]", m.source, m.why)
            continue
        out.print_line("[bold green]{}[/] → {}", m.source, m.path)
        if m.new:
            out.print_line("  新版增加、要补填的：{}", "、".join(m.new))
        show_findings(list(m.left), "原表")


def show_rule_book(entries: tuple[RuleBookEntry, ...]) -> None:
    """Show the rule book as a table."""
    rows = []
    for e in entries:
        where = tuple(f"{w.kind}：{w.sheet}（{w.checks} 条）" for w in e.where)
        rows.append((e.rule, StyledText(e.grade, SEVERITY_STYLE[e.severity]), e.statement, where, e.source))
    out.print_table(("编号", "级别", "应当怎样", "在哪里", "依据"), rows, fold=True)


def show_merge_result(made: MergeResult) -> None:
    """Show what merging came to."""
    if made.missing:
        out.print_line("[bold yellow]还没有报齐：[/]")
        for u in made.missing:
            out.print_line("  {}（{}）：{}", u.unit.name, u.unit.kind, u.word)
    if made.path is None:
        out.print_line("没有汇总。报齐后再运行；一定要先汇总的，加上 --partial，报告里会写明缺谁。")
        return
    show_switched_rules(made.switched)
    if all(f.severity == "hint" for f in made.findings):
        hints = sum(bool(f.rule) for f in made.findings)
        also = f"（另有参考 {hints} 处）" if hints else ""
        out.print_line("[green]汇总结果的勾稽关系全部成立{}。[/]", also)
    if made.findings:
        out.print_line("[bold]汇总结果自身的审核：[/]")
        show_findings(list(made.findings), "报告的“校验”表")
    if made.lost:
        out.print_line("[bold yellow]原来的报告里，这些内容没有带到新的报告[/]，原文件留在 {}：", made.backup)
        for said in made.lost:
            out.print_line("  {}", said)
    out.print_line("[bold green]汇总好的工作簿：[/]{}", made.path)
    for path in made.also:
        out.print_line("  另有：{}", path)
    if made.look:
        _show_own_look(made.look)
