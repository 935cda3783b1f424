"""What was reported in earlier periods, by the office and by its units: compared with and carried on, never added to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.past_periods import earlier_folder, earlier_period, last_report_name
from toolkit.folder.work_folder import LEDGER, SETTINGS, name_report
from toolkit.form.finding import make_finding
from toolkit.form.grounding import ground_form, required_priors
from toolkit.form.layout import prior_sheet
from toolkit.form.model import REPORT
from toolkit.form.period import LAST_YEAR, PREVIOUS, YEAR
from toolkit.form.rule_language import parse_expression
from toolkit.form.submission import ACCEPTED, WITH_WARNINGS, Identity, Row
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.examine import examine, examine_reading, open_or_refuse
from toolkit.submissions.open_file import FormDesk

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell, PriorCell
    from toolkit.form.period import Period
    from toolkit.form.submission import Submission
    from toolkit.submissions.examine import Examined, WorkbookFile

UNREAD = ("sheet_missing", "moved", "lines_deleted", "two_readings", "sheet_copied")
"""The findings that say part of a report was not read."""
ANOTHER_FILE = "请换成能打开的一份；没有的移走，把上年数填进报告的“{sheet}”表。"


class EarlierFigures(NamedTuple):
    """The figures of earlier periods that rules look at, and what is to be said of how they were read."""

    figures: dict[PriorCell, float]
    findings: tuple[Finding, ...] = ()
    whole: dict[Cell, float] = {}  # noqa: RUF012 - never written to
    """Every figure of the report that this one's are laid beside, no rule sees it."""


def read_earlier_reports(folder: WorkFolder, path: Path | None) -> EarlierFigures:
    """Read the office's own reports of earlier periods, that of the period before out of *path* or where the folder keeps it.

    A workbook made elsewhere, such as last year's published tables, is read by its headings: the office put it there.
    Raise WorkFolderError where a file is not this office's report of the period it should be of.
    """
    form = folder.form
    wanted = ground_form(form, REPORT, folder.office.level).priors
    figures: dict[PriorCell, float] = {}
    told: tuple[Finding, ...] = ()
    beside: dict[Cell, float] = {}
    for word in dict.fromkeys((form.periods.before_word, *(p.word for p in wanted))):
        found = _read_report_of(folder, word, path if word == form.periods.before_word else None)
        if found is None:
            continue
        whole, findings = found
        figures |= {p: whole[p.cell] for p in wanted if p.word == word and p.cell in whole}
        told = (*told, *findings)
        beside = whole if word == form.periods.before_word else beside
    return EarlierFigures(figures, told, beside)


def _read_report_of(
    folder: WorkFolder, word: str, asked: Path | None
) -> tuple[dict[Cell, float], tuple[Finding, ...]] | None:
    """Read the report of the period that *word* means; None where there is none."""
    form, period = folder.form, earlier_period(folder, word)
    path = asked or _earlier_report_path(folder, word)
    if path is None and word == form.periods.before_word:
        path = folder.path / last_report_name(form)
    if path is None or period is None or not path.is_file():
        if asked:
            raise WorkFolderError(f"没有{word}报告 {asked}。")
        return None
    mend = form.periods.reword_years(ANOTHER_FILE.format(sheet=prior_sheet(form)))
    found, told = _examined(folder, open_or_refuse(path, mend, f"{word}报告 "), word, period)
    moved = [f for f in found.sent.findings if f.code in UNREAD]
    if moved:
        this = form.periods.reword_years("本年度")
        raise WorkFolderError(
            f"{word}报告 {path} 的版式与{this}不同（{moved[0].message}）。请把{word}数填进报告的“{prior_sheet(form)}”表。"
        )
    return {c: v for c, v in found.judged.figures.items() if isinstance(v, float)}, told


def _examined(
    folder: WorkFolder, file: WorkbookFile, word: str, period: Period
) -> tuple[Examined, tuple[Finding, ...]]:
    """Read *file* by its codes, by those of an older edition, or, where it is none of ours, by its headings."""
    from toolkit.foreign.foreign_workbook import holds_form_tables, read_adopted_workbook

    office, form, desk = folder.office, folder.form, FormDesk(folder.form)
    grounded, given = desk.kind(REPORT, office.level)
    if file.who is None and holds_form_tables(grounded, file.book):
        who = Identity(
            form=form.id,
            edition=form.edition,
            kind=REPORT,
            unit=office.code,
            name=office.name,
            period=period.text,
            level=office.level,
        )
        told = make_finding("prior_elsewhere", sheet=prior_sheet(form), value=file.path.name, word=word)
        return examine_reading(grounded, given, file.book, read_adopted_workbook(grounded, file.book, who)), (
            told,
        )
    wrong = _why_not_earlier_report(folder, file.who, period)
    if file.who is None or wrong:
        whose = f"本机关{'上一年度' if word == LAST_YEAR else period.in_title}的{form.report_word}工作簿"
        raise WorkFolderError(f"{file.path} 不能作{word}报告：{wrong}。请用{whose}。")
    found = examine(desk, file.book, file.who)
    _refuse_unread(found, file.path, word)
    return found, ()


