"""What once broke a reader, and small right inputs broken a little, in seconds: each ends in a value or in its exception."""

import random

import pytest
from fuzz_targets import CORPUS, TARGETS, seeds

from toolkit.document.read_document import read_document
from toolkit.errors import UnreadableDocumentError
from toolkit.form.rule_language import RuleSyntaxError, parse_expression

SIGNS = [b"\x00", b"\xff", b"<", b">", b"&", b"'", b'"', b"9" * 30, b"(" * 20, "一".encode(), b"-", b"."]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_what_was_kept_breaks_nothing(path):
    TARGETS[path.parent.name](path.read_bytes())


def broken_a_little(data, chance):
    """Return *data* with a few bytes changed, cut out, doubled or put in."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randrange(1, 9))
        put = chance.choice([b"", data[at:end] * 2, bytes([chance.randrange(256)]), chance.choice(SIGNS)])
        data = data[:at] + put + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_right_and_broken_a_little_breaks_nothing(name):
    chance = random.Random(name)
    for seed in seeds(name):
        TARGETS[name](seed)
        for _ in range(60):
            data = broken_a_little(seed, chance)
            try:
                TARGETS[name](data)
            except BaseException as error:
                raise AssertionError(f"{name} of {data!r}") from error


def test_a_rule_nested_beyond_reason_is_refused_at_its_place_and_one_people_might_write_is_not():
    deep = "(" * 60 + "甲" + ")" * 60 + " > 0"
    parse_expression(deep)
    with pytest.raises(RuleSyntaxError, match="套得太深"):
        parse_expression("(" + deep)
    with pytest.raises(RuleSyntaxError, match="套得太深"):
        parse_expression("非 " * 61 + "甲 > 0")


def test_a_page_that_is_nothing_but_the_beginning_of_a_mark_is_empty():
    with pytest.raises(UnreadableDocumentError, match="网页是空的"):
        read_document(b"<!", ".html")
