"""What a layout says of its sheets is put together once, whatever many workbooks are read by it."""

from dataclasses import replace

from forms import xxgk

from toolkit.form.placement import lay_out_workbook


def test_every_figure_and_every_printed_text_stands_on_its_sheet():
    layout = lay_out_workbook(xxgk(), "村社区")
    sheets = {p.sheet for p in layout.at.values()}
    assert sorted(layout.at.values()) == sorted(p for s in sheets for p in layout.places_on[s])
    assert "没有这张表" not in layout.places_on
    printed = {text for s in sheets for _, _, text in layout.printed_on[s]}
    assert {h.text for h in layout.heads if h.text and h.sheet in sheets} <= printed
    assert {t for s in sheets for _, t in layout.column_codes[s]} <= printed


def test_a_layout_in_which_something_was_moved_says_its_own():
    layout = lay_out_workbook(xxgk(), "村社区")
    assert layout.places_on is layout.places_on
    assert replace(layout, at={}).places_on == {}
    assert layout.places_on["封面"]
