"""What no rule says is asked all the same: copies, rows twice, figures far off, a cover that names nobody."""

import datetime
import os
import random
from dataclasses import replace

import openpyxl
import pytest
from cases import NOW, of, put, take, work_folder
from draw import draw, submission
from forms import xxgk
from inbox import quiet

from toolkit.author import sample_submissions, samples
from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.reminders import list_reminders
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import permit_findings, revoke_permissions
from toolkit.errors import WorkFolderError
from toolkit.figures.copies import UnitLikeness, comparable_content, repeated_rows
from toolkit.form.finding import CODES, digest_of_evidence
from toolkit.form.grounding import ground_form
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.merging.manifest import read_open_warnings
from toolkit.merging.merge import merge_report
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.check_point import HOLDS, OPEN
from toolkit.publishing.publish_check import _check_open_questions
from toolkit.reading import return_notice
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions import unit_questions
from toolkit.submissions.file_record import submission_figures_digest
from toolkit.submissions.unit_questions import questions_across_units, questions_to_submission
from toolkit.xlsx.open_workbook import open_book

CASE = "accepted_without_a_word"
ASKED = {
    "大坪村": "nearly_same",
    "高峰村": "nearly_same",
    "双河村": "rows_twice",
    "白云村": "far_off",
    "龙门村": "cover_blank",
}
CODE = {"大坪村": "511523106206", "高峰村": "511523106207", "双河村": "511523106202"}
BOARDS = Cell("阵地", "公开栏数", "数量")


@pytest.fixture
def folder(tmp_path):
    return work_folder(tmp_path / "w")


@pytest.fixture
def found(folder, tmp_path):
    for name in ASKED:
        put(f"{CASE}/{name}.xlsx", tmp_path / "收", "2025-01-08T10:00:00")
    return take(folder, tmp_path / "收")


def asked(found, name):
    return [f for f in of(found, name).findings if f.to_explain]


