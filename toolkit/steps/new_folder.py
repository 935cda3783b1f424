"""A work folder asked for in words: the form, the level, the period and the deadline are worked out, then it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.handed_out_definition import DEFINITION
from toolkit.folder.levels import describe_levels, find_level
from toolkit.folder.roster import Office
from toolkit.folder.which_form import chosen_form
from toolkit.folder.work_folder import ROSTER, SETTINGS, make_work_folder
from toolkit.form.period import DAY, PERIOD_KINDS, YEAR, NotAPeriodError
from toolkit.text.dates import NotADayError, parse_date
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from toolkit.folder.which_form import ChosenForm
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period


class NewFolderError(WorkFolderError):
    """What somebody wrote for a new work folder is no level, no period or no day."""


class NewFolderRequest(NamedTuple):
    """What somebody wrote for a new work folder; "" is what was left to be worked out."""

    form: str
    name: str = ""
    code: str = ""
    level: str = ""
    period: str = ""
    deadline: str = ""


@told_as(
    "files folder.office.period.year period=folder.office.period.text "
    "form=chosen.form.id chosen.form.edition chosen.note"
)
class NewFolder(NamedTuple):
    """A work folder that was made, for the form that was chosen."""

    folder: WorkFolder
    chosen: ChosenForm

    @property
    def files(self) -> tuple[str, ...]:
        """Return the files of it somebody may want to look at."""
        return SETTINGS, ROSTER, f"{self.chosen.form.id}{DEFINITION}"


def period_just_over(form: Form, today: datetime.date) -> Period:
    """Return the period that is reported on *today* where nobody says which: the one that is over."""
    return form.periods.around(today).previous


def usual_deadline(period: Period) -> str:
    """Return until when reports of *period* are asked for where nobody says: of a year by 15 January; of others never."""
    return f"{period.year + 1}-01-15" if period.kind == YEAR else ""


def create_work_folder(directory: Path, asked: NewFolderRequest, today: datetime.date) -> NewFolder:
    """Make a work folder at *directory*; raise NewFolderError where something written does not fit the form."""
    chosen = chosen_form(asked.form)
    form = chosen.form
    level = asked.level or form.levels[0].id
    if not find_level(form.levels, level):
        raise NewFolderError(f"层级应为 {describe_levels(form.levels)} 之一，实为 {level}")
    period = _period_asked_for(form, asked.period, today)
    until = _deadline_asked_for(asked.deadline, today) or usual_deadline(period)
    office = Office(asked.code, asked.name, level, form.id, period, until)
    return NewFolder(make_work_folder(directory, office, (), chosen.definition, form.given), chosen)


def _period_asked_for(form: Form, said: str, today: datetime.date) -> Period:
    kind = form.periods.kind
    if not said and kind == DAY:
        raise NewFolderError(f"{form.title} 按时点填报，要写明是哪一天：--period {PERIOD_KINDS[kind]}")
    try:
        return form.periods.read(said) if said else period_just_over(form, today)
    except NotAPeriodError as error:
        raise NewFolderError(str(error)) from error


def _deadline_asked_for(said: str, today: datetime.date) -> str:
    try:
        return parse_date(said, today).isoformat() if said else ""
    except NotADayError as error:
        raise NewFolderError(f"日期“{said}”{error}") from error
