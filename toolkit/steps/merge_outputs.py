"""A merge with all that goes with it: the upper level's own form filled in, long tables, what was written earlier and is outdated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.merging.long_table import write_long_csv, write_long_parquet
from toolkit.merging.merge import merge_report
from toolkit.merging.merge_basis import report_figures_digest
from toolkit.merging.report_source import open_report_source
from toolkit.merging.upper_form import fill_upper_form
from toolkit.publishing.made_from_report import FORM, TABLE, outdated_outputs, record_outputs

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.merging.carry_edits import EditChoice
    from toolkit.merging.merge import MergeResult
    from toolkit.merging.report_contents import FilledForm


class MergeOptions(NamedTuple):
    """How a merge is asked for: where it goes, *last* year's report, why it is corrected (*correct*), what else is written.

    *into* is a form of the upper level, *csv* and *parquet* are long tables. With units missing it goes on only where it
    may be *partial*. Where the report that stands and the units both changed, *decided* says whose change counts, place by
    place; *keep_edits* takes the report's at all others.
    """

    output: Path | None = None
    last: Path | None = None
    correct: str = ""
    into: Path | None = None
    csv: Path | None = None
    parquet: Path | None = None
    partial: bool = False
    keep_edits: bool = False
    decided: tuple[EditChoice, ...] = ()


class MergeOutputs(NamedTuple):
    """What a merge came to, the form it was *placed* into, and in words what was written from an earlier one (*outdated*)."""

    made: MergeResult
    placed: FilledForm | None = None
    outdated: tuple[str, ...] = ()


def merge_and_record(folder: WorkFolder, asked: MergeOptions, now: str, tell: Tell) -> MergeOutputs:
    """Merge *folder* as *asked*, write what else is asked for, and record it."""
    made = merge_report(
        folder,
        asked.output,
        now,
        tell,
        partial=asked.partial,
        last=asked.last,
        correct=asked.correct,
        keep_edits=asked.keep_edits,
        decided=asked.decided,
    )
    if made.path is None or made.merged is None:
        return MergeOutputs(made)
    placed = fill_upper_form(folder, made, asked.into, made.path.parent) if asked.into else None
    tables = []
    for write, target in ((write_long_csv, asked.csv), (write_long_parquet, asked.parquet)):
        if target:
            write(folder.form, made, target)
            tables.append(target)
    content = report_figures_digest(made.merged.report.figures)
    if placed and placed.path:
        record_outputs(folder, FORM, [placed.path], content, now)
    record_outputs(folder, TABLE, tables, content, now)
    source = open_report_source(made.path, folder.form)
    return MergeOutputs(made, placed, tuple(note.line for note in outdated_outputs(folder, source).values()))
