"""What people type: the work folder, the clock, files, units, days and years, read once for every command."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import toolkit.terminal as out
from toolkit.errors import WorkFolderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.proofread_result import KnownBody
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.merging.carry_edits import EditChoice
    from toolkit.submissions.results import CollectResult

YEAR_DIGITS = 4


def require_work_folder(work: Path | None, *, half_moved: bool = False) -> WorkFolder:
    """Return the work folder named or the one we are in; say what to do where there is none.

    Only what opens the next period may see one whose period is *half_moved* away.
    """
    found = find_optional_folder(work, half_moved=half_moved)
    if found is None:
        raise WorkFolderError("这里不是工作目录。请进入工作目录，或用 -w 指明；没有的先运行 toolkit init。")
    return found


def find_optional_folder(work: Path | None, *, half_moved: bool = False) -> WorkFolder | None:
    """Open the work folder asked for, or the one around here; None where there is none."""
    from toolkit.folder.past_periods import refuse_half_moved
    from toolkit.folder.work_folder import find_work_folder, open_work_folder

    found = open_work_folder(work) if work else find_work_folder(Path.cwd())
    if found and not half_moved:
        refuse_half_moved(found)
    return found


def require_outside(target: Path, paths: list[Path], folder: WorkFolder | None) -> Path:
    """Refuse to write among the submissions; a work folder's own place is never among them."""
    inside = [p for p in paths if p.resolve() in (target.resolve(), *target.resolve().parents)]
    if inside and not (folder and target.resolve() == folder.path.resolve()):
        raise out.usage_error("{} 在报送件目录里，输出不能放在那里。请用 -o 指明另一个目录", target)
    return target


def require_existing(paths: list[Path]) -> None:
    """Refuse paths that are not there."""
    for path in paths:
        if not path.exists():
            raise out.usage_error("没有这个目录或文件：{}", path)


def resolve_unit_code(folder: WorkFolder, said: str) -> str:
    """Return the code of the unit *said* means."""
    from toolkit.folder.which_unit import find_unit_in_folder

    return find_unit_in_folder(folder, said).code


def resolve_unit_codes(folder: WorkFolder, said: list[str] | None) -> list[str]:
    """Return the codes of the units *said* mean."""
    return [resolve_unit_code(folder, one) for one in said or ()]


def find_optional_home(work: Path | None) -> Path | None:
    """Return the place of the work folder asked for, or of the one around here, whatever is wrong in it; None for none."""
    from toolkit.folder.which_form import home_of
    from toolkit.folder.work_folder import SETTINGS

    if work and not (work / SETTINGS).is_file():
        raise WorkFolderError(f"{work} 不是工作目录。请检查 -w 写的目录；没有工作目录的先运行 toolkit init。")
    return work or home_of(Path.cwd() / SETTINGS)


def resolve_form_name(said: str) -> str:
    """Return how the form is named that is wanted: as *said*, the only one there is, or as a person here answers.

    Where nobody sits at a terminal it must be said: a usage error lists what there is.
    """
    from toolkit.folder.work_folder import known_forms, load_named_form

    names = list(known_forms())
    if said or len(names) == 1:
        return said or names[0]
    named = [f"{name}（{load_named_form(name).title}）" for name in names]
    if out.is_person_at_terminal():
        return names[out.ask_which("用哪个表样？", named)]
    raise out.usage_error(
        "没有写用哪个表样，有 {}。加上 --form 名称，如 --form {}；自己的表样写它的 .toml 或 .xlsx 文件",
        "、".join(named),
        names[0],
    )


def default_period(form: Form) -> Period:
    """Return the period that is reported on today where nobody says which: the one that is over."""
    from toolkit.steps.new_folder import period_just_over

    return period_just_over(form, today_here())


def parse_period_option(form: Form, said: str) -> Period:
    """Return the period of *form* somebody wrote; a usage error where it is none."""
    from toolkit.form.period import NotAPeriodError

    try:
        return form.periods.read(said)
    except NotAPeriodError as error:
        raise out.usage_error("{}", error) from error


def today_here() -> datetime.date:
    """Return the day it is where the program runs."""
    return datetime.datetime.now().astimezone().date()


def parse_day_option(said: str) -> str:
    """Return the day *said*, today where nothing is; a usage error where it is no day."""
    from toolkit.text.dates import NotADayError, parse_date

    today = today_here()
    try:
        return parse_date(said, today).isoformat() if said else today.isoformat()
    except NotADayError as error:
        raise out.usage_error("日期“{}”{}", said, error) from error


def parse_whole_number(said: str | int) -> int:
    """Return the number somebody wrote; a usage error where it is none. A number is a default of ours."""
    from toolkit.text.dates import narrow_characters

    if isinstance(said, int):
        return said
    digits = narrow_characters(said).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise out.usage_error("应写成整数，如 2，实为 {}", said)
    return int(digits)


def parse_report_year(said: str | int) -> int:
    """Return the year somebody wrote, 年 or not; a usage error where it is none. A number is a default of ours."""
    from toolkit.text.dates import narrow_characters

    if isinstance(said, int):
        return said
    digits = narrow_characters(said).strip().removesuffix("年度").removesuffix("年")
    if not (digits.isascii() and digits.isdigit() and len(digits) == YEAR_DIGITS):
        raise out.usage_error("年度应写成 2024 的样子，实为 {}", said)
    return int(digits)


def parse_table_path(said: Path, paths: list[Path], folder: WorkFolder | None) -> Path:
    """Return where a table of figures goes; refuse a name that does not say its format."""
    from toolkit.collecting.figure_table import ENDINGS

    if said.suffix.lower() not in ENDINGS:
        raise out.usage_error("{} 应以 {} 结尾", said, "、".join(ENDINGS))
    return require_outside(said, paths, folder)


def write_and_tell_table(
    collected: CollectResult, form: Form, period: Period, path: Path, *, quiet: bool
) -> None:
    """Write the table, and say where it lies."""
    from toolkit.collecting.figure_table import write_figure_table

    write_figure_table(collected.standing, form, period, path)
    if not quiet:
        out.print_line("各单位的数：{}", path)


def read_known_bodies(names: Path | None) -> tuple[KnownBody, ...]:
    """Return the bodies of the list --names gives; none without it."""
    from toolkit.document.proofread_result import KnownBody as Body
    from toolkit.publishing.names_list import read_names_list

    return tuple(Body(*body) for body in read_names_list(names)) if names else ()


def parse_edit_choices(said: Sequence[str]) -> tuple[EditChoice, ...]:
    """Read for each place whose change counts, “表名 B7=报告”; anything else is a usage error."""
    from toolkit.merging.carry_edits import REPORT_SIDE, UNITS_SIDE, EditChoice

    sides, made = {"报告": REPORT_SIDE, "各单位": UNITS_SIDE}, []
    for one in said:
        place, _, side = one.replace("＝", "=").rpartition("=")
        if not place.strip() or side.strip() not in sides:
            raise out.usage_error("“{}”看不懂。写成 表名 B7=报告，或 表名 B7=各单位", one)
        made.append(EditChoice(" ".join(place.split()), sides[side.strip()]))
    return tuple(made)
