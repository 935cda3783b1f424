"""What the commands give with ``--json`` that watch the days of requests and keep the work folder sound."""

from __future__ import annotations

from typing import Annotated, TypedDict

from toolkit.clock.deadline import LIGHTS, ClockStep
from toolkit.schemas.json_schema import OneOf
from toolkit.schemas.output_shapes import FindingOutput, RequestCountsOutput, Severity


class RequestOutput(TypedDict):
    number: str
    received: str
    due: str
    estimated: bool
    left: int | None
    late: int
    light: Annotated[str, OneOf(*LIGHTS)]
    said: str
    next: str
    next_day: str
    next_day_estimated: bool
    ended: str
    why: list[ClockStep]


class UnitClocksOutput(RequestCountsOutput):
    requests: list[RequestOutput]
    findings: list[FindingOutput]


class ClockOutput(TypedDict):
    office: str
    today: str
    unknown_years: list[int]
    units: list[UnitClocksOutput]


class ReplyOutput(TypedDict):
    number: str
    letter: str
    path: str


class BackupOutput(TypedDict):
    path: str
    made: str
    files: int
    bytes: int
    head: str
    events: int
    left: list[str]


class RestoreOutput(TypedDict):
    path: str
    done: bool
    lost: list[str]
    aside: str | None


class AilmentOutput(TypedDict):
    code: str
    severity: Severity
    said: str
    mend: str
