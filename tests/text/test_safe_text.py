import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text.safe_text import has_unseen_characters, is_device_name, visible_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲村 𠮷　é\ue000", "甲村 𠮷　é\ue000"),
        ("a\r\nb\nc\td", "a↵b↵c d"),
        ("\x1b[31m红\x9b0m\x00", "\\x1b[31m红\\x9b0m\\x00"),
        ("\u202eabc\u200b", "\\u202eabc\\u200b"),
        ("\ud800", "\\ud800"),
        ("长" * 300, "长" * 300),
        ("长" * 301, "长" * 300 + "…（共 301 字）"),
        ("长" * 400, "长" * 300 + "…（共 400 字）"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, shown):
    assert shown == visible_text(text)


@given(st.text(st.characters()))
def test_a_text_is_one_line_that_steers_nothing(text):
    shown = visible_text(text)
    assert not has_unseen_characters(shown)
    assert len(shown.splitlines()) <= 1
    assert shown == shown.encode().decode()


@pytest.mark.parametrize(
    "name", ["con", "NUL.xlsx", "com1", "COM¹.txt", "aux .xlsx", "lpt9:", "CONIN$", "prn.a.b"]
)
def test_what_windows_takes_for_a_device_is_known_whatever_its_ending(name):
    assert is_device_name(name)


@pytest.mark.parametrize("name", ["console", "com", "com10", "nul村", "甲con", "auxiliary.xlsx", ""])
def test_what_only_begins_like_a_device_is_a_name(name):
    assert not is_device_name(name)
