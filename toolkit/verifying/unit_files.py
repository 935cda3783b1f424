"""The files of a report's units as they lie in a folder: which were counted, and what is to be said of all others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.take_in import take_in_files
from toolkit.folder.roster import STATES as STATE_WORDS
from toolkit.form.finding import ERROR, WARNING, make_finding
from toolkit.form.model import REPORT
from toolkit.form.submission import ACCEPTED, OUTCOMES, UNREADABLE, WITH_WARNINGS
from toolkit.intake.found_files import walk_files
from toolkit.ledger.ledger import Ledger
from toolkit.merging.manifest import COUNTED, CountedChild, counted_children
from toolkit.submissions.explanations import MARKS, PERMITTED
from toolkit.submissions.file_record import submission_figures_digest, submission_of_record
from toolkit.submissions.fits_roster import unread_outcome
from toolkit.submissions.office_says import OfficeSays
from toolkit.text.character_folding import fold_label
from toolkit.text.named_lines import list_briefly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from toolkit.collecting.sighted_file import TakenFile
    from toolkit.folder.work_folder import Tell
    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.period import PeriodKind
    from toolkit.form.submission import Identity, Submission

PASSED = (OUTCOMES[ACCEPTED], OUTCOMES[WITH_WARNINGS])
"""What the manifest says of a file that is counted."""
RECEIVED = STATE_WORDS["received"]
NAMED = 8
"""How many files a line names before it only counts them."""


class CountedUnit(NamedTuple):
    """A unit that was counted, with what its file says and what was found in it."""

    child: CountedChild
    submission: Submission
    findings: tuple[Finding, ...]


class GatheredFiles(NamedTuple):
    """The units whose files are there, in the manifest's order, and what is to be said of the folder."""

    kids: list[CountedUnit]
    findings: list[Finding]


class _UnitFile(NamedTuple):
    """A file that was read: where it lies, its hash, the digest of its figures, and whether it names two units."""

    shown: str
    sha256: str
    digest: str
    submission: Submission
    findings: tuple[Finding, ...]
    torn: bool


def gather_unit_files(
    folder: Path, form: Form, who: Identity, lines: list[dict[str, str]], now: str, tell: Tell
) -> GatheredFiles:
    """Read every file below *folder* and find those that *lines*, the manifest of *who*'s report, says were counted."""
    listed = counted_children(lines)
    with Ledger.passing() as ledger:
        items = list(walk_files([folder]))
        taken = take_in_files(items, form, ledger, None, OfficeSays(), now, tell)
        written = {t.sha256: t.facts.who for t in taken if t.sha256}
        of_others = _adopted_children(listed, written)
        adopted = {sha256: _identity_by_manifest(form, who, child) for sha256, child in of_others.items()}
        if adopted:  # the office said whose they are
            taken = take_in_files(items, form, ledger, None, OfficeSays(adopted), now, tell)
        marks = _confirmed(listed, taken)
        if marks:  # it said what they mean: what was counted had no question open
            taken = take_in_files(items, form, ledger, None, OfficeSays(adopted, marks), now, tell)
        files = [f for t in taken if (f := _unit_file_of(ledger, t))]
    made = GatheredFiles([], [])
    for said, child in zip((x for x in lines if x["汇总"] == COUNTED), listed, strict=True):
        found = _find_counted_file(child, files, made.findings)
        if found is not None:
            made.kids.append(CountedUnit(child, found.submission, found.findings))
            made.findings.extend(_manifest_line_faults(said, child, found))
            if of_others.get(found.sha256) == child and (named := written[found.sha256]):
                made.findings.append(_adoption_finding(child, named, found))
    times = Counter(c.unit for c in listed)
    twice = sorted({c.name for c in listed if times[c.unit] > 1})
    made.findings.extend(make_finding("counted_twice", label=name) for name in twice)
    if len(made.kids) < len(listed):
        made.findings.append(make_finding("units_not_compared"))
    ours = [f for f in files if (f.submission.who.kind, f.submission.who.unit) != (REPORT, who.unit)]
    this_year = [f for f in ours if f.submission.who.period == who.period]
    elsewhen = [f for f in ours if f.submission.who.period != who.period]
    made.findings.extend(_uncounted_units(lines, this_year))
    made.findings.extend(_other_unit_files(listed, this_year))
    made.findings.extend(_uncompared_file_notes(taken, files, elsewhen, form.periods))
    return made


