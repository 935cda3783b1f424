"""What an office decides and looks up: exclude, sign, permit, adopt, history, verify."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show
from toolkit.cli.app import ACT, OK, Json, UnitSaid, Work, app, day, folder_at, must_exist, now, unit_code


@app.command()
def exclude(
    path: Annotated[Path, typer.Argument(metavar="文件", help="收到过的文件，或它在收集情况里的路径。")],
    why: Annotated[
        str, typer.Option("--why", metavar="理由", help="理由，会写进台账。", show_default=False)
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="谁决定的。", show_default=False)] = "",
    undo: Annotated[bool, typer.Option("--undo", help="取消以前的排除。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """排除一份收到的文件，不再采用它，并记录理由；文件本身留着，可以取消。"""
    folder = folder_at(work)
    from toolkit.flow.decide import exclude as run

    unit = run(folder, path, why or ("取消排除" if undo else ""), by, now(), undo=undo)
    if as_json:
        out.as_json({"path": str(path), "unit": unit, "excluded": not undo})
    else:
        out.say("{} {}（单位 {}），已记入台账。", "已取消排除" if undo else "已排除", path, unit)


@app.command()
def sign(
    unit: UnitSaid,
    why: Annotated[
        str, typer.Option("--why", metavar="理由", help="审核意见，会写进台账。", show_default=False)
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="审核人。", show_default=False)] = "",
    on: Annotated[
        str,
        typer.Option("--on", metavar="日期", help="审核日期，如 2025-01-08；默认今天。", show_default=False),
    ] = "",
    step: Annotated[
        str,
        typer.Option(
            "--step", metavar="步骤", help="审核分几步的（三审三校等），这是哪一步。", show_default=False
        ),
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """记录一个单位的报送件审核通过；此后再来的文件不会自动代替它。"""
    folder = folder_at(work)
    unit = unit_code(folder, unit)
    from toolkit.flow.decide import sign as run

    left = run(folder, unit, why, by, day(on), step, now())
    if as_json:
        out.as_json({"unit": unit, "step": step, "left": list(left)})
    else:
        more = f"还差 {'、'.join(left)}。" if left else "此后再来的文件不会自动代替它。"
        out.say("[bold green]已记录审核[/] {} {}。{}", unit, step, more)


@app.command()
def unsign(
    unit: UnitSaid,
    why: Annotated[
        str, typer.Option("--why", metavar="理由", help="理由，会写进台账。", show_default=False)
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """取消一个单位的审核通过，并记录理由。"""
    folder = folder_at(work)
    unit = unit_code(folder, unit)
    from toolkit.flow.decide import unsign as run

    run(folder, unit, why, now())
    if as_json:
        out.as_json({"unit": unit, "signed": False})
    else:
        out.say("已取消 {} 的审核通过。审核以后又来的文件，现在按时间先后采用。", unit)


@app.command()
def history(unit: UnitSaid, work: Work = None, as_json: Json = False) -> None:
    """列出一个单位的全部经过：下发、收到、换了哪一份、改了哪些格、做过什么决定。"""
    folder = folder_at(work)
    unit = unit_code(folder, unit)
    from toolkit.flow.history import history as run

    entries = run(folder, unit)
    if as_json:
        out.as_json([e._asdict() for e in entries])
        return
    for e in entries:
        at = datetime.datetime.fromisoformat(e.at).astimezone()
        out.say("{}  {}", f"{at:%Y-%m-%d %H:%M}", e.said)


@app.command()
def verify(
    anchor: Annotated[
        str,
        typer.Argument(
            metavar="流水号",
            help="报告上印的台账流水号（前几位即可）；加了 --children 时是年度报告工作簿。",
            show_default=False,
        ),
    ] = "",
    children: Annotated[
        Path | None,
        typer.Option(
            "--children",
            metavar="目录",
            help="年度报告所汇总的各单位文件在哪个目录：逐格核对报告与它们。",
            show_default=False,
        ),
    ] = None,
    read_data: Annotated[
        bool, typer.Option("--read-data", help="把每一份原件再读一遍，看结果是否与记录一致（较慢）。")
    ] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """核对台账和收到的原件是否完整、有没有被改动；或者核对一份年度报告与它所汇总的各单位文件。"""
    if children:
        _custody(Path(anchor), children, as_json=as_json)
    folder = folder_at(work)
    with out.progress("核对", quiet=as_json) as tell:
        from toolkit.flow.verify import verify as run

        found = run(folder, anchor, now(), tell, read_data=read_data)
    if as_json:
        out.as_json(found.plain())
    else:
        for fault in found.faults:
            out.say("[red]{}[/]", fault)
        for note in found.notes:
            out.say("[yellow]{}[/]", note)
        told = f"，重读 {found.read} 份、与记录比对 {found.again} 份" if read_data else ""
        if not found.faults:
            out.say("[bold green]完整[/]：原件 {} 份，流水 {} 条{}", found.files, found.events, told)
        out.say("台账流水号：{}", found.head)
    raise typer.Exit(ACT if found.faults else OK)


def _custody(report: Path, children: Path, *, as_json: bool) -> None:
    must_exist([report, children])
    with out.progress("核对", quiet=as_json) as tell:
        from toolkit.flow.custody import custody as run

        found = run(report, children, now(), tell)
    if as_json:
        out.as_json(found.plain())
    else:
        for fault in found.faults:
            out.say("[red]{}[/]", fault)
        for note in found.notes:
            out.say("[yellow]{}[/]", note)
        if not found.faults:
            counts = (found.report, found.children, found.parts)
            out.say("[bold green]一致[/]：{}，单位 {} 个，逐格核对 {} 个数", *counts)
    raise typer.Exit(ACT if found.faults else OK)


@app.command()
def permit(
    unit: UnitSaid,
    rule: Annotated[str, typer.Argument(metavar="规则", help="规则编号，如 I4。")],
    why: Annotated[
        str, typer.Option("--why", metavar="理由", help="理由，会写进台账和报告。", show_default=False)
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="谁决定的。", show_default=False)] = "",
    undo: Annotated[bool, typer.Option("--undo", help="收回以前的准予。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """准予一个单位的某项错误按现在的数通过，并记录理由；数一变就失效。"""
    folder = folder_at(work)
    unit = unit_code(folder, unit)
    from toolkit.flow.decide import end
    from toolkit.flow.decide import permit as run

    if undo:
        ended = end(folder, unit, rule, now())
        if as_json:
            out.as_json({"unit": unit, "rule": rule, "ended": ended})
        else:
            out.say("已收回 {} 规则 {} 的准予（{} 处），按错误处理。", unit, rule, ended)
        return
    found = run(folder, unit, rule, why, by, now())
    if as_json:
        out.as_json({"unit": unit, "rule": rule, "why": why, "permitted": [f.plain() for f in found]})
        return
    out.say("已准予 {} 规则 {} 的 {} 处通过，已记入台账：", unit, rule, len(found))
    show.findings(found)


@app.command()
def adopt(
    path: Annotated[Path, typer.Argument(metavar="文件", help="看不出是哪个单位的文件，或别处做的工作簿。")],
    unit: UnitSaid,
    why: Annotated[
        str, typer.Option("--why", metavar="理由", help="依据，会写进台账。", show_default=False)
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """认领一份看不出是谁的文件（或上级、部门用别的表做的三张表），以后按这个单位读取。"""
    must_exist([path])
    folder = folder_at(work)
    unit = unit_code(folder, unit)
    from toolkit.flow.register import adopt as run

    found = run(folder, path, unit, why, now())
    if as_json:
        out.as_json({"path": str(path), "code": found.code, "name": found.name})
    else:
        out.say(
            "{} 认定为 {} {} 的报送件，已记入台账。请再运行 toolkit collect。", path, found.code, found.name
        )
