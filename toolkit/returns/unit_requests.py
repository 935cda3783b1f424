"""What a unit is asked to do, in its own words and in the order in which it mends most: return copies and reminders say this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import CODES, ERROR, WARNING, make_finding, sort_findings
from toolkit.reading.unlisted_marks import READ
from toolkit.values.cell_moments import TEXT_DATE
from toolkit.values.cell_values import TEXT_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.finding import Finding

NOT_THEIRS = ("which_one", "unit_unknown", "maybe_other_unit")
"""What a unit cannot mend: the office decides it."""
_MOVED = "能搬的数都搬过去了，请核对后发回那一份"
_NOT_OURS = ("wrong_form", "wrong_kind", "wrong_office")
TO_UNIT = {
    "wrong_period": f"退回件已换成 {{asked}}、下发给贵单位的工作簿，{_MOVED}，日期不要改",
    **dict.fromkeys(_NOT_OURS, f"退回件已换成下发给贵单位的工作簿，{_MOVED}"),
}
"""What a unit does about what the office's own lists say otherwise."""
_STAGES = ("J2", "J3", "list", "J4", "J7", "B2")
"""What is mended first: whose workbook it is, where things are, whether lists are answered, what could not be read …"""
_UNANSWERED = ("list_unanswered", "list_contradicts")
_CELLS = ("row_incomplete", "key_twice")


def findings_to_act_on(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a unit has to do something about: errors, root causes first, then what nobody explained yet."""
    told = list(findings)
    own = [f for f in told if f.code not in NOT_THEIRS and (f.severity == ERROR or f.to_explain)]
    # Texts that were read as the numbers they mean cost nobody a round, but the workbook itself never turns green with them.
    own += [
        make_finding("written_as_text", f.at, label=f.label, value=f.value, read=f.read)
        for f in told
        if own and _is_number_as_text(f)
    ]
    return sort_findings(sorted(own, key=_mending_stage))


def findings_to_know(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a unit should know of, though nothing has to be done about it."""
    return [
        f
        for f in findings
        if f.severity == WARNING
        and (f.code == READ or not (f.digest or f.explanation))  # how an answer was read stays in view
        and f.code not in NOT_THEIRS
        and not _is_number_as_text(f)
    ]


def remedy_for_unit(f: Finding, where: str) -> str:
    """Say what to do about a finding; *where* is where a warning is answered."""
    args = dict(f.args)
    said = TO_UNIT[f.code].format(**args) if f.code in TO_UNIT else f.todo.rstrip("。")
    return f"{said}（{where}）" if where and f.to_explain else said


def finding_sentence(f: Finding, where: str) -> str:
    """Say in one sentence where something is wrong, what, and what to do."""
    return f"{f.line}。{remedy_for_unit(f, where)}。"


def _is_number_as_text(f: Finding) -> bool:
    """Tell a number or day that was typed as text: read, but the sheet itself cannot count it."""
    return f.code == "cleaned" and dict(f.args).get("why", "") in (TEXT_NUMBER, TEXT_DATE)


def _mending_stage(f: Finding) -> int:
    stage = "list" if f.code in _UNANSWERED else "J7" if f.code in _CELLS else f.rule or CODES[f.code].number
    return _STAGES.index(stage) if stage in _STAGES else len(_STAGES)
