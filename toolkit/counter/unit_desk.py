"""A unit's own page at the counter: its blank workbook, what is still wrong, handing in, its return copy and receipt."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from toolkit.campaign.receipts import write_receipts
from toolkit.counter.counter_desk import STRANGER, CounterDesk, counter_of
from toolkit.counter.counter_pages import show_at_counter
from toolkit.desk.act_log import log_act
from toolkit.desk.jobs import BusyError
from toolkit.desk.pages import send_file
from toolkit.desk.unit_pages import links_to_findings, standing_sheets
from toolkit.errors import ToolkitError
from toolkit.folder.days import current_utc_time
from toolkit.folder.work_folder import OUTBOX, tell_nobody
from toolkit.intake.found_files import FILE_LIMIT
from toolkit.ledger.ledger import Ledger
from toolkit.returns.return_copies import write_return_copies
from toolkit.returns.unit_requests import findings_to_act_on, findings_to_know

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.requests import Request

    from toolkit.campaign.campaign import UnitProgress
    from toolkit.desk.sheet_view import ShownSheet
    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding

STEP, STEPS = 0.1, 150
"""How long a hand-in is waited for before its page says that it is in the queue."""
WRONG = "这个链接不对，或者已经停用。请核对网址；还不行的，向给你链接的机关要新的。"
TOO_MANY = "试得太多了，请过十分钟再试。"
LATER = "现在打不开，请过几分钟再试；还不行的，与收表的机关联系。"
NOT_TAKEN = {
    "none": "没有选文件，或选的文件是空的。请先选填好的工作簿，再点“交”。",
    "large": f"文件太大，没有收。一份工作簿最多 {FILE_LIMIT // 2**20} MB；请删去插进去的图片再交。",
    "often": "交得太频繁，这一次没有收。请过一个小时再交。",
}
"""Why nothing was taken, by the word its page is turned to with."""


class UnitVisit(NamedTuple):
    """A unit that came in by its link; *notice* is why what it sent last was not even looked at."""

    counter: CounterDesk
    token: str
    unit: Unit
    notice: str = ""

    @property
    def page(self) -> str:
        """Return the address of its page."""
        return f"/u/{self.token}"

    @property
    def folder(self) -> WorkFolder:
        """Return the work folder."""
        return self.counter.session.folder

    def log(self, act: str, came_to: str = "done") -> None:
        """Write down what it did."""
        log_act(self.folder.path, act, who=self.unit.code, about=self.unit.code, came_to=came_to)


def turn_away() -> Response:
    """Answer who has no link that is good."""
    return show_at_counter("stranger.html.j2", 404, why=WRONG)


def _visit(request: Request) -> UnitVisit | Response:
    """Return who came, or the answer to a stranger: only wrong links are counted, so that nobody who guesses locks out others."""
    counter, token = counter_of(request), request.path_params["token"]
    code = counter.book.unit_of(token)
    unit = next((u for u in counter.session.folder.roster() if u.code == code), None) if code else None
    if unit:
        return UnitVisit(counter, token, unit, NOT_TAKEN.get(request.query_params.get("no", ""), ""))
    client = request.client.host if request.client else ""
    if not counter.wrong.may(client):
        return show_at_counter("stranger.html.j2", 429, why=TOO_MANY)
    log_act(counter.session.folder.path, "wrong-link", who=STRANGER, about=client, came_to="refused")
    return turn_away()


def visit_page(show: Callable[[UnitVisit], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Make *show* an endpoint for whoever bears a link; why it cannot be now is said on a page."""

    def shown(request: Request) -> Response:
        try:
            found = _visit(request)
            return found if isinstance(found, Response) else show(found)
        except BusyError:
            return show_at_counter("later.html.j2", 503, here=request.url.path, why="正在办理别的，请稍候。")
        except ToolkitError:  # why is the office's matter, and stands in its own page
            return show_at_counter("later.html.j2", 503, here=request.url.path, why=LATER)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(shown, request)

    return endpoint


def show_unit_desk(visit: UnitVisit) -> Response:
    """Show a unit its page."""
    session, unit = visit.counter.session, visit.unit
    view = session.view()
    line = view.line(unit.code)
    told = findings_to_act_on(line.now.findings) if line else []
    return show_at_counter(
        "unit_desk.html.j2",
        visit=visit,
        unit=unit,
        office=visit.folder.office,
        form=visit.folder.form,
        deadline=visit.folder.deadline(unit),
        line=line,
        told=told,
        to_know=findings_to_know(line.now.findings) if line else [],
        groups=_by_sheet(told),
        sheets=[s for s in _sheets_of(visit, line, told) if s.errors or s.touched],
        answer=visit.counter.hand_ins.answer(unit.code),
        waits=visit.counter.hand_ins.waits(unit.code),
        newest=_newest_of(line),
        has_copy=unit.code in view.copies,
    )


