"""A sheet as a value: a title, notes, columns and rows of values, formulas, links and entries; and the one way it is drawn."""

from __future__ import annotations

import io
from enum import Enum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import ROWS_JUDGED
from toolkit.form.placement import nested_heading_boxes
from toolkit.sheets.paper import SMALLEST, exclude_from_print, set_up_paper
from toolkit.sheets.styles import (
    HIGHEST,
    ROLES,
    Formats,
    get_or_add_sheet,
    lines_needed,
    lines_of_heads,
    parse_day,
    start_workbook,
    storable_text,
    tint_words,
    write_cell,
    write_formula,
    write_label,
    write_link,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import PrintedLabel

FINE = 8
"""The size of what only programs and the mistrustful read, such as fingerprints."""
PLAIN: Mapping[str, object] = MappingProxyType({})
"""A look without anything of its own."""
LOOKED_AT, SORT = ("format_columns", "format_rows"), "sort"
"""What people may do to a sheet of ours they cannot write on, and what lets them order its rows."""


class Owner(Enum):
    """Who writes below a head: what is ours is compared, what is somebody's is kept."""

    OURS = "ours"
    OFFICE = "office"
    UNIT = "unit"


class Link(NamedTuple):
    """A jump to *place* (as 表三!D7) of the same workbook, shown as *text*, which may be a number."""

    place: str
    text: object


class Formula(NamedTuple):
    """What the spreadsheet program works out, and what it comes to when it is drawn."""

    text: str
    shown: object


class Entry(NamedTuple):
    """A cell somebody may write in: what stands there, and the type of the field."""

    value: object
    type: str = "text"


class Styled(NamedTuple):
    """A cell that looks otherwise than its column: *value* in a role varied by *look*, over *across* columns.

    Where that is 0 it reaches over all that print.
    """

    value: object
    role: str
    look: Mapping[str, object] = PLAIN
    across: int = 1


class SizedRow(NamedTuple):
    """A row that is as high as it is said to be, or as the program that opens it finds, not as its texts need."""

    cells: Sequence[object]
    height: float | None = None


class Column(NamedTuple):
    """One column: what stands over it, how wide it is, who writes there, the role and look of its cells.

    Without a *role* a cell looks by what it holds. Texts need so many lines as *room* gives them (None: the width; 0:
    the column has no say in how high rows are). A column without a width is hidden. *rule* says what may be typed there.
    *above* are the heads over its own, the outermost first: neighbours under the same share it.
    """

    head: str
    width: float
    role: str = ""
    look: Mapping[str, object] = PLAIN
    owner: Owner = Owner.OURS
    room: float | None = None
    rule: Mapping[str, object] | None = None
    above: tuple[str, ...] = ()


def columns_of(said: str) -> tuple[Column, ...]:
    """Return plain columns from their heads and widths: 名称 15, 类别 6."""
    pairs = (part.strip().rpartition(" ") for part in said.split(","))
    return tuple(Column(head, float(width)) for head, _, width in pairs)


def wide_row(value: object, height: float | None = None, role: str = "intro", **look: object) -> SizedRow:
    """Return a row of one cell as wide as what prints."""
    return SizedRow((Styled(value, role, look, across=0),), height)


class Leading(NamedTuple):
    """How high a row is: *line* points for every line its texts need in *fill* of their room, and *more*."""

    line: float
    more: float
    fill: float = 1.0

    def height(self, lines: float) -> float:
        """Return the height of a row of so many lines."""
        return min(HIGHEST, self.line * lines + self.more)


class Page(NamedTuple):
    """One sheet: *notes* stand below the title, *tones* colours cells by what they say.

    Under the heads named in *bars* numbers show as bars; the first *frozen* columns stay when one scrolls. What is
    *for_screen* is looked things up in, and does not print. Title and notes stand *across* the columns that print (all,
    where it is 0), from the cell *corner* on. *allowed* is what people may do to a sheet that is protected (None: it is
    not). What is *endless* goes on below its rows: its columns look so to their end, it keeps its grid and has no print area; *one_page* shrinks it to one. What is wider than
    one has *breaks*: before these columns a new page begins, with the first *frozen* columns and heads of its own.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]
    notes: Sequence[str | SizedRow] = ()
    tones: tuple[tuple[str, str], ...] = ()
    landscape: bool = True
    bars: tuple[str, ...] = ()
    frozen: int = 0
    for_screen: bool = False
    across: int = 0
    corner: tuple[int, int] = (0, 0)
    allowed: tuple[str, ...] | None = None
    endless: bool = False
    one_page: bool = False
    breaks: tuple[int, ...] = ()
    footer: str | None = None
    title_height: float = 30
    note_leading: Leading = Leading(16, 0)
    head_leading: Leading | None = Leading(16, 6)
    leading: Leading | None = Leading(16, 2)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return what stands over the columns."""
        return tuple(c.head for c in self.columns)

    @property
    def first(self) -> int:
        """Return the row of the first line, from 0."""
        return self.corner[0] + bool(self.title) + len(self.notes) + self.headed * self.head_rows

    @property
    def head_rows(self) -> int:
        """Return how many rows the heads take."""
        return 1 + max((len(c.above) for c in self.columns), default=0)

    @property
    def head_boxes(self) -> Iterator[PrintedLabel]:
        """Yield the heads; none reaches over a break."""
        ends, top = (0, *self.breaks, len(self.columns)), self.first - self.head_rows
        for left, right in pairwise(ends):
            paths = [(*c.above, c.head) for c in self.columns[left:right]]
            yield from nested_heading_boxes(self.name, top, left, self.head_rows, paths, across=True)

    @property
    def headed(self) -> bool:
        """Tell whether anything stands over the columns."""
        return any(self.heads)

    @property
    def printed(self) -> int:
        """Return how many columns print."""
        return self.across or len(self.columns)

    @property
    def bottom(self) -> int:
        """Return the last row, from 0; where there are no lines, that in which the first would stand."""
        return self.first + max(1, len(self.rows)) - 1

    @property
    def widths(self) -> tuple[float, ...]:
        """Return how wide the columns are."""
        return tuple(c.width for c in self.columns)


def draw_pages_workbook(pages: Sequence[Page], *, title: str, created: datetime.datetime) -> bytes:
    """Draw *pages* as a workbook of their own."""
    book = start_workbook(out := io.BytesIO())
    book.set_properties({"title": storable_text(title), "created": created})
    formats = Formats(book)
    for page in pages:
        draw_page(book, formats, page)
    book.close()
    return out.getvalue()


def draw_page(book: Workbook, formats: Formats, page: Page) -> Worksheet:
    """Add *page* to a workbook; return its sheet, for what is no cell of a row."""
    sheet = get_or_add_sheet(book, page.name)
    _set_columns(sheet, formats, page)
    _draw_above(sheet, formats, page)
    for row, cells in enumerate(page.rows, page.first):
        _draw_row(sheet, formats, row, cells, page)
    area = (page.first, 0, page.bottom, len(page.columns) - 1)
    tint_words(sheet, formats, area, page.tones)
    for at in (page.heads.index(h) for h in page.bars):
        bar = {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num", "min_value": 0}
        sheet.conditional_format(page.first, at, page.bottom, at, bar)
    _set_up_page(sheet, page)
    return sheet


def _set_columns(sheet: Worksheet, formats: Formats, page: Page) -> None:
    for i, column in enumerate(page.columns):
        whole = formats(column.role) if page.endless and column.role else None
        sheet.set_column(i, i, column.width or 2, whole, {} if column.width else {"hidden": True})
        if column.rule:
            until = page.first - 1 + max(ROWS_JUDGED, len(page.rows))
            sheet.data_validation(page.first, i, until, i, dict(column.rule))


def _draw_above(sheet: Worksheet, formats: Formats, page: Page) -> None:
    """Draw title, notes and heads."""
    top, left = page.corner
    for row in range(top):
        sheet.set_row(row, 9)
    if page.title:
        write_label(sheet, top, left, 1, page.printed - left, page.title, formats("title"))
        sheet.set_row(top, page.title_height)
    for row, note in enumerate(page.notes, top + bool(page.title)):
        line = note if isinstance(note, SizedRow) else _note_row(page, note)
        _draw_row(sheet, formats, row, line, page, left)
    for box in page.head_boxes if page.headed else ():
        write_label(sheet, *box[1:6], formats("head"))
    if page.headed and page.head_leading:
        for row, deep in lines_of_heads(page.head_boxes, [w or 9 for w in page.widths]).items():
            sheet.set_row(row, page.head_leading.height(deep))


def _note_row(page: Page, note: str) -> SizedRow:
    room = sum(page.widths[: page.printed]) * page.note_leading.fill
    return wide_row(note, page.note_leading.height(lines_needed(note, room)))


def _set_up_page(sheet: Worksheet, page: Page) -> None:
    """Set how a sheet prints, what is locked and what stays in view."""
    set_up_paper(sheet, landscape=page.landscape, title=page.title if page.footer is None else page.footer)
    if page.one_page:
        sheet.fit_to_pages(1, 1)
    if not page.endless:
        sheet.hide_gridlines(2)
    if page.headed:
        sheet.freeze_panes(page.first, page.frozen)
        sheet.repeat_rows(page.first - page.head_rows, page.first - 1)
    if page.breaks:
        sheet.set_print_scale(round(SMALLEST * 100))
        sheet.repeat_columns(0, page.frozen - 1)
        sheet.set_v_pagebreaks(list(page.breaks))
    may_sort = page.allowed is None or SORT in page.allowed
    if page.headed and page.rows and may_sort and not page.endless:
        sheet.autofilter(page.first - 1, 0, page.bottom, len(page.columns) - 1)
    if page.for_screen:
        exclude_from_print(sheet, len(page.columns) + 1)
    elif (page.headed or page.notes) and not page.endless:  # what is nothing but rows prints whole
        sheet.print_area(0, 0, page.bottom, (len(page.columns) if page.breaks else page.printed) - 1)
    if page.allowed is not None:
        sheet.protect("", dict.fromkeys(page.allowed, True))


def _draw_row(
    sheet: Worksheet, formats: Formats, row: int, cells: Sequence[object], page: Page, at: int = 0
) -> None:
    deep = 1.0
    for value in cells.cells if isinstance(cells, SizedRow) else cells:
        deep = max(deep, _draw_cell(sheet, formats, row, at, value, page))
        at += value.across if isinstance(value, Styled) else 1
    height = page.leading.height(deep) if page.leading else None
    if (height := cells.height if isinstance(cells, SizedRow) else height) is not None:
        sheet.set_row(row, height)


def _draw_cell(sheet: Worksheet, formats: Formats, row: int, at: int, value: object, page: Page) -> float:
    """Draw one cell; return how many lines it takes."""
    column, across = page.columns[at], 1
    role, look = column.role or _natural_role(value), column.look
    if isinstance(value, Styled):
        value, role, look, across = value
        across = across or page.printed - at
    if isinstance(value, Entry):
        role, look = f"input.{value.type}", PLAIN
        value = parse_day(value.value) if value.type == "date" else value.value
    style = formats(role, **look)
    if across > 1:
        write_label(sheet, row, at, 1, across, "", style)
    shown = value
    match value:
        case Link(place, shown):
            name, _, cell = place.rpartition("!")
            write_link(sheet, row, at, (name, cell), shown, style)
        case Formula(text, shown):
            write_formula(sheet, row, at, text, style, shown)
        case _:
            write_cell(sheet, row, at, value, style)
    wraps = {**ROLES[role], **look}.get("text_wrap")
    return _lines_of_text(page, at, across, str(shown or ""), look) if wraps else 1


def _lines_of_text(page: Page, at: int, across: int, text: str, look: Mapping[str, object]) -> float:
    """Return how many lines of the usual size a text takes; what is indented has less room."""
    room = page.columns[at].room
    room = sum(page.widths[at : at + across]) if room is None or across > 1 else room
    if not room or page.leading is None:
        return 1
    small = FINE / 11 if look.get("font_size") == FINE else 1
    return lines_needed(text, (room - 2 * bool(look.get("indent"))) * page.leading.fill / small) * small


def _natural_role(value: object) -> str:
    if isinstance(value, Link):
        return "link"
    return "number" if isinstance(value, int | float | Formula) else "cell"
