"""Four levels: merging level by level is merging once, every report is a valid submission to the level above."""

import pytest
from inbox import quiet
from levels import at_once, city

from toolkit.flow.custody import custody
from toolkit.flow.merge import report

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
    assert [] == custody(district.report.path, inbox, NOW, quiet).faults
    gone = min(inbox.iterdir())
    data = gone.read_bytes()
    gone.unlink()
    try:
        (fault,) = custody(district.report.path, inbox, NOW, quiet).faults
        assert "缺少文件" in fault
        assert gone.name in fault
    finally:
        gone.write_bytes(data)
    again = report(district.folder, None, NOW, quiet, partial=False)
    assert again.merged.report.figures == district.report.merged.report.figures
