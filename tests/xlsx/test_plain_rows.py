"""Rows and texts taken by pattern against the parser alone: the same cells, or both refuse."""

import os
import random
import re
import zipfile
from functools import cache
from io import BytesIO

import pytest
from draw import draw, sample_workbooks, submission
from forms import xxgk

from toolkit.errors import Unreadable
from toolkit.form.submission import Row
from toolkit.xlsx import plain_rows, shared_texts, sheet_xml
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.plain_rows import take_plain_rows, take_plain_texts

ROUNDS = int(os.environ.get("FUZZ", "250"))
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
ROW = (
    '<row r="3" spans="1:2"><c r="A3" s="1"><v>7</v></c><c r="B3" t="str"><f>A3&amp;""</f><v>7</v></c></row>'
)


def by_parser_alone(data, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(plain_rows, "unambiguous_text", lambda _: None)
        patch.setattr(sheet_xml, "read_whole_sheet", lambda *_: None)
        patch.setattr(shared_texts, "_read_plain_texts", lambda _: None)
        return opened(data)


def opened(data):
    try:
        return open_book(data)
    except Unreadable as error:
        return error.code


@cache
def parts():
    form = xxgk()
    rows = {"代收": (Row(7, {"收到": "2024-03-05", "移送": "2024-03-05", "登记号": "<甲 & 乙>"}),)}
    with zipfile.ZipFile(BytesIO(draw(form, submission(form, "村社区", {}, rows=rows)))) as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.startswith("docProps/app")}


def packed(changed):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (parts() | changed).items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", list(sample_workbooks())[::5])
def test_samples_are_the_same_either_way(name, monkeypatch):
    data = sample_workbooks(name)[name]
    book = open_book(data)
    assert book == by_parser_alone(data, monkeypatch)
    assert book.sheets


def test_a_row_is_taken_and_its_frame_stays():
    frame, rows = take_plain_rows((HEAD + ROW + TAIL).encode())
    assert HEAD + '<row r="3" spans="1:2"/>' + TAIL == frame
    assert [("A", "1", None, None, "7"), ("B", None, "str", 'A3&amp;""', "7")] == list(rows[0].cells())


ODD = {
    "a comment": ROW + "<!-- " + ROW.replace("3", "4") + " -->",
    "CDATA": ROW + "<row r='9'><![CDATA[" + ROW.replace("3", "4") + "]]></row>",
    "an instruction": ROW + "<?x " + ROW.replace("3", "4") + "?>",
    "another namespace": f'<y xmlns="urn:x">{ROW}</y>',
    "a line end that XML changes": ROW + '<row r="4"><c r="A4" t="str"><v>a\r\nb</v></c></row>',
    "an entity of a number": ROW + '<row r="4"><c r="A4" t="str"><v>&#10;</v></c></row>',
    "a bracket no text may hold": ROW + '<row r="4"><c r="A4" t="str"><v>]]></v></c></row>',
    "a control character": ROW + '<row r="4"><c r="A4" t="str"><v>\x07</v></c></row>',
    "no row at all": "",
}


@pytest.mark.parametrize("kind", ODD)
def test_nothing_is_taken_where_it_could_mean_something_else(kind):
    data = (HEAD + ODD[kind] + TAIL).encode()
    assert (data, []) == take_plain_rows(data)


