"""Forms adopted from the blanks kept in ``data/blanks``, units that fill them in, and what a report comes to, added up by hand."""

import datetime
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
from form_chain import toolkit

from toolkit.adopting.proposal import propose_definition
from toolkit.author.invented_submission import SubmissionInventor
from toolkit.author.sample_recipe import recipe_of
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.figures.check import judge_submissions
from toolkit.figures.rollup import roll_up_submissions
from toolkit.figures.unit_figures import figures_of_units
from toolkit.folder import roster_workbook
from toolkit.folder.kept_blank import read_given_blank
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.foreign.fill_workbook import ReportContents, UnitOfReport
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Identity, Row, Submission

BLANKS = {p.stem: p for p in sorted((Path(__file__).parent / "data" / "blanks").glob("*.xlsx"))}
NAMES = ("东岭村", "西滩村", "新设社区")
LEVEL, KIND, ROWS = "township", "单位", 9


@cache
def adopted(name):
    """A form as it is adopted where everything is answered with 是, its blank at hand."""
    data = BLANKS[name].read_bytes()
    book = read_blank_book(data, name)
    yes = {g.key: True for g in propose_definition(book).guesses}
    found = propose_definition(book, yes).data
    return build_form(found, name, lambda form: read_given_blank(data, form.blank))


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


def collected_folder(name, home, names=NAMES):
    """Adopt a blank, hand it out, fill it in as its rules ask and collect it; return the work folder and what was typed."""
    definition, inbox, work = home / "表样.toml", home / "收", home / "工作"
    inbox.mkdir(parents=True)
    toolkit("form", "adopt", BLANKS[name], "-o", definition, "--yes", "全部")
    period = period_of(adopted(name)).text
    office = (
        "--name",
        "白鹤镇人民政府",
        "--code",
        "410308105",
        "--period",
        period,
        "--deadline",
        "2099-01-01",
    )
    toolkit("init", work, "--form", definition, *office, codes=(0,))
    folder = open_work_folder(work)
    units = tuple(Unit(f"41030810500{i}", unit, KIND) for i, unit in enumerate(names, 1))
    roster = roster_workbook.draw_roster_workbook(
        units, folder.kinds(), workbook_timestamp(folder.office.period)
    )
    (work / "名册.xlsx").write_bytes(roster)
    toolkit("distribute", "-w", work, codes=(0,))
    typed = {u.name: _fill_in(folder, u, next((work / "下发").glob(f"{u.code}*.xlsx")), inbox) for u in units}
    toolkit("collect", inbox, "-w", work)
    return folder, typed


def _fill_in(folder, unit, handed_out, inbox):
    """Type a unit's numbers into what it was handed, and rows into its lists; return the numbers by cell."""
    form, grounded = folder.form, ground_form(folder.form, KIND, None)
    layout = lay_out_workbook(form, KIND)
    who = identity(form, KIND, unit.code, unit.name)
    invented = SubmissionInventor(grounded, recipe_of(form), folder.office.period, unit.code)
    figures = invented.invent(who, {}, {}).figures
    book = openpyxl.load_workbook(handed_out)
    numbers = {}
    for cell in grounded.inputs:
        at, kind = layout.at[cell], form.figure(cell).type
        value = {"text": "张三", "date": datetime.date(2025, 3, 1)}.get(kind, figures.get(cell, 0.0))
        book[at.sheet][at.a1] = value
        if kind in ("count", "number"):
            numbers[cell] = value
    for strip in layout.strips.values():
        for row in range(ROWS):
            for field, column in strip.columns:
                value = value_of(form, strip.register.field(field), int(unit.code[-1]), row)
                kind = strip.register.field(field).type
                if kind == "option":
                    value = next(
                        o.label for o in form.options[strip.register.field(field).options] if o.id == value
                    )
                elif kind == "date":
                    value = datetime.date.fromisoformat(value)
                book[strip.register.sheet].cell(strip.first + row + 1, column + 1, value)
    book.save(inbox / handed_out.name)
    return numbers
