"""Files in and out: what is dropped on the page, and what is taken from it."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse

from toolkit.desk.home_pages import begin_collecting
from toolkit.desk.inbox import Inbox
from toolkit.desk.pages import send_file, session_of, turn_to
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.work_folder import OUTBOX, RECEIPTS, RETURNS
from toolkit.intake.found_files import FILE_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

MOST_FILES = 2_000
"""How many files are handed in at once."""
BUNDLES = {
    "blanks.zip": (OUTBOX, "空白工作簿"),
    "returns.zip": (RETURNS, "退回件"),
    "receipts.zip": (RECEIPTS, "回执"),
}
"""What can be taken away as one zip: from which folder, and what it is called."""
UNIT_FILES = {"blank": OUTBOX, "return-copy": RETURNS, "receipt": RECEIPTS}
"""Where the files lie that are made for one unit."""


async def take_drop(request: Request) -> Response:
    """Save what is handed in below 收件; begin to collect it, unless more of the same drop is to come (?more=1).

    The page's script sends a drop in parts and asks for JSON; without script one form brings all of it.
    """
    scripted = request.query_params.get("json") == "1"
    try:
        limits = {"max_files": MOST_FILES, "max_fields": 3 * MOST_FILES, "max_part_size": FILE_LIMIT}
        async with request.form(**limits) as form:
            drop, count = await _save_files(request, form)
        if request.query_params.get("more") != "1":
            await run_in_threadpool(begin_collecting, request, drop)
    except ToolkitError as error:
        if scripted:
            return JSONResponse({"error": str(error)}, 409)
        return turn_to(request, "/", str(error), bad=True)
    if scripted:
        return JSONResponse({"drop": drop, "saved": count})
    return turn_to(request, "/")


async def _save_files(request: Request, form: FormData) -> tuple[str, int]:
    """Save the files of *form*; return the drop and how many there were."""
    session = session_of(request)
    home = (await run_in_threadpool(lambda: session.folder)).path
    inbox = Inbox(home)
    files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    paths, times = form.getlist("path"), form.getlist("modified")
    drop = str(request.query_params.get("drop") or "")
    if not files and not drop:
        raise WorkFolderError("没有选文件。请把收到的文件拖进来，或点“选文件”。")
    drop = drop or await run_in_threadpool(inbox.new_drop)
    for i, file in enumerate(files):
        said = str(paths[i]) if i < len(paths) and paths[i] else str(file.filename)
        modified = _seconds_of(str(times[i])) if i < len(times) else 0.0
        data = await file.read()
        await asyncio.shield(run_in_threadpool(inbox.put, drop, said, data, modified))
    return drop, len(files)


def _seconds_of(milliseconds: str) -> float:
    try:
        return float(milliseconds) / 1000
    except ValueError:
        return 0.0


def send_file_called(request: Request) -> Response:
    """Send one of the files that are to be looked at, or of the folders that are taken away as one."""
    name = request.path_params["name"]
    return _send_bundle(request, name) if name in BUNDLES else _send_output(request, name)


def _send_bundle(request: Request, name: str) -> Response:
    folder = session_of(request).folder
    where, called = BUNDLES[name]
    files = sorted(p for p in (folder.path / where).glob("*") if p.is_file() and not p.name.startswith("."))
    if not files:
        return turn_to(request, "/", f"“{where}”里还没有文件。", bad=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for path in files:
            made.write(path, path.name)
    return send_file(f"{folder.office.period.text}{called}.zip", out.getvalue())


def _send_output(request: Request, name: str) -> Response:
    path = session_of(request).view().outputs.get(name)
    if path is None:
        return PlainTextResponse("还没有这个文件", 404)
    return FileResponse(path, filename=path.name)


def show_written_page(request: Request) -> Response:
    """Show a page of ours (the report, the overview, the check) in a frame; it brings its own policy and runs nothing else."""
    path = session_of(request).view().outputs.get(request.path_params["name"])
    if path is None or path.suffix != ".html":
        return PlainTextResponse("还没有这个页面", 404)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
    return send_file(path.name, path.read_bytes(), shown=True, policy=policy)


def send_original(request: Request) -> Response:
    """Send a file as it came."""
    session = session_of(request)
    code, sha256 = request.path_params["code"], request.path_params["sha256"]
    line = session.view().line(code)
    some = (*line.sent, *line.astray) if line else ()
    found = next((s for s in some if s.sha256 == sha256), None)
    if found is None:
        return PlainTextResponse("没有收到过这个文件", 404)
    from toolkit.collecting.adoption import received_file_bytes

    data = session.ledger_turn(lambda: received_file_bytes(session.folder, sha256))
    return send_file(_last_name(found.path), data)


def send_unit_file(request: Request) -> Response:
    """Send a unit's blank workbook, return copy or receipt, the newest there is."""
    folder = session_of(request).folder
    where = UNIT_FILES.get(request.path_params["what"])
    if where is None:
        return PlainTextResponse("没有这个文件", 404)
    path = newest_unit_file(folder.path / where, request.path_params["code"])
    if path is None:
        return turn_to(request, f"/unit/{request.path_params['code']}", "还没有做。", bad=True)
    return FileResponse(path, filename=path.name)


def newest_unit_file(where: Path, code: str) -> Path | None:
    """Return the newest workbook in *where* that was made for the unit *code*."""
    from toolkit.folder.files import safe_file_name_part

    begins = f"{safe_file_name_part(code)}_"
    found = [p for p in where.glob("*.xls*") if p.name.startswith(begins)] if where.is_dir() else []
    return max(found, key=lambda p: p.stat().st_mtime_ns, default=None)


def _last_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
