"""Our checker and a real spreadsheet program say the same of the same figures (DESIGN §7)."""

import dataclasses
from collections import Counter

import pytest
from draw import STAMP, YEAR, submission
from forms import xxgk

from toolkit.excel.book import open_book
from toolkit.excel.checksheet import COUNT, FIRST, VERDICT, cached
from toolkit.excel.formula import lines
from toolkit.excel.identify import identify
from toolkit.excel.read import read
from toolkit.excel.render import render
from toolkit.figures.check import judge
from toolkit.flow.samples import workbooks
from toolkit.form.expr import Number, Op, Ref
from toolkit.form.ground import ground, places_of
from toolkit.form.layout import CHECKS, place
from toolkit.form.submission import Row

pytestmark = pytest.mark.office
NUDGES = (-1, -0.6, -0.4, 0, 0.4, 0.6, 1)


def base(grounded, value):
    """Figures that keep every identity: the same number in every input cell."""
    form = grounded.form
    return {c: value for c in grounded.inputs if form.figure(c).type in ("count", "number")}


def boundaries(grounded):
    """Workbooks whose figures stand at and around the boundary of every check, many checks a workbook.

    A check is nudged in one of its own input cells, by fractions and multiples of the last place it keeps.
    """
    form = grounded.form
    todo = [c for c in grounded.checks if any(x in grounded.inputs for x in c.cells)]
    made = [{}, base(grounded, 0.0), base(grounded, 3.0)]
    for nudge in NUDGES:
        left = list(todo)
        while left:
            figures, used = dict(balanced(grounded)), set()
            for check in list(left):
                cell = next(x for x in check.cells if x in grounded.inputs)
                if cell.row in used and not check.cellwise:
                    continue
                if cell in used:
                    continue
                step = 10.0 ** -places_of(form, check)
                figures[cell] = bound(check.expr, figures[cell])
                figures[cell] = round(figures[cell] + nudge * step, 8)
                used |= {cell, cell.row}
                left.remove(check)
            made.append(figures)
    blanks = balanced(grounded)
    made.append({c: v for i, (c, v) in enumerate(blanks.items()) if i % 3})
    made.append({c: v for i, (c, v) in enumerate(blanks.items()) if i % 2 == 0})
    return made


