"""What the cover of a report says of its making: what it covers, who is missing and why, what is not plain sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR, HINT
from toolkit.form.layout import ADJUSTED, CHECKED, COMPARED, EXPLAINED, PRIOR, STATES
from toolkit.form.roster import STATES as STATE_WORDS
from toolkit.form.words import brief, number
from toolkit.sheets.cover_status import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import Grounded
    from toolkit.form.model import Cell
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState

NAMED = 8
"""How many units or numbers a line names before it only counts them."""


class Last(NamedTuple):
    """Last year's figures, and whether somebody typed some of them into the report."""

    figures: Mapping[Cell, float]
    typed: bool


def scope(
    folder: WorkFolder,
    grounded: Grounded,
    states: Sequence[UnitState],
    findings: Sequence[Finding],
    adjusted: Mapping[Cell, Adjustment],
    last: Last,
) -> dict[str, Said]:
    """Return the lines of ``layout.SCOPE``, each with the sheet that has the details."""
    return {
        "汇总范围": _covers(folder, grounded, states),
        "应报单位": _asked(states),
        "未计入": _missing(states),
        "人工调整": _adjusted(grounded, adjusted),
        "勾稽关系": Said("", CHECKED, "bad" if any(f.severity == ERROR and f.rule for f in findings) else ""),
        "提示说明": _explained(states, findings),
        "上年数据": _before(folder, last),
    }


def _covers(folder: WorkFolder, grounded: Grounded, states: Sequence[UnitState]) -> Said:
    return Said(covers(grounded, folder.office.level, sum(u.counted for u in states)), STATES)


def covers(grounded: Grounded, level: str, count: int) -> str:
    """Say how far the figures of an office of *level* reach, made of *count* units."""
    label = next((x.label for x in grounded.form.levels if x.id == level), "")
    if grounded.starts:
        return f"本机关（{label}）：由所属 {count} 个单位报送的登记簿和数据汇总"
    return f"全域（{label}）：由下级 {count} 个机关的{grounded.form.report_word}逐项汇总，不另加本级以外的数"


def _asked(states: Sequence[UnitState]) -> Said:
    excused = [f"{u.unit.name}（{u.unit.excused}）" for u in states if u.state == "excused"]
    text = asked(len(states), sum(u.counted for u in states), len(excused))
    return Said(text + (f"：{_several(excused)}" if excused else ""), STATES)


def asked(units: int, counted: int, excused: int) -> str:
    """Say how many of *units* had to report and were counted; who is *excused* and why is said behind it."""
    text = f"应报 {units - excused} 个，计入 {counted} 个"
    return text + (f"；免报 {excused} 个" if excused else "")


def _missing(states: Sequence[UnitState]) -> Said:
    left = [(u.unit.name, STATE_WORDS[u.state]) for u in states if not u.counted and u.state != "excused"]
    return Said(missing(left), STATES, "bad" if left else "")


def missing(left: Sequence[tuple[str, str]]) -> str:
    """Say who is not in the report, as (name, state)."""
    named = [f"{name}（{state}）" for name, state in left]
    return f"{len(left)} 个：{_several(named)}" if left else "没有，应报单位全部计入"


def _adjusted(grounded: Grounded, adjusted: Mapping[Cell, Adjustment]) -> Said:
    numbers = {c: a.value for c, a in adjusted.items()}
    return Said(replaced(grounded, numbers), ADJUSTED)


def replaced(grounded: Grounded, numbers: Mapping[Cell, float]) -> str:
    """Say which figures the office put other numbers for."""
    said = [f"{brief(grounded.form.label(c))}调为 {number(v)}" for c, v in numbers.items()]
    return f"{len(said)} 处：{_several(said)}" if said else "没有，全部是各单位数据的汇总"


def _explained(states: Sequence[UnitState], findings: Sequence[Finding]) -> Said:
    """Count the warnings nobody has explained, here and of the units counted."""
    here = sum(_open(f) for f in findings)
    units = sum(_open(f) for u in states if u.counted for f in u.findings)
    hints = sum(f.severity == HINT and bool(f.rule) for f in findings)
    also = f"；另有参考 {hints} 处" if hints else ""
    return Said(unexplained(here, units) + also, EXPLAINED, "warn" if here + units else "")


def unexplained(here: int, units: int) -> str:
    """Say how many warnings nobody has explained: of this report, and of the units counted."""
    if here + units == 0:
        return "没有未说明的提示"
    return f"未说明的提示 {here + units} 处：本报告 {here} 处，各单位 {units} 处"


def _open(f: Finding) -> bool:
    return f.to_explain


def _before(folder: WorkFolder, last: Last) -> Said:
    none, some, typed = before(folder.office.year)
    return Said((typed if last.typed else some) if last.figures else none, COMPARED)


def before(year: int) -> tuple[str, str, str]:
    """Return what is said where nothing is known of the year before, where it is, and where some of it was typed."""
    some = f"与 {year - 1} 年的数逐项对比"
    return "没有上年报告，要与上年比较的规则没有判定", some, f"{some}，有的数是在“{PRIOR}”表里手工填的"


def _several(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 个" if len(names) > NAMED else "")
