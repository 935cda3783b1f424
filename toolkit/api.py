"""What ``import toolkit`` gives: the verbs as plain functions, and their figures as pandas frames.

Faults in people's files come back as values (an outcome, findings); faults in our means are raised (``ToolkitError``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.collect import collect_submissions as collect_files
from toolkit.collecting.figure_table import FIGURE_COLUMNS, FILE_COLUMNS, figure_lines, file_figure_lines
from toolkit.errors import FormError, ToolkitError, Unreadable, WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.folder.which_form import chosen_form, form_among
from toolkit.folder.work_folder import WorkFolder, find_work_folder, open_work_folder
from toolkit.form.finding import Finding
from toolkit.form.model import Cell, Form
from toolkit.form.submission import Submission
from toolkit.form.words import format_value
from toolkit.hooks import UnitQuestion
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import MergeResult, merge_report
from toolkit.schemas.command_outputs import output_schema
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.examine import examine, open_file
from toolkit.submissions.open_file import FormDesk
from toolkit.submissions.results import STANDS, CollectedFile, CollectResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from toolkit.form.register import Field
    from toolkit.form.submission import Value

__all__ = [
    "Cell",
    "CheckedWorkbook",
    "CollectResult",
    "CollectedFile",
    "Finding",
    "Form",
    "FormError",
    "MergeResult",
    "Submission",
    "ToolkitError",
    "UnitQuestion",
    "Unreadable",
    "WorkFolder",
    "WorkFolderError",
    "check",
    "collect",
    "figures_frame",
    "load_form",
    "load_submissions",
    "merge",
    "open_folder",
    "output_schema",
    "read_figures",
    "rows_frame",
]


class CheckedWorkbook(NamedTuple):
    """One workbook, checked: *file* is what became of it (outcome, reason), *submission* what it says.

    *figures* are all of its figures, those it works out computed; without a submission there are none.
    """

    file: CollectedFile
    submission: Submission | None
    figures: Mapping[Cell, Value]
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """Return accepted, accepted_with_warnings, returned, unreadable, not_a_submission …"""
        return self.file.outcome


def load_form(name: str | Path = "") -> Form:
    """Load a form: that of a work folder, one that is shipped by its name, or a definition (.toml, .xlsx).

    Without a name it is that of the work folder around here, else the one that is shipped; raise WorkFolderError where
    these are several, FormError with every fault of a definition at once.
    """
    home = find_work_folder(Path.cwd()) if str(name) == "" else None
    if home is None and str(name) and Path(name).is_dir():
        home = open_folder(name)
    return home.form if home else chosen_form(str(name)).form


def open_folder(path: str | Path = ".") -> WorkFolder:
    """Open a work folder that ``toolkit init`` made; raise WorkFolderError where there is none."""
    return open_work_folder(Path(path))


def check(path: str | Path, form: Form | None = None) -> CheckedWorkbook:
    """Read one workbook and hold it to its rules; nothing is recorded, and the file is not changed.

    Without a *form* it is held to the one it names, where that is known.
    """
    workbook = Path(path)
    of = form or form_among([workbook], None)
    (file,) = collect_files([workbook], None, of, current_utc_time(), _say_nothing).files
    if file.outcome not in STANDS:
        return CheckedWorkbook(file, None, {}, file.findings)
    opened = open_file(workbook)
    if opened.who is None:
        return CheckedWorkbook(file, None, {}, file.findings)
    found = examine(FormDesk(of), opened.book, opened.who)
    return CheckedWorkbook(file, found.sent, found.judged.figures, file.findings)


def collect(
    *paths: str | Path,
    folder: WorkFolder | str | Path | None = None,
    form: Form | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> CollectResult:
    """Take in everything under *paths* (folders, zips, files): every file ends in one outcome, every unit in one state.

    With a work *folder* all of it is recorded there, as ``toolkit collect`` does; without one nothing is. *on_progress* is
    given how many of how many are done, and what comes next.
    """
    home = _folder(folder) if folder is not None else None
    given = [Path(p) for p in paths]
    of = form or form_among(given, home)
    return collect_files(given, home, of, current_utc_time(), on_progress or _say_nothing)


def read_figures(*paths: str | Path, form: Form | None = None) -> pd.DataFrame:
    """Return every figure of the submissions under *paths* (folders, zips, files) as one long table, a line each.

    No work folder, no roster, nothing recorded: of several files of a unit the one counts that ``toolkit collect`` would
    take. Columns: ``FILE_COLUMNS``, those of ``figures_frame``, then the file and what it came to (accepted, returned …).
    """
    import pandas as pd

    given = [Path(p) for p in paths]
    of = form or form_among(given, None)
    found = collect_files(given, None, of, current_utc_time(), _say_nothing, with_figures=True)
    return pd.DataFrame(file_figure_lines(found.standing, of), columns=list(FILE_COLUMNS))


def load_submissions(folder: WorkFolder | str | Path) -> list[Submission]:
    """Return what counts for each unit of a work folder, in the roster's order; nothing of units that sent nothing."""
    home = _folder(folder)
    if not home.ledger.exists():
        return []
    with Ledger.open(home.ledger) as ledger:
        found = load_current_submissions(ledger, current_file_states(ledger).values())
    return [found[u.code] for u in home.roster() if u.code in found]


