"""What is asked of a unit that no rule says: what looks copied or far off, rows twice, a cover that names nobody.

Each is a warning with a digest of what it is evidence of. It is open until the unit answers it, or the office does
(``permit_findings``), and again as soon as the evidence is another.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.figures.copies import ComparableContent, repeated_rows, similar_rows, similar_submissions
from toolkit.figures.outliers import TIMES, is_far_beyond
from toolkit.form import words
from toolkit.form.finding import WARNING, Finding, digest_of_evidence, digest_of_text, make_finding
from toolkit.form.layout import COVER, CellPlace
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.submissions.own_checks import own_check_findings
from toolkit.text.named_lines import list_briefly
from toolkit.text.stored_values import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.figures.copies import RepeatedRow, UnitLikeness
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.model import Form
    from toolkit.form.register import Register
    from toolkit.form.submission import Submission

BETWEEN = ("same_figures", "nearly_same", "same_rows", "far_off")
"""What only shows beside what others sent, or the unit itself the year before."""
LEAST = 30.0
"""Up to this nothing is far off: among small numbers a large one is nothing."""
STEADY = 2.0
"""A number at most so many times last year's own is known to be large."""
TOLD = 4
"""How many rows, numbers or units a question names."""
NOBODY = {"", "无", "没有", "不详", "/", "／", "-", "—", "——", "－", "\\", "、", "0", "空"}
"""What people write where they leave a line of the cover open."""


# ── in one file ────────────────────────────────────────────────────────────────────────────────────────────


def questions_to_submission(grounded: GroundedForm, layout: Layout, submission: Submission) -> list[Finding]:
    """Return what *submission* is asked whatever others sent, with what the unit answered."""
    found = [
        *_missing_contact_findings(grounded, layout, submission),
        *_unusual_value_findings(grounded, layout, submission),
        *_repeated_row_findings(grounded.form, layout, submission),
        *_struck_row_findings(grounded.form, layout, submission),
        *own_check_findings(grounded, layout, submission),
    ]
    return apply_answers(found, submission.explanations)


def apply_answers(findings: Iterable[Finding], said: Mapping[str, str]) -> list[Finding]:
    """Return *findings*, those no rule asks with what was *said* to them, by what it speaks to."""
    return [
        f._replace(explanation=next((said[n] for n in f.instances if n in said), ""))
        if f.digest and not f.rule and f.severity == WARNING and not f.explanation
        else f
        for f in findings
    ]


def _missing_contact_findings(
    grounded: GroundedForm, layout: Layout, submission: Submission
) -> Iterator[Finding]:
    """Ask for the people a unit's cover names: who filled it in, who looked at it, where they can be called.

    A report is its office's: it is examined and published under the office's name.
    """
    if grounded.kind == REPORT:
        return
    form = grounded.form
    on_cover = (c for c in grounded.inputs if form.table(c.table).sheet == COVER)
    asked = (c for c in on_cover if form.figure(c).type == "text" and c in layout.at)
    read = (c for c in asked if c not in submission.unread)
    blank = [c for c in read if str(submission.figures.get(c, "")).strip() in NOBODY]
    if blank:
        value = "、".join(words.brief_label(form.label(c)) for c in blank)
        places = [layout.at[c] for c in blank]
        digest = digest_of_evidence(["cover_blank", [c.name for c in blank]])
        said = {"cell": places[0].a1, "value": value, "label": value, "digest": digest}
        yield make_finding("cover_blank", places, **said)._replace(about=("cover_blank",))


def _unusual_value_findings(
    grounded: GroundedForm, layout: Layout, submission: Submission
) -> Iterator[Finding]:
    """Ask about numbers larger than the form says one unit's ever are; a report's are sums of many."""
    if grounded.kind == REPORT:
        return
    for cell in grounded.inputs:
        most, value = grounded.form.figure(cell).usual, submission.figures.get(cell)
        if most and isinstance(value, float) and value > most and cell not in grounded.worked_out:
            than = f"一般的情况（不超过 {words.format_number(most)}）"
            yield _far_off_finding(grounded.form, layout.at[cell], cell, value, than)


def _far_off_finding(form: Form, at: CellPlace, cell: Cell, value: float, than: str) -> Finding:
    said = {"value": words.format_number(value), "label": form.label(cell), "than": than}
    digest = digest_of_evidence(["far_off", [cell.name, value]])
    found = make_finding("far_off", [at], digest=digest, figure=cell.name, **said)
    return found._replace(about=(f"far_off.{cell.name}",))


def _repeated_row_findings(form: Form, layout: Layout, submission: Submission) -> Iterator[Finding]:
    for register in form.registers_of(submission.who.kind):
        rows = submission.rows.get(register.id, ())
        if not rows:
            continue
        strip = layout.strips[register.id]
        again = repeated_rows(register, rows)
        if again:
            but = list(dict.fromkeys(x for a in again for x in a.but))
            told = f"（只有{'、'.join(but)}不同）" if but else ""
            yield _row_repetition_finding("rows_twice", strip, again, told)
        if alike := similar_rows(register, rows, again):
            by = list(dict.fromkeys("、".join(a.but) for a in alike))
            yield _row_repetition_finding("same_record", strip, alike, "”或“".join(by))


