"""The light in the workbook and ``collect`` name the same cells: every rule broken on purpose, a real program asked."""

import dataclasses

import pytest
from broken_offices import levels, office, rule_fixtures, worked_copies
from draw import PERIOD, read

from toolkit.figures.check import judge_submissions
from toolkit.folder.work_folder import load_named_form
from toolkit.form.finding_codes import ERROR, HINT
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS, COVER
from toolkit.form.placement import lay_out_workbook
from toolkit.sheets.check_sheet import FIRST, RULE, SPOT, VERDICT
from toolkit.sheets.cover_status import READY
from toolkit.sheets.verdict_formulas import LATER
from toolkit.submissions.rule_findings import findings_of_rules

pytestmark = pytest.mark.office


def stands(book):
    """The rules the check sheet shows as broken, each with the place it names."""
    lines = book[CHECKS][FIRST:]
    return {(x[RULE], x[SPOT]) for x in lines if x[VERDICT] == "不符" and x[RULE] != "零报告"}


def waits(book):
    """The rules no formula can judge."""
    return {x[RULE] for x in book[CHECKS] if x[VERDICT:] and x[VERDICT] == LATER}


@pytest.mark.parametrize("kind", ["村社区", "站所", "党政办", "报告"])
@pytest.mark.usefixtures("recalculated")
def test_for_every_rule_broken_on_purpose_the_sheet_names_what_collect_names(kind, tmp_path):
    form = load_named_form("xxgk")
    layout = lay_out_workbook(form, kind)
    copies = worked_copies()
    broken = []
    for level, kinds in levels():
        for code, (fixture, _) in office(tmp_path / level, level, kinds)[1].items():
            sent = (level, code, False)  # rather than what went back
            broken += [(fixture, copies.get(sent) or copies[level, code, True])]
    broken = [(f, made) for f, made in broken if f.kind == kind]
    assert [f.rule for f in rule_fixtures(kind)] == [f.rule for f, _ in broken]
    for fixture, made in broken:
        book, back = made.stands, read(form, made.data).submission
        grounded = ground_form(form, kind, back.who.level or None)
        judged = judge_submissions(grounded, [back], PERIOD)[0]
        whole = dataclasses.replace(back, figures=judged.figures)
        told = [
            f for f in findings_of_rules(grounded, layout, judged, whole, PERIOD) if f.code == "rule_broken"
        ]
        shown = stands(book)
        later = waits(book)
        assert fixture.rule.id in {r for r, _ in shown} | later, fixture.rule.id
        for rule, spot in shown:
            sheet, _, cell = spot.partition(" ")
            mine = [f for f in told if f.rule == rule and (f.sheet == sheet and cell in f.cell.split("、"))]
            hint = [f for f in told if f.rule == rule and f.severity == HINT and not spot]
            other = [f for f in told if spot and spot in f.message]
            assert mine or hint or other, (
                fixture.rule.id,
                rule,
                spot,
                [(f.rule, f.place, f.message) for f in told],
            )
        also = {r for f in told for r, s in shown if f"{r} {s}" in f.message}
        assert ({f.rule for f in told} | also) - later == {r for r, _ in shown}, fixture.rule.id
        light = book[COVER][layout.verdict.row][layout.verdict.column]
        assert light.startswith(READY) == all(f.severity != ERROR for f in told), light
