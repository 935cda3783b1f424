"""A definition workbook saved by whatever program is the same form."""

import browser
import office
import pytest
from definition_books import EVERY_KEY, as_book, assert_same_form
from rewriters import programs

from toolkit.definition_book.load_definition import ENDINGS, definition_data, load_definition
from toolkit.errors import FormError
from toolkit.folder.work_folder import definition_of, known_forms, load_named_form

pytestmark = pytest.mark.slow  # other programs, a browser among them

FORMULAS_OF_TEXTS = ("pandas",)
"""What makes a formula of a text that begins with an equals sign: that is told, not read as nothing."""


@pytest.fixture(scope="module")
def books():
    """Definition workbooks with the forms they hold."""
    texts = {name: definition_of(name) for name in known_forms()}
    made = [(load_named_form(name), as_book(definition_data(text, name))) for name, text in texts.items()]
    return [*made, (load_definition(EVERY_KEY.encode(), "全.toml"), as_book(EVERY_KEY))]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(n, marks=pytest.mark.office if n in programs.OFFICE else ())
        for n in programs.ALL
        if f".{programs.ending(n)}" in ENDINGS
    ],
)
def test_a_definition_workbook_saved_by_a_program_is_the_same_form(program, books, tmp_path):
    drawn = [book for _, book in books]
    if program in programs.OFFICE:
        if not office.SOFFICE:
            pytest.skip("no LibreOffice")
        light = [office.printing_nothing_again(book) for book in drawn[1:]]
        saved = programs.by_office(program, [drawn[0], *light], tmp_path / "office")
    elif program in programs.IN_BROWSER:
        if not browser.CHROMIUM or not (programs.SCRIPTS / f"{programs.IN_BROWSER[program][0]}.js").exists():
            pytest.skip("no browser, or the program was not fetched")
        with browser.chromium() as opened:
            saved = programs.by_browser(opened, program, drawn)
    else:
        saved = [programs.HERE[program](book) for book in drawn]
    if program in FORMULAS_OF_TEXTS:
        with pytest.raises(FormError, match="是公式"):
            load_definition(saved.pop(), "定义.xlsx")
    for (form, _), data in zip(books, saved, strict=program not in FORMULAS_OF_TEXTS):
        assert_same_form(form, load_definition(data, "定义.xlsx"))
