"""Files without our marks, each with the unit it seems to be of: what speaks for that, what could be read, what is in doubt.

What leaves one unit and no doubt is proposed; everything else is listed with the command that settles it. Nothing is
recorded here.
"""

from __future__ import annotations

import json
import pickle
import re
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from toolkit.collecting.adoption import identity_contradictions
from toolkit.collecting.adoption_proposals import (
    AdoptionProposal,
    AdoptionProposals,
    FileBesideProposals,
    WhatWasRead,
)
from toolkit.collecting.other_forms import likeliest_forms
from toolkit.folder.work_folder import STORE, workbook_identity
from toolkit.foreign.foreign_periods import named_periods
from toolkit.form.layout import COVER
from toolkit.form.period import YEAR, find_periods
from toolkit.intake.workers import WorkerFailure, run_in_workers
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import DECLINED
from toolkit.submissions.current_files import current_file_states
from toolkit.submissions.file_record import load_file_facts, submission_digest
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.open_file import (
    FormDesk,
    OpenedFile,
    OpenFileJob,
    open_received_file,
    read_job_bytes,
)
from toolkit.submissions.pending_files import current_file_hashes, pending_arrivals, units_by_folder
from toolkit.submissions.unmarked_owner import OwnerReading, folders_of, read_owner_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.file_record import FileFacts
    from toolkit.submissions.results import PendingFile

    _Arrived = tuple[PendingFile, FileFacts]

_DAY = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-._ /][0-9]{1,2}(?:[-._ /][0-9]{1,2})?(?![0-9])")
_BARE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9年])")


def propose_adoptions(folder: WorkFolder, tell: Callable[[int, int, str], None]) -> AdoptionProposals:
    """Return what is to be said of every file received that has no owner; those that were declined are only counted."""
    with Ledger.open(folder.ledger) as ledger:
        return _ProposalMaker(folder, ledger, tell).make()


def files_without_owner(folder: WorkFolder) -> dict[str, AdoptionProposal]:
    """Return every file without an owner by its hash, those that were declined too; what is in them is not read."""
    with Ledger.open(folder.ledger) as ledger:
        maker = _ProposalMaker(folder, ledger, lambda *_: None)
        maker.declined.clear()
        unmarked, marked, _ = maker.arrivals()
        found = [*maker.of_unmarked(unmarked).values(), *(maker.of_marked(one) for one, _ in marked)]
    return {one.sha256: one for one in found}


