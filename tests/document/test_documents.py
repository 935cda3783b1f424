"""The published report as Word and web page: written, read back, opened by real programs."""

import contextlib
import io
import random
import re
import subprocess
import zipfile

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Watched
from docx.oxml.ns import nsmap, qn
from forms import xxgk
from fuzz_targets import WORD_PARTS, pack_parts
from real import figures, load

from toolkit.document.model import ASPECT, BODY, HEADING, TITLE, Box, Document, Grid, Paragraph, Run
from toolkit.document.printed_tables import table_as_printed
from toolkit.document.read_document import read_document, read_unseen_text
from toolkit.document.read_word import count_leftovers, read_all_word_texts, read_word_blocks
from toolkit.document.web_page import render_web_page
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import FALLBACKS, HEAD, LABEL, NUMBER, STYLES, draw_word_template
from toolkit.errors import TemplateError, UnreadableDocumentError
from toolkit.form.model import Cell

NEW = Cell("表三", "新收", "总计")
HOSTILE = "<script>alert(1)</script> & {{正文}} {{ 1+1 }} \x00\x0b\ud800 \"'"


def line(text, role=BODY):
    return Paragraph((Run(text),), role)


@pytest.fixture(scope="module")
def made():
    numbers = figures(load("02"))
    return Document(
        "某市人民政府2024年政府信息公开工作年度报告",
        "某市人民政府",
        2024,
        (
            line("某市人民政府\n2024年政府信息公开工作年度报告", TITLE),
            line("一、总体情况", HEADING),
            line("（一）主动公开", ASPECT),
            Paragraph((Run("新收申请"), Run("3119", NEW), Run("件。"), Run("重点", strong=True))),
            line(HOSTILE),
            line("长" * 3000),
            *(table_as_printed(xxgk(), sheet, numbers) for sheet in ("表二", "表三", "表四")),
        ),
    )


@pytest.fixture(scope="module")
def written(made):
    return draw_word_document(made, draw_word_template())


def body(data):
    return docx.Document(io.BytesIO(data))


# the tables


@pytest.mark.parametrize(
    ("sheet", "shape", "merges"), [("表二", (14, 4), 11), ("表三", (28, 10), 16), ("表四", (4, 15), 9)]
)
def test_tables_have_the_official_grid(sheet, shape, merges):
    """The annex of the notice: rows, columns, and how many boxes cover more than one place."""
    grid = table_as_printed(xxgk(), sheet, {})
    assert shape == (len(grid.rows), len(grid.rows[0]))
    boxes = [b for row in grid.rows for b in row if b]
    assert merges == sum(b.rows * b.columns > 1 for b in boxes)
    assert shape[0] * shape[1] == sum(b.rows * b.columns for b in boxes)


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_tables_come_back_box_by_box(made, written, suffix):
    data = written if suffix == ".docx" else render_web_page(made).encode()
    back = [b for b in read_document(data, suffix).blocks if isinstance(b, Grid)]
    ours = [b for b in made.blocks if isinstance(b, Grid)]
    for one, other in zip(ours, back, strict=True):
        assert [[b and (b.text, b.columns, b.cell) for b in row] for row in one.rows] == [
            [b and (b.text, b.columns, b.cell) for b in row] for row in other.rows
        ]


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_text_comes_back_and_bound_numbers_name_their_figure(made, written, suffix):
    data = written if suffix == ".docx" else render_web_page(made).encode()
    back = [b for b in read_document(data, suffix).blocks if isinstance(b, Paragraph)]
    runs = [r for p in back for r in p.runs if r.cell]
    assert [("3119", NEW)] == [(r.text, r.cell) for r in runs]
    assert "新收申请3119件。重点" in [p.text for p in back]
    assert any("<script>alert(1)</script> & {{正文}} {{ 1+1 }}" in p.text for p in back)


# Word


def test_word_is_the_same_each_time(made, written):
    assert written == draw_word_document(made, draw_word_template())
    assert draw_word_template() == draw_word_template()
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {(1980, 1, 1, 0, 0, 0)} == {i.date_time for i in package.infolist()}


def test_styles_carry_the_official_fonts_and_the_table_of_fonts_what_may_stand_for_them(written):
    made = body(written)
    fonts = {
        s.name: s.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for s in made.styles
        if s.name.startswith("公文")
    }
    looks = [*STYLES.values(), HEAD, LABEL, NUMBER]
    assert {f"公文{k.name}": k.font for k in looks} == fonts
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        table = package.read("word/fontTable.xml").decode()
    for name, others in FALLBACKS.items():
        assert f'w:name="{name}"><w:altName w:val="{others}"/>' in table


