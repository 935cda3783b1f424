"""A form as one page: who fills in what, its sheets as they come out, its rules in words; no script, no outside address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from toolkit.document.overview_page import HERE, content_policy_hash, template_environment

if TYPE_CHECKING:
    from collections.abc import Sequence


class GridCell(NamedTuple):
    """A cell as it is shown: its text, over how many rows and columns it reaches, the class of its look."""

    text: str
    rows: int
    columns: int
    look: str = ""


class SheetShown(NamedTuple):
    """A sheet as it comes out."""

    name: str
    rows: tuple[tuple[GridCell, ...], ...]


class KindShown(NamedTuple):
    """A kind of unit, its blank workbook's name and that of its pages ("" where they were not printed), and its sheets."""

    label: str
    help: str
    blank: str
    pages: str
    sheets: tuple[SheetShown, ...]


class RuleShown(NamedTuple):
    """A rule in words, and where it holds."""

    id: str
    grade: str
    statement: str
    why: str
    remedy: str
    where: tuple[str, ...]


def render_form_page(title: str, facts: str, kinds: Sequence[KindShown], rules: Sequence[RuleShown]) -> str:
    """Return the page of a form."""
    style = "".join((HERE / name).read_text(encoding="utf-8") for name in ("sheet.css", "form.css"))
    policy = (
        f"default-src 'none'; style-src '{content_policy_hash(style)}'; base-uri 'none'; form-action 'none'"
    )
    said = {"title": title, "facts": facts, "kinds": kinds, "rules": rules, "policy": policy}
    made: str = template_environment().get_template("form.html.j2").render(**said, style=Markup(style))  # noqa: S704 - our own files
    return made
