"""Proofreading: real published reports, and each kind of fault put into a report that has none."""

import random
import re
from pathlib import Path

import pytest
from forms import xxgk
from real import figures, load
from reports import HEADS, PROBLEMS, markdown, page, printed

from toolkit.document.model import Paragraph
from toolkit.document.printed_tables import table_as_printed as official
from toolkit.document.proofread_result import Asked
from toolkit.document.web_page import render_web_page
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template
from toolkit.errors import UnreadableDocumentError
from toolkit.folder.work_folder import load_named_form
from toolkit.form import finding as finding_module
from toolkit.form.finding import CODES, ERROR, HINT
from toolkit.xxgk.finding_codes import PUBLISHED
from toolkit.xxgk.proofread import compare_versions, proofread_report

pytestmark = pytest.mark.slow  # whole reports, over and over

SEED = Path(__file__).parent / "data" / "baihe-2024.md"
BROKEN = {"03": {"I4"}, "08": {"I3"}}
"""The reports in which identities are broken; 08's balance is told with its row: one cell was lost."""
CLEAN = ("02", "15", "16")


def rules(found, *, hints=False):
    return {f.rule for f in found.findings if hints or f.severity != HINT}


def errors(found):
    return {f.rule for f in found.findings if f.severity == ERROR}


def read(tmp_path, document, suffix=".md", last=None, **asked):
    path = tmp_path / f"报告{suffix}"
    path.write_text({".md": markdown, ".html": page}[suffix](document), encoding="utf-8")
    return proofread_report(path, xxgk(), Asked(**asked), last)


def test_the_seed_says_what_is_known_of_it():
    found = proofread_report(SEED, xxgk(), Asked())
    assert ("孟津区白鹤镇人民政府", 2024) == (found.unit, found.year)
    assert len(found.figures) == 200
    assert {"D3", "E10", "G7", "H5"} == rules(found, hints=True)
    assert not errors(found)


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize("number", ["01", "02", "03", "04", "08", "15", "16"])
def test_identities_of_real_reports(tmp_path, number, suffix):
    found = read(tmp_path, printed(number).document(), suffix)
    assert BROKEN.get(number, set()) == {r for r in rules(found) if r.startswith("I")}
    if number == "08":
        assert any("规则 I1" in f.message for f in found.findings)
    if number in CLEAN:
        assert found.findings == ()


def told(found):
    return {(f.rule, f.sheet) for f in found.findings if f.code not in {"label_slip", "row_missing"}}


@pytest.mark.parametrize("suffix", [".docx", ".html"])
@pytest.mark.parametrize("number", ["01", "02", "03", "04", "08", "15", "16"])
def test_the_same_is_found_once_written_by_us_and_read_back(tmp_path, number, suffix):
    """As Markdown somebody else laid out, and as our own Word document and page."""
    made, figures_ = printed(number), figures(load(number))
    document = made.document()
    grids = [official(xxgk(), b.name, figures_) if hasattr(b, "rows") else b for b in document.blocks]
    document = document._replace(blocks=tuple(grids))
    data = (
        draw_word_document(document, draw_word_template())
        if suffix == ".docx"
        else render_web_page(document).encode()
    )
    path = tmp_path / f"写出{suffix}"
    path.write_bytes(data)
    ours = proofread_report(path, xxgk(), Asked())
    assert told(read(tmp_path, made.document())) == told(ours) - {("B2", x) for _, x in told(ours)} | {
        x for x in told(ours) if x[0] == "B2" and number == "08"
    }


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "08", "15", "16", "24"])
def test_claims_of_real_reports(tmp_path, number):
    """Every claim marked wrong is found; those marked right, and the traps, are not flagged."""
    report = load(number)
    found = read(tmp_path, printed(number).document())
    wrong = [c for c in report["text_claims"] if not c["ok"]]
    claimed = {"E1", "E2", "E3", "E6", "E7", "E8", "E12"} & rules(found)
    traps = number == "16"  # 75 = 74 + 1: right, though a strict rule would flag it
    assert bool(claimed) == (bool(wrong) and not traps)
    if number == "04":
        assert {"E8"} == claimed
    if number == "24":
        assert {"E6", "F3"} <= rules(found)