def merge(
    folder: WorkFolder | str | Path,
    output: str | Path | None = None,
    *,
    partial: bool = False,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> MergeResult:
    """Merge what counts into the office's report workbook, written to *output* (else where ``toolkit merge`` writes it).

    Where units are missing nothing is written (``MergeResult.path`` is None), unless *partial*.
    """
    path = Path(output) if output is not None else None
    return merge_report(
        _folder(folder), path, current_utc_time(), on_progress or _say_nothing, partial=partial
    )


def figures_frame(submissions: Iterable[Submission], form: Form) -> pd.DataFrame:
    """Return every figure of *submissions* as one long table, a line each; those worked out are computed.

    Columns: ``FIGURE_COLUMNS``. *value* is a number in *measure* (件, 万元 …; NaN of a text, which then is *text*), *source*
    the cell it stands in; a blank has no line, and a 0 is a figure like any other.
    """
    import pandas as pd

    return pd.DataFrame(figure_lines(submissions, form), columns=list(FIGURE_COLUMNS))


def rows_frame(submissions: Iterable[Submission], form: Form, register: str) -> pd.DataFrame:
    """Return the rows of one list of *submissions* (its id or title) as a table; raise KeyError where the form has none.

    Columns: unit, name, kind, period, number (which row of the sheet), then the list's own by their ids but for private
    ones, which never leave a unit's own workbook; options stand in words, dates as YYYY-MM-DD.
    """
    import pandas as pd

    of = next((r for r in form.registers if register in (r.id, r.title)), None)
    if of is None:
        raise KeyError(register)
    fields = of.public.fields
    lines = [
        (*_whose(s), row.number, *(_in_words(form, f, row.values.get(f.id)) for f in fields))
        for s in submissions
        for row in s.rows.get(of.id, ())
    ]
    names = ("unit", "name", "kind", "period", "number", *(f.id for f in fields))
    return pd.DataFrame(lines, columns=list(names))


def _in_words(form: Form, column: Field, value: Value | None) -> Value | None:
    return format_value(form, column.options, value) if column.options and value is not None else value


def _whose(submission: Submission) -> tuple[str, str, str, str]:
    who = submission.who
    return who.unit, who.name, who.kind, who.period


def _folder(said: WorkFolder | str | Path) -> WorkFolder:
    return said if isinstance(said, WorkFolder) else open_folder(said)


def _say_nothing(done: int, of: int, what: str) -> None:
    """Show no progress."""
