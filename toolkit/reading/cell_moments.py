"""What day a cell's date, or its text with a time of day, speaks of; and where that is in doubt, which day was likely meant.

Programs of the web keep a day as the instant it begins, somewhere: as 16:00 of the day before in Greenwich, or a few
minutes too early, for they reckon with the local time Shanghai had before 1901. Cut off at its day such an instant is the day before.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import NamedTuple

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
