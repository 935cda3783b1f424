"""Take in what came back: every file found ends in one outcome, every unit of the roster in one state."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.decisions import prefer_file, received_file_hash
from toolkit.collecting.files_to_collect import list_files_to_collect
from toolkit.collecting.take_in import take_in_files
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import (
    STORE,
)
from toolkit.form.finding import sort_findings
from toolkit.form.submission import (
    CONTAINER,
    DUPLICATE,
    EXCLUDED,
    OTHER_PERIOD,
    RETURNED,
    UNCONFIRMED,
    UNREADABLE,
    Submission,
    submission_outcome,
)
from toolkit.form.words import switched_rules
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import EXCLUDED as LEFT_OUT
from toolkit.submissions.changes import describe_changes
from toolkit.submissions.current_files import (
    current_file_states,
    list_unit_states,
    load_current_submissions,
    settle_current_files,
)
from toolkit.submissions.explanations import RecordedAnswers, explanations_to_keep
from toolkit.submissions.file_owner import HELD
from toolkit.submissions.file_record import parse_findings
from toolkit.submissions.fits_roster import RosterFit, unread_outcome
from toolkit.submissions.office_says import OfficeSays
from toolkit.submissions.open_file import FormDesk
from toolkit.submissions.other_periods import files_of_other_periods
from toolkit.submissions.pending_files import (
    current_file_hashes,
    first_seen_paths,
    likely_units_of_file,
    pending_arrivals,
    pending_files_by_unit,
    units_by_folder,
)
from toolkit.submissions.results import (
    STANDS,
    ChangedUnitState,
    CollectedFile,
    CollectResult,
    CurrentFile,
    ReplacedFile,
    UnitState,
)
from toolkit.submissions.unit_questions import BETWEEN
from toolkit.submissions.which_version import SetAsideReason, ambiguity_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from toolkit.collecting.sighted_file import TakenFile
    from toolkit.collecting.take_in import ClusterReach
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.form.submission import Identity
    from toolkit.submissions.file_record import FileFacts
    from toolkit.submissions.which_version import FileChoice


def collect_submissions(
    paths: Sequence[Path],
    folder: WorkFolder | None,
    form: Form,
    now: str,
    tell: Callable[[int, int, str], None],
    preferred: Sequence[Path] = (),
    reach: ClusterReach | None = None,
    *,
    with_figures: bool = False,
    below: Path | None = None,
) -> CollectResult:
    """Read, identify, check and (with a work *folder*) record everything under *paths*.

    *now* is ISO UTC; its day decides what is overdue. *preferred* files count, whatever else their units sent.
    *reach* is where files are read, if not in processes of this machine. *with_figures*: the result has what counts for
    each unit with all its figures. Paths are shown from *below* on, where that is given. Submissions are never changed.
    """
    roster = folder.roster() if folder else ()
    items = list_files_to_collect(paths, preferred, below, folder, roster)
    with (
        Ledger.open(folder.ledger) if folder else Ledger.passing() as ledger,
        tempfile.TemporaryDirectory() as passing,
    ):
        # what is hashed is what is read, even where nothing is kept: a file may change meanwhile
        store = OriginalsStore(folder.path / STORE if folder else Path(passing))
        store.tidy()
        office = OfficeSays.of(ledger, folder, roster).passing_over(files_of_other_periods(folder))
        taken = take_in_files(items, form, ledger, store, office, now, tell, reach)
        tell(len(taken), len(taken), "")
        fit = RosterFit(form, folder, roster, units_by_folder(ledger))
        _prefer_files(ledger, fit, office, preferred, now)
        before = current_file_states(ledger)
        known = {t.sha256: t.facts for t in taken if t.sha256 and t.facts.code != OTHER_PERIOD}
        choices = settle_current_files(ledger, fit, folder.steps if folder else (), now, known)
        files = _outcomes_of_files(ledger, fit, choices, taken, now)
        stands = current_file_states(ledger)
        files = _with_answers(ledger, files, stands)
        standing = _standing_files(ledger, stands, [u.code for u in roster]) if with_figures else ()
        if folder is None:
            return _result_without_folder(form, files, standing)
        came = pending_arrivals(ledger, fit, known, current_file_hashes(stands, fit))
        waiting, decided = pending_files_by_unit(ledger, fit, stands, came), ledger.decisions()
        was, states = (list_unit_states(folder, roster, s, now, decided, waiting) for s in (before, stands))
        return CollectResult(
            form.id,
            folder.office.period.text,
            folder.office.period.spaced_name,
            files,
            states,
            known=True,
            switched=switched_rules(form),
            changed=tuple(_describe_replacements(ledger, form, before, stands)),
            head=ledger.head(),
            moved=tuple(_changed_unit_states(was, states)),
            standing=standing,
        )


def _prefer_files(
    ledger: Ledger, fit: RosterFit, office: OfficeSays, preferred: Sequence[Path], now: str
) -> None:
    for path in preferred:
        if other := office.elsewhere.get(received_file_hash(ledger, path)):
            raise WorkFolderError(f"{path} 是 {other} 那一期收的，这一期不能用它。请指定这一期的文件。")
        prefer_file(ledger, fit, path, now)


def _outcomes_of_files(
    ledger: Ledger, fit: RosterFit, choices: dict[str, FileChoice], taken: Sequence[TakenFile], now: str
) -> tuple[CollectedFile, ...]:
    """Say what every file of this run came to, and keep what units wrote to what is asked of them."""
    left_out = {d.sha256: d.why for d in ledger.standing_decisions(LEFT_OUT)}
    said = _OutcomeContext(fit, choices, first_seen_paths(ledger), left_out)
    files = tuple(_outcome_of_file(t, said) for t in _mark_repeated_bytes(taken))
    for f in sorted(files, key=lambda f: (f.modified, f.path)):
        if f.unit:
            ledger.explain(explanations_to_keep(f.unit, f.findings, now))
    written = ((s.unit, parse_findings(s.findings)) for s in ledger.standing())
    ledger.explain(e for unit, found in written for e in explanations_to_keep(unit, found, now))
    return files


def _result_without_folder(
    form: Form, files: tuple[CollectedFile, ...], standing: tuple[tuple[CurrentFile, Submission], ...]
) -> CollectResult:
    period = _period_of_files(form, files)
    text, name = (period.text, period.spaced_name) if period else ("", "")
    units = _states_without_roster(files)
    return CollectResult(form.id, text, name, files, units, known=False, standing=standing)


def _standing_files(
    ledger: Ledger, stands: Mapping[str, CurrentFile], codes: Sequence[str]
) -> tuple[tuple[CurrentFile, Submission], ...]:
    """Return what counts for each unit, in the roster's order; without a roster, in that of the codes."""
    found = load_current_submissions(ledger, stands.values())
    order = [c for c in codes or sorted(found) if c in found]
    return tuple((stands[c], found[c]) for c in order)