def _row_repetition_finding(code: str, strip: ListStrip, again: Sequence[RepeatedRow], but: str) -> Finding:
    register = strip.register
    places = [strip.place(register.anchor.id, a.row.number - 1) for a in again]
    evidence = sorted(JSON.encode(sorted(a.row.values.items())) for a in again)
    said = {"but": but, "value": _repeated_ranges_text(again)}
    return _list_finding(code, register, places, evidence, **said)


def _list_finding(
    code: str, register: Register, places: Sequence[CellPlace], evidence: list[str], **said: str
) -> Finding:
    """Ask about the rows of a list at *places*, of which the first is shown."""
    said |= {"cell": places[0].a1, "label": register.title, "list": register.title, "count": str(len(places))}
    digest = digest_of_evidence([code, [register.id, evidence]])
    return make_finding(code, places, digest=digest, **said)._replace(about=(f"{code}.{register.id}",))


def _struck_row_findings(form: Form, layout: Layout, submission: Submission) -> Iterator[Finding]:
    """Ask about the rows that are drawn through: they count until somebody clears them."""
    for register in form.registers_of(submission.who.kind):
        rows = [r for r in submission.rows.get(register.id, ()) if r.struck]
        if not rows:
            continue
        column = register.anchor.id
        places = [layout.strips[register.id].place(column, r.number - 1) for r in rows]
        told = [
            f"第 {r.number} 行" + (f"（{words.brief_label(str(v))}）" if (v := r.values.get(column)) else "")
            for r in rows
        ]
        evidence = sorted(JSON.encode(sorted(r.values.items())) for r in rows)
        yield _list_finding("row_struck", register, places, evidence, value=list_briefly(told, TOLD, "行"))


def _repeated_ranges_text(again: Sequence[RepeatedRow]) -> str:
    """Say which rows repeat which, blocks as blocks: 第 24 至 40 行同第 7 至 23 行."""
    runs: list[list[RepeatedRow]] = []
    for a in again:
        last = runs[-1][-1] if runs else None
        if last and (a.row.number, a.earlier.number) == (last.row.number + 1, last.earlier.number + 1):
            runs[-1].append(a)
        else:
            runs.append([a])
    told = [
        f"{_row_span_text([a.row.number for a in run])}同{_row_span_text([a.earlier.number for a in run])}"
        for run in runs
    ]
    return list_briefly(told, TOLD, "处", "；")


def _row_span_text(numbers: Sequence[int]) -> str:
    return f"第 {numbers[0]} 行" if len(numbers) == 1 else f"第 {numbers[0]} 至 {numbers[-1]} 行"


# ── beside what others sent ────────────────────────────────────────────────────────────────────────────────


def questions_across_units(
    form: Form,
    sketches: Mapping[str, ComparableContent],
    digests: Mapping[str, str],
    names: Mapping[str, str],
    before: Mapping[str, Mapping[str, float]],
) -> dict[str, list[Finding]]:
    """Return what each unit is asked because of what the others sent; *before* are its own numbers of last year.

    *digests* stand for all its figures and rows, *names* are what the units are called.
    """
    found: dict[str, list[Finding]] = {u: [] for u in sketches}
    pairs = similar_submissions(sketches, digests)
    by_unit: dict[str, list[UnitLikeness]] = {}
    for pair in pairs:
        for unit in pair.units:
            by_unit.setdefault(unit, []).append(pair)
    asked = _CopyQuestions(form, names, _evidence_texts(pairs))
    for unit, mine in by_unit.items():
        kinds = {
            "same_figures": [p for p in mine if p.same],
            "nearly_same": [p for p in mine if p.nearly],
            "same_rows": [p for p in mine if not p.same and not p.nearly],
        }
        for code, some in kinds.items():
            if some:
                found[unit].append(asked.finding(code, unit, some))
    for unit, told in _outlier_findings(form, sketches, before):
        found[unit].append(told)
    return found


def _evidence_texts(pairs: Iterable[UnitLikeness]) -> dict[tuple[str, str], str]:
    """Return each pair as JSON, as its evidence: what is the same of many pairs is written once."""
    known: dict[object, str] = {}
    found = {}
    for p in pairs:
        said = (p.apart, p.equal, p.shared, p.rows)
        if said not in known:
            known[said] = JSON.encode(said).removeprefix("[")
        found[p.units] = f"[{JSON.encode(p.units)}, {known[said]}"
    return found


