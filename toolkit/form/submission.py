"""One filled workbook of one unit for one period, as it was read. Plain and picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, NamedTuple

from toolkit.form.finding import ERROR, WARNING, Finding
from toolkit.form.model import Cell, PriorCell
from toolkit.text.plain_values import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = float | str
"""A figure: a number, a text, an option's id, or a date as YYYY-MM-DD. A blank is not there at all."""

CONTAINER = "container"
"""A zip that was opened: what lies in it follows, each with an outcome of its own."""

ACCOUNT = ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
"""Every input cell asked for is exactly one of these."""
ASKED, BESIDE = "asked", ("worked_out", "outside")
"""How many those are together; and what is counted beside them."""

ACCEPTED, WITH_WARNINGS, RETURNED = "accepted", "accepted_with_warnings", "returned"
UNCONFIRMED = "unconfirmed"
"""The file contradicts itself on whose it is: it counts for nobody until the office says so (``toolkit adopt``)."""
UNREADABLE, NOT_A_SUBMISSION, DUPLICATE = "unreadable", "not_a_submission", "duplicate"
SUPERSEDED, EXCLUDED = "superseded", "excluded"
OTHER_PERIOD = "other_period"
"""The same bytes were received in the work of another period of the series, and say nothing of this one."""
OUTCOMES = {
    ACCEPTED: "通过",
    WITH_WARNINGS: "通过（有提示）",
    RETURNED: "退回修改",
    UNCONFIRMED: "待确认是谁的",
    UNREADABLE: "无法读取",
    NOT_A_SUBMISSION: "不是报送件",
    DUPLICATE: "重复",
    SUPERSEDED: "未采用（另有一份）",
    EXCLUDED: "已排除",
    OTHER_PERIOD: "另一期收过",
    CONTAINER: "压缩包、邮件（已打开）",
}
Outcome = Annotated[str, OneOf(*OUTCOMES)]
"""What became of a file."""


class Identity(NamedTuple):
    """Whose workbook this is and which: what was written into it when it was handed out."""

    form: str = ""
    edition: str = ""
    fingerprint: str = ""
    kind: str = ""
    unit: str = ""
    name: str = ""
    period: str = ""
    office: str = ""
    level: str = ""


FILLER, PHONE, PRINTED, TITLE = "filler", "phone", "printed", "title"
UNIT_CODE, SHEET_NAME = "unit_code", "sheet_name"


class Sign(NamedTuple):
    """What a workbook shows of whose it is: who filled it in (FILLER, PHONE), a typed 填报单位 (PRINTED), a TITLE.

    UNIT_CODE is a typed code of a unit, SHEET_NAME what a sheet is called: they speak only where nothing of ours does.
    """

    kind: str
    sheet: str
    cell: str
    text: str

    @property
    def place(self) -> str:
        """Say where it stands."""
        return f"{self.sheet} {self.cell}"


class Row(NamedTuple):
    """One row of a list: *number* is its row in the sheet as people count, *unread* its unreadable columns.

    *struck*: it is drawn through. It counts, and is asked about.
    """

    number: int
    values: dict[str, Value]
    unread: tuple[str, ...] = ()
    origin: str = ""
    struck: bool = False


@dataclass(frozen=True)
class Submission:
    """What a workbook says.

    *stated* are worked-out cells whose formula was replaced by a typed number: the typed number counts and
    the identity is judged. *sources* maps a figure to the cell it was read from, as 表三!D7.
    *prior* are the figures of earlier periods that rules look at, as far as they are known.
    *explanations* are what the unit wrote to warnings, by the check's ``instance``.
    *typed_over* is what stands in worked-out cells that count as worked out all the same ("": they were emptied).
    *pooled* tells a report that adds up what units below it brought from one that was filled in by hand.
    """

    who: Identity
    figures: dict[Cell, Value] = field(default_factory=dict)
    stated: frozenset[Cell] = frozenset()
    unread: frozenset[Cell] = frozenset()
    sources: dict[Cell, str] = field(default_factory=dict)
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    zero: frozenset[str] = frozenset()
    account: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    prior: dict[PriorCell, float] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    pooled: bool = False
    typed_over: dict[Cell, Value] = field(default_factory=dict)


def submission_outcome(findings: Iterable[Finding]) -> str:
    """Return accepted, accepted_with_warnings or returned."""
    worst = {f.severity for f in findings}
    return RETURNED if ERROR in worst else WITH_WARNINGS if WARNING in worst else ACCEPTED
