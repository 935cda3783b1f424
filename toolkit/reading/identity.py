"""Whose workbook this is: what was written into it when it was handed out, told in three places and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import Finding, digest_of_evidence, make_finding
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import (
    CHECKS,
    COVER,
    IDENTITY,
    IDENTITY_ROWS,
    PERIOD_LABEL,
    PROPERTY,
    CellPlace,
    Layout,
)
from toolkit.form.model import REPORT
from toolkit.form.period import shows_period
from toolkit.form.submission import Identity
from toolkit.sheets.guide_and_identity import ADJUSTED_LINE, HEAD, LOOK, MARK, STORED_AS, edition_label
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.model import Form
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""What stands for bytes that are no text in the encoding they were read in."""
LATIN = 0xFF
"""The last character Western programs write as one byte."""
WITNESSES = {"properties": "文件属性", "hidden": "内部标识"}


class IdentityEvidence(NamedTuple):
    """What was believed, and where the places told different things."""

    who: Identity | None
    findings: tuple[Finding, ...]


def identify_workbook(book: Book, form: Form | None = None) -> IdentityEvidence:
    """Return whose workbook *book* says it is; None where it does not say.

    An office's own table that ``merge`` filled in is nobody's: the report beside it is what counts.
    The properties are believed first, then the hidden sheet: both survive a re-save by other programs. Where the two
    disagree and the cover sides with one, that one is believed. Where both are gone the cover is, if *form* is given
    to understand it by: it names the unit, the year, the kind and the edition (not the level of a report).
    """
    properties = {name: _undo_double_encoding(text) for name, text in book.properties.items()}
    if report := properties.get(PROPERTY + LOOK):
        return IdentityEvidence(None, (make_finding("own_look", value=report),))
    told = {
        "properties": _identity_from_values(properties),
        "hidden": _identity_from_values(_read_hidden_identity(book)),
    }
    garbled = (make_finding("properties_garbled"),) if properties != dict(book.properties) else ()
    if _has_damaged_words(told["properties"], told["hidden"], form):
        del told["properties"]
        garbled = (make_finding("properties_garbled"),)
    cover = _read_cover_items(book)
    known = [t for t in told.values() if t.form and t.unit]
    sided = [
        t for t in known if t.unit == cover.get("unit") and shows_period(cover.get("period", ""), t.period)
    ]
    believed = next(iter(sided or known), None)
    if believed is None:
        who = _identity_from_cover(cover, form) if form else None
        if who is None:
            return IdentityEvidence(None, (make_finding("not_our_form"),))
        return IdentityEvidence(who, (make_finding("identity_from_cover", value=f"{who.unit} {who.name}"),))
    period = _period_label(believed.period)
    conflicts = [
        make_finding(
            "identity_conflict",
            witness=WITNESSES[name],
            label=label,
            value=getattr(other, item),
            expected=getattr(believed, item),
        )
        for name, other in told.items()
        for item, label in (("unit", "单位编码"), ("period", period), ("kind", "类别"))
        if other.form and getattr(other, item) != getattr(believed, item)
    ]
    return IdentityEvidence(believed, (*garbled, *conflicts))


def form_named_in_properties(properties: Mapping[str, str]) -> str:
    """Return which form the custom properties of a workbook name; "" where they name none."""
    return _undo_double_encoding(_identity_from_values(properties).form)


def report_version_mark(book: Book) -> str:
    """Return which version of a report *book* says it is; "" where it does not say."""
    return _own_property(book, MARK)


def ledger_head_of_report(book: Book) -> str:
    """Return after which event of the ledger the report *book* was merged; "" where it does not say."""
    return _own_property(book, HEAD)


def is_adjusted_line_as_drawn(book: Book, text: str) -> bool:
    """Tell whether *text* is what the cover of the report *book* said of replaced numbers when it was drawn."""
    return _own_property(book, ADJUSTED_LINE) == digest_of_evidence(text)


def _own_property(book: Book, name: str) -> str:
    return book.properties.get(PROPERTY + name, "") or _read_hidden_identity(book).get(PROPERTY + name, "")


def compare_cover(book: Book, layout: Layout, who: Identity) -> list[Finding]:
    """Compare what people see on the cover with what was believed."""
    sheet = find_cover_sheet(book)
    if sheet is None:
        return []
    found = []
    said_here = _cover_text_places(sheet)
    for item, label in (("unit", "单位编码"), ("name", "单位名称"), ("period", _period_label(who.period))):
        at = _cell_right_of_label(said_here, label) or layout.identity(item)._replace(sheet=sheet.name)
        cell = sheet.cells.get((at.row, at.column))
        stands, expected = (cell.raw.strip() if cell else ""), getattr(who, item)
        if fold_label(stands) != fold_label(expected) and not (
            item == "period" and shows_period(stands, expected)
        ):
            said = {"witness": sheet.name, "value": stands or "空白", "expected": expected}
            found.append(
                make_finding("identity_conflict", [at._replace(sheet=sheet.name)], label=label, **said)
            )
    return found


