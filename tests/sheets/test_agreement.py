"""Our checker and a real spreadsheet program say the same of the same figures."""

import dataclasses
import random
from collections import Counter
from functools import partial
from typing import NamedTuple

import pytest
from draw import PERIOD, STAMP, sample_workbooks
from draw import submission as named_submission
from forms import xxgk

from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import decimals_of_check, ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import FigureReference, NumberLiteral, Operation
from toolkit.form.rule_trees import walk_tallies
from toolkit.form.submission import Row
from toolkit.form.verdict import RowsVerdict, Verdict, Verdicts
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.rendering.render import render_workbook
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.check_sheet import COUNT, FIRST, RULE, VERDICT
from toolkit.sheets.cover_status import CoverStatus
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler
from toolkit.xlsx.open_workbook import open_book

submission = partial(named_submission, cover=False)  # numbers are compared, not names

pytestmark = pytest.mark.office
NUDGES = (-1, -0.6, -0.4, 0, 0.4, 0.6, 1)


def base(grounded, value):
    """Figures that keep every identity: the same number in every input cell."""
    form = grounded.form
    return {c: value for c in grounded.inputs if form.figure(c).type in ("count", "number")}


def boundaries(grounded, proved=()):
    """Workbooks whose figures stand at and around the boundary of every check not *proved*, as many in one as go together.

    A check is nudged in one of its own input cells, by fractions and multiples of the last place it keeps. Those of one
    cell share a row with one another, any other has its row for itself: what it adds up stands still but for it.
    What several checks of one cell would ask of it is asked once.
    """
    usual, of_one, of_several = balanced(grounded), {}, []
    numbers = {c for c in grounded.inputs if grounded.form.figure(c).type in ("count", "number")}
    for check in (c for c in grounded.checks if numbers & set(c.cells) and c not in proved):
        own, step = [x for x in check.cells if x in numbers], 10.0 ** -decimals_of_check(grounded.form, check)
        for nudge in NUDGES:
            asked = {x: round(bound(check.expr, usual[x]) + nudge * step, 8) for x in own}
            if check.cellwise or len(own) == 1:
                of_one[own[0], asked[own[0]]] = None
            else:
                of_several.append(asked)
    books = [Nudged({}, set(), set()) for _ in of_one]
    for cell, value in of_one:
        book = next(b for b in books if cell not in b.figures)
        book.figures[cell] = value
        book.rows.add(cell.row)
    for asked in of_several:
        books.append(Nudged({}, set(), set()))
        book, cell = next((b, x) for b in books for x in asked if b.leaves(asked, x))
        book.figures[cell] = asked[cell]
        book.rows.add(cell.row)
        book.still.update(asked)
    blanks = [
        {c: v for i, (c, v) in enumerate(usual.items()) if keep(i)}
        for keep in (lambda i: i % 3, lambda i: i % 2 == 0)
    ]
    nudged = [{**usual, **b.figures} for b in books if b.figures]
    return [{}, base(grounded, 0.0), base(grounded, 3.0), *nudged, *blanks]


class Nudged(NamedTuple):
    """What is not as usual in a workbook, in which rows, and what stands still because a check adds it up."""

    figures: dict
    rows: set
    still: set

    def leaves(self, cells, nudged):
        """Whether *nudged* can be nudged here while the others of *cells* and of all checks stand still."""
        return (
            nudged.row not in self.rows
            and nudged not in self.still
            and not cells.keys() & self.figures.keys()
        )


def bound(expr, otherwise):
    """Return the constant a statement compares with: that is where its boundary is."""
    parts = expr.args if isinstance(expr, Operation) and expr.name == "且" else (expr,)
    return next(
        (p.args[1].value for p in parts if p.name in ("<=", ">=") and isinstance(p.args[1], NumberLiteral)),
        otherwise,
    )


def balanced(grounded):
    """Figures every rule of the form accepts."""
    figures = base(grounded, 2.0)
    for cell in figures:
        if cell.table == "表三" and cell.row == "结转下年":
            figures[cell] = 0.0
        if cell.table == "表三" and cell.row in ("新收", "结转"):
            figures[cell] = 21.0
        if cell.row == "规章":
            figures[cell] = 0.0
    return figures


