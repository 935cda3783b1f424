"""Every key has its Chinese head and every closed word its label: a new one cannot be forgotten."""

import re

import pytest

from toolkit.definition.definition_shape import SHAPES
from toolkit.definition.definition_words import CLOSED, label_of_word, labels_allowed, word_of_label

CLOSED_KEYS = [(part, key) for part, shape in SHAPES.items() for key, said in shape.items() if said.words]


def test_every_key_has_a_head_of_its_own():
    for part, shape in SHAPES.items():
        heads = [said.head for said in shape.values()]
        assert len(heads) == len(set(heads)), part


@pytest.mark.parametrize(("part", "key"), CLOSED_KEYS)
def test_every_closed_word_has_a_label_and_comes_back_from_it(part, key):
    words = SHAPES[part][key].words
    assert set(words) <= CLOSED[key].keys()
    assert len(words) == len(labels_allowed(part, key))
    assert list(words) == [word_of_label(key, label_of_word(key, word)) for word in words]


def test_people_meet_no_latin_words():
    said = [text for shape in SHAPES.values() for said in shape.values() for text in (said.head, said.help)]
    said += [label for labels in CLOSED.values() for label in labels.values()]
    assert {"count"} >= set(re.findall("[A-Za-z]+", " ".join(said)))
