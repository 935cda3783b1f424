"""Text as it is compared: one width, no spaces inside Chinese, the punctuation of sentences kept."""

from __future__ import annotations

import re
import unicodedata

_KEPT = set("，。；：、（）！？“”《》〔〕…")
_BLANK = r"[ \t\u3000\u00a0\u200b\ufeff]+"
_SPACE = re.compile(_BLANK)
_END = re.compile(r"[^。！？；…\n]+[。！？；…]?")
_FULL = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"})


class _ComparableCharacters(dict[int, str]):
    """Every character as it is compared, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        said = chr(code) if chr(code) in _KEPT else unicodedata.normalize("NFKC", chr(code))
        self[code] = said
        return said


_NARROW = _ComparableCharacters()


def normalize_text(text: str) -> str:
    """Return *text* with digits and letters half width, Chinese punctuation full width, no idle spaces.

    A space between two numbers stays. A comma between three digits and a digit is part of a number and stays as it is.
    """
    said = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "\x00", text.translate(_NARROW))
    said = said.translate(_FULL).replace("\x00", ",")
    return _SPACE.sub(_collapse_spaces, said).strip()


def _collapse_spaces(found: re.Match[str]) -> str:
    """Return what stays of a run of spaces: one between two numbers or two words, none anywhere else."""
    text, (start, end) = found.string, found.span()
    sides = text[max(0, start - 1) : start], text[end : end + 1]
    numbers, words = all(map(str.isdecimal, sides)), all(s.isascii() and s.isalpha() for s in sides)
    return " " if numbers or words else ""


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a normalised paragraph, each with the mark that ends it."""
    return [s for s in _END.findall(text) if s.strip("。！？；… ")]


_YEAR_IN_WORDS = re.compile(r"[二2][〇○零Ｏ0O][一二三四五六七八九〇○零\d]{2}(?=年)")
_DAY_IN_WORDS = re.compile(
    r"(?<=[年月])([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日])"
)
_DIGIT = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○ＯO", "0")


def western_dates(text: str) -> str:
    """Return *text* with dates written in Chinese numerals in digits: 二〇二五年一月十六日 is 2025年1月16日."""
    said = _YEAR_IN_WORDS.sub(lambda m: "".join(_DIGIT.get(c, c) for c in m[0]), text)
    return _DAY_IN_WORDS.sub(lambda m: str(_chinese_tens(m[1])), said)


def _chinese_tens(word: str) -> int:
    tens, mark, ones = word.rpartition("十")
    return (int(_DIGIT.get(tens, "1")) * 10 if mark else 0) + int(_DIGIT.get(ones, "0"))
