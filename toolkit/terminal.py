"""The one way to a screen or a pipe. What is put into a line of ours is shown, never obeyed.

A line is a template of ours, in rich's markup, and what goes into its braces: only the template can colour, link or
break a line. Whoever writes a new output passes other people's words as *said*; a test looks that templates are literal.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from toolkit.form.shown import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.text import Text

FIRST_MARK = 0xE000
"""Characters for private use stand for what goes into a template until its own markup is read."""
PIPED = 120
"""How wide a table is where no screen says how wide it may be."""
MOST = 1000
"""How much of one text a screen shows; the workbooks hold all of it."""
_NOT_FOR_SCREENS = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


class Styled(NamedTuple):
    """A text with a style of ours."""

    text: object
    style: str


def line(template: str, *said: object) -> Text:
    """Return *template* with *said* in its braces; what is said never goes through the parser of markup.

    rich's own escaping loses a backslash before a bracket and doubles one at the end.
    """
    from rich.text import Text

    marks = {chr(FIRST_MARK + i): what for i, what in enumerate(said)}
    made = Text.from_markup(template.format(*marks), emoji=False)
    at = sorted(i + step for i, c in enumerate(made.plain) if c in marks for step in (0, 1))
    return Text("").join(_placed(part, marks) for part in made.divide(at))


def _placed(part: Text, marks: dict[str, object]) -> Text:
    """Return what stands for a mark, in the style of its place; other parts as they are."""
    if part.plain not in marks:
        return part
    made = _shown(marks[part.plain])
    for span in part.spans:
        made.stylize_before(span.style)
    return made


def _shown(said: object) -> Text:
    from rich.text import Text

    if isinstance(said, Styled):
        return Text(visible(said.text, MOST), style=said.style)
    return Text(visible(said, MOST))


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

    made = Table(title=_shown(title) if title else None, title_style="bold", header_style="bold")
    for i, head in enumerate(heads):
        justify: Any = "right" if head in right else "left"
        made.add_column(
            head, justify=justify, no_wrap=fold and i < 2, overflow="fold" if fold else "ellipsis"
        )
    for row in rows:
        made.add_row(*(_block(said) for said in row))
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    _console(soft_wrap=not fold, width=None if told else PIPED).print(made)


def _block(said: object) -> Text:
    """Return a table's cell; our own line breaks in it stay."""
    from rich.text import Text

    if isinstance(said, tuple) and not isinstance(said, Styled):
        return Text("\n").join(_shown(part) for part in said)
    return _shown(said)


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
        *(TimeRemainingColumn(compact=True), TextColumn("{task.description}", markup=False)),
    )
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("", total=None, rate="")

        def tell(done: int, total: int, label: str) -> None:
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} 个/秒" if speed and speed >= 1 else ""
            bar.update(task, completed=done, total=total, description=visible(label, MOST), rate=rate)

        yield tell


def _console(*, soft_wrap: bool = False, stderr: bool = False, width: int | None = None) -> Any:
    from rich.console import Console

    return Console(highlight=False, emoji=False, soft_wrap=soft_wrap, stderr=stderr, width=width)
