"""A table saved as text: decoded, cut into cells, numbers told from codes; what is no table is refused as before."""

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.text_table import CSV, open_book_or_text_table

ROWS = '填报单位,和平村\r\n编码,0051\r\n户数,12\r\n比例,-3.5\r\n号,4103081050011234\r\n金额,"1,200"\r\n'


def cells(data):
    book = open_book_or_text_table(data)
    assert CSV == book.other
    (sheet,) = book.sheets
    return {at: (c.kind, c.raw) for at, c in sheet.cells.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_gives_the_same_cells(encoding, separator):
    text = "\r\n".join(separator.join(row) for row in (("指标", "户数", "满意"), ("走访", "12", "11")))
    found = cells(text.encode(encoding))
    assert (CellKind.TEXT, "满意") == found[0, 2]
    assert (CellKind.NUMBER, "12") == found[1, 1]
    assert 6 == len(found)


def test_codes_and_long_numbers_keep_their_digits():
    found = cells(ROWS.encode("gbk"))
    assert (CellKind.TEXT, "0051") == found[1, 1]
    assert (CellKind.NUMBER, "12") == found[2, 1]
    assert (CellKind.NUMBER, "-3.5") == found[3, 1]
    assert (CellKind.TEXT, "4103081050011234") == found[4, 1]
    assert (CellKind.TEXT, "1,200") == found[5, 1]


def test_a_text_kept_from_being_a_number_is_read_without_what_keeps_it():
    assert (CellKind.TEXT, "0051") == cells('编码,="0051"\n'.encode())[0, 1]


@pytest.mark.parametrize(
    ("data", "code"), [(b"%PDF-1.7", "pdf"), (b"", "empty-file"), (b"\xff\xff\x81\x30,1\n2", "plain-text")]
)
def test_what_is_no_text_is_refused_for_what_it_is(data, code):
    with pytest.raises(Unreadable) as error:
        open_book_or_text_table(data)
    assert code == error.value.code


def test_a_text_of_too_many_cells_is_no_submission():
    with pytest.raises(Unreadable) as error:
        open_book_or_text_table(b"1,2,3,4,5,6,7,8,9\n" * 30_000)
    assert "plain-text" == error.value.code
