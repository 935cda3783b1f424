"""What the loader says of every small change to small forms: a key taken away, a value that is none, another of the same key.

The changes are made by code, one at a time; what is told of each is kept whole (tests/data/kept/definition).
"""

import copy
import tomllib
from pathlib import Path

import pytest
from forms import HEAD, RULES, TABLE
from kept_texts import kept_lines

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.errors import FormError

DATA = Path(__file__).parents[1] / "data"
FORMS = {p.stem: p.read_text(encoding="utf-8") for p in sorted(DATA.glob("*.toml"))}
FORMS |= {"small": HEAD + TABLE + RULES}
BLANKS = {p.stem: p.read_bytes for p in sorted((DATA / "blanks").glob("c[36]*.xlsx"))}
LONGEST, MOST = 40, 100
"""How much of a value the kept text names; how many places of a form are changed, from its first to its last."""


def places_in(value, path=()):
    """Yield every place in a definition: the keys and positions that lead there."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step), inner
        yield from places_in(inner, (*path, step))


def values_by_key(data):
    """Return what stands under each key anywhere in a definition."""
    found = {}
    for path, value in places_in(data):
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        found.setdefault(key, []).append(value)
    return found


def changes_of(value, others):
    """Yield what a value may be changed to, with words for it; None takes it away."""
    yield "taken away", None
    match value:
        case bool():
            yield "turned", not value
        case int() | float():
            yield from (("one more", value + 1), ("below nothing", -value - 1), ("a text", "三"))
        case str():
            yield "a number", 3
            yield "nothing", ""
            yield "longer", f"{value}甲"
        case list():
            yield from (("empty", []), ("twice the same", [*value, *value[:1]]), ("a text", "甲"))
        case dict():
            yield from (("with more in it", value | {"更多": 1}), ("empty", {}), ("a number", 3))
    if other := next((o for o in others if type(o) is type(value) and o != value), None):
        yield "another's", other


def changed(data, path, new):
    made = copy.deepcopy(data)
    at = made
    for step in path[:-1]:
        at = at[step]
    if new is None:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return made


def told_of(data):
    try:
        build_form(data, "t")
    except FormError as told:
        return sorted(told.faults)
    return ("taken",)


@pytest.mark.parametrize("name", [*FORMS, *BLANKS])
def test_every_fault_is_told_as_it_was(name):
    if name in FORMS:
        data = tomllib.loads(FORMS[name])
    else:
        data = propose_definition(read_blank_book(BLANKS[name](), name)).data
    others, lines, places = values_by_key(data), [], [*places_in(data)]
    for at, (path, value) in enumerate(places[:: 1 + len(places) // MOST]):
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        changes = [*changes_of(value, others[key])]
        words, new = changes[at % len(changes)]
        short = str(value) if len(str(value)) <= LONGEST else f"{str(value)[:LONGEST]}…"
        where = ".".join(map(str, path))
        lines += [f"{where} = {short}: {words}", *(f"    {t}" for t in told_of(changed(data, path, new)))]
    said = "\n".join(lines).splitlines()
    assert kept_lines(f"definition/{name}", said) == said
