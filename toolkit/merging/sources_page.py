"""数据来源: where every part of every figure, every text and every row of a list in a report comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import SOURCES, CellPlace
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.row_pairs import pair_rows, row_caption
from toolkit.sheets.page import Link, Page, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.figures.rollup import MergedReport
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell

COLUMNS = columns_of("本报告单元格 14, 指标 30, 来自单位 20, 数 10, 文件 34, 工作表 15, 单元格或行 18")
FIRST_SOURCE = 3
"""The row of 数据来源 (from 0) its first line stands in: a title, a note and the heads are above."""
TOLD_TEXT = 12
"""How much of a text a line repeats: enough to know it again."""
DROPPED = "报告里没有这一行"
"""What stands where a unit's row was taken out of the report by the office."""
REASONED, ALIGNED = "有说明", "按指标名对齐"
"""What stands on 分单位数据 beside a figure somebody explained, and one that was read after something had been moved."""


class SourcesPage(NamedTuple):
    """The page of sources, and in which of its rows (from 0) what stands.

    *rows* are those of each part of a figure: (figure, unit); *lines* those of the rows of the report's lists: (list,
    which row, from 0).
    """

    page: Page
    rows: dict[tuple[Cell, str], int]
    lines: dict[tuple[str, int], int]

    @property
    def texts(self) -> dict[Cell, int]:
        """Return the row of the first part of every figure."""
        return {cell: row for (cell, _), row in reversed(self.rows.items())}


def build_sources_page(grounded: GroundedForm, merged: MergedReport, files: Mapping[str, str]) -> SourcesPage:
    """Every part of every figure and every row of the lists, with the cell or row of the unit's own file (by code)."""
    layout = lay_out_workbook(grounded.form, REPORT)
    at_row: dict[tuple[Cell, str], int] = {}
    rows: list[Sequence[object]] = []
    for key, line in _figure_source_lines(grounded, layout, merged, files):
        at_row[key] = FIRST_SOURCE + len(rows)
        rows.append(line)
    lines: dict[tuple[str, int], int] = {}
    for name, here, line in _list_source_lines(layout, merged, files):
        if here is not None:
            lines[name, here] = FIRST_SOURCE + len(rows)
        rows.append(line)
    note = (
        "报告中每一个不为 0 的数、每一段文字、登记簿的每一行，从哪个单位、哪个文件、哪张表、哪一格（行）来。"
    )
    return SourcesPage(Page(SOURCES, SOURCES, COLUMNS, rows, (note,), for_screen=True), at_row, lines)


def _figure_source_lines(
    grounded: GroundedForm, layout: Layout, merged: MergedReport, files: Mapping[str, str]
) -> Iterator[tuple[tuple[Cell, str], Sequence[object]]]:
    for cell in grounded.inputs:
        at, label = layout.at[cell], grounded.form.label(cell)
        for part in merged.parts.get(cell, ()):
            if part.value not in (0.0, ""):
                sheet, _, there = part.source.rpartition("!")
                link = Link(f"{at.sheet}!{at.a1}", f"{at.sheet} {at.a1}")
                value = part.value if isinstance(part.value, float) else _shorten_text(str(part.value))
                line = (link, label, part.unit, value, files.get(part.code, ""), sheet, there)
                yield (cell, part.code), line


def _list_source_lines(
    layout: Layout, merged: MergedReport, files: Mapping[str, str]
) -> Iterator[tuple[str, int | None, Sequence[object]]]:
    """Yield the list, which of its rows in the report (None: the office took it out) and the line of every unit's row."""
    for name, listed in merged.listed.items():
        strip = layout.strips[name]
        register = strip.register
        pairs = pair_rows(register, merged.report.rows.get(name, ()), [x.row for x in listed])
        stands = {p.came: p.here for p in pairs}
        for i, (row, unit, code) in enumerate(listed):
            here = stands[i]
            spot: object = f"{register.sheet}（{DROPPED}）"
            if here is not None:
                a1 = CellPlace(register.sheet, strip.first + here, 0).a1
                spot = Link(f"{register.sheet}!{a1}", f"{register.sheet} {a1}")
            said, there = _shorten_text(row_caption(layout.form, register, row)), f"第 {row.number} 行"
            yield name, here, (spot, register.title, unit, said, files.get(code, ""), register.sheet, there)


def _shorten_text(text: str) -> str:
    return text if len(text) <= TOLD_TEXT else text[:TOLD_TEXT] + "…"


def was_read_by_labels(findings: Iterable[Finding]) -> bool:
    """Tell whether a unit's file was read by its labels, things having been moved."""
    return any(f.code in ("realigned", "cell_moved", "made_elsewhere") for f in findings)


def label_reading_marks(units: Sequence[str]) -> list[str]:
    """Return the mark of a figure whose parts were read so in the files of *units*."""
    return [f"{ALIGNED}：{'、'.join(units)}"] if units else []
