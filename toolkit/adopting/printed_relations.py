"""Relations a blank prints in words: 平衡关系：1=2+3；by codes of rows, by numbers of columns, by names."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from toolkit.adopting.relation import (
    Relation,
    as_number,
    full_name,
    line_label,
    reference_to,
    signed_text,
    sum_text,
)
from toolkit.blanks.blank_book import plain_words
from toolkit.blanks.found_table import MATRIX, FoundColumn, FoundRow
from toolkit.blanks.page_words import RELATION_WORDS
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.adopting.relation import Line
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Spot
    from toolkit.blanks.found_table import FoundTable

_SIGNS = {"=": "=", "≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", ">": ">", "<": "<"}
_PIECES = re.compile(r"[;,。\n、]")
_COMPARE = re.compile(r">=|<=|[=≥≤<>]")
_TERM = re.compile(r"([+-]?)([^+-]+)")
_NUMBERED = re.compile(r"第?[(\[]?([0-9]{1,4}|[A-Z][0-9]{0,3})[)\]]?(行|栏|列|项|指标)?")
_ITEM = re.compile(r"(?:[(][0-9]{1,2}[)]|[①-⑳]|[0-9]{1,2}[.])(?=[^=<>≥≤+\-]{1,30}[=<>≥≤])")
_SAYS_SO = re.compile(f"(?:{'|'.join(RELATION_WORDS)})(?:如下|为|是)?:?")
_AND_SO_ON = re.compile(r"…{1,2}|[.]{3,6}")
_RATIO = re.compile(r"[(]?([^()+×*/÷-]{1,30})[/÷]([^()+×*/÷-]{1,30}?)[)]?(?:[×xX*](100)%?)?")
"""A share as people print it: 3÷1×100%, 已完成/应完成."""
MOST_BETWEEN = 60
"""How many lines “…” stands for at most."""
_ROWS, _COLUMNS = ("行", "指标"), ("栏", "列")


class _Said(NamedTuple):
    """A relation as it is printed: its terms on both sides, not yet known to be anybody."""

    text: str
    sign: str
    left: str
    right: tuple[tuple[int, str], ...]


def printed_relations(
    sheet: BlankSheet, spot: Spot, text: str, tables: Sequence[FoundTable], account: CellAccount
) -> list[Relation]:
    """Return the relations that the words in one cell print; ask where one is not understood or means two things."""
    found: list[Relation] = []
    on_sheet = [t for t in tables if t.sheet is sheet and t.shape == MATRIX]
    for said in _split_relations(text):
        ways = [
            w for w in (_by_rows, _by_columns, _by_names, partial(_by_ratio, account)) if w(said, on_sheet)
        ]
        where = sheet.a1(spot)
        if len(ways) != 1:
            ground = "既像行的代码，又像栏次" if ways else "找不到它说的行或列"
            told, key = f"“{said.text}”没有变成规则", f"{where}·{said.text}"
            account.ask_at(sheet, "关系", where, told, ground, key=key)
            continue
        for relation in ways[0](said, on_sheet):
            relation.cells = [(sheet, spot)]
            relation.source = f"原表 {sheet.name} {where}：{said.text}"
            found.append(relation)
    return found


def column_number_relations(table: FoundTable, account: CellAccount) -> list[Relation]:
    """Return what the numbers printed under the heads say themselves: 3=1+2, 3=2÷1; tell where one is not understood."""
    found = []
    for column in table.columns:
        if not column.heading.sum_of:
            continue
        text = f"{column.heading.number}={column.heading.sum_of}"
        made = [
            relation
            for said in _split_relations(text)
            for relation in (*_by_columns(said, [table]), *_by_ratio(account, said, [table]))
        ]
        for relation in made:
            relation.source = f"原表 {table.sheet.name} 栏次：{text}"
        if not made:
            told, ground = f"栏次“{text}”没有变成规则", "不是加减，也不是一栏除以一栏"
            account.ask_at(table.sheet, "栏次", table.top_cell(column.at), told, ground)
        found += made
    return found


def _split_relations(text: str) -> Iterator[_Said]:
    plain = "".join(fold_characters(text.replace("\n", ";")).split())
    plain = _SAYS_SO.sub(";", plain)
    for piece in _PIECES.split(plain):
        said = piece.rpartition(":")[2]
        if _ITEM.match(said):
            said = _ITEM.sub("", said, count=1)
        signs = _COMPARE.findall(said)
        if len(signs) != 1:
            if signs:
                yield _Said(said, "", "", ())
            continue
        left, _, right = said.partition(signs[0])
        if not left or not right:
            continue
        if left in (name for _, name in _TERM.findall(right)):
            yield _Said(said, "", "", ())  # nothing is made of itself
            continue
        terms = [(-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(right)]
        yield _Said(said, _SIGNS[signs[0]], left, tuple(_written_out(terms)))


def _written_out(terms: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield terms with those for which “…” stands between two that are numbered: (2)+…+(8)."""
    for at, (sign, name) in enumerate(terms):
        around = [_NUMBERED.fullmatch(terms[i][1]) for i in (at - 1, at + 1) if 0 <= i < len(terms)]
        if not _AND_SO_ON.fullmatch(name) or len(around) < 2 or not all(around):
            yield sign, name
            continue
        first, last = (found[1] for found in around if found)
        if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= MOST_BETWEEN:
            yield from ((sign, str(n).zfill(len(first))) for n in range(int(first) + 1, int(last)))
        else:
            yield sign, name


