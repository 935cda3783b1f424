"""The overview as one page: no outside address, nothing in it that could run but our own script.

Text of units is escaped where it is written (Jinja2) and only ever set as text by the script; the page's own policy
lets no other script run, by the hash of ours (Content Security Policy Level 3, § 2.3.1).
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent


def render_overview_page(said: Mapping[str, Any]) -> str:
    """Return the overview of a campaign; *said* is what ``campaign.overview`` gathers."""
    style, script = ((HERE / f"overview.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src '{content_policy_hash(style)}'; script-src '{content_policy_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    made: str = (
        template_environment()
        .get_template("overview.html.j2")
        .render(
            **said,
            policy=policy,
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704
        )
    )
    return made


def render_check_page(
    title: str, verdict: str, *, ready: bool, rows: Sequence[tuple[str, str, str, str, tuple[str, ...]]]
) -> str:
    """Return a page with one table of what holds and what does not: name, state, its word, in few words, what is open."""
    style = (HERE / "sheet.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{content_policy_hash(style)}'; base-uri 'none'; form-action 'none'"
    )
    said = {"title": title, "verdict": verdict, "ready": ready, "rows": rows, "policy": policy}
    made: str = template_environment().get_template("sheet.html.j2").render(**said, style=Markup(style))  # noqa: S704 - our own file
    return made


def content_policy_hash(text: str) -> str:
    """Return what a page's policy calls a style or script of its own by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def template_environment() -> Environment:
    """Return the templates, escaping what is put into them."""
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
