"""A cell as the file holds it to a figure of its declared type, or why not. One cell at a time; never a guess.

Never ``int()`` or ``float()`` on what a clerk typed: they take ``1_000``, ``١٢``, ``nan``. Only ASCII digits and
their full-width forms count here (not ①, not ²), and what was changed on the way is told as ``cleaned``, from what
to what and why. What could be meant, but is not said, comes back as a question (``suggestions``).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from toolkit.form.trait import BLANK_MARK, PERCENT_PLACES, ZERO_MARK, format_percentage
from toolkit.form.words import BLANK as EMPTY
from toolkit.form.words import format_number as shown
from toolkit.text.character_folding import fold_characters
from toolkit.values.cell_moments import NO_DAY, day_shown_by_format, moment_of_cell, read_date_value
from toolkit.values.cell_reading import (
    BLANK,
    SHOWN,
    UNSEEN,
    CellReading,
    ExpectedValue,
    boolean_text,
    cleaned_value,
    is_nothing_mark,
    normalize_cell_text,
    not_understood,
    shown_otherwise,
)
from toolkit.values.suggestions import DITTO, likely_number, likely_option, lookalike_letters_note
from toolkit.xlsx.cell_appearance import STRUCK_OUT
from toolkit.xlsx.cells import NUMBER, TEXT_LIMIT, CellKind, CellValue, is_blank, is_cell_picture

if TYPE_CHECKING:
    from toolkit.form.model import Option
    from toolkit.form.submission import Value

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_NEGATIVE = re.compile(
    r"\([ ]{0,2}([0-9][0-9,.]{0,30})[ ]{0,2}\)|(?:[\u2212\u2013]|负)[ ]{0,2}([0-9][0-9,.]{0,30})"
)
"""How a number below 0 is written: （5）, −5, 负5."""
_IN_TEXT = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+")
LARGEST = Decimal("1e15")
"""From 16 digits on a spreadsheet program has already rounded what was typed."""
NOISE = Decimal("1e-9")
"""Binary fractions are off by less than this; people do not type it."""

TEXT_NUMBER = "（格子里是文字，不是数，所以表内显示“数字格式不对”）"
WRITTEN_OTHERWISE = "（与下拉选项的写法不同，所以表内显示“选项不对”）"
ROUNDED = "（按 {} 位小数）"
A_PERCENTAGE = "（格子设成了百分数，所以表内按 1 以内的小数判断）"
PERCENT_SIGNS = ("%", "％")
A_DATE = "（格子设成了日期）"
STRUCK_PART = "（划掉的字不算）"
AS_SHOWN = "（按格子里显示的内容；存的是另一种写法）"
MARKED = "（这一格的符号按此处理）"


def read_cell_value(
    cell: CellValue | None, wanted: ExpectedValue, *, epoch_1904: bool, above: CellValue | None = None
) -> CellReading:
    """Read *cell* as *wanted*; *above* is the cell over it, for those who write 同上."""
    if cell is not None and is_cell_picture(cell):
        return CellReading(None, "not_understood", "cell_is_picture")
    if cell is None or is_blank(cell):
        return BLANK
    if cell.kind == CellKind.BLANK:
        return CellReading(None, "not_understood", "no_result", (("value", cell.formula or ""),))
    if cell.kind == CellKind.ERROR:
        return not_understood("error_value", cell.raw)
    if cell.kind == CellKind.BROKEN:
        return not_understood("cell_broken", cell.raw)
    if len(cell.raw) > TEXT_LIMIT:
        return not_understood("text_too_long", str(len(cell.raw)), most=str(TEXT_LIMIT))
    if cell.seen and (cell.seen.struck or (cell.seen.marked and wanted.type != "text")):
        return _ask_about_struck(cell, wanted, epoch_1904=epoch_1904)
    if wanted.type == "text":
        return _read_text(cell, epoch_1904=epoch_1904)
    found = _read_by_type(cell, wanted, epoch_1904=epoch_1904)
    if not found.lost or cell.kind != CellKind.TEXT:
        return found
    if is_nothing_mark(cell):
        return _read_nothing_mark(cell.raw, wanted)
    if above and normalize_cell_text(cell.raw) in DITTO:
        over = read_cell_value(above, wanted, epoch_1904=epoch_1904)
        if over.value is not None:
            return not_understood(found.code, cell.raw, _value_text(over.value, wanted.options))
    return found


def _read_by_type(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    match wanted.type:
        case "date":
            return read_date_value(cell, wanted, epoch_1904=epoch_1904)
        case "option":
            return _read_option(cell, wanted.options)
        case _:
            return _read_number(cell, wanted, epoch_1904=epoch_1904)


def _ask_about_struck(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    """Ask what was meant by a cell that is drawn through, or by a text of which a part is, or is small."""
    seen = cell.seen
    if seen is None or seen.struck:
        return not_understood("struck_out", _cell_as_text(cell, epoch_1904=epoch_1904))
    rest = read_cell_value(CellValue(CellKind.TEXT, seen.rest), wanted, epoch_1904=epoch_1904)
    likely = dict(rest.said).get("likely", "")
    if rest.value is not None:
        likely = _value_text(rest.value, wanted.options)
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "not_a_number")
    return not_understood(code, seen.marked, likely)


def _cell_as_text(cell: CellValue, *, epoch_1904: bool) -> str:
    """Return what a cell holds as people write it: a day as a day."""
    moment = moment_of_cell(cell, epoch_1904=epoch_1904) if cell.kind == CellKind.DATE else None
    return moment.words if moment else boolean_text(cell)


def retypable_text(cell: CellValue) -> str:
    """Return a cell's text as it can be typed into another workbook, where nothing is drawn through and it is asked again."""
    if cell.seen is None:
        return cell.raw
    return cell.seen.marked or (f"{cell.raw}{STRUCK_OUT}" if cell.seen.struck else cell.raw)


