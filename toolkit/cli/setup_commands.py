"""What stands before a campaign: the roster, the rules, the forms and their editions."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_results
from toolkit.cli.app import (
    ACT,
    OK,
    Json,
    UnitSaid,
    Work,
    app,
    folder_at,
    folder_if_any,
    must_exist,
    unit_code,
)
from toolkit.cli.chinese_commands import App

rosters = App(help="名册：查看、增加、改名、免报。", no_args_is_help=False)
app.add_typer(rosters, name="roster")


@rosters.callback(invoke_without_command=True)
def roster(context: typer.Context, work: Work = None, as_json: Json = False) -> None:
    """名册：查看、增加、改名、免报。"""
    if context.invoked_subcommand:
        return
    units = folder_at(work).roster()
    if as_json:
        out.as_json([u._asdict() for u in units])
        return
    for u in units:
        out.say("{}  {}  {}{}", u.code, u.name, u.kind, f"（免报：{u.excused}）" if u.excused else "")


@rosters.command("add")
def roster_add(
    code: Annotated[str, typer.Argument(metavar="编码", help="单位编码，开头的 0 要保留。")],
    name: Annotated[str, typer.Argument(metavar="名称", help="单位全称。")],
    kind: Annotated[str, typer.Argument(metavar="类别", help="村社区、站所等，名册里写着有哪几类。")],
    work: Work = None,
    as_json: Json = False,
) -> None:
    """增加一个单位：编码 名称 类别。"""
    from toolkit.folder.roster_edits import add
    from toolkit.form.roster import Unit

    add(folder_at(work), Unit(code, name, kind))
    if as_json:
        out.as_json({"code": code, "name": name, "kind": kind})
    else:
        out.say("已加进名册：{} {}（{}）。", code, name, kind)


@rosters.command("rename")
def roster_rename(
    unit: UnitSaid,
    name: Annotated[str, typer.Argument(metavar="新名称", help="新的全称。")],
    work: Work = None,
    as_json: Json = False,
) -> None:
    """给一个单位改名：单位 新名称。"""
    folder = folder_at(work)
    code = unit_code(folder, unit)
    from toolkit.folder.roster_edits import rename

    before = rename(folder, code, name).name
    if as_json:
        out.as_json({"code": code, "before": before, "name": name})
    else:
        out.say("{}：{} 改名为 {}。", code, before, name)


@rosters.command("excuse")
def roster_excuse(
    said: UnitSaid,
    why: Annotated[
        str, typer.Option("--why", metavar="原因", help="免报原因；留空为恢复报送。", show_default=False)
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """免报一个单位，写明原因。"""
    folder = folder_at(work)
    from toolkit.folder.roster_edits import excuse

    unit = excuse(folder, unit_code(folder, said), why)
    if as_json:
        out.as_json({"code": unit.code, "name": unit.name, "excused": why})
        return
    out.say("{} {}：{}", unit.code, unit.name, f"免报，{why}。" if why else "恢复报送。")


@app.command()
def rules(
    page: Annotated[bool, typer.Option("--markdown", help="给出整本规则手册（Markdown）。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """列出全部勾稽关系和审核规则：编号、级别、应当怎样、在哪些单元格。"""
    from toolkit.author.rule_book import markdown, rulebook
    from toolkit.folder.which_form import default_form

    folder = folder_if_any(work)
    form = folder.form if folder else default_form()
    year = folder.office.year if folder else datetime.datetime.now().astimezone().year - 1
    entries = rulebook(form, year)
    if as_json:
        out.as_json([e.plain() for e in entries])
    elif page:
        out.page(markdown(form, entries))
    else:
        show_results.rules(entries)


forms = App(help="表样作者的工具。", no_args_is_help=True)
app.add_typer(forms, name="form")


@forms.callback()
def form_tools() -> None:
    """表样作者的工具。"""


@forms.command("check")
def form_check(
    path: Annotated[Path, typer.Argument(metavar="表样", help="表样定义（.toml）。")],
    draw: Annotated[
        Path | None,
        typer.Option(
            "--draw",
            metavar="目录",
            help="给每条规则画一份成立的、一份不符的工作簿，放到这个目录。",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """检查表样定义：一次列出全部错误；没有错误时，列出没有规则看住的、没有用到的数据。"""
    if not path.is_file():
        raise out.wrong("没有这个文件：{}", path)
    with out.progress("检查表样", quiet=as_json) as tell:
        from toolkit.author.form_check import check

        found = check(path, draw, datetime.datetime.now().astimezone().year - 1, tell)
    if as_json:
        out.as_json(found.plain())
    else:
        show_results.form_check(found, draw)
    raise typer.Exit(ACT if found.faults or found.lacking else OK)


@app.command()
def migrate(
    paths: Annotated[list[Path], typer.Argument(metavar="文件", help="旧版次的工作簿。")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="目录", help="转好的放到哪个目录。")
    ] = Path("转到新版"),
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把填好的旧版工作簿按指标编码转到现行版次，列出没有地方放的内容。不改动原件。"""
    must_exist(paths)
    folder = folder_if_any(work)
    from toolkit.distribute.migrate import migrate as run
    from toolkit.folder.which_form import form_among

    moved = run(paths, form_among(paths, folder), output)
    if as_json:
        out.as_json([m.plain() for m in moved])
    else:
        show_results.migrated(moved)
    raise typer.Exit(ACT if any(m.left or (m.why and not m.current) for m in moved) else OK)
