"""What a layout says of its sheets is put together once, whatever many workbooks are read by it."""

from dataclasses import replace

from forms import xxgk

from toolkit.form.placement import lay_out_workbook
from toolkit.sheets import layout_index
from toolkit.sheets.layout_index import index_layout


def test_every_figure_and_every_printed_text_stands_on_its_sheet():
    layout = lay_out_workbook(xxgk(), "村社区")
    index = index_layout(layout)
    sheets = {p.sheet for p in layout.at.values()}
    assert sorted(layout.at.values()) == sorted(p for s in sheets for p in index.places_on(s))
    assert () == index.places_on("没有这张表")
    printed = {text for s in sheets for _, _, text in index.printed_on(s)}
    assert {h.text for h in layout.heads if h.text and h.sheet in sheets} <= printed
    assert {t for s in sheets for _, t in layout.column_codes[s]} <= printed


def test_a_layout_has_one_index_and_another_layout_another(monkeypatch):
    monkeypatch.setattr(layout_index, "_INDEXED", {})
    monkeypatch.setattr(layout_index, "KEPT", 3)
    layout = lay_out_workbook(xxgk(), "村社区")
    assert index_layout(layout) is index_layout(layout)
    for _ in range(20):
        moved = replace(layout, at={})
        assert ({}, ()) == (index_layout(moved).layout.at, index_layout(moved).places_on("封面"))
    assert len(layout_index._INDEXED) <= 3
    assert index_layout(layout).places_on("封面")
