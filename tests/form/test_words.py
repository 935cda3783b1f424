"""Figures in the words of the form."""

import pytest

from toolkit.form.words import format_number


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (0.5, "0.5"), (1.2345, "1.2345"), (0.123456, "0.123456")]
)
def test_a_number_is_shown_with_the_places_it_has(value, shown):
    assert shown == format_number(value)
