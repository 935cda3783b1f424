"""The one way to a screen or a pipe. What is put into a line of ours is shown, never obeyed.

A line is a template of ours, in rich's markup, and what goes into its braces: only the template can colour, link or
break a line. Whoever writes a new output passes other people's words as *said*; a test looks that templates are literal.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
import shutil
import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from toolkit.text.plain_values import to_plain
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.text import Text

FIRST_MARK = 0xE000
"""Characters for private use stand for what goes into a template until its own markup is read."""
PIPED = 120
"""How wide a table is where no screen says how wide it may be."""
NARROW, WIDEST = 80, 110
"""How wide a page of words is where no screen says, and at most."""
ASKED = 3
"""How often a question is asked before it is given up."""
MOST = 1000
"""How much of one text a screen shows; the workbooks hold all of it."""
BETWEEN_DRAWINGS = 0.1
"""How many seconds a bar stands before it is drawn again."""
_NOT_FOR_SCREENS = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)

WrongUsage: Any = typer.BadParameter.__base__
"""What every error of usage is; typer exports only this child of it."""
_WORD = re.compile(r"(?:[!-~]+|[（“《]{0,4}[^ ]) *[，。、；：）”》！？…]* ?", re.DOTALL)
"""What a line is not broken within."""


LOG = logging.getLogger("toolkit")


class _Voice:
    """Whether results are shown."""

    quiet = False


def silence(*, quiet: bool) -> None:
    """Show no results and no progress from now on, or show them again; documents, JSON and failures are always told."""
    _Voice.quiet = quiet


class StyledText(NamedTuple):
    """A text with a style of ours."""

    text: object
    style: str


def format_line(template: str, *said: object) -> Text:
    """Return *template* with *said* in its braces; what is said never goes through the parser of markup.

    rich's own escaping loses a backslash before a bracket and doubles one at the end.
    """
    from rich.text import Text

    marks = {chr(FIRST_MARK + i): what for i, what in enumerate(said)}
    made = Text.from_markup(template.format(*marks), emoji=False)
    at = sorted(i + step for i, c in enumerate(made.plain) if c in marks for step in (0, 1))
    return Text("").join(_render_template_part(part, marks) for part in made.divide(at))


def _render_template_part(part: Text, marks: dict[str, object]) -> Text:
    """Return what stands for a mark, in the style of its place; other parts as they are."""
    if part.plain not in marks:
        return part
    made = _as_visible_text(marks[part.plain])
    for span in part.spans:
        made.stylize_before(span.style)
    return made


def _as_visible_text(said: object) -> Text:
    from rich.text import Text

    if isinstance(said, StyledText):
        return Text(visible_text(said.text, MOST), style=said.style)
    return Text(visible_text(said, MOST))


def print_line(template: str = "", *said: object) -> None:
    """Print a line."""
    _make_console(soft_wrap=True).print(format_line(template, *said))


def print_divider(template: str = "", *said: object, left: bool = False) -> None:
    """Print a line across the screen with words in it."""
    _make_console().rule(format_line(template, *said), align="left" if left else "center")


def print_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    fold: bool = False,
) -> None:
    """Print a table; *fold* breaks long cells instead of letting lines run on."""
    from rich.table import Table

    made = Table(title=_as_visible_text(title) if title else None, title_style="bold", header_style="bold")
    for i, head in enumerate(heads):
        justify: Any = "right" if head in right else "left"
        made.add_column(
            head, justify=justify, no_wrap=fold and i < 2, overflow="fold" if fold else "ellipsis"
        )
    for row in rows:
        made.add_row(*(_render_table_cell(said) for said in row))
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    _make_console(soft_wrap=not fold, width=None if told else PIPED).print(made)


def _render_table_cell(said: object) -> Text:
    """Return a table's cell; our own line breaks in it stay."""
    from rich.text import Text

    if isinstance(said, tuple) and not isinstance(said, StyledText):
        return Text("\n").join(_as_visible_text(part) for part in said)
    return _as_visible_text(said)


def print_json(value: Any) -> None:
    """Print a JSON document that a terminal cannot mistake for anything else."""
    text = json.dumps(to_plain(value), ensure_ascii=False, indent=1)
    text = _NOT_FOR_SCREENS.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    known = sys.stdout.encoding or "utf-8"
    try:
        text.encode(known)
    except UnicodeEncodeError:  # a screen of code page 936: JSON has an escape of its own for what it lacks
        text = "".join(c if _can_encode(known, c) else json.dumps(c)[1:-1] for c in text)
    typer.echo(text)


def _can_encode(encoding: str, character: str) -> bool:
    return character.encode(encoding, "ignore") != b""


def print_text(text: str) -> None:
    """Print a text of many lines as it is."""
    typer.echo(_visible_lines(text), nl=False)


