"""The page about the watched folder: which it is, what came of each file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.desk.pages import render_page, session_of, turn_to
from toolkit.desk.watching.watched_folder import EVERY
from toolkit.errors import WorkFolderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

PAGE = "/watch"


def show_watch(request: Request) -> Response:
    """Show the watched folder, each file with what became of it here and what it came to in the ledger."""
    session = session_of(request)
    view, watch = session.view(), session.watch
    sent = {s.path: s for line in view.lines for s in (*line.sent, *line.astray)}
    sent |= {s.path: s for s in (view.campaign.others if view.campaign else ())}
    owners = {s.path: x.now.unit for x in view.lines for s in (*x.sent, *x.astray)}
    return render_page(
        request,
        "watch.html.j2",
        view=view,
        watch=watch,
        every=round(EVERY),
        rows=[(f, sent.get(f.kept), owners.get(f.kept)) for f in watch.files()] if watch else [],
    )


def choose_watch(request: Request, fields: Mapping[str, str]) -> Response:
    """Watch a folder from now on."""
    said = fields.get("place", "").strip().strip('"')
    if not said:
        raise WorkFolderError("请写要盯着的文件夹的位置。")
    session_of(request).begin_watching(Path(said), only_new=fields.get("all") != "1")
    return turn_to(request, PAGE, "从现在起盯着这个文件夹：新来的存完整了就收。")


def end_watch(request: Request, _: Mapping[str, str]) -> Response:
    """Watch no folder any more."""
    session_of(request).end_watching(for_good=True)
    return turn_to(request, PAGE, "不再盯着了。收过的都在。")
