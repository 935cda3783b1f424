"""A blank somebody else made becomes a form: form adopt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import toolkit.terminal as out
from toolkit.cli import show_forms
from toolkit.cli.app import ACT, OK, Json, argument, flag, option, print_result
from toolkit.cli.form_commands import forms


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
