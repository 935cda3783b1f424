"""What a person wrote into the Word document that stands is kept by the next report; where the workbook changed the same, it is asked.

Three are compared, paragraph by paragraph: what the document said when it was written last, what it says now, and what the
workbook comes to now. What only one side changed is taken; what both changed differently is told, and nothing is written.
Numbers bound to a figure are the workbook's in any case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.block_alignment import (
    boxes_differ,
    comparable_number,
    has_same_wording,
    join_bound_runs,
    match_boxes,
    pair_blocks,
    squeeze_text,
    unbound_numbers,
    uncovered_boxes,
    words_of_block,
)
from toolkit.document.edit_word import format_like_printed
from toolkit.document.model import ASPECT, HEADING, Grid
from toolkit.form.words import brief_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.document.edit_word import EditableWordDocument
    from toolkit.document.model import Box, Document, Paragraph
    from toolkit.form.model import Cell, Form
    from toolkit.publish.document_records import WrittenGeneration

    Block = Paragraph | Grid

REWRITTEN, ADDED, REMOVED, NUMBER = "rewritten", "added", "removed", "number"
"""What somebody may do to a paragraph; a number typed over is the workbook's again."""
WINDOW, CONTEXT = 60, 6
"""How much of a long paragraph is shown around what differs in it, and how much of what does not."""
OURS = 0.3
"""From what share of its paragraphs found again a document is the one that was written."""
BEGINNING = "开头"


class DocumentEdit(NamedTuple):
    """One place somebody changed: in which section, *what* of ``REWRITTEN`` …, as it *was* written, as it *stands*.

    *comes* is what the workbook comes to there now; "" where there is nothing, or nothing is known.
    """

    section: str
    what: str
    was: str
    stands: str
    comes: str

    def plain(self) -> dict[str, str]:
        """Return it as JSON-ready values."""
        return {
            "section": self.section,
            "change": self.what,
            "old": self.was,
            "theirs": self.stands,
            "new": self.comes,
        }


