"""Hand out one blank workbook per unit of the roster, and record what was handed out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.earlier_periods import carried_over_rows, earlier_unit_figures
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.files import safe_file_name_part, write_in_groups
from toolkit.folder.form_listing import keep_form_of_folder
from toolkit.folder.work_folder import OUTBOX, WorkFolder, workbook_identity, workbook_timestamp
from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.grounding import GroundedForm, ground_form, required_priors
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Submission
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Handout
from toolkit.rendering.render import render_workbook
from toolkit.rendering.stamped_workbook import CODE, NAME, StampedWorkbook, inflated_parts
from toolkit.sheets.workbook_drawing import HandoutStamp
from toolkit.submissions.current_files import current_file_states
from toolkit.submissions.explanations import standing_explanations
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import Tell
    from toolkit.form.model import PriorCell
    from toolkit.form.submission import Row
    from toolkit.form.verdict import Verdicts


FEW = 8
"""So few blanks are drawn one by one: preparing one to be stamped takes three drawings."""


@told_as("unit.code unit.name unit.kind path sha256 carried")
class HandedOutWorkbook(NamedTuple):
    """What one unit was given; *carried* rows of last year stand in it already."""

    unit: Unit
    path: Path
    sha256: str
    carried: int = 0


@dataclass(frozen=True)
class PrefilledContent:
    """What stands in a blank already: list rows that go on from last year, explanations, last year's figures."""

    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    prior: dict[PriorCell, float] = field(default_factory=dict)


def distribute_workbooks(
    folder: WorkFolder, outbox: Path | None, now: str, tell: Tell
) -> list[HandedOutWorkbook]:
    """Draw and write every unit's workbook; *now* (ISO, UTC) goes to the ledger, never into the files.

    Excused units get none. The same roster and settings give the same bytes again.
    """
    roster = [u for u in folder.roster() if not u.excused]
    outbox = outbox or folder.path / OUTBOX
    _refuse_same_file_names(folder, roster)
    stands = {}
    if folder.ledger.exists():  # who gets a second blank keeps what was explained
        with Ledger.open(folder.ledger) as ledger:
            stands = current_file_states(ledger)
    blanks = UnitBlanks(folder, roster)
    priors = {kind: required_priors(folder.form, kind) for kind in {u.kind for u in roster}}
    handed: list[HandedOutWorkbook] = []

    def drawn() -> Iterator[tuple[Path, bytes]]:
        for i, unit in enumerate(roster):
            tell(i, len(roster), unit.name)
            rows = carried_over_rows(folder, unit)
            said = standing_explanations(stands[unit.code].findings) if unit.code in stands else {}
            earlier = earlier_unit_figures(folder, unit, priors[unit.kind])
            data = blanks.of_unit(unit, PrefilledContent(rows, said, earlier))
            path, count = outbox / _workbook_file_name(folder, unit), sum(map(len, rows.values()))
            handed.append(HandedOutWorkbook(unit, path, hashlib.sha256(data).hexdigest(), count))
            yield path, data

    for _ in write_in_groups(drawn(), outbox):
        pass  # recorded together below, once all are there
    tell(len(roster), len(roster), "")
    with Ledger.open(folder.ledger) as ledger:
        ledger.hand_out(_make_handout_record(folder, h, now) for h in handed)
    keep_form_of_folder(folder)
    return handed


