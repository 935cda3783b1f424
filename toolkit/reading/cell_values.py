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

from toolkit.form.model import BLANK_MARK, RETURN_MARK, ZERO_MARK
from toolkit.form.words import BLANK as EMPTY
from toolkit.form.words import number as shown
from toolkit.reading.cell_moments import moment_of_cell, moment_of_text
from toolkit.reading.suggestions import DITTO, letters_in, likely_date, likely_number, likely_option
from toolkit.sheets.styles import TEXT_LIMIT
from toolkit.text.character_folding import fold_characters
from toolkit.text.dates import FIRST, LAST, whole_day
from toolkit.xlsx.blank_cells import is_blank
from toolkit.xlsx.cell_appearance import STRUCK_OUT
from toolkit.xlsx.cell_pictures import is_picture
from toolkit.xlsx.open_workbook import CellValue, Kind

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


class Typed(NamedTuple):
    """What a cell came to: *how* is its place in the account; *code* a finding's, with what it says."""

    value: Value | None
    how: str
    code: str = ""
    said: tuple[tuple[str, str], ...] = ()

    @property
    def lost(self) -> bool:
        """Tell whether something stands there that could not be read."""
        return self.how in ("mark", "not_understood")


class Wanted(NamedTuple):
    """What the form declares of a cell; *year* is the report's, to ask 「是否应为」 with."""

    type: str
    unit: str = ""
    places: int = 0
    options: tuple[Option, ...] = ()
    marks: str = RETURN_MARK
    year: int = 0


BLANK = Typed(None, "blank")


def typed(
    cell: CellValue | None, wanted: Wanted, *, epoch_1904: bool, above: CellValue | None = None
) -> Typed:
    """Read *cell* as *wanted*; *above* is the cell over it, for those who write 同上."""
    if cell is not None and is_picture(cell):
        return Typed(None, "not_understood", "cell_is_picture")
    if cell is None or is_blank(cell):
        return BLANK
    if cell.kind == Kind.BLANK:
        return Typed(None, "not_understood", "no_result", (("value", cell.formula or ""),))
    if cell.kind == Kind.ERROR:
        return _not("error_value", cell.raw)
    if cell.kind == Kind.BROKEN:
        return _not("cell_broken", cell.raw)
    if len(cell.raw) > TEXT_LIMIT:
        return Typed(
            None,
            "not_understood",
            "text_too_long",
            (("value", str(len(cell.raw))), ("most", str(TEXT_LIMIT))),
        )
    if cell.seen and (cell.seen.struck or (cell.seen.marked and wanted.type != "text")):
        return _drawn_through(cell, wanted, epoch_1904=epoch_1904)
    if wanted.type == "text":
        return _text(cell, epoch_1904=epoch_1904)
    found = _asked(cell, wanted, epoch_1904=epoch_1904)
    if not found.lost or cell.kind != Kind.TEXT:
        return found
    if is_mark(cell):
        return _mark(cell.raw, wanted)
    if above and _plain(cell.raw) in DITTO:
        over = typed(above, wanted, epoch_1904=epoch_1904)
        if over.value is not None:
            return _not(found.code, cell.raw, _worded(over.value, wanted.options))
    return found


def _asked(cell: CellValue, wanted: Wanted, *, epoch_1904: bool) -> Typed:
    match wanted.type:
        case "date":
            return _date(cell, wanted, epoch_1904=epoch_1904)
        case "option":
            return _option(cell, wanted.options)
        case _:
            return _number(cell, wanted, epoch_1904=epoch_1904)


def _drawn_through(cell: CellValue, wanted: Wanted, *, epoch_1904: bool) -> Typed:
    """Ask what was meant by a cell that is drawn through, or by a text of which a part is, or is small."""
    seen = cell.seen
    if seen is None or seen.struck:
        return _not("struck_out", _as_words(cell, epoch_1904=epoch_1904))
    rest = typed(CellValue(Kind.TEXT, seen.rest), wanted, epoch_1904=epoch_1904)
    likely = (
        _worded(rest.value, wanted.options) if rest.value is not None else dict(rest.said).get("likely", "")
    )
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "not_a_number")
    return _not(code, seen.marked, likely)


def _as_words(cell: CellValue, *, epoch_1904: bool) -> str:
    """Return what a cell holds as people write it: a day as a day."""
    moment = moment_of_cell(cell, epoch_1904=epoch_1904) if cell.kind == Kind.DATE else None
    return moment.words if moment else _bool(cell)


def as_typed(cell: CellValue) -> str:
    """Return a cell's text as it can be typed into another workbook, where nothing is drawn through and it is asked again."""
    if cell.seen is None:
        return cell.raw
    return cell.seen.marked or (f"{cell.raw}{STRUCK_OUT}" if cell.seen.struck else cell.raw)


def _plain(raw: str) -> str:
    """Return *raw* as if typed with the narrow keys, without what cannot be seen."""
    return raw.translate(_HALF).strip()


