"""Every sentence the form makes of figures is read back as the figures it was made of, whatever is zero."""

import random
from itertools import combinations

import pytest
from draw import submission, who
from forms import xxgk
from reports import markdown

from toolkit.document.model import Document, Paragraph, Run
from toolkit.document.proofread_result import Asked
from toolkit.form.model import REPORT, Cell
from toolkit.form.words import format_number
from toolkit.merging.report_source import Source
from toolkit.xxgk.claims.fees import fee_findings, table_two_findings
from toolkit.xxgk.claims.hold import contradiction_findings, sentences_with_claims
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.composition import PARTS, _prose, compose
from toolkit.xxgk.draft_sentences import write_sentence
from toolkit.xxgk.outline import ASPECTS, parse_outline
from toolkit.xxgk.proofread import proofread_report

FORM = xxgk()
OF = FormMeanings(FORM)
SENTENCES = _prose(FORM).sentences
YEAR = 2024
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
RESULTS = tuple(r for r in FORM.table("表三").row_ids if r.startswith("r"))
OUTCOMES = ("维持", "纠正", "其他", "未审结")
COURTS = ("复议", "直诉", "复诉")
INPUTS = tuple(
    c
    for c in FORM.cells_of(REPORT)
    if c.table not in {"表三", "表四"} and FORM.figure(c).type in {"count", "number"}
)
FEE = Cell("处理费", "收费金额", "数量")
NAMELESS = ("r5_2", "r6_3")
SAID_OF_PROSE = ("sentence_long", "sentence_unread")
NAMES = [f"{i}-{s.lead or s.items[0].text[:8]}" for i, s in enumerate(SENTENCES)]


def figures_without(zero, seed=2024):
    """Make a report's figures: each another number but those of *zero*, every total what its parts come to.

    *zero* are cells, or (table, row) for a row of 表三 whatever its column.
    """
    fresh = iter(random.Random(seed).sample(range(11, 9000), 500))

    def drawn(table, row, column):
        value = float(next(fresh))
        return 0.0 if Cell(table, row, column) in zero or (table, row) in zero else value

    made = {c: drawn(*c) for c in INPUTS}
    made[FEE] *= 10  # as the standard of charges has it
    for court in COURTS:
        of = [drawn("表四", court, c) for c in OUTCOMES]
        made |= {Cell("表四", court, c): v for c, v in zip(OUTCOMES, of, strict=True)}
        made[Cell("表四", court, "总计")] = sum(of)
    for kind in APPLICANTS:
        column = {r: drawn("表三", r, kind) for r in (*RESULTS, "结转", "结转下年")}
        column["办结"] = sum(column[r] for r in RESULTS)
        received = column["办结"] + column["结转下年"]
        column["结转"] = min(column["结转"], received)
        if Cell("表三", "新收", kind) in zero or ("表三", "新收") in zero:
            column["结转"] = received
        column["新收"] = received - column["结转"]
        made |= {Cell("表三", r, kind): v for r, v in column.items()}
    for row in FORM.table("表三").row_ids:
        made[Cell("表三", row, "总计")] = sum(made[Cell("表三", row, k)] for k in APPLICANTS)
    return made


def parts_of(sentence):
    """What may be zero in a sentence: the cells of its holes, as ``figures_without`` is given them."""
    holes = [Cell(*h.split(".")) for i in (*sentence.items, *sentence.more) for h in _holes(i.text)]
    rows = [(c.table, c.row) if c.table == "表三" and c.column == "总计" else c for c in holes]
    totals = {("表三", "办结"), *(Cell("表四", c, "总计") for c in COURTS)}
    more = [Cell("表四", c, o) for c in COURTS for o in OUTCOMES if Cell("表四", c, "总计") in rows]
    return list(dict.fromkeys([*(r for r in rows if r not in totals), *more]))


def _holes(text):
    return [x.partition("}")[0] for x in text.split("{")[1:]]


def variants(sentence):
    """Yield what is zero: nothing, all, each alone, all but each, any two, and some at random."""
    some = parts_of(sentence)
    yield from ((), tuple(some))
    for part in some:
        yield (part,)
        yield tuple(x for x in some if x != part)
    pairs = list(combinations(some, 2)) if len(some) < 14 else []
    yield from pairs
    yield from (tuple(x for x in some if x not in pair) for pair in pairs)
    rolled = random.Random(7)
    yield from (tuple(x for x in some if rolled.random() < 0.5) for _ in range(12))


