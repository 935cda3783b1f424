"""A unit's page: what is told of its workbook beside the workbook as it looks, its versions, its history; and what the office decides."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.history import HistoryEntry, unit_history
from toolkit.campaign.receipts import write_receipts
from toolkit.campaign.reminders import list_reminders
from toolkit.collecting.adoption import received_file_bytes
from toolkit.collecting.decisions import (
    KeptFile,
    choose_unit_version,
    exclude_file,
    permit_findings,
    revoke_permissions,
    sign_off_unit,
    undo_sign_off,
)
from toolkit.desk.file_pages import UNIT_FILES, newest_unit_file
from toolkit.desk.jobs import BusyError
from toolkit.desk.pages import refused_page, render_page, session_of, turn_to
from toolkit.desk.sheet_view import show_workbook
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.roster_edits import excuse_unit
from toolkit.folder.work_folder import RECEIPTS, RETURNS, tell_nobody
from toolkit.form.finding import CODES, HINT
from toolkit.ledger.ledger import Ledger
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.changes import compare_files
from toolkit.submissions.explanations import is_permittable
from toolkit.submissions.file_record import submission_of_record
from toolkit.submissions.open_file import FormDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.campaign.campaign import UnitProgress
    from toolkit.campaign.sent_file import SentFile
    from toolkit.desk.session import DeskSession
    from toolkit.desk.sheet_view import ShownSheet
    from toolkit.form.finding import Finding
    from toolkit.submissions.changes import FileComparison


class UnitContext(NamedTuple):
    """Everything a unit's page shows beside its progress."""

    sheets: tuple[ShownSheet, ...]
    findings: tuple[tuple[int, Finding], ...]
    hints: int
    history: tuple[HistoryEntry, ...]
    reminder: str
    permitted: tuple[tuple[str, str], ...]
    files: dict[str, str]


def show_unit(request: Request) -> Response:
    """Show a unit's page."""
    session, code = session_of(request), request.path_params["code"]
    view = session.view()
    line = view.line(code)
    if line is None and session.jobs.running:
        raise BusyError(f"正在{session.jobs.running.title}。")
    if line is None:
        unit = next((u for u in view.units if u.code == code), None)
        why = f"{unit.name} 还没有下发，也没有收到什么。" if unit else "名册里没有这个单位。"
        return refused_page(request, why, 404)
    codes = [x.now.unit.code for x in view.lines]
    at = codes.index(code)
    return render_page(
        request,
        "unit.html.j2",
        view=view,
        line=line,
        unit=line.now.unit,
        shown=_unit_context(session, line),
        versions=sorted(line.sent + line.astray, key=lambda s: (s.modified, s.path), reverse=True),
        before=codes[at - 1] if at else "",
        after=codes[at + 1] if at + 1 < len(codes) else "",
        is_permittable=is_permittable,
        adopted={a.sha256 for a in view.adoptions},
    )


def _unit_context(session: DeskSession, line: UnitProgress) -> UnitContext:
    folder, code = session.folder, line.now.unit.code
    view = session.view()
    told = [f for f in line.now.findings if f.severity != HINT]
    sheets: tuple[ShownSheet, ...] = ()
    history: list[HistoryEntry] = []
    try:
        sheets = standing_sheets(session, line, told, links_to_findings(told))
        history = session.ledger_turn(lambda: unit_history(folder, code))
    except WorkFolderError:
        if session.jobs.running:
            raise
    campaign = view.campaign
    reminders = session.keep_for_view("reminders", lambda: list_reminders(campaign) if campaign else [])
    permitted = {
        (p.rule, f"{_number_of(p.rule)}：{p.why}{f'（{p.by}）' if p.by else ''}")
        for p in view.permissions
        if p.unit == code and not p.ended
    }
    made = {what: newest_unit_file(folder.path / where, code) for what, where in UNIT_FILES.items()}
    return UnitContext(
        sheets,
        tuple(enumerate(told)),
        len(line.now.findings) - len(told),
        tuple(reversed(history)),
        next((r.text for r in reminders if r.unit == code), ""),
        tuple(sorted(permitted)),
        {what: path.name for what, path in made.items() if path},
    )


def links_to_findings(told: Iterable[Finding]) -> dict[tuple[str, str], str]:
    """Return where each cell something is told of leads: to the first thing that is."""
    links: dict[tuple[str, str], str] = {}
    for n, finding in enumerate(told):
        for place in finding.at:
            links.setdefault((place.sheet, place.a1), f"#f{n}")
    return links


def standing_sheets(
    session: DeskSession,
    line: UnitProgress,
    told: Sequence[Finding],
    links: Mapping[tuple[str, str], str] | None = None,
) -> tuple[ShownSheet, ...]:
    """Return the sheets of the file that stands for a unit, as they look, with what is *told* of their cells; none where none stands."""
    stands = next((s for s in line.sent if s.stands), None)
    if stands is None:
        return ()
    data = session.ledger_turn(lambda: _bytes_of(session, stands.sha256))
    return show_workbook(data, told, links)


def _number_of(rule: str) -> str:
    """Return what people call a kind of question by."""
    return CODES[rule].number or rule if rule in CODES else rule


@lru_cache(maxsize=16)
def _bytes_of(session: DeskSession, sha256: str) -> bytes:
    return received_file_bytes(session.folder, sha256)


