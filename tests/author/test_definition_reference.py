"""The reference of the definition language says what the loader takes, no less."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from toolkit.author.definition_reference import definition_reference, example_definitions
from toolkit.author.form_check import check_form
from toolkit.definition.definition_shape import SHAPES
from toolkit.definition_book.book_guide import RULES, WORDS_OF_RULES
from toolkit.form.rule_language import FUNCTIONS, RESERVED, RuleSyntaxError, parse_expression

if TYPE_CHECKING:
    from pathlib import Path


def test_every_key_the_loader_takes_stands_on_the_page() -> None:
    page = definition_reference()
    keys = {
        key for shape in SHAPES.values() for key, said in shape.items() if not said.part and key != "options"
    }
    missing = [k for k in sorted(keys) if f"`{k}`" not in page]
    assert not missing


def test_what_must_be_said_is_marked_and_nothing_else() -> None:
    page = definition_reference()
    assert "| `title` | 是 |" in page
    assert "| `cumulative` |  |" in page


def test_every_word_the_parser_knows_is_explained_and_no_other() -> None:
    assert set(WORDS_OF_RULES) == {*FUNCTIONS, *RESERVED}


@pytest.mark.parametrize("how", [how for how, _ in WORDS_OF_RULES.values()] + [how for how, _ in RULES[:-1]])
def test_what_is_shown_as_a_rule_is_one(how: str) -> None:
    try:
        parse_expression(how.replace(", 条件, 条件", ", 甲 = 1").replace(", 条件", ", 甲 = 1"))
    except RuleSyntaxError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("path", example_definitions(), ids=lambda p: p.stem)
def test_each_example_is_a_whole_form(path: Path) -> None:
    assert check_form(path, None, datetime.date(2025, 6, 1), lambda *_: None).faults == ()
