"""H4: numbers of persons in what is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.remark import remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding

_ID = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d-])1[3-9]\d(?:[ -]?\d{4}){2}(?![\d-])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def personal(text: str, place: str) -> Iterator[Finding]:
    """H4: yield numbers of persons in a text that is published; half of each is kept back."""
    for found in _ID.finditer(text):
        total = sum(int(d) * w for d, w in zip(found[0], _WEIGHTS, strict=False))
        if _CHECKS[total % 11] == found[0][-1].upper():
            yield remark(
                "personal_data",
                place,
                f"{found[0][:6]}…{found[0][-2:]}",
                label="身份证号",
                about=[place, found[0]],
            )
    for found in _MOBILE.finditer(text):
        named = re.search(r"(?:电话|联系方式|热线|手机)[^，。；]{0,12}$", text[: found.start()])
        masked = f"{found[0][:3]}…{found[0][-2:]}"
        severity = "warning" if named else ""
        yield remark(
            "personal_data",
            place,
            masked,
            label="手机号",
            severity=severity,
            about=[place, re.sub("[ -]", "", found[0])],
        )
