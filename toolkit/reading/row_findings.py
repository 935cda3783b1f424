"""What is said of the rows of a list that are no records, and what is asked of those in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import Finding, digest_of_evidence, make_finding
from toolkit.form.words import format_number as shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.form.layout import ListStrip
    from toolkit.reading.record_rows import ListedRows

TOLD = 5
"""How many rows a finding names."""


def no_record_findings(listed: ListedRows) -> list[Finding]:
    """Say what rows are no records, one finding a kind of row, and ask about those in doubt."""
    strip, register = listed.strip, listed.strip.register
    found = []
    sure = {r: v for r, v in listed.found.items() if not v.asks}
    for what in dict.fromkeys(v.what for v in sure.values()):
        rows = [r for r, v in sure.items() if v.what == what]
        said = next((v.said for v in sure.values() if v.what == what and v.said), "")
        place = strip.place(listed.strip.columns[0][0], rows[0])
        column = min(listed.rows[rows[0]])
        at = place._replace(column=column)
        more = {"row": _row_numbers_text(rows), "what": what, "value": f"（“{said}”）" if said else ""}
        found.append(make_finding("not_a_record", [at], label=register.title, list=register.id, **more))
    doubts: dict[str, list[_Doubt]] = {}
    for row, verdict in listed.found.items():
        if verdict.asks:
            evidence = [listed.raw(row, c) for c in listed.rows[row]]
            doubts.setdefault(verdict.asks, []).append((row, verdict.column, verdict.args, evidence))
    for row, column, total, comes in listed.differing_totals():
        said_of = (("expected", shown(comes)), ("value", shown(total)))
        doubt = (row, listed.fields[column].id, said_of, [listed.fields[column].id, total, comes])
        doubts.setdefault("total_differs", []).append(doubt)
    return found + [_doubt_question(code, strip, some) for code, some in doubts.items()]


_Doubt = tuple[int, str, tuple[tuple[str, str], ...], list[object] | list[str]]


def _doubt_question(code: str, strip: ListStrip, doubts: Sequence[_Doubt]) -> Finding:
    """Ask about the rows of a list that are in doubt for one reason: the first in full, the others by their numbers."""
    row, column, args, _ = doubts[0]
    at, field = strip.place(column, row), strip.register.field(column)
    more = f"；第 {_row_numbers_text([d[0] for d in doubts[1:]])} 行也是这样" if len(doubts) > 1 else ""
    digest = digest_of_evidence([code, [strip.register.id, [d[3] for d in doubts]]])
    said = {"row": str(row + 1), "label": field.label, "list": strip.register.id, "more": more, **dict(args)}
    return make_finding(code, [at], digest=digest, **said)


def _row_numbers_text(rows: Sequence[int]) -> str:
    more = f" 等 {len(rows)} " if len(rows) > TOLD else ""
    return "、".join(str(r + 1) for r in rows[:TOLD]) + more
