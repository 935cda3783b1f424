"""What of a blank is filled in when it is handed out."""

import pytest

from toolkit.adopting.stamped_texts import _split_brackets


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("（2025年1—5月）", ("（", "2025年1—5月", "）")),
        (" (2025年5月) ", (" (", "2025年5月", ") ")),
        ("2025年5月", ("", "2025年5月", "")),
        ("（2025年5月", ("（", "2025年5月", "")),
    ],
)
def test_the_brackets_round_a_period_stay_where_they_are(text, parts):
    assert parts == _split_brackets(text)
    assert text == "".join(_split_brackets(text))
