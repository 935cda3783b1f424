"""A regular expression somebody else wrote: what is wrong with it before it is used."""

from __future__ import annotations

import re
import warnings


def pattern_fault(pattern: str) -> str:
    """Return why *pattern* is no regular expression, or may mean another one to a later Python; "" where it is one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"不是合法的正则表达式：{error}"
    except Warning as doubt:
        return f"正则表达式的写法有歧义，方括号里的 - 放在最后，[ 前面加 \\：{doubt}"
    return ""
