"""How a campaign stands: every unit with what it sent, when, how often it had to be returned. Counted here alone.

Reminders, receipts, the appraisal (考核通报) and the overview all say these figures; what they count is in ``RULES``.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.flow.contents import loaded
from toolkit.flow.fit import ELSEWHERE, Fit, not_read
from toolkit.flow.pending import crowds_of, pending
from toolkit.flow.standing import standings, units
from toolkit.flow.whose import HELD
from toolkit.form.finding import ERROR, WARNING
from toolkit.form.submission import RETURNED, UNCONFIRMED, UNREADABLE, outcome
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import EXCLUDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.flow.collected import UnitState
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.ledger.records import Sighting

RULES = (
    ("报送日", "本年度、本单位的文件中最早一份的文件时间（不晚于收取的时间）。打不开的、别的年度的不算。"),
    ("迟报天数", "报送日晚于截止日期的天数；没有报的，算到统计当天。按期报送、后来退回重报的不算迟报。"),
    ("退回次数", "报来时带有错误的不同文件的份数；同一内容重复报送的只算一次，已排除的不算。"),
    ("首报错误", "最早一份里错误的处数；同一原因引起的算一处。提示不算错误。"),
    ("现有错误", "现在采用的那一份里还没有改的错误；本机关准予通过的不算。"),
    ("说明", "审核规则的提示中单位写了说明的处数、还没有说明的处数。"),
    (
        "排名",
        "同一类别内比较：先看是否报送，再依次看迟报天数、现有错误、退回次数、首报错误、未说明，少的在前；都相同的并列。",
    ),
    ("不排名", "名册里写了免报原因的单位。"),
)
"""What is counted and how, as (word, rule)."""


class Sent(NamedTuple):
    """One file a unit sent, or one that could not be read or is nobody's yet (*unit* ""): its *day* is the file's own, never after *at*.

    *content* is equal where two files say the same.
    """

    sha256: str
    path: str
    unit: str
    name: str
    at: str
    day: str
    outcome: str
    reason: str
    findings: tuple[Finding, ...]
    content: str
    stands: bool = False
    excluded: bool = False

    def count(self, severity: str) -> int:
        """Return how many findings weigh *severity*."""
        return sum(f.severity == severity for f in self.findings)


class Line(NamedTuple):
    """One unit of the roster: its state, everything it sent (oldest first), and the day it is counted on."""

    now: UnitState
    sent: tuple[Sent, ...]
    today: str

    @property
    def own(self) -> tuple[Sent, ...]:
        """Return what it sent for this campaign and the office did not leave out."""
        return tuple(
            s for s in self.sent if not s.excluded and not {f.code for f in s.findings} & set(ELSEWHERE)
        )

    @property
    def day(self) -> str:
        """Return the day it first reported, YYYY-MM-DD; "" where it has not."""
        return min((s.day for s in self.own), default="")

    @property
    def late(self) -> int:
        """Return how many days after the deadline that was, or is by now."""
        if not self.now.deadline or self.now.unit.excused:
            return 0
        day = datetime.date.fromisoformat(self.day or self.today)
        return max(0, (day - datetime.date.fromisoformat(self.now.deadline)).days)

    @property
    def returns(self) -> int:
        """Return how many different files came with errors in them."""
        return len({s.content for s in self.own if s.outcome == RETURNED})

    @property
    def first_errors(self) -> int:
        """Return how many errors were in its first file."""
        return self.own[0].count(ERROR) if self.own else 0

    @property
    def errors(self) -> int:
        """Return how many errors are in what stands for it."""
        return sum(f.severity == ERROR for f in self.now.findings)

    @property
    def explained(self) -> int:
        """Return how many warnings of rules it explained."""
        return sum(bool(f.explanation and f.digest and f.severity == WARNING) for f in self.now.findings)

    @property
    def measure(self) -> tuple[int, ...]:
        """Return what it is ranked by, less being better."""
        return (not self.own, self.late, self.errors, self.returns, self.first_errors, self.now.to_explain)


class Campaign(NamedTuple):
    """Every unit of the roster, and the files nobody's unit could be told of."""

    office: str
    year: int
    deadline: str
    today: str
    lines: tuple[Line, ...]
    others: tuple[Sent, ...]

    @property
    def left(self) -> str:
        """Say how long it is to the deadline all units share; "" where there is none."""
        if not self.deadline:
            return ""
        due, today = (datetime.date.fromisoformat(d) for d in (self.deadline, self.today))
        days = (due - today).days
        said = f"还有 {days} 天" if days > 0 else "今天截止" if days == 0 else f"已过 {-days} 天"
        return f"统一截止日期 {self.deadline}，{said}"

    def ranked(self) -> dict[str, int]:
        """Return each unit's rank within its kind, by its code; excused units have none, equal ones share one."""
        ranks = {}
        counted = [x for x in self.lines if not x.now.unit.excused]
        for line in counted:
            peers = [x for x in counted if x.now.unit.kind == line.now.unit.kind]
            ranks[line.now.unit.code] = 1 + sum(x.measure < line.measure for x in peers)
        return ranks


