"""What goes back to the units: marked copies, receipts, reminders, and the picture of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_results
from toolkit.cli.app import ACT, OK, Json, UnitsSaid, Work, app, flag, option, print_result, print_sentence
from toolkit.cli.arguments import parse_day_option, require_work_folder, resolve_unit_codes
from toolkit.folder.days import current_utc_time


@app.command("return")
def make_return_copies(
    units: UnitsSaid = None,
    output: Annotated[
        Path | None, option("--output -o 目录", "写到哪个目录；默认工作目录下的 退回。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把要改的报送件做成退回件：各单位自己的文件，错的格子标红加批注，首页列出要改的地方。"""
    folder = require_work_folder(work)
    with out.show_progress("做退回件", quiet=as_json) as tell:
        from toolkit.returns.return_copies import write_return_copies as run

        made = run(folder, resolve_unit_codes(folder, units), output, current_utc_time(), tell)
    print_result(made, show_results.show_return_copies, made, as_json=as_json)
    raise typer.Exit(ACT if any(m.errors for m in made) else OK)


@app.command()
def receipt(
    units: UnitsSaid = None,
    output: Annotated[
        Path | None, option("--output -o 目录", "写到哪个目录；默认工作目录下的 回执。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """给收到的每一份报送件写回执：谁、何时、哪个文件（指纹）、审核结论，一页表格和一段文字。"""
    folder = require_work_folder(work)
    with out.show_progress("写回执", quiet=as_json) as tell:
        from toolkit.campaign.receipts import write_receipts as run

        made = run(folder, resolve_unit_codes(folder, units), output, current_utc_time(), tell)
    where = made[0].path.parent if made else ""
    print_sentence(made, "[bold green]回执 {} 份[/]，在 {}", len(made), where, as_json=as_json)


@app.command()
def status(
    remind: Annotated[
        bool, flag("--remind", "写催报文字：发群里的、发各单位的、电话名单。不会自动发送。")
    ] = False,
    html: Annotated[bool, flag("--html", "写一页总览网页，可以筛选、排序，不用联网。")] = False,
    output: Annotated[Path | None, option("--output -o 目录", "写到哪个目录；默认工作目录。")] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """报送进度：谁报了、谁没报、谁要改，离截止还有几天。"""
    folder = require_work_folder(work)
    from toolkit.campaign.status import write_status as run
    from toolkit.merging.report_clocks import clocks_beside

    now = current_utc_time()
    clocks = clocks_beside(folder, now) if html else None
    found = run(folder, output, now, remind=remind, html=html, clocks=clocks)
    print_result(found, show_results.show_status, as_json=as_json)
    raise typer.Exit(ACT if found.must_act else OK)


@app.command()
def appraise(
    until: Annotated[str, option("--until 日期", "整改期限，如 2025-01-20；默认从今天起第五天。")] = "",
    output: Annotated[Path | None, option("--output -o 目录", "写到哪个目录；默认工作目录。")] = None,
    word: Annotated[
        Path | None, option("--word 文件", "通报的 Word 文档写成哪个文件；默认与表格放在一起。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """考核通报：各单位报送是否及时、准确，按类别排名，写成 Word 通报和表格。"""
    folder = require_work_folder(work)
    from toolkit.campaign.appraisal import write_appraisal as run
    from toolkit.merging.report_clocks import clocks_beside

    now = current_utc_time()
    due = parse_day_option(until) if until else ""
    done = run(folder, due, output, now, word, clocks_beside(folder, now))
    print_result(done, show_results.show_appraisal, as_json=as_json)
