"""No pattern of the program goes over a text again and again: twice the text is twice the work."""

import re

import pytest
from patterns import PACKAGE, patterns, slow

LATE = {
    "campaign/whose_fault.py": "a code of the roster, escaped",
    "figures/evaluate.py": "a pattern of the form's author",
    "verifying/cover.py": "made of the lines of our own cover",
}
"""Where a pattern is known only when it runs, and where it comes from."""
FINE = {
    "campaign/whose_fault.py": "a name of the roster, of a hundred characters at most",
    "returns/comments.py": "its end may be the end of the text: what it begins never fails",
    "folder/settings_text.py": "a line of the office's own settings",
    "publishing/next_period.py": "a line of the office's own settings",
    "submissions/unit_names.py": "a name of the roster, of a hundred characters at most",
}
MODULES = sorted(
    p for p in PACKAGE.rglob("*.py") if re.search("^import re$", p.read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_every_pattern_is_linear(path):
    name = path.relative_to(PACKAGE).as_posix()
    found = list(patterns(path))
    assert name in LATE or all(p.text is not None for p in found)
    told = [(p.where, p.text) for p in found if p.text and slow(p.text, anchored=p.anchored, whole=p.whole)]
    assert (name in FINE) == bool(told), told


@pytest.mark.parametrize(
    ("pattern", "way", "expected"),
    [
        (r"\d+件", "search", True),
        (r"(?<!\d)\d+件", "search", False),
        (r"(?:a+)+b", "match", True),
        (r"a+a+b", "match", True),
        (r"a+xa+b", "match", False),
        (r"（[^（）]*）", "search", False),
        (r"（.*）", "search", True),
        (r"\s+$", "search", True),
        (r"[0-9]+\.?[0-9]*", "fullmatch", True),
        (r"[0-9]+(?:\.[0-9]*)?", "fullmatch", False),
        (r"(?:比|较)[^，]*$", "search", True),
        (r"(?:比|较)[^，]{0,40}$", "search", False),
    ],
)
def test_the_judge_of_patterns_knows_a_slow_one(pattern, way, expected):
    assert expected == bool(slow(pattern, anchored=way != "search", whole=way == "fullmatch"))
