"""How the campaign stands, gathered in one go for the pages: what the year asks for next, every unit, what waits, what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.campaign import Campaign, load_campaign
from toolkit.desk.inbox import Inbox
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.handed_out_definition import DEFINITION
from toolkit.folder.work_folder import OUTBOX, OVERVIEW, RETURNS, SETTINGS, SUMMARY, own_look_path
from toolkit.form.submission import UNCONFIRMED
from toolkit.intake.office_program import find_office_program
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import EXCLUDED
from toolkit.merging.companion import companion_of
from toolkit.publishing.check_point import PAGE
from toolkit.publishing.freshness import ReportFreshness, report_freshness
from toolkit.publishing.year_stage import LOOK, MERGE_AGAIN, PUBLISHED, SEND_UP, WRITE, find_year_stage
from toolkit.returns.unit_requests import findings_to_act_on
from toolkit.submissions.other_periods import files_of_other_periods

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.campaign.campaign import UnitProgress
    from toolkit.campaign.sent_file import SentFile
    from toolkit.desk.act_log import CutOffAct
    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.ledger.records import Adoption, Permission
    from toolkit.publishing.year_stage import YearStage

MERGED_STAGES = (MERGE_AGAIN, WRITE, LOOK, PUBLISHED, SEND_UP)
"""The stages at which there is a report to look at."""


class CampaignView(NamedTuple):
    """What the pages show; *old* says why it is not as things stand this moment.

    *copies* are the units whose return copy is made of the file that stands, *merged* is when the report was made last. *mid_run* tells
    that the last run of collecting was cut off, *cut_off* which act was. *mark* is the fingerprint of the files it is told from.
    """

    folder: WorkFolder
    units: tuple[Unit, ...] = ()
    roster_fault: str = ""
    stage: YearStage | None = None
    campaign: Campaign | None = None
    waiting: tuple[str, ...] = ()
    mid_run: bool = False
    copies: frozenset[str] = frozenset()
    handed: int = 0
    excluded: frozenset[str] = frozenset()
    adoptions: tuple[Adoption, ...] = ()
    permissions: tuple[Permission, ...] = ()
    merged: str = ""
    published: str = ""
    freshness: ReportFreshness | None = None
    cut_off: CutOffAct | None = None
    mark: object = None
    old: str = ""

    @property
    def lines(self) -> tuple[UnitProgress, ...]:
        """Return every unit of the roster with what it sent."""
        return self.campaign.lines if self.campaign else ()

    def line(self, code: str) -> UnitProgress | None:
        """Return the unit of this code."""
        return next((x for x in self.lines if x.now.unit.code == code), None)

    @property
    def to_mend(self) -> tuple[UnitProgress, ...]:
        """Return the units that are to get a return copy."""
        return tuple(x for x in self.lines if not x.now.unit.excused and findings_to_act_on(x.now.findings))

    @property
    def files_of_nobody(self) -> tuple[tuple[SentFile, str], ...]:
        """Return the files whose unit the office must tell, each with why: they say nobody's name, two, or one not in the roster."""
        found = self.campaign.others if self.campaign else ()
        told = ((s, s.reason or f"工作簿里写的是 {s.name}（{s.unit}），名册里没有") for s in found)
        return tuple((s, why) for s, why in told if (s.unit or s.outcome == UNCONFIRMED) and not s.excluded)

    @property
    def outputs(self) -> dict[str, Path]:
        """Return the files to look at that are there, by what the pages call them."""
        home = self.folder.path
        named = {"summary": home / SUMMARY, "overview": home / OVERVIEW, "workbook": self.folder.report}
        named["look"] = own_look_path(self.folder.report)
        named |= {
            "check": home / PAGE,
            **dict(zip(("word", "page"), document_paths(self.folder), strict=False)),
        }
        if "word" in named:
            named["pdf"] = named["word"].with_suffix(".pdf")
        return {name: path for name, path in named.items() if path.is_file()}

    @property
    def prints_pdf(self) -> bool:
        """Tell whether a program is here that makes a PDF of the Word document."""
        return bool(find_office_program())


def document_paths(folder: WorkFolder) -> tuple[Path, ...]:
    """Return where the Word document and the page of *folder*'s report are written; none where its form has none."""
    companion = companion_of(folder.form)
    if companion is None:
        return ()
    title = companion.document_title(folder.office.name, folder.office.period.text)
    stem = safe_file_name_part(title)
    return folder.path / f"{stem}.docx", folder.path / f"{stem}.html"


def view_fingerprint(folder: WorkFolder, now: str) -> tuple[object, ...]:
    """Return what changes whenever a view would be another one: the files it is told from, and the day."""
    home = folder.path
    names = (SETTINGS, f"{folder.form.id}{DEFINITION}", SUMMARY, OUTBOX, RETURNS)
    paths = [home / name for name in names] + [folder.ledger, folder.report, *document_paths(folder)]
    paths += sorted(home.glob("名册.*"))
    stats = tuple(_stat_of(p) for p in paths)
    return office_day_of(now), stats, tuple((shown, _stat_of(path)) for shown, path in Inbox(home).files())


def _stat_of(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), found.st_mtime_ns, found.st_size


def load_view(folder: WorkFolder, now: str) -> CampaignView:
    """Gather how the campaign of *folder* stands at *now*; raise ToolkitError where somebody else is at the ledger."""
    try:
        units = folder.roster(may_be_empty=True)
    except WorkFolderError as error:
        return CampaignView(folder, roster_fault=str(error))
    inbox = Inbox(folder.path)
    if not units or not folder.ledger.exists():
        stage = find_year_stage(folder, now)
        return CampaignView(folder, units, stage=stage, waiting=inbox.waiting(()))
    campaign = load_campaign(folder, now)
    stage = find_year_stage(folder, now)
    with Ledger.open(folder.ledger) as ledger:
        hashes = {*ledger.owners(), *files_of_other_periods(folder)}
        mid_run, versions = ledger.is_mid_run(), ledger.versions()
        stands = {s.unit: s.sha256 for s in ledger.standing()}
        copies = frozenset(b.unit for b in ledger.sent_back() if stands.get(b.unit) == b.sha256)
        handed = len({h.unit for h in ledger.handouts()})
        excluded = frozenset(d.sha256 for d in ledger.standing_decisions(EXCLUDED))
        adoptions, permissions = tuple(ledger.adoptions()), tuple(ledger.permissions())
    return CampaignView(
        folder,
        units,
        stage=stage,
        campaign=campaign,
        waiting=inbox.waiting(hashes),
        mid_run=mid_run,
        copies=copies,
        handed=handed,
        excluded=excluded,
        adoptions=adoptions,
        permissions=permissions,
        merged=versions[-1].at if versions else "",
        published=next((v.published for v in reversed(versions) if v.published), ""),
        freshness=_freshness_of_report(folder, stage),
    )


def _freshness_of_report(folder: WorkFolder, stage: YearStage) -> ReportFreshness | None:
    """Return how the report stands to what merging would come to; None where there is none, or none of ours."""
    from toolkit.publishing.freshness import open_report_in_folder

    if stage.next not in MERGED_STAGES or not folder.report.is_file():
        return None
    try:
        report = open_report_in_folder(folder.report, folder)
    except ToolkitError:
        return None
    return report_freshness(report.own, report.source) if report.own else None
