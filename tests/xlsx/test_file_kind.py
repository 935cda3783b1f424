"""What a file is, by its first bytes."""

import pytest

from toolkit.xlsx.file_kind import is_xml_2003

BOOK = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_an_xml_spreadsheet_is_known_in_any_encoding(encoding):
    assert is_xml_2003(BOOK.encode(encoding))


@pytest.mark.parametrize("text", ["", "PK", BOOK.replace("spreadsheet", "word"), "x" + BOOK])
def test_what_is_none_is_not(text):
    assert not is_xml_2003(text.encode())
