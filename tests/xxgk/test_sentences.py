"""How the reader does with sentences of public reports that were labelled before it saw them, both halves of them."""

import pytest
from sentences import SUMS, claim_sentences, read_claims, slips, sum_sentences, told_of_sums

pytestmark = pytest.mark.slow  # hundreds of sentences

HALVES = {"seen": 1, "kept back": 0}


@pytest.mark.parametrize("half", HALVES)
def test_a_slip_in_a_sum_is_found_in_nearly_nine_of_ten_sentences(half):
    found = [bool(told_of_sums(text)[0]) for _, _, text in slips(HALVES[half])]
    assert sum(found) >= 0.88 * len(found)


@pytest.mark.parametrize("half", HALVES)
def test_of_sums_that_come_out_hardly_any_is_told(half):
    every = list(sum_sentences(HALVES[half]))
    told = [s for s in every if s.label != "x" and told_of_sums(s.text)[0]]
    assert len(told) <= 3, [s.text for s in told]


@pytest.mark.parametrize("half", HALVES)
def test_what_is_said_of_requests_is_read(half):
    every = list(claim_sentences(HALVES[half]))
    said = sum(len(s.said) for s in every)
    read = {s.text: read_claims(s) for s in every}
    assert sum(len(s.said & read[s.text]) for s in every) >= 0.87 * said
    assert sum(len(read[s.text] - s.said - s.maybe) for s in every) <= 0.03 * said


def test_the_labels_add_up():
    for sentence in sum_sentences():
        assert all(whole == sum(parts) for whole, *parts in sentence.divisions), sentence.text
    assert {"E4"} == SUMS
