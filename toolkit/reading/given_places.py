"""Where the figures of an office's own blank are in what came back: as handed out, or found again by the blank's labels.

A sheet is read as handed out where every label of the blank stands where it stood. Where one does not, rows and columns are
found again: each by the labels that stand in it, by names where a program has kept these up, or between neighbours that moved
alike. What is found is held against every label beside and above it; what does not agree is not read. Never a wrong figure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.form.layout import CHECKS, CellPlace, parse_reference
from toolkit.reading.moved_cells import TOLD, LocatedSheet
from toolkit.reading.moves_in_words import describe_moves, line_position_text
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolkit.form.finding import Finding
    from toolkit.form.given.given_blank import Spot
    from toolkit.form.given.given_layout import GivenLayout
    from toolkit.form.layout import ListStrip
    from toolkit.form.model import Cell
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

KNOWN_AGAIN = 0.7
"""How much of a blank's labels a sheet of another name must show to be taken for it."""
_OPEN = re.compile(r"[:：]")
_NUMBER = re.compile(r"[0-9.,]{1,20}")


def is_open_label(text: str) -> bool:
    """Tell whether something may be written behind a label in its own cell: 填表人：, 年 月 日 and the like."""
    return bool(_OPEN.search(text))


def label_prefix(text: str) -> str:
    """Return what of a label stays whatever is written behind it: all of it, or up to its first colon."""
    found = _OPEN.search(text)
    return fold_label(text[: found.end()] if found else text)


def find_page_of_blank(given: GivenLayout, book: Book, page: str) -> list[SheetCells]:
    """Return the sheet of this name; where there is none, those of other names that show most of its labels."""
    if (sheet := book.sheet(page)) is not None:
        return [sheet]
    labels = {fold_label(h.text) for h in given.heads if h.sheet == page}
    others = {*given.pages, CHECKS}

    def shows(sheet: SheetCells) -> bool:
        texts = {fold_label(c.raw) for c in sheet.cells.values()}
        return len(labels & texts) > KNOWN_AGAIN * len(labels)

    return [s for s in book.sheets if s.name not in others and labels and shows(s)]


def is_page_in_place(given: GivenLayout, book: Book, page: str, sheet: SheetCells) -> bool:
    """Tell whether every label of the blank stands where it was handed out, and every name where it was given."""
    at = {c.name: p for c, p in given.at.items() if p.sheet == page}
    named = all(n not in book.names or parse_reference(book.names[n]) == p for n, p in at.items())
    return (
        named
        and sheet.name == page
        and all(_says(sheet, spot, text) for spot, text in _labels(given, page).items())
    )


def locate_on_page(given: GivenLayout, book: Book, page: str, sheet: SheetCells) -> LocatedSheet:
    """Find every figure and list of a sheet of the blank on *sheet*, on which something is not where it was."""
    search = _PageSearch(given, book, page, sheet)
    if search.doubts:
        told = make_finding("two_readings", sheet=sheet.name, value="、".join(search.doubts[:TOLD]))
        return LocatedSheet({}, {}, (told,), refused=True)
    return search.found()


def _labels(given: GivenLayout, page: str) -> dict[Spot, str]:
    """Return the labels of a page: what is printed and stays, and the words in the row of a list's sums."""
    found = {(h.row, h.column): h.text for h in given.heads if h.sheet == page}
    for strip in given.strips.values():
        total = strip.register.rows_at.total - 1
        if strip.register.sheet == page and total >= 0:
            cells = given.blank.cells[page].items()
            found |= {at: c.text for at, c in cells if at[0] == total and c.text and not c.formula}
    return found


def _says(sheet: SheetCells, spot: Spot, text: str) -> bool:
    cell = sheet.cells.get(spot)
    said = fold_label(cell.raw) if cell else ""
    return said == fold_label(text) or (is_open_label(text) and said.startswith(label_prefix(text)))