def _by_rows(said: _Said, tables: Sequence[FoundTable]) -> list[Relation]:
    """Read a relation of rows by their codes, in one table or in several side by side with as many columns."""
    names = [_number(name, _ROWS) for name in (said.left, *(name for _, name in said.right))]
    if not said.sign or not all(names):
        return []
    hits = [[(t, r) for t in tables for r in t.rows if r.code == name] for name in names]
    return [*_of_rows(said, [one for (one,) in hits])] if all(len(some) == 1 for some in hits) else []


def _of_rows(said: _Said, places: list[tuple[FoundTable, FoundRow]]) -> Iterator[Relation]:
    table, target = places[0]
    signs = [sign for sign, _ in said.right]
    lines = tuple(zip(signs, [row for _, row in places[1:]], strict=True))
    if all(t is table for t, _ in places):
        columns = [c for c in table.number_columns if not c.rate]
        every = len(columns) == len(table.columns)
        right = sum_text(lines, table.rows)
        narrow = () if every else tuple(c.id for c in columns)
        must = f"{reference_to(target)} {said.sign} {right}"
        yield Relation(must, over=table, columns=narrow, target=target, lines=lines)
        return
    if len({len(t.columns) for t, _ in places}) > 1:
        return
    for i, column in enumerate(table.columns):
        if not column.kind.is_number:
            continue
        names = [(s, full_name(t, r, t.columns[i])) for s, (t, r) in zip(signs, places[1:], strict=True)]
        must = f"{full_name(table, target, column)} {said.sign} {signed_text(names)}"
        yield Relation(must, target=target, lines=lines, label=line_label(target))


def _by_columns(said: _Said, tables: Sequence[FoundTable]) -> list[Relation]:
    """Read a relation of columns by the numbers printed under their heads."""
    names = [_number(said.left, _COLUMNS), *(_number(name, _COLUMNS) for _, name in said.right)]
    if not said.sign or not all(names):
        return []
    for table in tables:
        numbers = {c.heading.number: c for c in table.columns if c.heading.number}
        if all(n in numbers for n in names):
            return [_of_columns(said, table, [numbers[n] for n in names])]
    return []


def _by_ratio(account: CellAccount, said: _Said, tables: Sequence[FoundTable]) -> list[Relation]:
    """Read a column that is a share of two others, told by number or name; a hundredfold where it does not show per cent itself.

    It is worked out: nobody can add shares up, so the report has to.
    """
    ratio = _RATIO.fullmatch(said.right[0][1]) if said.sign == "=" and len(said.right) == 1 else None
    if ratio is None:
        return []
    found: list[Relation] = []
    for table in tables:
        target, part, whole = (_column_called(name, table) for name in (said.left, ratio[1], ratio[2]))
        if not (target and part and whole) or len({target.at, part.at, whole.at}) < 3:
            continue
        target.rate = True
        target.kind = as_number(target.kind, None)
        times = " * 100" if ratio[3] and not _shows_percent(target, table, account) else ""
        must = f"{target.id} = {part.id} / {whole.id}{times}"
        lines = ((1, part), (1, whole))
        found.append(Relation(must, over=table, worked_out=target.id, target=target, lines=lines, rate=True))
    return found if len(found) == 1 else []


