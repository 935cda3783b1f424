"""The styles of an XML spreadsheet of Excel 2003: each says only what it has of its own, the rest is its parent's."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.xlsx.cell_appearance import PLAIN, CellStyle, make_cell_style
from toolkit.xlsx.number_format import parse_number_format, shows_date

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
SS = f"{SPREADSHEET} "
"""What the parser puts before a name of that space."""
_FORMATS = {
    "General": "General",
    "General Number": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "General Date": "yyyy/m/d h:mm",
    "Long Date": "yyyy年m月d日",
    "Medium Date": "d-mmm-yy",
    "Short Date": "yyyy/m/d",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
}
"""The formats that have a name in place of a code."""


class _Style(NamedTuple):
    parent: str = ""
    struck: bool | None = None
    format: str | None = None


class Xml2003Styles:
    """The styles of a workbook as they are read."""

    def __init__(self) -> None:
        """Begin with none."""
        self._styles: dict[str, _Style] = {}
        self._known: dict[str, CellStyle] = {}
        self._open = ""

    def open_style(self, said: dict[str, str]) -> None:
        """Begin a style."""
        self._open = said.get(f"{SS}ID", "")
        self._styles[self._open] = _Style(said.get(f"{SS}Parent", ""))

    def set_font(self, said: dict[str, str]) -> None:
        """Take what the font of the style last opened draws through."""
        if self._open in self._styles and f"{SS}StrikeThrough" in said:
            struck = said[f"{SS}StrikeThrough"] == "1"
            self._styles[self._open] = self._styles[self._open]._replace(struck=struck)

    def set_number_format(self, said: dict[str, str]) -> None:
        """Take the number format of the style last opened."""
        if self._open in self._styles:
            code = said.get(f"{SS}Format", "General")
            self._styles[self._open] = self._styles[self._open]._replace(format=code)

    def style_named(self, style: str) -> CellStyle:
        """Return what a person sees in a style, with what it takes from those it is based on."""
        if style not in self._known:
            struck, code = None, None
            passed: set[str] = set()
            name = style
            while name in self._styles and name not in passed:
                passed.add(name)
                own = self._styles[name]
                struck = own.struck if struck is None else struck
                code = own.format if code is None else code
                name = own.parent or ("Default" if name != "Default" else "")
            code = _FORMATS.get(code or "General", code or "General")
            dates = shows_date("", code)
            self._known[style] = make_cell_style(
                dates=dates, struck=bool(struck), shown=parse_number_format(code)
            )
        return self._known.get(style, PLAIN)
