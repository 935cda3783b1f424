"""The office's own page about the counter: who has a link, new ones, ones to be taken back, slips to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from toolkit.counter.counter_desk import counter_of
from toolkit.counter.counter_pages import POLICY, STATIC, counter_templates
from toolkit.counter.slips import list_links, make_slips
from toolkit.desk.pages import act_page, read_page, render_page, session_of, turn_to
from toolkit.errors import WorkFolderError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.counter.counter_desk import CounterDesk
    from toolkit.counter.links import UnitLink
    from toolkit.folder.roster import Unit

PAGE, NAME = "/counter", "柜台"


class UnitWithLink(NamedTuple):
    """A unit of the roster, the link it was given and, where it was made just now, what it is."""

    unit: Unit
    link: UnitLink | None
    url: str

    @property
    def holds(self) -> bool:
        """Tell whether it has a link that lets it in."""
        return self.link is not None and not self.link.revoked


def list_units_with_links(counter: CounterDesk) -> list[UnitWithLink]:
    """Return every unit that must report, with its link."""
    links, urls = counter.book.links(), counter.known_urls()
    units = [u for u in counter.session.folder.roster(may_be_empty=True) if not u.excused or u.code in links]
    return [UnitWithLink(u, links.get(u.code), urls.get(u.code, "")) for u in units]


def show_links(request: Request) -> Response:
    """Show who has a link."""
    counter = counter_of(request)
    rows = list_units_with_links(counter)
    slips = make_slips((r.unit for r in rows), counter.known_urls())
    return render_page(
        request,
        "links.html.j2",
        templates=counter_templates(),
        folder=session_of(request).folder,
        counter=counter,
        rows=rows,
        without=sum(not r.holds and not r.unit.excused for r in rows),
        unseen=sum(r.holds and not r.url for r in rows),
        copy=list_links(slips),
    )


def show_slips(request: Request) -> Response:
    """Show the slips of the links that were made since the program was started, to be printed and cut."""
    counter = counter_of(request)
    folder = session_of(request).folder
    made = make_slips(folder.roster(), counter.known_urls())
    if not made:
        return turn_to(
            request, PAGE, "没有能印的纸条：链接只在刚给的时候看得见。请先给链接，或换新的。", bad=True
        )
    page = counter_templates().get_template("slips.html.j2")
    drawn = [(s, Markup(s.code)) for s in made]  # noqa: S704 - a drawing of our own
    text = page.render(folder=folder, slips=drawn, deadline_of=folder.deadline)
    return HTMLResponse(text, headers={"content-security-policy": POLICY})


def _give_missing(counter: CounterDesk, _: str) -> str:
    units = [r.unit.code for r in list_units_with_links(counter) if not r.holds and not r.unit.excused]
    counter.give(units)
    return f"给了 {len(units)} 个单位链接。链接只在这个程序关掉以前看得见，请现在打印纸条，或复制发出去。"


def _renew_all(counter: CounterDesk, _: str) -> str:
    units = [r.unit.code for r in list_units_with_links(counter) if not r.unit.excused]
    counter.give(units)
    return f"{len(units)} 个单位都换了新链接，以前的都不能用了。请重新打印纸条，或复制发出去。"


def _renew(counter: CounterDesk, unit: str) -> str:
    name = _name_of(counter, unit)
    counter.give([unit])
    return f"{name} 换了新链接，以前的不能用了。"


def _revoke(counter: CounterDesk, unit: str) -> str:
    name = _name_of(counter, unit)
    counter.revoke(unit)
    return f"{name} 的链接收回了，用它进不来了。"


def _name_of(counter: CounterDesk, code: str) -> str:
    found = next((u.name for u in counter.session.folder.roster() if u.code == code), "")
    if not found:
        raise WorkFolderError("名册里没有这个单位。请回到柜台的页面重新选。")
    return found


LINK_ACTS: dict[str, Callable[[CounterDesk, str], str]] = {
    "give": _give_missing,
    "renew-all": _renew_all,
    "renew": _renew,
    "revoke": _revoke,
}
"""What can be done about links."""


def act_on_links(request: Request, fields: Mapping[str, str]) -> Response:
    """Do what the office decided about links."""
    verb = request.path_params["verb"]
    if verb not in LINK_ACTS:
        raise WorkFolderError("没有这一项。请回到首页。")
    return turn_to(request, PAGE, LINK_ACTS[verb](counter_of(request), fields.get("unit", "")))


def office_routes() -> list[Route | Mount]:
    """Return the addresses of the counter in the desk."""
    return [
        Route(PAGE, read_page(show_links)),
        Route(f"{PAGE}/slips", read_page(show_slips)),
        Route(f"{PAGE}/{{verb}}", act_page(act_on_links), methods=["POST"]),
        Mount(f"{PAGE}/static", StaticFiles(directory=STATIC)),
    ]
