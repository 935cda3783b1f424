"""The table of one-line faults speaks of lines that stand: whoever moves one changes its row."""

from mutants import MUTANTS
from test_names import PACKAGE


def test_every_line_to_be_broken_stands_once_and_has_its_tests():
    stale = []
    for mutant in MUTANTS:
        path = PACKAGE / f"{mutant.module}.py"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        beside = PACKAGE.parent / "tests" / f"{mutant.tests}.py"
        if text.count(mutant.before) != 1 or not beside.exists():
            stale.append((mutant.module, mutant.before))
    assert [] == stale
