"""Every figure of the report can be followed to what each unit brought to it."""

from township import NOW, merged_township

from toolkit.desk.figure_sources import trace_report_figures
from toolkit.merging.report_source import open_report_source


def test_the_parts_of_every_sum_come_to_what_stands_in_the_report(tmp_path):
    folder = merged_township(tmp_path)
    figures = open_report_source(folder.report, folder.form).figures
    found = trace_report_figures(folder, NOW)
    sums = [c for c, way in found.merged.ways.items() if way == "sum"]
    assert len(sums) > 100
    for cell in sums:
        parts = found.merged.parts[cell]
        assert figures[cell] == sum(p.value for p in parts), cell
        assert all(p.code and ("!" in p.source or not p.value) for p in parts)
    assert found.cell_called(sums[0].name) == sums[0]
    assert found.cell_called("没有.这个.数") is None
