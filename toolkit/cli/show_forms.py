"""What the terminal shows of forms: which are at hand, what was exchanged, what is wrong in a definition."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import toolkit.terminal as out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from toolkit.author.adopt_blank import AdoptedBlank
    from toolkit.author.form_check import FormCheck
    from toolkit.author.form_show import FormShown
    from toolkit.folder.form_listing import FormExchange, KnownForm
    from toolkit.form.model import Form
    from toolkit.steps.new_folder import NewFolder

MOST_REASONS = 5
"""How many reasons are told why a blank is not handed out itself."""


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
    if found.open_questions:
        out.print_line("[bold yellow]待确认的还没有定[/]（{}）：", len(found.open_questions))
    for told in found.open_questions:
        out.print_line("  {}", told)
    if found.faults or found.form is None:
        out.print_line("[bold red]有 {} 处错误：[/]", len(found.faults))
        for fault in found.faults:
            out.print_line("  {}", fault)
        return
    form, count = found.form, len(found.form.rules)
    out.print_line("[bold green]表样 {}（{}版）没有错误[/]：规则 {} 条", form.id, form.edition, count)
    if form.blank:
        out.print_line("  下发的就是空表 {} 本身：各个数都在写的位置", form.blank)
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
        seen = (blank.kind, by, blank.cover, counted)
        out.print_line("[bold]空白工作簿[/]（{}，{}）：封面“审核结果”是“{}”；“校验”里 {}", *seen)
    if found.fixtures is not None:
        out.print_line("[bold]规则的样例[/]：{} 组，在 {}", len(found.fixtures), draw)
        for f in found.lacking:
            lack = "、".join(w for w, made in (("成立的", f.keeps), ("不符的", f.breaks)) if made is None)
            out.print_line("  [red]{}（{}）画不出{}[/]", f.rule.id, f.kind, lack)
        for f in found.fixtures:
            if f.also:
                others = "、".join(f"{rule}（同用 {cell}）" for rule, cell in f.also)
                out.print_line("  {}（{}）不符时，同时不符：{}", f.rule.id, f.kind, others)


def show_adopted_blank(done: AdoptedBlank) -> None:
    """Show what was read of a blank, what a person should confirm, and which cells were not understood."""
    found = done.proposal
    if not found.tables:
        out.print_line("[bold red]没有看出表格[/]：找不到表头和下面要填的格，没有写表样。")
        out.print_line("  请看空表是否有表头、行名和框线；申请表一类的，左边项目、右边要有空着的格。")
    for table in found.tables:
        out.print_line("[bold]{}[/]", table)
    out.print_line("{}", found.account.line)
    if found.guesses:
        out.print_line("[bold]待确认[/]（{}）：", len(found.guesses))
    for number, guess in enumerate(found.guesses, 1):
        yes, no = ("已答“是”", "已答“否”") if guess.answered else ("已照此写", "没有写，答“是”才写")
        about = (number, guess.said, guess.places, guess.ground)
        out.print_line("  {}. {}？（{}；{}）[bold]{}[/]", *about, yes if guess.taken else no)
    if found.odd_cells:
        out.print_line("[bold yellow]没有看懂的格[/]（{}）：", len(found.odd_cells))
    for cell in found.odd_cells:
        out.print_line("  {} {} “{}”：{}", cell.sheet, cell.a1, cell.text, cell.why)
    for fault in found.faults:
        out.print_line("  [red]写出的表样还不能用：{}[/]", fault)
    if done.kept:
        out.print_line("在工作簿里手改的都保留了（{}）：{}", len(done.kept), "；".join(done.kept))
    if done.backup is not None:
        out.print_line("[yellow]手改过的那份另存为 {}[/]", done.backup)
    if done.converted:
        out.print_line("空表是 {} 格式的，{}后再读，原件没有动", done.converted, done.how_converted)
    if done.definition is not None:
        out.print_line("表样写在 {}，每个数在原表的位置也在里面", done.definition)
        for why in done.drawn[:MOST_REASONS]:
            out.print_line("  [yellow]下发的工作簿另画，不用原表本身：{}[/]", why)
        if not done.drawn:
            out.print_line("  下发的就是原表本身：打上各单位的名称，加一张“校验”；样子、打印设置不变")
            if done.one_row_each:
                out.print_line("  一行一个单位的表：各单位的一份里只留自己的一行，别的单位的行隐藏")


def show_new_folder(directory: Path, made: NewFolder) -> None:
    """Show a work folder that was made, and what is to be filled in."""
    from toolkit.folder.work_folder import ROSTER, SETTINGS
    from toolkit.form.period import YEAR

    form, office = made.chosen.form, made.folder.office
    when = office.period
    kind = "年度" if when.kind == YEAR else when.kind
    out.print_line("[bold]已建好工作目录[/] {}（{}，按{}填报）", directory, when.spaced_name, kind)
    out.print_line("  表样：{}（{} 版），定义留在 {}", form.title, form.edition, made.files[-1])
    if made.chosen.note:
        out.print_line("  [yellow]{}[/]", made.chosen.note)
    if office.name and office.code:
        also = "、截止日期" if office.deadline else ""
        out.print_line("  1. 打开 {}，核对机关名称、编码{}", SETTINGS, also)
    else:
        out.print_line("  1. 打开 {}，填好机关名称和编码", SETTINGS)
    if not office.deadline:
        out.print_line(
            "     没有写截止日期，就没有单位算逾期：在 {} 写上，如 deadline = {}；以后各期自动顺延",
            SETTINGS,
            when.last + datetime.timedelta(5),
        )
    out.print_line("  2. 打开 {}，一个单位填一行", ROSTER)
