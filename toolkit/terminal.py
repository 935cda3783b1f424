"""The one way to a screen or a pipe. What is put into a line of ours is shown, never obeyed.

A line is a template of ours, in rich's markup, and what goes into its braces: only the template can colour, link or
break a line. Whoever writes a new output passes other people's words as *said*; a test looks that templates are literal.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from toolkit.form.shown import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST = 1000
"""How much of one text a screen shows; the workbooks hold all of it."""
_NOT_FOR_SCREENS = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


class Styled(NamedTuple):
    """A text with a style of ours."""

    text: object
    style: str


def line(template: str, *said: object) -> str:
    """Return *template* with *said* in its braces, escaped."""
    return template.format(*map(_escaped, said))


def _escaped(said: object) -> str:
    from rich.markup import escape

    if not isinstance(said, Styled):
        return escape(visible(said, MOST))
    text = escape(visible(said.text, MOST))
    return f"[{said.style}]{text}[/]" if text else ""


def say(template: str = "", *said: object) -> None:
    """Print a line."""
    _console(soft_wrap=True).print(line(template, *said))


def rule(template: str = "", *said: object, left: bool = False) -> None:
    """Print a line across the screen with words in it."""
    _console().rule(line(template, *said), align="left" if left else "center")


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    fold: bool = False,
) -> None:
    """Print a table; *fold* breaks long cells instead of letting lines run on."""
    from rich.table import Table

    made = Table(title=line("{}", title) or None, title_style="bold", header_style="bold")
    for i, head in enumerate(heads):
        justify: Any = "right" if head in right else "left"
        made.add_column(
            head, justify=justify, no_wrap=fold and i < 2, overflow="fold" if fold else "ellipsis"
        )
    for row in rows:
        made.add_row(*(_block(said) for said in row))
    _console(soft_wrap=not fold).print(made)


def _block(said: object) -> str:
    """Escape a table's cell; our own line breaks in it stay."""
    if isinstance(said, tuple) and not isinstance(said, Styled):
        return "\n".join(_escaped(part) for part in said)
    return _escaped(said)


def as_json(value: Any) -> None:
    """Print a JSON document that a terminal cannot mistake for anything else."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    typer.echo(_NOT_FOR_SCREENS.sub(lambda m: f"\\u{ord(m[0]):04x}", text))


def page(text: str) -> None:
    """Print a text of many lines as it is."""
    typer.echo(_lines(text), nl=False)


def fail(error: Exception) -> None:
    """Say on the error stream why nothing was done."""
    typer.echo(f"没有运行成：{_lines(str(error))}", err=True)


def wrong(template: str, *said: object) -> typer.BadParameter:
    """Return a usage error to raise."""
    return typer.BadParameter(template.format(*map(visible, said)))


def _lines(text: str) -> str:
    return "\n".join(visible(part, len(part)) for part in text.split("\n"))


def speak_chinese() -> None:
    """Let a console that does not know every character of a name show the rest."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextlib.contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on a terminal, nothing elsewhere, and take it away at the end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = _console(stderr=True)
    columns = (
        *(TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        *(TimeRemainingColumn(compact=True), TextColumn("{task.description}")),
    )
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("", total=None, rate="")

        def tell(done: int, total: int, label: str) -> None:
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} 个/秒" if speed and speed >= 1 else ""
            bar.update(task, completed=done, total=total, description=line("{}", label), rate=rate)

        yield tell


def _console(*, soft_wrap: bool = False, stderr: bool = False) -> Any:
    from rich.console import Console

    return Console(highlight=False, emoji=False, soft_wrap=soft_wrap, stderr=stderr)
