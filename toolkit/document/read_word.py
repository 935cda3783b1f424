"""A Word document read back: what a reader sees of it, and what is left in it that nobody should see.

Only the parts that hold text are unpacked. python-docx's own ``Paragraph.text`` leaves content controls out, so the
XML is walked.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from toolkit.document.document_limits import (
    parse_cell_span,
    refuse_oversized_table,
)
from toolkit.document.model import (
    BODY,
    HEADING,
    TITLE,
    Box,
    Grid,
    Paragraph,
    Run,
    cell_from_name,
    texts_beside,
)
from toolkit.document.word_package import (
    load_word_document,
    main_document_root,
    open_package,
    parse_part,
    unreadable_error,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from toolkit.form.model import Cell

_MARGIN_PART = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d{0,4}\.xml", re.IGNORECASE)
STRUCK, HIDDEN, PUT_IN = "划掉的字", "隐藏的字", "插入的其他文件"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLE_STYLE = re.compile("(?!.级)..标题")
"""The style of a title of ours: two characters say of what kind of document."""


def read_word_blocks(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of a .docx; raise UnreadableDocumentError for what is none."""
    with open_package(data) as package:
        body = main_document_root(package).find(f"{_W}body")
        if body is None:
            raise unreadable_error()
        return [block for _, block in _blocks_with_nodes(body)]


def open_word_document(data: bytes) -> tuple[Any, list[Paragraph | Grid], list[Any]]:
    """Return a .docx as python-docx opens it, its paragraphs and tables, and the node of each.

    Raise UnreadableDocumentError for what is no .docx, or unpacks to more than one should.
    """
    with open_package(data) as package:
        main_document_root(package)
    opened = load_word_document(data)
    placed = _blocks_with_nodes(opened.element.body)
    return opened, [block for _, block in placed], [node for node, _ in placed]


def _blocks_with_nodes(parent: Any) -> list[tuple[Any, Paragraph | Grid]]:
    """Return the paragraphs and tables below *parent*, each with its node."""
    placed: list[tuple[Any, Paragraph | Grid]] = []
    _collect_blocks(parent, placed)
    return placed


def _collect_blocks(parent: Any, placed: list[tuple[Any, Paragraph | Grid]]) -> None:
    for node in parent:
        if node.tag == f"{_W}p":
            placed.append((node, Paragraph(tuple(_runs_of_node(node)), _role_of_paragraph(node))))
            _collect_box_blocks(node, placed)
        elif node.tag == f"{_W}tbl" and _is_layout_table(node):
            for cell in (c for line in _own_table_rows(node) for c in _cells_of_row(line)):
                _collect_blocks(cell, placed)
        elif node.tag == f"{_W}tbl":
            placed.append((node, _read_word_table(node)))
            _collect_box_blocks(node, placed)
        elif node.tag in _AROUND_BLOCKS:
            _collect_blocks(node, placed)


def _collect_box_blocks(node: Any, placed: list[tuple[Any, Paragraph | Grid]]) -> None:
    """Add what stands in text boxes that hang at a paragraph or in a table: behind it, in paragraphs of their own."""
    for child in _seen_children(node):
        if child.tag == f"{_W}txbxContent":
            _collect_blocks(child, placed)
        elif child.tag not in _NOWHERE_SEEN and not is_run_struck(child) and not is_run_hidden(child):
            _collect_box_blocks(child, placed)


def _seen_children(node: Any) -> list[Any]:
    """Return the children of a node; of the same thing drawn for newer and for older programs, what the newer show."""
    children = list(node)
    return children[:1] if node.tag == f"{_MC}AlternateContent" else children


def figure_of_control(control: Any) -> Cell | None:
    """Return the figure a content control names: by its tag, or by its title where a program dropped the tag."""
    said = control.find(f"{_W}sdtPr")
    if said is None:
        return None
    for name in ("tag", "alias"):
        named = said.find(f"{_W}{name}")
        cell = cell_from_name(named.get(f"{_W}val", "")) if named is not None else None
        if cell:
            return cell
    return None


def is_placeholder_shown(control: Any) -> bool:
    """Tell whether a content control is empty and shows Word's own words for "click here to type"."""
    return control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


