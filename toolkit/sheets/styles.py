"""How our workbooks look: fonts, colours, widths, and the one way text is written into a cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from toolkit.xlsx.cells import TEXT_LIMIT

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import PrintedLabel

INPUT, WORKED, HEAD, GOOD, BAD, WARN = "#FFF8DC", "#EDEDED", "#DCE6F1", "#D5EFD8", "#F8CBAD", "#FFE699"
LINE = "#8C8C8C"
SPARE = "#8C8C8B"
"""The lines of rows to write on: told by a hair from a list's own, for programs print down to the last row that is unlike
those below it."""
HIGHEST = 400
"""How high a row may grow, in points: programs allow 409."""
CUT = 40
"""What the note at the end of a text that does not fit may take."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WOULD_CALCULATE = re.compile(r"[\s\u200b\ufeff]*[-=+@＝＋－＠]|[\t\r\n]")
"""What a program calculates once somebody presses F2 and Enter: such a cell is marked as text (quotePrefix)."""
OUR_FORMULA = "formula"
"""The role of our own formulas shown as text, to be copied whole."""

_BASE = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOX = {**_BASE, "border": 1, "border_color": LINE}
ROLES: dict[str, dict[str, Any]] = {
    "plain": {**_BASE, "text_wrap": True},
    "title": {**_BASE, "font_name": "黑体", "font_size": 16, "align": "center"},
    "intro": {**_BASE, "font_size": 10, "font_color": "#595959", "text_wrap": True},
    "block": {**_BOX, "bold": True, "align": "center", "text_wrap": True},
    "corner": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": HEAD},
    "head": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": HEAD},
    "row": {**_BOX, "align": "left", "text_wrap": True},
    "printed": {**_BOX, "align": "center", "text_wrap": True, "num_format": "@"},
    "tick": {**_BASE, "bold": True},
    "line": {**_BASE, "font_size": 10, "text_wrap": True},
    "measure": {**_BASE, "font_size": 10, "align": "right", "shrink": True},
    "sums": {**_BOX, "bold": True, "align": "center", "bg_color": WORKED},
    "code": {"font_size": 6, "font_color": "#BFBFBF", "font_name": "Arial"},
    "help": {**_BASE, "font_size": 9, "font_color": "#7F7F7F", "text_wrap": True, "indent": 1},
    "fixed": {**_BOX, "bg_color": WORKED, "align": "left", "num_format": "@"},
    "input.count": {**_BOX, "locked": False, "bg_color": INPUT, "align": "center", "num_format": "General"},
    "input.number": {**_BOX, "locked": False, "bg_color": INPUT, "align": "center", "num_format": "General"},
    "input.text": {**_BOX, "locked": False, "bg_color": INPUT, "text_wrap": True, "num_format": "@"},
    "input.date": {**_BOX, "locked": False, "bg_color": INPUT, "align": "left", "num_format": "yyyy-mm-dd"},
    "input.option": {**_BOX, "locked": False, "bg_color": INPUT, "num_format": "@"},
    "worked": {**_BOX, "bg_color": WORKED, "align": "center", "num_format": "General"},
    "cell": {**_BOX, "text_wrap": True},
    "todo": {**_BASE, "font_size": 10, "text_wrap": True},
    "todo.link": {**_BASE, "font_size": 10, "font_color": "#0563C1", "underline": 1},
    "formula": {**_BOX, "font_name": "Consolas", "font_size": 9, "align": "left"},
    "number": {**_BOX, "align": "center", "num_format": "General"},
    "link": {**_BOX, "font_color": "#0563C1", "underline": 1, "align": "center"},
    "verdict": {**_BOX, "bold": True, "align": "center"},
    "good": {"bg_color": GOOD, "font_color": "#1E6B2B"},
    "bad": {"bg_color": BAD, "font_color": "#9C0006"},
    "warn": {"bg_color": WARN, "font_color": "#7F6000"},
}


def start_workbook(out: io.BytesIO) -> Workbook:
    """Start a workbook that is written to *out* when it is closed."""
    import xlsxwriter

    from toolkit.sheets.formula_sheet import FormulaSheet

    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.worksheet_class = FormulaSheet
    return book


