"""Months as columns are plain columns: a total that is worked out, quarters above them, all of a year on one landscape page."""

import io

import openpyxl
from draw import draw, submission
from forms import purchases

from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.sheets.paper import column_pixels, printable_width


def test_a_year_of_months_and_its_total_fit_a_landscape_page():
    form = purchases()
    months = {
        c: float(i) for i, c in enumerate(form.cells_of("村")) if c.table == "月" and c[1:].count("合计") == 0
    }
    book = openpyxl.load_workbook(io.BytesIO(draw(form, submission(form, "村", months))), data_only=True)
    layout, sheet = lay_out_workbook(form, "村"), book["分月"]
    columns = [sheet.column_dimensions[openpyxl.utils.get_column_letter(i + 1)] for i in range(14)]
    widths = {i: d.width for d in columns for i in range(d.min or 1, (d.max or 1) + 1)}
    assert sum(column_pixels(w - 0.72) for w in widths.values()) <= printable_width(landscape=True)
    for row in ("办公", "修路"):
        total = layout.at[Cell("月", row, "合计")]
        assert sheet[total.a1].value == sum(v for c, v in months.items() if c.row == row)
