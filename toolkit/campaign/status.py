"""Where the campaign stands today, as a table, as reminders, as one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.campaign import Campaign, load_campaign
from toolkit.campaign.reminders import UnitReminder, all_reminders_text, group_reminder, list_reminders
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import OVERVIEW, REMINDERS
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.clock.office_clocks import OfficeClocks
    from toolkit.folder.work_folder import WorkFolder


@told_as(
    "campaign.period.year period=campaign.period.text campaign.today campaign.deadline units=campaign.lines "
    "reminders written"
)
class StatusResult(NamedTuple):
    """The campaign, what to say to whom (where that was asked for), and the files written."""

    campaign: Campaign
    text: str
    reminders: tuple[UnitReminder, ...]
    written: tuple[Path, ...]

    @property
    def must_act(self) -> bool:
        """Tell whether some unit must do something now."""
        return any(x.now.must_act for x in self.campaign.lines)

    @property
    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Return how many of each kind's units are in, and how many are asked, excused ones left out."""
        found: dict[str, tuple[int, int]] = {}
        for x in self.campaign.lines:
            done, asked = found.get(x.now.unit.kind, (0, 0))
            excused = bool(x.now.unit.excused)
            found[x.now.unit.kind] = (done + (x.now.state == "received"), asked + (not excused))
        return found


def write_status(
    folder: WorkFolder,
    output: Path | None,
    now: str,
    *,
    remind: bool,
    html: bool,
    clocks: OfficeClocks | None = None,
) -> StatusResult:
    """Return how the campaign of *folder* stands at *now*, and write what is asked for."""
    found = load_campaign(folder, now)
    target = output or folder.path
    written = []
    if remind:
        write_atomically(target / REMINDERS, all_reminders_text(found).encode())
        written.append(target / REMINDERS)
    if html:
        from toolkit.campaign.overview import draw_overview

        write_atomically(target / OVERVIEW, draw_overview(folder, found, clocks).encode())
        written.append(target / OVERVIEW)
    text = group_reminder(found) if remind else ""
    return StatusResult(found, text, tuple(list_reminders(found)) if remind else (), tuple(written))
