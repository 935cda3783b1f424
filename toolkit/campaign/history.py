"""Everything that is known of one unit: what it was given, what it sent and what changed, what was decided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.days import file_saved_time, is_plausible_file_time, office_minute_of
from toolkit.form.finding import CODES
from toolkit.form.submission import OUTCOMES, Submission, submission_outcome
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.changes import describe_changes
from toolkit.submissions.file_record import load_file_facts, submission_of_record
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.open_file import FormDesk
from toolkit.submissions.pending_files import pending_arrivals, units_by_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.results import PendingFile

WORDS = {
    "handed_out": "下发空白工作簿",
    "received": "收到",
    "seen": "又见到同样内容的文件",
    "stands": "采用",
    "explained": "写了说明",
    "permitted": "准予通过",
    "permission_ended": "收回准予",
    "adopted": "认领文件",
    "declined": "不认领文件",
    "declined_ended": "认领了以前没有认领的文件",
    "excluded": "排除",
    "excluded_ended": "取消排除",
    "signed": "审核",
    "signed_ended": "取消审核",
    "preferred": "指定以这一份为准",
    "preferred_ended": "不再指定",
    "sent_back": "退回，附标注的工作簿",
    "merged": "做成{}",
    "published": "发布",
    "written": "由{}写出",
    "document_written": "写出 Word 文档和网页",
}
"""What the events are called."""


class HistoryEntry(NamedTuple):
    """One line of a history: when (ISO, UTC), what, in words, and of which file."""

    at: str
    what: str
    said: str
    sha256: str


def unit_history(folder: WorkFolder, unit: str) -> list[HistoryEntry]:
    """Return *unit*'s history, oldest first; raise WorkFolderError where nothing is known of it."""
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        fit = RosterFit(folder.form, folder, folder.roster(), units_by_folder(ledger))
        found = list(_UnitHistoryBuilder(fit, ledger, unit).entries())
    if not found:
        raise WorkFolderError(f"没有单位 {unit} 的记录。请核对单位编码（toolkit roster 可查看）。")
    return found


class _UnitHistoryBuilder:
    def __init__(self, fit: RosterFit, ledger: Ledger, unit: str) -> None:
        self.ledger, self.unit, self.desk = ledger, unit, FormDesk(fit.form)
        self.report = fit.form.report_word
        self.came: dict[str, list[PendingFile]] = {}
        for one in pending_arrivals(ledger, fit):
            if unit in one.units:
                self.came.setdefault(one.sha256, []).append(one)
        self.mine = {c.sha256 for c in ledger.contents() if c.unit == unit} | self.came.keys()
        self.seen = ledger.sightings_by_hash()

    def entries(self) -> Iterator[HistoryEntry]:
        for event in self.ledger.events():
            detail = json.loads(event.detail)
            sha256 = detail.get("sha256") or ""
            if detail.get("unit") == self.unit or sha256 in self.mine:
                yield HistoryEntry(event.at, event.what, self.said(event.what, detail), sha256)

    def said(self, what: str, detail: dict[str, str]) -> str:
        word = WORDS.get(what, what).format(self.report)
        match what:
            case "received":
                return f"{word} {detail['path']}（{self.came_to(detail['sha256'])}）"
            case "seen" | "handed_out":
                return f"{word} {detail['path']}"
            case "stands":
                return self.took_over(detail)
            case _:
                told = (_called(detail, k) for k in ("rule", "step", "text", "by", "why"))
                path = self.path(detail.get("sha256", ""))
                return "，".join(filter(None, (f"{word} {path}".strip(), *told)))

    def path(self, sha256: str) -> str:
        return self.seen[sha256][0].path if sha256 in self.seen else ""

    def came_to(self, sha256: str) -> str:
        content = self.ledger.content(sha256)
        facts = load_file_facts(content) if content else None
        first, when, said = self.seen[sha256][0], "不明", "没有读取"
        if is_plausible_file_time(first.modified):
            when = office_minute_of(file_saved_time(first.modified, first.at))
        if facts and facts.read:
            said = OUTCOMES[submission_outcome((*facts.told, *facts.findings))]
        if sha256 in self.came:
            said = "；".join(self.waits(one) for one in self.came[sha256])
        return f"文件时间 {when}，{said}"

    def waits(self, one: PendingFile) -> str:
        """Say why a file that seems to be the unit's counts for nobody; what lies in a zip is named."""
        where = f"里面的 {one.path.removeprefix(f'{one.first.path}/')}：" if one.in_zip else ""
        return f"{where}{OUTCOMES[one.outcome]}，没有计入：{one.reason}"

    def took_over(self, detail: dict[str, str]) -> str:
        if not detail["sha256"]:
            return f"不再采用 {self.path(detail['before'])}"
        said = f"采用 {self.path(detail['sha256'])}"
        if not detail.get("before"):
            return said
        was, now = self.sent(detail["before"]), self.sent(detail["sha256"])
        told = ""
        if was and now and (was.who.kind, was.who.level) == (now.who.kind, now.who.level):
            told = describe_changes(*self.desk.kind(now.who.kind, now.who.level), was, now)
        return f"{said}，代替 {self.path(detail['before'])}" + (f"：{told}" if told else "")

    def sent(self, sha256: str) -> Submission | None:
        content = self.ledger.content(sha256)
        return submission_of_record(content) if content else None


def _called(detail: dict[str, str], key: str) -> str | None:
    """Return what an event says; a kind of question by the number people know it by."""
    said = detail.get(key)
    code = CODES.get(str(said).partition(".")[0]) if key == "rule" else None
    return code.number if code and code.number else said
