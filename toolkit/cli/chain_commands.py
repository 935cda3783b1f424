"""The chain: init, distribute, collect, merge, and from one period to the next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_forms, show_results
from toolkit.cli.app import ACT, OK, Figures, Json, Work, app, argument, flag, option, print_result
from toolkit.cli.arguments import (
    default_period,
    find_optional_folder,
    parse_edit_choices,
    parse_period_option,
    parse_table_path,
    require_existing,
    require_outside,
    require_work_folder,
    resolve_form_name,
    today_here,
    write_and_tell_table,
)
from toolkit.cli.next_step import UNMARKED, quote_if_spaced
from toolkit.folder.days import current_utc_time
from toolkit.text.plain_values import to_plain

if TYPE_CHECKING:
    from toolkit.collecting.take_in import ClusterReach
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.steps.merge_outputs import MergeOutputs


@app.command()
def init(
    directory: Annotated[Path, argument("目录", "要新建的工作目录。")],
    name: Annotated[str, option("--name 名称", "本机关全称，如 孟津区白鹤镇人民政府。")] = "",
    code: Annotated[str, option("--code 编码", "本机关编码（文字，开头的 0 要保留）。")] = "",
    level: Annotated[str, option("--level 层级", "乡镇、县区或市（设区的市）。", shown="乡镇")] = "",
    period: Annotated[
        str,
        option(
            "--period --year 报告期",
            "填报哪一期：2025 年度、2025年上半年、2025年第二季度、2025-04、2025年4月上旬、2025-04-30；不写时为刚过去的一期（按时点填报的要写）。",
        ),
    ] = "",
    deadline: Annotated[
        str,
        option(
            "--deadline 日期",
            "统一截止日期，如 2025-01-10；按年填报的表不写时为次年 1 月 15 日，其他的不写就没有。",
        ),
    ] = "",
    form: Annotated[
        str,
        option(
            "--form 表样",
            "表样的名称（toolkit forms 列出），或自己的表样定义（.toml、.xlsx）；留一份在工作目录里（.toml）。不写时列出来问。",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """新建工作目录：设置 toolkit.toml、名册 名册.xlsx 和表样定义。"""
    from toolkit.steps.new_folder import NewFolderError, NewFolderRequest, create_work_folder

    asked = NewFolderRequest(resolve_form_name(form), name, code, level, period, deadline)
    try:
        made = create_work_folder(directory, asked, today_here())
    except NewFolderError as error:
        raise out.usage_error("{}", error) from error
    told = {"directory": directory, **to_plain(made)}
    print_result(told, show_forms.show_new_folder, directory, made, as_json=as_json)


@app.command()
def distribute(
    output: Annotated[Path | None, option("--output -o 目录", "放到哪里；默认工作目录下的“下发”。")] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """按名册给每个单位生成一份空白工作簿，并记录下发情况。"""
    folder = require_work_folder(work)
    with out.show_progress("生成工作簿", quiet=as_json) as tell:
        from toolkit.distributing.distribute import distribute_workbooks as run

        handed = run(folder, output, current_utc_time(), tell)
    from toolkit.folder.form_listing import newer_edition_offer
    from toolkit.form.period import LAST_YEAR, PREVIOUS, YEAR

    if as_json:
        out.print_json({"handed": handed})
        return
    counts = "，".join(f"{k} {n}" for k, n in Counter(h.unit.kind for h in handed).items())
    out.print_line("[bold green]已下发 {} 份[/]：{}", len(handed), counts)
    before, now = "上年没有完的", "今年的登记簿"
    if folder.form.periods.kind != YEAR:
        before, now = before.replace(LAST_YEAR, PREVIOUS), now.replace("今年", "本期")
    for h in handed:
        if h.carried:
            out.print_line("  {}：{} {} 行已带到{}", h.unit.name, before, h.carried, now)
    if handed:
        out.print_line("  在 {}，一个单位一个文件，把它们发给各单位。", handed[0].path.parent)
    if offer := newer_edition_offer(folder):
        out.print_line("  [yellow]{}。[/]", offer)


@app.command()
def collect(
    context: typer.Context,
    paths: Annotated[list[Path], argument("文件或目录", "报送件所在的目录或文件。")],
    output: Annotated[
        Path | None, option("--output -o 目录", "收集情况.xlsx 放到哪个目录；默认工作目录或当前目录。")
    ] = None,
    prefer: Annotated[
        list[Path] | None, option("--prefer 文件", "同一单位有几份时，以这个文件为准（可写几次）。")
    ] = None,
    dask: Annotated[str, option("--dask 地址", "在 dask 集群上读取，写它的地址，如 tcp://主机:8786。")] = "",
    shared: Annotated[
        str,
        option(
            "--shared 路径",
            "集群各机从哪里读工作目录：共同的路径或 fsspec 地址（s3://… 等）；默认与本机同一路径。",
        ),
    ] = "",
    figures: Figures = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """读取、识别、审核收到的报送件，列出每个单位的状态和要改的地方。不改动任何报送件。"""
    require_existing([*paths, *(prefer or ())])
    folder = find_optional_folder(work)
    table = parse_table_path(figures, paths, folder) if figures else None
    with out.show_progress("读取报送件", quiet=as_json) as tell:
        from toolkit.folder.which_form import form_among
        from toolkit.folder.work_folder import SUMMARY
        from toolkit.form.submission import OUTCOMES
        from toolkit.steps.collected_outputs import CollectRequest, collect_and_keep

        target = require_outside(output or (folder.path if folder else Path.cwd()), paths, folder) / SUMMARY
        form = form_among(paths, folder)
        reach = _cluster_reach(dask, shared, folder)
        asked = CollectRequest(paths, target.parent, prefer or (), reach, with_figures=table is not None)
        collected = collect_and_keep(asked, folder, form, current_utc_time(), tell)
    for file in collected.files:
        out.LOG.info("%s：%s", OUTCOMES[file.outcome], file.path)
    context.meta[UNMARKED] = sum(f.unmarked for f in collected.files) if folder else 0
    print_result(collected, show_results.show_collected, collected, target, as_json=as_json)
    if table:
        period = form.periods.read(collected.period) if collected.period else default_period(form)
        write_and_tell_table(collected, form, period, table, quiet=as_json)
    raise typer.Exit(ACT if collected.must_act else OK)


def _cluster_reach(dask: str, shared: str, folder: WorkFolder | None) -> ClusterReach | None:
    """Return the cluster at this address, with where it finds what is kept."""
    if not dask:
        return None
    if folder is None:
        raise out.usage_error("--dask 要在工作目录里用：集群从工作目录的“原件”读取。请先运行 toolkit init")
    from toolkit.collecting.take_in import reach_cluster

    return reach_cluster(dask, shared)


@app.command()
def merge(
    output: Annotated[Path | None, option("--output -o 文件", "汇总好的工作簿写到哪个文件。")] = None,
    partial: Annotated[bool, flag("--partial", "有单位没有报齐也汇总，报告里会写明缺谁。")] = False,
    last: Annotated[
        Path | None,
        option(
            "--last 文件",
            "本机关上一期汇总好的工作簿；默认是工作目录下的 上年报告.xlsx（不按年填报的，上期报告.xlsx）。",
        ),
    ] = None,
    correct: Annotated[str, option("--correct 原因", "发布以后更正的，写明原因，会印在报告里。")] = "",
    csv: Annotated[
        Path | None,
        option(
            "--csv 文件",
            "另把每个单位的每个数、本机关的合计（类别一栏为空）写成一张长表（CSV），供其他程序使用。",
        ),
    ] = None,
    parquet: Annotated[Path | None, option("--parquet 文件", "同样的长表，写成 Parquet。")] = None,
    into: Annotated[
        Path | None,
        option(
            "--into 文件",
            "上级另发的表格（.xlsx）：把数和登记簿填进去另存一份，样子不变，按栏目名找格子；放不进去的列出来。",
        ),
    ] = None,
    keep_edits: Annotated[
        bool, flag("--keep-edits", "报告里改过、各单位又变了的地方，以报告里改过的为准。")
    ] = False,
    decide: Annotated[
        list[str] | None,
        option(
            "--decide 位置=报告",
            "这样的地方一处一处定：照提示里的位置写“位置=报告”或“位置=各单位”，可写几个；没有写的仍然问。",
        ),
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把通过审核的报送件汇总成本机关的一份工作簿，每个数追得到来源。"""
    folder = require_work_folder(work)
    require_existing([into] if into else [])
    decided = parse_edit_choices(decide or [])
    with out.show_progress("汇总", quiet=as_json) as tell:
        from toolkit.steps.merge_outputs import MergeOptions, merge_and_record

        tables = (csv, parquet)
        asked = MergeOptions(output, last, correct, into, *tables, partial, keep_edits, decided)
        done = merge_and_record(folder, asked, current_utc_time(), tell)
    _tell_merge(folder, done, as_json=as_json)
    made = done.made
    errors = any(f.severity == "error" for f in made.findings)
    raise typer.Exit(ACT if made.path is None or made.missing or errors else OK)


def _tell_merge(folder: WorkFolder, done: MergeOutputs, *, as_json: bool) -> None:
    if as_json:
        from toolkit.merging.long_table import long_table_rows

        lines = list(long_table_rows(folder.form, done.made))
        out.print_json(done.made.plain() | {"into": done.placed, "lines": lines, "outdated": done.outdated})
        return
    if done.placed:
        show_results.show_filled_form(done.placed)
    show_results.show_merge_result(done.made)
    for said in done.outdated:
        out.print_line("[yellow]{}[/]", said)


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
    from toolkit.folder.form_listing import newer_edition_offer
    from toolkit.publishing.next_period import open_next_period as run

    asked = parse_period_option(folder.form, period) if period else None
    done = run(folder, asked, current_utc_time(), unmerged=unmerged)
    if as_json:
        out.print_json(done)
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
