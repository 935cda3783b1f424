"""Small forms put onto their cells: where everything stands, what every rule demands of which cells, how it is said where it is broken."""

import datetime
import tomllib
from pathlib import Path

import pytest
from forms import HEAD, RULES, TABLE
from kept_texts import kept_lines

from toolkit.definition.load_form import build_form
from toolkit.form.grounding import decimals_of_check, ground_form
from toolkit.form.layout import IDENTITY_ROWS, comparison_sheet, identity_label, prior_sheet
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook, names_of_cells
from toolkit.form.row_rules import row_tolerance
from toolkit.form.submission import Row
from toolkit.form.verdict import rates_of_check, slack_of_check
from toolkit.form.words import describe_broken_rule, describe_row, rule_statement, severity_words

DATA = Path(__file__).parents[1] / "data"
FORMS = {p.stem: p.read_text(encoding="utf-8") for p in sorted(DATA.glob("*.toml"))}
FORMS |= {"small": HEAD + TABLE + RULES}
DAY = datetime.date(2025, 6, 30)


def figures_of(form, cells):
    """Figures that break most rules, every seventh left out, some of them zero."""
    values = {"date": "2024-05-06", "text": "某人"}
    made = {}
    for at, cell in enumerate(cells):
        kind = form.figure(cell).type
        if at % 7 != 6:
            made[cell] = values.get(kind, float(at % 5) + (0.25 if kind == "number" else 0))
    return made


def layout_of(form, kind):
    layout = lay_out_workbook(form, kind)
    yield from (f"at      {cell.name}: {place.sheet}!{place.a1}" for cell, place in layout.at.items())
    for b in layout.blocks:
        yield f"block   {b.table.id}: {b.head} {b.top}-{b.bottom} × {b.left}-{b.right}"
    yield from (
        f"head    {h.sheet}!{h.row},{h.column} {h.rows}×{h.columns} {h.role} {h.text}" for h in layout.heads
    )
    for name, strip in layout.strips.items():
        yield f"list    {name}: {strip.tick.a1} {strip.head} {strip.sums} {strip.first} {strip.columns} {strip.whole}"
        yield f"        works out {[*strip.worked_out]}, adds up {[(n, p.a1) for n, p in strip.totals.items()]}"
        for part in (strip.range, strip.judged, strip.beyond):
            yield f"        {part(strip.columns[-1][0])}"
    yield from (
        f"codes   {sheet}: {codes}"
        for sheet, codes in (*layout.row_codes.items(), *layout.column_codes.items())
    )
    yield from (f"earlier {cell.name}: {place.sheet}!{place.a1}" for cell, place in layout.priors.items())
    for line in layout.lines:
        parts = [f"{p.label}:{p.at.a1 if p.at else ''}:{p.text}:{p.dated}" for p in line.parts]
        yield f"line    {line.at.sheet}!{line.at.a1} over {line.columns}: {parts}"
    yield from (f"name    {name} = {where}" for name, where in names_of_cells(layout).items())
    yield f"cover   {layout.verdict.a1} {[t.a1 for t in layout.todo]} {[s.a1 for s in layout.scope]} {layout.right}"
    yield f"options {layout.options}"


def rules_of(grounded):
    form = grounded.form
    figures = figures_of(form, form.cells_of(grounded.kind))
    priors = {cell: float(at) for at, cell in enumerate(grounded.priors)}
    yield f"filled  {[c.name for c in grounded.inputs]}"
    for cell, expr in grounded.worked_out.items():
        rounded = " rounded" * (cell in grounded.rounded) + " heals" * grounded.heals(cell)
        yield f"worked  {cell.name}{rounded} = {expr}"
        yield f"        of {[c.name for c in grounded.inputs_of((cell,))]}"
    yield from (f"starts  {cell.name} as {expr}" for cell, expr in grounded.starts.items())
    if grounded.kind == REPORT:
        yield from (f"goes up {cell.name}: {grounded.way(cell)}" for cell in grounded.inputs)
    for check in grounded.checks:
        yield f"check   {check.instance(form)} at {check.cell.name}, {check.alike} {check.cellwise}, of {len(check.cells)}"
        slack = f"{slack_of_check(grounded, check):g} {decimals_of_check(form, check)}"
        yield f"        {describe_broken_rule(form, check.expr, figures, priors, lambda c: c.name)} | {slack}"
        yield f"        {describe_broken_rule(form, check.expr, {}, {})} | {[c.name for c in rates_of_check(grounded, check)]}"
    for check in grounded.row_checks:
        yield f"row     {check.instance} {check.columns} {check.asks} {check.needs} {row_tolerance(form, check):g}"
        yield f"        {describe_row(form, check, Row(8, {check.columns[0]: 2.5}))}"
    yield from (f"off     {rule.id}" for rule in grounded.off)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_laid_out_and_put_onto_its_cells_as_it_was(name):
    form = build_form(tomllib.loads(FORMS[name]), f"{name}.toml")
    lines = [f"{form.title} {form.periods} {form.periods.around(DAY).name} {form.report_word}"]
    lines += [
        f"{prior_sheet(form)} {comparison_sheet(form)} {[identity_label(form, i) for i, _ in IDENTITY_ROWS]}"
    ]
    lines += [f"says    {r.id} ({severity_words(r)}): {rule_statement(form, r)}" for r in form.rules]
    for kind in form.kinds:
        lines += ["", f"── {kind.label} ({form.fingerprint(kind.id)}) ──", *layout_of(form, kind.id)]
        for level in [lev.id for lev in form.levels] if kind.id == REPORT else [None]:
            lines += [f"· {level} ·", *rules_of(ground_form(form, kind.id, level))]
    said = "\n".join(map(str, lines)).splitlines()
    assert kept_lines(f"form/{name}", said) == said
