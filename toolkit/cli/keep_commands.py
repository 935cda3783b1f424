"""The work folder kept safe: backup, restore, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli.app import ACT, OK, Json, Work, app, argument, flag, option
from toolkit.cli.arguments import find_optional_home, require_existing, require_work_folder
from toolkit.folder.days import current_utc_time, office_minute_of
from toolkit.text.plain_values import pick_plain


@app.command()
def backup(
    output: Annotated[
        Path | None, option("--output -o 文件", "写到哪个文件或目录；默认放在工作目录旁边。")
    ] = None,
    check: Annotated[Path | None, option("--check 文件", "不做新的备份，把这一份从头到尾核对一遍。")] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把整个工作目录备份成一个文件；写好以后从头到尾再读一遍，不完整的不留。"""
    if check:
        require_existing([check])
        from toolkit.verifying.backup_manifest import read_backup

        manifest, path = read_backup(check), check
        left: tuple[str, ...] = ()
    else:
        folder = require_work_folder(work)
        with out.show_progress("备份", quiet=as_json) as tell:
            from toolkit.verifying.backup import back_up_folder

            made = back_up_folder(folder, output, current_utc_time(), tell)
        manifest, path, left = made.manifest, made.path, made.left
    if as_json:
        told = pick_plain(manifest, "made files bytes=size head events", files=len(manifest.files))
        out.print_json({"path": path, **told, "left": left})
        return
    out.print_line("[bold green]{}[/] {}", "备份完整：" if check else "已备份并核对：", path)
    holds = (manifest.office, manifest.period, len(manifest.files), manifest.events)
    when = office_minute_of(manifest.made)
    out.print_line("  {}，{}，{} 个文件，台账 {} 条流水，备份于 {}", *holds, when)
    for name in left:
        out.print_line("  [yellow]没有备份：{}[/]", name)
    out.print_line("  里面有收到的全部原件和不上报的栏目，妥善保管，不要外传。")


@app.command()
def restore(
    file: Annotated[Path, argument("备份文件", "用 toolkit backup 做的备份。")],
    directory: Annotated[Path, argument("目录", "恢复到哪里：新的目录，或者要换掉的工作目录。")],
    replace: Annotated[bool, flag("--replace", "换掉这个工作目录；原来的改名留在旁边，不删除。")] = False,
    as_json: Json = False,
) -> None:
    """从备份恢复工作目录：先核对备份，再说明会丢掉什么，加 --replace 才换。"""
    require_existing([file])
    from toolkit.verifying.restore import restore_backup

    made = restore_backup(file, directory, current_utc_time(), replace=replace)
    if as_json:
        out.print_json(made)
        raise typer.Exit(OK if made.done else ACT)
    when = office_minute_of(made.manifest.made)
    if made.done:
        out.print_line("[bold green]已恢复到[/] {}（备份于 {}）", made.path, when)
        if made.aside:
            out.print_line("  原来的留在 {}", made.aside)
    else:
        out.print_line("[bold yellow]还没有恢复[/]：{} 里有备份（{}）里没有的：", made.path, when)
    for line in made.loss.lines:
        out.print_line("  [yellow]{}[/]", line)
    raise typer.Exit(OK if made.done else ACT)


@app.command()
def doctor(work: Work = None, as_json: Json = False) -> None:
    """检查工作目录有没有毛病：哪里不对、用哪条命令修；只看，不改。"""
    from toolkit.verifying.doctor import examine_folder

    home = find_optional_home(None) if work is None else work
    found = examine_folder(home or Path.cwd())
    if as_json:
        out.print_json(found)
    else:
        for a in found:
            style = {"error": "red", "warning": "yellow"}.get(a.severity, "dim")
            out.print_line("{} {}", out.StyledText("●", style), a.said)
            out.print_line("    怎么修：{}", a.mend)
        if not found:
            out.print_line("[bold green]没有毛病[/]：设置、名册、表样、台账、原件都对得上。")
    raise typer.Exit(ACT if any(a.severity != "hint" for a in found) else OK)
