"""The ledger (收发台账): what was handed out, what came in, what was decided. The only importer of the database.

It knows no form and reads no clock. Whatever is written appends to the event log in the same transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from toolkit.errors import LedgerError
from toolkit.ledger.lock import is_on_share, lock_folder
from toolkit.ledger.records import (
    Adoption,
    CurrentFile,
    Decision,
    Explanation,
    Handout,
    LedgerEvent,
    LedgerFault,
    OutputFile,
    Permission,
    Publication,
    ReadContent,
    ReportVersion,
    ReturnedCopy,
    Sighting,
    WrittenDocument,
)
from toolkit.ledger.schema import SCHEMA, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from filelock import BaseFileLock

Record = TypeVar("Record", bound=NamedTuple)
NO_EVENT = ""
"""What the first event follows."""
BY_ITSELF = ("merged", "published", "sent_back", "written", "document_written")
"""Events that change no figure and no decision: what a report is anchored to does not move by making it."""


class Ledger:
    """An open ledger; use as a context manager. One transaction a call: a killed run loses no earlier call.

    It is one process's at a time, from ``open`` to the end of the ``with``.
    """

    def __init__(self, connection: sqlite3.Connection, lock: BaseFileLock | None = None) -> None:
        """Keep *connection*; ``open`` and ``passing`` are the ways in."""
        self._db = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open or create the ledger at *path*; raise LedgerError with the next step."""
        if not path.parent.is_dir():
            raise LedgerError(f"没有目录 {path.parent}。请先运行 toolkit init。")
        lock = lock_folder(path.parent)
        try:
            return cls(_open_connection(path), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def passing(cls) -> Ledger:
        """Return a ledger that is forgotten when it is closed: there is no work folder."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        _create_tables(connection, "")
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        if self._lock:
            self._lock.release()

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise LedgerError(f"台账写不进去：{error}。请检查磁盘空间，再运行一次。") from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _add(self, table: str, rows: Iterable[tuple[Any, ...]], more: str = "") -> None:
        for row in rows:
            marks = ", ".join("?" * len(row))
            columns = ", ".join(_COLUMNS[table])
            self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks}) {more}", row)  # noqa: S608 - our words

    def _log(self, at: str, what: str, **detail: object) -> None:
        last = self._asked("SELECT n, hash FROM event ORDER BY n DESC LIMIT 1")
        n, previous = (last[0][0] + 1, last[0][1]) if last else (1, NO_EVENT)
        text = _canonical_json(detail)
        self._add(
            "event", [LedgerEvent(n, at, what, text, previous, event_hash(n, at, what, text, previous))]
        )

    def hand_out(self, handouts: Iterable[Handout]) -> None:
        """Record *handouts*."""
        with self._transaction():
            for h in handouts:
                self._add("handout", [h])
                self._log(h.at, "handed_out", unit=h.unit, path=h.path, sha256=h.sha256, edition=h.edition)

    def receive(self, sighting: Sighting, content: ReadContent | None, **said: object) -> None:
        """Record bytes seen under a path, and what they came to where that is new; *said* is for the event log."""
        with self._transaction():
            if content:
                renewed = ", ".join(f"{c} = excluded.{c}" for c in ReadContent._fields[1:])
                self._add("content", [content], f"ON CONFLICT (sha256) DO UPDATE SET {renewed}")
            self._add("sighting", [sighting], "ON CONFLICT (sha256, path) DO NOTHING")
            known = {"sha256": sighting.sha256, "path": sighting.path, "container": sighting.container}
            self._log(sighting.at, "received" if content else "seen", **known, **said)

    def stand(self, stands: Iterable[CurrentFile], at: str) -> None:
        """Let these files stand from now on, one a unit; a unit that is not among them keeps none. The run is over.

        The event log tells where another file took over, not where the same one was only looked at again.
        """
        now, new = {s.unit: s for s in self.standing()}, {s.unit: s for s in stands}
        changed = [
            u
            for u in sorted({*now, *new})
            if _stand_without_time(now.get(u)) != _stand_without_time(new.get(u))
        ]
        last = self._asked("SELECT coalesce(max(run), 0) FROM sighting")[0][0]
        if not changed and last < self.next_run():
            return
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO run (n, at) VALUES (?, ?)", (last, at))
            for unit in changed:
                before, after = now.get(unit), new.get(unit)
                self._db.execute("DELETE FROM standing WHERE unit = ?", (unit,))
                self._add("standing", [after] if after else [])
                hashes = [s.sha256 if s else None for s in (before, after)]
                if hashes[0] != hashes[1]:
                    self._log(at, "stands", unit=unit, before=hashes[0], sha256=hashes[1])

    def explain(self, explanations: Iterable[Explanation]) -> None:
        """Record *explanations*; a text known for its unit and rule keeps the figures it first spoke for."""
        known = {(e.unit, e.rule, e.text) for e in self.explanations()}
        new = {(e.unit, e.rule, e.text): e for e in explanations if (e.unit, e.rule, e.text) not in known}
        if new:
            with self._transaction():
                for e in new.values():
                    self._add("explanation", [e])
                    self._log(e.at, "explained", unit=e.unit, rule=e.rule, text=e.text, digest=e.digest)

    def permit(self, permissions: Iterable[Permission]) -> None:
        """Record *permissions*."""
        with self._transaction():
            for p in permissions:
                self._add("permission", [p])
                said = {"unit": p.unit, "rule": p.rule, "digest": p.digest, "why": p.why, "by": p.by}
                self._log(p.at, "permitted", **said)

    def end_permissions(self, unit: str, rule: str, at: str) -> int:
        """Take back what *unit* was permitted on *rule*; return how many permissions ended."""
        with self._transaction():
            done = self._db.execute(
                "UPDATE permission SET ended = ? WHERE unit = ? AND rule = ? AND ended IS NULL",
                (at, unit, rule),
            ).rowcount
            if done:
                self._log(at, "permission_ended", unit=unit, rule=rule)
            return done

    def adopt(self, adoption: Adoption) -> None:
        """Record whose a file is; the last word counts."""
        with self._transaction():
            self._db.execute("DELETE FROM adoption WHERE sha256 = ?", (adoption.sha256,))
            self._add("adoption", [adoption])
            said = {"sha256": adoption.sha256, "unit": adoption.unit, "why": adoption.why}
            self._log(adoption.at, "adopted", **said)

    def decide(self, decision: Decision) -> None:
        """Record a decision; an earlier one of the same kind and step, on the same file, ends with it."""
        with self._transaction():
            self._end(decision.what, decision.unit, decision.sha256, decision.step, decision.at)
            self._add("decision", [decision])
            said = {k: v for k, v in decision._asdict().items() if k not in ("what", "at", "ended")}
            self._log(decision.at, decision.what, **said)

    def end_decisions(self, what: str, unit: str, at: str, why: str, sha256: str = "") -> int:
        """Take back what was decided of *unit* (of one file of it); return how many decisions ended."""
        with self._transaction():
            done = self._end(what, unit, sha256, None, at)
            if done:
                self._log(at, f"{what}_ended", unit=unit, sha256=sha256, why=why)
            return done

    def _end(self, what: str, unit: str, sha256: str, step: str | None, at: str) -> int:
        return self._db.execute(
            "UPDATE decision SET ended = ?1 WHERE what = ?2 AND unit = ?3 AND (?4 = '' OR sha256 = ?4)"
            " AND (?5 IS NULL OR step = ?5) AND ended IS NULL",
            (at, what, unit, sha256, step),
        ).rowcount

    def send_back(self, copy: ReturnedCopy) -> None:
        """Record a marked copy; the same one made again is the same one."""
        if not any(b[:4] == copy[:4] for b in self.sent_back(copy.unit)):
            with self._transaction():
                self._add("sent_back", [copy])
                said = {k: v for k, v in copy._asdict().items() if k != "at"}
                self._log(copy.at, "sent_back", **said)

    def made(self, version: ReportVersion) -> None:
        """Record a report workbook that was made, unless it is the one made last."""
        last = self.versions()
        if not last or _version_sources(last[-1]) != _version_sources(version):
            with self._transaction():
                self._add("version", [version])
                self._log(version.at, "merged", sha256=version.sha256, path=version.path, why=version.why)

    def publish(self, made: Publication) -> None:
        """Record that a report went public; the one published last, recorded again of the same day, is the same one."""
        last = self.publications()[-1:]
        if last and last[0]._replace(at=made.at) == made:
            return
        with self._transaction():
            self._db.execute("UPDATE version SET published = ? WHERE sha256 = ?", (made.day, made.workbook))
            self._add("publication", [made])
            said = {"day": made.day, "files": made.files, "despite": made.despite, "by": made.by}
            self._log(made.at, "published", sha256=made.workbook, **said)

    def output(self, made: OutputFile) -> None:
        """Record a file made from a report, in place of what was recorded of its path; the same again is the same one."""
        if not any(o[:-1] == made[:-1] for o in self.outputs()):
            with self._transaction():
                self._db.execute("DELETE FROM output WHERE path = ?", (made.path,))
                self._add("output", [made])
                self._log(made.at, "written", kind=made.kind, path=made.path, sha256=made.sha256)

    def write_document(self, document: WrittenDocument) -> None:
        """Record a Word document that is written, unless it is the one written last."""
        last = self.written_documents()
        if not last or last[-1][:-1] != document[:-1]:
            with self._transaction():
                self._add("written_document", [document])
                said = {"name": document.name, "sha256": document.word, "page": document.page}
                self._log(document.at, "document_written", **said)

    # ── reading ────────────────────────────────────────────────────────────────────────────────────────────

    def _asked(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(f"台账读不出来：{error}。请检查磁盘，再运行一次。") from error

    def _rows(self, record: type[Record], table: str, more: str = "", *values: object) -> list[Record]:
        columns = ", ".join(_COLUMNS[table])
        return [record(*row) for row in self._asked(f"SELECT {columns} FROM {table} {more}", *values)]  # noqa: S608 - our words

    def handouts(self, unit: str | None = None) -> list[Handout]:
        """Return what was handed out (to *unit*), newest last."""
        return self._rows(Handout, "handout", "WHERE ?1 IS NULL OR unit = ?1 ORDER BY n", unit)

    def content(self, sha256: str) -> ReadContent | None:
        """Return what bytes of this hash came to."""
        return next(iter(self._rows(ReadContent, "content", "WHERE sha256 = ?", sha256)), None)

    def contents(self) -> Iterator[ReadContent]:
        """Yield what everything ever received came to, but for the submissions themselves, by hash."""
        light = ", ".join("''" if c == "payload" else c for c in ReadContent._fields)
        rows = self._asked(f"SELECT {light} FROM content ORDER BY sha256")  # noqa: S608 - our words
        return (ReadContent(*row) for row in rows)

    def digests(self) -> dict[str, str]:
        """Return what stands for the figures of everything ever received, by hash."""
        return dict(self._asked("SELECT sha256, digest FROM content"))

    def bases(self) -> dict[str, str]:
        """Return the basis on which everything was read, by hash."""
        return dict(self._asked("SELECT sha256, basis FROM content"))

    def owners(self) -> dict[str, str]:
        """Return whose everything received was read as, by hash; "" where it is nobody's."""
        return dict(self._asked("SELECT sha256, unit FROM content"))

    def sightings(self, sha256: str | None = None) -> list[Sighting]:
        """Return every path bytes (of this hash) were seen under, in the order of first sight."""
        return self._rows(Sighting, "sighting", "WHERE ?1 IS NULL OR sha256 = ?1 ORDER BY n", sha256)

    def next_run(self) -> int:
        """Return the number of the run that begins now, or goes on: one that was killed was never over."""
        return int(self._asked("SELECT coalesce(max(n), 0) + 1 FROM run")[0][0])

    def is_mid_run(self) -> bool:
        """Tell whether the last run of collecting was cut off: what it took in was not weighed against the rest."""
        last = self._asked("SELECT coalesce(max(run), 0) FROM sighting")[0][0]
        return bool(last >= self.next_run())

    def standing(self) -> list[CurrentFile]:
        """Return the file that stands for each unit, by unit."""
        return self._rows(CurrentFile, "standing", "ORDER BY unit")

    def explanations(self) -> list[Explanation]:
        """Return every explanation ever given, oldest first."""
        return self._rows(Explanation, "explanation", "ORDER BY at, rowid")

    def adoptions(self) -> list[Adoption]:
        """Return every file the office has said of whose it is."""
        return self._rows(Adoption, "adoption", "ORDER BY at, sha256")

    def permissions(self) -> list[Permission]:
        """Return every permission ever given, ended ones too, oldest first."""
        return self._rows(Permission, "permission", "ORDER BY n")

    def decisions(self) -> list[Decision]:
        """Return every decision ever taken, ended ones too, oldest first."""
        return self._rows(Decision, "decision", "ORDER BY n")

    def sent_back(self, unit: str | None = None) -> list[ReturnedCopy]:
        """Return every marked copy ever made (for *unit*), oldest first."""
        return self._rows(ReturnedCopy, "sent_back", "WHERE ?1 IS NULL OR unit = ?1 ORDER BY n", unit)

    def versions(self) -> list[ReportVersion]:
        """Return every report workbook ever made, oldest first."""
        return self._rows(ReportVersion, "version", "ORDER BY n")

    def outputs(self) -> list[OutputFile]:
        """Return every file that was made from a report, as it was made last, by path."""
        return self._rows(OutputFile, "output", "ORDER BY path")

    def publications(self) -> list[Publication]:
        """Return every report that went public, oldest first."""
        return self._rows(Publication, "publication", "ORDER BY n")

    def written_documents(self) -> list[WrittenDocument]:
        """Return every Word document ever written, oldest first."""
        return self._rows(WrittenDocument, "written_document", "ORDER BY n")

    def events(self) -> list[LedgerEvent]:
        """Return the whole event log, oldest first."""
        return self._rows(LedgerEvent, "event", "ORDER BY n")

    def head(self) -> str:
        """Return the hash of the last event that changed a figure or a decision; "" where there is none.

        Whoever has it on paper can tell later whether anything before it was changed.
        """
        skipped = ", ".join(f"'{w}'" for w in BY_ITSELF)
        rows = self._asked(
            f"SELECT hash FROM event WHERE what NOT IN ({skipped}) ORDER BY n DESC LIMIT 1"  # noqa: S608 - our words
        )
        return str(rows[0][0]) if rows else ""

    def faults(self) -> list[LedgerFault]:
        """Return what the database finds wrong with itself, and where the event log does not hold together."""
        damaged = (str(r[0]) for r in self._asked("PRAGMA integrity_check"))
        found = [LedgerFault("database_damaged", 0, said) for said in damaged if said != "ok"]
        dangling = self._asked("PRAGMA foreign_key_check")
        found += [LedgerFault("record_dangling", r[1], r[0]) for r in dangling]
        n, previous = 0, NO_EVENT
        for event in self.events():
            if event.n != n + 1 or event.previous != previous:
                found.append(LedgerFault("event_unlinked", event.n))
            if event.hash != event_hash(*event[:4], event.previous):
                found.append(LedgerFault("event_changed", event.n))
            n, previous = event.n, event.hash
        return found


_COLUMNS: dict[str, tuple[str, ...]] = {
    "handout": Handout._fields,
    "content": ReadContent._fields,
    "sighting": Sighting._fields,
    "standing": CurrentFile._fields,
    "explanation": Explanation._fields,
    "permission": Permission._fields,
    "adoption": Adoption._fields,
    "decision": tuple("day" if c == "on" else c for c in Decision._fields),  # ON is SQL's
    "sent_back": ReturnedCopy._fields,
    "version": ReportVersion._fields,
    "publication": Publication._fields,
    "output": OutputFile._fields,
    "written_document": WrittenDocument._fields,
    "event": LedgerEvent._fields,
}


def _version_sources(version: ReportVersion) -> tuple[str, str, str]:
    return version.sha256, version.rolled, version.basis


def _stand_without_time(stand: CurrentFile | None) -> tuple[str, ...] | None:
    return stand[:-1] if stand else None


def event_hash(n: int, at: str, what: str, detail: str, previous: str) -> str:
    """Return the hash of an event that follows the one whose hash is *previous*."""
    return hashlib.sha256((previous + _canonical_json([n, at, what, detail])).encode()).hexdigest()


def _canonical_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _open_connection(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    except sqlite3.Error as error:
        raise _cannot_open_error(path, error) from error
    try:
        # A log that is shared through memory does not work between machines.
        connection.execute(f"PRAGMA journal_mode = {'DELETE' if is_on_share(path) else 'WAL'}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _create_tables(connection, str(path))
    except sqlite3.Error as error:
        connection.close()
        raise _cannot_open_error(path, error) from error
    except LedgerError:
        connection.close()
        raise
    return connection


def _cannot_open_error(path: Path, error: sqlite3.Error) -> LedgerError:
    return LedgerError(f"台账 {path} 打不开：{error}。请检查磁盘空间；仍不行的，把它改名留存，再运行一次。")


def _create_tables(connection: sqlite3.Connection, path: str) -> None:
    """Make the tables where there are none; raise LedgerError where they are a newer toolkit's."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise LedgerError(f"台账 {path} 是更新版本的 toolkit 建的（{version}）。请先升级 toolkit。")
    if version < VERSION:
        connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
