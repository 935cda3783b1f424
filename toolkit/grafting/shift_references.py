"""References in formulas and names after rows were put into a sheet: those below move down, those around them grow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.formula.tokenizer import Token

    from toolkit.grafting.sheet_editor import Area

_PLACE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))?")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")
_NO_ROWS = re.compile(r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|[^\W\d][\w.\\?]*|#REF!", re.UNICODE)
"""Whole columns, names."""
_BY_TEXT = re.compile(r"(?:INDIRECT|ADDRESS)\s{0,3}\(", re.IGNORECASE)
"""What builds references out of texts: nobody can see where they point."""


class InsertedRows(NamedTuple):
    """*many* rows put into *sheet* before row *at* (from 0); areas that end just above, in row *grown*, grow with them."""

    sheet: str
    at: int
    many: int
    grown: int | None = None

    def row(self, row: int) -> int:
        """Return where a row (from 0) stands now."""
        return row + self.many if row >= self.at else row

    def bottom(self, row: int) -> int:
        """Return where an area that ended in a row ends now."""
        return row + self.many if row >= self.at or row == self.grown else row

    def area(self, area: Area) -> Area:
        """Return where an area stands now; one the rows came into is as much longer."""
        top, left, bottom, right = area
        return self.row(top), left, self.bottom(bottom), right


def shift_formula(formula: str, moved: InsertedRows, sheet: str) -> str:
    """Return a formula (without =) of *sheet* as it must read now; of a name *sheet* is ""."""
    if _BY_TEXT.search(formula):
        raise Unpatchable(f"formula {formula[:40]}")
    tokens = _formula_tokens(formula)
    if tokens is None:
        raise Unpatchable(f"formula {formula[:40]}")
    return "".join(_shift_token(t, moved, sheet) for t in tokens)


def _formula_tokens(formula: str) -> list[Token] | None:
    """Return the tokens of a formula; None where it is none. openpyxl is imported where a formula is moved, not at start-up."""
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    try:
        tokens: list[Token] = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError):
        return None
    return tokens


def _is_reference(token: Token) -> bool:
    from openpyxl.formula.tokenizer import Token

    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)


def sheets_named(formula: str) -> Iterator[str]:
    """Yield the sheets a formula (without =) refers to by name."""
    for token in _formula_tokens(formula) or ():
        before, mark, _ = token.value.rpartition("!")
        if mark and _is_reference(token):
            yield from _plain_name(before).split(":")


def _plain_name(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'") if quoted.startswith("'") else quoted


def _shift_token(token: Token, moved: InsertedRows, sheet: str) -> str:
    if not _is_reference(token):
        return str(token.value)
    before, mark, reference = token.value.rpartition("!")
    if mark:
        named = _plain_name(before)
        if "!" in before or ":" in named:
            raise Unpatchable(f"reference {token.value[:40]}")
    else:
        named = sheet
    if named.casefold() != moved.sheet.casefold():
        return str(token.value)
    return f"{before}{mark}{_shift_reference(reference, moved)}"


def _shift_reference(reference: str, moved: InsertedRows) -> str:
    if place := _PLACE.fullmatch(reference):
        d1, c1, d2, r1, d3, c2, d4, r2 = place.groups()
        if r2 is None:
            return f"{d1}{c1}{d2}{moved.row(int(r1) - 1) + 1}"
        top, bottom = sorted((int(r1), int(r2)))
        return f"{d1}{c1}{d2}{moved.row(top - 1) + 1}:{d3}{c2}{d4}{moved.bottom(bottom - 1) + 1}"
    if rows := _ROWS.fullmatch(reference):
        d1, r1, d2, r2 = rows.groups()
        return f"{d1}{moved.row(int(r1) - 1) + 1}:{d2}{moved.bottom(int(r2) - 1) + 1}"
    if _NO_ROWS.fullmatch(reference):
        return reference
    raise Unpatchable(f"reference {reference[:40]}")