def _mark_repeated_bytes(taken: Sequence[TakenFile]) -> Iterator[tuple[TakenFile, str]]:
    """Yield every file with "" or, where the same bytes came before in this run, with their path."""
    seen: dict[str, str] = {}
    for t in taken:
        yield t, seen.get(t.sha256, "")
        if t.sha256:
            seen.setdefault(t.sha256, t.item.shown)


class _OutcomeContext(NamedTuple):
    """What is known of every file before one is told: *first* are the paths bytes were first seen under, by hash.

    *left_out* are the reasons for which the office left files out.
    """

    fit: RosterFit
    choices: dict[str, FileChoice]
    first: dict[str, str]
    left_out: dict[str, str]


def _outcome_of_file(one: tuple[TakenFile, str], said: _OutcomeContext) -> CollectedFile:
    """Say what a file of this run came to."""
    taken, before = one
    file = CollectedFile(taken.item.shown, taken.sha256, taken.modified, CONTAINER)
    path = said.first.get(taken.sha256, taken.item.shown)
    held = unread_outcome(taken.facts, taken.item.shown)
    if held:
        unmarked = any(f.code == "no_identity" for f in taken.facts.told)
        file = file.but(outcome=held[0], reason=held[1], unmarked=unmarked)
    elif taken.facts.who:
        file = _outcome_for_unit(file, taken.facts, taken.facts.who, path, said)
    if file.outcome in (UNREADABLE, UNCONFIRMED) or (file.unit and file.unit not in said.fit.roster):
        file = file.but(seems_of=likely_units_of_file(said.fit, taken.facts, path))
    if not file.unit and (why := said.left_out.get(taken.sha256)):
        file = file.but(outcome=EXCLUDED, reason=SetAsideReason(EXCLUDED, why).words, readings=())
    if before:
        file = file.but(outcome=DUPLICATE, reason=f"与本次的另一个文件 {before} 内容完全相同")
    return file


