"""What of a report goes into an office's own workbook, and in words what became of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.foreign.fill_workbook import ReportContents, UnitOfReport
from toolkit.form.layout import LINE_WORDS
from toolkit.form.words import brief_label, format_number
from toolkit.merging.unit_rows import list_roster_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from toolkit.figures.unit_figures import UnitFigures
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.foreign.fill_workbook import FilledWorkbook, OwnFormula
    from toolkit.form.model import Form
    from toolkit.form.submission import Submission
    from toolkit.submissions.results import UnitState


class FilledForm(NamedTuple):
    """An office's own workbook with a report in it: where it was written, how many figures, and in words what found no place.

    *kept* are its own formulas that come to something else, *theirs* those that are worked out when it is opened. *rows*
    counts the rows written by list; *left_out* are rows that did not fit, *unlisted* units it prints that the roster lacks.
    """

    path: Path
    placed: int
    missing: tuple[str, ...]
    kept: tuple[str, ...]
    theirs: tuple[str, ...]
    doubts: tuple[str, ...]
    rows: Mapping[str, int]
    left_out: tuple[str, ...]
    unlisted: tuple[str, ...]


def contents_of_report(
    folder: WorkFolder, report: Submission, states: Iterable[UnitState], brought: UnitFigures
) -> ReportContents:
    """Return what of a merged report goes into an office's own workbook."""
    period = folder.office.period
    said = {"name": folder.office.name, "period": period.in_title}
    return ReportContents(
        report.figures,
        {name: [row.values for row in rows] for name, rows in report.rows.items()},
        tuple(UnitOfReport(u.name, u.kind, brought.units.get(u.code, {})) for u in list_roster_units(states)),
        {f"{{{word}}}": said[item] for word, item in LINE_WORDS.items() if item},
    )


def describe_filled_workbook(form: Form, done: FilledWorkbook, path: Path) -> FilledForm:
    """Return in words what became of a report in the workbook at *path*; only of tables it shows at all can figures be missing."""
    shown = {c.table for c in done.placed}
    names = {r.id: r.title for r in form.registers} | {t.id: t.title or t.id for t in form.tables}
    return FilledForm(
        path,
        len(done.placed),
        tuple(brief_label(form.label(c)) for c in done.missing if c.table in shown),
        tuple(_formula_differs_text(form, o) for o in done.differing),
        tuple(_whose_text(form, o) for o in done.unknown),
        done.doubts,
        {names[name]: many for name, many in done.rows.items()},
        tuple(
            f"{x.name}：有 {x.many} 行放不下（{x.where}；{_why_text(x.why)}），请在表里插入行以后再汇总，或手工补上"
            for x in done.left_out
        ),
        done.unlisted,
    )


def _whose_text(form: Form, own: OwnFormula) -> str:
    label = brief_label(form.label(own.cell))
    return f"{own.unit} {label}" if own.unit else label


def _formula_differs_text(form: Form, own: OwnFormula) -> str:
    ours, comes = (
        format_number(v) if isinstance(v, float) else str(v) or "空白" for v in (own.ours, own.comes)
    )
    return f"{own.at.sheet} {own.at.a1}（{_whose_text(form, own)}）本报告是 {ours}，表里的公式得 {comes}"


def _why_text(why: str) -> str:
    known = {
        "table": "表里有“套用表格格式”的区域",
        "pivot": "表里有数据透视表",
        "comment": "下面有批注",
        "array": "下面有数组公式",
        "formula": "有公式按文字找单元格",
        "reference": "有公式引用的写法认不准",
    }
    if not why.isascii():
        return why
    return next((said for word, said in known.items() if why.startswith(word)), "表里有不能跟着移动的内容")
