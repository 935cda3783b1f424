"""Whether what a line of a return copy asks for is done, as formulas: the first sheet and the cover then count alike.

A rule is judged by the formula the check sheet has for it. Of what no formula can judge, a change of the cells is taken
for an answer; where there is no such cell either the unit says so itself: whether it is right is seen when it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.excel.book import Kind
from toolkit.excel.checksheet import TO_MEND
from toolkit.excel.verdicts import LATER, Compiler, lines
from toolkit.form.finding import WARNING
from toolkit.form.layout import EXPLAINED, parse_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from toolkit.excel.book import Book
    from toolkit.form.ground import Grounded
    from toolkit.form.layout import Layout, Place

LOOKED_AT, LITERAL = 20, 120
"""How many cells of a finding are watched for a change, and how much of what stands in one is compared."""
_WORDS = ",".join(f'"{w}"' for w in TO_MEND)


class OpenLines:
    """Writes for one workbook the formulas that are 1 while something is still to be done."""

    def __init__(self, grounded: Grounded, layout: Layout, year: int, book: Book) -> None:
        """Sort the verdicts by the names under which findings know them."""
        self.book = book
        self._verdicts: dict[str, str] = {}
        compiler = Compiler(grounded, layout, year)
        for line in lines(grounded):
            for check in (grounded.checks[i] for i in line.checks):
                self._verdicts[check.instance(grounded.form)] = compiler.verdict(line)[0]
        for row_check in grounded.row_checks:
            self._verdicts[row_check.instance] = compiler.rows_verdict(row_check)[0]

    def of(self, instances: Sequence[str], cells: Sequence[Place], severity: str) -> tuple[str, ...]:
        """Return the formulas of a finding: open while one of them is 1; none where only the unit can say so."""
        judged = [self._verdicts.get(name, LATER) for name in instances]
        if judged and LATER not in judged:
            told = dict.fromkeys(judged)
            unsaid = self._unsaid(instances) if severity == WARNING else ""
            return tuple(f"ISNUMBER(MATCH({v.removeprefix('=')},{{{_WORDS}}},0)){unsaid}*1" for v in told)
        watched = [self._unchanged(at) for at in cells[:LOOKED_AT]]
        return (f"AND({','.join(watched)})*1",) if watched else ()

    def _unsaid(self, instances: Iterable[str]) -> str:
        """Return the factor that is 0 once every instance is explained on the check sheet."""
        places = [self.book.names.get(f"{EXPLAINED}.{name}", "") for name in instances]
        found = [p for p in places if (at := parse_reference(p)) and self.book.sheet(at.sheet)]
        if not found or len(found) < len(places):
            return ""
        return f"*(1-AND({','.join(f'LEN(TRIM({p}))>0' for p in found)}))"

    def _unchanged(self, at: Place) -> str:
        """Return the test that a cell still holds what it holds now."""
        cell, here = self.book.sheet(at.sheet), at.absolute
        found = cell.cells.get((at.row, at.column)) if cell else None
        if found is None or found.kind == Kind.BLANK or not found.raw:
            return f"LEN({here})=0"
        if found.kind == Kind.ERROR:
            return f"ISERROR({here})"
        if found.kind in (Kind.NUMBER, Kind.DATE) and _is_number(found.raw):
            return f"IF(ISNUMBER({here}),{here}={found.raw},FALSE)"
        if found.kind != Kind.TEXT:
            return f"NOT(ISBLANK({here}))"
        pieces = "&CHAR(10)&".join(f'"{p}"' for p in _pieces(found.raw[:LITERAL]))
        return f"IF(ISTEXT({here}),EXACT(LEFT({here},{len(found.raw[:LITERAL])}),{pieces}),FALSE)"


def _is_number(raw: str) -> bool:
    try:
        return abs(float(raw)) < 1e15
    except ValueError:
        return False


def _pieces(text: str) -> Iterator[str]:
    for piece in text.replace("\r\n", "\n").split("\n"):
        yield piece.replace('"', '""')
