"""A report against its units' files: every way of tampering is found, or said to need the receipt that lies elsewhere."""

import hashlib
import re

import pytest
from inbox import UNITS as UNITS_OF
from inbox import quiet, workbook
from tampering import (
    DAY,
    NOW,
    adjusted,
    another_document,
    another_request,
    another_units,
    cell_at,
    consistent,
    empty,
    holder,
    lost,
    manifest,
    maximum,
    more_answers,
    no_column,
    of_child,
    of_list,
    other_row,
    part,
    renamed,
    rewrite,
    saved_again,
    sent_again,
    set_cell,
    strange,
    stranger,
    swapped,
    taken_out,
    total,
    under_another_name,
)
from townships import merged_samples
from typing_in import edited

from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.layout import STATES, UNITS
from toolkit.form.period import Period
from toolkit.merging.merge import merge_report
from toolkit.verifying.report_against_files import UNPROVED, verify_report


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The samples' report, and the folder of its units' files as they came."""
    return merged_samples(tmp_path_factory.mktemp("样例"))


@pytest.fixture
def held(package, tmp_path):
    """A copy to tamper with: hold(report=…, child=…) → what custody finds."""
    return holder(package, tmp_path)


LISTS = {
    "a request's applicant": (
        of_list("依申请公开台账", D7="其他"),
        None,
        "D7.*应为 自然人.*第 7 行.*实为 其他$",
    ),
    "a request's day": (of_list("依申请公开台账", C7=DAY), None, "C7.*应为 2024-04-11.*实为 2024-05-01$"),
    "a request's number": (
        of_list("依申请公开台账", A7="2024-777"),
        None,
        "A7.*应为 2024-001.*实为 2024-777$",
    ),
    "whose a request is": (
        of_list("依申请公开台账", I7="东岭村（样例）"),
        None,
        "I7.*应为 党政办公室.*实为 东岭村",
    ),
    "a request put in": (lambda d: edited(d, another_request), None, "第 9 行：“2024-009”各单位都没有报"),
    "a request taken out": (empty("依申请公开台账", 7), None, "缺少 党政办公室.*第 7 行“2024-001”"),
    "every request taken out": (empty("依申请公开台账", 7, 8), None, "缺少 党政办公室.*第 8 行“2024-002”"),
    "how a case ended": (
        of_list("复议诉讼", F7="结果维持"),
        None,
        "复议诉讼 F7.*应为 结果纠正.*实为 结果维持",
    ),
    "a case's number": (of_list("复议诉讼", A7="假案号"), None, "复议诉讼 A7.*实为 假案号"),
    "a case taken out": (empty("复议诉讼", 7), None, "复议诉讼：缺少 党政办公室"),
    "a document put in": (lambda d: edited(d, another_document), None, "文件总账 第 7 行：.*都没有报"),
    "the tick of an empty list": (of_list("文件总账", B5=None), None, "文件总账 B5.*应为 是，实为 空白"),
}
TAMPERED = {
    **LISTS,
    "a total of a row typed over": (total("表三", "J7", 9), None, "表三 J7.*显示 9，应为 1$"),
    "a total of a column typed over": (total("表三", "J30", 77), None, "表三 J30.*显示 77，应为 1$"),
    "a total of a table side by side typed over": (
        total("表四", "E7", 12),
        None,
        "表四 E7.*显示 12，应为 1$",
    ),
    "a total typed over with what it comes to": (total("表三", "J7", 1), None, "表三 J7.*公式被改掉"),
    "a total emptied": (total("表三", "J7", None), None, "表三 J7.*显示 空白，应为 1$"),
    "a unit taken out everywhere": (taken_out(()), None, "有 东岭村.*的文件 .*没有计入.*也没有这个单位"),
    "a unit said to have passed and not to be counted": (
        taken_out(("已收", "通过", "未计入")),
        None,
        "有 东岭村.*没有计入.*写明 已收、通过",
    ),
    "a file of a unit nobody asked": (None, another_units, "有 新村（410308105077）的文件 .*没有计入"),
    "a unit counted twice": (set_cell(STATES, manifest(1), "410308105002"), None, "计入了两次"),
    "a unit's name in the manifest": (set_cell(STATES, manifest(2), "假村"), None, "单位名称是 假村"),
    "a unit's kind in the manifest": (set_cell(STATES, manifest(3), "站所"), None, "类别是 站所"),
    "a unit's state in the manifest": (set_cell(STATES, manifest(4), "逾期未交"), None, "状态应为 已收"),
    "what checking came to": (set_cell(STATES, manifest(5), "退回修改"), None, "结论应为 通过"),
    "a total typed over": (
        lambda d: edited(d, lambda b: b[cell_at().sheet].__setitem__(cell_at().a1, 99)),
        None,
        "被改成了 99",
    ),
    "a part changed": (set_cell(UNITS, part, 55), None, "报告里是 55"),
    "a part, its sum and the figure changed to agree": (consistent, None, "报告里是 2，单位的文件里是 1"),
    "a part emptied": (set_cell(UNITS, part, None), None, "报告里是 空白"),
    "a part made a word": (set_cell(UNITS, part, "五"), None, "“五”"),
    "a unit's column taken out": (lambda d: edited(d, no_column), None, "报告里是 空白"),
    "a unit put in": (lambda d: edited(d, stranger), None, "999 不在"),
    "a sum made a minimum": (lambda d: edited(d, maximum), None, "公式被改动"),
    "a formula turned to another row": (lambda d: edited(d, other_row), None, "被改成了"),
    "a fingerprint of figures changed": (set_cell(STATES, manifest(10), "0" * 32), None, "数据指纹"),
    "a unit said not to be counted": (set_cell(STATES, manifest(6), "未计入"), None, "不在"),
    "a unit given another's code": (set_cell(STATES, manifest(1), "410308105099"), None, "不在|的$"),
    "an adjustment without a reason": (adjusted(None, None), None, "没有写全理由"),
    "a child changed": (None, of_child("东岭村", more_answers), "不是当时收到的"),
    "two children swapped": (None, lambda f: (swapped(f), lost(f)), "缺少文件|不是当时收到的"),
    "a child lost": (None, lost, "缺少文件 .*东岭村"),
}
SAID = {
    "a fingerprint changed, the figures being the same": (
        set_cell(STATES, manifest(9), "0" * 64),
        None,
        "另存过",
    ),
    "an adjustment with a reason": (adjusted("单位漏报，电话核实", "张某"), None, "人工调整为 9"),
    "a child only saved again": (None, of_child("东岭村", saved_again), "另存过"),
    "a unit left out for a reason": (
        taken_out(("退回未改", "退回修改", "未计入")),
        None,
        "有 东岭村.*没有计入.*写明 退回未改、退回修改",
    ),
    "a later file of a unit that was counted": (None, sent_again, "数不同，报告用的不是.*东岭村_再报"),
    "a unit's workbook under another's name": (None, under_another_name, "封面写的却是别的单位.*新村.xlsx"),
    "a file under another name": (None, renamed, "现在叫 东岭.xlsx"),
    "a file that cannot be read": (None, strange, "读不出来.*坏.xlsx"),
    "a problem put in other words": (
        of_list("五、问题与措施", A7="改写"),
        None,
        "A7.*应为 财务公开.*实为 改写",
    ),
    "a problem taken out": (empty("五、问题与措施", 7), None, "缺少 东岭村.*第 7 行“财务公开"),
    "a problem put in": (
        of_list("五、问题与措施", A31="新问题", B31="新措施", C31="2025年"),
        None,
        "第 31 行：“新问题”各单位都没有报",
    ),
    "whose a problem is": (of_list("五、问题与措施", D7=None), None, "D7.*应为 东岭村.*实为 空白"),
    "the request a case goes back to": (of_list("复议诉讼", G7="2024-001"), None, "G7.*实为 2024-001"),
    "a text rewritten": (lambda d: edited(d, rewrite), None, "改写过"),
}

FOUND_AS = {
    "row_differs": [
        "a request's applicant",
        "a request's day",
        "a request's number",
        "whose a request is",
        "how a case ended",
        "a case's number",
        "a problem put in other words",
        "whose a problem is",
        "the request a case goes back to",
    ],
    "row_of_nobody": ["a request put in", "a document put in", "a problem put in"],
    "row_left_out": [
        "a request taken out",
        "every request taken out",
        "a case taken out",
        "a problem taken out",
    ],
    "cell_differs": ["the tick of an empty list"],
    "computed_typed_over": [
        "a total of a row typed over",
        "a total of a column typed over",
        "a total of a table side by side typed over",
        "a total typed over with what it comes to",
        "a total emptied",
    ],
    "unit_not_listed": ["a unit taken out everywhere", "a file of a unit nobody asked"],
    "unit_not_counted": ["a unit said to have passed and not to be counted", "a unit left out for a reason"],
    "counted_twice": ["a unit counted twice"],
    "manifest_differs": ["a unit's name in the manifest", "a unit's kind in the manifest"],
    "manifest_contradicts": ["a unit's state in the manifest", "what checking came to"],
    "pool_replaced": ["a total typed over", "a formula turned to another row"],
    "part_differs": [
        "a part changed",
        "a part, its sum and the figure changed to agree",
        "a part emptied",
        "a unit's column taken out",
    ],
    "not_a_number": ["a part made a word"],
    "part_of_others": ["a unit put in", "a unit said not to be counted", "a unit given another's code"],
    "sum_formula_changed": ["a sum made a minimum"],
    "digest_differs": ["a fingerprint of figures changed"],
    "source_of_others": ["a unit said not to be counted"],
    "adjusted_unsaid": ["an adjustment without a reason"],
    "file_replaced": ["a child changed"],
    "file_lost": ["two children swapped", "a child lost"],
    "file_saved_again": ["a fingerprint changed, the figures being the same", "a child only saved again"],
    "adjusted": ["an adjustment with a reason"],
    "other_files": ["a later file of a unit that was counted"],
    "files_naming_others": ["a unit's workbook under another's name"],
    "file_renamed": ["a file under another name"],
    "files_unread": ["a file that cannot be read"],
    "text_rewritten": ["a text rewritten"],
}
"""What each way is found as; what is counted in figures and shown in two sheets, as either."""


def told_as(findings, way, told, severity):
    return [
        f
        for f in findings
        if way in FOUND_AS.get(f.code, ()) and f.severity in severity and re.search(told, f.line)
    ]


def test_an_untouched_package_is_whole(held):
    found = held()
    assert [] == found.faults
    assert (21, UNPROVED) == (found.children, found.notes[-1])
    assert found.parts > 300


def test_originals_kept_under_their_fingerprints_are_not_renamed(held):
    def kept(folder):
        for path in list(folder.iterdir()):
            path.rename(folder / hashlib.sha256(path.read_bytes()).hexdigest())

    found = held(children=kept)
    assert [] == found.faults
    assert not [n for n in found.notes if "现在叫" in n]


@pytest.mark.parametrize("way", TAMPERED)
def test_what_was_tampered_with_is_found(held, way):
    change, children, told = TAMPERED[way]
    found = held(change, children)
    assert told_as(found.findings, way, told, ("error",)), found.faults
    assert [f.line for f in found.findings if f.severity == "error"] == found.faults


@pytest.mark.parametrize("way", SAID)
def test_what_an_office_may_do_is_said_and_no_fault(held, way):
    change, children, told = SAID[way]
    found = held(change, children)
    assert [] == found.faults
    assert told_as(found.findings, way, told, ("warning", "hint")), found.notes


def test_lists_sorted_anew_or_without_a_child_s_file_are_as_they_were(held):
    """A list may be sorted; whose file is missing, whose rows nobody can compare."""

    def turned(book):
        sheet = book["五、问题与措施"]
        rows = [[sheet.cell(r, c).value for c in range(1, 5)] for r in range(7, 31)]
        for r, row in enumerate(reversed(rows), 7):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c).value = value

    found = held(lambda d: edited(d, turned), lost)
    assert ["缺少文件"] == [f.split("：")[1][:4] for f in found.faults]
    assert {"file_lost", "units_not_compared"} <= {f.code for f in found.findings}
    assert not [n for n in found.notes if "五、" in n]


def test_what_is_no_report_is_refused(held, package, tmp_path):
    with pytest.raises(WorkFolderError, match="不是年度报告工作簿"):
        verify_report(next(p for p in package[1].iterdir()), package[1], NOW, quiet)
    (tmp_path / "x.xlsx").write_bytes(b"x")
    with pytest.raises(WorkFolderError, match="读不出来"):
        verify_report(tmp_path / "x.xlsx", package[1], NOW, quiet)
    blank = tmp_path / "手工.xlsx"
    blank.write_bytes(edited(package[0], lambda b: b.__delitem__(STATES)))
    with pytest.raises(WorkFolderError, match=STATES):
        verify_report(blank, package[1], NOW, quiet)


# ── files that were adopted ────────────────────────────────────────────────────────────────────────────────

MINE, THEIRS = UNITS_OF[:2]


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    """A report of two villages, one of which filled in the other's workbook; and the folder of their files."""
    home = tmp_path_factory.mktemp("认定")
    folder = make_work_folder(
        home / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), ""), (MINE, THEIRS)
    )
    (home / "件").mkdir()
    (home / "件" / "甲村.xlsx").write_bytes(workbook(MINE))
    (home / "件" / "乙村 2024 年.xlsx").write_bytes(workbook(MINE, 5.0))
    collect_submissions([home / "件"], folder, folder.form, NOW, quiet)
    adopt_file(folder, home / "件" / "乙村 2024 年.xlsx", THEIRS.code, "电话核实", NOW)
    return merge_report(folder, None, NOW, quiet, partial=False).path.read_bytes(), home / "件"


