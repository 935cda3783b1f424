"""What the sheets of a workbook share: their texts, what their styles show, and what they use up together."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.xlsx.cell_appearance import (
    PLAIN,
    CellStyle,
    is_switched_on,
    make_cell_style,
)
from toolkit.xlsx.cells import NUMBER, CellKind, CellValue
from toolkit.xlsx.number_format import BUILT_IN, parse_number_format, shows_date
from toolkit.xlsx.plain_rows import unescape_entities
from toolkit.xlsx.shared_texts import SharedTexts, text_cell_value
from toolkit.xlsx.xml_events import (
    decode_escapes,
    parse_xml_events,
    remember_small_part,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.xlsx.zip_parts import Package

_BOOLS = {"1": "1", "true": "1", "0": "0", "false": "0", "": ""}
MAX_CELLS, MAX_FILLED = 5_000_000, 300_000
_RAW = attrgetter("raw")
KNOWN = 2**14
"""How many cells of a table of styles are remembered."""


class StyleTable:
    """The cell styles of workbooks, and what cells in them hold: equal cells are one value, in whichever workbook.

    *altering* are the styles, as written, in which a text is seen otherwise.
    """

    def __init__(self, styles: Sequence[CellStyle] = ()) -> None:
        """Begin with no cell known."""
        self.styles = styles
        altering = [str(i) for i, style in enumerate(styles) if style.alters_text]
        self.altering: frozenset[str | None] = frozenset((*altering, *([None] if "0" in altering else ())))
        self._known: dict[tuple[str | None, str | None, str], CellValue] = {}

    def style(self, style: str) -> CellStyle:
        """Return a cell style by its index as written."""
        index = int(style) if style.isascii() and style.isdigit() and len(style) < 10 else 0
        return self.styles[index] if index < len(self.styles) else PLAIN

    def plain(self, kind: str | None, style: str | None, escaped: str) -> CellValue:
        """Return what a plain cell of any type but that of shared texts holds, by what is written."""
        found = self._known.get((kind, style, escaped))
        if found is None:
            if len(self._known) >= KNOWN:
                self._known.clear()
            found = self.value(kind or "n", style or "0", unescape_entities(escaped))
            self._known[kind, style, escaped] = found
        return found

    def value(self, kind: str, style: str, raw: str) -> CellValue:
        """Return what a cell of any type but that of shared texts holds, and what is seen of it."""
        return self.seen(self._stored(kind, style, raw), style)

    def seen(self, found: CellValue, style: str) -> CellValue:
        """Return what a cell holds with what is seen of it in *style*."""
        seen = self.style(style).seen
        if (
            seen is None
            or found.raw == ""
            or (found.kind == CellKind.TEXT and not self.style(style).alters_text)
        ):
            return found
        return found._replace(seen=seen)

    def worked_out(self, kind: str | None, style: str | None, raw: str, formula: str) -> CellValue:
        """Return a cell with a formula; one whose result is the empty text has a result, one without <v> has none."""
        value = self.plain(kind, style, raw)
        blank = raw == "" and kind != "str"
        return CellValue(CellKind.BLANK if blank else value.kind, value.raw, formula, value.seen)

    def _stored(self, kind: str, style: str, raw: str) -> CellValue:
        plain = raw.strip()
        match kind:
            case "inlineStr" | "str":
                found = CellValue(CellKind.TEXT, decode_escapes(raw))
            case "e":
                found = CellValue(CellKind.ERROR, decode_escapes(plain))
            case "d":
                found = CellValue(CellKind.DATE, decode_escapes(plain))
            case "b" if plain in _BOOLS:
                found = CellValue(CellKind.BOOL, _BOOLS[plain])
            case "n":
                found = CellValue(
                    self._number_kind(plain, style),
                    plain if _is_stored_number(plain) else decode_escapes(raw),
                )
            case _:
                found = CellValue(CellKind.BROKEN, decode_escapes(raw))
        return found

    def _number_kind(self, raw: str, style: str) -> CellKind:
        if not _is_stored_number(raw):
            return CellKind.BROKEN
        return CellKind.DATE if raw and self.style(style).dates else CellKind.NUMBER


NO_STYLES = StyleTable()


class SharedParts:
    """What the sheets of a workbook share: their texts, their styles, and what they used up together.

    *texts* are the values of text cells, by their number.
    """

    def __init__(self, texts: SharedTexts | None = None, styles: StyleTable = NO_STYLES) -> None:
        """Begin with nothing used up."""
        self.texts, rich = texts or SharedTexts([], {})
        self.rich = {str(i): runs for i, runs in rich.items()}
        self.styles = styles
        self.holds_blank_text = not all(map(_RAW, self.texts))
        self.cells = self.filled = 0

    @cached_property
    def _texts_by_index(self) -> dict[str, CellValue]:
        """Return the texts by their index as written."""
        return dict(zip(map(str, range(len(self.texts))), self.texts, strict=True))

    def count(self, cells: int) -> None:
        """Count *cells* looked at."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise Unreadable("too-many-cells")

    def fill(self, cells: int) -> None:
        """Count *cells* in which something stands."""
        self.filled += cells
        if self.filled > MAX_FILLED:
            raise Unreadable("too-many-cells")

    def has_room(self, cells: int, filled: int) -> bool:
        """Tell whether so many more cells would be within the limits."""
        return self.cells + cells <= MAX_CELLS and self.filled + filled <= MAX_FILLED

    def plain(self, kind: str | None, style: str | None, escaped: str) -> CellValue:
        """Return what a plain cell holds, by what is written."""
        if kind != "s":
            return self.styles.plain(kind, style, escaped)
        found = self._texts_by_index.get(escaped) if style not in self.styles.altering else None
        return found or self.value(kind, style or "0", unescape_entities(escaped))

    def value(self, kind: str, style: str, raw: str) -> CellValue:
        """Return what a cell of type *kind* holds, and what is seen of it."""
        if kind != "s":
            return self.styles.value(kind, style, raw)
        found = self._text(raw.strip())
        if found.raw and self.styles.style(style).alters_text:
            runs = self.rich.get(raw.strip().lstrip("0") or "0")
            if runs:
                return text_cell_value(runs, self.styles.style(style).seen)
        return self.styles.seen(found, style)

    def _text(self, index: str) -> CellValue:
        if index == "":
            return CellValue(CellKind.TEXT, "")
        if not (index.isascii() and index.isdigit()):
            return CellValue(CellKind.BROKEN, decode_escapes(index))
        found = self._texts_by_index.get(index.lstrip("0") or "0")
        if found is None:  # the table of texts is not the one these cells were written with
            raise Unreadable("text-index", index[:20])
        return found


