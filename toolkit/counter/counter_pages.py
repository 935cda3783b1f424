"""Pages of the counter out of its templates; those for the office stand in the frame of the desk."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse

from toolkit.desk.pages import HERE as DESK
from toolkit.desk.pages import page_templates
from toolkit.returns.unit_requests import remedy_for_unit

if TYPE_CHECKING:
    from starlette.responses import Response

HERE = Path(__file__).parent
STATIC = HERE / "static"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What pages of the counter may do: no script at all."""


@cache
def counter_templates() -> Environment:
    """Return the templates of the counter, with the desk's behind them."""
    made = page_templates().overlay(loader=FileSystemLoader([HERE / "templates", DESK / "templates"]))
    made.filters = page_templates().filters | {"remedy": lambda f: remedy_for_unit(f, "")}
    return made


def show_at_counter(template: str, status: int = 200, **said: Any) -> Response:
    """Return a page as units see it."""
    page = counter_templates().get_template(template).render(said)
    return HTMLResponse(page, status, {"content-security-policy": POLICY})
