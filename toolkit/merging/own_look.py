"""The merged report in the look of the blank the form was adopted from, written beside the report at every merge.

The report workbook stays the record in which every figure is traced; this is the office's own table, filled in.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable
from toolkit.folder.files import path_as_recorded, write_atomically
from toolkit.folder.work_folder import own_look_path
from toolkit.foreign.fill_workbook import fill_workbook
from toolkit.foreign.workbook_places import places_on_blank
from toolkit.form.layout import BY_UNIT, PROPERTY, SOURCES, STATES, UNITS
from toolkit.form.model import REPORT
from toolkit.grafting.custom_properties import set_custom_properties
from toolkit.grafting.graft_sheets import graft_sheets
from toolkit.ledger.records import LOOK_FILE as OUTPUT
from toolkit.ledger.records import OutputFile
from toolkit.merging.report_contents import FilledForm, describe_filled_workbook
from toolkit.merging.unkept_edits import keep_copy_beside
from toolkit.sheets.guide_and_identity import LOOK, STORED_AS
from toolkit.sheets.styles import storable_text
from toolkit.text.plain_values import pick_plain, to_plain
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.foreign.fill_workbook import FilledWorkbook, ReportContents
    from toolkit.form.submission import Identity
    from toolkit.ledger.ledger import Ledger

ADDED_SHEETS = (BY_UNIT, UNITS, SOURCES, STATES)
"""The sheets of the report that are put behind the office's own."""


class OwnLook(NamedTuple):
    """What was written (None: nothing, and *why*), and the copy kept of what somebody had changed in it since."""

    filled: FilledForm | None
    edited: Path | None = None
    why: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        said: dict[str, Any] = to_plain(self.filled) if self.filled else {"path": None}
        return said | pick_plain(self, "edited why")


def write_own_look(
    folder: WorkFolder, ledger: Ledger, contents: ReportContents, who: Identity, drawn: bytes, report: Path
) -> OwnLook | None:
    """Fill the form's blank with a report (*drawn* is its workbook, at *report*); None where the form has no blank.

    A file somebody changed since it was written is kept under another name first.
    """
    form = folder.form
    if form.given is None:
        return None
    try:
        done = fill_workbook(form.given.data, form, places_on_blank(form, REPORT), contents)
        data = _with_identity_and_sheets(done, who, drawn, report.name)
    except (Unreadable, Unpatchable) as error:
        how = "请在 WPS 或 Excel 中另存为 .xlsx，重新收这张空表"
        return OwnLook(None, why=f"空表 {form.blank} 不能填（{error}）。{how}")
    path = own_look_path(report)
    edited = None
    if path.is_file() and (stands := path.read_bytes()) != data:
        known = {o.path: o.sha256 for o in ledger.outputs() if o.kind == OUTPUT}
        if known.get(path_as_recorded(folder.path, path)) != hashlib.sha256(stands).hexdigest():
            edited = keep_copy_beside(path, stands)
    write_atomically(path, data)
    return OwnLook(describe_filled_workbook(form, done, path), edited)


def record_own_look(folder: WorkFolder, ledger: Ledger, look: OwnLook | None, content: str, now: str) -> None:
    """Keep in the ledger what was written, so that the next merge knows whether somebody changed it."""
    if look and look.filled:
        path = look.filled.path
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        ledger.output(OutputFile(OUTPUT, path_as_recorded(folder.path, path), sha256, content, now))


def _with_identity_and_sheets(done: FilledWorkbook, who: Identity, drawn: bytes, report: str) -> bytes:
    """Return the filled blank with the sheets that trace its figures, saying of itself what it is."""
    parts = WorkbookParts(done.data)
    taken = {name.casefold() for name in sheet_parts(parts)}
    there = sheet_parts(WorkbookParts(drawn))
    added = [n for n in ADDED_SHEETS if n in there and n.casefold() not in taken]
    graft_sheets(parts, drawn, added, alone=True)
    said = {STORED_AS.get(k, k): v for k, v in who._asdict().items() if v} | {LOOK: report}
    set_custom_properties(parts, {PROPERTY + k: storable_text(v) for k, v in said.items()})
    return parts.save()
