"""Whose a file without our marks seems to be: every sign of it, and whether they leave one unit and no doubt.

A sign is *sure* where it names a unit for itself: 填报单位, a title, a sheet's name, a code, the file's name, a mobile of
the roster. A short name, a person's name, the folder a file lay in are not: two of them that agree are enough, one is
not. Signs that name different units, or a unit nobody knows, leave it open.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.heading_search import normalize_heading
from toolkit.form.submission import FILLER, PHONE, PRINTED, SHEET_NAME, TITLE, UNIT_CODE
from toolkit.submissions.unit_names import SHORTEST, is_same_body
from toolkit.text.dates import narrow_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.form.submission import Sign
    from toolkit.submissions.unit_names import UnitNames

CODE = 6
"""A shorter code in a file's name may be a day."""
TOGETHER = 2
"""So many signs that are not sure are enough where they agree; so many units' files make a folder nobody's own."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BRACKETS = re.compile(r"[（(][^（）()]{0,30}[)）]")
_BODY = re.compile(
    r"(?:人民政府|街道办事处|委员会|村委会|居委会|[村镇乡区县局所办]|社区|中心|学校|医院|卫生院|街道)$"
)
_PLAIN_NUMBER = re.compile(r"([0-9]{2,30})(?:\.0{1,3})?")


class OwnerSign(NamedTuple):
    """One thing that points to *units* (codes); *said* says what and where. *sort* is where it was found."""

    sort: str
    said: str
    units: tuple[str, ...]
    sure: bool


class OwnerReading(NamedTuple):
    """What a file shows of whose it is: the *signs*, and names it bears of nobody in the roster, in words."""

    signs: tuple[OwnerSign, ...]
    strangers: tuple[str, ...] = ()

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the units that may be meant, those with most and surest signs first."""
        weight: dict[str, int] = {}
        for sign in self.signs:
            for unit in sign.units:
                weight[unit] = weight.get(unit, 0) + (2 * TOGETHER if sign.sure else 1)
        return tuple(sorted(weight, key=lambda u: (-weight[u], u)))

    @property
    def doubt(self) -> str:
        """Say why the signs do not leave one unit; "" where they do."""
        likely = self.candidates
        if self.strangers:
            return "；".join(self.strangers)
        if not likely:
            return "看不出是哪个单位的：表里、文件名和目录名里都没有名册上的单位"
        apart = [s for s in self.signs if likely[0] not in s.units or (s.sure and len(s.units) > 1)]
        if apart:
            return "几处说的不是一个单位"
        sorts = {s.sort for s in self.signs}
        if not any(s.sure for s in self.signs) and len(sorts) < TOGETHER:
            return "只凭这一处（简称、人名或目录名）不能确定"
        if len(set(likely)) > 1 and not any(s.units == likely[:1] for s in self.signs):
            return "可能是几个单位的"
        return ""

    @property
    def owner(self) -> str:
        """Return the one unit all signs leave; "" where there is a doubt."""
        return "" if self.doubt else self.candidates[0]


def read_owner_signs(
    names: UnitNames,
    office: str,
    paths: Sequence[str],
    signs: Iterable[Sign],
    crowds: Mapping[str, Iterable[str]] | None = None,
) -> OwnerReading:
    """Return what a file seen under *paths* shows of whose it is.

    *crowds* are the units whose files lie in each folder: one with several is nobody's own. Without them no folder speaks.
    """
    shown = list(signs)
    found = [
        *_name_signs(names, paths),
        *_typed_signs(names, shown),
        *_person_signs(names, paths, shown),
        *(_folder_signs(names, paths, crowds) if crowds is not None else ()),
    ]
    return OwnerReading(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(_strangers(names, office, shown))))


def folders_of(path: str) -> tuple[str, ...]:
    """Return the folders and zips a file lay in, as outputs show them, the nearest first."""
    return tuple(p.as_posix() for p in PurePosixPath(path).parents if p.as_posix() not in (".", "/"))


def _name_signs(names: UnitNames, paths: Sequence[str]) -> Iterator[OwnerSign]:
    for path in paths:
        name = PurePosixPath(path).name
        yield from _signs_in_name(names, _ENDING.sub("", name), "文件名", f"文件名“{name}”")


