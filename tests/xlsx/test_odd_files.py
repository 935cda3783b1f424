"""Odd spreadsheets nobody here wrote: read as two other readers do, or for a reason known, or refused with its own."""

from pathlib import Path

import pytest
from python_calamine import CalamineError
from readers import by_calamine, by_openpyxl, by_us, causes

from toolkit.errors import Unreadable

ODD = Path(__file__).parent.parent / "data" / "odd"
FILES = sorted(p.name for p in ODD.iterdir() if p.suffix != ".md")
REFUSED = {
    "xls2xlsx-0.2.0--Bad.xls": "zip-of-something",
    "xls2xlsx-0.2.0--Dates.xls": "web-page",
    "xls2xlsx-0.2.0--rowcolspan.xls": "web-page",
    "xls2xlsx-0.2.0--workbook_corruption.xls": "old-damaged",  # calamine asks for memory without end and aborts
}
CALAMINE_REFUSES = {
    "xlrd2-1.3.4--biff4_no_format_no_window2.xls": 69
}  # Excel 4, which xlrd reads: how many cells
CALAMINE = {
    "pyexcel-0.7.6--ods_formats.ods": {"time of day or duration"},
    "pyexcel-ods-0.6.0--white_space.ods": {"space or line break lost"},
    "tablib-3.10.0--book.ods": {"time of day or duration"},
    "tablib-3.10.0--errors.xls": {"error as blank"},
    "tablib-3.10.0--unknown_value_type.ods": {"text of no type lost"},
    "xlrd2-1.3.4--formula_test_sjmachin.xls": {"error as blank"},
    "xlrd2-1.3.4--reveng1.xlsx": {"error as blank", "control character not shown", "time of day or duration"},
    "xls2xlsx-0.2.0--Styles1.xls": {"error as blank", "time of day or duration"},
    "xls2xlsx-0.2.0--timedelta1.xls": {"time of day or duration"},
    "xlsx2csv-0.8.6--formatted_inline_string.xlsx": {"space or line break lost"},
}
OPENPYXL = {
    "xlrd2-1.3.4--reveng1.xlsx": {
        "escape left as it stands",
        "control character not shown",
        "time of day or duration",
    },
}
OPENPYXL_REFUSES = {
    "xlrd2-1.3.4--self_evaluation_report_2014-05-19.xlsx": TypeError,  # a style it does not know
    "xlsx2csv-0.8.6--formatted_inline_string.xlsx": KeyError,  # a part that is named and not there
}


@pytest.mark.parametrize("name", [f for f in FILES if f not in REFUSED])
def test_read_as_calamine_does_but_for_what_is_known(name):
    data = (ODD / name).read_bytes()
    if name in CALAMINE_REFUSES:
        with pytest.raises(CalamineError):
            by_calamine(data)
        assert CALAMINE_REFUSES[name] == len(by_us(data))
        return
    assert CALAMINE.get(name, set()) == causes(by_us(data), by_calamine(data))


@pytest.mark.parametrize("name", [f for f in FILES if f.endswith(("xlsx", "xlsm")) and f not in REFUSED])
def test_read_as_openpyxl_does_but_for_what_is_known(name):
    data = (ODD / name).read_bytes()
    if name in OPENPYXL_REFUSES:
        with pytest.raises(OPENPYXL_REFUSES[name]):
            by_openpyxl(data)
        assert by_us(data)
    else:
        assert OPENPYXL.get(name, set()) == causes(by_us(data), by_openpyxl(data))


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason(name):
    with pytest.raises(Unreadable) as caught:
        by_us((ODD / name).read_bytes())
    assert REFUSED[name] == caught.value.code


def test_every_table_names_files_that_are_there():
    assert {*REFUSED, *CALAMINE_REFUSES, *CALAMINE, *OPENPYXL, *OPENPYXL_REFUSES} <= set(FILES)