def _by_sheet(told: list[Finding]) -> list[tuple[str, list[tuple[int, Finding]]]]:
    """Return what is told of each sheet, each with its number, in the order in which it mends most."""
    found: dict[str, list[tuple[int, Finding]]] = {}
    for n, f in enumerate(told):
        found.setdefault(f.sheet, []).append((n, f))
    return list(found.items())


def _sheets_of(visit: UnitVisit, line: UnitProgress | None, told: list[Finding]) -> tuple[ShownSheet, ...]:
    """Return the sheets of what stands for the unit, as they look; a coloured cell leads back to what is told of it."""
    if line is None:
        return ()
    session = visit.counter.session
    try:
        return session.keep_for_view(
            f"sheets {visit.unit.code}",
            lambda: standing_sheets(session, line, told, links_to_findings(told)),
        )
    except BusyError:  # the verdict need not wait for the picture of the sheet
        return ()


def show_own_sheets(visit: UnitVisit) -> Response:
    """Show a unit all sheets of its workbook as they came in."""
    line = visit.counter.session.view().line(visit.unit.code)
    told = findings_to_act_on(line.now.findings) if line else []
    return show_at_counter(
        "own_sheets.html.j2",
        visit=visit,
        unit=visit.unit,
        line=line,
        sheets=_sheets_of(visit, line, told),
    )


def _newest_of(line: UnitProgress | None) -> str:
    return max((s.at for s in line.sent), default="") if line else ""


def send_blank(visit: UnitVisit) -> Response:
    """Send the unit the workbook that was handed out to it: known by the ledger, not by its name."""
    path = visit.counter.session.ledger_turn(lambda: _blank_of(visit.folder, visit.unit.code))
    if path is None:
        return show_at_counter(
            "later.html.j2", 404, here=visit.page, why="收表的机关还没有下发空白工作簿，请过些时候再来。"
        )
    return send_file(path.name, path.read_bytes())


def _blank_of(folder: WorkFolder, code: str) -> Path | None:
    if not folder.ledger.exists():
        return None
    with Ledger.open(folder.ledger) as ledger:
        handed = {h.sha256 for h in ledger.handouts(code)}
    found = (p for p in sorted((folder.path / OUTBOX).glob("*.xlsx")) if _hash_of(p) in handed)
    return next(found, None)


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def send_return_copy(visit: UnitVisit) -> Response:
    """Send the unit the marked copy of what stands for it; made now where there is none."""
    session, code = visit.counter.session, visit.unit.code
    path = session.ledger_turn(lambda: _copy_of(visit.folder, code))
    if path is None:
        made = session.ledger_turn(
            lambda: write_return_copies(visit.folder, [code], None, current_utc_time(), tell_nobody)
        )
        visit.log("return")
        path = made[0].path if made else None
    if path is None:
        return show_at_counter(
            "later.html.j2", 404, here=visit.page, why="没有要改的，或这份文件标不出来。请按页面上写的改。"
        )
    return send_file(path.name, path.read_bytes())


def _copy_of(folder: WorkFolder, code: str) -> Path | None:
    """Return the copy that was made of what stands for the unit, untouched since."""
    with Ledger.open(folder.ledger) as ledger:
        stands = {s.sha256 for s in ledger.standing() if s.unit == code}
        made = [b for b in ledger.sent_back(code) if b.sha256 in stands]
    for copy in reversed(made):
        path = folder.path / copy.path
        if path.is_file() and _hash_of(path) == copy.copy:
            return path
    return None


def send_receipt(visit: UnitVisit) -> Response:
    """Send the unit the receipt of what stands for it, else of what it sent last."""
    made = visit.counter.session.ledger_turn(
        lambda: write_receipts(visit.folder, [visit.unit.code], None, current_utc_time(), tell_nobody)
    )
    visit.log("receipt")
    best = max(made, key=lambda w: (w.sent.stands, w.sent.at))
    return send_file(best.path.name, best.path.read_bytes())


async def hand_in(request: Request) -> Response:
    """Take what a unit hands in. Whose link it is comes first: nothing of a stranger's is read."""
    try:
        visit = await run_in_threadpool(_visit, request)
        if isinstance(visit, Response):
            return visit
        if not visit.counter.often.may(visit.unit.code):
            return RedirectResponse(f"{visit.page}?no=often", 303)
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            called = file.filename if isinstance(file, UploadFile) else ""
            data = await file.read(FILE_LIMIT + 1) if isinstance(file, UploadFile) else b""
        if not called or not data or len(data) > FILE_LIMIT:
            return RedirectResponse(f"{visit.page}?no={'large' if len(data) > FILE_LIMIT else 'none'}", 303)
        hand_ins = visit.counter.hand_ins
        await asyncio.shield(run_in_threadpool(hand_ins.put, visit.unit.code, called, data))
        for _ in range(STEPS):
            if not hand_ins.waits(visit.unit.code):
                break
            await asyncio.sleep(STEP)
    except ToolkitError:
        here = request.url.path.removesuffix("/hand-in")
        return show_at_counter("later.html.j2", 503, here=here, why=LATER)
    return RedirectResponse(visit.page, 303)
