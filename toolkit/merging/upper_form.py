"""The report's figures, lists and units in the upper level's own workbook, or in the form's blank somebody saved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.files import write_under_free_name
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.foreign.fill_workbook import fill_workbook
from toolkit.foreign.workbook_places import is_form_blank, places_by_headings, places_on_blank
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.merging.report_contents import FilledForm, describe_filled_workbook
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.foreign.workbook_places import WorkbookPlaces
    from toolkit.merging.merge import MergeResult

ADDED = "_已填"


def fill_upper_form(folder: WorkFolder, made: MergeResult, given: Path, target: Path) -> FilledForm:
    """Write what *made* came to into the workbook *given*, to a file of its own in *target*; the given one stays as it is.

    So does one that was filled before and says something else: somebody may have gone on writing in it. Only figures of
    tables *given* shows at all can be missing from it. Raise WorkFolderError where it cannot be edited.
    """
    if made.contents is None:
        raise WorkFolderError("没有汇总，没有可以填的数。")
    form, period = folder.form, folder.office.period
    try:
        data = given.read_bytes()
        places = _places_in(folder, data)
        done = fill_workbook(data, form, places, made.contents)
    except Unreadable as error:
        raise WorkFolderError(f"{given} 读不出来：{REASONS[error.code]}。") from error
    except Unpatchable as error:
        raise WorkFolderError(
            f"{given} 不能填（{error}）。请在 WPS 或 Excel 中另存为 .xlsx 再试。"
        ) from error
    if not done.placed and not done.rows and done.doubts:
        this = form.periods.reword_years("本年度")
        raise WorkFolderError(
            f"{given} 里认不准该填哪一处，没有填：{'；'.join(done.doubts)}。"
            f"请只留{this}的那一张，或在表名、标题里写明 {period.spaced_in_title}，再试。"
        )
    if not done.placed and not done.rows:
        raise WorkFolderError(f"{given} 里没有认出本表样的任何栏目，没有填。请核对是不是这个表。")
    path = write_under_free_name(target / f"{given.stem}{ADDED}{given.suffix}", done.data)
    return describe_filled_workbook(form, done, path)


def _places_in(folder: WorkFolder, data: bytes) -> WorkbookPlaces:
    """Return where everything stands: known where the workbook is the form's own blank, else found by headings."""
    book = open_book(data)
    if book.other:
        raise Unpatchable(book.other)
    if is_form_blank(folder.form, REPORT, book):
        return places_on_blank(folder.form, REPORT)
    grounded = ground_form(folder.form, REPORT, folder.office.level)
    return places_by_headings(grounded, book, folder.office.period)
