"""The command line: parse, call a verb, print, exit code. Importing it makes every command known."""

from toolkit.cli import (
    adopt_command,
    chain_commands,
    clock_command,
    decision_commands,
    demo_command,
    form_commands,
    keep_commands,
    period_commands,
    report_commands,
    return_commands,
    setup_commands,
)
from toolkit.cli.app import app, main

__all__ = [
    "adopt_command",
    "app",
    "chain_commands",
    "clock_command",
    "decision_commands",
    "demo_command",
    "form_commands",
    "keep_commands",
    "main",
    "period_commands",
    "report_commands",
    "return_commands",
    "setup_commands",
]