def is_mark(cell: CellValue) -> bool:
    """Tell whether somebody wrote that there is nothing to write."""
    return cell.kind == Kind.TEXT and (
        _plain(cell.raw) in MARKS or fold_characters(_plain(cell.raw)) in MARKS
    )


def _not(code: str, raw: str, likely: str = "") -> Typed:
    said = (("value", raw[:SHOWN]), ("likely", likely)) if likely else (("value", raw[:SHOWN]),)
    return Typed(None, "not_understood", code, said)


def _cleaned(value: Value | None, raw: str, why: str, read: str = "") -> Typed:
    said = (("value", raw[:SHOWN]), ("read", read or shown(value)), ("why", why))
    return Typed(value, "cleaned", "cleaned", said)


def _worded(value: Value, options: tuple[Option, ...]) -> str:
    return next((o.label for o in options if o.id == value), shown(value))


def _mark(raw: str, wanted: Wanted) -> Typed:
    """Read 「无」「/」「—」 as the form says of this cell."""
    if wanted.marks == ZERO_MARK and wanted.type not in ("date", "option"):  # no day is 0
        return _cleaned(0.0, raw, MARKED)
    if wanted.marks == BLANK_MARK:
        return _cleaned(None, raw, MARKED, EMPTY)
    code = {"date": "not_a_date", "option": "not_an_option"}.get(wanted.type, "mark")
    return Typed(None, "mark", code, (("value", raw[:SHOWN]),))


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def _number(cell: CellValue, wanted: Wanted, *, epoch_1904: bool) -> Typed:
    raw = cell.raw
    if cell.kind == Kind.NUMBER and _STORED.fullmatch(raw.strip()):
        number = Decimal(raw.strip())
        return _as_shown(_counted(number, raw, wanted, why=""), cell, number)
    if cell.kind == Kind.DATE:  # 1/2 became the 2nd of January
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        return _not("not_a_number", f"{moment.words}{A_DATE}" if moment else NO_DAY)
    if cell.kind != Kind.TEXT:
        return _not("not_a_number", _bool(cell))
    text = _plain(raw)
    if wanted.unit and text.endswith(unit := _plain(wanted.unit)):
        text = text.removesuffix(unit).rstrip()
    if not _NUMBER.fullmatch(text):
        return _not("not_a_number", raw + letters_in(raw), likely_number(_plain(raw), wanted.unit))
    return _counted(Decimal(text.replace(",", "")), raw, wanted, why=TEXT_NUMBER)


def _counted(number: Decimal, raw: str, wanted: Wanted, *, why: str) -> Typed:
    """Keep a count as it is (1.5 件 is a fault to show); round any other number to its places."""
    if abs(number) >= LARGEST:
        return _not("not_a_number", raw)
    rounded = number.quantize(Decimal(1).scaleb(-wanted.places), ROUND_HALF_UP)
    off = abs(rounded - number)
    if wanted.type == "count" and off >= NOISE:
        rounded, off = number, Decimal(0)
    value = float(rounded) + 0.0  # -0 is 0
    if why or off >= NOISE:
        return _cleaned(value, raw, why or ROUNDED.format(wanted.places))
    return Typed(value, "zero" if value == 0 else "number")


def _as_shown(read: Typed, cell: CellValue, stored: Decimal) -> Typed:
    """Tell where the format of a cell shows another number than was read of it."""
    text = cell.seen.format.show(stored) if cell.seen and cell.seen.format else None
    if (
        text is None
        or not isinstance(read.value, float)
        or _says(text, stored)
        or _says(text, Decimal(read.value))
    ):
        return read
    return _otherwise(read.value, read.how, text.strip(), _digits(stored))


def _otherwise(value: Value, how: str, text: str, stored: str) -> Typed:
    said = (("shown", text[:SHOWN] or NOTHING), ("value", stored[:SHOWN]), ("read", shown(value)))
    return Typed(value, how, "shown_otherwise", said)


def _says(text: str, number: Decimal) -> bool:
    """Tell whether what is shown says *number*; a dash or the like says 0."""
    found = _IN_TEXT.findall(text)
    if not found:
        return number == 0 and bool(text.strip())
    minus = "-" in text[: text.find(found[0])] or text.strip().startswith("(")
    said = Decimal(found[0].replace(",", "")) * (-1 if minus else 1)
    return len(found) == 1 and "%" not in text and abs(said - number) < NOISE


