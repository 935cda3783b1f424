"""What the terminal shows of forms: which are at hand, what was exchanged, what is wrong in a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import toolkit.terminal as out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from toolkit.author.form_check import FormCheck
    from toolkit.author.form_show import FormShown
    from toolkit.folder.form_listing import FormExchange, KnownForm
    from toolkit.form.model import Form


def show_known_forms(known: Iterable[KnownForm]) -> None:
    """Show the forms at hand, the work folder's own marked."""
    for form in known:
        kept = "自带" if form.shipped else "在工作目录里"
        used = "← 本目录用的" if form.used else ""
        if form.faults:
            out.print_line("[bold]{}[/]  {}，[red]有 {} 处错误[/]  {}", form.id, kept, len(form.faults), used)
            out.print_line("    看错在哪里：toolkit form check {}", form.path)
            continue
        edition = f"{form.edition} 版，{kept}"
        out.print_line("[bold]{}[/]  {}（{}）  [bold green]{}[/]", form.id, form.title, edition, used)
        period = f"按{form.period}填报；" if form.period else ""
        out.print_line("    {}填报的：{}；依据：{}", period, "、".join(form.kinds), form.source)
        if form.newer:
            out.print_line(
                "    [yellow]自带的有 {} 版，没有换。要换：toolkit forms --use {}[/]", form.newer, form.id
            )


def show_form_exchange(done: FormExchange) -> None:
    """Show what form a work folder goes by now, and what that means for what is out."""
    if done.before is None:
        out.print_line("用的就是这一份，没有变：{}（{} 版）。", done.form.title, done.form.edition)
        return
    out.print_line("[bold green]现在用的表样[/]：{}（{} 版）", done.form.title, done.form.edition)
    out.print_line("  与换下的不同：{}", "、".join(done.places) or "只是写法")
    out.print_line("  换下的在 {}", done.before)
    if done.unread:
        out.print_line(
            "  [yellow]照 {} 版发出去的工作簿不再收（accepts 里没有它）：重新下发，或用 toolkit migrate 转。[/]",
            done.unread,
        )


def show_form_files(form: Form, shown: FormShown) -> None:
    """Show what was written to look at a form."""
    out.print_line("[bold green]{}[/]（{} 版）的样子：", form.title, form.edition)
    out.print_line("  说明和规则：{}", shown.page)
    for path in (*shown.blanks, *shown.prints):
        out.print_line("  {}", path)
    if not shown.prints:
        out.print_line("  没有找到表格程序，没有存打印出来的样子；空白工作簿可以用 WPS、Excel 打开看。")


def show_form_check(found: FormCheck, draw: Path | None) -> None:
    """Show the faults of a form, or what its rules do not watch."""
    if found.faults or found.form is None:
        out.print_line("[bold red]有 {} 处错误：[/]", len(found.faults))
        for fault in found.faults:
            out.print_line("  {}", fault)
        return
    form = found.form
    out.print_line(
        "[bold green]表样 {}（{}版）没有错误[/]：规则 {} 条", form.id, form.edition, len(form.rules)
    )
    out.print_line("  逐级成立（下级成立，相加后必成立）：{}", "、".join(found.additive) or "无")
    out.print_line("  逐行成立（登记簿）：{}", "、".join(found.by_row) or "无")
    for rule, levels in found.by_level:
        out.print_line("  只在写明的层级成立：{}（{}）", rule, "、".join(levels) or "不汇总")
    for rule, why in found.later:
        out.print_line("  表内公式判断不了，收回后判断：{}（{}）", rule, why)
    for title, names in (
        ("没有规则看住的", found.unwatched),
        ("填了没有用处的（不汇总，不推算，没有规则要）", found.unread),
    ):
        out.print_line("[bold]{}[/]（{}）：{}", title, len(names), "、".join(names) or "无")
    for blank in found.blanks:
        by = "用表格程序打开算过" if blank.recalculated else "没有找到表格程序，是我们写的结果"
        counted = "、".join(f"{word} {n}" for word, n in blank.verdicts.items())
        out.print_line(
            "[bold]空白工作簿[/]（{}，{}）：封面“审核结果”是“{}”；“校验”里 {}",
            blank.kind,
            by,
            blank.cover,
            counted,
        )
    if found.fixtures is not None:
        out.print_line("[bold]规则的样例[/]：{} 组，在 {}", len(found.fixtures), draw)
        for f in found.lacking:
            lack = "、".join(w for w, made in (("成立的", f.keeps), ("不符的", f.breaks)) if made is None)
            out.print_line("  [red]{}（{}）画不出{}[/]", f.rule.id, f.kind, lack)
        for f in found.fixtures:
            if f.also:
                others = "、".join(f"{rule}（同用 {cell}）" for rule, cell in f.also)
                out.print_line("  {}（{}）不符时，同时不符：{}", f.rule.id, f.kind, others)
