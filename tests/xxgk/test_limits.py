"""A text that is no report costs its length and no more: work is counted, not timed, and a bound of processor time stands."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from forms import xxgk

from toolkit.document.model import Box, Document, Grid, Paragraph, Run
from toolkit.text.doubled_characters import find_doubled_characters
from toolkit.text.normal_text import normalize_text, split_sentences, western_dates
from toolkit.xxgk.bind_numbers import bind_text_numbers
from toolkit.xxgk.claims.against_last_year import year_comparison_findings
from toolkit.xxgk.claims.fees import fee_findings, table_two_findings
from toolkit.xxgk.claims.growth import growth_findings
from toolkit.xxgk.claims.hold import contradiction_findings, sentences_with_claims
from toolkit.xxgk.claims.limits import (
    LONGEST_SENTENCE,
    MOST_NUMBERS,
    long_sentence_findings,
    pieces_to_check,
    split_long_sentence,
)
from toolkit.xxgk.claims.lost_numbers import lost_number_findings
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import OWN
from toolkit.xxgk.claims.prose_alone import balance_findings, prose_alone_findings
from toolkit.xxgk.misspelt_words import WORDS
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.privacy import personal_data_findings
from toolkit.xxgk.report_structure import date_findings, structure_findings
from toolkit.xxgk.report_tables import read_report_tables
from toolkit.xxgk.whose_report import report_body_and_year
from toolkit.xxgk.word_slips import wording_findings

pytestmark = pytest.mark.slow  # texts of any size

FORM = xxgk()
OF = FormMeanings(FORM)
FIGURES = {c: 0.0 for t in FORM.tables for c in t.cells}
UNIT = "青山县柳林乡人民政府"
UNITS = {
    "无": "无", "未": "未制定规章", "digits": "7", "full width": "１", "mixed": "无1件", "counts": "1件", "percent": "增长5%",
    "brackets": "（", "closed": "（1）", "commas": "，", "stops": "。", "ten": "十", "spaces": " 1 ", "grouped": "1,234",
    "of which": "其中申请3件占5%，", "years": "2023年", "last year": "比上年增加3件，", "rates": "办结率", "requests": "收到申请1件，",
    "cases": "行政复议", "kinds": "行政许可、行政处罚", "charges": "行政事业性收费1元", "town": "镇政府", "in town": "在龙门镇",
    "documents": "规范性文件1件", "dashes": "1-1", "people": "13800138000 ", "latin": "x ", "marks": "<p>", "stars": "**",
}  # fmt: skip
"""What a text may be made of over and over."""


def made(unit, size):
    text = (unit * (size // len(unit) + 1))[:size]
    lines = (f"{UNIT}2024年政府信息公开工作年度报告", "一、总体情况", "（二）依申请公开。", text)
    return text, Document("", "", 0, tuple(Paragraph((Run(x),)) for x in lines))


def taken_apart(text, document):
    """Return what rules are given: the text, its outline, its sentences with what they say."""
    said = parse_outline(document)
    return text, said, sentences_with_claims(said, 2024, OF)


def sections_of(outline):
    return {i: tuple(s.texts) for i, s in outline.sections.items()}


RULES = {
    "normal": lambda text, *_: normalize_text(text),
    "sentences": lambda text, *_: (split_sentences(text), western_dates(text)),
    "doubled": lambda text, *_: list(find_doubled_characters(text, WORDS, ())),
    "whose": lambda _, o, __: report_body_and_year(o),
    "tables": lambda text, *_: read_report_tables(FORM, [Grid("", ((Box(text), Box("1")),))], [text]),
    "structure": lambda _, o, __: list(structure_findings(o, read_report_tables(FORM, []), FORM, 2024)),
    "dates": lambda _, o, __: list(date_findings(o, 2024, datetime.date(2025, 1, 31))),
    "claims": lambda _, o, __: sentences_with_claims(o, 2024, OF),
    "agree": lambda _, __, some: list(contradiction_findings(some, FIGURES, OWN)),
    "numbers": lambda _, o, __: [list(lost_number_findings(p)) for p in o.passages()],
    "balance": lambda _, __, some: list(balance_findings(some, {})),
    "alone": lambda _, __, some: list(prose_alone_findings(some, {})),
    "growth": lambda _, __, some: list(growth_findings(some, FIGURES, FIGURES)),
    "fees": lambda _, o, some: list(fee_findings(some, o, FIGURES)),
    "in first": lambda _, __, some: list(table_two_findings(FORM, some, FIGURES, town=True)),
    "wording": lambda _, o, __: list(wording_findings(o, UNIT, 2024, township=True)),
    "limits": lambda _, o, __: list(long_sentence_findings(o)),
    "personal": lambda text, *_: list(personal_data_findings([(text, "正文")])),
    "years": lambda _, o, __: list(year_comparison_findings(FORM, o, FIGURES, sections_of(o), FIGURES)),
    "bind": lambda text, *_: bind_text_numbers(text, "依申请公开", 2024, OF, FIGURES),
}
"""Every rule by name: what it does with a text, its outline, its sentences."""


def work(rule, given):
    """Return how many calls *rule* makes, those of the interpreter's own functions too."""
    rule(*given)  # what is worked out once is worked out
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        rule(*given)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("what", UNITS)
def test_four_times_the_text_is_four_times_the_calls(what):
    """From where sentences are read in pieces already."""
    few, many = (taken_apart(*made(UNITS[what], size)) for size in (1_000, 4_000))
    told = {name: (work(rule, few), work(rule, many)) for name, rule in RULES.items()}
    assert {} == {name: counts for name, counts in told.items() if counts[1] > 5 * counts[0] + 500}


