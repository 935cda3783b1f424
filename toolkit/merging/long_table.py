"""A report's numbers as one long table: a line for what each unit brought to each figure, and one for the figure itself.

The columns are a contract: they are only ever added to, at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.table_files import write_csv_table, write_parquet_table
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.figure_reach import reach_of_figures, reach_of_unit_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.form.model import Form
    from toolkit.merging.merge import MergeResult


class LongTableRow(NamedTuple):
    """One number: whose (code, name, kind), which (table, row, column, in words, in what unit), and from where.

    *kind* is "" and *source* is the cell of the report for the report's own figures; those were added up already.
    *scope* says how far a number reaches: of the body itself (本机关), or of all below it (全域).
    """

    unit: str
    name: str
    kind: str
    table: str
    row: str
    column: str
    label: str
    measure: str
    value: float
    file: str
    source: str
    scope: str


COLUMNS = LongTableRow._fields


def long_table_rows(form: Form, made: MergeResult) -> Iterator[LongTableRow]:
    """Yield every number of a merged report, its parts in the order of the form, then of the roster."""
    if made.merged is None:
        return
    files = {u.unit.code: (u.unit.kind, u.path) for u in made.units}
    who = made.merged.report.who
    layout = lay_out_workbook(form, REPORT)
    whole = reach_of_figures(form, who.level)
    for cell in form.cells_of(REPORT):
        figure = form.figure(cell)
        said = (*cell, form.label(cell), figure.unit)
        for part in made.merged.parts.get(cell, ()):
            if isinstance(part.value, float):
                kind, path = files.get(part.code, ("", ""))
                reach = reach_of_unit_part(made.merged, part.code)
                whose = (part.code, part.unit, kind)
                yield LongTableRow(*whose, *said, part.value, path, part.source, reach)
        value = made.merged.report.figures.get(cell)
        if isinstance(value, float):
            at = layout.at[cell]
            yield LongTableRow(who.unit, who.name, "", *said, value, "", f"{at.sheet}!{at.a1}", whole)


def write_long_csv(form: Form, made: MergeResult, path: Path) -> None:
    """Write the numbers as CSV."""
    write_csv_table(COLUMNS, long_table_rows(form, made), path)


def write_long_parquet(form: Form, made: MergeResult, path: Path) -> None:
    """Write the numbers as Parquet; raise WorkFolderError where pyarrow is not installed."""
    write_parquet_table(COLUMNS, long_table_rows(form, made), path)
