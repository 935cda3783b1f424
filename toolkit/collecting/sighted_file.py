"""A file while it is taken in: where it was seen, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from toolkit.intake.found_files import FoundFile
    from toolkit.submissions.file_record import FileFacts


class TakenFile(NamedTuple):
    """A file that was seen: its *item*, its hash ("" where its bytes were never had) and time, what it came to."""

    item: FoundFile
    sha256: str
    modified: float
    facts: FileFacts


class SightedFile(NamedTuple):
    """A file at its place in the order (*key*); *whole* is the hash of what lies on the disk.

    Where that is a zip, *inside* says which of its entries this is, and *sha256* is "" until it was opened once.
    """

    key: tuple[int, ...]
    item: FoundFile
    sha256: str
    modified: float
    whole: str
    inside: tuple[int, ...] = ()

    @property
    def name(self) -> object:
        """Return what tells these bytes from others in this run: the same zip may lie there twice."""
        return self.sha256 or (self.whole, self.inside)