def overridden(grounded, figures):
    """The same figures with every total typed over its formula, once right and once off by one."""
    whole = judge_submissions(grounded, [submission(grounded.form, grounded.kind, figures)], PERIOD)[
        0
    ].figures
    stated = frozenset(c for c in grounded.worked_out if c in whole)
    for off in (0.0, 1.0, -0.4, 0.6):
        yield {c: v + (off if c in stated else 0.0) for c, v in whole.items()}, stated
    three = [c for c in whole if c.table == "表三"]
    for ids in ({"r1", "r6_3"}, {"自然人", "其他"}):  # sums that stand one row, one column too early
        shifted = {c: 5.0 if {c.row, c.column} & ids else 0.0 for c in three}
        yield {**whole, **shifted}, stated
    for owner in ("处罚", "强制"):
        alike = {Cell("表二处罚", owner, "数量"): 7.0, Cell("渠道", "网站", "条数"): 7.0}
        rest = dict.fromkeys((Cell("表二许可", "许可", "数量"), Cell("表二处罚", "处罚", "数量")), 0.0)
        yield {**figures, **{c: v for c, v in {**rest, **alike}.items() if c in figures}}, frozenset()
    yield dict.fromkeys(figures, 0.0) | {c: 1.0 for c in figures if c.table == "表四"}, frozenset()


def cases(form, kind, level, proved=()):
    """Yield submissions as our checker takes them, each with what is drawn (words where figures are unread).

    What lists say is no matter of what texts, totals and last year's figures say: they share workbooks.
    """
    grounded = ground_form(form, kind, level or None)
    made = boundaries(grounded, proved)
    for figures, known in zip(made, priors(grounded, made, 0.0), strict=True):
        yield submission(form, kind, figures, level, prior=known)
    rng, usual = random.Random(kind), balanced(grounded)
    sizes = [(1, 0.0)] * 12 + [(80, 0.0)] * 3 + [(3, 0.1)] * 3
    lists = [listed(form, kind, level, rng, n, bad) for n, bad in sizes if form.registers_of(kind)]
    others = [{"figures": {**usual, **texts}} for texts in worded(grounded)]
    others += [{"figures": figures, "stated": stated} for figures, stated in overridden(grounded, usual)]
    if grounded.priors:
        for off in (-1.0, -0.4, 0.0, 0.4, 0.6, 1.0, -84.0, -85.0, 30.0):
            known = priors(grounded, [usual], off)[0]
            others.append({"figures": usual, "prior": known})
        others.append({"figures": usual, "prior": dict(list(known.items())[::2])})
    for said in others:
        yield submission(form, kind, level=level, rows=lists.pop(0).rows if lists else {}, **said)
    yield from lists
    words = {
        c: "/" if i % 8 else "五六个"
        for i, c in enumerate(grounded.inputs)
        if i % 4 == 0 and form.figure(c).type in ("count", "date")
    }
    mixed = submission(form, kind, {**usual, **words}, level)
    yield dataclasses.replace(mixed, unread=frozenset(words))
    empty = submission(form, kind, usual, level)
    yield dataclasses.replace(empty, zero=frozenset(r.id for r in form.registers_of(kind)))


def priors(grounded, made, off):
    """Last year's figures such that this year's follow from them, give or take *off*."""
    return [
        {c: round(_prior(c.cell, judged.figures) + off, 6) for c in grounded.priors}
        for judged in judge_submissions(
            grounded, [submission(grounded.form, grounded.kind, f) for f in made], PERIOD
        )
    ]


def _prior(cell, figures):
    value = figures.get(cell._replace(row={"结转下年": "结转"}.get(cell.row, cell.row)), 0.0)
    if cell.column == "有效":
        made, repealed = (figures.get(cell._replace(column=c), 0.0) for c in ("制发", "废止"))
        value += repealed - made
    return value


def worded(grounded):
    """Texts and days around what rules ask of them: alike and not, too long by one, the year's edges."""
    form = grounded.form
    texts = [c for c in grounded.inputs if form.figure(c).type == "text"]
    days = [c for c in grounded.inputs if form.figure(c).type == "date"]
    for length, day in ((200, "2024-12-30"), (201, "2024-12-31"), (199, "2025-01-01"), (1, "2024-01-01")):
        yield {**dict.fromkeys(texts, "字" * length), **dict.fromkeys(days, day)}
    yield {c: f"甲{i}" for i, c in enumerate(texts)} | dict.fromkeys(days, "2025-01-02")
    yield {c: "Ａ" if i % 2 else "A" for i, c in enumerate(texts)}  # full and half width are two texts
    yield {
        c: "a" if i % 2 else "A" for i, c in enumerate(texts)
    }  # = would take these for one, EXACT does not
    yield dict(list(dict.fromkeys(texts, "甲").items())[:1])


