"""What the tables of a published report say, as far as it can be read: the values, and a cell's number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from toolkit.form.model import Cell, Form

BLANK_VALUES = {"", "-", "—", "--", "——", "/", "\\", "无"}
PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BEGINS = re.compile(r"(-?\d+(?:\.\d+)?)[^\d.%]")


class BoxText(str):
    """The text of a table's box that knows where it stands: the table, the row, the box of the row."""

    __slots__ = ("place",)
    place: tuple[int, int, int]

    @classmethod
    def at(cls, text: str, *place: int) -> BoxText:
        """Return *text* of the box at *place*."""
        made = cls(text)
        made.place = (place[0], place[1], place[2])
        return made


class MisprintedLabel(NamedTuple):
    """A label that is not printed as the form has it."""

    printed: str
    expected: str


class AnnotatedNumber(NamedTuple):
    """A number with something beside it in its cell."""

    cell: Cell
    text: str


@dataclass
class ReportTables:
    """What the tables say. *blank* are cells that hold nothing, *unread* those that hold no number.

    *shown* names the tables found; *old* the labels of the superseded form among them.
    """

    figures: dict[Cell, float] = field(default_factory=dict)
    blank: list[Cell] = field(default_factory=list)
    unread: list[AnnotatedNumber] = field(default_factory=list)
    noted: list[AnnotatedNumber] = field(default_factory=list)
    slips: list[MisprintedLabel] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    old: list[str] = field(default_factory=list)
    folded: set[Cell] = field(default_factory=set)
    """Cells of rows the superseded form does not have."""
    swapped: list[MisprintedLabel] = field(default_factory=list)
    """Headings that stand in another order than the form's."""
    places: dict[Cell, tuple[int, int, int]] = field(default_factory=dict)
    """Where each cell stands: the table, the row, the box of the row."""
    lost: list[str] = field(default_factory=list)
    """Rows of a table that is there which were not found in it."""


class TableReader:
    """Reads the cells of one table into *made*."""

    def __init__(self, form: Form, made: ReportTables) -> None:
        """Begin where others may have read."""
        self.form, self.made = form, made

    def put(self, cell: Cell, text: str) -> None:
        """Take what stands in a cell: a number, nothing, or what somebody must look at."""
        said = text.replace(",", "").replace("−", "-").replace("－", "-")
        begins = _BEGINS.match(said)
        if isinstance(text, BoxText):
            self.made.places[cell] = text.place
        if said in BLANK_VALUES:
            self.made.blank.append(cell)
        elif PLAIN_NUMBER.fullmatch(said):
            self.made.figures[cell] = float(said)
        elif begins:
            self.made.figures[cell] = float(begins[1])
            self.made.noted.append(AnnotatedNumber(cell, text))
        else:
            self.made.unread.append(AnnotatedNumber(cell, text))


LONGEST_VALUE = 24
"""How long what stands in a number's cell may be: a paragraph that begins with a year is none."""


def is_value_text(text: str) -> bool:
    """Tell whether a cell holds a number or what stands for none, rather than a label."""
    return text in BLANK_VALUES or (
        bool(re.match(r"-?\d", text))
        and not re.match(r"\d{1,2}[.、．]\D|20\d\d年", text)
        and len(text) <= LONGEST_VALUE
    )