class _PageSearch:
    def __init__(self, given: GivenLayout, book: Book, page: str, sheet: SheetCells) -> None:
        self.given, self.page, self.sheet = given, page, sheet
        self.labels = _labels(given, page)
        self.doubts: list[str] = []
        self.votes = {True: dict[int, set[int]](), False: dict[int, set[int]]()}
        self.vote_by_labels()
        self.named = self._named(book)
        self.lines = {row: self.settle(row=row) for row in (True, False)}
        self.pair_repeated_labels()
        self.moves: list[tuple[bool, int, int]] = []
        self.missing: list[str] = []

    # ── witnesses ──────────────────────────────────────────────────────────────────────────────────────────

    def vote_by_labels(self) -> None:
        """Let every label that stands once in the blank and once in the sheet say where its row and column are."""
        here: dict[str, list[Spot]] = {}
        for spot, cell in self.sheet.cells.items():
            if cell.raw.strip():
                here.setdefault(fold_label(cell.raw), []).append(spot)
        given: dict[str, list[Spot]] = {}
        for spot, text in self.labels.items():
            given.setdefault(label_prefix(text), []).append(spot)
        for text, spots in given.items():
            if len(spots) > 1 or _NUMBER.fullmatch(text):
                continue
            found = here.get(text, [])
            if not found and is_open_label(self.labels[spots[0]]):
                found = [s for said, some in here.items() if said.startswith(text) for s in some]
            if len(found) == 1:
                for row, was, now in ((True, spots[0][0], found[0][0]), (False, spots[0][1], found[0][1])):
                    self.votes[row].setdefault(was, set()).add(now)

    def _named(self, book: Book) -> dict[Cell, CellPlace]:
        """Return where names say the figures are; nothing where no program has kept the names up."""
        at = {c: p for c, p in self.given.at.items() if p.sheet == self.page}
        found = {c: p for c in at if (p := parse_reference(book.names.get(c.name, "")))}
        found = {c: p for c, p in found.items() if p.sheet == self.sheet.name}
        moved = any(now != {was} for votes in self.votes.values() for was, now in votes.items())
        stale = moved and all(p[1:] == at[c][1:] for c, p in found.items())
        return {} if stale else found

    def settle(self, *, row: bool) -> dict[int, int]:
        """Return where every row (column) of the blank is that somebody knows; note where two places are told."""
        known: dict[int, int] = {}
        for was, now in self.votes[row].items():
            if len(now) == 1:
                known[was] = next(iter(now))
            elif self._is_needed(was, row=row):
                places = "、".join(line_position_text(n, row=row) for n in sorted(now))
                self.doubts.append(f"原来的{line_position_text(was, row=row)}可能在{places}")
        by_name: dict[int, set[int]] = {}
        for cell, place in self.named.items():
            given = self.given.at[cell]
            was, now_ = (given.row, place.row) if row else (given.column, place.column)
            by_name.setdefault(was, set()).add(now_)
        for was, some in by_name.items():
            if was not in known and len(some) == 1:
                known[was] = next(iter(some))
        labelled_lines = {s[0 if row else 1] for s in self.labels}
        for was in sorted((self._needed(row=row) | labelled_lines) - known.keys()):
            below = max((k for k in known if k < was), default=None)
            above = min((k for k in known if k > was), default=None)
            shifts = {known[k] - k for k in (below, above) if k is not None}
            between = below is not None and above is not None
            if len(shifts) == 1 and (between or was in labelled_lines):
                known[was] = was + shifts.pop()
        return known

    def pair_repeated_labels(self) -> None:
        """Let labels that stand several times in a row (column), as often as they did, be told apart by their order."""
        for row in (False, True):
            lines, cross = self.lines[row], self.lines[not row]
            along: dict[tuple[str, int], list[int]] = {}
            for spot, text in sorted(self.labels.items()):
                across = spot[0] if not row else spot[1]
                along.setdefault((fold_label(text), across), []).append(spot[1] if not row else spot[0])
            for (text, across), given in along.items():
                if len(given) < 2 or across not in cross or all(g in lines for g in given):
                    continue
                now = sorted(
                    spot[1] if not row else spot[0]
                    for spot, cell in self.sheet.cells.items()
                    if (spot[0] if not row else spot[1]) == cross[across] and fold_label(cell.raw) == text
                )
                if len(now) == len(given) and all(
                    lines.get(g, n) == n for g, n in zip(given, now, strict=True)
                ):
                    lines |= dict(zip(given, now, strict=True))

    def _needed(self, *, row: bool) -> set[int]:
        at = [p for p in self.given.at.values() if p.sheet == self.page]
        found = {p.row if row else p.column for p in at}
        for strip in self._lists():
            found |= {strip.head} if row else {c for _, c in strip.columns}
        return found

    def _is_needed(self, line: int, *, row: bool) -> bool:
        return line in self._needed(row=row)

    def _lists(self) -> list[ListStrip]:
        return [s for s in self.given.strips.values() if s.register.sheet == self.page]

    # ── what is found ──────────────────────────────────────────────────────────────────────────────────────

    def found(self) -> LocatedSheet:
        """Return where everything is that stands beside and below its own labels."""
        rows, columns = self.lines[True], self.lines[False]
        well = {True: self._agreeing(row=True), False: self._agreeing(row=False)}
        at: dict[Cell, CellPlace] = {}
        lost: set[Cell] = set()
        for cell, place in self.given.at.items():
            if place.sheet != self.page:
                continue
            if place.row in well[True] and place.column in well[False]:
                at[cell] = CellPlace(self.sheet.name, rows[place.row], columns[place.column])
                self.moves += [(True, place.row, at[cell].row), (False, place.column, at[cell].column)]
            else:
                lost.add(cell)
        if len(set(at.values())) < len(at):
            told = make_finding("two_readings", sheet=self.sheet.name, value="有两行（列）落在同一处")
            return LocatedSheet({}, {}, (told,), refused=True)
        strips = {
            s.register.id: moved for s in self._lists() if (moved := self.strip(s, well[True], well[False]))
        }
        cut = [p for c, p in at.items() if c in self.named and self.named[c] != p]
        grid = {p[1:] for p in at.values()}
        if any(
            self.named[c][1:] not in grid for c, p in at.items() if c in self.named and self.named[c] != p
        ):
            told = make_finding(
                "two_readings", sheet=self.sheet.name, value="有的格被推到了表外，只有一部分移动过"
            )
            return LocatedSheet({}, {}, (told,), refused=True)
        return LocatedSheet(at, strips, tuple(self.told(lost, cut)), frozenset(lost))

    def _agreeing(self, *, row: bool) -> set[int]:
        """Return the rows (columns) whose labels all stand where they should, some in its very own row or column.

        One whose wording was changed may differ where a name says that it is the place all the same.
        """
        rows, columns = self.lines[True], self.lines[False]
        needed, good = self._needed(row=row), set()
        named = {(p.row if row else p.column) for c in self.named for p in (self.given.at[c],)}
        for line in needed & (rows if row else columns).keys():
            own = [
                (s, t) for s, t in self.labels.items() if s[0 if row else 1] == line and not is_open_label(t)
            ]
            seen = [(s, t) for s, t in own if s[0] in rows and s[1] in columns]
            agree = [_says(self.sheet, (rows[s[0]], columns[s[1]]), t) for s, t in seen]
            if (all(agree) and (agree or not own)) or (line in named and not self._is_taken(seen, agree)):
                good.add(line)
            else:
                self.missing.append(next((t for _, t in own), line_position_text(line, row=row)))
        return good

    def _is_taken(self, seen: list[tuple[Spot, str]], agree: list[bool]) -> bool:
        """Tell whether another label of the blank stands where one of these should."""
        rows, columns = self.lines[True], self.lines[False]
        known = {fold_label(t) for t in self.labels.values()}
        for (spot, _), well in zip(seen, agree, strict=True):
            cell = self.sheet.cells.get((rows[spot[0]], columns[spot[1]]))
            if not well and cell is not None and fold_label(cell.raw) in known:
                return True
        return False

    def strip(self, given: ListStrip, rows: set[int], columns: set[int]) -> ListStrip | None:
        """Return where a list is now; None where its heads or one of its columns is gone."""
        at, across = self.lines[True], self.lines[False]
        if given.head not in rows or not {c for _, c in given.columns} <= columns:
            self.missing.append(given.register.title)
            return None
        shift = at[given.head] - given.head
        total = given.register.rows_at.total - 1
        below = sorted(r for r, _ in self.labels if r >= given.register.rows_at.last)
        tail = next((r for r in below if r in at), None)
        end = None if given.end is None else at[tail] - (tail - given.end) if tail is not None else None
        sums = at.get(total) if given.sums is not None else None
        if given.sums is not None and sums is None:
            self.missing.append(f"{given.register.title}的合计")
        self.moves.append((True, given.head, at[given.head]))
        return replace(
            given,
            register=replace(given.register, sheet=self.sheet.name),
            head=at[given.head],
            columns=tuple((name, across[column]) for name, column in given.columns),
            sums=sums,
            begins=given.first + shift,
            end=end,
        )

    def told(self, lost: set[Cell], cut: list[CellPlace]) -> Iterator[Finding]:
        """Yield one finding for all that moved, one for what was cut out and put elsewhere, one for all that is gone."""
        tails = self._tail_moves()
        moves = [*self.moves, *tails]
        said = [text for text, _ in (*describe_moves(moves, row=True), *describe_moves(moves, row=False))]
        if said:
            more = f"等 {len(said)} 处" if len(said) > TOLD else ""
            yield make_finding("realigned", sheet=self.sheet.name, value="，".join(said[:TOLD]) + more)
        if cut:
            yield make_finding("cell_moved", cut[:TOLD], value=str(len(cut)))
        if lost or self.missing:
            form = self.given.form
            names = list(dict.fromkeys(self.missing)) or [form.label(c) for c in lost]
            more = f"等 {len(names)} 项" if len(names) > TOLD else ""
            yield make_finding("lines_deleted", sheet=self.sheet.name, value="、".join(names[:TOLD]) + more)

    def _tail_moves(self) -> Iterable[tuple[bool, int, int]]:
        """Return where the rows below lists went: rows put into a list are no news, but they are told."""
        at: Mapping[int, int] = self.lines[True]
        for strip in self._lists():
            below = sorted(r for r, _ in self.labels if r >= strip.register.rows_at.last and r in at)
            yield from ((True, r, at[r]) for r in below[:1])
