"""What was handed in and nobody has looked at yet: on the disk before anybody is told that it came, apart from 收件."""

from __future__ import annotations

import json
import secrets
import shutil
from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import RUNS

if TYPE_CHECKING:
    from pathlib import Path

STAGED = "柜台待看"
_FILE, _SAID = "文件", "说明.json"


class StagedFile(NamedTuple):
    """A file that waits to be looked at: through whose link it came, what it is called, when it came."""

    place: Path
    unit: str
    name: str
    at: str

    @property
    def path(self) -> Path:
        """Return where its bytes are."""
        return self.place / _FILE

    def remove(self) -> None:
        """Take it away: it is in 收件 now, or was refused."""
        shutil.rmtree(self.place, ignore_errors=True)


def stage_file(home: Path, unit: str, name: str, data: bytes, now: str) -> StagedFile:
    """Put down what came through the link of *unit*; what says whose it is comes last and makes it whole."""
    made = StagedFile(home / RUNS / STAGED / secrets.token_hex(8), unit, name, now)
    write_atomically(made.path, data)
    said = {"unit": unit, "name": name, "at": now}
    write_atomically(made.place / _SAID, json.dumps(said, ensure_ascii=False).encode())
    return made


def staged_files(home: Path) -> list[StagedFile]:
    """Return what waits from an earlier run, oldest first; what was cut off while it came is taken away."""
    found = []
    above = home / RUNS / STAGED
    for place in sorted(above.iterdir()) if above.is_dir() else ():
        try:
            said = json.loads((place / _SAID).read_bytes())
            found.append(StagedFile(place, said["unit"], said["name"], said["at"]))
        except (OSError, ValueError, KeyError):
            shutil.rmtree(place, ignore_errors=True)
    return sorted(found, key=lambda f: f.at)
