"""Pages out of templates, and the ways an answer goes out: a page, a turn to another page with a sentence, a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from toolkit.desk.jobs import BusyError
from toolkit.desk.session import PageNotice
from toolkit.desk.what_now import STEP_WORDS, chain_steps
from toolkit.desk.wording import say_with_buttons
from toolkit.errors import FormError, ToolkitError
from toolkit.folder.days import office_minute_of
from toolkit.folder.roster import STATES
from toolkit.form.finding import SEVERITY
from toolkit.form.submission import OUTCOMES
from toolkit.form.words import format_number
from toolkit.merging.companion import companion_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from os import PathLike, stat_result

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.types import Scope

    from toolkit.desk.session import DeskSession

HERE = Path(__file__).parent
MARKS = {"received": "✓", "returned": "✕", "overdue": "!", "missing": "…", "excused": "—"}
"""The sign of a state, so that nobody has to tell colours."""
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {
    ".xlsx": WORKBOOK_TYPE,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8",
}
_STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def _show_text(value: object) -> object:
    """Return what a template puts out: in other people's words whatever cannot be seen, or would turn the line, is written out."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _STEERS.sub(
        lambda m: f"\\u{ord(m[0]):04x}" if unicodedata.category(m[0]) != "Cs" else "\ufffd", value
    )


@cache
def page_templates() -> Environment:
    """Return the templates of the desk; what is put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_show_text,
    )
    made.globals |= {
        "STATES": STATES,
        "MARKS": MARKS,
        "OUTCOMES": OUTCOMES,
        "SEVERITY": SEVERITY,
        "STEP_WORDS": STEP_WORDS,
        "chain_steps": chain_steps,
        "static": static_address,
    }
    made.filters |= {
        "minute": office_minute_of,
        "number": format_number,
        "file_name": lambda path: Path(str(path).replace("\\", "/")).name,
        "buttons": say_with_buttons,
        "quoted": lambda text: quote(str(text), safe=""),
    }
    return made


@cache
def static_address(name: str) -> str:
    """Return where a page gets the file *name* of ours: another content has another address."""
    mark = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:16]
    return f"/static/{name}?v={mark}"


class OurFiles(StaticFiles):
    """Serves files of ours; by the address that names its content one may be kept, and is not waited for on the next page."""

    def __init__(self) -> None:
        """Serve what lies in ``static``."""
        super().__init__(directory=HERE / "static")

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file; the guard says of all else that nothing is to be kept."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        asked = f"/static/{Path(full_path).name}?{scope['query_string'].decode('latin-1')}"
        if scope["query_string"] and asked == static_address(Path(full_path).name):
            answer.headers["cache-control"] = "private, max-age=31536000, immutable"
        return answer


def session_of(request: Request) -> DeskSession:
    """Return what the desk holds."""
    found: DeskSession = request.app.state.session
    return found


def render_page(
    request: Request, template: str, status: int = 200, *, templates: Environment | None = None, **said: Any
) -> HTMLResponse:
    """Return a page; the sentence it was turned to with, and the act that runs, stand on every one."""
    session = session_of(request)
    notice = session.notice(request.query_params.get("said", ""))
    known: dict[str, Any] = {
        "session": session,
        "notice": notice,
        "job": session.jobs.last,
        "here": request.url.path,
    }
    view = said.get("view")
    known |= {"mark": session.state_mark(view.mark if view else None), "has_clock": _has_clock(session)}
    return HTMLResponse((templates or page_templates()).get_template(template).render(known | said), status)


def _has_clock(session: DeskSession) -> bool:
    """Tell whether the form has requests that are due."""
    try:
        return session.home is not None and companion_of(session.folder.form) is not None
    except (ToolkitError, FormError):
        return False


def turn_to(
    request: Request, path: str, said: str = "", *, bad: bool = False, text: str = ""
) -> RedirectResponse:
    """Turn to another page, which says *said*."""
    if said or text:
        name = session_of(request).say(PageNotice(say_with_buttons(said), bad, text))
        path, mark, place = path.partition("#")
        path = f"{path}{'&' if '?' in path else '?'}said={name}{mark}{place}"
    return RedirectResponse(path, 303)


def send_file(name: str, data: bytes, *, shown: bool = False, policy: str = "") -> Response:
    """Return a file to be kept, or (*shown*) looked at in the browser under a *policy* of its own."""
    how = "inline" if shown else "attachment"
    heads = {"content-disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}
    if policy:
        heads["content-security-policy"] = policy
    media = MEDIA.get(Path(name).suffix.casefold(), "application/octet-stream")
    return Response(data, media_type=media, headers=heads)


def refused_page(request: Request, why: str, status: int = 409) -> Response:
    """Return a page that says why something cannot be shown now, with the way back."""
    return render_page(request, "refused.html.j2", status, why=say_with_buttons(why))


def read_page(show: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Make *show* an endpoint that only shows: it runs in a thread; what cannot be done is said on a page."""

    async def endpoint(request: Request) -> Response:
        def shown() -> Response:
            try:
                return show(request)
            except BusyError:
                return render_page(request, "busy.html.j2")
            except ToolkitError as error:
                return refused_page(request, str(error))

        return await run_in_threadpool(shown)

    return endpoint


def act_page(
    act: Callable[[Request, Mapping[str, str]], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """Make *act* an endpoint that is given a form; why it cannot be done is said on the page the form stood on."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=2000) as form:
            fields = form_fields(form)

        def acted() -> Response:
            try:
                return act(request, fields)
            except ToolkitError as error:
                return turn_to(request, local_path(fields.get("back", "/")), str(error), bad=True)

        return await run_in_threadpool(acted)

    return endpoint


def form_fields(form: FormData) -> dict[str, str]:
    """Return the texts of a form, the last of each name."""
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def local_path(said: str) -> str:
    """Return a path of this desk that a form names; the home page for anything else."""
    return said if re.fullmatch(r"/(?:[\w%.~#=&?-][\w%.~#=&?/-]{0,300})?", said) else "/"