LEFT = {
    "a cell of another row": '<row r="3"><c r="A4"><v>7</v></c></row>',
    "an inline text": '<row r="3"><c r="A3" t="inlineStr"><is><t>7</t></is></c></row>',
    "a shared formula": '<row r="3"><c r="A3"><f t="shared" si="0"/><v>7</v></c></row>',
    "a cell without its place": '<row r="3"><c><v>7</v></c></row>',
    "two values": '<row r="3"><c r="A3"><v>7</v><v>8</v></c></row>',
    "a row without its number": '<row><c r="A3"><v>7</v></c></row>',
    "prefixes": '<x:row r="3"><x:c r="A3"><x:v>7</x:v></x:c></x:row>',
    "words between": '<row r="3"><c r="A3"><v>7</v></c> <c r="B3"/></row>',
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_not_plain_is_left_to_the_parser(kind):
    frame, rows = take_plain_rows((HEAD + ROW.replace("3", "2") + LEFT[kind] + TAIL).encode())
    assert ["2"] == [r.number for r in rows]
    assert frame.endswith(LEFT[kind] + TAIL)


def test_texts_are_taken_all_or_none():
    head = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    plain_ones = "<si><t>甲 &lt;</t></si><si><t/></si><si><t>乙</t></si>"
    assert ["甲 &lt;", "乙"] == take_plain_texts(
        (head + plain_ones.replace("<si><t/></si>", "") + "</sst>").encode()
    )[1]
    assert [] == take_plain_texts((head + plain_ones + "</sst>").encode())[1]


@pytest.mark.parametrize(
    "before", ["<si><r><t>红</t></r></si>", "<si/>", '<x:si xmlns:x="MAIN"><x:t>红</x:t></x:si>']
)
def test_a_text_before_the_plain_ones_keeps_its_index(before, monkeypatch):
    texts = parts()["xl/sharedStrings.xml"].decode()
    main = re.search(r'xmlns="([^"]+)"', texts)[1]
    data = packed(
        {"xl/sharedStrings.xml": texts.replace("<si>", before.replace("MAIN", main) + "<si>", 1).encode()}
    )
    assert opened(packed({})) != opened(data) == by_parser_alone(data, monkeypatch)


TOKENS = (
    *("<", ">", "&", '"', "'", "/", "=", " ", "\r", "\n", "]]>", "&amp;", "&#49;", "&lt;", "\ufffe", "\x01", "甲"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?x ", "?>", "<!DOCTYPE x>", "<v>", "</v>", "<f>", "</f>", "<c>", "</c>"),
    *("<row>", "</row>", '<row r="3">', "<row/>", "<c/>", '<c r="B7"/>', '<c r="B7"><v>5</v></c>', "<x>", "</x>"),
    *(' xmlns="urn:x"', ' xmlns:x="urn:x"', "x:", ' r="A1"', ' r="4"', ' t="s"', ' t="e"', ' t="q"', ' s="99"', ' hidden="1"'),
    *("<si>", "</si>", "<si/>", "<t>", "</t>", "<t/>", "<si><t>甲</t></si>", "<rPh><t>甲</t></rPh>", "</sst>", "</sheetData>"),
    *("1e400", "-1", "0", "９", " ", ".5", "_x0041_", ROW),
)  # fmt: skip


def damaged(text, dice):
    for _ in range(dice.randint(1, 3)):
        marks = [m.span() for m in re.finditer("<[^<>]*>", text)]
        match dice.randrange(5):
            case 0:
                at = dice.randrange(len(text) + 1)
                text = text[:at] + dice.choice(TOKENS) + text[at:]
            case 1:
                at = dice.choice(marks)[dice.randrange(2)]
                text = text[:at] + dice.choice(TOKENS) + text[at:]
            case 2:
                start, end = dice.choice(marks)
                text = text[:start] + text[end:]
            case 3:
                start, end = dice.choice(marks)
                text = text[:end] + text[start:]
            case _:
                (_, start), (end, _) = sorted((dice.choice(marks), dice.choice(marks)))
                text = text[:start] + text[end:]
        if "<" not in text:
            break
    return text


def shortened(text, dice):
    """Keep a few rows, so that damage meets what counts."""
    head, found, rest = text.partition("<sheetData>")
    rows = re.findall("<row .*?</row>|<row [^>]*/>", rest, re.DOTALL)
    kept = "".join(sorted(dice.sample(rows, min(len(rows), 4)), key=rows.index))
    return head + found + kept + rest[rest.index("</sheetData>") :] if found else text


def test_damage_is_seen_alike_by_pattern_and_by_parser(monkeypatch):
    """What both read is the same; where one refuses, so does the other, unless a cell is there twice."""
    names = [n for n in parts() if "worksheets/sheet" in n or n.endswith("sharedStrings.xml")]
    read = refused = 0
    for seed in range(ROUNDS):
        dice = random.Random(seed)
        name = dice.choice(names)
        data = packed({name: damaged(shortened(parts()[name].decode(), dice), dice).encode()})
        found, alone = opened(data), by_parser_alone(data, monkeypatch)
        if isinstance(alone, str):
            assert isinstance(found, str), (seed, alone)
            refused += 1
        else:
            assert found in (alone, "cell-twice"), (seed, found)
            read += 1
    assert read
    assert refused