def test_a_file_the_office_adopted_is_read_as_the_manifest_says_and_said_to_be(adopted, tmp_path):
    found = holder(adopted, tmp_path)()
    assert [] == found.faults
    (said,) = [f.line for f in found.findings if f.code == "file_adopted"]
    assert said.startswith("乙村：文件 乙村 2024 年.xlsx 里记的是 甲村（001），由本机关认定是 乙村 的")
    assert not [n for n in found.notes if "被隐藏或筛选掉" in n]  # the rows we hide ourselves


def test_an_adopted_file_s_figures_are_still_held_against_the_report(adopted, tmp_path):
    def other(folder):
        (folder / "乙村 2024 年.xlsx").write_bytes(workbook(MINE, 6.0))

    found = holder(adopted, tmp_path)(None, other)
    assert [f for f in found.faults if f.startswith("乙村：缺少文件 乙村 2024 年.xlsx")]


def test_a_manifest_that_claims_another_unit_s_file_does_not_make_its_figures_agree(adopted, tmp_path):
    third = workbook(UNITS_OF[2], 7.0)
    claims = set_cell(STATES, manifest(9, 1), hashlib.sha256(third).hexdigest())
    found = holder(adopted, tmp_path)(claims, lambda f: (f / "丙村.xlsx").write_bytes(third))
    assert [n for n in found.notes if n.startswith("乙村：文件 丙村.xlsx 里记的是 丙村")]
    assert [f for f in found.faults if "乙村：报告里记的数据指纹与文件" in f]
    assert [f for f in found.faults if f.startswith("乙村 ") and "报告里是 5，单位的文件里是 7" in f]


