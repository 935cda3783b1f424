"""What ``toolkit adopt --json`` gives: of one file, of all without an owner, of a list that was filled in."""

from __future__ import annotations

from typing import TypedDict

from toolkit.schemas.output_shapes import NoOutcome, State


class AdoptOutput(TypedDict):
    path: str
    code: str
    name: str
    despite: list[str]
    state: State | None
    outcome: NoOutcome | None


class AdoptionProposalOutput(TypedDict):
    sha256: str
    path: str
    unit: str
    name: str
    candidates: list[str]
    evidence: list[str]
    figures: int
    asked: int
    rows: dict[str, int]
    numbers_beside: int
    doubts: list[str]
    commands: list[str]


class FileBesideOutput(TypedDict):
    path: str
    reason: str
    units: list[str]


class AdoptedUnitOutput(TypedDict):
    code: str
    name: str
    path: str
    state: State
    outcome: NoOutcome


class AdoptAllOutput(TypedDict):
    proposals: list[AdoptionProposalOutput]
    doubts: list[AdoptionProposalOutput]
    beside: list[FileBesideOutput]
    declined: int
    taken: list[AdoptedUnitOutput]
    list: str | None


class AdoptByListOutput(TypedDict):
    taken: list[AdoptedUnitOutput]
    declined: int
    blank: int
    before: int
