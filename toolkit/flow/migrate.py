"""Move a filled workbook of another edition to the current one, by key; say what found no place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.older import located, read_older
from toolkit.excel.render import Stamp, render
from toolkit.figures.check import judge
from toolkit.flow.files import write
from toolkit.flow.workfolder import stamp
from toolkit.form.ground import ground
from toolkit.form.layout import place
from toolkit.form.reason import REASONS
from toolkit.form.submission import Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.excel.book import Book
    from toolkit.form.finding import Finding
    from toolkit.form.ground import Grounded
    from toolkit.form.layout import Place
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission, Value

TOLD = ("not_placed", "cell_deleted", "outside", "formula_lost", "not_an_option")
"""What of the old workbook's findings says that something did not come over as it was."""


class Migrated(NamedTuple):
    """What became of one workbook: *path* is the new one, None where there was nothing to move, and *why* not.

    *new* are the figures it never asked for, *left* what did not come over; *current*: it is of this edition already.
    """

    source: Path
    path: Path | None
    who: Identity | None = None
    why: str = ""
    new: tuple[str, ...] = ()
    left: tuple[Finding, ...] = ()
    current: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        return {
            "source": str(self.source),
            "path": str(self.path) if self.path else None,
            "unit": self.who.unit if self.who else "",
            "edition": self.who.edition if self.who else "",
            "reason": self.why,
            "new": list(self.new),
            "left": [f.plain() for f in self.left],
        }


def migrate(paths: Sequence[Path], form: Form, output: Path) -> list[Migrated]:
    """Move every workbook of *paths* to *form*'s edition, into the folder *output* under its own name.

    The old files are not changed; raise WorkFolderError where a new file would stand in an old one's place.
    """
    return [_one(path, form, output / path.name) for path in paths]


def _one(path: Path, form: Form, target: Path) -> Migrated:
    if target.resolve() == path.resolve():
        raise WorkFolderError(f"{path} 就在输出目录里，不能覆盖原件。请用 -o 指明另一个目录。")
    try:
        book = open_book(path.read_bytes())
    except Unreadable as error:
        return Migrated(path, None, why=REASONS[error.code])
    except OSError as error:
        return Migrated(path, None, why=f"打不开：{error.strerror}")
    who = identify(book).who
    if who is None or who.form != form.id or who.kind not in {k.id for k in form.kinds}:
        return Migrated(path, None, who, "不是这个表样的工作簿")
    if who.fingerprint == form.fingerprint(who.kind):
        return Migrated(path, None, who, f"已经是 {form.edition} 版，不用转", current=True)
    grounded = ground(form, who.kind, who.level or None)
    new_who = who._replace(edition=form.edition, fingerprint=form.fingerprint(who.kind))
    submission = read_older(grounded, book, who).submission
    layout = located(grounded, book)
    new = tuple(
        form.label(c) for c in form.cells_of(who.kind) if c not in layout.at and c.name not in book.names
    )
    made = replace(_moved(grounded, book, submission), who=new_who)
    judged = judge(grounded, [made], int(who.year))[0]
    full = replace(made, figures={**judged.figures, **made.figures})
    deadline = _deadline(form, book, who)
    write(target, render(grounded, new_who, Stamp(deadline, stamp(int(who.year))), full, judged.verdicts))
    left = tuple(f for f in submission.findings if f.code in TOLD)
    return Migrated(path, target, new_who, "", new, left)


def _moved(grounded: Grounded, book: Book, submission: Submission) -> Submission:
    """Return what goes into the new workbook: what could not be read as it was typed, our own formulas anew."""
    layout = located(grounded, book)
    figures: dict[Cell, Value] = {c: v for c, v in submission.figures.items() if c not in grounded.worked_out}
    for cell in submission.unread - grounded.worked_out.keys():
        if raw := _raw(book, layout.at.get(cell)):
            figures[cell] = raw
    new = place(grounded.form, grounded.kind)
    rows = {}
    for name, listed in submission.rows.items():
        strip = layout.strips[name]
        typed = [{c: _raw(book, strip.place(c, r.number - 1)) for c in r.unread} for r in listed]
        rows[name] = tuple(
            Row(new.strips[name].first + 1 + i, {**r.values, **raw}, (), r.origin)
            for i, (r, raw) in enumerate(zip(listed, typed, strict=True))
        )
    return replace(submission, figures=figures, rows=rows, stated=frozenset(), findings=())


def _raw(book: Book, at: Place | None) -> str:
    sheet = book.sheet(at.sheet) if at else None
    found = sheet.cells.get((at.row, at.column)) if sheet and at else None
    return found.raw if found else ""


def _deadline(form: Form, book: Book, who: Identity) -> str:
    """Return until when it said it was due: the cover's own row for it."""
    return _raw(book, place(form, who.kind).identity("deadline"))
