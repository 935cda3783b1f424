"""A cell as the file holds it to a figure of its declared type, or why not. One cell at a time; never a guess.

Never ``int()`` or ``float()`` on what a clerk typed: they take ``1_000``, ``١٢``, ``nan``. Only ASCII digits and
their full-width forms count here (not ①, not ²), and what was changed on the way is told as ``cleaned``, from what
to what and why. What could be meant, but is not said, comes back as a question (``excel.likely``).
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.trait import BLANK_MARK, RETURN_MARK, ZERO_MARK
from toolkit.form.words import BLANK as EMPTY
from toolkit.form.words import format_number as shown
from toolkit.reading.cell_moments import moment_of_cell, moment_of_text
from toolkit.reading.suggestions import (
    DITTO,
    likely_date,
    likely_number,
    likely_option,
    lookalike_letters_note,
)
from toolkit.sheets.styles import TEXT_LIMIT
from toolkit.text.character_folding import fold_characters
from toolkit.text.dates import FIRST, LAST, find_full_date
from toolkit.xlsx.blank_cells import is_blank
from toolkit.xlsx.cell_appearance import STRUCK_OUT
from toolkit.xlsx.cell_pictures import is_cell_picture
from toolkit.xlsx.cells import CellKind, CellValue

if TYPE_CHECKING:
    from toolkit.form.model import Option
    from toolkit.form.submission import Value
    from toolkit.reading.cell_moments import Moment

MARKS = {
    *("无", "没有", "暂无", "未发生", "不涉及", "不适用", "N/A", "n/a"),
    *("/", "//", "\\", "-", "--", "—", "——", "–", "―", "─", "──"),
}
"""What people write where there is nothing: an answer whose meaning only the form knows."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_IN_TEXT = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+")
_STORED = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_UNSEEN = dict.fromkeys(
    (
        *map(ord, "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u2060\u2062\u2063\u2064\ufeff"),
        *range(0xFE00, 0xFE10),
    )
)
"""Characters without a look of their own. Those that turn the reading direction are not among them (``events.safe``)."""
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | _SPACES | _UNSEEN
"""Full-width forms to their ASCII twins, every space to a space, the unseen to nothing; nothing else is alike."""
DAYS = (FIRST, LAST)
"""The days a form may speak of: what a date cell shows outside these was typed as something else."""
BARE = datetime.date(1980, 1, 1)
"""A bare number in a date cell is taken for a day only from here on: 20240 is hardly one of 1955."""
LARGEST = Decimal("1e15")
"""From 16 digits on a spreadsheet program has already rounded what was typed."""
NOISE = Decimal("1e-9")
"""Binary fractions are off by less than this; people do not type it."""
NOTHING = "空白"
"""How what a format shows as nothing is told."""
SHOWN = 60
"""How much of a cell's text a finding quotes."""

TEXT_NUMBER = "（格子里是文字，不是数，所以表内显示“数字格式不对”）"
TEXT_DATE = "（格子里是文字，不是日期，所以表内显示“日期格式不对”）"
WRITTEN_OTHERWISE = "（与下拉选项的写法不同，所以表内显示“选项不对”）"
ROUNDED = "（按 {} 位小数）"
SERIAL, NOT_FORMATTED = "日期的序号", "（这一格没有设成日期格式，所以显示成一个数）"
NO_DAY = "超出日期范围的数"
BETWEEN_EPOCHS = datetime.timedelta(days=1462)
"""How much later a day is shown once a workbook counts from 1904 instead of 1900."""
YEARS_AFTER = 2
"""How many years after the report's a date may well lie: a term, an expiry."""
NO_TIME = "（只取日期）"
A_DATE = "（格子设成了日期）"
STRUCK_PART = "（划掉的字不算）"
AS_SHOWN = "（按格子里显示的内容；存的是另一种写法）"
MARKED = "（这一格的符号按此处理）"


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
    """What the form declares of a cell; *year* is the report's, to ask 「是否应为」 with."""

    type: str
    unit: str = ""
    places: int = 0
    options: tuple[Option, ...] = ()
    marks: str = RETURN_MARK
    year: int = 0


