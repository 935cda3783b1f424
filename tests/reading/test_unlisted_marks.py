"""Marks people write in the place of √: asked once a column, read when the unit says yes, asked anew when others come."""

import io

import openpyxl
import pytest
from cases import CASES, NOW, of, put, take
from draw import draw, read, submission
from forms import xxgk
from inbox import quiet

from toolkit.collecting.decisions import permit_findings, revoke_permissions
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.layout import CellPlace
from toolkit.form.model import Option
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.reading import return_notice
from toolkit.reading.unlisted_marks import find_unlisted_mark, is_plain_yes
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.office_says import OfficeSays
from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.values.suggestions import likely_option
from toolkit.verifying.report_against_files import verify_report
from toolkit.verifying.verify import verify_ledger
from toolkit.xlsx.cells import CellKind, CellValue

CASE = "ticks_in_other_characters.xlsx"
UNIT = Unit("410308105001", "东岭村", "村社区")
OFFICE = Office("410308105", "清河镇人民政府", "township", "xxgk", Period.of_year(2024), "2099-01-10")
POSTED = {"日期": "2024-03-05", "类别": "财务", "性质": "村级自有"}
STRIP = lay_out_workbook(xxgk(), "村社区").strips["公开"]


def village(marks, column="公开栏"):
    """A register of ``UNIT`` with one row for each of *marks*, written into *column* as they are."""
    rows = tuple(Row(STRIP.first + 1 + i, {**POSTED, "标题": f"第{i}件"}) for i in range(len(marks)))
    data = draw(xxgk(), submission(xxgk(), "村社区", {}, rows={"公开": rows}, unit=UNIT.code, name=UNIT.name))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for i, mark in enumerate(marks):
        book["公开台账"].cell(STRIP.first + 1 + i, dict(STRIP.columns)[column] + 1, mark)
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def asked(reading):
    return [f for f in reading.submission.findings if f.code == "options_otherwise"]


def answered(book, instances, text):
    """Put the first sheet of a return copy into *book*, with *text* beside what *instances* speak for."""
    sheet = book.create_sheet("请改")
    sheet.cell(9, return_notice.TEXT_COLUMN + 1, text)
    sheet.cell(9, return_notice.CODE_COLUMN + 1, "、".join(instances))
    book.defined_names[return_notice.NAME] = openpyxl.workbook.defined_name.DefinedName(
        return_notice.NAME, attr_text="'请改'!$A$1"
    )
    return read(xxgk(), saved(book))


def column(reading, name="公开栏"):
    return [r.values.get(name) for r in reading.submission.rows["公开"]]


@pytest.mark.parametrize(
    "mark", ["✓", "✔", "☑", "✔\ufe0f", "R", "P", "ü", True, "TRUE", "是", "有", "对", 1, "Y", "勾"]
)
def test_another_tick_is_asked_and_not_read(mark):
    reading = read(xxgk(), saved(village([mark, "√"])))
    (said,) = asked(reading)
    assert ("error", "√", f"E{STRIP.first + 1}") == (said.severity, said.likely, said.cell)
    assert "是否应为 √？" in said.message
    assert [None, "√"] == column(reading)


@pytest.mark.parametrize("mark", ["×", "□", "☐", False, "FALSE", "否", 0, "N", "✗"])
def test_a_cross_or_an_empty_box_is_asked_for_blank(mark):
    (said,) = asked(read(xxgk(), saved(village([mark]))))
    assert "空" == said.likely
    assert "是否应为 空？" in said.message


@pytest.mark.parametrize(
    ("name", "mark", "likely"),
    [("个人信息", "√", "已处理"), ("个人信息", "×", "未处理")],
)
def test_what_a_tick_means_is_its_column_s(name, mark, likely):
    assert [likely] == [f.likely for f in asked(read(xxgk(), saved(village([mark], name))))]


@pytest.mark.parametrize("mark", ["☒", "下周", "○"])
def test_what_may_mean_either_is_not_suggested(mark):
    reading = read(xxgk(), saved(village([mark])))
    assert [] == asked(reading)
    assert ["not_an_option"] == [f.code for f in reading.submission.findings if f.cell.startswith("E")]


def test_two_hundred_cells_are_one_question_and_yes_reads_them_all():
    book = village(["✓"] * 200)
    (said,) = asked(read(xxgk(), saved(book)))
    assert "200 格用了“✓”，是否都应为 √？" in said.message
    assert 200 == len(said.at)
    reading = answered(book, said.instances, "是的，都是")
    assert [] == asked(reading)
    assert ["√"] * 200 == column(reading)
    assert 200 == reading.submission.account["cleaned"]
    (told,) = [f for f in reading.submission.findings if f.code == "options_read"]
    assert "200 格“✓”按 √ 读取（回答过“是的，都是”）" in told.message


