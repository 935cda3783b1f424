"""名册.xlsx: the roster as a workbook to fill in, and back, from whatever it was saved as."""

from __future__ import annotations

import io
import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.roster import NAME_LIMIT, Unit
from toolkit.folder.roster_table import (
    ALIASES,
    COLUMNS,
    LABELS,
    LINES,
    SHEET,
    RosterColumn,
    bare_roster_head,
    find_roster_columns,
    find_roster_sheet,
    open_roster,
    roster_address,
)
from toolkit.form.model import Named, Option
from toolkit.form.trait import BLANK_MARK
from toolkit.reading.row_labels import read_row_label
from toolkit.sheets.page import Column, Entry, Owner, Page, Styled, draw_pages_workbook, wide_row
from toolkit.sheets.styles import SPARE
from toolkit.text.blank_text import is_blank_text
from toolkit.text.dates import NotADayError, parse_date
from toolkit.text.safe_text import has_unseen_characters, visible_text
from toolkit.values.cell_moments import moment_of_cell
from toolkit.values.cell_reading import ExpectedValue, is_nothing_mark
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cells import CellKind, CellValue, SheetCells, is_blank
from toolkit.xlsx.shown_whole_numbers import SURE, read_number_formats, shortened_display, shown_whole_number
from toolkit.xlsx.xls_and_xlsb import GENERAL

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.xlsx.open_workbook import Book

_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_CODE_LIKE = re.compile(r"([0-9]{1,30})(?:\.0{1,3})?")
AS_TEXT = "请把这一列的单元格格式设为“文本”，再照原来的编码重填（只改格式不行，要重打一遍）"
UNKNOWN = "\ufffd"
"""What the reader shows for a character no cell may hold."""


_REPORTS = {"否", "不", "不免", "不免报", "要报", "须报", "应报", "正常", "正常报送"}
"""What excuses nobody under 免报原因."""


def draw_roster_workbook(units: Iterable[Unit], kinds: Sequence[Named], created: datetime.datetime) -> bytes:
    """Draw the roster: *units* filled in (perhaps none), *kinds* to choose from."""
    units, columns = tuple(units), []
    asked = (*COLUMNS, ALIASES) if any(u.also for u in units) else COLUMNS
    for c in asked:
        rule: dict[str, object] = {"validate": "any", "input_title": c.label, "input_message": c.help}
        rule |= {"validate": "list", "source": [k.id for k in kinds]} if c.field == "kind" else {}
        columns.append(Column(c.label, c.width, f"input.{c.type}", owner=Owner.OFFICE, rule=rule))
    spare = tuple(Styled(None, c.role, {"border_color": SPARE}) for c in columns)
    rows: list[tuple[object, ...]] = [
        tuple(Entry(getattr(unit, c.field), c.type) for c in asked) for unit in units
    ]
    said = "；".join(f"{k.id}——{k.help or k.label}" for k in kinds)
    page = Page(
        *(SHEET, "单位名册", tuple(columns), rows or [spare] * LINES),
        (wide_row(f"一个单位一行。类别：{said}", 34),),
        frozen=2,
        endless=True,
        head_leading=None,
        leading=None,
    )
    return draw_pages_workbook((page,), title="单位名册", created=created)


@lru_cache(maxsize=4)
def read_roster_workbook(
    data: bytes, kinds: tuple[Named, ...], name: str = "名册.xlsx", *, may_be_empty: bool = False
) -> tuple[Unit, ...]:
    """Read a roster; raise WorkFolderError with every fault in it at once, each with its cell.

    One act asks for it several times: the same bytes are not read again.
    """
    units, faults = check_roster_workbook(data, kinds, name)
    if not units and not faults and not may_be_empty:
        faults.append(RosterFault(-1, "还没有填任何单位"))
    if faults:
        raise WorkFolderError(f"{name} 要改：\n" + "\n".join(f"  {f.said}" for f in faults))
    return tuple(u for _, u in units)


class RosterFault(NamedTuple):
    """What is to be mended in a roster, in words with its cell; *row* counts from 0, of the whole sheet it is -1."""

    row: int
    said: str


