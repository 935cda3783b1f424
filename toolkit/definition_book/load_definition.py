"""A definition loaded, in whichever spelling: text or workbook, the same data, the same form, the same faults."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.definition.definition_text import definition_text
from toolkit.definition.fault import DefinitionError
from toolkit.definition.load_form import build_form
from toolkit.definition_book.fault_places import BookFault, find_book_fault, gather_book_faults
from toolkit.definition_book.read_definition_book import is_definition_book, read_definition_book
from toolkit.errors import FormError
from toolkit.text.decode_bytes import decode_text_file
from toolkit.xlsx.file_kind import OLE
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from toolkit.definition_book.read_definition_book import DefinitionBook
    from toolkit.form.given.given_blank import GivenBlank
    from toolkit.form.model import Form

ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
"""What a definition workbook may have been saved as."""
_ZIP = b"PK\x03\x04"


def is_workbook_file(data: bytes) -> bool:
    """Tell whether the bytes of a definition are a workbook's."""
    return data.startswith((_ZIP, OLE))


@lru_cache(maxsize=16)
def load_definition(
    data: bytes, name: str, blank: GivenBlank | None = None, *, known_sound: bool = False
) -> Form:
    """Load the form that the definition *data* of the file *name* describes; raise FormError with every fault at once.

    *blank* is what it is filled in on. Raise Unreadable for a workbook that cannot be opened. The same bytes give the same
    form: a command asks several times. *known_sound* is that of ``build_form``.
    """
    find_blank = (lambda _: blank) if blank else None
    if not is_workbook_file(data):
        return build_form(definition_data(data, name), name, find_blank, known_sound=known_sound)
    book = _open_definition_book(data, name)
    told = [BookFault((place,), "", what) for place, what in book.faults]
    try:
        form = build_form(book.data, name, None if told else find_blank)
    except DefinitionError as error:
        told += [find_book_fault(book, fault) for fault in error.found]
    if told:
        raise FormError(tuple(f"{name} › {fault.words}" for fault in gather_book_faults(told)))
    return form


def definition_data(data: bytes, name: str) -> dict[str, Any]:
    """Return what a definition says as plain data, sound or not; raise FormError where it cannot be read."""
    if is_workbook_file(data):
        return _open_definition_book(data, name).data
    try:
        return tomllib.loads(decode_text_file(data, name))
    except (ValueError, RecursionError) as error:  # no TOML, a number or a nesting beyond reason
        raise FormError((f"{name}：不是合法的 TOML：{error}",)) from error


def definition_as_text(data: bytes, name: str) -> bytes:
    """Return a definition in the spelling work folders keep: a text as it is, a workbook written as one."""
    return definition_text(definition_data(data, name)).encode() if is_workbook_file(data) else data


def _open_definition_book(data: bytes, name: str) -> DefinitionBook:
    book = open_book(data)
    if not is_definition_book(book):
        why = "不是表样定义的工作簿（没有工作表“表样”）。空白的定义用 toolkit form new 文件.xlsx 生成。"
        raise FormError((f"{name}：{why}",))
    return read_definition_book(book)
