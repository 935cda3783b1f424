"""名册.xlsx: the roster as a workbook to fill in, and back. The one place that knows its columns."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from toolkit.errors import WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.clean import Wanted, is_mark, typed
from toolkit.excel.look import SPARE, Formats, box, put
from toolkit.excel.pages import paper
from toolkit.form.layout import LAST_ROW, Place
from toolkit.form.model import BLANK_MARK, RETURN_MARK, Named, Option
from toolkit.form.roster import NAME_LIMIT, Unit
from toolkit.form.shown import steers, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.excel.book import Sheet

SHEET = "名册"
HEAD_ROW = 2
LINES = 25
"""How many rows an empty roster has to write on when it is printed."""
UNKNOWN = "\ufffd"
"""What the reader shows for a character no cell may hold."""


class _Column(NamedTuple):
    field: str
    label: str
    type: str
    width: float
    help: str
    marks: str = RETURN_MARK


COLUMNS = (
    _Column("code", "单位编码", "text", 16, "文字格式，开头的 0 要保留；每个单位一个，不能重复"),
    _Column("name", "单位名称", "text", 30, "印在工作簿封面上的名称"),
    _Column("kind", "类别", "option", 14, "从下拉列表中选，决定发哪一种工作簿"),
    _Column("contact", "联系人", "text", 12, "催报时找的人", BLANK_MARK),
    _Column("phone", "电话", "text", 16, "催报时用的电话", BLANK_MARK),
    _Column("deadline", "截止日期", "date", 14, "与统一截止日期不同时才填", BLANK_MARK),
    _Column("excused", "免报原因", "text", 28, "写了原因的单位不下发、不催报", BLANK_MARK),
)


def draw(units: Iterable[Unit], kinds: Sequence[Named], created: datetime.datetime) -> bytes:
    """Draw the roster: *units* filled in (perhaps none), *kinds* to choose from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "单位名册", "created": created})
    formats = Formats(book)
    sheet = book.add_worksheet(SHEET)
    box(sheet, 0, 0, 1, len(COLUMNS), "单位名册", formats("title"))
    sheet.set_row(0, 30)
    kinds_said = "；".join(f"{k.id}——{k.help or k.label}" for k in kinds)
    box(sheet, 1, 0, 1, len(COLUMNS), f"一个单位一行。类别：{kinds_said}", formats("intro"))
    sheet.set_row(1, 34)
    for i, column in enumerate(COLUMNS):
        put(sheet, HEAD_ROW, i, column.label, formats("head"))
        sheet.set_column(i, i, column.width, formats(f"input.{column.type}"))
        rule: dict[str, object] = {
            "validate": "any",
            "input_title": column.label,
            "input_message": column.help,
        }
        if column.field == "kind":
            rule |= {"validate": "list", "source": [k.id for k in kinds]}
        sheet.data_validation(HEAD_ROW + 1, i, LAST_ROW, i, rule)
    filled = list(units)
    for row in range(HEAD_ROW + 1, HEAD_ROW + 1 + (0 if filled else LINES)):
        for i, column in enumerate(COLUMNS):
            put(sheet, row, i, None, formats(f"input.{column.type}", border_color=SPARE))
    for row, unit in enumerate(filled, HEAD_ROW + 1):
        for i, column in enumerate(COLUMNS):
            text = getattr(unit, column.field)
            style = formats(f"input.{column.type}")
            if column.type == "date" and text:
                sheet.write_datetime(row, i, datetime.datetime.fromisoformat(text), style)
            else:
                put(sheet, row, i, text, style)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    paper(sheet, landscape=True, title="单位名册")
    sheet.repeat_rows(HEAD_ROW)
    book.close()
    return out.getvalue()