class Formats:
    """The workbook's formats by role, each made once; *more* varies a role."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __call__(self, role: str, **more: object) -> Format:
        """Return the format of *role*, varied by *more*."""
        key = repr((role, sorted(more.items())))
        if key not in self._made:
            made = self._book.add_format({**ROLES[role], **more})
            if role != OUR_FORMULA:
                made.quoted = partial(self, role, **{**more, "quote_prefix": True})
            self._made[key] = made
        return self._made[key]


def write_cell(sheet: Worksheet, row: int, column: int, value: object, style: Format | None = None) -> None:
    """Write *value* as what it is: text never becomes a formula, a link or markup, whatever it begins with."""
    if value is None or value == "":
        written = sheet.write_blank(row, column, None, style)
    elif isinstance(value, int | float):
        written = sheet.write_number(row, column, value, style)
    elif isinstance(value, datetime.datetime):
        written = sheet.write_datetime(row, column, value, style)
    else:
        text = storable_text(str(value))
        if style is not None and would_calculate(text):
            style = getattr(style, "quoted", lambda: style)()
        written = sheet.write_string(row, column, text, style)
    if written:
        raise ValueError(f"the library did not write {sheet.name}!{row},{column}: {written}")


def would_calculate(text: str) -> bool:
    """Tell whether a program takes a text for a formula once somebody presses F2 and Enter in its cell."""
    return bool(_WOULD_CALCULATE.match(text))


def write_formula(
    sheet: Worksheet, row: int, column: int, formula: str, style: Format | None, shown: object
) -> None:
    """Write a formula of ours, and what it comes to."""
    sheet.write_formula(row, column, formula, style, "" if shown is None else sheet_number(shown))


def parse_day(value: object) -> object:
    """Return the day a text says; words that stand in a date cell are none, and stay words."""
    try:
        return datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return value


def sheet_number(value: object) -> Any:
    """Return a number as a sheet holds it, whole ones without a fraction; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_link(
    sheet: Worksheet, row: int, column: int, to: tuple[str, str], value: object, style: Format
) -> None:
    """Write *value* as a jump to a place of the same workbook: *to* is (sheet, A1)."""
    link_cell(sheet, row, column, to, style, storable_text(value) if isinstance(value, str) else "")
    if not isinstance(value, str):
        write_cell(sheet, row, column, value, style)


def link_cell(
    sheet: Worksheet, row: int, column: int, to: tuple[str, str], style: Format, text: str = ""
) -> None:
    """Let a cell jump to a place of the same workbook, whatever is written into it afterwards."""
    sheet.write_url(row, column, f"internal:'{to[0]}'!{to[1]}", style, string=text)


def add_cell_comment(sheet: Worksheet, row: int, column: int, text: str, author: str) -> None:
    """Write a comment of ours beside a cell."""
    look = {"author": author, "font_name": "宋体", "font_size": 9, "x_scale": 1.8}
    sheet.write_comment(row, column, storable_text(text), look)


def get_or_add_sheet(book: Workbook, name: str) -> Worksheet:
    """Return the sheet of this name, added last where there is none yet."""
    return book.get_worksheet_by_name(name) or book.add_worksheet(name)


def storable_text(text: str) -> str:
    """Return *text* as a workbook can hold it; what had to go, or did not fit, is shown to be gone."""
    held = _NOT_XML.sub("\ufffd", text)
    if held.startswith("<r>") and held.endswith("</r>"):
        held += " "  # the library takes exactly this for markup of its own, and writes it unescaped
    if len(held) > TEXT_LIMIT // 2 and len(wide := held.encode("utf-16-le")) > 2 * TEXT_LIMIT:
        kept = wide[: 2 * (TEXT_LIMIT - CUT)].decode("utf-16-le", "ignore")
        held = f"{kept}…（单元格放不下，后面还有 {len(held) - len(kept)} 字）"
    return held


def write_label(
    sheet: Worksheet, row: int, column: int, rows: int, columns: int, text: str, style: Format
) -> None:
    """Write a label over *rows* × *columns* cells, merged where that is more than one."""
    if rows == columns == 1:
        write_cell(sheet, row, column, text, style)
    else:
        sheet.merge_range(row, column, row + rows - 1, column + columns - 1, "", style)
        write_cell(sheet, row, column, text, style)


@lru_cache(maxsize=2**14)
def text_width(text: str) -> int:
    """Return how many half-width characters *text* takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def lines_needed(text: str, room: float) -> int:
    """Return how many lines *text* takes in a column *room* half-width characters wide."""
    usable = max(room - 1, 2)
    return sum(max(1, -(-text_width(part) // int(usable))) for part in text.split("\n")) if text else 1


def lines_of_heads(heads: Iterable[PrintedLabel], widths: Sequence[float]) -> dict[int, int]:
    """Return how many lines each row of nested heads must have room for, so that all are shown whole.

    A head over several rows takes the room of all of them; what it lacks is given to its last.
    """
    found: dict[int, int] = {}
    for head in sorted(heads, key=lambda h: h.rows):
        rows = range(head.row, head.row + head.rows)
        lines = lines_needed(head.text, sum(widths[head.column : head.column + head.columns]))
        found |= {row: found.get(row, 1) for row in rows}
        found[rows[-1]] += max(0, lines - sum(found[row] for row in rows))
    return found


def tint_words(
    sheet: Worksheet, formats: Formats, area: tuple[int, int, int, int], tones: Iterable[tuple[str, str]]
) -> None:
    """Colour the cells of an area (from 0) by the words they show."""
    for text, tone in tones:
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(*area, rule)


def tint_mildly(sheet: Worksheet, formats: Formats, area: tuple[int, int, int, int], criteria: str) -> None:
    """Colour the cells of an area as a warning where a formula holds, whatever else would colour them."""
    rule = {"type": "formula", "criteria": criteria, "format": formats("warn"), "stop_if_true": True}
    sheet.conditional_format(*area, rule)
