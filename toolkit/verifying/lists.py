"""The lists a report brings along, held row by row against the units' own.

What figures are counted from (and keys, and whose a row is) comes from the units alone: the next merge keeps an edit
of it, but no figure follows it, so the report would contradict itself. Such an edit is a fault; in other columns, and
in lists nothing is counted from, an office may write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import ERROR, WARNING, make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.layout import NO_ROWS, ORIGIN
from toolkit.form.model import REPORT
from toolkit.form.rule_language import FigureReference
from toolkit.form.rule_trees import walk_nodes, walk_tallies
from toolkit.form.words import format_value
from toolkit.merging.row_pairs import pair_rows, row_caption
from toolkit.text.safe_text import visible_text
from toolkit.verifying.findings import SHOWN, make_difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from toolkit.figures.rollup import MergedReport, MergedRow
    from toolkit.form.finding import Finding
    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.model import Form
    from toolkit.form.register import Register
    from toolkit.form.submission import Row, Submission


def compare_lists(
    form: Form, layout: Layout, sent: Submission, merged: MergedReport, units: Collection[str] | None
) -> Iterator[Finding]:
    """Tell every row and tick of *sent* that is not what its units sent; with *units*, only rows of theirs are known."""
    for register in form.registers_of(REPORT):
        strip = layout.strips.get(register.id)
        if strip is None:
            continue  # its sheet is gone or was moved, and that is told
        came = merged.listed.get(register.id, ())
        of_units = tuple(f"{u} " for u in units or ())  # in the report of one, rows from the units below it
        rows = sent.rows.get(register.id, ())
        here = [r for r in rows if units is None or f"{r.origin} ".startswith(of_units)]
        yield from _ListComparison(form, strip, counted_columns(form, register)).rows(here, came)
        ticks = [register.id in s.zero for s in (merged.report, sent)]
        if units is None and ticks[0] != ticks[1]:
            yield make_difference(strip.tick, NO_ROWS, *("是" if t else "" for t in ticks))


def counted_columns(form: Form, register: Register) -> frozenset[str]:
    """Return the columns of a list that figures are counted from, its key and whose a row is; none where nothing is."""
    starts = ground_form(form, REPORT, form.levels[0].id).starts.values()
    found = [t for start in starts for t in walk_tallies(start) if t.list == register.id]
    columns = {n.column for t in found for n in walk_nodes(t) if isinstance(n, FigureReference)}
    columns |= {t.column for t in found}
    return frozenset({*filter(None, columns), *register.key, ORIGIN} if found else ())


class _ListComparison:
    """One list held against its units'; *bound* are the columns nobody may edit."""

    def __init__(self, form: Form, strip: ListStrip, bound: frozenset[str]) -> None:
        self.form, self.strip, self.register, self.bound = form, strip, strip.register, bound

    def rows(self, here: list[Row], came: tuple[MergedRow, ...]) -> Iterator[Finding]:
        weight = ERROR if self.bound else WARNING
        for at, of in pair_rows(self.register, here, [x.row for x in came]):
            if at is None and of is not None:
                row, unit, _ = came[of]
                said = {"unit": unit, "row": str(row.number), "value": self.called(row)}
                yield make_finding("row_left_out", severity=weight, sheet=self.register.sheet, **said)
            elif at is not None and of is None:
                number = here[at].number
                said = {"cell": f"第 {number} 行", "value": self.called(here[at])}
                place = self.strip.place(self.register.anchor.id, number - 1)
                yield make_finding("row_of_nobody", [place], severity=weight, **said)
            elif at is not None and of is not None:
                yield from self.fields(here[at], came[of])

    def fields(self, here: Row, came: MergedRow) -> Iterator[Finding]:
        for name, _ in self.strip.columns:
            should, stands = (
                r.origin if name == ORIGIN else self.said(name, r.values.get(name)) for r in (came.row, here)
            )
            if should != stands:
                label = name if name == ORIGIN else self.register.field(name).label
                at = self.strip.place(name, here.number - 1)
                file = {"unit": came.unit, "row": str(came.row.number)}
                weight = ERROR if name in self.bound else WARNING
                yield make_difference(at, label, should, stands, "row_differs", severity=weight, **file)

    def said(self, field: str, value: object) -> str:
        return "" if value is None else format_value(self.form, self.register.field(field).options, value)

    def called(self, row: Row) -> str:
        return visible_text(row_caption(self.form, self.register, row), SHOWN)
