"""Help and wrong usage in Chinese: what stands on a help page, what is said of a command that was mistyped.

typer's own words are English and not all of them can be translated from outside, so none of them is shown: pages and
messages are made from what commands and errors hold. Its exceptions are told apart by their names, the one thing
that is the same whether typer brings its own click or not; whatever is not known here still ends in a sentence.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import toolkit.terminal as out
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

YEAR = (
    ("在浏览器里做", ("open",)),
    ("准备和下发", ("init", "roster", "distribute")),
    ("收取和认定", ("collect", "adopt", "exclude", "permit", "sign", "unsign", "history")),
    ("退回、催报、通报", ("return", "status", "receipt", "appraise")),
    ("申请的答复期限", ("clock", "reply")),
    ("汇总、写报告、发布", ("merge", "report", "check", "publish", "published", "next")),
    ("核对和其他", ("backup", "restore", "doctor", "verify", "rules", "migrate", "forms", "form", "demo")),
)
"""The commands in the order of a year, under the headings of the help page."""
OTHERS = "其他"
HELP_WORDS = ("help", "帮助", "?", "/?", "/h")
"""What people type to be helped, besides --help and -h."""
HELP_OPTION = "显示这一页说明。"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DASH = re.compile("(?<![—–－―─‐‑−﹣])[—–－―─‐‑−﹣]{1,4}(?=[A-Za-z])|-[—–－―─‐‑−﹣](?=[A-Za-z])")
"""What a word processor or a Chinese keyboard makes of the two hyphens before an option."""


def order_command_names(names: Iterable[str]) -> list[str]:
    """Return the names of commands in the order of a year, those it does not know last."""
    order = [name for _, some in YEAR for name in some]
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


# ── help ───────────────────────────────────────────────────────────────────────────────────────────────────


def command_help_page(command: Any, context: Any) -> str:
    """Return the help of *command*: how it is called, what it does, what may be given to it."""
    across = out.readable_page_width()
    lines = [command_usage_line(command, context), "", *out.wrap_text(command.help or "", across)]
    for title, rows in (*parameter_tables(command, context), *command_tables(command, context)):
        lines += ["", f"{title}：", *out.two_column_lines(rows, across=across)]
    if getattr(command, "commands", {}):
        lines += ["", f"每条命令怎么用：{_program_path(context)} 命令 --help"]
    return "\n".join(lines)


def parameter_tables(command: Any, context: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what may be given to *command*, under headings: how each is typed, what it means."""
    params = command.get_params(context)
    tables = [
        (title, [(_parameter_usage(p), _parameter_meaning(p)) for p in params if p.param_type_name == kind])
        for title, kind in (("要写的", "argument"), ("选项", "option"))
    ]
    return [(title, rows) for title, rows in tables if rows]


