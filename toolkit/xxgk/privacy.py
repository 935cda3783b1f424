"""H4: numbers of persons in what is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.personal_data import CARD, MOBILE, find_personal_numbers
from toolkit.xxgk.remark import make_remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.finding import Finding

_OFFICE = {
    MOBILE: re.compile(r"(?:电话|联系方式|热线|手机)[^，。；]{0,12}$"),
    CARD: re.compile(r"(?:开户|户名|收款|缴费|对公|财政专户)[^。；]{0,24}$"),
}
"""Words by which a number may be an office's own, put there on purpose: the office is asked."""


def personal_data_findings(places: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield numbers of persons in *places*, each a text and where it stands; each number once, half of it kept back."""
    told: set[str] = set()
    for text, place in places:
        for found in find_personal_numbers(text):
            if found.digits in told:
                continue
            told.add(found.digits)
            shown = 3 if found.kind == MOBILE else 6
            office = _OFFICE.get(found.kind)
            meant = office and office.search(text[max(0, found.start - 40) : found.start])
            yield make_remark(
                "personal_data",
                place,
                f"{found.digits[:shown]}…{found.digits[-2:]}",
                label=found.kind,
                severity="warning" if meant else "",
                about=[place, found.digits],
            )
