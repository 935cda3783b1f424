"""What docstrings name is there."""

import ast
import builtins
import keyword
import re
from functools import cache
from pathlib import Path

import pytest
from syntax import nodes_of

ROOT = Path(__file__).parent.parent
SOURCES = {
    p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8")
    for p in sorted((ROOT / "toolkit").rglob("*.py"))
}
QUOTED = re.compile(r"``([A-Za-z_][\w.]*)(?:\([^`]*\))?``")


def names_in(source):
    """Return every name a module defines or uses, and the words it spells as values."""
    found = set()
    for node in nodes_of(source):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.arg():
                found.add(node.arg)
            case ast.Name():
                found.add(node.id)
            case ast.Attribute():
                found.add(node.attr)
            case ast.Constant(value=str(value)) if value.isidentifier():
                found.add(value)
            case ast.keyword(arg=str(arg)):
                found.add(arg)
    return found


@cache
def known():
    """Return what a docstring may name."""
    return {
        *dir(builtins),
        *keyword.kwlist,
        "__wrapped__",
        *(part for name in SOURCES for part in name.removesuffix(".py").split("/")),
    }.union(*map(names_in, SOURCES.values()))


@pytest.mark.parametrize("name", [n for n, s in SOURCES.items() if QUOTED.search(s)])
def test_what_a_docstring_names_is_there(name):
    gone = [w for w in QUOTED.findall(SOURCES[name]) if not set(w.split(".")) <= known()]
    assert not gone