BLANK = CellReading(None, "blank")


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
        return _not_understood("error_value", cell.raw)
    if cell.kind == CellKind.BROKEN:
        return _not_understood("cell_broken", cell.raw)
    if len(cell.raw) > TEXT_LIMIT:
        return CellReading(
            None,
            "not_understood",
            "text_too_long",
            (("value", str(len(cell.raw))), ("most", str(TEXT_LIMIT))),
        )
    if cell.seen and (cell.seen.struck or (cell.seen.marked and wanted.type != "text")):
        return _ask_about_struck(cell, wanted, epoch_1904=epoch_1904)
    if wanted.type == "text":
        return _read_text(cell, epoch_1904=epoch_1904)
    found = _read_by_type(cell, wanted, epoch_1904=epoch_1904)
    if not found.lost or cell.kind != CellKind.TEXT:
        return found
    if is_nothing_mark(cell):
        return _read_nothing_mark(cell.raw, wanted)
    if above and _normalized_text(cell.raw) in DITTO:
        over = read_cell_value(above, wanted, epoch_1904=epoch_1904)
        if over.value is not None:
            return _not_understood(found.code, cell.raw, _value_text(over.value, wanted.options))
    return found


def _read_by_type(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    match wanted.type:
        case "date":
            return _read_date(cell, wanted, epoch_1904=epoch_1904)
        case "option":
            return _read_option(cell, wanted.options)
        case _:
            return _read_number(cell, wanted, epoch_1904=epoch_1904)


def _ask_about_struck(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    """Ask what was meant by a cell that is drawn through, or by a text of which a part is, or is small."""
    seen = cell.seen
    if seen is None or seen.struck:
        return _not_understood("struck_out", _cell_as_text(cell, epoch_1904=epoch_1904))
    rest = read_cell_value(CellValue(CellKind.TEXT, seen.rest), wanted, epoch_1904=epoch_1904)
    likely = (
        _value_text(rest.value, wanted.options)
        if rest.value is not None
        else dict(rest.said).get("likely", "")
    )
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "not_a_number")
    return _not_understood(code, seen.marked, likely)


def _cell_as_text(cell: CellValue, *, epoch_1904: bool) -> str:
    """Return what a cell holds as people write it: a day as a day."""
    moment = moment_of_cell(cell, epoch_1904=epoch_1904) if cell.kind == CellKind.DATE else None
    return moment.words if moment else _boolean_text(cell)


def retypable_text(cell: CellValue) -> str:
    """Return a cell's text as it can be typed into another workbook, where nothing is drawn through and it is asked again."""
    if cell.seen is None:
        return cell.raw
    return cell.seen.marked or (f"{cell.raw}{STRUCK_OUT}" if cell.seen.struck else cell.raw)


def _normalized_text(raw: str) -> str:
    """Return *raw* as if typed with the narrow keys, without what cannot be seen."""
    return raw.translate(_HALF).strip()


def is_nothing_mark(cell: CellValue) -> bool:
    """Tell whether somebody wrote that there is nothing to write."""
    return cell.kind == CellKind.TEXT and (
        _normalized_text(cell.raw) in MARKS or fold_characters(_normalized_text(cell.raw)) in MARKS
    )


def _not_understood(code: str, raw: str, likely: str = "") -> CellReading:
    said = (("value", raw[:SHOWN]), ("likely", likely)) if likely else (("value", raw[:SHOWN]),)
    return CellReading(None, "not_understood", code, said)


def _cleaned_value(value: Value | None, raw: str, why: str, read: str = "") -> CellReading:
    said = (("value", raw[:SHOWN]), ("read", read or shown(value)), ("why", why))
    return CellReading(value, "cleaned", "cleaned", said)


def _value_text(value: Value, options: tuple[Option, ...]) -> str:
    return next((o.label for o in options if o.id == value), shown(value))


def _read_nothing_mark(raw: str, wanted: ExpectedValue) -> CellReading:
    """Read 「无」「/」「—」 as the form says of this cell."""
    if wanted.marks == ZERO_MARK and wanted.type not in ("date", "option"):  # no day is 0
        return _cleaned_value(0.0, raw, MARKED)
    if wanted.marks == BLANK_MARK:
        return _cleaned_value(None, raw, MARKED, EMPTY)
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "mark")
    return CellReading(None, "mark", code, (("value", raw[:SHOWN]),))


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def _read_number(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    raw = cell.raw
    if cell.kind == CellKind.NUMBER and _STORED.fullmatch(raw.strip()):
        number = Decimal(raw.strip())
        return _check_shown_number(_round_to_places(number, raw, wanted, why=""), cell, number)
    if cell.kind == CellKind.DATE:  # 1/2 became the 2nd of January
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        return _not_understood("not_a_number", f"{moment.words}{A_DATE}" if moment else NO_DAY)
    if cell.kind != CellKind.TEXT:
        return _not_understood("not_a_number", _boolean_text(cell))
    text = _normalized_text(raw)
    if wanted.unit and text.endswith(unit := _normalized_text(wanted.unit)):
        text = text.removesuffix(unit).rstrip()
    if not _NUMBER.fullmatch(text):
        return _not_understood(
            "not_a_number",
            raw + lookalike_letters_note(raw),
            likely_number(_normalized_text(raw), wanted.unit),
        )
    return _round_to_places(Decimal(text.replace(",", "")), raw, wanted, why=TEXT_NUMBER)


def _round_to_places(number: Decimal, raw: str, wanted: ExpectedValue, *, why: str) -> CellReading:
    """Keep a count as it is (1.5 件 is a fault to show); round any other number to its places."""
    if abs(number) >= LARGEST:
        return _not_understood("not_a_number", raw)
    rounded = number.quantize(Decimal(1).scaleb(-wanted.places), ROUND_HALF_UP)
    off = abs(rounded - number)
    if wanted.type == "count" and off >= NOISE:
        rounded, off = number, Decimal(0)
    value = float(rounded) + 0.0  # -0 is 0
    if why or off >= NOISE:
        return _cleaned_value(value, raw, why or ROUNDED.format(wanted.places))
    return CellReading(value, "zero" if value == 0 else "number")


def _check_shown_number(read: CellReading, cell: CellValue, stored: Decimal) -> CellReading:
    """Tell where the format of a cell shows another number than was read of it."""
    text = cell.seen.format.show(stored) if cell.seen and cell.seen.format else None
    if (
        text is None
        or not isinstance(read.value, float)
        or _text_says_number(text, stored)
        or _text_says_number(text, Decimal(read.value))
    ):
        return read
    return _shown_otherwise(read.value, read.how, text.strip(), _all_digits(stored))


def _shown_otherwise(value: Value, how: str, text: str, stored: str) -> CellReading:
    said = (("shown", text[:SHOWN] or NOTHING), ("value", stored[:SHOWN]), ("read", shown(value)))
    return CellReading(value, how, "shown_otherwise", said)


def _text_says_number(text: str, number: Decimal) -> bool:
    """Tell whether what is shown says *number*; a dash or the like says 0."""
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


def _boolean_text(cell: CellValue) -> str:
    return {"1": "TRUE", "0": "FALSE"}.get(cell.raw, cell.raw) if cell.kind == CellKind.BOOL else cell.raw


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────


def _read_date(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    raw = cell.raw.strip()
    if cell.kind == CellKind.DATE:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        read = _read_moment_day(moment, wanted.year if epoch_1904 else 0)
        text = _day_shown(cell, moment)
        if text and isinstance(read.value, str) and "d" not in _format_letters(cell):
            return _shown_otherwise(read.value, read.how, text, read.value)
        return read
    if cell.kind == CellKind.NUMBER:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        if moment is not None and BARE <= moment.day <= DAYS[1]:
            read = _read_moment_day(moment, wanted.year if epoch_1904 else 0)
            return read if read.lost else _cleaned_value(read.value, SERIAL, NOT_FORMATTED)
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
        return _not_understood("not_a_date", _boolean_text(cell))
    text = _normalized_text(raw)
    if moment := moment_of_text(text):
        read = _read_moment_day(moment)
        return read if read.lost else _cleaned_value(read.value, raw, TEXT_DATE)
    if day := find_full_date(text):
        return _cleaned_value(day.isoformat(), raw, TEXT_DATE)
    return _not_understood("not_a_date", raw, likely_date(text, wanted.year))


def _read_moment_day(moment: Moment | None, year_1904: int = 0) -> CellReading:
    """Read the day of a moment; where programs may have moved it, ask.

    *year_1904* is the report's year in a workbook that counts days from 1904: a day years after it was typed before the
    workbook was switched to that.
    """
    if moment is None:
        return _not_understood("not_a_date", NO_DAY)
    if not DAYS[0] <= moment.day <= DAYS[1]:
        return _not_understood("not_a_date", moment.day.isoformat())
    if year_1904 and moment.day.year > year_1904 + YEARS_AFTER:
        return _not_understood("not_a_date", moment.words, (moment.day - BETWEEN_EPOCHS).isoformat())
    if moment.meant != moment.day:
        return _not_understood("not_a_date", moment.words, moment.meant.isoformat())
    day = moment.day.isoformat()
    return _cleaned_value(day, moment.words, NO_TIME) if moment.timed else CellReading(day, "text")


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────


def _read_option(cell: CellValue, options: tuple[Option, ...]) -> CellReading:
    for option in options:
        if cell.kind == CellKind.TEXT and cell.raw == option.label:
            return CellReading(option.id, "text")
    bare = _comparable_text(cell.raw)
    for option in options:
        if bare in (_comparable_text(option.label), _comparable_text(option.id)):
            return _cleaned_value(option.id, cell.raw, WRITTEN_OTHERWISE, option.label)
    return _not_understood(
        "not_an_option",
        _boolean_text(cell),
        likely_option(bare, {o.label: _comparable_text(o.label) for o in options}),
    )


def _comparable_text(text: str) -> str:
    return re.sub(r"[\s·]", "", fold_characters(text.translate(_UNSEEN))).casefold()


def _read_text(cell: CellValue, *, epoch_1904: bool) -> CellReading:
    """Take words as they are; a number as people see it; a day as a day (its serial number says nothing)."""
    if cell.kind == CellKind.NUMBER and _STORED.fullmatch(cell.raw.strip()):
        return _text_of_number(cell, Decimal(cell.raw.strip()))
    if cell.seen and cell.seen.marked and STRUCK_OUT in cell.seen.marked:
        return _cleaned_value(cell.raw, cell.seen.marked, STRUCK_PART)
    if cell.kind == CellKind.TEXT and cell.seen and cell.seen.format and cell.seen.format.hides_text:
        return _shown_otherwise(cell.raw, "text", "", cell.raw)
    if cell.kind == CellKind.DATE and (moment := moment_of_cell(cell, epoch_1904=epoch_1904)):
        day = moment.words
        if text := _day_shown(cell, moment):
            return _cleaned_value(text, day, AS_SHOWN)
        return CellReading(day, "text") if cell.raw == day else _cleaned_value(day, day, A_DATE)
    return CellReading(_boolean_text(cell), "text")


def _text_of_number(cell: CellValue, number: Decimal) -> CellReading:
    """Return a number in a column of words: as it is shown, for a code's zeros are its own; nothing of it may be lost."""
    text = _all_digits(number)
    if abs(number) >= LARGEST:
        return CellReading(
            None,
            "not_understood",
            "digits_lost",
            (("value", text[:SHOWN]), ("count", str(len(text.lstrip("-"))))),
        )
    seen = cell.seen.format.show(number) if cell.seen and cell.seen.format else None
    if seen is None:
        return CellReading(text, "text")
    if not seen.strip():
        return _shown_otherwise(text, "text", "", text)
    alike = seen.strip().replace(",", "")
    if "." in alike:
        alike = alike.rstrip("0").rstrip(".")
    return CellReading(text, "text") if alike == text else _cleaned_value(seen.strip(), text, AS_SHOWN)


def _format_letters(cell: CellValue) -> frozenset[str]:
    return cell.seen.format.letters if cell.seen and cell.seen.format else frozenset()


def _day_shown(cell: CellValue, moment: Moment | None) -> str | None:
    """Return a day as its cell shows it, where that is less than the day."""
    if moment is None or cell.seen is None or cell.seen.format is None:
        return None
    return cell.seen.format.show_day(moment.day)