def campaign(folder: WorkFolder, now: str) -> Campaign:
    """Return how the campaign of *folder* stands at *now* (ISO, UTC), from the ledger alone: no file is looked for."""
    roster = folder.roster()
    if not folder.ledger.exists():
        raise WorkFolderError(
            "还没有下发，也没有收过报送件。请先运行 toolkit distribute 或 toolkit collect。"
        )
    with Ledger.open(folder.ledger) as ledger:
        fit = Fit(folder.form, folder, roster, crowds_of(ledger))
        stands = standings(ledger)
        waiting = pending(ledger, fit, stands)
        states = units(folder, roster, stands, now, ledger.decisions(), waiting)
        out = {d.sha256 for d in ledger.decisions() if d.what == EXCLUDED and not d.ended}
        seen: dict[str, list[Sighting]] = {}
        for s in ledger.sightings():
            seen.setdefault(s.sha256, []).append(s)
        current = {s.sha256: s for s in stands.values()}
        sent: dict[str, list[Sent]] = {}
        for content in ledger.contents():
            facts = loaded(content)
            first = min(seen[content.sha256], key=lambda s: (s.modified, s.path))
            held = not_read(facts, first.path)
            if held and held[0] != UNREADABLE:
                continue
            stand = current.get(content.sha256)
            findings = stand.findings if stand else fit.findings(facts, first.path)
            who = facts.who
            if fit.held(facts, first.path):
                said = next(f for f in findings if f.code == HELD)
                held = UNCONFIRMED, f"{said.message}。{said.remedy}"
            sent.setdefault(who.unit if who and not held else "", []).append(
                Sent(
                    content.sha256,
                    first.path,
                    who.unit if who and not held else "",
                    who.name if who and not held else "",
                    first.at,
                    _day(first),
                    held[0] if held else outcome(findings),
                    held[1] if held else "",
                    findings,
                    facts.content or content.sha256,
                    stand is not None,
                    content.sha256 in out,
                )
            )
    lines = tuple(Line(u, _once(sent.pop(u.unit.code, [])), now[:10]) for u in states)
    others = tuple(s for some in sent.values() for s in _in_order(some))
    office = folder.office
    return Campaign(office.name, office.year, office.deadline, now[:10], lines, others)


def _day(seen: Sighting) -> str:
    """Return the day of a file's own time, here; a clock that runs ahead makes nobody later than he came."""
    came = datetime.datetime.fromisoformat(seen.at)
    own = datetime.datetime.fromtimestamp(max(seen.modified, 0.0), datetime.UTC)
    return min(came, own).astimezone().date().isoformat()


def _in_order(some: Iterable[Sent]) -> list[Sent]:
    return sorted(some, key=lambda s: (s.day, s.at, s.path))


def _once(some: Sequence[Sent]) -> tuple[Sent, ...]:
    return tuple(_in_order(some))
