"""How often somebody may do something, within how many seconds. Who does it rarely is never held up by who does it often."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KNOWN = 10_000
"""How many are remembered at once."""


class Throttle:
    """Counts what each did, by a name: an address, a unit."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Let each do it *most* times in *seconds*."""
        self.most, self.seconds, self.clock = most, seconds, clock
        self._lock = threading.Lock()
        self._did: dict[str, deque[float]] = {}

    def may(self, who: str) -> bool:
        """Tell whether *who* may do it once more; that it is done is counted."""
        now = self.clock()
        with self._lock:
            if len(self._did) >= MOST_KNOWN:
                self._forget(now)
            did = self._did.setdefault(who, deque(maxlen=self.most))
            while did and now - did[0] >= self.seconds:
                did.popleft()
            allowed = len(did) < self.most
            if allowed:
                did.append(now)
        return allowed

    def _forget(self, now: float) -> None:
        """Forget those who did nothing for long; where all did, the ones that came first."""
        self._did = {w: d for w, d in self._did.items() if d and now - d[-1] < self.seconds}
        for who in list(self._did)[: max(0, len(self._did) - MOST_KNOWN // 2)]:
            del self._did[who]
