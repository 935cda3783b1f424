"""A blank .xlsx somebody else made, taken up as a form: its definition and the places of its figures written beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.adopting.proposal import propose_definition
from toolkit.author.definition_files import BOOK, CREATED
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_text import definition_text
from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.adopting.proposal import Proposal

EVERY = "全部"
"""How somebody says yes to all that is asked."""
PLACES = "-原表位置.json"
"""What the file of places ends with."""
_SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx，再试"


@dataclass(frozen=True)
class AdoptedBlank:
    """What became of a blank: the proposal and, where it was of any use, the files written."""

    proposal: Proposal
    definition: Path | None
    places: Path | None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return self.proposal.plain() | {
            "files": [str(p) for p in (self.definition, self.places) if p is not None]
        }


class UnknownGuessError(ValueError):
    """Somebody answered what was not asked: the message says what may be answered."""


def adopt_blank(path: Path, output: Path, yes: str = "", no: str = "") -> AdoptedBlank:
    """Propose a definition for the blank at *path* and write it to *output*; *yes* and *no* are numbers of guesses, or EVERY."""
    book = read_blank_book(_read_strictly(path), path.stem)
    first = propose_definition(book)
    answers: dict[str, bool] = {}
    for said, taken in ((yes, True), (no, False)):
        answers |= dict.fromkeys(_keys_of(first, said), taken)
    proposal = propose_definition(book, answers) if answers else first
    if not proposal.tables:
        return AdoptedBlank(proposal, None, None)
    places = output.with_name(output.stem + PLACES)
    if output.suffix.casefold() == BOOK:
        write_atomically(output, draw_definition_book(proposal.data, CREATED))
    else:
        head = f"由空表 {path.name} 读出，请对照原表看一遍。各项的写法见自带表样的开头。"
        write_atomically(output, f"# {head}\n{definition_text(proposal.data)}".encode())
    said = json.dumps(proposal.places, ensure_ascii=False, indent=1) + "\n"
    write_atomically(places, said.encode())
    return AdoptedBlank(proposal, output, places)


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
