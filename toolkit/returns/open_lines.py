"""Whether what a line of a return copy asks for is done, as formulas: the first sheet and the cover then count alike.

A rule is judged by the formula the check sheet has for it. Of what no formula can judge, a change of the cells is taken
for an answer; where there is no such cell either the unit says so itself: whether it is right is seen when it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import WARNING
from toolkit.form.layout import EXPLAINED, CellPlace, parse_reference
from toolkit.sheets.check_lines import TO_MEND
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler, group_checks
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.period import Period
    from toolkit.xlsx.open_workbook import Book

LOOKED_AT, LITERAL = 20, 120
"""How many cells of a finding are watched for a change, and how much of what stands in one is compared."""
_WORDS = ",".join(f'"{w}"' for w in TO_MEND)


class OpenLineFormulas:
    """Writes for one workbook the formulas that are 1 while something is still to be done."""

    def __init__(self, grounded: GroundedForm, layout: Layout, period: Period, book: Book) -> None:
        """Take the verdicts of the kind."""
        self.book, self.layout = book, layout
        self._verdicts = _verdicts_of_kind(grounded, layout, period)

    def of(self, instances: Sequence[str], cells: Sequence[CellPlace], severity: str) -> tuple[str, ...]:
        """Return the formulas of a finding: open while one of them is 1; none where only the unit can say so."""
        if lists := [s for s in self.layout.strips.values() if cells and s.tick == cells[0]]:
            return (self._unanswered(lists[0]),)
        judged = [v for name in instances for v in self._verdicts.get(name, (LATER,))]
        if judged and LATER not in judged:
            told = dict.fromkeys(judged)
            unsaid = self._unsaid(instances) if severity == WARNING else ""
            return tuple(f"ISNUMBER(MATCH({v.removeprefix('=')},{{{_WORDS}}},0)){unsaid}*1" for v in told)
        watched = [self._unchanged(at) for at in cells[:LOOKED_AT]]
        watched += [f"COUNTA({row})>0" for row in self._rows_of(cells[:1])]
        return (f"AND({','.join(watched)})*1",) if watched else ()

    def _unanswered(self, strip: ListStrip) -> str:
        """Return 1 while a list has neither rows nor its tick, or both."""
        tick = f'({strip.tick.absolute}="是")'
        rows = f"(COUNTA({strip.whole})>0)"
        return f"1-ABS({tick}-{rows})"

    def _rows_of(self, cells: Sequence[CellPlace]) -> Iterator[str]:
        """Yield the row of a list a cell stands in: who empties it all has mended it too."""
        for at in cells:
            for strip in self.layout.strips.values():
                if at.sheet == strip.register.sheet and at.row >= strip.first:
                    columns = [c for _, c in strip.columns]
                    first, last = (CellPlace(at.sheet, at.row, c) for c in (min(columns), max(columns)))
                    yield f"{first.absolute}:{last.absolute.rpartition('!')[2]}"

    def _unsaid(self, instances: Iterable[str]) -> str:
        """Return the factor that is 0 once every instance is explained on the check sheet."""
        places = [self.book.names.get(f"{EXPLAINED}.{name}", "") for name in instances]
        found = [p for p in places if (at := parse_reference(p)) and self.book.sheet(at.sheet)]
        if not found or len(found) < len(places):
            return ""
        return f"*(1-AND({','.join(f'LEN(TRIM({p}))>0' for p in found)}))"

    def _unchanged(self, at: CellPlace) -> str:
        """Return the test that a cell still holds what it holds now."""
        cell, here = self.book.sheet(at.sheet), at.absolute
        found = cell.cells.get((at.row, at.column)) if cell else None
        if found is None or found.kind == CellKind.BLANK or not found.raw:
            return f"LEN({here})=0"
        if found.kind == CellKind.ERROR:
            return f"ISERROR({here})"
        if found.kind in (CellKind.NUMBER, CellKind.DATE) and _is_number(found.raw):
            return f"IF(ISNUMBER({here}),{here}={found.raw},FALSE)"
        if found.kind != CellKind.TEXT:
            return f"NOT(ISBLANK({here}))"
        text = found.raw[:LITERAL]
        lines = text.replace("\r\n", "\n").replace('"', '""').split("\n")
        pieces = "&CHAR(10)&".join(f'"{line}"' for line in lines)
        return f"IF(ISTEXT({here}),EXACT(LEFT({here},{len(text)}),{pieces}),FALSE)"


_KINDS: dict[tuple[int, int, str], tuple[GroundedForm, Layout, dict[str, tuple[str, ...]]]] = {}
KINDS_KEPT = 32


def _verdicts_of_kind(grounded: GroundedForm, layout: Layout, period: Period) -> dict[str, tuple[str, ...]]:
    """Return the formulas of the verdicts by the names under which findings know them, for all workbooks of a kind.

    Figures of several places have a verdict each.
    """
    key = id(grounded), id(layout), period.text  # both are kept with it, so that their ids stay their own
    if key not in _KINDS:
        if len(_KINDS) >= KINDS_KEPT:
            _KINDS.clear()
        compiler, found = CheckCompiler(grounded, layout, period), dict[str, dict[str, None]]()
        for line in group_checks(grounded):
            for check in (grounded.checks[i] for i in line.checks):
                found.setdefault(check.instance(grounded.form), {})[compiler.verdict(line)[0]] = None
        for row_check in grounded.row_checks:
            found.setdefault(row_check.instance, {})[compiler.rows_verdict(row_check)[0]] = None
        _KINDS[key] = grounded, layout, {name: tuple(told) for name, told in found.items()}
    return _KINDS[key][2]


def _is_number(raw: str) -> bool:
    try:
        return abs(float(raw)) < 1e15
    except ValueError:
        return False