def _adopted_children(
    listed: Iterable[CountedChild], written: Mapping[str, Identity | None]
) -> dict[str, CountedChild]:
    """Return the units that were counted with files that say nobody's name, or another's, by their hashes.

    *written* is who each file says it is of. What is claimed for its own unit too stays that one's.
    """
    claimed: dict[str, list[CountedChild]] = {}
    for child in listed:
        if child.sha256 in written:
            claimed.setdefault(child.sha256, []).append(child)
    found = {}
    for sha256, some in claimed.items():
        named = written[sha256]
        if named is None or named.unit not in {c.unit for c in some}:
            found[sha256] = some[0]
    return found


def _adoption_finding(child: CountedChild, named: Identity, file: _UnitFile) -> Finding:
    """Tell that a file says another's name: the manifest's word for whose it is was taken, and its figures compared."""
    said = {"label": child.name, "value": file.shown, "unit": f"{named.name}（{named.unit}）"}
    return make_finding("file_adopted", expected=child.name, **said)


def _confirmed(listed: Iterable[CountedChild], taken: Iterable[TakenFile]) -> dict[str, dict[str, str]]:
    """Return what the marks of counted files must have been said to mean, by unit; whether so, their figures tell."""
    counted_as = {c.sha256: c.unit for c in listed}
    found: dict[str, dict[str, str]] = {}
    for t in taken:
        for f in t.facts.findings if t.sha256 in counted_as else ():
            if f.code == MARKS:
                found.setdefault(counted_as[t.sha256], {}).update(dict.fromkeys(f.instances, PERMITTED))
    return found


def _identity_by_manifest(form: Form, who: Identity, child: CountedChild) -> Identity:
    """Return whose a file is that does not say so itself, as the manifest says it."""
    levels = [x.id for x in form.levels]
    below = levels[max(levels.index(who.level) - 1, 0)] if child.kind == REPORT else ""
    made = who._replace(kind=child.kind, unit=child.unit, name=child.name, office=who.name, level=below)
    return made._replace(fingerprint=form.fingerprint(child.kind))


def _unit_file_of(ledger: Ledger, taken: TakenFile) -> _UnitFile | None:
    content = ledger.content(taken.sha256) if taken.sha256 else None
    submission = submission_of_record(content) if content else None
    if content is None or submission is None:
        return None
    shown, findings = taken.item.shown, taken.facts.findings
    torn = any(f.code == "identity_conflict" for f in taken.facts.told)
    return _UnitFile(shown, taken.sha256, content.digest, submission, findings, torn)


def _find_counted_file(child: CountedChild, files: list[_UnitFile], told: list[Finding]) -> _UnitFile | None:
    """Return the file a unit was counted with, or one that says the same."""
    same = [f for f in files if f.sha256 == child.sha256]
    # Kept originals bear their fingerprint for a name: that is no renaming.
    named = [f for f in same if _base_file_name(f.shown) in {_base_file_name(child.path), child.sha256}]
    others = [f for f in files if f.submission.who.unit == child.unit]
    again = [f for f in others if child.digest and f.digest == child.digest]
    found = next(iter(named or same or again), None)
    said = {"label": child.name, "expected": child.path}
    if found is None and others:
        came = {"value": others[0].shown, "received": child.path}
        told.append(make_finding("file_replaced", label=child.name, **came))
    elif found is None:
        told.append(make_finding("file_lost", label=child.name, value=child.path, sha256=child.sha256[:12]))
    elif not same:
        told.append(make_finding("file_saved_again", value=found.shown, **said))
    elif submission_figures_digest(found.submission) != child.digest:
        told.append(make_finding("digest_differs", label=child.name, value=child.path))
    if found is not None and same and not named:
        told.append(make_finding("file_renamed", value=found.shown, **said))
    return found


