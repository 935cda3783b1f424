"""The event log as a chain: each event carries the hash of the one before, so that nothing can be changed or left out unseen."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from toolkit.ledger.records import LedgerFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.ledger.records import LedgerEvent

NO_EVENT = ""
"""What the first event follows."""


def event_hash(n: int, at: str, what: str, detail: str, previous: str) -> str:
    """Return the hash of an event that follows the one whose hash is *previous*."""
    return hashlib.sha256((previous + canonical_json([n, at, what, detail])).encode()).hexdigest()


def canonical_json(value: object) -> str:
    """Return a value as the one text that is hashed for it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_chain_faults(events: Iterable[LedgerEvent]) -> list[LedgerFault]:
    """Return where the event log does not hold together."""
    found, n, previous = list[LedgerFault](), 0, NO_EVENT
    for event in events:
        if event.n != n + 1 or event.previous != previous:
            found.append(LedgerFault("event_unlinked", event.n))
        if event.hash != event_hash(*event[:4], event.previous):
            found.append(LedgerFault("event_changed", event.n))
        n, previous = event.n, event.hash
    return found
