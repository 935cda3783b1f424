"""Four levels: merging level by level is merging once, every report is a valid submission to the level above."""

import pytest
from draw import draw
from forms import xxgk
from inbox import quiet
from levels import at_once, city

from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, workbook_identity
from toolkit.form.grounding import ground_form
from toolkit.form.layout import UNITS
from toolkit.form.model import REPORT
from toolkit.form.period import Period
from toolkit.form.submission import Submission
from toolkit.merging.figure_reach import OWN, WHOLE
from toolkit.merging.long_table import long_table_rows
from toolkit.merging.merge import merge_report
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.sheets.by_unit_sheets import FIRST, NOTE, REACH, SCOPE, UNIT
from toolkit.verifying.report_against_files import verify_report
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"


@pytest.fixture(scope="module")
def levels(tmp_path_factory):
    return list(city(tmp_path_factory.mktemp("市"), districts=2, townships=2, villages=3))


def test_every_report_is_accepted_by_the_level_above(levels):
    assert ["township", "township", "district"] * 2 + ["city"] == [x.level for x in levels]
    for done in levels:
        outcomes = {f.outcome for f in done.found.files}
        told = [x.message for f in done.found.files for x in f.findings if x.severity == "error"]
        assert outcomes <= {"accepted", "accepted_with_warnings"}, told
        assert not [f.message for f in done.report.findings if f.severity == "error"]


def test_level_by_level_is_all_at_once(levels):
    whole, top = at_once(levels), levels[-1].report.merged
    added = [c for c, way in whole.ways.items() if way == "sum" and c in top.ways]
    assert len(added) > 150
    assert {c: whole.report.figures[c] for c in added} == {c: top.report.figures[c] for c in added}
    assert any(top.report.figures[c] > 5 for c in added if c.table == "表三")


def test_a_district_says_which_child_is_missing_and_agrees_with_those_it_has(levels):
    district = next(x for x in levels if x.level == "district")
    inbox = district.folder.path / "收"
    assert [] == verify_report(district.report.path, inbox, NOW, quiet).faults
    gone = min(inbox.iterdir())
    data = gone.read_bytes()
    gone.unlink()
    try:
        (fault,) = verify_report(district.report.path, inbox, NOW, quiet).faults
        assert "缺少文件" in fault
        assert gone.name in fault
    finally:
        gone.write_bytes(data)
    again = merge_report(district.folder, None, NOW, quiet, partial=False)
    assert again.merged.report.figures == district.report.merged.report.figures


def test_how_far_a_number_reaches_is_said_of_every_figure(levels, tmp_path):
    """A district's numbers are those of its area; those of a department that filled in a blank report are its own."""
    district = next(x for x in levels if x.level == "district")
    units = (Unit("00", "某区", REPORT), Unit("88", "市某局", REPORT))
    folder = make_work_folder(
        tmp_path / "市", Office("0", "某市", "city", "xxgk", Period.of_year(2024), ""), units
    )
    form = xxgk()
    inputs = ground_form(form, REPORT, "district").inputs
    figures = {c: float(c.table == "表二处罚") for c in inputs if form.figure(c).type in ("count", "number")}
    sent = Submission(
        workbook_identity(folder, units[1]), figures, zero=frozenset(r.id for r in form.registers_of(REPORT))
    )
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "局.xlsx").write_bytes(draw(form, sent))
    (tmp_path / "收" / "区.xlsx").write_bytes(district.report.path.read_bytes())
    collect_submissions([tmp_path / "收"], folder, form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=True)
    told = {}
    for line in long_table_rows(form, made):
        told.setdefault(line.unit, set()).add(line.scope)
    assert {"00": {WHOLE}, "88": {OWN}, "0": {WHOLE}} == told
    cells = open_book(made.path.read_bytes()).sheet(UNITS).cells
    assert ["全域", "本机关"] == [cells[REACH, UNIT + i].raw for i in range(2)]
    rows = [r for r, c in cells if c == SCOPE and r >= FIRST]
    assert len(rows) == len(made.merged.ways)
    assert {"全域"} == {cells[r, SCOPE].raw for r in rows}
    assert [] == verify_report(made.path, tmp_path / "收", NOW, quiet).faults
    for below in levels[0], district:
        cells = open_book(below.report.path.read_bytes()).sheet(UNITS).cells
        said = {"township": "本机关", "district": "全域"}[below.level]
        assert said == cells[FIRST, SCOPE].raw
        assert {"本机关"} == {v.raw for (r, c), v in cells.items() if r == REACH and c >= UNIT}


def test_the_units_are_read_where_they_stand_behind_a_column_taken_out(levels):
    from typing_in import edited

    def without_notes(book):
        sheet = book[UNITS]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
            for cell in row[NOTE:]:
                cell.value = sheet.cell(cell.row, cell.column + 1).value

    data = levels[0].report.path.read_bytes()
    now, then = PooledSheets(open_book(data)), PooledSheets(open_book(edited(data, without_notes)))
    assert (now.first, now.last) == (then.first + 1, then.last + 1)
    assert list(now.parts()) == list(then.parts())
