"""Characters and ruled lines back to paragraphs and tables."""

from toolkit.document.model import Grid
from toolkit.formats.page_layout import PrintedPage, pages_to_blocks
from toolkit.formats.ruled_tables import (
    PlacedText,
    RuledLine,
    TableOnPage,
    fill_table,
    find_tables,
    ruled_line,
)


def texts(x, y, said, size=10.0):
    return [PlacedText(c, x + i * size, y, x + (i + 1) * size, y + size) for i, c in enumerate(said)]


def blocks(*pages):
    return pages_to_blocks(
        [PrintedPage(800, t, [r for r in (ruled_line(*x) for x in rules) if r]) for t, rules in pages]
    )


def test_a_paragraph_runs_on_and_begins_with_an_indent_or_behind_a_short_line():
    page = [
        *texts(20, 100, "甲" * 18),  # indented
        *texts(0, 120, "乙" * 20),
        *texts(0, 140, "丙" * 5),
        *texts(0, 160, "丁" * 20),
        *texts(0, 180, "戊" * 3),
    ]
    assert ["甲" * 18 + "乙" * 20 + "丙" * 5, "丁" * 20 + "戊" * 3] == [b.text for b in blocks((page, []))]


def test_a_paragraph_runs_on_over_the_page_and_its_number():
    first = [*texts(20, 100, "甲" * 18), *texts(0, 120, "乙" * 20), *texts(95, 780, "-1-")]
    second = [*texts(0, 50, "丙" * 20), *texts(0, 70, "丁" * 4), *texts(20, 90, "戊" * 18)]
    assert ["甲" * 18 + "乙" * 20 + "丙" * 20 + "丁" * 4, "戊" * 18] == [
        b.text for b in blocks((first, []), (second, []))
    ]


def test_a_cell_reaches_as_far_as_no_line_parts_it():
    lines = (
        [(0, y, 100, y) for y in (100, 120, 140)]
        + [(x, 100, x, 140) for x in (0, 100)]
        + [(50, 120, 50, 140)]
    )
    page = [*texts(10, 104, "合并"), *texts(5, 124, "甲"), *texts(55, 124, "乙")]
    (grid,) = blocks((page, lines))
    assert isinstance(grid, Grid)
    assert [[("合并", 1, 2), None], [("甲", 1, 1), ("乙", 1, 1)]] == [
        [(b.text, b.rows, b.columns) if b else None for b in row] for row in grid.rows
    ]


def test_lines_that_frame_nothing_are_no_table():
    page = texts(20, 104, "标题")
    assert ["标题"] == [b.text for b in blocks((page, [(0, 100, 200, 100), (0, 120, 200, 120)]))]


def test_a_page_with_very_many_lines_is_a_drawing():
    lines = [(0, y / 10, 100, y / 10) for y in range(7000)]
    assert ["字"] == [b.text for b in blocks((texts(20, 300, "字"), lines))]


def two_pages(right=100):
    """Return a head at the foot of one page, and its numbers at the head of the next, in a table as wide or *right*."""
    head = [(0, y, 100, y) for y in (760, 780)] + [(x, 760, x, 780) for x in (0, 100)]
    below = [(0, y, right, y) for y in (50, 70)] + [(x, 50, x, 70) for x in (0, 50, right)]
    first = ([*texts(5, 764, "总计"), *texts(95, 790, "-1-")], [*head, (0, 740, 100, 740), (0, 740, 0, 760)])
    return blocks(first, ([*texts(5, 54, "1"), *texts(55, 54, "2"), *texts(95, 790, "-2-")], below))


def test_a_table_goes_on_over_the_page_with_the_columns_of_both():
    (grid,) = two_pages()
    assert [["", None], ["总计", None], ["1", "2"]] == [[b.text if b else None for b in r] for r in grid.rows]


def test_a_table_of_another_width_on_the_next_page_is_another_one():
    assert [2, 1] == [len(g.rows) for g in two_pages(right=80)]


def test_a_number_that_runs_over_a_ruled_line_leaves_words_only():
    """Whose the digits are that stand right of the line nobody can tell."""

    def filled(left):
        rules = [RuledLine(True, y, 50, 250) for y in (100, 120, 140)]
        rules += [RuledLine(False, x, 100, 140) for x in (50, 150, 200, 250)]
        texts = [PlacedText(c, 55 + 10 * i, 105, 65 + 10 * i, 115) for i, c in enumerate("行政许可")]
        texts += [PlacedText(c, left + 5 * i, 105, left + 5 + 5 * i, 115) for i, c in enumerate("3985758")]
        return fill_table(TableOnPage(find_tables(rules)[0], tuple(texts)))

    assert "3985758" == filled(155).rows[0][1].text
    assert "行政许可" == filled(185).text