def command_tables(command: Any, context: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the commands of *command*, under headings: each name and what it does."""
    commands = getattr(command, "commands", {})
    return [
        (title, [(name, (commands[name].help or "").split("\n")[0]) for name in names])
        for title, names in _group_commands(commands, whole=context.parent is None)
    ]


def command_usage_line(command: Any, context: Any) -> str:
    """Return the line that says how *command* is called."""
    pieces = [
        _parameter_usage(p) if p.required else f"[{_parameter_usage(p)}]"
        for p in command.params
        if _is_argument(p)
    ]
    if hasattr(command, "commands"):
        pieces.append("[命令]" if command.invoke_without_command else "命令")
        pieces.append("…")
    return " ".join(["用法：" + _program_path(context), *pieces, "[选项]"])


def _program_path(context: Any) -> str:
    return visible_text(context.command_path)


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _parameter_usage(param: Any) -> str:
    many = param.multiple or param.nargs == -1 if not _is_argument(param) else param.nargs == -1
    if _is_argument(param):
        return _parameter_name(param) + (" …" if many else "")
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return names if param.is_flag else f"{names} {param.metavar or '值'}"


def _parameter_meaning(param: Any) -> str:
    said = str(param.help or "")
    if "--help" in param.opts:
        return HELP_OPTION
    shown = param.show_default
    default = shown if isinstance(shown, str) else param.default if shown else None
    if default is None or default is False or default == "" or callable(default) or param.required:
        return said
    return f"{said}默认：{default}。"


def _group_commands(commands: dict[str, Any], *, whole: bool) -> list[tuple[str, list[str]]]:
    """Return the commands shown, under the headings of the year; those of a command under one."""
    shown = [name for name, command in commands.items() if not command.hidden]
    if not whole:
        return [("命令", shown)] if shown else []
    known = [(title, [n for n in names if n in shown]) for title, names in YEAR]
    rest = [n for n in shown if not any(n in names for _, names in YEAR)]
    return [(title, names) for title, names in (*known, (OTHERS, rest)) if names]


# ── wrong usage ────────────────────────────────────────────────────────────────────────────────────────────


def usage_error_text(error: Any) -> str:
    """Return what is wrong with a command, how it is called, and where its help is."""
    context = error.ctx
    if type(error).__name__ == "NoArgsIsHelpError":
        return command_help_page(context.command, context)
    said = f"命令写错了：{_usage_fault_text(error)}"
    if context is None:
        return said
    return f"{said}\n{command_usage_line(context.command, context)}\n说明：{_program_path(context)} --help"


def _usage_fault_text(error: Any) -> str:
    context, param = error.ctx, getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            what = f"选项 {visible_text(error.option_name)}"
            return unknown_name_text(what, error.option_name, command_options(context))
        case "BadOptionUsage":
            option = _find_option(context, error.option_name)
            name = visible_text(error.option_name)
            if option is not None and not option.is_flag:
                return f"{name} 后面要写{option.metavar or '一个值'}"
            return f"{name} 后面不写值"
        case "MissingParameter" if param is not None:
            return f"没有写{_parameter_name(param)}{_parameter_hint(param)}"
        case _ if param is not None and not _CHINESE.search(error.message):
            return f"{_parameter_name(param)}写的值不对{_parameter_hint(param)}"
        case _ if param is not None:
            return f"{_parameter_name(param)}：{error.message}"
    said = str(error.message)
    return said if _CHINESE.search(said) else f"看不懂（{visible_text(said)}）"


def _parameter_name(param: Any) -> str:
    if _is_argument(param):
        return str(param.metavar or param.name.upper())
    return " ".join(sorted(param.opts, key=len)[-1:])


def _parameter_hint(param: Any) -> str:
    return f"：{str(param.help).rstrip('。')}" if param.help else ""


def command_options(context: Any) -> list[str]:
    """Return every option of the command of *context*."""
    params = context.command.get_params(context) if context else ()
    return [name for p in params if not _is_argument(p) for name in (*p.opts, *p.secondary_opts)]


def _find_option(context: Any, name: str) -> Any:
    params = context.command.get_params(context) if context else ()
    return next((p for p in params if not _is_argument(p) and name in (*p.opts, *p.secondary_opts)), None)


def unknown_name_text(what: str, said: str, known: Sequence[str]) -> str:
    """Return that there is no *what*, and which of *known* is meant, most likely."""
    near = get_close_matches(said.casefold(), [k for k in known if len(k) > len("-h")], 1, 0.6)
    return f"没有{what}，是不是 {near[0]}？" if near else f"没有{what}"


def unexpected_words_text(rest: Sequence[str], command: Any) -> str:
    """Return that *rest* is more than *command* takes, and why somebody may have written it."""
    said = "、".join(f"“{visible_text(word)}”" for word in rest)
    why = ""
    if any(mark in word for word in rest for mark in "“”‘’"):
        why = '。命令里的引号要用英文的 "'
    elif any(_is_argument(p) for p in command.params):
        why = '。有空格的要加英文引号，如 "甲 村"'
    return f"多写了 {said}{why}"


def wide_dash_text(words: Iterable[str], known: Sequence[str]) -> str:
    """Return which option is written with dashes that are none, and how to write it; "" where there is none."""
    for word in words:
        name = _DASH.sub("--", word, count=1)
        if name != word and name.partition("=")[0] in known:
            return f"“{visible_text(word)}”前面的横线不对，应为英文的 {visible_text(name)}"
    return ""
