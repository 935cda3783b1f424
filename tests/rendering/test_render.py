"""What is drawn can be read whole: a row is as high as its longest text."""

import io
import json

import openpyxl
import pytest
from draw import draw, submission
from forms import HEAD, TABLE, form, xxgk

from toolkit.definition.workbook_faults import MOST_LABELS
from toolkit.form.layout import CellPlace, column_letters
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.sheets.styles import lines_needed
from toolkit.sheets.workbook_drawing import LABEL_WIDTHS

LONG = "公开栏更换不及时，个别内容过期，群众反映查找不便。" * 6
TEXT = Cell("文字", "主动公开", "内容")


def drawn(kind, figures, rows):
    return openpyxl.load_workbook(io.BytesIO(draw(xxgk(), submission(xxgk(), kind, figures, rows=rows))))


@pytest.mark.parametrize(("text", "lines"), [("短", 1), (LONG, 5)])
def test_a_row_of_a_list_is_as_high_as_its_text(text, lines):
    strip = lay_out_workbook(xxgk(), "党政办").strips["问题"]
    book = drawn("党政办", {}, {"问题": (Row(strip.first + 1, {"问题": text, "措施": "整改"}),)})
    at = CellPlace(strip.register.sheet, strip.first, 0)
    height = book[at.sheet].row_dimensions[at.row + 1].height or 15
    assert height >= 15 * lines
    assert (height == 15) == (lines == 1)


@pytest.mark.parametrize("times", [1, 6])
def test_a_text_is_never_cut_by_its_row(times):
    at = lay_out_workbook(xxgk(), "党政办").at[TEXT]
    height = drawn("党政办", {TEXT: LONG * times}, {})[at.sheet].row_dimensions[at.row + 1].height
    needed = 15 * len(LONG * times) * 2 / 96
    assert height >= min(needed, 400)
    assert height == 120 if needed < 100 else height > 120


def test_what_is_drawn_ends_with_the_form_s_own_rows():
    """Programs that keep a rule for every cell it holds for need half a minute where it reaches to the last row."""
    for kind in (k.id for k in xxgk().kinds):
        book = openpyxl.load_workbook(io.BytesIO(draw(xxgk(), submission(xxgk(), kind, {}))))
        ruled = [r for s in book for v in s.data_validations.dataValidation for r in v.sqref.ranges]
        toned = [r for s in book for c in s.conditional_formatting for r in c.sqref.ranges]
        strips = lay_out_workbook(xxgk(), kind).strips.values()
        assert max(r.max_row for r in (*ruled, *toned)) == max(s.first for s in strips) + 5_000
    for strip in strips:  # of each list every row that is judged has its drop-down
        sheet = book[strip.register.sheet].data_validations.dataValidation
        ends = {r.max_row for v in sheet for r in v.sqref.ranges if r.max_row > strip.first + 1}
        assert ends <= {strip.first + 5_000}


def test_a_longer_list_has_its_drop_downs_down_to_its_last_row():
    strip = lay_out_workbook(xxgk(), "党政办").strips["问题"]
    rows = tuple(Row(strip.first + 1 + i, {"问题": f"第{i}个", "措施": "整改"}) for i in range(5_003))
    sheet = drawn("党政办", {}, {"问题": rows})[strip.register.sheet]
    lists = [r for v in sheet.data_validations.dataValidation for r in v.sqref.ranges]
    assert {strip.first + 5_003} >= {r.max_row for r in lists if r.max_row > strip.first + 1}


LONG_HEAD = "列入治理计划的重大事故隐患（项）"


@pytest.mark.parametrize(
    "columns",
    [
        [["男"]],
        [[LONG_HEAD]],  # one row of heads
        [["甲", LONG_HEAD], ["甲", "乙"]],  # the lower of two
        [[LONG_HEAD * 3], ["甲", "乙"]],  # over both: what they lack goes to the last
        [["甲", "乙", LONG_HEAD], ["甲", "乙", "丙"], [LONG_HEAD * 4]],
    ],
)
def test_heads_are_shown_whole_and_a_line_is_no_higher_than_any(columns):
    spelt = ", ".join(
        f'{{id="列{i}", head={json.dumps(h, ensure_ascii=False)}}}' for i, h in enumerate(columns)
    )
    made = form(TABLE.replace('{id="男"}, {id="女"}, {id="合计"}', spelt))
    sheet = openpyxl.load_workbook(io.BytesIO(draw(made, submission(made, "村", {}))))["表"]
    found = [
        h for h in lay_out_workbook(made, "村").heads if h.sheet == "表" and h.role in ("head", "corner")
    ]
    depth = max(map(len, columns))
    for head in found:
        rows = range(head.row + 1, head.row + head.rows + 1)
        wide = [sheet.column_dimensions[column_letters(head.column + i)].width for i in range(head.columns)]
        assert sum(sheet.row_dimensions[r].height or 15 for r in rows) >= 15 * lines_needed(
            head.text, sum(wide)
        )
    assert len(found) == 1 + len({tuple(h[:n]) for h in columns for n in range(1, len(h) + 1)})
    if columns == [["男"]]:
        assert [None] * depth == [sheet.row_dimensions[h.row + 1].height for h in found if h.role == "head"]


def test_a_form_may_have_as_many_layers_of_labels_as_are_drawn():
    assert max(LABEL_WIDTHS) == MOST_LABELS


def test_a_list_below_a_table_leaves_what_stands_in_it():
    made = form(
        TABLE.replace('sheet = "簿"', 'sheet = "表"'),
        HEAD.replace('[[sheet]]\nid = "簿"\ntitle = "簿"\n', ""),
    )
    cells = {c: 3.0 for c in made.cells_of("村") if c.table == "人口"}
    sheet = openpyxl.load_workbook(io.BytesIO(draw(made, submission(made, "村", cells))))["表"]
    at = lay_out_workbook(made, "村").at
    assert {3} == {sheet[at[c].a1].value for c in cells}
    assert {False} == {sheet[at[c].a1].protection.locked for c in cells}
    assert not sheet.print_area
