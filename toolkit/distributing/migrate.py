"""Move a filled workbook of another edition to the current one, by key; say what found no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.foreign.older_edition import layout_by_names, read_edition
from toolkit.form.grounding import ground_form
from toolkit.submissions.examine import open_file
from toolkit.submissions.open_file import is_of_form
from toolkit.submissions.redraw import current_identity, deadline_on_cover, redraw_workbook
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity

TOLD = ("not_placed", "cell_deleted", "outside", "formula_lost", "not_an_option", "options_otherwise")
"""What of the old workbook's findings says that something did not come over as it was."""


@told_as("source path unit edition reason=why new left")
class MigrationResult(NamedTuple):
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

    @property
    def unit(self) -> str:
        """Return the code of the unit whose it is; "" where nobody knows."""
        return self.who.unit if self.who else ""

    @property
    def edition(self) -> str:
        """Return the edition the old one was of; "" where nobody knows."""
        return self.who.edition if self.who else ""


def migrate_workbooks(paths: Sequence[Path], form: Form, output: Path) -> list[MigrationResult]:
    """Move every workbook of *paths* to *form*'s edition, into the folder *output* under its own name.

    The old files are not changed; raise WorkFolderError where a new file would stand in an old one's place.
    """
    return [_migrate_workbook(path, form, output / path.name) for path in paths]


def _migrate_workbook(path: Path, form: Form, target: Path) -> MigrationResult:
    if target.resolve() == path.resolve():
        raise WorkFolderError(f"{path} 就在输出目录里，不能覆盖原件。请用 -o 指明另一个目录。")
    try:
        _, _, book, who = open_file(path)
    except Unreadable as error:
        return MigrationResult(path, None, why=REASONS[error.code])
    except OSError as error:
        return MigrationResult(path, None, why=f"打不开：{error.strerror}")
    if who is None or not is_of_form(form, who):
        return MigrationResult(path, None, who, "不是这个表样的工作簿")
    if who.fingerprint == form.fingerprint(who.kind):
        return MigrationResult(path, None, who, f"已经是 {form.edition} 版，不用转", current=True)
    grounded = ground_form(form, who.kind, who.level or None)
    new_who = current_identity(form, who)
    submission = read_edition(grounded, book, who).submission
    layout = layout_by_names(grounded, book)
    asked = [c for c in form.cells_of(who.kind) if c not in layout.at and c.name not in book.names]
    deadline = deadline_on_cover(form, book, who)
    write_atomically(target, redraw_workbook(grounded, book, layout, submission, new_who, deadline))
    left = tuple(f for f in submission.findings if f.code in TOLD)
    return MigrationResult(path, target, new_who, "", tuple(map(form.label, asked)), left)
