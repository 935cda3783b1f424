"""The command line: parse, call ``flow``, print, exit code. Importing it makes every command known."""

from toolkit.cli import answer, chain, decide, published, setup
from toolkit.cli.app import app, main

__all__ = ["answer", "app", "chain", "decide", "main", "published", "setup"]
