"""What a column of a block is for: names of rows, what groups them, figures."""

import io

import openpyxl
import pytest

from toolkit.blanks.blank_book import Region, read_blank_book
from toolkit.blanks.column_looks import CODE_COLUMN, DATA, LABEL, SEQUENCE, look_at_columns


def roles(*rows):
    """Return what each column is for: the first row is its head, the others the body."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    sheet = read_blank_book(out.getvalue(), "表").sheets[0]
    region = Region(0, 0, len(rows) - 1, len(rows[0]) - 1)
    return [look.role for look in look_at_columns(sheet, region, ["head"], range(1, len(rows)))]


BODY = [["农村", "自来水", None], [None, "井水", None], [None, "河水", None], [None, "其他", None]]


def test_a_few_words_left_of_the_names_say_what_rows_belong_together():
    assert [LABEL, LABEL, DATA] == roles(["类", "水", "户数"], *BODY)


@pytest.mark.parametrize(("head", "role"), [("序号", SEQUENCE), ("代码", CODE_COLUMN)])
def test_what_has_a_use_of_its_own_groups_nothing(head, role):
    rows = [[str(n), *row[1:]] for n, row in enumerate(BODY, 1)]
    assert [role, LABEL, DATA] == roles([head, "水", "户数"], *rows)


def test_an_empty_column_left_of_the_names_is_for_figures():
    assert DATA == roles(["甲", "水", "户数"], *([None, *row[1:]] for row in BODY))[0]
