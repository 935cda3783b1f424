"""The two sheets a definition workbook has that was read out of a blank: what a person is asked, and which cells nobody understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.definition_book.book_sheets import QUESTIONS, UNREAD
from toolkit.definition_book.cell_spelling import NO_WORDS, YES_WORDS
from toolkit.definition_book.load_definition import is_workbook_file
from toolkit.definition_book.read_definition_book import BookPlace, find_heads, sheet_named, text_of_cell
from toolkit.sheets.page import Column, Entry, Page, columns_of
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.xlsx.open_workbook import Book

NUMBER, SAID, GROUND, WHERE, ANSWER, STATE = "编号", "猜的是什么", "依据", "在哪里", "是／否", "现在"
KEY, WRITTEN = "标识", "已照此写"
"""The heads of the columns nobody sees: what names a question whatever else is asked, and whether the definition has it."""
YES, NO = YES_WORDS[0], NO_WORDS[0]
WRITTEN_SO, NOT_WRITTEN = "已照此写", "没有写，答“是”才写"
_QUESTION_NOTES = (
    "在“是／否”一栏答。已写着“是”“否”的是现在这样写的，不对的改过来；空着的只凭名称猜到，不答“是”就没有写进规则。",
    "答完存盘，再运行一次 toolkit form adopt 空表.xlsx -o 这个文件：照答的重写。在别的工作表上手改过的会保留，保留不了的会先告诉你。",
)
_NOTHING_ASKED = "没有要确认的。"
_NOTHING_UNREAD = "没有看不懂的格。"


class Question(NamedTuple):
    """One thing a person is asked: *written* tells whether the definition has it; *answer* is None where only 是 will do and nobody said it."""

    key: str
    said: str
    ground: str
    where: str
    written: bool
    answer: bool | None


class AnsweredQuestion(NamedTuple):
    """A question as it came back: its row, its words, what the definition has of it, what stands in the answer's cell."""

    row: int
    key: str
    said: str
    written: bool
    typed: str

    @property
    def answer(self) -> bool | None:
        """Return what was answered; None for nothing, or for what is neither yes nor no."""
        return True if self.typed in YES_WORDS else False if self.typed in NO_WORDS else None

    @property
    def place(self) -> BookPlace:
        """Return where it stands."""
        return BookPlace(QUESTIONS, self.row)


def question_pages(
    questions: Sequence[Question], unread: Sequence[Sequence[str]], account: str
) -> tuple[Page, Page]:
    """Return the sheet of *questions* and that of the cells nobody understood, with the *account* of all cells above."""
    answers = {"validate": "list", "source": [YES, NO], "error_title": "答是或否"}
    answers["error_message"] = f"应为 {YES} 或 {NO}。"
    columns = (
        *columns_of(f"{NUMBER} 6, {SAID} 58, {GROUND} 28, {WHERE} 22"),
        Column(ANSWER, 8, "input.text", rule=answers),
        *columns_of(f"{STATE} 20, {KEY} 0, {WRITTEN} 0"),
    )
    rows = []
    for number, q in enumerate(questions, 1):
        answer = Entry(None if q.answer is None else _yes_or_no(q.answer))
        state = WRITTEN_SO if q.written else NOT_WRITTEN
        rows.append((number, q.said, q.ground, q.where, answer, state, q.key, _yes_or_no(q.written)))
    notes = (*(_QUESTION_NOTES if questions else (_NOTHING_ASKED,)), account)
    asked = Page(QUESTIONS, QUESTIONS, columns, rows, notes, across=6, frozen=1)
    heads = columns_of("工作表 16, 单元格 9, 写着什么 44, 为什么没看懂 46")
    notes = (account,) if unread else (_NOTHING_UNREAD, account)
    return asked, Page(UNREAD, UNREAD, heads, list(unread), notes, frozen=2)


def _yes_or_no(said: bool) -> str:
    return YES if said else NO


def read_answers(book: Book) -> list[AnsweredQuestion]:
    """Return the questions of a definition workbook as they came back; none of one that was not read out of a blank."""
    sheet = sheet_named(book, QUESTIONS)
    heads = find_heads(sheet, {KEY, ANSWER}) if sheet else None
    if sheet is None or heads is None:
        return []
    row, at = heads
    found = []
    for r in sorted({r for r, _ in sheet.cells if r > row}):
        key, said, typed, written = (
            text_of_cell(sheet.cells.get((r, at[head]))).strip() if head in at else ""
            for head in (KEY, SAID, ANSWER, WRITTEN)
        )
        if key:
            found.append(AnsweredQuestion(r + 1, key, said, written in YES_WORDS, typed))
    return found


def is_read_from_blank(book: Book) -> bool:
    """Tell whether a definition workbook has the sheet of questions with what names them: it came out of a blank."""
    sheet = sheet_named(book, QUESTIONS)
    return sheet is not None and find_heads(sheet, {KEY, ANSWER}) is not None


def tell_open_questions(data: bytes) -> tuple[str, ...]:
    """Return in words, each with its row, what a definition workbook asks that was not answered, or not written as answered."""
    return tuple(_told(read_answers(open_book(data)))) if is_workbook_file(data) else ()


def _told(questions: Sequence[AnsweredQuestion]) -> Iterator[str]:
    for q in questions:
        if q.answer is None and q.typed:
            yield f"{q.place.words}：“{ANSWER}”应为 {YES} 或 {NO}，实为 {q.typed}"
        elif q.answer is None and not q.written:
            yield f"{q.place.words}：还没有答（{q.said}）。没有写进定义，答“{YES}”才写"
        elif q.answer is not None and q.answer != q.written:
            yield f"{q.place.words}：答了“{_yes_or_no(q.answer)}”，还没有照它重写（{q.said}）。再运行一次 toolkit form adopt"
