"""The pages of the site that are made, not written: a page a command, the notebook, what a folder of files holds.

A command's page is its own help: the same rows, from the same objects.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.main import get_command

from toolkit.cli import app, help_wording
from toolkit.schemas.command_outputs import OUTPUTS, schema_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = "toolkit"


class CommandPage(NamedTuple):
    """A command's page: what is typed, the file it stands in, its text."""

    words: tuple[str, ...]
    file: str
    text: str


def draw_command_pages() -> list[CommandPage]:
    """Return a page for every command, those of the program first in the order of a year."""
    return list(_pages_below(get_command(app), None, ()))


def headings_of_commands() -> list[tuple[str, list[str]]]:
    """Return the headings of the help page, each with the commands below it."""
    command = get_command(app)
    context = typer.Context(command, info_name=PROGRAM)
    return [
        (title, [name for name, _ in rows]) for title, rows in help_wording.command_tables(command, context)
    ]


def _pages_below(command: Any, above: Any, words: tuple[str, ...]) -> Iterator[CommandPage]:
    context = typer.Context(command, info_name=words[-1] if words else PROGRAM, parent=above)
    yield CommandPage(words, page_of_command(words), _command_text(command, context, words))
    below = getattr(command, "commands", {})
    for name in help_wording.order_command_names(below):
        yield from _pages_below(below[name], context, (*words, name))


def page_of_command(words: tuple[str, ...]) -> str:
    """Return the file a command's page stands in."""
    return f"{'-'.join(words) or 'index'}.md"


def _command_text(command: Any, context: Any, words: tuple[str, ...]) -> str:
    called = " ".join((PROGRAM, *words))
    lines = [f"# {called if words else '命令'}", "", _escaped(command.help or ""), ""]
    lines += [f"    {help_wording.command_usage_line(command, context).removeprefix('用法：')}", ""]
    for title, rows in help_wording.command_tables(command, context):
        lines += [f"## {title}", "", "| 命令 | 做什么 |", "|---|---|"]
        lines += [f"| [`{n}`]({page_of_command((*words, n))}) | {_escaped(said)} |" for n, said in rows]
        lines.append("")
    for title, rows in help_wording.parameter_tables(command, context):
        lines += [f"## {title}", "", "| 怎么写 | 是什么 |", "|---|---|"]
        lines += [f"| `{how}` | {_escaped(said)} |" for how, said in rows]
        lines.append("")
    name = " ".join(words)
    if name in OUTPUTS:
        lines += [
            f"加 `--json` 给出的内容：[{schema_file_name(name)}](../schemas/{schema_file_name(name)})。",
            "",
        ]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|])", r"\\\1", " ".join(text.split()))


def notebook_text(path: Path) -> str:
    """Return a notebook as a page: its words, its code, what came of it as text."""
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            text = "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
            if text.strip():
                parts.append(f"```text\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def folder_text(title: str, names: list[str]) -> str:
    """Return the page of a folder of files: a link a file."""
    return "\n".join([f"# {title}", "", *(f"- [{name}]({name})" for name in names), ""])
