"""From one period to the next: next."""

from __future__ import annotations

from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import Json, Work, app, unset_option
from toolkit.cli.arguments import parse_period_option, require_work_folder


@app.command(name="next")
def open_next(
    period: Annotated[str, unset_option("--period", "报告期", "下一期是哪一期；不写就是紧接着的一期。")] = "",
    unmerged: Annotated[bool, typer.Option("--unmerged", help="这一期没有汇总，也照样收起来。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """这一期做完了：收进“往期”，在同一个目录里开始下一期；名册、表样不变，上期的数带到新的空白表里。"""
    folder = require_work_folder(work)
    from toolkit.campaign.next_period import open_next_period as run
    from toolkit.folder.form_listing import newer_edition_offer

    done = run(folder, parse_period_option(folder.form, period) if period else None, unmerged=unmerged)
    if as_json:
        out.print_json(
            {
                "period": done.period.text,
                "past": str(done.past),
                "deadline": done.deadline,
                "own_deadlines": list(done.own_deadlines),
            }
        )
        return
    out.print_line(
        "[bold]开始 {}[/]。{} 的都收在 {}，还可以照样打开、查看。",
        done.period.spaced_name,
        folder.office.period.text,
        done.past,
    )
    if done.deadline:
        out.print_line("  截止日期顺延为 {}；不对的，改 toolkit.toml。", done.deadline)
    if done.own_deadlines:
        out.print_line("  这些单位在名册里另有截止日期，请改成这一期的：{}", "、".join(done.own_deadlines))
    if offer := newer_edition_offer(folder):
        out.print_line("  [yellow]{}。[/]", offer)