def test_page_headings_and_repeated_heads(written):
    made = body(written)
    section = made.sections[0]
    assert (210, 297, 37, 35, 28, 26) == tuple(
        round(x.mm) for x in (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    )  # fmt: skip
    levels = {
        s.name: s.element.pPr.find(qn("w:outlineLvl")) for s in made.styles if s.name.startswith("公文")
    }
    assert {"公文一级标题": "0", "公文二级标题": "1"} == {
        k: v.get(qn("w:val")) for k, v in levels.items() if v is not None
    }
    assert [0, 3, 3] == [len(t._tbl.findall(f".//{qn('w:tblHeader')}")) for t in made.tables]
    assert " PAGE " in section.footer._element.xml


def test_a_bound_number_is_locked_and_its_neighbours_are_not(written):
    controls = body(written).element.body.findall(f".//{qn('w:p')}/{qn('w:sdt')}")
    named = {c.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): c for c in controls}
    assert set(named) == {c.name for s in ("表二", "表三", "表四") for c in _cells(s)}
    assert {"sdtContentLocked"} == {
        c.find(f"{qn('w:sdtPr')}/{qn('w:lock')}").get(qn("w:val")) for c in controls
    }
    assert max(map(len, named)) <= 64, "Word cuts longer tags"


def _cells(sheet):
    return [b.cell for row in table_as_printed(xxgk(), sheet, {}).rows for b in row if b and b.cell]


def office_template(change):
    made = docx.Document()
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_an_offices_own_template_keeps_its_look_and_is_filled_in_everywhere(made):
    def change(template):
        template.styles.add_style("公文正文", 1).font.size = docx.shared.Pt(11)
        paragraph = template.sections[0].header.paragraphs[0]
        for part in ("{{机", "关}}文件 {{年", "度}}"):
            paragraph.add_run(part)
        template.add_paragraph("红头")
        template.add_paragraph("{{正文}}")
        template.add_paragraph("抄送：{{标题}}")

    back = body(draw_word_document(made, office_template(change)))
    assert "某市人民政府文件 2024" == back.sections[0].header.paragraphs[0].text
    texts = [p.text for p in back.paragraphs]
    assert "红头" == texts[0]
    assert f"抄送：{made.title}" == texts[-1]
    assert 11 == back.styles["公文正文"].font.size.pt
    assert "公文一级标题" in [s.name for s in back.styles], "a style it lacks is added"


def test_a_template_without_a_place_for_the_report_is_refused(made):
    with pytest.raises(TemplateError, match=r"\{\{正文\}\}"):
        draw_word_document(made, office_template(lambda t: t.add_paragraph("没有位置")))
    with pytest.raises(TemplateError, match="打不开"):
        draw_word_document(made, b"not a document")


