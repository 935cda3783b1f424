"""Styles with more looks: what is asked for is found again, in the styles of spreadsheets alone."""

import pytest

from toolkit.returns.added_looks import CellLook, add_looks
from toolkit.xlsx.element_order import MAIN
from toolkit.xlsx.patching import Unpatchable

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><dxfs count="2"><dxf><font/></dxf><dxf><font/></dxf></dxfs></styleSheet>'
)
LOOK = CellLook("<font><b/></font>", "<fill/>", "<border/>", "<alignment/>")


def test_a_look_is_found_again_however_often_it_is_asked_for():
    once = add_looks(STYLES.encode(), ("<font/>", "<fill/>"), (LOOK, LOOK._replace(more="")))
    assert ({"<font/>": 0, "<fill/>": 2}, [0, 1]) == (once.rules, [*once.cells.values()])
    assert b'<dxfs count="3">' in once.styles
    assert b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"' in once.styles
    assert once.styles == add_looks(once.styles, ("<fill/>",), (LOOK,)).styles


def test_looks_are_added_to_the_styles_of_spreadsheets_alone():
    with pytest.raises(Unpatchable, match="styles"):
        add_looks(STYLES.replace(MAIN, "urn:x").encode(), (), ())