DAYS = (
    "2023-12-31",
    "2024-01-01",
    "2024-06-30",
    "2024-09-14",
    "2024-09-17",
    "2024-10-05",
    "2024-10-06",
    *("2024-11-15", "2024-11-16", "2024-12-31", "2025-01-01", "2025-01-03"),
)
TEXTS = ("2024-001", "24-1", "甲乙丙丁戊", "甲乙丙丁", "Abcde", "abcde", "2024-１")
NUMBERS = {"count": (0.0, -1.0, 3.0, 2.5), "number": (0.0, 0.01, -0.01, 0.004, 100.0, 99.996, -0.004)}
WRONG = {"date": "三月五日", "count": "三条", "number": "一元", "option": "不知道"}


def listed(form, kind, level, rng, n, bad):
    """Draw *n* rows for every list: cells blank, at a boundary, or (in the share *bad*) not of their type."""
    rows, near = {}, rng.choice(range(len(DAYS)))
    for register in form.registers_of(kind):
        made = []
        for _i in range(n):
            values, unread = {}, []
            for f in register.fields:
                if rng.random() < (0.1 if f.required else 0.45):
                    continue
                if f.type in WRONG and rng.random() < bad:
                    unread.append(f.id)
                elif f.type == "date":
                    values[f.id] = DAYS[min(len(DAYS) - 1, max(0, near + rng.choice((-1, 0, 0, 1, 2))))]
                elif f.type == "option":
                    values[f.id] = rng.choice(form.options[f.options]).id
                else:
                    values[f.id] = rng.choice(NUMBERS.get(f.type, TEXTS))
            if values or unread:
                made.append(Row(7 + len(made), values, tuple(unread)))
        rows[register.id] = tuple(made)
    return submission(form, kind, level=level, rows={k: v for k, v in rows.items() if v})


def drawn_rows(form, one):
    """Put words into the cells that could not be read, as people had."""
    return {
        name: tuple(
            r._replace(values={**r.values, **{c: WRONG[form.register(name).field(c).type] for c in r.unread}})
            for r in rows
        )
        for name, rows in one.rows.items()
    }


def formulas(form, kind, level):
    """The formulas of the check sheet, and what they stand for, by line."""
    grounded = ground_form(form, kind, level or None)
    one = submission(form, kind, level=level)
    verdicts = judge_submissions(grounded, [one], PERIOD)[0].verdicts
    compiler = CheckCompiler(grounded, lay_out_workbook(form, kind), PERIOD)
    return {
        (x.rule, x.label, x.at): (x.verdict, x.counter, [grounded.checks[i] for i in x.checks])
        for x in check_sheet_lines(compiler, one, verdicts)
    }


@pytest.mark.parametrize(
    ("kind", "level", "before"),
    [
        ("村社区", "", None),
        ("站所", "", None),
        ("党政办", "", None),
        ("报告", "township", None),
        ("报告", "city", "township"),
    ],
)
def test_our_checker_and_the_spreadsheet_agree_on_every_check(kind, level, before, tmp_path, recalculated):
    """What has the same formula on the level *before* was asked there at its boundaries, and here at some figures.

    Where all of it has, a third of the figures is asked again.
    """
    form = xxgk()
    grounded = ground_form(form, kind, level or None)
    layout = lay_out_workbook(form, kind)
    mine, asked = formulas(form, kind, level), formulas(form, kind, before) if before else {}
    proved = {line for line, said in mine.items() if asked.get(line) == said}
    done = [check for line in proved for check in mine[line][2]]
    some = slice(None, None, 1 if mine.keys() - proved else 3)
    made = [numbered(layout, one) for one in list(cases(form, kind, level, done))[some]]
    names = {c.instance(form) for c in grounded.checks} | {c.instance for c in grounded.row_checks}
    for i in range(0, len(made), 3):  # some units have explained every warning
        made[i] = dataclasses.replace(made[i], explanations=dict.fromkeys(names, "属实"))
    judged = judge_submissions(grounded, made, PERIOD)
    paths = [tmp_path / f"{i}.xlsx" for i in range(len(made))]
    for path, one, ours in zip(paths, made, judged, strict=True):
        full = dataclasses.replace(one, figures={**ours.figures, **one.figures}, rows=drawn_rows(form, one))
        path.write_bytes(render_workbook(grounded, one.who, STAMP, full, ours.verdicts))
    compiler, seen = CheckCompiler(grounded, layout, PERIOD), {}
    for one, ours, book in zip(made, judged, recalculated.values(paths), strict=True):
        drawn = list(check_sheet_lines(compiler, one, ours.verdicts))
        for line, stands in zip(drawn, book[CHECKS][FIRST:], strict=False):
            where = (line.rule, line.label, line.at)
            assert line.rule == stands[RULE], where
            assert line.shown == stands[VERDICT], where
            if line.counter and line.shown in (
                "通过",
                "不符",
            ):  # so that no cell or row can be left out unseen
                assert str(line.broken) == stands[COUNT], where
            seen.setdefault(where, Counter())[line.shown] += 1
        assert len(drawn) <= len(book[CHECKS]) - FIRST
        cover, said = book[layout.verdict.sheet], CoverStatus(drawn)
        assert said.verdict()[1] == cover[layout.verdict.row][layout.verdict.column]
        for i, place_ in enumerate(layout.todo):  # the light on the cover names the cells collect would name
            assert [text for _, text in said.todo(i)] == cover[place_.row][:3]
        for cell in grounded.worked_out:
            if cell in one.stated:
                continue
            at = layout.at[cell]
            stands = book[at.sheet][at.row][at.column]
            value = ours.figures.get(cell)
            if value is None and cell not in one.unread and not unread(grounded, cell, one):
                assert stands == "", cell
            elif value is not None:
                assert abs(float(stands) - value) < 1e-9, cell
    later = {key for key, shown in seen.items() if set(shown) == {LATER}}
    both = {key for key, shown in seen.items() if shown["通过"] and (shown["不符"] or key[0] == "格式")}
    assert set(seen) == both | later | proved, sorted(map(str, set(seen) - both - proved))
    assert {r for r, _, _ in later} == CANNOT.get(kind, set())


