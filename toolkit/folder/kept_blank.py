"""The office's own blank a form is filled in on: kept beside its definition as it was handed out, a changed one refused."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.form.given.given_blank import BlankCell, GivenBlank
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolkit.form.model import Form


def blank_finder(*folders: Path) -> Callable[[Form], GivenBlank]:
    """Return what reads the blank of a form out of the first of some folders that has it as the definition knows it."""

    def find(form: Form) -> GivenBlank:
        changed = None
        for path in (folder / form.blank for folder in folders):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise WorkFolderError(f"读不了空表 {path}：{error.strerror}。请检查文件权限。") from error
            if hashlib.sha256(data).hexdigest() == form.blank_hash:
                return read_given_blank(data, form.blank)
            changed = changed or path
        raise FormError((_why_not(form, changed, folders[0]),))

    return find


def _why_not(form: Form, changed: Path | None, folder: Path) -> str:
    if changed is None:
        return (
            f"表样 {form.id} 照空表 {form.blank} 下发，{folder} 里没有这个文件。"
            "请把收表样时用的那一份空表放到表样旁边。"
        )
    return (
        f"空表 {changed} 改过了，与表样 {form.id} 里记的不是同一份，没有照它做。"
        "不是要改的，换回原来的一份（下发过的：toolkit forms --restore）；"
        f"确实要改的，用 toolkit form adopt 重新收这张空表，改 edition，再 toolkit forms --use"
    )


@cache
def read_given_blank(data: bytes, name: str) -> GivenBlank:
    """Return what stands in the blank *data* of the file *name*; raise FormError where it cannot be read."""
    try:
        book = open_book(data)
    except Unreadable as error:
        raise FormError((f"空表 {name} 读不出来：{REASONS[error.code]}",)) from error
    if book.other:
        raise FormError(
            (f"空表 {name} 不是 .xlsx 格式。请在 WPS 或 Excel 中打开，另存为 .xlsx，重新收这张空表",)
        )
    return GivenBlank(
        data,
        {
            s.name: {at: BlankCell(c.raw, c.formula or "") for at, c in s.cells.items() if c.raw or c.formula}
            for s in book.sheets
        },
        {s.name: s.merges for s in book.sheets},
        frozenset(s.name for s in book.sheets if s.state != "visible"),
        book.epoch_1904,
    )
