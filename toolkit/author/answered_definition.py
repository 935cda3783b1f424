"""The definition workbook that stands where a blank's definition is to be written: its answers, and what was changed by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolkit.adopting.hand_edits import faults_of_definition, keep_hand_edits
from toolkit.author.definition_files import BOOK, CREATED
from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.definition_book.load_definition import definition_data
from toolkit.definition_book.question_sheets import is_read_from_blank, read_answers
from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.adopting.proposal import Proposal
    from toolkit.definition_book.question_sheets import AnsweredQuestion
    from toolkit.xlsx.open_workbook import Book

MOST_TOLD = 12
"""How many places are named that do not go together."""


def is_book_path(path: Path) -> bool:
    """Tell whether a definition is to be written as a workbook."""
    return path.suffix.casefold() == BOOK


@dataclass(frozen=True)
class EarlierDefinition:
    """The definition workbook at a place, as somebody left it."""

    file: bytes
    data: dict[str, Any]
    asked: list[AnsweredQuestion]


def find_earlier_definition(output: Path) -> EarlierDefinition | None:
    """Return the workbook that stands where a definition is to be written; refuse one that did not come from a blank."""
    if not is_book_path(output) or not output.exists():
        return None
    book = open_answered_book(output)
    file = output.read_bytes()
    try:
        return EarlierDefinition(file, definition_data(file, output.name), read_answers(book))
    except FormError as error:
        raise WorkFolderError(f"没有改动 {output}：{error.faults[0]}") from error


def open_answered_book(path: Path) -> Book:
    """Return a definition workbook that was read from a blank; refuse any other."""
    try:
        book = open_book(path.read_bytes())
    except OSError as error:
        raise WorkFolderError(f"读不了 {path}：{error.strerror}。请检查文件权限。") from error
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来：{REASONS[error.code]}。没有改动它。") from error
    if not is_read_from_blank(book):
        raise WorkFolderError(
            f"{path} 里没有由空表读出的工作表“待确认”，没有改动它。请换一个文件名，或先把它移走。"
        )
    return book


def answers_by_key(asked: list[AnsweredQuestion], path: Path) -> dict[str, bool]:
    """Return what was answered, by key; refuse what is neither yes nor no."""
    odd = [q for q in asked if q.answer is None and q.typed]
    if odd:
        told = "；".join(f"{q.place.words}写的是“{q.typed}”" for q in odd[:MOST_TOLD])
        raise WorkFolderError(f"{path.name}：{told}。“是／否”一栏只写 是 或 否，改好再运行一次。")
    return {q.key: q.answer for q in asked if q.answer is not None}


def with_hand_edits(
    was: Proposal, earlier: EarlierDefinition, proposal: Proposal, output: Path
) -> tuple[Proposal, tuple[str, ...]]:
    """Return what is proposed with what was changed by hand; refuse where both do not go together."""
    drawn = (draw_definition_book(p.data, CREATED) for p in (was, proposal))
    before, now = (definition_data(book, output.name) for book in drawn)
    done = keep_hand_edits(before, earlier.data, now)
    if not done.kept and not done.clashes:
        return proposal, ()
    faults = faults_of_definition(done.data, output.name)
    if done.clashes or (faults and not proposal.faults):
        what = "；".join((*done.clashes, *faults)[:MOST_TOLD])
        raise WorkFolderError(
            f"{output} 在别的工作表上改过，与重新读出的合不到一起，没有写：{what}。"
            f"请把这几处改回，或换一个文件名写出再抄过去；不要手改的内容了，加上 --anew（手改的另存一份）。"
        )
    return replace(proposal, data=done.data, faults=faults), done.kept
