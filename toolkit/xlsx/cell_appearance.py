"""What a person sees of a cell where that is not what it holds: drawn through, written small above the line, shown by a format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.blank_text import is_blank_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.xlsx.number_format import NumberFormat

STRUCK_OUT = "（已划掉）"
"""How a text that was drawn through is quoted: this stands behind it."""
_SMALL = {
    "superscript": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
    "subscript": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}


class TextRun(NamedTuple):
    """A piece of a text of several looks: *struck* is None where its cell says it; *small* is superscript or subscript."""

    text: str
    struck: bool | None = None
    small: str = ""

    @property
    def plain(self) -> bool:
        """Tell whether it looks as its cell does."""
        return not self.struck and not self.small


class CellAppearance(NamedTuple):
    """What a person sees beside what a cell holds.

    *struck*: all of it is drawn through. *marked*: its text with what is drawn through said to be, where a part is or a
    part is small; *rest* is then the text without either. *format* shows its number.
    """

    format: NumberFormat | None = None
    struck: bool = False
    marked: str = ""
    rest: str = ""


class CellStyle(NamedTuple):
    """What the reader needs of a cell style: whether it shows dates, and what else a person sees of it."""

    dates: bool = False
    seen: CellAppearance | None = None

    @property
    def alters_text(self) -> bool:
        """Tell whether a text is seen otherwise in it."""
        return bool(self.seen and (self.seen.struck or (self.seen.format and self.seen.format.hides_text)))


PLAIN = CellStyle()


def make_cell_style(*, dates: bool, struck: bool, shown: NumberFormat | None) -> CellStyle:
    """Return a cell style; a format that shows all of a day, or only text, hides nothing."""
    whole = shown is None or (dates and shown.letters == {"y", "m", "d"})
    kept = None if whole else shown
    return CellStyle(dates, CellAppearance(kept, struck) if kept or struck else None)


def join_text_runs(
    runs: Sequence[TextRun], style: CellAppearance | None
) -> tuple[str, CellAppearance | None]:
    """Return a text of several looks as people read it, and what they see beside it.

    What is drawn through is no part of it; small digits become the characters that are small (12¹, m²). Where nothing is
    left the text is all there, and struck.
    """
    struck = [
        bool(r.text) and (r.struck if r.struck is not None else bool(style and style.struck)) for r in runs
    ]
    left = [r for r, out in zip(runs, struck, strict=True) if not out]
    shown = style.format if style else None
    if any(struck) and is_blank_text("".join(r.text for r in left)):
        return "".join(r.text for r in runs), CellAppearance(shown, struck=True)
    if not any(struck) and not any(r.small for r in runs):
        return "".join(r.text for r in runs), CellAppearance(shown) if shown else None
    marked = "".join(
        f"{_small_script_text(r)}{STRUCK_OUT}" if out else _small_script_text(r)
        for r, out in zip(runs, struck, strict=True)
    )
    rest = "".join(r.text for r in left if not r.small) or "".join(r.text for r in left)
    return "".join(map(_small_script_text, left)), CellAppearance(shown, marked=marked, rest=rest)


def _small_script_text(run: TextRun) -> str:
    return run.text.translate(_SMALL[run.small]) if run.small in _SMALL else run.text


class TextRunCollector:
    """Takes the looks of runs from the events of a workbook's XML."""

    def __init__(self) -> None:
        """Begin outside any run."""
        self.runs: list[TextRun] = []
        self.struck: bool | None = None
        self.small = ""

    def open_run(self, _: dict[str, str]) -> None:
        """Begin a run: it looks as its cell does until it says otherwise."""
        self.struck, self.small = None, ""

    def open_look(self, _: dict[str, str]) -> None:
        """Take notice that a run has a look of its own: it is not drawn through because its cell is."""
        self.struck = False

    def strike(self, said: dict[str, str]) -> None:
        """Take notice that a run is drawn through."""
        self.struck = is_switched_on(said)

    def align(self, said: dict[str, str]) -> None:
        """Take notice of a run above or below the line."""
        self.small = said.get("val", "") if said.get("val", "") in _SMALL else ""

    def end_run(self) -> None:
        """End a run."""
        self.struck, self.small = None, ""

    def add(self, text: str) -> None:
        """Add a text to the runs of this cell."""
        self.runs.append(TextRun(text, self.struck, self.small))

    def take(self) -> tuple[TextRun, ...]:
        """Return the runs of one text and begin anew; none where all look as the cell does."""
        made, self.runs = tuple(self.runs), []
        return made if any(not r.plain or r.struck is not None for r in made) else ()

    @property
    def starts(self) -> dict[str, Callable[[dict[str, str]], None]]:
        """Return what is to be called where."""
        return {"r": self.open_run, "rPr": self.open_look, "strike": self.strike, "vertAlign": self.align}


def is_switched_on(said: dict[str, str]) -> bool:
    """Tell whether an element that is on by being there is on."""
    return said.get("val", "1") not in ("0", "false", "off")
