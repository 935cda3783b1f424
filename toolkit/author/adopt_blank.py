"""A blank .xlsx somebody else made, taken up as a form: its definition and the places of its figures written beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolkit.adopting.hand_edits import faults_of_definition, keep_hand_edits
from toolkit.adopting.proposal import propose_definition
from toolkit.author.definition_files import BOOK, CREATED
from toolkit.author.spreadsheet_program import convert_to_xlsx
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_text import definition_text
from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.definition_book.load_definition import definition_data
from toolkit.definition_book.question_sheets import (
    Question,
    UnreadCell,
    is_read_from_blank,
    question_pages,
    read_answers,
)
from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.adopting.proposal import Proposal
    from toolkit.definition_book.question_sheets import AnsweredQuestion
    from toolkit.xlsx.open_workbook import Book

EVERY = "全部"
"""How somebody says yes to all that is asked."""
PLACES = "-原表位置.json"
"""What the file of places ends with."""
BEFORE = "（重写前）"
"""What the copy of a definition somebody had edited is called, where it is written anew all the same."""
MOST_TOLD = 12
_SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx，再试"


@dataclass(frozen=True)
class AdoptedBlank:
    """What became of a blank: the proposal and, where it was of any use, the files written.

    *kept* are the places somebody changed by hand in the workbook that stood there, *backup* its copy where they were given up.
    """

    proposal: Proposal
    definition: Path | None
    places: Path | None
    kept: tuple[str, ...] = ()
    backup: Path | None = None
    converted: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return self.proposal.plain() | {
            "files": [str(p) for p in (self.definition, self.places) if p is not None],
            "kept": list(self.kept),
            "backup": self.backup and str(self.backup),
            "converted": self.converted,
        }


class UnknownGuessError(ValueError):
    """Somebody answered what was not asked: the message says what may be answered."""


def adopt_blank(
    path: Path,
    output: Path,
    yes: str = "",
    no: str = "",
    answered: Path | None = None,
    *,
    anew: bool = False,
) -> AdoptedBlank:
    """Propose a definition for the blank at *path* and write it to *output*.

    The answers stand in the definition workbook *answered*, or in that at *output*; *yes* and *no* are numbers of guesses,
    or EVERY. What somebody changed by hand in the workbook at *output* is kept; where that cannot be, nothing is written
    unless *anew* says so.
    """
    data, converted = _read_strictly(path)
    book = read_blank_book(data, path.stem)
    earlier = _earlier_definition(output)
    asked = read_answers(_open_answers(answered)) if answered else earlier.asked if earlier else []
    answers = _answers_of(asked, answered or output)
    first = propose_definition(book, answers)
    for said, taken in ((yes, True), (no, False)):
        answers |= dict.fromkeys(_keys_of(first, said), taken)
    proposal = propose_definition(book, answers)
    if not proposal.tables:
        return AdoptedBlank(proposal, None, None, converted=converted)
    kept: tuple[str, ...] = ()
    if earlier is not None and not anew:
        was = propose_definition(book, {q.key: q.written for q in earlier.asked})
        proposal, kept = _with_hand_edits(was, earlier, proposal, output)
    backup = None
    if earlier is not None and anew:
        backup = write_under_free_name(
            output.with_name(f"{output.stem}{BEFORE}{output.suffix}"), earlier.file
        )
    places = output.with_name(output.stem + PLACES)
    write_atomically(output, definition_file(proposal, path.name, book=_is_book(output)))
    said = json.dumps(proposal.places, ensure_ascii=False, indent=1) + "\n"
    write_atomically(places, said.encode())
    return AdoptedBlank(proposal, output, places, kept, backup, converted)


def definition_file(proposal: Proposal, name: str, *, book: bool) -> bytes:
    """Return what is proposed for the blank *name* as a file: a workbook with what a person is asked, or text."""
    if not book:
        head = f"由空表 {name} 读出，请对照原表看一遍。各项的写法见自带表样的开头。"
        return f"# {head}\n{definition_text(proposal.data)}".encode()
    questions = [
        Question(g.key, g.said, g.ground, g.places, g.taken, g.taken if g.taken or g.answered else None)
        for g in proposal.guesses
    ]
    unread = [UnreadCell(*cell) for cell in proposal.odd_cells]
    pages = question_pages(questions, unread, proposal.account.line)
    return draw_definition_book(proposal.data, CREATED, pages)


def _is_book(path: Path) -> bool:
    return path.suffix.casefold() == BOOK


# ── what stood there, and what was answered ──


@dataclass(frozen=True)
class _EarlierDefinition:
    """The definition workbook at a place, as somebody left it."""

    file: bytes
    data: dict[str, Any]
    asked: list[AnsweredQuestion]


def _earlier_definition(output: Path) -> _EarlierDefinition | None:
    """Return the workbook that stands where a definition is to be written; refuse one that did not come from a blank."""
    if not _is_book(output) or not output.exists():
        return None
    book = _open_answers(output)
    file = output.read_bytes()
    try:
        return _EarlierDefinition(file, definition_data(file, output.name), read_answers(book))
    except FormError as error:
        raise WorkFolderError(f"没有改动 {output}：{error.faults[0]}") from error


def _open_answers(path: Path) -> Book:
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


def _answers_of(asked: list[AnsweredQuestion], path: Path) -> dict[str, bool]:
    """Return what was answered, by key; refuse what is neither yes nor no."""
    odd = [q for q in asked if q.answer is None and q.typed]
    if odd:
        told = "；".join(f"{q.place.words}写的是“{q.typed}”" for q in odd[:MOST_TOLD])
        raise WorkFolderError(f"{path.name}：{told}。“是／否”一栏只写 是 或 否，改好再运行一次。")
    return {q.key: q.answer for q in asked if q.answer is not None}


def _with_hand_edits(
    was: Proposal, earlier: _EarlierDefinition, proposal: Proposal, output: Path
) -> tuple[Proposal, tuple[str, ...]]:
    """Return what is proposed with what was changed by hand; refuse where both do not go together."""
    before, now = (definition_data(_as_it_comes_back(p), output.name) for p in (was, proposal))
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


def _as_it_comes_back(proposal: Proposal) -> bytes:
    return draw_definition_book(proposal.data, CREATED)


# ── the blank ──


def _read_strictly(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a blank that our own reader vouches for, and what it was converted from; say what to do with any other."""
    try:
        data = path.read_bytes()
        other = open_book(data).other
    except OSError as error:
        raise WorkFolderError(f"读不了 {path}：{error.strerror}。请检查文件权限。") from error
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来：{REASONS[error.code]}。{_SAVE_AS}。") from error
    if not other:
        return data, ""
    made = convert_to_xlsx(path.name, data)
    if made is None:
        raise WorkFolderError(f"{path} 不是 .xlsx 格式，本机也没有能转换它的表格程序。{_SAVE_AS}。")
    return made, other


def _keys_of(proposal: Proposal, said: str) -> list[str]:
    """Return the keys of the guesses whose numbers somebody wrote: 1,3 or 全部."""
    words = said.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    words = [w for w in words if w]
    if EVERY in words:
        return [g.key for g in proposal.guesses]
    most = len(proposal.guesses)
    for word in words:
        if not (word.isascii() and word.isdigit() and 1 <= int(word) <= most):
            raise UnknownGuessError(
                f"没有第 {word} 条待确认：写 1 到 {most} 的编号，用逗号分开，或写“{EVERY}”"
            )
    return [proposal.guesses[int(word) - 1].key for word in words]
