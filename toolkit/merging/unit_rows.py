"""A report's figures a unit a row: below the tables whose rows are units, and on 分单位一览, where every form has them so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.roster import STATES
from toolkit.form.layout import BY_UNIT, COVER, SOURCES
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.trait import TOTAL
from toolkit.merging.manifest import is_line_counted
from toolkit.sheets.by_unit_sheets import WAYS, UnitLine
from toolkit.sheets.page import LOOKED_AT, Column, Formula, Leading, Link, Page, Styled
from toolkit.sheets.paper import column_pixels, printable_width
from toolkit.sheets.styles import text_width
from toolkit.sheets.workbook_drawing import figure_look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.figures.unit_figures import UnitFigures
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form, Table
    from toolkit.form.submission import Value
    from toolkit.merging.sources_page import SourcesPage
    from toolkit.submissions.results import UnitState

NAME_WIDTH, NAME_ROOM, WIDTH = 24.0, 27.0, 7.5
"""How wide the column of units' names is and what it holds in its small print; how wide those of figures are."""
TITLE_LINES = 2
"""How many lines a table's title may take."""
SMALL = {"font_size": 10}
BOLD = {**SMALL, "bold": True}
NAME = "单位"
"""What stands over the units' names."""


class ListedUnit(NamedTuple):
    """A unit of the roster as its row calls it; *mark* says why it is not counted, "" of one that is."""

    code: str
    name: str
    kind: str
    mark: str = ""

    @property
    def label(self) -> str:
        """Return what stands at the head of its row."""
        return f"{self.name}（{self.mark}）" if self.mark else self.name


def list_roster_units(states: Iterable[UnitState]) -> tuple[ListedUnit, ...]:
    """Return the units of the roster in its order."""
    return tuple(
        ListedUnit(u.unit.code, u.unit.name, u.unit.kind, "" if u.counted else STATES[u.state])
        for u in states
    )


def list_manifest_units(lines: Iterable[Mapping[str, str]]) -> tuple[ListedUnit, ...]:
    """Return the units of the roster as the lines of a report's 报送情况 have them."""
    return tuple(
        ListedUnit(x["单位编码"], x["单位名称"], x["类别"], "" if is_line_counted(x) else x["状态"])
        for x in lines
    )


def unit_lines(
    form: Form,
    kinds: Iterable[str],
    listed: Sequence[ListedUnit],
    figures: UnitFigures,
    sources: Mapping[tuple[Cell, str], int],
) -> tuple[UnitLine, ...]:
    """Return a row for every unit of *kinds*, in the roster's order; where they are of several, each kind by itself.

    Above the units of a kind stands what they come to.
    """
    asked = [u for u in listed if u.kind in set(kinds)]
    groups = [k for k in form.kinds if any(u.kind == k.id for u in asked)]
    by_unit: dict[str, dict[Cell, int]] = {}
    for (cell, code), row in sources.items():
        by_unit.setdefault(code, {})[cell] = row
    made: list[UnitLine] = []
    for kind in groups:
        if len(groups) > 1:
            sums = figures.kinds.get(kind.id, {})
            made.append(UnitLine(kind.id, f"{kind.label}小计", sums, {}, together=True))
        for u in (u for u in asked if u.kind == kind.id):
            said, rows = figures.units.get(u.code, {}), by_unit.get(u.code, {})
            made.append(UnitLine(u.code, u.label, said, rows))
    return tuple(made)


def lines_below_tables(
    form: Form, listed: Sequence[ListedUnit], figures: UnitFigures, sources: SourcesPage | None
) -> dict[str, tuple[UnitLine, ...]]:
    """Return the rows below each table whose rows are the units, by the table."""
    rows = sources.rows if sources else {}
    tables = (t for t in form.tables_of(REPORT) if t.by_unit)
    return {t.id: unit_lines(form, t.kinds, listed, figures, rows) for t in tables}


def overview_tables(form: Form) -> tuple[Table, ...]:
    """Return the tables of 分单位一览: those of figures, unless they are laid out so on their own sheet."""
    return tuple(
        t
        for t in form.tables_of(REPORT)
        if not t.by_unit
        and t.sheet != COVER
        and any(form.figure(c).type in ("count", "number") for c in t.cells)
    )


def overview_page(
    grounded: GroundedForm,
    listed: Sequence[ListedUnit],
    figures: UnitFigures,
    totals: Mapping[Cell, Value],
    sources: SourcesPage | None,
    footer: str = "",
) -> Page | None:
    """Return 分单位一览: a row for each unit, a column for each figure; None where the form has no figures for it."""
    form, layout = grounded.form, lay_out_workbook(grounded.form, REPORT)
    tables = overview_tables(form)
    if not tables:
        return None
    kinds = dict.fromkeys(k for t in tables for k in t.kinds)
    lines = unit_lines(form, kinds, listed, figures, sources.rows if sources else {})
    known = [figures.units[u.code] for u in listed if u.code in figures.units]
    blocks, left = _overview_blocks(grounded, tables, known)
    shown = [column for block in blocks for column in block]
    total: list[object] = [
        Formula(f'=IF({at}="","",{at})', totals.get(c)) for c, _ in shown for at in (layout.at[c].absolute,)
    ]
    sums = (Styled(v, "worked", c.look) for v, (_, c) in zip(total, shown, strict=True))
    rows: list[Sequence[object]] = [("", Styled(TOTAL, "row", BOLD), *sums)]
    rows += [_overview_row(line, shown) for line in lines]
    names = Column(NAME, NAME_WIDTH, look=SMALL, room=NAME_ROOM)
    columns = (Column("", 0, "code"), names, *(column for _, column in shown))
    note = "一个单位一行，点数到来源。空白：不报这一项，或者还没有报（单位名称后面写明）；0：报了，没有。"
    note += f"各单位都是 0 或没有报的 {left} 项没有列，见“分单位数据”。" if left else ""
    breaks = tuple(_page_breaks([c for _, c in shown], [len(b) for b in blocks]))
    return Page(
        *(BY_UNIT, BY_UNIT, columns, rows, (note,)),
        frozen=2,
        corner=(0, 2 if breaks else 1),  # the name is repeated on every page, what stands above it is not
        allowed=LOOKED_AT,
        leading=Leading(15, 3),
        footer=footer,
        head_leading=Leading(13.5, 4),
        breaks=breaks,
        across=min(breaks, default=0),
    )


