"""What the clock leaves in a work folder: its sheet, the calendar, the office's table of steps, letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.clock.calendar_file import draw_calendar
from toolkit.clock.office_clocks import CLOCK_BOOK, draw_clock_workbook
from toolkit.clock.office_days import read_working_days
from toolkit.clock.office_table import find_office_table
from toolkit.clock.request_registers import registers_in_files, registers_in_ledger
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template
from toolkit.errors import WorkFolderError
from toolkit.folder.files import safe_file_name_part, write_atomically, write_under_free_name
from toolkit.folder.work_folder import workbook_timestamp

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.clock.office_clocks import OfficeClocks, RequestDesk
    from toolkit.clock.request_registers import RequestRegister
    from toolkit.folder.work_folder import WorkFolder

REPLIES = "答复"
"""Where letters go, in the work folder."""
LETTER_TEMPLATE = "答复模板.docx"
"""The office's own template of letters, in its work folder; without one it is ours."""


def write_clock_sheet(found: OfficeClocks, folder: WorkFolder) -> Path:
    """Write the clocks as a workbook into the work folder; return where it is."""
    path = folder.path / CLOCK_BOOK
    write_atomically(path, draw_clock_workbook(found, folder))
    return path


def write_calendar(found: OfficeClocks, path: Path, now: str) -> Path:
    """Write what is due as a calendar file to *path*."""
    write_atomically(path, draw_calendar(found, now))
    return path


def write_steps_table(
    folder: WorkFolder, desk: RequestDesk, files: Sequence[Path]
) -> tuple[Path, Path | None]:
    """Write the office's table of steps with a row for every open request; return it and the copy of what it was.

    What is filled in stays. A table saved in another format is kept as it was, under a name of its own.
    """
    rows = [row for r in _whole_registers(folder, desk, files) for row in r.rows]
    data = desk.draw_handling(rows, folder.path, workbook_timestamp(folder.office.period))
    known = find_office_table(folder.path, desk.HANDLING)
    path = folder.path / f"{desk.HANDLING}.xlsx"
    kept = None
    if known and known.read_bytes() != data:
        kept = write_under_free_name(folder.path / f"{desk.HANDLING}-原{known.suffix}", known.read_bytes())
    if known and known != path:
        known.unlink()
    write_atomically(path, data)
    return path, kept


def write_reply_letter(
    folder: WorkFolder,
    desk: RequestDesk,
    number: str,
    letter: str,
    day: datetime.date,
    output: Path | None,
    files: Sequence[Path],
) -> Path:
    """Write a *letter* to the applicant of the request *number*; one that is there already stays beside it."""
    found = [
        row
        for r in _whole_registers(folder, desk, files)
        for row in r.rows
        if desk.number_of(row) == number.strip()
    ]
    if len(found) != 1:
        raise WorkFolderError(
            f"台账里没有{desk.NUMBER} {number}。请核对；平时登记用的工作簿还没有收进来的，写在命令后面。"
            if not found
            else f"台账里{desk.NUMBER} {number} 有 {len(found)} 行，不知道是哪一行。请先改成不同的。"
        )
    days = read_working_days(folder.path)
    made = desk.write_reply(found[0], folder.office.name, folder.path, days, day, letter)
    own = folder.path / LETTER_TEMPLATE
    template = own.read_bytes() if own.is_file() else draw_word_template()
    name = f"{safe_file_name_part(number)}-{safe_file_name_part(made.title)}.docx"
    return write_under_free_name((output or folder.path / REPLIES) / name, draw_word_document(made, template))


def _whole_registers(folder: WorkFolder, desk: RequestDesk, files: Sequence[Path]) -> list[RequestRegister]:
    """Return the registers as the offices keep them; a report's has not what letters need."""
    found = (
        registers_in_files(files, folder.form, desk.REGISTER)
        if files
        else registers_in_ledger(folder, desk.REGISTER)
    )
    return [r for r in found if r.whole]