def check_roster_workbook(
    data: bytes, kinds: Sequence[Named], name: str = "名册.xlsx"
) -> tuple[list[tuple[int, Unit]], list[RosterFault]]:
    """Read a roster: its units, each with the row it stands in (from 0), and every fault in it."""
    book = open_roster(data, name)
    sheet, head = find_roster_sheet(book, name)
    missing: list[str] = []
    at = find_roster_columns(sheet, head, missing)
    faults = [RosterFault(-1, said) for said in missing]
    units: list[tuple[int, Unit]] = []
    before: set[str] = set()
    formats = _number_cell_formats(data, book, sheet, at)
    whole = _written_out_codes(sheet, at)
    read = cache(partial(_read_roster_cell, kinds=kinds, epoch_1904=book.epoch_1904))  # most columns repeat
    if not faults:
        for row in sorted({r for r, c in sheet.cells if r > head and c in at.values()}):
            if _is_no_unit(sheet, row, at):
                continue
            said, doubted = {}, set[str]()
            for column in (c for c in (*COLUMNS, ALIASES) if c.field in at):
                cell = sheet.cells.get((row, at[column.field]))
                look = formats.get((row, at[column.field]), GENERAL)
                text, why = read(cell, column, look)
                if why and cell and column.field == "code" and _length_and_prefix(cell.raw) in whole:
                    text, why = cell.raw, ""  # like those written out beside it: no digit of it is in doubt
                if cell and why:
                    where = roster_address(row, at[column.field])
                    doubted.add(column.field)
                    seen = visible_text(_as_seen(cell, epoch_1904=book.epoch_1904))
                    faults.append(RosterFault(row, f"{where} {column.label}“{seen}”{why}"))
                said[column.field] = text
            if any(said.values()):
                units.append((row, unit := Unit(**said)))
                faults += (RosterFault(row, f) for f in _unit_faults(unit, before, row, at, doubted))
    return units, faults


def _is_no_unit(sheet: SheetCells, row: int, at: dict[str, int]) -> bool:
    """Tell whether a row names no unit: a note, a total or a signature under the units, a head over some of them.

    A row with a code and a name is a unit whatever they say.
    """
    cells = {f: cell for f, c in at.items() if (cell := sheet.cells.get((row, c))) and not is_blank(cell)}
    if len(cells) > 1 and all(bare_roster_head(cell.raw) == LABELS[f] for f, cell in cells.items()):
        return True
    known = {f for f in ("code", "name", "kind") if f in cells}
    texts = (cell.raw for cell in cells.values() if cell.kind == CellKind.TEXT)
    return len(known) < 3 and any(map(read_row_label, texts))


def _written_out_codes(sheet: SheetCells, at: dict[str, int]) -> set[tuple[int, str]]:
    """Return the lengths and beginnings of the codes that are written out as text."""
    column = at.get("code", -1)
    return {
        _length_and_prefix(cell.raw.strip())
        for (_, c), cell in sheet.cells.items()
        if c == column and cell.kind == CellKind.TEXT and cell.raw.strip().isdigit()
    }


def _as_seen(cell: CellValue, *, epoch_1904: bool) -> str:
    """Return what a cell shows: a day, never its serial number; a formula without a result as it is written."""
    moment = moment_of_cell(cell, epoch_1904=epoch_1904) if cell.kind == CellKind.DATE else None
    return moment.words if moment else cell.raw or f"={cell.formula or ''}"


def _length_and_prefix(code: str) -> tuple[int, str]:
    return len(code), code[:6]


def _read_roster_cell(
    cell: CellValue | None, column: RosterColumn, look: str, *, kinds: Sequence[Named], epoch_1904: bool
) -> tuple[str, str]:
    """Return what *cell*, shown by the format *look*, says of *column*, and what is wrong with it; "" where nothing is."""
    if cell and column.marks == BLANK_MARK and is_nothing_mark(cell):
        return "", ""  # 「无」 under 免报原因 excuses nobody
    if cell and column.field == "excused" and re.sub(r"\s", "", cell.raw) in _REPORTS:
        return "", ""
    if cell and column.field == "code" and cell.kind == CellKind.TEXT:
        cell = cell._replace(raw=_as_code(cell.raw))
    if cell and column.type == "date" and cell.kind == CellKind.TEXT and cell.raw.strip():
        try:
            return parse_date(cell.raw).isoformat(), ""
        except NotADayError as error:
            return cell.raw, str(error)
    options = tuple(Option(k.id, k.label) for k in kinds) if column.type == "option" else ()
    value = read_cell_value(cell, ExpectedValue(column.type, options=options), epoch_1904=epoch_1904)
    text = str(value.value or "").strip()
    if cell and column.field == "code" and (why := _why_no_code(cell, look)):
        return text or cell.raw, why
    if cell and column.type == "text" and cell.kind == CellKind.NUMBER and not value.lost and cell.raw:
        text = shown_whole_number(cell.raw, look).strip()
    if value.lost:
        likely = dict(value.said).get("likely", "")
        meant = next((f"（是否应为 {o.id}？）" for o in options if likely == o.label), "")
        choice = f"，应为 {'、'.join(o.id for o in options)} 之一{meant}" if options else ""
        return (cell.raw or f"={cell.formula}") if cell else "", f"看不懂{choice}"
    unfit = has_unseen_characters(text) or UNKNOWN in text or len(text) > NAME_LIMIT
    if column.field in ("code", "name") and unfit:  # they go into file names, properties and lists
        return text, f"里有换行或看不见的字符，或超过 {NAME_LIMIT} 个字"
    return text, ""


