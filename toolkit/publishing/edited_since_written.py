"""What somebody changed in a Word document since it was written: shown before it is published, for Word keeps silent of a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.block_alignment import has_same_wording, pair_blocks, words_of_block
from toolkit.document.edit_word import EditableWordDocument
from toolkit.document.model import ASPECT, HEADING, MARGINS, Grid
from toolkit.document.read_word import read_word_margins
from toolkit.publishing.document_edits import (
    ADDED,
    BEGINNING,
    REMOVED,
    REWRITTEN,
    DocumentEdit,
    block_text,
    differing_table_words,
)
from toolkit.publishing.document_records import find_generation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.document.model import Block, Paragraph
    from toolkit.publishing.document_records import WrittenGeneration


def edits_since_written(path: Path, known: list[WrittenGeneration]) -> list[DocumentEdit] | None:
    """Return where the Word document at *path* says something else than when it was written, in its order.

    None where it is none of *known*. Numbers bound to a figure are left out: they are held against the workbook.
    """
    data = path.read_bytes()
    opened = EditableWordDocument(data)
    before = find_generation(known, data, opened.mark, path.name)
    if before is None:
        return None
    edits = _differing_blocks(before.said.blocks, [b for b in opened.blocks if words_of_block(b)])
    return [*edits, *_differing_margins(before.said.margins, read_word_margins(data))]


def _differing_margins(written: Sequence[Paragraph], stands: Sequence[Paragraph]) -> Iterator[DocumentEdit]:
    were, are = ({words_of_block(p): block_text(p) for p in some} for some in (written, stands))
    yield from (
        DocumentEdit(MARGINS, ADDED, "", text, "") for words, text in are.items() if words not in were
    )
    yield from (
        DocumentEdit(MARGINS, REMOVED, text, "", "") for words, text in were.items() if words not in are
    )


def _differing_blocks(written: Sequence[Block], stands: Sequence[Block]) -> Iterator[DocumentEdit]:
    pairs = pair_blocks(written, stands)
    was_of = {j: written[i] for i, j in pairs.items()}
    section, gone = BEGINNING, [(i, b) for i, b in enumerate(written) if i not in pairs and words_of_block(b)]
    for at, block in enumerate(stands):
        was = was_of.get(at)
        head = was or block
        if not isinstance(head, Grid) and head.role in (HEADING, ASPECT):
            section = head.text
        if was is None:
            yield DocumentEdit(section, ADDED, "", block_text(block), "")
        elif not has_same_wording(was, block):
            if isinstance(was, Grid) and isinstance(block, Grid):
                yield DocumentEdit(section, REWRITTEN, *differing_table_words(was, block), "")
            else:
                yield DocumentEdit(section, REWRITTEN, block_text(was), block_text(block), "")
    for at, block in gone:
        yield DocumentEdit(_section_before(written, at), REMOVED, block_text(block), "", "")


def _section_before(blocks: Sequence[Block], at: int) -> str:
    heads = [b.text for b in blocks[: at + 1] if not isinstance(b, Grid) and b.role in (HEADING, ASPECT)]
    return heads[-1] if heads else BEGINNING
