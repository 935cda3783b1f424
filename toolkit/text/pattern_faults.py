"""A regular expression somebody else wrote: what is wrong with it before it is used, and what it may cost when it is.

It is held to texts units write: one that takes hours over a text somebody made for it would stop the office's work.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from toolkit.text.pattern_cost import may_explode, repeats_over_one_another

if TYPE_CHECKING:
    from collections.abc import Callable

_WRONG = {
    "missing )": "圆括号没有配对",
    "unbalanced parenthesis": "圆括号没有配对",
    "unterminated character set": "方括号没有配对",
    "nothing to repeat": "重复（+、*、?、{…}）前面没有可以重复的",
    "multiple repeat": "两个重复（+、*、?、{…}）连在一起",
    "min repeat greater": "{…} 里前一个数比后一个大",
    "bad escape": "\\ 后面不能这样写",
    "incomplete escape": "\\ 后面没有写完",
    "bad character range": "方括号里的范围前大后小，或者两头不是字",
    "look-behind requires": "向前看的 (?<=…)、(?<!…) 里面长短要固定",
    "global flags": "(?i) 这样的开关只能写在最前面",
}
"""What Python's own words for a fault begin with, and ours."""
MOST_RUNS = 2
"""How many repeats of a pattern may run over what others ran over."""
LONGEST = 500
"""How long a text may be and still be held to a pattern that has such repeats: a longer one is none of what it describes."""


def pattern_fault(pattern: str) -> str:
    """Return why *pattern* is no regular expression, or may mean another one to a later Python; "" where it is one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
        costly = (
            may_explode(pattern)
            or len(repeats_over_one_another(pattern, anchored=True, whole=True)) > MOST_RUNS
        )
    except (re.error, RecursionError, OverflowError) as error:
        return f"不是合法的正则表达式：{_what_is_wrong(error)}"
    except Warning as doubt:
        return f"正则表达式的写法有歧义，方括号里的 - 放在最后，[ 前面加 \\：{doubt}"
    if costly:
        return (
            "这样写，遇到有意凑出来的文字要算几个小时。重复（+、*、{…}）里面不再写重复，几个重复之间用固定的字隔开，"
            "如 (?:[0-9]+、)+ 或 [^号]+号"
        )
    return ""


def _what_is_wrong(error: Exception) -> str:
    """Return what :mod:`re` finds wrong, in Chinese where it is one of the usual faults, with its place in the pattern."""
    said = error.msg if isinstance(error, re.error) else str(error)
    ours = next((words for begins, words in _WRONG.items() if said.startswith(begins)), said)
    at = error.pos if isinstance(error, re.error) else None
    return ours if at is None else f"{ours}（正则的第 {at + 1} 个字）"


def whole_text_test(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text is wholly one of *pattern* (ASCII digits), in time that grows with the text alone."""
    matches = re.compile(pattern, re.ASCII).fullmatch
    bounded = bool(repeats_over_one_another(pattern, anchored=True, whole=True))
    return lambda text: (not bounded or len(text) <= LONGEST) and matches(text) is not None
