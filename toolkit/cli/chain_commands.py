"""The chain: init, distribute, collect, merge, and the demonstration of all of it."""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_results
from toolkit.cli.app import (
    ACT,
    OK,
    Json,
    Work,
    app,
    day,
    folder_at,
    folder_if_any,
    must_exist,
    now,
    outside,
    report_year,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.collect.take_in import Reach
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merge.merge import Report


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="目录", help="要新建的工作目录。")],
    name: Annotated[str, typer.Option(metavar="名称", help="本机关全称，如 孟津区白鹤镇人民政府。")] = "",
    code: Annotated[str, typer.Option(metavar="编码", help="本机关编码（文字，开头的 0 要保留）。")] = "",
    level: Annotated[
        str,
        typer.Option(metavar="层级", help="乡镇、县区或市（设区的市）。", show_default="乡镇"),
    ] = "",
    year: Annotated[
        int | None,
        typer.Option(
            metavar="年度", parser=report_year, help="报告年度；不写时为上一年。", show_default=False
        ),
    ] = None,
    deadline: Annotated[
        str, typer.Option(metavar="日期", help="统一截止日期，如 2025-01-10；不写时为次年 1 月 15 日。")
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            metavar="表样",
            help="表样的名称，或自己的表样定义（.toml，会留一份在工作目录里）。",
            show_default="政府信息公开工作年度报告",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """新建工作目录：设置 toolkit.toml 和名册 名册.xlsx。"""
    from toolkit.folder.which_form import chosen_form
    from toolkit.folder.work_folder import ROSTER, SETTINGS, init
    from toolkit.form.levels import level_called, levels_said
    from toolkit.form.roster import Office

    chosen = chosen_form(form)
    levels = chosen.form.levels
    level = level or levels[0].id
    if not level_called(levels, level):
        raise out.wrong("层级应为 {} 之一，实为 {}", levels_said(levels), level)

    period = year or datetime.datetime.now().astimezone().year - 1
    until = day(deadline) if deadline else f"{period + 1}-01-15"
    init(directory, Office(code, name, level, chosen.form.id, period, until), (), chosen.definition)
    if as_json:
        out.as_json({"directory": str(directory), "files": [SETTINGS, ROSTER], "year": period})
        return
    out.say("[bold]已建好工作目录[/] {}（{} 年度，按年度填报）", directory, period)
    if name and code:
        out.say("  1. 打开 {}，核对机关名称、编码、截止日期", SETTINGS)
    else:
        out.say("  1. 打开 {}，填好机关名称和编码", SETTINGS)
    out.say("  2. 打开 {}，一个单位填一行", ROSTER)


@app.command()
def distribute(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="目录", help="放到哪里；默认工作目录下的“下发”。", show_default=False
        ),
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """按名册给每个单位生成一份空白工作簿，并记录下发情况。"""
    folder = folder_at(work)
    with out.progress("生成工作簿", quiet=as_json) as tell:
        from toolkit.distribute.distribute import distribute as run

        handed = run(folder, output, now(), tell)
    if as_json:
        rows = [{"code": h.unit.code, "name": h.unit.name, "kind": h.unit.kind} for h in handed]
        files = [{"path": str(h.path), "sha256": h.sha256, "carried": h.carried} for h in handed]
        out.as_json({"handed": [r | f for r, f in zip(rows, files, strict=True)]})
        return
    kinds: dict[str, int] = {}
    for h in handed:
        kinds[h.unit.kind] = kinds.get(h.unit.kind, 0) + 1
    counts = "，".join(f"{k} {n}" for k, n in kinds.items())
    out.say("[bold green]已下发 {} 份[/]：{}", len(handed), counts)
    for h in handed:
        if h.carried:
            out.say("  {}：上年没有完的 {} 行已带到今年的登记簿", h.unit.name, h.carried)
    if handed:
        out.say("  在 {}，一个单位一个文件，把它们发给各单位。", handed[0].path.parent)


@app.command()
def collect(
    paths: Annotated[list[Path], typer.Argument(metavar="文件或目录", help="报送件所在的目录或文件。")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="目录",
            help="收集情况.xlsx 放到哪个目录；默认工作目录或当前目录。",
            show_default=False,
        ),
    ] = None,
    prefer: Annotated[
        list[Path] | None,
        typer.Option(
            "--prefer",
            metavar="文件",
            help="同一单位有几份时，以这个文件为准（可写几次）。",
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        str,
        typer.Option(
            "--dask",
            metavar="地址",
            help="在 dask 集群上读取，写它的地址，如 tcp://主机:8786。",
            show_default=False,
        ),
    ] = "",
    shared: Annotated[
        str,
        typer.Option(
            "--shared",
            metavar="路径",
            help="集群各机从哪里读工作目录：共同的路径或 fsspec 地址（s3://… 等）；默认与本机同一路径。",
            show_default=False,
        ),
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """读取、识别、审核收到的报送件，列出每个单位的状态和要改的地方。不改动任何报送件。"""
    must_exist([*paths, *(prefer or ())])
    folder = folder_if_any(work)
    with out.progress("读取报送件", quiet=as_json) as tell:
        from toolkit.campaign.campaign import campaign
        from toolkit.campaign.overview import overview
        from toolkit.collect.collect import collect as run
        from toolkit.collect.summary_workbook import summary
        from toolkit.folder.files import write
        from toolkit.folder.run_outputs import keep
        from toolkit.folder.which_form import form_among
        from toolkit.folder.work_folder import OVERVIEW, SUMMARY

        target = outside(output or (folder.path if folder else Path.cwd()), paths, folder) / SUMMARY
        form = form_among(paths, folder)
        at = now()
        collected = run(paths, folder, form, at, tell, prefer or (), _reach(dask, shared, folder))
    year = int(collected.year or datetime.datetime.now().astimezone().year - 1)
    if folder:
        page = overview(folder, campaign(folder, at)).encode()
        keep(folder, {SUMMARY: summary(collected, year), OVERVIEW: page}, target.parent)
    else:
        write(target, summary(collected, year))
    if as_json:
        out.as_json(collected.plain())
    else:
        show_results.collected(collected, target)
    raise typer.Exit(ACT if collected.must_act else OK)


def _reach(dask: str, shared: str, folder: WorkFolder | None) -> Reach | None:
    """Return the cluster at this address, with where it finds what is kept."""
    if not dask:
        return None
    if folder is None:
        raise out.wrong("--dask 要在工作目录里用：集群从工作目录的“原件”读取。请先运行 toolkit init")
    from toolkit.collect.take_in import on_a_cluster

    return on_a_cluster(dask, shared)


@app.command()
def merge(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="文件", help="年度报告工作簿写到哪个文件。", show_default=False
        ),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="有单位没有报齐也汇总，报告里会写明缺谁。")
    ] = False,
    last: Annotated[
        Path | None,
        typer.Option(
            "--last",
            metavar="文件",
            help="本机关上一年度的年度报告工作簿；默认工作目录下的 上年报告.xlsx。",
            show_default=False,
        ),
    ] = None,
    correct: Annotated[
        str,
        typer.Option(
            "--correct", metavar="原因", help="发布以后更正的，写明原因，会印在报告里。", show_default=False
        ),
    ] = "",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="文件",
            help="另把每个单位的每个数、本机关的合计（类别一栏为空）写成一张长表（CSV），供其他程序使用。",
            show_default=False,
        ),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", metavar="文件", help="同样的长表，写成 Parquet。", show_default=False),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="文件",
            help="上级另发的表格（.xlsx）：把数填进去另存一份，样子不变，按栏目名找格子；放不进去的列出来。",
            show_default=False,
        ),
    ] = None,
    keep_edits: Annotated[
        bool,
        typer.Option("--keep-edits", help="报告里改过、各单位又变了的地方，以报告里改过的为准。"),
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把通过审核的报送件汇总成本机关的年度报告工作簿。"""
    folder = folder_at(work)
    must_exist([into] if into else [])
    with out.progress("汇总", quiet=as_json) as tell:
        from toolkit.merge.merge import report

        made = report(
            folder, output, now(), tell, partial=partial, last=last, correct=correct, keep_edits=keep_edits
        )
    placed = None
    if made.path and into:
        from toolkit.merge.upper_form import into as fill

        placed = fill(folder, made, into, made.path.parent)
        if not as_json:
            show_results.into(placed)
    if made.path and (csv or parquet):
        from toolkit.merge import long_table

        for write, target in ((long_table.to_csv, csv), (long_table.to_parquet, parquet)):
            if target:
                write(folder.form, made, target)
    outdated = _outdated(folder, made, placed.path if placed else None, [p for p in (csv, parquet) if p])
    if as_json:
        from toolkit.merge.long_table import lines

        filled = {"into": placed.plain() if placed else None}
        told = {"lines": [line._asdict() for line in lines(folder.form, made)], "outdated": outdated}
        out.as_json(made.plain() | filled | told)
    else:
        show_results.report(made)
        for said in outdated:
            out.say("[yellow]{}[/]", said)
    errors = any(f.severity == "error" for f in made.findings)
    raise typer.Exit(ACT if made.path is None or made.missing or errors else OK)


def _outdated(folder: WorkFolder, made: Report, form: Path | None, tables: list[Path]) -> list[str]:
    """Record what was written from a report, and say what was written from another one before and would differ now."""
    if made.path is None or made.merged is None:
        return []
    from toolkit.merge.report_source import opened
    from toolkit.publish.made_from_report import FORM, TABLE, figures_digest, outdated_outputs, record_outputs

    content = figures_digest(made.merged.report.figures)
    record_outputs(folder, FORM, [form] if form else [], content, now())
    record_outputs(folder, TABLE, tables, content, now())
    return list(outdated_outputs(folder, opened(made.path, folder.form)).values())


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(metavar="目录", help="演示目录，会先清空。")] = Path("demo"),
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 退回、催报 → 收（改好后）→ 汇总 → 写报告。"""
    from toolkit.author.samples import arrived, scene
    from toolkit.cli.report_commands import report as written
    from toolkit.cli.return_commands import send_back, status

    out.rule("[bold]样例：一个乡镇的年度报告（单位和数据均为虚构）")
    scene(directory)
    first, second = arrived(directory / "收到")
    here = str(directory)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        (f"toolkit distribute -w {here}", lambda: distribute(None, directory)),
        (f"toolkit collect {first} -w {here}", lambda: collect([first], work=directory)),
        (f"toolkit return -w {here}", lambda: send_back(None, work=directory)),
        (f"toolkit status --remind -w {here}", lambda: status(remind=True, work=directory)),
        (f"toolkit collect {second} -w {here}", lambda: collect([second], work=directory)),
        (f"toolkit merge -w {here}", lambda: merge(None, work=directory)),
        (f"toolkit report -w {here}", lambda: written(None, work=directory)),
    )
    for words, step in steps:
        out.say()
        out.rule("[bold cyan]$ {}", words, left=True)
        with contextlib.suppress(typer.Exit):  # round one ends with code 1 on purpose: units must act
            step()
    out.say()
    out.rule("[bold]看这里")
    for path in sorted(
        p for p in directory.iterdir() if p.suffix in (".xlsx", ".toml", ".html", ".txt", ".docx")
    ):
        out.say("  {}", path)
    out.say("  {}  各单位的空白工作簿", directory / "下发")
    out.say("  {}  各单位报来的（样例）", directory / "收到")
    out.say("  {}  第一轮要改的单位的退回件", directory / "退回")
