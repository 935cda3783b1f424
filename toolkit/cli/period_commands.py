"""From one period to the next: next."""

from __future__ import annotations

from typing import Annotated

import toolkit.terminal as out
from toolkit.cli.app import Json, Work, app, flag, option
from toolkit.cli.arguments import parse_period_option, require_work_folder
from toolkit.cli.next_step import quote_if_spaced
from toolkit.text.plain_values import pick_plain


@app.command(name="next")
def open_next(
    period: Annotated[str, option("--period 报告期", "下一期是哪一期；不写就是紧接着的一期。")] = "",
    unmerged: Annotated[
        bool, flag("--unmerged", "这一期没有汇总，或汇总以后又有变化，也照样收起来。")
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """这一期做完了：收进“往期”，在同一个目录里开始下一期；名册、表样不变，上期的数带到新的空白表里。"""
    folder = require_work_folder(work, half_moved=True)
    from toolkit.folder.days import current_utc_time
    from toolkit.folder.form_listing import newer_edition_offer
    from toolkit.publishing.next_period import open_next_period as run

    asked = parse_period_option(folder.form, period) if period else None
    done = run(folder, asked, current_utc_time(), unmerged=unmerged)
    if as_json:
        out.print_json(pick_plain(done, "period=period.text past deadline own_deadlines open_ends"))
        return
    before = folder.office.period.text
    if done.past:
        out.print_line("[bold]开始 {}[/]。{} 的都收在 {}。", done.period.spaced_name, before, done.past)
    else:
        out.print_line("[bold]开始 {}[/]。{} 什么也没有做，没有收。", done.period.spaced_name, before)
    for said in done.open_ends:
        out.print_line("  [yellow]{} {}[/]", before, said)
    if done.past:
        out.print_line(
            "  {} 补报、更正的，用 -w 在那里照样收、汇总：toolkit collect 收到的目录 -w {}",
            before,
            quote_if_spaced(done.past),
        )
    if done.deadline:
        out.print_line("  截止日期顺延为 {}；不对的，改 toolkit.toml。", done.deadline)
    if done.own_deadlines:
        out.print_line("  这些单位在名册里另有截止日期，请改成这一期的：{}", "、".join(done.own_deadlines))
    if offer := newer_edition_offer(folder):
        out.print_line("  [yellow]{}。[/]", offer)
