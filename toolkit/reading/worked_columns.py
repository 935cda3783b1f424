"""Columns of a list that are worked out, and the sums above its rows: worked out again, what stands there is only compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import digest_of_evidence, make_finding
from toolkit.form.layout import TOTAL_ROW
from toolkit.form.row_rules import HAIR, column_total, typed_columns
from toolkit.form.rule_language import rounding_tolerance
from toolkit.form.rule_trees import columns_needing_values
from toolkit.form.words import format_number, is_same_number
from toolkit.reading.stray_cells import make_brief_finding
from toolkit.text.formula_parser import normalize_formula
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.finding import Finding
    from toolkit.form.layout import CellPlace, ListStrip
    from toolkit.form.register import Field
    from toolkit.form.submission import Row, Value
    from toolkit.reading.read_figures import FigureReader
    from toolkit.sheets.verdict_formulas import CheckCompiler
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
    ) -> bool:
        """Compare one cell, in which the formula *own* should stand, with what it comes to; tell whether the formula is there."""
        found = sheet.cells.get((at.row, at.column))
        reader.account["worked_out"] += 1
        read = reader.read_cell(sheet, at, reader.expected(asked)).value if found is not None else None
        raw = found.raw.strip() if found is not None else ""
        said = _Standing(at, raw[:60], comes)
        if found is not None and found.formula is not None and found.kind == CellKind.ERROR:
            reader.broken.append(at)
            return False
        if found is not None and found.formula is not None and reader.is_our_formula(found.formula, own):
            near = rounding_tolerance(asked.places) + HAIR if reader.layout.own_formulas else 0.0
            if raw and comes is not None and not _is_same(read if read is not None else raw, comes, near):
                self.stale.append(said)
            return True
        if found is not None and found.formula and not raw:
            raw = f"={found.formula}"[:60]
            said = said._replace(stands=raw)
        if not raw:
            if comes is not None and not reader.book.other:
                self.empty.append(said)
        elif comes is None or _is_same(read if read is not None else raw, comes):
            if not (reader.book.other and comes is not None):
                self.same.append(said)
        else:
            self.other.append(said)
        return False

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
) -> tuple[tuple[Row, ...], frozenset[str]]:
    """Return the rows with what their columns come to, and the columns of which some cell is without its formula.

    What was typed over a formula is told; what other formulas show because of it is not.
    """
    comes: list[dict[str, Value]] = [{} for _ in rows]
    if rows and strip.worked_out:
        # Arrays are imported where there is something to work out: most lists a unit sends are empty.
        from toolkit.figures.row_columns import work_out_columns

        comes = work_out_columns(strip.register, strip.worked_out, rows, reader.period)
    lost: dict[str, set[int]] = {}
    for name, expr in strip.worked:
        asked, needed = strip.register.field(name), columns_needing_values(expr)
        behind = set[int]().union(*(lost.get(c, set()) for c in needed))
        compared, lost[name] = _ComparedCells(asked.label, "本行其他栏"), set(behind)
        for row, values in zip(rows, comes, strict=True):
            at = strip.place(name, row.number - 1)._replace(sheet=sheet.name)
            own = reader.compiler.row_formula(strip, name, at.row)
            if not compared.take(reader, sheet, at, asked, values.get(name), own):
                lost[name].add(at.row)
        reader.findings += compared.findings()
        if stale := [s for s in compared.stale if s.at.row not in behind]:
            told = {"label": asked.label, "value": stale[0].stands, "read": _shown(stale[0].comes)}
            reader.findings.append(make_brief_finding("stale_cache", [s.at for s in stale], **told))
        if compared.empty:
            places = [s.at for s in compared.empty]
            told = {"label": asked.label, "count": str(len(places))}
            reader.findings.append(make_brief_finding("row_formula_missing", places, **told))
    made = tuple(r._replace(values={**r.values, **v}) for r, v in zip(rows, comes, strict=True))
    return made, frozenset(n for n, some in lost.items() if some)


def read_list_sums(
    reader: FigureReader,
    sheet: SheetCells,
    strip: ListStrip,
    rows: tuple[Row, ...],
    *,
    answered: bool,
    lost: frozenset[str],
    counts_others: bool,
) -> None:
    """Hold the sums above a list's rows against the rows; those of columns that *lost* a formula differ anyway.

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
        if compared.stale and name not in lost:
            said = {"label": compared.label, "value": compared.stale[0].stands, "read": _shown(comes)}
            code = "total_in_formula" if counts_others else "stale_cache"
            more = {"list": strip.register.sheet} if counts_others else {}
            reader.findings.append(make_finding(code, [place], **said, **more))


def list_cells_without_formula(
    compiler: CheckCompiler, strip: ListStrip, sheet: SheetCells, rows: Iterable[Row]
) -> Iterator[tuple[CellPlace, str, Value | None]]:
    """Yield the cells of a list that should be worked out and hold no formula of ours: place, formula, what it comes to."""
    listed = tuple(rows)
    wanted = [
        (strip.place(n, r.number - 1), compiler.row_formula(strip, n, r.number - 1), r.values.get(n))
        for n in strip.worked_out
        for r in listed
    ]
    wanted += [
        (at, compiler.column_total(strip, n), column_total(strip.register, listed, n) if listed else None)
        for n, at in strip.totals.items()
    ]
    for at, own, comes in wanted:
        found = sheet.cells.get((at.row, at.column))
        stands = found.formula if found is not None else None
        if stands is None or normalize_formula(stands) != normalize_formula(own):
            yield at, own, comes


def _is_same(stands: Value, comes: Value, near: float = 0.0) -> bool:
    """Tell whether what stands there is what it comes to; a number may be *near*, for an office's own formula may not round."""
    if isinstance(stands, str) and isinstance(comes, float) and NUMBER.fullmatch(stands):
        stands = float(stands)
    if isinstance(stands, float) and isinstance(comes, float) and abs(stands - comes) <= near:
        return True
    return is_same_number(stands, comes) if isinstance(stands, float) else stands == comes


def _shown(value: Value | None) -> str:
    return value if isinstance(value, str) else format_number(value)