def _is_stored_number(raw: str) -> bool:
    """Tell whether *raw* is a number as files store it, or nothing; no more digits than any program writes."""
    return not raw or (len(raw) <= 400 and bool(NUMBER.fullmatch(raw)) and "inf" not in repr(float(raw)))


def read_cell_styles(package: Package, part: str) -> StyleTable:
    """Return the cell styles. Without a sound styles part no cell is a date."""
    data = package.read(part) if part in package else b""
    try:
        return _parse_cell_styles(data) if data else NO_STYLES
    except Unreadable as error:
        if error.code == "xml-dtd":
            raise
        return NO_STYLES  # the form declares which columns hold dates; a serial number is still one there


@remember_small_part
def _parse_cell_styles(data: bytes) -> StyleTable:
    formats: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    struck: list[bool] = []
    inside = [""]

    def open_group(tag: str) -> Callable[[dict[str, str]], None]:
        return lambda _: inside.__setitem__(0, tag)

    def number_format(said: dict[str, str]) -> None:
        if inside[0] == "numFmts":  # those in dxfs are of conditional formats
            formats[said.get("numFmtId", "")] = said.get("formatCode", "")

    def font(_: dict[str, str]) -> None:
        if inside[0] == "fonts":
            struck.append(False)

    def strike(said: dict[str, str]) -> None:
        if inside[0] == "fonts" and struck:
            struck[-1] = is_switched_on(said)

    def style(said: dict[str, str]) -> None:
        if inside[0] == "cellXfs":
            used.append((said.get("numFmtId", "0"), said.get("fontId", "0")))

    groups = {g: open_group(g) for g in ("numFmts", "fonts", "cellXfs", "cellStyleXfs", "dxfs")}
    parse_xml_events(data, {**groups, "numFmt": number_format, "font": font, "strike": strike, "xf": style})
    lines = {str(i) for i, out in enumerate(struck) if out}
    return StyleTable(
        [style_of_number_format(number, formats.get(number), struck=font in lines) for number, font in used]
    )


def style_of_number_format(number: str, code: str | None, *, struck: bool) -> CellStyle:
    """Return the cell style of a number format, by its *number* and its *code* where it has one of its own."""
    dates = shows_date(number, code)
    built_in = BUILT_IN.get(number, "")
    return make_cell_style(
        dates=dates, struck=struck, shown=parse_number_format(built_in if code is None else code)
    )
