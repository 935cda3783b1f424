"""The figures of submissions as one long table, a line each, with where each stands; and that table as a file."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.table_files import write_csv_table, write_parquet_table
from toolkit.figures.check import judge_submissions
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.form.submission import OUTCOMES
from toolkit.sheets.page import Page, columns_of, draw_pages_workbook
from toolkit.submissions.open_file import FormDesk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.form.submission import Submission
    from toolkit.submissions.results import CurrentFile


class FigureLine(NamedTuple):
    """One figure: whose, of which period, which it is, what it is called and counted in, and where it stands.

    *value* is a number (NaN of a text, which then is *text*), *source* the cell it was read from ("" where it is worked out).
    """

    unit: str
    name: str
    kind: str
    period: str
    table: str
    row: str
    column: str
    label: str
    measure: str
    value: float
    text: str
    source: str


FIGURE_COLUMNS = FigureLine._fields
"""The columns of ``figures_frame``: only ever added to, at the end."""
FILE_COLUMNS = (*FIGURE_COLUMNS, "file", "outcome")
"""The columns of ``read_figures`` and of ``collect --figures``: also which file, and what became of it."""
_HEADS = (
    "单位编码 12.5, 单位名称 15, 类别 7, 报告期 8, 表 8, 行 14, 列 10, 指标 24, 计量 6, 数 9, 文字 12, "
    "单元格 11, 文件 24, 结论 10"
)
ENDINGS = (".csv", ".parquet", ".xlsx")


def figure_lines(submissions: Iterable[Submission], form: Form) -> Iterator[FigureLine]:
    """Yield every figure of *submissions*, those worked out computed; a blank has no line, a 0 is a figure like any other."""
    desk = FormDesk(form)

    def alike(submission: Submission) -> tuple[str, str, str]:
        return submission.who.kind, submission.who.level, submission.who.period

    for (kind, level, period), group in groupby(submissions, alike):
        some = list(group)
        grounded, _ = desk.kind(kind, level)
        for submission, judged in zip(
            some, judge_submissions(grounded, some, form.periods.read(period)), strict=True
        ):
            who = submission.who
            for cell in form.cells_of(kind):
                if (value := judged.figures.get(cell)) is None:
                    continue
                number, text = (value, "") if isinstance(value, float) else (math.nan, value)
                said = (*cell, form.label(cell), form.figure(cell).unit, number, text)
                source = submission.sources.get(cell, "")
                yield FigureLine(who.unit, who.name, who.kind, who.period, *said, source)


def file_figure_lines(
    standing: Iterable[tuple[CurrentFile, Submission]], form: Form
) -> Iterator[tuple[object, ...]]:
    """Yield every figure of the files that count, with the file's path and outcome behind it (``FILE_COLUMNS``)."""
    some = list(standing)
    files = {sent.who.unit: (file.path, file.outcome) for file, sent in some}
    for line in figure_lines([sent for _, sent in some], form):
        yield (*line, *files[line.unit])


def write_figure_table(
    standing: Iterable[tuple[CurrentFile, Submission]], form: Form, period: Period, path: Path
) -> None:
    """Write the figures of the files that count to *path*, in the format its ending says (one of ``ENDINGS``).

    A workbook is for people: Chinese heads, words for outcomes, no NaN.
    """
    lines = file_figure_lines(standing, form)
    ending = path.suffix.lower()
    if ending == ".parquet":
        write_parquet_table(FILE_COLUMNS, lines, path)
    elif ending == ".csv":
        write_csv_table(FILE_COLUMNS, ([_blank_if_no_number(v) for v in line] for line in lines), path)
    else:
        rows = [(*map(_blank_if_no_number, line[:-1]), OUTCOMES[str(line[-1])]) for line in lines]
        title = f"{period.spaced_name}{form.title}：各单位的数"
        note = "一个数一行；没有填的不列。单元格空着的，是照表样算出来的数。退回未改的文件也在内，看“结论”。"
        page = Page("数据", title, columns_of(_HEADS), rows, (note,), frozen=2)
        write_atomically(path, draw_pages_workbook((page,), title=title, created=workbook_timestamp(period)))


def _blank_if_no_number(value: object) -> object:
    return "" if isinstance(value, float) and math.isnan(value) else value