_AROUND_BLOCKS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml")}
_IS_TEXT = {f"{_W}{name}" for name in ("t", "tab", "br", "noBreakHyphen")}
_NOWHERE_SEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr")}
_PICTURED = ("{*}blip", "{*}imagedata", "{*}chart", "{*}OLEObject")
_NOTES = {f"{_W}{name}" for name in ("footnote", "endnote")}
_UNREAD = {*_NOWHERE_SEEN, f"{_W}txbxContent"}


def _runs_of_node(node: Any) -> list[Run]:
    return [run for _, run in leaves_of_paragraph(node)]


def leaves_of_paragraph(node: Any) -> list[tuple[Any, Run]]:
    """Return the nodes of a paragraph that hold what a reader sees of it, each with its text."""
    found: list[tuple[Any, Run]] = []
    _collect_leaves(node, None, found)
    return found


def _collect_leaves(node: Any, cell: Cell | None, found: list[tuple[Any, Run]]) -> None:
    for child in _seen_children(node):
        if child.tag in _IS_TEXT:
            text = {f"{_W}t": child.text or "", f"{_W}noBreakHyphen": "-"}.get(child.tag, " ")
            found.append((child, Run(text, cell)))
        elif child.tag == f"{_W}sdt":
            named = figure_of_control(child) or cell
            if is_placeholder_shown(child):
                found.append((child, Run("", named)))
            else:
                _collect_leaves(child, named, found)
        elif child.tag not in _UNREAD and not is_run_struck(child) and not is_run_hidden(child):
            _collect_leaves(child, cell, found)


def is_run_struck(run: Any) -> bool:
    """Tell whether a run's text is drawn through: whoever wrote the document took it back."""
    return _has_run_property(run, "strike", "dstrike")


def is_run_hidden(run: Any) -> bool:
    """Tell whether a run's text is there and no page shows it."""
    return _has_run_property(run, "vanish")


def _has_run_property(run: Any, *names: str) -> bool:
    """Tell whether a run says one of *names* of its own look."""
    said = run.find(f"{_W}rPr") if run.tag == f"{_W}r" else None
    if said is None:
        return False
    found = (said.find(f"{_W}{name}") for name in names)
    return any(n is not None and n.get(f"{_W}val", "1") not in ("0", "false", "off") for n in found)


def _role_of_paragraph(node: Any) -> str:
    style = node.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val", "") if style is not None else "").casefold()
    if name == "title" or _TITLE_STYLE.fullmatch(name):
        return TITLE
    level = node.find(f"{_W}pPr/{_W}outlineLvl")
    return (
        HEADING
        if level is not None or name.startswith(("heading", "标题")) or re.fullmatch("[1-6]", name)
        else BODY
    )


def _is_layout_table(table: Any) -> bool:
    """Tell a table that only puts texts into their places: of one column; of two, where it has a table in it."""
    most = 1 if len(rows_of_table(table)) == len(list(_own_table_rows(table))) else 2
    return all(
        sum(1 for _ in islice(_cells_of_row(line), most + 1)) <= most for line in _own_table_rows(table)
    )


def _own_table_rows(table: Any) -> Iterator[Any]:
    """Yield a table's own rows."""
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in _AROUND_BLOCKS:
            yield from _own_table_rows(child)


def _read_word_table(table: Any) -> Grid:
    """Return a table with the rows of those inside it as rows of its own."""
    rows: list[list[Box | None]] = []
    places = 0
    for line in rows_of_table(table):
        row: list[Box | None] = []
        for cell in _cells_of_row(line):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = parse_cell_span(span.get(f"{_W}val")) if span is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart":
                row += [None] * wide
                continue
            runs = [run for p in _own_paragraphs(cell) for run in _runs_of_node(p)]
            text = "".join(r.text for r in runs)
            row += [
                Box(text, 1, wide, cell=next((r.cell for r in runs if r.cell), _figure_around_cell(cell))),
                *[None] * (wide - 1),
            ]
        rows.append(row)
        places += len(row)
        refuse_oversized_table(places)
    return Grid("", tuple(map(tuple, rows)))


