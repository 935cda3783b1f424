"""A definition as text that somebody made to break its reader is refused in words."""

import pytest

from toolkit.definition.place_faults import OWN_FILES
from toolkit.definition_book.load_definition import load_definition
from toolkit.errors import FormError
from toolkit.folder import work_folder


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 5000, "x = " + "{a=" * 3000, "x = " + "9" * 5000, "x = 1979-99-99", "[" * 3000]
)
def test_a_nesting_a_number_or_a_day_beyond_reason_is_refused(text):
    with pytest.raises(FormError, match="不是合法的 TOML"):
        load_definition(text.encode(), "x.toml")


def test_no_definition_and_no_blank_takes_the_name_of_a_file_of_the_folder():
    ours = (
        work_folder.SETTINGS,
        work_folder.ROSTER,
        work_folder.SUMMARY,
        work_folder.APPRAISAL,
        work_folder.ADOPTIONS,
    )
    assert OWN_FILES == {name.partition(".")[0] for name in ours}
