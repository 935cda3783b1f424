"""Which pages are open, so that the program ends with the last window.

A page says that it is there and, when it goes, that it went. A page that was put to sleep (a laptop closed, a tab the
browser froze) says neither: it is waited for a long time. Time is counted in looks, not by a clock that sleep moves on.
"""

from __future__ import annotations

import threading

GRACE = 12
"""How many looks (seconds) after the last page went: the next one of the same window is not there at once."""
FORGOTTEN = 6 * 3600
"""How many looks after which a page that never said it went is forgotten: its browser was killed."""


class OpenPages:
    """The pages that said they are open."""

    def __init__(self) -> None:
        """Begin without any: until the first came nobody went."""
        self._lock = threading.Lock()
        self._quiet: dict[str, int] = {}
        self._without = 0
        self._came = False

    def say_open(self, page: str) -> None:
        """Note that *page* is there."""
        with self._lock:
            self._quiet[page] = 0
            self._came = True
            self._without = 0

    def say_closed(self, page: str) -> None:
        """Note that *page* went."""
        with self._lock:
            self._quiet.pop(page, None)

    def look(self, *, busy: bool) -> bool:
        """Look once more, a second later; tell whether the last window was closed. *busy* is while an act runs."""
        with self._lock:
            self._quiet = {p: n + 1 for p, n in self._quiet.items() if n < FORGOTTEN}
            self._without = 0 if self._quiet or busy or not self._came else self._without + 1
            return self._without > GRACE
