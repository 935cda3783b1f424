"""What a unit is asked to do, in its own words and in the order in which it mends most: return copies and reminders say this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import CODES, ERROR, WARNING, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.finding import Finding

NOT_THEIRS = ("which_one", "unit_unknown")
"""What a unit cannot mend: the office decides it."""
_STAGES = ("J2", "J3", "list", "J4", "J7", "B2")
"""What is mended first: whose workbook it is, where things are, whether lists are answered, what could not be read …"""
_UNANSWERED = ("list_unanswered", "list_contradicts")
_CELLS = ("row_incomplete", "key_twice")


def asked(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a unit has to do something about: errors, root causes first, then what nobody explained yet."""
    own = [f for f in findings if f.code not in NOT_THEIRS and (f.severity == ERROR or f.to_explain)]
    return ordered(sorted(own, key=_stage))


def to_know(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a unit should know of, though nothing has to be done about it."""
    return [
        f
        for f in findings
        if f.severity == WARNING and not f.digest and not f.explanation and f.code not in NOT_THEIRS
    ]


def to_do(f: Finding, where: str) -> str:
    """Say what to do about a finding; *where* is where a warning is answered."""
    said = f.todo.rstrip("。")
    return f"{said}（{where}）" if where and f.to_explain else said


def sentence(f: Finding, where: str) -> str:
    """Say in one sentence where something is wrong, what, and what to do."""
    place = f"{f.place}：" if f.place else ""
    return f"{place}{f.message}。{to_do(f, where)}。"


def _stage(f: Finding) -> int:
    if f.code in _UNANSWERED:
        stage = "list"
    elif f.code in _CELLS:
        stage = "J7"
    else:
        stage = f.rule or CODES[f.code].number
    return _STAGES.index(stage) if stage in _STAGES else len(_STAGES)