def _signs_in_name(names: UnitNames, stem: str, sort: str, said: str) -> Iterator[OwnerSign]:
    named = names.named_in(stem)
    for code in re.findall(r"[0-9A-Za-z]+", stem):
        if code in names.units:
            named[code] = named.get(code, False) or len(code) >= CODE or stem.startswith(f"{code}_")
    for sure in (True, False):
        if units := tuple(c for c, certain in named.items() if certain is sure):
            yield OwnerSign(sort, said, units, sure)


def _typed_signs(names: UnitNames, shown: Sequence[Sign]) -> Iterator[OwnerSign]:
    printed = {(s.sheet, s.cell) for s in shown if s.kind == PRINTED}
    for sign in shown:
        text = sign.text.strip()
        if sign.kind == TITLE and (sign.sheet, sign.cell) in printed:
            continue
        if sign.kind == UNIT_CODE:
            code = _PLAIN_NUMBER.sub(r"\1", narrow_characters(text))
            if code in names.units:
                yield OwnerSign("编码", f"{sign.place} 单位编码“{text}”", (code,), sure=True)
        elif sign.kind == SHEET_NAME:
            yield from _signs_in_name(names, text, "表名", f"工作表名“{text}”")
        elif sign.kind in (PRINTED, TITLE):
            word = "填报单位" if sign.kind == PRINTED else "标题"
            named = names.named_in(text)
            whole = (
                sign.kind == PRINTED and len(named) == 1
            )  # it says nothing but a name: 和平 is 和平村 there
            for sure in (True, False):
                if units := tuple(c for c, certain in named.items() if (certain or whole) is sure):
                    yield OwnerSign(word, f"{sign.place} {word}“{text}”", units, sure)


def _person_signs(names: UnitNames, paths: Sequence[str], shown: Sequence[Sign]) -> Iterator[OwnerSign]:
    """Yield whose contact filled a file in, by the mobile on the sheet, or by a name on it, on the file, or on its folder."""
    for sign in shown:
        if sign.kind == PHONE:
            person = names.person("", sign.text)
            if person.by_phone:
                units = tuple(sorted(person.by_phone))
                sure = person.mobile and len(units) == 1
                yield OwnerSign("电话", f"{sign.place} 电话“{sign.text}”是名册里的联系电话", units, sure)
        elif sign.kind == FILLER and (units := tuple(sorted(names.person(sign.text, "").by_name))):
            yield OwnerSign("填报人", f"{sign.place} 填报人“{sign.text}”是名册里的联系人", units, sure=False)
    for path in paths:
        for said in (_ENDING.sub("", PurePosixPath(path).name), *folders_of(path)):
            text = PurePosixPath(said).name
            if units := tuple(sorted(names.person(re.sub(r"[-_+]+", " ", text), "").by_name)):
                yield OwnerSign("发件人", f"“{text}”里的名字是名册里的联系人", units, sure=False)


def _folder_signs(
    names: UnitNames, paths: Sequence[str], crowds: Mapping[str, Iterable[str]]
) -> Iterator[OwnerSign]:
    for path in paths:
        for folder in folders_of(path):
            name = _ENDING.sub("", PurePosixPath(folder).name)
            if len(set(crowds.get(folder, ()))) < TOGETHER:
                for sign in _signs_in_name(names, name, "目录", f"放在“{PurePosixPath(folder).name}”里"):
                    yield sign._replace(sure=False)


def _strangers(names: UnitNames, office: str, shown: Sequence[Sign]) -> Iterator[str]:
    """Say which bodies a file names for its own that are nobody's of the roster."""
    for sign in shown:
        text = _BRACKETS.sub("", sign.text).strip()
        if sign.kind == UNIT_CODE:
            code = _PLAIN_NUMBER.sub(r"\1", narrow_characters(text))
            if _PLAIN_NUMBER.fullmatch(code) and code not in names.units:
                yield f"{sign.place} 写的单位编码“{text}”，名册里没有"
        elif sign.kind == PRINTED and not names.named_in(text):
            said = normalize_heading(text)
            ours = bool(office) and is_same_body(office, text)
            if len(said) > SHORTEST - 1 and _BODY.search(said) and not ours:
                yield f"{sign.place} 写的填报单位“{text}”，名册里没有这个叫法"
