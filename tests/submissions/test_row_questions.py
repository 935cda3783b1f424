"""Rows that are no records or are about the same, as the office and the unit meet them: told, counted, answered, sent back."""

import openpyxl
import pytest
from cases import NOW, of, put, take, work_folder
from draw import submission
from forms import HEAD, form, xxgk
from inbox import quiet

from toolkit.collecting.decisions import permit_findings
from toolkit.errors import FormError
from toolkit.figures.check import judge_submissions
from toolkit.form.finding import make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.rule_findings import cached_result_findings
from toolkit.submissions.unit_questions import questions_to_submission
from toolkit.xlsx.open_workbook import open_book

OFFICE = "511523106902"
FEE = {"项目": "证照工本费", "主体": "镇政府", "日期": "2024-05-06", "金额": 10.0, "票据": "No.0010001"}
POSTED = {"日期": "2024-05-01", "标题": "低保公示", "类别": "其他", "性质": "村级自有", "公开栏": "√"}
PAPER = {
    "标题": "通知",
    "文号": "青财发〔2024〕3号",
    "成文": "2024-04-01",
    "属性": "主动公开",
    "规范性": "否",
}
COUNT = Cell("村级公开", "公开条数", "数量")


@pytest.fixture
def folder(tmp_path):
    return work_folder(tmp_path / "w")


def listed(kind, name, *rows):
    made = tuple(Row(7 + i, r) for i, r in enumerate(rows))
    zero = frozenset(r.id for r in xxgk().registers_of(kind)) - {name}
    return submission(xxgk(), kind, rows={name: made}, zero=zero)


def asked(sent):
    grounded = ground_form(xxgk(), sent.who.kind, None)
    return [
        (f.code, f.message)
        for f in questions_to_submission(grounded, lay_out_workbook(xxgk(), sent.who.kind), sent)
        if f.sheet != "封面"
    ]


# ── rows about the same ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "name", "rows", "by"),
    [
        ("站所", "收费", (FEE, {**FEE, "项目": "场地费", "金额": 20.0}), "票据起止号"),
        ("站所", "收费", (FEE, {**FEE, "金额": 20.0, "票据": "NO. 0010001"}), "票据起止号"),
        ("村社区", "公开", (POSTED, {**POSTED, "类别": "财务"}), "标题、公开日期"),
        ("村社区", "公开", (POSTED, {**POSTED, "标题": "低保 公示", "微信群": "√"}), "标题、公开日期"),
        ("站所", "文件", (PAPER, {**PAPER, "标题": "方案", "文号": "青财发[2024] 3 号"}), "文号"),
        (
            "站所",
            "文件",
            (PAPER, {**PAPER, "文号": "青财发〔2024〕4号", "属性": "依申请公开"}),
            "标题、成文日期",
        ),
    ],
)
def test_rows_about_the_same_are_asked_by_what_tells_them_apart(kind, name, rows, by):
    ((code, said),) = asked(listed(kind, name, *rows))
    assert ("same_record", True) == (code, f"1 行的“{by}”与前面的行相同：第 8 行同第 7 行" in said)


@pytest.mark.parametrize(
    ("kind", "name", "rows"),
    [
        ("站所", "收费", (FEE, {**FEE, "票据": "No.0010002"})),
        ("站所", "收费", ({**FEE, "票据": "无"}, {**FEE, "项目": "场地费", "票据": "无"})),
        ("站所", "收费", ({**FEE, "票据": ""}, {**FEE, "项目": "场地费", "票据": ""})),
        ("村社区", "公开", (POSTED, {**POSTED, "日期": "2024-06-01"})),
        (
            "站所",
            "文件",
            (PAPER, {**PAPER, "标题": "方案"}),
        ),  # the same 文号 to the letter is the reader's error
    ],
)
def test_rows_of_their_own_are_not_asked(kind, name, rows):
    assert [] == asked(listed(kind, name, *rows))