def _outcome_for_unit(
    file: CollectedFile, facts: FileFacts, who: Identity, path: str, said: _OutcomeContext
) -> CollectedFile:
    """Say what a file came to that names its unit: it counts for it, or another does, or nobody knows whose it is."""
    findings = said.fit.findings(facts, path)
    sent = Submission(who, account=facts.account, findings=findings)
    if whose := said.fit.held(facts, path):
        reason = next(f.sentence for f in findings if f.code == HELD)
        return file.but(submission=sent, outcome=UNCONFIRMED, reason=reason, readings=whose)
    choice = said.choices[who.unit]
    if choice.rivals and file.sha256 in {c.sha256 for c in (*choice.rivals, choice.stands) if c}:
        findings = tuple(sort_findings([*ambiguity_findings(choice), *findings]))
        sent = replace(sent, findings=findings)
    file = file.but(unit=who.unit, name=who.name, submission=sent, outcome=submission_outcome(findings))
    if why := choice.others.get(file.sha256):
        file = file.but(outcome=why.outcome, reason=why.words)
    return file


def _with_answers(
    ledger: Ledger, files: Sequence[CollectedFile], stands: Mapping[str, CurrentFile]
) -> tuple[CollectedFile, ...]:
    """Return *files* with the answers to their findings and, where one stands for its unit, with what the others show."""
    answers, answered = RecordedAnswers.of(ledger), []
    for file in files:
        if file.submission is None or file.outcome not in STANDS:
            answered.append(file)
            continue
        told, current = answers.applied(file.unit, file.findings), stands.get(file.unit)
        if current and current.sha256 == file.sha256:
            known = {f.instances for f in told}
            told = (*told, *(f for f in current.findings if f.code in BETWEEN and f.instances not in known))
            told = tuple(sort_findings(list(told)))
        answered.append(file.told(told))
    return tuple(answered)


def _describe_replacements(
    ledger: Ledger, form: Form, before: dict[str, CurrentFile], now: dict[str, CurrentFile]
) -> Iterator[ReplacedFile]:
    """Say what changed where another file took over from the one that stood."""
    desk = FormDesk(form)
    for unit, stands in now.items():
        old = before.get(unit)
        if old is None or old.sha256 == stands.sha256:
            continue
        was, now_is = (load_current_submissions(ledger, [s]).get(unit) for s in (old, stands))
        said = "无法逐格比较"
        if was and now_is and (was.who.kind, was.who.level) == (now_is.who.kind, now_is.who.level):
            said = describe_changes(*desk.kind(now_is.who.kind, now_is.who.level), was, now_is)
        if said:  # else it was only saved again
            yield ReplacedFile(unit, stands.name, old.path, stands.path, said)


def _changed_unit_states(before: Sequence[UnitState], now: Sequence[UnitState]) -> Iterator[ChangedUnitState]:
    for was, is_now in zip(before, now, strict=True):
        if (was.state, was.outcome) != (is_now.state, is_now.outcome):
            unit = is_now.unit
            yield ChangedUnitState(
                unit.code, unit.name, (was.state, was.outcome), (is_now.state, is_now.outcome)
            )


def _states_without_roster(files: Sequence[CollectedFile]) -> tuple[UnitState, ...]:
    """Without a roster, the units are those whose files came."""
    return tuple(
        UnitState(
            Unit(f.unit, f.name, f.submission.who.kind),
            "returned" if f.outcome == RETURNED else "received",
            current=CurrentFile(f.unit, f.name, f.sha256, f.path, f.findings, f.outcome),
        )
        for f in files
        if f.outcome in STANDS and f.submission
    )


def _period_of_files(form: Form, files: Sequence[CollectedFile]) -> Period | None:
    found = (f.submission.who.period for f in files if f.submission)
    return next((form.periods.read(p) for p in found if form.periods.reads(p)), None)
