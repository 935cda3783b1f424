"""What day a cell's date, or its text with a time of day, speaks of; and where that is in doubt, which day was likely meant.

Programs of the web keep a day as the instant it begins, somewhere: as 16:00 of the day before in Greenwich, or a few
minutes too early, for they reckon with the local time Shanghai had before 1901. Cut off at its day such an instant is the day before.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import NamedTuple

from toolkit.text.dates import FIRST, LAST, find_full_date
from toolkit.values.cell_reading import (
    CellReading,
    ExpectedValue,
    boolean_text,
    cleaned_value,
    normalize_cell_text,
    not_understood,
    shown_otherwise,
)
from toolkit.values.suggestions import likely_date
from toolkit.xlsx.cells import NUMBER, CellKind, CellValue

CHINA = datetime.timezone(datetime.timedelta(hours=8))
"""Where every office is: the civil day a workbook speaks of."""
NEARLY = datetime.timedelta(minutes=6)
"""What is less than this before midnight is not a time anybody typed; Shanghai's old local time was 5 min 43 s ahead."""
GREENWICH = datetime.time(16)
"""What midnight in China is in Greenwich."""
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?P<apart>[T ])([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r" ?(Z|[-+][0-9]{2}:?[0-9]{2})?"
)
_DAY_OF_SECONDS = 86_400
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+Z?)?")
DAYS = (FIRST, LAST)
"""The days a form may speak of: what a date cell shows outside these was typed as something else."""
BARE = datetime.date(1980, 1, 1)
"""A bare number in a date cell is taken for a day only from here on: 20240 is hardly one of 1955."""
TEXT_DATE = "（格子里是文字，不是日期，所以表内显示“日期格式不对”）"

SERIAL, NOT_FORMATTED = "日期的序号", "（这一格没有设成日期格式，所以显示成一个数）"
NO_DAY = "超出日期范围的数"
BETWEEN_EPOCHS = datetime.timedelta(days=1462)
"""How much later a day is shown once a workbook counts from 1904 instead of 1900."""
YEARS_AFTER = 2
"""How many years after the report's a date may well lie: a term, an expiry."""
NO_TIME = "（只取日期）"


class Moment(NamedTuple):
    """A point in time as a file holds it; *by_program* where no person wrote it so."""

    at: datetime.datetime
    by_program: bool

    @property
    def day(self) -> datetime.date:
        """Return the day as it is written."""
        return self.at.date()

    @property
    def timed(self) -> bool:
        """Tell whether it says more than a day."""
        return self.at.time() != datetime.time(0)

    @property
    def meant(self) -> datetime.date:
        """Return the day that was likely meant; where it is another than ``day``, somebody must be asked."""
        if self.at.tzinfo:
            return (self.at.astimezone(CHINA) + NEARLY).date()
        if self.by_program and self.at.time() == GREENWICH:
            return self.day + datetime.timedelta(days=1)
        return (self.at + NEARLY).date()

    @property
    def words(self) -> str:
        """Return it as people read it, never as a serial number."""
        zone = "（世界时）" if self.at.tzinfo and not self.at.utcoffset() else ""
        time = self.at.time().replace(microsecond=0)
        return f"{self.day.isoformat()} {time.isoformat()}{zone}" if self.timed else self.day.isoformat()


def moment_of_cell(cell: CellValue, *, epoch_1904: bool) -> Moment | None:
    """Return the moment a number or date cell holds; None where it is no day of a calendar."""
    if found := moment_of_text(cell.raw.strip()):
        return found._replace(by_program=True)
    day = day_of_date_cell(cell._replace(kind=CellKind.DATE), epoch_1904)
    if day is None:
        return None
    fraction = 0.0 if "-" in cell.raw else math.modf(float(cell.raw))[0]
    # cut, not rounded: half a second before midnight is before midnight
    time = datetime.timedelta(seconds=math.floor(fraction * _DAY_OF_SECONDS + 1e-4))
    return Moment(datetime.datetime.combine(day, datetime.time(0)) + time, by_program=True)