SECONDS = 40
"""The processor time all rules may take for all kinds of 16,000 characters: ten times what they take."""
ALONE = """
import math, resource, sys
sys.path[:0] = {paths!r}
from test_limits import RULES, UNITS, made, taken_apart
begun = math.ceil(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
resource.setrlimit(resource.RLIMIT_CPU, (begun + {seconds}, begun + {seconds}))
for unit in UNITS.values():
    given = taken_apart(*made(unit, 16_000))
    for rule in RULES.values():
        rule(*given)
"""


def test_sixteen_thousand_characters_of_anything_take_little_of_the_processor():
    here = Path(__file__).parent
    code = ALONE.format(paths=[str(here), str(here.parent)], seconds=SECONDS)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


# how long sentences are read


def test_a_long_sentence_is_cut_behind_clauses_and_nothing_is_lost():
    text = "收到申请12件，" * 400 + "办结12件。"
    pieces = split_long_sentence(text)
    assert text == "".join(pieces)
    assert all(len(p) <= LONGEST_SENTENCE for p in pieces)
    assert all(p.endswith("，") for p in pieces[:-1])
    assert [text[:50]] == split_long_sentence(text[:50])
    assert all(len(p) <= LONGEST_SENTENCE for p in split_long_sentence("无" * 16_000))


def test_what_is_not_looked_at_is_told():
    def told(text):
        document = made(text, len(text))[1]
        return [f for f in long_sentence_findings(parse_outline(document)) if f.code]

    assert [] == told("我镇认真落实各项工作要求，" * 10)
    assert [] == told("我镇认真落实各项工作要求，" * 100), "no numbers, nothing is held against anything"
    assert ["sentence_long"] == [f.code for f in told("公开信息1条，" * 100)]
    one = told("公开信息1条，" * 1000)
    assert ["sentence_unread"] == [f.code for f in one]
    read = "".join(pieces_to_check(normalize_text("公开信息1条，" * 1000)))
    assert f"只核对了前 {len(read)} 字" in one[0].message
    assert MOST_NUMBERS <= read.count("1") < MOST_NUMBERS + LONGEST_SENTENCE


def test_a_claim_behind_the_first_piece_is_held_to_the_table_too():
    text = "我镇认真落实各项工作要求，" * 100 + "收到政府信息公开申请12件。"
    said = sentences_with_claims(parse_outline(made(text, len(text))[1]), 2024, OF)
    assert [12.0] == [c.number.value for s in said for c in s.claims if c.rule == "E1"]