def _overview_row(line: UnitLine, shown: Sequence[tuple[Cell, Column]]) -> Sequence[object]:
    if line.together:
        values = (Styled(line.figures.get(cell), "worked", column.look) for cell, column in shown)
        return (line.code, Styled(line.label, "row", BOLD), *values)
    parts = (
        line.figures.get(c)
        if (at := line.sources.get(c)) is None
        else Link(f"{SOURCES}!A{at + 1}", line.figures.get(c))
        for c, _ in shown
    )
    return (line.code, line.label, *parts)


def _is_shown(grounded: GroundedForm, cell: Cell) -> bool:
    """Tell whether a figure is a number of which each unit has its own."""
    if grounded.form.figure(cell).type not in ("count", "number"):
        return False
    return cell in grounded.worked_out or grounded.way(cell) in WAYS


def _overview_blocks(
    grounded: GroundedForm, tables: Sequence[Table], known: Sequence[Mapping[Cell, Value]]
) -> tuple[list[list[tuple[Cell, Column]]], int]:
    """Return the figures of each table with their columns, and how many were left out.

    Where not all fit on a page, only those of which somebody has some: paper is for what there is.
    """
    every = [[c for c in t.cells if _is_shown(grounded, c)] for t in tables]
    blocks = [list(_table_columns(grounded.form, t, cells)) for t, cells in zip(tables, every, strict=True)]
    some = [[c for c in cells if any(figures.get(c) for figures in known)] for cells in every]
    if _pixels_of(c for block in blocks for _, c in block) > _room_of_a_page() and any(some):
        laid = zip(tables, some, strict=True)
        blocks = [list(_table_columns(grounded.form, t, cells)) for t, cells in laid]
    return blocks, sum(map(len, every)) - sum(map(len, blocks))


def _table_columns(form: Form, table: Table, cells: Sequence[Cell]) -> Iterator[tuple[Cell, Column]]:
    """Yield figures of a table and their columns, wide enough for the table's title."""
    title = table.title or next(s.title for s in form.sheets if s.id == table.sheet)
    measures = {form.figure(c).unit for c in cells}
    title += f"（单位：{next(iter(measures))}）" if len(measures) == 1 and all(measures) else ""
    least = max(WIDTH, min(text_width(title) / TITLE_LINES / max(len(cells), 1) + 2, NAME_WIDTH))
    for cell in cells:
        head = (*(form.row(cell).head if len(table.rows) > 1 or len(table.columns) == 1 else ()),)
        head += form.column(cell).head if len(table.columns) > 1 else ()
        unit = form.figure(cell).unit
        leaf = head[-1] + (f"（{unit}）" if unit and len(measures) > 1 else "")
        width = max(least, (form.column(cell).width or 0) if form.figure(cell).type == "number" else 0)
        look = {**SMALL, **figure_look(form.figure(cell))}
        yield cell, Column(leaf, min(width, NAME_WIDTH), "number", look, above=(title, *head[:-1]))


def _room_of_a_page() -> float:
    """Return how many pixels a page has beside the units' names."""
    return printable_width(landscape=True) - column_pixels(NAME_WIDTH)


def _page_breaks(columns: Sequence[Column], blocks: Sequence[int]) -> Iterator[int]:
    """Yield before which columns of the page a new sheet of paper begins.

    A table that fits on one is not cut; one that does not is cut between the groups of its heads where it can be.
    """
    room = _room_of_a_page()
    if _pixels_of(columns) <= room:
        return
    used, at = 0.0, 0
    for size in blocks:
        parts = [list(columns[at : at + size])]
        if _pixels_of(parts[0]) > room:
            parts = _head_groups(parts[0])
        for part in parts:
            if used and used + _pixels_of(part) > room:
                yield at + 2  # the code and the name come first
                used = 0.0
            for column in part:
                if used + column_pixels(column.width) > room:
                    yield at + 2
                    used = 0.0
                used += column_pixels(column.width)
                at += 1


def _pixels_of(columns: Iterable[Column]) -> float:
    return sum(column_pixels(c.width) for c in columns)


def _head_groups(columns: Sequence[Column]) -> list[list[Column]]:
    """Return neighbours under the same heads together."""
    groups: list[list[Column]] = []
    for column in columns:
        if groups and groups[-1][-1].above == column.above:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups
