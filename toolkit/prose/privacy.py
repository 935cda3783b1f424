"""H4: numbers of persons in what is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.remark import remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.finding import Finding

_ID = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d-])1[3-9]\d(?:[ -]?\d{4}){2}(?![\d-])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def personal(places: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield numbers of persons in *places*, each a text and where it stands; each number once, half of it kept back."""
    told: set[str] = set()
    for text, place in places:
        for found in _ID.finditer(text):
            total = sum(int(d) * w for d, w in zip(found[0], _WEIGHTS, strict=False))
            if _CHECKS[total % 11] == found[0][-1].upper() and found[0] not in told:
                told.add(found[0])
                masked = f"{found[0][:6]}…{found[0][-2:]}"
                yield remark("personal_data", place, masked, label="身份证号", about=[place, found[0]])
        for found in _MOBILE.finditer(text):
            digits = re.sub("[ -]", "", found[0])
            if digits in told:
                continue
            told.add(digits)
            named = re.search(r"(?:电话|联系方式|热线|手机)[^，。；]{0,12}$", text[: found.start()])
            yield remark(
                "personal_data",
                place,
                f"{digits[:3]}…{digits[-2:]}",
                label="手机号",
                severity="warning" if named else "",
                about=[place, digits],
            )