@pytest.mark.office
def test_libreoffice_opens_it_and_prints_table_three_on_one_page(recalculated, written, tmp_path):
    path = tmp_path / "年报.docx"
    path.write_bytes(written)
    printed_ = recalculated([path], to="pdf:writer_pdf_Export")[0]
    pages = subprocess.run(
        ["pdftotext", "-layout", printed_, "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    whole = [p for p in pages if "一、本年新收政府信息公开申请数量" in p]
    assert len(whole) == 1
    assert "四、结转下年度继续办理" in whole[0]
    assert re.search(r"—\s*1\s*—", pages[0])
    assert "3119" in "".join(pages)


@pytest.mark.office
def test_libreoffice_writes_the_same_merges_back(recalculated, written, made, tmp_path):
    path = tmp_path / "年报.docx"
    path.write_bytes(written)
    again = recalculated([path], to="docx:MS Word 2007 XML")[0].read_bytes()
    back = [b for b in read_document(again, ".docx").blocks if isinstance(b, Grid)]
    ours = [b for b in made.blocks if isinstance(b, Grid)]
    for one, other in zip(ours, back, strict=True):
        # LibreOffice may cut a column in two by a rounded twip; the boxes of each row stay what they were.
        assert [[b.text for b in row if b] for row in one.rows] == [
            [b.text for b in row if b] for row in other.rows
        ]


# the page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_is_accessible_and_asks_nothing_of_the_outside(chromium, made, tmp_path, width):
    path = tmp_path / "年报.html"
    path.write_text(render_web_page(made), encoding="utf-8")
    watched = Watched(chromium, width=width)
    watched.open(path)
    found = Axe().run(watched.page)
    assert [] == [v["id"] for v in found.response["violations"]]
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "only tables scroll sideways"
    )
    assert [] == watched.faults
    assert [] == [u for u in watched.asked if not u.startswith("file:")]
    watched.page.close()


def test_the_page_is_plain_semantics(made):
    page = render_web_page(made)
    assert page == render_web_page(made)
    assert not re.search(r"<script|https?://|<img|onclick|javascript:", page.replace("&lt;script", ""))
    assert 3 == page.count("<table") == page.count("<caption>")
    assert '<data value="3119" data-figure="表三.新收.总计">3119</data>' in page
    assert 'scope="rowgroup"' in page
    assert "&lt;script&gt;" in page


# reading what others wrote


def test_deleted_and_hidden_text_is_not_read():
    made = docx.Document()
    paragraph = made.add_paragraph("一、总体情况")
    gone = docx.oxml.parse_xml(
        f'<w:del {docx.oxml.ns.nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    )
    come = docx.oxml.parse_xml(
        f'<w:ins {docx.oxml.ns.nsdecls("w")} w:id="2" w:author="x"><w:r><w:t>（加上的）</w:t></w:r></w:ins>'
    )
    paragraph._p.extend([gone, come])
    out = io.BytesIO()
    made.save(out)
    assert ["一、总体情况（加上的）"] == [b.text for b in read_document(out.getvalue(), ".docx").blocks]
    page = "<p>看得见<span style='display: none'>看不见</span></p><script>x</script><p hidden>也看不见</p>"
    assert ["看得见"] == [b.text for b in read_document(page.encode(), ".html").blocks]


def test_tables_that_lay_out_a_page_are_not_data():
    page = (
        "<table><tr><td><p>一、总体情况</p><table><tr><td>规章</td><td>0</td></tr></table></td></tr></table>"
    )
    blocks = read_document(page.encode(), ".html").blocks
    assert "一、总体情况" == blocks[0].text
    assert (Box("规章"), Box("0")) == blocks[1].rows[0]


def test_encodings_and_what_is_too_large(monkeypatch):
    assert "年度报告" == read_document("年度报告".encode("gb18030"), ".txt").blocks[0].text
    with pytest.raises(UnreadableDocumentError):
        read_document(b"\xff\xfe\x00\x81\x00", ".txt")
    monkeypatch.setattr("toolkit.document.word_package.MOST_XML", 100)
    with pytest.raises(UnreadableDocumentError, match="太大"):
        read_document(draw_word_template(), ".docx")


def broken(data, seed):
    """Return *data* with some bytes cut, changed or doubled."""
    draw, made = random.Random(seed), bytearray(data)
    for _ in range(draw.randint(1, 5)):
        at = draw.randrange(max(1, len(made)))
        way = draw.random()
        if way < 0.4:
            del made[at : at + draw.randint(1, 500)]
        elif way < 0.7:
            made[at : at + 1] = bytes([draw.randrange(256)])
        else:
            made[at:at] = made[at : at + draw.randint(1, 400)]
    return bytes(made)


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
def test_damaged_files_are_read_or_refused(made, written, suffix):
    whole = {
        ".docx": written,
        ".html": render_web_page(made).encode(),
        ".md": "\n".join(WAYS.values()).encode(),
    }[suffix]
    read = 0
    for seed in range(80):
        data = broken(whole, seed)
        for reader in (read_document, read_unseen_text):  # what nobody sees is looked through too
            with contextlib.suppress(UnreadableDocumentError):
                read += reader(data, suffix) is not None
    assert (160 - read if suffix == ".docx" else read) > 0, (
        "a package that is damaged is refused, a text mostly read"
    )


def test_a_text_with_a_few_lost_characters_is_read():
    data = ("年度报告" * 100).encode() + b"\xff" + "完".encode()
    assert "\ufffd" in read_document(data, ".txt").blocks[0].text


WAYS = {
    "spaces between": "规章   0   1   2\n行政规范性文件   3   4   5",
    "pipes": "| 规章 | 0 | 1 | 2 |\n|---|---|---|---|\n| 行政规范性文件 | 3 | 4 | 5 |",
    "tabs": "规章\t0\t1\t2\n行政规范性文件\t3\t4\t5",
}


@pytest.mark.parametrize("way", WAYS)
def test_tables_saved_as_text(way):
    grid = read_document(WAYS[way].encode(), ".md").blocks[0]
    assert [["规章", "0", "1", "2"], ["行政规范性文件", "3", "4", "5"]] == [
        [b.text for b in r] for r in grid.rows
    ]


@pytest.mark.parametrize("look", ["strike", "dstrike", "vanish"])
def test_what_is_drawn_through_or_hidden_is_not_read_and_is_counted(look):
    document = docx.Document()
    paragraph = document.add_paragraph("收到申请")
    for text, on in (("3", None), ("2", "0"), ("件", None)):
        run = paragraph.add_run(text)
        if text != "件":
            mark = docx.oxml.OxmlElement(f"w:{look}")
            if on:
                mark.set(docx.oxml.ns.qn("w:val"), on)
            run._r.get_or_add_rPr().append(mark)
    out = io.BytesIO()
    document.save(out)
    assert ["收到申请2件"] == ["".join(r.text for r in p.runs) for p in read_word_blocks(out.getvalue())]
    assert {"隐藏的字" if look == "vanish" else "划掉的字": 1} == count_leftovers(out.getvalue())
    assert "32" in read_all_word_texts(out.getvalue()), "what is private is looked for in all of it"


@pytest.mark.parametrize(("more", "tables"), [(0, 0), (3, 1)])
def test_a_table_of_one_column_only_places_texts_unless_a_row_in_a_control_has_more(more, tables):
    box = "<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    control = (
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:tr>{box * more}</w:tr></w:sdtContent></w:sdt>" if more else ""
    )
    body = f'<w:document xmlns:w="{nsmap["w"]}"><w:body><w:tbl><w:tr>{box}</w:tr>{control}</w:tbl></w:body></w:document>'
    read = read_document(pack_parts({**WORD_PARTS, "word/document.xml": body}), ".docx")
    assert tables == sum(isinstance(block, Grid) for block in read.blocks)