def moment_of_text(text: str) -> Moment | None:
    """Return the moment a text writes as programs do (2024-03-04T16:00:00Z); None where it is anything else."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    try:
        at = datetime.datetime.fromisoformat(f"{found[1]}T{found[3]}{found[4] or ''}")
    except ValueError:
        return None
    if not 1900 <= at.year < datetime.MAXYEAR:
        return None
    return Moment(at, by_program=found["apart"] == "T" or bool(found[4]))


def day_of_date_cell(value: CellValue, epoch_1904: bool) -> datetime.date | None:
    """Return the day of a DATE cell; None outside 1900 to 9999. 1900-02-29, which never was, is no day."""
    if iso := _ISO.fullmatch(value.raw):
        try:
            day = datetime.date.fromisoformat(iso[1])
        except ValueError:
            return None
        return day if day.year >= 1900 else None
    if not NUMBER.fullmatch(value.raw.strip()) or not math.isfinite(float(value.raw)):
        return None
    serial = math.floor(float(value.raw))
    if epoch_1904:
        first = datetime.date(1904, 1, 1)
    elif serial == 60:
        return None
    else:
        first = datetime.date(1899, 12, 31) if serial < 60 else datetime.date(1899, 12, 30)
    try:
        day = first + datetime.timedelta(days=serial)
    except OverflowError:
        return None
    return day if serial >= (0 if epoch_1904 else 1) else None


def read_date_value(cell: CellValue, wanted: ExpectedValue, *, epoch_1904: bool) -> CellReading:
    """Read a cell where a date is wanted."""
    raw = cell.raw.strip()
    if cell.kind == CellKind.DATE:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        read = _read_moment_day(moment, wanted.year if epoch_1904 else 0)
        text = day_shown_by_format(cell, moment)
        shows_day = cell.seen and cell.seen.format and "d" in cell.seen.format.letters
        if text and isinstance(read.value, str) and not shows_day:
            return shown_otherwise(read.value, read.how, text, read.value)
        return read
    if cell.kind == CellKind.NUMBER:
        moment = moment_of_cell(cell, epoch_1904=epoch_1904)
        if moment is not None and BARE <= moment.day <= DAYS[1]:
            read = _read_moment_day(moment, wanted.year if epoch_1904 else 0)
            return read if read.lost else cleaned_value(read.value, SERIAL, NOT_FORMATTED)
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
        return not_understood("not_a_date", boolean_text(cell))
    text = normalize_cell_text(raw)
    if moment := moment_of_text(text):
        read = _read_moment_day(moment)
        return read if read.lost else cleaned_value(read.value, raw, TEXT_DATE)
    if day := find_full_date(text):
        return cleaned_value(day.isoformat(), raw, TEXT_DATE)
    return not_understood("not_a_date", raw, likely_date(text, wanted.year))


def _read_moment_day(moment: Moment | None, year_1904: int = 0) -> CellReading:
    """Read the day of a moment; where programs may have moved it, ask.

    *year_1904* is the report's year in a workbook that counts days from 1904: a day years after it was typed before the
    workbook was switched to that.
    """
    if moment is None:
        return not_understood("not_a_date", NO_DAY)
    if not DAYS[0] <= moment.day <= DAYS[1]:
        return not_understood("not_a_date", moment.day.isoformat())
    if year_1904 and moment.day.year > year_1904 + YEARS_AFTER:
        return not_understood("not_a_date", moment.words, (moment.day - BETWEEN_EPOCHS).isoformat())
    if moment.meant != moment.day:
        return not_understood("not_a_date", moment.words, moment.meant.isoformat())
    day = moment.day.isoformat()
    return cleaned_value(day, moment.words, NO_TIME) if moment.timed else CellReading(day, "text")


def day_shown_by_format(cell: CellValue, moment: Moment | None) -> str | None:
    """Return a day as its cell shows it, where that is less than the day."""
    if moment is None or cell.seen is None or cell.seen.format is None:
        return None
    return cell.seen.format.show_day(moment.day)
