"""How much of a sentence is looked at in one go: rules compare the numbers of a sentence with one another.

A report's longest sentences have some 300 characters. What is longer is a table that ran together, or no report at all;
it is read a piece at a time, each ending with a clause, and said to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.text.chinese_numbers import find_counted_numbers
from toolkit.text.normal_text import split_sentences
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.xxgk.outline import ReportOutline

LONGEST_SENTENCE = 600
"""How many characters are looked at together."""
MOST_NUMBERS = 400
"""How many numbers of a sentence are held against the tables."""
_CLAUSE_ENDS = "，：、）"
_OF_TABLES = ("行政事业性收费", "本年新收政府信息公开申请数量", "尚未审结")
"""Labels that stand in the text where a table ran together: that is told already, and its numbers are no prose."""


def split_long_sentence(sentence: str) -> list[str]:
    """Return *sentence* in pieces of at most LONGEST_SENTENCE characters, cut behind a clause where there is one."""
    pieces, start = [], 0
    while len(sentence) - start > LONGEST_SENTENCE:
        ends = [sentence.rfind(mark, start, start + LONGEST_SENTENCE) + 1 for mark in _CLAUSE_ENDS]
        end = next((e for e in ends if e > start), start + LONGEST_SENTENCE)
        pieces.append(sentence[start:end])
        start = end
    return [*pieces, sentence[start:]]


def pieces_to_check(sentence: str) -> list[str]:
    """Return the pieces of *sentence* that are held against the tables: those up to MOST_NUMBERS numbers."""
    pieces, count = split_long_sentence(sentence), 0
    for at, piece in enumerate(pieces if len(pieces) > 1 else ()):
        count += len(find_counted_numbers(piece))
        if count > MOST_NUMBERS:
            return pieces[: at + 1]
    return pieces


def long_sentence_findings(outline: ReportOutline) -> Iterator[Finding]:
    """Yield the sentences with numbers in them that were not read as one, or not to their end."""
    for passage in outline.passages():
        for text in split_sentences(passage.text):
            if len(text) <= LONGEST_SENTENCE or any(label in text for label in _OF_TABLES):
                continue
            read = "".join(pieces_to_check(text))
            if len(read) < len(text):
                yield make_remark(
                    "sentence_unread",
                    passage.place,
                    quote_sentence(text),
                    count=str(len(text)),
                    read=str(len(read)),
                )
            elif len(find_counted_numbers(text)) > 1:
                yield make_remark("sentence_long", passage.place, quote_sentence(text), count=str(len(text)))
