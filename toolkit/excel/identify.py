"""Whose workbook this is: what was written into it when it was handed out, told in three places and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.render import PROPERTY
from toolkit.form.finding import Finding, finding
from toolkit.form.labels import plain
from toolkit.form.layout import COVER, IDENTITY, Layout, Place
from toolkit.form.submission import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.excel.book import Book, Sheet

WITNESSES = {"properties": "文件属性", "hidden": "内部标识", "cover": "封面"}


class Witness(NamedTuple):
    """What was believed, and where the places told different things."""

    who: Identity | None
    findings: tuple[Finding, ...]


def identify(book: Book) -> Witness:
    """Return whose workbook *book* says it is; None where it is none of ours.

    The properties are believed first, then the hidden sheet: both survive a re-save by other programs.
    """
    told = {"properties": _identity(book.properties), "hidden": _identity(_hidden(book))}
    believed = next((t for t in told.values() if t.form and t.unit), None)
    if believed is None:
        return Witness(None, (finding("not_our_form"),))
    conflicts = [
        finding(
            "identity_conflict",
            witness=WITNESSES[name],
            label=label,
            value=getattr(other, item),
            expected=getattr(believed, item),
        )
        for name, other in told.items()
        for item, label in (("unit", "单位编码"), ("year", "年度"), ("kind", "类别"))
        if other.form and getattr(other, item) != getattr(believed, item)
    ]
    return Witness(believed, tuple(conflicts))


def compare_cover(book: Book, layout: Layout, who: Identity) -> list[Finding]:
    """Compare what people see on the cover with what was believed."""
    sheet = book.sheet(COVER)
    if sheet is None:
        return []
    found = []
    for item, label in (("unit", "单位编码"), ("name", "单位名称"), ("year", "年度")):
        at = _beside(sheet, label) or layout.identity(item)
        cell = sheet.cells.get((at.row, at.column))
        stands, expected = (cell.raw.strip() if cell else ""), getattr(who, item)
        if stands != expected:
            said = {"witness": WITNESSES["cover"], "value": stands, "expected": expected}
            found.append(finding("identity_conflict", sheet=COVER, cell=at.a1, label=label, **said))
    return found


def _beside(sheet: Sheet, label: str) -> Place | None:
    """Return the cell right of the only one that says *label*: rows may have been inserted above it."""
    spots = [at for at, cell in sheet.cells.items() if plain(cell.raw) == label]
    return Place(sheet.name, spots[0][0], spots[0][1] + 1) if len(spots) == 1 else None


def _identity(told: Mapping[str, str]) -> Identity:
    return Identity(**{name: told.get(PROPERTY + name, "") for name in Identity._fields})


def _hidden(book: Book) -> dict[str, str]:
    sheet = book.sheet(IDENTITY)
    if sheet is None:
        return {}
    pairs = {}
    for (row, column), cell in sheet.cells.items():
        beside = sheet.cells.get((row, 1))
        if column == 0 and beside is not None:
            pairs[PROPERTY + cell.raw] = beside.raw
    return pairs
