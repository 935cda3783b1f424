"""Tables without ruled lines: figures that stand apart, labels beside them, wrapped or not."""

from toolkit.document.model import Grid, Paragraph
from toolkit.formats.page_layout import PrintedPage, pages_to_blocks
from toolkit.formats.ruled_tables import PlacedText
from toolkit.formats.unruled_tables import find_unruled_tables

SIZE = 10.0


def placed(text, left, top):
    """Chinese as wide as high, digits half as wide."""
    made = []
    for c in text:
        wide = SIZE / 2 if c.isascii() else SIZE
        made.append(PlacedText(c, left, top, left + wide, top + SIZE))
        left += wide
    return made


def page_of(*parts):
    return [c for text, left, top in parts for c in placed(text, left, top)]


THREE = (
    ("信息内容", 60, 80), ("制发", 200, 80), ("废止", 300, 80), ("有效", 400, 80),
    ("规章", 60, 100), ("1", 205, 100), ("0", 305, 100), ("11", 402, 100),
    ("行政规范性", 60, 115), ("文件", 60, 126), ("8", 205, 120), ("66", 402, 120),
    ("行政许可", 60, 140), ("20", 203, 140), ("0", 305, 140), ("5", 405, 140),
)  # fmt: skip


def test_a_blank_cell_stays_in_its_column_and_a_wrapped_label_is_whole():
    (found,) = find_unruled_tables(page_of(*THREE))
    assert isinstance(found.block, Grid)
    assert [[b.text for b in row] for row in found.block.rows[-3:]] == [
        ["规章", "1", "0", "11"],
        ["行政规范性文件", "8", "", "66"],
        ["行政许可", "20", "0", "5"],
    ]


def test_a_figure_that_ran_into_a_label_leaves_words_only():
    """行政许可20 in one: nobody can say which figure is whose."""
    glued = [p for p in THREE if p[:1] != ("行政许可",)] + [("行政许可3", 60, 140)]
    (found,) = find_unruled_tables(page_of(*glued))
    assert isinstance(found.block, Paragraph)
    assert "行政许可" in found.block.text
    assert "3" not in found.block.text


def test_running_text_with_numbers_is_no_table():
    lines = [
        (f"全年公开信息{n}条其中网站{n}条微信公众号三条内容都已核对过了", 60, 80 + 16 * n) for n in range(4)
    ]
    assert find_unruled_tables(page_of(*lines)) == []
    assert find_unruled_tables([]) == []


def test_what_stands_above_and_below_such_a_table_stays_text():
    above = ("二、主动公开政府信息情况", 60, 40)
    below = ("三、收到和处理政府信息公开申请情况", 60, 200)
    blocks = pages_to_blocks([PrintedPage(842.0, page_of(above, *THREE, below), [])])
    assert [type(b) for b in blocks] == [Paragraph, Grid, Paragraph]
    assert blocks[0].text == above[0]
    assert blocks[2].text == below[0]


def only_words(*parts):
    (found,) = find_unruled_tables(page_of(*parts))
    return isinstance(found.block, Paragraph) and "信息内容" in found.block.text


def test_figures_of_two_columns_that_touch_leave_words_only():
    """123456789 from where 1234 stands to where 56789 does."""
    near = [(text, left if left < 300 else left - 60, top) for text, left, top in THREE]
    (whole,) = find_unruled_tables(page_of(*near))
    assert isinstance(whole.block, Grid)
    assert only_words(*near[:-3], ("123456789", 203, 140), ("5", 345, 140))


def test_figures_that_run_over_two_lines_of_a_row_leave_words_only():
    assert only_words(*THREE, ("8", 203, 152))