def test_ticks_and_crosses_of_a_column_are_answered_together():
    book = village(["✓", "×", "√", "TRUE"])
    (said,) = asked(read(xxgk(), saved(book)))
    assert "2 格用了“✓”“TRUE”，是否都应为 √；1 格用了“×”，是否应为 空？" in said.message
    assert ["√", None, "√", "√"] == column(answered(book, said.instances, "是"))


def test_a_new_mark_is_asked_anew_and_the_old_ones_stay_answered():
    (said,) = asked(read(xxgk(), saved(village(["✓"]))))
    reading = answered(village(["✓", "☑"]), said.instances, "是")
    assert ["☑"] == [f.value for f in asked(reading)]
    assert ["√", None] == column(reading)


@pytest.mark.parametrize("name", ["微信群", "广播"])
def test_an_answer_speaks_for_its_column_alone(name):
    (said,) = asked(read(xxgk(), saved(village(["✓"]))))
    assert ["✓"] == [f.value for f in asked(answered(village(["✓"], name), said.instances, "是"))]


@pytest.mark.parametrize("text", ["不是", "是，但第 3 行不是", "不清楚", "问了村里再说"])
def test_an_answer_that_is_no_plain_yes_changes_nothing_and_is_quoted(text):
    book = village(["✓"])
    (said,) = asked(read(xxgk(), saved(book)))
    (again,) = asked(answered(book, said.instances, text))
    assert f"回答的“{text}”看不出是不是" in again.message
    assert said.digest == again.digest


def test_what_counts_as_yes():
    assert all(map(is_plain_yes, ("是", "是的", "是，都应为√", "Y", "对。", "都是", "√")))
    assert not any(map(is_plain_yes, ("", "不是", "是不是", "是，除了第 3 行", "没有", "否")))


@pytest.mark.parametrize("text", ["⽆", "党⽆"])
def test_options_and_marks_are_compared_folded(text):
    reading = read(xxgk(), saved(village([text.replace("党⽆", "√")])))
    assert [] == asked(reading)
    assert not [f for f in reading.submission.findings if f.code == "not_an_option"]


def test_a_zero_report_ticked_with_a_tick_is_asked():
    book = village([])
    tick = lay_out_workbook(xxgk(), "村社区").strips["代收"].tick
    book[tick.sheet][tick.a1] = "√"
    (said,) = asked(read(xxgk(), saved(book)))
    assert ("是", tick.a1) == (said.likely, said.cell)
    assert {"代收"} == answered(book, said.instances, "是").submission.zero


def test_every_cell_stays_accounted_for():
    account = read(xxgk(), saved(village(["✓", "×", "☒", "√"]))).submission.account
    parts = ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
    assert account["asked"] == sum(account[p] for p in parts)


# ── the case, from the first file to the last ──────────────────────────────────────────────────────────────


def test_the_case_is_one_question_a_column_and_the_copy_s_answers_are_read_and_kept(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT])
    sent = put(CASE, tmp_path / "收", "2025-01-08T10:00:00")
    found = take(folder, sent)
    state = of(found, UNIT.name)
    questions = {f.label: f for f in state.findings if f.code == "options_otherwise"}
    assert {"公开栏": "√", "微信群": "√、空", "广播": "空、√"} == {k: f.likely for k, f in questions.items()}
    assert "returned" == state.state
    (made,) = write_return_copies(folder, [UNIT.code], tmp_path / "退", "2025-01-11T02:00:00+00:00", quiet)
    copy = openpyxl.load_workbook(made.path)
    sheet = copy.worksheets[0]
    lines = [
        r
        for r in sheet.iter_rows()
        if str(r[return_notice.CODE_COLUMN].value or "").startswith("options_otherwise")
    ]
    assert 3 == len(lines)
    for line in lines:
        line[return_notice.TEXT_COLUMN].value = "是"
    back = tmp_path / "收" / "改.xlsx"
    copy.save(back)
    state = of(take(folder, back, now="2025-01-12T02:00:00+00:00"), UNIT.name)
    assert 3 == sum(f.code == "options_read" for f in state.findings)
    assert [] == [f for f in state.findings if f.severity == "error"]
    assert "received" == state.state
    with Ledger.open(folder.ledger) as ledger:
        rows = load_current_submissions(ledger, current_file_states(ledger).values())[UNIT.code].rows["公开"]
    ticks = [[r.values.get(c) for c in ("公开栏", "微信群", "广播")] for r in rows]
    assert [["√", "√", None], ["√", None, "√"], ["√", "√", "√"]] == ticks


