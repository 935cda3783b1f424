"""What is generated and kept in the repository: templates, rule book, samples. Draws it, or tells what is out of step."""

from __future__ import annotations

import datetime
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.author.blank_look import draw_blanks
from toolkit.author.rule_book import build_rule_book, rule_book_markdown
from toolkit.author.sample_submissions import OFFICE
from toolkit.author.samples import draw_sample_workbooks, sample_units, samples_folder
from toolkit.document.word_styles import draw_word_template
from toolkit.folder import roster_workbook
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import ROSTER, load_named_form, templates_folder, workbook_timestamp
from toolkit.form.model import REPORT
from toolkit.merging.companion import companion_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLANK_DAY = datetime.date(2026, 12, 31)
"""The last day of the period printed on the blanks kept in the repository; ``distribute_workbooks`` prints the campaign's own."""


def draw_generated_files() -> Iterator[tuple[Path, bytes]]:
    """Draw every generated file."""
    for path in sorted(templates_folder().glob("*.toml")):
        form = load_named_form(path.stem)
        period = form.periods.around(BLANK_DAY)
        for kind, data in draw_blanks(form, period).items():
            yield path.with_name(f"{path.stem}-{kind}.xlsx"), data
        page = templates_folder().parent / "docs" / f"rules-{form.id}.md"
        yield page, rule_book_markdown(form, build_rule_book(form, period)).encode()
    if companion := companion_of(load_named_form(OFFICE.form)):
        yield templates_folder() / companion.TEMPLATE, draw_word_template(companion.STYLE_WORD)
    kinds = tuple(k for k in load_named_form(OFFICE.form).kinds if k.id != REPORT)
    yield (
        samples_folder() / ROSTER,
        roster_workbook.draw_roster_workbook(sample_units(), kinds, workbook_timestamp(OFFICE.period)),
    )
    for name, data in draw_sample_workbooks():
        yield samples_folder() / name, data


def is_same_output(left: bytes, right: bytes) -> bool:
    """Compare two workbooks by their inflated parts (how hard a zlib presses is no difference), pages as they are."""
    if not left.startswith(b"PK"):
        return left == right

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return {n: file.read(n) for n in file.namelist()}

    return parts(left) == parts(right)


def main(arguments: list[str]) -> int:
    """Draw everything; with --check only tell what differs, and return 1 if anything does."""
    drawn = dict(draw_generated_files())
    folders = (
        (templates_folder(), *(p for p in samples_folder().iterdir() if p.is_dir()))
        if samples_folder().is_dir()
        else ()
    )
    stray = [p for f in folders for p in f.glob("*.xlsx") if p not in drawn]
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