class _CopyQuestions:
    """What units are asked about those who sent the same; *evidence* is that of each pair, as JSON."""

    def __init__(self, form: Form, names: Mapping[str, str], evidence: Mapping[tuple[str, str], str]) -> None:
        self.form, self.names, self.evidence = form, names, evidence

    def finding(self, code: str, unit: str, pairs: Sequence[UnitLikeness]) -> Finding:
        """Ask *unit* about those who sent the same; each is asked, and may answer for itself."""
        others = [b if a == unit else a for (a, b), *_ in pairs]
        called = [self.names.get(u) or u for u in others]
        if code == "same_figures":
            value = "、".join(called)
        else:
            told = [self.likeness_text(unit, p, name) for p, name in zip(pairs[:TOLD], called, strict=False)]
            value = list_briefly([*told, *called[TOLD:]], TOLD, "个单位", "；")
        evidence = ", ".join(self.evidence[p.units] for p in pairs)  # in the order of the units
        digest = digest_of_text(f"[{JSON.encode(code)}, [{evidence}]]")
        said = {"value": value, "label": "整份表", "digest": digest, "others": "、".join(others)}
        return make_finding(code, **said)._replace(about=(code,))

    def likeness_text(self, unit: str, pair: UnitLikeness, name: str) -> str:
        """Say how much is the same, and what is not: here and there."""
        if not pair.nearly:
            return f"“{name}”的 {pair.rows} 行里有 {pair.shared} 行"
        first = pair.units[0] == unit
        apart = [
            f"{self.labels[cell]}（这里 {words.format_number(a if first else b)}，那里 {words.format_number(b if first else a)}）"
            for cell, a, b in pair.apart[:TOLD]
        ]
        more = f"等 {len(pair.apart)} 个数" if len(pair.apart) > TOLD else ""
        said = f"只有{'、'.join(apart)}{more}不同" if apart else "只有编号或文字不同"
        rows = f"、{pair.rows} 行登记" if pair.rows else ""
        return f"“{name}”（{pair.equal} 个数{rows}都相同，{said}）"

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return what every figure is called in short, by its name."""
        return {c.name: words.brief_label(self.form.label(c)) for t in self.form.tables for c in t.cells}


def _outlier_findings(
    form: Form, sketches: Mapping[str, ComparableContent], before: Mapping[str, Mapping[str, float]]
) -> Iterator[tuple[str, Finding]]:
    """Yield the numbers that are many times what nearly all other units of the kind, or last year, have."""
    cells = {c.name: c for t in form.tables for c in t.cells}
    for kind in dict.fromkeys(s.kind for s in sketches.values()):
        some = {u: s for u, s in sketches.items() if s.kind == kind}
        layout = lay_out_workbook(form, kind)
        for name in dict.fromkeys(n for s in some.values() for n in s.numbers if n in cells):
            cell = cells[name]
            most = form.figure(cell).usual if kind != REPORT else 0.0
            values = {u: s.numbers[name] for u, s in some.items() if name in s.numbers}
            peers = _PeerNumbers(values.values())
            for unit, value in values.items():
                if value <= LEAST or cell not in layout.at or (most and value > most):
                    continue  # what the form calls unusual is asked with the file
                was = before.get(unit, {}).get(name) or some[unit].prior.get(name)
                than = _far_beyond_text(value, peers, was)
                if than := form.periods.reword_years(than):
                    yield unit, _far_off_finding(form, layout.at[cell], cell, value, than)


def _far_beyond_text(value: float, peers: _PeerNumbers, was: float | None) -> str:
    """Say what *value* is far beyond; "" where it is not. What it was last year counts for more than its peers."""
    if was and value > TIMES * was:
        return f"上年的 {words.format_number(was)}"
    return "" if was and value <= STEADY * was else peers.text(value)


class _PeerNumbers:
    """One figure of every unit of a kind, each held against all others: found once for equal ones."""

    def __init__(self, values: Iterable[float]) -> None:
        self.sorted = sorted(values)
        # three of four of the others have at least this at most, whoever is left out
        self.least = self.sorted[max(0, (3 * (len(self.sorted) - 2)) // 4)]
        self.said: dict[float, str] = {}

    def text(self, value: float) -> str:
        """Say what *value*, one of them, is far beyond among the others; "" where it is not."""
        if value <= TIMES * self.least:
            return ""
        if value not in self.said:
            at = bisect_left(self.sorted, value)
            self.said[value] = _peer_comparison_text(value, self.sorted[:at] + self.sorted[at + 1 :])
        return self.said[value]


def _peer_comparison_text(value: float, others: Sequence[float]) -> str:
    if not is_far_beyond(value, others):
        return ""
    middle, most = statistics.median(others), max(others)
    return f"其他单位（中位数 {words.format_number(middle)}，最多 {words.format_number(most)}）"


def relocate_questions(findings: Iterable[Finding], layout: Layout) -> list[Finding]:
    """Return questions beside what others sent as they stand in a workbook of *layout*."""
    by_name = {c.name: at for c, at in layout.at.items()}
    made = []
    for f in findings:
        at = by_name.get(dict(f.args).get("figure", ""))
        made.append(f._replace(sheet=at.sheet, cell=at.a1, at=(at,)) if at else f)
    return made
