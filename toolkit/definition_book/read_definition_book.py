"""A definition workbook to the plain data TOML gives, whatever program saved it, with the row every part of it stands in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.definition.definition_shape import ROSTER, SHAPES, part_name
from toolkit.definition.fault import path_words
from toolkit.definition_book.book_sheets import (
    CALLED,
    FORM,
    GUIDE,
    HOLDER,
    ITEM,
    KEY_HEAD,
    OPTIONS,
    QUESTIONS,
    RULE_GUIDE,
    UNREAD,
    VALUE_HEAD,
    book_sheets,
    sheet_of_part,
)
from toolkit.definition_book.cell_spelling import read_value
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Path
    from toolkit.definition_book.book_sheets import BookColumn, BookSheet
    from toolkit.xlsx.cells import CellValue, SheetCells
    from toolkit.xlsx.open_workbook import Book

NAMES = {"id", "sheet", HOLDER, CALLED}
"""Keys whose texts are names: a blank somebody left beside one is none of it."""
HEADS_WITHIN = 20
"""The heads stand in one of the first so many rows."""


class BookPlace(NamedTuple):
    """Where a part of a definition stands: the sheet, and the row as the program numbers it; 0 for the sheet itself."""

    sheet: str
    row: int

    @property
    def words(self) -> str:
        """Return the place as people say it."""
        return f"{self.sheet} 第 {self.row} 行" if self.row else f"工作表“{self.sheet}”"


class BookLine(NamedTuple):
    """One line of a sheet: its row, and what it says by key."""

    row: int
    said: dict[str, Any]


@dataclass
class DefinitionBook:
    """What a definition workbook says: its *data*, the *places* of its parts by their path, what could not be read."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, list[BookPlace]] = field(default_factory=dict)
    faults: list[tuple[BookPlace, str]] = field(default_factory=list)

    def add_place(self, path: Path, place: BookPlace) -> None:
        """Remember where the part *path* stands; it may be there twice."""
        self.places.setdefault(path, []).append(place)


def is_definition_book(book: Book) -> bool:
    """Tell whether a workbook is a definition: it has the sheet of what is said once."""
    sheet = sheet_named(book, FORM)
    return sheet is not None and find_heads(sheet, {KEY_HEAD, VALUE_HEAD}) is not None


def read_definition_book(book: Book) -> DefinitionBook:
    """Read the definition that *book* holds."""
    return _BookReader(book).read()


