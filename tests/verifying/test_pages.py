"""A report's other sheets against its units' files: what they say of its making, what formulas show, what is missing."""

import re

import pytest
from inbox import UNITS as VILLAGES
from inbox import quiet, workbook
from tampering import NOW, holder
from townships import merged_samples, rewritten
from typing_in import edited

from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office
from toolkit.folder.work_folder import load_named_form, make_work_folder
from toolkit.form.layout import (
    ADJUSTED,
    CHECKED,
    CHECKS,
    CONTENTS,
    COVER,
    IDENTITY,
    SOURCES,
    STATES,
    UNITS,
    column_letters,
)
from toolkit.form.model import REPORT
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.merge import merge_report
from toolkit.sheets.check_sheet import SEVERITY_AT
from toolkit.verifying.report_against_files import PROVED, UNPROVED, verify_report


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The samples' report, and the folder of its units' files as they came."""
    return merged_samples(tmp_path_factory.mktemp("样例"))


@pytest.fixture
def held(package, tmp_path):
    """A copy to tamper with: hold(report=…, child=…) → what custody finds."""
    return holder(package, tmp_path)


def many(changes):
    """Cells of several sheets set at once."""
    return lambda d: edited(d, lambda b: [b[sheet].__setitem__(a1, v) for (sheet, a1), v in changes.items()])


PAGES = {
    "the cover": {
        (COVER, "B4"): ("别的镇", "封面 B4（单位名称）.*别的镇", "identity_conflict"),
        (COVER, "B5"): ("410308999", "封面 B5（单位编码）.*410308999", "identity_conflict"),
        (COVER, "B6"): ("村社区", "封面 B6（类别）：应为 年度报告，实为 村社区", "cell_differs"),
        (COVER, "B7"): ("2023", "封面 B7（年度）.*2023", "identity_conflict"),
        (COVER, "B30"): ("全域：全县", "封面 B30（汇总范围）：应为 本机关.*实为 全域：全县", "cell_differs"),
        (COVER, "B31"): (
            "应报 99 个",
            "封面 B31（应报单位）：应为 应报 21 个，计入 21 个，实为 应报 99 个",
            "cell_differs",
        ),
        (COVER, "B32"): (
            "1 个：假村（逾期未交）",
            "封面 B32（未计入）：应为 没有.*实为 1 个：假村",
            "cell_differs",
        ),
        (COVER, "B33"): ("伪造", "封面 B33（人工调整）：应为 没有.*实为 伪造", "cell_differs"),
        (COVER, "B34"): (
            "全部成立",
            "封面 B34：公式被改掉，应为 28 条规则.*实为 全部成立",
            "line_typed_over",
        ),
        (COVER, "B35"): ("未说明的提示 9 处", "封面 B35（提示说明）：应为 没有未说明的提示", "cell_differs"),
        (COVER, "B36"): ("伪造", "封面 B36（上年数据）：应为 没有上年报告.*实为 伪造", "cell_differs"),
    },
    "where numbers come from": {
        (SOURCES, "D4"): ("另一段文字", "数据来源 D4（数）.*实为 另一段文字", "cell_differs"),
        (SOURCES, "E5"): ("伪造.xlsx", "数据来源 E5（文件）.*实为 伪造.xlsx", "cell_differs"),
        (SOURCES, "G6"): ("Z99", "数据来源 G6（单元格或行）：应为 B8，实为 Z99", "cell_differs"),
        (SOURCES, "A7"): ("表三 D7", "数据来源 A7（本报告单元格）.*实为 表三 D7", "cell_differs"),
        (SOURCES, "C8"): ("假村", "数据来源：有 1 行来自 假村", "source_of_others"),
        (SOURCES, "B13"): ("假指标", "数据来源 B13（指标）.*实为 假指标", "cell_differs"),
    },
    "what figures and units are called": {
        (UNITS, "F12"): ("全域", "分单位数据 F12（范围）：应为 本机关.*实为 全域", "cell_differs"),
        (UNITS, "H3"): ("全域", "分单位数据 H3（范围）：应为 本机关.*实为 全域", "cell_differs"),
        (UNITS, "G4"): ("假村", "分单位数据 G4（单位）：应为 东岭村.*实为 假村", "cell_differs"),
        (UNITS, "C12"): ("假指标", "分单位数据 C12（指标）.*实为 假指标", "cell_differs"),
        (UNITS, "E12"): ("假备注", "分单位数据 E12（备注）：“假备注”", "mark_of_others"),
        (UNITS, "E13"): ("有说明：假村", "分单位数据 E13（备注）：“有说明：假村”", "mark_of_others"),
        (ADJUSTED, "A14"): ("表三.结转.自然人", "人工调整 A14（编码）", "cell_differs"),
        (ADJUSTED, "D15"): (5, "人工调整 D15.*合计的公式被改动", "sum_formula_changed"),
        (ADJUSTED, "E16"): ("5", "人工调整为 5，没有写全理由和经办人", "adjusted_unsaid"),
        ("表三", "A7"): ("二、改名", "表三 A7（表头）：应为 一、本年新收.*实为 二、改名", "cell_differs"),
    },
    "verdicts": {
        (CHECKED, "A2"): (
            "全部成立",
            "勾稽核对 A2：公式被改掉，应为 28 条规则.*实为 全部成立",
            "line_typed_over",
        ),
        (CHECKED, "L5"): ("成立", "勾稽核对 L5：结论的公式被改掉", "verdict_typed_over"),
        (CHECKS, "F12"): ("相符", "校验 F12（规则 .*）：结论的公式被改掉", "verdict_typed_over"),
        (CHECKS, "A14"): ("X9", "校验 F14（规则 X9）：没有这条规则", "no_such_rule"),
    },
    "what is nobody's": {
        (SOURCES, "B31"): ("假指标", "数据来源 第 31 行：.*的文件里没有“假指标”这一项", "source_unknown"),
        (SOURCES, "G31"): ("Z98", "数据来源：缺少 ", "source_missing"),
        (UNITS, "A40"): ("假.编码.数量", "分单位数据 第 40 行：没有“假.编码.数量”这个指标", "no_such_figure"),
        (COVER, "B34"): ("=勾稽核对!A4", "封面 B34（勾稽关系）：公式被改动", "line_formula_changed"),
        (CHECKS, f"{column_letters(SEVERITY_AT)}12"): (
            "停用",
            "本机关停用的规则（报告里写明）：",
            "rules_off",
        ),
    },
    "the manifest's note": {
        (STATES, "A2"): ("未计入：假村。", "报送情况：标题下应为“应报单位全部计入。”", "note_differs")
    },
}


@pytest.mark.parametrize("page", PAGES)
def test_what_the_other_sheets_say_is_held_against_the_files_cell_by_cell(held, page):
    found = held(many({at: value for at, (value, *_) in PAGES[page].items()}))
    for _, told, code in PAGES[page].values():
        assert [f for f in found.findings if f.code == code and re.search(told, f.line)], (told, found.faults)
    assert [] == [f.line for f in found.findings if f.cell and not f.at]


def test_sheets_that_are_missing_or_hidden_are_told(held):
    gone, hidden = (SOURCES, CHECKED, CHECKS, CONTENTS), (STATES, "表三")

    def change(book):
        for name in gone:
            del book[name]
        for name in hidden:
            book[name].sheet_state = "hidden"
        book[UNITS].row_dimensions[12].hidden = True

    found = held(lambda d: edited(d, change))
    assert {*(f"缺少工作表“{n}”" for n in gone), *(f"工作表“{n}”被隐藏了" for n in hidden)} <= {*found.faults}
    assert [n for n in found.notes if n.startswith(f"{UNITS}：有 1 行被隐藏")]
    assert {*gone} == {f.value for f in found.findings if f.code == "own_sheet_missing"}
    assert {*hidden} == {f.value for f in found.findings if f.code == "own_sheet_hidden"}


def cached(sheet, a1, value):
    """Another result shown beside a formula that is ours."""

    def change(name, text):
        return (
            re.sub(rf'(<c r="{a1}"[^>]*><f>[^<]*</f><v>)[^<]*', rf"\g<1>{value}", text)
            if name == sheet
            else text
        )

    return lambda d: rewritten(d, change)


def test_a_list_whose_cells_were_changed_here_and_there_is_a_fault_and_no_crash(held):
    sheet = lay_out_workbook(load_named_form("xxgk"), REPORT).strips["申请"].register.sheet

    def change(book):
        written = [c for row in book[sheet].iter_rows() for c in row if c.value is not None]
        for cell in written[6:400:7]:
            cell.value = 3 if isinstance(cell.value, int | float) or str(cell.value).startswith("=") else "换"

    assert any(f.sheet == sheet for f in held(lambda d: edited(d, change)).findings)


def test_a_line_of_the_cover_in_our_own_words_that_was_not_drawn_is_a_fault(held):
    found = held(many({(COVER, "B33"): "1 处：表三 新收 自然人调为 9"}))
    (fault,) = [f for f in found.findings if (f.sheet, f.cell) == (COVER, "B33")]
    assert ("cell_differs", "error") == (fault.code, fault.severity)


SHOWN = {
    "a total": ("表三", "J7", 42, "表三 J7.*显示 42，按各单位的数应为 1$", "result_differs"),
    "a sum to adjust": (ADJUSTED, "D45", 42, "人工调整 D45.*显示 42，应为 [0-9]+$", "sum_differs"),
    "the cover's line of rules": (
        COVER,
        "B34",
        "伪造",
        "封面 B34（勾稽关系）：应为 28 条规则.*实为 伪造",
        "cell_differs",
    ),
    "a verdict": (CHECKS, "F12", "相符", "校验 F12（规则 .*）：显示 相符，按报告的数应为", "verdict_differs"),
}


@pytest.mark.parametrize("cell", SHOWN)
def test_what_a_formula_of_ours_only_shows_is_worked_out_again(held, cell):
    sheet, a1, value, told, code = SHOWN[cell]
    found = held(cached(sheet, a1, value))
    assert [f for f in found.findings if f.code == code and re.search(told, f.line)], found.faults


def test_an_adjustment_that_is_calculated_is_counted_and_noted(held):
    def change(name, text):
        made = re.sub(r'<c r="E20"( s="[0-9]+")/>', r'<c r="E20"\1><f>1+1</f><v>2</v></c>', text)
        return made if name == ADJUSTED else text

    (said,) = [f for f in held(lambda d: rewritten(d, change)).findings if f.code == "adjusted_by_formula"]
    assert ("warning", "1+1", "E20") == (said.severity, said.value, said.cell)
    assert said.line.endswith("：“调整为”是公式（=1+1），应直接填数")


def test_a_report_of_another_year_is_told_by_its_units_files(held):
    def change(book):
        book[COVER]["B7"] = "2023"
        book.custom_doc_props["toolkit.year"].value = "2023"
        for row in book[IDENTITY].iter_rows():
            row[1].value = "2023" if row[0].value == "year" else row[1].value

    found = held(lambda d: edited(d, change)).findings
    (said,) = [f for f in found if f.code == "files_of_another_period"]
    assert "文件是 2024 年度的，报告是 2023 年度的" in said.line
    assert ("2024", "2023", "error") == (said.value, said.expected, said.severity)


def test_what_no_unit_reported_is_said_to_be_the_office_s(tmp_path):
    """Without a lead office nobody reports requests: 表三 has no rows among the units', and is typed where it stands."""
    folder = make_work_folder(
        tmp_path / "w",
        Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2099-01-10"),
        VILLAGES[:1],
    )
    inbox = tmp_path / "件"
    inbox.mkdir()
    (inbox / "甲.xlsx").write_bytes(workbook(VILLAGES[0]))
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    path = merge_report(folder, None, NOW, quiet, partial=True).path
    assert [] == verify_report(path, inbox, NOW, quiet).faults
    path.write_bytes(edited(path.read_bytes(), lambda b: b["表三"].__setitem__("D7", 5)))
    found = verify_report(path, inbox, NOW, quiet)
    (said,) = [f for f in found.findings if f.code == "office_filled_in"]
    assert said.line.startswith("表三 D7")
    assert said.line.endswith("各单位都没有报，本机关填的是 5")
    assert said.line in found.notes


def test_what_was_compared_and_what_was_not_is_said_last(held):
    assert [PROVED, UNPROVED] == held().notes[-2:]
    for told in ("上年数据", "收到日期", "正文草稿", "toolkit receipt"):
        assert told in UNPROVED
