"""From the merged workbook to the document: the samples give the seed, people's words stay, numbers stay bound."""

import datetime
import io
import json
import re
from pathlib import Path

import docx
import openpyxl
import pytest
from forms import xxgk
from township import merged_township
from typer.testing import CliRunner

from toolkit import cli
from toolkit.author.samples import samples_folder
from toolkit.document.model import Grid, Paragraph, Run
from toolkit.document.proofread_result import Asked
from toolkit.document.read_document import read_document
from toolkit.errors import FormError, UnreadableDocumentError, WorkFolderError
from toolkit.form.model import Cell
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.check_documents import check_edited_words
from toolkit.publishing.compose import write_report_documents
from toolkit.publishing.document_edits import REMOVED
from toolkit.publishing.edited_since_written import _differing_margins
from toolkit.publishing.freshness import open_report_in_folder
from toolkit.publishing.publish_check import check_publish_readiness
from toolkit.publishing.rulings import RULINGS, FindingRuling, apply_rulings, record_ruling
from toolkit.xxgk.bind_numbers import bind_text_numbers
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.composition import compose
from toolkit.xxgk.draft_sentences import load_report_prose, write_sentence
from toolkit.xxgk.proofread import proofread_report

SEED = Path(__file__).parent.parent / "data" / "baihe-2024.md"
NOW = "2025-01-09T08:00:00+00:00"
TODAY = datetime.date(2025, 1, 16)
FORM = xxgk()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ID = "11010519491231002X"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return merged_township(tmp_path_factory.mktemp("镇")).report


@pytest.fixture
def made(workbook, tmp_path):
    return write_report_documents(open_report_in_folder(workbook, None), tmp_path, None, "2025年1月16日")


def texts(document):
    return "\n".join(b.text for b in document.blocks if not isinstance(b, Grid))


def prechecked(workbook, made, last=None):
    return check_publish_readiness(
        open_report_in_folder(workbook, None), [made.word, made.page], TODAY, made.word.parent / RULINGS, last
    )


# what it says


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_the_tables_are_the_seeds_and_nothing_is_found_in_it(made, suffix):
    ours = proofread_report(made.word.with_suffix(suffix), FORM, Asked())
    seed = proofread_report(SEED, FORM, Asked())
    assert seed.figures == ours.figures
    assert ours.findings == ()
    assert ours.claims >= 12


def test_the_prose_says_what_the_seeds_says(made):
    said = texts(made.document)
    for fact in (
        "收到政府信息公开申请1件",
        "公众号",
        "广告屏",
        "微信群",
        "五审五校",
        "领导小组",
        "培训",
        "通报批评",
        "意见箱",
        "未收取政府信息公开信息处理费",
    ):
        assert fact in said
    for problem in ("信息更新不及时", "公开内容准确性有待提高", "公开渠道知名度低", "回复不及时"):
        assert problem in said
    assert re.search(r"行政复议1件，其中结果纠正1件", said), "the seed is silent about it"
    assert re.search(r"社会评议\d次", said)
    assert "责任追究" in said
    assert "统计期限自2024年1月1日起至2024年12月31日止" in said
    assert any("另 3 个没有写进去" in n for n in made.notes)


def test_every_number_drafted_is_bound_to_its_figure(workbook, made):
    figures = open_report_source(workbook, FORM).figures
    runs = [r for b in made.document.blocks if not isinstance(b, Grid) for r in b.runs if r.cell]
    assert len(runs) > 30
    assert all(float(r.text) == figures[r.cell] for r in runs)


# what people wrote


def test_the_offices_words_stay_as_they_are_and_their_numbers_are_bound():
    figures = {Cell("表三", "新收", "总计"): 3119.0, Cell("表三", "结转", "总计"): 5.0}
    text = "2024 年，我镇 共收到申请3,119件，上年结转５件；详见 http://a.b/c?d=1 。"
    runs = bind_text_numbers(text, "依申请公开", 2024, FormMeanings(FORM), figures)
    assert text == "".join(r.text for r in runs)
    assert [("3,119", "新收"), ("５", "结转")] == [(r.text, r.cell.row) for r in runs if r.cell]
    wrong = bind_text_numbers("共收到申请3118件。", "依申请公开", 2024, FormMeanings(FORM), figures)
    assert not any(r.cell for r in wrong), "a number that contradicts its figure is not made to agree"


def edited(workbook, tmp_path, **texts_):
    book = openpyxl.load_workbook(workbook)
    sheet = book["一、总体情况"]
    for row in sheet.iter_rows(min_col=1, max_col=2):
        for name, text in texts_.items():
            if row[0].value and name in str(row[0].value):
                row[1].value = text
    path = tmp_path / "改过的.xlsx"
    book.save(path)
    return path


