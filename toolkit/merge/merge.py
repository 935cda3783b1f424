"""Roll up what stands in the ledger into the office's report workbook."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.collect.last_year import priors
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge
from toolkit.figures.rollup import Merged, merge
from toolkit.folder.files import write
from toolkit.folder.work_folder import STORE, WorkFolder, stamp
from toolkit.form.finding import Finding, finding
from toolkit.form.grounding import Grounded, ground
from toolkit.form.layout import place
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity, to_plain
from toolkit.form.words import number, switched
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import Store
from toolkit.ledger.records import Version
from toolkit.merge.carry_edits import beside_sums, carried, kept, rolled
from toolkit.merge.corrections import corrections, page
from toolkit.merge.cover_scope import Last, scope
from toolkit.merge.merge_basis import basis_of
from toolkit.merge.report_pages import draft, explained_page, pool, units_page
from toolkit.merge.sources_page import sources_page
from toolkit.merge.unkept_edits import keep_beside
from toolkit.sheets.render import render
from toolkit.sheets.workbook_drawing import Office, Stamp
from toolkit.submissions.current_files import settle, standings, submissions, units
from toolkit.submissions.explanations import Answers, explanations, written
from toolkit.submissions.fits_roster import Fit
from toolkit.submissions.pending_files import crowds_of, pending
from toolkit.submissions.rule_findings import of_rules, of_unlike

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from toolkit.collect.last_year import Priors
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState


@dataclass(frozen=True)
class Report:
    """What merging came to. *path* is None where nothing was written because units are missing.

    *lost* says what of the report that stood there is not in the new one; *backup* is a copy of it where anything is.
    """

    path: Path | None
    units: tuple[UnitState, ...]
    merged: Merged | None
    findings: tuple[Finding, ...]
    switched: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    backup: Path | None = None

    @property
    def missing(self) -> tuple[UnitState, ...]:
        """Return the units that must still report or mend."""
        return tuple(u for u in self.units if u.state in ("missing", "overdue", "returned"))

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        figures = self.merged.report.figures if self.merged else {}
        return {
            "path": str(self.path) if self.path else None,
            "missing": [
                {"code": u.unit.code, "name": u.unit.name, "kind": u.unit.kind, "state": u.state}
                for u in self.missing
            ],
            "figures": {c.name: v for c, v in figures.items()},
            "findings": [f.plain() for f in self.findings],
            "switched": list(self.switched),
            "lost": list(self.lost),
            "backup": str(self.backup) if self.backup else None,
        }


def report(
    folder: WorkFolder,
    output: Path | None,
    now: str,
    tell: Callable[[int, int, str], None],
    *,
    partial: bool,
    last: Path | None = None,
    correct: str = "",
    keep_edits: bool = False,
) -> Report:
    """Merge every accepted submission; with units missing, go on only when *partial*.

    *last* is the office's report of the year before; without it the work folder's 上年报告.xlsx, if there is one.
    *correct* says why a published report is corrected. *keep_edits* takes what somebody wrote into the report that
    stands also where the units changed the same.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        asked = _Asked(output or folder.report, partial, last, correct, keep_edits)
        return _report(ledger, folder, asked, now, tell)


class _Asked(NamedTuple):
    path: Path
    partial: bool
    last: Path | None
    correct: str
    keep_edits: bool


