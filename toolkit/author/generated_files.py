"""What is generated and kept in the repository: templates, rule book, schemas, samples. Draws it, or tells what is out of step."""

from __future__ import annotations

import datetime
import hashlib
import sys
from typing import TYPE_CHECKING

from toolkit.author.blank_look import draw_blanks
from toolkit.author.definition_reference import definition_reference
from toolkit.author.form_samples import draw_two_rounds, recipe_office, recipe_units
from toolkit.author.rule_book import build_rule_book, rule_book_markdown
from toolkit.author.sample_recipe import RECIPE, recipe_of, samples_folder
from toolkit.author.sample_submissions import OFFICE
from toolkit.author.samples import draw_sample_workbooks, sample_units
from toolkit.definition_book.load_definition import load_definition
from toolkit.document.word_styles import draw_word_template
from toolkit.folder import roster_workbook
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import (
    FOUND_SOUND,
    ROSTER,
    WorkFolder,
    load_named_form,
    templates_folder,
    workbook_timestamp,
)
from toolkit.form.model import REPORT
from toolkit.merging.companion import companion_of
from toolkit.rendering.stamped_workbook import inflated_parts
from toolkit.schemas.command_outputs import OUTPUTS, schema_as_text, schema_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.folder.roster import Office, Unit
    from toolkit.form.model import Form

BLANK_DAY = datetime.date(2026, 12, 31)
"""The last day of the period printed on the blanks kept in the repository; ``distribute_workbooks`` prints the campaign's own."""


def draw_generated_files() -> Iterator[tuple[Path, bytes]]:
    """Draw every generated file."""
    yield templates_folder() / FOUND_SOUND, _digests_of_sound_definitions().encode()
    for path in sorted(templates_folder().glob("*.toml")):
        form = load_named_form(path.stem)
        period = form.periods.around(BLANK_DAY)
        for kind, data in draw_blanks(form, period).items():
            yield path.with_name(f"{path.stem}-{kind}.xlsx"), data
        page = templates_folder().parent / "docs" / f"rules-{form.id}.md"
        yield page, rule_book_markdown(form, build_rule_book(form, period)).encode()
    yield templates_folder().parent / "docs" / "definition.md", definition_reference().encode()
    for command in OUTPUTS:
        page = templates_folder().parent / "docs" / "schemas" / schema_file_name(command)
        yield page, schema_as_text(command).encode()
    if companion := companion_of(load_named_form(OFFICE.form)):
        yield templates_folder() / companion.TEMPLATE, draw_word_template(companion.STYLE_WORD)
    yield samples_folder() / ROSTER, _draw_roster(load_named_form(OFFICE.form), OFFICE, sample_units())
    for name, data in draw_sample_workbooks():
        yield samples_folder() / name, data
    for path in sorted(samples_folder().glob(f"*/{RECIPE}")):
        form = load_named_form(path.parent.name)
        recipe = recipe_of(form)
        office = recipe_office(recipe)
        yield path.with_name(ROSTER), _draw_roster(form, office, recipe_units(recipe))
        for name, data in draw_two_rounds(recipe, WorkFolder(path.parent, office, form)):
            yield path.parent / name, data


def _digests_of_sound_definitions() -> str:
    """Return a line a shipped definition, each held to be sound first: commands need not ask that again."""
    lines = []
    for path in sorted(templates_folder().glob("*.toml")):
        data = path.read_bytes()
        load_definition(data, path.name)
        lines.append(f"{hashlib.sha256(data).hexdigest()}  {path.name}\n")
    return "".join(lines)


def _draw_roster(form: Form, office: Office, units: tuple[Unit, ...]) -> bytes:
    kinds = tuple(k for k in form.kinds if k.id != REPORT)
    return roster_workbook.draw_roster_workbook(units, kinds, workbook_timestamp(office.period))


def is_same_output(left: bytes, right: bytes) -> bool:
    """Compare two workbooks by their inflated parts (how hard a zlib presses is no difference), pages as they are."""
    return inflated_parts(left) == inflated_parts(right) if left.startswith(b"PK") else left == right


def main(arguments: list[str]) -> int:
    """Draw everything; with --check only tell what differs, and return 1 if anything does."""
    drawn = dict(draw_generated_files())
    kept = (*templates_folder().glob("*.xlsx"), *samples_folder().rglob("*.xlsx"))
    stray = [p for p in kept if p not in drawn]
    old = [p for p, data in drawn.items() if not p.is_file() or not is_same_output(p.read_bytes(), data)]
    if "--check" in arguments:
        for path in (*old, *stray):
            print(f"out of step, run make render: {path.relative_to(templates_folder().parent)}")  # noqa: T201 - a tool of the makefile
        return int(bool(old or stray))
    for path in old:
        write_atomically(path, drawn[path])
    for path in stray:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
