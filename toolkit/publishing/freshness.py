"""Whether a report, and what was made from it, still is what merging would come to now.

The version of a workbook is known by its hash or, once somebody edited it, by its mark; with every version the ledger
keeps what it was merged from (``merging.merge_basis``). Held against that is what stands in the ledger, the roster and the
settings now: what the figures and words would be, not whether something happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.earlier_periods import read_earlier_reports
from toolkit.errors import WorkFolderError
from toolkit.folder.which_form import form_of
from toolkit.folder.work_folder import find_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.rule_trees import needed_cells
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge_basis import (
    COUNTED,
    EXCUSED,
    MergeBasis,
    UnitBasis,
    build_merge_basis,
    count_outdated_readings,
    parse_merge_basis,
    prior_figures_digest,
)
from toolkit.merging.report_source import source_of
from toolkit.submissions.changes import describe_changes
from toolkit.submissions.current_files import choose_current_files, current_file_states, list_unit_states
from toolkit.submissions.examine import open_report
from toolkit.submissions.file_record import submission_of_record
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.open_file import FormDesk
from toolkit.submissions.pending_files import units_by_folder
from toolkit.text.named_lines import list_briefly
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission
    from toolkit.ledger.records import ReportVersion
    from toolkit.merging.report_source import Source

MERGE = "toolkit merge"
COLLECT = "toolkit collect（收原来的目录）"
NAMED = 8
"""How many units a sentence names before it only counts them."""
NOT_OURS = "这份工作簿不是用这个工作目录的台账汇总的"
NOT_KNOWN = "台账里找不到这份工作簿是哪一次汇总的（文件的内部标识没有了）"
ANY_DAY = "2000-01-01T00:00:00+00:00"
"""Whether a unit is late by now is no part of what a report is merged from."""
EDITED = "报告改过（或另存过）以后没有再汇总"
SUPERSEDED = "这是以前汇总的一份，后来又汇总过"


class ChangedUnit(NamedTuple):
    """A unit that would bring something else now; *numbers* tells whether figures are concerned, *said* what it is."""

    unit: str
    name: str
    numbers: bool
    said: str


class OutdatedNote(NamedTuple):
    """What is not so any more, in words, and the commands (*steps*) that make it anew, in their order."""

    told: str
    steps: tuple[str, ...]

    @property
    def line(self) -> str:
        """Say both in one sentence."""
        return f"{self.told}，先运行 {'，再运行 '.join(self.steps)}"


@told_as("fresh stale said units others=what_else steps=what_next")
@dataclass(frozen=True)
class ReportFreshness:
    """How a report stands to what merging would come to now.

    *units* are those that changed since, *others* what else did, each in words. *asides* say what of the workbook itself
    is not as it was merged. *steps* are the commands that put it right, in their order.
    """

    units: tuple[ChangedUnit, ...] = ()
    others: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    steps: tuple[str, ...] = (MERGE,)

    @property
    def stale(self) -> bool:
        """Tell whether merging would come to something else."""
        return bool(self.units or self.others)

    @property
    def fresh(self) -> bool:
        """Tell whether the workbook is what merging came to, and would come to now."""
        return not (self.stale or self.asides)

    @property
    def said(self) -> str:
        """Say in one sentence what is not so any more, and what to do; "" where all is."""
        return self.note.line if self.note else ""

    @property
    def note(self) -> OutdatedNote | None:
        """Return what is not so any more, and what to do; None where all is."""
        if self.fresh:
            return None
        told = ((True, "的数变了"), (False, "的文字、说明、审核或名册变了"))
        parts = [_count_with_names(w, [u.name for u in self.units if u.numbers == n]) for n, w in told]
        return OutdatedNote("，".join(filter(None, (*parts, *self.others, *self.asides))), self.steps)

    @property
    def details(self) -> tuple[str, ...]:
        """Return what changed of each unit, and what else did."""
        return (*(f"{u.name}：{u.said}" for u in self.units), *self.others, *self.asides)

    @property
    def what_else(self) -> tuple[str, ...]:
        """Return what changed beside the units."""
        return (*self.others, *self.asides)

    @property
    def what_next(self) -> tuple[str, ...]:
        """Return the commands that put it right; none where nothing is to be."""
        return () if self.fresh else self.steps


def _count_with_names(what: str, names: list[str]) -> str:
    return f"有 {len(names)} 个单位{what}（{list_briefly(names, NAMED)}）" if names else ""


def report_belongs_to(folder: WorkFolder | None, who: Identity | None) -> bool:
    """Tell whether *who* is that of a report that the work folder *folder* merges."""
    if folder is None or who is None or not folder.ledger.exists():
        return False
    office = folder.office
    return (who.unit, who.period) == (office.code, office.period.text)


class OpenedReport(NamedTuple):
    """A report workbook read once for all that is done with it; *own* is the work folder it belongs to, if it does to any."""

    path: Path
    form: Form
    source: Source
    own: WorkFolder | None = None


def open_report_in_folder(workbook: Path, folder: WorkFolder | None) -> OpenedReport:
    """Read the report at *workbook*, as the work folder it belongs to weighs its rules.

    That is looked for where the workbook lies, unless one is named.
    """
    file = open_report(workbook, form_of(workbook, None, folder))
    own = folder or find_work_folder(workbook.resolve().parent)
    if own is None or not report_belongs_to(own, file.who):
        form = form_of(workbook, file.who, folder)
        return OpenedReport(workbook, form, source_of(file, form))
    return OpenedReport(workbook, own.form, source_of(file, own.form), own)


def report_freshness(folder: WorkFolder, source: Source) -> ReportFreshness:
    """Return how the report *source* of *folder* stands to what merging would come to now."""
    with Ledger.open(folder.ledger) as ledger:
        versions = ledger.versions()
        version = _find_merged_version(versions, source)
        if version is None:
            known = not source.head or any(e.hash == source.head for e in ledger.events())
            # A report somebody filled in by hand was never merged: nothing can be newer than it.
            return ReportFreshness(asides=(NOT_KNOWN if known else NOT_OURS,) if source.units else ())
        made = parse_merge_basis(version.basis)
        asides = []
        drawn = next(v for v in versions if v.mark == version.mark)
        if drawn.sha256 != source.sha256:
            asides.append(EDITED)
        if [v for v in versions if v.path == version.path][-1].mark != version.mark:
            asides.append(SUPERSEDED)
        late = ["上一次 toolkit collect 没有运行完"] if ledger.is_mid_run() else []
        if unread := count_outdated_readings(folder, ledger):
            late.append(f"有 {unread} 份收到的文件还没有按现在的规则、表样和认领再审核")
        units_now, others = _changes_since_merge(folder, ledger, made)
        steps = (COLLECT, MERGE) if late else (MERGE,)
        return ReportFreshness(units_now, (*late, *others), tuple(asides), steps)


def refuse_stale_report(found: ReportFreshness) -> None:
    """Raise WorkFolderError where merging would come to something else than *found* is about."""
    if found.stale:
        lines = "\n".join(f"  {d}" for d in found.details)
        raise WorkFolderError(f"{found.said}。没有写报告，写出来的会是旧数：\n{lines}")


def _find_merged_version(versions: list[ReportVersion], source: Source) -> ReportVersion | None:
    same = [v for v in versions if v.sha256 == source.sha256]
    marked = [v for v in versions if source.mark and v.mark == source.mark]
    return next(reversed(same or marked), None)


def _changes_since_merge(
    folder: WorkFolder, ledger: Ledger, made: MergeBasis
) -> tuple[tuple[ChangedUnit, ...], tuple[str, ...]]:
    """Return what changed since *made*: of units, and else."""
    roster, others = folder.roster(), []
    fit = RosterFit(folder.form, folder, roster, units_by_folder(ledger))
    _, stands = choose_current_files(ledger, fit, folder.steps, ANY_DAY)
    current = current_file_states(ledger, stands)
    states = list_unit_states(folder, roster, current, ANY_DAY, ledger.decisions())
    is_now = build_merge_basis(folder, ledger, states)
    for was, comes, said in (
        (made.office, is_now.office, "toolkit.toml 里机关的名称或层级改了"),
        (made.form, is_now.form, "规则或表样改了"),
        (made.prior, _current_prior_digest(folder, made), "上年报告变了"),
    ):
        if was != comes:
            others.append(said)
    return tuple(_changed_units(folder, ledger, made, is_now)), tuple(others)


def _current_prior_digest(folder: WorkFolder, made: MergeBasis) -> str:
    """Return the digest of last year's figures as they are now; where the report that was named is gone, nobody knows."""
    named = Path(made.last) if made.last else None
    if named and not named.is_file():
        return made.prior
    try:
        return prior_figures_digest(read_earlier_reports(folder, named))
    except WorkFolderError:  # merging says what is wrong with it
        return ""


