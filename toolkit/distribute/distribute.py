"""Hand out one blank workbook per unit of the roster, and record what was handed out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collect.last_year import carried, stood
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge
from toolkit.folder.files import safe, write
from toolkit.folder.work_folder import OUTBOX, WorkFolder, stamp
from toolkit.form.grounding import Grounded, ground
from toolkit.form.layout import place
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity, Submission
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Handout
from toolkit.sheets.render import render
from toolkit.sheets.workbook_drawing import Stamp
from toolkit.submissions.current_files import standings
from toolkit.submissions.explanations import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolkit.form.model import Cell
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Row
    from toolkit.form.verdict import Verdicts
    from toolkit.submissions.current_files import Standing


class Handed(NamedTuple):
    """What one unit was given; *carried* rows of last year stand in it already."""

    unit: Unit
    path: Path
    sha256: str
    carried: int = 0


@dataclass(frozen=True)
class Prefilled:
    """What stands in a blank already: list rows that go on from last year, explanations, last year's figures."""

    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    prior: dict[Cell, float] = field(default_factory=dict)


def distribute(
    folder: WorkFolder, outbox: Path | None, now: str, tell: Callable[[int, int, str], None]
) -> list[Handed]:
    """Draw and write every unit's workbook; *now* (ISO, UTC) goes to the ledger, never into the files.

    Excused units get none. The same roster and settings give the same bytes again.
    """
    roster = [u for u in folder.roster() if not u.excused]
    outbox = outbox or folder.path / OUTBOX
    _apart(folder, roster)
    stands = _stands(folder)
    grounded: dict[str, Grounded] = {}
    verdicts: dict[str, Verdicts] = {}
    handed = []
    for i, unit in enumerate(roster):
        tell(i, len(roster), unit.name)
        if unit.kind not in grounded:
            grounded[unit.kind] = ground(folder.form, unit.kind, folder.below or None)
            blank = Submission(identity(folder, unit))
            verdicts[unit.kind] = judge(grounded[unit.kind], [blank], folder.office.year)[0].verdicts
        rows = carried(folder, unit)
        said = written(stands[unit.code].findings) if unit.code in stands else {}
        data = draw(
            folder, unit, grounded[unit.kind], verdicts[unit.kind], Prefilled(rows, said, stood(folder, unit))
        )
        path = outbox / _file_name(folder, unit)
        write(path, data)
        handed.append(Handed(unit, path, hashlib.sha256(data).hexdigest(), sum(map(len, rows.values()))))
    tell(len(roster), len(roster), "")
    with Ledger.open(folder.ledger) as ledger:
        ledger.hand_out(_handout(folder, h, now) for h in handed)
    return handed


def _stands(folder: WorkFolder) -> dict[str, Standing]:
    """Return what was already received: who gets a second blank keeps what was explained."""
    if not folder.ledger.exists():
        return {}
    with Ledger.open(folder.ledger) as ledger:
        return standings(ledger)


def _file_name(folder: WorkFolder, unit: Unit) -> str:
    return f"{safe(unit.code)}_{safe(unit.name)}_{folder.office.year}.xlsx"


def _apart(folder: WorkFolder, roster: list[Unit]) -> None:
    """Refuse two units whose files would bear one name: one would overwrite the other."""
    seen: dict[str, Unit] = {}
    for unit in roster:
        other = seen.setdefault(_file_name(folder, unit).casefold(), unit)
        if other is not unit:
            said = f"{other.code} {other.name} 与 {unit.code} {unit.name}"
            raise WorkFolderError(
                f"名册里 {said} 的文件名会相同。请让两个单位的编码有区别（只看字母、数字、汉字）。"
            )


def identity(folder: WorkFolder, unit: Unit) -> Identity:
    """Return what *unit*'s workbook says of itself."""
    form, office = folder.form, folder.office
    return Identity(
        form.id,
        form.edition,
        form.fingerprint(unit.kind),
        unit.kind,
        unit.code,
        unit.name,
        str(office.year),
        office.name,
        folder.below if unit.kind == REPORT else "",
    )


def draw(
    folder: WorkFolder,
    unit: Unit,
    grounded: Grounded,
    verdicts: Verdicts,
    given: Prefilled | None = None,
) -> bytes:
    """Draw *unit*'s blank workbook with what is *given*.

    *verdicts* are those of a wholly blank one.
    """
    who = identity(folder, unit)
    when = Stamp(folder.deadline(unit), stamp(folder.office.year))
    given = given or Prefilled()
    blank = Submission(who, explanations=given.said, prior=given.prior)
    if given.rows or given.prior:
        layout = place(folder.form, unit.kind)
        placed = {
            k: tuple(r._replace(number=layout.strips[k].first + 1 + i) for i, r in enumerate(v))
            for k, v in given.rows.items()
        }
        judged = judge(grounded, [replace(blank, rows=placed)], folder.office.year)[0]
        blank, verdicts = replace(blank, rows=placed, figures=judged.figures), judged.verdicts
    return render(grounded, who, when, blank, verdicts)


def _handout(folder: WorkFolder, handed: Handed, now: str) -> Handout:
    unit, form = handed.unit, folder.form
    return Handout(
        unit=unit.code,
        kind=unit.kind,
        path=str(handed.path),
        sha256=handed.sha256,
        form=form.id,
        edition=form.edition,
        fingerprint=form.fingerprint(unit.kind),
        year=folder.office.year,
        at=now,
    )
