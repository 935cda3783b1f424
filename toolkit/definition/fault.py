"""A fault of a definition as a value: the parts it is in, and what is wrong there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from toolkit.errors import FormError
from toolkit.form.model import Cell

Path = tuple[str | Cell, ...]
"""The parts a fault is in, the outermost first; a figure is its cell."""
RULE = "规则 "
"""What the path of a rule begins with."""


class DefinitionFault(NamedTuple):
    """What is wrong in the part at *path*.

    *at* is what stands there, where that is not the part itself: a key of the whole, a name that is there twice. *rules* work
    out the figure it is about.
    """

    path: Path
    what: str
    at: Path = ()
    rules: tuple[str, ...] = ()


Fault = tuple[Path, str] | DefinitionFault
Tell = Callable[..., None]
"""Takes a fault's fields."""


class DefinitionError(FormError):
    """A definition is wrong: *found* are its faults as values."""

    def __init__(self, faults: tuple[str, ...], found: tuple[DefinitionFault, ...] = ()) -> None:
        """Hold the *faults* in words too."""
        super().__init__(faults)
        self.found = found


def path_words(path: Path) -> str:
    """Return where a fault is, in words."""
    names = (part.name if isinstance(part, Cell) else part for part in path)
    return " › ".join(names).replace(" › （", "（")