class _ProposalMaker:
    def __init__(self, folder: WorkFolder, ledger: Ledger, tell: Callable[[int, int, str], None]) -> None:
        self.folder, self.ledger, self.tell = folder, ledger, tell
        self.fit = RosterFit(folder.form, folder, folder.roster(), units_by_folder(ledger))
        self.store, self.desk = OriginalsStore(folder.path / STORE), FormDesk(folder.form)
        self.stands = current_file_states(ledger)
        self.seen = ledger.sightings_by_hash()
        self.declined = {d.sha256 for d in ledger.standing_decisions(DECLINED)}
        self.pickled = pickle.dumps(folder.form)

    def make(self) -> AdoptionProposals:
        unmarked, marked, rest = self.arrivals()
        known = self.declined & {*unmarked, *(one.sha256 for one, _ in marked)}
        files = {sha: facts for sha, facts in unmarked.items() if sha not in known}
        proposed = self.of_unmarked(files)
        self.read(proposed)
        for sha, one in proposed.items():
            if one.unit:
                self.hold_against_campaign(one, one.unit, files[sha])
        made = [*proposed.values(), *(self.of_marked(m) for m, _ in marked if m.sha256 not in known)]
        self.compare(made)
        made.sort(key=lambda p: p.path)
        sure, doubts = ([p for p in made if bool(p.doubts) is doubted] for doubted in (False, True))
        return AdoptionProposals(tuple(sure), tuple(doubts), tuple(self.beside(rest)), len(known))

    def arrivals(self) -> tuple[dict[str, FileFacts], list[_Arrived], list[_Arrived]]:
        """Return what came and counts for nobody: without our marks, with marks that leave it open, and the rest."""
        unmarked: dict[str, FileFacts] = {}
        marked: list[_Arrived] = []
        rest: list[_Arrived] = []
        used = current_file_hashes(self.stands, self.fit)
        for one in pending_arrivals(self.ledger, self.fit, None, used):
            content = self.ledger.content(one.sha256)
            if one.left_out or content is None:
                continue
            facts = load_file_facts(content)
            if any(f.code == "no_identity" for f in facts.told) and not one.in_zip:
                unmarked[one.sha256] = facts
            else:
                (marked if facts.who and not one.in_zip else rest).append((one, facts))
        return unmarked, marked, rest

    # ── whose ──────────────────────────────────────────────────────────────────────────────────────────────

    def of_unmarked(self, files: Mapping[str, FileFacts]) -> dict[str, AdoptionProposal]:
        """Return whose each of *files* seems to be, by its hash; what is in it and the campaign are not looked at yet."""
        crowds = self.crowds({sha: self.signs(sha, facts) for sha, facts in files.items()})
        made = {}
        for sha, facts in files.items():
            found = self.signs(sha, facts, crowds)
            candidates = tuple(self.fit.roster[c] for c in found.candidates)
            one = AdoptionProposal(sha, self.path(sha), tuple(s.said for s in found.signs), candidates)
            one.doubts += [found.doubt] if found.doubt else []
            one.unknown = bool(found.strangers)
            made[sha] = one
        return made

    def signs(
        self, sha: str, facts: FileFacts, crowds: Mapping[str, Iterable[str]] | None = None
    ) -> OwnerReading:
        paths = [s.path for s in self.seen[sha]]
        return read_owner_signs(self.fit.names, self.folder.office.name, paths, facts.signs, crowds)

    def crowds(self, readings: Mapping[str, OwnerReading]) -> dict[str, set[str]]:
        """Return of which units files lie in each folder, as far as anything but folders tells."""
        found: dict[str, set[str]] = defaultdict(set)
        owners: dict[str, tuple[str, ...]] = {
            sha: (unit,) for sha, unit in self.ledger.owners().items() if unit
        }
        owners |= {sha: reading.candidates for sha, reading in readings.items()}
        for sha, seen in self.seen.items():
            for folder in (f for s in seen for f in folders_of(s.path)):
                found[folder].update(owners.get(sha, ()))
        return found

    def of_marked(self, one: PendingFile) -> AdoptionProposal:
        """Return a file with our marks that contradicts itself, or is of a unit nobody knows: always in doubt."""
        candidates = tuple(self.fit.roster[c] for c in one.units if c in self.fit.roster)
        reason = one.reason.partition("。")[0]
        return AdoptionProposal(one.sha256, one.path, ("文件里的内部标识",), candidates, None, [reason])

    def path(self, sha: str) -> str:
        return min(self.seen[sha], key=lambda s: (s.modified, s.path)).path

    # ── what could be read ─────────────────────────────────────────────────────────────────────────────────

    def read(self, made: Mapping[str, AdoptionProposal]) -> None:
        """Read every file as its unit's, in workers; where nobody knows whose it is, as one of each kind: the most counts."""
        kinds = tuple({u.kind: u for u in reversed(list(self.fit.roster.values()))}.values())
        tried = ((sha, unit) for sha, one in made.items() for unit in (one.candidates[:1] or kinds))
        jobs = {self.job(sha, unit): (sha, unit) for sha, unit in tried}
        for done, (job, result) in enumerate(run_in_workers(open_received_file, list(jobs)), 1):
            sha, unit = jobs[job]
            self.tell(done, len(jobs), made[sha].path)
            was = None if isinstance(result, WorkerFailure) else self.what_was_read(result, unit)
            if was:
                best = made[sha].read
                if best is None or (was.figures, was.rows) > (best.figures, best.rows):
                    made[sha].read = was
        for one in made.values():
            if one.read is None or not (one.read.figures or any(n for _, n in one.read.rows)):
                one.doubts.append("一个数也没有读到")

    def job(self, sha: str, unit: Unit | None = None) -> OpenFileJob:
        seen = self.seen[sha][0]
        place = str(self.store.place(seen.container or sha))
        adopted = [(sha, workbook_identity(self.folder, unit))] if unit else []
        return OpenFileJob(place, self.pickled, tuple(json.loads(seen.inside)), tuple(adopted))

    def what_was_read(self, made: OpenedFile, unit: Unit) -> WhatWasRead | None:
        if made.reading is None:
            return None
        level = made.facts.who.level if made.facts.who else ""
        grounded, sent = self.desk.kind(unit.kind, level)[0], made.reading.submission
        form = self.folder.form
        asked = [c for c in grounded.inputs if form.table(c.table).sheet != COVER]
        read = [c for c in asked if c not in sent.unread]
        rows = tuple((form.register(n).title, len(r)) for n, r in sent.rows.items())
        told = (dict(f.args).get("beside", "0") for f in sent.findings if f.code == "made_elsewhere")
        beside = sum(map(int, told))
        return WhatWasRead(len(read), len(asked), rows, beside, submission_digest(sent, sent.findings))

    # ── what speaks against it ─────────────────────────────────────────────────────────────────────────────

    def hold_against_campaign(self, one: AdoptionProposal, unit: Unit, facts: FileFacts) -> None:
        """Add what of a file, its unit or its period keeps it from being taken."""
        data = read_job_bytes(self.job(one.sha256))
        against = list(identity_contradictions(self.folder, Path(one.path), data, unit)) if one.read else []
        if not against and (said := self.period_of_name(one, facts)):
            one.doubts.append(said)
        one.against = tuple(against)
        one.doubts += against
        if stands := self.stands.get(unit.code):
            one.doubts.append(f"“{unit.name}”已有采用的报送件“{stands.path}”")
        if unit.excused:
            one.doubts.append(f"名册里写明“{unit.name}”免报（{unit.excused}）")
        if one.read and one.read.numbers_beside > one.read.figures + sum(n for _, n in one.read.rows):
            one.doubts.append("读不懂的数比读到的多，多半不是这张表")

    def period_of_name(self, one: AdoptionProposal, facts: FileFacts) -> str:
        """Say that a file's name names another period, where its titles name none."""
        period = self.folder.office.period
        titles = {p for s in facts.signs for p in named_periods(s.text, period)}
        name = PurePosixPath(one.path).name
        text = _BARE_YEAR.sub(r"\1年", _DAY.sub(" ", name.rpartition(".")[0]))
        said = named_periods(text, period)
        if period.kind == YEAR:
            said = {p.text for p in find_periods(text) if p.kind == YEAR}
        own = {period.text, str(period.year)}
        if said and not said & own and not titles & own:
            return f"文件名写的是 {'、'.join(sorted(said))}，本次收的是 {period.spaced_in_title}"
        return ""

    def compare(self, made: list[AdoptionProposal]) -> None:
        """Add the doubts that come of the other files: two for one unit, two under one path, another form's tables."""
        mine: dict[str, list[AdoptionProposal]] = defaultdict(list)
        paths: dict[str, set[str]] = defaultdict(set)
        for sha, seen in self.seen.items():
            for s in seen:
                paths[s.path].add(sha)
        for one in made:
            one.alone = len(paths[one.path]) == 1
            if one.unit and not one.doubts:
                mine[one.unit.code].append(one)
        for some in (s for s in mine.values() if len(s) > 1):
            for one in some:
                others = "、".join(f"“{p.path}”" for p in some if p is not one)
                same = all(p.read and one.read and p.read.digest == one.read.digest for p in some)
                one.doubts.append(
                    f"同一个单位还有{others}" + ("，内容相同，认领一份就行" if same else "，内容不同")
                )
        weak = [p for p in made if p.read and 2 * p.read.figures < p.read.asked and not p.read.rows]
        forms = likeliest_forms(self.folder, {p.sha256: self.job(p.sha256) for p in weak})
        for one in weak:
            if title := forms.get(one.sha256):
                one.doubts.append(f"更像是另一种表样“{title}”的")

    def beside(self, rest: list[_Arrived]) -> Iterable[FileBesideProposals]:
        """Yield the files that seem to be somebody's and hold nothing to adopt, each with what it is."""
        books = {
            one.sha256: self.job(one.sha256)
            for one, facts in rest
            if not facts.code and facts.who is None and not one.in_zip
        }
        forms = likeliest_forms(self.folder, books)
        for one, _ in rest:
            units = tuple(self.fit.roster[c].name for c in one.units if c in self.fit.roster)
            reason = one.todo or one.reason
            if one.sha256 in books:
                title = forms.get(one.sha256)
                reason = (
                    f"是另一种表样“{title}”的，不是“{self.folder.form.title}”的；请单位用下发的工作簿填报"
                    if title
                    else f"里面没有“{self.folder.form.title}”的栏目，认不出是什么表；请单位用下发的工作簿填报"
                )
            if units or one.sha256 in forms:
                yield FileBesideProposals(one.path, reason, units)
