"""Make a finding about a published text: where it stands, the words it is about, what a decision on it holds for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from toolkit.form.finding import Finding, make_finding
from toolkit.text.personal_data import mask_personal_data
from toolkit.xxgk.finding_codes import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable

QUOTED = 56
"""How much of a sentence a finding quotes."""


def make_remark(
    code: str,
    place: str,
    value: str = "",
    *,
    rule: str = "",
    severity: str = "",
    about: object = None,
    **said: str,
) -> Finding:
    """Return a finding of *code* at *place*; a decision on it holds for this rule and *about* (else the words)."""
    number = rule or PUBLISHED[code].number
    digest = hashlib.sha256(
        json.dumps([number, code, about or [place, value, sorted(said.items())]], ensure_ascii=False).encode()
    )
    stated = f"{said.get('stated')}%"
    if code in PUBLISHED and "{expected}%" in PUBLISHED[code].message and value.count(stated) == 1:
        said["proposed"] = value.replace(stated, f"{said['expected']}%")
    return make_finding(
        code, severity=severity, rule=number, sheet=place, value=value, digest=digest.hexdigest()[:16], **said
    )


def join_repeated_remarks(found: Iterable[Finding]) -> list[Finding]:
    """Return *found* with what is the same fault in several places as one finding that names them all."""
    same: dict[tuple[str, str, str], list[Finding]] = {}
    for one in found:
        same.setdefault((one.rule, one.code, one.digest), []).append(one)
    made = []
    for first, *others in same.values():
        places = dict.fromkeys(
            (f.sheet, f.value) for f in others if (f.sheet, f.value) != (first.sheet, first.value)
        )
        also = "\n".join(f"{place}\t{words}" for place, words in places)
        made.append(first._replace(args=(*first.args, ("elsewhere", also))) if also else first)
    return made


def quote_sentence(text: str, start: int = 0, end: int = 0) -> str:
    """Return what to quote of a sentence: all of it, or what lies around *start* to *end*."""
    text = mask_personal_data(text.rstrip("。；"))
    if len(text) <= QUOTED:
        return text
    spare = max(0, QUOTED - (end - start)) // 2
    first, last = max(0, start - spare), min(len(text), max(end, start) + spare)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