def compare_versions(request: Request) -> Response:
    """Show two files of a unit cell by cell."""
    session, code = session_of(request), request.path_params["code"]
    line = session.view().line(code)
    by_hash = {s.sha256: s for s in line.sent} if line else {}
    one, other = (by_hash.get(request.query_params.get(name, "")) for name in ("a", "b"))
    if line is None or one is None or other is None:
        return refused_page(request, "要比较的两份文件不在了。请回到单位的页面重新选。", 404)
    older, newer = sorted((one, other), key=lambda s: (s.modified, s.path))
    compared = session.ledger_turn(lambda: _comparison(session, older, newer))
    return render_page(
        request, "compare.html.j2", unit=line.now.unit, older=older, newer=newer, compared=compared
    )


def _comparison(session: DeskSession, older: SentFile, newer: SentFile) -> FileComparison | None:
    folder = session.folder
    with Ledger.open(folder.ledger) as ledger:
        kept = [ledger.content(s.sha256) for s in (older, newer)]
        said = [submission_of_record(k) if k else None for k in kept]
    was, now = said
    if not was or not now or (was.who.kind, was.who.level) != (now.who.kind, now.who.level):
        return None
    return compare_files(*FormDesk(folder.form).kind(now.who.kind, now.who.level), was, now)


def _file_of(fields: Mapping[str, str]) -> KeptFile:
    return KeptFile(fields.get("sha256", ""), fields.get("path", ""))


def _sign(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    by, why, step = (fields.get(n, "").strip() for n in ("by", "why", "step"))
    if not by:
        raise WorkFolderError("请写审核人的姓名。")
    session.signer = by

    left = session.do(
        "sign", code, lambda f, now: sign_off_unit(f, code, why, by, office_day_of(now), step, now)
    )
    if left:
        return f"已记录审核，还差 {'、'.join(left)}。"
    return "已记录审核通过。此后再来的文件不会自动代替它。"


def _unsign(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    session.do("unsign", code, lambda f, now: undo_sign_off(f, code, fields.get("why", ""), now))
    return "已取消审核通过。"


def _permit(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    asked, why, by = (fields.get(n, "").strip() for n in ("asked", "why", "by"))
    done = session.do("permit", code, lambda f, now: permit_findings(f, code, asked, why, by, now))
    return f"已准予 {asked} 的 {len(done)} 处按现在的数通过，已记入台账；数一变就失效。"


def _revoke(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    asked = fields.get("asked", "")
    ended = session.do("revoke", code, lambda f, now: revoke_permissions(f, code, asked, now))
    return f"已收回准予（{ended} 处），重新要求改正或说明。"


def _exclude(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    file, undo = _file_of(fields), fields.get("undo") == "1"
    why = fields.get("why", "") or ("取消排除" if undo else "")
    by = fields.get("by", "")
    session.do("exclude", code, lambda f, now: exclude_file(f, file, why, by, now, undo=undo))
    return f"{'已取消排除' if undo else '已排除'} {file}，已记入台账。"


def _prefer(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    file = _file_of(fields)
    session.do("prefer", code, lambda f, now: choose_unit_version(f, file, now))
    return f"已定以 {file} 为准，已记入台账；以后又来的文件按时间先后。"


def _excuse(session: DeskSession, code: str, fields: Mapping[str, str]) -> str:
    why = fields.get("why", "").strip()
    unit = session.do("excuse", code, lambda f, _: excuse_unit(f, code, why))
    return f"{unit.name}：{f'免报，{why}' if why else '恢复报送'}。"


def _make_return_copy(session: DeskSession, code: str, _: Mapping[str, str]) -> str:
    made = session.do("return", code, lambda f, now: write_return_copies(f, [code], None, now, tell_nobody))
    if not made:
        return "没有要改、要说明的，不用退回。"
    if made[0].path is None:
        raise WorkFolderError(made[0].why)
    return f"退回件做好了：{made[0].path.name}，在“{RETURNS}”目录，也可以从本页下载。"


def _make_receipt(session: DeskSession, code: str, _: Mapping[str, str]) -> str:
    made = session.do("receipt", code, lambda f, now: write_receipts(f, [code], None, now, tell_nobody))
    return f"回执 {len(made)} 份写好了，在“{RECEIPTS}”目录，也可以从本页下载。"


UNIT_ACTS: dict[str, Callable[[DeskSession, str, Mapping[str, str]], str]] = {
    "sign": _sign,
    "unsign": _unsign,
    "permit": _permit,
    "revoke": _revoke,
    "exclude": _exclude,
    "prefer": _prefer,
    "excuse": _excuse,
    "return": _make_return_copy,
    "receipt": _make_receipt,
}
"""What can be done on a unit's page."""


def act_on_unit(request: Request, fields: Mapping[str, str]) -> Response:
    """Do what the office decided about a unit; say what came of it on the unit's page."""
    session, code, verb = session_of(request), request.path_params["code"], request.path_params["verb"]
    page = f"/unit/{code}"
    if verb not in UNIT_ACTS:
        raise WorkFolderError("没有这一项。请回到首页。")
    try:
        return turn_to(request, page, UNIT_ACTS[verb](session, code, fields))
    except ToolkitError as error:
        return turn_to(request, page, str(error), bad=True)
