"""The sums a verified report shows beside what was added up, cell by cell; what a restored folder puts aside."""

from types import SimpleNamespace

import pytest

from toolkit.form.layout import column_letters
from toolkit.verifying.pages import TOTAL, UNITS, _adjusted_total_faults
from toolkit.verifying.restore import ASIDE, _free_name
from toolkit.xlsx.cells import CellKind, CellValue

OURS = f"{UNITS}!{column_letters(TOTAL)}5"


@pytest.mark.parametrize(
    ("cell", "total", "codes"),
    [
        (CellValue(CellKind.NUMBER, "3", OURS), 3.0, []),
        (CellValue(CellKind.NUMBER, "3.0", OURS), 3.0, []),
        (CellValue(CellKind.NUMBER, "4", OURS), 3.0, ["sum_differs"]),
        (CellValue(CellKind.TEXT, "三", OURS), 3.0, ["sum_differs"]),
        (CellValue(CellKind.BLANK, "", OURS), 3.0, []),  # not worked out yet
        (CellValue(CellKind.NUMBER, "0", OURS), None, []),  # so a reference to a blank shows
        (CellValue(CellKind.NUMBER, "1", OURS), None, ["sum_differs"]),
        (CellValue(CellKind.NUMBER, "3", "1+2"), 3.0, ["sum_formula_changed"]),
        (CellValue(CellKind.NUMBER, "3"), 3.0, ["sum_formula_changed"]),
        (None, 3.0, ["sum_formula_changed"]),
    ],
)
def test_a_sum_is_our_formula_and_what_it_comes_to(cell, total, codes):
    sheet = SimpleNamespace(cells={(4, TOTAL): cell} if cell else {})
    found = list(_adjusted_total_faults(sheet, 4, "新收", total))
    assert codes == [f.code for f in found]
    assert {"空白" if total is None else "3"} >= {dict(f.args).get("expected", "") for f in found}


def test_what_stood_there_goes_aside_under_a_name_nobody_has(tmp_path):
    target = tmp_path / "年报"
    first = _free_name(target, "20250110")
    assert f"年报{ASIDE}20250110" == first.name
    first.mkdir()
    second = _free_name(target, "20250110")
    assert f"年报{ASIDE}20250110-2" == second.name
    second.mkdir()
    assert f"年报{ASIDE}20250110-3" == _free_name(target, "20250110").name
    assert first.parent == tmp_path
