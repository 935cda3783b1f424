"""What rules call the tables, rows and columns of a blank: short, of letters alone, no two alike."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from toolkit.blanks.page_words import strip_period
from toolkit.form.layout import COVER, EXPLAINED, ORIGIN, OURS, TICK
from toolkit.form.period import EARLIER
from toolkit.form.rule_language import RESERVED
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.blanks.found_table import FoundTable

LONGEST = 16
_FRONT = re.compile(
    r"\A(?:[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十0-9]{1,3}[)]|[0-9]{1,3}[、.]|[①-⑳]|其中[:：]?){1,3}"
)
_BRACKETS = re.compile(r"[(][^()]{0,30}[)]")
_SHEET_NAMES = re.compile(r"(?:sheet|工作表|表)[0-9]{0,3}", re.IGNORECASE)
_REFUSED = re.compile(r"[\[\]:*?/\\'!\"\x00-\x1f]")
_KEPT = {*RESERVED, *EARLIER, EXPLAINED, TICK, ORIGIN, "toolkit", "合计（工具）"}


def make_identifier(text: str, taken: set[str]) -> str:
    """Return a name made of *text* that is none of *taken*, and add it to them."""
    plain = "".join(fold_characters(text).split())
    for pattern in (_BRACKETS, _FRONT):
        found = pattern.sub("", plain)
        plain = found if any(c.isalpha() for c in found) else plain
    whole = "".join(c for c in plain if c.isalnum() or c == "_")
    name = whole[:LONGEST]
    if name[:1].isdigit():
        name = f"_{name}"  # 2024年 is no 年, 26-30人 no 人
    name = name or "项"
    if name in _KEPT or not (name[0].isalpha() or name[0] == "_"):
        name = f"_{name}"
    return _first_free(name, "{}{}", taken)


def name_lines(tables: Iterable[FoundTable]) -> None:
    """Give every table, row and column of a blank the name rules call it by."""
    taken = {COVER}
    for table in tables:
        table.id = make_identifier(strip_period(table.title) or table.sheet.name, taken)
        columns: set[str] = set()
        for column in table.columns:
            column.id = make_identifier(column.label, columns)
        rows: set[str] = set()
        for row in table.rows:
            row.id = make_identifier(row.head[-1], rows)


def sheet_name(said: str, title: str, taken: set[str]) -> str:
    """Return what the workbook drawn from a definition calls a sheet: as the blank does, or by its title."""
    name = title if _SHEET_NAMES.fullmatch(said.strip()) and title else said
    name = _REFUSED.sub("", name).strip()[:24] or "统计表"
    if name in OURS or name == COVER or name.casefold() == "history":
        name = f"原{name}"
    return _first_free(name, "{}（{}）", taken)


def _first_free(name: str, more: str, taken: set[str]) -> str:
    """Return *name*, or with the first number behind it with which it is none of *taken*, and add it to them."""
    names = (more.format(name, number) if number > 1 else name for number in count(1))
    free = next(n for n in names if n.casefold() not in taken)
    taken.add(free.casefold())
    return free
