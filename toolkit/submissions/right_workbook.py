"""What a unit wrote into another year's, edition's or kind's workbook, moved into the one it should have used.

Nothing is made to fit: rows of another year stay behind and are named; where everything is of another year nothing is
moved. When the figures are of is asked of the unit: they count once it sends the new workbook.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.check import judge_submissions
from toolkit.foreign.older_edition import read_edition
from toolkit.form.submission import Row, Submission
from toolkit.submissions.other_periods import is_period_rule
from toolkit.submissions.redraw import draw_filled_workbook, places_in, submission_for_redraw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import PriorCell
    from toolkit.form.period import Period
    from toolkit.form.submission import Identity
    from toolkit.submissions.open_file import FormDesk
    from toolkit.xlsx.open_workbook import Book

ROWS_NAMED = 20
"""How many rows left behind are named one by one."""


class RightWorkbook(NamedTuple):
    """The workbook a unit should have used: whose and which, with what stands in it before it is filled in."""

    who: Identity
    carried: dict[str, tuple[Row, ...]]
    prior: dict[PriorCell, float]


class MovedWorkbook(NamedTuple):
    """The workbook drawn with what came over; what *came* and what was *left*, in words. *stale*: nothing was of its year."""

    data: bytes
    came: tuple[str, ...]
    left: tuple[str, ...]
    stale: bool


def move_to_right_workbook(
    desk: FormDesk, book: Book, was: Identity, to: RightWorkbook, deadline: str
) -> MovedWorkbook:
    """Draw the workbook *to* with what the unit's *book* says, as far as it is of its year and has a place there."""
    grounded, given = desk.kind(to.who.kind, to.who.level)
    as_now = was._replace(period=to.who.period, kind=to.who.kind, level=to.who.level)
    reading = read_edition(grounded, book, as_now)
    sent, layout = reading.submission, places_in(grounded, given, book, reading)
    made = submission_for_redraw(grounded, book, layout, sent)
    fits, outside = _split_rows_by_period(grounded, made, grounded.form.periods.read(to.who.period))
    stale = _is_of_another_period(grounded, made, fits, outside, grounded.form.periods.read(to.who.period))
    left = list(_rows_left_behind(sent, made, outside, grounded, grounded.form.periods.read(to.who.period)))
    kept = Submission(to.who) if stale else replace(made, rows=fits)
    if sent.explanations and not stale:
        left.append(f"写过的说明 {len(sent.explanations)} 条：数变了要重写，请在新的工作簿里写")
    rows = _merge_carried_rows(grounded, kept.rows, to.carried)
    zero = frozenset(n for n in kept.zero if n not in rows)
    filled = replace(kept, who=to.who, rows=rows, zero=zero, prior=to.prior, explanations={})
    came = () if stale else tuple(_moved_content_texts(grounded, filled))
    return MovedWorkbook(draw_filled_workbook(grounded, filled, deadline), came, tuple(left), stale)


def _split_rows_by_period(
    grounded: GroundedForm, made: Submission, period: Period
) -> tuple[dict[str, tuple[Row, ...]], dict[str, tuple[Row, ...]]]:
    """Return the rows that are of *period*, or do not say, and those that are of another."""
    judged = judge_submissions(grounded, [made], period)[0]
    out: dict[str, set[int]] = {}
    for check, verdict in judged.broken_rows(grounded.row_checks):
        if is_period_rule(check.rule):
            out.setdefault(check.list, set()).update(verdict.broken)
    fits = {k: tuple(r for r in rows if r.number not in out.get(k, ())) for k, rows in made.rows.items()}
    other = {k: tuple(r for r in rows if r.number in out.get(k, ())) for k, rows in made.rows.items()}
    return fits, {k: rows for k, rows in other.items() if rows}


def _is_of_another_period(
    grounded: GroundedForm,
    made: Submission,
    fits: dict[str, tuple[Row, ...]],
    outside: dict[str, tuple[Row, ...]],
    period: Period,
) -> bool:
    """Tell whether whatever in the workbook is dated is of another year: then so is what is not."""
    dated = {c.list for c in grounded.row_checks if is_period_rule(c.rule)}
    if outside or any(fits.get(name) for name in dated):
        return not any(fits.get(name) for name in dated)
    days = [v for c, v in made.figures.items() if grounded.form.figure(c).type == "date"]
    return bool(days) and all(str(d) <= period.last.isoformat() for d in days if _is_iso_day(d))


def _is_iso_day(said: object) -> bool:
    try:
        datetime.date.fromisoformat(str(said))
    except ValueError:
        return False
    return True


def _merge_carried_rows(
    grounded: GroundedForm, rows: dict[str, tuple[Row, ...]], carried: dict[str, tuple[Row, ...]]
) -> dict[str, tuple[Row, ...]]:
    """Put the rows that go on from last year before the unit's own, but for those it wrote itself."""
    found = {}
    for name in dict.fromkeys((*carried, *rows)):
        own, key = rows.get(name, ()), grounded.form.register(name).key
        known = {tuple(r.values.get(k) for k in key) for r in own}
        ahead = [r for r in carried.get(name, ()) if tuple(r.values.get(k) for k in key) not in known]
        found[name] = (*ahead, *own)
    return {k: v for k, v in found.items() if v}


def _moved_content_texts(grounded: GroundedForm, filled: Submission) -> list[str]:
    rows = [f"“{grounded.form.register(k).sheet}”{len(v)} 行" for k, v in filled.rows.items()]
    cells = Counter(grounded.form.table(c.table).sheet for c in filled.figures)
    return [*rows, *(f"“{sheet}”{n} 格" for sheet, n in cells.items())]


def _rows_left_behind(
    sent: Submission,
    made: Submission,
    outside: dict[str, tuple[Row, ...]],
    grounded: GroundedForm,
    period: Period,
) -> Iterator[str]:
    """Name the rows that stay behind, by where they stand in the unit's own workbook."""
    for name, rows in outside.items():
        there = dict(zip((r.number for r in made.rows[name]), sent.rows[name], strict=True))
        numbers = [there[r.number].number for r in rows]
        shown = "、".join(str(n) for n in numbers[:ROWS_NAMED]) + (" 等" if len(numbers) > ROWS_NAMED else "")
        sheet = grounded.form.register(name).sheet
        yield f"“{sheet}”第 {shown} 行，共 {len(rows)} 行：日期不在 {period.spaced_in_title}"