def _base_file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _manifest_line_faults(said: dict[str, str], child: CountedChild, file: _UnitFile) -> Iterator[Finding]:
    """Tell what a line of the manifest says otherwise than the unit's file."""
    who = file.submission.who
    if who.unit != child.unit:
        yield make_finding("file_of_another", label=child.name, value=child.path, unit=who.name)
    elif fold_label(who.name) != fold_label(child.name):
        # An office that renames a unit is warned of its files; reports bear the name their office goes by.
        renamed = who.kind == REPORT or said["结论"] == OUTCOMES[WITH_WARNINGS]
        told = {"what": "单位名称", "value": child.name, "expected": who.name}
        weight = WARNING if renamed else ERROR
        yield make_finding("manifest_differs", severity=weight, label=child.unit, **told)
    if who.kind != child.kind:
        told = {"what": "类别", "value": child.kind, "expected": who.kind}
        yield make_finding("manifest_differs", label=child.name, **told)
    for what, allowed in (("状态", (RECEIVED,)), ("结论", PASSED)):
        if said[what] not in allowed:
            told = {"what": what, "value": said[what], "expected": "或".join(allowed)}
            yield make_finding("manifest_contradicts", label=child.name, **told)
    if wrong := sum(f.severity == ERROR for f in file.findings):
        yield make_finding("errors_let_pass", label=child.name, count=str(wrong))


def _uncounted_units(lines: list[dict[str, str]], files: list[_UnitFile]) -> Iterator[Finding]:
    """Tell the units that have a file there and are not in the report."""
    manifest = {x["单位编码"]: x for x in lines}
    by_unit: dict[str, list[_UnitFile]] = {}
    for file in files:
        by_unit.setdefault(file.submission.who.unit, []).append(file)
    for unit, found in sorted(by_unit.items()):
        line, name = manifest.get(unit), found[0].submission.who.name
        told = {"unit": f"{name}（{unit}）", "value": list_briefly([f.shown for f in found], NAMED, "份")}
        if line is None:
            yield make_finding("unit_not_listed", **told)
        elif line["汇总"] != COUNTED:
            odd = line["结论"] in PASSED and line["状态"] != STATE_WORDS["excused"]
            told["state"] = "、".join(filter(None, (line["状态"], line["结论"])))
            yield make_finding("unit_not_counted", severity=ERROR if odd else WARNING, **told)


def _other_unit_files(listed: list[CountedChild], files: list[_UnitFile]) -> Iterator[Finding]:
    """Tell the other files of units that were counted, where they say something else."""
    counted_with = {c.unit: c for c in listed}
    others = [f for f in files if (c := counted_with.get(f.submission.who.unit)) and f.sha256 != c.sha256]
    differing = [f.shown for f in others if f.digest != counted_with[f.submission.who.unit].digest]
    torn = [f.shown for f in others if f.torn]
    for code, found in (("other_files", differing), ("files_naming_others", torn)):
        if found:
            yield make_finding(code, count=str(len(found)), value=list_briefly(found, NAMED, "份"))


def _uncompared_file_notes(
    taken: list[TakenFile], files: list[_UnitFile], elsewhen: list[_UnitFile], periods: PeriodKind
) -> Iterator[Finding]:
    """Tell what lies there and was compared with nothing."""
    known = {f.sha256 for f in files}
    unread = [
        t.item.shown
        for t in taken
        if t.sha256 not in known and (why := unread_outcome(t.facts, t.item.shown)) and why[0] == UNREADABLE
    ]
    term = periods.reword_years("年度")
    for code, names in (("files_unread", unread), ("files_of_no_year_here", [f.shown for f in elsewhen])):
        if names:
            yield make_finding(code, count=str(len(names)), value=list_briefly(names, NAMED, "份"), term=term)
