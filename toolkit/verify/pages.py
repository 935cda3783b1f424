"""The pages behind a report's figures held against its units' files: 数据来源, 分单位数据, 人工调整, and whether all are there."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.form.layout import (
    ADJUSTED,
    CODES_ROW,
    CORRECTIONS,
    DRAFT,
    IDENTITY,
    OPTIONS,
    OURS,
    PRIOR,
    SOURCES,
    STATES,
    UNITS,
    Place,
    letters,
    place,
)
from toolkit.form.model import REPORT
from toolkit.form.words import number, same_number, told_apart
from toolkit.merge.companion import companion_of
from toolkit.merge.long_table import brief_scope, reach, scope
from toolkit.merge.manifest import Told
from toolkit.merge.sources_page import ALIGNED, HEADS, REASONED, aligned, realigned, sources_page
from toolkit.reading.read_workbook import plain_formula
from toolkit.reading.sheet_places import plain_text, raw
from toolkit.sheets.by_unit_sheets import (
    CODE,
    HEAD,
    LABEL,
    NOTE,
    REACH,
    SCOPE,
    SCOPE_HEAD,
    TABLE,
    TOTAL,
    VALUE,
    Pooled,
)
from toolkit.sheets.plain_pages import Link
from toolkit.sheets.styles import storable
from toolkit.text.safe_text import visible
from toolkit.xlsx.sheet_xml import NUMBER, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from toolkit.figures.rollup import Merged
    from toolkit.form.grounding import Grounded
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell
    from toolkit.form.submission import Identity
    from toolkit.verify.unit_files import Kid
    from toolkit.xlsx.open_workbook import Book, Sheet


class _Said(str):
    """What a cell holds as it is compared, without spaces; *stands* is how it stands there, to be shown."""

    __slots__ = ("stands",)
    stands: str

    def __new__(cls, compared: str, stands: str) -> Self:
        made = super().__new__(cls, compared)
        made.stands = stands
        return made


Line = tuple[_Said, ...]
"""A line of 数据来源, as it is compared."""
LISTED_AT, UNIT_AT, FILE_AT, THERE_AT = 1, 2, 4, (5, 6)
"""Where in it the name of a figure or list, of the unit, of its file and the place in this stand."""
SHOWN = 40
"""How much of a text a line shows."""


def sheets(book: Book, layout: Layout) -> Iterator[Told]:
    """Tell what is missing or hidden of our own sheets; rows that are hidden may be filtered."""
    form = layout.form
    ours = OURS - {CORRECTIONS} - (set() if layout.priors else {PRIOR})
    ours -= set() if companion_of(form.id) else {DRAFT}
    wanted = [*(s.id for s in form.sheets_of(REPORT)), *sorted(ours)]
    lists = {s.tick.sheet for s in layout.strips.values()}
    for name in wanted:
        sheet = book.sheet(name)
        if sheet is None and name in ours:  # what is missing of the form is told by the reader
            yield Told(f"缺少工作表“{name}”")
        elif sheet is not None and sheet.state != "visible" and name not in (OPTIONS, IDENTITY):
            yield Told(f"工作表“{name}”被隐藏了")
        drawn = {CODES_ROW} if name in lists else set()  # the codes of a list are hidden by us
        if sheet and (rows := sorted(sheet.hidden_rows & {r for r, _ in sheet.cells} - drawn)):
            yield Told(f"{name}：有 {len(rows)} 行被隐藏或筛选掉，从第 {rows[0] + 1} 行起", mild=True)


def heads(book: Book, layout: Layout, who: Identity) -> Iterator[Told]:
    """Tell the printed heads and labels of the form that read otherwise, where nothing was moved."""
    form, given = layout.form, place(layout.form, REPORT)
    if who.fingerprint != form.fingerprint(REPORT):
        yield Told(f"报告的表样（{who.edition}）与本程序的（{form.edition}）不同，表头没有核对", mild=True)
        return
    moved = {at.sheet for cell, at in given.at.items() if layout.at.get(cell) != at}
    moved |= {s.tick.sheet for name, s in given.strips.items() if layout.strips.get(name) != s}
    for head in given.heads:
        sheet = book.sheet(head.sheet)
        if sheet is None or head.sheet in moved or not head.text:
            continue
        if plain_text(seen := raw(sheet, head.row, head.column)) != plain_text(head.text):
            yield _differs(Place(head.sheet, head.row, head.column), "表头", head.text, seen)


# ── 数据来源 ───────────────────────────────────────────────────────────────────────────────────────────────


def sources(
    book: Book, grounded: Grounded, layout: Layout, merged: Merged, kids: list[Kid], *, whole: bool
) -> Iterator[Told]:
    """Tell every line of 数据来源 that is not what the units' files say.

    Lines of others are told where the file of every unit is there (*whole*), else they may be those of a missing one.
    """
    sheet = book.sheet(SOURCES)
    if sheet is None:
        return
    units = {_said(k.submission.who.name) for k in kids}
    lists = {s.register.sheet for s in layout.strips.values()}
    every = {r: _line(said, lists) for r, said in _lines(sheet, HEADS)}
    stands = {r: line for r, line in every.items() if plain_text(line[UNIT_AT]) in units}
    others = Counter(line[UNIT_AT] for r, line in every.items() if r not in stands)
    for name, count in others.items() if whole else ():
        yield Told(
            f"{SOURCES}：有 {count} 行来自 {visible(name.stands, SHOWN) or '空白'}，不在“{STATES}”的计入单位里"
        )
    files = {}
    for child, submission, _ in kids:
        named = Counter(x[FILE_AT] for x in stands.values() if x[UNIT_AT] == _said(submission.who.name))
        mostly = next((n for n, _ in named.most_common(1)), _said(child.path))
        files[child.unit] = mostly.stands
        if mostly != _said(child.path):
            here, there = visible(child.path, SHOWN), visible(mostly.stands, SHOWN)
            yield Told(f"{child.name}：“{STATES}”记的文件是 {here}，“{SOURCES}”记的是 {there}")
    page = sources_page(grounded, merged, files).page
    left = Counter(_line([_said(v) for v in row], lists) for row in page.rows)
    odd = {}
    for row, line in stands.items():
        if left[line] > 0:
            left[line] -= 1
        else:
            odd[row] = line
    yield from _unlike(odd, list(left.elements()))


def _unlike(odd: dict[int, Line], missing: list[Line]) -> Iterator[Told]:
    """Tell the lines that say otherwise than they should, those nobody asked for and those that are not there."""
    for sign in ((LISTED_AT, UNIT_AT), (UNIT_AT, *THERE_AT)):
        waiting: dict[Line, list[Line]] = {}
        for line in missing:
            waiting.setdefault(tuple(line[c] for c in sign), []).append(line)
        for row, line in list(odd.items()):
            if near := waiting.get(tuple(line[c] for c in sign)):
                should = max(near, key=lambda w: _alike(w, line))
                near.remove(should)
                missing.remove(should)
                yield from _fields(row, should, odd.pop(row))
    for row, line in odd.items():
        what = visible(line[LISTED_AT].stands, SHOWN)
        yield Told(f"{SOURCES} 第 {row + 1} 行：{line[UNIT_AT].stands} 的文件里没有“{what}”这一项")
    for line in missing:
        what, where = visible(line[LISTED_AT].stands, SHOWN), " ".join(line[c].stands for c in THERE_AT)
        yield Told(f"{SOURCES}：缺少 {line[UNIT_AT].stands} 的“{what}”（{where}）")


def _fields(row: int, should: Line, seen: Line) -> Iterator[Told]:
    for column, (a, b) in enumerate(zip(should, seen, strict=True)):
        if a != b:
            yield _differs(Place(SOURCES, row, column), HEADS[column], a.stands, b.stands)


def _alike(a: Line, b: Line) -> int:
    return sum(x == y for x, y in zip(a, b, strict=True))


def _line(said: list[_Said], lists: set[str]) -> Line:
    """Return a line to be compared; where a list's row stands in the report is the office's affair."""
    spot = re.sub(r"[A-Z]{1,3}[0-9]+$|（.*", "", said[0])
    return (_Said("", ""), *said[1:]) if spot in lists else tuple(said)


def _said(value: object) -> _Said:
    """Return what a cell of a page holds, as it is compared."""
    text = value.text if isinstance(value, Link) else number(value) if value is not None else ""
    return _Said(plain_text(storable(text)), storable(text))


def _lines(sheet: Sheet, heads: tuple[str, ...]) -> Iterator[tuple[int, list[_Said]]]:
    """Yield the lines below *heads*, each with its row."""
    columns = range(len(heads))
    rows = sorted({r for r, _ in sheet.cells})
    head = next((r for r in rows if [raw(sheet, r, c) for c in columns] == list(heads)), None)
    for row in rows if head is not None else ():
        if row > (head or 0):
            said = [raw(sheet, row, c) for c in columns]
            shown = [number(float(s)) if NUMBER.fullmatch(s) else s for s in said]
            yield row, [_Said(plain_text(s), s) for s in shown]


# ── 分单位数据、人工调整 ───────────────────────────────────────────────────────────────────────────────────


def labels(
    book: Book, grounded: Grounded, layout: Layout, merged: Merged, kids: list[Kid], *, whole: bool
) -> Iterator[Told]:
    """Tell where 分单位数据 or 人工调整 calls a unit or a figure otherwise, or marks it for no reason.

    *whole* says that the file of every unit is there: else nobody knows all that is to be marked.
    """
    sheets_ = Pooled(book)
    if sheets_.units is None or sheets_.beside is None:
        return
    known = {c.name: c for c in grounded.inputs}
    names = {k.child.unit: k.submission.who.name for k in kids}
    for column in range(sheets_.first, sheets_.last + 1):
        code = raw(sheets_.units, 0, column)
        name, far = names.get(code, ""), brief_scope(reach(merged, code))
        if name and (seen := raw(sheets_.units, HEAD, column)) != storable(name):
            yield _differs(Place(UNITS, HEAD, column), "单位", name, seen)
        if name and (seen := raw(sheets_.units, REACH, column)) != far:
            yield _differs(Place(UNITS, REACH, column), SCOPE_HEAD, far, seen)
    covers = brief_scope(scope(grounded.form, merged.report.who.level))
    moved = {k.child.unit for k in kids if realigned(k.findings)}
    for code, row in sheets_.at.items():
        cell = known.get(code)
        if cell is None:
            yield Told(f"{UNITS} 第 {row + 1} 行：没有“{visible(code, SHOWN)}”这个指标")
            continue
        for sheet in (sheets_.units, sheets_.beside):
            yield from _named(sheet, row, layout, cell)
        if (seen := raw(sheets_.units, row, SCOPE)) != covers:
            yield _differs(Place(UNITS, row, SCOPE), SCOPE_HEAD, covers, seen)
        brought = {p.code for p in merged.parts.get(cell, ()) if p.value}
        wanted = aligned([names[u] for u in names if u in moved & brought])
        yield from _marked(sheets_.units, row, wanted if whole else None, set(names.values()))


def _named(sheet: Sheet, row: int, layout: Layout, cell: Cell) -> Iterator[Told]:
    wanted = {CODE: cell.name, TABLE: layout.at[cell].sheet, LABEL: layout.form.label(cell)}
    for (column, should), head in zip(wanted.items(), ("编码", "表", "指标"), strict=True):
        if plain_text(seen := raw(sheet, row, column)) != plain_text(should):
            yield _differs(Place(sheet.name, row, column), head, should, seen)


def _marked(sheet: Sheet, row: int, wanted: list[str] | None, names: set[str]) -> Iterator[Told]:
    """Tell a mark beside a figure that is none of ours, or names units it is not about; reasons are not known here."""
    seen, at = raw(sheet, row, NOTE), Place(UNITS, row, NOTE)
    marks = [
        m for m in seen.split("；") if m and m != ADJUSTED
    ]  # what was adjusted is told from its own sheet
    if wanted is None:
        return
    if [m for m in marks if m.startswith(ALIGNED)] != wanted:
        yield _differs(at, "备注", "；".join(wanted), seen)
        return
    for mark in (m for m in marks if not m.startswith(ALIGNED)):
        said, _, units = mark.partition("：")
        if said != REASONED or not set(filter(None, units.split("、"))) <= names:
            yield Told(f"{UNITS} {at.a1}（备注）：“{visible(mark, SHOWN)}”不是汇总时写的")


def adjusting(book: Book, grounded: Grounded) -> Iterator[Told]:
    """Tell what on 人工调整 is no number, is calculated, or stands beside another sum than the units come to."""
    pool = Pooled(book)
    sheet = pool.beside
    for cell in grounded.inputs if sheet else ():
        row = pool.at.get(cell.name)
        worked = pool.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        if sheet is None or row is None or worked is None or worked.bad:
            continue
        label = grounded.form.label(cell)
        at, said = Place(ADJUSTED, row, VALUE), sheet.cells.get((row, VALUE))
        if said and said.formula is not None:
            yield Told(
                f"{ADJUSTED} {at.a1}（{label}）：“调整为”是公式（={visible(said.formula, SHOWN)}），应直接填数",
                mild=worked.adjusted is not None,
            )
        elif said and said.raw.strip() and worked.adjusted is None:
            yield Told(
                f"{ADJUSTED} {at.a1}（{label}）：“调整为”应为数字，实为“{visible(said.raw, SHOWN)}”，没有算进去"
            )
        yield from _total(sheet, row, label, worked.total)


def _total(sheet: Sheet, row: int, label: str, total: float | None) -> Iterator[Told]:
    at, found = Place(ADJUSTED, row, TOTAL), sheet.cells.get((row, TOTAL))
    comes = number(total) if total is not None else "空白"
    formula = plain_formula(found.formula or "") if found else ""
    if formula != plain_formula(f"{UNITS}!{letters(TOTAL)}{row + 1}"):
        yield Told(f"{ADJUSTED} {at.a1}（{label}）：合计的公式被改动，应为 {comes}")
    elif found and found.kind != Kind.BLANK and found.raw:
        seen: object = float(found.raw) if NUMBER.fullmatch(found.raw) else found.raw
        if not same_number(seen, total) and not (
            total is None and seen == 0
        ):  # a reference to a blank shows 0
            shown, comes = told_apart(seen, total) if total is not None else (number(seen), comes)
            yield Told(f"{ADJUSTED} {at.a1}（{label}）：显示 {visible(shown, SHOWN)}，应为 {comes}")


def _differs(at: Place, head: str, should: str, seen: str) -> Told:
    return Told(
        f"{at.sheet} {at.a1}（{head}）：应为 {should or '空白'}，实为 {visible(seen, SHOWN) or '空白'}"
    )
