"""The tools of whoever writes a form: a new definition, what is wrong in it, how it comes out, its other spelling, one read out of a blank."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_forms
from toolkit.cli.app import ACT, OK, Json, Work, app, argument, flag, option, print_result, print_sentence
from toolkit.cli.arguments import default_period, find_optional_home, today_here
from toolkit.cli.chinese_commands import ChineseApp

forms = ChineseApp(help="表样作者的工具。", no_args_is_help=True)
app.add_typer(forms, name="form")

FormSaid = Annotated[str, argument("表样", "表样的名称（toolkit forms 列出），或定义文件（.toml、.xlsx）。")]


@forms.callback()
def group_form_tools() -> None:
    """表样作者的工具：新建、检查、看样子、换一种写法。"""


@forms.command("new")
def write_new_form(
    path: Annotated[Path, argument("文件", "写成哪个文件（.xlsx）。")], as_json: Json = False
) -> None:
    """生成一份表样定义的工作簿：里面有填写说明和一个能用的例子，改成自己的。"""
    from toolkit.author.definition_files import new_definition_book, write_definition_file

    write_definition_file(path, new_definition_book())
    told = {"file": path}
    print_sentence(told, "[bold green]已生成[/] {}：先看“怎样填”，再把例子改成自己的", path, as_json=as_json)


@forms.command("check")
def check_form_file(
    path: Annotated[Path, argument("表样", "表样定义（.toml 或 .xlsx）。")],
    draw: Annotated[
        Path | None,
        option(
            "--draw 目录",
            "画出空白的工作簿，给每条规则画一份成立的、一份不符的，放到这个目录；本机有表格程序的，打开算一遍，说明看到什么。",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """检查表样定义：一次列出全部错误；没有错误时，列出没有规则看住的、没有用到的数据。"""
    if not path.is_file():
        raise out.usage_error("没有这个文件：{}", path)
    with out.show_progress("检查表样", quiet=as_json) as tell:
        from toolkit.author.form_check import check_form

        found = check_form(path, draw, today_here(), tell)
    print_result(found, show_forms.show_form_check, found, draw, as_json=as_json)
    raise typer.Exit(ACT if found.faults or found.lacking else OK)


@forms.command("export")
def export_form(
    said: FormSaid,
    text: Annotated[
        Path | None, option("--toml 文件", "写成文本（.toml）：适合程序员，工作目录里留的也是它。")
    ] = None,
    book: Annotated[Path | None, option("--xlsx 文件", "写成工作簿（.xlsx）：用表格程序改。")] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把一份表样定义换一种写法：文本或工作簿，内容一样。"""
    if (text is None) == (book is None):
        raise out.usage_error("--toml 和 --xlsx 写一个：换成哪一种")
    from toolkit.author.definition_files import definition_as_book, definition_as_toml, write_definition_file
    from toolkit.folder.which_form import chosen_form

    chosen = chosen_form(said, find_optional_home(work))
    if book:
        write_definition_file(book, definition_as_book(chosen.form, chosen.definition))
    if text:
        write_definition_file(text, definition_as_toml(chosen.form, chosen.definition))
    path, form = book or text, chosen.form
    told = {"file": path, "form": form.id, "edition": form.edition}
    named = (path, form.title, form.edition)
    print_sentence(told, "[bold green]已写成[/] {}：{}（{} 版），读回来是同一份", *named, as_json=as_json)


@forms.command("show")
def show_form_as_it_comes_out(
    said: FormSaid,
    folder: Annotated[
        Path | None, option("--output -o 目录", "放到哪个目录；不写时是当前目录下的“表样-编号”。")
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """看一个表样的样子：各类空白工作簿，和一页说明（各张表、用文字写的全部规则）；本机有表格程序的，另存一份打印出来的样子。"""
    from toolkit.folder.which_form import chosen_form

    form = chosen_form(said, find_optional_home(work)).form
    target = folder or Path(f"表样-{form.id}")
    with out.show_progress("画出表样", quiet=as_json):
        from toolkit.author.form_show import show_form_in_folder

        shown = show_form_in_folder(form, default_period(form), target)
    told = {"form": form.id, **shown._asdict()}
    print_result(told, show_forms.show_form_files, form, shown, as_json=as_json)


@forms.command("adopt")
def adopt_blank_form(
    path: Annotated[Path, argument("空表", "上级发的空白表格（.xlsx；别的格式，本机有表格程序的先转换）。")],
    output: Annotated[
        Path | None,
        option(
            "--output -o 表样",
            "写成哪个文件：以 .xlsx 结尾的写成工作簿，其余写成文本；不写时放在空表旁边，名称相同（.toml）。",
        ),
    ] = None,
    yes: Annotated[str, option("--yes 编号", "哪几条待确认的答“是”，用逗号分开；都答“是”的写“全部”。")] = "",
    no: Annotated[str, option("--no 编号", "哪几条待确认的答“否”，用逗号分开。")] = "",
    answered: Annotated[
        Path | None,
        option(
            "--answers 工作簿",
            "待确认的答复在哪个表样工作簿里；不写时看写出的那个文件，里面有工作表“待确认”的就照它的答复。",
        ),
    ] = None,
    anew: Annotated[
        bool, flag("--anew", "写出的文件里手改过的都不要了，重新写；手改的那份另存在旁边。")
    ] = False,
    as_json: Json = False,
) -> None:
    """读一张空表，写出表样定义：表头、行列、合计、下拉、打印的平衡关系。只凭名称猜的列出来待确认，看不懂的格逐个列出。"""
    if not path.is_file():
        raise out.usage_error("没有这个文件：{}", path)
    if output is not None and output.resolve() == path.resolve():
        raise out.usage_error("写出的表样不能就是空表本身，请换一个文件名")
    from toolkit.author.adopt_blank import UnknownGuessError, adopt_blank

    try:
        target = output or path.with_suffix(".toml")
        done = adopt_blank(path, target, yes, no, answered, anew=anew)
    except UnknownGuessError as error:
        raise out.usage_error("{}", str(error)) from error
    print_result(done, show_forms.show_adopted_blank, as_json=as_json)
    raise typer.Exit(OK if done.definition and not done.proposal.faults else ACT)
