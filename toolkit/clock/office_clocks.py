"""The clocks of all requests an office answers for, unit by unit, with what is wrong with them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from toolkit.clock.deadline import LIGHTS, count_clocks, sort_by_urgency
from toolkit.clock.office_days import read_working_days
from toolkit.clock.request_registers import registers_in_files, registers_in_ledger
from toolkit.folder.days import office_day_of
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.form.finding import ERROR, sort_findings
from toolkit.sheets.page import Page, columns_of, draw_pages_workbook
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.clock.deadline import ClockCounts, RequestClock
    from toolkit.clock.request_registers import RequestRegister
    from toolkit.clock.working_days import WorkingDays
    from toolkit.document.model import Document
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.submission import Row

CLOCK_BOOK = "答复期限.xlsx"
TONES = (
    ("红灯", "bad"),
    ("超期", "bad"),
    ("黄灯", "warn"),
    ("要问", "warn"),
    ("绿灯", "good"),
    ("按期", "good"),
)


class RequestDesk(Protocol):
    """What a form's companion knows of the requests in one of its registers."""

    @property
    def REGISTER(self) -> str:  # noqa: N802 - a constant of the module
        """The id of the register."""

    @property
    def TITLE(self) -> str:  # noqa: N802 - a constant of the module
        """What people call this kind of request."""

    @property
    def NUMBER(self) -> str:  # noqa: N802 - a constant of the module
        """What people call the number of a request."""

    @property
    def HANDLING(self) -> str:  # noqa: N802 - a constant of the module
        """What the office's own table of steps is called."""

    @property
    def LETTERS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """The letters that can be written to an applicant, by what people call them."""

    def number_of(self, row: Row) -> str:
        """Return the number of the request in *row*."""

    def reckon_rows(
        self, rows: Sequence[Row], home: Path | None, days: WorkingDays, today: datetime.date, *, whole: bool
    ) -> tuple[list[RequestClock], list[Finding]]:
        """Return the clocks of the requests in *rows*, with what the office recorded in *home*, and what is wrong."""

    def draw_handling(self, rows: Sequence[Row], home: Path, created: datetime.datetime) -> bytes:
        """Draw the office's table of steps: what it says already, and a row for every request that is open."""

    def write_reply(
        self, row: Row, office: str, home: Path | None, days: WorkingDays, day: datetime.date, letter: str
    ) -> Document:
        """Return the letter to the applicant of *row*; raise WorkFolderError where it cannot be written yet."""


@told_as(
    "code=unit name counts.asked counts.open counts.overdue counts.soon counts.paused counts.ask counts.in_time "
    "counts.late counts.nearest requests=clocks findings"
)
class UnitClocks(NamedTuple):
    """The requests of one unit, the most urgent first."""

    unit: str
    name: str
    path: str
    clocks: tuple[RequestClock, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> ClockCounts:
        """Count them."""
        return count_clocks(self.clocks)


@told_as("office today unknown_years=unknown units")
class OfficeClocks(NamedTuple):
    """All units' requests on one day; *title* and *number* are what people call them. *unknown* are years whose holidays nobody knows; *fault* is why none are told."""

    office: str
    today: str
    title: str
    number: str
    units: tuple[UnitClocks, ...] = ()
    unknown: tuple[int, ...] = ()
    fault: str = ""

    @property
    def must_act(self) -> bool:
        """Tell whether something is overdue or wrong."""
        return any(f.severity == ERROR for u in self.units for f in u.findings)

    @property
    def note(self) -> str:
        """Say which days are estimates; "" where none is."""
        years = "、".join(f"{y} 年" for y in self.unknown)
        said = f"{years}的放假、调休还不知道，跨到这些年的日期按周末和固定的节日估计；国务院办公厅的通知出来后写进“调休”文件"
        return said if years else ""


def list_office_clocks(
    folder: WorkFolder | None, form: Form, desk: RequestDesk, now: str, files: Sequence[Path] = ()
) -> OfficeClocks:
    """Return the clocks at *now* (ISO, UTC) of the workbooks *files*, else of what stands in the ledger of *folder*."""
    registers = (
        registers_in_files(files, form, desk.REGISTER)
        if files
        else registers_in_ledger(folder, desk.REGISTER)
        if folder
        else []
    )
    home = folder.path if folder else None
    days, today = read_working_days(home), datetime.date.fromisoformat(office_day_of(now))
    units = tuple(_unit_clocks(desk, r, home, days, today) for r in registers)
    unknown = sorted({y for u in units for c in u.clocks if c.is_open for y in c.unknown})
    name = folder.office.name if folder else "、".join(u.name for u in units)
    return OfficeClocks(name, today.isoformat(), desk.TITLE, desk.NUMBER, units, tuple(unknown))


def _unit_clocks(
    desk: RequestDesk, register: RequestRegister, home: Path | None, days: WorkingDays, today: datetime.date
) -> UnitClocks:
    clocks, findings = desk.reckon_rows(register.rows, home, days, today, whole=register.whole)
    ranked = tuple(sort_by_urgency(clocks))
    return UnitClocks(register.unit, register.name, register.path, ranked, tuple(sort_findings(findings)))


def clock_pages(found: OfficeClocks) -> tuple[Page, ...]:
    """Return the clocks as pages of a workbook: every request, why its day is as it is, what is wrong."""
    rows = [
        (
            u.name,
            c.number,
            c.received,
            c.due_shown,
            _shown_left(c),
            LIGHTS[c.light],
            c.said,
            c.next.said,
            c.next.day_shown,
        )
        for u in found.units
        for c in u.clocks
    ]
    why = [
        (u.name, c.number, step.said, step.article) for u in found.units for c in u.clocks for step in c.steps
    ]
    wrong = [(u.name, f.sheet, f.message, f.todo) for u in found.units for f in u.findings]
    notes = tuple(filter(None, (f"算到 {found.today}。天数都是工作日，起算日的次日为第 1 日。", found.note)))
    heads = f"单位 16, {found.number} 12, 收到日期 12, 应答复日 18, 剩余工作日 8, 灯 7, 情况 22, 下一步 36, 最迟 18"
    return (
        Page("答复期限", f"{found.title}答复期限", columns_of(heads), rows, notes, TONES),
        Page("怎样算出", "每一步的依据", columns_of(f"单位 16, {found.number} 12, 怎样算 60, 依据 44"), why),
        Page(
            "要核对的", "办理中要核对的", columns_of(f"单位 16, {found.number} 12, 问题 56, 怎么改 56"), wrong
        ),
    )


def _shown_left(clock: RequestClock) -> object:
    return clock.left if clock.left is not None else ""


def draw_clock_workbook(found: OfficeClocks, folder: WorkFolder) -> bytes:
    """Draw the clocks as a workbook for the office itself."""
    created = workbook_timestamp(folder.office.period)
    return draw_pages_workbook(clock_pages(found), title=f"{found.title}答复期限", created=created)
