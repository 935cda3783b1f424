"""What stands before a campaign: the roster, the rules, the forms and their editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_forms, show_results
from toolkit.cli.app import (
    ACT,
    OK,
    Json,
    UnitSaid,
    Work,
    app,
    argument,
    flag,
    option,
    print_result,
    print_sentence,
)
from toolkit.cli.arguments import (
    default_period,
    find_optional_folder,
    find_optional_home,
    require_existing,
    require_work_folder,
    resolve_form_name,
    resolve_unit_code,
)
from toolkit.cli.chinese_commands import ChineseApp

rosters = ChineseApp(help="名册：查看、增加、改名、免报。", no_args_is_help=False)
app.add_typer(rosters, name="roster")


@rosters.callback(invoke_without_command=True)
def list_roster(context: typer.Context, work: Work = None, as_json: Json = False) -> None:
    """名册：查看、增加、改名、免报。"""
    if context.invoked_subcommand:
        return
    units = require_work_folder(work).roster()
    if as_json:
        out.print_json(units)
        return
    for u in units:
        out.print_line("{}  {}  {}{}", u.code, u.name, u.kind, f"（免报：{u.excused}）" if u.excused else "")


@rosters.command("add")
def add_roster_unit(
    code: Annotated[str, argument("编码", "单位编码，开头的 0 要保留。")],
    name: Annotated[str, argument("名称", "单位全称。")],
    kind: Annotated[str, argument("类别", "单位的类别，名册里写着有哪几类。")],
    work: Work = None,
    as_json: Json = False,
) -> None:
    """增加一个单位：编码 名称 类别。"""
    from toolkit.folder.roster import Unit
    from toolkit.folder.roster_edits import add_unit_to_roster

    add_unit_to_roster(require_work_folder(work), Unit(code, name, kind))
    told = {"code": code, "name": name, "kind": kind}
    print_sentence(told, "已加进名册：{} {}（{}）。", *told.values(), as_json=as_json)


@rosters.command("rename")
def rename_roster_unit(
    unit: UnitSaid,
    name: Annotated[str, argument("新名称", "新的全称。")],
    work: Work = None,
    as_json: Json = False,
) -> None:
    """给一个单位改名：单位 新名称。"""
    folder = require_work_folder(work)
    code = resolve_unit_code(folder, unit)
    from toolkit.folder.roster_edits import rename_unit

    before = rename_unit(folder, code, name).name
    told = {"code": code, "before": before, "name": name}
    print_sentence(told, "{}：{} 改名为 {}。", *told.values(), as_json=as_json)


@rosters.command("excuse")
def excuse_roster_unit(
    said: UnitSaid,
    why: Annotated[str, option("--why 原因", "免报原因；留空为恢复报送。")] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """免报一个单位，写明原因。"""
    folder = require_work_folder(work)
    from toolkit.folder.roster_edits import excuse_unit

    unit = excuse_unit(folder, resolve_unit_code(folder, said), why)
    told = {"code": unit.code, "name": unit.name, "excused": why}
    now = f"免报，{why}。" if why else "恢复报送。"
    print_sentence(told, "{} {}：{}", unit.code, unit.name, now, as_json=as_json)


@app.command()
def rules(
    page: Annotated[bool, flag("--markdown", "给出整本规则手册（Markdown）。")] = False,
    named: Annotated[
        str, option("--form 表样", "哪个表样的（名称，或 .toml、.xlsx 文件）；不写时是工作目录的表样。")
    ] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """列出全部勾稽关系和审核规则：编号、级别、应当怎样、在哪些单元格。"""
    from toolkit.author.rule_book import build_rule_book, rule_book_markdown
    from toolkit.folder.which_form import chosen_form

    folder = None if named else find_optional_folder(work)
    form = folder.form if folder else chosen_form(resolve_form_name(named)).form
    period = folder.office.period if folder else default_period(form)
    entries = build_rule_book(form, period)
    if as_json:
        out.print_json(entries)
    elif page:
        out.print_text(rule_book_markdown(form, entries))
    else:
        show_results.show_rule_book(entries)


@app.command("forms")
def list_or_exchange_forms(
    use: Annotated[
        str,
        option(
            "--use 表样",
            "工作目录从此用这一份（自带表样的名称，或 .toml、.xlsx 文件），换下的留着；下发过的要重新下发。",
        ),
    ] = "",
    restore: Annotated[bool, flag("--restore", "工作目录的表样换回下发时的一份。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """列出有哪些表样：自带的、工作目录里的；在工作目录里换一份。"""
    if use and restore:
        raise out.usage_error("--use 和 --restore 只能用一个")
    from toolkit.folder import form_listing

    home = find_optional_home(work)
    if not (use or restore):
        known = form_listing.list_known_forms(home)
        print_result({"forms": known}, show_forms.show_known_forms, known, as_json=as_json)
        return
    if home is None:
        raise out.usage_error("换表样要在工作目录里，或用 -w 指明")
    done = form_listing.use_form_in_folder(home, use) if use else form_listing.restore_form_of_folder(home)
    print_result(done, show_forms.show_form_exchange, as_json=as_json)


@app.command()
def migrate(
    paths: Annotated[list[Path], argument("文件", "旧版次的工作簿。")],
    output: Annotated[Path, option("--output -o 目录", "转好的放到哪个目录。", shown=True)] = Path(
        "转到新版"
    ),
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把填好的旧版工作簿按指标编码转到现行版次，列出没有地方放的内容。不改动原件。"""
    require_existing(paths)
    folder = find_optional_folder(work)
    from toolkit.distributing.migrate import migrate_workbooks as run
    from toolkit.folder.which_form import form_among

    moved = run(paths, form_among(paths, folder), output)
    print_result(moved, show_results.show_migrations, as_json=as_json)
    raise typer.Exit(ACT if any(m.left or (m.why and not m.current) for m in moved) else OK)
