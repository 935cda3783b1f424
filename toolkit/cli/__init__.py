"""The command line: parse, call ``flow``, print, exit code. Importing it makes every command known."""

from toolkit.cli import chain, decide, setup
from toolkit.cli.app import app, main

__all__ = ["app", "chain", "decide", "main", "setup"]
