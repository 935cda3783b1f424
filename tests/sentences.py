"""Sentences of public reports, labelled before the reader saw them: ``PYTHONPATH=tests python tests/sentences.py`` prints how it does.

``data/sentences/sums.tsv`` has sentences with numbers that do or do not divide one another: ``=`` a whole with all its
parts (each given as 「48=35+13」), right as printed; ``x`` contradictory as printed; ``<`` some of the parts only; ``.`` no
division. ``requests.tsv`` has what a sentence says of the tables (with ``?``: may say). Every line names whose report it
is from. Lines with an odd number were looked at while rules were written, those with an even one not.
"""

import random
import re
import sys
from pathlib import Path
from typing import NamedTuple

from forms import xxgk

from toolkit.document.model import Document, Paragraph, Run
from toolkit.form.finding import HINT
from toolkit.text.normal_text import normalize_text, split_sentences
from toolkit.xxgk.claims.hold import contradiction_findings, sentences_with_claims
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import ClaimReader
from toolkit.xxgk.outline import parse_outline

FOLDER = Path(__file__).parent / "data" / "sentences"
OF = FormMeanings(xxgk())
SUMS = {"E4"}
WAYS = ("whole", "more", "less")


class SumSentence(NamedTuple):
    label: str
    source: str
    divisions: tuple[tuple[int, ...], ...]
    text: str


class ClaimSentence(NamedTuple):
    aspect: str
    source: str
    said: frozenset[str]
    maybe: frozenset[str]
    text: str


def lines_of(name, half):
    """Return the fields of every line of a *half* of the file (0: even lines, 1: odd ones, None: all)."""
    rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for at, row in enumerate(rows, 1) if half is None or at % 2 == half]


def sum_sentences(half=None):
    for label, source, given, text in lines_of("sums.tsv", half):
        divisions = [tuple(map(int, re.split("[=+]", one))) for one in given.split("；") if one]
        yield SumSentence(label, source, tuple(divisions), normalize_text(text))


def claim_sentences(half=None):
    for aspect, source, claims, text in lines_of("requests.tsv", half):
        said = frozenset(c for c in claims.split() if not c.startswith("?"))
        maybe = frozenset(c[1:] for c in claims.split() if c.startswith("?"))
        yield ClaimSentence(aspect, source, said, maybe, normalize_text(text))


def told_of_sums(text):
    """Return what is told of the numbers of *text* against one another, hints apart."""
    lines = ("某县2024年政府信息公开工作年度报告", "一、总体情况", text)
    document = Document("", "", 0, tuple(Paragraph((Run(x),)) for x in lines))
    said = sentences_with_claims(parse_outline(document), 2024, OF)
    found = [f for f in contradiction_findings(said, {}, None) if f.rule in SUMS]
    return [f for f in found if f.severity != HINT], [f for f in found if f.severity == HINT]


def places_of(text, division):
    """Return where the numbers of *division* stand: the whole, then the parts one behind the other."""
    found = [
        (m.start(), m.end(), int(m[0].replace(",", "")))
        for m in re.finditer(r"(?<![\d.])\d[\d,]*(?![\d.%年月日])", text)
    ]
    whole, parts = division[0], list(division[1:])
    for first in range(len(found)):
        at, places = first, []
        for part in parts:
            at = next((i for i in range(at, len(found)) if found[i][2] == part), len(found))
            if at == len(found):
                break
            places.append(found[at][:2])
            at += 1
        wholes = [f[:2] for f in found if f[2] == whole and f[:2] not in places]
        if len(places) == len(parts) and wholes:
            return [min(wholes, key=lambda w: abs(w[0] - places[0][0])), *places]
    raise AssertionError((text, division))


def slips(half=None):
    """Yield the whole sentences with one number of a division changed: the whole, or a part by more or by less."""
    for sentence in sum_sentences(half):
        for division in sentence.divisions:
            places = places_of(sentence.text, division)
            draw = random.Random(sentence.text + str(division))
            for way in WAYS:
                at = 0 if way == "whole" else draw.randrange(1, len(places))
                value = division[at]
                step = draw.randint(1, max(2, value // 2))
                if way == "less" and step > value:
                    step = value
                if not step:
                    continue
                changed = value - step if way == "less" else value + step
                start, end = places[at]
                yield way, sentence, sentence.text[:start] + str(changed) + sentence.text[end:]


def read_claims(sentence):
    """Return what is read of *sentence*, as ``subject=number``."""
    found = []
    for text in split_sentences(sentence.text):
        for c in ClaimReader(text, sentence.aspect, _year_of(sentence), OF).claims():
            value = 0 if c.subject.startswith("没有") else c.number.value
            found.append(f"{c.subject}={value:g}")
    return frozenset(found)


def _year_of(sentence):
    return int(sentence.source.rsplit(" ", 1)[1])


def main():
    show = "-v" in sys.argv
    for half, name in ((1, "seen"), (0, "kept back")):
        hits, asked, misses = 0, 0, []
        for way, _, text in slips(half):
            hard, soft = told_of_sums(text)
            hits, asked = hits + bool(hard), asked + bool(soft and not hard)
            if not hard:
                misses.append(f"  miss {way} {'(asked)' if soft else ''}: {text}")
        every = hits + len(misses)
        told = {s: told_of_sums(s.text) for s in sum_sentences(half)}
        real = [s for s in told if s.label == "x"]
        wrong = [s for s, (hard, _) in told.items() if hard and s.label != "x"]
        print(f"{name}: slips found {hits} of {every} ({hits / every:.0%}), asked {asked} more")
        print(f"  contradictory as printed: {sum(bool(told[s][0]) for s in real)} of {len(real)} found")
        print(
            f"  false: {len(wrong)} of {len(told)} sentences; precision {hits / max(1, hits + len(wrong)):.1%}"
        )
        print(f"  asked of: {[s.label for s, (_, soft) in told.items() if soft]}")
        if show and half:
            print("\n".join(misses))
            print("\n".join(f"  FALSE {s.label} {[f.message for f in told[s][0]]} {s.text}" for s in wrong))
            print("\n".join(f"  MISSED x {s.text}" for s in real if not told[s][0]))
    for half, name in ((1, "seen"), (0, "kept back")):
        found = said = extra = 0
        for sentence in claim_sentences(half):
            read = read_claims(sentence)
            found, said = found + len(sentence.said & read), said + len(sentence.said)
            more = read - sentence.said - sentence.maybe
            extra += len(more)
            if show and half and (sentence.said - read or more):
                print(f"  {sorted(sentence.said - read)} EXTRA {sorted(more)}: {sentence.text}")
        print(
            f"{name}: claims read {found} of {said} ({found / said:.0%}), others {extra}; precision {found / (found + extra):.1%}"
        )


if __name__ == "__main__":
    main()
