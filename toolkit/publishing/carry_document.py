"""What a person wrote into the Word document that stands is kept by the next report; where the workbook changed the same, it is asked.

Three are compared, paragraph by paragraph: what the document said when it was written last, what it says now, and what the
workbook comes to now. What only one side changed is taken; what both changed differently is told, and nothing is written.
Numbers bound to a figure are the workbook's in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.block_alignment import (
    comparable_number,
    has_same_wording,
    pair_blocks,
    squeeze_text,
    unbound_numbers,
    words_of_block,
)
from toolkit.document.model import ASPECT, HEADING, Grid
from toolkit.publishing.document_edits import (
    ADDED,
    BEGINNING,
    REMOVED,
    REWRITTEN,
    CarriedDocument,
    DocumentEdit,
    block_text,
    differing_table_words,
    shorten_to_window,
)
from toolkit.publishing.renew_numbers import NumberRenewer, bound_runs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.document.edit_word import EditableWordDocument
    from toolkit.document.model import Block, Document
    from toolkit.form.model import Form
    from toolkit.publishing.document_records import WrittenGeneration

OURS = 0.3
"""From what share of its paragraphs found again a document is the one that was written."""


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
    made = CarriedDocument(known=before is not None)
    numbers = NumberRenewer(standing, before, new, figures, form, made)
    _DocumentEditCarrier(numbers).carry(keep_edits=keep_edits)
    return made


class _DocumentEditCarrier:
    """Carries one document: decides of every paragraph, then lets the numbers follow."""

    def __init__(self, numbers: NumberRenewer) -> None:
        self.numbers = numbers
        self.standing, self.before = numbers.standing, numbers.before
        self.new, self.made = numbers.new, numbers.made
        self.theirs = [i for i, b in enumerate(self.standing.blocks) if words_of_block(b)]
        self.order = {at: n for n, at in enumerate(self.theirs)}
        self.at_of: dict[int, int] = {}
        """Where each block of the new document stands, once that is settled."""

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
            self.numbers.renew(at)

    def _place(self, edit: DocumentEdit) -> int:
        """Return where the first paragraph that stands in an edit's section, or says what it says, is."""
        says = (n for at, n in self.order.items() if block_text(self.standing.blocks[at]) == edit.stands)
        there = (n for at, n in self.order.items() if self.numbers.sections[at] == edit.section)
        return next(says, next(there, len(self.order)))

    def _triples(self) -> list[_ParagraphVersions]:
        theirs = [self.standing.blocks[i] for i in self.theirs]
        if self.before is None:
            pairs = pair_blocks(self.new.blocks, theirs)
            return [_ParagraphVersions(None, self._at(pairs, i), i) for i in range(len(self.new.blocks))]
        stands = pair_blocks(self.numbers.written, theirs)
        comes = pair_blocks(self.numbers.written, self.new.blocks)
        return [
            _ParagraphVersions(b, self._at(stands, i), comes.get(i))
            for i, b in enumerate(self.numbers.written)
        ]

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
            self.numbers.sections[at] = "".join(path) or BEGINNING

    def _section(self, triple: _ParagraphVersions) -> str:
        if triple.at is not None:
            return self.numbers.sections[triple.at]
        blocks, index = self.new.blocks, triple.comes
        if triple.was is not None:
            blocks = self.numbers.written
            index = next(i for i, b in enumerate(self.numbers.written) if b is triple.was)
        path = ["", ""]
        for block in blocks[: (index or 0) + 1]:
            if not isinstance(block, Grid) and block.role in (HEADING, ASPECT):
                path = [block.text, ""] if block.role == HEADING else [path[0], block.text]
        return "".join(path) or BEGINNING

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
            self.numbers.tell_typed(t.at)
            self.standing.replace_table(t.at, comes)
        else:
            self.numbers.tell_typed(t.at)
            self.standing.reword(t.at, comes)

    def _bind_again(self, t: _ParagraphVersions, stands: Block, comes: Block, redrawn: set[int]) -> None:
        """Where the wording agrees and only bindings are lost, put them back with the numbers; else these are renewed alone."""
        if t.at is None:
            return
        if isinstance(comes, Grid):
            self.numbers.table_of[t.at] = comes
            return
        bound = [[r.cell for r in bound_runs_of(b)] for b in (stands, comes)]
        if isinstance(stands, Grid) or bound[0] == bound[1]:
            return
        if squeeze_text(stands.text) != squeeze_text(comes.text) or bound_runs_of(comes):
            self.numbers.tell_typed(t.at)
            self.made.changed = True
            redrawn.add(t.at)
            self.standing.reword(t.at, comes)

    def _keep(
        self, what: str, at: int | None, was: Block | None, comes: Block | None, section: str = ""
    ) -> None:
        edit = self._edit(what, at, was, comes, section)
        if isinstance(was, Grid) and at is not None and isinstance(comes, Grid):
            self.numbers.table_of[at] = comes
        if at is not None and comes is not None:
            self._tell_unbound(self.standing.blocks[at], comes, edit.section)
        self.made.kept.append(edit)

    def _tell_unbound(self, stands: Block, comes: Block, section: str) -> None:
        """Tell the figures whose number somebody typed anew without its binding, where none there is the workbook's."""
        if isinstance(stands, Grid) or isinstance(comes, Grid):
            return
        typed, bound = unbound_numbers(stands), {r.cell for r in bound_runs_of(stands)}
        if not set(typed) - set(unbound_numbers(comes)):
            return
        for run in bound_runs_of(comes):
            if run.cell not in bound and comparable_number(run.text) not in typed:
                self.made.note(
                    f"{section}：“{shorten_to_window(block_text(stands))}”里没有写着“{self.numbers.label_of(run.cell)}”的数，"
                    f"或是手工打的、不随工作簿变，没有动，请核对：工作簿里是 {run.text}"
                )

    def _edit(
        self, what: str, at: int | None, was: Block | None, comes: Block | None, section: str = ""
    ) -> DocumentEdit:
        stands = None if at is None else self.standing.blocks[at]
        where = section or (self.numbers.sections[at] if at is not None else BEGINNING)
        if isinstance(was, Grid) and isinstance(stands, Grid):
            return DocumentEdit(where, what, *differing_table_words(was, stands), "")
        return DocumentEdit(where, what, *("" if b is None else block_text(b) for b in (was, stands, comes)))

    def _insert_new(self, triples: list[_ParagraphVersions], added: list[int]) -> set[int]:
        """Put in what the workbook says and did not before, each behind what stands before it there.

        Return which of *added* say just that: somebody wrote it first.
        """
        known = {t.comes for t in triples}
        taken: set[int] = set()
        for i, block in enumerate(self.new.blocks):
            if i in known:
                continue
            near = (a for a in added if a not in taken and self._lies_between(i, a))
            same = next((a for a in near if has_same_wording(block, self.standing.blocks[a])), None)
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
