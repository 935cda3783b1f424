"""A fault in a definition told as the author of a workbook meets it: the sheet, the row, and keys by what stands over their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.definition.definition_shape import SHAPES
from toolkit.definition.definition_words import CLOSED, label_of_word
from toolkit.definition.fault import RULE, path_words
from toolkit.definition_book.book_sheets import FORM, book_sheets
from toolkit.definition_book.read_definition_book import BookPlace
from toolkit.form.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.definition.fault import DefinitionFault, Path
    from toolkit.definition_book.read_definition_book import DefinitionBook

CELL_PLACES = 2
"""A cell stands in a row and in a column, each with a line of its own."""
_POINTED = re.compile(r"（第 [0-9]{1,6} 个字）：")
_QUOTED = re.compile("(“[^“”]{0,400}”)")
_LATIN = re.compile(r"(?<![\w.])[a-z][a-z_]{1,20}(?![\w(])")
_KINDS_OF_VALUES = {"true": "是", "false": "否"}


class BookFault(NamedTuple):
    """A fault: the *places* of the part it is about, what of its path they do not say, what it is."""

    places: tuple[BookPlace, ...]
    rest: str
    what: str

    @property
    def words(self) -> str:
        """Return the fault as it is told: 规则 第 12 行：…"""
        part = self.places[0].sheet if self.places else FORM
        shown = "、".join(dict.fromkeys(place.words for place in self.places))
        rest = fault_in_chinese(part, self.rest)
        where = f"{shown}（{rest}）" if shown and rest else shown or rest
        said = fault_in_chinese(part, self.what)
        return f"{where}：{said}" if where else said


def find_book_fault(book: DefinitionBook, fault: DefinitionFault) -> BookFault:
    """Return where in *book* the loader's fault stands."""
    places, rest = _find_places(book, fault)
    return BookFault(tuple(places), path_words(rest), fault.what)


def gather_book_faults(faults: Iterable[BookFault]) -> list[BookFault]:
    """Return the faults, those that say the same of many cells of a column, or of a row, as one of that line."""
    found: dict[tuple[object, str], list[BookFault]] = {}
    told = list(faults)
    for at in (1, 0):  # first by the column, then by the row
        found.clear()
        for fault in told:
            of_cell = len(fault.places) == CELL_PLACES and fault.places[0].sheet != fault.places[1].sheet
            found.setdefault((fault.places[at] if of_cell else fault, fault.what), []).append(fault)
        told = [_one_of_many(some, at) for some in found.values()]
    return told


def _one_of_many(some: list[BookFault], at: int) -> BookFault:
    first = some[0]
    if len(some) == 1:
        return first
    return BookFault((first.places[at],), f"{first.rest} 等 {len(some)} 格", first.what)


def _find_places(book: DefinitionBook, fault: DefinitionFault) -> tuple[list[BookPlace], Path]:
    """Return the places of the part a fault is about, and what of its path they do not say."""
    path, places = fault.path, book.places
    if found := places.get(fault.at) or _sheet_held_as(fault.at):
        return found, ()
    for at, part in enumerate(path):
        if (part,) in places and str(part).startswith(RULE):
            return places[part,], path[at + 1 :]
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return places[path[:end]], path[end:]
    if not path:
        return [BookPlace(FORM, 0)], ()
    if not isinstance(path[0], Cell):
        return [], path
    table, row, column = path[0]
    lines = ((part, places.get((table, name), [])) for part, name in (("行", row), ("列", column)))
    return [x for part, some in lines for x in some if x.sheet == part] or places.get((table,), []), path


def _sheet_held_as(at: Path) -> list[BookPlace]:
    """Return the sheet of the parts that stand under a key of the whole."""
    return [BookPlace(s.part, 0) for s in book_sheets() if (s.held_as,) == at and s.holder == FORM]


def fault_in_chinese(part: str, what: str) -> str:
    """Return what is wrong in the words of the sheet of *part*; what somebody wrote stays as it is."""
    said = _POINTED.split(what, maxsplit=1)[0]
    return "".join(_translate(part, said)) + what[len(said) :]


def _translate(part: str, said: str) -> Iterator[str]:
    for text in _QUOTED.split(said):
        if text.startswith("“"):
            yield text
        else:
            yield _LATIN.sub(lambda m: _latin_word(part, m[0]), _in_its_words(text))


def _in_its_words(text: str) -> str:
    """Return which words a key takes as people say these: up 应为 sum、none 之一."""
    key, should, rest = text.partition(" 应为 ")
    listed, one_of, more = rest.partition(" 之一")
    if not one_of or key not in CLOSED:
        return text
    words = (label_of_word(key, "" if word == "空" else word) for word in listed.split("、"))
    return f"{key}{should}{'、'.join(words)}{one_of}{more}"


def _latin_word(part: str, word: str) -> str:
    """Return a key by what stands over its column, on this sheet or on any; a closed word as people say it."""
    if word in _KINDS_OF_VALUES:
        return _KINDS_OF_VALUES[word]
    for keys in (SHAPES.get(part, {}), *SHAPES.values()):
        if word in keys:
            return keys[word].head
    return next((labels[word] for labels in CLOSED.values() if word in labels), word)
