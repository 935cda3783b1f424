"""Whose a file is, where it does not speak with one voice: everything that points to another unit, and what that is worth.

A file is held, and its office asked, when one thing that HOLDS points to another unit of the roster. It is asked of a
file that counts meanwhile (ASKS) when only such a thing does. A thing is nothing where it also points to the unit itself:
a file's name that bears both names, a contact of several units. What office and unit mean is settled by ``toolkit adopt``,
or in the roster.

=============  =====  ==========================================================================================
evidence       worth  why
=============  =====  ==========================================================================================
written        HOLDS  properties and hidden sheet name two units: sheets were carried from one workbook to another
named          HOLDS  a code under another unit's name: two units of the roster are meant at once
cover          HOLDS  somebody typed another unit's code or name over the printed one
printed        HOLDS  somebody typed another unit's name as 填报单位 or into a title
file_name      HOLDS  whoever sent the file called it another unit's
contact        HOLDS  filled in by another unit's contact, and the roster knows this unit's to be somebody else
contact_alone  ASKS   the same, but the roster has no contact of this unit: one person often serves several
landline       ASKS   another unit's telephone alone, and no mobile: a house shares one
short_name     ASKS   a short form, a piece of a longer word, a short code (0101 may be a day)
folder         ASKS   the folder or zip it lay in: somebody else's order, not the file's
office         HOLDS  made for another office, and the code is short: two offices may have used it
office_alone   ASKS   made for another office, but the code is the nation's own: the office may have been renamed
=============  =====  ==========================================================================================
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import Finding, make_finding
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import CHECKS, COVER
from toolkit.form.model import REPORT
from toolkit.form.submission import FILLER, PHONE, PRINTED, TITLE
from toolkit.submissions.unit_names import is_same_body

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from toolkit.form.submission import Identity, Sign
    from toolkit.submissions.file_record import FileFacts
    from toolkit.submissions.unit_names import UnitNames

HOLDS, ASKS = True, False
WORTH = {
    "written": HOLDS,
    "named": HOLDS,
    "cover": HOLDS,
    "printed": HOLDS,
    "file_name": HOLDS,
    "contact": HOLDS,
    "contact_alone": ASKS,
    "landline": ASKS,
    "short_name": ASKS,
    "folder": ASKS,
    "office": HOLDS,
    "office_alone": ASKS,
}
HELD, ASKED = "other_unit", "maybe_other_unit"
"""The findings of a file that is held, and of one that counts while it is asked whose it is."""
CODE = 6
"""A shorter code is no evidence in the middle of a file's name."""
OWN_CODE = 9
"""Codes this long are the nation's own (9 digits a township, 12 a village): no two offices use the same."""
ELSEWHERE = "别的机关"


class OwnerEvidence(NamedTuple):
    """One thing that points to other *units* (codes): its sort, a key of ``WORTH``, and what it says, in words."""

    sort: str
    said: str
    units: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether it is enough to hold a file."""
        return WORTH[self.sort]


def find_owner_evidence(
    names: UnitNames, office: str, facts: FileFacts, path: str, crowds: Mapping[str, Collection[str]]
) -> list[OwnerEvidence]:
    """Return everything that points from the unit a file says it is of to others; nothing of what the office settled.

    *crowds* are the units whose files lie in a folder: one that holds several units' files points to nobody.
    """
    who = facts.who
    if who is None or facts.adopted or who.unit not in names.units:
        return []
    found = [
        *_identity_evidence(names, facts, who),
        *_file_name_evidence(names, path, who.unit),
        *_contact_evidence(names, facts.signs, who.unit),
        *_printed_name_evidence(names, facts.signs, who.unit),
        *_office_evidence(office, who),
    ]
    told = {c for e in found for c in e.units}
    placed = _folder_name_evidence(names, path, who.unit, crowds)
    return found + [e for e in placed if not set(e.units) <= told]


def likely_owners(
    names: UnitNames,
    path: str,
    signs: Iterable[Sign] = (),
    crowds: Mapping[str, Collection[str]] | None = None,
) -> tuple[str, ...]:
    """Return the units a file nobody could read, or that does not say whose it is, seems to be of."""
    found = [
        *_file_name_evidence(names, path, ""),
        *_contact_evidence(names, signs, ""),
        *_printed_name_evidence(names, signs, ""),
    ]
    found = found or list(_folder_name_evidence(names, path, "", crowds or {}))
    return tuple(dict.fromkeys(c for e in found for c in e.units))


def ask_for_owner(names: UnitNames, found: list[OwnerEvidence], who: Identity, path: str) -> Finding | None:
    """Return the question *found* raises about a file seen at *path*; None where there is none."""
    if not found:
        return None
    holding = [e for e in found if e.holds]
    some = holding or found
    others = list(dict.fromkeys(c for e in some for c in e.units))
    mine = names.units[who.unit].name
    value = "、".join(names.units[c].name for c in others) or ELSEWHERE
    said = {
        "witness": "，".join(dict.fromkeys(e.said for e in some)),
        "value": value,
        "expected": mine,
        "command": adopt_commands(names, path, [*others, who.unit]),
    }
    if holding:
        return make_finding(HELD, **said)
    digest = hashlib.sha256("|".join((who.unit, value, said["witness"])).encode()).hexdigest()[:32]
    return make_finding(ASKED, digest=digest, **said)


def adopt_commands(names: UnitNames, path: str, units: Iterable[str]) -> str:
    """Return, for each of *units*, the command that says the file is its, and the one that leaves it out."""
    told = [f"是“{names.units[c].name}”的，运行 toolkit adopt {quote_path(path)} {c}" for c in units]
    return "；".join((*told, f"都不是的，运行 toolkit exclude {quote_path(path)} --why 理由"))


def quote_path(path: str) -> str:
    """Return *path* as it is typed in a command line."""
    return path if re.fullmatch(r"[\w./\\:\-]+", path) else f'"{path}"'


def possible_owners(found: Iterable[OwnerEvidence], who: Identity) -> tuple[str, ...]:
    """Return the units whose the file may be: the one it says, then those the evidence points to."""
    return tuple(dict.fromkeys((who.unit, *(c for e in found for c in e.units))))


def _identity_evidence(names: UnitNames, facts: FileFacts, who: Identity) -> Iterator[OwnerEvidence]:
    for f in facts.told:
        if f.code != "identity_conflict" or f.label not in ("单位编码", "单位名称"):
            continue
        if f.label == "单位编码":
            units = [f.value] if f.value in names.units and f.value != who.unit else []
        else:
            units = [c for c, sure in other_units_named(names, f.value, who.unit).items() if sure]
        if units:
            where = f"{f.sheet} {f.cell} " if f.sheet else ""
            sort = "cover" if f.sheet in (COVER, CHECKS) else "written"
            said = f"{where or dict(f.args)['witness']}{f.label}写的是“{f.value}”"
            yield OwnerEvidence(sort, said, tuple(units))
    alike = names.written.get(normalize_heading(who.name), [])
    if alike and who.unit not in alike:
        said = f"单位编码 {who.unit} 是“{names.units[who.unit].name}”的，单位名称却是“{who.name}”"
        yield OwnerEvidence("named", said, tuple(alike))


def other_units_named(names: UnitNames, text: str, own: str) -> dict[str, bool]:
    """Return the other units *text* names; none where it names the unit itself."""
    found = names.named_in(text)
    return {} if own in found else found


def _file_name_evidence(names: UnitNames, path: str, own: str) -> Iterator[OwnerEvidence]:
    name = PurePosixPath(path).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    codes = _unit_codes_in_name(names, stem)
    if own and own in codes:
        return
    found = other_units_named(names, stem, own)
    if own and not found and own in names.named_in(stem):
        return
    found = {c: found.get(c, False) or sure for c, sure in (*found.items(), *codes.items())}
    for sort, certain in (("file_name", True), ("short_name", False)):
        if units := tuple(c for c, sure in found.items() if sure is certain):
            yield OwnerEvidence(sort, f"文件名是“{name}”", units)


def _unit_codes_in_name(names: UnitNames, stem: str) -> dict[str, bool]:
    """Return the units whose codes stand in a file's name: for certain where it begins as we name files, or the code is long."""
    found = {}
    for text in re.findall(r"[0-9A-Za-z]+", stem):
        if text in names.units:
            leads = stem.startswith(f"{text}_")
            found[text] = leads or len(text) >= CODE
    return found