def _value_text(value: Value, options: tuple[Option, ...]) -> str:
    return next((o.label for o in options if o.id == value), shown(value))


def _read_nothing_mark(raw: str, wanted: ExpectedValue) -> CellReading:
    """Read 「无」「/」「—」 as the form says of this cell; of a rate they say that it has nothing to be divided by."""
    if wanted.when_zero:
        return CellReading(wanted.when_zero, "text")
    if wanted.when_zero is not None:
        return BLANK
    if wanted.marks == ZERO_MARK and wanted.type not in ("date", "option"):  # no day is 0
        return cleaned_value(0.0, raw, MARKED)
    if wanted.marks == BLANK_MARK:
        return cleaned_value(None, raw, MARKED, EMPTY)
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "mark")
    return CellReading(None, "mark", code, (("value", raw[:SHOWN]),))


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def plain_negative(text: str) -> str:
    """Return the number of an accountant's way of writing one below 0 with a plain minus; any other text as it is."""
    found = _NEGATIVE.fullmatch(text)
    return f"-{found[1] or found[2]}" if found else text


def _read_number(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    raw = cell.raw
    if cell.kind == CellKind.NUMBER and NUMBER.fullmatch(raw.strip()):
        return _read_stored_number(cell, Decimal(raw.strip()), wanted)
    if cell.kind == CellKind.DATE:  # 1/2 became the 2nd of January
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        return not_understood("not_a_number", f"{moment.words}{A_DATE}" if moment else NO_DAY)
    if cell.kind != CellKind.TEXT:
        return not_understood("not_a_number", boolean_text(cell))
    text = normalize_cell_text(raw)
    if wanted.percent:
        return _read_percentage(raw, text, wanted)
    if wanted.unit and text.endswith(unit := normalize_cell_text(wanted.unit)):
        text = text.removesuffix(unit).rstrip()
    if wanted.negative:
        text = plain_negative(text)
    if not _NUMBER.fullmatch(text):
        likely = likely_number(normalize_cell_text(raw), wanted.unit)
        return not_understood("not_a_number", raw + lookalike_letters_note(raw), likely)
    return _round_to_places(Decimal(text.replace(",", "")), raw, wanted, why=TEXT_NUMBER)


def _read_stored_number(cell: CellValue, number: Decimal, wanted: ExpectedValue) -> CellReading:
    """Read a number; of a percentage it depends on what people see whether 95.3 or 0.953 is meant."""
    share = wanted.percent or wanted.unit in PERCENT_SIGNS
    text = cell.seen.format.show(number) if share and cell.seen and cell.seen.format else None
    seen = text is not None and "%" in text
    if wanted.percent and not seen and abs(number) > 1:
        return not_understood("not_a_number", cell.raw, f"{_all_digits(number)}%")
    if seen and not wanted.percent:
        if abs(number) > 1:
            return not_understood("not_a_number", f"{text}（存的是 {_all_digits(number)}）")
        return _round_to_places(number * 100, str(text).strip(), wanted, why=A_PERCENTAGE)
    return _check_shown_number(_round_to_places(number, cell.raw, wanted, why=""), cell, number, wanted)


def _read_percentage(raw: str, text: str, wanted: ExpectedValue) -> CellReading:
    """Read a text as a share of 1: 95.3% says it, 0.953 too, 95.3 may be either of two things."""
    bare = text.removesuffix("%").rstrip()
    bare = plain_negative(bare) if wanted.negative else bare
    if not _NUMBER.fullmatch(bare):
        return not_understood("not_a_number", raw + lookalike_letters_note(raw))
    number = Decimal(bare.replace(",", ""))
    if text.endswith("%"):
        return _round_to_places(number / 100, raw, wanted, why=TEXT_NUMBER)
    if abs(number) > 1:
        return not_understood("not_a_number", raw, f"{bare}%")
    return _round_to_places(number, raw, wanted, why=TEXT_NUMBER)


def _round_to_places(number: Decimal, raw: str, wanted: ExpectedValue, *, why: str) -> CellReading:
    """Keep a count as it is (1.5 件 is a fault to show); round any other number to its places."""
    if abs(number) >= LARGEST:
        return not_understood("not_a_number", raw)
    rounded = number.quantize(Decimal(1).scaleb(-wanted.places), ROUND_HALF_UP)
    off = abs(rounded - number)
    if wanted.type == "count" and off >= NOISE:
        rounded, off = number, Decimal(0)
    value = float(rounded) + 0.0  # -0 is 0
    if why or off >= NOISE:
        places = wanted.places - PERCENT_PLACES if wanted.percent else wanted.places
        read = format_percentage(value) if wanted.percent else ""
        return cleaned_value(value, raw, why or ROUNDED.format(places), read)
    return CellReading(value, "zero" if value == 0 else "number")


def _check_shown_number(
    read: CellReading, cell: CellValue, stored: Decimal, wanted: ExpectedValue
) -> CellReading:
    """Tell where the format of a cell shows another number than was read of it."""
    text = cell.seen.format.show(stored) if cell.seen and cell.seen.format else None
    if text is None or not isinstance(read.value, float):
        return read
    if any(_text_says_number(text, number, wanted) for number in (stored, Decimal(read.value))):
        return read
    return shown_otherwise(read.value, read.how, text.strip(), _all_digits(stored))


def _text_says_number(text: str, number: Decimal, wanted: ExpectedValue) -> bool:
    """Tell whether what is shown says *number*; a dash or the like says 0."""
    if wanted.percent and text.count("%") == 1:
        text, number = text.replace("%", ""), number * 100
    found = _IN_TEXT.findall(text)
    if not found:
        return number == 0 and bool(text.strip())
    minus = "-" in text[: text.find(found[0])] or text.strip().startswith("(")
    said = Decimal(found[0].replace(",", "")) * (-1 if minus else 1)
    return len(found) == 1 and "%" not in text and abs(said - number) < NOISE


def _all_digits(number: Decimal) -> str:
    """Return a number with all its digits."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────


def _read_option(cell: CellValue, options: tuple[Option, ...]) -> CellReading:
    for option in options:
        if cell.kind == CellKind.TEXT and cell.raw == option.label:
            return CellReading(option.id, "text")
    bare = _comparable_text(cell.raw)
    for option in options:
        if bare in (_comparable_text(option.label), _comparable_text(option.id)):
            return cleaned_value(option.id, cell.raw, WRITTEN_OTHERWISE, option.label)
    likely = likely_option(bare, {o.label: _comparable_text(o.label) for o in options})
    return not_understood("not_an_option", boolean_text(cell), likely)


def _comparable_text(text: str) -> str:
    return re.sub(r"[\s·]", "", fold_characters(text.translate(UNSEEN))).casefold()


def _read_text(cell: CellValue, *, epoch_1904: bool) -> CellReading:
    """Take words as they are; a number as people see it; a day as a day (its serial number says nothing)."""
    if cell.kind == CellKind.NUMBER and NUMBER.fullmatch(cell.raw.strip()):
        return _text_of_number(cell, Decimal(cell.raw.strip()))
    if cell.seen and cell.seen.marked and STRUCK_OUT in cell.seen.marked:
        return cleaned_value(cell.raw, cell.seen.marked, STRUCK_PART)
    if cell.kind == CellKind.TEXT and cell.seen and cell.seen.format and cell.seen.format.hides_text:
        return shown_otherwise(cell.raw, "text", "", cell.raw)
    if cell.kind == CellKind.DATE and (moment := moment_of_cell(cell, epoch_1904=epoch_1904)):
        day = moment.words
        if text := day_shown_by_format(cell, moment):
            return cleaned_value(text, day, AS_SHOWN)
        return CellReading(day, "text") if cell.raw == day else cleaned_value(day, day, A_DATE)
    return CellReading(boolean_text(cell), "text")


def _text_of_number(cell: CellValue, number: Decimal) -> CellReading:
    """Return a number in a column of words: as it is shown, for a code's zeros are its own; nothing of it may be lost."""
    text = _all_digits(number)
    if abs(number) >= LARGEST:
        return not_understood("digits_lost", text, count=str(len(text.lstrip("-"))))
    seen = cell.seen.format.show(number) if cell.seen and cell.seen.format else None
    if seen is None:
        return CellReading(text, "text")
    if not seen.strip():
        return shown_otherwise(text, "text", "", text)
    alike = seen.strip().replace(",", "")
    if "." in alike:
        alike = alike.rstrip("0").rstrip(".")
    return CellReading(text, "text") if alike == text else cleaned_value(seen.strip(), text, AS_SHOWN)
