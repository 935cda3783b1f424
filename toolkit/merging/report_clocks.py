"""The clocks of the requests of a work folder, whatever its form: through the companion, or none where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.clock.office_clocks import OfficeClocks, list_office_clocks
from toolkit.errors import WorkFolderError
from toolkit.merging.companion import companion_of

if TYPE_CHECKING:
    from toolkit.clock.office_clocks import RequestDesk
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form


def request_desk_of(form: Form) -> RequestDesk:
    """Return what the companion of *form* knows of requests; raise WorkFolderError where nobody makes any of it."""
    companion = companion_of(form)
    if companion is None:
        raise WorkFolderError(f"表样“{form.title}”里没有要按期答复的申请，用不上这条命令。")
    return companion.REQUESTS


def clocks_beside(folder: WorkFolder, now: str) -> OfficeClocks | None:
    """Return the clocks to be shown beside something else: a fault in the office's own tables is told, not raised."""
    companion = companion_of(folder.form)
    if companion is None:
        return None
    try:
        return list_office_clocks(folder, folder.form, companion.REQUESTS, now)
    except WorkFolderError as error:
        desk = companion.REQUESTS
        return OfficeClocks(folder.office.name, "", desk.TITLE, desk.NUMBER, fault=str(error))
