"""A Word document somebody edited, changed in place: numbers in their controls, single paragraphs; all else stays theirs.

Fonts, headers, pictures, comments, pages put in: whatever is not touched here is written back as it was read.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from toolkit.document.block_alignment import comparable_number
from toolkit.document.model import Block, Grid, Paragraph, Run, remove_unprintable
from toolkit.document.read_word import (
    figure_of_control,
    is_placeholder_shown,
    open_word_document,
    uncovered_cells,
)
from toolkit.document.word_document import WordBlockDrawing
from toolkit.document.word_mark import read_document_mark, set_document_mark
from toolkit.document.word_package import refuse_odd_parts
from toolkit.document.word_styles import pack_reproducibly, word_before_styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.document.model import Box
    from toolkit.form.model import Cell

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = {f"{_W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen", "softHyphen")}
_ANCHORS = {
    f"{_W}{name}"
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "moveToRangeStart",
        "moveToRangeEnd", "moveFromRangeStart", "moveFromRangeEnd",
    )
}  # fmt: skip
_MORE = {
    f"{_W}{name}"
    for name in ("drawing", "pict", "object", "commentReference", "footnoteReference", "endnoteReference")
}
"""What a run may hold beside text that somebody put there."""
_PASSING = ("sectPr", "numPr", "framePr", "pPrChange", "rPr")
"""What of a paragraph's properties is its own and not its neighbour's."""
_LOCK = "sdtContentLocked"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
OWN_IDS = 2**20
"""Below this are the numbers of the controls we draw; programs draw theirs at random from far more."""


class EditableWordDocument:
    """A Word document opened to be changed; its paragraphs and tables are named by their number in ``blocks``.

    A number stays that of its paragraph, whatever is put in or taken out; ``put_in`` returns a new one.
    """

    def __init__(self, data: bytes) -> None:
        """Open *data*; raise UnreadableDocumentError for what is no .docx."""
        self._opened, self.blocks, self._nodes = open_word_document(data)
        self.mark = read_document_mark(self._opened)
        self._body = self._opened.element.body
        self._drawn: WordBlockDrawing | None = None

    def to_bytes(self, mark: str) -> bytes:
        """Return the document as it is now, with *mark* in it."""
        with refuse_odd_parts():
            set_document_mark(self._opened, mark)
            return pack_reproducibly(self._opened)

    @property
    def pictures(self) -> int:
        """Return how many pictures stand in the text: no reader of text sees them."""
        return sum(1 for _ in self._body.iter(f"{_W}drawing", f"{_W}object"))

    def holds_more(self, at: int) -> bool:
        """Tell whether a paragraph holds a picture, a comment or a note besides its text."""
        return any(True for _ in self._nodes[at].iter(*_MORE))

    # numbers

    def controls(self, at: int) -> Iterator[tuple[Cell, str, Any]]:
        """Yield the figure, the text and the node of every bound number in a paragraph or table."""
        node = self._nodes[at]
        around = (a for a in node.iterancestors(f"{_W}sdt") if len(list(a.iter(f"{_W}p"))) == 1)
        for control in (*around, *node.iter(f"{_W}sdt")):
            cell = figure_of_control(control)
            gone = any(True for _ in control.iterancestors(f"{_W}del", f"{_W}moveFrom"))
            if cell and not gone:
                text = (
                    ""
                    if is_placeholder_shown(control)
                    else "".join(t.text or "" for t in _shown_text_nodes(control))
                )
                yield cell, text, control

    def set_number(self, control: Any, text: str) -> None:
        """Let a control of ``controls`` show *text*, printed the way its number was: grouped by commas, in wide digits."""
        shown = "".join(t.text or "" for t in _shown_text_nodes(control))
        properties = control.find(f"{_W}sdtPr")
        for placeholder in properties.findall(f"{_W}showingPlcHdr"):
            properties.remove(placeholder)
            for style in control.iter(f"{_W}rStyle"):
                style.getparent().remove(style)
        first, *others = list(_shown_text_nodes(control)) or [_insert_text_node(control)]
        first.text = format_like_printed(shown, text)
        for other in others:
            other.text = ""
        _restore_tag_and_lock(properties, figure_of_control(control))

    def fill_box(self, at: int, row: int, number: int, box: Box) -> None:
        """Put the bound number *box* into a table's cell: the *number*-th of its *row* that no other covers."""
        lines = list(self._nodes[at].iter(f"{_W}tr"))
        cell = uncovered_cells(lines[row])[number]
        first, *others = list(cell.iter(f"{_W}p"))
        self._put(first, Paragraph((Run(box.text, box.cell),)))
        for paragraph in others:
            self._clear(paragraph)

    # paragraphs

    def reword(self, at: int, said: Paragraph) -> None:
        """Let a paragraph say something else in the look it has: notes, comments and pictures in it stay."""
        self._put(self._nodes[at], said)

    def replace_table(self, at: int, grid: Grid) -> None:
        """Draw a table anew in its place."""
        drawn = self._drawing().table(grid)
        self._nodes[at].addprevious(drawn)
        self._nodes[at].getparent().remove(self._nodes[at])
        self._nodes[at] = drawn

    def take_out(self, at: int) -> None:
        """Take a paragraph or table out; where a section of pages or a cell would end with it, only its text."""
        node = self._nodes[at]
        parent = node.getparent()
        alone = parent.tag == f"{_W}tc" and len(parent.findall(f"{_W}p")) < 2
        if node.tag == f"{_W}p" and (alone or node.find(f"{_W}pPr/{_W}sectPr") is not None):
            self._clear(node)
            return
        parent.remove(node)
        if parent.tag == f"{_W}sdtContent" and not len(parent):
            parent.getparent().getparent().remove(parent.getparent())

    def put_in(self, said: Block, beside: int | None, *, after: bool = True, like: int | None = None) -> int:
        """Put a paragraph or table *after* or before *beside* (None: at the end), dressed as the paragraph *like*."""
        if isinstance(said, Grid):
            node = self._drawing().table(said)
        else:
            node = self._drawing().paragraph(said)
            if like is not None:
                self._dress(node, self._nodes[like])
        if beside is None:
            last = self._body.find(f"{_W}sectPr")
            self._body.append(node) if last is None else last.addprevious(node)
        elif after:
            self._nodes[beside].addnext(node)
        else:
            self._nodes[beside].addprevious(node)
        self._nodes.append(node)
        self.blocks.append(said)
        return len(self._nodes) - 1

    # XML

    def _drawing(self) -> WordBlockDrawing:
        if self._drawn is None:
            with refuse_odd_parts():
                self._drawn = WordBlockDrawing(self._opened, word_before_styles(self._opened))
            numbers = (i.get(f"{_W}val", "") for i in self._body.iter(f"{_W}id"))
            ours = (int(n) for n in numbers if n.isdecimal() and int(n) < OWN_IDS)
            self._drawn.controls = max(ours, default=0)
        return self._drawn

    def _put(self, node: Any, said: Paragraph) -> None:
        look = _first_run_look(node)
        place = self._clear(node)
        for made in self._drawing().inline(said):
            for run in made.iter(f"{_W}r"):
                _apply_run_look(run, look)
            node.insert(place, made)
            place += 1

    @staticmethod
    def _clear(node: Any) -> int:
        """Take the text out of a paragraph; return where among its children the first of it stood."""
        place = None
        for child in list(node):
            if child.tag == f"{_W}pPr" or child.tag in _ANCHORS:
                continue
            if place is None:
                place = node.index(child)
            kept = [run for run in child.iter(f"{_W}r") if any(True for _ in run.iter(*_MORE))]
            for run in kept:
                for text in [t for t in run if t.tag in _TEXT]:
                    run.remove(text)
                child.addprevious(run)
            if child not in kept:
                child.getparent().remove(child)
        return len(node) if place is None else place

    @staticmethod
    def _dress(node: Any, like: Any) -> None:
        """Give a paragraph of ours the look of one that stands there."""
        theirs = like.find(f"{_W}pPr")
        if theirs is None:
            return
        properties = copy.deepcopy(theirs)
        for name in _PASSING:
            for part in properties.findall(f"{_W}{name}"):
                properties.remove(part)
        node.replace(node.find(f"{_W}pPr"), properties)
        look = _first_run_look(like)
        for run in node.iter(f"{_W}r"):
            _apply_run_look(run, look)


