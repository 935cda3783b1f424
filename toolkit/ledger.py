"""The ledger (收发台账): what was handed out and what came in. The only importer of the database; knows no form.

Payloads are JSON text the caller made, times are the caller's: nothing here reads a clock.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

MIGRATIONS = (
    """
    CREATE TABLE handout (
        n INTEGER PRIMARY KEY, unit TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
        form TEXT NOT NULL, edition TEXT NOT NULL, fingerprint TEXT NOT NULL, year INTEGER NOT NULL, at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE receipt (
        n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, path TEXT NOT NULL, outcome TEXT NOT NULL,
        unit TEXT, reason TEXT, at TEXT NOT NULL, payload TEXT NOT NULL,
        UNIQUE (sha256, path)
    ) STRICT;
    CREATE TABLE current (
        unit TEXT PRIMARY KEY, receipt INTEGER NOT NULL REFERENCES receipt (n)
    ) STRICT;
    """,
    """
    CREATE TABLE explanation (
        unit TEXT NOT NULL, rule TEXT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (unit, rule, text)
    ) STRICT;
    CREATE TABLE permission (
        n INTEGER PRIMARY KEY, unit TEXT NOT NULL, rule TEXT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL,
        why TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, ended TEXT
    ) STRICT;
    CREATE TABLE adoption (
        sha256 TEXT PRIMARY KEY, unit TEXT NOT NULL, path TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
    """,
)
"""One script a version; a migration is never changed once released."""


class Handout(NamedTuple):
    """One workbook handed out; *at* is ISO, UTC."""

    unit: str
    kind: str
    path: str
    sha256: str
    form: str
    edition: str
    fingerprint: str
    year: int
    at: str


class Receipt(NamedTuple):
    """One file seen; *payload* is the submission as it was read, JSON; *at* is when it was first seen."""

    sha256: str
    path: str
    outcome: str
    unit: str | None
    reason: str | None
    at: str
    payload: str


class Explanation(NamedTuple):
    """What a unit wrote to a warning, and the figures (*digest*, in words *said*) it was first written for."""

    unit: str
    rule: str
    text: str
    digest: str
    said: str
    at: str


class Permission(NamedTuple):
    """An error the office lets pass for these figures: *why*, *by* whom; *ended* is when it was taken back."""

    unit: str
    rule: str
    digest: str
    said: str
    why: str
    by: str
    at: str
    ended: str | None = None


class Adoption(NamedTuple):
    """A file that does not say whose it is, and whose the office says it is."""

    sha256: str
    unit: str
    path: str
    why: str
    at: str


_RECEIPT = "receipt.sha256, path, outcome, receipt.unit, reason, at, payload"


class Ledger:
    """An open ledger; use as a context manager. One transaction a call: a killed run loses no earlier call."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep *connection*; ``open`` is the way in."""
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open or create the ledger at *path*; raise LedgerError with the next step."""
        if not path.parent.is_dir():
            raise LedgerError(f"没有目录 {path.parent}。请先运行 toolkit init。")
        try:
            connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        except sqlite3.Error as error:
            raise _cannot_open(path, error) from error
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise _cannot_open(path, error) from error
        except LedgerError:
            connection.close()
            raise
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise LedgerError(f"台账写不进去：{error}。请检查磁盘空间，再运行一次。") from error
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def hand_out(self, handouts: Iterable[Handout]) -> None:
        """Record *handouts*."""
        with self._transaction():
            self._db.executemany(
                "INSERT INTO handout (unit, kind, path, sha256, form, edition, fingerprint, year, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                handouts,
            )

    def handouts(self, unit: str | None = None) -> list[Handout]:
        """Return what was handed out (to *unit*), newest last."""
        rows = self._db.execute(
            "SELECT unit, kind, path, sha256, form, edition, fingerprint, year, at FROM handout"
            " WHERE ?1 IS NULL OR unit = ?1 ORDER BY n",
            (unit,),
        )
        return [Handout(*row) for row in rows]

    def receive(self, receipts: Iterable[Receipt], currents: dict[str, tuple[str, str]]) -> None:
        """Record a run: its files, and which (sha256, path) now stands for each unit. All or nothing.

        A file seen before keeps its first time; what it came to is renewed (the roster may have changed).
        """
        with self._transaction():
            self._db.executemany(
                "INSERT INTO receipt (sha256, path, outcome, unit, reason, at, payload)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256, path) DO UPDATE SET"
                " outcome = excluded.outcome, unit = excluded.unit, reason = excluded.reason,"
                " payload = excluded.payload",
                receipts,
            )
            self._db.executemany(
                "INSERT INTO current (unit, receipt)"
                " SELECT ?, n FROM receipt WHERE sha256 = ? AND path = ?"
                " ON CONFLICT (unit) DO UPDATE SET receipt = excluded.receipt",
                [(unit, *key) for unit, key in currents.items()],
            )

    def receipts(self) -> list[Receipt]:
        """Return every file ever seen, in the order of first sight."""
        return [Receipt(*row) for row in self._db.execute(f"SELECT {_RECEIPT} FROM receipt ORDER BY n")]  # noqa: S608 - a constant

    def hashes(self) -> frozenset[str]:
        """Return the hashes of every file ever seen of which it was known whose it is."""
        seen = self._db.execute("SELECT DISTINCT sha256 FROM receipt WHERE unit IS NOT NULL")
        return frozenset(h for (h,) in seen)

    def currents(self) -> dict[str, Receipt]:
        """Return the file that stands for each unit."""
        rows = self._db.execute(
            f"SELECT current.unit, {_RECEIPT} FROM current JOIN receipt ON receipt.n = current.receipt"  # noqa: S608 - a constant
            " ORDER BY current.unit"
        )
        return {row[0]: Receipt(*row[1:]) for row in rows}

    def explain(self, explanations: Iterable[Explanation]) -> None:
        """Record *explanations*; a text known for its unit and rule keeps the figures it first spoke for."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO explanation (unit, rule, text, digest, said, at) VALUES (?, ?, ?, ?, ?, ?)",
                explanations,
            )

    def explanations(self) -> list[Explanation]:
        """Return every explanation ever given, oldest first."""
        rows = self._db.execute(
            "SELECT unit, rule, text, digest, said, at FROM explanation ORDER BY at, rowid"
        )
        return [Explanation(*row) for row in rows]

    def permit(self, permissions: Iterable[Permission]) -> None:
        """Record *permissions*."""
        with self._transaction():
            self._db.executemany(
                "INSERT INTO permission (unit, rule, digest, said, why, by, at, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                permissions,
            )

    def end_permissions(self, unit: str, rule: str, at: str) -> int:
        """Take back what *unit* was permitted on *rule*; return how many permissions ended."""
        with self._transaction():
            done = self._db.execute(
                "UPDATE permission SET ended = ? WHERE unit = ? AND rule = ? AND ended IS NULL",
                (at, unit, rule),
            )
            return done.rowcount

    def adopt(self, adoption: Adoption) -> None:
        """Record whose a file is; the last word counts."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO adoption (sha256, unit, path, why, at) VALUES (?, ?, ?, ?, ?)",
                adoption,
            )

    def adoptions(self) -> list[Adoption]:
        """Return every file the office has said of whose it is."""
        rows = self._db.execute("SELECT sha256, unit, path, why, at FROM adoption ORDER BY at, sha256")
        return [Adoption(*row) for row in rows]

    def permissions(self) -> list[Permission]:
        """Return every permission ever given, ended ones too, oldest first."""
        rows = self._db.execute(
            "SELECT unit, rule, digest, said, why, by, at, ended FROM permission ORDER BY n"
        )
        return [Permission(*row) for row in rows]


def _cannot_open(path: Path, error: sqlite3.Error) -> LedgerError:
    if "locked" in str(error):
        return LedgerError(f"台账 {path} 正被另一个 toolkit 使用。请等它结束后再运行。")
    return LedgerError(f"台账 {path} 打不开：{error}。请把它改名留存，再运行一次。")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise LedgerError(f"台账 {path} 是更新版本的 toolkit 建的（{version}）。请先升级 toolkit。")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