def _shows_percent(column: FoundColumn, table: FoundTable, account: CellAccount) -> bool:
    """Tell whether a share is held as 0.85 and shown as 85%; where no format or unit says, it is asked."""
    if column.kind.percent or column.heading.unit == "%":
        return column.kind.percent
    said = f"“{column.label}”填百分号前的数，如 85.3；答“否”的填 0.853"
    ground = "原表写了×100%，格子不是百分比格式"
    return not account.ask_at(table.sheet, "百分号前", table.top_cell(column.at), said, ground)


def _column_called(name: str, table: FoundTable) -> FoundColumn | None:
    number = _number(name, _COLUMNS)
    if number:
        return next((c for c in table.columns if c.heading.number == number), None)
    column = _named(name, table.columns)
    return column if isinstance(column, FoundColumn) else None


def _by_names(said: _Said, tables: Sequence[FoundTable]) -> list[Relation]:
    """Read a relation of columns, or of rows, by their names: each name must be that of one alone."""
    if not said.sign:
        return []
    names = [said.left, *(name for _, name in said.right)]
    found: list[Relation] = []
    for table in tables:
        columns = [_named(n, table.columns) for n in names]
        rows = [_named(n, table.rows) for n in names]
        if all(columns):
            found.append(_of_columns(said, table, [c for c in columns if isinstance(c, FoundColumn)]))
        if all(rows):
            found += _of_rows(said, [(table, r) for r in rows if isinstance(r, FoundRow)])
    if not found:
        return _of_rows_side_by_side(said, names, tables)
    return found if len(found) == 1 else []


def _of_rows_side_by_side(said: _Said, names: list[str], tables: Sequence[FoundTable]) -> list[Relation]:
    """Read a relation of rows in halves side by side, whose columns say the same: 资产总计=负债和所有者权益总计."""
    places: list[tuple[FoundTable, FoundRow]] = []
    for name in names:
        hits = [(t, r) for t in tables if isinstance(r := _named(name, t.rows), FoundRow)]
        if len(hits) != 1:
            return []
        places += hits
    heads = [[c.label for c in t.columns] for t, _ in places]
    return [*_of_rows(said, places)] if all(h == heads[0] for h in heads) else []


def _named(name: str, lines: Sequence[Line]) -> Line | None:
    paths = [line.head if isinstance(line, FoundRow) else line.heading.path for line in lines]
    for told in (
        [plain_words(p[-1]) for p in paths],
        [plain_words("".join(p)) for p in paths],
        [_BACK.sub("", _FRONT.sub("", plain_words(p[-1]))) for p in paths],
    ):
        hits = [line for line, said in zip(lines, told, strict=True) if said == name]
        if len(hits) == 1:
            return hits[0]
        if hits:
            return None
    return None


_FRONT = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十0-9]{1,3}[)]|[0-9]{1,2}[、.])"
)
_BACK = re.compile(r"[(][^()]{1,6}[)]$")


def _of_columns(said: _Said, table: FoundTable, columns: list[FoundColumn]) -> Relation:
    target, *others = columns
    lines = tuple(zip([sign for sign, _ in said.right], others, strict=True))
    must = f"{reference_to(target)} {said.sign} {sum_text(lines, table.columns)}"
    return Relation(must, over=table, target=target, lines=lines)


def _number(name: str, words: Sequence[str]) -> str:
    """Return the code or number a term writes: 3, (3), 第3行; "" where it writes none, or says it is another thing."""
    found = _NUMBERED.fullmatch(name)
    if not found or (found[2] and found[2] not in (*words, "项")):
        return ""
    return found[1]