def _changed_units(
    folder: WorkFolder, ledger: Ledger, made: MergeBasis, is_now: MergeBasis
) -> Iterator[ChangedUnit]:
    """Yield every unit that brings something else, in the order of the roster, then those that are gone from it."""
    desk = FormDesk(folder.form)
    wanted = _figures_going_up(ground_form(folder.form, REPORT, folder.office.level))
    for code in (*is_now.units, *(c for c in made.units if c not in is_now.units)):
        was, now = made.units.get(code), is_now.units.get(code)
        name = (now or was or _NOBODY).name
        told = list(_unit_change_notes(desk, wanted, ledger, was, now))
        if told:
            yield ChangedUnit(code, name, any(n for n, _ in told), "；".join(said for _, said in told))


_NOBODY = UnitBasis("", "", "", "", "", "", "", ())


def _unit_change_notes(
    desk: FormDesk, wanted: frozenset[Cell], ledger: Ledger, was: UnitBasis | None, now: UnitBasis | None
) -> Iterator[tuple[bool, str]]:
    """Yield what changed of a unit, each with whether figures are concerned."""
    if was is None or now is None:
        stands = (was or now or _NOBODY).stands
        yield stands == COUNTED, "名册里没有了" if now is None else "名册里新加的"
        return
    if was.name != now.name:
        yield False, f"名册里由“{was.name}”改名为“{now.name}”"
    if was.kind != now.kind:
        yield False, f"名册里的类别由 {was.kind} 改为 {now.kind}"
    brings = (desk, wanted, ledger, was.sha256, now.sha256)
    if was.stands != now.stands or was.why != now.why:
        numbers = COUNTED in (was.stands, now.stands) and was.stands != now.stands
        yield numbers, _counted_state_change(was, now)
    elif was.content != now.content and (told := _submission_difference(*brings)):
        yield told
    elif was.findings != now.findings:
        yield False, "提示、说明或准予有变化"
    if was.sha256 and (gone := set(was.signed) - set(now.signed)) and now.stands == COUNTED:
        yield False, f"审核记录没有了：{'、'.join(sorted(filter(None, gone))) or '审核通过'}"