def _report(
    ledger: Ledger,
    folder: WorkFolder,
    asked: _Asked,
    now: str,
    tell: Callable[[int, int, str], None],
) -> Report:
    if ledger.is_mid_run():
        raise WorkFolderError(
            "上一次 toolkit collect 没有运行完，收到的还没有排好。请再运行一次 toolkit collect，再汇总。"
        )
    roster = folder.roster()
    fit = Fit(folder.form, folder, roster, crowds_of(ledger))
    settle(ledger, fit, folder.steps, now)  # roster and settings may be other ones now
    stands = standings(ledger)
    waiting = pending(ledger, fit, stands)
    states = units(folder, roster, stands, now, ledger.decisions(), waiting)
    result = Report(None, states, None, ())
    if result.missing and not asked.partial:
        return result
    tell(0, 3, "读取各单位数据")
    counted = [u for u in states if u.counted]
    if not counted:
        raise WorkFolderError(
            "没有一个单位的报送件通过审核，无从汇总。请先运行 toolkit collect 看看要改什么。"
        )
    sent = submissions(ledger, (stands[u.unit.code] for u in counted))
    tell(1, 3, "汇总")
    who = _identity(folder)
    merged, before = _merged(folder, who, [sent[u.unit.code] for u in counted], asked.last)
    grounded = ground(folder.form, REPORT, folder.office.level)
    store = Store(folder.path / STORE)
    held = kept(asked.path, grounded, who, ledger, store)
    units_said, known, adjusted = rolled(merged), merged.report.prior, beside_sums(held, merged)
    merged = carried(held, merged, grounded, keep_edits=asked.keep_edits)
    merged = replace(merged, report=replace(merged.report, explanations=held.explanations))
    judged = judge(grounded, [merged.report], folder.office.year)[0]
    layout = place(folder.form, REPORT)
    told = of_rules(grounded, layout, judged, merged.report, folder.office.year)
    ledger.explain(explanations(who.unit, told, now))
    told += (replaced := _adjusted(grounded, adjusted, merged))
    told += of_unlike(grounded, layout, judged, replaced)
    findings = Answers.of(ledger).applied(who.unit, [*before.findings, *merged.findings, *held.told, *told])
    report = replace(merged.report, figures=judged.figures, explanations=written(findings))
    merged = replace(merged, report=report)
    tell(2, 3, "写工作簿")
    gone_out = ledger.publications()
    told_since = corrections(grounded, ledger.versions(), store, report, asked.correct, gone_out)
    sources = sources_page(grounded, merged, {u.unit.code: u.path for u in states})
    parts = pool(grounded, merged, states, sources, adjusted, findings)
    extra = (
        *((page(told_since),) if told_since else ()),
        explained_page(folder, states, findings),
        units_page(ledger, states, stands),
        sources.page,
        *((said_in_words,) if (said_in_words := draft(folder, report, states)) else ()),
    )
    when = Stamp("", stamp(folder.office.year))
    last = before.whole | report.prior
    typed = frozenset(c for c, v in report.prior.items() if known.get(c) != v)
    said = scope(folder, grounded, states, findings, parts.adjusted, Last(last, bool(typed)))
    mark = _mark(to_plain(report), extra, parts, said, last, sorted(typed), switched(folder.form))
    made = Office(said, last, typed, mark, ledger.head())
    drawn = render(grounded, report.who, when, report, judged.verdicts, extra, parts, made)
    backup = keep_beside(asked.path, held.data) if held.lost else None
    write(asked.path, drawn)
    why = told_since[-1].why if told_since else ""
    basis = basis_of(folder, ledger, states, stands, before, asked.last).text()
    ledger.made(Version(store.put(drawn), asked.path.name, now, "", why, units_said, mark, basis))
    tell(3, 3, "")
    return Report(asked.path, states, merged, findings, switched(folder.form), held.lost, backup)


def _merged(
    folder: WorkFolder, who: Identity, sent: list[Submission], last: Path | None
) -> tuple[Merged, Priors]:
    """Roll up what units sent, and lay last year's report beside it."""
    merged, before = merge(folder.form, who, sent, folder.office.year), priors(folder, last)
    if before.figures:
        merged = replace(merged, report=replace(merged.report, prior=before.figures))
    return merged, before


def _mark(*said: object) -> str:
    """Return a short fingerprint of everything a report is drawn from."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _identity(folder: WorkFolder) -> Identity:
    form, office = folder.form, folder.office
    return Identity(
        form.id,
        form.edition,
        form.fingerprint(REPORT),
        REPORT,
        office.code,
        office.name,
        str(office.year),
        "",
        office.level,
    )


def _adjusted(grounded: Grounded, adjusted: Mapping[Cell, Adjustment], merged: Merged) -> list[Finding]:
    """Tell every number somebody put in the place of a sum."""
    layout, found = place(grounded.form, REPORT), []
    for cell, said in adjusted.items():
        if cell not in merged.ways:
            continue
        at = layout.at[cell]
        total = "空白" if said.before is None else number(said.before)
        code = "adjusted" if said.why and said.by else "adjusted_unsaid"
        where = {"sheet": at.sheet, "cell": at.a1, "label": grounded.form.label(cell)}
        found.append(
            finding(code, value=number(said.value), expected=total, why=said.why, by=said.by, **where)
        )
    return found
