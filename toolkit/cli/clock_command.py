"""The statutory clock of requests: what is due, and the letters that answer."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import ACT, OK, Json, Work, app, argument, flag, option, print_result, print_sentence
from toolkit.cli.arguments import (
    find_optional_folder,
    parse_day_option,
    require_existing,
    require_work_folder,
)
from toolkit.folder.days import current_utc_time

if TYPE_CHECKING:
    from toolkit.clock.office_clocks import OfficeClocks, RequestDesk
    from toolkit.folder.work_folder import WorkFolder

LIGHT_STYLE = {"overdue": "red", "done_late": "red", "soon": "yellow", "ask": "yellow", "running": "green"}
Registers = Annotated[
    list[Path] | None, argument("文件", "平时登记申请用的工作簿，可写几个；不写就看已经收到的。")
]


@app.command()
def clock(
    files: Registers = None,
    every: Annotated[bool, flag("--all", "已经办结的也列出来。")] = False,
    sheet: Annotated[
        bool, flag("--sheet", "写成表格 答复期限.xlsx：应答复日、剩余工作日、灯、每一步的依据。")
    ] = False,
    ics: Annotated[
        Path | None, option("--ics 文件", "写成日历文件，手机、电脑的日历都能导入，提前一天提醒。")
    ] = None,
    remind: Annotated[bool, flag("--remind", "写提醒文字，可以发到群里；里面没有个人信息。")] = False,
    steps: Annotated[
        bool,
        flag(
            "--steps", "生成（补齐）办理经过表：补正、征求意见、延期、收费的日期记在这里，台账里没有这些栏。"
        ),
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """申请的答复期限：每件哪天到期、还剩几个工作日、下一步做什么，以及办理中的问题。"""
    paths = files or []
    require_existing(paths)
    folder = find_optional_folder(work) if paths else require_work_folder(work)
    from toolkit.clock.office_clocks import list_office_clocks
    from toolkit.folder.which_form import form_among
    from toolkit.merging.report_clocks import request_desk_of

    form = form_among(paths, folder)
    desk, now = request_desk_of(form), current_utc_time()
    if steps:
        _write_steps(folder or require_work_folder(work), desk, paths, quiet=as_json)
    found = list_office_clocks(folder, form, desk, now, paths)
    print_result(found, partial(_show_clocks, every=every), as_json=as_json)
    if sheet:
        from toolkit.clock.write_clocks import write_clock_sheet

        written = write_clock_sheet(found, folder or require_work_folder(work))
        _tell_written(written, quiet=as_json)
    if ics:
        from toolkit.clock.write_clocks import write_calendar

        _tell_written(write_calendar(found, ics, now), quiet=as_json)
    if remind and not as_json:
        from toolkit.clock.clock_reminders import clock_reminders_text

        out.print_line()
        out.print_text(clock_reminders_text(found))
    raise typer.Exit(ACT if found.must_act else OK)


def _tell_written(path: Path, *, quiet: bool) -> None:
    if not quiet:
        out.print_line("已写 {}", path)


def _write_steps(folder: WorkFolder, desk: RequestDesk, paths: list[Path], *, quiet: bool) -> None:
    from toolkit.clock.write_clocks import write_steps_table

    path, kept = write_steps_table(folder, desk, paths)
    if not quiet:
        out.print_line("已写 {}：没有办结的申请一件一行，有过的事填上日期", path)
        if kept:
            out.print_line("  原来的一份留在 {}", kept)


def _show_clocks(found: OfficeClocks, *, every: bool) -> None:
    """Show every unit's requests, the most urgent first, and what is wrong."""
    from toolkit.clock.deadline import LIGHTS
    from toolkit.terminal import StyledText

    rows = [
        (
            u.name,
            c.number,
            c.received,
            c.due_shown,
            "" if c.left is None else c.left,
            StyledText(LIGHTS[c.light], LIGHT_STYLE.get(c.light, "dim")),
            c.said,
            c.next.said + (f"（{c.next.day_shown}）" if c.next.day and c.next.day != c.due else ""),
        )
        for u in found.units
        for c in u.clocks
        if every or c.is_open
    ]
    counts = [u.counts for u in found.units]
    if counts:
        out.print_line(
            "[bold]{}[/]（{}）：共 {} 件，没有办结 {} 件，其中超期 {}、快到期 {}、暂停 {}；办结的按期 {}、超期 {}",
            *(found.title, found.today, *(sum(n) for n in zip(*(c[:5] for c in counts), strict=True))),
            *(sum(getattr(c, name) for c in counts) for name in ("in_time", "late")),
        )
    else:
        out.print_line("没有申请：还没有收到台账，也没有写台账的文件。")
    if rows:
        heads = ("单位", found.number, "收到", "应答复日", "剩余", "灯", "情况", "下一步")
        out.print_table(heads, rows, title="剩余的是工作日", right=("剩余",))
    for u in found.units:
        for f in u.findings:
            style = "red" if f.severity == "error" else "yellow"
            out.print_line("  {} {} {}：{}。{}", StyledText("●", style), u.name, f.sheet, f.message, f.todo)
    if found.note:
        out.print_line("[yellow]{}。[/]", found.note)


@app.command()
def reply(
    number: Annotated[str, argument("编号", "台账里这件申请的编号，如 2024-001。")],
    files: Registers = None,
    letter: Annotated[
        str, option("--letter 文书", "哪一种文书：答复、补正、延期、征求意见、收费。", shown=True)
    ] = "答复",
    on: Annotated[str, option("--on 日期", "落款日期，如 2025-01-08；默认今天。")] = "",
    output: Annotated[
        Path | None, option("--output -o 目录", "写到哪个目录；默认工作目录下的 答复。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """按台账里的一行写答复书、告知书（Word）：依据、救济途径写好，空的地方用【】标出来。"""
    paths = files or []
    require_existing(paths)
    folder = require_work_folder(work)
    from toolkit.clock.write_clocks import write_reply_letter
    from toolkit.merging.report_clocks import request_desk_of

    day = datetime.date.fromisoformat(parse_day_option(on))
    path = write_reply_letter(folder, request_desk_of(folder.form), number, letter, day, output, paths)
    told = {"number": number, "letter": letter, "path": path}
    print_sentence(told, "[bold green]已写[/] {}。把【】里的填好、删去提示再印发。", path, as_json=as_json)
