"""What the commands give with ``--json`` that keep the roster and make, check and show forms."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from toolkit.blanks.account import Guess, OddCell
from toolkit.folder.form_listing import KnownForm
from toolkit.form.finding import SEVERITY
from toolkit.schemas.json_schema import OneOf
from toolkit.schemas.output_shapes import FindingOutput


class RenamedUnitOutput(TypedDict):
    code: str
    before: str
    name: str


class ExcusedUnitOutput(TypedDict):
    code: str
    name: str
    excused: str


class RulePlaceOutput(TypedDict):
    kind: str
    sheet: str
    cells: str
    checks: int
    formula: str
    later: str


class RuleOutput(TypedDict):
    rule: str
    severity: Annotated[str, OneOf(*SEVERITY)]
    grade: str
    statement: str
    why: str
    remedy: str
    source: str
    evidence: str
    levels: list[str]
    additive: bool
    by_row: bool
    beta: bool
    switch: str
    where: list[RulePlaceOutput]


class FormsOutput(TypedDict):
    forms: list[KnownForm]


class FormExchangeOutput(TypedDict):
    form: str
    edition: str
    places: list[str]
    before: str | None
    unread: str


class MigrationOutput(TypedDict):
    source: str
    path: str | None
    unit: str
    edition: str
    reason: str
    new: list[str]
    left: list[FindingOutput]


class NewFormOutput(TypedDict):
    file: str


class ExportedFormOutput(TypedDict):
    file: str
    form: str
    edition: str


class ShownFormOutput(TypedDict):
    form: str
    page: str
    blanks: list[str]
    prints: list[str]


class DrawnBlankOutput(TypedDict):
    kind: str
    cover: str
    verdicts: dict[str, int]
    errors: list[str]
    recalculated: bool


class DrawnRuleOutput(TypedDict):
    rule: str
    kind: str
    keeps: bool
    breaks: bool
    also: dict[str, str]


class FormCheckOutput(TypedDict):
    faults: list[str]
    rules: int
    blank: str
    additive: list[str]
    by_row: list[str]
    by_level: dict[str, list[str]]
    judged_later: dict[str, str]
    unwatched: list[str]
    unread: list[str]
    blanks: list[DrawnBlankOutput]
    open_questions: list[str]
    fixtures: list[DrawnRuleOutput] | None


class AdoptedBlankOutput(TypedDict):
    definition: dict[str, Any]
    places: dict[str, Any]
    guesses: list[Guess]
    not_understood: list[OddCell]
    tables: list[str]
    cells: int
    understood: int
    account: dict[str, int]
    faults: list[str]
    files: list[str]
    drawn_because: list[str]
    kept: list[str]
    backup: str | None
    converted: str
