"""The office's own report of the year before: what this year's is compared with, and never added to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.figures.frame import select_rows
from toolkit.folder.work_folder import LEDGER, SETTINGS, named_year
from toolkit.foreign.foreign_workbook import holds_form_tables, read_adopted_workbook
from toolkit.form.finding import make_finding
from toolkit.form.grounding import required_priors
from toolkit.form.layout import PRIOR
from toolkit.form.model import REPORT
from toolkit.form.rule_language import parse_expression
from toolkit.form.submission import ACCEPTED, WITH_WARNINGS, Identity, Row
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.examine import examine, examine_reading, open_or_refuse, said_of
from toolkit.submissions.open_file import FormDesk

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Submission
    from toolkit.submissions.examine import Examined, WorkbookFile

UNREAD = ("sheet_missing", "moved", "lines_deleted", "two_readings", "sheet_copied")
"""The findings that say part of a report was not read."""
ANOTHER_FILE = "请换成能打开的一份；没有的移走，把上年数填进报告的“上年数据”表。"
LAST = "上年报告.xlsx"
"""Where a work folder keeps it, if nothing else is said."""


class LastYearFigures(NamedTuple):
    """Last year's figures that this year's rules look at, and what is to be said of how they were read."""

    figures: dict[Cell, float]
    findings: tuple[Finding, ...] = ()
    whole: dict[Cell, float] = {}  # noqa: RUF012 - never written to
    """Every figure of last year's report: what people lay beside this year's, no rule sees it."""


def read_last_year_report(folder: WorkFolder, path: Path | None) -> LastYearFigures:
    """Read the office's report of the year before, *path* or where the work folder keeps it; there may be none.

    A workbook made elsewhere, such as last year's published tables, is read by its headings: the office put it there.
    Raise WorkFolderError where the file is not this office's report of the year before.
    """
    asked = path
    before = _last_year_report_path(folder) if folder.last else None
    path = path or before or folder.path / LAST
    if not path.is_file():
        if asked:
            raise WorkFolderError(f"没有上年报告 {asked}。")
        return LastYearFigures({})
    found, told = _examined(folder, open_or_refuse(path, ANOTHER_FILE, "上年报告 "))
    moved = [f for f in found.sent.findings if f.code in UNREAD]
    if moved:
        raise WorkFolderError(
            f"上年报告 {path} 的版式与本年度不同（{moved[0].message}）。请把上年数填进报告的“上年数据”表。"
        )
    whole = {c: v for c, v in found.judged.figures.items() if isinstance(v, float)}
    return LastYearFigures({c: whole[c] for c in found.grounded.priors if c in whole}, told, whole)


def _examined(folder: WorkFolder, file: WorkbookFile) -> tuple[Examined, tuple[Finding, ...]]:
    """Read *file* by its codes, by those of an older edition, or, where it is none of ours, by its headings."""
    office, form, desk = folder.office, folder.form, FormDesk(folder.form)
    grounded, given = desk.kind(REPORT, office.level)
    if file.who is None and holds_form_tables(grounded, file.book):
        who = Identity(
            form=form.id,
            edition=form.edition,
            kind=REPORT,
            unit=office.code,
            name=office.name,
            year=str(office.year - 1),
            level=office.level,
        )
        told = make_finding("prior_elsewhere", sheet=PRIOR, value=file.path.name)
        return examine_reading(grounded, given, file.book, read_adopted_workbook(grounded, file.book, who)), (
            told,
        )
    wrong = _why_not_last_year(folder, file.who)
    if file.who is None or wrong:
        raise WorkFolderError(
            f"{file.path} 不能作上年报告：{wrong}。请用本机关上一年度的{form.report_word}工作簿。"
        )
    found = examine(desk, file.book, file.who)
    _refuse_unread(found, file.path)
    return found, ()


def _refuse_unread(found: Examined, path: Path) -> None:
    """Raise WorkFolderError with every place that rules come back to, where something stands that was not read."""
    wanted = found.sent.unread.intersection(found.grounded.inputs_of(found.grounded.priors))
    places = {found.layout.at[c] for c in wanted if c in found.layout.at}
    if lines := [said_of(f) for f in found.sent.findings if places.intersection(f.at)]:
        told = "\n".join(lines)
        raise WorkFolderError(f"上年报告 {path} 里有读不出来的数：\n{told}\n改好这些地方、保存后再运行。")


def _last_year_report_path(folder: WorkFolder) -> Path | None:
    """Return the report that last year's work folder made, if it stands where it was put."""
    found = (
        sorted(folder.last.glob(f"*{named_year(folder.form, str(folder.office.year - 1))}.xlsx"))
        if folder.last
        else []
    )
    return found[0] if len(found) == 1 else None


def carried_over_rows(folder: WorkFolder, unit: Unit) -> dict[str, tuple[Row, ...]]:
    """Return the rows of *unit*'s lists that go on from last year's work folder; none where there is no such folder.

    What it sent and what was accepted last year counts; columns this year's form does not have are left out.
    """
    sent = _last_year_submission(folder, unit)
    if sent is None:
        return {}
    found = {}
    for register in folder.form.registers_of(unit.kind):
        if register.carry:
            known = {f.id for f in register.fields}
            rows = [
                Row(i, {k: v for k, v in r.values.items() if k in known})
                for i, r in enumerate(sent.rows.get(register.id, ()), 1)
            ]
            going_on = select_rows(register, rows, parse_expression(register.carry), folder.office.year - 1)
            found[register.id] = going_on
    return {k: v for k, v in found.items() if v}


def last_year_unit_figures(folder: WorkFolder, unit: Unit) -> dict[Cell, float]:
    """Return the figures *unit* itself reported last year that this year's rules look at.

    It is what a district prints, locked, into the blank reports of its townships.
    """
    sent = _last_year_submission(folder, unit)
    asked = required_priors(folder.form, unit.kind)
    return {c: v for c in asked if isinstance(v := sent.figures.get(c), float)} if sent else {}


def _last_year_submission(folder: WorkFolder, unit: Unit) -> Submission | None:
    """Return what was accepted of *unit* in last year's work folder."""
    if folder.last is None:
        return None
    if not (folder.last / LEDGER).is_file():
        raise WorkFolderError(
            f"{folder.last} 里没有上年的台账 {LEDGER}。请改正 {SETTINGS} 里的 last，或删去这一行。"
        )
    found = _accepted_submissions(folder.last / LEDGER, (folder.last / LEDGER).stat().st_mtime_ns).get(
        unit.code
    )
    return found if found and found.who.kind == unit.kind else None


@lru_cache(maxsize=1)
def _accepted_submissions(path: Path, _changed: int) -> dict[str, Submission]:
    """Read last year's ledger once for all units; it is not written any more."""
    with Ledger.open(path) as ledger:
        stands = current_file_states(ledger).values()
        return load_current_submissions(ledger, (s for s in stands if s.outcome in (ACCEPTED, WITH_WARNINGS)))


def _why_not_last_year(folder: WorkFolder, who: Identity | None) -> str:
    """Say what keeps a workbook from being this office's report of the year before; "" for nothing."""
    office = folder.office
    if who is None or who.kind != REPORT or who.form != folder.form.id:
        return f"不是{folder.form.report_word}工作簿"
    if who.unit != office.code:
        return f"是“{who.name}”的报告"
    if who.year != str(office.year - 1):
        return f"年度是 {who.year}，应为 {office.year - 1}"
    return "" if who.level == office.level else "层级不同"
