"""Everything written to a file system put onto its disk with one call, where the system can and says whether it did."""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.ledger.lock import is_on_share

if TYPE_CHECKING:
    from pathlib import Path

TELLS_ERRORS = (5, 8)
"""From which Linux on the call says that something could not be written."""


def is_synced_at_once(path: Path) -> bool:
    """Tell whether the file system of *path* can be synced as a whole; drives of other machines are synced file by file."""
    return _system_call() is not None and not is_on_share(path)


def sync_file_system(folder: Path) -> None:
    """Put everything written so far to the file system of *folder*, names and all, onto its disk; raise OSError."""
    import ctypes

    handle = os.open(folder, os.O_RDONLY)
    try:
        call = _system_call()
        if call is None or call(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(handle)


@lru_cache(maxsize=1)
def _system_call() -> Any:
    """Return syncfs; None where there is none that could be believed."""
    if sys.platform != "linux":
        return None
    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if release is None or (int(release[1]), int(release[2])) < TELLS_ERRORS:
        return None
    import ctypes

    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
