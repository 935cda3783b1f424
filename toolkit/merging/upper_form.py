"""The report's figures in the upper level's own workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.files import write_under_free_name
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.foreign.foreign_form import fill_in_figures
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.words import brief_label, format_number
from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.layout import CellPlace
    from toolkit.form.submission import Value
    from toolkit.merging.merge import MergeResult

ADDED = "_已填"


class FilledUpperForm(NamedTuple):
    """Where the form with the figures in it was written, how many, and in words what found no place.

    *kept* are the form's own formulas that come to something else, *theirs* those that are worked out when it is opened.
    """

    path: Path
    placed: int
    missing: tuple[str, ...]
    kept: tuple[str, ...]
    theirs: tuple[str, ...]
    doubts: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in self._asdict().items()} | {
            "path": str(self.path)
        }


def fill_upper_form(folder: WorkFolder, made: MergeResult, given: Path, target: Path) -> FilledUpperForm:
    """Write *made*'s figures into the workbook *given*, to a file of its own in *target*; the given one stays as it is.

    So does one that was filled before and says something else: somebody may have gone on writing in it. Only figures of
    tables *given* shows at all can be missing from it. Raise WorkFolderError where it cannot be edited.
    """
    if made.merged is None:
        raise WorkFolderError("没有汇总，没有可以填的数。")
    form = folder.form
    figures = made.merged.report.figures
    grounded = ground_form(form, REPORT, folder.office.level)
    try:
        done = fill_in_figures(given.read_bytes(), grounded, figures, folder.office.period)
    except Unreadable as error:
        raise WorkFolderError(f"{given} 读不出来：{REASONS[error.code]}。") from error
    except Unpatchable as error:
        raise WorkFolderError(
            f"{given} 不能填（{error}）。请在 WPS 或 Excel 中另存为 .xlsx 再试。"
        ) from error
    if not done.placed and done.doubts:
        this = folder.form.periods.reword_years("本年度")
        raise WorkFolderError(
            f"{given} 里认不准该填哪一处，没有填：{'；'.join(done.doubts)}。"
            f"请只留{this}的那一张，或在表名、标题里写明 {folder.office.period.spaced_in_title}，再试。"
        )
    if not done.placed:
        raise WorkFolderError(f"{given} 里没有认出本表样的任何栏目，没有填。请核对是不是这个表。")
    path = write_under_free_name(target / f"{given.stem}{ADDED}{given.suffix}", done.data)
    shown = {c.table for c in done.placed}
    return FilledUpperForm(
        path,
        len(done.placed),
        tuple(brief_label(form.label(c)) for c in done.missing if c.table in shown),
        tuple(
            _formula_differs_text(form.label(c), figures[c], v, done.placed[c]) for c, v in done.kept.items()
        ),
        tuple(brief_label(form.label(c)) for c in done.theirs),
        done.doubts,
    )


def _formula_differs_text(label: str, value: Value, comes: Value, at: CellPlace) -> str:
    ours, theirs = (format_number(v) if isinstance(v, float) else str(v) or "空白" for v in (value, comes))
    return f"{at.sheet} {at.a1}（{brief_label(label)}）本报告是 {ours}，对方的公式得 {theirs}"
