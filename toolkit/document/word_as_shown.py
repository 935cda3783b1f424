"""What a Word document says, as the document the web page is made of: whoever reads either reads the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.document.block_alignment import (
    join_bound_runs,
    match_boxes,
    pair_blocks,
    squeeze_text,
    uncovered_boxes,
    words_of_block,
)
from toolkit.document.model import ASPECT, BODY, HEADING, ROLES, TITLE, Block, Box, Grid, Paragraph
from toolkit.document.read_word import open_word_document, read_word_margins
from toolkit.document.word_package import refuse_odd_parts
from toolkit.document.word_styles import STYLES, word_before_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.model import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMED = {"title": TITLE, "heading 1": HEADING}
_UNNAMED = "表格"
"""What a table is called that somebody put in."""


def read_document_as_shown(data: bytes, composed: Document) -> Document:
    """Return what the .docx *data* says, top to bottom; what a paragraph is, is taken from *composed* where it is in it.

    Raise UnreadableDocumentError for what is no .docx.
    """
    opened, blocks, nodes = open_word_document(data)
    with refuse_odd_parts():
        styles = _roles_of_styles(opened)
    read = [
        (block, styles.get(_style_id_of(node), ""))
        for block, node in zip(blocks, nodes, strict=True)
        if words_of_block(block)
    ]
    pairs = pair_blocks([b for b, _ in read], composed.blocks)
    said = [
        _block_as_shown(block, role, composed.blocks[pairs[i]] if i in pairs else None)
        for i, (block, role) in enumerate(read)
    ]
    return composed._replace(blocks=tuple(said), margins=tuple(read_word_margins(data)))


def _block_as_shown(block: Block, role: str, drawn: Block | None) -> Block:
    """Return a block as it is read, with what only *drawn* tells: what it is, its line breaks, the heads of a table."""
    if isinstance(block, Grid):
        return _table_as_shown(block, drawn if isinstance(drawn, Grid) else None)
    known = drawn if isinstance(drawn, Paragraph) else None
    if known and _is_same_paragraph(block, known):
        return known
    runs = tuple(r for r in join_bound_runs(block.runs) if r.text)
    return Paragraph(runs, known.role if known else role if role in ROLES else BODY)


def _is_same_paragraph(block: Paragraph, drawn: Paragraph) -> bool:
    ours = [(squeeze_text(r.text), r.cell) for r in join_bound_runs(block.runs)]
    return ours == [(squeeze_text(r.text), r.cell) for r in join_bound_runs(drawn.runs)]


def _table_as_shown(grid: Grid, drawn: Grid | None) -> Grid:
    if drawn and _table_texts(grid) == _table_texts(drawn):
        return drawn
    rows = _rows_with_tall_boxes(grid)
    if drawn is None:
        return Grid(_UNNAMED, rows)
    heads = {squeeze_text(b.text) for row in drawn.rows for b in row if b and b.head}
    ours, found = uncovered_boxes(drawn), match_boxes(drawn, grid)
    heads |= {
        squeeze_text(theirs.text)
        for (r, i), (s, j) in found.pairs.items()
        if ours[r][i].head and (theirs := uncovered_boxes(grid)[s][j]).cell is None
    }
    marked = tuple(
        tuple(b and b._replace(head=b.cell is None and squeeze_text(b.text) in heads) for b in row)
        for row in rows
    )
    fits = bool(rows) and len(rows[0]) == len(drawn.rows[0])
    return Grid(
        drawn.name,
        marked,
        drawn.widths if fits else (),
        drawn.heads if found.whole else 0,
    )


def _table_texts(grid: Grid) -> list[list[str]]:
    return [[squeeze_text(box.text) for box in row] for row in uncovered_boxes(grid)]


def _rows_with_tall_boxes(grid: Grid) -> tuple[tuple[Box | None, ...], ...]:
    """Return the rows of a table with each box as tall as it is: places below it that no box of their row covers are its."""
    rows = [list(row) for row in grid.rows if row]
    for r, row in enumerate(rows):
        for c, box in enumerate(row):
            if box is not None:
                tall = 1
                while r + tall < len(rows) and _is_range_free(rows[r + tall], c, box.columns):
                    tall += 1
                row[c] = box._replace(rows=tall)
    return tuple(map(tuple, rows))


def _is_range_free(row: Sequence[Box | None], at: int, wide: int) -> bool:
    """Tell whether no box of *row* stands at or reaches over these places."""
    if at + wide > len(row) or any(row[at : at + wide]):
        return False
    return not any(box and c + box.columns > at for c, box in enumerate(row[:at]))


def _style_id_of(node: Any) -> str:
    named = node.find(f"{_W}pPr/{_W}pStyle")
    return "" if named is None else str(named.get(f"{_W}val", ""))


def _roles_of_styles(opened: Any) -> dict[str, str]:
    """Return what paragraphs of each style are, by the style's id: ours by its name, Word's headings by theirs."""
    word = word_before_styles(opened)
    named = _NAMED | {word + look.name: role for role, look in STYLES.items()}
    found = {}
    for style in opened.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        said = "" if name is None else str(name.get(f"{_W}val", ""))
        deeper = ASPECT if said.casefold().startswith("heading") else ""
        found[str(style.get(f"{_W}styleId", ""))] = named.get(said, named.get(said.casefold(), deeper))
    return found