class UnitBlanks:
    """Draws the blanks of *roster*: those with nothing in them once a kind and deadline, then each unit's put in."""

    def __init__(self, folder: WorkFolder, roster: Sequence[Unit]) -> None:
        self.folder = folder
        self._kinds: dict[str, tuple[GroundedForm, Verdicts]] = {}
        self._stamped: dict[tuple[str, str], StampedWorkbook | None] = {}
        self._groups: dict[tuple[str, str], list[Unit]] = {}
        for unit in roster:
            self._groups.setdefault(self._group(unit), []).append(unit)

    def _group(self, unit: Unit) -> tuple[str, str]:
        return unit.kind, self.folder.deadline(unit)

    def of_unit(self, unit: Unit, given: PrefilledContent) -> bytes:
        """Return *unit*'s blank with what is *given*."""
        if given == PrefilledContent():
            group = self._group(unit)
            if group not in self._stamped:
                self._stamped[group] = self._make_stamped(self._groups[group])
            stamped = self._stamped[group]
            if stamped and stamped.can_stamp(unit.code, unit.name):
                return stamped.stamp(unit.code, unit.name)
        return self._drawn(unit, given)

    def _drawn(self, unit: Unit, given: PrefilledContent | None = None) -> bytes:
        return draw_unit_workbook(self.folder, unit, *self._kind(unit), given)

    def _kind(self, unit: Unit) -> tuple[GroundedForm, Verdicts]:
        if unit.kind not in self._kinds:
            grounded = ground_form(self.folder.form, unit.kind, self.folder.below or None)
            blank = Submission(workbook_identity(self.folder, unit))
            judged = judge_submissions(grounded, [blank], self.folder.office.period)[0]
            self._kinds[unit.kind] = grounded, judged.verdicts
        return self._kinds[unit.kind]

    def _make_stamped(self, units: list[Unit]) -> StampedWorkbook | None:
        """Return the blank all of *units* get but for their names; None where it would not be the one that is drawn.

        That is tried with the shortest and the longest name: an office's own blank, or lines that repeat the name,
        may be laid out by it.
        """
        layout = lay_out_workbook(self.folder.form, units[0].kind)
        if len(units) < FEW or isinstance(layout, GivenLayout) or layout.lines:
            return None
        stamped = StampedWorkbook(self._drawn(units[0]._replace(code=CODE, name=NAME)))
        plain = sorted((u for u in units if stamped.can_stamp(u.code, u.name)), key=lambda u: len(u.name))
        same = all(
            inflated_parts(stamped.stamp(u.code, u.name)) == inflated_parts(self._drawn(u))
            for u in (plain[:1] + plain[-1:])
        )
        return stamped if plain and same else None


def _workbook_file_name(folder: WorkFolder, unit: Unit) -> str:
    code, name = safe_file_name_part(unit.code), safe_file_name_part(unit.name)
    return f"{code}_{name}_{folder.office.period.text}.xlsx"


def _refuse_same_file_names(folder: WorkFolder, roster: list[Unit]) -> None:
    """Refuse two units whose files would bear one name: one would overwrite the other."""
    seen: dict[str, Unit] = {}
    for unit in roster:
        other = seen.setdefault(_workbook_file_name(folder, unit).casefold(), unit)
        if other is not unit:
            said = f"{other.code} {other.name} 与 {unit.code} {unit.name}"
            raise WorkFolderError(
                f"名册里 {said} 的文件名会相同。请让两个单位的编码有区别（只看字母、数字、汉字）。"
            )


def draw_unit_workbook(
    folder: WorkFolder,
    unit: Unit,
    grounded: GroundedForm,
    verdicts: Verdicts,
    given: PrefilledContent | None = None,
) -> bytes:
    """Draw *unit*'s blank workbook with what is *given*.

    *verdicts* are those of a wholly blank one.
    """
    who = workbook_identity(folder, unit)
    when = HandoutStamp(folder.deadline(unit), workbook_timestamp(folder.office.period))
    given = given or PrefilledContent()
    blank = Submission(who, explanations=given.said, prior=given.prior)
    if given.rows or given.prior:
        layout = lay_out_workbook(folder.form, unit.kind)
        placed = {
            k: tuple(r._replace(number=layout.strips[k].first + 1 + i) for i, r in enumerate(v))
            for k, v in given.rows.items()
        }
        judged = judge_submissions(grounded, [replace(blank, rows=placed)], folder.office.period)[0]
        blank, verdicts = replace(blank, rows=placed, figures=judged.figures), judged.verdicts
    return render_workbook(grounded, who, when, blank, verdicts)


def _make_handout_record(folder: WorkFolder, handed: HandedOutWorkbook, now: str) -> Handout:
    unit, form = handed.unit, folder.form
    edition = (form.id, form.edition, form.fingerprint(unit.kind))
    file = (str(handed.path), handed.sha256)
    return Handout(unit.code, unit.kind, *file, *edition, folder.office.period.text, now)