def bound(expr, otherwise):
    """Return the constant a statement compares with: that is where its boundary is."""
    parts = expr.args if isinstance(expr, Op) and expr.name == "且" else (expr,)
    return next(
        (p.args[1].value for p in parts if p.name in ("<=", ">=") and isinstance(p.args[1], Number)),
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
    whole = judge(grounded, [submission(grounded.form, grounded.kind, figures)], YEAR)[0].figures
    stated = frozenset(c for c in grounded.worked_out if c in whole)
    for off in (0.0, 1.0, -0.4, 0.6):
        yield {c: v + (off if c in stated else 0.0) for c, v in whole.items()}, stated


def cases(form, kind, level):
    grounded = ground(form, kind, level or None)
    for figures in boundaries(grounded):
        yield submission(form, kind, figures, level)
    for figures, stated in overridden(grounded, balanced(grounded)):
        yield submission(form, kind, figures, level, stated=stated)
    words = {
        c: "五六个" for i, c in enumerate(grounded.inputs) if i % 4 == 0 and form.figure(c).type == "count"
    }
    mixed = submission(form, kind, {**balanced(grounded), **words}, level)
    yield dataclasses.replace(mixed, unread=frozenset(words))


def lists():
    """A village's register around the edges of the year, for what is counted from it."""
    days = ("2023-12-31", "2024-01-01", "2024-06-30", "2024-12-31", "2025-01-01")
    rows = []
    for i, day in enumerate(days):
        for nature in ("村级自有", "受镇政府委托张贴"):
            row = {"日期": day, "标题": f"公示{i}", "类别": "村务", "性质": nature, "公开栏": "√"}
            rows.append(Row(7 + len(rows), row | ({"微信群": "√"} if i % 2 else {})))
    rows.append(Row(7 + len(rows), {"标题": "没有日期的", "类别": "村务", "性质": "村级自有", "微信群": "√"}))
    return {"公开": tuple(rows)}


@pytest.mark.parametrize(
    ("kind", "level"),
    [("村社区", ""), ("站所", ""), ("党政办", ""), ("报告", "township"), ("报告", "city")],
)
def test_our_checker_and_the_spreadsheet_agree_on_every_check(kind, level, tmp_path, recalculated):
    form = xxgk()
    grounded = ground(form, kind, level or None)
    made = list(cases(form, kind, level))
    if kind == "村社区":
        made += [
            dataclasses.replace(made[2], rows=lists()),
            dataclasses.replace(made[2], zero=frozenset({"公开"})),
        ]
    judged = judge(grounded, made, YEAR)
    paths = [tmp_path / f"{i}.xlsx" for i in range(len(made))]
    for path, one, ours in zip(paths, made, judged, strict=True):
        full = dataclasses.replace(one, figures={**ours.figures, **one.figures})
        path.write_bytes(render(grounded, one.who, STAMP, full, ours.verdicts))
    layout, told = place(form, kind), lines(grounded)
    first = FIRST + len(layout.strips)
    seen = {}
    for one, ours, path in zip(made, judged, recalculated(paths), strict=True):
        book = open_book(path.read_bytes())
        sheet = book.sheet(CHECKS)
        for i, line in enumerate(told):
            stands = sheet.cells.get((first + i, VERDICT))
            shown, broken = cached([ours.verdicts[k] for k in line.checks])
            assert shown == (stands.raw if stands else ""), (
                line.rule.id,
                line.cell,
                one.figures.get(line.cell),
            )
            if counts(grounded, line, shown):  # so that no cell of a table can be left out unseen
                assert broken == float(sheet.cells[first + i, COUNT].raw), (line.rule.id, line.cell)
            seen.setdefault((line.rule.id, line.cell), Counter())[shown] += 1
        for cell in grounded.worked_out:
            if cell in one.stated:
                continue
            at = layout.at[cell]
            stands = book.sheet(at.sheet).cells.get((at.row, at.column))
            value = ours.figures.get(cell)
            if value is None and cell not in one.unread and not unread(grounded, cell, one):
                assert not stands or stands.raw == "", cell
            elif value is not None:
                assert abs(float(stands.raw) - value) < 1e-9, cell
    both = {key for key, verdicts in seen.items() if verdicts["通过"] and verdicts["不符"]}
    assert set(seen) == both, sorted(map(str, set(seen) - both))


def counts(grounded, line, shown):
    """Lines about every cell of a table say how many break; texts in number cells are counted otherwise."""
    return grounded.checks[line.checks[0]].cellwise and shown in ("通过", "不符")


def unread(grounded, cell, one):
    return any(c in one.unread for c in grounded.inputs_of((cell,)))


def test_a_planted_wrong_cache_comes_back_mended(tmp_path, recalculated):
    """Without this, agreement would prove nothing: LibreOffice believes caches unless it is told not to."""
    form = xxgk()
    made = submission(form, "报告", balanced(ground(form, "报告", "township")))
    grounded = ground(form, "报告", "township")
    lies = ["不符"] * len(grounded.checks)
    wrong = dataclasses.replace(made, figures={**made.figures, **dict.fromkeys(grounded.worked_out, 99.0)})
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(render(grounded, made.who, STAMP, wrong, lies))
    book = open_book(recalculated([path])[0].read_bytes())
    layout = place(form, "报告")
    right = judge(grounded, [made], YEAR)[0].figures
    for cell in grounded.worked_out:
        at = layout.at[cell]
        assert right[cell] == float(book.sheet(at.sheet).cells[at.row, at.column].raw)


def test_a_resaved_workbook_reads_the_same(tmp_path, recalculated):
    """LibreOffice splits texts into runs, rewrites formulas and unhides nothing we need."""
    form = xxgk()
    drawn = [w for w in workbooks() if w[0].startswith("第二轮")]
    paths = []
    for name, data in drawn:
        paths.append(tmp_path / name.replace("/", "_"))
        paths[-1].write_bytes(data)
    for (name, data), path in zip(drawn, recalculated(paths), strict=True):
        before, after = open_book(data), open_book(path.read_bytes())
        who = identify(before).who
        assert who == identify(after).who, name
        assert identify(after).findings == ()
        grounded = ground(form, who.kind)
        one, two = read(grounded, before, who), read(grounded, after, who)
        assert one.submission == two.submission, name
        assert one.cached == two.cached


def test_refs_are_whole_after_grounding():
    for kind in ("村社区", "报告"):
        for check in ground(xxgk(), kind).checks:
            assert all(c.table and c.row and c.column for c in check.cells)
            assert Ref() != check.expr
