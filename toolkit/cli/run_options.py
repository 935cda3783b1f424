"""What may be given to every command (--quiet, --log), and to the program alone (--version, completion by the shell)."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.main

import toolkit.terminal as out
from toolkit import __version__
from toolkit.cli import run_log
from toolkit.errors import WorkFolderError

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
"""The shells that complete words."""
COMPLETE = "_TOOLKIT_COMPLETE"
"""The variable by which a shell asks how a word goes on."""


def _be_quiet(context: typer.Context, value: bool) -> None:
    if value and not context.resilient_parsing:
        out.silence(quiet=True)
        context.find_root().call_on_close(functools.partial(out.silence, quiet=False))


def _keep_log(context: typer.Context, value: Path | None) -> None:
    if value and not context.resilient_parsing:
        run_log.start_run_log(value)
        context.find_root().call_on_close(run_log.stop_run_log)


def _tell_version(context: typer.Context, value: bool) -> None:
    if value and not context.resilient_parsing:
        out.print_text(f"toolkit {__version__}\n")
        raise typer.Exit


def _known_shell(value: str) -> str:
    if value not in SHELLS:
        raise out.usage_error("命令行应为 {} 之一，实为 {}", "、".join(SHELLS), value)
    return value


def _print_completion(context: typer.Context, value: str) -> None:
    if value and not context.resilient_parsing:
        from typer.completion import get_completion_script  # type: ignore[attr-defined]

        name = context.find_root().info_name or "toolkit"
        script = get_completion_script(prog_name=name, complete_var=COMPLETE, shell=_known_shell(value))
        out.print_text(script + "\n")
        raise typer.Exit


def _install_completion(context: typer.Context, value: str) -> None:
    if value and not context.resilient_parsing:
        from typer.completion import install  # type: ignore[attr-defined]

        try:
            _, path = install(shell=_known_shell(value), complete_var=COMPLETE)
        except (OSError, subprocess.CalledProcessError) as error:
            raise WorkFolderError(
                f"{value} 的设置写不了。请看 --show-completion {value} 给出的内容，自己放进它的设置文件。"
            ) from error
        out.print_line("已写进 {}。重新打开命令行窗口，输入命令时按 Tab 补全。", path)
        raise typer.Exit


def _of_every_command(
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            expose_value=False,
            callback=_be_quiet,
            help="不显示结果和进度，只说没有运行成的原因；有没有人要做什么，看返回值。",
        ),
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log",
            metavar="文件",
            expose_value=False,
            is_eager=True,
            callback=_keep_log,
            show_default=False,
            help="把这一次做了什么记进这个文件（接着写）：时间、读写了哪些文件、结果；不记姓名、理由和表里的内容。",
        ),
    ] = None,
) -> None:
    """Hold the options of every command."""


def _of_the_program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            expose_value=False,
            is_eager=True,
            callback=_tell_version,
            help="显示版本。",
        ),
    ] = False,
    show: Annotated[
        str,
        typer.Option(
            "--show-completion",
            metavar="命令行",
            expose_value=False,
            is_eager=True,
            callback=_print_completion,
            show_default=False,
            help=f"给出按 Tab 补全命令的设置；命令行是 {'、'.join(SHELLS)} 之一。",
        ),
    ] = "",
    install: Annotated[
        str,
        typer.Option(
            "--install-completion",
            metavar="命令行",
            expose_value=False,
            is_eager=True,
            callback=_install_completion,
            show_default=False,
            help="把这个设置写进命令行自己的设置文件，以后按 Tab 补全。",
        ),
    ] = "",
) -> None:
    """Hold the options of the program."""


@functools.cache
def _options_of(holder: Any) -> list[Any]:
    holding = typer.Typer(add_completion=False)
    holding.command()(holder)
    return list(typer.main.get_command(holding).params)


def shared_options(context: Any) -> list[Any]:
    """Return the options the command of *context* has beside its own."""
    program = _options_of(_of_the_program) if context.parent is None else []
    return [*_options_of(_of_every_command), *program]


def prepare_for_completion() -> None:
    """Let typer answer a shell that asks how a word goes on; nothing is imported for it otherwise."""
    if os.environ.get(COMPLETE):
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
