"""What stands beside a Word document's text: text boxes, headers, footers, notes, pictures, files put in. None goes unread."""

import base64
import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from toolkit.document.model import Grid
from toolkit.document.read_document import read_document
from toolkit.document.read_word import count_leftovers, count_pictures, read_word_blocks, read_word_margins
from toolkit.document.text_marks import TextMark
from toolkit.document.word_comments import comment_word_document

SAYS = "本年共收到政府信息公开申请99件。"
BOX = f"<w:txbxContent><w:p><w:r><w:t>{SAYS}</w:t></w:r></w:p></w:txbxContent>"
VML = f'<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{BOX}</v:textbox></v:shape></w:pict>'
SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NEW = f'<w:drawing><wps:txbx xmlns:wps="{SHAPES}">{BOX}</wps:txbx></w:drawing>'
BOTH = f"""<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps">{NEW}</mc:Choice><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent>"""
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def in_run(inside, properties=""):
    return parse_xml(f"<w:r {nsdecls('w')}>{properties}{inside}</w:r>")


def saved(change):
    made = docx.Document()
    made.add_paragraph("前一段。")
    change(made, made.add_paragraph("带框的一段。"))
    made.add_paragraph("后一段。")
    made.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize("box", [VML, NEW, BOTH], ids=["old programs", "new programs", "both ways"])
def test_a_text_box_is_read_once_behind_the_paragraph_it_hangs_at(box):
    read = read_word_blocks(saved(lambda _, p: p._p.append(in_run(box))))
    assert ["前一段。", "带框的一段。", SAYS, "后一段。"] == [b.text for b in read]


@pytest.mark.parametrize("look", ["vanish", "strike"])
def test_a_text_box_nobody_sees_is_not(look):
    read = read_word_blocks(saved(lambda _, p: p._p.append(in_run(VML, f"<w:rPr><w:{look}/></w:rPr>"))))
    assert SAYS not in [b.text for b in read]


def test_a_table_in_a_text_box_in_a_table_is_read_once():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"

    def change(made, _):
        table = made.add_table(2, 2)
        table.cell(0, 0).text = "格"
        table.cell(0, 0).paragraphs[0]._p.append(
            in_run(VML.replace(BOX, f"<w:txbxContent>{inner}</w:txbxContent>"))
        )

    grids = [b for b in read_word_blocks(saved(change)) if isinstance(b, Grid)]
    assert [[["格", ""], ["", ""]], [["甲", "7"]]] == [
        [[b.text for b in row] for row in g.rows] for g in grids
    ]


def test_a_comment_on_a_text_box_hangs_at_its_paragraph():
    """Word opens no document with a comment inside a text box."""
    data = saved(lambda _, p: p._p.append(in_run(VML)))
    at = [b.text for b in read_word_blocks(data)].index(SAYS)
    marked = docx.Document(io.BytesIO(comment_word_document(data, [TextMark(at, "要改", "error", 2, 5)])))
    begin = next(marked.element.body.iter(qn("w:commentRangeStart")))
    assert [] == list(begin.iterancestors(qn("w:txbxContent")))
    assert "带框的一段。" == "".join(t.text for t in begin.getparent().findall(f"{qn('w:r')}/{qn('w:t')}"))


def with_notes(data):
    """Return *data* with a footnote, as Word keeps it: the two that draw lines are no texts."""
    notes = f"""<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
    <w:footnote w:id="1"><w:p><w:r><w:t>注：含上年结转。</w:t></w:r></w:p></w:footnote></w:footnotes>"""
    with zipfile.ZipFile(out := io.BytesIO(data), "a") as package:
        package.writestr("word/footnotes.xml", notes)
    return out.getvalue()


def test_headers_footers_and_notes_are_read_beside_the_text_each_once():
    def change(made, _):
        for said in (made.sections[0].header, made.sections[0].first_page_header):
            said.is_linked_to_previous = False
            said.paragraphs[0].text = "某镇2023年政府信息公开工作年度报告"
        made.sections[0].footer.paragraphs[0].text = "— 1 —"

    data = with_notes(saved(change))
    texts = {"某镇2023年政府信息公开工作年度报告", "注：含上年结转。"}
    assert texts == {p.text for p in read_word_margins(data)}, "the number of a page is no text"
    read = read_document(data, ".docx")
    assert texts == {p.text for p in read.margins}
    assert not texts & {b.text for b in read.blocks}


def test_pictures_and_files_put_in_are_counted():
    plain = saved(lambda *_: None)
    pictured = saved(lambda made, _: made.add_picture(io.BytesIO(DOT)))
    put_in = saved(lambda _, p: p._p.addnext(parse_xml(f"<w:altChunk {nsdecls('w')}/>")))
    assert [0, 1, 0] == [count_pictures(d) for d in (plain, pictured, put_in)]
    assert [{}, {}, {"插入的其他文件": 1}] == [count_leftovers(d) for d in (plain, pictured, put_in)]
