"""The home page: what now, the chain, what came, every unit; and the acts of the chain."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import JSONResponse, RedirectResponse

from toolkit.campaign.reminders import group_reminder, list_reminders
from toolkit.desk.inbox import Inbox
from toolkit.desk.pages import local_path, render_page, session_of, turn_to
from toolkit.desk.watching.watched_folder import KEPT
from toolkit.desk.what_now import what_now
from toolkit.errors import WorkFolderError
from toolkit.form.submission import CONTAINER
from toolkit.text.plain_values import to_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.desk.jobs import Job, Tell
    from toolkit.desk.session import DeskSession
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merging.carry_edits import EditChoice
    from toolkit.steps.merge_outputs import MergeOptions
    from toolkit.submissions.results import CollectResult

SHOWN_STATES = ("overdue", "missing", "returned", "received", "excused")
"""The states in the order in which somebody must do something about them."""


class DropResult(NamedTuple):
    """What a run of collecting came to, and which drop it was begun for: "" where all of the inbox was asked for."""

    found: CollectResult
    drop: str

    @property
    def files(self) -> list[Any]:
        """Return the files of the drop with what they came to; what lies in a zip stands behind it."""
        mine = (f for f in self.found.files if not self.drop or f.path.startswith(f"{self.drop}/"))
        return [f for f in mine if f.outcome != CONTAINER]

    @property
    def counts(self) -> dict[str, int]:
        """Count the files of the drop by what they came to."""
        return dict(Counter(f.outcome for f in self.files))


def show_home(request: Request) -> Response:
    """Show the home page; without a work folder, where one is chosen or made."""
    session = session_of(request)
    if session.home is None:
        return RedirectResponse("/start", 303)
    view = session.view()
    lines = view.lines
    counts = Counter(x.now.state for x in lines)
    kinds = {k.id: k.label for k in view.folder.form.kinds}
    return render_page(
        request,
        "home.html.j2",
        view=view,
        next=what_now(view),
        counts=[(s, counts[s]) for s in SHOWN_STATES if counts[s]],
        kinds=kinds,
        others=view.files_of_nobody,
        last=session.last.get("collect"),
        returned=session.last.get("return"),
    )


def show_job(request: Request) -> Response:
    """Tell how far the act is that runs."""
    job = session_of(request).jobs.last
    return JSONResponse(to_plain(job) if job else {"state": "none"})


def _distribute(folder: WorkFolder, now: str, tell: Tell) -> Any:
    from toolkit.distributing.distribute import distribute_workbooks

    return distribute_workbooks(folder, None, now, tell)


def _collect(drop: str) -> Callable[[WorkFolder, str, Tell], DropResult]:
    def run(folder: WorkFolder, now: str, tell: Tell) -> DropResult:
        from toolkit.steps.collected_outputs import CollectRequest, collect_and_keep

        inbox = Inbox(folder.path).path
        if not inbox.is_dir():
            raise WorkFolderError("“收件”里还没有文件。请把收到的文件拖到页面上。")
        asked = CollectRequest([inbox], folder.path)
        return DropResult(collect_and_keep(asked, folder, folder.form, now, tell), drop)

    return run


def _return(folder: WorkFolder, now: str, tell: Tell) -> Any:
    from toolkit.returns.return_copies import write_return_copies

    return write_return_copies(folder, (), None, now, tell)


def _receipt(folder: WorkFolder, now: str, tell: Tell) -> Any:
    from toolkit.campaign.receipts import write_receipts

    return write_receipts(folder, (), None, now, tell)


def _merge(asked: MergeOptions) -> Callable[[WorkFolder, str, Tell], Any]:
    def run(folder: WorkFolder, now: str, tell: Tell) -> Any:
        from toolkit.steps.merge_outputs import merge_and_record

        return merge_and_record(folder, asked, now, tell)

    return run


def _report(fields: Mapping[str, str]) -> Callable[[WorkFolder, str, Tell], Any]:
    def run(folder: WorkFolder, now: str, tell: Tell) -> Any:
        from toolkit.steps.report_documents import DocumentRequest, write_and_proofread

        keep, fresh = fields.get("edits") == "keep", fields.get("edits") == "fresh"
        asked = DocumentRequest(folder.report, folder.path, keep_edits=keep, fresh=fresh)
        return write_and_proofread(asked, folder, now, tell)

    return run


def _print(folder: WorkFolder, now: str, tell: Tell) -> Any:
    from toolkit.steps.report_documents import print_written_report

    tell(0, 1, "由 Word 文档生成")
    return print_written_report(folder, now)


def _check(folder: WorkFolder, _now: str, tell: Tell) -> Any:
    from toolkit.steps.report_documents import check_and_keep_page

    tell(0, 1, "逐条核对")
    return check_and_keep_page(folder.report, folder.path, None, folder)


def begin_collecting(request: Request, drop: str = "") -> None:
    """Begin to collect the inbox; *drop* is what somebody has just put into it."""
    session_of(request).begin("collect", "收", _collect(drop))


def collect_watched(session: DeskSession, title: str) -> Job:
    """Begin to collect what came into the watched folder."""
    return session.begin("collect", title, _collect(KEPT), title)


def show_state(request: Request) -> Response:
    """Tell by a mark whether pages would show something else than when they were drawn."""
    return JSONResponse({"mark": session_of(request).state_mark()})


def begin_act(request: Request, fields: Mapping[str, str]) -> Response:
    """Begin one of the long acts; its page shows how far it is and what it came to."""
    from toolkit.steps.merge_outputs import MergeOptions

    verb = request.path_params["verb"]
    merging = MergeOptions(
        correct=fields.get("correct", "").strip(),
        partial=bool(fields.get("partial")),
        keep_edits=bool(fields.get("keep_edits")),
        decided=read_edit_choices(fields),
    )
    acts: dict[str, tuple[str, Callable[[WorkFolder, str, Tell], Any], str]] = {
        "distribute": ("生成空白工作簿", _distribute, "/"),
        "collect": ("收", _collect(""), "/"),
        "return": ("做退回件", _return, "/"),
        "receipt": ("写回执", _receipt, "/"),
        "merge": ("汇总", _merge(merging), "/report"),
        "report": ("写报告", _report(fields), "/report"),
        "pdf": ("生成 PDF", _print, "/report#document"),
        "check": ("做发布前核对", _check, "/report#check"),
    }
    if verb not in acts:
        raise WorkFolderError("没有这一步。请回到首页。")
    title, act, page = acts[verb]
    about = "；".join(f"{c.place}={c.side}" for c in merging.decided) if verb == "merge" else ""
    session_of(request).begin(verb, title, act, about)
    return turn_to(request, local_path(fields.get("back", page)))


def read_edit_choices(fields: Mapping[str, str]) -> tuple[EditChoice, ...]:
    """Return whose change counts at each place the page asked about; an answer holds for the question that was asked."""
    from toolkit.merging.carry_edits import REPORT_SIDE, UNITS_SIDE, EditChoice

    sides = (REPORT_SIDE, UNITS_SIDE)
    said = ((n[len("side-") :], side) for n, side in fields.items() if n.startswith("side-"))
    return tuple(EditChoice(fields.get(f"place-{n}", ""), side, n) for n, side in said if side in sides)


def adopt_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Say whose a file is."""
    from toolkit.collecting.adoption import adopt_file
    from toolkit.collecting.decisions import KeptFile

    session = session_of(request)
    file = KeptFile(fields.get("sha256", ""), fields.get("path", ""))
    unit, why, despite = (fields.get(n, "").strip() for n in ("unit", "why", "despite"))
    if not unit:
        raise WorkFolderError("请先选是哪个单位的。")
    done = session.do("adopt", unit, lambda folder, now: adopt_file(folder, file, unit, why, now, despite))
    state = f"现在：{done.now.word}" if done.now else "再收一次就按它读取"
    return turn_to(request, f"/unit/{unit}", f"已认定 {file} 是 {done.unit.name} 的，{state}。")


def show_reminders(request: Request) -> Response:
    """Show what to say to the group and to each unit, and whom to telephone."""
    view = session_of(request).view()
    if view.campaign is None:
        return turn_to(request, "/", "还没有下发，没有要催的。", bad=True)
    return render_page(
        request,
        "remind.html.j2",
        view=view,
        group=group_reminder(view.campaign),
        reminders=list_reminders(view.campaign),
    )


def keep_reminders(request: Request, _: Mapping[str, str]) -> Response:
    """Write 催报.txt, as ``status --remind`` does."""
    from toolkit.campaign.status import write_status

    session = session_of(request)
    done = session.do(
        "status", "", lambda folder, now: write_status(folder, None, now, remind=True, html=False)
    )
    return turn_to(request, "/remind", f"已写 {done.written[0].name}。")
