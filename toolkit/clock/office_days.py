"""调休: what an office says of single days and of years nobody else has told of yet, in a file of its work folder."""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.clock.office_table import ENDINGS, OfficeColumn, find_office_table, read_office_table
from toolkit.clock.working_days import WorkingDays
from toolkit.errors import WorkFolderError
from toolkit.text.dates import NotADayError, narrow_characters, parse_date
from toolkit.text.decode_bytes import decode_text_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DAYS_FILE = "调休"
"""How the file is called, before its ending."""
OFF, ON, WHOLE = "放假", "上班", "齐全"
"""What may be said: of a day that it is off or on, of a year that all its days are listed."""
_COLUMNS = (
    OfficeColumn("day", "日期", "text", 14, required=True),
    OfficeColumn("what", "上班或放假", "option", 12, options=(OFF, ON, WHOLE), required=True),
)
_YEAR = re.compile("(20[0-9]{2}) ?年?")
_SPAN = re.compile("(.{6,12}?) ?(?:至|到|~|—) ?(.{6,12})")
LONGEST = 60
"""How many days one line may speak of."""


class _SaidOfDays(NamedTuple):
    place: str
    day: str
    what: str


def read_working_days(folder: Path | None) -> WorkingDays:
    """Return the calendar of the office whose work folder this is; raise WorkFolderError with every fault in its file."""
    path = find_office_table(folder, DAYS_FILE, (*ENDINGS, ".toml")) if folder else None
    if path is None:
        return WorkingDays()
    read = _toml_lines if path.suffix == ".toml" else _table_lines
    own, whole, faults = dict[datetime.date, bool](), set[int](), list[str]()
    for said in read(path.read_bytes(), path.name):
        try:
            if said.what == WHOLE:
                whole.add(_parse_year(said.day))
                continue
            for day in _parse_days(said.day):
                if own.setdefault(day, said.what == ON) != (said.what == ON):
                    faults.append(f"{said.place} {day}又写了上班，又写了放假")
        except NotADayError as error:
            faults.append(f"{said.place}“{said.day}”{error}")
    faults += [
        f"{year} 年写了齐全，却没有列出放假的日子" for year in sorted(whole) if not _lists_holidays(own, year)
    ]
    if faults:
        raise WorkFolderError(f"{path.name} 要改：\n" + "\n".join(f"  {f}" for f in faults))
    return WorkingDays(own, frozenset(whole))


def _lists_holidays(own: dict[datetime.date, bool], year: int) -> bool:
    return any(day.year == year and not works for day, works in own.items())


def _table_lines(data: bytes, name: str) -> Iterable[_SaidOfDays]:
    for row in read_office_table(data, name, _COLUMNS):
        yield _SaidOfDays(f"第 {row.number} 行", row.values["day"], row.values["what"])


def _toml_lines(data: bytes, name: str) -> Iterable[_SaidOfDays]:
    """Read 放假 = [日期 …], 上班 = [日期 …], 齐全 = [年 …]."""
    try:
        said = tomllib.loads(decode_text_file(data, name))
    except (ValueError, RecursionError) as error:  # no TOML, a number or a nesting beyond reason
        raise WorkFolderError(f"{name} 写法不对：{error}。写成 放假 = [2027-01-01] 的样子。") from error
    unknown = [key for key in said if key not in (OFF, ON, WHOLE)]
    if unknown:
        raise WorkFolderError(f"{name} 里没有 {'、'.join(unknown)} 这一项，可以写 放假、上班、齐全。")
    for what, days in said.items():
        for day in days if isinstance(days, list) else [days]:
            yield _SaidOfDays(what, str(day), what)


def _parse_year(text: str) -> int:
    if found := _YEAR.fullmatch(narrow_characters(text).strip().removesuffix(".0")):
        return int(found[1])
    raise NotADayError("应写年份，如 2027")


def _parse_days(text: str) -> list[datetime.date]:
    """Return the days of a line: one, or from one to another."""
    if found := _SPAN.fullmatch(text.strip()):
        first, last = parse_date(found[1]), parse_date(found[2])
        if not 0 <= (last - first).days < LONGEST:
            raise NotADayError("起止写反了，或者太长")
        return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    return [parse_date(text)]