CANNOT = {"党政办": {"R6"}}
"""The rules no formula can say, by kind: stated here so that none joins them unseen."""


def numbered(layout, one):
    """The rows of a list stand from its first row down, wherever it begins."""
    rows = {
        k: tuple(r._replace(number=layout.strips[k].first + 1 + i) for i, r in enumerate(v))
        for k, v in one.rows.items()
    }
    return dataclasses.replace(one, rows=rows)


def unread(grounded, cell, one):
    lost = {
        t.list
        for t in walk_tallies(grounded.worked_out[cell])
        if any(r.unread for r in one.rows.get(t.list, ()))
    }
    return bool(lost) or any(c in one.unread for c in grounded.inputs_of((cell,)))


def test_a_planted_wrong_cache_comes_back_mended(tmp_path, recalculated):
    """Without this, agreement would prove nothing: LibreOffice believes caches unless it is told not to."""
    form = xxgk()
    made = submission(form, "报告", balanced(ground_form(form, "报告", "township")))
    grounded = ground_form(form, "报告", "township")
    lies = Verdicts(
        (Verdict.BROKEN,) * len(grounded.checks), (RowsVerdict(Verdict.SILENT),) * len(grounded.row_checks)
    )
    wrong = dataclasses.replace(made, figures={**made.figures, **dict.fromkeys(grounded.worked_out, 99.0)})
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(render_workbook(grounded, made.who, STAMP, wrong, lies))
    book = open_book(recalculated([path])[0].read_bytes())
    layout = lay_out_workbook(form, "报告")
    right = judge_submissions(grounded, [made], PERIOD)[0].figures
    for cell in grounded.worked_out:
        at = layout.at[cell]
        assert right[cell] == float(book.sheet(at.sheet).cells[at.row, at.column].raw)


def test_a_resaved_workbook_reads_the_same(tmp_path, recalculated):
    """LibreOffice splits texts into runs, rewrites formulas and unhides nothing we need."""
    form = xxgk()
    drawn = sample_workbooks("第二轮").items()
    paths = []
    for name, data in drawn:
        paths.append(tmp_path / name.replace("/", "_"))
        paths[-1].write_bytes(data)
    for (name, data), path in zip(drawn, recalculated(paths), strict=True):
        before, after = open_book(data), open_book(path.read_bytes())
        who = identify_workbook(before).who
        assert who == identify_workbook(after).who, name
        assert identify_workbook(after).findings == ()
        grounded = ground_form(form, who.kind)
        one, two = read_submission(grounded, before, who), read_submission(grounded, after, who)
        assert one.submission == two.submission, name
        assert one.cached == two.cached


def test_refs_are_whole_after_grounding():
    for kind in ("村社区", "报告"):
        for check in ground_form(xxgk(), kind).checks:
            assert all(c.table and c.row and c.column for c in check.cells)
            assert FigureReference() != check.expr
