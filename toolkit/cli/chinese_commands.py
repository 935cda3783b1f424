"""The commands' own kind: they help and complain in Chinese, and end by saying what to do next."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

import toolkit.terminal as out
from toolkit.cli import help_wording, next_step, run_options
from toolkit.cli.run_log import logged_run
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

F = TypeVar("F", bound="Callable[..., Any]")
WRONG, STOPPED = 2, 130
HELP = {"help_option_names": ["-h", "--help"]}


@contextlib.contextmanager
def _with_command_context(context: Any) -> Iterator[None]:
    """Let an error of usage know which command it is of; the parser does not say."""
    try:
        yield
    except out.WrongUsage as error:
        error.ctx = error.ctx or context
        raise


class _PlainReader:
    """Takes what was typed for what it is meant as, with *read*: words, paths, whatever a parser of ours returns.

    typer would have pydantic do it, an eighth of the start of every command.
    """

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def coerce(self, value: Any, param: Any, **_: Any) -> Any:
        """Return *value*, one or many, as it is meant."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return [self.read(v) for v in value] if isinstance(value, (list, tuple)) else self.read(value)


def _read_plainly(param: Any) -> None:
    """Let *param* read what was typed without pydantic; a typer that does not ask us goes on as it does."""
    described = getattr(param, "type_descriptor", None)
    if described is None or getattr(param, "_runtime_param", ...) is not None:
        return
    plain = {bool: bool, str: str, list[str]: str, Path: Path, list[Path]: Path}.get(described.annotation)
    if read := described.parameter_info.parser or plain:
        param._runtime_param = _PlainReader(read)  # noqa: SLF001 - there is no other door, and a changed one stays shut


def _with_shared_options(params: list[Any], context: Any) -> list[Any]:
    """Return *params* with the options every command has, before --help."""
    own = [p for p in params if "--help" not in p.opts]
    params = [*own, *run_options.shared_options(context), *(p for p in params if p not in own)]
    for param in params:
        _read_plainly(param)
    return params


class ChineseCommand(TyperCommand):
    """A command that says everything in Chinese, and the next step once it is done."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what may be given to it."""
        return _with_shared_options(super().get_params(ctx), ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(help_wording.command_help_page(self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words after the command; tell those that belong nowhere."""
        options = [name for p in self.get_params(ctx) for name in (*p.opts, *p.secondary_opts)]
        if wrong := help_wording.wide_dash_text(args, options):
            raise out.WrongUsage(wrong, ctx)
        ctx.allow_extra_args = True
        with _with_command_context(ctx):
            rest: list[str] = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise out.WrongUsage(help_wording.unexpected_words_text(rest, self), ctx)
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; then say the next step, unless a program is listening."""
        try:
            with logged_run(ctx):
                done = super().invoke(ctx)
        except typer.Exit as left:
            next_step.print_next_step(ctx, left.exit_code)
            raise
        next_step.print_next_step(ctx, 0)
        return done


class ChineseGroup(TyperGroup):
    """A command of commands, in the order of a year."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what may be given to it."""
        return _with_shared_options(super().get_params(ctx), ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(help_wording.command_help_page(self, ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in the order of a year."""
        return help_wording.order_command_names(super().list_commands(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words before the command."""
        with _with_command_context(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called; of an unknown one, say which is meant most likely."""
        name = args[0]
        if name in help_wording.HELP_WORDS:
            out.print_text(help_wording.command_help_page(self, ctx) + "\n")
            raise typer.Exit
        if name not in self.commands:
            if wrong := help_wording.wide_dash_text(args[:1], help_wording.command_options(ctx)):
                raise out.WrongUsage(wrong, ctx)
            raise out.WrongUsage(
                help_wording.unknown_name_text(f"命令 {visible_text(name)}", name, self.list_commands(ctx)),
                ctx,
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command called, or this one alone; then say the next step."""
        is_itself = not (
            getattr(ctx, "_protected_args", ()) or ctx.args
        )  # a command after it tells for itself
        with logged_run(ctx) if is_itself else contextlib.nullcontext():
            done = super().invoke(ctx)
        if ctx.invoked_subcommand is None:
            next_step.print_next_step(ctx, 0)
        return done

    def main(self, args: Any = None, standalone_mode: bool = True, **more: Any) -> Any:  # type: ignore[override]
        """Run the command line; say in Chinese what was mistyped, and exit with code 2."""
        run_options.prepare_for_completion()
        try:
            done = super().main(args=args, standalone_mode=False, **more)
        except out.WrongUsage as error:
            if not standalone_mode:
                raise
            out.print_notice(help_wording.usage_error_text(error))
            raise SystemExit(WRONG) from error
        if not standalone_mode:
            return done
        if done == STOPPED:
            out.print_notice("已中断。已经做完的都在，再运行一次就接着做。")
        raise SystemExit(done if isinstance(done, int) else 0)


class ChineseApp(typer.Typer):
    """A set of commands of our kind."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            cls=ChineseGroup,
            context_settings=HELP,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            **more,
        )

    def command(self, name: str | None = None, **more: Any) -> Callable[[F], F]:
        """Return a decorator that makes a function a command."""
        return super().command(name, **{"cls": ChineseCommand, **more})