def test_a_hole_a_clerk_wrote_is_filled_and_bound(workbook, tmp_path):
    path = edited(workbook, tmp_path, 依申请公开="全年收到{表三.新收.总计}件申请，{没有.这个.指标}照旧。")
    document, _ = compose(FORM, open_report_source(path, FORM))
    line = next(b for b in document.blocks if not isinstance(b, Grid) and "照旧" in b.text)
    assert "全年收到1件申请，{没有.这个.指标}照旧。" == line.text
    assert [Cell("表三", "新收", "总计")] == [r.cell for r in line.runs if r.cell]


def test_a_contradiction_a_clerk_wrote_is_found(workbook, tmp_path):
    path = edited(workbook, tmp_path, 依申请公开="2024年收到政府信息公开申请7件，均已办结。")
    made = write_report_documents(open_report_in_folder(path, None), tmp_path, None, "")
    found = proofread_report(made.word, FORM, Asked())
    assert ["E1"] == [f.rule for f in found.findings]
    assert "写的是 7，表里本年新收是 1" in found.findings[0].message


def test_what_figures_say_is_not_said_twice():
    text = """
[[sentence]]
part = "依申请公开"
items = [{ text = "新收{表三.新收.总计}件" }, { text = "评议{监督.评议.数量}次", zero = "没有评议" }]
join = "，"
none = "没有"
"""
    prose = load_report_prose(text, FORM, "试")
    new, rated = Cell("表三", "新收", "总计"), Cell("监督", "评议", "数量")
    sentence = prose.sentences[0]
    assert "新收3件，没有评议。" == "".join(r.text for r in write_sentence(sentence, {new: 3.0, rated: 0.0}))
    assert "评议2次。" == "".join(r.text for r in write_sentence(sentence, {new: 0.0, rated: 2.0}))
    assert "新收3件。" == "".join(r.text for r in write_sentence(sentence, {new: 3.0})), (
        "a blank is not spoken of"
    )
    with pytest.raises(FormError, match=r"没有指标 表三.没有.总计"):
        load_report_prose(text.replace("表三.新收", "表三.没有"), FORM, "试")


def test_the_draft_in_the_workbook_is_what_would_be_published(workbook):
    rows = openpyxl.load_workbook(workbook, data_only=True)["正文草稿"].iter_rows(values_only=True)
    said = {row[0]: row[1] for row in rows}
    assert "行政复议1件，其中结果纠正1件" in said["（二）依申请公开"]
    assert "信息更新不及时" in said["五、存在的主要问题及改进情况"]


# edited in Word


def test_an_edited_number_is_found_and_edited_wording_is_not(workbook, made):
    book = docx.Document(made.word)
    for node in book.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if node.text == "1216":
            node.text = "1261"
        if node.text and "全年通过政府网站" in node.text:
            node.text = node.text.replace("全年通过", "本年度通过")
    book.save(made.word)
    points = {p.name: p for p in prechecked(workbook, made).points}
    assert "1261，工作簿里是 1216" in "".join(points["与汇总工作簿一致"].open)
    assert len(points["与汇总工作簿一致"].open) == 1
    assert points["各版本一致"].state == "open"


def test_a_bound_number_of_the_tables_changed_in_the_prose_is_an_error(made):
    page = made.page.read_text(encoding="utf-8")
    changed = page.replace('data-figure="表三.新收.总计">1<', 'data-figure="表三.新收.总计">4<', 1)
    assert changed != page
    made.page.write_text(changed, encoding="utf-8")
    found = proofread_report(made.page, FORM, Asked())
    assert {"bound_changed", "claim_broken"} & {f.code for f in found.findings}


# before publishing


def test_what_is_ready_is_said_to_be_ready(workbook, made):
    found = prechecked(workbook, made)
    assert found.ready, [p for p in found.points if p.state == "open"]
    assert "可以发布" in found.page()


