"""A value as it is typed into an office's own cell: the word of an option, a day where the cell shows days, a percentage."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.sheets.styles import would_calculate

if TYPE_CHECKING:
    from toolkit.form.layout import CellPlace
    from toolkit.form.model import Form
    from toolkit.form.register import Field
    from toolkit.form.submission import Value
    from toolkit.form.trait import Figure
    from toolkit.grafting.workbook_editor import WorkbookEditor

_PERCENT, _DAY = "10", "14"
"""The numbers of every program's own formats for percentages (0.00%) and for days."""
_PLAIN = ("", "General", "general", "@")
"""How cells look that show a day as a number, or as a text that nothing can be worked out from."""
_DECIMALS = re.compile(r"[0#]\.(0{1,30})")
_LATIN = 0xFF
_EPOCH, _EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_LEAP_FAULT = datetime.date(1900, 3, 1)
"""Before this day programs count a day that never was."""


class CellEntry(NamedTuple):
    """What is to stand in a cell; *day* tells that it is a day, *percent* that it is shown as a percentage."""

    value: Value
    day: bool = False
    percent: bool = False

    def write(self, editor: WorkbookEditor, at: CellPlace) -> None:
        """Write it into a cell, whose look stays; a percentage is shown as one."""
        sheet, value = editor.sheet(at.sheet), self.value
        look = was = sheet.style(at.row, at.column)
        shows = editor.format_code(look)
        if self.day and isinstance(value, str) and (editor.shows_date(look) or shows in _PLAIN):
            number = _day_number(value, since_1904=editor.since_1904)
            value = value if number is None else number
            if number is not None and shows in _PLAIN:
                look = editor.varied_style(look, numFmtId=_DAY, applyNumberFormat="1")
        if self.percent and isinstance(value, float) and not editor.shows_percent(look):
            look = editor.varied_style(look, numFmtId=_PERCENT, applyNumberFormat="1")
        if isinstance(value, str) and would_calculate(value):
            look = editor.varied_style(look, quotePrefix="1")
        if look != was:
            sheet.set_style(at.row, at.column, look)
        sheet.set_value(at.row, at.column, value)
        if isinstance(value, float):
            shown = editor.format_code(look)
            in_chinese = any(ord(c) > _LATIN for c in shown)  # 2025年3月1日, or 2025-03-01
            room_of_day = 16.0 if in_chinese else 11.0
            room = room_of_day if editor.shows_date(look) else _room_for_number(value, shown)
            sheet.widen(at.row, at.column, room)


def _room_for_number(value: float, code: str) -> float:
    """Return how wide a column must be to show a number with the decimals its cell shows."""
    decimals = len(found[1]) if (found := _DECIMALS.search(code)) else 0
    return len(f"{value:,.{decimals}f}" if "," in code else f"{value:.{decimals}f}") + 1.0


def entry_of(form: Form, said: Figure | Field, value: Value) -> CellEntry:
    """Return a figure, or a value of a list's column, as it is typed."""
    labels = {o.id: o.label for o in form.options[said.options]} if said.type == "option" else {}
    return CellEntry(labels.get(str(value), value), said.type == "date", said.percent)


def _day_number(text: str, *, since_1904: bool) -> float | None:
    """Return the number programs keep for a day; None where the text is none, or they count it wrongly."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    if day < (_EPOCH_1904 if since_1904 else _LEAP_FAULT):
        return None
    return float((day - (_EPOCH_1904 if since_1904 else _EPOCH)).days)
