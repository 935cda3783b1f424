"""Where the requests are read from: what stands for each unit in the ledger, or workbooks as they lie on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.form.model import REPORT
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.examine import examine, open_or_refuse
from toolkit.submissions.open_file import FormDesk, is_of_form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.submission import Row, Submission


class RequestRegister(NamedTuple):
    """The register of one unit; *whole*: with the columns that never go up, which a report does not have."""

    unit: str
    name: str
    path: str
    rows: tuple[Row, ...]
    whole: bool


def registers_in_ledger(folder: WorkFolder, register: str) -> list[RequestRegister]:
    """Return the registers of the files that stand for units of the roster."""
    if not folder.ledger.exists():
        return []
    kinds = {k.id for k in folder.form.kinds if _keeps(folder.form, k.id, register)}
    names = {u.code: u.name for u in folder.roster(may_be_empty=True) if u.kind in kinds}
    with Ledger.open(folder.ledger) as ledger:
        stands = {unit: s for unit, s in current_file_states(ledger).items() if unit in names}
        sent = load_current_submissions(
            ledger, stands.values()
        )  # villages have no register: theirs are not loaded
    return [
        _register_of(sent[unit], names[unit], stands[unit].path, register)
        for unit in sorted(sent)
        if sent[unit].who.kind in kinds
    ]


def registers_in_files(paths: Sequence[Path], form: Form, register: str) -> list[RequestRegister]:
    """Return the registers of workbooks as they are now; raise WorkFolderError for one that has none."""
    found, desk = [], FormDesk(form)
    for path in paths:
        file = open_or_refuse(path, "请在 WPS 或 Excel 中打开，另存为 .xlsx，再运行。")
        if file.who is None or not is_of_form(form, file.who):
            raise WorkFolderError(f"{path} 不是“{form.title}”的工作簿。请用下发的工作簿登记。")
        sent = examine(desk, file.book, file.who).sent
        if not _keeps(form, sent.who.kind, register):
            title = form.register(register).title
            raise WorkFolderError(f"{path} 是“{sent.who.kind}”的工作簿，里面没有{title}。")
        found.append(_register_of(sent, sent.who.name, str(path), register))
    return found


def _keeps(form: Form, kind: str, register: str) -> bool:
    return any(r.id == register for r in form.registers_of(kind))


def _register_of(sent: Submission, name: str, path: str, register: str) -> RequestRegister:
    rows = sent.rows.get(register, ())
    return RequestRegister(sent.who.unit, name, path, rows, whole=sent.who.kind != REPORT)