def test_each_thing_that_keeps_a_report_from_being_published_is_on_the_page(workbook, made, tmp_path):
    book = openpyxl.load_workbook(workbook)
    sheet = book["报送情况"]
    head = next(r for r in sheet.iter_rows() if r[0].value == "单位编码")[0].row
    columns = {c.value: c.column for c in sheet[head]}
    sheet.cell(head + 1, columns["汇总"]).value = "未计入"
    sheet.cell(head + 1, columns["状态"]).value = "未报"
    path = tmp_path / "缺一个.xlsx"
    book.save(path)
    page = made.page.read_text(encoding="utf-8").replace(
        "</article>", "<p>联系人手机13800138000。</p></article>"
    )
    made.page.write_text(page, encoding="utf-8")
    late = check_publish_readiness(
        open_report_in_folder(path, None),
        [made.word, made.page],
        datetime.date(2025, 2, 3),
        tmp_path / RULINGS,
        None,
    )
    open_ = {p.name for p in late.points if p.state == "open"}
    assert {"单位报齐", "个人信息", "各版本一致"} <= open_
    assert "公布期限" in {p.name for p in late.points if p.state == "know"}
    assert not late.ready
    assert "138…00" in late.page()
    assert "13800138000" not in late.page()


def test_comments_and_tracked_changes_are_not_published(workbook, made):
    book = docx.Document(made.word)
    book.add_comment(book.paragraphs[3].runs, text="这里要改", author="某", initials="某")
    change = docx.oxml.parse_xml(
        f'<w:ins {docx.oxml.ns.nsdecls("w")} w:id="9" w:author="x"><w:r><w:t>。</w:t></w:r></w:ins>'
    )
    book.paragraphs[3]._p.append(change)
    book.save(made.word)
    point = next(p for p in prechecked(workbook, made).points if p.name == "批注和修订")
    assert "open" == point.state
    assert "批注 1 处、修订 1 处" in point.open[0]


def test_two_versions_that_differ_are_told_apart(made, tmp_path):
    other = tmp_path / "门户.html"
    other.write_text(
        made.page.read_text(encoding="utf-8").replace(">28</data>个", ">29</data>个"), encoding="utf-8"
    )
    done = json.loads(run("check", made.word, other, "--json").output)["reports"]
    assert [[], ["versions_differ"]] == [[f["code"] for f in r["findings"]] for r in done]
    assert run("check", made.word, made.page).exit_code == 0


def test_similarity_with_last_year_is_told_by_section(made, tmp_path):
    last = tmp_path / "上年.html"
    last.write_text(re.sub("202[45]年", "2023年", made.page.read_text(encoding="utf-8")), encoding="utf-8")
    said = json.loads(run("check", made.word, "--last", last, "--json").output)["reports"][0]
    assert 100 == said["similar"]["五、存在的主要问题及改进情况"]
    assert "与上年相同的句子" in run("check", made.word, "--last", last).output
    with pytest.raises(UnreadableDocumentError, match="2023 年度"):
        proofread_report(made.word, FORM, Asked(), made.page)


def test_a_table_retyped_without_its_bindings_is_held_to_the_workbook(workbook, made, tmp_path):
    plain = tmp_path / "重打.docx"
    book = docx.Document(made.word)
    for control in list(book.element.body.iter(f"{W}sdt")):
        for run_ in list(control.iter(f"{W}r")):
            control.addprevious(run_)
        control.getparent().remove(control)
    cell = next(
        row.cells[1] for t in book.tables for row in t.rows if row.cells[0].text.strip() == "行政许可"
    )
    cell.paragraphs[0].runs[0].text = "999"
    book.save(plain)
    found = check_publish_readiness(
        open_report_in_folder(workbook, None), [plain], datetime.date(2025, 1, 20), tmp_path / RULINGS, None
    )
    wrong = next(p for p in found.points if p.name == "与汇总工作簿一致")
    assert wrong.state == "open"
    assert any("999" in line for line in wrong.open)


def edited_words(workbook, made):
    (point,) = (p for p in prechecked(workbook, made).points if p.name == "Word 里改过的文字")
    return point.state, point.open


def test_what_was_typed_into_the_document_since_is_listed_before_publishing(workbook, made):
    assert edited_words(workbook, made) == ("holds", ())
    book = docx.Document(made.word)
    for text in book.element.body.iter(f"{W}t"):
        text.text = (
            (text.text or "")
            .replace("（2025年3月前完成）", "（2025年8月前完成）")
            .replace("1.属于国家秘密", "11.属于国家秘密")
        )
    gone = next(p for p in book.paragraphs if p.text.startswith("四是对公众留言"))
    gone._p.getparent().remove(gone._p)
    book.paragraphs[2].insert_paragraph_before("另外加的一段话，联系电话13800138000。")
    book.save(made.word)
    state, lines = edited_words(workbook, made)
    assert state == "know"
    said = "\n".join(lines)
    for words in ("2025年8月前", "11.属于国家秘密", "删去了“四是对公众留言", "开头：加了“另外加的一段话"):
        assert words in said, said
    assert "13800138000" not in said