def rows_of_table(table: Any) -> list[Any]:
    """Return the rows of a table and of those inside it: the rows of the ``Grid`` it is read as."""
    found: list[Any] = []
    for child in table:
        if child.tag == f"{_W}tr":
            found.append(child)
        if child.tag not in _UNREAD:
            found += rows_of_table(child)
    return found


def _figure_around_cell(cell: Any) -> Cell | None:
    """Return the figure of a control that stands round a cell or round its paragraphs."""
    controls = (*cell.iterancestors(f"{_W}sdt"), *cell.iterchildren(f"{_W}sdt"))
    return next(filter(None, map(figure_of_control, controls)), None)


def uncovered_cells(line: Any) -> list[Any]:
    """Return the cells of a table's row that no cell above covers: those a ``Grid`` has boxes for."""
    merges = ((cell, cell.find(f"{_W}tcPr/{_W}vMerge")) for cell in _cells_of_row(line))
    return [cell for cell, merge in merges if merge is None or merge.get(f"{_W}val") == "restart"]


def _own_paragraphs(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell, but for those of a table in it: that has rows of its own."""
    for child in cell:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag in _AROUND_BLOCKS:
            yield from _own_paragraphs(child)


def _cells_of_row(line: Any) -> Iterator[Any]:
    for child in line:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _cells_of_row(child)


def read_word_margins(data: bytes) -> list[Paragraph]:
    """Return what stands beside the text on the pages of a .docx: headers, footers and notes, each text once.

    Raise UnreadableDocumentError for what is no .docx.
    """
    with open_package(data) as package:
        names = [n for n in sorted(package.namelist()) if _MARGIN_PART.fullmatch(n)]
        read = [_blocks_with_nodes(note) for n in names for note in _notes_of_part(parse_part(package, n))]
    return texts_beside(block for blocks in read for _, block in blocks)


def _notes_of_part(root: Any) -> list[Any]:
    """Return the notes of a part that holds them; a header or footer is one itself."""
    return [root, *(n for n in root if n.tag in _NOTES)]


def read_all_word_texts(data: bytes) -> str:
    """Return the texts of every part of a .docx, a paragraph a line: header and footer, notes, boxes, properties."""
    lines = []
    for root in _xml_parts_below(data, ""):
        paragraphs = [n for n in root.iter(f"{_W}p") if next(n.iterancestors(f"{_W}p"), None) is None]
        if paragraphs:
            lines += ["".join(t.text or "" for t in p.iter(f"{_W}t", f"{_W}delText")) for p in paragraphs]
        else:
            lines += [text for text in root.itertext() if text.strip()]
    return "\n".join(lines)


def _xml_parts_below(data: bytes, below: str) -> Iterator[Any]:
    """Yield the XML parts *below* a folder of the package; raise UnreadableDocumentError for what is no .docx."""
    with open_package(data) as package:
        for name in package.namelist():
            if name.startswith(below) and name.endswith(".xml"):
                yield parse_part(package, name)


def count_pictures(data: bytes) -> int:
    """Count the pictures, charts and objects on the pages of a .docx: what is written in them nobody reads here."""
    with open_package(data) as package:
        body = main_document_root(package)
        return sum(
            1 for node in body.iter(*_PICTURED) if next(node.iterancestors(f"{_MC}Fallback"), None) is None
        )


def count_leftovers(data: bytes) -> dict[str, int]:
    """Count what a Word document holds that must not be published; {} for other files.

    That is comments, tracked changes, texts drawn through or hidden, and other files that stand in the text unread.

    Raise UnreadableDocumentError for what is no .docx.
    """
    found = {"批注": 0, "修订": 0, STRUCK: 0, HIDDEN: 0, PUT_IN: 0}
    tags = {
        "批注": {f"{_W}comment"},
        "修订": {f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"},
        PUT_IN: {f"{_W}altChunk", f"{_W}subDoc"},
    }
    for root in _xml_parts_below(data, "word/"):
        for what, some in tags.items():
            found[what] += sum(node.tag in some for node in root.iter())
        runs = [run for run in root.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
        found[STRUCK] += sum(map(is_run_struck, runs))
        found[HIDDEN] += sum(map(is_run_hidden, runs))
    return {k: n for k, n in found.items() if n}
