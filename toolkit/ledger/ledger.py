"""The ledger (收发台账): what was handed out, what came in, what was decided.

It knows no form and reads no clock; nobody outside the package opens the database. Whatever is written appends to the
event log in the same transaction.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.errors import LedgerError
from toolkit.ledger.event_chain import NO_EVENT, canonical_json, event_hash
from toolkit.ledger.lock import is_on_share, lock_folder
from toolkit.ledger.queries import LedgerQueries, columns_of
from toolkit.ledger.records import (
    Adoption,
    CurrentFileRow,
    Decision,
    Explanation,
    Handout,
    LedgerEvent,
    OutputFile,
    Permission,
    Publication,
    ReadContent,
    ReportVersion,
    ReturnedCopy,
    Sighting,
    WrittenDocument,
)
from toolkit.ledger.schema import INDEXES, SCHEMA, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from filelock import BaseFileLock


class Ledger(LedgerQueries):
    """An open ledger; use as a context manager. One transaction a call, or a ``batch``: a killed run loses no earlier one.

    It is one process's at a time, from ``open`` to the end of the ``with``.
    """

    def __init__(self, connection: sqlite3.Connection, lock: BaseFileLock | None = None) -> None:
        """Keep *connection*; ``open`` and ``passing`` are the ways in."""
        super().__init__(connection)
        self._lock = lock
        self._last: tuple[int, str] | None = None

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

    def snapshot(self) -> bytes:
        """Return the whole ledger as one database file, as it is now: what waits in its log is in it."""
        try:
            return self._db.serialize()
        except sqlite3.Error as error:
            raise LedgerError(f"台账读不出来：{error}。请检查磁盘，再运行一次。") from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let the calls meanwhile be one transaction: all of them, or none where it is left by an error."""
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._db.in_transaction:  # of a batch, which ends it
            yield
            return
        self._last = None
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
            self._db.execute(_insertion(table, type(row), more), row)

    def _log(self, at: str, what: str, **detail: object) -> None:
        if self._last is None:
            last = self._asked("SELECT n, hash FROM event ORDER BY n DESC LIMIT 1")
            self._last = (last[0][0], last[0][1]) if last else (0, NO_EVENT)
        n, previous = self._last[0] + 1, self._last[1]
        text = canonical_json(detail)
        event = LedgerEvent(n, at, what, text, previous, event_hash(n, at, what, text, previous))
        self._add("event", [event])
        self._last = (n, event.hash)

    def _record(self, table: str, row: Any, what: str, fields: str) -> None:
        """Add *row*, and to the event log what it says in *fields*."""
        self._add(table, [row])
        self._log(row.at, what, **{name: getattr(row, name) for name in fields.split()})

    def hand_out(self, handouts: Iterable[Handout]) -> None:
        """Record *handouts*."""
        with self._transaction():
            for h in handouts:
                self._record("handout", h, "handed_out", "unit path sha256 edition")

    def receive(self, sighting: Sighting, content: ReadContent | None, **said: object) -> None:
        """Record bytes seen under a path, and what they came to where that is new; *said* is for the event log."""
        with self._transaction():
            if content:
                renewed = ", ".join(f"{c} = excluded.{c}" for c in ReadContent._fields[1:])
                self._add("content", [content], f"ON CONFLICT (sha256) DO UPDATE SET {renewed}")
            self._add("sighting", [sighting], "ON CONFLICT (sha256, path) DO NOTHING")
            known = {"sha256": sighting.sha256, "path": sighting.path, "container": sighting.container}
            self._log(sighting.at, "received" if content else "seen", **known, **said)

    def stand(self, stands: Iterable[CurrentFileRow], at: str) -> None:
        """Let these files stand from now on, one a unit; a unit that is not among them keeps none. The run is over.

        The event log tells where another file took over, not where the same one was only looked at again.
        """
        now, new = {s.unit: s for s in self.standing()}, {s.unit: s for s in stands}
        changed = [u for u in sorted({*now, *new}) if _but_time(now.get(u)) != _but_time(new.get(u))]
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
        given = list(explanations)
        known = {
            (e.unit, e.rule, e.text) for unit in {e.unit for e in given} for e in self.explanations(unit)
        }
        new = {(e.unit, e.rule, e.text): e for e in given if (e.unit, e.rule, e.text) not in known}
        if new:
            with self._transaction():
                for e in new.values():
                    self._record("explanation", e, "explained", "unit rule text digest")

    def permit(self, permissions: Iterable[Permission]) -> None:
        """Record *permissions*."""
        with self._transaction():
            for p in permissions:
                self._record("permission", p, "permitted", "unit rule digest why by")

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
            self._record("adoption", adoption, "adopted", "sha256 unit why")

    def decide(self, decision: Decision) -> None:
        """Record a decision; an earlier one of the same kind and step, on the same file, ends with it."""
        with self._transaction():
            self._end(decision.what, decision.unit, decision.sha256, decision.step, decision.at)
            logged = (f for f in Decision._fields if f not in ("what", "at", "ended"))
            self._record("decision", decision, decision.what, " ".join(logged))

    def end_decisions(self, what: str, unit: str, at: str, why: str, sha256: str = "") -> int:
        """Take back what was decided of *unit* (of one file of it); return how many decisions ended."""
        with self._transaction():
            done = self._end(what, unit, sha256, None, at)
            if done:
                self._log(at, f"{what}_ended", unit=unit, sha256=sha256, why=why)
            return done

    def _end(self, what: str, unit: str, sha256: str, step: str | None, at: str) -> int:
        return self._db.execute(
            "UPDATE decision SET ended = ? WHERE what = ? AND unit = ? AND (? = '' OR sha256 = ?)"
            " AND (? IS NULL OR step = ?) AND ended IS NULL",
            (at, what, unit, sha256, sha256, step, step),
        ).rowcount

    def send_back(self, copy: ReturnedCopy) -> None:
        """Record a marked copy; the same one made again is the same one."""
        same = "SELECT 1 FROM sent_back WHERE unit = ? AND sha256 = ? AND copy = ? AND path = ? LIMIT 1"
        if not self._asked(same, *copy[:4]):
            with self._transaction():
                logged = (f for f in ReturnedCopy._fields if f != "at")
                self._record("sent_back", copy, "sent_back", " ".join(logged))

    def made(self, version: ReportVersion) -> None:
        """Record a report workbook that was made, unless it is the one made last."""
        sources = [(v.sha256, v.rolled, v.basis) for v in (*self.versions()[-1:], version)]
        if len(sources) == 1 or sources[0] != sources[1]:
            with self._transaction():
                self._record("version", version, "merged", "sha256 path why")

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
        known = self._rows(OutputFile, "output", "WHERE path = ?", made.path)
        if not known or known[0][:-1] != made[:-1]:
            with self._transaction():
                self._db.execute("DELETE FROM output WHERE path = ?", (made.path,))
                self._record("output", made, "written", "kind path sha256")

    def write_document(self, document: WrittenDocument) -> None:
        """Record a Word document that is written, unless it is the one written last."""
        last = self.written_documents()
        if not last or last[-1][:-1] != document[:-1]:
            with self._transaction():
                self._add("written_document", [document])
                said = {"name": document.name, "sha256": document.word, "page": document.page}
                self._log(document.at, "document_written", **said)


@cache
def _insertion(table: str, record: Any, more: str) -> str:
    """Return the order that adds a *record* to a table."""
    marks = ", ".join("?" * len(record._fields))
    return f"INSERT INTO {table} ({columns_of(record)}) VALUES ({marks}) {more}"  # noqa: S608 - our words


def _but_time(stand: CurrentFileRow | None) -> tuple[str, ...] | None:
    return stand[:-1] if stand else None


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
        said = f"台账 {path} 是更新版本的 toolkit 建的（{version}）。请先升级 toolkit。"
        raise LedgerError(said, code="ledger_newer")
    if version < VERSION:
        connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    for index in INDEXES:
        connection.execute(index)