def read_back(sentence, figures, told=None):
    """Proofread a sentence made of *figures* against those *told* (the same): what is found, and what it says.

    That corrections are not explained is asked of the whole report, not of its sentences.
    """
    made, against = Paragraph(write_sentence(sentence, figures), "body"), told or figures
    aspect = ASPECTS[PARTS.index(sentence.part)] if sentence.part in PARTS else ""
    place = [Paragraph((Run(f"（一）{aspect}"),), "heading")] if aspect else []
    heads = "一、总体情况" if aspect else "六、其他需要报告的事项"
    document = Document("", "某镇", YEAR, (Paragraph((Run(heads),), "heading"), *place, made))
    taken = parse_outline(document)
    said = sentences_with_claims(taken, YEAR, OF)
    found = [
        *contradiction_findings(said, against, None),
        *table_two_findings(FORM, said, against, town=True),
        *fee_findings(said, taken, against),
    ]
    return [f.message for f in found if f.code != "corrected_unsaid"], [c for s in said for c in s.claims]


@pytest.mark.parametrize("sentence", SENTENCES, ids=NAMES)
def test_a_sentence_of_ours_holds_whatever_of_it_is_zero(sentence):
    for zero in variants(sentence):
        figures = figures_without(zero)
        found, _ = read_back(sentence, figures)
        assert [] == found, "".join(r.text for r in write_sentence(sentence, figures))


def test_what_is_drawn_is_another_number_for_every_figure():
    made = figures_without(())
    assert len(set(made.values())) == len(made) > 200
    assert not identities_broken(made)


def identities_broken(made):
    return [
        k
        for k in APPLICANTS
        if made[Cell("表三", "新收", k)] + made[Cell("表三", "结转", k)]
        != made[Cell("表三", "办结", k)] + made[Cell("表三", "结转下年", k)]
    ]


@pytest.mark.parametrize(
    "zero",
    [
        (),
        INPUTS,
        tuple(("表三", r) for r in (*RESULTS, "结转", "结转下年")),
        tuple(Cell("表四", c, o) for c in COURTS for o in OUTCOMES),
        tuple(Cell("表四", "直诉", o) for o in OUTCOMES),
        tuple(("表三", r) for r in RESULTS if not r.startswith("r6_")),
    ],
    ids=["nothing", "work", "requests", "cases", "one kind of lawsuit", "all but 其他处理"],
)
def test_a_whole_report_of_ours_says_nothing_its_tables_do_not(zero, tmp_path):
    figures = figures_without(zero)
    source = Source(who(FORM, REPORT, "township", name="某镇人民政府"), figures, submission(FORM, REPORT), ())
    path = tmp_path / "报告.md"
    path.write_text(markdown(compose(FORM, source)[0]), encoding="utf-8")
    found = proofread_report(path, FORM, Asked())
    assert len(found.figures) == 200
    assert [] == [
        f.message for f in found.findings if f.rule.startswith(("D", "E")) or f.code in SAID_OF_PROSE
    ]


def named(text):
    """The sentence of ours that says *text*."""
    return next(s for s in SENTENCES if any(text in i.text for i in s.items))


LEAVES = [(i.text.partition("{")[0], Cell(*_holes(i.text)[0].split("."))) for i in named("予以公开").items]


@pytest.mark.parametrize(("said", "cell"), LEAVES, ids=[s for s, _ in LEAVES])
def test_a_result_that_is_not_the_tables_is_told(said, cell):
    """All but what has no words of its own: 重复申请 and 其他 are rows of nothing in particular."""
    figures = figures_without(())
    found, claims = read_back(named("予以公开"), figures, figures | {cell: figures[cell] + 1})
    mine = [c for c in claims if c.number.value == figures[cell]]
    if cell.row in NAMELESS:
        assert all(cell in c.readings[0].cells for c in mine)
        return
    (claim,) = mine
    assert cell in claim.readings[0].cells
    assert any(f"写的是 {format_number(figures[cell])}" in f for f in found), found


@pytest.mark.parametrize(
    ("court", "about"), [("直诉", "未经复议直接起诉"), ("复诉", "复议后起诉"), ("复议", "行政复议")]
)
def test_cases_of_one_kind_that_are_not_the_tables_are_told_as_that_kind(court, about):
    figures = figures_without(())
    total = Cell("表四", court, "总计")
    words = "被申请行政复议" if court == "复议" else "未经复议"
    found, _ = read_back(named(words), figures, figures | {total: figures[total] + 1})
    assert [f"{about}写的是 {format_number(figures[total])}"] == [
        f.rpartition("：")[2].partition("，")[0] for f in found
    ]


@pytest.mark.parametrize("sentence", SENTENCES, ids=NAMES)
def test_of_figures_nobody_gave_nothing_is_said(sentence):
    """As in a report merged while the party-and-government office is still missing."""
    assert () == write_sentence(sentence, {})
