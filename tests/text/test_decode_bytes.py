"""Text files of any program a clerk has at hand."""

import codecs

import pytest

from toolkit.errors import WorkFolderError
from toolkit.text.decode_bytes import decode_text_file

TEXT = '[office]\nname = "孟津区白鹤镇人民政府"\ncode = "0410"\n'


@pytest.mark.parametrize(
    "data",
    [
        *(
            TEXT.encode(e)
            for e in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
        ),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_is_read(data):
    assert TEXT == decode_text_file(data, "x")


def test_characters_only_the_larger_sets_have_are_read():
    for encoding in ("gb18030", "utf-16", "utf-8"):
        assert "㐂𠮷" == decode_text_file("㐂𠮷".encode(encoding), "x")


def test_a_character_that_ends_in_a_zero_byte_of_its_own_turns_nothing_round():
    for encoding in ("utf-16-le", "utf-16-be"):
        assert "a一b" == decode_text_file("a一b".encode(encoding), "x")


def test_lines_of_gbk_among_utf8_are_named_and_never_read_half_wrong():
    data = TEXT.encode() + "# 截止\n".encode("gbk") + b"a = 1\n" + "# 名册\n".encode("gbk")
    with pytest.raises(WorkFolderError, match=r"x 第 4、6 行的编码与别的行不同"):
        decode_text_file(data, "x")


def test_what_is_no_text_is_refused_with_the_mend():
    for data in (b"\xff\xfe\x00\xd8\x00", b"\x81\x20\xff", "中".encode("utf-16-le")[:1] + b"\0\0"):
        with pytest.raises(WorkFolderError, match="另存为，编码选 UTF-8"):
            decode_text_file(data, "x")


def test_a_line_of_two_encodings_is_named():
    data = "# 截止\n".encode("gbk") + "year = “2024” ".encode() + "# 年度\n".encode("gbk") + b"\xff"
    with pytest.raises(WorkFolderError, match=r"x 第 2、3 行里的文字认不出来"):
        decode_text_file(data, "x")


def test_a_line_of_gbk_that_could_be_latin_letters_is_no_mixture():
    text = '# 表样\nrows = ["男",\n"女"]\n'
    assert b"\xc5\xae" == "女".encode("gb18030")
    assert text == decode_text_file(text.encode("gb18030"), "x")
