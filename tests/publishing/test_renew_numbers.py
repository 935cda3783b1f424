"""The bound numbers of a document somebody edited, one at a time: the workbook's again, and told where that is not all."""

from types import SimpleNamespace

import pytest

from toolkit.document.model import BODY, Box, Document, Grid, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.publishing.document_edits import CarriedDocument
from toolkit.publishing.renew_numbers import NumberRenewer

CAME = Cell("表三", "新收", "总计")
FORM = SimpleNamespace(tables=())


class Standing:
    """A document of one block with one bound number."""

    def __init__(self, text, block):
        self.text, self.blocks, self.put = text, [block], []

    def controls(self, _):
        return [(CAME, self.text, "控件")]

    def set_number(self, control, comes):
        assert control == "控件"
        self.put.append(comes)


def document(text):
    return Document("", "", 2025, (Paragraph((Run("收到"), Run(text, CAME), Run("件")), BODY),))


TEXT, TABLE = document("").blocks[0], Grid("表三", ((Box("", cell=CAME),),))


def renewed(text, comes, *, was=None, block=TEXT, printed=None):
    """What is put where *text* stands, the workbook says *comes*, and *was* was written before."""
    standing, made = Standing(text, block), CarriedDocument()
    figures = {CAME.name: comes} if comes is not None else {}
    before = SimpleNamespace(figures={CAME.name: was}, said=document(was)) if was is not None else None
    new = document(printed if printed is not None else comes or "")
    NumberRenewer(standing, before, new, figures, FORM, made, {0: "一、总体情况"}).renew(0)
    return standing.put, made


@pytest.mark.parametrize(
    ("text", "comes", "put", "count"),
    [
        ("10", "12", ["12"], 1),
        ("12", "12", [], 0),
        ("1,234", "1234", [], 0),  # the same number, as somebody likes to print it
        ("1,234", "1235", ["1235"], 1),
    ],
)
def test_a_number_is_the_workbook_s_again_and_counted_where_it_changed(text, comes, put, count):
    for block in (TEXT, TABLE):
        done, made = renewed(text, comes, was=text, block=block)
        assert (put, count, bool(put), []) == (done, made.renewed, made.changed, made.notes)
        assert [] == made.numbers, "nobody typed anything"


def test_a_number_somebody_typed_over_is_told_by_itself_and_not_counted():
    done, made = renewed("11", "12", was="10")
    assert (["12"], 0, True) == (done, made.renewed, made.changed)
    (edit,) = made.numbers
    assert ("10", "11", "12") == (edit.was, edit.stands, edit.comes)
    assert edit.section.startswith("一、总体情况 ")
    assert 1 == renewed("11", "12")[1].renewed, "unless nobody knows what was written"


def test_a_figure_the_workbook_has_no_more_stays_in_words_and_is_emptied_in_a_table():
    done, made = renewed("10", None, was="10")
    assert [] == done
    assert not made.changed
    assert "没有“" in made.notes[0]
    assert "10 没有动" in made.notes[0]
    done, made = renewed("10", None, was="10", block=TABLE)
    assert ([""], []) == (done, made.notes)


@pytest.mark.parametrize(("was", "told"), [("12000", False), ("11000", True)])
def test_a_number_printed_otherwise_than_it_is_stays_and_is_told_where_it_changed(was, told):
    done, made = renewed("1.2", "12000", was=was, printed="1.2")
    assert [] == done
    assert told == any("请核对：工作簿里是 12000" in note for note in made.notes)
    assert ["12000"] == renewed("1.2", "12000", was=was, block=TABLE, printed="1.2")[0], (
        "a table prints as it is"
    )
