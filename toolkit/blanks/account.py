"""What becomes of every cell of a blank, and what is asked of a person: nothing is guessed in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.blanks.blank_book import BlankBook, BlankSheet, Spot


class Guess(NamedTuple):
    """A guess for a person to confirm: what is *said*, on what *ground*, at what *places*, and whether the definition has it.

    *key* names it whatever else is guessed; *usual* is what holds where nobody has answered.
    """

    key: str
    said: str
    ground: str
    places: str
    taken: bool
    usual: bool
    answered: bool = False


class OddCell(NamedTuple):
    """A cell that says something and was not understood, and why."""

    sheet: str
    a1: str
    text: str
    why: str


TO_FILL_IN, NOT_UNDERSTOOD = "填数的空格", "没看懂"
_TOLD_TOGETHER = {
    "表头": ("表头", "计量单位", "栏次"),
    "行名": ("行名", "代码", "序号", "合计行"),
    "公式": ("公式", "合计公式"),
    "填数": ("要填的格（印着 0）", "要填的格（印着横线）"),
    "说明": ("说明", "表号、文号", "报告期"),
}
"""What a person is told as one; all else by its own name."""


class CountedCells(NamedTuple):
    """Every cell that says something or is to be filled in, counted by what it was taken for: nothing is left out."""

    by_role: tuple[tuple[str, int], ...]

    @property
    def line(self) -> str:
        """Return it as one sentence: 共 N 格：表头 …、公式 …、没看懂 …."""
        told = "、".join(f"{role} {n}" for role, n in self.by_role if n or role == NOT_UNDERSTOOD)
        return f"共 {sum(n for _, n in self.by_role)} 格：{told}"


@dataclass
class CellAccount:
    """Every cell of *book* that says something: what it was taken for, or why it was not understood."""

    book: BlankBook
    answers: Mapping[str, bool] = field(default_factory=dict)
    roles: dict[tuple[str, Spot], str] = field(default_factory=dict)
    reasons: dict[tuple[str, Spot], str] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)

    def take(self, sheet: BlankSheet, spot: Spot, role: str) -> None:
        """Say what a cell was taken for; a blank one says nothing and is passed over."""
        first = sheet.own(*spot)
        if first in sheet.values:
            self.roles.setdefault((sheet.name, first), role)

    def refuse(self, sheet: BlankSheet, spot: Spot, why: str) -> None:
        """Say why a cell was not understood, whatever it was taken for before."""
        self.roles.pop((sheet.name, spot), None)
        self.reasons.setdefault((sheet.name, spot), why)

    def is_taken(self, sheet: BlankSheet, spot: Spot) -> bool:
        """Tell whether somebody has said what a cell is."""
        return (sheet.name, sheet.own(*spot)) in self.roles

    def ask_at(
        self,
        sheet: BlankSheet,
        topic: str,
        where: str,
        said: str,
        ground: str,
        *,
        key: str = "",
        usual: bool = True,
    ) -> bool:
        """Ask of a place on a sheet; *key* names the question among those of its *topic* where the place does not."""
        return self.ask(f"{sheet.name}·{topic}·{key or where}", said, ground, where, usual=usual)

    def ask(self, key: str, said: str, ground: str, places: str, *, usual: bool = True) -> bool:
        """Ask a person, and return what holds until there is an answer: *usual*, or what was answered."""
        known = next((g for g in self.guesses if g.key == key), None)
        if known is not None:
            return known.taken
        taken = self.answers.get(key, usual)
        shown = [s.name for s in self.book.sheets if not s.hidden]
        sheet = next((name for name in shown if key.startswith(f"{name}·")), "")
        if len(shown) > 1 and sheet and sheet not in places:
            places = f"{sheet} {places}"
        self.guesses.append(Guess(key, said, ground, places, taken, usual, key in self.answers))
        return taken

    @property
    def odd_cells(self) -> tuple[OddCell, ...]:
        """Return the cells nobody has taken for anything, in the order people read."""
        return tuple(
            OddCell(
                sheet.name,
                sheet.a1(spot),
                str(sheet.values[spot]),
                self.reasons.get((sheet.name, spot), "没有看出它是什么"),
            )
            for sheet in self.book.sheets
            for spot in sorted(sheet.values)
            if (sheet.name, spot) not in self.roles
        )

    def count_cells(self, blank: int) -> CountedCells:
        """Return how many cells were taken for what; *blank* are those that say nothing and are to be filled in."""
        found: dict[str, int] = {}
        for role in self.roles.values():
            of = next((name for name, roles in _TOLD_TOGETHER.items() if role in roles), role)
            found[of] = found.get(of, 0) + 1
        counted = sorted(found.items(), key=lambda one: -one[1])
        return CountedCells((*counted, (TO_FILL_IN, blank), (NOT_UNDERSTOOD, len(self.odd_cells))))

    @property
    def cells(self) -> int:
        """Return how many cells say something."""
        return sum(len(sheet.values) for sheet in self.book.sheets)
