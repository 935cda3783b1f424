"""A definition as text and as a workbook is one form: equal, with equal fingerprints, whichever way round."""

import json
import random
import tomllib

import pytest
from definition_books import DEFINITIONS, EVERY_KEY, as_book, assert_same_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_forms import make_definition

from toolkit.definition.definition_text import definition_text
from toolkit.definition.load_form import build_form
from toolkit.definition_book.load_definition import definition_as_text, definition_data, load_definition
from toolkit.errors import FormError

HELD = settings(
    derandomize=True, deadline=None, database=None, max_examples=60, suppress_health_check=list(HealthCheck)
)


def loaded(data, name="t.toml"):
    """The form; None where it is refused."""
    try:
        return load_definition(data, name)
    except FormError:
        return None


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_definition_there_is_comes_back_from_a_workbook_as_the_same_form(path):
    text = path.read_bytes()
    form = load_definition(text, path.name)
    book = as_book(definition_data(text, path.name))
    assert_same_form(form, load_definition(book, "定义.xlsx"))
    assert_same_form(form, load_definition(definition_as_text(book, "定义.xlsx"), path.name))


def test_every_key_comes_back_as_it_was():
    form, book = build_form(tomllib.loads(EVERY_KEY), "全.toml"), as_book(EVERY_KEY)
    assert_same_form(form, load_definition(book, "全.xlsx"))
    assert_same_form(form, build_form(tomllib.loads(definition_as_text(book, "全.xlsx").decode()), "全.toml"))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_definition_written_as_text_is_read_as_the_same_data(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data == tomllib.loads(definition_text(data))
    assert list(data) == list(tomllib.loads(definition_text(data))) or "options" in data


@HELD
@given(st.randoms(use_true_random=False))
def test_any_definition_comes_back_from_a_workbook_as_the_same_form_or_is_refused_in_both(rng):
    data = make_definition(rng)
    text = definition_text(data)
    assert data == tomllib.loads(text)
    one, other = loaded(text.encode()), loaded(as_book(data))
    assert (one is None) == (other is None), json.dumps(data, ensure_ascii=False)
    if one:
        assert_same_form(one, other)


def test_most_definitions_drawn_are_sound():
    """Else the test before would be about nothing."""
    found = [loaded(definition_text(make_definition(random.Random(seed))).encode()) for seed in range(60)]
    assert 30 < sum(form is not None for form in found)
