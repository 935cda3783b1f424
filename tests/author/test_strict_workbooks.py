"""A blank saved in the strict spelling of the format is adopted like any other; the file itself stays."""

import io
import zipfile

from adopting.test_printed_words import columns_by_number

from toolkit.author.adopt_blank import adopt_blank
from toolkit.author.strict_workbooks import STRICT_FORMAT, spell_as_everywhere

SPELLINGS = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as made:
        for name in package.namelist():
            part = package.read(name)
            for usual, other in SPELLINGS.items():
                part = part.replace(usual, other)
            made.writestr(name, part)
    return out.getvalue()


def test_the_parts_are_those_of_the_usual_spelling():
    data = columns_by_number()
    with (
        zipfile.ZipFile(io.BytesIO(spell_as_everywhere(strict(data)))) as made,
        zipfile.ZipFile(io.BytesIO(data)) as was,
    ):
        assert {n: was.read(n) for n in was.namelist()} == {n: made.read(n) for n in made.namelist()}


def test_what_is_not_strict_is_left_alone():
    assert spell_as_everywhere(columns_by_number()) is None


def test_a_strict_blank_is_adopted_beside_itself(tmp_path):
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(data := strict(columns_by_number()))
    done = adopt_blank(blank, tmp_path / "表样.toml")
    assert (STRICT_FORMAT, (), data) == (done.converted, done.drawn, blank.read_bytes())
    assert (tmp_path / done.proposal.data["blank"]).is_file()