def _refuse_unread(found: Examined, path: Path, word: str) -> None:
    """Raise WorkFolderError with every place that rules come back to, where something stands that was not read."""
    wanted = found.sent.unread.intersection(
        found.grounded.inputs_of(tuple(p.cell for p in found.grounded.priors))
    )
    places = {found.layout.at[c] for c in wanted if c in found.layout.at}
    if lines := [f"  {f.sentence}" for f in found.sent.findings if places.intersection(f.at)]:
        told = "\n".join(lines)
        raise WorkFolderError(f"{word}报告 {path} 里有读不出来的数：\n{told}\n改好这些地方、保存后再运行。")


def _earlier_report_path(folder: WorkFolder, word: str) -> Path | None:
    """Return the report that the work folder of that period made, if it stands where it was put."""
    home, period = earlier_folder(folder, word), earlier_period(folder, word)
    found = sorted(home.glob(f"*{name_report(folder.form, period)}.xlsx")) if home and period else []
    return found[0] if len(found) == 1 else None


def carried_over_rows(folder: WorkFolder, unit: Unit) -> dict[str, tuple[Row, ...]]:
    """Return the rows of *unit*'s lists that go on from the period before; none where its work folder is not known.

    What it sent and what was accepted then counts; columns this edition of the form does not have are left out.
    """
    yearly = folder.form.periods.kind == YEAR
    sent = _earlier_submission(folder, unit, LAST_YEAR if yearly else PREVIOUS)
    if sent is None:
        return {}
    from toolkit.figures.frame import select_rows

    found = {}
    for register in folder.form.registers_of(unit.kind):
        if register.carry:
            known = {f.id for f in register.fields}
            rows = [
                Row(i, {k: v for k, v in r.values.items() if k in known})
                for i, r in enumerate(sent.rows.get(register.id, ()), 1)
            ]
            before = folder.form.periods.read(sent.who.period)
            found[register.id] = select_rows(register, rows, parse_expression(register.carry), before)
    return {k: v for k, v in found.items() if v}


def earlier_unit_figures(
    folder: WorkFolder, unit: Unit, asked: Collection[PriorCell] | None = None
) -> dict[PriorCell, float]:
    """Return the figures *unit* itself reported in earlier periods that this period's rules look at.

    *asked* are these, where they are known: all units of a kind have the same.
    It is what an office prints, locked, into the blanks it hands out.
    """
    asked = required_priors(folder.form, unit.kind) if asked is None else asked
    found: dict[PriorCell, float] = {}
    for word in dict.fromkeys(p.word for p in asked):
        if sent := _earlier_submission(folder, unit, word):
            known = {p: sent.figures.get(p.cell) for p in asked if p.word == word}
            found |= {p: v for p, v in known.items() if isinstance(v, float)}
    return found


def _earlier_submission(folder: WorkFolder, unit: Unit, word: str) -> Submission | None:
    """Return what was accepted of *unit* in the work folder of the period that *word* means."""
    home = earlier_folder(folder, word)
    if home is None:
        return None
    if not (home / LEDGER).is_file():
        raise WorkFolderError(
            f"{home} 里没有{word}的台账 {LEDGER}。请改正 {SETTINGS} 里的 last，或删去这一行。"
        )
    found = _accepted_submissions(home / LEDGER, (home / LEDGER).stat().st_mtime_ns).get(unit.code)
    if found is None or found.who.kind != unit.kind or not folder.form.periods.reads(found.who.period):
        return None
    meant = earlier_period(folder, word)
    # The settings may name a folder of another period: its figures are not those of this one.
    return found if meant is None or found.who.period == meant.text else None


@lru_cache(maxsize=2)
def _accepted_submissions(path: Path, _changed: int) -> dict[str, Submission]:
    """Read the ledger of an earlier period once for all units; it is not written any more."""
    with Ledger.open(path) as ledger:
        stands = current_file_states(ledger).values()
        return load_current_submissions(ledger, (s for s in stands if s.outcome in (ACCEPTED, WITH_WARNINGS)))


def _why_not_earlier_report(folder: WorkFolder, who: Identity | None, period: Period) -> str:
    """Say what keeps a workbook from being this office's report of *period*; "" for nothing."""
    office = folder.office
    if who is None or who.kind != REPORT or who.form != folder.form.id:
        return f"不是{folder.form.report_word}工作簿"
    if who.unit != office.code:
        return f"是“{who.name}”的报告"
    if who.period != period.text:
        return f"{'年度' if period.kind == YEAR else '报告期'}是 {who.period}，应为 {period.text}"
    return "" if who.level == office.level else "层级不同"