def read(data: bytes, kinds: Sequence[Named]) -> tuple[Unit, ...]:
    """Read a roster; raise WorkFolderError with every fault in it at once, each with its cell."""
    book = open_book(data)
    sheet = book.sheet(SHEET)
    if sheet is None:
        raise WorkFolderError(f"名册里没有工作表“{SHEET}”。请用 toolkit init 生成的名册填写。")
    faults: list[str] = []
    at = _heads(sheet, faults)
    units: list[Unit] = []
    before: set[str] = set()
    if not faults:
        for row in sorted({r for r, c in sheet.cells if r > HEAD_ROW and c in at.values()}):
            said = {}
            for column in COLUMNS:
                options = tuple(Option(k.id, k.id) for k in kinds) if column.type == "option" else ()
                cell = sheet.cells.get((row, at[column.field]))
                if cell and column.marks == BLANK_MARK and is_mark(cell):
                    cell = None  # 「无」 under 免报原因 excuses nobody
                value = typed(cell, Wanted(column.type, options=options), epoch_1904=book.epoch_1904)
                text = str(value.value or "").strip()
                named = column.field in ("code", "name")
                if cell and (value.lost or (named and _unfit(text))):
                    why = "看不懂" if value.lost else f"里有换行或看不见的字符，或超过 {NAME_LIMIT} 个字"
                    faults.append(f"{_a1(row, at[column.field])} {column.label}“{visible(cell.raw)}”{why}")
                said[column.field] = text
            if any(said.values()):
                units.append(Unit(**said))
                faults += _faults(units[-1], before, row, at)
    if not units and not faults:
        faults.append("还没有填任何单位")
    if faults:
        raise WorkFolderError("名册要改：\n" + "\n".join(f"  {f}" for f in faults))
    return tuple(units)


def edited(data: bytes, code: str, said: dict[str, str]) -> bytes:
    """Return a roster with the unit *code* changed as *said* (added where it is new); all else stays as it was."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    at = {c.value: c.column or 1 for c in sheet[HEAD_ROW + 1]}
    columns = {c.field: at[c.label] for c in COLUMNS}
    rows = range(HEAD_ROW + 2, sheet.max_row + 2)
    known = {str(sheet.cell(r, columns["code"]).value or "").strip(): r for r in reversed(rows)}
    row = known.get(code) or known[""]
    for field, text in {"code": code, **said}.items():
        cell = sheet.cell(row, columns[field])
        cell.value = text or None
        cell.data_type = "s" if text else "n"  # a name that begins with = is a name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unfit(name: str) -> bool:
    """Tell whether a code or a name cannot go into file names, properties and lists as people see it."""
    return steers(name) or UNKNOWN in name or len(name) > NAME_LIMIT


def _heads(sheet: Sheet, faults: list[str]) -> dict[str, int]:
    """Find the columns by their heads: a clerk may have moved them."""
    stands = {c.raw.strip(): column for (row, column), c in sheet.cells.items() if row == HEAD_ROW}
    at = {}
    for column in COLUMNS:
        if column.label in stands:
            at[column.field] = stands[column.label]
        else:
            faults.append(f"第 {HEAD_ROW + 1} 行缺少表头“{column.label}”")
    return at


def _faults(unit: Unit, before: set[str], row: int, at: dict[str, int]) -> list[str]:
    """Say what is wrong with *unit*; *before* holds the codes and names of those above it, and takes its own."""
    found = [f"{_a1(row, at[c.field])} 没有填{c.label}" for c in COLUMNS[:3] if not getattr(unit, c.field)]
    if unit.code and f"code {unit.code}" in before:
        found.append(f"{_a1(row, at['code'])} 单位编码 {visible(unit.code)} 与前面的重复")
    if unit.name and f"name {unit.name}" in before:
        found.append(f"{_a1(row, at['name'])} 单位名称 {visible(unit.name)} 与前面的重复")
    before |= {f"code {unit.code}", f"name {unit.name}"}
    return found


def _a1(row: int, column: int) -> str:
    return Place(SHEET, row, column).a1
