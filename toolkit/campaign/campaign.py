"""How a campaign stands: every unit with what it sent, when, how often it had to be returned. Counted here alone.

Reminders, receipts, the appraisal (考核通报) and the overview all say these figures; what they count is in ``RULES``.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.sent_file import HANDED, UNREAD, SentFile, count_charged_errors
from toolkit.campaign.whose_fault import (
    NOT_OWN,
    assign_faults,
    handed_out_workbooks,
    is_handed_out_workbook,
    unreadable_arrivals,
)
from toolkit.errors import WorkFolderError
from toolkit.folder.days import file_saved_time, office_day_of
from toolkit.form.finding import WARNING
from toolkit.form.period import PeriodKind
from toolkit.form.submission import UNCONFIRMED, UNREADABLE, submission_outcome
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import EXCLUDED
from toolkit.submissions.current_files import current_file_states, list_unit_states
from toolkit.submissions.explanations import RecordedAnswers
from toolkit.submissions.file_owner import HELD
from toolkit.submissions.file_record import load_file_facts
from toolkit.submissions.fits_roster import RosterFit, unread_outcome
from toolkit.submissions.pending_files import pending_arrivals, pending_files_by_unit, units_by_folder
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.period import Period
    from toolkit.ledger.records import Sighting
    from toolkit.submissions.results import CurrentFile, PendingFile, UnitState

_RULES = {
    "报送日": "本年度、本单位的文件中最早一份的文件时间（不晚于收取的时间）。打不开的、别的年度的、还不知道是谁的不算，已排除的也不算；填在别的单位表上的，本机关认定以后按那一份的时间算。",
    "迟报天数": "报送日晚于截止日期的天数；没有报的，算到统计当天。按期报送、后来退回重报的不算迟报。",
    "退回次数": (
        "报来的不同文件中不合格的份数：带有错误的，打不开的（按文件名、所在的文件夹认定是哪个单位的，与报送进度里“交来过，读不出来”"
        "是同一个办法；像是几个单位的，不算），不是本次要报的（别的年度、别的类别），填在别的单位表上的（本机关认定是谁填的以后，"
        "算在填的单位），与别的单位数据相同而没有说明的（算在后报的单位；分不出先后的都算）。"
        "同一内容重复报送的只算一次，已排除的不算。"
    ),
    "一次合格": "第一次报来的就合格，以后也没有退回过。提示不影响合格。一次合格率＝一次合格的单位数÷报来过文件的单位数，分类别计算。",
    "首报错误": "第一次报来的文件里错误的处数；同一原因引起的算一处，提示不算。打不开、不是本次要报的，写明是哪一种。",
    "现有错误": "现在采用的那一份里还没有改的错误；本机关准予通过的不算。",
    "说明": "审核规则的提示中单位写了说明的处数、还没有说明的处数。",
    "不算单位的": (
        "本机关的原因，不算单位的错：用的就是本机关下发给它的表，表样、类别、年度后来变了；本机关准予通过的错误；"
        "几份文件以哪一份为准要本机关指定的；是谁的还要本机关认定的；读取程序没有读完的；已排除的。"
    ),
    "排名": (
        "同一类别内比较：先看是否报送（报送了的在前，报来过但打不开、不是本次要报的其次，没有报来过的最后），再依次看迟报天数、"
        "现有错误（第一次报来的打不开、不是本次要报的、填在别的单位表上的或者与别的单位数据相同的，至少按 1 处排）、退回次数、第一次报来的是否可用、首报错误、"
        "未说明，少的在前；都相同的并列。"
    ),
    "不排名": "名册里写了免报原因的单位。",
}
"""What is counted, and how."""


def appraisal_rules(period: Period) -> tuple[tuple[str, str], ...]:
    """Return what is counted and how, as (word, rule), as it is said of periods like *period*."""
    kind = PeriodKind(period.kind, period.cumulative)
    return tuple((word, kind.reword_years(rule)) for word, rule in _RULES.items())


@told_as(
    "now.unit.code now.unit.name now.unit.kind now.state now.deadline day late returns errors now.to_explain "
    "now.signed now.pending"
)
class UnitProgress(NamedTuple):
    """One unit of the roster: its state, everything it sent (oldest first), and the day it is counted on.

    *astray* is what it seems to have sent and nobody could read.
    """

    now: UnitState
    sent: tuple[SentFile, ...]
    today: str
    astray: tuple[SentFile, ...] = ()

    @property
    def own(self) -> tuple[SentFile, ...]:
        """Return what it sent for this campaign and the office did not leave out."""
        return tuple(s for s in self.sent if not s.excluded and s.fault not in NOT_OWN)

    @property
    def attempts(self) -> tuple[SentFile, ...]:
        """Return everything it sent, right or wrong, that the office did not leave out, each content once."""
        first: dict[str, SentFile] = {}
        for s in _sort_by_time(s for s in (*self.sent, *self.astray) if not s.excluded):
            first.setdefault(s.content, s)
        return tuple(first.values())

    @property
    def first(self) -> SentFile | None:
        """Return the first file it has to answer for."""
        return next((s for s in self.attempts if s.fault != HANDED), None)

    @property
    def first_pass(self) -> bool:
        """Tell whether its first file was right and nothing had to be returned since."""
        return self.first is not None and not self.returns

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
        """Return how many different files came that would not do."""
        return sum(bool(s.faulty) for s in self.attempts)

    @property
    def first_errors(self) -> int:
        """Return how many errors were in its first file."""
        first = self.first
        return count_charged_errors(first.findings) if first and first.fault not in NOT_OWN else 0

    @property
    def errors(self) -> int:
        """Return how many errors are in what stands for it."""
        fault = next((s.fault for s in self.sent if s.stands), "")
        return count_charged_errors(self.now.findings, fault)

    @property
    def explained(self) -> int:
        """Return how many warnings of rules it explained."""
        return sum(bool(f.explanation and f.digest and f.severity == WARNING) for f in self.now.findings)

    @property
    def measure(self) -> tuple[int, ...]:
        """Return what it is ranked by, less being better."""
        reported = 0 if self.own else 1 if self.attempts else 2
        unfit = bool(self.first and self.first.fault)
        counts = (self.late, max(self.errors, unfit), self.returns, unfit, self.first_errors)
        return (reported, *counts, self.now.to_explain)


class Campaign(NamedTuple):
    """Every unit of the roster, and the files nobody's unit could be told of; *title* is the form's."""

    office: str
    title: str
    period: Period
    deadline: str
    today: str
    lines: tuple[UnitProgress, ...]
    others: tuple[SentFile, ...]

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
        counted = [(x.now.unit, x.measure) for x in self.lines if not x.now.unit.excused]
        by_kind: dict[str, list[tuple[int, ...]]] = {}
        for unit, measure in counted:
            by_kind.setdefault(unit.kind, []).append(measure)
        for peers in by_kind.values():
            peers.sort()
        for unit, measure in counted:
            ranks[unit.code] = 1 + bisect_left(by_kind[unit.kind], measure)
        return ranks


def load_campaign(folder: WorkFolder, now: str) -> Campaign:
    """Return how the campaign of *folder* stands at *now* (ISO, UTC), from the ledger alone: no file is looked for."""
    roster = folder.roster()
    if not folder.ledger.exists():
        said = "还没有下发，也没有收过报送件。请先运行 toolkit distribute 或 toolkit collect。"
        raise WorkFolderError(said)
    with Ledger.open(folder.ledger) as ledger:
        fit = RosterFit(folder.form, folder, roster, units_by_folder(ledger))
        stands = current_file_states(ledger)
        arrived = tuple(pending_arrivals(ledger, fit))
        waiting = pending_files_by_unit(ledger, fit, stands, arrived)
        states = list_unit_states(folder, roster, stands, now, ledger.decisions(), waiting)
        sent = _sent_files_by_unit(ledger, fit, {s.sha256: s for s in stands.values()})
    today = office_day_of(now)
    sent |= assign_faults(sent, fit.names)
    unread: dict[str, list[SentFile]] = {}
    for unit, waits in unreadable_arrivals(arrived):
        unread.setdefault(unit, []).append(_sent_from_arrival(waits))
    lines = []
    for state in states:
        code = state.unit.code
        own, astray = _sort_by_time(sent.pop(code, ())), _sort_by_time(unread.get(code, ()))
        lines.append(UnitProgress(state, own, today, astray))
    others = tuple(s for some in sent.values() for s in _sort_by_time(some))
    office = folder.office
    whose = (office.name, folder.form.title, office.period, office.deadline)
    return Campaign(*whose, today, tuple(lines), others)


def _sent_files_by_unit(
    ledger: Ledger, fit: RosterFit, current: Mapping[str, CurrentFile]
) -> dict[str, list[SentFile]]:
    """Return every file that was sent, by the unit it counts for, "" for nobody; *current* are those that stand."""
    out = {d.sha256 for d in ledger.standing_decisions(EXCLUDED)}
    seen = ledger.sightings_by_hash()
    answers, handed = RecordedAnswers.of(ledger), handed_out_workbooks(ledger.handouts())
    sent: dict[str, list[SentFile]] = {}
    for content in ledger.contents():
        facts = load_file_facts(content)
        first = min(seen[content.sha256], key=lambda s: (s.modified, s.path))
        held = unread_outcome(facts, first.path)
        if held and held[0] != UNREADABLE:
            continue
        stand, who = current.get(content.sha256), facts.who
        found = () if stand else fit.findings(facts, first.path)
        findings = stand.findings if stand else answers.applied(who.unit, found) if who else found
        if fit.held(facts, first.path):
            said = next(f for f in findings if f.code == HELD)
            held = UNCONFIRMED, f"{said.message}。{said.remedy}"
        unit, name = (who.unit, who.name) if who and not held else ("", "")
        day = min(_file_day(s) for s in seen[content.sha256])
        came = held or (submission_outcome(findings), "")
        one = SentFile(
            *(content.sha256, first.path, unit, name, first.at, day),
            *(*came, findings, facts.content or content.sha256),
            stands=stand is not None,
            excluded=content.sha256 in out,
            modified=_file_timestamp(first),
            digest=content.digest,
            handed=who is not None and is_handed_out_workbook(who, handed),
            ours=bool(facts.detail and not facts.code),
        )
        sent.setdefault(unit, []).append(one)
    return sent


def _sent_from_arrival(one: PendingFile) -> SentFile:
    """Return a file nobody could read as one that was sent; what lies in a zip is told by the name it has there."""
    seen = one.first
    content = one.path if one.in_zip else seen.sha256
    said = (seen.sha256, one.path, "", "", seen.at, _file_day(seen), one.outcome, one.reason, (), content)
    return SentFile(*said, excluded=one.left_out, modified=_file_timestamp(seen), fault=UNREAD)


def _file_day(seen: Sighting) -> str:
    """Return the day of a file's own time; a clock that runs ahead makes nobody later than he came."""
    return office_day_of(file_saved_time(seen.modified, seen.at))


def _file_timestamp(seen: Sighting) -> float:
    """Return a file's own time in seconds; a clock that runs ahead makes nobody later than he came."""
    return datetime.datetime.fromisoformat(file_saved_time(seen.modified, seen.at)).timestamp()


def _sort_by_time(some: Iterable[SentFile]) -> tuple[SentFile, ...]:
    return tuple(sorted(some, key=lambda s: (s.day, s.modified, s.at, s.path)))