def test_what_was_answered_is_kept_in_the_next_copy(tmp_path):
    """Or a unit that mends something else would be asked the same again."""
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT])
    book = openpyxl.load_workbook(CASES / CASE)
    book["公开台账"]["C7"] = "不知道"
    (tmp_path / "收").mkdir()
    book.save(tmp_path / "收" / "a.xlsx")
    take(folder, tmp_path / "收")
    for i in range(2):
        (made,) = write_return_copies(
            folder, [UNIT.code], tmp_path / f"退{i}", f"2025-01-1{i + 1}T02:00:00+00:00", quiet
        )
        copy = openpyxl.load_workbook(made.path)
        said = [
            r
            for r in copy.worksheets[0].iter_rows()
            if "options_otherwise" in str(r[return_notice.CODE_COLUMN].value)
        ]
        assert [None if i == 0 else "是"] * 3 == [r[return_notice.TEXT_COLUMN].value for r in said]
        for line in said if i == 0 else ():
            line[return_notice.TEXT_COLUMN].value = "是"
        copy.save(tmp_path / "收" / f"改{i}.xlsx")
        found = take(folder, tmp_path / "收" / f"改{i}.xlsx", now=f"2025-01-1{i + 2}T02:00:00+00:00")
        state = of(found, UNIT.name)
        assert ["not_an_option"] == [f.code for f in state.findings if f.severity == "error"]


# ── answered by the office ─────────────────────────────────────────────────────────────────────────────────

WHY = "电话问过村里，打的勾都是公开了"


def work(tmp_path, book, name="a.xlsx"):
    """Collect *book* into a new work folder."""
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT])
    return folder, sent(folder, tmp_path, book, name)


def sent(folder, tmp_path, book, name, now=NOW):
    (tmp_path / "收").mkdir(exist_ok=True)
    (tmp_path / "收" / name).write_bytes(saved(book))
    return of(take(folder, tmp_path / "收" / name, now=now), UNIT.name)


def kept(folder):
    """Return the findings of what stands for the unit, by their code, and its column 公开栏."""
    with Ledger.open(folder.ledger) as ledger:
        stands = current_file_states(ledger)
        rows = load_current_submissions(ledger, stands.values())[UNIT.code].rows["公开"]
    found = {}
    for f in stands[UNIT.code].findings:
        found.setdefault(f.code, []).append(f)
    return found, [r.values.get("公开栏") for r in rows]


def test_the_office_answers_for_the_unit_and_the_marks_are_read(tmp_path):
    folder, state = work(tmp_path, village(["✓", "×", "√"]))
    assert "returned" == state.state
    assert [None, None, "√"] == kept(folder)[1]
    (passed,) = permit_findings(folder, UNIT.code, "J4", WHY, "李四", NOW)
    assert "1 格用了“✓”，是否应为 √" in passed.message
    found, ticks = kept(folder)
    assert ["√", None, "√"] == ticks
    (told,) = found["options_read"]
    assert f"本机关准予通过：{WHY}（李四）" == told.explanation
    assert "1 格“✓”按 √ 读取；1 格“×”按 空 读取（由本机关认定）" in told.message
    assert "options_otherwise" not in found
    with Ledger.open(folder.ledger) as ledger:
        assert {("李四", WHY)} == {(p.by, p.why) for p in ledger.permissions()}
        assert [] == [e for e in ledger.explanations() if "options" in e.rule]  # the unit said nothing
    assert [] == verify_ledger(folder, "", NOW, quiet, read_data=True).faults


def test_a_column_is_answered_by_its_name_and_others_stay_asked(tmp_path):
    book = village(["✓"])
    book["公开台账"].cell(STRIP.first + 1, dict(STRIP.columns)["微信群"] + 1, "✓")
    folder, _ = work(tmp_path, book)
    assert ["公开栏"] == [f.label for f in permit_findings(folder, UNIT.code, "公开栏", WHY, "", NOW)]
    found, ticks = kept(folder)
    assert ["√"] == ticks
    assert ["微信群"] == [f.label for f in found["options_otherwise"]]


