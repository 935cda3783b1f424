"""Formulas that count or add up the rows of a list by what stands in them: COUNTIF, SUMIF and their like, as rules say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.blanks.blank_book import is_words, label_text
from toolkit.blanks.found_table import LIST, MATRIX
from toolkit.form.layout import parse_a1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Spot
    from toolkit.blanks.found_table import FoundColumn, FoundRow, FoundTable

_CALL = re.compile(r"=(COUNTIFS?|SUMIFS?|COUNTA)\(", re.IGNORECASE)
LONGEST = 400
"""How long a formula is read."""
_AREA = re.compile(
    r"(?:'([^']{1,31})'!|([^\W\d][\w.]{0,30})!)?\$?([A-Z]{1,3})\$?([0-9]{0,7}):\$?([A-Z]{1,3})\$?([0-9]{0,7})",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:'([^']{1,31})'!|([^\W\d][\w.]{0,30})!)?(\$?[A-Z]{1,3}\$?[0-9]{1,7})", re.IGNORECASE)
_COMPARED = re.compile(r"(<=|>=|<>|<|>|=)?(-?[0-9]{1,15}(?:\.[0-9]{1,10})?)")
_PIECE = re.compile(r"\"[^\"]{0,80}\"|'[^']{1,31}'|[^,\"']|,")
_NO_LITERAL = re.compile(r"['*?~]")


class _Listed(NamedTuple):
    """A column of a list that a formula looks at from its first row to its last."""

    table: FoundTable
    column: FoundColumn


class _NoTallyError(ValueError):
    """A formula that no rule about a list says."""


class _TallyCell(NamedTuple):
    """What one cell counts or adds up: *head* is the list, or a column of it, *conditions* which rows."""

    spot: Spot
    row: FoundRow
    column: FoundColumn
    list: str
    head: str
    conditions: tuple[str, ...]

    def text(self, conditions: Sequence[str]) -> str:
        """Return it as definitions say it, of the rows that meet *conditions*."""
        return f"{self.head}{''.join(f', {c}' for c in conditions)})"


def take_tallies(tables: Sequence[FoundTable], account: CellAccount) -> list[tuple[BlankSheet, Spot]]:
    """Let the rows and columns of tables begin by what their formulas count in a list; what does not go together is left alone.

    Return the cells that say so.
    """
    taken: list[tuple[BlankSheet, Spot]] = []
    for table in tables:
        cells = [c for spot in sorted(table.sheet.values) if (c := _tally_cell(table, spot, tables, account))]
        if not cells or len({c.list for c in cells}) > 1:
            continue
        alone = len(table.columns) == 1
        for cell in cells if alone else _start_columns(table, cells):
            if alone:
                cell.row.start = cell.text(cell.conditions)
            account.take(table.sheet, cell.spot, "公式")
            taken.append((table.sheet, cell.spot))
    return taken


def drop_tallies(
    data: dict[str, Any], cells: Sequence[tuple[BlankSheet, Spot]], account: CellAccount
) -> None:
    """Take out of a definition what it counts in lists, where the loader refuses it, and tell the cells that say so."""
    for table in data["table"]:
        for line in (*table["columns"], *(r for r in table["rows"] if isinstance(r, dict))):
            line.pop("from", None)
            line.pop("when", None)
    for sheet, spot in cells:
        account.refuse(sheet, spot, "数登记簿的公式，定义里写不出，没有变成规则")


def _tally_cell(
    table: FoundTable, spot: Spot, tables: Sequence[FoundTable], account: CellAccount
) -> _TallyCell | None:
    sheet = table.sheet
    formula = sheet.formula(*spot).strip()
    found = _CALL.match(formula) if formula.endswith(")") and len(formula) <= LONGEST else None
    row, column = table.row_at(spot[0]), table.column_at(spot[1])
    if found is None or table.shape != MATRIX or row is None or column is None:
        return None
    try:
        of, head, conditions = _tally(
            found[1].upper(), _arguments(formula[found.end() : -1]), sheet, tables, account
        )
    except _NoTallyError:
        return None
    return _TallyCell(spot, row, column, of, head, conditions)


def _start_columns(table: FoundTable, cells: Sequence[_TallyCell]) -> list[_TallyCell]:
    """Say over each column what it counts and of each row which; return the cells for which this holds, whole columns only."""
    by_column: dict[int, list[_TallyCell]] = {}
    for cell in cells:
        by_column.setdefault(cell.column.at, []).append(cell)
    whole = {at: some for at, some in by_column.items() if _is_whole_column(table, at, some)}
    shared = {
        at: tuple(c for c in some[0].conditions if all(c in other.conditions for other in some))
        for at, some in whole.items()
    }
    rows: dict[int, set[tuple[str, ...]]] = {}
    for at, some in whole.items():
        for cell in some:
            own = tuple(c for c in cell.conditions if c not in shared[at])
            rows.setdefault(cell.row.at, set()).add(own)
    if any(len(own) > 1 for own in rows.values()):
        return []
    done = []
    for at, some in whole.items():
        some[0].column.start = some[0].text(shared[at])
        for cell in some:
            cell.row.when = next(iter(rows[cell.row.at]))
        done += some
    return done


def _is_whole_column(table: FoundTable, at: int, cells: Sequence[_TallyCell]) -> bool:
    """Tell whether every row of a column counts the same, or is worked out by another formula."""
    counted = {c.row.at for c in cells}
    others = [r.at for r in table.rows if r.at not in counted]
    return len({c.head for c in cells}) == 1 and all(table.sheet.formula(r, at) for r in others)


def _arguments(text: str) -> list[str]:
    """Return what stands between the commas that are no part of a text."""
    parts = [""]
    for piece in _PIECE.findall(text):
        if piece == ",":
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _tally(
    name: str, said: list[str], sheet: BlankSheet, tables: Sequence[FoundTable], account: CellAccount
) -> tuple[str, str, tuple[str, ...]]:
    """Return the list that is counted, how a definition begins to say so, and which rows."""
    added: _Listed | None = None
    if name == "COUNTA" and len(said) == 1:
        listed = _column_of(said[0], sheet, tables)
        return listed.table.id, f"count({listed.table.id}", (f"已填({listed.column.id})",)
    if name == "SUMIF" and len(said) in (2, 3):
        added, said = _column_of(said[-1 if len(said) > 2 else 0], sheet, tables), said[:2]
    elif name == "SUMIFS":
        added, said = _column_of(said[0], sheet, tables), said[1:]
    if not said or len(said) % 2 or name == "COUNTA":
        raise _NoTallyError
    pairs = [
        (_column_of(area, sheet, tables), wanted) for area, wanted in zip(said[::2], said[1::2], strict=True)
    ]
    if len({id(x.table) for x in (*(p for p, _ in pairs), *([added] if added else []))}) > 1:
        raise _NoTallyError
    conditions = tuple(_condition(listed.column, wanted, sheet, account) for listed, wanted in pairs)
    of = pairs[0][0].table.id
    return of, f"sum({of}.{added.column.id}" if added else f"count({of}", conditions


def _column_of(text: str, sheet: BlankSheet, tables: Sequence[FoundTable]) -> _Listed:
    """Return the column of a list that an area is, all of its rows."""
    found = _AREA.fullmatch(text)
    if found is None or found[3].upper() != found[5].upper() or bool(found[4]) != bool(found[6]):
        raise _NoTallyError
    at = parse_a1(f"{found[3].upper()}1")
    for table in tables:
        column = table.column_at(at[1]) if at else None
        whole = not found[4] or (int(found[4]) - 1 <= table.first and int(found[6]) - 1 >= table.last)
        inside = not found[4] or table.total is None or int(found[6]) - 1 < table.total
        named = found[1] or found[2] or sheet.name
        if table.shape == LIST and table.sheet.name == named and column and whole and inside:
            return _Listed(table, column)
    raise _NoTallyError


def _condition(column: FoundColumn, wanted: str, sheet: BlankSheet, account: CellAccount) -> str:
    """Return a criterion as a rule says it."""
    cell = _CELL.fullmatch(wanted)
    if cell is not None:
        where = account.book.sheet(cell[1] or cell[2]) if cell[1] or cell[2] else sheet
        at = parse_a1(cell[3].replace("$", "").upper())
        value = where.value(*at) if where is not None and at is not None else None
        if not is_words(value):
            raise _NoTallyError
        text = label_text(value)
    elif wanted.startswith('"') and wanted.endswith('"'):
        text = wanted[1:-1]
    else:
        text = wanted
    number = _COMPARED.fullmatch(text)
    if number and column.kind.is_number:
        return f"{column.id} {number[1] or '='} {number[2]}"
    text = text.removeprefix("=")
    if column.kind.options and text not in column.kind.options:
        raise _NoTallyError
    if not text or number or _NO_LITERAL.search(text) or text[0] in "<>" or column.kind.is_number:
        raise _NoTallyError
    return f"{column.id} = '{text}'"