def _contact_evidence(names: UnitNames, signs: Iterable[Sign], own: str) -> Iterator[OwnerEvidence]:
    shown = list(signs)
    fillers = [s for s in shown if s.kind == FILLER]
    phones = [s for s in shown if s.kind == PHONE]
    person = names.person("、".join(s.text for s in fillers), "、".join(s.text for s in phones))
    units = (person.by_name & person.by_phone) or person.by_name or person.by_phone
    if not units or own in person.by_name | person.by_phone:
        return
    found = fillers if person.by_name else phones
    word = "填报人" if person.by_name else "电话"
    theirs = "、".join(names.units[c].name for c in sorted(units))
    said = "，".join(f"{s.place} {word}“{s.text}”在名册里是“{theirs}”的联系人" for s in found[:1])
    mine = names.units.get(own)
    if mine is not None and not (mine.contact or mine.phone):
        sort = "contact_alone"
    else:
        sort = "contact" if person.by_name or person.mobile else "landline"
    yield OwnerEvidence(sort, said, tuple(sorted(units)))


def _printed_name_evidence(names: UnitNames, signs: Iterable[Sign], own: str) -> Iterator[OwnerEvidence]:
    for sign in signs:
        if sign.kind not in (PRINTED, TITLE):
            continue
        found = other_units_named(names, sign.text, own)
        if units := tuple(c for c, sure in found.items() if sure):
            yield OwnerEvidence("printed", f"{sign.place} 写的是“{sign.text}”", units)


def _folder_name_evidence(
    names: UnitNames, path: str, own: str, crowds: Mapping[str, Collection[str]]
) -> Iterator[OwnerEvidence]:
    folder = shown_folder_of(path)
    name = PurePosixPath(folder).name
    if not name:
        return
    codes = _unit_codes_in_name(names, name)
    found = {} if own in codes else {**other_units_named(names, name, own), **codes}
    units = tuple(c for c, sure in found.items() if sure)
    if units and not set(crowds.get(folder, ())) - {own, *units}:
        yield OwnerEvidence("folder", f"放在“{name}”里", units)


def shown_folder_of(path: str) -> str:
    """Return the folder or the zip a file lay in, as outputs show it; "" where it lay in none."""
    if "/" not in path:
        return ""
    parent = PurePosixPath(path).parent.as_posix()
    return "" if parent == "." else parent


def _office_evidence(office: str, who: Identity) -> Iterator[OwnerEvidence]:
    if who.kind == REPORT or not office or not who.office or is_same_body(office, who.office):
        return
    sort = "office_alone" if len(who.unit) >= OWN_CODE and who.unit.isdigit() else "office"
    yield OwnerEvidence(sort, f"“报送至”写的是“{who.office}”，本机关是“{office}”", ())
