"""What a person wrote into the report that stands is kept by the next merge; where units changed the same, it is asked.

Three are compared: what the units came to when the report was made last (kept in the ledger), the file as it is now, and
what they come to now. What only one side changed is taken; what both changed differently is told, and nothing is overwritten.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.pooled import Pooled
from toolkit.excel.read import read
from toolkit.form.layout import ADJUSTED, place
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS
from toolkit.form.shown import visible
from toolkit.form.words import number

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.excel.book import Book
    from toolkit.excel.pooled import Adjustment
    from toolkit.figures.merge import Merged
    from toolkit.form.ground import Grounded
    from toolkit.form.model import Cell
    from toolkit.form.submission import Identity, Row, Submission
    from toolkit.ledger.ledger import Ledger

Rolled = dict[str, Any]
"""What units came to, by the name of a figure or a list."""
SHOWN = 40
"""How much of a text a question shows."""


@dataclass(frozen=True)
class Kept:
    """The report as it is now, what units came to when it was made, and the numbers put in the place of sums."""

    now: Submission | None = None
    made: Rolled = field(default_factory=dict)
    adjusted: dict[Cell, Adjustment] = field(default_factory=dict)

    @property
    def explanations(self) -> dict[str, str]:
        """Return what was written to the warnings of the report."""
        return dict(self.now.explanations) if self.now else {}


def kept(path: Path, grounded: Grounded, who: Identity, ledger: Ledger) -> Kept:
    """Return what stands in the report at *path*; raise WorkFolderError where that is no report of this office."""
    if not path.is_file():
        return Kept()
    try:
        book = open_book(path.read_bytes())
        said = identify(book).who
    except Unreadable as error:
        raise WorkFolderError(
            f"现有的 {path} 读不出来：{REASONS[error.code]}。里面可能有写好的说明，没有覆盖它。请移走或改名后再运行。"
        ) from error
    if said is None or (said.kind, said.unit, said.year) != (REPORT, who.unit, who.year):
        raise WorkFolderError(f"{path} 已经有别的文件，没有覆盖它。请移走，或用 -o 指明另一个文件。")
    now = read(grounded, book, who).submission
    return Kept(now, _made(path, ledger), _adjusted(grounded, book))


def _adjusted(grounded: Grounded, book: Book) -> dict[Cell, Adjustment]:
    sheets, found = Pooled(book), {}
    for cell in grounded.inputs:
        worked = sheets.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        if worked and worked.adjusted:
            found[cell] = worked.adjusted
    return found


def _made(path: Path, ledger: Ledger) -> Rolled:
    versions = [v for v in ledger.versions() if v.path == path.name and v.rolled]
    return json.loads(versions[-1].rolled) if versions else {}


def rolled(merged: Merged) -> str:
    """Return what units came to, as far as it is no number that can be worked out again: the next merge compares."""
    texts = {c.name: v for c, v in merged.report.figures.items() if c not in merged.ways}
    lists = {name: _said(rows) for name, rows in merged.report.rows.items()}
    return json.dumps(texts | lists, ensure_ascii=False, sort_keys=True)


def carried(held: Kept, merged: Merged, grounded: Grounded, *, keep_edits: bool) -> Merged:
    """Return *merged* with what somebody wrote into the report; *keep_edits* decides for it where units changed too.

    Raise WorkFolderError with every place where both changed.
    """
    if held.now is None:
        return merged
    figures, asked = dict(merged.report.figures), list[str]()
    layout = place(grounded.form, REPORT)
    for cell in grounded.inputs:
        if cell in merged.ways:
            continue
        was = held.made.get(cell.name)
        is_now, comes = held.now.figures.get(cell), merged.report.figures.get(cell)
        if is_now is None or is_now == was:
            continue
        if comes in (was, is_now, None) or keep_edits:
            figures[cell] = is_now
        else:
            asked.append(f"{layout.at[cell].sheet} {layout.at[cell].a1}：{_three(was, is_now, comes)}")
    rows = dict(merged.report.rows)
    for name, listed in held.now.rows.items():
        was_rows, comes_rows = held.made.get(name, []), _said(merged.report.rows.get(name, ()))
        if _said(listed) == was_rows:
            continue
        if comes_rows in (was_rows, _said(listed), []) or keep_edits:
            rows[name] = listed
        else:
            sheet = grounded.form.register(name).sheet
            asked.append(f"{sheet}：报告里改过若干行，各单位报的也变了")
    for cell, said in held.adjusted.items():
        comes = merged.report.figures.get(cell)
        if cell in merged.ways and comes != said.before and not keep_edits:
            before_said = "空白" if said.before is None else number(said.before)
            asked.append(
                f"{ADJUSTED} {grounded.form.label(cell)}：各单位合计由 {before_said} 变为 {number(comes)}，"
                f"人工调整为 {number(said.value)}"
            )
        figures[cell] = said.value
    if asked:
        raise WorkFolderError(
            "报告里改过的地方，各单位报的也变了，没有覆盖：\n"
            + "\n".join(f"  {a}" for a in asked)
            + "\n以报告里改过的为准，加 --keep-edits 再运行；以各单位为准，把报告里的这几处清空、保存后再运行。"
        )
    zero = merged.report.zero - {
        name for name, listed in rows.items() if listed
    }  # no list is empty and has rows
    return replace(merged, report=replace(merged.report, figures=figures, rows=rows, zero=zero))


def _three(was: object, is_now: object, comes: object) -> str:
    said = ("空白" if x is None else f"“{visible(x, SHOWN)}”" for x in (was, is_now, comes))
    return "原来 {}，报告里改为 {}，现在各单位报的是 {}".format(*said)


def _said(rows: tuple[Row, ...]) -> list[object]:
    """Return what rows say, as JSON has it."""
    return [[r.origin, *(list(v) for v in sorted(r.values.items()))] for r in rows]
