"""Forms adopted from the blanks kept in ``data/blanks``, units that fill them in, and what a report comes to, added up by hand."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.figures.check import judge_submissions
from toolkit.figures.rollup import roll_up_submissions
from toolkit.figures.unit_figures import figures_of_units
from toolkit.folder.kept_blank import read_given_blank
from toolkit.foreign.fill_workbook import ReportContents, UnitOfReport
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity, Row, Submission

BLANKS = {p.stem: p for p in sorted((Path(__file__).parent / "data" / "blanks").glob("*.xlsx"))}
NAMES = ("东岭村", "西滩村", "新设社区")
LEVEL, KIND = "township", "单位"


@cache
def adopted(name):
    """A form as it is adopted where everything is answered with 是, its blank at hand."""
    data = BLANKS[name].read_bytes()
    book = read_blank_book(data, name)
    yes = {g.key: True for g in propose_definition(book).guesses}
    found = propose_definition(book, yes).data
    return build_form(found, name, None, lambda form: read_given_blank(data, form.blank))


def period_of(form):
    return form.periods.read({"年": "2025", "月": "2025-06"}.get(form.periods.kind, "2025"))


def identity(form, kind, code, name):
    level = LEVEL if kind == REPORT else ""
    return Identity(
        form.id, form.edition, form.fingerprint(kind), kind, code, name, period_of(form).text, "白鹤镇", level
    )


def sent_by_units(form, rows=2, names=NAMES):
    """What each unit sends: a number for every figure that is filled in, *rows* rows of every list."""
    rng = random.Random(form.id)
    grounded = ground_form(form, KIND, None)
    made = []
    for i, name in enumerate(names):
        figures = {
            c: float(rng.randint(1, 30))
            for c in grounded.inputs
            if form.figure(c).type in ("count", "number")
        }
        listed = {
            r.id: tuple(
                Row(k + 1, {f.id: value_of(form, f, i, k) for f in r.fields}, origin=name)
                for k in range(rows)
            )
            for r in form.registers_of(KIND)
        }
        made.append(Submission(identity(form, KIND, f"{i:03}", name), figures=figures, rows=listed))
    return made


def value_of(form, field, unit, row):
    match field.type:
        case "date":
            return f"2025-03-{row % 28 + 1:02}"
        case "option":
            return form.options[field.options][row % len(form.options[field.options])].id
        case "text":
            return f"{field.label}{unit}-{row}"
    return float(unit + row)


def report_of(form, sent):
    """Return the report's contents as merging gives them to an office's own workbook."""
    grounded, period = ground_form(form, REPORT, LEVEL), period_of(form)
    merged = roll_up_submissions(form, identity(form, REPORT, "410", "白鹤镇人民政府"), sent, period)
    judged = judge_submissions(grounded, [merged.report], period)[0]
    merged = replace(merged, report=replace(merged.report, figures=judged.figures))
    brought = figures_of_units(grounded, merged, sent, period)
    units = tuple(UnitOfReport(s.who.name, KIND, brought.units[s.who.unit]) for s in sent)
    rows = {n: [r.values for r in some] for n, some in merged.report.rows.items()}
    texts = {"{填报单位}": "白鹤镇人民政府", "{报告期}": period.in_title}
    return ReportContents(judged.figures, rows, units, texts)


def by_hand(form, sent, cell):
    """Return what the units' own numbers add up to."""
    return sum(s.figures[cell] for s in sent)
