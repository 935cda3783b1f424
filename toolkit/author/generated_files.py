"""What is generated and kept in the repository: templates, rule book, samples. Draws it, or tells what is out of step."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.author.rule_book import markdown, rulebook
from toolkit.author.samples import OFFICE, YEAR, roster, samples, workbooks
from toolkit.document.word_styles import template
from toolkit.figures.check import judge
from toolkit.folder import roster_workbook
from toolkit.folder.files import write
from toolkit.folder.work_folder import ROSTER, form_named, stamp, templates
from toolkit.form.grounding import ground
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity, Submission
from toolkit.merge.companion import companion_of
from toolkit.sheets.render import render
from toolkit.sheets.workbook_drawing import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLANK_YEAR = 2026
"""The year printed on the blank templates kept in the repository; ``distribute`` prints the campaign's own."""


def everything() -> Iterator[tuple[Path, bytes]]:
    """Draw every generated file."""
    for path in sorted(templates().glob("*.toml")):
        form = form_named(path.stem)
        for kind in form.kinds:
            level = form.levels[0].id if kind.id == REPORT else ""
            grounded = ground(form, kind.id, level or None)
            print_ = form.fingerprint(kind.id)
            who = Identity(
                form.id,
                form.edition,
                print_,
                kind.id,
                "000000",
                f"{kind.label}（空白表）",
                str(BLANK_YEAR),
                "",
                level,
            )
            blank = Submission(who)
            verdicts = judge(grounded, [blank], BLANK_YEAR)[0].verdicts
            yield (
                path.with_name(f"{path.stem}-{kind.id}.xlsx"),
                render(grounded, who, Stamp("", stamp(BLANK_YEAR)), blank, verdicts),
            )
        page = templates().parent / "docs" / f"rules-{form.id}.md"
        yield page, markdown(form, rulebook(form, BLANK_YEAR)).encode()
    if companion := companion_of(OFFICE.form):
        yield templates() / companion.TEMPLATE, template()
    kinds = tuple(k for k in form_named(OFFICE.form).kinds if k.id != REPORT)
    yield samples() / ROSTER, roster_workbook.draw(roster(), kinds, stamp(YEAR))
    for name, data in workbooks():
        yield samples() / name, data


def same(left: bytes, right: bytes) -> bool:
    """Compare two workbooks by their inflated parts (how hard a zlib presses is no difference), pages as they are."""
    if not left.startswith(b"PK"):
        return left == right

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return {n: file.read(n) for n in file.namelist()}

    return parts(left) == parts(right)


def main(arguments: list[str]) -> int:
    """Draw everything; with --check only tell what differs, and return 1 if anything does."""
    drawn = dict(everything())
    folders = (templates(), *(p for p in samples().iterdir() if p.is_dir())) if samples().is_dir() else ()
    stray = [p for f in folders for p in f.glob("*.xlsx") if p not in drawn]
    old = [p for p, data in drawn.items() if not p.is_file() or not same(p.read_bytes(), data)]
    if "--check" in arguments:
        for path in (*old, *stray):
            print(f"out of step, run make render: {path.relative_to(templates().parent)}")  # noqa: T201 - a tool of the makefile
        return int(bool(old or stray))
    for path in old:
        write(path, drawn[path])
    for path in stray:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
