"""A blank .xlsx somebody else made, taken up as a form: its definition, with the place of every figure, written beside it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolkit.adopting.definition_pages import without_places
from toolkit.adopting.proposal import propose_definition
from toolkit.author.answered_definition import (
    answers_by_key,
    find_earlier_definition,
    is_book_path,
    open_answered_book,
    with_hand_edits,
)
from toolkit.author.blank_look import draw_unit_blanks
from toolkit.author.definition_files import CREATED
from toolkit.author.spreadsheet_program import convert_to_xlsx
from toolkit.author.strict_workbooks import STRICT_FORMAT, spell_as_everywhere
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_shape import ROSTER
from toolkit.definition.definition_text import definition_text
from toolkit.definition.fault import DefinitionError, path_words
from toolkit.definition.load_form import build_form
from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.definition_book.question_sheets import Question, question_pages, read_answers
from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.folder.kept_blank import read_given_blank
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.text.plain_values import pick_plain
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.adopting.proposal import Proposal

EVERY = "全部"
"""How somebody says yes to all that is asked."""
BEFORE = "（重写前）"
"""What the copy of a definition somebody had edited is called, where it is written anew all the same."""
LISTED = "卡片写成了登记簿，一份一行，原表里没有这样的行"
"""Why units get a drawn list in the place of a blank that is a card."""
CONVERTED = "已转换"
"""What the name of a blank adds that had to be spelled another way to be edited."""
_SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx，再试"


@dataclass(frozen=True)
class AdoptedBlank:
    """What became of a blank: the proposal and, where it was of any use, the definition written.

    *drawn* says why its units get a workbook drawn after it and not the blank itself; nothing where they get that.
    *kept* are the places somebody changed by hand in the workbook that stood there, *backup* its copy where they were given up;
    *converted* is the format of a blank that was none of ours to read.
    """

    proposal: Proposal
    definition: Path | None
    drawn: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    backup: Path | None = None
    converted: str = ""

    @property
    def one_row_each(self) -> bool:
        """Tell whether some table has a row a unit: each gets the blank with its own row alone."""
        return any(t.get("rows") == ROSTER for t in self.proposal.data["table"])

    @property
    def how_converted(self) -> str:
        """Say what was done to a blank that was none of ours to read."""
        return "已另存成普通的 .xlsx" if self.converted == STRICT_FORMAT else "已用本机的表格程序转换"

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        files = [self.definition] if self.definition is not None else []
        told = pick_plain(self, "files drawn_because=drawn kept backup converted", files=files)
        return self.proposal.plain() | told


class UnknownGuessError(ValueError):
    """Somebody answered what was not asked: the message says what may be answered."""


def adopt_blank(
    path: Path, output: Path, yes: str = "", no: str = "", answered: Path | None = None, *, anew: bool = False
) -> AdoptedBlank:
    """Propose a definition for the blank at *path* and write it to *output*.

    The answers stand in the definition workbook *answered*, or in that at *output*; *yes* and *no* are numbers of guesses,
    or EVERY. What somebody changed by hand in the workbook at *output* is kept; where that cannot be, nothing is written
    unless *anew* says so.
    """
    beside = output.with_name(f"{path.stem}.xlsx")
    data, converted = _read_strictly(path, beside)
    if converted == STRICT_FORMAT:
        beside = beside.with_name(f"{path.stem}（{CONVERTED}）.xlsx")
    book = read_blank_book(data, beside.stem)
    earlier = find_earlier_definition(output)
    asked = read_answers(open_answered_book(answered)) if answered else earlier.asked if earlier else []
    answers = answers_by_key(asked, answered or output)
    first = propose_definition(book, answers)
    for said, taken in ((yes, True), (no, False)):
        answers |= dict.fromkeys(_keys_of(first, said), taken)
    proposal = propose_definition(book, answers)
    if not proposal.tables:
        return AdoptedBlank(proposal, None, converted=converted)
    proposal, drawn = _fit_to_blank(proposal, data)
    kept: tuple[str, ...] = ()
    backup = None
    if earlier is not None and not anew:
        was, _ = _fit_to_blank(propose_definition(book, {q.key: q.written for q in earlier.asked}), data)
        proposal, kept = with_hand_edits(was, earlier, proposal, output)
    elif earlier is not None:
        copied = output.with_name(f"{output.stem}{BEFORE}{output.suffix}")
        backup = write_under_free_name(copied, earlier.file)
    if "blank" in proposal.data:
        _keep_beside(beside, data)
    write_atomically(output, definition_file(proposal, path.name, book=is_book_path(output)))
    return AdoptedBlank(proposal, output, drawn, kept, backup, converted)


def _fit_to_blank(proposal: Proposal, data: bytes) -> tuple[Proposal, tuple[str, ...]]:
    """Return a proposal without places where its form cannot be filled in on its blank, and why units get none of it."""
    drawn = _what_is_not_in_blank(proposal, data)
    if drawn:
        return replace(proposal, data=without_places(proposal.data)), drawn
    return proposal, () if "blank" in proposal.data else (LISTED,)


def definition_file(proposal: Proposal, name: str, *, book: bool) -> bytes:
    """Return what is proposed for the blank *name* as a file: a workbook with what a person is asked, or text."""
    if not book:
        head = f"由空表 {name} 读出，请对照原表看一遍。各项的写法见自带表样的开头。"
        return f"# {head}\n{definition_text(proposal.data)}".encode()
    questions = [
        Question(g.key, g.said, g.ground, g.places, g.taken, g.taken if g.taken or g.answered else None)
        for g in proposal.guesses
    ]
    pages = question_pages(questions, proposal.odd_cells, proposal.account.line)
    return draw_definition_book(proposal.data, CREATED, pages)


def _what_is_not_in_blank(proposal: Proposal, data: bytes) -> tuple[str, ...]:
    """Return why a form cannot be filled in on its blank; nothing where it can."""
    try:
        read = copy.deepcopy(proposal.data)
        form = build_form(read, "", lambda known: read_given_blank(data, known.blank))
        draw_unit_blanks(form, form.periods.around(CREATED.date()))
    except DefinitionError as error:
        return tuple(f"{path_words(f.path)}：{f.what}" if f.path else f.what for f in error.found)
    except FormError as error:
        return error.faults
    return ()


def _keep_beside(path: Path, data: bytes) -> None:
    """See that the blank lies beside its definition, by the name that says."""
    if path.is_file() and path.read_bytes() != data:
        raise WorkFolderError(f"已经有另一份 {path}，没有改动它。表样要与空表放在一起，请换一个目录。")
    if not path.is_file():
        write_atomically(path, data)


def _read_strictly(path: Path, beside: Path) -> tuple[bytes, str]:
    """Return the bytes of a blank that our own reader vouches for, and what it was converted from; say what to do with any other.

    One that was converted before, to *beside*, stays that file: no two conversions are alike to the byte.
    """
    try:
        data = path.read_bytes()
        other = open_book(data).other
    except OSError as error:
        raise WorkFolderError(f"读不了 {path}：{error.strerror}。请检查文件权限。") from error
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来：{REASONS[error.code]}。{_SAVE_AS}。") from error
    if not other:
        usual = spell_as_everywhere(data)
        return (usual, STRICT_FORMAT) if usual else (data, "")
    made = convert_to_xlsx(path.name, data)
    if made is None:
        raise WorkFolderError(f"{path} 不是 .xlsx 格式，本机也没有能转换它的表格程序。{_SAVE_AS}。")
    known = beside.read_bytes() if beside.is_file() else b""
    if known and read_blank_book(known, path.stem).sheets == read_blank_book(made, path.stem).sheets:
        made = known
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
