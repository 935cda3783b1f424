"""The levels of an office as people call them: 乡镇、县区、市 for what a form calls township, district, city."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.dates import narrow_characters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.form.model import Named

USUAL = {
    "township": (
        *("乡镇", "乡", "镇", "街道", "街道办", "街道办事处", "乡镇街道", "部门", "乡级", "镇级", "乡镇级"),
    ),
    "district": ("县区", "区县", "县", "区", "县级市", "旗", "县级", "区级", "区县级", "县区级", "县市区"),
    "city": ("市", "设区的市", "设区市", "地级市", "地市", "州", "自治州", "市州", "市级", "地级", "地市级"),
}
"""The usual words for a level, besides what the form itself calls it. 市 alone is the one with districts."""


def find_level(levels: Sequence[Named], said: str) -> str:
    """Return the level *said* calls by its name, its label or a usual word; "" where none is surely meant."""
    word = _comparable_name(said)
    for level in levels:
        names = (level.label, *USUAL.get(level.id, ()))
        if word in {level.id.casefold(), *map(_comparable_name, names)}:
            return level.id
    return ""


def describe_levels(levels: Sequence[Named]) -> str:
    """Return what may be written for a level, in words: the usual one, and the form's own."""
    return "、".join(f"{x.id}（{USUAL.get(x.id, (x.label,))[0]}）" for x in levels)


def _comparable_name(text: str) -> str:
    return re.sub(r"[\s、，,/()·]", "", narrow_characters(text)).casefold()
