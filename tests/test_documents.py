"""What the pages for developers and clerks point to is there: files, names in the source, links, the packages of the tree."""

import re
from functools import cache
from pathlib import Path

import pytest
from test_layers import MAY_IMPORT

ROOT = Path(__file__).parent.parent
FOR_DEVELOPERS = [
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "SECURITY.md",
    "docs/developing.md",
    "docs/performance.md",
]
PAGES = [*FOR_DEVELOPERS, "README.md", "README.zh-CN.md"]
PATH = re.compile(
    r"`(\.?[\w*-]+(?:/[\w.*-]+)+/?|[a-z]\w+/|[\w*-]+\.(?:py|md|lock|j2|js|css|sha256))(?:::(\w+))?`", re.ASCII
)
NAME = re.compile(r"`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\([^`\n]*\))?`", re.ASCII)
OURS = re.compile(r"\w_\w|[a-z][A-Z]|^_\w|^[A-Z_]{4,}$")
"""How a name looks that is no word of everyday, nor one of a form."""
_SOME = r"`[\w.]+`(?:(?:, | and )`[\w.]+`)*"
IN_MODULE = re.compile(rf"({_SOME}) (?:in|of) `([\w/]+\.py)`|`([\w/]+\.py)` \(({_SOME})\)", re.ASCII)


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def places():
    """Return every file and folder of the project by its path, those beside the sources too."""
    below = [
        p
        for home in ("toolkit", "tests", "tools", "templates", "samples", "docs", ".ci", ".github")
        for p in (ROOT / home, *(ROOT / home).rglob("*"))
        if "__pycache__" not in p.parts
    ]
    return tuple(f"/{p.relative_to(ROOT).as_posix()}" for p in (*below, *ROOT.glob("*.*")))


def named(path):
    """Return the places *path* may mean, which leaves out where it begins, a name's ending, or says * for any."""
    spelt = re.escape(path.rstrip("/")).replace(r"\*", "[^/]*")
    return [p for p in places() if re.search(rf"/{spelt}(?:\.py)?$", p)]


@cache
def words():
    """Return every word of the sources."""
    sources = [p for home in ("toolkit", "tests", "tools") for p in (ROOT / home).rglob("*.py")]
    return frozenset(w for p in sources for w in re.findall(r"\w+", p.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_a_page_names_is_there(page):
    said = PATH.findall(text_of(page))
    gone = [path for path, _ in said if not named(path)]
    tests = [(p, test) for p, test in said if test and f"def {test}(" not in text_of(named(p)[0][1:])]
    assert [[], []] == [gone, tests]


@pytest.mark.parametrize("page", FOR_DEVELOPERS)
def test_every_name_of_the_source_a_page_uses_is_there(page):
    said = {n for n in NAME.findall(text_of(page)) if OURS.search(n) and not PATH.fullmatch(f"`{n}`")}
    assert [] == sorted(n for n in said if not words().issuperset(n.split(".")))


@pytest.mark.parametrize("page", FOR_DEVELOPERS)
def test_what_a_page_says_is_in_a_module_is_in_it(page):
    wrong = []
    for before, home, other, behind in IN_MODULE.findall(text_of(page)):
        texts = [text_of(p[1:]) for p in named(home or other)]
        some = {part for n in NAME.findall(before or behind) for part in n.split(".")}
        wrong += [(n, home or other) for n in some if not any(re.search(rf"\b{n}\b", t) for t in texts)]
    assert [] == wrong


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page):
    links = [x for x in re.findall(r"\]\(([^)#]+)", text_of(page)) if "://" not in x]
    assert [] == [x for x in links if not ((ROOT / page).parent / x).exists()]


def test_the_tree_of_contributing_has_every_package_below_what_it_imports():
    tree = text_of("CONTRIBUTING.md").partition("## The tree")[2].partition("## Words")[0]
    heads = " ".join(line.split("|")[1] for line in tree.splitlines() if line.startswith("| `"))
    order = re.findall(r"`([a-z_]+)(?:/|\.py)`", heads)
    assert sorted(set(MAY_IMPORT) - {"__init__", "__main__"}) == sorted({*order} - {"tools"})
    assert [] == [
        (one, other)
        for one in order
        for other in sorted(MAY_IMPORT.get(one, set()) & set(order))
        if order.index(other) > order.index(one)
    ]
