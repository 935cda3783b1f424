"""What a report is merged from, kept with every version of it: by it the next look tells whether merging would come to the same.

It holds what the report's figures and words depend on, and nothing else: a file that is collected again, or saved again
with the same contents, is the same; the day is no part of it either.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import HINT
from toolkit.form.layout import TICK
from toolkit.ledger.records import SIGNED
from toolkit.submissions.file_record import ANEW, load_file_facts
from toolkit.submissions.office_says import OfficeSays
from toolkit.text.stored_values import from_stored, to_stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.collecting.earlier_periods import EarlierFigures
    from toolkit.figures.rollup import MergedReport
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Cell
    from toolkit.form.submission import Row
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.records import Decision
    from toolkit.submissions.results import UnitState

LEFT_OUT, EXCUSED, COUNTED = "left_out", "excused", "counted"
"""How a unit of the roster stands to a report: who is late and who must mend are left out alike."""


class UnitBasis(NamedTuple):
    """What one unit of the roster brings: how it stands (*why* it is excused), its file, what that says, what was found.

    *content* is equal where two files say the same. *signed* are the steps of examination done.
    """

    name: str
    kind: str
    stands: str
    why: str
    sha256: str
    content: str
    findings: str
    signed: tuple[str, ...]


class MergeBasis(NamedTuple):
    """What a report is merged from. *last* is the report of the year before that was named, "" for the folder's own."""

    office: tuple[str, ...]
    form: str
    last: str
    prior: str
    head: str
    units: dict[str, UnitBasis]

    def text(self) -> str:
        """Return it as JSON; ``parse_merge_basis`` is its inverse."""
        return json.dumps(to_stored(self), ensure_ascii=False, sort_keys=True)


def parse_merge_basis(text: str) -> MergeBasis:
    """Return the basis ``MergeBasis.text`` wrote down."""
    return from_stored(MergeBasis, json.loads(text))


def build_merge_basis(
    folder: WorkFolder,
    ledger: Ledger,
    states: Sequence[UnitState],
    before: EarlierFigures | None = None,
    last: Path | None = None,
) -> MergeBasis:
    """Return what merging *states*, with last year's figures (*before*, out of the report *last*), is made from."""
    office, signed = folder.office, ledger.standing_decisions(SIGNED)
    return MergeBasis(
        (office.code, office.name, office.level, office.period.text),
        folder.form.digest,
        str(last.resolve()) if last else "",
        prior_figures_digest(before) if before else "",
        ledger.head(),
        {u.unit.code: _build_unit_basis(ledger, u, signed) for u in states},
    )


def prior_figures_digest(before: EarlierFigures) -> str:
    """Return what stands for last year's figures."""
    return digest_of_json(sorted((c.name, v) for c, v in (before.whole | before.figures).items()))


def report_figures_digest(figures: Mapping[Cell, object]) -> str:
    """Return what stands for the figures of a report."""
    return digest_of_json(sorted((c.name, v) for c, v in figures.items()))


def _build_unit_basis(ledger: Ledger, state: UnitState, signed: list[Decision]) -> UnitBasis:
    unit, found = state.unit, state.current
    if not state.counted or found is None:
        stands = EXCUSED if unit.excused else LEFT_OUT
        return UnitBasis(unit.name, unit.kind, stands, unit.excused, "", "", "", ())
    content = ledger.content(found.sha256)
    said = load_file_facts(content).content if content else ""
    told = sorted(
        (f.code, f.severity, f.rule, f.sheet, f.cell, f.value, f.explanation)
        for f in found.findings
        if f.severity != HINT
    )
    mine = (d for d in signed if d.sha256 == found.sha256)
    done = sorted(" ".join(filter(None, (d.step, d.by, d.on))) for d in mine)
    whose = (unit.name, unit.kind, COUNTED, "", found.sha256, said)
    return UnitBasis(*whose, digest_of_json(told), tuple(done))


def count_outdated_readings(folder: WorkFolder, ledger: Ledger) -> int:
    """Return how many files were received and not read as they would be now: rules, form, program or owner changed."""
    office, owners = OfficeSays.of(ledger, folder, folder.roster()), ledger.owners()
    read = ledger.bases().items()
    return sum(b not in (ANEW, office.basis(folder.form, sha, owners[sha])) for sha, b in read)


def digest_of_json(value: object) -> str:
    """Return what stands for JSON-ready values."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]


def merged_state_to_json(merged: MergedReport) -> str:
    """Return what units came to, as far as it is no number that can be worked out again: the next merge compares."""
    texts = {c.name: v for c, v in merged.report.figures.items() if c not in merged.ways}
    lists = {name: rows_to_plain(rows) for name, rows in merged.report.rows.items()}
    last = {c.name: v for c, v in merged.report.prior.items()}
    ticks = {TICK: sorted(merged.report.zero)}
    return json.dumps(texts | lists | last | ticks, ensure_ascii=False, sort_keys=True)


def rows_to_plain(rows: tuple[Row, ...]) -> list[object]:
    """Return what rows say, as JSON has it."""
    return [[r.origin, *(list(v) for v in sorted(r.values.items()))] for r in rows]
