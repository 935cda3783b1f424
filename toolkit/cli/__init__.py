"""The command line: parse, call a verb, print, exit code. Importing it makes every command known."""

from toolkit.cli import (
    chain_commands,
    clock_command,
    decision_commands,
    demo_command,
    form_commands,
    keep_commands,
    report_commands,
    return_commands,
    setup_commands,
)
from toolkit.cli.app import app, main

__all__ = [
    "app",
    "chain_commands",
    "clock_command",
    "decision_commands",
    "demo_command",
    "form_commands",
    "keep_commands",
    "main",
    "report_commands",
    "return_commands",
    "setup_commands",
]
