"""Gather what the one-page overview shows: states, progress, findings by rule, figures against peers and last year."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from typing import TYPE_CHECKING, Any

from toolkit.clock.deadline import ASK, LIGHTS, OVERDUE, RUNNING, SOON
from toolkit.document.overview_page import render_overview_page
from toolkit.figures.outliers import find_outliers
from toolkit.folder.past_periods import earlier_folder
from toolkit.folder.roster import STATES
from toolkit.folder.work_folder import LEDGER
from toolkit.form import words
from toolkit.form.finding import CODES, ERROR, HINT, SEVERITY, WARNING
from toolkit.form.model import PriorCell
from toolkit.form.period import LAST_YEAR
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.results import ONLY_CAME
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.campaign.campaign import Campaign, UnitProgress
    from toolkit.clock.office_clocks import OfficeClocks
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell, Form, Sheet
    from toolkit.form.submission import Submission

CAME = "came"
"""The state, on the page, of a unit from which only files came that count for nobody."""
MARKS = {"received": "✓", "returned": "✕", CAME: "○", "overdue": "！", "missing": "…", "excused": "—"}
LABELS = {**STATES, CAME: ONLY_CAME}
HEADS = ("单位", "状态", "报送日", "迟报天数", "退回次数", "错误", "未说明")
NUMBERS = ("count", "number")
GENERAL = {
    "value": "某值", "expected": "别的", "list": "某表", "label": "某项", "row": "某", "other": "某", "read": "某数",
    "sheet": "某表", "sheets": "某表", "since": "", "why": "", "count": "若干", "units": "几个单位", "hint": "", "most": "上限",
    "witness": "某处", "formula": "…", "said": "", "before": "…",
}  # fmt: skip
"""What stands for the words of one finding where a kind of finding is spoken of."""
CLOCK_TONES = {OVERDUE: "error", SOON: "warning", ASK: "warning", RUNNING: "ok"}
"""How the light of a request is coloured on the page."""
LONG = 160
"""How much of a text the page shows of each thing to mend."""


def draw_overview(folder: WorkFolder, found: Campaign, clocks: OfficeClocks | None = None) -> str:
    """Return the overview of *found*, the *clocks* of requests in it, as one self-contained page."""
    with Ledger.open(folder.ledger) as ledger:
        sent = load_current_submissions(ledger, current_file_states(ledger).values())
        head = ledger.head()
    before = _earlier_submissions(folder)
    now, before_word = (folder.form.periods.reword_years(word) for word in ("今年", LAST_YEAR))
    figures = list(_figure_comparisons(folder.form, found, sent, before))
    states = Counter(_shown_state(x) for x in found.lines)
    rules = _rule_counts(folder.form, found)
    days = _daily_counts(found)
    asked = sum(not x.now.unit.excused for x in found.lines)
    names = {x.now.unit.code: visible_text(x.now.unit.name) for x in found.lines}
    kinds = dict.fromkeys(x.now.unit.kind for x in found.lines)
    return render_overview_page(
        {
            "office": visible_text(found.office),
            "title": found.title,
            "period_name": found.period.spaced_name,
            "now": now,
            "before": before_word,
            "today": found.today,
            "left": found.left,
            "states": [
                {"id": s, "label": w, "count": states[s], "mark": MARKS[s]}
                for s, w in LABELS.items()
                if states[s] or s not in ("excused", CAME)
            ],
            "to_explain": sum(bool(x.now.to_explain) for x in found.lines),
            "kinds": [_kind_summary(folder.form, found, k) for k in kinds],
            "days": days,
            "rules": rules,
            "heads": HEADS,
            "has_figures": bool(figures),
            "outliers": _outlier_rows(figures, names),
            "clocks": _clocks_summary(clocks),
            "head": head[:16],
            "data": {
                "now": now,
                "before": before_word,
                "days": days,
                "deadline": found.deadline,
                "asked": asked,
                "rules": rules,
                "names": names,
                "figures": figures,
            },
        }
    )


def _clocks_summary(clocks: OfficeClocks | None) -> dict[str, Any] | None:
    """Return what is due of requests; None where there are none. There is nothing of an applicant in it."""
    if clocks is None or not (clocks.fault or any(u.clocks for u in clocks.units)):
        return None
    asked = [u for u in clocks.units if u.counts.asked]
    return {
        "title": clocks.title,
        "number": clocks.number,
        "fault": visible_text(clocks.fault),
        "note": clocks.note,
        "done": [{"name": visible_text(u.name), **u.counts._asdict()} for u in asked],
        "rows": [
            {
                "unit": visible_text(u.name),
                "number": visible_text(c.number),
                "received": c.received,
                "due": c.due_shown,
                "left": "" if c.left is None else c.left,
                "tone": CLOCK_TONES.get(c.light, "none"),
                "light": LIGHTS[c.light],
                "said": c.said,
                "next": c.next.said,
            }
            for u in clocks.units
            for c in u.clocks
            if c.is_open
        ],
    }


def _kind_summary(form: Form, found: Campaign, kind: str) -> dict[str, Any]:
    lines = [x for x in found.lines if x.now.unit.kind == kind]
    sheets = form.sheets_of(kind)
    states, at = [], 0
    counted = Counter(_shown_state(x) for x in lines)
    for s, label in LABELS.items():
        if counted[s]:
            states.append({"id": s, "label": label, "count": counted[s], "from": at})
            at += counted[s]
    return {
        "id": kind,
        "label": form.kind(kind).label,
        "total": len(lines),
        "asked": sum(not x.now.unit.excused for x in lines),
        "done": counted["received"],
        "states": states,
        "sheets": [s.id for s in sheets],
        "units": [_unit_summary(x, sheets) for x in lines],
    }


def _shown_state(line: UnitProgress) -> str:
    return CAME if line.now.only_came else line.now.state


def _unit_summary(line: UnitProgress, sheets: tuple[Sheet, ...]) -> dict[str, Any]:
    unit, state = line.now.unit, _shown_state(line)
    told = [f for f in line.now.findings if f.severity != HINT]
    order = ("overdue", CAME, "missing", "returned", "received", "excused")
    return {
        "code": unit.code,
        "name": visible_text(unit.name),
        **{field: visible_text(getattr(unit, field)) for field in ("contact", "phone", "excused")},
        "signed": visible_text(line.now.signed),
        "path": visible_text(line.now.path),
        "state": state,
        "label": line.now.word,
        "pending": [
            {"path": visible_text(p.path), "word": p.word, "reason": visible_text(p.reason, LONG)}
            for p in line.now.pending
        ],
        "mark": MARKS[state],
        "order": order.index(state),
        "day": line.day,
        "late": line.late,
        "returns": line.returns,
        "errors": line.errors,
        "to_explain": line.now.to_explain,
        "findings": [_finding_summary(f) for f in told],
        "cells": [_sheet_state_cell(line, told, s) for s in sheets],
    }


def _finding_summary(f: Finding) -> dict[str, str]:
    return {
        "severity": f.severity,
        "grade": SEVERITY[f.severity],
        "rule": f.rule,
        **{
            word: visible_text(getattr(f, word), LONG)
            for word in ("place", "message", "remedy", "explanation")
        },
    }


def _sheet_state_cell(line: UnitProgress, told: list[Finding], sheet: Sheet) -> dict[str, Any]:
    here = [f for f in told if f.sheet == sheet.id]
    open_ = [f for f in here if not (f.severity == WARNING and f.explanation)]
    if not line.now.outcome:
        state, mark, said = "none", "·", line.now.word if line.now.pending else "没有收到"
    elif any(f.severity == ERROR for f in open_):
        state, mark, said = "error", "✕", f"{len(open_)} 处要改或核对"
    elif open_:
        state, mark, said = "warning", "？", f"{len(open_)} 处提示"
    else:
        state, mark, said = "ok", "✓", "没有问题"
    return {"state": state, "mark": mark, "said": f"{sheet.id}：{said}", "count": len(open_)}


def _rule_counts(form: Form, found: Campaign) -> list[dict[str, Any]]:
    """Count what is to be mended or known by rule, or by what kind of thing it is; the most frequent first."""
    why = {r.id: r.why for r in form.rules}
    counts: Counter[tuple[str, str, str]] = Counter()
    units: dict[tuple[str, str, str], set[str]] = {}
    for line in found.lines:
        for f in line.now.findings:
            if f.severity != HINT:
                key = (f.severity, f.rule, why.get(f.rule) or _general_finding_name(f.code))
                counts[key] += 1
                units.setdefault(key, set()).add(line.now.unit.code)
    ranked = sorted(counts.items(), key=lambda one: (one[0][0] != ERROR, -one[1], one[0]))
    return [
        {"severity": s, "grade": SEVERITY[s], "rule": r, "why": w, "count": n, "units": len(units[s, r, w])}
        for (s, r, w), n in ranked
    ]


def _general_finding_name(code: str) -> str:
    """Return what a kind of finding is about, with general words where a single one says which."""
    return re.sub(r"\{([^{}]*)\}", lambda m: GENERAL.get(m[1], "…"), CODES[code].message)


def _daily_counts(found: Campaign) -> list[dict[str, Any]]:
    counts = Counter(x.day for x in found.lines if x.day)
    days, total = [], 0
    for day, n in sorted(counts.items()):
        total += n
        days.append({"day": day, "count": n, "sum": total})
    return days


def _earlier_submissions(folder: WorkFolder) -> dict[str, Submission]:
    """Return what every unit reported in the period this one is laid beside, where its work folder is known."""
    last = earlier_folder(folder, folder.form.periods.before_word)
    if last is None or not (last / LEDGER).is_file():
        return {}
    with Ledger.open(last / LEDGER) as ledger:
        return load_current_submissions(ledger, current_file_states(ledger).values())


def _figure_comparisons(
    form: Form, found: Campaign, sent: dict[str, Submission], before: dict[str, Submission]
) -> Iterator[dict[str, Any]]:
    """Yield for each kind the figures anybody filled in: [unit, this year, last year or None, far off]."""
    for kind in dict.fromkeys(x.now.unit.kind for x in found.lines):
        codes = [x.now.unit.code for x in found.lines if x.now.unit.kind == kind and x.now.unit.code in sent]
        made = []
        for cell in form.cells_of(kind):
            figure = form.figure(cell)
            if figure.type not in NUMBERS:
                continue
            values = [(c, v) for c in codes if isinstance(v := sent[c].figures.get(cell), float)]
            if not any(v for _, v in values):
                continue
            far = find_outliers([v for _, v in values])
            was = [_earlier_figure(form.periods.before_word, cell, sent[c], before.get(c)) for c, _ in values]
            said = {"label": f"{form.table(cell.table).sheet}：{form.label(cell)}", "unit": figure.unit}
            rows = [[*v, w, int(out)] for v, w, out in zip(values, was, far, strict=True)]
            made.append(said | {"median": statistics.median(v for _, v in values), "values": rows})
        if made:
            yield {"label": form.kind(kind).label, "figures": made}


def _earlier_figure(word: str, cell: Cell, now: Submission, before: Submission | None) -> float | None:
    if (prior := PriorCell(*cell, word)) in now.prior:
        return now.prior[prior]
    value = before.figures.get(cell) if before else None
    return value if isinstance(value, float) else None


def _outlier_rows(figures: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "unit": names[unit],
            "label": f["label"],
            "value": words.format_number(now),
            "median": words.format_number(f["median"]),
            "before": words.format_number(was) if was is not None else "",
        }
        for kind in figures
        for f in kind["figures"]
        for unit, now, was, out in f["values"]
        if out
    ]