def village(unit="001", name="甲村", rows=None, cover=True, **figures):
    form = xxgk()
    said = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    said |= {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    zero = frozenset(r.id for r in form.registers_of("村社区")) - set(rows or {})
    more = {"rows": rows or {}, "zero": zero, "unit": unit, "name": name}
    return submission(form, "村社区", said, cover=cover, **more)


def drawn(i, **more):
    """A village as the samples draw it, of chance *i*."""
    made = village(f"{i:04}", f"{i}村")
    return replace(sample_submissions._village_submission(made, random.Random(f"q{i}"), 1), **more)


def beside(*sent, before=None):
    """Return the codes each of *sent* is asked because of the others, by unit."""
    form = xxgk()
    grounded = ground_form(form, sent[0].who.kind, sent[0].who.level or None)
    sketches = {s.who.unit: comparable_content(grounded, s) for s in sent}
    digests = {s.who.unit: submission_figures_digest(s) for s in sent}
    names = {s.who.unit: s.who.name for s in sent}
    told = questions_across_units(form, sketches, digests, names, before or {})
    return {u: [f.code for f in some] for u, some in told.items() if some}


def of_file(sent):
    form = xxgk()
    grounded = ground_form(form, sent.who.kind, sent.who.level or None)
    return questions_to_submission(grounded, lay_out_workbook(form, sent.who.kind), sent)


# ── the cases ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "code"), ASKED.items())
def test_each_case_is_asked_once(found, name, code):
    assert [code] == [f.code for f in asked(found, name)]
    assert ("received", 1) == (of(found, name).state, of(found, name).to_explain)


def test_what_is_asked_says_where_and_what(found):
    said = {name: asked(found, name)[0] for name in ASKED}
    assert "第 24 至 40 行同第 7 至 23 行" in said["双河村"].message
    assert "“高峰村”（10 个数、14 行登记都相同，只有公开栏（这里 9，那里 1）不同）" in said["大坪村"].message
    assert "“大坪村”（10 个数、14 行登记都相同，只有公开栏（这里 1，那里 9）不同）" in said["高峰村"].message
    assert "填的是 4000，远高于" in said["白云村"].message
    assert ("工作情况", "B15") == (said["白云村"].sheet, said["白云村"].cell)
    assert "封面没有填 填报人、审核人、联系电话" in said["龙门村"].message
    assert all("说明" in f.remedy and "校验" not in f.remedy for f in said.values())


def test_reminders_and_status_count_what_is_asked(folder, found):
    state = load_campaign(folder, NOW)
    assert dict.fromkeys(ASKED, 1) == {x.now.unit.name: x.now.to_explain for x in state.lines if x.own}
    texts = {r.name: r.text for r in list_reminders(state)}
    assert "有 1 处要核对或说明" in texts["双河村"]
    assert "第 24 至 40 行" in texts["双河村"]


def test_the_report_counts_and_prints_it_and_publishing_waits(folder, found):
    made = merge_report(folder, None, NOW, quiet, partial=True)
    book = open_book(made.path.read_bytes())
    cover = [c.raw for c in book.sheet(COVER).cells.values()]
    assert any("未说明的提示 " in t and "各单位 5 处" in t for t in cover)
    assert set(ASKED) == {x["单位"] for x in read_open_warnings(book)} & set(ASKED)
    assert {"J1", "J7", "J10", "J11"} == {x["规则"] for x in read_open_warnings(book) if x["单位"] in ASKED}
    point = _check_open_questions(open_report_source(made.path, folder.form))
    assert (OPEN, 5) == (point.state, len(point.open))
    for name, code in ASKED.items():
        permit_findings(folder, of(found, name).unit.code, code, f"已电话核实{name}", "老李", NOW)
    made = merge_report(folder, None, NOW, quiet, partial=True)
    assert HOLDS == _check_open_questions(open_report_source(made.path, folder.form)).state
    texts = [c.raw for c in open_book(made.path.read_bytes()).sheet("说明").cells.values()]
    assert all(f"本机关准予通过：已电话核实{name}（老李）" in texts for name in ASKED)


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────


def say_in_copy(path, text, target):
    """Write *text* into the 说明 cells of a return copy, as the unit would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if len(row) > return_notice.CODE_COLUMN and row[return_notice.CODE_COLUMN].value:
            row[return_notice.TEXT_COLUMN].value = text
    book.save(target)
    later = datetime.datetime.fromisoformat("2025-01-09T10:00:00").timestamp()
    os.utime(target, (later, later))
    return target


@pytest.mark.parametrize("name", ASKED)
def test_a_unit_answers_in_its_return_copy(folder, found, tmp_path, name):
    code = of(found, name).unit.code
    (copy,) = write_return_copies(folder, [code], None, NOW, quiet)
    assert (0, 1) == (copy.errors, copy.warnings)
    answered = take(folder, say_in_copy(copy.path, "属实", tmp_path / f"{name}再.xlsx"))
    told = [f for f in of(answered, name).findings if f.code == ASKED[name]]
    assert [("属实", False)] == [(f.explanation, f.to_explain) for f in told]
    assert 0 == of(answered, name).to_explain


def test_what_one_answers_leaves_the_other_asked(folder, found):
    (told,) = permit_findings(folder, CODE["大坪村"], "J1", "大坪村先报，高峰村抄的", "", NOW)
    assert CODE["高峰村"] in dict(told.args)["others"]
    again = take(folder)
    assert ([], ["nearly_same"]) == (
        [f.code for f in asked(again, "大坪村")],
        [f.code for f in asked(again, "高峰村")],
    )


def test_a_copy_that_was_put_right_asks_neither_any_more(folder, found, tmp_path):
    other = drawn(7)
    mended = replace(other, who=found_who(folder, "高峰村"))
    path = tmp_path / "高峰村再.xlsx"
    path.write_bytes(draw(xxgk(), mended))
    later = datetime.datetime.fromisoformat("2025-01-09T10:00:00").timestamp()
    os.utime(path, (later, later))
    again = take(folder, path)
    assert [] == asked(again, "大坪村") == asked(again, "高峰村")


def found_who(folder, name):
    from toolkit.folder.work_folder import workbook_identity

    return workbook_identity(folder, next(u for u in folder.roster() if u.name == name))


def test_an_answer_dies_with_what_it_was_given_for(folder, found, tmp_path):
    permit_findings(folder, CODE["双河村"], "rows_twice", "两次都公开了", "", NOW)
    assert [] == asked(take(folder), "双河村")
    book = openpyxl.load_workbook(put(f"{CASE}/双河村.xlsx", tmp_path / "再"))
    for cell in book["公开台账"][40]:
        if cell.value is not None and cell.column <= 11:
            cell.value = None
    path = tmp_path / "双河村再.xlsx"
    book.save(path)
    later = datetime.datetime.fromisoformat("2025-01-09T10:00:00").timestamp()
    os.utime(path, (later, later))
    again = asked(take(folder, path), "双河村")
    assert ["rows_twice"] == [f.code for f in again]
    assert "有 16 行" in again[0].message


def test_a_permission_is_taken_back_by_the_name_it_was_given_under(folder, found):
    permit_findings(folder, CODE["双河村"], "j7", "属实", "", NOW)
    assert 1 == revoke_permissions(folder, CODE["双河村"], "J7", NOW)
    assert ["rows_twice"] == [f.code for f in asked(take(folder), "双河村")]
    with pytest.raises(WorkFolderError, match="没有准予通过的记录"):
        revoke_permissions(folder, CODE["双河村"], "J7", NOW)


def test_what_does_not_wait_cannot_be_permitted(folder, found):
    with pytest.raises(WorkFolderError, match="可以准予通过的规则或问题：J7"):
        permit_findings(folder, CODE["双河村"], "J1", "属实", "", NOW)


# ── copies ─────────────────────────────────────────────────────────────────────────────────────────────────


def renamed(sent, unit):
    return replace(sent, who=sent.who._replace(unit=unit, name=f"{unit}村"))


def test_a_whole_copy_asks_both_and_any_third(found):
    one = drawn(1)
    assert {"0001": ["same_figures"], "b": ["same_figures"]} == beside(one, renamed(one, "b"), drawn(2))
    three = beside(one, renamed(one, "b"), renamed(one, "c"))
    assert {"same_figures"} == {c for codes in three.values() for c in codes}


def test_a_register_copied_with_other_numbers_and_marks_is_asked():
    rows = {
        "公开": tuple(
            Row(7 + i, {**r.values, "存档": f"2024-{i:03}"}) for i, r in enumerate(drawn(1).rows["公开"])
        )
    }
    other = {
        "公开": tuple(
            Row(7 + i, {**r.values, "存档": f"K{i + 50}"}) for i, r in enumerate(drawn(1).rows["公开"])
        )
    }
    told = beside(drawn(1, rows=rows), drawn(2, rows=other))
    assert {"0001": ["same_rows"], "0002": ["same_rows"]} == told


def test_a_copy_with_a_row_left_out_is_asked():
    one = drawn(1)
    less = replace(renamed(one, "b"), rows={**one.rows, "公开": one.rows["公开"][1:]})
    assert {"0001": ["same_rows"], "b": ["same_rows"]} == beside(one, less)


def test_notices_everybody_got_are_nobody_s_copy():
    notices = [sample_submissions._posted_notice_row(random.Random(f"n{i}")) for i in range(12)]
    sent = []
    for i in range(12):
        own = [sample_submissions._posted_notice_row(random.Random(f"o{i}{k}")) for k in range(2)]
        sent.append(drawn(i, rows={"公开": sample_submissions._listed(notices[i % 3 :] + own)}))
    assert {} == beside(*sent)


def test_small_units_with_little_to_say_are_not_asked():
    def small(i):
        rng = random.Random(f"s{i}")
        twelve = rng.choice([4, 12])
        numbers = {"监委会审核": rng.choice([4, 12]), "应财务公开": twelve, "财务公开": twelve}
        return village(f"{i:03}", f"{i}村", **numbers)

    assert {} == beside(*(small(i) for i in range(200)))


@pytest.mark.slow
def test_of_six_hundred_honest_villages_none_is_taken_for_a_copy():
    sent = [drawn(i) for i in range(600)]
    assert {} == beside(*sent)
    assert {"rows_twice", "same_record"} >= {f.code for s in sent for f in of_file(s)}
    told = [s for s in sent if of_file(s)]
    assert len(told) <= 35, "the samples draw some titles twice on one day by chance"
    for s in told:
        about = [(r.values["日期"], r.values["标题"]) for r in s.rows["公开"]]
        assert len(set(about)) < len(about)


def test_the_samples_are_asked_nothing(tmp_path):
    folder = samples.make_demo_folder(tmp_path / "样例")
    for part in ("第一轮", "第二轮"):
        found = collect_submissions([samples.samples_folder() / part], folder, folder.form, NOW, quiet)
    ours = {c for c in CODES if CODES[c].number in ("J1", "J10", "J11")} | {
        *("rows_twice", "same_record", "not_a_record", "maybe_total", "sum_as_record", "total_differs")
    }
    assert set() == {f.code for u in found.units for f in u.findings} & ours


def test_reports_of_two_townships_are_held_against_each_other():
    form = xxgk()
    grounded = ground_form(form, REPORT, "township")
    figures = {c: float(20 + i) for i, c in enumerate(grounded.inputs) if form.figure(c).type == "count"}
    one, two = (submission(form, REPORT, figures, unit=u, name=f"{u}镇") for u in ("01", "02"))
    assert {"01": ["same_figures"], "02": ["same_figures"]} == beside(one, two)
    off = {**figures, next(iter(figures)): 900.0}
    assert {"01": ["nearly_same"], "02": ["nearly_same"]} == beside(one, replace(two, figures=off))


# ── rows twice ─────────────────────────────────────────────────────────────────────────────────────────────


def again(register, *rows):
    form = xxgk()
    made = [Row(7 + i, r) for i, r in enumerate(rows)]
    return [(a.row.number, a.earlier.number, a.but) for a in repeated_rows(form.register(register), made)]


POST = {"日期": "2024-03-05", "标题": "一季度财务", "类别": "财务", "性质": "村级自有", "公开栏": "√"}
DECIDED = {"日期": "2024-03-05", "种类": "行政处罚", "主体": "镇政府", "公示": "是"}
FEE = {"项目": "工本费", "主体": "镇政府", "日期": "2024-03-05", "金额": 20.0}


def test_a_row_that_differs_in_its_number_alone_is_asked():
    assert [(8, 7, ("存档号或链接",))] == again(
        "公开", POST | {"存档": "2024-001"}, POST | {"存档": "2024-002"}
    )
    assert [] == again("公开", POST, POST | {"日期": "2024-03-06"})


def test_requests_that_differ_in_their_number_alone_are_asked():
    asked_for = {"性质": "本机关申请", "收到": "2024-04-11", "类别": "自然人", "申请人": "A", "摘要": "补贴"}
    assert [(8, 7, ("登记号",))] == again(
        "申请", asked_for | {"登记号": "001"}, asked_for | {"登记号": "002"}
    )


def test_decisions_of_one_day_are_no_copies_and_a_block_of_them_is():
    many = [DECIDED | {"案号": f"〔2024〕{i}号"} for i in range(4)]
    assert [] == again("决定", *many)
    block = [DECIDED | {"日期": f"2024-03-{d:02}"} for d in range(1, 9)]
    pasted = [r | {"案号": f"〔2024〕{i}号"} for i, r in enumerate(block * 2)]
    assert [(15 + i, 7 + i, ("案号",)) for i in range(8)] == again("决定", *pasted)


def test_fees_with_receipts_of_their_own_are_no_copies():
    assert [] == again("收费", *(FEE | {"票据": f"No.{i}"} for i in range(9)))
    assert [(8, 7, ())] == again("收费", FEE | {"票据": "No.1"}, FEE | {"票据": "No.1"})


def test_rows_with_the_same_key_are_the_reader_s_to_tell():
    row = {"标题": "通知", "文号": "政〔2024〕1号", "成文": "2024-05-06", "属性": "主动公开", "规范性": "否"}
    assert [] == again("文件", row, row)
    assert [(8, 7, ("文号",))] == again("文件", row, row | {"文号": "政〔2024〕2号"})


def test_what_could_not_be_read_is_like_nothing():
    form = xxgk()
    rows = [Row(7 + i, POST, ("类别",)) for i in range(2)]
    assert [] == repeated_rows(form.register("公开"), rows)


# ── figures far off, covers ────────────────────────────────────────────────────────────────────────────────


def test_a_figure_many_times_those_of_all_peers_is_asked():
    others = [village(f"{i}", f"{i}村", 意见收到=3 + i) for i in range(5)]
    assert {"x": ["far_off"]} == beside(*others, village("x", "某村", 意见收到=200))
    assert {} == beside(*others[:3], village("x", "某村", 意见收到=200)), "too few to compare with"
    assert {} == beside(*others, village("x", "某村", 意见收到=30)), "among small numbers"


def test_last_year_s_own_figure_counts_for_more_than_peers():
    others = [village(f"{i}", f"{i}村", 意见收到=3 + i) for i in range(5)]
    large, name = village("x", "某村", 意见收到=200), "互动.意见收到.数量"
    assert {} == beside(*others, large, before={"x": {name: 180.0}}), "it was so last year"
    assert {"x": ["far_off"]} == beside(large, before={"x": {name: 19.0}})
    assert {} == beside(large, before={"x": {name: 21.0}})
    brought = PriorCell("互动", "意见收到", "数量", "上年")
    assert {} == beside(*others, replace(large, prior={brought: 180.0})), "it brings last year's along itself"
    assert {"x": ["far_off"]} == beside(*others, replace(large, prior={brought._replace(word="上期"): 180.0}))


def test_what_the_form_calls_unusual_is_asked_of_one_unit_alone():
    told = of_file(replace(village(), figures={**village().figures, BOARDS: 4000.0}))
    assert [("far_off", "4000")] == [(f.code, f.value) for f in told]
    assert [] == of_file(replace(village(), figures={**village().figures, BOARDS: 50.0}))


def test_sums_of_many_units_are_never_unusual():
    form = xxgk()
    made = submission(form, REPORT, {BOARDS: 4000.0})
    assert [] == of_file(made)


@pytest.mark.parametrize("blank", ["", "/", "无", "—"])
def test_a_cover_without_whoever_filled_it_in_is_asked(blank):
    cell = Cell("封面", "填报人", "内容")
    sent = village()
    figures = {k: v for k, v in sent.figures.items() if k != cell} | ({cell: blank} if blank else {})
    (told,) = of_file(replace(sent, figures=figures))
    assert ("cover_blank", "填报人", COVER) == (told.code, told.value, told.sheet)


def test_a_cover_that_names_everybody_is_not_asked():
    assert [] == of_file(village())
    assert ["cover_blank"] == [f.code for f in of_file(village(cover=False))]


# ── many units ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_is_held_against_all_others_though_they_are_sorted_once():
    rng = random.Random(3)
    for count in (1, 2, 5, 9, 40):
        for _ in range(20):
            values = [float(rng.choice((0, 1, 2, 3, 30, 31, 300, 4000))) for _ in range(count)]
            peers = unit_questions._PeerNumbers(values)
            for i, value in enumerate(values):
                others = [v for n, v in enumerate(values) if n != i]
                assert unit_questions._peer_comparison_text(value, others) == peers.text(value)


def test_a_number_far_off_is_held_against_the_others_once_for_all_that_say_it(monkeypatch):
    asked = []
    monkeypatch.setattr(unit_questions, "is_far_beyond", lambda value, _: bool(asked.append(value)))
    peers = unit_questions._PeerNumbers([1.0] * 80 + [500.0] * 20)
    assert [""] * 100 == [peers.text(v) for v in [1.0] * 80 + [500.0] * 20]
    assert [500.0] == asked


def test_the_evidence_of_many_is_written_as_it_always_was():
    pairs = [
        UnitLikeness(('甲"', "乙"), apart=(("数", 1.0, 2.0),), equal=3, nearly=True),
        UnitLikeness(('甲"', "丙"), equal=3, shared=5, rows=5),
    ]
    texts = unit_questions._evidence_texts(pairs)
    evidence = [[p.units, p.apart, p.equal, p.shared, p.rows] for p in pairs]
    told = unit_questions._CopyQuestions(xxgk(), {}, texts).finding("same_figures", '甲"', pairs)
    assert digest_of_evidence(["same_figures", evidence]) == told.digest
    assert ("乙、丙", "乙、丙") == (told.value, dict(told.args)["others"])
