"""Files without our marks, whose they seem to be: those without a doubt taken in one go, the others asked, the list out and in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from toolkit.collecting.adoption import adopt_received_files
from toolkit.collecting.adoption_list import answer_adoptions, draw_adoption_list
from toolkit.collecting.propose_adoptions import propose_adoptions
from toolkit.desk.pages import render_page, send_file, session_of, turn_to
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.files import write_under_free_name
from toolkit.folder.work_folder import ADOPTIONS, RUNS
from toolkit.intake.found_files import FILE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.collecting.adoption_list import AnsweredAdoptions
    from toolkit.collecting.adoption_proposals import AdoptionProposals
    from toolkit.desk.jobs import Tell
    from toolkit.folder.work_folder import WorkFolder

PAGE, VERB = "/adoption", "adopt-list"
ANSWERED = "认领清单-交回"
"""What a list is kept as that was filled in and given back."""


def show_adoptions(request: Request) -> Response:
    """Show what was proposed last, what is known already, and the way of the list."""
    session = session_of(request)
    view = session.view()
    return render_page(
        request,
        "adoption.html.j2",
        view=view,
        found=session.last.get(VERB),
        names={u.code: u.name for u in view.units},
        known=[a for a in view.adoptions if a.unit],
    )


def _propose(folder: WorkFolder, _now: str, tell: Tell) -> Any:
    return propose_adoptions(folder, tell)


def begin_proposing(request: Request, _: Mapping[str, str]) -> Response:
    """Begin to look at every file without an owner."""
    session_of(request).begin(VERB, "看没有标识的文件", _propose)
    return turn_to(request, PAGE)


def take_proposals(request: Request, fields: Mapping[str, str]) -> Response:
    """Adopt the proposed files that were left ticked, as ``adopt --all`` does."""
    session = session_of(request)
    found: AdoptionProposals | None = session.last.get(VERB)
    chosen = {n[len("file-") :] for n in fields if n.startswith("file-")}
    orders = [p.order() for p in found.proposals if p.sha256 in chosen] if found else []
    if found is None or not orders:
        raise WorkFolderError("没有要认领的：请先看一遍没有标识的文件，留下要认领的再点。")
    taken = session.do(
        "adopt",
        "、".join(o.unit for o in orders),
        lambda f, now: adopt_received_files(f, orders, now),
    )
    left = tuple(p for p in found.proposals if p.sha256 not in chosen)
    session.last[VERB] = found._replace(proposals=left)
    back = [u.unit.name for u in taken if u.outcome == "returned"]
    more = f"要改的有 {'、'.join(back)}，去首页做退回件。" if back else ""
    return turn_to(request, PAGE, f"已认领 {len(taken)} 份，已记入台账。{more}")


def send_adoption_list(request: Request) -> Response:
    """Send the list as a workbook, to be filled in and given back."""
    session = session_of(request)
    found = session.last.get(VERB)
    if found is None or not found.open:
        return turn_to(request, PAGE, "没有要认领的。请先看一遍没有标识的文件。", bad=True)
    return send_file(ADOPTIONS, draw_adoption_list(found, session.folder))


async def take_adoption_list(request: Request) -> Response:
    """Take a list that was filled in, keep it, and do what it says."""
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("list")
        data = await file.read(FILE_LIMIT + 1) if isinstance(file, UploadFile) and file.filename else b""
    if not data or len(data) > FILE_LIMIT:
        return turn_to(request, PAGE, "请选填好的认领清单，再点“交回”。", bad=True)
    return await asyncio.shield(run_in_threadpool(_answer, request, data))


def _answer(request: Request, data: bytes) -> Response:
    session = session_of(request)

    def act(folder: WorkFolder, now: str) -> AnsweredAdoptions:
        kept: Path = write_under_free_name(folder.path / RUNS / f"{ANSWERED}.xlsx", data)
        return answer_adoptions(folder, kept, now)

    try:
        done = session.do("adopt", ADOPTIONS, act)
    except ToolkitError as error:
        return turn_to(request, PAGE, str(error), bad=True)
    session.last.pop(VERB, None)
    return turn_to(request, PAGE, f"照清单办了：{done.said}。")
