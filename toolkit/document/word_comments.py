"""A copy of a Word document with comments at the words they are about, and shaded boxes: nothing else of it is changed."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from toolkit.document.model import Grid
from toolkit.document.read_word import leaves_of_paragraph, open_word_document, rows_of_table, uncovered_cells
from toolkit.document.word_package import refuse_odd_parts, save_word_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.text_marks import TextMark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR, INITIALS = "核对", "核"
SHADES = {"error": "F8CBAD", "warning": "FFE699"}
OTHER_SHADE = "DDEBF7"
_BEFORE_SHADE = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")
"""What stands before the shading among the properties of a cell (ECMA-376, CT_TcPr)."""


def comment_word_document(data: bytes, marks: Sequence[TextMark]) -> bytes:
    """Return the .docx *data* with a comment for every mark; raise UnreadableDocumentError for what is none."""
    opened, blocks, nodes = open_word_document(data)
    for mark in marks:
        block, node = blocks[mark.block], nodes[mark.block]
        if not isinstance(block, Grid):
            _comment_words(opened, *_commented_place(node, mark))
            continue
        cell = uncovered_cells(rows_of_table(node)[mark.row])[mark.box]
        _shade_cell(cell, SHADES.get(mark.severity, OTHER_SHADE))
        paragraph = next(cell.iter(f"{_W}p"), None)
        if paragraph is not None:
            _comment_words(opened, paragraph, mark)
    return save_word_document(opened)


def _commented_place(paragraph: Any, mark: TextMark) -> tuple[Any, TextMark]:
    """Return the paragraph a comment hangs at and its mark: no text box may hold one, its whole paragraph is marked then."""
    if next(paragraph.iterancestors(f"{_W}txbxContent"), None) is None:
        return paragraph, mark
    return list(paragraph.iterancestors(f"{_W}p"))[-1], mark._replace(start=0, end=0)


def _comment_words(opened: Any, paragraph: Any, mark: TextMark) -> None:
    """Put a comment at the words of *mark*, or at all of the paragraph where it names none."""
    number = str(_new_comment(opened, mark.note))
    begin, finish = _range_mark("commentRangeStart", number), _range_mark("commentRangeEnd", number)
    runs = _runs_of_span(paragraph, mark.start, mark.end)
    if runs:
        runs[0].addprevious(begin)
        runs[-1].addnext(finish)
    else:
        paragraph.extend([begin, finish])
    finish.addnext(_reference(number))


def _new_comment(opened: Any, note: str) -> int:
    with refuse_odd_parts():
        made: int = opened.comments.add_comment(note, AUTHOR, INITIALS).comment_id
    return made


def _range_mark(name: str, number: str) -> Any:
    from lxml import etree

    made = etree.Element(f"{_W}{name}")
    made.set(f"{_W}id", number)
    return made


def _reference(number: str) -> Any:
    from lxml import etree

    run = etree.Element(f"{_W}r")
    run.append(_range_mark("commentReference", number))
    return run


def _runs_of_span(paragraph: Any, start: int, end: int) -> list[Any]:
    """Return the runs that hold the characters from *start* to *end*, cut where those begin and end; all where there are none."""
    found, at = [], 0
    for leaf, run in leaves_of_paragraph(paragraph):
        first, at = at, at + len(run.text)
        if end <= start:
            found.append(leaf)
        elif first < end and at > start:
            inside = _cut_leaf(leaf, start - first) if first < start else leaf
            if at > end:
                _cut_leaf(inside, end - max(first, start))
            found.append(inside)
    return list(dict.fromkeys(_child_around(paragraph, leaf) for leaf in found))


def _child_around(paragraph: Any, leaf: Any) -> Any:
    """Return the child of *paragraph* that *leaf* is in: a control with a number in it is marked from outside."""
    while leaf.getparent() is not paragraph:
        leaf = leaf.getparent()
    return leaf


def _cut_leaf(leaf: Any, at: int) -> Any:
    """Cut the run of a text in two before its character *at*; return the second text, or the whole where it cannot be cut."""
    run, said = leaf.getparent(), leaf.text or ""
    others = [c for c in run if c is not leaf and c.tag != f"{_W}rPr"]
    if others or leaf.tag != f"{_W}t" or run.getparent().tag != f"{_W}p" or not 0 < at < len(said):
        return leaf
    rest = deepcopy(run)
    second = rest.find(f"{_W}t")
    leaf.text, second.text = said[:at], said[at:]
    for one in (leaf, second):
        one.set(_SPACE, "preserve")
    run.addnext(rest)
    return second


def _shade_cell(cell: Any, fill: str) -> None:
    from lxml import etree

    said = cell.find(f"{_W}tcPr")
    if said is None:
        said = etree.Element(f"{_W}tcPr")
        cell.insert(0, said)
    old = said.find(f"{_W}shd")
    if old is not None:
        said.remove(old)
    shade = etree.Element(f"{_W}shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(f"{_W}{name}", value)
    before = [c for c in said if c.tag in {f"{_W}{name}" for name in _BEFORE_SHADE}]
    said.insert(said.index(before[-1]) + 1 if before else 0, shade)
