"""The table of one-line faults speaks of lines that stand: whoever moves one changes its row."""

import ast
import importlib.util

from drawn_mutants import draw_mutants, put_in, weigh_draw
from mutants import MUTANTS
from test_names import PACKAGE
from trials import put_into_memory


def test_every_line_to_be_broken_stands_once_and_has_its_tests():
    stale = []
    for mutant in MUTANTS:
        path = PACKAGE / f"{mutant.module}.py"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        beside = PACKAGE.parent / "tests" / f"{mutant.tests}.py"
        if text.count(mutant.before) != 1 or not beside.exists():
            stale.append((mutant.module, mutant.before))
    assert [] == stale


SOURCE = """\
from functools import cache


def few(numbers, at=3):
    return [n for n in numbers if n < at]


@cache
def place(text, start):
    return text.find("x", start) >= 0
"""


def test_a_fault_is_drawn_of_every_line_that_can_matter_and_put_where_it_stands():
    drawn = list(draw_mutants("few", SOURCE))
    assert ("n < at", "n <= at") in [(d.before, d.after) for d, _ in drawn]
    assert [] == [d for d, _ in drawn if "> 0" in d.after], "found from within, it is never at 0"
    for one, node in drawn:
        changed = put_in(SOURCE, node, one)
        ast.parse(changed)
        assert [one.line] == [
            n
            for n, (a, b) in enumerate(zip(SOURCE.splitlines(), changed.splitlines(), strict=True), 1)
            if a != b
        ]


def test_a_draw_is_of_every_package_by_its_share_and_the_same_again():
    faults = [
        (type(drawn)(f"{name}/m", n, "", ""), None, "")
        for drawn, _ in list(draw_mutants("m", SOURCE))[:1]
        for name, many in (("large", 40), ("small", 10))
        for n in range(many)
    ]
    chosen = weigh_draw(faults, 10, 7)
    assert chosen == weigh_draw(faults, 10, 7) != weigh_draw(faults, 10, 8)
    assert 2 == sum(d.module == "small/m" for d, _, _ in chosen)


def test_a_fault_put_into_memory_is_in_every_function_that_is_there_already(tmp_path):
    path = tmp_path / "few_numbers.py"
    path.write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("few_numbers", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    few = made.few
    assert 0 == put_into_memory(str(path), SOURCE.replace("at=3", "at=4")), "what runs at import is not"
    assert 1 == put_into_memory(str(path), SOURCE.replace("n < at", "n <= at"))
    assert [1, 3] == few([1, 3, 4])
    assert 2 == put_into_memory(str(path), SOURCE.replace('"x"', '"y"'))
    assert [1] == few([1, 3, 4]), "as it was"
    assert made.place("xy", 1), "behind a wrapper too"