def test_what_stands_beside_the_text_is_held_too(workbook, made):
    """A header left from last year, a note under the text, a fee the workbook knows nothing of, rows in another order."""
    book = docx.Document(made.word)
    book.sections[0].header.is_linked_to_previous = False
    book.sections[0].header.paragraphs[0].text = "2023年政府信息公开工作年度报告"
    book.sections[0].footer.add_paragraph("注：本年收到政府信息公开申请98件。")
    fee = next(t for t in book.element.body.iter(f"{W}t") if "未收取" in (t.text or ""))
    fee.text = fee.text.replace("未收取", "收取了")
    rows = book.tables[0].rows
    rows[2]._tr.addprevious(rows[3]._tr)
    book.save(made.word)
    lines = [line for p in prechecked(workbook, made).points if p.state == "open" for line in p.open]
    for words in (
        "页眉、页脚或脚注：“2023年",
        "申请98件”：收到申请写的是 98",
        "收取的信息处理费却是 0 元",
        "“行政规范性文件”这一行不在规定的位置",
    ):
        assert any(words in line for line in lines), (words, lines)
    state, edits = edited_words(workbook, made)
    assert "know" == state
    assert sum("页眉、页脚或脚注：加了" in line for line in edits) == 2


def test_a_header_makes_no_other_version_of_the_page_and_one_taken_out_is_listed(made):
    book = docx.Document(made.word)
    book.sections[0].header.is_linked_to_previous = False
    book.sections[0].header.paragraphs[0].text = "政府信息公开"
    book.save(made.word)
    done = json.loads(run("check", made.page, made.word, "--json").output)["reports"]
    assert [[], []] == [[f["code"] for f in r["findings"]] for r in done]
    one, other = (Paragraph((Run(text),)) for text in ("政府信息公开", "第 1 页"))
    gone = list(_differing_margins((one, other), (other,)))
    assert [(REMOVED, "政府信息公开")] == [(e.what, e.was) for e in gone]


def test_rows_that_changed_places_are_told_by_their_words(workbook, made):
    book = docx.Document(made.word)
    rows = book.tables[0].rows
    rows[9]._tr.addprevious(rows[6]._tr)
    book.save(made.word)
    assert any("“行政许可”改成了“第二十条第（六）项”" in line for line in edited_words(workbook, made)[1])


def test_of_a_document_nobody_recorded_nothing_is_claimed(made, tmp_path):
    (tmp_path / "别处").mkdir()
    other = tmp_path / "别处" / made.word.name
    other.write_bytes(made.word.read_bytes())
    (point,) = check_edited_words(tmp_path / "别处" / "没有记录的.xlsx", [other])
    assert point.state == "know"
    assert "看不出" in point.few


def test_numbers_of_persons_are_found_anywhere_in_the_file(made, tmp_path):
    book = docx.Document(made.word)
    book.sections[0].header.is_linked_to_previous = False
    book.sections[0].header.add_paragraph("承办人13800138000")
    book.core_properties.comments = f"{ID}的申请"
    book.save(tmp_path / "页眉.docx")
    text = made.page.read_text(encoding="utf-8")
    hidden = text.replace("</article>", f"<!-- 13800138000 --><p hidden>{ID}</p></article>")
    (tmp_path / "隐藏.html").write_text(hidden, encoding="utf-8")
    for name in ("页眉.docx", "隐藏.html"):
        found = proofread_report(tmp_path / name, FORM, Asked())
        assert {"138…00", "110105…2X"} == {f.value for f in found.findings if f.code == "personal_data"}, name


def test_a_workbook_that_is_none_is_refused(tmp_path, made):
    with pytest.raises(WorkFolderError, match="没有汇总好的"):
        open_report_in_folder(tmp_path / "没有.xlsx", None)
    with pytest.raises(WorkFolderError, match="不是年度报告工作簿"):
        open_report_in_folder(next((samples_folder() / "第一轮").glob("*001*.xlsx")), None)


# rulings


def ruling(what, why=""):
    return FindingRuling(what, why, "", NOW, "", "")


