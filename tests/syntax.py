"""Modules as trees: a dozen tests look at all of them, each is parsed once."""

import ast
from functools import cache


@cache
def parsed(source):
    """Return the tree of a module's text: to be looked at, never changed."""
    return ast.parse(source)


@cache
def nodes_of(source):
    """Return every node of a module's text, as ``ast.walk`` goes."""
    return tuple(ast.walk(parsed(source)))
