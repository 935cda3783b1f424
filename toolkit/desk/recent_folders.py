"""The work folders that were open last, kept for this person on this machine; forgetting them loses nothing."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from toolkit.folder.work_folder import SETTINGS

MOST = 8
"""How many are remembered."""


def _place() -> Path:
    """Return where they are kept: in the person's own folder for settings."""
    own = os.environ.get("TOOLKIT_HOME") or os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME")
    return Path(own or Path.home() / ".config") / "toolkit" / "recent.json"


def recent_folders() -> list[Path]:
    """Return the work folders that were open last and are still there, the last first."""
    with suppress(OSError, ValueError):
        said = json.loads(_place().read_text(encoding="utf-8"))
        return [p for p in map(Path, said) if (p / SETTINGS).is_file()][:MOST]
    return []


def remember_folder(home: Path) -> None:
    """Remember that *home* was opened; where that cannot be kept, it is not."""
    now = [str(home), *(str(p) for p in recent_folders() if p != home)][:MOST]
    with suppress(OSError):
        _place().parent.mkdir(parents=True, exist_ok=True)
        temporary = _place().with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(now, file, ensure_ascii=False)
        temporary.replace(_place())