class _BookReader:
    """Collects what it reads; what it cannot read is a fault, and left out."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.found = DefinitionBook()

    def fault(self, sheet: str, row: int, what: str) -> None:
        self.found.faults.append((BookPlace(sheet, row), what))

    def read(self) -> DefinitionBook:
        self.sheets_there()
        lines = {s.part: list(self.lines(s)) for s in book_sheets() if s.part != FORM}
        data = self.once()
        for sheet in (s for s in book_sheets() if s.holder == FORM):
            some: Any
            if sheet.part == OPTIONS:
                some = self.options(lines[OPTIONS])
            else:
                some = [self.part(sheet, (), n, x, lines) for n, x in enumerate(lines[sheet.part], 1)]
            if some or SHAPES[FORM][sheet.held_as].must:
                data[sheet.held_as] = some
        self.without_holder(lines)
        self.found.data = data
        return self.found

    def sheets_there(self) -> None:
        """A sheet under another name would be overlooked: who renamed one is told."""
        names = {s.name.strip() for s in self.book.sheets}
        known = [s.part for s in book_sheets()]
        more = [name for name in names if name not in {*known, GUIDE, RULE_GUIDE, QUESTIONS, UNREAD}]
        if more:
            for missing in (name for name in known if name not in names):
                self.fault(missing, 0, f"没有这张工作表；多出来的有 {'、'.join(sorted(more))}，是它的请改名")

    def once(self) -> dict[str, Any]:
        """Return what is said once: a key a line."""
        sheet = sheet_named(self.book, FORM)
        heads = find_heads(sheet, {KEY_HEAD, VALUE_HEAD}) if sheet else None
        if sheet is None or heads is None:
            return {}
        row, at = heads
        data: dict[str, Any] = {}
        known = sheet_of_part(FORM).heads
        for r in sorted({r for r, _ in sheet.cells if r > row}):
            name, value = (text_of_cell(sheet.cells.get((r, at[h]))).strip() for h in (KEY_HEAD, VALUE_HEAD))
            if name not in known:
                if name or value:
                    self.fault(FORM, r + 1, f"不认识的项目 {name or '（没有写）'}")
                continue
            column = known[name]
            self.found.add_place((column.key,), BookPlace(FORM, r + 1))
            if column.key in data:
                self.fault(FORM, r + 1, f"{name} 出现了两次")
            self.take(FORM, r, column, sheet.cells.get((r, at[VALUE_HEAD])), data)
        return data

    def lines(self, said: BookSheet) -> Iterator[BookLine]:
        """Yield the lines of a sheet in which anything stands."""
        sheet = sheet_named(self.book, said.part)
        if sheet is None or not any(cell.raw.strip() for cell in sheet.cells.values()):
            return
        heads = find_heads(sheet, {c.said.head for c in said.columns if c.key in (HOLDER, "id", CALLED)})
        if heads is None:
            wanted = "、".join(c.said.head for c in said.columns if c.said.must)
            self.fault(said.part, 0, f"没有一行表头（{wanted} …）：请把表头照原样写回")
            return
        row, at = heads
        heads_there = (text_of_cell(cell).strip() for (r, _), cell in sheet.cells.items() if r == row)
        for name, times in Counter(filter(None, heads_there)).items():
            if name not in said.heads:
                self.fault(said.part, row + 1, f"不认识的表头 {name}：是改过的请改回，不用的一栏请删去")
            elif times > 1:
                self.fault(said.part, row + 1, f"表头 {name} 出现了两次")
        for r in sorted({r for r, _ in sheet.cells if r > row}):
            line: dict[str, Any] = {}
            for name, column in said.heads.items():
                if name in at:
                    self.take(said.part, r, column, sheet.cells.get((r, at[name])), line)
            if line:
                yield BookLine(r + 1, line)

    def take(
        self, sheet: str, row: int, column: BookColumn, cell: CellValue | None, into: dict[str, Any]
    ) -> None:
        """Take what *cell* says of a key, if anything."""
        if cell is not None and cell.formula is not None and not cell.raw:
            self.fault(sheet, row + 1, f"{column.said.head} 是公式：请改成文字（前面加一个英文单引号）")
            return
        if cell is None or not cell.raw.strip():
            return
        if cell.kind in (CellKind.DATE, CellKind.ERROR, CellKind.BROKEN):
            what = "被表格程序当成了日期" if cell.kind == CellKind.DATE else f"是错误值 {cell.raw}"
            self.fault(sheet, row + 1, f"{column.said.head} {what}：请把单元格设成文本格式，再写一遍")
            return
        text = text_of_cell(cell)
        into[column.key] = read_value(column, text.strip() if column.key in NAMES else text)

    def part(
        self, sheet: BookSheet, path: Path, number: int, line: BookLine, lines: dict[str, list[BookLine]]
    ) -> dict[str, Any]:
        """Return a part with the parts it holds, and remember where they stand."""
        where = (*path, part_name(sheet.part, number, line.said.get("id")))
        self.found.add_place(where, BookPlace(sheet.part, line.row))
        made = {k: v for k, v in line.said.items() if k != HOLDER}
        for inner in (s for s in book_sheets() if s.holder == sheet.part):
            held = [x for x in lines[inner.part] if x.said.get(HOLDER) == line.said.get("id")]
            parts = [self.part(inner, where, n, x, lines) for n, x in enumerate(held, 1)]
            if made.get(inner.held_as) == ROSTER:
                for x in held:
                    self.fault(inner.part, x.row, f"{path_words(where)} 的行是{ROSTER}里的单位，不在这里写")
            elif inner.held_as in made:
                head = next((c.said.head for c in sheet.columns if c.key == inner.held_as), inner.held_as)
                stands = made[inner.held_as]
                self.fault(sheet.part, line.row, f"{head} 只能空着或写 {ROSTER}，实为 {stands}")
                made[inner.held_as] = parts
            elif parts or SHAPES[sheet.part][inner.held_as].must:
                made[inner.held_as] = parts
        return made

    def without_holder(self, lines: dict[str, list[BookLine]]) -> None:
        """Tell the lines that say of no table or list that they are its own."""
        for sheet in (s for s in book_sheets() if s.holder and s.holder != FORM):
            known = {x.said.get("id") for x in lines[sheet.holder]}
            for line in lines[sheet.part]:
                name = line.said.get(HOLDER)
                if name is None:
                    self.fault(sheet.part, line.row, f"没有写是哪张{sheet.holder}的")
                elif name not in known:
                    self.fault(sheet.part, line.row, f"没有{sheet.holder} {name}")

    def options(self, lines: list[BookLine]) -> dict[str, Any]:
        """Return the drop-downs by their names: their texts, a line each, or of which table they are made."""
        found: dict[str, Any] = {}
        for row, said in lines:
            name = said.pop(CALLED, None)
            item = said.pop(ITEM, None)
            if name is None:
                self.fault(OPTIONS, row, "没有写选项名")
                continue
            self.found.add_place((f"选项 {name}",), BookPlace(OPTIONS, row))
            again = name in found and (item is None or isinstance(found[name], dict))
            if again or (item is None) == (not said):
                self.fault(OPTIONS, row, f"{name} 要么一项一行写在“一项”里，要么只有一行，写明取自哪张表")
            elif item is None:
                found[name] = said
            else:
                found.setdefault(name, []).append(item)
        return found


def sheet_named(book: Book, name: str) -> SheetCells | None:
    """Return the sheet *name*, blanks around its name looked through."""
    return next((s for s in book.sheets if s.name.strip() == name), None)


def find_heads(sheet: SheetCells, wanted: set[str]) -> tuple[int, dict[str, int]] | None:
    """Return the first row in which all the *wanted* heads stand, and where each head of it is."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < HEADS_WITHIN:
            rows.setdefault(row, {}).setdefault(text_of_cell(cell).strip(), column)
    return next(((row, at) for row, at in rows.items() if wanted <= at.keys()), None)


def text_of_cell(cell: CellValue | None) -> str:
    """Return a cell as text: a number as it is written, lines ended in one way."""
    if cell is None:
        return ""
    if cell.kind == CellKind.NUMBER and cell.raw:
        return f"{Decimal(cell.raw).normalize():f}"
    if cell.kind == CellKind.BOOL:
        return "是" if cell.raw in ("1", "true", "TRUE") else "否"
    return cell.raw.replace("\r\n", "\n")
