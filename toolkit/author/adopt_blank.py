"""A blank .xlsx somebody else made, taken up as a form: its definition, with the place of every figure, written beside it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolkit.adopting.proposal import propose_definition
from toolkit.author.blank_look import draw_unit_blanks
from toolkit.author.definition_files import BOOK, CREATED
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_shape import ROSTER
from toolkit.definition.definition_text import definition_text
from toolkit.definition.load_form import build_form
from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.kept_blank import read_given_blank
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.adopting.proposal import Proposal

EVERY = "全部"
"""How somebody says yes to all that is asked."""
IN_BLANK = (
    "blank",
    "blank_hash",
    "blank_sheet",
    "stamped",
    "place",
    "head_at",
    "first_at",
    "last_at",
    "total_at",
)
"""The keys that say where something stands in the blank: a form that is drawn anew has none of them."""
_SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx，再试"


@dataclass(frozen=True)
class AdoptedBlank:
    """What became of a blank: the proposal and, where it was of any use, the definition written.

    *drawn* says why its units get a workbook drawn after it and not the blank itself; nothing where they get that.
    """

    proposal: Proposal
    definition: Path | None
    drawn: tuple[str, ...] = ()

    @property
    def one_row_each(self) -> bool:
        """Tell whether some table has a row a unit: each gets the blank with its own row alone."""
        return any(t.get("rows") == ROSTER for t in self.proposal.data["table"])

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        files = [str(self.definition)] if self.definition is not None else []
        return self.proposal.plain() | {"files": files, "drawn_because": list(self.drawn)}


class UnknownGuessError(ValueError):
    """Somebody answered what was not asked: the message says what may be answered."""


def adopt_blank(path: Path, output: Path, yes: str = "", no: str = "") -> AdoptedBlank:
    """Propose a definition for the blank at *path* and write it to *output*; *yes* and *no* are numbers of guesses, or EVERY."""
    data = _read_strictly(path)
    book = read_blank_book(data, path.stem)
    first = propose_definition(book)
    answers: dict[str, bool] = {}
    for said, taken in ((yes, True), (no, False)):
        answers |= dict.fromkeys(_keys_of(first, said), taken)
    proposal = propose_definition(book, answers) if answers else first
    if not proposal.tables:
        return AdoptedBlank(proposal, None)
    drawn = _what_is_not_in_blank(proposal, data)
    if drawn:
        proposal = replace(proposal, data=_without_places(proposal.data))
    else:
        _keep_beside(output.with_name(f"{book.name}.xlsx"), data)
    if output.suffix.casefold() == BOOK:
        write_atomically(output, draw_definition_book(proposal.data, CREATED))
    else:
        head = f"由空表 {path.name} 读出，请对照原表看一遍。各项的写法见自带表样的开头。"
        write_atomically(output, f"# {head}\n{definition_text(proposal.data)}".encode())
    return AdoptedBlank(proposal, output, drawn)


def _what_is_not_in_blank(proposal: Proposal, data: bytes) -> tuple[str, ...]:
    """Return why a form cannot be filled in on its blank; nothing where it can."""
    try:
        form = build_form(
            copy.deepcopy(proposal.data), "", None, lambda known: read_given_blank(data, known.blank)
        )
        draw_unit_blanks(form, form.periods.around(CREATED.date()))
    except FormError as error:
        return tuple(fault.removeprefix(" › ").removeprefix("：") for fault in error.faults)
    return ()


def _without_places(said: Any) -> Any:
    """Return a definition without where its parts stand in the blank."""
    if isinstance(said, dict):
        return {k: _without_places(v) for k, v in said.items() if k not in IN_BLANK}
    return [_without_places(one) for one in said] if isinstance(said, list) else said


def _keep_beside(path: Path, data: bytes) -> None:
    """See that the blank lies beside its definition, by the name that says."""
    if path.is_file() and path.read_bytes() != data:
        raise WorkFolderError(f"已经有另一份 {path}，没有改动它。表样要与空表放在一起，请换一个目录。")
    if not path.is_file():
        write_atomically(path, data)


def _read_strictly(path: Path) -> bytes:
    """Return the bytes of a blank that our own reader vouches for; say what to do with any other."""
    try:
        data = path.read_bytes()
        other = open_book(data).other
    except OSError as error:
        raise WorkFolderError(f"读不了 {path}：{error.strerror}。请检查文件权限。") from error
    except Unreadable as error:
        raise WorkFolderError(f"{path} 读不出来：{REASONS[error.code]}。{_SAVE_AS}。") from error
    if other:
        raise WorkFolderError(f"{path} 不是 .xlsx 格式。{_SAVE_AS}。")
    return data


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
