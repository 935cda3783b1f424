"""The lines that repeat the cover: a year is said with its 年, a day of the cover as a day."""

from types import SimpleNamespace

import pytest

from toolkit.form.layout import COVER, LINE_WORDS, CellPlace
from toolkit.form.line_placement import _line_part, measures_on_sheet
from toolkit.form.model import Cell
from toolkit.form.period import MONTH, YEAR

PERIOD = next(word for word, item in LINE_WORDS.items() if item == "period")
MEASURE = next(word for word, item in LINE_WORDS.items() if not item)
DAY, HEAD = Cell("封面", "填报日期", "值"), Cell("封面", "负责人", "值")
TYPES = {DAY: "date", HEAD: "text"}


def form(kind):
    cover = SimpleNamespace(sheet=COVER, cells=(DAY, HEAD))
    other = SimpleNamespace(sheet="表一", cells=(Cell("表一", "负责人", "值"),))
    return SimpleNamespace(
        periods=SimpleNamespace(kind=kind),
        tables_of=lambda _: (other, cover),
        row=lambda cell: SimpleNamespace(label=f"{cell.row}："),
        figure=lambda cell: SimpleNamespace(type=TYPES[cell]),
    )


@pytest.mark.parametrize(("kind", "more"), [(YEAR, "年"), (MONTH, "")])
def test_a_year_is_followed_by_its_word_and_a_month_has_its_own(kind, more):
    assert more == _line_part(form(kind), "村", PERIOD, "件", {}).text


@pytest.mark.parametrize(("cell", "dated"), [(DAY, True), (HEAD, False)])
def test_what_the_cover_says_as_a_day_is_said_as_one(cell, dated):
    at = CellPlace(COVER, 3, 1)
    part = _line_part(form(YEAR), "村", cell.row, "件", {cell: at})
    assert (f"{cell.row}：", at, dated) == (part.label, part.at, part.dated)


def test_the_unit_is_said_as_it_is_and_stands_in_no_cell():
    part = _line_part(form(YEAR), "村", MEASURE, "件、人", {})
    assert (None, "件、人") == (part.at, part.text)


def test_a_table_s_own_unit_goes_before_those_of_its_columns_and_each_is_said_once():
    def line(unit):
        return SimpleNamespace(trait=SimpleNamespace(unit=unit))

    def table(sheet, unit, *lines):
        return SimpleNamespace(
            sheet=sheet, trait=SimpleNamespace(unit=unit), columns=lines, rows=(line("户"),)
        )

    field = SimpleNamespace(unit="元")
    made = SimpleNamespace(
        tables_of=lambda _: (
            table("一", "件", line("人")),
            table("一", "", line("亩"), line("亩"), line("")),
            table("二", "吨"),
        ),
        registers_of=lambda _: (
            SimpleNamespace(sheet="一", fields=(field, field)),
            SimpleNamespace(sheet="二", fields=(SimpleNamespace(unit="个"),)),
        ),
    )
    assert "件、亩、户、元" == measures_on_sheet(made, "村", "一")
