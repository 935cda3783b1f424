"""Tables side by side, lines that repeat the cover, sums above a list: their places, and that nothing else moves."""

from forms import purchases

from toolkit.form.heading_search import PageTexts, locate_table, table_regions
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook


def texts(layout, sheet):
    return {(h.row, h.column): h.text for h in layout.heads if h.sheet == sheet}


def test_a_table_beside_another_begins_right_of_it_in_the_same_row():
    layout = lay_out_workbook(purchases(), "村")
    left, right = layout.block["常住"], layout.block["户籍"]
    assert (left.left, left.right, right.left, right.right) == (0, 3, 4, 6)
    assert left.top == right.top == layout.at[Cell("户籍", "合计", "男")].row
    assert left.bottom + 1 == right.bottom


def test_heads_of_neighbours_are_as_deep_as_the_deepest():
    layout = lay_out_workbook(purchases(), "村")
    corner = {h.text: h.rows for h in layout.heads if h.role == "corner" and h.sheet == "人口"}
    assert corner == {"常住人口": 2, "户籍人口": 2}
    assert (
        next(h.rows for h in layout.heads if h.sheet == "人口" and h.text == "合计" and h.role == "head") == 2
    )


def test_a_row_of_two_tables_bears_both_codes():
    layout = lay_out_workbook(purchases(), "村")
    codes = dict(layout.row_codes["人口"])
    assert codes[layout.at[Cell("常住", "合计", "男")].row] == "常住.合计 户籍.合计"


def test_neighbours_are_told_apart_by_where_their_labels_stand():
    """「合计」 stands in both, 「男」 over a column of each."""
    form = purchases()
    layout = lay_out_workbook(form, "村")
    tables = [t for t in form.tables_of("村") if t.sheet == "人口"]
    moved = PageTexts({(r + 2, c + 1): t for (r, c), t in texts(layout, "人口").items()})
    regions = table_regions(moved, tables, 40)
    for table in tables:
        found = locate_table(table, moved.within(*regions[table.id]))
        assert found.doubts == ()
        assert found.at == {c: (layout.at[c].row + 2, layout.at[c].column + 1) for c in table.cells}


def test_without_the_key_tables_stand_below_one_another():
    form = purchases(lambda text: text.replace('beside = "常住"\n', ""))
    layout = lay_out_workbook(form, "村")
    assert layout.block["户籍"].top > layout.block["常住"].bottom
    assert form.fingerprint("村") != purchases().fingerprint("村")


def test_lines_take_rows_that_are_free_so_that_no_figure_moves():
    bare = purchases(lambda t: "\n".join(x for x in t.split("\n") if not x.startswith(("above", "below"))))
    with_lines, without = (lay_out_workbook(f, "村") for f in (purchases(), bare))
    assert with_lines.at == without.at
    assert {s: x.head for s, x in with_lines.strips.items()} == {s: x.head for s, x in without.strips.items()}
    taken = {(x.at.sheet, x.at.row) for x in with_lines.lines}
    assert not taken & {(h.sheet, h.row) for h in without.heads}
    assert not without.lines


def test_sums_stand_between_the_head_of_a_list_and_its_rows():
    strip = lay_out_workbook(purchases(), "村").strips["采购"]
    assert (strip.sums, strip.first) == (strip.head + 1, strip.head + 2)
    assert {n: at.column for n, at in strip.totals.items()} == {"数量": 6, "金额": 7, "税": 8}
    assert list(strip.worked_out) == ["金额", "税", "天"]
    assert "H" not in strip.whole
