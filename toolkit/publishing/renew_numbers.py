"""The numbers of a document that are bound to a figure: the workbook's again, wherever somebody has not unbound them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.document.block_alignment import comparable_number, join_bound_runs, match_boxes, uncovered_boxes
from toolkit.document.edit_word import format_like_printed
from toolkit.document.model import Grid
from toolkit.form.words import brief_label
from toolkit.publishing.document_edits import NUMBER, CarriedDocument, DocumentEdit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.document.edit_word import EditableWordDocument
    from toolkit.document.model import Block, Box, Document
    from toolkit.form.model import Cell, Form
    from toolkit.publishing.document_records import WrittenGeneration


@dataclass
class NumberRenewer:
    """Lets the bound numbers of *standing* be those of *new*, and tells in *made* what somebody had typed over.

    *sections* says under which headings each block stands, *table_of* which of our tables a table that stands is.
    """

    standing: EditableWordDocument
    before: WrittenGeneration | None
    new: Document
    figures: Mapping[str, str]
    form: Form
    made: CarriedDocument
    sections: dict[int, str] = field(default_factory=dict)
    table_of: dict[int, Grid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the figures whose numbers are printed otherwise than they are."""
        self.old = self.before.figures if self.before else {}
        self.written = self.before.said.blocks if self.before else ()
        self.scaled = self._scaled()

    def _scaled(self) -> set[str]:
        """Return the figures some bound number prints otherwise than they are: 1.2 for 12000 where 万 follows it."""
        found = set()
        for blocks, figures in ((self.written, self.old), (self.new.blocks, self.figures)):
            runs = (r for b in blocks if not isinstance(b, Grid) for r in bound_runs_of(b))
            found |= {
                r.cell.name
                for r in runs
                if r.cell and comparable_number(r.text) != comparable_number(figures.get(r.cell.name, ""))
            }
        return found

    def renew(self, at: int) -> None:
        """Let the bound numbers of a paragraph or table be the workbook's."""
        self.tell_typed(at)
        drawn = self.table_of.get(at)
        table = isinstance(self.standing.blocks[at], Grid)
        for cell, text, control in list(self.standing.controls(at)):
            comes = self.figures.get(cell.name, "" if table else None)
            if comes is None:
                self.made.note(f"工作簿里没有“{self.label_of(cell)}”这个数，Word 里的 {text} 没有动")
            elif cell.name in self.scaled and not table:
                if self.old.get(cell.name, comes) != comes:
                    self.made.note(
                        f"“{self.label_of(cell)}”在正文里不是按原数写的（{text}），没有动，请核对：工作簿里是 {comes}"
                    )
            elif format_like_printed(text, comes) != text:
                self.standing.set_number(control, comes)
                self._count(cell, text)
        if drawn:
            self._fill_by_place(at, drawn)

    def _fill_by_place(self, at: int, drawn: Grid) -> None:
        """Put the numbers of a table that lost their bindings where their row and column are."""
        grid = self.standing.blocks[at]
        if not isinstance(grid, Grid):
            return
        ours, theirs = uncovered_boxes(drawn), uncovered_boxes(grid)
        bound = {b.cell for row in theirs for b in row if b.cell}
        found = match_boxes(drawn, grid).pairs
        lost = 0
        for r, row in enumerate(ours):
            for i, box in enumerate(row):
                if box.cell is None or box.cell in bound:
                    continue
                place = found.get((r, i))
                there = theirs[place[0]][place[1]] if place else None
                if place is None or there is None or there.cell is not None:
                    lost += 1
                elif comparable_number(there.text) != comparable_number(box.text):
                    self.standing.fill_box(at, *place, box)
                    self._count(box.cell, there.text)
        if lost:
            self.made.note(
                f"{drawn.name} 的行列改过，有 {lost} 个数认不出写在哪一格，没有动，请照工作簿核对这张表"
            )

    def _count(self, cell: Cell, text: str) -> None:
        """Count a number that changed, unless somebody had typed over it: that is told by itself."""
        self.made.changed = True
        if self.before is None or not self._is_typed(cell, text):
            self.made.renewed += 1

    def _is_typed(self, cell: Cell, text: str) -> bool:
        """Tell whether nothing of ours ever put *text* there."""
        known = {comparable_number(figures.get(cell.name, "")) for figures in (self.old, self.figures)}
        for block in self.written:
            if not isinstance(block, Grid):
                known |= {comparable_number(r.text) for r in bound_runs_of(block) if r.cell == cell}
        return comparable_number(text) not in known

    def tell_typed(self, at: int) -> None:
        """Tell every bound number somebody typed over: those of a table by its place too, where its binding went with it."""
        if self.before is None:
            return
        block, drawn = self.standing.blocks[at], self.table_of.get(at)
        stands = [(cell, text) for cell, text, _ in self.standing.controls(at)]
        if isinstance(block, Grid) and drawn:
            bound = {cell for cell, _ in stands}
            boxes: list[tuple[Box, Box]] = list(match_boxes(drawn, block).boxes(drawn, block))
            stands += [(a.cell, b.text) for a, b in boxes if a.cell and a.cell not in bound and not b.cell]
        for cell, text in stands:
            if self._is_typed(cell, text):
                comes, was = self.figures.get(cell.name, ""), self.old.get(cell.name, "")
                edit = DocumentEdit(self.sections[at], NUMBER, was, text.strip(), comes)
                self.made.numbers.append(edit._replace(section=f"{self.sections[at]} {self.label_of(cell)}"))

    def label_of(self, cell: Cell) -> str:
        """Return what people call a figure, its name where the form knows it no more."""
        known = any(t.id == cell.table and cell in t.cells for t in self.form.tables)
        return brief_label(self.form.label(cell)) if known else cell.name


def bound_runs_of(block: Block) -> list[Any]:
    """Return the runs of a paragraph that are bound to a figure; none of a table."""
    return [] if isinstance(block, Grid) else [r for r in join_bound_runs(block.runs) if r.cell]
