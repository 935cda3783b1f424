"""Every regular expression of the program, read from the source: ``patterns`` evaluates the pattern of every call of ``re`` in a module."""

import ast
import builtins
import importlib
from pathlib import Path
from typing import NamedTuple

from syntax import nodes_of

from toolkit.text.pattern_cost import repeats_over_one_another

PACKAGE = Path(__file__).parent.parent / "toolkit"
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
AT_START = {"match", "fullmatch"}


class Pattern(NamedTuple):
    """A pattern as it is called: *anchored* where it is tried at one place only, *whole* where it must reach the end.

    *text* is None where it is put together of what no reader of the source can know.
    """

    where: str
    text: str | None
    anchored: bool
    whole: bool


class _Known(dict):
    """The names of a module, and a word that stands in for any other: what a pattern is put together of when it runs."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def __missing__(self, name):
        if name in self.names or hasattr(builtins, name):
            raise KeyError(name)
        return "甲乙"


def patterns(path):
    """Yield every pattern of the module at *path*."""
    name = ".".join(("toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
    module, nodes = importlib.import_module(name), nodes_of(path.read_text(encoding="utf-8"))
    uses: dict = {}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    given = [(t, n.value) for n in nodes if isinstance(n, ast.Assign) for t in n.targets]
    named = {id(value): target.id for target, value in given if isinstance(target, ast.Name)}
    for node in nodes:
        called = node.func if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        if called is None or not isinstance(called.value, ast.Name) or called.value.id != "re":
            continue
        if called.attr not in CALLS:
            continue
        ways = {called.attr} if called.attr != "compile" else uses.get(named.get(id(node)), set()) & CALLS
        where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        try:
            code = compile(ast.Expression(node.args[0]), where, "eval")
            text = eval(code, dict(vars(module)), _Known(vars(module)))  # noqa: S307 - our own source
        except (AttributeError, KeyError, TypeError):
            text = None
        yield Pattern(where, text, bool(ways) and ways <= AT_START, "fullmatch" in ways)


def slow(text, *, anchored, whole=False):
    """Return what in a pattern may go over the same characters again and again, in words; [] for nothing."""
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return repeats_over_one_another(text, anchored=anchored, whole=whole)
