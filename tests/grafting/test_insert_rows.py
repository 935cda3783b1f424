"""Rows come into a list with its look and formulas; all that refers to rows below, or around it, still means the same."""

import io

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from toolkit.grafting.insert_rows import insert_rows_like
from toolkit.grafting.shift_references import InsertedRows, shift_formula
from toolkit.grafting.workbook_editor import WorkbookEditor
from toolkit.xlsx.patching import Unpatchable, WorkbookParts

MOVED = InsertedRows("清 单", 4, 3)


@pytest.mark.parametrize(
    ("formula", "reads"),
    [
        ("SUM(B3:B5)", "SUM(B3:B8)"),
        ("B4+$B$5*B6", "B4+$B$8*B9"),
        ("SUM('清 单'!B3:B5,别的!B5)", "SUM('清 单'!B3:B8,别的!B5)"),
        ("SUM(B:B)+COUNTA(5:6)", "SUM(B:B)+COUNTA(8:9)"),
        ('IF(B5="B5","清单!B5",合计)', 'IF(B8="B5","清单!B5",合计)'),
    ],
)
def test_references_move_and_grow(formula, reads):
    assert shift_formula(formula, MOVED, "清 单") == reads


def test_another_sheet_s_own_references_stay():
    assert shift_formula("B5+'清 单'!B5", MOVED, "别的") == "B5+'清 单'!B8"


@pytest.mark.parametrize("formula", ['INDIRECT("B"&5)', "SUM(甲:乙!B5)", "表1[栏]"])
def test_what_cannot_be_followed_is_refused(formula):
    with pytest.raises(Unpatchable):
        shift_formula(formula, MOVED, "清 单")


def listed(*, table=False, rows=3):
    """A list of *rows* rows under a head in row 2, its sums below, all that may refer to it around."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["清单"])
    sheet.append(["序号", "名称", "数", "两倍", "备注", None, "占比"])
    last = 2 + rows
    for i in range(1, rows + 1):
        sheet.append([i, None, None, f"=C{2 + i}*2", None, None, f"=C{2 + i}/$C${last + 1}"])
        sheet.merge_cells(start_row=2 + i, end_row=2 + i, start_column=5, end_column=6)
    sheet.append(["合计", None, f"=SUM(C3:C{last})", f"=SUM(D3:D{last})"])
    sheet.append(["注：以上"])
    sheet.merge_cells(start_row=last + 2, end_row=last + 2, start_column=1, end_column=5)
    sheet.row_dimensions[last].height = 33
    sheet.cell(last, 2).fill = PatternFill("solid", fgColor="FFF2CC")
    check = DataValidation("whole", formula1="0", operator="greaterThanOrEqual")
    check.add(f"C3:C{last}")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add(f"C3:C{last}", CellIsRule("greaterThan", [f"$C${last + 1}"]))
    sheet.print_area = f"A1:E{last + 2}"
    sheet.freeze_panes = "A3"
    other = book.create_sheet("汇总")
    other["A1"] = f"=清单!C{last + 1}"
    book.defined_names["合计数"] = DefinedName("合计数", attr_text=f"清单!$C${last + 1}")
    if table:
        sheet.add_table(Table(displayName="表1", ref=f"A2:E{last}"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_more(data, row, count, *, grows=False):
    parts = WorkbookParts(data)
    editor = WorkbookEditor(parts)
    insert_rows_like(editor, "清单", row, count, grows=grows)
    editor.finish()
    return openpyxl.load_workbook(io.BytesIO(parts.save()))


def test_everything_below_and_around_moves():
    book = with_more(listed(), 4, 2)
    sheet = book["清单"]
    assert [sheet.cell(r, 1).value for r in range(3, 10)] == [1, 2, 3, 4, 5, "合计", "注：以上"]
    assert [sheet.cell(r, 4).value for r in range(3, 9)] == [
        *(f"=C{r}*2" for r in range(3, 8)),
        "=SUM(D3:D7)",
    ]
    assert sheet["C8"].value == "=SUM(C3:C7)"
    assert [sheet.cell(r, 7).value for r in range(3, 8)] == [f"=C{r}/$C$8" for r in range(3, 8)]
    assert {str(m) for m in sheet.merged_cells.ranges} == {*(f"E{r}:F{r}" for r in range(3, 8)), "A9:E9"}
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["C3:C7"]
    ((area, (rule,)),) = [(str(c.sqref), c.rules) for c in sheet.conditional_formatting]
    assert (area, rule.formula) == ("C3:C7", ["$C$8"])
    assert sheet.print_area == "'清单'!$A$1:$E$9"
    assert sheet.freeze_panes == "A3"
    assert book["汇总"]["A1"].value == "=清单!C8"
    assert book.defined_names["合计数"].attr_text == "清单!$C$8"
    assert [sheet.row_dimensions[r].height for r in (4, 5, 6, 7, 8)] == [None, 33, 33, 33, None]
    assert [sheet.cell(r, 2).fill.fgColor.rgb for r in (4, 5, 6, 7)] == ["00000000", *["00FFF2CC"] * 3]


def test_a_list_of_one_row_grows_with_its_sums():
    sheet = with_more(listed(rows=1), 2, 2, grows=True)["清单"]
    assert sheet["C6"].value == "=SUM(C3:C5)"
    assert [sheet.cell(r, 4).value for r in (3, 4, 5)] == ["=C3*2", "=C4*2", "=C5*2"]
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["C3:C5"]


def test_a_named_table_is_refused_with_nothing_changed():
    data = listed(table=True)
    parts = WorkbookParts(data)
    editor = WorkbookEditor(parts)
    with pytest.raises(Unpatchable, match="table"):
        insert_rows_like(editor, "清单", 4, 2, grows=False)
    again = WorkbookParts(parts.save())
    assert all(again.raw(n) == WorkbookParts(data).raw(n) for n in again.names)
