"""The first sheet of a return copy (请改这 N 处): what it says, and what a unit wrote on it, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR
from toolkit.form.layout import CellPlace, parse_reference

if TYPE_CHECKING:
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

NAME = "退回"
"""The defined name that points to the sheet: by it our sheet is known, whatever it is called and wherever it stands."""
HEADS = ("序号", "要做什么", "在哪里", "哪里不对", "怎么改", "在这里回答（黄底的格）", "", "改好了吗", "编号")
WIDTHS = (5, 9, 20, 40, 40, 22, 4, 9, 6)
TEXT_COLUMN, CODE_COLUMN, STATE_COLUMN, RULE_COLUMN, HELP_COLUMN = 5, 6, 7, 8, 9
"""Where a unit explains or answers, and beside it, hidden, which instances of rules that speaks for; whether a line is
done; the rule's number, for the office; and from there on, hidden, what the spreadsheet program judges that by."""
TO_MEND, TO_SAY, TO_KNOW = "要改", "要说明", "知道就行"


class NoticeItem(NamedTuple):
    """One thing to mend: the cells that are *wrong*, the others it may be *among*, in words, and what to do.

    *rule* is its number, *instances* the instances of rules a text in the 说明 cell answers ("": it asks for none).
    *still* are formulas, 1 while it is to be done; without any a text in the 说明 cell says that it is. What is only
    *known* is counted by nobody; *answer* is what the unit has said to it before, kept for the next reading.
    """

    severity: str
    wrong: tuple[CellPlace, ...]
    among: tuple[CellPlace, ...]
    where: str
    message: str
    remedy: str
    rule: str = ""
    instances: str = ""
    still: tuple[str, ...] = ()
    known: bool = False
    answer: str = ""

    @property
    def said(self) -> str:
        """Return what stands in the comment of the cell."""
        return f"{self.message}\n怎么改：{self.remedy}"

    @property
    def does(self) -> str:
        """Say in a word what is to be done."""
        return TO_KNOW if self.known else TO_MEND if self.severity == ERROR else TO_SAY

    @property
    def answered_here(self) -> bool:
        """Tell whether a unit writes its answer beside the line."""
        return not self.known and bool(self.instances or not self.still or self.severity != ERROR)


class RestoredFormula(NamedTuple):
    """A worked-out cell that lost its formula: it gets it back, with what it comes to ("" for blank)."""

    at: CellPlace
    formula: str
    value: float | str


class Notice(NamedTuple):
    """What is to be mended in one workbook: *lines* stand above, errors come before warnings in *items*.

    *verdict* and *todo* are the cover's cells that say how much is open; they then say what this sheet says.
    """

    title: str
    lines: tuple[str, ...]
    items: tuple[NoticeItem, ...]
    restored: tuple[RestoredFormula, ...] = ()
    verdict: CellPlace | None = None
    todo: tuple[tuple[CellPlace, ...], ...] = ()

    @property
    def errors(self) -> int:
        """Return how many things are to be mended."""
        return sum(i.severity == ERROR and not i.known for i in self.items)

    @property
    def questions(self) -> int:
        """Return how many things are to be explained."""
        return sum(i.severity != ERROR and not i.known for i in self.items)

    @property
    def head(self) -> int:
        """Return the row of the heads, as people count: below the title, the lines above the list, what is still open."""
        return len(self.lines) + 3

    @property
    def sheet(self) -> str:
        """Return what the sheet is called."""
        if self.errors:
            return f"请改这 {self.errors} 处"
        return f"请说明这 {self.questions} 处" if self.questions else "请核对后发回"


def find_notice_sheet(book: Book) -> SheetCells | None:
    """Return the sheet we put into a return copy; None where this is none.

    Programs that keep values alone lose its name: then it is known by its headings.
    """
    at = parse_reference(book.names.get(NAME, ""))
    named = book.sheet(at.sheet) if at else None
    return named or next((s for s in book.sheets if _has_heads(s)), None)


def _has_heads(sheet: SheetCells) -> bool:
    """Tell whether a row of *sheet* has our headings in their columns."""
    if HEADS[0] not in sheet.texts:
        return False
    rows = (r for (r, c), cell in sheet.cells.items() if c == 0 and cell.raw == HEADS[0])
    heads = [(c, head) for c, head in enumerate(HEADS) if head]
    return any(all((r, c) in sheet.cells and sheet.cells[r, c].raw == h for c, h in heads) for r in rows)


def read_unit_answers(book: Book) -> dict[str, str]:
    """Return what a unit wrote beside the warnings, by instance."""
    sheet, found = find_notice_sheet(book), dict[str, str]()
    for (row, column), cell in sorted(sheet.cells.items()) if sheet else ():
        text = sheet.cells.get((row, TEXT_COLUMN)) if sheet and column == CODE_COLUMN else None
        if text and text.raw.strip():
            found |= dict.fromkeys(cell.raw.strip().split("、"), text.raw.strip())
    return found