def test_rows_that_are_the_same_in_all_are_asked_once():
    assert ["rows_twice"] == [code for code, _ in asked(listed("村社区", "公开", POSTED, POSTED))]


def test_what_tells_rows_apart_must_be_columns_of_the_list():
    text = """
[[list]]
id = "台账"
title = "台账"
sheet = "簿"
kinds = ["村"]
up = "none"
alike = [["号", "人"]]
columns = [{id="号", type="text", required=true}]
"""
    with pytest.raises(FormError, match="alike 里的 人 不是它的栏"):
        form(text, HEAD)


def test_what_tells_rows_apart_is_no_part_of_what_was_handed_out():
    shipped = xxgk()
    assert shipped.register("收费").alike == (("票据",),)
    assert "alike" not in repr(shipped.register("收费"))


# ── what the sheet itself counts ───────────────────────────────────────────────────────────────────────────


def test_a_total_row_the_sheets_own_formula_counts_is_said_to_be_the_reason():
    grounded, sent = ground_form(xxgk(), "村社区", None), listed("村社区", "公开", POSTED)
    layout = lay_out_workbook(xxgk(), "村社区")
    figures = judge_submissions(grounded, [sent], Period.of_year(2024))[0].figures
    told = [make_finding("not_a_record", list="公开", row="8", what="合计行", value="")]
    (said,) = cached_result_findings(grounded, layout, {COUNT: "2"}, figures, told)
    assert ("total_in_formula", "清空合计行，表里的数就对了") == (said.code, said.remedy)
    assert "显示的是 2，把“公开台账”的合计行也算进去了；应为 1" in said.message
    (other,) = cached_result_findings(grounded, layout, {COUNT: "2"}, figures, [])
    assert "stale_cache" == other.code


# ── through the office ─────────────────────────────────────────────────────────────────────────────────────


def test_a_total_row_filled_in_as_once_advised_passes_with_the_right_figure(folder, tmp_path):
    found = take(folder, put("total_row_doubled.xlsx", tmp_path / "收", "2025-01-08T10:00:00"))
    state = of(found, "财政所")
    said = [f for f in state.findings if f.code == "not_a_record"]
    assert ("received", 1, 0) == (state.state, len(said), state.to_explain)


def test_the_copy_that_goes_back_names_the_total_row_and_never_asks_to_complete_it(folder, tmp_path):
    path = put("total_row_doubled.xlsx", tmp_path / "收", "2025-01-08T10:00:00")
    book = openpyxl.load_workbook(path)
    sheet = book["行政事业性收费"]
    sheet["D8"], sheet["B9"], sheet["C9"], sheet["D9"] = "￥2134.25", None, None, 99.5
    book.save(path)
    found = take(folder, path)
    assert {"not_a_number", "not_a_record"} <= {f.code for f in of(found, "财政所").findings}
    (copy,) = write_return_copies(folder, (), None, NOW, quiet)
    texts = [c.raw for c in open_book(copy.path.read_bytes()).sheets[0].cells.values()]
    assert any("第 9 行是合计行" in t for t in texts)
    assert not any("第 9 行缺少" in t for t in texts)


def test_a_total_nobody_can_follow_is_open_until_it_is_answered(folder, tmp_path):
    path = put("total_row_doubled.xlsx", tmp_path / "收", "2025-01-08T10:00:00")
    book = openpyxl.load_workbook(path)
    book["行政事业性收费"]["D9"] = 12000
    book["工作情况"]["B7"], book["工作情况"]["B14"] = 3, 0  # openpyxl keeps no results of formulas
    book.save(path)
    assert ("received", 1) == ((s := of(take(folder, path), "财政所")).state, s.to_explain)
    permit_findings(folder, OFFICE, "total_differs", "含上年尾款，已核", "老李", NOW)
    assert 0 == of(take(folder, path), "财政所").to_explain