def test_a_file_that_was_counted_for_its_own_unit_is_no_other_s(adopted, tmp_path):
    sha256 = hashlib.sha256((adopted[1] / "甲村.xlsx").read_bytes()).hexdigest()
    found = holder(adopted, tmp_path)(set_cell(STATES, manifest(9, 1), sha256))
    assert [f for f in found.faults if f.startswith("乙村：文件 ") and f.endswith(" 是 甲村 的")]
    assert "file_of_another" in {f.code for f in found.findings}
    assert [f for f in found.faults if "乙村：报告里记的数据指纹与文件" in f]
    assert not [f for f in (*found.faults, *found.notes) if f.startswith("甲村")]


def test_names_are_shown_with_the_spaces_they_have(adopted, tmp_path):
    found = holder(adopted, tmp_path)(set_cell(STATES, manifest(8, 1), "别的.xlsx"))
    said = "乙村：“报送情况”记的文件是 别的.xlsx，“数据来源”记的是 乙村 2024 年.xlsx"
    assert said in found.faults
    assert ["别的.xlsx"] == [f.expected for f in found.findings if f.code == "source_file_differs"]


def test_a_row_somebody_hid_in_a_list_is_told_beside_the_one_we_hide(adopted, tmp_path):
    def hide(book):
        book["依申请公开台账"].row_dimensions[6].hidden = True

    found = holder(adopted, tmp_path)(lambda d: edited(d, hide))
    (said,) = [f for f in found.findings if f.code == "rows_hidden"]
    assert "依申请公开台账：有 1 行被隐藏或筛选掉，从第 6 行起" == said.line
    assert said.line in found.notes
