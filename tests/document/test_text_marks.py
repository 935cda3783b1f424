"""Where what is told of a document stands, in Word and on a page; the document itself stays as it is."""

import io
import zipfile

import docx
from docx.oxml.ns import qn
from lxml import etree

from toolkit.document.marked_page import render_marked_page
from toolkit.document.model import Box, Grid, Paragraph, Run
from toolkit.document.read_word import read_word_blocks
from toolkit.document.text_marks import place_marks
from toolkit.document.word_comments import comment_word_document
from toolkit.form.finding import CODES, SEVERITY, make_finding

CODE = next(code for code, c in CODES.items() if "{" not in c.message + c.remedy)
LINES = (
    "一、总体情况",
    "没有这句。收到 申请5件,均已办结。维持1件。",
    "三、申请情况",
    "全年收到申请5件，均已办结。",
)
TABLE = Grid("", ((Box("新收"), Box("5"), Box("6")),))


def found(value="", place="一、总体情况（依申请公开）", **more):
    return make_finding(CODE, severity="error", sheet=place, value=value, rule="E1", **more)


def blocks():
    return [*(Paragraph((Run(x),)) for x in LINES), TABLE]


def marks(*findings, places=None):
    return place_marks(blocks(), findings, places or {}, SEVERITY)


def word():
    made = docx.Document()
    for line in LINES:
        made.add_paragraph(line)
    table = made.add_table(1, 3)
    for cell, box in zip(table.rows[0].cells, TABLE.rows[0], strict=True):
        cell.text = box.text
    made.save(out := io.BytesIO())
    return out.getvalue()


def test_words_are_found_whatever_spaces_and_marks_are_between_them():
    (mark,) = marks(found("收到申请5件，均已办结"))
    assert "收到 申请5件,均已办结" == LINES[mark.block][mark.start : mark.end]


def test_words_that_stand_twice_are_those_below_their_heading():
    (mark,) = marks(found("收到申请5件，均已办结", "三、申请情况"))
    assert (3, 2) == (mark.block, mark.start)


def test_words_cut_short_are_marked_to_the_end_of_their_sentence():
    (mark,) = marks(found("…申请5件，均已…"))
    assert "收到 申请5件,均已办结。" == LINES[mark.block][mark.start : mark.end]


def test_what_stands_nowhere_is_told_at_its_heading_or_at_the_title():
    one, other = marks(found("别处的话"), found("别处的话", "落款"))
    assert [(0, 0, len(LINES[0]))] * 2 == [(m.block, m.start, m.end) for m in (one, other)]


def test_the_same_in_another_place_is_marked_there_too():
    (_, mark) = marks(found("维持1件", elsewhere="三、申请情况\t全年收到申请5件，均已办结"))
    assert (3, 0) == (mark.block, mark.start)


def test_the_note_says_rule_and_proposed_wording():
    (mark,) = marks(found("维持1件", proposed="维持2件"))
    assert mark.note.startswith("错误（规则 E1）\n")
    assert mark.note.endswith("\n建议改为：维持2件")


def test_a_comment_stands_at_its_sentence_and_nothing_else_of_the_text_changes():
    data = comment_word_document(word(), marks(found("收到申请5件，均已办结"), found("维持1件")))
    assert read_word_blocks(word()) == [
        b if isinstance(b, Grid) else Paragraph((Run(b.text),)) for b in read_word_blocks(data)
    ]
    body = docx.Document(io.BytesIO(data)).element.body
    said, open_ = {}, set()
    for node in body.iter():
        if node.tag == qn("w:commentRangeStart"):
            open_.add(node.get(qn("w:id")))
        elif node.tag == qn("w:commentRangeEnd"):
            open_.discard(node.get(qn("w:id")))
        elif node.tag == qn("w:t"):
            for number in open_:
                said[number] = said.get(number, "") + node.text
    assert ["收到 申请5件,均已办结", "维持1件"] == list(said.values())
    comments = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml"))
    assert list(said) == [c.get(qn("w:id")) for c in comments]


def test_a_box_of_a_table_is_shaded_and_commented():
    data = comment_word_document(word(), marks(found(figures="甲"), places={"甲": (4, 0, 1)}))
    cells = list(docx.Document(io.BytesIO(data)).element.body.iter(qn("w:tc")))
    assert [False, True, False] == [c.find(f".//{qn('w:shd')}") is not None for c in cells]
    assert [False, True, False] == [c.find(f".//{qn('w:commentReference')}") is not None for c in cells]


def test_a_page_marks_words_and_boxes_and_shows_every_text_as_text():
    some = [*blocks(), Paragraph((Run("<script>alert(1)</script>"),))]
    made = place_marks(some, [found("维持1件"), found(figures="甲")], {"甲": (4, 0, 2)}, SEVERITY)
    page = render_marked_page("题", "两处", some, made)
    assert '<mark class="error">维持1件</mark>' in page
    assert '<td class="error">6</td>' in page
    assert "<script>" not in page
    assert 2 == page.count('<li class="error">')
