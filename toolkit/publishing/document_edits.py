"""What somebody changed in a document, as values, and in as few words as show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.block_alignment import boxes_differ, match_boxes
from toolkit.document.model import Grid
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from toolkit.document.model import Block

REWRITTEN, ADDED, REMOVED, NUMBER = "rewritten", "added", "removed", "number"
"""What somebody may do to a paragraph; a number typed over is the workbook's again."""
BEGINNING = "开头"
"""What stands above every heading."""
WINDOW, CONTEXT = 60, 6
"""How much of a long paragraph is shown around what differs in it, and how much of what does not."""


@told_as("section change=what old=was theirs=stands new=comes")
class DocumentEdit(NamedTuple):
    """One place somebody changed: in which section, *what* of ``REWRITTEN`` …, as it *was* written, as it *stands*.

    *comes* is what the workbook comes to there now; "" where there is nothing, or nothing is known.
    """

    section: str
    what: str
    was: str
    stands: str
    comes: str


@dataclass
class CarriedDocument:
    """What became of a document somebody may have edited.

    *kept* stays as they wrote it, *numbers* typed over are the workbook's again, *conflicts* both sides changed.
    *renewed* counts the bound numbers that changed with the workbook; *known* tells whether it is known what was written.
    """

    kept: list[DocumentEdit] = field(default_factory=list)
    numbers: list[DocumentEdit] = field(default_factory=list)
    conflicts: list[DocumentEdit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renewed: int = 0
    changed: bool = False
    known: bool = True

    def note(self, said: str) -> None:
        """Add what somebody must look at, once."""
        if said not in self.notes:
            self.notes.append(said)


def block_text(block: Block) -> str:
    """Return what a paragraph says on one line; of a table its name."""
    return block.name or "表格" if isinstance(block, Grid) else " ".join(block.text.split())


def shorten_to_window(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= WINDOW else text[:WINDOW] + "…"


def differing_table_words(was: Grid, stands: Grid) -> tuple[str, str]:
    """Return the words of a table that were changed: as they were, as they are."""
    found = match_boxes(was, stands)
    pairs = [(a, b) for a, b in found.boxes(was, stands) if a.cell is None and boxes_differ(a, b)]
    moved = _first_row_apart(was, stands) if not pairs and len(was.rows) == len(stands.rows) else None
    if moved:
        return moved
    if not pairs:
        return f"{was.name}：{len(was.rows)} 行", f"{was.name}：{len(stands.rows)} 行"
    return "、".join(a.text.strip() for a, _ in pairs), "、".join(b.text.strip() for _, b in pairs)


def _first_row_apart(was: Grid, stands: Grid) -> tuple[str, str] | None:
    """Return the words of the first row that is another one: rows changed places, or were cut or merged differently."""
    for rows in zip(was.rows, stands.rows, strict=True):
        one, other = ("、".join(b.text.strip() for b in row if b and b.cell is None) for row in rows)
        if one != other:
            return one, other
    return None


def cut_to_differences(*texts: str) -> list[str]:
    """Return *texts* cut to where they differ, with a little before it, so that the difference is seen on a line."""
    some = [t for t in texts if t]
    start = 0
    if len(some) > 1:
        while all(len(t) > start and t[start] == some[0][start] for t in some):
            start += 1
    start = max(0, start - CONTEXT) if start > CONTEXT else 0
    return [
        ("…" if start and t else "") + t[start : start + WINDOW] + ("…" if len(t) > start + WINDOW else "")
        for t in texts
    ]
