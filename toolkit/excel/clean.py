"""A cell as the file holds it to a figure of its declared type, or why not. One cell at a time; never a guess.

Never ``int()`` or ``float()`` on what a clerk typed: they take ``1_000``, ``١٢``, ``nan``. Only ASCII digits and
their full-width forms count here (not ①, not ²), and what was changed on the way is told as ``cleaned``.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.book import CellValue, Kind, to_date
from toolkit.form.words import number as shown

if TYPE_CHECKING:
    from toolkit.form.model import Option
    from toolkit.form.submission import Value

MARKS = {"无", "/", "／", "-", "—", "——", "－", "没有", "暂无", "N/A", "n/a"}
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_STORED = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
"""Full-width forms to their ASCII twins, ideographic and no-break space to a space; nothing else is alike."""
PLAUSIBLE = (datetime.date(1980, 1, 1), datetime.date(2099, 12, 31))
"""A bare number in a date cell is taken for a day only within these."""
LARGEST = Decimal("1e15")
"""From 16 digits on a spreadsheet program has already rounded what was typed."""
NOISE = Decimal("1e-9")
"""Binary fractions are off by less than this; people do not type it."""


class Typed(NamedTuple):
    """What a cell came to: *how* is its place in the account; *code* a finding's, with what it says."""

    value: Value | None
    how: str
    code: str = ""
    said: tuple[tuple[str, str], ...] = ()


class Wanted(NamedTuple):
    """What the form declares of a cell."""

    type: str
    unit: str
    places: int
    options: tuple[Option, ...]


BLANK = Typed(None, "blank")


def typed(cell: CellValue | None, wanted: Wanted, *, epoch_1904: bool) -> Typed:
    """Read *cell* as *wanted*."""
    if cell is None or (cell.kind == Kind.TEXT and not cell.raw.strip()):
        return BLANK
    if cell.kind == Kind.BLANK:
        return Typed(None, "not_understood", "no_result", (("value", cell.formula or ""),))
    if cell.kind == Kind.ERROR:
        return _not("error_value", cell.raw)
    match wanted.type:
        case "count" | "number":
            return _number(cell, wanted)
        case "date":
            return _date(cell, epoch_1904=epoch_1904)
        case "option":
            return _option(cell, wanted.options)
        case _:
            return _text(cell)


def _not(code: str, raw: str) -> Typed:
    return Typed(None, "not_understood", code, (("value", raw[:60]),))


def _cleaned(value: Value, raw: str) -> Typed:
    return Typed(value, "cleaned", "cleaned", (("value", raw[:60]), ("read", shown(value))))


def _number(cell: CellValue, wanted: Wanted) -> Typed:
    raw = cell.raw
    if cell.kind == Kind.NUMBER and _STORED.fullmatch(raw.strip()):
        return _counted(Decimal(raw.strip()), raw, wanted, cleaned=False)
    if cell.kind != Kind.TEXT:
        return _not("not_a_number", raw)
    text = raw.translate(_HALF).strip()
    if raw.strip() in MARKS or text in MARKS:
        return Typed(None, "mark", "mark", (("value", raw[:60]),))
    if wanted.unit and text.endswith(wanted.unit):
        text = text.removesuffix(wanted.unit).rstrip()
    if not _NUMBER.fullmatch(text):
        return _not("not_a_number", raw)
    return _counted(Decimal(text.replace(",", "")), raw, wanted, cleaned=True)


def _counted(number: Decimal, raw: str, wanted: Wanted, *, cleaned: bool) -> Typed:
    """Keep a count as it is (1.5 件 is a fault to show); round any other number to its places."""
    if abs(number) >= LARGEST:
        return _not("not_a_number", raw)
    last = Decimal(1).scaleb(-wanted.places)
    rounded = number.quantize(last, ROUND_HALF_UP)
    off = abs(rounded - number)
    if wanted.type == "count" and off >= NOISE:
        rounded, off = number, Decimal(0)
    value = float(rounded)
    if cleaned or off >= NOISE:
        return _cleaned(value, raw)
    return Typed(value, "zero" if value == 0 else "number")


def _date(cell: CellValue, *, epoch_1904: bool) -> Typed:
    if cell.kind == Kind.DATE:
        day = to_date(cell, epoch_1904)
        return _not("not_a_date", cell.raw) if day is None else Typed(day.isoformat(), "text")
    if cell.kind == Kind.NUMBER:
        day = to_date(cell._replace(kind=Kind.DATE), epoch_1904)
        if day is None or not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]:
            return _not("not_a_date", cell.raw)
        return _cleaned(day.isoformat(), cell.raw)
    text = cell.raw.translate(_HALF).strip()
    found = _DATE.fullmatch(text)
    if cell.kind != Kind.TEXT or not found:
        return _not("not_a_date", cell.raw)
    try:
        day = datetime.date(*(int(part) for part in found.groups()))
    except ValueError:  # the 31st of February
        return _not("not_a_date", cell.raw)
    return _cleaned(day.isoformat(), cell.raw)


def _option(cell: CellValue, options: tuple[Option, ...]) -> Typed:
    for option in options:
        if cell.kind == Kind.TEXT and cell.raw == option.label:
            return Typed(option.id, "text")
    plain = _plain(cell.raw)
    for option in options:
        if plain in (_plain(option.label), _plain(option.id)):
            return _cleaned(option.id, cell.raw)
    return _not("not_an_option", cell.raw)


def _plain(text: str) -> str:
    return re.sub(r"[\s·]", "", unicodedata.normalize("NFKC", text)).casefold()


def _text(cell: CellValue) -> Typed:
    if cell.kind == Kind.TEXT:
        return Typed(cell.raw, "text")
    if cell.kind == Kind.NUMBER and _STORED.fullmatch(cell.raw.strip()):
        number = Decimal(cell.raw.strip())
        text = f"{number:f}"
        return Typed(text.rstrip("0").rstrip(".") if "." in text else text, "text")
    return Typed(cell.raw, "text")