def _counted_state_change(was: UnitBasis, now: UnitBasis) -> str:
    said = {COUNTED: "计入", EXCUSED: "免报"}
    before, after = (said.get(u.stands, "没有计入") for u in (was, now))
    return f"汇总时{before}，现在{after}" + (f"（{now.why}）" if now.why else "")


def _figures_going_up(upper: GroundedForm) -> frozenset[Cell]:
    """Return the figures of units that go into the report: who filled a form in does not."""
    goes = [c for c in upper.inputs if upper.way(c) != "none"]
    return frozenset(x for c in goes for x in (needed_cells(upper.starts[c]) if c in upper.starts else (c,)))


def _submission_difference(
    desk: FormDesk, wanted: frozenset[Cell], ledger: Ledger, before: str, after: str
) -> tuple[bool, str] | None:
    """Say what the file now taken brings otherwise than the one that was merged, and whether figures; None for nothing."""
    was, now = (submission_of_record(c) if (c := ledger.content(sha)) else None for sha in (before, after))
    if was is None or now is None or (was.who.kind, was.who.level) != (now.who.kind, now.who.level):
        return True, "换了另一种表的文件"
    brings = [{c: v for c, v in s.figures.items() if c in wanted} for s in (was, now)]
    figures = [{c: v for c, v in some.items() if isinstance(v, float)} for some in brings]
    numbers = figures[0] != figures[1] or _comparable_lists(was) != _comparable_lists(now)
    if not numbers and brings[0] == brings[1]:
        return None
    return numbers, describe_changes(*desk.kind(now.who.kind, now.who.level), was, now) or "上年数改过"


def _comparable_lists(sent: Submission) -> tuple[object, ...]:
    return {k: [r.values for r in rows] for k, rows in sent.rows.items()}, sent.zero, sent.prior