def find_cover_sheet(book: Book) -> SheetCells | None:
    """Return the sheet that says whose a workbook is: the cover or, of an office's own blank, the check sheet added to it."""
    code = normalize_heading(dict(IDENTITY_ROWS)["unit"])
    found = [s for name in (COVER, CHECKS) if (s := book.sheet(name))]
    return next(
        (s for s in found if any(normalize_heading(c.raw) == code for c in s.cells.values())),
        next((s for s in found if s.name == COVER), None),
    )


def _read_cover_items(book: Book) -> dict[str, str]:
    """Return what people see on the cover, by item."""
    sheet = find_cover_sheet(book)
    if sheet is None:
        return {}
    said = _cover_text_places(sheet)
    places = {item: _cell_right_of_label(said, label) for item, label in IDENTITY_ROWS}
    places["period"] = places["period"] or _cell_right_of_label(said, PERIOD_LABEL)
    cells = {item: sheet.cells.get((at.row, at.column)) if at else None for item, at in places.items()}
    return {item: cell.raw.strip() if cell else "" for item, cell in cells.items()}


def _identity_from_cover(cover: dict[str, str], form: Form) -> Identity | None:
    """Return the identity the cover gives; None where it gives not enough of one."""
    kind = next((k.id for k in form.kinds if fold_label(k.label) == fold_label(cover.get("kind", ""))), "")
    if (
        not cover.get("unit")
        or not kind
        or kind == REPORT
        or fold_label(cover.get("edition", "")) != fold_label(edition_label(form))
    ):
        return None
    print_ = form.fingerprint(kind)
    name, shown, office = (cover.get(i, "") for i in ("name", "period", "office"))
    period = form.periods.read(shown).text if form.periods.reads(shown) else shown
    return Identity(form.id, form.edition, print_, kind, cover["unit"], name, period, office)


def _period_label(period: str) -> str:
    return "年度" if period.isdigit() else PERIOD_LABEL


def _cell_right_of_label(said: dict[str, list[tuple[int, int]]], label: str) -> CellPlace | None:
    """Return the cell right of the only one that says *label*: rows may have been inserted above it."""
    spots = said.get(label, [])
    return CellPlace(COVER, spots[0][0], spots[0][1] + 1) if len(spots) == 1 else None


def _cover_text_places(sheet: SheetCells) -> dict[str, list[tuple[int, int]]]:
    """Return where each text of the cover stands."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, cell in sheet.cells.items():
        found.setdefault(normalize_heading(cell.raw), []).append(at)
    return found


def _has_damaged_words(properties: Identity, hidden: Identity, form: Form | None) -> bool:
    """Tell whether the properties say what the hidden sheet says but for words that were lost on the way.

    Lost is a word with characters nobody could decode, and where *form* is known a kind it has no word for.
    """
    same = (properties.form, properties.fingerprint, properties.unit, properties.period)
    if same != (hidden.form, hidden.fingerprint, hidden.unit, hidden.period):
        return False
    if REPLACEMENT in properties.kind + properties.name:
        return True
    kinds = {k.id for k in form.kinds} if form else set()
    return properties.kind not in kinds and hidden.kind in kinds


def _undo_double_encoding(text: str) -> str:
    """Return *text* as it was before a program took its UTF-8 for Western letters and encoded it again; else as it is."""
    if text.isascii():
        return text
    raw = b""
    for c in text:
        try:
            raw += c.encode("cp1252")
        except UnicodeEncodeError:
            if ord(c) > LATIN:
                return text
            raw += c.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def _identity_from_values(told: Mapping[str, str]) -> Identity:
    return Identity(**{n: told.get(PROPERTY + STORED_AS.get(n, n), "") for n in Identity._fields})


def _read_hidden_identity(book: Book) -> dict[str, str]:
    sheet = book.sheet(IDENTITY)
    if sheet is None:
        return {}
    pairs = {}
    for (row, column), cell in sheet.cells.items():
        beside = sheet.cells.get((row, 1))
        if column == 0 and beside is not None:
            pairs[PROPERTY + cell.raw] = beside.raw
    return pairs
