"""Our drop-downs come onto the cells meant; the office's own stay, and keep ours away from their cells."""

from lxml import etree

from toolkit.grafting.carry_validations import carry_validations
from toolkit.xlsx.element_order import MAIN

EXTENDED = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
EXCEL = "http://schemas.microsoft.com/office/excel/2006/main"


def sheet(*validations, more=""):
    held = f"<dataValidations>{''.join(validations)}</dataValidations>" if validations else ""
    return etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells/>{held}<pageMargins/>{more}</worksheet>'
    )


def one(where, formula="1"):
    return f'<dataValidation type="whole" sqref="{where}"><formula1>{formula}</formula1></dataValidation>'


def on(root):
    return [(v.get("sqref"), v[0].text) for v in root.iter(f"{{{MAIN}}}dataValidation")]


def test_they_stand_where_programs_want_them():
    office = sheet()
    assert carry_validations(office, sheet(one("B2:C4"))) == ()
    assert [etree.QName(e).localname for e in office] == [
        "sheetData",
        "mergeCells",
        "dataValidations",
        "pageMargins",
    ]
    assert on(office) == [("B2:C4", "1")]


def test_the_office_s_own_stay_and_keep_ours_away():
    office = sheet(one("C3", "9"))
    assert carry_validations(office, sheet(one("B2:D4"))) == ((2, 2, 2, 2),)
    assert on(office) == [("C3", "9"), ("B2:D2 B4:D4 B3 D3", "1")]
    assert office.find(f"{{{MAIN}}}dataValidations").get("count") == "2"


def test_whole_columns_and_newer_ones_are_its_own_too():
    newer = (
        f'<extLst><ext><x:dataValidations xmlns:x="{EXTENDED}"><x:dataValidation>'
        f'<m:sqref xmlns:m="{EXCEL}">B2:B9</m:sqref></x:dataValidation></x:dataValidations></ext></extLst>'
    )
    office = sheet(one("D:D", "9"), more=newer)
    carry_validations(office, sheet(one("B2:D4")))
    assert on(office)[1:] == [("C2:C4", "1")]
