"""The first sheet of a return copy (请改这 N 处): what it says, and what a unit wrote on it, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR
from toolkit.form.layout import Place, parse_reference

if TYPE_CHECKING:
    from toolkit.excel.book import Book
    from toolkit.excel.sheet import Sheet

NAME = "退回"
"""The defined name that points to the sheet: by it our sheet is known, whatever it is called and wherever it stands."""
HEADS = ("序号", "级别", "在哪里", "哪里不对", "怎么改", "说明（数字属实的提示，在这里写原因）")
WIDTHS = (5, 6, 24, 37, 32, 28)
TEXT_COLUMN, CODE_COLUMN = 5, 6
"""Where a unit explains a warning, and beside it, hidden, which instances of rules that speaks for."""


class Item(NamedTuple):
    """One thing to mend: the cells that are *wrong*, the others it may be *among*, in words, and what to do.

    *rule* is its number, *instances* the instances of rules a text in the 说明 cell answers ("": it asks for none).
    """

    severity: str
    wrong: tuple[Place, ...]
    among: tuple[Place, ...]
    where: str
    message: str
    remedy: str
    rule: str = ""
    instances: str = ""

    @property
    def said(self) -> str:
        """Return what stands in the comment of the cell."""
        number = f"（规则 {self.rule}）" if self.rule else ""
        return f"{self.message}{number}\n怎么改：{self.remedy}"


class Notice(NamedTuple):
    """What is to be mended in one workbook: *lines* stand above, errors come before warnings in *items*."""

    title: str
    lines: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def head(self) -> int:
        """Return the row of the heads, as people count: below the title and what stands above the list."""
        return len(self.lines) + 2

    @property
    def sheet(self) -> str:
        """Return what the sheet is called."""
        errors = sum(i.severity == ERROR for i in self.items)
        return f"请改这 {errors} 处" if errors else f"请核对这 {len(self.items)} 处"


def sheet_of(book: Book) -> Sheet | None:
    """Return the sheet we put into a return copy; None where this is none."""
    at = parse_reference(book.names.get(NAME, ""))
    return book.sheet(at.sheet) if at else None


def answers(book: Book) -> dict[str, str]:
    """Return what a unit wrote beside the warnings, by instance."""
    sheet, found = sheet_of(book), dict[str, str]()
    for (row, column), cell in sorted(sheet.cells.items()) if sheet else ():
        text = sheet.cells.get((row, TEXT_COLUMN)) if sheet and column == CODE_COLUMN else None
        if text and text.raw.strip():
            found |= dict.fromkeys(cell.raw.strip().split("、"), text.raw.strip())
    return found
