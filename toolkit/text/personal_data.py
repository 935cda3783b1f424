"""Numbers of persons in a text, however they are written: identity cards, mobile telephones, bank cards.

A number that looks like one of an identity card is told with a wrong check digit too: a slip of one digit leaves the
person to be found.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTITY, MISTYPED, MOBILE, CARD = "身份证号", "身份证号（校验位不对）", "手机号", "银行卡号"
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ ·\-]{0,2}[0-9]){10,24}(?:[ \-]?[Xx×])?(?![0-9A-Za-z])")
"""Digits in a row, with a space or a stroke between them here and there."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91,
}  # fmt: skip
"""How the number of an identity card begins."""
OLDEST, YOUNGEST = 1900, 2035
_CALLED_IDENTITY = re.compile(r"身份证|证件号|身份号|公民身份")
_CALLED_CARD = re.compile(r"银行卡|卡号|账号|帐号|账户|帐户|一卡通|社保卡")
_NAMED_WITHIN = 16
"""How far before a number it is said what it is."""
_CARDS = ("62",)
"""How a bank card's number begins that is told without being named."""
_EVEN_DOUBLED = [sum(divmod(2 * d, 10)) for d in range(10)]


class PersonalNumber(NamedTuple):
    """A number of a person in a text: what *kind* it is, its bare *digits*, where it stands."""

    kind: str
    digits: str
    start: int
    end: int


def find_personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Yield the numbers of persons in *text*, full width and with spaces too."""
    narrow = text.translate(_NARROW)  # one character for one: places stay what they are
    for found in _RUN.finditer(narrow):
        before = narrow[max(0, found.start() - _NAMED_WITHIN) : found.start()]
        yield from _numbers_in_digit_run(found, before)


class _NarrowCharacters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        said = unicodedata.normalize("NFKC", chr(code))
        self[code] = said if len(said) == 1 and (said.isascii() or said == "×") else chr(code)
        return self[code]


_SPACES, _STROKES = (0xA0, 0x2002, 0x2003, 0x2009, 0x3000), range(0x2010, 0x2016)
_NARROW = _NarrowCharacters(dict.fromkeys(_SPACES, " ") | dict.fromkeys(_STROKES, "-"))


class _DigitGroup(NamedTuple):
    """Digits of a run between two separators; *after* and *before* are the separators."""

    digits: str
    start: int
    end: int
    before: str
    after: str


def _numbers_in_digit_run(found: re.Match[str], before: str) -> Iterator[PersonalNumber]:
    """Yield the numbers of persons in a run of digits: of as many of its groups, one after another, as make one."""
    run, groups = found[0], []
    spans = [m.span() for m in re.finditer(r"[0-9]+[Xx×]?|[Xx×]", run)]
    for i, (start, end) in enumerate(spans):
        gap = run[spans[i - 1][1] : start] if i else found.string[max(0, found.start() - 1) : found.start()]
        beyond = found.string[found.end() : found.end() + 1]
        after = run[end : spans[i + 1][0]] if i + 1 < len(spans) else beyond
        digits = run[start:end].upper().replace("×", "X")
        groups.append(_DigitGroup(digits, found.start() + start, found.start() + end, gap, after))
    at = 0
    while at < len(groups):
        some, kind = _first_personal_number(groups[at : at + MOST_GROUPS], before)
        at += len(some)
        if kind:
            own = some[1:] if some[0].digits in _ABROAD else some
            digits = "".join(g.digits for g in own)[-LENGTH if kind == MOBILE else 0 :]
            yield PersonalNumber(kind, digits, own[0].start, own[-1].end)


def _first_personal_number(groups: list[_DigitGroup], before: str) -> tuple[list[_DigitGroup], str]:
    """Return the longest beginning of *groups* that makes a number of a person, and its kind; the first alone for none."""
    for count in range(len(groups), 0, -1):
        some = groups[:count]
        if kind := _kind_of_digits("".join(g.digits for g in some), before) or _mobile_kind(some):
            return some, kind
    return groups[:1], ""


def _mobile_kind(some: list[_DigitGroup]) -> str:
    digits = "".join(g.digits for g in some)
    shape = tuple(len(g.digits) for g in some)
    if some[0].digits in _ABROAD:
        digits, shape = digits[shape[0] :], shape[1:]
    elif digits.startswith(_ABROAD) and len(shape) == 1:
        digits, shape = digits[-LENGTH:], (len(digits) - len("86"),)
    fits = shape in {(LENGTH,), (3, 4, 4)} and _MOBILE.fullmatch(digits)
    return MOBILE if fits and "-" not in (some[0].before, some[-1].after) else ""


_ABROAD, LENGTH = ("86", "0086"), 11
"""How a number begins that may be called from abroad, and how long it is without."""
MOST_GROUPS = 6
"""In how many groups a number is written at most."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def _kind_of_digits(digits: str, before: str) -> str:
    if _looks_like_identity(digits):
        return IDENTITY if len(digits) == 15 or _has_identity_check_digit(digits) else MISTYPED
    if _CALLED_IDENTITY.search(before) and 15 <= len(digits) <= 19:
        return MISTYPED
    named = _CALLED_CARD.search(before) or digits.startswith(_CARDS)
    is_card = 16 <= len(digits) <= 19 and digits.isdecimal() and named and _passes_luhn_check(digits)
    return CARD if is_card else ""


def _looks_like_identity(digits: str) -> bool:
    """Tell whether *digits* begin with a province and hold a day somebody may have been born on."""
    if len(digits) not in {15, 18} or int(digits[:2]) not in _PROVINCES or "X" in digits[:-1]:
        return False
    if len(digits) == 15:
        return digits.isdecimal() and _is_birth_date(f"19{digits[6:12]}")
    return _is_birth_date(digits[6:14])


def _is_birth_date(text: str) -> bool:
    try:
        day = datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return OLDEST <= day.year <= YOUNGEST


def _has_identity_check_digit(digits: str) -> bool:
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[-1]


def _passes_luhn_check(digits: str) -> bool:
    values = [int(d) for d in reversed(digits)]
    return sum(v if i % 2 == 0 else _EVEN_DOUBLED[v] for i, v in enumerate(values)) % 10 == 0


def mask_personal_data(text: str) -> str:
    """Return *text* with the middle of numbers of persons taken out: what is found of them is not spread further."""
    for found in find_personal_numbers(text):
        shown = text[found.start : found.end]
        hidden = shown[:3] + "…" * (len(shown) - 5) + shown[-2:]
        text = text[: found.start] + hidden + text[found.end :]
    return text
