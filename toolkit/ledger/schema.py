"""The tables. Nothing was released with others: whoever changes one after a release adds how the old become the new."""

VERSION = 1
"""Raised with every change of the tables: a ledger says which it has, and one of a newer toolkit is refused."""
SCHEMA = """
CREATE TABLE handout (
    n INTEGER PRIMARY KEY, unit TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    form TEXT NOT NULL, edition TEXT NOT NULL, fingerprint TEXT NOT NULL, period TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE content (
    sha256 TEXT PRIMARY KEY, basis TEXT NOT NULL, unit TEXT NOT NULL, digest TEXT NOT NULL,
    facts TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
CREATE INDEX content_unit ON content (unit);
CREATE TABLE sighting (
    n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES content (sha256), path TEXT NOT NULL,
    modified REAL NOT NULL, container TEXT NOT NULL, inside TEXT NOT NULL, run INTEGER NOT NULL,
    at TEXT NOT NULL, UNIQUE (sha256, path)
) STRICT;
CREATE TABLE run (n INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE standing (
    unit TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES content (sha256), path TEXT NOT NULL,
    name TEXT NOT NULL, findings TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
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
CREATE TABLE decision (
    n INTEGER PRIMARY KEY, what TEXT NOT NULL, unit TEXT NOT NULL, sha256 TEXT NOT NULL, why TEXT NOT NULL,
    by TEXT NOT NULL, day TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, ended TEXT
) STRICT;
CREATE TABLE sent_back (
    n INTEGER PRIMARY KEY, unit TEXT NOT NULL, sha256 TEXT NOT NULL, copy TEXT NOT NULL, path TEXT NOT NULL,
    errors INTEGER NOT NULL, warnings INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE version (
    n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, path TEXT NOT NULL, at TEXT NOT NULL, published TEXT NOT NULL,
    why TEXT NOT NULL, rolled TEXT NOT NULL, mark TEXT NOT NULL, basis TEXT NOT NULL
) STRICT;
CREATE TABLE publication (
    n INTEGER PRIMARY KEY, day TEXT NOT NULL, workbook TEXT NOT NULL, files TEXT NOT NULL, despite TEXT NOT NULL,
    open TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, dismissed TEXT NOT NULL
) STRICT;
CREATE TABLE output (
    kind TEXT NOT NULL, path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE written_document (
    n INTEGER PRIMARY KEY, mark TEXT NOT NULL, word TEXT NOT NULL, page TEXT NOT NULL, name TEXT NOT NULL,
    said TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE event (
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'the event log only grows'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE (ABORT, 'the event log only grows'); END;
"""
INDEXES = tuple(
    f"CREATE INDEX IF NOT EXISTS {table}_unit ON {table} (unit)"
    for table in ("handout", "sent_back", "decision", "permission")
)
"""By what is asked of one unit at a time. They say nothing of their own: a ledger that lacks one is given it, and stays of its version."""