def print_failure(error: Exception) -> None:
    """Say on the error stream why nothing was done."""
    print_notice("没有运行成：" + str(error))


def print_notice(text: str, *, a_result: bool = False) -> None:
    """Print a text of many lines on the error stream, for people: whoever keeps what is printed does not get it.

    *a_result* is nothing anybody needs who asked for silence.
    """
    if a_result and _Voice.quiet:
        return
    typer.echo(_visible_lines(text), err=True)


def is_person_at_terminal() -> bool:
    """Tell whether somebody can be asked: both what is read and what is told is a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_which(question: str, choices: Sequence[str]) -> int:
    """Ask the person at the terminal for one of *choices*; return which, from 0. An error of usage where none is chosen."""
    for number, choice in enumerate(choices, 1):
        print_notice(f"  {number}. {choice}")
    for _ in range(ASKED):
        print_notice(f"{question}写编号（1—{len(choices)}），回车：")
        said = sys.stdin.readline()
        chosen, numbers = (
            unicodedata.normalize("NFKC", said).strip(),
            [str(n + 1) for n in range(len(choices))],
        )
        if chosen in numbers:
            return numbers.index(chosen)
        if not said:
            break
    raise usage_error("没有选。{}", question)


def usage_error(template: str, *said: object) -> typer.BadParameter:
    """Return a usage error to raise."""
    return typer.BadParameter(template.format(*map(visible_text, said)))


def _visible_lines(text: str) -> str:
    return "\n".join(visible_text(part, len(part)) for part in text.split("\n"))


def configure_utf8_output() -> None:
    r"""Write UTF-8 into files and pipes, whatever the code page; let a screen show the number of what it lacks.

    Code page 936 has no 㐂 ✓ 𠮷, and a name with a question mark in it is somebody else's. A screen decides how it
    reads (``\u3402`` stands for what it cannot show); a file or a pipe decides nothing, and Notepad, WPS and every
    program that reads JSON know UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@contextlib.contextmanager
def show_progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on a terminal, nothing elsewhere, and take it away at the end.

    It is drawn where something is told, never by a thread: a process without threads can be forked.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = _make_console(stderr=True)
    columns = (
        *(TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        *(TimeRemainingColumn(compact=True), TextColumn("{task.description}", markup=False)),
    )
    hidden = quiet or _Voice.quiet or not err.is_terminal
    with Progress(*columns, console=err, transient=True, disable=hidden, auto_refresh=False) as bar:
        task, drawn = bar.add_task("", total=None, rate=""), time.monotonic()
        bar.refresh()

        def tell(done: int, total: int, label: str) -> None:
            nonlocal drawn
            LOG.info("%s %d/%d %s", what, done, total, label)
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} 个/秒" if speed and speed >= 1 else ""
            bar.update(task, completed=done, total=total, description=visible_text(label, MOST), rate=rate)
            if (now := time.monotonic()) - drawn > BETWEEN_DRAWINGS:
                bar.refresh()
                drawn = now

        yield tell


def readable_page_width() -> int:
    """Return how wide a page of words is: as the screen, within reason."""
    return min(max(shutil.get_terminal_size((NARROW, 24)).columns, 50), WIDEST)


def display_width(text: str) -> int:
    """Return how many columns of a screen *text* takes: a Chinese character takes two."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def two_column_lines(
    rows: Sequence[tuple[str, str]], *, across: int, indent: int = 2, first: int = 26
) -> list[str]:
    """Return lines that set a word and what it means side by side, at most *across* columns wide.

    A word wider than *first* has its meaning below.
    """
    left = min(max((display_width(word) for word, _ in rows), default=0), first) + 2
    made = []
    for word, meaning in rows:
        head = " " * indent + word
        lines = wrap_text(meaning, across - indent - left)
        if display_width(word) > left - 2 and lines:
            made.append(head)
            head = ""
        for line_ in lines or [""]:
            made.append((head + " " * (indent + left - display_width(head)) + line_).rstrip())
            head = ""
    return made


def wrap_text(text: str, across: int) -> list[str]:
    """Return *text* in lines at most *across* columns wide: words stay whole, no line begins with a closing mark."""
    lines = [""]
    for part in _WORD.findall(text):
        if lines[-1] and display_width(lines[-1] + part.rstrip()) > across:
            lines.append(part.lstrip())
        else:
            lines[-1] += part
    return [made for made in map(str.rstrip, lines) if made]


def _make_console(*, soft_wrap: bool = False, stderr: bool = False, width: int | None = None) -> Any:
    from rich.console import Console

    silent = _Voice.quiet and not stderr
    return Console(
        highlight=False, emoji=False, soft_wrap=soft_wrap, stderr=stderr, width=width, quiet=silent
    )
