"""What the commands give with ``--json`` that write, check and publish the report.

A key that is ``NotRequired`` is there in some ways of calling the command only; what may be null says ``None``.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from toolkit.publishing.check_point import PublishCheckPoint
from toolkit.publishing.freshness import ChangedUnit
from toolkit.publishing.publish import PublicationEntry
from toolkit.reviewing.compare_reports import FarFigure, LikeReports
from toolkit.schemas.output_shapes import DecidedFindingOutput, FindingOutput


class ProofreadOutput(TypedDict):
    path: str
    unit: str
    year: int
    published: str
    figures: dict[str, float]
    claims: int
    similar: dict[str, int]
    findings: list[FindingOutput]
    decided: list[DecidedFindingOutput]


class UnreadReportOutput(TypedDict):
    path: str
    why: str


class RuleCountOutput(TypedDict):
    rule: str
    findings: int
    reports: int


class CheckedReportsOutput(TypedDict):
    reports: list[ProofreadOutput]
    outdated: list[str]
    marked: NotRequired[list[str]]


class CheckedFolderOutput(TypedDict):
    reports: list[ProofreadOutput]
    unread: list[UnreadReportOutput]
    missing: list[str]
    rules: list[RuleCountOutput]
    copies: list[LikeReports]
    outliers: list[FarFigure]
    page: str
    workbook: str
    marked: NotRequired[list[str]]


class FreshnessOutput(TypedDict):
    fresh: bool
    stale: bool
    said: str
    units: list[ChangedUnit]
    others: list[str]
    steps: list[str]


class EditOutput(TypedDict):
    section: str
    change: str
    old: str
    theirs: str
    new: str


class ReportOutput(TypedDict):
    word: str
    page: str
    notes: list[str]
    written: bool
    kept: list[EditOutput]
    edited: list[EditOutput]
    conflicts: list[EditOutput]
    renewed: int
    page_edited: bool
    backup: str | None
    page_backup: str | None
    reports: list[ProofreadOutput]
    freshness: FreshnessOutput | None
    pdf: NotRequired[str | None]
    pdf_notes: NotRequired[list[str]]


class PublishCheckOutput(TypedDict):
    title: str
    today: str
    ready: bool
    points: list[PublishCheckPoint]
    freshness: FreshnessOutput | None
    page: NotRequired[str]


class PublishOutput(TypedDict):
    checks: PublishCheckOutput
    page: str
    published: PublicationEntry | None
    already: bool


class PublishedOutput(TypedDict):
    published: list[PublicationEntry]


class PublishedExportOutput(TypedDict):
    written: list[str]
