"""How far the office is in its year: what the next step is, told from the work folder alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.days import format_file_time
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.past_periods import past_periods, series_home
from toolkit.folder.work_folder import SETTINGS
from toolkit.ledger.ledger import Ledger
from toolkit.merging.companion import companion_of
from toolkit.submissions.current_files import current_file_states, list_unit_states

if TYPE_CHECKING:
    from toolkit.folder.work_folder import WorkFolder

HAND_OUT, COLLECT, MEND, REMIND = "hand_out", "collect", "mend", "remind"
MERGE, MERGE_AGAIN, WRITE, LOOK = "merge", "merge_again", "write", "look"
PUBLISHED, SEND_UP, GO_ON, PUT_AWAY = "published", "send_up", "go_on", "put_away"
"""What is to be done next, in the order of a year; a form without a document to publish ends with sending up.

Where there were periods before, GO_ON takes the place of HAND_OUT; what is sent up of a past one is PUT_AWAY.
"""


class YearStage(NamedTuple):
    """What is next; *returned* units have something to mend, of *missing* ones nothing came that counts."""

    next: str
    returned: int = 0
    missing: int = 0


def find_year_stage(folder: WorkFolder, now: str) -> YearStage:
    """Return how far the office of *folder* is at *now*."""
    begin = GO_ON if past_periods(folder) and not series_home(folder) else HAND_OUT
    if not folder.ledger.exists():
        return YearStage(begin)
    with Ledger.open(folder.ledger) as ledger:
        versions, sightings = ledger.versions(), ledger.sightings()
        stands, decisions = current_file_states(ledger), ledger.decisions()
        states = [u.state for u in list_unit_states(folder, folder.roster(), stands, now, decisions)]
        if not sightings:
            return YearStage(COLLECT if ledger.handouts() else begin)
        times = [x.at for x in sightings] + [x.at for x in ledger.adoptions()]
        times += [x.ended or x.at for x in decisions] + [x.ended or x.at for x in ledger.permissions()]
        typed = (folder.path / SETTINGS, folder.roster_file())
        times += [format_file_time(path.stat().st_mtime) for path in typed]
    returned, missing = states.count("returned"), states.count("missing") + states.count("overdue")
    last = versions[-1] if versions else None
    if last and last.at >= max(times):
        if last.published:
            return YearStage(PUBLISHED, returned, missing)
        if not returned and not missing:
            return YearStage(_after_merging(folder))
    if returned:
        return YearStage(MEND, returned, missing)
    if missing:
        return YearStage(REMIND, returned, missing)
    return YearStage(MERGE_AGAIN if last else MERGE)


def _after_merging(folder: WorkFolder) -> str:
    companion = companion_of(folder.form)
    if companion is None:
        return PUT_AWAY if series_home(folder) else SEND_UP
    office = folder.office
    written = f"{safe_file_name_part(companion.document_title(office.name, office.period.text))}.docx"
    return LOOK if (folder.path / written).is_file() else WRITE
