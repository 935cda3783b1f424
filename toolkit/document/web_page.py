"""A report as one web page for a portal: no script, no outside address, tables that are tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from toolkit.document.model import CAPTION, Grid, remove_unprintable
from toolkit.document.overview_page import HERE, content_policy_hash, template_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.model import Box, Document, Paragraph


class ShownBox(NamedTuple):
    """A box as the page draws it: *scope* of a heading is col, colgroup, row or rowgroup; "" for a number."""

    box: Box
    scope: str


def render_web_page(document: Document) -> str:
    """Return *document* as a page; same input, same page."""
    style = (HERE / "report.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{content_policy_hash(style)}'; base-uri 'none'; form-action 'none'"
    )
    made: str = (
        template_environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            blocks=[_block_for_template(b, i, document.blocks) for i, b in enumerate(document.blocks)],
            policy=policy,
            style=Markup(style),  # noqa: S704 - our own file
        )
    )
    return remove_unprintable(made)


def _block_for_template(
    block: Paragraph | Grid, at: int, blocks: Sequence[Paragraph | Grid]
) -> dict[str, object]:
    if not isinstance(block, Grid):
        captions = at + 1 < len(blocks) and isinstance(blocks[at + 1], Grid) and block.role == CAPTION
        return {"kind": "skip" if captions else block.role, "runs": block.runs}
    before = blocks[at - 1] if at else None
    caption = (
        before.text if before and not isinstance(before, Grid) and before.role == CAPTION else block.name
    )
    rows = [[_box_for_template(block, r, b) for b in row if b] for r, row in enumerate(block.rows)]
    return {
        "kind": "table",
        "caption": caption,
        "head": rows[: block.heads],
        "body": rows[block.heads :],
        "columns": len(block.rows[0]),
    }


def _box_for_template(grid: Grid, row: int, box: Box) -> ShownBox:
    if not box.head:
        return ShownBox(box, "")
    above = (
        row < grid.heads
        or box.columns == len(grid.rows[row])
        or not any(b and b.cell for b in grid.rows[row])
    )
    wide = box.columns if above else box.rows
    return ShownBox(box, ("col" if above else "row") + ("group" if wide > 1 else ""))
