"""A PDF beside the Word document: whether it says the same, whoever printed it."""

import io

import docx
import pytest

from toolkit.errors import UnreadableDocumentError
from toolkit.formats import print_likeness
from toolkit.formats.print_likeness import differing_passages

REST = "没有需要报告的其他事项，特此报告。向社会公布，请予监督，联系方式见本机关网站首页，电话在工作时间有人接听。"
LONG = "本年度主动公开信息 12 条，依申请公开 3 件，均在法定期限内答复，没有行政复议和行政诉讼。"
PRINTED = [
    ["样例年报", "一、总体情况", LONG[:20], LONG[20:], "— 1 —"],
    ["样例年报", "新收", "12", "商业", "总计", "3", "企业", "二、其他", REST, "— 2 —"],
]


def word(change=lambda _: None):
    """A report of two paragraphs and a table, its pages numbered at the foot and named at the head."""
    made = docx.Document()
    section = made.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "样例年报", "— 1 —"
    made.add_paragraph("一、总体情况")
    made.add_paragraph(LONG)
    cells = made.add_table(2, 2)
    for at, text in enumerate(("新收", "12", "商业企业", "总计 3")):
        cells.cell(at // 2, at % 2).text = text
    made.add_paragraph("二、其他")
    made.add_paragraph(REST)
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def printed(monkeypatch):
    """Let any PDF have these lines on its pages."""

    def lines(pages):
        monkeypatch.setattr(print_likeness, "_page_lines", lambda _: pages)

    return lines


def with_text(at, text):
    """A change: the paragraph at *at* says *text*."""

    def change(document):
        document.paragraphs[at].text = text

    return change


def test_what_is_printed_as_it_stands_is_alike_whatever_its_pages_bear_at_their_edges(printed):
    printed(PRINTED)
    assert () == differing_passages(word(), b"")
    printed([[*page[:-1], f"第{i}页 共2页"] for i, page in enumerate(PRINTED, 1)])
    foot = with_text(0, "一、总体情况")

    def numbered(document):
        foot(document)
        document.sections[0].footer.paragraphs[0].text = "第1页 共2页"

    assert () == differing_passages(word(numbered), b"")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (with_text(1, LONG.replace("3 件", "4 件")), LONG.replace("3 件", "4 件")[:30] + "…"),
        (with_text(1, LONG.replace("12 条", "21 条")), LONG.replace("12 条", "21 条")[:30] + "…"),
        (with_text(3, REST[:-5]), "人听接有"),
        (lambda d: d.tables[0].cell(0, 1).__setattr__("text", "21"), "21"),
        (lambda d: d.add_paragraph("后来加的一段。"), "后来加的一段。"),
    ],
)
def test_what_was_changed_in_the_document_after_it_was_printed_is_told(printed, change, told):
    printed(PRINTED)
    (found,) = differing_passages(word(change), b"")
    assert sorted(told) == sorted(found)


def test_numbers_a_program_writes_before_paragraphs_are_none_of_the_text(printed):
    pages = [list(PRINTED[0]), list(PRINTED[1])]
    pages[1][7] = "3. 二、其他"

    def by_itself(document):
        document.paragraphs[2].style = "List Number"
        document.paragraphs[2]._p.get_or_add_pPr().get_or_add_numPr()

    printed(pages)
    assert () == differing_passages(word(by_itself), b"")
    assert differing_passages(word(), b""), "where nothing is numbered, somebody typed it"


def test_a_scan_cannot_be_held_against_anything_and_what_is_no_pdf_is_refused(printed):
    printed([["1"], ["2"]])
    assert differing_passages(word(), b"") is None


def test_what_is_no_pdf_is_refused():
    with pytest.raises(UnreadableDocumentError, match="打不开"):
        differing_passages(word(), b"%PDF-1.7 broken")
