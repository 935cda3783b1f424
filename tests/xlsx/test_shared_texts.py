"""The table of shared strings: equal texts are one cell, and whatever is not plain goes to the parser."""

import io
import zipfile

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx import shared_texts
from toolkit.xlsx.shared_texts import read_shared_texts
from toolkit.xlsx.xml_events import remember_small_part
from toolkit.xlsx.zip_parts import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TABLE = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" count="2" uniqueCount="2">'
)
PLAIN = '<si><t>甲</t></si><si><t xml:space="preserve"> 乙&amp;丙</t></si>'


def read(items, table=TABLE):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/sharedStrings.xml", f"{table}{items}</sst>".encode())
    return read_shared_texts(Package(out.getvalue()), "xl/sharedStrings.xml")


def texts(*more, **given):
    return [c.raw for c in read(*more, **given).cells]


@pytest.fixture
def parsed(monkeypatch):
    """What reaches the parser."""
    frames, real = [], shared_texts.parse_xml_events
    anew = remember_small_part(shared_texts._is_plain_table.__wrapped__)
    monkeypatch.setattr(shared_texts, "_is_plain_table", anew)
    monkeypatch.setattr(
        shared_texts, "parse_xml_events", lambda data, *more: frames.append(data) or real(data, *more)
    )
    return frames


def test_plain_tables_are_parsed_once_whatever_they_count(parsed):
    assert ["甲", " 乙&丙"] == texts(PLAIN)
    assert ["甲", "丁"] == texts("<si><t>甲</t></si><si><t>丁</t></si>", TABLE.replace('"2"', '"9"'))
    assert 1 == len(parsed)
    assert read(PLAIN).cells[0] is read(PLAIN).cells[0]


def test_every_character_of_a_text_read_before_counts():
    texts(PLAIN)
    assert ["申", " 乙&丙"] == texts(PLAIN.replace("甲", "申"))
    assert ["甲", "乙&丙"] == texts(PLAIN.replace("> 乙", ">乙"))


@pytest.mark.parametrize(
    "item",
    [
        "<si><r><t>红</t></r></si>",
        "<si/>",
        "<si><t/></si>",
        "<si><t>&#30002;</t></si>",
        "<si><t><![CDATA[甲]]></t></si>",
        "<si><!-- --><t>甲</t></si>",
        "<si><t>甲</t><rPh><t>乙</t></rPh></si>",
        "<si><t>甲\r</t></si>",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_what_is_written_otherwise_is_read_by_the_parser(item, before, parsed):
    texts(PLAIN)
    parsed.clear()
    assert 3 == len(texts(item + PLAIN if before else PLAIN + item))
    assert item in "".join(p.decode() if isinstance(p, bytes) else p for p in parsed)


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace(' count="2"', ' count="2" count="2"'),
        TABLE.replace(' count="2"', ' count="2" uniqueCount="2" count="3"'),
        TABLE.replace("<sst", "<!DOCTYPE sst><sst"),
    ],
)
def test_what_is_no_sound_xml_is_refused_after_a_sound_one_like_it(table):
    texts(PLAIN)
    with pytest.raises(Unreadable, match="xml-"):
        read(PLAIN, table)


def test_a_table_of_strangers_is_none():
    assert read(PLAIN, TABLE.replace(MAIN, "urn:x")) is None


def test_what_is_known_is_bounded(monkeypatch):
    monkeypatch.setattr(shared_texts, "KNOWN", 2)
    monkeypatch.setattr(shared_texts, "_KNOWN_ITEMS", shared_texts._KnownItems())  # others read before
    for n in range(9):
        assert [f"{n}"] == texts(f"<si><t>{n}</t></si>")
        assert 2 >= len(shared_texts._KNOWN_ITEMS)
