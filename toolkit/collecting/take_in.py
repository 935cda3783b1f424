"""Take in what lies there: every file hashed and kept, what is not known yet read in workers, judged and recorded.

Bytes are on the disk before the row that names them, and what is judged together is a transaction: a run that is
killed loses what was being read and judged, and nothing that was.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import deque
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.sighted_file import SightedFile, TakenFile
from toolkit.errors import Unreadable
from toolkit.figures.copies import comparable_content
from toolkit.folder.work_folder import STORE
from toolkit.form.submission import OTHER_PERIOD
from toolkit.intake.found_files import FoundFile, read_dated_bytes
from toolkit.intake.workers import WorkerFailure, run_in_workers, seldom_collecting_garbage
from toolkit.ledger.records import Sighting
from toolkit.submissions.examine import judged_findings
from toolkit.submissions.file_record import (
    ANEW,
    FileFacts,
    make_content_record,
    parse_file_facts,
    reading_basis,
    submission_digest,
)
from toolkit.submissions.open_file import (
    FormDesk,
    OpenedFile,
    OpenFileJob,
    open_received_file,
    opened_or_failed,
)
from toolkit.submissions.unit_questions import apply_answers, questions_to_submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from toolkit.form.model import Form
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.originals import OriginalsStore
    from toolkit.submissions.office_says import OfficeSays

OLD = -1
"""Where in the order what was received before comes that is read again."""
TOGETHER = 64
"""How many files are kept, and how many judged, together: one alone costs as much as a hundred."""


_json_of_place = lru_cache(maxsize=2**10)(json.dumps)
"""Where in zips a file lies, as the ledger writes it."""


class ClusterReach(NamedTuple):
    """Where files are read: *each* runs there, in the order of what it is given, and finds what was kept under *kept* ("": where it is kept here)."""

    each: Callable[
        [Callable[[OpenFileJob], OpenedFile], Iterator[OpenFileJob]],
        Iterator[tuple[OpenFileJob, OpenedFile | WorkerFailure]],
    ]
    kept: str


def reach_cluster(address: str, shared: str) -> ClusterReach:
    """Return the dask cluster at *address*; it finds the work folder at *shared* ("": at the same path as here)."""
    from toolkit.intake.dask_cluster import DaskCluster

    return ClusterReach(DaskCluster(address).each, f"{shared.rstrip('/')}/{STORE}" if shared else "")


def take_in_files(
    items: Sequence[FoundFile],
    form: Form,
    ledger: Ledger,
    store: OriginalsStore | None,
    office: OfficeSays,
    now: str,
    tell: Callable[[int, int, str], None],
    cluster: ClusterReach | None = None,
) -> list[TakenFile]:
    """Take in every item, and every file of every zip right behind it; the order is that of the names.

    *office* is what it said of how files are read. Without a *store* nothing is kept.
    """
    return _FileIntake(
        form, ledger, store, office, now, tell, cluster or ClusterReach(run_in_workers, "")
    ).all(items)


class _FileIntake:
    def __init__(
        self,
        form: Form,
        ledger: Ledger,
        store: OriginalsStore | None,
        office: OfficeSays,
        now: str,
        tell: Callable[[int, int, str], None],
        reach: ClusterReach,
    ) -> None:
        self.reach = reach
        self.ledger, self.store, self.office, self.now, self.tell = ledger, store, office, now, tell
        self.desk, self.pickled = FormDesk(form), pickle.dumps(form)
        self.form, self.plain = form, reading_basis(form)
        self.number = ledger.next_run()
        sightings = ledger.sightings()
        self.known, self.owners = ledger.bases(), ledger.owners()
        self.paths = {(s.sha256, s.path) for s in sightings}
        self.inside = {(s.container, s.inside): s.sha256 for s in sightings}
        self.lost: dict[object, FileFacts] = {}
        self.read_now: dict[str, FileFacts] = {}
        self.found: dict[tuple[int, ...], TakenFile] = {}
        self.done = self.total = 0

    def all(self, items: Sequence[FoundFile]) -> list[TakenFile]:
        self.total = len(items)
        with seldom_collecting_garbage():
            waiting = self.round(self.arriving(items))
            while waiting:
                waiting = self.round(waiting)
        return [self.found[key] for key in sorted(self.found) if key[0] != OLD]

    def arriving(self, items: Sequence[FoundFile]) -> Iterator[SightedFile]:
        """Yield what lies there, kept, and then what is to be read again; workers read the first while others are kept."""
        here = set[str]()
        for at in range(0, len(items), TOGETHER):
            some = range(at, min(at + TOGETHER, len(items)))
            with self.store.together() if self.store else nullcontext():
                kept = [seen for i in some if (seen := self.kept(i, items[i]))]
            here.update(s.sha256 for s in kept)
            yield from kept
        yield from self.outdated(here)

    def outdated(self, here: set[str]) -> list[SightedFile]:
        """Return what was received before and read on another basis: the form changed, or this program."""
        if self.store is None:
            return []
        first = {s.sha256: s for s in reversed(self.ledger.sightings())}
        read = self.ledger.bases()
        stale = {s.container or sha for sha, s in first.items() if read[sha] not in (ANEW, self.basis(sha))}
        stale -= {*here, *self.office.elsewhere}
        found = [first[sha] for sha in sorted(stale) if self.store.size(sha) >= 0]
        self.total += len(found)
        return [
            SightedFile(
                (OLD, i), FoundFile(self.store.place(s.sha256), s.path, None), s.sha256, s.modified, s.sha256
            )
            for i, s in enumerate(found)
        ]

    def kept(self, i: int, item: FoundFile) -> SightedFile | None:
        """Keep the bytes of an item, unless they cannot or need not be had."""
        code = item.reason
        if not code:
            try:
                data, modified = read_dated_bytes(item.path)
            except Unreadable as error:
                code = error.code
            except OSError:
                code = "vanished"
            else:
                sha256 = hashlib.sha256(data).hexdigest()
                if facts := self.passed_over(sha256):
                    self.found[i,] = TakenFile(item, sha256, modified, facts)
                    return None
                if self.store:
                    self.store.put(data, sha256)
                return SightedFile((i,), item, sha256, modified, sha256)
        self.found[i,] = TakenFile(item, "", 0.0, FileFacts(code=code))
        return None

    def passed_over(self, sha256: str) -> FileFacts | None:
        """Return what is to be known of bytes that another period's work received; None for all others."""
        period = self.office.elsewhere.get(sha256)
        return FileFacts(code=OTHER_PERIOD, detail=period) if period else None

    def round(self, waiting: Iterable[SightedFile]) -> list[SightedFile]:
        """Settle what is *waiting*; return what lies in the zips among it."""
        all_seen: list[SightedFile] = []
        opening = self.read(self.new_ones(waiting, all_seen))
        while chunk := list(islice(opening, TOGETHER)):
            judged = self.judged(chunk)
            with self.ledger.batch():
                for seen, opened in judged:
                    self.record(seen, opened)
        with self.ledger.batch():
            return [inner for seen in all_seen for inner in self.settled(seen)]

    def new_ones(self, waiting: Iterable[SightedFile], all_seen: list[SightedFile]) -> Iterator[SightedFile]:
        """Yield what nobody has read yet, the same bytes once; put everything into *all_seen*."""
        names = set[object]()
        for seen in waiting:
            all_seen.append(seen)
            if seen.name in names or self.is_known(seen.sha256):
                self.done += 1
                continue
            names.add(seen.name)
            yield seen

    def is_known(self, sha256: str) -> bool:
        return bool(sha256) and self.known.get(sha256) == self.basis(sha256)

    def basis(self, sha256: str) -> str:
        """Return the basis on which a file is read now; nearly all are read on the plain one."""
        unit = self.owners.get(sha256, "")
        if sha256 not in self.office.adopted and unit not in self.office.marks:
            return self.plain
        return self.office.basis(self.form, sha256, unit)

    def read(self, new: Iterator[SightedFile]) -> Iterator[tuple[SightedFile, OpenedFile]]:
        """Open the files nobody has read yet, in workers."""
        adopted = tuple(self.office.adopted.items())
        marks = tuple((unit, tuple(said.items())) for unit, said in self.office.marks.items())
        given = deque[SightedFile]()

        def jobs() -> Iterator[OpenFileJob]:
            for seen in new:
                given.append(seen)
                yield OpenFileJob(self.where(seen), self.pickled, seen.inside, adopted, marks)

        for _, result in self.reach.each(open_received_file, jobs()):
            seen = given.popleft()
            self.done += 1
            self.tell(self.done, self.total, seen.item.shown)
            opened = opened_or_failed(result, seen.sha256)
            if seen.sha256 and opened.sha256 != seen.sha256:
                opened = OpenedFile(facts=FileFacts(code="changed-while-reading"))
            opened = opened.but(adopted=opened.sha256 in self.office.adopted)
            other = self.passed_over(opened.sha256)
            if isinstance(result, WorkerFailure) or not opened.sha256 or other:
                self.lost[seen.name] = other or opened.facts
                opened = opened._replace(reading=None)
            yield seen, opened

    def where(self, seen: SightedFile) -> str:
        """Return the path of the bytes to open: what was kept, so that nobody can change them now."""
        if self.store and self.reach.kept:
            return "/".join((self.reach.kept.rstrip("/"), seen.whole[:2], seen.whole))
        return str(self.store.place(seen.whole) if self.store else seen.item.path)

    def judged(self, chunk: list[tuple[SightedFile, OpenedFile]]) -> list[tuple[SightedFile, OpenedFile]]:
        """Hold the submissions of a kind and period to their rules together."""
        # Imported only now: numpy begins threads, and a process that has any is not forked to read a file.
        from toolkit.figures.check import judge_submissions

        groups: dict[tuple[str, str, str], list[int]] = {}
        done = list(chunk)
        for i, (_, opened) in enumerate(chunk):
            who = opened.facts.who
            if who and opened.reading:
                groups.setdefault((who.kind, who.level, who.period), []).append(i)
        for (kind, level, period), at in groups.items():
            grounded, given = self.desk.kind(kind, level)
            readings = [r for i in at if (r := chunk[i][1].reading)]
            verdicts = judge_submissions(
                grounded, [r.submission for r in readings], self.desk.form.periods.read(period)
            )
            for i, reading, verdict in zip(at, readings, verdicts, strict=True):
                sent = reading.submission
                findings = (
                    *apply_answers(sent.findings, sent.explanations),
                    *judged_findings(grounded, given, reading, verdict),
                    *questions_to_submission(grounded, reading.layout or given, sent),
                )
                sent = replace(sent, figures=verdict.figures, findings=())
                seen, opened = chunk[i]
                opened = opened.but(
                    read=True,
                    findings=findings,
                    account=sent.account,
                    content=submission_digest(sent, reading.submission.findings),
                    sketch=comparable_content(grounded, sent),
                    said=sent.explanations,
                )
                done[i] = seen, opened._replace(reading=reading._replace(submission=sent))
        return done

    def record(self, seen: SightedFile, opened: OpenedFile) -> None:
        """Record what a file came to, all in one transaction; without its bytes there is nothing to record."""
        sha256, facts = opened.sha256, opened.facts
        if not sha256 or self.passed_over(sha256):
            return
        self.owners[sha256] = facts.who.unit if facts.who else ""
        on = ANEW if seen.name in self.lost else self.basis(sha256)
        sent = opened.reading.submission if opened.reading else None
        self.ledger.receive(self.sighting(seen, sha256), make_content_record(sha256, on, facts, sent))
        self.known[sha256] = on
        self.read_now[sha256] = facts
        self.paths.add((sha256, seen.item.shown))
        self.inside[seen.whole, _json_of_place(seen.inside)] = sha256

    def sighting(self, seen: SightedFile, sha256: str) -> Sighting:
        container = seen.whole if seen.inside else ""
        return Sighting(
            *(sha256, seen.item.shown, seen.modified, container, _json_of_place(seen.inside)),
            run=self.number,
            at=self.now,
        )

    def settled(self, seen: SightedFile) -> list[SightedFile]:
        """Say what a file came to, as the ledger now knows it; return what lies in it, if it is a zip."""
        sha256 = seen.sha256 or self.inside.get((seen.whole, _json_of_place(seen.inside)), "")
        kept = self.facts_of(sha256) if sha256 and seen.name not in self.lost else None
        known = kept or self.lost[seen.name]
        if kept and (sha256, seen.item.shown) not in self.paths:
            self.ledger.receive(self.sighting(seen, sha256), None)
            self.paths.add((sha256, seen.item.shown))
        self.found[seen.key] = TakenFile(seen.item, sha256, seen.modified, known)
        return list(self.inner(seen, known)) if known.members is not None else []

    def facts_of(self, sha256: str) -> FileFacts | None:
        """Return what the ledger has of these bytes; what was recorded in this run need not be asked for."""
        kept = "" if sha256 in self.read_now else self.ledger.facts(sha256)
        return parse_file_facts(kept) if kept else self.read_now.get(sha256)

    def inner(self, seen: SightedFile, known: FileFacts) -> Iterator[SightedFile]:
        for i, member in enumerate(known.members or ()):
            key, inside = (*seen.key, i), (*seen.inside, member.at)
            item = FoundFile(seen.item.path, f"{seen.item.shown}/{member.name}", member.reason)
            self.total += 1
            if member.reason:
                self.found[key] = TakenFile(item, "", 0.0, FileFacts(code=member.reason))
                continue
            sha256 = self.inside.get((seen.whole, _json_of_place(inside)), "")
            yield SightedFile(key, item, sha256, member.modified, seen.whole, inside)
