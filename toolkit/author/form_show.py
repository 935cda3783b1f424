"""A form to look at before it is used: its blank workbooks, and a page with the sheets as they come out and the rules in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.author.blank_look import draw_blanks
from toolkit.author.rule_book import build_rule_book
from toolkit.author.spreadsheet_program import print_workbooks
from toolkit.document.form_page import GridCell, KindShown, RuleShown, SheetShown, render_form_page
from toolkit.folder.files import safe_file_name_part, write_atomically
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CellPlace
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from toolkit.author.rule_book import RuleBookEntry
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.xlsx.cells import SheetCells

PAGE = "表样说明.html"
MOST_ROWS, LIST_ROWS = 200, 3
"""How many rows of a sheet are shown, and how many of a list to write on."""
FILLED_IN, WORKED_OUT, NOTHING_THERE = "filled-in", "worked-out", "nothing"
"""How a cell looks on the page."""


class FormShown(NamedTuple):
    """What was written to look at: the page, a blank workbook for every kind, and its pages where they could be printed."""

    page: Path
    blanks: tuple[Path, ...]
    prints: tuple[Path, ...]


def show_form_in_folder(form: Form, period: Period, folder: Path) -> FormShown:
    """Write into *folder* what *form* comes out as."""
    drawn = draw_blanks(form, period)
    prints = print_workbooks(drawn)
    names = {kind: f"空白-{safe_file_name_part(kind)}" for kind in drawn}
    blanks = {kind: folder / f"{name}.xlsx" for kind, name in names.items()}
    pages = {kind: folder / f"{names[kind]}.pdf" for kind in prints}
    for paths, made in ((blanks, drawn), (pages, prints)):
        for kind, data in made.items():
            write_atomically(paths[kind], data)
    kinds = [
        KindShown(
            kind.label,
            kind.help,
            blanks[kind.id].name,
            pages[kind.id].name if kind.id in pages else "",
            tuple(_sheets_shown(form, kind.id, drawn[kind.id])),
        )
        for kind in form.kinds
    ]
    rules = [_rule_shown(entry) for entry in build_rule_book(form, period)]
    facts = f"{form.edition} 版，按{form.periods.kind}填报；依据：{form.source}"
    page = folder / PAGE
    write_atomically(page, render_form_page(form.title, facts, kinds, rules).encode())
    return FormShown(page, tuple(blanks.values()), tuple(pages.values()))


def _rule_shown(entry: RuleBookEntry) -> RuleShown:
    where = tuple(dict.fromkeys(f"{w.kind}：{w.sheet} {w.cells}" for w in entry.where))
    levels = f"汇总后只在 {'、'.join(entry.levels)} 成立" if entry.levels else ""
    told = (entry.rule, entry.grade, entry.statement, entry.why, entry.remedy)
    return RuleShown(*told, (*where, *filter(None, [levels])))


def _sheets_shown(form: Form, kind: str, workbook: bytes) -> Iterator[SheetShown]:
    grounded = ground_form(form, kind, form.levels[0].id if kind == REPORT else None)
    layout, book = lay_out_workbook(form, kind), open_book(workbook)
    ours = grounded.worked_out
    looks = {place: WORKED_OUT if cell in ours else FILLED_IN for cell, place in layout.at.items()}
    for strip in layout.strips.values():
        for name, _ in strip.columns:
            look = WORKED_OUT if name in strip.worked_out else FILLED_IN
            looks |= {strip.place(name, strip.first + i): look for i in range(LIST_ROWS)}
    names = dict.fromkeys(layout.sheets.get(said.id, said.id) for said in form.sheets_of(kind))
    for name in sorted(names, key=lambda n: bool(layout.sheets) and n == layout.cover):
        if sheet := book.sheet(name):
            until = layout.verdict.row if name == layout.verdict.sheet else MOST_ROWS
            own = bool(layout.sheets)  # an office's own blank has no codes beside its tables
            edge = max((c for _, c in sheet.cells), default=0) + 1 if own else layout.code_column(name)
            yield SheetShown(name, tuple(_grid_of(sheet, looks, edge, range(not own, until))))


def _grid_of(
    sheet: SheetCells, looks: Mapping[CellPlace, str], codes: int, rows: range
) -> Iterator[tuple[GridCell, ...]]:
    """Yield the rows of a sheet as they print, without its codes: each cell as wide and high as it is merged."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    covered = {
        (r, c)
        for (top, left), (bottom, right) in spans.items()
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    } - spans.keys()
    seen = {(r, c) for (r, c), cell in sheet.cells.items() if cell.raw and r in rows and c < codes}
    seen |= {(p.row, p.column) for p in looks if p.sheet == sheet.name and p.row in rows}
    seen |= {(bottom, right) for (top, _), (bottom, right) in spans.items() if top in {r for r, _ in seen}}
    last = max((c for _, c in seen), default=0)
    for r in range(rows.start, max((r for r, _ in seen), default=0) + 1):
        if r not in sheet.hidden_rows:
            yield tuple(
                _grid_cell(sheet, looks, r, c, *spans.get((r, c), (r, c)))
                for c in range(last + 1)
                if (r, c) not in covered and c not in sheet.hidden_columns
            )


def _grid_cell(
    sheet: SheetCells, looks: Mapping[CellPlace, str], row: int, column: int, bottom: int, right: int
) -> GridCell:
    cell = sheet.cells.get((row, column))
    across = sum(c not in sheet.hidden_columns for c in range(column, right + 1))
    down = sum(r not in sheet.hidden_rows for r in range(row, bottom + 1))
    look = looks.get(CellPlace(sheet.name, row, column), "" if cell and cell.raw else NOTHING_THERE)
    return GridCell(cell.raw if cell else "", down, across, look)
