"""What the cover of a report says of its making: what it covers, who is missing and why, what is not plain sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.roster import STATES as STATE_WORDS
from toolkit.form.finding import ERROR, HINT
from toolkit.form.grounding import required_priors
from toolkit.form.layout import ADJUSTED, CHECKED, EXPLAINED, STATES, comparison_sheet, prior_sheet
from toolkit.form.model import REPORT
from toolkit.form.words import brief_label, format_number
from toolkit.rendering.year_comparison_charts import compared_period_names
from toolkit.sheets.cover_status import ScopeStatement
from toolkit.text.named_lines import list_briefly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState

NAMED = 8
"""How many units or numbers a line names before it only counts them."""


class LastYearStatus(NamedTuple):
    """Last year's figures, and whether somebody typed some of them into the report."""

    figures: Mapping[Cell, float]
    typed: bool


def cover_scope_statements(
    folder: WorkFolder,
    grounded: GroundedForm,
    states: Sequence[UnitState],
    findings: Sequence[Finding],
    adjusted: Mapping[Cell, Adjustment],
    last: LastYearStatus,
) -> dict[str, ScopeStatement]:
    """Return the lines of ``layout.SCOPE``, each with the sheet that has the details."""
    covers = coverage_text(grounded, folder.office.level, sum(u.counted for u in states))
    bad = any(f.severity == ERROR and f.rule for f in findings)
    return {
        "汇总范围": ScopeStatement(covers, STATES),
        "应报单位": _counted_statement(states),
        "未计入": _missing_statement(states),
        "人工调整": _adjusted_statement(grounded, adjusted),
        "勾稽关系": ScopeStatement("", CHECKED, "bad" if bad else ""),
        "提示说明": _unexplained_statement(states, findings),
        "上年数据": _earlier_figures_statement(folder, last),
    }


def coverage_text(grounded: GroundedForm, level: str, count: int) -> str:
    """Say how far the figures of an office of *level* reach, made of *count* units."""
    form = grounded.form
    label = next((x.label for x in form.levels if x.id == level), "")
    if grounded.starts or level == form.levels[0].id:
        what = "登记簿和数据" if form.registers else "数据"
        return f"本机关（{label}）：由所属 {count} 个单位报送的{what}汇总"
    return f"全域（{label}）：由下级 {count} 个机关的{grounded.form.report_word}逐项汇总，不另加本级以外的数"


def _counted_statement(states: Sequence[UnitState]) -> ScopeStatement:
    excused = [f"{u.unit.name}（{u.unit.excused}）" for u in states if u.state == "excused"]
    text = counted_units_text(len(states), sum(u.counted for u in states), len(excused))
    return ScopeStatement(text + (f"：{list_briefly(excused, NAMED)}" if excused else ""), STATES)


def counted_units_text(units: int, counted: int, excused: int) -> str:
    """Say how many of *units* had to report and were counted; who is *excused* and why is said behind it."""
    text = f"应报 {units - excused} 个，计入 {counted} 个"
    return text + (f"；免报 {excused} 个" if excused else "")


def _missing_statement(states: Sequence[UnitState]) -> ScopeStatement:
    left = [(u.unit.name, STATE_WORDS[u.state]) for u in states if not u.counted and u.state != "excused"]
    return ScopeStatement(missing_names_text(left), STATES, "bad" if left else "")


def missing_names_text(left: Sequence[tuple[str, str]]) -> str:
    """Say who is not in the report, as (name, state)."""
    named = [f"{name}（{state}）" for name, state in left]
    return f"{len(left)} 个：{list_briefly(named, NAMED)}" if left else "没有，应报单位全部计入"


def _adjusted_statement(grounded: GroundedForm, adjusted: Mapping[Cell, Adjustment]) -> ScopeStatement:
    numbers = {c: a.value for c, a in adjusted.items()}
    return ScopeStatement(replaced_figures_text(grounded, numbers), ADJUSTED)


def replaced_figures_text(grounded: GroundedForm, numbers: Mapping[Cell, float]) -> str:
    """Say which figures the office put other numbers for."""
    said = [f"{brief_label(grounded.form.label(c))}调为 {format_number(v)}" for c, v in numbers.items()]
    return f"{len(said)} 处：{list_briefly(said, NAMED)}" if said else "没有，全部是各单位数据的汇总"


def _unexplained_statement(states: Sequence[UnitState], findings: Sequence[Finding]) -> ScopeStatement:
    """Count the warnings nobody has explained, here and of the units counted."""
    here = sum(f.to_explain for f in findings)
    units = sum(u.to_explain for u in states if u.counted)
    hints = sum(f.severity == HINT and bool(f.rule) for f in findings)
    text = unexplained_count_text(here, units) + (f"；另有参考 {hints} 处" if hints else "")
    return ScopeStatement(text, EXPLAINED, "warn" if here + units else "")


def unexplained_count_text(here: int, units: int) -> str:
    """Say how many warnings nobody has explained: of this report, and of the units counted."""
    if here + units == 0:
        return "没有未说明的提示"
    return f"未说明的提示 {here + units} 处：本报告 {here} 处，各单位 {units} 处"


def _earlier_figures_statement(folder: WorkFolder, last: LastYearStatus) -> ScopeStatement:
    none, some, typed = earlier_figures_texts(folder.form, folder.office.period.text)
    said = (typed if last.typed else some) if last.figures else none
    return ScopeStatement(said, comparison_sheet(folder.form))


def earlier_figures_texts(form: Form, period: str) -> tuple[str, str, str]:
    """Return what is said where nothing is known of the period before, where it is, and where some of it was typed."""
    some = f"与 {compared_period_names(form, period)[0]}的数逐项对比"
    word = form.periods.before_word
    compared = any(p.word == word for p in required_priors(form, REPORT))
    none = f"没有{word}报告，" + (f"要与{word}比较的规则没有判定" if compared else "没有可比的数")
    return none, some, f"{some}，有的数是在“{prior_sheet(form)}”表里手工填的"
