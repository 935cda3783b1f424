"""A document as a page with its text marked, and beside each place what is told of it: for formats that take no comments."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from toolkit.document.model import Grid
from toolkit.document.overview_page import HERE, content_policy_hash, template_environment
from toolkit.form.finding import ERROR, HINT, WARNING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.model import Paragraph
    from toolkit.document.text_marks import TextMark

_RANK = (ERROR, WARNING, HINT)


def render_marked_page(
    title: str, verdict: str, blocks: Sequence[Paragraph | Grid], marks: Sequence[TextMark]
) -> str:
    """Return *blocks* as a page with *marks*; every text is text, and nothing in it runs."""
    style = (HERE / "marked.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{content_policy_hash(style)}'; base-uri 'none'; form-action 'none'"
    )
    made: str = (
        template_environment()
        .get_template("marked.html.j2")
        .render(
            title=title,
            verdict=verdict,
            wrong=any(m.severity == ERROR for m in marks),
            blocks=[
                _marked_block(block, [m for m in marks if m.block == at]) for at, block in enumerate(blocks)
            ],
            policy=policy,
            style=Markup(style),  # noqa: S704 - our own file
        )
    )
    return made


def _marked_block(block: Paragraph | Grid, marks: Sequence[TextMark]) -> dict[str, Any]:
    notes = list(dict.fromkeys((m.severity, tuple(m.note.split("\n"))) for m in marks))
    if not isinstance(block, Grid):
        return {"rows": None, "role": block.role, "parts": _marked_parts(block.text, marks), "notes": notes}
    at = {(m.row, m.box): m.severity for m in sorted(marks, key=lambda m: -_RANK.index(m.severity))}
    rows = [
        [
            {**box._asdict(), "severity": at.get((r, i), "")}
            for i, box in enumerate(b for b in row if b is not None)
        ]
        for r, row in enumerate(block.rows)
    ]
    return {"rows": rows, "notes": notes}


def _marked_parts(text: str, marks: Sequence[TextMark]) -> list[tuple[str, str]]:
    """Return *text* in parts, each with the worst that is told of it."""
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    parts = []
    for start, end in pairwise(edges):
        here = [m.severity for m in marks if m.start <= start and end <= m.end]
        parts.append((text[start:end], min(here, key=_RANK.index, default="")))
    return parts