def test_a_blank_report_of_the_old_form_breaks_no_identity(tmp_path):
    found = read(tmp_path, printed("20").document(), unit="雄县某乡人民政府")
    assert not [r for r in rules(found) if r.startswith("I") or r in {"A4", "A6"}]
    assert "B2" in rules(found)


def test_a_sentence_that_names_what_the_old_form_asked_is_no_old_form(tmp_path):
    made = town()
    made.first = [
        *made.first,
        "严格按照条例第20条规定，依法公开政府集中采购情况和其他对外管理服务事项，内容全面准确。",
    ]
    assert "A4" not in rules(read(tmp_path, made.document()))


def test_what_last_year_knows(tmp_path):
    """15 and 16 are two years of one body: carried over 1, and the documents in force roll forward."""
    before = tmp_path / "上年.md"
    before.write_text(markdown(printed("15").document()), encoding="utf-8")
    this = printed("16")
    assert "I6" not in rules(read(tmp_path, this.document(), last=before))
    this.three[4][3] = this.three[4][9] = "2"
    assert "I6" in rules(read(tmp_path, this.document(), last=before))
    this = printed("16")
    this.two[3][3] = "690"
    assert "I7" in rules(read(tmp_path, this.document(), last=before))


def test_growth_is_held_against_last_year_s_report(tmp_path):
    """15 and 16 are two years of one body."""
    before, this = printed("15"), printed("16")
    path = tmp_path / "上年.md"
    path.write_text(markdown(before.document()), encoding="utf-8")
    was, now = (int(p.three[3][9]) for p in (before, this))
    asked = this.first.index("（二）依申请公开") + 1
    for text, told in (
        (f"新收申请{now}件，比上年增加{now - was}件，增长{(now - was) / was:.1%}。", 0),
        (f"新收申请{now}件，比上年增加{now - was + 1}件。", 1),
        (f"新收申请{now}件，比上年下降{(now - was) / was:.1%}。", 1),
    ):
        this.first[asked] = text
        found = read(tmp_path, this.document(), last=path)
        assert told == sum(f.code == "growth_differs" for f in found.findings), text


def test_copied_from_last_year(tmp_path):
    told = "我镇召开会议研究部署有关工作{0}次。各部门按照职责分工抓好落实。在政府网站公开信息{1}条。及时回应群众关切的问题。"
    before, this = printed("15"), printed("16")
    before.first = [told.format(3, 40)]
    this.first = [told.format(5, 62)]
    path = tmp_path / "上年.md"
    path.write_text(markdown(before.document()), encoding="utf-8")
    found = read(tmp_path, this.document(), last=path)
    assert [f.value for f in found.findings if f.code == "copied"] == ["100", "100"]
    this.first = ["今年换了一种做法，逐村走访。", *[f"第{n}项工作有新的进展和成效。" for n in "一二三四"]]
    assert ["五、存在的主要问题及改进情况"] == [
        f.sheet for f in read(tmp_path, this.document(), last=path).findings if f.code == "copied"
    ]


# one fault at a time


def town():
    """Return a township's report without a fault: the seed's figures, prose that agrees with them."""
    made = printed("01")
    made.first = [
        "（一）主动公开",
        "全年通过公众号发布信息1234条。",
        "（二）依申请公开",
        "新收政府信息公开申请1件，上年结转0件，办结1件，其中予以公开1件，结转下年度继续办理0件。",
        "因政府信息公开被申请行政复议1件，其中结果纠正1件；未发生行政诉讼。",
        "（三）政府信息管理",
        "制发行政规范性文件0件，废止行政规范性文件0件，现行有效行政规范性文件0件。",
        "（四）政府信息公开平台建设",
        "维护公众号1个，按季度自查。",
        "（五）监督保障",
        "纳入年度工作考核；开展社会评议1次；没有发生责任追究的情形。",
    ]
    made.dated = "2025年1月20日"
    return made


def test_the_report_the_faults_are_put_into_has_none(tmp_path):
    assert read(tmp_path, town().document()).findings == ()


def first(old, new):
    def change(made):
        assert sum(old in x for x in made.first) == 1
        made.first = [x.replace(old, new) for x in made.first]

    return change


def added(text):
    return lambda made: made.first.append(text)


def put(**said):
    def change(made):
        for name, value in said.items():
            setattr(made, name, value)

    return change


def cell(table, row, column, value):
    def change(made):
        getattr(made, table)[row][column] = value

    return change


