"""What docstrings and pages for developers point to is there."""

import ast
import builtins
import keyword
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = {
    p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8")
    for p in sorted((ROOT / "toolkit").rglob("*.py"))
}
PAGES = ["CONTRIBUTING.md", "docs/developing.md", "README.md", "DECISIONS.md"]
QUOTED = re.compile(r"``([A-Za-z_][\w.]*)(?:\([^`]*\))?``")
PATH = re.compile(
    r"`((?:toolkit|tests|docs|templates|tools|[a-z_]+)/[\w./-]*\.(?:py|md|toml|docx|json))(?:::\w+)?`"
)


def names_in(source):
    """Return every name a module defines or uses, and the words it spells as values."""
    found = set()
    for node in ast.walk(ast.parse(source)):
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


@pytest.mark.parametrize("page", PAGES)
def test_the_files_a_page_names_are_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    homes = (ROOT, ROOT / "toolkit", ROOT / "tests", ROOT / "tests" / "xxgk")
    gone = [f for f in PATH.findall(text) if not any((home / f).exists() for home in homes)]
    assert PATH.search(text)
    assert not gone


@pytest.mark.parametrize("page", PAGES)
def test_a_module_a_page_names_without_its_folder_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    there = {p.name for home in ("toolkit", "tests") for p in (ROOT / home).rglob("*.py")}
    assert set(re.findall(r"`(\w+\.py)`", text)) <= there


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [x for x in re.findall(r"\]\(([^)#]+)", text) if "://" not in x]
    assert all(((ROOT / page).parent / x).exists() for x in links)
