"""Definitions as files: a new one to write in, one spelling written as the other; what is written is read back first."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.definition_book.load_definition import definition_as_text, definition_data, load_definition
from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.handed_out_definition import DEFINITION
from toolkit.folder.work_folder import templates_folder

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.form.model import Form

EXAMPLE = "example"
"""The folder of the definition a new one begins as."""
BOOK = ".xlsx"
CREATED = datetime.datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's time has no zone; the same definition gives the same bytes


def new_definition_book() -> bytes:
    """Return a definition workbook to write in: a small form that works, in the place of which one's own is written."""
    path = templates_folder() / EXAMPLE / f"definition{DEFINITION}"
    return draw_definition_book(definition_data(path.read_bytes(), path.name), CREATED)


def write_definition_file(path: Path, data: bytes) -> None:
    """Write a definition to *path*; refuse where something stands already, or the name is none of its spelling."""
    ending = DEFINITION if not data.startswith(b"PK") else BOOK
    if path.suffix.casefold() != ending:
        raise WorkFolderError(f"文件名应以 {ending} 结尾，实为 {path.name}。")
    if path.exists():
        raise WorkFolderError(f"已经有 {path}，没有改动它。请换一个文件名，或先把它移走。")
    write_atomically(path, data)


def definition_as_book(form: Form, definition: bytes) -> bytes:
    """Return the *definition* of *form* as a workbook that is read back as the same form; refuse what no cell can hold."""
    book = draw_definition_book(definition_data(definition, form.id), CREATED)
    return _refuse_other_form(form, book)


def definition_as_toml(form: Form, definition: bytes) -> bytes:
    """Return the *definition* of *form* as text, one that is text already as it is."""
    return _refuse_other_form(form, definition_as_text(definition, form.id))


def _refuse_other_form(form: Form, data: bytes) -> bytes:
    back = load_definition(data, form.id)
    same = [back.fingerprint(k.id) for k in form.kinds] == [form.fingerprint(k.id) for k in form.kinds]
    if back != form or not same:
        raise WorkFolderError(
            f"表样 {form.id} 里有单元格放不下的文字（只有空格的，或看不见的字符），换一种写法就不是同一份了，没有写出。请先改掉这些文字。"
        )
    return data
