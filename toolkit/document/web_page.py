"""A report as one web page for a portal: no script, no outside address, tables that are tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from toolkit.document.model import CAPTION, Grid, clean
from toolkit.document.overview_page import HERE, environment, hashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.model import Box, Document, Paragraph


class Shown(NamedTuple):
    """A box as the page draws it: *scope* of a heading is col, colgroup, row or rowgroup; "" for a number."""

    box: Box
    scope: str


def web(document: Document) -> str:
    """Return *document* as a page; same input, same page."""
    style = (HERE / "report.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src '{hashed(style)}'; base-uri 'none'; form-action 'none'"
    made: str = (
        environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            blocks=[_block(b, i, document.blocks) for i, b in enumerate(document.blocks)],
            policy=policy,
            style=Markup(style),  # noqa: S704 - our own file
        )
    )
    return clean(made)


def _block(block: Paragraph | Grid, at: int, blocks: Sequence[Paragraph | Grid]) -> dict[str, object]:
    if not isinstance(block, Grid):
        captions = at + 1 < len(blocks) and isinstance(blocks[at + 1], Grid) and block.role == CAPTION
        return {"kind": "skip" if captions else block.role, "runs": block.runs}
    before = blocks[at - 1] if at else None
    caption = (
        before.text if before and not isinstance(before, Grid) and before.role == CAPTION else block.name
    )
    rows = [[_shown(block, r, b) for b in row if b] for r, row in enumerate(block.rows)]
    return {
        "kind": "table",
        "caption": caption,
        "head": rows[: block.heads],
        "body": rows[block.heads :],
        "columns": len(block.rows[0]),
    }


def _shown(grid: Grid, row: int, box: Box) -> Shown:
    if not box.head:
        return Shown(box, "")
    above = (
        row < grid.heads
        or box.columns == len(grid.rows[row])
        or not any(b and b.cell for b in grid.rows[row])
    )
    wide = box.columns if above else box.rows
    return Shown(box, ("col" if above else "row") + ("group" if wide > 1 else ""))