def _as_code(text: str) -> str:
    """Return a code as people see it: in narrow characters, without the sign that keeps a program from taking it for a number."""
    said = "".join(c for c in unicodedata.normalize("NFKC", text) if not is_blank_text(c) or c in "\n\r")
    bare = said.strip("'‘’`\"“”")
    if code := _CODE_LIKE.fullmatch(bare):
        return code[1]
    return bare if _ROUNDED.fullmatch(bare) else text


def _why_no_code(cell: CellValue, look: str) -> str:
    """Return why what a cell holds or shows is no code; "" where it is one."""
    if cell.kind == CellKind.TEXT and _ROUNDED.fullmatch(cell.raw.strip()):
        number = Decimal(cell.raw.strip())
        whole = len(number.as_tuple().digits) > number.adjusted()
        lost = f"应为 {number:f}？" if whole else "后面的数字已经丢了。"
        return f"是科学记数，{lost}{AS_TEXT}"
    if cell.kind == CellKind.DATE:
        return f"被表格程序当成了日期。{AS_TEXT}"
    if cell.kind != CellKind.NUMBER or not cell.raw:
        return ""
    if abs(Decimal(cell.raw)) >= Decimal(10) ** SURE:
        return f"存成了数，第 {SURE} 位以后的数字已经丢了。{AS_TEXT}"
    if seen := shortened_display(cell.raw, look):
        return f"存成了数，表里显示成 {seen}，看不全，开头的 0 也留不住。{AS_TEXT}"
    return ""


def _number_cell_formats(
    data: bytes, book: Book, sheet: SheetCells, at: dict[str, int]
) -> Mapping[tuple[int, int], str]:
    """Return the number formats of a roster in which numbers stand where words are asked for."""
    words = {at[c.field] for c in (*COLUMNS, ALIASES) if c.type == "text" and c.field in at}
    asked = (cell for (_, column), cell in sheet.cells.items() if column in words)
    numbers = any(cell.kind == CellKind.NUMBER for cell in asked)
    return read_number_formats(data, book, sheet.name) if numbers else {}


def edit_roster_units(data: bytes, edits: Mapping[str, Mapping[str, str]], name: str = "名册.xlsx") -> bytes:
    """Return a roster with the units of these codes changed (added where they are new); all else stays as it was."""
    import openpyxl

    read_book = open_roster(data, name)
    if read_book.other:
        raise WorkFolderError(
            f"名册是 {name}，只能读，不能替您改。请在 WPS 或 Excel 中打开，另存为 名册.xlsx（原来的移走），再运行。"
        )
    found, head = find_roster_sheet(read_book, name)
    at = find_roster_columns(found, head, [])
    formats = _number_cell_formats(data, read_book, found, at)
    columns = {field: column + 1 for field, column in at.items()}
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[found.name]
    known: dict[str, int] = {}
    free: list[int] = []
    for r in range(head + 2, sheet.max_row + 2 + len(edits)):
        place = r - 1, at["code"]
        if cell := found.cells.get(place):
            number = cell.kind == CellKind.NUMBER and cell.raw
            look = formats.get(place, GENERAL)
            known.setdefault(shown_whole_number(cell.raw, look) if number else _as_code(cell.raw.strip()), r)
        elif not any((r - 1, c) in found.cells for c in at.values()):
            free.append(r)
    for code, said in edits.items():
        if lacking := [LABELS[f] for f in said if f not in columns]:
            raise WorkFolderError(
                f"{name} 里没有“{'、'.join(lacking)}”一列，写不进去。请在表头里加上，再做一次。"
            )
        row = known.get(code) or free.pop(0)
        for field, text in {"code": code, **said}.items():
            written = sheet.cell(row, columns[field])
            written.value = text or None
            written.data_type = "s" if text else "n"  # a name that begins with = is a name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unit_faults(unit: Unit, before: set[str], row: int, at: dict[str, int], doubted: set[str]) -> list[str]:
    """Say what is wrong with *unit* beside what is *doubted* of it already.

    *before* holds the codes and names of those above it, and takes its own.
    """
    asked = [c for c in COLUMNS[:3] if c.field not in doubted and not getattr(unit, c.field)]
    found = [f"{roster_address(row, at[c.field])} 没有填{c.label}" for c in asked]
    for c in COLUMNS[:2]:
        said = getattr(unit, c.field)
        if said and f"{c.field} {said}" in before:
            where = roster_address(row, at[c.field])
            found.append(f"{where} {c.label} {visible_text(said)} 与前面的重复")
        before.add(f"{c.field} {said}")
    return found