@dataclass
class CarriedDocument:
    """What became of a document somebody may have edited.

    *kept* stays as they wrote it, *numbers* typed over are the workbook's again, *conflicts* both sides changed.
    *renewed* counts the bound numbers that changed with the workbook; *known* tells whether it is known what was written.
    """

    kept: list[DocumentEdit] = field(default_factory=list)
    numbers: list[DocumentEdit] = field(default_factory=list)
    conflicts: list[DocumentEdit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renewed: int = 0
    changed: bool = False
    known: bool = True


class _ParagraphVersions(NamedTuple):
    """A paragraph in the three versions: as it was written, the number of what stands, the number of what comes."""

    was: Block | None
    at: int | None
    comes: int | None


def resembles_document(said: Document, standing: EditableWordDocument) -> bool:
    """Tell whether a document that stands is one that *said* this, as far as so much of it is found again."""
    theirs = [b for b in standing.blocks if words_of_block(b)]
    pairs = pair_blocks(said.blocks, theirs)
    same = sum(has_same_wording(said.blocks[i], theirs[j]) for i, j in pairs.items())
    return same >= OURS * len(said.blocks)


def carry_document_edits(
    standing: EditableWordDocument,
    before: WrittenGeneration | None,
    new: Document,
    figures: Mapping[str, str],
    form: Form,
    *,
    keep_edits: bool,
) -> CarriedDocument:
    """Bring *standing* to what *new* says, but for what somebody wrote into it since *before*.

    *figures* are the workbook's numbers as printed, by name. Without *before* nobody can tell which side changed what
    differs, and all of it is asked. With conflicts left *standing* is not fit to be written, unless *keep_edits* decides
    them for what stands.
    """
    carrying = _DocumentEditCarrier(standing, before, new, figures, form)
    carrying.carry(keep_edits=keep_edits)
    return carrying.made


class _DocumentEditCarrier:
    """Carries one document: decides of every paragraph, then lets the numbers follow."""

    def __init__(
        self,
        standing: EditableWordDocument,
        before: WrittenGeneration | None,
        new: Document,
        figures: Mapping[str, str],
        form: Form,
    ) -> None:
        self.standing, self.before, self.new, self.figures, self.form = standing, before, new, figures, form
        self.made = CarriedDocument(known=before is not None)
        self.theirs = [i for i, b in enumerate(standing.blocks) if words_of_block(b)]
        self.order = {at: n for n, at in enumerate(self.theirs)}
        self.old = before.figures if before else {}
        self.written = before.said.blocks if before else ()
        self.scaled = self._scaled()
        self.at_of: dict[int, int] = {}
        """Where each block of the new document stands, once that is settled."""
        self.sections: dict[int, str] = {}
        self.table_of: dict[int, Grid] = {}

    def carry(self, *, keep_edits: bool) -> None:
        triples = self._triples()
        self._name_sections(triples)
        redrawn: set[int] = set()
        for triple in triples:
            self._decide(triple, redrawn, keep_edits=keep_edits)
        carried = {t.at for t in triples}
        added = [i for i in self.theirs if i not in carried]
        taken_up = self._insert_new(triples, added)
        for at in added:
            if at not in taken_up:
                self._keep(ADDED, at, None, None)
        self.made.kept.sort(key=self._place)
        for at in (a for a in self.theirs if a not in redrawn):
            self._renew(at)

    def _place(self, edit: DocumentEdit) -> int:
        """Return where the first paragraph that stands in an edit's section, or says what it says, is."""
        says = (n for at, n in self.order.items() if _block_text(self.standing.blocks[at]) == edit.stands)
        there = (n for at, n in self.order.items() if self.sections[at] == edit.section)
        return next(says, next(there, len(self.order)))

    # which is which

    def _triples(self) -> list[_ParagraphVersions]:
        theirs = [self.standing.blocks[i] for i in self.theirs]
        if self.before is None:
            pairs = pair_blocks(self.new.blocks, theirs)
            return [_ParagraphVersions(None, self._at(pairs, i), i) for i in range(len(self.new.blocks))]
        stands, comes = pair_blocks(self.written, theirs), pair_blocks(self.written, self.new.blocks)
        return [_ParagraphVersions(b, self._at(stands, i), comes.get(i)) for i, b in enumerate(self.written)]

    def _at(self, pairs: dict[int, int], i: int) -> int | None:
        return self.theirs[pairs[i]] if i in pairs else None

    def _name_sections(self, triples: list[_ParagraphVersions]) -> None:
        """Say of every paragraph that stands under which headings it does."""
        heads: dict[int, Block] = {}
        for t in triples:
            known = t.was or (self.new.blocks[t.comes] if t.comes is not None else None)
            if t.at is not None and known and not isinstance(known, Grid) and known.role in (HEADING, ASPECT):
                heads[t.at] = known
        path = ["", ""]
        for at in self.theirs:
            head = heads.get(at)
            if head and not isinstance(head, Grid):
                path = [head.text, ""] if head.role == HEADING else [path[0], head.text]
            self.sections[at] = "".join(path) or BEGINNING

    def _section(self, triple: _ParagraphVersions) -> str:
        if triple.at is not None:
            return self.sections[triple.at]
        blocks, index = self.new.blocks, triple.comes
        if triple.was is not None:
            blocks, index = self.written, next(i for i, b in enumerate(self.written) if b is triple.was)
        path = ["", ""]
        for block in blocks[: (index or 0) + 1]:
            if not isinstance(block, Grid) and block.role in (HEADING, ASPECT):
                path = [block.text, ""] if block.role == HEADING else [path[0], block.text]
        return "".join(path) or BEGINNING

    # one paragraph

    def _decide(self, t: _ParagraphVersions, redrawn: set[int], *, keep_edits: bool) -> None:
        stands = None if t.at is None else self.standing.blocks[t.at]
        comes = None if t.comes is None else self.new.blocks[t.comes]
        if t.at is not None and t.comes is not None:
            self.at_of[t.comes] = t.at
        edited = t.was is None or stands is None or not has_same_wording(t.was, stands)
        if comes is None and t.at is not None and self.standing.holds_more(t.at):
            edited = True  # with a picture or a comment in it, it is not only ours to take out
        moved = t.was is None or comes is None or not has_same_wording(t.was, comes)
        if stands is None and comes is None:
            return
        if stands is not None and comes is not None and has_same_wording(comes, stands):
            if edited and t.was is not None:
                self._keep(REWRITTEN, t.at, t.was, comes)
            self._bind_again(t, stands, comes, redrawn)
        elif not edited:
            self._follow(t, comes, redrawn)
        elif not moved or keep_edits:
            self._keep(REWRITTEN if stands is not None else REMOVED, t.at, t.was, comes, self._section(t))
        else:
            what = REWRITTEN if stands is not None else REMOVED
            self.made.conflicts.append(self._edit(what, t.at, t.was, comes, self._section(t)))

    def _follow(self, t: _ParagraphVersions, comes: Block | None, redrawn: set[int]) -> None:
        """Let a paragraph nobody touched say what the workbook comes to."""
        if t.at is None:
            return
        self.made.changed = True
        redrawn.add(t.at)
        if comes is None:
            self.standing.take_out(t.at)
        elif isinstance(comes, Grid):
            self._tell_typed(t.at)
            self.standing.replace_table(t.at, comes)
        else:
            self._tell_typed(t.at)
            self.standing.reword(t.at, comes)

    def _bind_again(self, t: _ParagraphVersions, stands: Block, comes: Block, redrawn: set[int]) -> None:
        """Where the wording agrees and only bindings are lost, put them back with the numbers; else these are renewed alone."""
        if t.at is None:
            return
        if isinstance(comes, Grid):
            self.table_of[t.at] = comes
            return
        if isinstance(stands, Grid) or [r.cell for r in _bound_runs_of(stands)] == [
            r.cell for r in _bound_runs_of(comes)
        ]:
            return
        if squeeze_text(stands.text) != squeeze_text(comes.text) or _bound_runs_of(comes):
            self._tell_typed(t.at)
            self.made.changed = True
            redrawn.add(t.at)
            self.standing.reword(t.at, comes)

    def _keep(
        self, what: str, at: int | None, was: Block | None, comes: Block | None, section: str = ""
    ) -> None:
        edit = self._edit(what, at, was, comes, section)
        if isinstance(was, Grid) and at is not None and isinstance(comes, Grid):
            self.table_of[at] = comes
        if at is not None and comes is not None:
            self._tell_unbound(self.standing.blocks[at], comes, edit.section)
        self.made.kept.append(edit)

    def _tell_unbound(self, stands: Block, comes: Block, section: str) -> None:
        """Tell the figures whose number somebody typed anew without its binding, where none there is the workbook's."""
        if isinstance(stands, Grid) or isinstance(comes, Grid):
            return
        typed, bound = unbound_numbers(stands), {r.cell for r in _bound_runs_of(stands)}
        if not set(typed) - set(unbound_numbers(comes)):
            return
        for run in _bound_runs_of(comes):
            if run.cell not in bound and comparable_number(run.text) not in typed:
                self._note(
                    f"{section}：“{_shorten_to_window(_block_text(stands))}”里没有写着“{self._label(run.cell)}”的数，"
                    f"或是手工打的、不随工作簿变，没有动，请核对：工作簿里是 {run.text}"
                )

    def _edit(
        self, what: str, at: int | None, was: Block | None, comes: Block | None, section: str = ""
    ) -> DocumentEdit:
        stands = None if at is None else self.standing.blocks[at]
        where = section or (self.sections[at] if at is not None else BEGINNING)
        if isinstance(was, Grid) and isinstance(stands, Grid):
            return DocumentEdit(where, what, *_differing_table_words(was, stands), "")
        return DocumentEdit(where, what, *("" if b is None else _block_text(b) for b in (was, stands, comes)))

    # what is new in the workbook

    def _insert_new(self, triples: list[_ParagraphVersions], added: list[int]) -> set[int]:
        """Put in what the workbook says and did not before, each behind what stands before it there.

        Return which of *added* say just that: somebody wrote it first.
        """
        known = {t.comes for t in triples}
        taken: set[int] = set()
        for i, block in enumerate(self.new.blocks):
            if i in known:
                continue
            same = next(
                (
                    a
                    for a in added
                    if a not in taken
                    and self._lies_between(i, a)
                    and has_same_wording(block, self.standing.blocks[a])
                ),
                None,
            )
            if same is not None:
                taken.add(same)
                self.at_of[i] = same
                continue
            self.made.changed = True
            self.at_of[i] = self._put_in(i, block)
        return taken

    def _lies_between(self, i: int, at: int) -> bool:
        known = [(j, self.order[a]) for j, a in self.at_of.items() if a in self.order]
        before = max((n for j, n in known if j < i), default=-1)
        after = min((n for j, n in known if j > i), default=len(self.order))
        return before < self.order[at] < after

    def _put_in(self, i: int, block: Block) -> int:
        earlier = [j for j in self.at_of if j < i]
        later = [j for j in self.at_of if j > i]
        like = None if isinstance(block, Grid) else self._dressed_like(i, block.role)
        if earlier:
            return self.standing.put_in(block, self.at_of[max(earlier)], like=like)
        beside = self.at_of[min(later)] if later else None
        return self.standing.put_in(block, beside, after=False, like=like)

    def _dressed_like(self, i: int, role: str) -> int | None:
        """Return the nearest paragraph that stands and is the same sort of thing."""
        blocks = self.new.blocks
        alike = [j for j in self.at_of if not isinstance(b := blocks[j], Grid) and b.role == role]
        nearest = min(alike, key=lambda j: abs(j - i), default=None)
        return None if nearest is None else self.at_of[nearest]

    # numbers

    def _scaled(self) -> set[str]:
        """Return the figures some bound number prints otherwise than they are: 1.2 for 12000 where 万 follows it."""
        found = set()
        for blocks, figures in ((self.written, self.old), (self.new.blocks, self.figures)):
            runs = (r for b in blocks if not isinstance(b, Grid) for r in _bound_runs_of(b))
            found |= {
                r.cell.name
                for r in runs
                if r.cell and comparable_number(r.text) != comparable_number(figures.get(r.cell.name, ""))
            }
        return found

    def _renew(self, at: int) -> None:
        """Let the bound numbers of a paragraph or table be the workbook's."""
        self._tell_typed(at)
        drawn = self.table_of.get(at)
        table = isinstance(self.standing.blocks[at], Grid)
        for cell, text, control in list(self.standing.controls(at)):
            comes = self.figures.get(cell.name, "" if table else None)
            if comes is None:
                self._note(f"工作簿里没有“{self._label(cell)}”这个数，Word 里的 {text} 没有动")
            elif cell.name in self.scaled and not table:
                if self.old.get(cell.name, comes) != comes:
                    self._note(
                        f"“{self._label(cell)}”在正文里不是按原数写的（{text}），没有动，请核对：工作簿里是 {comes}"
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
            self._note(
                f"{drawn.name} 的行列改过，有 {lost} 个数认不出写在哪一格，没有动，请照工作簿核对这张表"
            )

    def _count(self, cell: Cell, text: str) -> None:
        """Count a number that changed, unless somebody had typed over it: that is told by itself."""
        self.made.changed = True
        if self.before is None or not self._is_typed(cell, text):
            self.made.renewed += 1

    def _is_typed(self, cell: Cell, text: str) -> bool:
        """Tell whether nothing of ours ever put *text* there."""
        known = {
            comparable_number(self.old.get(cell.name, "")),
            comparable_number(self.figures.get(cell.name, "")),
        }
        for block in self.written:
            if not isinstance(block, Grid):
                known |= {comparable_number(r.text) for r in _bound_runs_of(block) if r.cell == cell}
        return comparable_number(text) not in known

    def _tell_typed(self, at: int) -> None:
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
                self.made.numbers.append(edit._replace(section=f"{self.sections[at]} {self._label(cell)}"))

    def _label(self, cell: Cell) -> str:
        known = any(t.id == cell.table and cell in t.cells for t in self.form.tables)
        return brief_label(self.form.label(cell)) if known else cell.name

    def _note(self, said: str) -> None:
        if said not in self.made.notes:
            self.made.notes.append(said)


def _bound_runs_of(block: Block) -> list[Any]:
    return [] if isinstance(block, Grid) else [r for r in join_bound_runs(block.runs) if r.cell]


def _block_text(block: Block) -> str:
    return block.name or "表格" if isinstance(block, Grid) else " ".join(block.text.split())


def _shorten_to_window(text: str) -> str:
    return text if len(text) <= WINDOW else text[:WINDOW] + "…"


def _differing_table_words(was: Grid, stands: Grid) -> tuple[str, str]:
    """Return the words of a table that were changed: as they were, as they are."""
    found = match_boxes(was, stands)
    pairs = [(a, b) for a, b in found.boxes(was, stands) if a.cell is None and boxes_differ(a, b)]
    if not pairs:
        return f"{was.name}：{len(was.rows)} 行", f"{was.name}：{len(stands.rows)} 行"
    return "、".join(a.text.strip() for a, _ in pairs), "、".join(b.text.strip() for _, b in pairs)


def cut_to_differences(*texts: str) -> list[str]:
    """Return *texts* cut to where they differ, with a little before it, so that the difference is seen on a line."""
    some = [t for t in texts if t]
    start = 0
    if len(some) > 1:
        while all(len(t) > start and t[start] == some[0][start] for t in some):
            start += 1
    start = max(0, start - CONTEXT) if start > CONTEXT else 0
    return [
        ("…" if start and t else "") + t[start : start + WINDOW] + ("…" if len(t) > start + WINDOW else "")
        for t in texts
    ]