def swapped(a, b):
    def change(made):
        heads = list(made.heads)
        heads[a], heads[b] = heads[b], heads[a]
        made.heads = tuple(heads)

    return change


def head(index, text):
    return lambda made: setattr(made, "heads", (*HEADS[:index], text, *HEADS[index + 1 :]))


FAULTS = {
    "a section is missing": (put(left_out=frozenset({HEADS[4]})), "A1", "section_missing"),
    "two sections swapped": (swapped(4, 5), "A1", "section_order"),
    "a heading in other words": (head(3, "四、政府信息公开行政法复议、行政诉讼情况"), "A1", "section_words"),
    "a heading of the older kind": (head(3, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"), "A1", "section_words"),
    "a heading misnumbered": (head(4, "四、存在的主要问题及改进情况"), "A2", "section_number"),
    "a table is missing": (put(left_out=frozenset({"表三"})), "A3", "table_missing"),
    "labels of the old form": (cell("two", 1, 1, "本年新制作数量"), "A4", "old_form"),
    "the superseded notice": (added("根据国办公开办函〔2019〕60号编制。"), "A5", "old_notice"),
    "a label lost a character": (cell("three", 5, 1, "（一）予以公"), "A6", "label_slip"),
    "instructions in brackets": (added("公开信息若干（请根据实际情况填写）。"), "A7", "template_text"),
    "instructions left in": (added("该部分以表格形式报告。表格如下："), "A7", "template_text"),
    "mark-up left in": (added("全年公开&nbsp;信息若干。"), "A8", "residue"),
    "an aspect is missing": (lambda m: m.first.__delitem__(slice(7, 9)), "A9", "aspect_missing"),
    "much too long": (added("工作扎实。" * 3 + "".join(f"第{n}项工作按计划推进。" for n in range(150))), "A9", "too_long"),
    "a blank cell": (cell("three", 6, 4, ""), "B2", "cells_blank"),
    "a note in a cell": (cell("two", 3, 1, "0（其中修订0件）"), "B3", "cell_noted"),
    "words in a cell": (cell("two", 6, 1, "若干"), "B3", "cell_unread"),
    "a decimal": (cell("two", 6, 1, "1.5"), "I5", "rule_broken"),
    "a negative number": (cell("two", 6, 1, "-1"), "I5", "rule_broken"),
    "规章 of a township": (cell("two", 2, 3, "6"), "I9", "rule_broken"),
    "元 for 万元": (cell("two", 13, 1, "2500"), "B4", "rule_broken"),
    "postings for decisions": (lambda m: (cell("two", 9, 1, "9")(m), added("公开行政处罚类9条。")(m)), "B5", "posts_counted"),
    "corrected and not a word of it": (first("因政府信息公开被申请行政复议1件，其中结果纠正1件；", ""), "D3", "corrected_unsaid"),
    "all upheld": (first("其中结果纠正1件", "均获维持"), "D4", "not_all_upheld"),
    "another number received": (first("申请1件，上年结转", "申请2件，上年结转"), "E1", "claim_broken"),
    "another number done": (first("办结1件", "办结3件"), "E2", "claim_broken"),
    "another number carried in": (first("上年结转0件", "上年结转4件"), "E2", "claim_broken"),
    "another number carried out": (first("继续办理0件", "继续办理5件"), "E2", "claim_broken"),
    "another result": (first("予以公开1件", "予以公开0件"), "E3", "claim_broken"),
    "parts over the whole": (added("全年开展活动10场，其中宣讲6场、培训7场。"), "E4", "parts_differ"),
    "a part over the whole": (added("全年开展活动10场，其中宣讲16场。"), "E4", "part_over"),
    "parts that miss the whole": (added("公开信息100条，其中党务40条，村务30条，财务29条。"), "E4", "parts_differ"),
    "parts in the next sentence": (
        added("公开信息100条。其中党务40条，村务30条，财务29条。"), "E4", "parts_differ"
    ),
    "a wrong share": (added("公开信息200条，其中政策类50条，占总数的35%。"), "E5", "percent_differs"),
    "a wrong share of all requests": (added("（二）依申请公开。予以公开1件，占50%。"), "E5", "percent_differs"),
    "a wrong growth": (added("发布信息120条，较上年的100条增长30%。"), "E5", "percent_differs"),
    "documents made": (first("制发行政规范性文件0件", "制发行政规范性文件2件"), "E6", "claim_broken"),
    "documents in force": (first("现行有效行政规范性文件0件", "现行有效行政规范性文件3件"), "E6", "claim_broken"),
    "cases": (first("行政复议1件", "行政复议2件"), "E7", "claim_broken"),
    "lawsuits where there are none": (first("未发生行政诉讼", "行政诉讼2件"), "E7", "claim_broken"),
    "a rate over the whole": (added("（二）依申请公开。办结率达120%。"), "E13", "rate_over"),
    "a rate the table does not give": (added("（二）依申请公开。办结率90%。"), "E13", "rate_differs"),
    "decisions": (added("全年作出行政处罚决定9件。"), "B7", "claim_broken"),
    "decisions, said barely": (added("行政处罚9件，行政许可0件。"), "B7", "claim_broken"),
    "decisions that were none": (
        lambda m: (cell("two", 9, 1, "9")(m), added("全年未作出行政处罚决定。")(m)), "B7", "claim_broken"
    ),
    "charges": (added("收取行政事业性收费125000元。"), "E6", "claim_broken"),
    "an identity number mistyped": (added("联系人身份证号110105194912310021。"), "H4", "personal_data"),
    "a bank card": (added("一卡通账号6222021234567890128。"), "H4", "personal_data"),
    "another town in a phrase": (added("不断提升赵家镇政务公开水平。"), "G5", "other_place"),
    "another county in a phrase": (added("在清水区委、区政府的领导下推进。"), "G5", "other_place"),
    "requests of others": (first("其中予以公开1件", "其中协助其他单位办理1件"), "E9", "not_own"),
    "条 for 件": (first("新收政府信息公开申请1件", "新收政府信息公开申请1条"), "E10", "unit_not_piece"),
    "no word of fees": (put(sixth="无。"), "E11", "fee_unsaid"),
    "a fee no tariff gives": (put(sixth="收取信息处理费273元。"), "E11", "fee_tariff"),
    "none received": (first("新收政府信息公开申请1件，上年结转0件，办结1件，其中予以公开1件，结转下年度继续办理0件", "未收到政府信息公开申请"), "E12", "claim_broken"),
    "last year's year in the midst": (added("（五）监督保障。2022年，镇政府继续加强考核。"), "F3", "year_in_text"),
    "last year's year": (first("全年通过", "2023年通过"), "F3", "year_in_text"),
    "last year in the title": (put(title="孟津区白鹤镇人民政府2023年政府信息公开工作年度报告"), "F3", "year_in_text"),
    "a period of last year": (put(period="统计期限自2023年1月1日起至2023年12月31日止。"), "F3", "year_in_text"),
    "problems: 无": (put(fifth="无"), "G1", "problems_thin"),
    "problems without measures": (put(fifth="公开内容不够及时，解读形式较为单一，群众知晓率不高，队伍业务水平还有差距。"), "G1", "measures_missing"),
    "the superior's words": (added("市政府办公室深入推进政务公开。"), "G2", "of_superior"),
    "addressed to a superior": (added("特此报告。"), "G3", "to_superior"),
    "a word twice": (added("做好公开工作工作。"), "G4", "doubled"),
    "a mark twice": (added("按时公开，，没有遗漏。"), "G4", "doubled"),
    "a sentence twice": (added("纳入年度工作考核；开展社会评议1次；没有发生责任追究的情形。维护公众号1个，按季度自查，发现问题及时整改到位。维护公众号1个，按季度自查，发现问题及时整改到位。"), "G4", "doubled"),
    "二是 is missing": (put(fifth="一是公开不够及时，三是解读单一。下一步将加强培训，明确责任，及时更新各栏目的内容。"), "G4", "series_gap"),
    "a character lost": (added("2024共公开信息若干。"), "G4", "letter_lost"),
    "another town": (added("城关镇人民政府高度重视政务公开。"), "G5", "other_place"),
    "a placeholder": (added("发布信息XX条。"), "G6", "placeholder"),
    "某镇": (added("某镇高度重视。"), "G6", "placeholder"),
    "art. 50(4)": (first("开展社会评议1次；没有发生责任追究的情形", "力度加大"), "G7", "accountability_unsaid"),
    "a column's heading": (cell("two", 1, 3, "现行有效件"), "A6", "label_slip"),
    "the unit of the fee": (cell("two", 12, 1, "本年收费金额（单位：元）"), "A6", "label_slip"),
    "two columns swapped": (
        lambda m: (cell("four", 1, 0, "结果纠正")(m), cell("four", 1, 1, "结果维持")(m)), "A6", "columns_swapped"
    ),
    "totals left 0": (
        lambda m: [cell("three", r, 9, "0")(m) for r in (3, 5, 26)], "C7", "totals_unfilled"
    ),
    "the period ends early": (put(period="统计期限自{0}年1月1日至12月21日。"), "H5", "period_end"),
    "this year as the next": (
        put(fifth=PROBLEMS + "2024年，将进一步加大培训力度，明确时间节点。"), "F3", "plan_of_year"
    ),
    "another kind of office": (added("我局高度重视政务公开。"), "G5", "other_place"),
    "no problems at all": (put(fifth="本年度不存在问题，今后将继续做好政府信息公开各项工作，不断提高水平。"), "G1", "problems_thin"),
    "a heading without its number": (head(4, "存在的主要问题及改进情况"), "A2", "section_number"),
    "a county's words": (added("我县坚持以公开促落实。"), "G2", "of_superior"),
    "nothing but a gap": (added("共发布信息   条。"), "G6", "placeholder"),
    "a mobile with gaps": (added("经办人138 0013 8000。"), "H4", "personal_data"),
    "a fee in 万元": (put(sixth="收取信息处理费0.13万元。"), "E11", "fee_tariff"),
    "none corrected": (first("其中结果纠正1件", "无一被纠错"), "D4", "not_all_upheld"),
    "late, signed by name": (put(dated="孟津区白鹤镇人民政府 2025年2月6日"), "H1", "published_late"),
    "late, in numerals": (put(dated="二〇二五年二月六日"), "H1", "published_late"),
    "late": (put(dated="2025年2月6日"), "H1", "published_late"),
    "too early": (put(dated="2024年12月20日"), "H2", "published_early"),
    "an identity number": (added("联系人身份证号11010519491231002X。"), "H4", "personal_data"),
    "a mobile": (added("经办人13800138000。"), "H4", "personal_data"),
    "no period": (put(period=""), "H5", "period_unsaid"),
    "a row is missing": (lambda m: m.three.__delitem__(10), "A6", "row_missing"),
    "two rows changed places": (lambda m: m.three.insert(9, m.three.pop(10)), "A6", "row_order"),
    "元 in both": (lambda m: (cell("two", 13, 1, "860")(m), added("全年收取服务费860元。")(m)), "B4", "fee_in_yuan"),
    "a fee notice denied": (
        lambda m: (cell("three", 24, 9, "1")(m), put(sixth="未收取信息处理费，没有发出收费通知。")(m)), "I10", "fee_denied"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_nothing_unlike_it(tmp_path, name):
    change, rule, code = FAULTS[name]
    made = town()
    change(made)
    found = read(tmp_path, made.document(), year=2024)
    assert code in {f.code for f in found.findings if rule in f.rule.split("、")}
    about = {rule, *ALONG.get(rule, ())}
    assert {r for f in found.findings for r in f.rule.split("、")} <= about, [
        f.message for f in found.findings
    ]


ALONG = {
    "A1": ("A2", "A3", "E11", "G1", "G7", "H5", "F3"),
    "A3": ("E1", "E2", "E3", "E12"),
    "A4": ("E6",),
    "A9": ("G7",),
    "I10": ("I2", "I3", "I1"),
    "D4": ("E7",),
    "C7": ("I3",),
    "A6": ("E7",),
    "E3": (),
    "E7": (),
    "F3": ("H5", "E1", "E12"),
    "G5": (),
    "G7": (),
    "H5": (),
}
"""What may rightly be told along with a fault: a table that is gone takes its claims with it."""


def mutations():
    """Yield (report, table, row, column) of numbers of real reports to be changed, drawn with a seed."""
    draw = random.Random(7)
    every = [
        (n, t, r, c)
        for n in CLEAN
        for t, report in (("three", printed(n).three), ("four", printed(n).four))
        for r, row in enumerate(report)
        for c, value in enumerate(row)
        if value and re.fullmatch(r"\d+", value)
    ]
    return draw.sample(every, 160)


@pytest.mark.parametrize("at", mutations(), ids=lambda m: "-".join(map(str, m)))
def test_any_number_of_a_table_changed_breaks_an_identity(tmp_path, at):
    number, table, row, column = at
    made = printed(number)
    rows = getattr(made, table)
    rows[row][column] = str(int(rows[row][column]) + random.Random(row * 31 + column).choice((1, 7, 100)))
    found = read(tmp_path, made.document())
    assert {"three": {"I1", "I2", "I3"}, "four": {"I4"}}[table] & errors(found)
    told = {r for f in found.findings for r in f.rule.split("、")}
    assert told <= {"I1", "I2", "I3", "I4", "I14", "C7", "C7b", "D3", "E1", "E2", "E3", "E7", "E13"}


def spoken():
    """Return every claim of the prose of real reports that can be told, with where its number stands."""
    found = []
    for n in CLEAN:
        for claim in load(n)["text_claims"]:
            digits = re.search(r"\d+", claim["text"])
            if claim["ok"] and digits:
                found.append((n, claim["text"], int(digits[0])))
    return found


@pytest.mark.parametrize(("number", "claim", "value"), spoken(), ids=str)
def test_any_number_of_the_prose_changed_contradicts_its_table(tmp_path, number, claim, value):
    made = printed(number)
    hits = [x for x in made.first if re.search(rf"(?<!\d){value}(?!\d)", x)]
    assert hits
    made.first = [re.sub(rf"(?<!\d){value}(?= ?件|、|；|$)", str(value + 3), x, count=1) for x in made.first]
    found = read(tmp_path, made.document())
    assert {"E1", "E2", "E3", "E6", "E7"} & rules(found)


def test_a_department_that_speaks_of_the_whole_city_is_asked_what_it_means(tmp_path):
    made = town()
    made.unit = "某市科学技术局"
    made.first[3] = "全市新收政府信息公开申请300件。"
    told = read(tmp_path, made.document()).findings
    assert "scope_differs" in {f.code for f in told}
    assert "claim_broken" not in {f.code for f in told}


def test_jumps_and_a_copied_table(tmp_path):
    before, this = printed("15"), printed("16")
    path = tmp_path / "上年.md"
    path.write_text(markdown(before.document()), encoding="utf-8")
    found = read(tmp_path, this.document(), last=path)
    assert "jumped" in {f.code for f in found.findings}, "许可 2293 to 10690, and no word of it"
    this.first.append("行政许可数量较上年大幅增加。")
    assert "jumped" not in {f.code for f in read(tmp_path, this.document(), last=path).findings}
    same = printed("15")
    same.year, same.title = 2022, "平潭综合实验区管委会2022年政府信息公开工作年度报告"
    assert "all_as_before" in {f.code for f in read(tmp_path, same.document(), last=path).findings}


def test_a_report_that_became_one_paragraph(tmp_path):
    """A portal's text export: headings and aspects run into the text, the cells of tables into each other."""
    made = town()
    body = "".join([made.period.format(2024), "一、总体情况", *made.first])
    tables = "二、主动公开政府信息情况规章000行政事业性收费0三、收到和处理政府信息公开申请情况一、本年新收政府信息公开申请数量1000001"
    rest = "四、政府信息公开行政复议、行政诉讼情况尚未审结总计01001五、存在的主要问题及改进情况" + made.fifth
    text = f"标题: {made.unit}2024年度政府信息公开工作年度报告\n{body}{tables}{rest}六、其他需要报告的事项{made.sixth}"
    path = tmp_path / "一段.txt"
    path.write_text(text, encoding="utf-8")
    found = proofread_report(path, xxgk(), Asked())
    assert (made.unit, 2024) == (found.unit, found.year)
    assert ["table_run_together"] * 3 == [f.code for f in found.findings]
    assert found.claims >= 8


def test_no_kind_of_finding_stands_twice():
    assert not set(PUBLISHED) & {c for c in CODES if c not in PUBLISHED}
    source = Path(finding_module.__file__).read_text(encoding="utf-8")
    assert not [c for c in PUBLISHED if f'    "{c}": Code(' in source]


def test_what_is_no_report_is_refused(tmp_path):
    for name, data in (
        ("空.docx", b""),
        ("坏.docx", b"PK\x03\x04"),
        ("文.txt", "今天天气很好。".encode()),
        ("空.html", b""),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UnreadableDocumentError):
            proofread_report(tmp_path / name, xxgk(), Asked())
    (tmp_path / "年报.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnreadableDocumentError, match="PDF"):
        proofread_report(tmp_path / "年报.pdf", xxgk(), Asked())


def test_text_as_a_portal_s_page_is_copied(tmp_path):
    """A cell a line with headings broken over two, or cells kept apart by spaces: the same figures, no slip of a label."""
    whole = figures(load("02"))
    document = printed("02").document()
    for name, lines in (("格", _a_cell_a_line(document)), ("空", _spaced(document))):
        path = tmp_path / f"{name}.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        found = proofread_report(path, load_named_form("xxgk"), Asked("淮安市人民政府", 2024))
        assert whole == found.figures, name
        assert "label_slip" not in {f.code for f in found.findings}, name


def _cells(document):
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield [block.text]
        else:
            yield from ([b.text for b in row if b] for row in block.rows)


def _a_cell_a_line(document):
    for row in _cells(document):
        for text in row:
            yield from ("商业", "企业") if text == "商业企业" else (text,)


def _spaced(document):
    yield from ("   ".join(row) for row in _cells(document))


def test_a_signature_above_the_title_counts_as_the_day_of_publication(tmp_path):
    made = town()
    made.dated = ""
    path = tmp_path / "网页.txt"
    path.write_text("发布日期：2025-03-26 来源：本站\n" + markdown(made.document()), encoding="utf-8")
    found = proofread_report(path, load_named_form("xxgk"), Asked("", 2024))
    assert ["published_late"] == [f.code for f in found.findings]


def test_a_table_named_in_the_prose_alone_is_missing(tmp_path):
    made = town()
    made.left_out = frozenset({"表二"})
    made.first.append("全年没有收取行政事业性收费。")
    found = {f.code for f in read(tmp_path, made.document(), year=2024).findings}
    assert "table_missing" in found
    assert "table_run_together" not in found


def test_some_totals_left_out_are_told_row_by_row(tmp_path):
    made = printed("04")
    for row in (3, 5, 6):
        made.three[row][9] = "0"
    assert "totals_unfilled" not in {f.code for f in read(tmp_path, made.document()).findings}


def test_the_same_fault_in_two_sentences_is_told_once_with_both_places(tmp_path):
    made = town()
    made.first += ["（二）依申请公开。收到申请5件。", "全年共收到申请5件，均已办结。"]
    found = read(tmp_path, made.document(), year=2024)
    (broken,) = [f for f in found.findings if f.code == "claim_broken" and f.rule == "E1"]
    assert [("一、总体情况（依申请公开）", "全年共收到申请5件，均已办结")] == list(broken.elsewhere)
    assert "；同样的还有 1 处：一、总体情况（依申请公开）“全年共收到申请5件，均已办结”" in broken.message


def test_a_number_of_a_person_is_told_once(tmp_path):
    made = town()
    made.first += ["经办人13800138000。", "再打13800138000。"]
    found = read(tmp_path, made.document(), year=2024)
    assert 1 == sum(f.code == "personal_data" for f in found.findings)


def test_reports_of_nobody_known_are_no_versions_of_one_another(tmp_path):
    made = [read(tmp_path, town().document(), unit=name, year=2024) for name in ("", "甲镇")]
    other = town()
    other.first.append("另有一句。")
    changed = [read(tmp_path, other.document(), unit=name, year=2024) for name in ("", "甲镇")]
    nobody = [one.__class__(**{**vars(one), "unit": ""}) for one in (made[0], changed[0])]
    assert not [
        f for one in compare_versions(xxgk(), nobody) for f in one.findings if f.code == "versions_differ"
    ]
    told = compare_versions(xxgk(), [made[1], changed[1]])
    assert ["versions_differ"] == [f.code for f in told[1].findings if f.code == "versions_differ"]


def test_blank_totals_are_told_once_and_break_nothing_else(tmp_path):
    made = town()
    made.three[3][9] = made.three[26][9] = ""
    assert [("totals_unfilled", "error")] == [
        (f.code, f.severity) for f in read(tmp_path, made.document()).findings
    ]
