"""What the ledger holds, asked for: the queries, each by the record it returns."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from toolkit.errors import LedgerError
from toolkit.ledger.event_chain import event_chain_faults
from toolkit.ledger.records import (
    Adoption,
    CurrentFileRow,
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

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = TypeVar("Record", bound=NamedTuple)
BY_ITSELF = ("merged", "published", "sent_back", "written", "document_written")
"""Events that change no figure and no decision: what a report is anchored to does not move by making it."""


@cache
def columns_of(record: Any) -> str:
    """Return the columns a type of record is kept in."""
    return ", ".join("day" if name == "on" else name for name in record._fields)  # ON is SQL's


class LedgerQueries:
    """A ledger as it is read; nothing here writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def _asked(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(f"台账读不出来：{error}。请检查磁盘，再运行一次。") from error

    def _rows(self, record: type[Record], table: str, more: str = "", *values: object) -> list[Record]:
        query = f"SELECT {columns_of(record)} FROM {table} {more}"  # noqa: S608 - our words
        return [record(*row) for row in self._asked(query, *values)]

    def _rows_of(
        self, record: type[Record], table: str, column: str, value: str | None, order: str
    ) -> list[Record]:
        """Return the rows with *value* in a column; all where it is None: a query for either would look through all."""
        if value is None:
            return self._rows(record, table, f"ORDER BY {order}")
        return self._rows(record, table, f"WHERE {column} = ? ORDER BY {order}", value)

    def handouts(self, unit: str | None = None) -> list[Handout]:
        """Return what was handed out (to *unit*), newest last."""
        return self._rows_of(Handout, "handout", "unit", unit, "n")

    def content(self, sha256: str) -> ReadContent | None:
        """Return what bytes of this hash came to."""
        return next(iter(self._rows(ReadContent, "content", "WHERE sha256 = ?", sha256)), None)

    def facts(self, sha256: str) -> str:
        """Return what is to be known in every run of bytes of this hash, as JSON text; "" where they never came."""
        rows = self._asked("SELECT facts FROM content WHERE sha256 = ?", sha256)
        return str(rows[0][0]) if rows else ""

    def contents(self) -> Iterator[ReadContent]:
        """Yield what everything ever received came to, but for the submissions themselves, by hash."""
        light = ", ".join("''" if c == "payload" else c for c in ReadContent._fields)
        rows = self._asked(f"SELECT {light} FROM content ORDER BY sha256")  # noqa: S608 - our words
        return (ReadContent(*row) for row in rows)

    def hashes(self) -> list[str]:
        """Return the hash of everything ever received, sorted."""
        return [sha256 for (sha256,) in self._asked("SELECT sha256 FROM content ORDER BY sha256")]

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
        return self._rows_of(Sighting, "sighting", "sha256", sha256, "n")

    def sightings_by_hash(self) -> dict[str, list[Sighting]]:
        """Return every path anything was seen under, by hash, in the order of first sight."""
        found: dict[str, list[Sighting]] = {}
        for s in self.sightings():
            found.setdefault(s.sha256, []).append(s)
        return found

    def next_run(self) -> int:
        """Return the number of the run that begins now, or goes on: one that was killed was never over."""
        return int(self._asked("SELECT coalesce(max(n), 0) + 1 FROM run")[0][0])

    def is_mid_run(self) -> bool:
        """Tell whether the last run of collecting was cut off: what it took in was not weighed against the rest."""
        last = self._asked("SELECT coalesce(max(run), 0) FROM sighting")[0][0]
        return bool(last >= self.next_run())

    def standing(self) -> list[CurrentFileRow]:
        """Return the file that stands for each unit, by unit."""
        return self._rows(CurrentFileRow, "standing", "ORDER BY unit")

    def explanations(self, unit: str | None = None) -> list[Explanation]:
        """Return every explanation ever given (of *unit*), oldest first."""
        return self._rows_of(Explanation, "explanation", "unit", unit, "at, rowid")

    def adoptions(self) -> list[Adoption]:
        """Return every file the office has said of whose it is."""
        return self._rows(Adoption, "adoption", "ORDER BY at, sha256")

    def permissions(self) -> list[Permission]:
        """Return every permission ever given, ended ones too, oldest first."""
        return self._rows(Permission, "permission", "ORDER BY n")

    def decisions(self) -> list[Decision]:
        """Return every decision ever taken, ended ones too, oldest first."""
        return self._rows(Decision, "decision", "ORDER BY n")

    def standing_decisions(self, what: str) -> list[Decision]:
        """Return the decisions of one kind that were not taken back, oldest first."""
        return self._rows(Decision, "decision", "WHERE what = ? AND ended IS NULL ORDER BY n", what)

    def sent_back(self, unit: str | None = None) -> list[ReturnedCopy]:
        """Return every marked copy ever made (for *unit*), oldest first."""
        return self._rows_of(ReturnedCopy, "sent_back", "unit", unit, "n")

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
        found += [LedgerFault("record_dangling", row, table) for table, row, *_ in dangling]
        return found + event_chain_faults(self.events())
