"""This year's report beside last year's: what was copied, what jumped without a word, what stood still."""

import pytest
from forms import xxgk

from toolkit.document.model import BODY, HEADING, Document, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.xxgk.claims.against_last_year import WATCHED, section_similarity, year_comparison_findings
from toolkit.xxgk.outline import SECTIONS, parse_outline

CAME, RULES = WATCHED[:2]
OTHER = Cell("表三", "结转", "总计")
ONE, TWO, THREE, FOUR = (
    f"{word}工作全年有序推进{end}。" for word, end in zip("甲乙丙丁", "平稳扎实", strict=True)
)


def outline(*sentences):
    blocks = [Paragraph((Run(f"一、{SECTIONS[0]}"),), HEADING), Paragraph((Run("".join(sentences)),), BODY)]
    return parse_outline(Document("", "", 2025, tuple(blocks)))


def told(figures, prior, now=(ONE,), before=(TWO,)):
    found = year_comparison_findings(xxgk(), outline(*now), figures, {0: before}, prior)
    return [f.code for f in found]


@pytest.mark.parametrize(
    ("was", "now", "codes"),
    [
        (4, 13, ["jumped"]),
        (4, 12, []),  # three times is no jump
        (1, 5, []),  # of so few
        (1, 6, ["jumped"]),
        (6, 0, ["jumped"]),
        (5, 0, []),
        (6, 5, []),
    ],
)
def test_a_number_that_multiplied_or_vanished_without_a_word_is_told(was, now, codes):
    assert codes == told({CAME: now, OTHER: 1.0}, {CAME: was, OTHER: 2.0})
    assert codes == told({RULES: now, OTHER: 1.0}, {RULES: was, OTHER: 2.0})
    assert [] == told({OTHER: now}, {OTHER: was}), "nobody watches that"
    assert [] == told({CAME: now}, {}), "last year's is not known"


@pytest.mark.parametrize("word", ["增长", "下降", "比上年", "同比"])
def test_who_says_a_word_of_it_is_not_asked(word):
    assert [] == told({CAME: 13, OTHER: 1.0}, {CAME: 4, OTHER: 2.0}, now=(f"收到申请13件，{word}较多。",))


def test_tables_that_are_all_last_year_s_are_told_unless_all_is_zero():
    assert ["all_as_before"] == told({CAME: 4.0, OTHER: 1.0}, {CAME: 4.0, OTHER: 1.0})
    assert [] == told({CAME: 4.0, OTHER: 2.0}, {CAME: 4.0, OTHER: 1.0})
    assert [] == told({CAME: 4.0, OTHER: 1.0}, {CAME: 4.0}), "not all is known"
    assert [] == told({CAME: 0.0, OTHER: 0.0}, {CAME: 0.0, OTHER: 0.0})
    assert [] == told({}, {})


@pytest.mark.parametrize(
    ("now", "before", "share"),
    [
        ((ONE, TWO), (ONE, TWO), 100),
        ((ONE, TWO, THREE), (TWO, ONE), 67),
        ((ONE, TWO), (ONE, FOUR), 50),
        ((ONE,), (ONE,), None),  # one sentence may be anybody's
    ],
)
def test_more_than_half_of_last_year_s_sentences_is_copied(now, before, share):
    assert share == section_similarity(outline(*now), {0: before}, 0)
    assert (["copied"] if (share or 0) > 50 else []) == told({CAME: 1.0}, {CAME: 2.0}, now, before)
    assert section_similarity(outline(*now), {4: before}, 4) is None