def test_what_the_office_said_is_taken_back_like_any_permission(tmp_path):
    folder, _ = work(tmp_path, village(["✓"]))
    permit_findings(folder, UNIT.code, "options_otherwise", WHY, "", NOW)
    assert ["√"] == kept(folder)[1]
    assert 1 == revoke_permissions(folder, UNIT.code, "J4", NOW)
    found, ticks = kept(folder)
    assert [None] == ticks
    assert 1 == len(found["options_otherwise"])


def test_the_office_s_answer_holds_for_newer_files_but_not_for_other_marks(tmp_path):
    folder, _ = work(tmp_path, village(["✓"]))
    permit_findings(folder, UNIT.code, "J4", WHY, "", NOW)
    later = "2025-01-12T02:00:00+00:00"
    state = sent(folder, tmp_path, village(["✓", "✓", "对"]), "b.xlsx", now=later)
    assert ["对"] == [f.value for f in state.findings if f.code == "options_otherwise"]
    assert ["√", "√", None] == kept(folder)[1]


def test_the_office_s_answer_speaks_for_one_unit_alone(tmp_path):
    other = Unit("410308105002", "西岭村", "村社区")
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT, other])
    sent(folder, tmp_path, village(["✓"]), "a.xlsx")
    permit_findings(folder, UNIT.code, "J4", WHY, "", NOW)
    with Ledger.open(folder.ledger) as ledger:
        assert {UNIT.code} == set(OfficeSays.of(ledger, folder, folder.roster()).marks)


def test_a_reason_is_needed_and_nothing_is_read_without_one(tmp_path):
    folder, _ = work(tmp_path, village(["✓"]))
    with pytest.raises(WorkFolderError, match="写明理由"):
        permit_findings(folder, UNIT.code, "J4", " ", "", NOW)
    assert [None] == kept(folder)[1]


def test_a_report_merged_from_marks_the_office_explained_says_so_and_is_verified(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT])
    take(folder, put(CASE, tmp_path / "收", "2025-01-08T10:00:00"))
    assert 3 == len(permit_findings(folder, UNIT.code, "J4", WHY, "李四", NOW))
    found, ticks = kept(folder)
    assert [] == [f.message for some in found.values() for f in some if f.severity == "error"]
    assert ["√", "√", "√"] == ticks
    merge_report(folder, None, NOW, quiet, partial=False)
    assert [] == verify_report(folder.report, tmp_path / "收", NOW, quiet).faults
    book = openpyxl.load_workbook(folder.report)
    assert 3 == sum(WHY in str(c.value) for row in book["说明"].iter_rows() for c in row)
    revoke_permissions(folder, UNIT.code, "J4", NOW)
    assert 3 == len(kept(folder)[0]["options_otherwise"])
    assert (
        [] == verify_report(folder.report, tmp_path / "收", NOW, quiet).faults
    )  # the report is as it was made


# ── words in the place of an option ────────────────────────────────────────────────────────────────────────

RESULTS = ("予以公开", "部分公开", "不予公开", "信息不存在", "是", "否")


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ("公开", "予以公开"),
        ("公开了", "予以公开"),
        ("部分公开的", "部分公开"),
        ("不公开", "不予公开"),
        ("不予公开的", "不予公开"),
        ("不是规范性文件", ""),
        ("未处理", ""),
    ],
)
def test_a_word_that_denies_is_never_taken_for_one_that_does_not(said, likely):
    assert likely == likely_option(said, {label: label for label in RESULTS})


@pytest.mark.parametrize(
    ("word", "likely"), [("已贴", "√"), ("公开", "√"), ("已办", "√"), ("未贴", "空"), ("没办", "空")]
)
def test_words_for_a_tick_are_asked_as_ticks_are(word, likely):
    (said,) = asked(read(xxgk(), saved(village([word] * 3))))
    assert likely == said.likely
    assert f"3 格用了“{word}”，是否都应为 {likely}？" in said.message


@pytest.mark.parametrize(
    ("options", "meant"), [(("√",), "√"), (("是", "否"), None), (("已处理", "未处理"), None)]
)
def test_that_something_was_put_up_is_a_tick_only_where_there_is_no_other_option(options, meant):
    some = [Option(o, o) for o in options]
    cell = CellValue(CellKind.TEXT, "已张贴")
    found = find_unlisted_mark(
        cell,
        CellPlace("公开台账", 6, 4),
        read_cell_value(cell, ExpectedValue("option", options=some), epoch_1904=False),
        some,
    )
    assert meant == (found.read if found else None)