def _shown_text_nodes(control: Any) -> Iterator[Any]:
    """Yield the texts of a control that are shown."""
    for text in control.iter(f"{_W}t"):
        if not any(True for _ in text.iterancestors(f"{_W}del", f"{_W}moveFrom")):
            yield text


def _insert_text_node(control: Any) -> Any:
    """Return a text put into a control that has none."""
    runs = list(control.iter(f"{_W}r"))
    inside = control.find(f"{_W}sdtContent")
    if runs:
        run = runs[0]
    else:
        paragraphs = list(inside.iter(f"{_W}p"))
        run = inside.makeelement(f"{_W}r", {})
        (paragraphs[0] if paragraphs else inside).append(run)
    text = run.makeelement(f"{_W}t", {})
    run.append(text)
    return text


def _restore_tag_and_lock(properties: Any, cell: Cell | None) -> None:
    """Put back tag and lock where a program dropped them and left only the title."""
    if cell is None:
        return
    for name, value in (("tag", cell.name), ("lock", _LOCK)):
        part = properties.find(f"{_W}{name}")
        if part is None:
            part = properties.makeelement(f"{_W}{name}", {})
            kind = properties.find(f"{_W}text")  # what sort of control it is stands last
            properties.append(part) if kind is None else kind.addprevious(part)
            part.set(f"{_W}val", value)


def _first_run_look(paragraph: Any) -> Any:
    """Return how the first text of a paragraph looks; None where it has no look of its own."""
    for run in paragraph.iter(f"{_W}r"):
        if run.find(f"{_W}t") is not None:
            return run.find(f"{_W}rPr")
    return None


def _apply_run_look(run: Any, look: Any) -> None:
    if look is None or not len(look):
        return
    properties = copy.deepcopy(look)
    for name in ("rPrChange", "ins", "del"):
        for part in properties.findall(f"{_W}{name}"):
            properties.remove(part)
    own = run.find(f"{_W}rPr")
    if own is not None:
        run.remove(own)
    run.insert(0, properties)


def format_like_printed(shown: str, number: str) -> str:
    """Return *number* printed as *shown* is: with commas between thousands, in wide digits."""
    if comparable_number(shown) == number:
        return shown
    half = unicodedata.normalize("NFKC", shown.strip())
    made = number
    if _GROUPED.fullmatch(half):
        whole, point, rest = number.partition(".")
        made = f"{int(whole):,}{point}{rest}" if whole.isdecimal() else number
    digits = [c for c in shown if c.isdecimal()]
    wide = bool(digits) and not any(c.isascii() for c in digits)
    return remove_unprintable(made.translate(_WIDE) if wide else made)
