"""The numbers of what people wrote, bound to the figures they are: by the same reading that proofreads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.document.model import Run
from toolkit.text.normal_text import normalize_text, split_sentences
from toolkit.xxgk.claims.hold import reading_that_holds
from toolkit.xxgk.claims.limits import pieces_to_check
from toolkit.xxgk.claims.of_sentence import ClaimReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.model import Cell
    from toolkit.xxgk.claims.meanings import FormMeanings

_DIGITS = re.compile(r"\d+")


def bind_text_numbers(
    text: str, aspect: str, year: int, meanings: FormMeanings, figures: Mapping[Cell, float]
) -> tuple[Run, ...]:
    """Return *text* as it stands, each number that is one figure of the tables bound to it.

    Runs of digits keep their order when text is normalised, so the one a claim speaks of is found again by its place.
    """
    places = [m.span() for m in _DIGITS.finditer(text)]
    whole, offset, found = normalize_text(text), 0, {}
    for said in (piece for sentence in split_sentences(whole) for piece in pieces_to_check(sentence)):
        start = whole.index(said, offset)
        offset = start + len(said)
        for claim in ClaimReader(said, aspect, year, meanings).claims():
            reading = reading_that_holds(claim, figures)
            if reading is None or len(reading.cells) != 1 or reading.minus or not claim.number.digits:
                continue
            first = len(_DIGITS.findall(whole[: start + claim.number.start]))
            last = first + len(_DIGITS.findall(claim.number.digits)) - 1
            if last < len(places):
                found[places[first][0], places[last][1]] = reading.cells[0]
    runs, at = [], 0
    for (start, end), cell in sorted(found.items()):
        runs += [Run(text[at:start]), Run(text[start:end], cell)]
        at = end
    return tuple(r for r in (*runs, Run(text[at:])) if r.text)
