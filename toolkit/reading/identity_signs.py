"""What a workbook shows of whose it is beside the identity written into it: who filled it in, what its titles say.

Found without a roster: what a sign means is for whoever knows the units.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import COVER, MEASURE, OURS, CellPlace, parse_a1
from toolkit.form.submission import FILLER, PHONE, PRINTED, SHEET_NAME, TITLE, UNIT_CODE, Sign
from toolkit.reading.identity import find_cover_sheet
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Form
    from toolkit.xlsx.cells import CellValue, SheetCells
    from toolkit.xlsx.open_workbook import Book

LABELS = {
    FILLER: ("填报人", "填表人", "填报人员", "联系人", "经办人"),
    PHONE: ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式"),
    UNIT_CODE: ("单位编码", "单位代码", "机构代码", "行政区划代码", "区划代码"),
    PRINTED: ("填报单位", "填表单位", "报送单位", "上报单位", "编报单位", "单位名称"),
}
"""Beside or behind what a sign stands."""
LONGEST, TITLES, REACH, MOST = 60, 3, 3, 40
"""A longer text is no sign; in how many rows a title may stand; how far right of its label a sign may; how many are kept."""
_BEHIND = {
    kind: re.compile(rf"(?:^|[\s(（])(?:{'|'.join(labels)})\s*[:：]\s*([^\s:：]+)")
    for kind, labels in LABELS.items()
}
_CODE = re.compile(r"^[^\s.]+\.[^\s.]+(?: |$)")
"""What stands in the row of codes above the title."""
_ALONE = {normalize_heading(label): kind for kind, labels in LABELS.items() for label in labels}


def find_identity_signs(book: Book, form: Form) -> tuple[Sign, ...]:
    """Return the signs of *book*, the cover's first; what *form* itself prints is none.

    Where there is a cover, only it tells who filled the workbook in: elsewhere a 经办人 may be anybody.
    """
    cover = find_cover_sheet(book)
    pages = [s for s in book.sheets if s.name not in OURS or s is cover]
    pages.sort(key=lambda s: s is not cover)
    printed = {normalize_heading(t) for s in form.sheets for t in (s.id, s.title, s.intro)}
    printed |= {normalize_heading(t.title) for t in form.tables} | {normalize_heading(f"{form.title}报送表")}
    found = [
        sign
        for sheet in pages
        for sign in _signs_on_sheet(sheet, is_cover=sheet is cover)
        if sign.kind in (PRINTED, TITLE, UNIT_CODE) or sheet is cover or cover is None
        if sheet.name not in OURS or sign.kind != TITLE
        if sign.kind != TITLE or normalize_heading(sign.text) not in printed
        if sign.kind != PRINTED or not _is_printed_in_blank(sign, form)
    ]
    called = [
        Sign(SHEET_NAME, s.name, "", s.name) for s in pages if s.name not in {x.id for x in form.sheets}
    ]
    return (*found[:MOST], *called[:MOST])


def _is_printed_in_blank(sign: Sign, form: Form) -> bool:
    """Tell whether the office's own blank says this itself in that cell, as 填报单位：××镇人民政府: nobody typed it."""
    at = parse_a1(sign.cell)
    given = form.given
    return given is not None and at is not None and any(sign.text in given.text(s, at) for s in given.cells)


def sheet_titles(book: Book, form: Form) -> list[tuple[str, str]]:
    """Return what the first rows of *book*'s sheets say, as (place, text), and their names; *form*'s own texts are none."""
    found = [(s.place, s.text) for s in find_identity_signs(book, form) if s.kind == TITLE]
    known = {s.id for s in form.sheets} | OURS
    return [*found, *((f"工作表“{s.name}”", s.name) for s in book.sheets if s.name not in known)]


def _signs_on_sheet(sheet: SheetCells, *, is_cover: bool) -> Iterator[Sign]:
    telling = [
        (at, cell)
        for at, cell in sheet.cells.items()
        if cell.kind is CellKind.TEXT and (at[0] < TITLES or _may_be_sign(cell.raw))
    ]
    for (row, column), cell in sorted(telling):
        text = cell.raw.strip()
        if not text or len(text) > LONGEST or _repeats_cover(cell):
            continue
        kind, behind = _read_sign_text(text)
        if kind and (beside := _short_text_right_of(sheet, row, column)):
            own_row = is_cover and kind in (
                PRINTED,
                UNIT_CODE,
            )  # the cover's own rows are compared by themselves
            if not own_row:
                yield Sign(kind, sheet.name, beside.a1, sheet.cells[beside.row, beside.column].raw.strip())
            continue
        for one, said in behind:
            yield Sign(one, sheet.name, CellPlace(sheet.name, row, column).a1, said)
        if (
            row < TITLES
            and "。" not in text
            and not _CODE.match(text)
            and not text.startswith(f"{MEASURE}：")
        ):
            yield Sign(TITLE, sheet.name, CellPlace(sheet.name, row, column).a1, text)


@lru_cache(maxsize=2**13)
def _read_sign_text(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what kind of sign stands beside *text* ("": none), and what it says behind labels of its own."""
    kind = _ALONE.get(normalize_heading(text), "")
    return kind, tuple((one, said) for one, pattern in _BEHIND.items() for said in pattern.findall(text))


@lru_cache(maxsize=2**13)
def _may_be_sign(raw: str) -> bool:
    """Tell whether a text is a sign, or a sign stands beside it, wherever it stands: nearly all are neither."""
    text = raw.strip()
    return len(text) <= LONGEST and any(_read_sign_text(text))


def _repeats_cover(cell: CellValue) -> bool:
    """Tell whether a cell only shows what the cover says."""
    return cell.formula is not None and f"{COVER}!" in cell.formula.replace("'", "")


def _short_text_right_of(sheet: SheetCells, row: int, column: int) -> CellPlace | None:
    """Return the first cell right of a label that says something short."""
    for at in range(column + 1, column + 1 + REACH):
        cell = sheet.cells.get((row, at))
        if cell is not None and cell.raw.strip():
            said = cell.raw.strip()
            known = normalize_heading(said) in _ALONE
            return None if known or len(said) > LONGEST else CellPlace(sheet.name, row, at)
    return None