def _digits(number: Decimal) -> str:
    """Return a number with all its digits."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bool(cell: CellValue) -> str:
    return {"1": "TRUE", "0": "FALSE"}.get(cell.raw, cell.raw) if cell.kind == Kind.BOOL else cell.raw


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────


def _date(cell: CellValue, wanted: Wanted, *, epoch_1904: bool) -> Typed:
    raw = cell.raw.strip()
    if cell.kind == Kind.DATE:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        read = _of_moment(moment, wanted.year if epoch_1904 else 0)
        text = _day_shown(cell, moment)
        if text and isinstance(read.value, str) and "d" not in _letters(cell):
            return _otherwise(read.value, read.how, text, read.value)
        return read
    if cell.kind == Kind.NUMBER:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        if moment is not None and BARE <= moment.day <= DAYS[1]:
            read = _of_moment(moment, wanted.year if epoch_1904 else 0)
            return read if read.lost else _cleaned(read.value, SERIAL, NOT_FORMATTED)
    if cell.kind not in (Kind.TEXT, Kind.NUMBER):
        return _not("not_a_date", _bool(cell))
    text = _plain(raw)
    if moment := moment_of_text(text):
        read = _of_moment(moment)
        return read if read.lost else _cleaned(read.value, raw, TEXT_DATE)
    if day := whole_day(text):
        return _cleaned(day.isoformat(), raw, TEXT_DATE)
    return _not("not_a_date", raw, likely_date(text, wanted.year))


def _of_moment(moment: Moment | None, year_1904: int = 0) -> Typed:
    """Read the day of a moment; where programs may have moved it, ask.

    *year_1904* is the report's year in a workbook that counts days from 1904: a day years after it was typed before the
    workbook was switched to that.
    """
    if moment is None:
        return _not("not_a_date", NO_DAY)
    if not DAYS[0] <= moment.day <= DAYS[1]:
        return _not("not_a_date", moment.day.isoformat())
    if year_1904 and moment.day.year > year_1904 + YEARS_AFTER:
        return _not("not_a_date", moment.words, (moment.day - BETWEEN_EPOCHS).isoformat())
    if moment.meant != moment.day:
        return _not("not_a_date", moment.words, moment.meant.isoformat())
    day = moment.day.isoformat()
    return _cleaned(day, moment.words, NO_TIME) if moment.timed else Typed(day, "text")


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────


def _option(cell: CellValue, options: tuple[Option, ...]) -> Typed:
    for option in options:
        if cell.kind == Kind.TEXT and cell.raw == option.label:
            return Typed(option.id, "text")
    bare = _bare(cell.raw)
    for option in options:
        if bare in (_bare(option.label), _bare(option.id)):
            return _cleaned(option.id, cell.raw, WRITTEN_OTHERWISE, option.label)
    return _not("not_an_option", _bool(cell), likely_option(bare, {o.label: _bare(o.label) for o in options}))


def _bare(text: str) -> str:
    return re.sub(r"[\s·]", "", fold_characters(text.translate(_UNSEEN))).casefold()


def _text(cell: CellValue, *, epoch_1904: bool) -> Typed:
    """Take words as they are; a number as people see it; a day as a day (its serial number says nothing)."""
    if cell.kind == Kind.NUMBER and _STORED.fullmatch(cell.raw.strip()):
        return _text_of_number(cell, Decimal(cell.raw.strip()))
    if cell.seen and cell.seen.marked and STRUCK_OUT in cell.seen.marked:
        return _cleaned(cell.raw, cell.seen.marked, STRUCK_PART)
    if cell.kind == Kind.TEXT and cell.seen and cell.seen.format and cell.seen.format.hides_text:
        return _otherwise(cell.raw, "text", "", cell.raw)
    if cell.kind == Kind.DATE and (moment := moment_of_cell(cell, epoch_1904=epoch_1904)):
        day = moment.words
        if text := _day_shown(cell, moment):
            return _cleaned(text, day, AS_SHOWN)
        return Typed(day, "text") if cell.raw == day else _cleaned(day, day, A_DATE)
    return Typed(_bool(cell), "text")


def _text_of_number(cell: CellValue, number: Decimal) -> Typed:
    """Return a number in a column of words: as it is shown, for a code's zeros are its own; nothing of it may be lost."""
    text = _digits(number)
    if abs(number) >= LARGEST:
        return Typed(
            None,
            "not_understood",
            "digits_lost",
            (("value", text[:SHOWN]), ("count", str(len(text.lstrip("-"))))),
        )
    seen = cell.seen.format.show(number) if cell.seen and cell.seen.format else None
    if seen is None:
        return Typed(text, "text")
    if not seen.strip():
        return _otherwise(text, "text", "", text)
    alike = seen.strip().replace(",", "")
    if "." in alike:
        alike = alike.rstrip("0").rstrip(".")
    return Typed(text, "text") if alike == text else _cleaned(seen.strip(), text, AS_SHOWN)


def _letters(cell: CellValue) -> frozenset[str]:
    return cell.seen.format.letters if cell.seen and cell.seen.format else frozenset()


def _day_shown(cell: CellValue, moment: Moment | None) -> str | None:
    """Return a day as its cell shows it, where that is less than the day."""
    if moment is None or cell.seen is None or cell.seen.format is None:
        return None
    return cell.seen.format.show_day(moment.day)
