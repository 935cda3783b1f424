"""Columns of a list that are worked out, and the sums above its rows: worked out again, what stands there is only compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.row_columns import work_out_columns
from toolkit.form.finding import digest_of_evidence, make_finding
from toolkit.form.layout import TOTAL_ROW
from toolkit.form.row_rules import column_total, typed_columns
from toolkit.form.words import format_number, is_same_number
from toolkit.reading.stray_cells import make_brief_finding
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from toolkit.form.finding import Finding
    from toolkit.form.layout import CellPlace, ListStrip
    from toolkit.form.model import Field
    from toolkit.form.submission import Row, Value
    from toolkit.reading.read_figures import FigureReader
    from toolkit.xlsx.cells import SheetCells


class _Standing(NamedTuple):
    """A cell that is worked out: what stands there as people see it, and what it comes to."""

    at: CellPlace
    stands: str
    comes: Value | None


@dataclass
class _ComparedCells:
    """The worked-out cells of one column, by how they differ from what they should be."""

    label: str
    source: str
    stale: list[_Standing] = field(default_factory=list)
    """Our own formula shows something else."""
    same: list[_Standing] = field(default_factory=list)
    """Typed over, with what it comes to, or where it comes to nothing."""
    other: list[_Standing] = field(default_factory=list)
    """Typed over with something else."""
    empty: list[_Standing] = field(default_factory=list)
    """Without a formula, below the rows that were prepared."""

    def take(
        self,
        reader: FigureReader,
        sheet: SheetCells,
        at: CellPlace,
        asked: Field,
        comes: Value | None,
        own: str,
    ) -> None:
        """Compare one cell, in which the formula *own* should stand, with what it comes to."""
        found = sheet.cells.get((at.row, at.column))
        reader.account["worked_out"] += 1
        read = reader.read_cell(sheet, at, reader.expected(asked)).value if found is not None else None
        raw = found.raw.strip() if found is not None else ""
        said = _Standing(at, raw[:60], comes)
        if found is not None and found.formula is not None and found.kind == CellKind.ERROR:
            reader.broken.append(at)
        elif found is not None and found.formula is not None and reader.is_our_formula(found.formula, own):
            if raw and comes is not None and not _is_same(read if read is not None else raw, comes):
                self.stale.append(said)
        elif not raw:
            if comes is not None and not reader.book.other:
                self.empty.append(said)
        elif comes is None or _is_same(read if read is not None else raw, comes):
            if not (reader.book.other and comes is not None):
                self.same.append(said)
        else:
            self.other.append(said)

    def findings(self) -> list[Finding]:
        """Tell what was typed over; of many cells the first is spelled out."""
        found = []
        if self.same:
            first = self.same[0]
            again = "" if first.comes is None else "（公式没有了，数没有变）"
            told = {"label": self.label, "value": first.stands, "again": again}
            found.append(make_brief_finding("formula_lost", [s.at for s in self.same], **told))
        if self.other:
            first = self.other[0]
            told = {
                "label": self.label,
                "value": first.stands,
                "expected": _shown(first.comes),
                "source": self.source,
            }
            evidence = ["typed_over", self.label, [[s.stands, _shown(s.comes)] for s in self.other]]
            digest = digest_of_evidence(evidence)
            found.append(make_brief_finding("replaced", [s.at for s in self.other], digest=digest, **told))
        return found


def read_worked_columns(
    reader: FigureReader, sheet: SheetCells, strip: ListStrip, rows: tuple[Row, ...]
) -> tuple[tuple[Row, ...], bool]:
    """Return the rows with what their columns come to; and whether some row is without its formulas.

    What was typed over a formula is told.
    """
    comes = work_out_columns(strip.register, strip.worked_out, rows, int(reader.who.year))
    bare = False
    for name, _ in strip.worked:
        asked = strip.register.field(name)
        compared = _ComparedCells(asked.label, "本行其他栏")
        for row, values in zip(rows, comes, strict=True):
            at = strip.place(name, row.number - 1)._replace(sheet=sheet.name)
            own = reader.compiler.row_formula(strip, name, at.row)
            compared.take(reader, sheet, at, asked, values.get(name), own)
        reader.findings += compared.findings()
        if compared.stale:
            first = compared.stale[0]
            told = {"label": asked.label, "value": first.stands, "read": _shown(first.comes)}
            reader.findings.append(make_brief_finding("stale_cache", [s.at for s in compared.stale], **told))
        if compared.empty:
            bare = True
            places = [s.at for s in compared.empty]
            told = {"label": asked.label, "count": str(len(places))}
            reader.findings.append(make_brief_finding("row_formula_missing", places, **told))
    return tuple(r._replace(values={**r.values, **v}) for r, v in zip(rows, comes, strict=True)), bare


def read_list_sums(
    reader: FigureReader,
    sheet: SheetCells,
    strip: ListStrip,
    rows: tuple[Row, ...],
    *,
    answered: bool,
    told: bool,
    counts_others: bool,
) -> None:
    """Hold the sums above a list's rows against the rows; *told* is why they differ already, or a cell was not read.

    *counts_others*: rows that are no records stand among them, which formulas add up all the same.
    """
    for name, at in strip.totals.items():
        asked, place = strip.register.field(name), at._replace(sheet=sheet.name)
        behind = typed_columns((name,), strip.worked_out)
        unread = any(set(behind) & set(r.unread) for r in rows)
        comes = column_total(strip.register, rows, name) if answered and not unread else None
        compared = _ComparedCells(f"{TOTAL_ROW}·{asked.label}", f"“{strip.register.sheet}”各行")
        compared.take(reader, sheet, place, asked, comes, reader.compiler.column_total(strip, name))
        if compared.empty or (unread and (compared.same or compared.other)):
            stands = compared.same or compared.other or compared.empty
            said = {"label": compared.label, "value": stands[0].stands or "空白", "again": ""}
            reader.findings.append(make_finding("formula_lost", [place], **said))
            continue
        reader.findings += compared.findings()
        if compared.stale and not told:
            said = {"label": compared.label, "value": compared.stale[0].stands, "read": _shown(comes)}
            code = "total_in_formula" if counts_others else "stale_cache"
            more = {"list": strip.register.sheet} if counts_others else {}
            reader.findings.append(make_finding(code, [place], **said, **more))


def _is_same(stands: Value, comes: Value) -> bool:
    if isinstance(stands, str) and isinstance(comes, float) and NUMBER.fullmatch(stands):
        stands = float(stands)
    return is_same_number(stands, comes) if isinstance(stands, float) else stands == comes


def _shown(value: Value | None) -> str:
    return value if isinstance(value, str) else format_number(value)
