"""The report's Word document written again over one somebody edited: their text, the workbook's numbers, both changed asked."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from forms import xxgk
from township import NOW, quiet, township
from typer.testing import CliRunner

from toolkit import cli
from toolkit.author.samples import samples_folder
from toolkit.document.edit_word import EditableWordDocument
from toolkit.document.model import ASPECT, BODY, DATELINE, HEADING, TITLE, Document, Grid, Paragraph, Run
from toolkit.document.printed_tables import table_as_printed
from toolkit.document.read_document import read_document
from toolkit.document.read_word import _runs_of_node
from toolkit.document.word_mark import document_mark_in_bytes
from toolkit.document.word_styles import draw_word_template
from toolkit.errors import WorkFolderError
from toolkit.form.model import Cell
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.publishing.check_documents import _check_word_and_page
from toolkit.publishing.document_records import RECORDS, DocumentRecords
from toolkit.publishing.put_documents import (
    PutRequest,
    draw_composed_report,
    put_documents,
    read_existing_document,
)
from toolkit.xxgk.outline import ORDINALS, SECTIONS

FORM = xxgk()
WEB, NEW, PERMITS = (
    Cell("渠道", "网站", "条数"),
    Cell("表三", "新收", "总计"),
    Cell("表二许可", "许可", "数量"),
)
TITLED = "某镇人民政府2024年政府信息公开工作年度报告"
TABLES = {1: "表二", 2: "表三", 3: "表四"}
KEPT, RED = "公众号及时发布农业补贴政策、城镇建设规划、文化活动等信息。", "某镇人民政府文件"
PROBLEM, MEASURE = "一是信息更新不及时，有的栏目半年没有更新。", "一是完善制度，明确专人负责信息更新。"


def line(text, role=BODY):
    return Paragraph((Run(text),), role)


def composed(figures, words=None, date=""):
    """Return what the workbook comes to: *words* stand in the place of those it says otherwise, None leaves a paragraph out."""
    said = {"channel": KEPT, "problem": PROBLEM, "measure": MEASURE, "lead": "全年通过政府网站发布信息"} | (
        words or {}
    )
    blocks = [line(TITLED, TITLE), *([line(date, DATELINE)] if date else [])]
    for i, name in enumerate(SECTIONS):
        blocks.append(line(f"{ORDINALS[i]}、{name}", HEADING))
        if i == 0:
            bound = Run(str(figures.get(WEB, 94)), WEB)
            blocks += [
                line("（一）主动公开", ASPECT),
                *([line(said["channel"])] if said["channel"] else []),
                Paragraph((Run(said["lead"]), bound, Run("条，"), Run("其余见门户。"))),
                *([line(said["more"])] if said.get("more") else []),
                line("（二）依申请公开", ASPECT),
                Paragraph((Run("收到申请"), Run(str(figures.get(NEW, 7)), NEW), Run("件。"))),
            ]
        elif i in TABLES:
            whole = {c: float(v) for c, v in ({NEW: 7, PERMITS: 0} | figures).items()}
            blocks.append(table_as_printed(FORM, TABLES[i], whole))
        elif i == 4:
            blocks += [line(said[k]) for k in ("problem", "measure") if said[k]]
        else:
            blocks.append(line("没有其他需要报告的事项。"))
    return Document(TITLED, "某镇人民政府", 2024, tuple(blocks))


class Desk:
    """A folder in which a report is written and its Word document edited."""

    def __init__(self, path):
        path.mkdir(exist_ok=True)
        self.path, self.word, self.page = path, path / "年报.docx", path / "年报.html"
        self.records = DocumentRecords(path / "报告.xlsx", path)

    def report(self, figures=None, words=None, template=draw_word_template, date="", **asked):
        """Write what the workbook comes to."""
        figures = figures or {}
        numbers = {c.name: str(v) for c, v in ({WEB: 94, NEW: 7, PERMITS: 0} | figures).items()}
        stands = read_existing_document(self.word, self.records.known(TITLED))
        day = date or stands.date
        made = draw_composed_report(composed(figures, words, day), numbers, template(), day)
        order = PutRequest(NOW, **({"keep_edits": False, "fresh": False} | asked))
        return put_documents((self.word, self.page), made, stands, self.records, FORM, order)

    def edit(self, change):
        """Change the document as a clerk would."""
        book = docx.Document(io.BytesIO(self.word.read_bytes()))
        change(book)
        book.save(self.word)

    def rewrite(self, old, new):
        self.edit(lambda book: retype(book, old, new))

    @property
    def blocks(self):
        return read_document(self.word.read_bytes(), ".docx").blocks

    @property
    def texts(self):
        return [b.text for b in self.blocks if not isinstance(b, Grid)]

    @property
    def figures(self):
        """Every bound number that stands in the document."""
        boxes = [b for g in self.blocks if isinstance(g, Grid) for row in g.rows for b in row if b]
        runs = [r for b in self.blocks if not isinstance(b, Grid) for r in b.runs]
        return {(type(x).__name__, x.cell): x.text for x in (*boxes, *runs) if x.cell}

    def same_on_the_page(self):
        """Tell whether page and Word document say the same, as publish-check holds them to each other."""
        paths = [self.word, self.page]
        return (
            _check_word_and_page(paths, [read_document(p.read_bytes(), p.suffix) for p in paths]).state
            == "holds"
        )


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "办")
    made.report()
    return made


def retype(book, old, new):
    """Type *new* over *old*, wherever it stands in one text."""
    found = [t for t in book.element.body.iter(qn("w:t")) if old in (t.text or "")]
    assert found, old
    for text in found:
        text.text = text.text.replace(old, new)


def paragraph(book, text):
    return next(p for p in book.paragraphs if text in p.text)


def told(edits):
    return [(e.section, e.what, e.was, e.stands, e.comes) for e in edits]


ONE = "一、总体情况（一）主动公开"


# what people wrote stays


def test_an_edited_paragraph_stays_and_the_page_says_it_too(desk):
    before = desk.word.read_bytes()
    desk.rewrite("及时发布农业", "第一时间发布农业")
    edited = desk.word.read_bytes()
    made = desk.report()
    assert KEPT.replace("及时", "第一时间") in desk.texts
    assert edited == desk.word.read_bytes() != before, (
        "nothing of the workbook changed: the file is not touched"
    )
    assert [(ONE, "rewritten", KEPT, KEPT.replace("及时", "第一时间"), KEPT)] == told(made.carried.kept)
    assert (True, None) == (made.written, made.backup)
    assert "第一时间发布农业" in desk.page.read_text(encoding="utf-8")
    assert desk.same_on_the_page()


def test_their_text_is_kept_with_the_new_number_in_it(desk):
    desk.rewrite("全年通过政府网站发布信息", "一年来，政府网站发布信息")
    edited = desk.word.read_bytes()
    made = desk.report({WEB: 120})
    assert "一年来，政府网站发布信息120条，其余见门户。" in desk.texts
    assert "120" == desk.figures["Run", WEB]
    assert (1, []) == (made.carried.renewed, made.carried.conflicts)
    assert "年报_生成前.docx" == made.backup.name
    assert edited == made.backup.read_bytes()
    assert desk.same_on_the_page()


def test_what_only_the_workbook_changed_is_new(desk):
    desk.rewrite("没有其他需要报告", "没有其它需要报告")
    desk.report(words={"channel": "公众号每周发布。", "more": "新开视频号。", "problem": None})
    texts = desk.texts
    assert KEPT not in texts
    assert PROBLEM not in texts
    at = texts.index("公众号每周发布。")
    assert ["（一）主动公开", "公众号每周发布。", "全年通过政府网站发布信息94条，其余见门户。", "新开视频号。", "（二）依申请公开"] == texts[at - 1 : at + 4]  # fmt: skip
    assert "没有其它需要报告的事项。" in texts
    assert desk.same_on_the_page()


def test_paragraphs_added_and_removed_by_people_stay_so(desk):
    def change(book):
        paragraph(book, "（二）依申请").insert_paragraph_before("我镇另办了政务公开日。")
        gone = paragraph(book, PROBLEM)._p
        gone.getparent().remove(gone)

    desk.edit(change)
    made = desk.report({WEB: 95}, {"measure": "一是制度上墙，明确到人。"})
    assert "我镇另办了政务公开日。" in desk.texts
    assert PROBLEM not in desk.texts
    assert "一是制度上墙，明确到人。" in desk.texts
    edits = [("added", "", "我镇另办了政务公开日。"), ("removed", PROBLEM, "")]
    assert edits == [e[1:4] for e in told(made.carried.kept)], "as they stand"
    assert desk.same_on_the_page()


@pytest.mark.promise("不会丢", "您在 Word 里改的版式、图片、批注，重新生成时都在")
def test_everything_else_in_their_file_stays(desk):
    def change(book):
        book.sections[0].header.is_linked_to_previous = False
        book.sections[0].header.add_paragraph("页眉")
        first = paragraph(book, TITLED[:4])
        first.insert_paragraph_before(RED).runs[0].font.color.rgb = docx.shared.RGBColor(255, 0, 0)
        book.add_comment(paragraph(book, KEPT).runs, text="请核", author="某", initials="某")
        paragraph(book, KEPT).runs[0].font.name = "楷体"
        book.add_page_break()

    desk.edit(change)
    desk.report({WEB: 5}, {"channel": "公众号每周发布。"})
    book = docx.Document(io.BytesIO(desk.word.read_bytes()))
    assert "页眉" == book.sections[0].header.paragraphs[-1].text
    assert "FF0000" == str(paragraph(book, RED).runs[0].font.color.rgb)
    assert ["请核"] == [c.text for c in book.comments]
    anchored = paragraph(book, "公众号每周发布。")
    assert "楷体" == next(r for r in anchored.runs if r.text).font.name
    assert [1, 1, 1] == [
        len(anchored._p.findall(f".//{qn(f'w:{n}')}"))
        for n in ("commentRangeStart", "commentRangeEnd", "commentReference")
    ]
    assert book.element.body.findall(f".//{qn('w:br')}[@{qn('w:type')}='page']")


def test_a_paragraph_put_in_looks_as_its_neighbours_were_made_to(desk):
    def change(book):
        for one in book.paragraphs:
            for run in one.runs:
                run.font.size = docx.shared.Pt(14)

    desk.edit(change)
    desk.report(words={"more": "新开视频号。"})
    book = docx.Document(io.BytesIO(desk.word.read_bytes()))
    assert 14 == paragraph(book, "新开视频号。").runs[0].font.size.pt


# numbers


def test_numbers_typed_over_are_the_workbooks_again_and_told(desk):
    def change(book):
        retype(book, "94", "49")
        row = next(r for t in book.tables for r in t.rows if r.cells[0].text.strip() == "行政许可")
        row.cells[1].text = "999"

    desk.edit(change)
    made = desk.report()
    assert "94" == desk.figures["Run", WEB]
    assert "0" == desk.figures["Box", PERMITS], "the binding is back too"
    assert [("94", "49", "94"), ("0", "999", "0")] == [
        (e.was, e.stands, e.comes) for e in made.carried.numbers
    ]
    assert "行政许可" in made.carried.numbers[1].section
    assert ([], 0) == (made.carried.kept, made.carried.renewed)
    assert desk.same_on_the_page()


def test_numbers_are_printed_as_theirs_were(desk):
    desk.report({WEB: 1216})
    desk.edit(lambda book: (retype(book, "1216", "1,216"), retype(book, "全年通过", "全年，通过")))
    made = desk.report({WEB: 3119})
    assert "全年，通过政府网站发布信息3,119条，其余见门户。" in desk.texts
    assert [] == made.carried.numbers, "a comma is no other number"


def test_a_number_that_is_not_printed_as_it_is_stays_and_is_asked(desk):
    """1.2万 is written for 12000: what follows the number is not ours to change."""

    def scaled(value, text):
        new = composed({})
        blocks = [
            b if isinstance(b, Grid) or "全年通过" not in b.text else Paragraph((Run("共约"), Run(text, WEB), Run("万条。")))
            for b in new.blocks
        ]  # fmt: skip
        stands = read_existing_document(desk.word, desk.records.known(TITLED))
        made = draw_composed_report(
            new._replace(blocks=tuple(blocks)), {WEB.name: value, NEW.name: "7"}, draw_word_template(), ""
        )
        return put_documents(
            (desk.word, desk.page), made, stands, desk.records, FORM, PutRequest(NOW, False, False)
        )

    scaled("12000", "1.2")
    desk.rewrite("共约", "全年共约")
    made = scaled("13000", "1.2")
    assert "全年共约1.2万条。" in desk.texts
    assert ["请核对：工作簿里是 13000"] == [n[-len("请核对：工作簿里是 13000") :] for n in made.notes]


def test_an_emptied_control_is_filled_again(desk):
    """Word puts its own words into an emptied control, and says so in its properties."""

    def change(book):
        text = next(t for t in book.element.body.iter(qn("w:t")) if t.text == "94")
        text.text, control = "单击或点击此处输入文字。", next(text.iterancestors(qn("w:sdt")))
        control.find(qn("w:sdtPr")).append(parse_xml(f"<w:showingPlcHdr {nsdecls('w')}/>"))

    desk.edit(change)
    assert not any("单击" in t for t in desk.texts)
    desk.report()
    assert "全年通过政府网站发布信息94条，其余见门户。" in desk.texts
    assert not list(docx.Document(desk.word).element.body.iter(qn("w:showingPlcHdr")))


def test_a_number_whose_control_is_gone_stays_typed(desk):
    def change(book):
        one = paragraph(book, "全年通过")
        for child in [c for c in one._p if c.tag != qn("w:pPr")]:
            one._p.remove(child)
        one.add_run("政府网站上全年发布了94条信息，其余见门户。")

    desk.edit(change)
    made = desk.report({WEB: 120})
    assert "政府网站上全年发布了94条信息，其余见门户。" in desk.texts
    assert [] == made.carried.conflicts
    assert 1 == len(made.notes)
    assert "请核对：工作簿里是 120" in made.notes[0]
    assert made.notes == desk.report({WEB: 120}).notes, "told until it is mended"
    desk.rewrite("94条", "120条")
    assert () == desk.report({WEB: 120}).notes


def test_lost_controls_of_text_nobody_changed_come_back(desk):
    def change(book):
        for control in list(book.element.body.iter(qn("w:sdt"))):
            for run in list(control.find(qn("w:sdtContent"))):
                control.addprevious(run)
            control.getparent().remove(control)

    desk.edit(change)
    assert {} == desk.figures
    made = desk.report({WEB: 120, NEW: 8})
    assert ("120", "8") == (desk.figures["Run", WEB], desk.figures["Run", NEW])
    assert "8" == desk.figures["Box", NEW]
    assert [] == made.carried.conflicts + made.carried.kept


def test_a_table_with_a_row_put_in_still_gets_its_numbers(desk):
    def change(book):
        table = next(t for t in book.tables if "行政许可" in t.rows[-1].cells[0].text + "".join(c.text for r in t.rows for c in r.cells))  # fmt: skip
        row = next(r for r in table.rows if r.cells[0].text.strip() == "行政许可")
        again = parse_xml(docx.oxml.xmlchemy.serialize_for_reading(row._tr))
        for control in list(again.iter(qn("w:sdt"))):
            control.getparent().remove(control)
        row._tr.addprevious(again)

    desk.edit(change)
    made = desk.report({PERMITS: 12})
    assert "12" == desk.figures["Box", PERMITS]
    assert ["rewritten"] == [e.what for e in made.carried.kept]
    assert desk.same_on_the_page()


# both changed


def both_changed(desk, **asked):
    desk.rewrite("及时发布农业", "第一时间发布农业")
    desk.rewrite(PROBLEM, "一是更新慢。")
    words = {"channel": KEPT.replace("农业", "惠农"), "problem": "一是更新不够快。"}
    return desk.report({WEB: 120}, words, **asked)


@pytest.mark.promise("不会做", "文档和数据两边都改了同一处，先问，不替您定")
def test_what_both_changed_is_asked_and_nothing_is_written(desk):
    page = desk.page.read_bytes()
    desk.rewrite("没有其他", "没有其它")
    made = both_changed(desk)
    assert not made.written
    assert [
        (ONE, "rewritten", KEPT, KEPT.replace("及时", "第一时间"), KEPT.replace("农业", "惠农")),
        ("五、存在的主要问题及改进情况", "rewritten", PROBLEM, "一是更新慢。", "一是更新不够快。"),
    ] == told(made.carried.conflicts)
    assert "94" == desk.figures["Run", WEB]
    assert page == desk.page.read_bytes()
    assert {"年报.docx", "年报.html", RECORDS} == {p.name for p in desk.path.iterdir()}


def test_keep_edits_takes_theirs_with_the_numbers_of_the_workbook(desk):
    made = both_changed(desk, keep_edits=True)
    assert {KEPT.replace("及时", "第一时间"), "一是更新慢。"} <= set(desk.texts)
    assert "120" == desk.figures["Run", WEB]
    assert made.backup.is_file()
    again = desk.report({WEB: 121}, {"channel": KEPT.replace("农业", "惠农"), "problem": "一是更新不够快。"})
    assert again.written, "what was decided is not asked again"
    assert "121" == desk.figures["Run", WEB]


def test_fresh_writes_all_anew_and_keeps_what_stood_there(desk):
    made = both_changed(desk, fresh=True)
    assert {KEPT.replace("农业", "惠农"), "一是更新不够快。"} <= set(desk.texts)
    assert "第一时间" in "".join(b.text for b in docx.Document(made.backup).paragraphs)
    assert desk.same_on_the_page()


def test_the_same_change_on_both_sides_is_no_question(desk):
    desk.rewrite("及时发布农业", "每周发布农业")
    made = desk.report(words={"channel": KEPT.replace("及时", "每周")})
    assert made.written
    assert KEPT.replace("及时", "每周") in desk.texts


def test_a_paragraph_removed_here_and_changed_there_is_asked(desk):
    desk.edit(lambda book: paragraph(book, PROBLEM)._p.getparent().remove(paragraph(book, PROBLEM)._p))
    made = desk.report(words={"problem": "一是更新不够快。"})
    assert [("removed", PROBLEM, "", "一是更新不够快。")] == [e[1:] for e in told(made.carried.conflicts)]
    desk.report(words={"problem": "一是更新不够快。"}, keep_edits=True)
    assert not [t for t in desk.texts if t.startswith("一是") and t != MEASURE]


def test_a_paragraph_changed_here_and_gone_there_is_asked(desk):
    desk.rewrite(PROBLEM, "一是更新慢。")
    made = desk.report(words={"problem": None})
    assert [("rewritten", PROBLEM, "一是更新慢。", "")] == [e[1:] for e in told(made.carried.conflicts)]


def test_a_paragraph_that_holds_a_comment_is_not_taken_out_unasked(desk):
    def change(book):
        book.add_comment(paragraph(book, PROBLEM).runs, text="请核", author="某", initials="某")

    desk.edit(change)
    made = desk.report(words={"problem": None})
    assert [("rewritten", PROBLEM, PROBLEM, "")] == [e[1:] for e in told(made.carried.conflicts)]


def test_a_section_of_pages_does_not_end_elsewhere_when_a_paragraph_goes(desk):
    def change(book):
        last = parse_xml(
            f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
        )
        paragraph(book, PROBLEM)._p.get_or_add_pPr().append(last)

    desk.edit(change)
    desk.report(words={"problem": None})
    assert PROBLEM not in desk.texts
    assert 2 == len(docx.Document(io.BytesIO(desk.word.read_bytes())).sections)


def test_a_number_alone_is_no_change_of_wording(desk):
    """The same sentence with other numbers is what both sides have in common."""
    desk.rewrite("收到申请", "共收到申请")
    assert desk.report({NEW: 8}).written
    assert "共收到申请8件。" in desk.texts
    assert desk.report({NEW: 9}).written
    assert "共收到申请9件。" in desk.texts


# tracked changes


def test_tracked_changes_are_read_as_shown(desk):
    def change(book):
        one = paragraph(book, KEPT)
        run = one.runs[0]._r
        gone = parse_xml(
            f'<w:del {nsdecls("w")} w:id="900" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        )
        come = parse_xml(
            f'<w:ins {nsdecls("w")} w:id="901" w:author="x"><w:r><w:t>（试行）</w:t></w:r></w:ins>'
        )
        run.addprevious(gone)
        run.addnext(come)

    desk.edit(change)
    made = desk.report({WEB: 120})
    assert [KEPT + "（试行）"] == [e.stands for e in made.carried.kept]
    assert KEPT + "（试行）" in desk.page.read_text(encoding="utf-8")
    body = docx.Document(io.BytesIO(desk.word.read_bytes())).element.body
    assert (1, 1) == (len(body.findall(f".//{qn('w:ins')}")), len(body.findall(f".//{qn('w:del')}"))), (
        "left to people"
    )


# whose document it is


def test_a_document_nobody_touched_is_written_anew_without_a_copy(desk):
    made = desk.report({WEB: 120}, {"channel": "公众号每周发布。"})
    assert (True, None, []) == (made.written, made.backup, made.carried.kept)
    assert "公众号每周发布。" in desk.texts
    stood = desk.word.stat().st_mtime_ns
    desk.report({WEB: 120}, {"channel": "公众号每周发布。"})
    assert stood == desk.word.stat().st_mtime_ns, "the same again is not written"


def test_copies_are_numbered_and_never_written_over(desk):
    desk.rewrite("全年通过", "一年来通过")
    first = desk.report({WEB: 95}).backup
    text = first.read_bytes()
    desk.rewrite("其余见门户", "其余见网站")
    second = desk.report({WEB: 96}).backup
    assert ("年报_生成前.docx", "年报_生成前2.docx") == (first.name, second.name)
    assert text == first.read_bytes()
    assert "一年来通过政府网站发布信息96条，其余见网站。" in desk.texts


@pytest.mark.parametrize("fresh", [False, True])
def test_what_cannot_be_read_or_is_another_document_is_never_written_over(desk, fresh):
    other = docx.Document()
    other.add_paragraph("关于召开会议的通知")
    out = io.BytesIO()
    other.save(out)
    last = Document("某镇人民政府2023年政府信息公开工作年度报告", "某镇人民政府", 2023, composed({}).blocks)
    titled = last._replace(blocks=(line(last.title, TITLE), *last.blocks[1:]))
    years = draw_composed_report(titled, {}, draw_word_template(), "").word
    town = composed({})
    other = line(TITLED.replace("某镇", "邻镇"), TITLE)
    others = draw_composed_report(
        town._replace(blocks=(other, *town.blocks[1:])), {}, draw_word_template(), ""
    ).word
    for data, said in (
        (b"not a document", "读不出来"),
        (out.getvalue(), "已经有别的文件"),
        (years, "已经有别的文件"),
        (others, "已经有别的文件"),
    ):
        desk.word.write_bytes(data)
        with pytest.raises(WorkFolderError, match=said):
            desk.report(fresh=fresh)
        assert data == desk.word.read_bytes()


def test_without_a_record_everything_that_differs_is_asked(desk):
    desk.rewrite("及时发布农业", "第一时间发布农业")
    (desk.path / RECORDS).unlink()
    made = desk.report({WEB: 120})
    assert (False, False) == (made.written, made.carried.known)
    assert [("", KEPT.replace("及时", "第一时间"), KEPT)] == [
        (e.was, e.stands, e.comes) for e in made.carried.conflicts
    ]
    assert desk.report({WEB: 120}, keep_edits=True).written
    assert KEPT.replace("及时", "第一时间") in desk.texts
    assert "120" == desk.figures["Run", WEB]
    assert desk.report({WEB: 121}).written, "known from now on"


def test_without_a_record_nothing_is_asked_where_only_numbers_differ(desk):
    (desk.path / RECORDS).unlink()
    made = desk.report({WEB: 120, PERMITS: 3})
    assert made.written
    assert ("120", "3") == (desk.figures["Run", WEB], desk.figures["Box", PERMITS])
    assert 2 == made.carried.renewed


def test_a_document_is_known_by_its_mark_when_it_comes_back_under_its_name(desk):
    """Renamed, edited, and put back after another was written under the name."""
    final = desk.path / "年报（定稿）.docx"
    desk.word.rename(final)
    made = desk.report({WEB: 120}, {"channel": "公众号每周发布。"})
    assert any("年报（定稿）.docx" in n for n in made.notes)
    shutil.move(final, desk.word)
    desk.rewrite("收到申请", "共收到申请")
    made = desk.report({WEB: 120}, {"channel": "公众号每周发布。"})
    assert {"共收到申请7件。", "公众号每周发布。", "全年通过政府网站发布信息120条，其余见门户。"} <= set(
        desk.texts
    )
    assert [] == made.carried.conflicts


def test_a_document_that_lost_its_mark_is_known_by_its_name(desk):
    desk.rewrite("及时发布农业", "第一时间发布农业")
    with zipfile.ZipFile(desk.word) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"toolkit.report", b"other")
    with zipfile.ZipFile(desk.word, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert "" == document_mark_in_bytes(desk.word.read_bytes())
    made = desk.report({WEB: 120})
    assert made.carried.known
    assert KEPT.replace("及时", "第一时间") in desk.texts
    assert 20 == len(document_mark_in_bytes(desk.word.read_bytes()))


def test_a_damaged_record_is_said_with_what_to_do(desk):
    (desk.path / RECORDS).write_text("[{", encoding="utf-8")
    with pytest.raises(WorkFolderError, match="移走"):
        desk.report()


@pytest.mark.slow
def test_a_record_of_many_versions_stays_small(desk):
    for i in range(20):
        desk.report({WEB: i})
    assert 12 == len(json.loads((desk.path / RECORDS).read_text(encoding="utf-8")))


# templates and the date


def own_template(red):
    def draw():
        made = docx.Document()
        made.add_paragraph(red)
        made.add_paragraph("{{正文}}")
        made.add_table(1, 1).cell(0, 0).text = "抄送：县政府办"
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return draw


def test_the_lines_of_a_template_are_no_edits_and_are_on_the_page(tmp_path):
    desk = Desk(tmp_path / "办")
    desk.report(template=own_template(RED))
    desk.rewrite("及时发布农业", "第一时间发布农业")
    made = desk.report({WEB: 120}, template=own_template(RED))
    assert [(ONE, "rewritten")] == [(e.section, e.what) for e in made.carried.kept]
    assert (RED, "抄送：县政府办") == (desk.texts[0], desk.texts[-1])
    assert desk.same_on_the_page()
    changed = desk.report({WEB: 120}, template=own_template("某镇党政办文件"))
    assert "某镇党政办文件" == desk.texts[0]
    assert any("模板换过" in n for n in changed.notes)


def test_the_date_once_printed_stays_until_another_is_given(desk):
    desk.report(date="2025年1月16日")
    desk.rewrite("及时发布农业", "第一时间发布农业")
    desk.report({WEB: 120})
    assert "2025年1月16日" == desk.texts[1]
    desk.report({WEB: 121}, date="2025年1月20日")
    assert "2025年1月20日" == desk.texts[1]
    assert KEPT.replace("及时", "第一时间") in desk.texts


# the page


def test_a_page_edited_by_hand_is_made_anew_and_the_copy_told(desk):
    page = desk.page.read_text(encoding="utf-8").replace("其余见门户", "其余见门户网站")
    desk.page.write_text(page, encoding="utf-8")
    made = desk.report()
    assert (True, "年报_生成前.html") == (made.page_edited, made.page_backup.name)
    assert "门户网站" in made.page_backup.read_text(encoding="utf-8")
    assert "门户网站" not in desk.page.read_text(encoding="utf-8")
    assert (False, None) == ((again := desk.report()).page_edited, again.page_backup)


def test_headings_and_tables_of_a_page_are_what_they_were(desk):
    first = desk.page.read_text(encoding="utf-8")
    desk.rewrite("及时发布农业", "第一时间发布农业")
    desk.report()
    again = desk.page.read_text(encoding="utf-8")
    assert first.replace("及时发布农业", "第一时间发布农业") == again


# the whole chain


def test_edit_then_collect_and_merge_then_report_again(tmp_path):
    """The text stays, the number in it is the new one; the same changed in the workbook is asked, on the terminal too."""
    folder = township(tmp_path)
    merge_report(folder, None, NOW, quiet, partial=False)
    first = json.loads(run("report", "-w", folder.path, "--json").output)
    word = Path(first["word"])
    assert {"written": True, "kept": [], "edited": [], "conflicts": [], "backup": None, "page_backup": None}.items() <= first.items()  # fmt: skip
    book = docx.Document(word)
    boards = next(p for p in book.paragraphs if "年末共有" in p.text)
    said = "".join(r.text for r in _runs_of_node(boards._p))
    assert "28个" in said
    retype(book, "年末共有", "到年底共有")
    retype(book, "及时发布", "第一时间发布")
    book.save(word)

    village = openpyxl.load_workbook(next((samples_folder() / "第一轮").glob("*001*.xlsx")))
    assert 1 == village["工作情况"]["B15"].value
    village["工作情况"]["B15"] = 6
    village.save(tmp_path / "东岭村_更正.xlsx")
    run(
        "collect", tmp_path / "东岭村_更正.xlsx", "-w", folder.path, "--prefer", tmp_path / "东岭村_更正.xlsx"
    )
    run("merge", "-w", folder.path)
    again = json.loads(run("report", "-w", folder.path, "--json").output)
    assert 1 == again["renewed"]
    assert ["rewritten", "rewritten"] == [e["change"] for e in again["kept"]]
    assert Path(again["backup"]).name.endswith("_生成前.docx")
    texts = [b.text for b in read_document(word.read_bytes(), ".docx").blocks if not isinstance(b, Grid)]
    assert said.replace("年末", "到年底").replace("28个", "33个") in texts
    assert any("第一时间发布" in t for t in texts)
    assert 0 == run("check", word, word.with_suffix(".html")).exit_code
    with Ledger.open(folder.ledger) as ledger:
        assert [word.name, word.name] == [d.name for d in ledger.written_documents()]
        assert ["document_written", "written", "written"] == [e.what for e in ledger.events()][-3:]
        assert [] == ledger.faults()
    assert not (folder.path / RECORDS).exists()

    workbook = openpyxl.load_workbook(folder.report)
    cell = next(c for row in workbook["一、总体情况"].iter_rows() for c in row if "及时发布" in str(c.value))
    cell.value = cell.value.replace("及时发布", "每周发布")
    workbook.save(folder.report)
    stood = word.read_bytes()
    asked = run("report", "-w", folder.path)
    assert 1 == asked.exit_code
    for words in ("一、总体情况（一）主动公开", "第一时间发布", "每周发布", "--keep-edits", "--fresh"):
        assert words in asked.output
    assert stood == word.read_bytes()
    assert 2 == run("report", "-w", folder.path, "--keep-edits", "--fresh").exit_code
    taken = json.loads(run("report", "-w", folder.path, "--keep-edits", "--json").output)
    assert (True, []) == (taken["written"], taken["conflicts"])


def run(*arguments):
    return CliRunner().invoke(cli.app, list(map(str, arguments)))


def test_a_table_whose_words_were_changed_is_the_same_table_on_the_page(desk):
    first = desk.page.read_text(encoding="utf-8")
    desk.rewrite("行政复议", "行政复议（件）")
    desk.report()
    again = desk.page.read_text(encoding="utf-8")
    assert "行政复议（件）" in again
    assert [first.count(x) for x in ("rowspan=", "colspan=", "<th")] == [
        again.count(x) for x in ("rowspan=", "colspan=", "<th")
    ]
    assert desk.same_on_the_page()


# saved by another program


@pytest.mark.office
def test_what_libreoffice_saved_is_no_edit(desk, recalculated):
    _resaved(desk, recalculated)
    made = desk.report()
    assert (True, [], [], 0) == (made.written, made.carried.kept, made.carried.numbers, made.carried.renewed)
    desk.report({WEB: 120, NEW: 8, PERMITS: 3}, {"channel": "公众号每周发布。"})
    assert ("120", "8", "3") == (
        desk.figures["Run", WEB],
        desk.figures["Box", NEW],
        desk.figures["Box", PERMITS],
    )
    assert "公众号每周发布。" in desk.texts
    assert desk.same_on_the_page()


@pytest.mark.office
def test_what_was_edited_and_saved_by_libreoffice_stays(desk, recalculated):
    desk.rewrite("全年通过政府网站发布信息", "一年来，政府网站发布信息")
    desk.edit(lambda book: paragraph(book, "（二）依申请").insert_paragraph_before("我镇另办了政务公开日。"))
    _resaved(desk, recalculated)
    assert 20 == len(document_mark_in_bytes(desk.word.read_bytes())), "LibreOffice keeps the mark"
    made = desk.report({WEB: 120}, {"problem": "一是更新不够快。"})
    assert made.written
    assert {
        "一年来，政府网站发布信息120条，其余见门户。",
        "我镇另办了政务公开日。",
        "一是更新不够快。",
    } <= set(desk.texts)
    assert {"rewritten", "added"} == {e.what for e in made.carried.kept}
    assert list(EditableWordDocument(desk.word.read_bytes())._body.iter(qn("w:lock"))), (
        "a number that was renewed is locked again"
    )
    assert desk.same_on_the_page()


def _resaved(desk, recalculated):
    desk.word.write_bytes(recalculated([desk.word], to="docx:MS Word 2007 XML")[0].read_bytes())
