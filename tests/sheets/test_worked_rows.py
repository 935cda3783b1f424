"""What we write beside the formulas of lists, their sums, lines and checks is what a real spreadsheet program works out."""

import openpyxl
import pytest
from draw import draw, submission
from forms import purchases

from toolkit.figures.row_columns import work_out_columns
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.sheets.verdict_formulas import CheckCompiler, group_checks

pytestmark = pytest.mark.office
PLAIN = {"号": "票", "日": "2024-03-01", "单价": 1.005, "数量": 1.0}
"""1.005 is stored a little below what it says, and people mean 1.01."""
LISTS = {
    "plain": [PLAIN, {**PLAIN, "到": "2024-03-08", "数量": 3.0}, {**PLAIN, "单价": 0.3333, "数量": 7.0}],
    "too-much": [{**PLAIN, "单价": 10000.01}, PLAIN],
    "at-the-limit": [{**PLAIN, "单价": 10000.004}],
    "blank-price": [{k: v for k, v in PLAIN.items() if k != "单价"}, PLAIN],
    "words": [{**PLAIN, "数量": "三件"}, {**PLAIN, "单价": 20000.0}],
    "late": [{**PLAIN, "到": "2024-02-01"}],
    "nothing": [],
}


def drawn(rows):
    form = purchases()
    strip = lay_out_workbook(form, "村").strips["采购"]
    listed = [
        Row(strip.first + 1 + i, dict(values), ("数量",) if isinstance(values.get("数量"), str) else ())
        for i, values in enumerate(rows)
    ]
    readable = [r._replace(values={k: v for k, v in r.values.items() if k not in r.unread}) for r in listed]
    comes = work_out_columns(strip.register, strip.worked_out, readable, Period.of_year(2024))
    made = tuple(r._replace(values={**r.values, **v}) for r, v in zip(listed, comes, strict=True))
    cover = {Cell("封面", "填报人", "内容"): "张三", Cell("封面", "填报日期", "内容"): "2024-12-31"}
    if any(r.unread for r in made):  # as it is read: what cannot be read is no value
        kept = tuple(
            r._replace(values={k: v for k, v in r.values.items() if k not in r.unread}) for r in made
        )
        return draw(form, submission(form, "村", cover, rows={"采购": kept})), made
    return draw(form, submission(form, "村", cover, rows={"采购": made} if made else {})), made


@pytest.fixture(scope="module")
def recalculated_lists(recalculated, tmp_path_factory):
    home = tmp_path_factory.mktemp("lists")
    strip = lay_out_workbook(purchases(), "村").strips["采购"]
    paths = []
    for name, rows in LISTS.items():
        data, made = drawn(rows)
        path = home / f"{name}.xlsx"
        path.write_bytes(data)
        if any(r.unread for r in made):
            book = openpyxl.load_workbook(path)
            for row in made:
                for field in row.unread:
                    book["登记簿"][strip.place(field, row.number - 1).a1] = row.values[field]
            (home / "typed").mkdir(exist_ok=True)
            path = home / "typed" / path.name
            book.save(path)
        paths.append(path)
    return dict(
        zip(LISTS, zip((home / f"{n}.xlsx" for n in LISTS), recalculated(paths), strict=True), strict=True)
    )


@pytest.mark.parametrize("name", LISTS)
def test_a_program_shows_what_we_wrote(recalculated_lists, name):
    ours, theirs = (openpyxl.load_workbook(p, data_only=True) for p in recalculated_lists[name])
    for sheet in ("登记簿", "人口", "分月", CHECKS):
        for row in ours[sheet].iter_rows():
            for cell in row:
                there = theirs[sheet][cell.coordinate].value
                if cell.value in (None, "") and there in (None, ""):
                    continue
                if name == "words" and there == "三件":
                    continue
                if isinstance(cell.value, int | float):
                    assert there == pytest.approx(cell.value), f"{sheet} {cell.coordinate}"
                else:
                    assert str(there) == str(cell.value), f"{sheet} {cell.coordinate}"


def test_a_count_is_not_kept_from_judging_by_formulas_that_show_nothing():
    """The columns a list works out are no numbers in rows nobody filled in: nobody typed that."""
    counted = '{id="女", from."村"="count(采购)"}'
    made = purchases(lambda text: text.replace('{id="女"}', counted, 1))
    grounded, layout = ground_form(made, "村"), lay_out_workbook(made, "村")
    compiler = CheckCompiler(grounded, layout, Period.of_year(2025))
    strip = layout.strips["采购"]
    verdicts = [compiler.verdict(x)[0] for x in group_checks(grounded) if x.rule.id == "P1"]
    assert any(strip.range("单价") in v for v in verdicts)
    assert not [v for v in verdicts if strip.range("金额") in v or strip.range("天") in v]
