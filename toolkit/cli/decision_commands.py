"""What an office decides and looks up: exclude, sign, permit, adopt, history, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_results
from toolkit.cli.adopt_many import adopt_by_list, adopt_proposed_files
from toolkit.cli.app import ACT, OK, Json, UnitSaid, Work, app, argument, flag, option, print_sentence
from toolkit.cli.arguments import parse_day_option, require_existing, require_work_folder, resolve_unit_code
from toolkit.cli.next_step import quote_if_spaced
from toolkit.folder.days import current_utc_time
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.verifying.report_against_files import ReportVerification
    from toolkit.verifying.verify import VerificationResult


@app.command()
def exclude(
    path: Annotated[Path, argument("文件", "收到过的文件，或它在收集情况里的路径。")],
    why: Annotated[str, option("--why 理由", "理由，会写进台账。")] = "",
    by: Annotated[str, option("--by 姓名", "谁决定的。")] = "",
    undo: Annotated[bool, flag("--undo", "取消以前的排除。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """排除一份收到的文件，不再采用它，并记录理由；文件本身留着，可以取消。"""
    folder = require_work_folder(work)
    from toolkit.collecting.decisions import exclude_file as run

    unit = run(folder, path, why or ("取消排除" if undo else ""), by, current_utc_time(), undo=undo)
    told = {"path": path, "unit": unit, "excluded": not undo}
    done = "已取消排除" if undo else "已排除"
    print_sentence(told, "{} {}（单位 {}），已记入台账。", done, path, unit, as_json=as_json)


@app.command()
def sign(
    unit: UnitSaid,
    why: Annotated[str, option("--why 理由", "审核意见，会写进台账。")] = "",
    by: Annotated[str, option("--by 姓名", "审核人。")] = "",
    on: Annotated[str, option("--on 日期", "审核日期，如 2025-01-08；默认今天。")] = "",
    step: Annotated[str, option("--step 步骤", "审核分几步的（三审三校等），这是哪一步。")] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """记录一个单位的报送件审核通过；此后再来的文件不会自动代替它。"""
    folder = require_work_folder(work)
    unit = resolve_unit_code(folder, unit)
    from toolkit.collecting.decisions import sign_off_unit as run

    left = run(folder, unit, why, by, parse_day_option(on), step, current_utc_time())
    told = {"unit": unit, "step": step, "left": left}
    more = f"还差 {'、'.join(left)}。" if left else "此后再来的文件不会自动代替它。"
    print_sentence(told, "[bold green]已记录审核[/] {} {}。{}", unit, step, more, as_json=as_json)


@app.command()
def unsign(
    unit: UnitSaid,
    why: Annotated[str, option("--why 理由", "理由，会写进台账。")] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """取消一个单位的审核通过，并记录理由。"""
    folder = require_work_folder(work)
    unit = resolve_unit_code(folder, unit)
    from toolkit.collecting.decisions import undo_sign_off as run

    run(folder, unit, why, current_utc_time())
    told = {"unit": unit, "signed": False}
    print_sentence(
        told, "已取消 {} 的审核通过。审核以后又来的文件，现在按时间先后采用。", unit, as_json=as_json
    )


@app.command()
def history(unit: UnitSaid, work: Work = None, as_json: Json = False) -> None:
    """列出一个单位的全部经过：下发、收到、换了哪一份、改了哪些格、做过什么决定。"""
    folder = require_work_folder(work)
    unit = resolve_unit_code(folder, unit)
    from toolkit.campaign.history import unit_history as run
    from toolkit.folder.days import office_minute_of

    entries = run(folder, unit)
    if as_json:
        out.print_json(entries)
        return
    for e in entries:
        out.print_line("{}  {}", office_minute_of(e.at), e.said)


@app.command()
def verify(
    anchor: Annotated[
        str, argument("流水号", "报告上印的台账流水号（前几位即可）；加了 --children 时是汇总好的工作簿。")
    ] = "",
    children: Annotated[
        Path | None, option("--children 目录", "报告所汇总的各单位文件在哪个目录：逐格核对报告与它们。")
    ] = None,
    read_data: Annotated[
        bool, flag("--read-data", "把每一份原件再读一遍，看结果是否与记录一致（较慢）。")
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """核对台账和收到的原件是否完整、有没有被改动；或者核对一份汇总好的工作簿与它所汇总的各单位文件。"""
    if children:
        _verify_against_children(Path(anchor), children, as_json=as_json)
    folder = require_work_folder(work)
    with out.show_progress("核对", quiet=as_json) as tell:
        from toolkit.verifying.verify import verify_ledger as run

        found = run(folder, anchor, current_utc_time(), tell, read_data=read_data)
    if as_json:
        out.print_json(found)
    else:
        _show_faults(found)
        told = f"，重读 {found.read} 份、与记录比对 {found.again} 份" if read_data else ""
        if not found.faults:
            out.print_line("[bold green]完整[/]：原件 {} 份，流水 {} 条{}", found.files, found.events, told)
        out.print_line("台账流水号：{}", found.head)
    raise typer.Exit(ACT if found.faults else OK)


def _verify_against_children(report: Path, children: Path, *, as_json: bool) -> None:
    require_existing([report, children])
    with out.show_progress("核对", quiet=as_json) as tell:
        from toolkit.verifying.report_against_files import verify_report as run

        found = run(report, children, current_utc_time(), tell)
    if as_json:
        out.print_json(found)
    else:
        _show_faults(found)
        if not found.faults:
            counts = (found.report, found.children, found.parts)
            out.print_line("[bold green]一致[/]：{}，单位 {} 个，逐格核对 {} 个数", *counts)
    raise typer.Exit(ACT if found.faults else OK)


def _show_faults(found: ReportVerification | VerificationResult) -> None:
    for fault in found.faults:
        out.print_line("[red]{}[/]", fault)
    for note in found.notes:
        out.print_line("[yellow]{}[/]", note)


@app.command()
def permit(
    unit: UnitSaid,
    asked: Annotated[
        str, argument("编号", "规则编号或问题编号，如 I4、J1；收集情况“问题清单”的“规则”一栏写着。")
    ],
    why: Annotated[str, option("--why 理由", "理由，会写进台账和报告。")] = "",
    by: Annotated[str, option("--by 姓名", "谁决定的。")] = "",
    undo: Annotated[bool, flag("--undo", "收回以前的准予。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """准予一个单位的某项错误、提示按现在的数通过（代单位作出说明），并记录理由；数一变就失效。

    问“用了 ✓，是否都应为 √”一类的，准予就是答“是”：这个单位的这一栏从此这样读取。
    """
    folder = require_work_folder(work)
    unit = resolve_unit_code(folder, unit)
    from toolkit.collecting.decisions import permit_findings as run
    from toolkit.collecting.decisions import revoke_permissions
    from toolkit.submissions.explanations import MARKS

    if undo:
        ended = revoke_permissions(folder, unit, asked, current_utc_time())
        told = {"unit": unit, "rule": asked, "ended": ended}
        said = told.values()
        print_sentence(told, "已收回 {} {} 的准予（{} 处），重新要求改正或说明。", *said, as_json=as_json)
        return
    found = run(folder, unit, asked, why, by, current_utc_time())
    if as_json:
        out.print_json({"unit": unit, "rule": asked, "why": why, "permitted": found})
        return
    out.print_line("已准予 {} {} 的 {} 处通过，已记入台账：", unit, asked, len(found))
    show_results.show_findings(found)
    if any(f.code == MARKS for f in found):
        out.print_line(
            "这些格已照此重新读取。看读得对不对：toolkit status；收回：toolkit permit {} {} --undo。",
            unit,
            "J4",
        )
    others = "、".join(dict.fromkeys(dict(f.args).get("others", "") for f in found))
    if others:
        out.print_line(
            "另一方（{}）的同一个问题要另外答复：也属实的，同样准予；它抄错了的，退回它改。", others
        )
    out.print_line("已经汇总过的，再运行 toolkit merge，报告里就有这条说明。")


@app.command()
def adopt(
    path: Annotated[
        Path | None, argument("文件", "待确认是谁的文件，或别处做的工作簿；也可以写它在收集情况里的路径。")
    ] = None,
    unit: Annotated[str, argument("单位", "单位编码、名称，或名称里别的单位没有的一段。")] = "",
    every: Annotated[
        bool, flag("--all", "列出收到的、没有标识的全部文件，各像是哪个单位的、凭什么、能读多少，一次认领。")
    ] = False,
    yes: Annotated[
        bool, flag("--yes", "与 --all 同用：只有一个单位可能、没有疑点的，不再问，全部认领。")
    ] = False,
    filled: Annotated[
        Path | None, option("--list 清单", "填好的认领清单：照里面写的“是”“否”逐份认领或不认领。")
    ] = None,
    why: Annotated[str, option("--why 理由", "依据，会写进台账。")] = "",
    despite: Annotated[
        str,
        option(
            "--despite 理由",
            "文件里写的是别的年度、别的机关，或已作为别的单位的采用，仍要认定的理由，会写进台账。",
        ),
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """认定一份文件是哪个单位的（看不出是谁的、拿错了表的、用别的表做的），以后按这个单位读取；或者一次认定全部。"""
    if sum((path is not None, every, filled is not None)) != 1 or (path is not None) != bool(unit):
        raise out.usage_error(
            "写一份文件和它的单位；要一次认领全部的，只写 --all，填好了清单的，只写 --list 清单"
        )
    if yes and not every:
        raise out.usage_error("--yes 要与 --all 同用")
    if path is None and (why or despite):
        raise out.usage_error("--why、--despite 只用于认定一份文件；清单里的理由写在“理由”一栏")
    folder = require_work_folder(work)
    if every:
        where = f" -w {quote_if_spaced(work)}" if work else ""
        adopt_proposed_files(folder, where, yes=yes, as_json=as_json)
    elif filled:
        adopt_by_list(folder, filled, as_json=as_json)
    elif path:
        _adopt_one(folder, path, unit, why, despite, as_json=as_json)


def _adopt_one(folder: WorkFolder, path: Path, said: str, why: str, despite: str, *, as_json: bool) -> None:
    unit = resolve_unit_code(folder, said)
    from toolkit.collecting.adoption import adopt_file as run

    found = run(folder, path, unit, why, current_utc_time(), despite)
    if as_json:
        state = pick_plain(found.now, "state outcome") if found.now else {"state": None, "outcome": None}
        out.print_json({"path": path, **pick_plain(found, "unit.code unit.name despite"), **state})
    else:
        show_results.show_adoption(found, path)
