"""What a number of the prose may speak of: named sums of figures, in the words reports use for them.

A report says 「收到申请 75 件」 and means 新收, or 新收 and 上年结转 together; both are right. A claim therefore has
several readings, and is wrong only where none of them gives its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.model import Form

TOTAL = "总计"
LAWSUITS = ("直诉", "复诉")
GROUPS = {
    "予以公开": "r1",
    "部分公开": "r2",
    "不予公开": "r3_",
    "无法提供": "r4_",
    "不予处理": "r5_",
    "其他处理": "r6_",
}
"""The results as prose names them, and how the ids of their rows begin."""
OUTCOMES = {
    "维持": "维持",
    "纠正": "纠正",
    "其他结果": "其他",
    "其他": "其他",
    "尚未审结": "未审结",
    "未审结": "未审结",
}
"""The outcomes of 表四 as prose names them, and their columns."""


class NamedSum(NamedTuple):
    """A sum of figures under the name people know it by; *minus* are taken off."""

    name: str
    cells: tuple[Cell, ...]
    minus: tuple[Cell, ...] = ()

    def value(self, figures: Mapping[Cell, float]) -> float | None:
        """Return the sum, or None where a figure is not known."""
        if any(c not in figures for c in (*self.cells, *self.minus)):
            return None
        return sum(figures[c] for c in self.cells) - sum(figures[c] for c in self.minus)


class FormMeanings:
    """The readings a form offers, by what is spoken of."""

    def __init__(self, form: Form) -> None:
        """Name the sums of 表二, 表三 and 表四 of *form*."""
        self.form = form
        three = form.table("表三")
        self.rows = three.row_ids
        self.new = self._row("本年新收", "新收")
        self.carried = self._row("上年结转", "结转")
        self.both = self._row("本年新收与上年结转之和", "新收", "结转")
        self.done = self._row("办理结果总计", "办结")
        self.left = self._row("结转下年度", "结转下年")
        self.results = {
            word: self._row(
                word, *[r for r in self.rows if r == start or (start.endswith("_") and r.startswith(start))]
            )
            for word, start in GROUPS.items()
        }
        self.leaves = {
            normalize_heading(line.label.partition("、")[0])
            .lstrip("0123456789")
            .removeprefix("本机关")[:18]: self._row(line.label.partition("（")[0], line.id)
            for line in three.rows
            if len(line.head) == 3 and len(normalize_heading(line.label)) >= 6
        }
        groups = {c.label: c.id for c in three.columns if c.id not in {TOTAL, "其他"}}
        self.applicants = {label: self._applicant(label, column) for label, column in groups.items()}
        others = tuple(c.id for c in three.columns if "法人或其他组织" in c.head)
        self.applicants["法人或其他组织"] = self._applicant("法人或其他组织", *others)

    def _row(self, name: str, *rows: str, column: str = TOTAL) -> NamedSum:
        return NamedSum(name, tuple(Cell("表三", r, column) for r in rows))

    def _applicant(self, name: str, *columns: str) -> tuple[NamedSum, ...]:
        def of(*rows: str) -> tuple[Cell, ...]:
            return tuple(Cell("表三", r, c) for r in rows for c in columns)

        return (
            NamedSum(f"{name}本年新收", of("新收")),
            NamedSum(f"{name}本年新收与上年结转之和", of("新收", "结转")),
            NamedSum(f"{name}办理结果总计", of("办结")),
        )

    @property
    def answered(self) -> tuple[NamedSum, ...]:
        """Return what 「答复 N 件」 may mean: all results, or those that were answered in substance."""
        unhandled = tuple(Cell("表三", r, TOTAL) for r in self.rows if r.startswith(("r5_", "r6_")))
        other = tuple(Cell("表三", r, TOTAL) for r in self.rows if r.startswith("r6_"))
        return (
            self.done,
            NamedSum("办理结果总计减其他处理", self.done.cells, other),
            NamedSum("办理结果总计减不予处理和其他处理", self.done.cells, unhandled),
        )

    def documents(self, row: str, column: str) -> NamedSum:
        """Return a figure of 规章 or 规范性文件."""
        cell = Cell("表二文件", row, column)
        return NamedSum(self.form.label(cell), (cell,))

    @property
    def charges(self) -> NamedSum:
        """Return what was taken in 行政事业性收费."""
        cell = Cell("表二收费", "收费", "金额")
        return NamedSum(self.form.label(cell), (cell,))

    def decisions(self, kind: str) -> NamedSum:
        """Return 行政许可, 行政处罚 or 行政强制."""
        cell = Cell("表二许可" if kind == "许可" else "表二处罚", kind, "数量")
        return NamedSum(self.form.label(cell), (cell,))

    def cases(self, column: str, *rows: str) -> NamedSum:
        """Return cases of 表四 that ended as *column*."""
        names = {"复议": "行政复议", "直诉": "未经复议直接起诉", "复诉": "复议后起诉"}
        name = "行政诉讼" if rows == LAWSUITS else "行政复议、行政诉讼" if len(rows) > 2 else names[rows[0]]
        label = (
            self.form.table("表四")
            .columns[[c.id for c in self.form.table("表四").columns].index(column)]
            .label
        )
        return NamedSum(f"{name}·{label}", tuple(Cell("表四", r, column) for r in rows))
