"""A connection of the counter that may not just sit there: who opens many and says nothing locks nobody out.

Uvicorn counts every open connection against what may come at once, and waits for a request as long as somebody likes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

LOOK = 10.0
"""After how many seconds without a whole request a connection is closed, and how often that is looked at."""
LONGEST = 60
"""For how many looks one request may go on: ten minutes, for 20 MB over a slow line."""
EACH = 200
"""How many connections one machine may hold; a whole office may stand behind one address."""


class PromptConnection(H11Protocol):
    """A connection that is closed where no request comes, one never ends, or its machine holds too many."""

    held: ClassVar[Counter[str]] = Counter()
    """How many connections each machine holds."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and look after it from now on."""
        super().connection_made(transport)
        self.who = str((transport.get_extra_info("peername") or ("",))[0])
        self.held[self.who] += 1
        self.last: RequestResponseCycle | None = None
        self.looks = 0
        self.timer: asyncio.TimerHandle | None = self.loop.call_later(LOOK, self.look)
        if self.held[self.who] > EACH:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        super().connection_lost(exc)
        self.held[self.who] -= 1
        if not self.held[self.who]:
            del self.held[self.who]
        if self.timer:
            self.timer.cancel()

    def look(self) -> None:
        """Close the connection where nothing came of it since the last look."""
        cycle: Any = self.cycle
        self.looks = self.looks + 1 if cycle is self.last else 0
        waits = cycle is None or cycle.response_complete
        if (waits and cycle is self.last) or self.looks > LONGEST:
            self.transport.abort()
            return
        self.last = cycle
        self.timer = self.loop.call_later(LOOK, self.look)
