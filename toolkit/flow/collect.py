"""Take in what came back: every file found ends in one outcome, every unit of the roster in one state."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.flow.answers import Answers, explanations
from toolkit.flow.changes import changes
from toolkit.flow.collected import STANDS, Changed, Collected, File, Moved, UnitState
from toolkit.flow.decide import prefer
from toolkit.flow.distribute import identity
from toolkit.flow.fit import Fit, not_read
from toolkit.flow.lastyear import LAST
from toolkit.flow.opened import Desk
from toolkit.flow.standing import settle, standings, submissions, units
from toolkit.flow.takein import take_in
from toolkit.flow.versions import which_one
from toolkit.flow.workfolder import (
    APPRAISAL,
    LEDGER,
    OUTBOX,
    OVERVIEW,
    PUBLISHED,
    RECEIPTS,
    REMINDERS,
    RETURNS,
    ROSTER,
    RUNS,
    SETTINGS,
    STORE,
    SUMMARY,
)
from toolkit.form.finding import ordered
from toolkit.form.roster import Unit
from toolkit.form.submission import (
    CONTAINER,
    DUPLICATE,
    EXCLUDED,
    RETURNED,
    SUPERSEDED,
    Submission,
    outcome,
)
from toolkit.form.words import switched
from toolkit.intake.walk import walk
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.place import LOCK
from toolkit.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toolkit.flow.standing import Standing
    from toolkit.flow.takein import Reach, Taken
    from toolkit.flow.versions import Choice
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity


def collect(
    paths: Sequence[Path],
    folder: WorkFolder | None,
    form: Form,
    now: str,
    tell: Callable[[int, int, str], None],
    preferred: Sequence[Path] = (),
    reach: Reach | None = None,
) -> Collected:
    """Read, identify, check and (with a work *folder*) record everything under *paths*.

    *now* is ISO UTC; its day decides what is overdue. *preferred* files count, whatever else their units sent.
    *reach* is where files are read, if not in processes of this machine. Submissions are never changed.
    """
    ours = _ours(paths, folder)
    items = [
        i if i.reason or not ours(i.path) else i._replace(reason="own") for i in walk([*paths, *preferred])
    ]
    roster = folder.roster() if folder else ()
    steps = folder.steps if folder else ()
    with (
        Ledger.open(folder.ledger) if folder else Ledger.passing() as ledger,
        tempfile.TemporaryDirectory() as passing,
    ):
        # what is hashed is what is read, even where nothing is kept: a file may change meanwhile
        store = Store(folder.path / STORE if folder else Path(passing))
        store.tidy()
        taken = take_in(items, form, ledger, store, _adopted(ledger, folder, roster), now, tell, reach)
        tell(len(taken), len(taken), "")
        fit = Fit(form, folder, roster)
        for path in preferred:
            prefer(ledger, path, now)
        before = standings(ledger)
        choices = settle(ledger, fit, steps, now, {t.sha256: t.facts for t in taken if t.sha256})
        files = [_file(t, fit, choices) for t in _once(taken)]
        for f in sorted(files, key=lambda f: (f.modified, f.path)):
            ledger.explain(explanations(f.unit, f.findings, now))
        answers, stands = Answers.of(ledger), standings(ledger)
        files = [_answered(f, answers, stands.get(f.unit)) for f in files]
        if folder is None:
            return Collected(form.id, _year(files), tuple(files), _states_of(files), known=False)
        was, states = (units(folder, roster, s, now, ledger.decisions()) for s in (before, stands))
        return Collected(
            form.id,
            str(folder.office.year),
            tuple(files),
            states,
            known=True,
            switched=switched(form),
            changed=tuple(_changed(ledger, form, before, stands)),
            head=ledger.head(),
            moved=tuple(_moved(was, states)),
        )


def _ours(paths: Sequence[Path], folder: WorkFolder | None) -> Callable[[Path], bool]:
    """Return what tells the work folder's own files, should someone collect the whole of it.

    What was handed out is no submission, unless the outbox itself is what they asked to collect.
    """
    if folder is None:
        return lambda path: path.name == SUMMARY
    home = folder.path.resolve()
    within = [home / name for name in (STORE, RUNS, RETURNS, RECEIPTS, PUBLISHED)]
    if not any((home / OUTBOX) in (p.resolve(), *p.resolve().parents) for p in paths):
        within.append(home / OUTBOX)
    names = (ROSTER, SETTINGS, LAST, REMINDERS, APPRAISAL, OVERVIEW)
    begins = (LEDGER, LOCK, folder.report.stem)

    @cache
    def inside(parent: Path) -> tuple[bool, bool]:
        at = parent.resolve()
        return at == home, any(at.is_relative_to(w) for w in within)

    def ours(path: Path) -> bool:
        at_home, deeper = inside(path.parent)
        mine = at_home and (path.name in names or path.name.startswith(begins))
        return path.name == SUMMARY or mine or deeper

    return ours


def _adopted(ledger: Ledger, folder: WorkFolder | None, roster: tuple[Unit, ...]) -> dict[str, Identity]:
    """Return whose the files are of which the office has said so."""
    known = {u.code: u for u in roster}
    if folder is None:
        return {}
    return {a.sha256: identity(folder, known[a.unit]) for a in ledger.adoptions() if a.unit in known}


def _once(taken: Sequence[Taken]) -> Iterator[tuple[Taken, str]]:
    """Yield every file with "" or, where the same bytes came before in this run, with their path."""
    seen: dict[str, str] = {}
    for t in taken:
        yield t, seen.get(t.sha256, "")
        if t.sha256:
            seen.setdefault(t.sha256, t.item.shown)


def _file(one: tuple[Taken, str], fit: Fit, choices: dict[str, Choice]) -> File:
    """Say what a file of this run came to."""
    taken, before = one
    file = File(taken.item.shown, taken.sha256, taken.modified, CONTAINER)
    held = not_read(taken.facts, taken.item.shown)
    if held:
        file = file.but(outcome=held[0], reason=held[1])
    elif who := taken.facts.who:
        choice = choices[who.unit]
        findings = fit.findings(taken.facts, taken.item.shown)
        if taken.sha256 in {c.sha256 for c in (*choice.rivals, choice.stands) if c} and choice.rivals:
            findings = tuple(ordered([*which_one(choice), *findings]))
        sent = Submission(who, account=taken.facts.account, findings=findings)
        file = file.but(unit=who.unit, name=who.name, submission=sent, outcome=outcome(findings))
        if why := choice.others.get(taken.sha256):
            left = EXCLUDED if why.startswith("已排除") else SUPERSEDED
            file = file.but(outcome=DUPLICATE if taken.sha256 in choice.same else left, reason=why)
    if before:
        file = file.but(outcome=DUPLICATE, reason=f"与本次的另一个文件 {before} 内容完全相同")
    return file


def _answered(file: File, answers: Answers, stands: Standing | None) -> File:
    """Return *file* with the answers to its findings and, if it stands for its unit, with what the others show."""
    if file.submission is None or file.outcome not in STANDS:
        return file
    told = answers.applied(file.unit, file.findings)
    if stands and stands.sha256 == file.sha256:
        others = {f.code for f in told}
        told = (*told, *(f for f in stands.findings if f.code == "same_figures" and f.code not in others))
        told = tuple(ordered(list(told)))
    return file.told(told)


def _changed(
    ledger: Ledger, form: Form, before: dict[str, Standing], now: dict[str, Standing]
) -> Iterator[Changed]:
    """Say what changed where another file took over from the one that stood."""
    desk = Desk(form)
    for unit, stands in now.items():
        old = before.get(unit)
        if old is None or old.sha256 == stands.sha256:
            continue
        was, now_is = (submissions(ledger, [s]).get(unit) for s in (old, stands))
        said = "无法逐格比较"
        if was and now_is and (was.who.kind, was.who.level) == (now_is.who.kind, now_is.who.level):
            said = changes(*desk.kind(now_is.who.kind, now_is.who.level), was, now_is)
        if said:  # else it was only saved again
            yield Changed(unit, stands.name, old.path, stands.path, said)


def _moved(before: Sequence[UnitState], now: Sequence[UnitState]) -> Iterator[Moved]:
    for was, is_now in zip(before, now, strict=True):
        if (was.state, was.outcome) != (is_now.state, is_now.outcome):
            unit = is_now.unit
            yield Moved(unit.code, unit.name, (was.state, was.outcome), (is_now.state, is_now.outcome))


def _states_of(files: Sequence[File]) -> tuple[UnitState, ...]:
    """Without a roster, the units are those whose files came."""
    return tuple(
        UnitState(
            Unit(f.unit, f.name, f.submission.who.kind),
            "returned" if f.outcome == RETURNED else "received",
            f.outcome,
            f.path,
            "",
            f.findings,
        )
        for f in files
        if f.outcome in STANDS and f.submission
    )


def _year(files: Sequence[File]) -> str:
    return next((f.submission.who.year for f in files if f.submission), "")
