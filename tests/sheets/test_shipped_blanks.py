"""The blanks and rule books kept in the repository are what the definitions draw today, part by part: any other place, width,
formula or word of a sheet is told by its part, and is either a fault or drawn again with ``make render``."""

import io
import zipfile

import pytest

from toolkit.author.blank_look import draw_blanks
from toolkit.author.generated_files import BLANK_DAY
from toolkit.author.rule_book import build_rule_book, rule_book_markdown
from toolkit.folder.work_folder import load_named_form, templates_folder

FORMS = sorted(p.stem for p in templates_folder().glob("*.toml"))


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_is_drawn_as_it_is_kept(name):
    form = load_named_form(name)
    for kind, data in draw_blanks(form, form.periods.around(BLANK_DAY)).items():
        kept = parts_of((templates_folder() / f"{name}-{kind}.xlsx").read_bytes())
        drawn = parts_of(data)
        assert kept.keys() == drawn.keys()
        assert [] == [part for part in kept if kept[part] != drawn[part]], kind


@pytest.mark.parametrize("name", FORMS)
def test_a_rule_book_says_what_is_kept(name):
    form = load_named_form(name)
    page = templates_folder().parent / "docs" / f"rules-{name}.md"
    said = rule_book_markdown(form, build_rule_book(form, form.periods.around(BLANK_DAY)))
    assert page.read_text(encoding="utf-8") == said
