"""What a cell came to: a value and its place in the account, or why not; and how texts are compared on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.trait import RETURN_MARK
from toolkit.form.words import format_number as shown
from toolkit.text.character_folding import fold_characters
from toolkit.xlsx.cells import CellKind, CellValue

if TYPE_CHECKING:
    from toolkit.form.model import Option
    from toolkit.form.submission import Value

MARKS = {
    *("无", "没有", "暂无", "未发生", "不涉及", "不适用", "N/A", "n/a"),
    *("/", "//", "\\", "-", "--", "—", "——", "–", "―", "─", "──"),
}
"""What people write where there is nothing: an answer whose meaning only the form knows."""
_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
UNSEEN = dict.fromkeys(
    (
        *map(ord, "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u2060\u2062\u2063\u2064\ufeff"),
        *range(0xFE00, 0xFE10),
    )
)
"""Characters without a look of their own. Those that turn the reading direction are not among them (``xml_events.mask_unsafe_text``)."""
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | _SPACES | UNSEEN
"""Full-width forms to their ASCII twins, every space to a space, the unseen to nothing; nothing else is alike."""
NOTHING = "空白"
"""How what a format shows as nothing is told."""
SHOWN = 60
"""How much of a cell's text a finding quotes."""


class CellReading(NamedTuple):
    """What a cell came to: *how* is its place in the account; *code* a finding's, with what it says."""

    value: Value | None
    how: str
    code: str = ""
    said: tuple[tuple[str, str], ...] = ()

    @property
    def lost(self) -> bool:
        """Tell whether something stands there that could not be read."""
        return self.how in ("mark", "not_understood")


class ExpectedValue(NamedTuple):
    """What the form declares of a cell; *year* is the report's, to ask 「是否应为」 with; the rest as a Trait's."""

    type: str
    unit: str = ""
    places: int = 0
    options: tuple[Option, ...] = ()
    marks: str = RETURN_MARK
    year: int = 0
    percent: bool = False
    negative: bool = False
    when_zero: str | None = None


BLANK = CellReading(None, "blank")


def normalize_cell_text(raw: str) -> str:
    """Return *raw* as if typed with the narrow keys, without what cannot be seen."""
    return raw.translate(_HALF).strip()


def is_nothing_mark(cell: CellValue) -> bool:
    """Tell whether somebody wrote that there is nothing to write."""
    text = normalize_cell_text(cell.raw)
    return cell.kind == CellKind.TEXT and (text in MARKS or fold_characters(text) in MARKS)


def not_understood(code: str, raw: str, likely: str = "", **more: str) -> CellReading:
    """Return the reading of what is none of its type; *likely* is what was probably meant."""
    said = {"value": raw[:SHOWN]} | ({"likely": likely} if likely else {}) | more
    return CellReading(None, "not_understood", code, tuple(said.items()))


def cleaned_value(value: Value | None, raw: str, why: str, read: str = "") -> CellReading:
    """Return the reading of what was changed on the way: from *raw*, and *why*."""
    said = (("value", raw[:SHOWN]), ("read", read or shown(value)), ("why", why))
    return CellReading(value, "cleaned", "cleaned", said)


def shown_otherwise(value: Value, how: str, text: str, stored: str) -> CellReading:
    """Return the reading of what its format shows as another *text*."""
    said = (("shown", text[:SHOWN] or NOTHING), ("value", stored[:SHOWN]), ("read", shown(value)))
    return CellReading(value, how, "shown_otherwise", said)


def boolean_text(cell: CellValue) -> str:
    """Return what a cell holds, a truth value as people see it."""
    return {"1": "TRUE", "0": "FALSE"}.get(cell.raw, cell.raw) if cell.kind == CellKind.BOOL else cell.raw