def test_a_ruling_holds_for_its_figures_and_no_longer(tmp_path):
    path = tmp_path / "报告.md"
    path.write_text(SEED.read_text(encoding="utf-8"), encoding="utf-8")
    kept = tmp_path / RULINGS
    found = proofread_report(path, FORM, Asked())
    corrected = next(f for f in found.findings if f.code == "corrected_unsaid")
    with pytest.raises(WorkFolderError, match="理由"):
        record_ruling(found, kept, [corrected.digest[:6]], ruling("dismissed"))
    with pytest.raises(WorkFolderError, match="没有这一处"):
        record_ruling(found, kept, ["ffffff"], ruling("dismissed", "x"))
    record_ruling(found, kept, [corrected.digest[:6]], ruling("dismissed", "五里已写"))
    again = apply_rulings(proofread_report(path, FORM, Asked()), kept)
    assert "corrected_unsaid" not in {f.code for f in again.findings}
    assert [("corrected_unsaid", "dismissed", "五里已写")] == [(f.code, w, y) for f, w, y in again.decided]
    path.write_text(
        SEED.read_text(encoding="utf-8").replace("0\t1\t0\t0\t1\t0", "0\t2\t0\t0\t2\t0"), encoding="utf-8"
    )
    assert "corrected_unsaid" in {
        f.code for f in apply_rulings(proofread_report(path, FORM, Asked()), kept).findings
    }


def test_what_was_confirmed_stays_to_be_mended(tmp_path):
    path = tmp_path / "报告.md"
    path.write_text(SEED.read_text(encoding="utf-8"), encoding="utf-8")
    found = proofread_report(path, FORM, Asked())
    record_ruling(found, tmp_path / RULINGS, [found.findings[0].digest], ruling("confirmed"))
    again = apply_rulings(found, tmp_path / RULINGS)
    assert found.findings == again.findings
    assert "confirmed" == again.decided[0][1]
    (tmp_path / RULINGS).write_text("{坏", encoding="utf-8")
    with pytest.raises(WorkFolderError, match="读不出来"):
        apply_rulings(found, tmp_path / RULINGS)


def test_reports_of_nobody_in_particular_share_no_ruling(tmp_path):
    text = SEED.read_text(encoding="utf-8").replace("孟津区白鹤镇人民政府 2024 年", "2024年")
    found = []
    for name in ("甲", "乙"):
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        found.append(proofread_report(path, FORM, Asked()))
    number = next(f.digest for f in found[0].findings if f.rule in {"G7", "H5"})
    record_ruling(
        found[0], tmp_path / RULINGS, [number], FindingRuling("dismissed", "核对过", "", NOW, "", "")
    )
    one, other = (apply_rulings(f, tmp_path / RULINGS) for f in found)
    assert len(one.findings) == len(found[0].findings) - 1
    assert len(other.findings) == len(found[1].findings)


# the commands


def run(*arguments):
    return CliRunner().invoke(cli.app, list(map(str, arguments)))


def test_the_commands_write_check_and_say_so(workbook, tmp_path):
    done = run("report", workbook, "-o", tmp_path, "--date", "2025-01-16", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert Path(said["word"]).is_file()
    assert Path(said["page"]).is_file()
    assert run("check", said["word"], said["page"]).exit_code == 0
    one = json.loads(run("check", SEED, "--json").output)["reports"][0]
    assert {"D3", "E10", "G7", "H5"} == {f["rule"] for f in one["findings"]}
    late = run("report", workbook, "-o", tmp_path, "--publish-check", "--json")
    assert late.exit_code == 0, "a report that is late must be published all the same"
    assert "公布期限" in {p["name"] for p in json.loads(late.output)["points"] if p["state"] == "know"}
    assert (tmp_path / "发布前核对.html").is_file()
    assert run("report", workbook, "--date", "16日").exit_code == 2
    assert run("check", SEED, workbook).exit_code == 2


def test_check_judges_single_workbooks_too(tmp_path):
    good = next((samples_folder() / "第二轮").glob("*003*.xlsx"))
    assert run("check", good).exit_code == 0
    bad = next((samples_folder() / "第一轮").glob("*006*.xlsx"))
    done = run("check", bad)
    assert done.exit_code == 1
    assert "应为数字" in done.output
    assert not list(tmp_path.iterdir())


def test_a_template_of_the_office_lies_beside_the_workbook(workbook, tmp_path):
    own = docx.Document()
    own.add_paragraph("{{机关}}（红头）")
    own.add_paragraph("{{正文}}")
    folder = tmp_path / "办"
    folder.mkdir()
    own.save(folder / "年报模板.docx")
    (folder / "报告.xlsx").write_bytes(workbook.read_bytes())
    made = write_report_documents(open_report_in_folder(folder / "报告.xlsx", None), folder, None, "")
    first = docx.Document(io.BytesIO(made.word.read_bytes())).paragraphs[0].text
    assert "白鹤镇人民政府（样例）（红头）" == first
    assert read_document(made.word.read_bytes(), ".docx").blocks
