"""Units as people name them in a file's name or a title, and as the roster knows their people. Knows no file.

和平村 is also 青石镇和平村, 和平村村民委员会 and, where nothing else can be meant, 和平.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.heading_search import normalize_heading
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from toolkit.folder.roster import Unit

ENDINGS = (
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("街道办事处", "街道"),
    ("人民政府", ""),
)
"""What the full name of a body ends with, and what is left to be called by when that is taken away."""
BODIES = (("社区", "居委会"), ("社区", "居民委员会"))
"""What a place's body is called without the word for the place: 青龙居委会 is that of 青龙社区."""
SORTS = ("社区", "街道", "村", "镇", "乡", "区", "县")
"""What a name ends with that people leave out."""
SHORTEST = 2
"""A shorter form than this names nobody."""
MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|[0-9]{7,12}")
_ABOVE = re.compile(r"^.*[省市州区县旗](?=.{2,}$)")
_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|年度?|[报表镇乡县区村所站办和与及到收改版稿份新旧]|街道|社区|中心|政府)$"
)
_AFTER = re.compile(
    r"$|[^\u4e00-\u9fff]|年|报|的|修?改|上报|政[府务]|信息|公开|材料|数据|工作|表|终|定稿|填|审|已|新|重|发"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_BETWEEN_ALIASES = re.compile(r"[、,，;；/|\s]+")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_TITLES = re.compile(r"(?:同志|书记|主任|会计|文书|干事|联络员|信息员)$")
_ADDRESSED = re.compile(r"[报交送致给转至呈发]$")
_OFFICE = ("办", "办公室", "人民政府")


class ContactPerson(NamedTuple):
    """Whose contact a name and a phone are in the roster, as codes of units."""

    by_name: frozenset[str]
    by_phone: frozenset[str]
    mobile: bool


class UnitNames:
    """The units of a roster, found by what people call them. *office* is who collects: its name may stand in front."""

    def __init__(self, units: Iterable[Unit], office: str = "") -> None:
        self.units = {u.code: u for u in units}
        self.sure: dict[str, set[str]] = {}
        self.short: dict[str, set[str]] = {}
        for unit in self.units.values():
            called = (unit.name, *(a for a in _BETWEEN_ALIASES.split(unit.also) if a))
            whole = {form for name in called for form in _whole_name_forms(name, office)}
            bare = [(f.removesuffix(s), f, b) for f in whole for s, b in BODIES]
            whole |= {short + body for short, form, body in bare if short not in (form, "")}
            for form in whole:
                self.sure.setdefault(form, set()).add(unit.code)
            for form in {_without_sort_word(f) for f in whole} - whole:
                if len(form) >= SHORTEST:
                    self.short.setdefault(form, set()).add(unit.code)
        self._leave_out_brackets(office)
        self.forms = frozenset((*self.sure, *self.short))
        self.lengths = sorted({len(f) for f in self.forms}, reverse=True)
        self.written: dict[str, list[str]] = {}
        for unit in self.units.values():
            self.written.setdefault(normalize_heading(unit.name), []).append(unit.code)
        self.contacts: dict[str, set[str]] = {}
        self.phones: dict[str, set[str]] = {}
        for unit in self.units.values():
            for person in contact_persons(unit.contact):
                self.contacts.setdefault(person, set()).add(unit.code)
            for phone in phone_numbers(unit.phone):
                self.phones.setdefault(phone, set()).add(unit.code)

    def _leave_out_brackets(self, office: str) -> None:
        """Let 东岭村（样例） be called 东岭村 too, unless that is the whole name of another."""
        more: dict[str, set[str]] = {}
        for unit in self.units.values():
            for form in _whole_name_forms(_BRACKETS.sub("", unit.name), office):
                more.setdefault(form, set()).add(unit.code)
        self.sure = more | self.sure

    def named_in(self, text: str) -> dict[str, bool]:
        """Return the units *text* names, by code: True where for certain, False where it may be chance.

        Certain is a whole name that begins where a word may begin, and is one unit's: 大石桥村 may not mean 石桥村, and
        what is short (和平) never is certain. A name within a longer one is not named at all, nor is an office
        to which a file was sent (报党政办). Where nothing else is, a name with blanks between its characters is read.
        """
        closed = _BETWEEN.sub("", text)
        found = self._named(_space_punctuation(text))
        return found or (self._named(_space_punctuation(closed)) if closed != text else {})

    def _named(self, said: str) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for start, form in _longest_name_matches(said, self.lengths, self.forms):
            before, after = said[:start], said[start + len(form) :]
            codes = self.sure.get(form)
            if codes and not (form.endswith(_OFFICE) and _ADDRESSED.search(before)):
                certain = len(codes) == 1 and bool(_BEFORE.search(before))
                found |= {c: found.get(c, False) or certain for c in sorted(codes)}
            elif not codes and _BEFORE.search(before) and _AFTER.match(after):
                found = dict.fromkeys(sorted(self.short[form]), False) | found
        return found

    def person(self, name: str, phone: str) -> ContactPerson:
        """Return whose contact the *name* and the *phone* on a cover are."""
        numbers = phone_numbers(phone)
        by_name = {c for p in contact_persons(name) for c in self.contacts.get(p, ())}
        by_phone = {c for n in numbers for c in self.phones.get(n, ())}
        known = [n for n in numbers if n in self.phones]
        return ContactPerson(frozenset(by_name), frozenset(by_phone), any(MOBILE.fullmatch(n) for n in known))


@lru_cache(maxsize=2**8)  # every file names the office it is sent to
def is_same_body(one: str, other: str) -> bool:
    """Tell whether two names of offices may be the same body's: 青石镇, 青石镇人民政府, 江安县青石镇人民政府."""
    mine, yours = set(_whole_name_forms(one, "")), set(_whole_name_forms(other, ""))
    return any(a.endswith(b) or b.endswith(a) for a in mine for b in yours)


def contact_persons(text: str) -> set[str]:
    """Return the persons a contact names: 吴大勇（文书）、李四 are two."""
    bare = _BRACKETS.sub("", fold_characters(text))
    parts = [*re.split(r"[、,;/|]", bare), *re.split(r"[、,;/|\s]+", bare)]
    found = {normalize_heading(p) for p in parts}
    found |= {_TITLES.sub("", p) for p in found}
    return {p for p in found if len(p) >= SHORTEST and not p.isdigit()}


def phone_numbers(text: str) -> set[str]:
    """Return the telephone numbers in *text*, digits only, without the country's."""
    digits = re.sub(r"(?<=[0-9])[\s\-‐–—]+(?=[0-9])", "", fold_characters(text))
    digits = re.sub(r"(?:\+|00)86|\.0$", "", digits)
    return set(_PHONE.findall(digits))


@lru_cache(maxsize=2**8)  # asked again for every unit
def core_office_name(office: str) -> str:
    """Return what an office is called by: 白鹤镇 for 孟津区白鹤镇人民政府."""
    return _ABOVE.sub("", min(_whole_name_forms(office, ""), key=len, default=""))


def _whole_name_forms(name: str, office: str) -> Iterator[str]:
    said = normalize_heading(name)
    fronts = {normalize_heading(office), core_office_name(office)} - {""} if office else set()
    for start in {said, *(said.removeprefix(f) for f in fronts)}:
        if len(start) < SHORTEST:
            continue
        yield start
        for ending, left in ENDINGS:
            stem = start.removesuffix(ending)
            if stem not in (start, ""):
                yield stem if stem.endswith(left) else stem + left
                break


def _without_sort_word(form: str) -> str:
    return next((form.removesuffix(s) for s in SORTS if form.endswith(s)), form)


def _space_punctuation(text: str) -> str:
    """Return *text* with every mark between words as one space, as names are compared."""
    folded = fold_characters(text).casefold()
    return "".join(" " if unicodedata.category(c)[0] in "PZCS" else c for c in folded)


def _longest_name_matches(text: str, lengths: list[int], forms: Collection[str]) -> list[tuple[int, str]]:
    """Return where which of *forms* stand in *text*, but for those within a longer one."""
    found: list[tuple[int, str]] = []
    for length in lengths:  # the longest first
        for start in range(len(text) - length + 1):
            form = text[start : start + length]
            if form in forms and not any(s <= start and start + length <= s + len(f) for s, f in found):
                found.append((start, form))
    return found
