"""The programs of a folder: what each is called, and the words it begins with."""

from __future__ import annotations

NAME = "年报工具"
"""What the folder is called."""
LAUNCHERS: dict[str, tuple[str, ...]] = {"toolkit": (), f"打开{NAME}": ("open",)}
"""The programs of the folder and the words each begins with; one whose command is not there is left out."""


def launchers_of(commands: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the launchers whose command is there."""
    return {name: words for name, words in LAUNCHERS.items() if not words or words[0] in commands}


def known_commands() -> set[str]:
    """Return the names of the commands there are."""
    import typer.main

    from toolkit.cli import app

    return set(typer.main.get_group(app).commands)
