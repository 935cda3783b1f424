"""What is read out of every blank found, drawn and published, whole: the definition, where its figures stand, what is asked."""

from pathlib import Path

import pytest
from kept_texts import kept_lines
from odd_blanks import ODD
from published_blanks import PUBLISHED

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_text import definition_text

FOUND = {p.stem: p.read_bytes for p in sorted((Path(__file__).parents[1] / "data" / "blanks").glob("*.xlsx"))}
BLANKS = FOUND | ODD | PUBLISHED


def definition_of(proposal):
    """The definition as text, without the digest of a blank that is drawn anew for every run."""
    return [line for line in definition_text(proposal.data).splitlines() if not line.startswith("blank_hash")]


def said_of(proposal):
    yield from definition_of(proposal)
    for name, (sheet, at) in proposal.places["figures"].items():
        yield f"place  {name}: {sheet} {at}"
    yield from (f"list   {name}: {where}" for name, where in proposal.places["lists"].items())
    yield from (f"table  {table}" for table in proposal.tables)
    for guess in proposal.guesses:
        yield f"asked  {guess.key} ({guess.places}, {'' if guess.taken else 'not '}taken): {guess.said} · {guess.ground}"
    yield from (f"odd    {cell}" for cell in proposal.odd_cells)
    yield f"cells  {proposal.understood} of {proposal.cells}: {dict(proposal.account.by_role)}"
    yield from (f"fault  {fault}" for fault in proposal.faults)


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_is_read_as_it_was(name):
    book = read_blank_book(BLANKS[name](), name)
    first = propose_definition(book)
    lines = [*said_of(first)]
    for answer in (True, False):
        again = propose_definition(book, {g.key: answer for g in first.guesses})
        other = [line for line in said_of(again) if line not in lines]
        lines += ["", f"── otherwise, with every question answered {'yes' if answer else 'no'} ──", *other]
    said = "\n".join(lines).splitlines()
    assert kept_lines(f"adopting/{name}", said) == said
