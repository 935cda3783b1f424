"""The links of the units: who bears one hands in for its unit and for no other. Only hashes of them lie in the work folder.

They lie with the records of the period and go with them: the next period gives out links of its own.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LINKS = "柜台链接.json"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""What a token is written in: 32 letters nobody mistakes for each other."""
LENGTH = 26
"""How many of them: 130 bits."""
_MEANT = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})
_writing = threading.Lock()


class UnitLink(NamedTuple):
    """The link of a *unit* as it is kept: the hash of its token, when it was *made*, and since when it is *revoked*."""

    unit: str
    sha256: str
    made: str
    revoked: str = ""


def new_token() -> str:
    """Return a token nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def hash_token(said: str) -> str:
    """Return the hash of a token as somebody typed it: capitals, hyphens and letters that look the same are no matter."""
    return hashlib.sha256(said.strip().lower().translate(_MEANT).encode()).hexdigest()


class LinkBook(NamedTuple):
    """The links of the work folder at *home*."""

    home: Path

    @property
    def path(self) -> Path:
        """Return where they are kept."""
        return self.home / RUNS / LINKS

    def links(self) -> dict[str, UnitLink]:
        """Return the link of every unit that was given one, by its code."""
        try:
            said = json.loads(self.path.read_bytes())
            return {x["unit"]: UnitLink(**x) for x in said}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise WorkFolderError(
                f"{self.path} 读不出来。请从备份里恢复；没有备份的，删去它，再给各单位换新链接。"
            ) from error

    def unit_of(self, said: str) -> str:
        """Return the code of the unit this token lets in; "" for everybody else."""
        asked = hash_token(said) if len(said) <= 2 * LENGTH else ""
        found = (x.unit for x in self.links().values() if x.sha256 == asked and not x.revoked)
        return next(found, "")

    def give(self, units: Iterable[str], now: str) -> dict[str, str]:
        """Give each of *units* a new link, in the place of any it had; return the tokens: they are kept nowhere."""
        made = {unit: new_token() for unit in units}
        with _writing:
            kept = self.links() | {u: UnitLink(u, hash_token(token), now) for u, token in made.items()}
            self._write(kept)
        return made

    def revoke(self, unit: str, now: str) -> None:
        """Let nobody in any more by the link of *unit*."""
        with _writing:
            kept = self.links()
            if unit not in kept:
                raise WorkFolderError(f"单位 {unit} 没有链接，不用收回。")
            if not kept[unit].revoked:
                self._write(kept | {unit: kept[unit]._replace(revoked=now)})

    def _write(self, kept: dict[str, UnitLink]) -> None:
        said = [x._asdict() for _, x in sorted(kept.items())]
        write_atomically(self.path, json.dumps(said, ensure_ascii=False, indent=1).encode())
