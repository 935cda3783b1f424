"""What the counter holds: the desk's session, what is handed in, who asks too often, where it is reached, links just made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.counter.hand_ins import HandIns
from toolkit.counter.links import LinkBook
from toolkit.counter.throttle import Throttle
from toolkit.desk.act_log import log_act
from toolkit.errors import WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.ledger.lock import lock_desk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.requests import Request

    from toolkit.desk.session import DeskSession
    from toolkit.folder.work_folder import WorkFolder

WRONG_LINKS, WRONG_SECONDS = 20, 600.0
"""How many wrong links are answered to one address, within how many seconds."""
HANDED_IN, HAND_IN_SECONDS = 30, 3600.0
"""How many files one unit hands in, within how many seconds."""
STRANGER = "stranger"
"""Who acts without a link that is good."""


class CounterDesk:
    """The counter on *session*, reached at *base* (http://…:port)."""

    def __init__(self, session: DeskSession, base: str) -> None:
        """Open it."""
        self.session, self.base = session, base
        self.hand_ins = HandIns(session)
        self.wrong = Throttle(WRONG_LINKS, WRONG_SECONDS)
        self.often = Throttle(HANDED_IN, HAND_IN_SECONDS)
        self._tokens: dict[tuple[Path, str], str] = {}

    @property
    def book(self) -> LinkBook:
        """Return the links of the work folder the desk is open on."""
        return LinkBook(self.session.folder.path)

    def url(self, token: str) -> str:
        """Return the link that bears *token*."""
        return link_address(self.base, token)

    def give(self, units: Sequence[str]) -> None:
        """Give each of *units* a new link; what it is can be seen until the program ends."""
        home = self.session.folder.path
        made = give_links(home, units)
        self._tokens |= {(home, unit): token for unit, token in made.items()}

    def revoke(self, unit: str) -> None:
        """Let nobody in by the link of *unit*."""
        home = self.session.folder.path
        revoke_link(home, unit)
        self._tokens.pop((home, unit), None)

    def known_urls(self) -> dict[str, str]:
        """Return the links that were made since the program was started, by unit."""
        home = self.session.folder.path
        return {unit: self.url(token) for (where, unit), token in self._tokens.items() if where == home}


def link_address(base: str, token: str) -> str:
    """Return the link to the page of the unit that *token* lets in."""
    return f"{base}/u/{token}"


def give_links(home: Path, units: Sequence[str]) -> dict[str, str]:
    """Give each of *units* a new link, and write down that it was done."""
    if not units:
        raise WorkFolderError("没有要给链接的单位。")
    made = LinkBook(home).give(units, current_utc_time())
    for unit in made:
        log_act(home, "give-link", about=unit)
    return made


def revoke_link(home: Path, unit: str) -> None:
    """Let nobody in by the link of *unit*, and write down that it was done."""
    LinkBook(home).revoke(unit, current_utc_time())
    log_act(home, "revoke-link", about=unit)


def settle_links(folder: WorkFolder, renew: Sequence[str], revoke: Sequence[str]) -> dict[str, str]:
    """Take back the links of *revoke*, give new ones to *renew* and to every unit that never had one; return the tokens.

    The page may not be open meanwhile: it shows the links it made itself.
    """
    lock = lock_desk(folder.path)
    try:
        for unit in revoke:
            revoke_link(folder.path, unit)
        known = LinkBook(folder.path).links()
        new = [u.code for u in folder.roster() if not u.excused and u.code not in known]
        units = [u for u in dict.fromkeys((*new, *renew)) if u not in revoke]
        return give_links(folder.path, units) if units else {}
    finally:
        lock.release()


def counter_of(request: Request) -> CounterDesk:
    """Return the counter an application serves, or is served beside."""
    found: CounterDesk = request.app.state.counter
    return found
