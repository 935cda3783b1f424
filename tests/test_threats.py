"""The page of threats is made of the table, and every test the table names is there."""

import ast

import pytest
from syntax import parsed
from threats import PAGE, TESTS, WAYS, page

NAMED = sorted({name for threats in WAYS.values() for t in threats for name in t.tests})


def names_of_tests(module):
    tree = parsed((TESTS / f"{module}.py").read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run make render"


@pytest.mark.parametrize("name", NAMED)
def test_what_holds_a_threat_is_there(name):
    module, _, test = name.partition("::")
    modules = [
        p.relative_to(TESTS).with_suffix("").as_posix()
        for p in TESTS.glob(f"{module.replace('*', 'test_*')}.py")
    ]
    assert modules
    assert all(names_of_tests(m) if test == "*" else test in names_of_tests(m) for m in modules)


def test_every_threat_is_said_once_and_held_by_something():
    said = [t.tried for threats in WAYS.values() for t in threats]
    assert len(said) == len(set(said))
    assert all(t.tests and t.held_by for threats in WAYS.values() for t in threats)
