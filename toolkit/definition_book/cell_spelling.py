"""What a key holds as what stands in a cell, and back: nothing is lost on the way, and people may type it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolkit.definition.definition_shape import (
    EMPTY,
    GROUPS,
    NUMBER,
    ROWS,
    TEXT_OR_TEXTS,
    TEXTS,
    TEXTS_BY_NAME,
    WHOLE,
    YES,
)
from toolkit.definition.definition_words import label_of_word, word_of_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.definition_book.book_sheets import BookColumn

PATHS, LINES = {"head"}, {"also", "when"}
"""Keys whose texts stand one within the other, and those whose texts stand one a line; of all others they are listed."""
BETWEEN, COMMA, COLON = " / ", "、", "："
_COMMAS = re.compile(r"\\.|[、，,；;\n]", re.DOTALL)
_IN_LIST, _IN_LINE, _IN_NAME = re.compile(r"[\\、，,；;]"), re.compile(r"\\"), re.compile(r"[\\：:]")
_SLASH = re.compile(r"(?:(?<=\s)|^)/|/(?=\s|$)")
_COLONS = re.compile(r"\\.|[：:]", re.DOTALL)
"""What parts texts of a list, a name and its text; a sign behind a backslash parts nothing."""
_SIGN = re.compile(r"\\([\\、，,；;：:/n])")
YES_WORDS, NO_WORDS = ("是", "√", "TRUE", "true"), ("否", "FALSE", "false")


def spell_value(column: BookColumn, value: Any) -> str | int | float:
    """Return what stands in a cell of *column* for *value*."""
    kind, key = column.said.type, column.key
    if isinstance(value, bool):
        return YES_WORDS[0] if value else NO_WORDS[0]
    if isinstance(value, float) and value.is_integer():
        return repr(value)  # a cell has no other way to say 34.0, which is not written as 34
    if isinstance(value, int | float):
        return value
    if kind == TEXTS_BY_NAME:
        return "\n".join(
            f"{_escape(name, _IN_NAME)}{COLON}{_escape(text, _IN_LINE)}"
            for name, said in value.items()
            for text in _as_list(said)
        )
    if kind == GROUPS:
        return "\n".join(_spell_list(group) for group in value)
    if kind in (TEXTS, TEXT_OR_TEXTS):
        texts = [x or EMPTY for x in _as_list(value)]
        if key in PATHS:
            return BETWEEN.join(_SLASH.sub(r"\\/", x.replace("\\", "\\\\")) for x in texts)
        if key in LINES:
            return "\n".join(_escape(x, _IN_LINE) for x in texts)
        return _spell_list(texts)
    return label_of_word(key, str(value)) or EMPTY


def read_value(column: BookColumn, text: str) -> Any:
    """Return what a cell's *text* says of the key of *column*; what is none of its type stays a text, to be told as one."""
    kind, key = column.said.type, column.key
    match kind:
        case k if k == YES:
            said = text.strip()
            return True if said in YES_WORDS else False if said in NO_WORDS else text
        case k if k in (WHOLE, NUMBER):
            return _read_number(text)
        case k if k == TEXTS_BY_NAME:
            return _read_texts_by_name(text)
        case k if k == GROUPS:
            return [group for line in text.split("\n") if (group := _read_list(line))]
        case k if k in (TEXTS, TEXT_OR_TEXTS):
            texts = _read_texts(key, text)
            return texts[0] if kind == TEXT_OR_TEXTS and len(texts) == 1 else texts
        case k if k == ROWS:
            return text.strip()
    if column.said.words:
        label = text.strip()
        return "" if label == EMPTY else word_of_label(key, label)
    return "" if text == EMPTY else text


def _read_texts(key: str, text: str) -> list[str]:
    if key in PATHS:
        texts = [_unescape(x, line=False) for x in text.split(BETWEEN)]
    elif key in LINES:
        texts = [_unescape(x) for x in text.split("\n") if x.strip()]
    else:
        return _read_list(text)
    return ["" if x == EMPTY else x for x in texts]


def _read_list(text: str) -> list[str]:
    found = (_unescape(x.strip()) for x in _divide(text, _COMMAS) if x.strip())
    return ["" if x == EMPTY else x for x in found]


def _divide(text: str, signs: re.Pattern[str], most: int | None = None) -> list[str]:
    """Return what stands between the *signs* of a text, *most* of them at most."""
    parting = [m.span() for m in signs.finditer(text) if not m[0].startswith("\\")][:most]
    edges = [0, *(edge for span in parting for edge in span), len(text)]
    return [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _spell_list(texts: Iterable[str]) -> str:
    return COMMA.join(_escape(x, _IN_LIST) for x in texts)


def _read_texts_by_name(text: str) -> Any:
    """Return the texts by their names; a line without a colon makes it all stay a text, to be told as one."""
    found: dict[str, Any] = {}
    for line in filter(str.strip, text.split("\n")):
        name, *said = _divide(line, _COLONS, most=1)
        if not said:
            return text
        found.setdefault(_unescape(name.strip()), []).append(_unescape(said[0]))
    return {name: some[0] if len(some) == 1 else some for name, some in found.items()}


def _read_number(text: str) -> Any:
    said = text.strip()
    for read in (int, float):
        try:
            return read(said)
        except ValueError:
            continue
    return text


def _as_list(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def _escape(text: str, signs: re.Pattern[str]) -> str:
    return signs.sub(lambda sign: "\\" + sign[0], text).replace("\n", r"\n")


def _unescape(text: str, *, line: bool = True) -> str:
    r"""Return a text with its marked signs as they are meant; \n is a new line where one cannot stand there itself."""
    return _SIGN.sub(lambda m: ("\n" if line else m[0]) if m[1] == "n" else m[1], text)
