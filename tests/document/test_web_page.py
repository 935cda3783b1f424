"""A report as a page: what each head is the head of, for whoever hears a table; a caption stands once, at its table."""

import re

import pytest

from toolkit.document.model import BODY, CAPTION, Box, Document, Grid, Paragraph, Run
from toolkit.document.web_page import render_web_page
from toolkit.form.model import Cell


def page_of(*blocks):
    return render_web_page(Document("年报", "", 2025, blocks))


FIGURE = Box("7", cell=Cell("表", "甲", "数"))


@pytest.mark.parametrize(
    ("rows", "heads", "scopes"),
    [
        (((Box("项目", head=True), Box("数量", head=True)),), 1, ["col", "col"]),
        (((Box("数量", columns=2, head=True), None),), 1, ["colgroup"]),
        (((Box("甲", head=True), FIGURE),), 0, ["row"]),
        (((Box("甲", rows=2, head=True), FIGURE), (None, FIGURE)), 0, ["rowgroup"]),
        (((Box("甲", columns=2, head=True), None, FIGURE),), 0, ["row"]),
        (((Box("一、", columns=2, head=True), None),), 0, ["colgroup"]),  # all across: of what follows
    ],
)
def test_a_head_says_whether_it_is_of_rows_or_columns_and_of_how_many(rows, heads, scopes):
    assert scopes == re.findall(r'scope="(\w+)"', page_of(Grid("表", rows, heads=heads)))


def test_a_caption_right_before_a_table_is_its_caption_and_any_other_text_stands_for_itself():
    table = Grid("名", ((FIGURE,),))
    caption, text = Paragraph((Run("表题"),), CAPTION), Paragraph((Run("正文"),), BODY)
    assert 1 == page_of(caption, table).count(">表题<")
    assert ">表题</caption>" in page_of(caption, table)
    assert ">表题</caption>" not in page_of(caption, text, table)
    assert 1 == page_of(caption, text, table).count(">表题<")
    assert 1 == page_of(text, table).count(">正文<")
