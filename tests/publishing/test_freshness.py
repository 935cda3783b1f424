"""A report, and all that was made from it, is held against what merging would come to now: stale data never passes."""

import json
import shutil

import pytest
from forms import xxgk
from later import (
    BOARDS,
    LATER,
    NAME,
    VILLAGE,
    edit_file,
    folder,
    more_boards,
    put_in,
    sample,
    send_later,
    set_cells,
    told,
    toolkit,
    township_reported,
    write_report,
)
from township import NOW, last_year, quiet

from toolkit.author.samples import samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import SETTINGS, open_work_folder
from toolkit.form.layout import ADJUSTED
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Sighting
from toolkit.merging.merge import merge_report
from toolkit.merging.merge_basis import parse_merge_basis
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.compose import write_report_documents
from toolkit.publishing.freshness import open_report_in_folder, report_freshness
from toolkit.reading.identity import ledger_head_of_report
from toolkit.sheets.by_unit_sheets import FIRST
from toolkit.xlsx.open_workbook import open_book

__all__ = ["folder", "township_reported"]


def fresh(folder):
    return report_freshness(folder, open_report_source(folder.report, folder.form))


def check_before_publishing(folder, *more):
    done = toolkit(folder, "report", "--publish-check", "--json", *more)
    points = {p["name"]: p for p in json.loads(done.stdout)["points"]}
    return done.exit_code, points


def word(folder):
    return next(folder.path.glob("*年度报告.docx"))


def merge_again(folder, *more):
    done = toolkit(folder, "merge", *more)
    assert done.exit_code in (0, 1), told(done)
    assert open_work_folder(folder.path).report.is_file()


# a unit's newer data


def test_newer_data_of_a_unit_is_told_by_whatever_is_made_from_the_report(folder):
    code, points = check_before_publishing(folder)
    assert (0, "holds") == (code, points["数是最新的"]["state"])
    more_boards(folder)
    said = f"有 1 个单位的数变了（{NAME}），先运行 toolkit merge"
    refused = toolkit(folder, "report")
    assert isinstance(refused.exception, WorkFolderError)
    assert said in told(refused)
    assert "工作情况 B15（公开栏）由 2 改为 5" in told(refused)
    code, points = check_before_publishing(folder)
    assert (1, "open", said) == (code, points["数是最新的"]["state"], points["数是最新的"]["few"])
    assert [f"{NAME}：工作情况 B15（公开栏）由 2 改为 5"] == points["数是最新的"]["open"]
    for file in (folder.report, word(folder), word(folder).with_suffix(".html")):
        done = toolkit(folder, "check", file)
        assert 1 == done.exit_code
        assert said in told(done)
    done = toolkit(folder, "publish")
    assert 1 == done.exit_code
    assert said in told(done)
    write_report(folder)
    assert (0, "holds") == (check_before_publishing(folder)[0], points_of(folder)["数是最新的"]["state"])


def points_of(folder):
    return check_before_publishing(folder)[1]


def test_the_same_data_again_makes_nothing_stale(folder, tmp_path):
    before = head(folder)
    collect_submissions([samples_folder() / "第二轮"], folder, folder.form, NOW, quiet)
    assert before == head(folder)
    shutil.copytree(samples_folder() / "第二轮", tmp_path / "别处")
    collect_submissions([tmp_path / "别处"], folder, folder.form, NOW, quiet)
    send_later(folder, sample("西滩村"), lambda _: None)  # saved again, and nothing else
    assert before != head(folder), "it was seen, and that is on record"
    assert fresh(folder).fresh, fresh(folder)
    assert 0 == toolkit(folder, "report").exit_code


def head(folder):
    with Ledger.open(folder.ledger) as ledger:
        return ledger.head()


def test_the_workbook_and_its_version_carry_the_ledger_s_head(folder):
    with Ledger.open(folder.ledger) as ledger:
        assert ledger.head() == ledger_head_of_report(open_book(folder.report.read_bytes()))
        assert ledger.head() == parse_merge_basis(ledger.versions()[-1].basis).head


def test_what_does_not_go_into_the_report_makes_nothing_stale(folder):
    send_later(folder, sample("西滩村"), set_cells("封面", B14="另一个人"))
    assert fresh(folder).fresh


def test_a_text_that_changed_is_no_number_that_changed(folder):
    at = lay_out_workbook(xxgk(), "党政办").at[Cell("文字", "主动公开", "内容")]
    lead = "党政办公室（样例）"
    send_later(folder, sample("党政办公室"), set_cells(at.sheet, **{at.a1: "换了一种说法。"}))
    assert f"有 1 个单位的文字、说明、审核或名册变了（{lead}），先运行 toolkit merge" == fresh(folder).said
    send_later(
        folder, sample("西滩村"), set_cells("五、问题与措施", A7="换了一种说法"), "又.xlsx", LATER + 100
    )
    assert f"有 1 个单位的数变了（{NAME}），有 1 个单位的文字" in fresh(folder).said, (
        "a row of a list is another"
    )


# what the office decides, and where it says so


def exclude(folder):
    toolkit(folder, "exclude", "410308105002_西滩村_改.xlsx", "--why", "填的是上半年数")


def prefer(folder):
    old = next((samples_folder() / "第一轮").glob("*东岭村*"))
    path = send_later(folder, old, set_cells("工作情况", B15=9), when=1_000_000_000)
    assert fresh(folder).fresh, "an older file changes nothing"
    collect_submissions([path.parent], folder, folder.form, NOW, quiet, [path])


def add_unit(folder):
    assert 0 == toolkit(folder, "roster", "add", "410308105099", "新村", "村社区").exit_code


def excuse(folder):
    assert 0 == toolkit(folder, "roster", "excuse", VILLAGE, "--why", "撤并").exit_code


def rename(folder):
    assert 0 == toolkit(folder, "roster", "rename", VILLAGE, "西滩社区").exit_code


def put_last_year(folder):
    last_year(folder, 自然人=2)


def switch_a_rule(folder):
    path = folder.path / SETTINGS
    text = '\n[rules]\nI9 = { severity = "off", why = "县里另行核对" }\n'
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def rename_the_office(folder):
    path = folder.path / SETTINGS
    text = path.read_text(encoding="utf-8").replace("白鹤镇人民政府（样例）", "白鹤街道办事处（样例）")
    path.write_text(text, encoding="utf-8")


def sign_then_take_back(folder):
    assert 0 == toolkit(folder, "sign", VILLAGE, "--by", "张三", "--on", "2025-01-12").exit_code
    assert fresh(folder).fresh, "examined afterwards, the figures are what they were"
    write_report(folder)
    more_boards(folder)
    assert fresh(folder).fresh, "a later file waits for who examined the one before"
    assert 0 == toolkit(folder, "unsign", VILLAGE, "--why", "村里来更正").exit_code


def sign_and_only_take_back(folder):
    toolkit(folder, "sign", VILLAGE, "--by", "张三", "--on", "2025-01-12")
    write_report(folder)
    toolkit(folder, "unsign", VILLAGE, "--why", "签错了人")


DECIDED = {
    "a file is left out": (exclude, f"有 1 个单位的数变了（{NAME}）"),
    "another file is preferred": (prefer, "有 1 个单位的数变了（东岭村（样例））"),
    "a unit is added": (add_unit, "有 1 个单位的文字、说明、审核或名册变了（新村）"),
    "a unit is excused": (excuse, f"有 1 个单位的数变了（{NAME}）"),
    "a unit is renamed": (rename, "西滩社区"),
    "last year's report comes": (put_last_year, "上年报告变了"),
    "a rule is switched": (switch_a_rule, "规则或表样改了"),
    "the office is renamed": (rename_the_office, "机关的名称或层级改了"),
    "an examination is taken back, and a later file takes over": (
        sign_then_take_back,
        f"有 1 个单位的数变了（{NAME}）",
    ),
    "an examination is taken back": (sign_and_only_take_back, "审核"),
}


@pytest.mark.parametrize("way", DECIDED)
def test_whatever_changes_what_merging_comes_to_makes_the_report_stale(folder, way):
    change, said = DECIDED[way]
    change(folder)
    now = open_work_folder(folder.path)
    found = report_freshness(now, open_report_source(next(folder.path.glob("*2024年度报告.xlsx")), now.form))
    assert found.stale
    assert said in found.said
    assert "toolkit merge" in found.said


def test_a_permission_given_or_taken_back_is_told(folder):
    def broken(book):
        book["工作情况"]["B23"] = 17  # more answered than came in

    more_boards(folder)
    send_later(folder, sample("西滩村"), broken, "错.xlsx", LATER + 100)
    assert "现在没有计入" in fresh(folder).details[0]
    assert 0 == toolkit(folder, "permit", VILLAGE, "S1", "--why", "上年收到的今年答复").exit_code
    write_report(folder)
    assert fresh(folder).fresh
    assert 0 == toolkit(folder, "permit", VILLAGE, "S1", "--undo").exit_code
    assert f"有 1 个单位的数变了（{NAME}）" in fresh(folder).said


def test_files_read_by_other_rules_are_to_be_collected_first(folder):
    switch_a_rule(folder)
    now = open_work_folder(folder.path)
    merge_again(now)
    found = fresh(now)
    assert "还没有按现在的规则、表样和认领再审核" in found.said
    assert found.said.index("toolkit collect") < found.said.index("toolkit merge")
    collect_submissions([samples_folder() / "第二轮"], now, now.form, NOW, quiet)
    merge_again(now)
    assert fresh(now).fresh, fresh(now)


def test_a_run_that_was_cut_off_is_neither_merged_nor_published(folder):
    with Ledger.open(folder.ledger) as ledger:
        sha256 = ledger.standing()[0].sha256
        sighting = Sighting(sha256, "别处/断电.xlsx", 1.0, "", "[]", ledger.next_run(), NOW)
        ledger.receive(sighting, None)
    assert "没有运行完" in fresh(folder).said
    with pytest.raises(WorkFolderError, match="toolkit collect"):
        merge_report(folder, None, NOW, quiet, partial=False)
    collect_submissions([samples_folder() / "第二轮"], folder, folder.form, NOW, quiet)
    assert fresh(folder).fresh


def test_the_roster_as_it_is_now_says_what_fits(folder):
    """A unit whose kind was put right after collecting is held to it by the next merge, without collecting again."""
    from toolkit.folder import roster_workbook
    from toolkit.folder.work_folder import ROSTER

    def change(book):
        sheet = book.worksheets[0]
        row = next(r for r in sheet.iter_rows() if any(c.value == VILLAGE for c in r))
        kind = next(c for c in row if c.value == "村社区")
        kind.value = "站所"

    edit_file(folder.path / ROSTER, change)
    assert "站所" in {
        u.kind
        for u in roster_workbook.read_roster_workbook((folder.path / ROSTER).read_bytes(), folder.kinds())
    }
    assert f"有 1 个单位的数变了（{NAME}）" in fresh(folder).said
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert [VILLAGE] == [u.unit.code for u in made.missing]


# the workbook itself


def test_what_was_edited_since_is_to_be_merged_before_publishing(folder):
    edit_file(folder.report, put_in)
    written = toolkit(folder, "report")
    assert 0 == written.exit_code, "what was put in counts, and the document says it"
    assert "报告改过（或另存过）以后没有再汇总，先运行 toolkit merge" in told(written)
    code, points = check_before_publishing(folder)
    assert (1, "open") == (code, points["数是最新的"]["state"])
    write_report(folder)
    assert fresh(folder).fresh
    assert 0 == check_before_publishing(folder)[0]


def test_an_earlier_version_is_no_fresh_one(folder, tmp_path):
    first = folder.report.read_bytes()
    edit_file(folder.report, put_in)
    write_report(folder)
    folder.report.write_bytes(first)
    assert "后来又汇总过" in fresh(folder).said
    assert not fresh(folder).stale, "the units say what they said"
    assert 1 == check_before_publishing(folder)[0]


def test_a_workbook_nobody_knows_here_is_said_to_be_so(folder, tmp_path):
    away = tmp_path / "别处"
    away.mkdir()
    for path in (folder.report, word(folder)):
        shutil.copy(path, away)
    done = toolkit_nowhere("report", away / folder.report.name, "--publish-check", "--json")
    points = {p["name"]: p["state"] for p in json.loads(done.stdout)["points"]}
    assert ("know", 0) == (points["数是最新的"], done.exit_code)
    more_boards(folder)
    done = toolkit(folder, "report", away / folder.report.name, "--publish-check")
    assert f"有 1 个单位的数变了（{NAME}）" in told(done), "named with its work folder it is held against it"


def toolkit_nowhere(*arguments):
    from typer.testing import CliRunner

    from toolkit.cli import app

    return CliRunner().invoke(app, list(map(str, arguments)))


# what was made from it


def test_a_document_of_an_earlier_merge_is_told_although_the_workbook_is_fresh(folder):
    send_later(folder, sample("西滩村"), set_cells("工作情况", B15=2, B16=3))
    merge_again(folder)
    done = toolkit(folder, "check", word(folder))
    assert 1 == done.exit_code
    assert "是按以前的汇总写的，先运行 toolkit report" in told(done)
    code, points = check_before_publishing(folder)
    assert (1, "open") == (code, points["与汇总工作簿一致"]["state"])
    assert "2 份是按以前的汇总写的" in points["与汇总工作簿一致"]["few"]


def test_a_document_under_another_name_is_held_against_the_workbook_too(folder, tmp_path):
    mine = folder.path / "年报定稿.docx"
    shutil.copy(word(folder), mine)
    assert 0 == toolkit(folder, "check", mine).exit_code
    more_applications(folder)
    merge_again(folder)
    done = toolkit(folder, "check", mine)
    assert 1 == done.exit_code
    assert "个数与汇总工作簿不同" in told(done)


def more_applications(folder):
    """The lead office registers another request."""

    def change(book):
        sheet = book["依申请公开台账"]
        for cell in sheet[7]:
            cell.offset(2).value = cell.value
        sheet["A9"] = "2024-003"

    send_later(folder, sample("党政办公室"), change)


def test_a_form_filled_from_an_earlier_merge_is_not_sent_on(folder, tmp_path):
    form = tmp_path / "上级.xlsx"
    shutil.copy(folder.report, form)
    done = toolkit(folder, "merge", "--into", form)
    assert 0 == done.exit_code, told(done)
    filled = next(folder.path.glob("上级_已填*"))
    assert 0 == toolkit(folder, "report", "--publish-check").exit_code
    more_boards(folder)
    assert "有 1 个单位的数变了" in told(toolkit(folder, "check", filled))
    done = toolkit(folder, "merge")
    assert f"填好的上级表格 {filled.name} 是按以前的汇总写的，先运行 toolkit merge --into" in told(done)
    assert 1 == toolkit(folder, "check", filled).exit_code
    toolkit(folder, "report")
    assert "know" == points_of(folder)["由报告写出的其他文件"]["state"]


# what cannot be read


UNREAD = {
    "a number with words": (set_cells("表三", D7="12件左右"), "表三 D7", "人工调整"),
    "a sheet taken out": (lambda book: book.__delitem__("表四"), "表四：缺少工作表", "toolkit merge"),
    "another number in the place of a sum": (set_cells("表三", D7=5), "表三 D7", "恢复原来的公式"),
    "a part that is a word": (set_cells("分单位数据", H5="五个"), "分单位数据", "只填数字"),
    "an adjustment nobody can read": (
        lambda book: (put_in(book), set_word(book)),
        ADJUSTED,
        "“调整为”应为数字",
    ),
    "last year's figures": (set_cells("上年数据", C6="三件上下"), "上年数据 C6", "请改填 3"),
}


def set_word(book):
    sheet = book[ADJUSTED]
    row = next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == BOARDS)
    sheet.cell(row, 5).value = "四十上下"


@pytest.mark.parametrize("way", UNREAD)
def test_what_was_not_read_is_not_published(folder, way, tmp_path):
    change, place, remedy = UNREAD[way]
    documents = {p: p.read_bytes() for p in folder.path.glob("*年度报告.*") if p.suffix != ".xlsx"}
    edit_file(folder.report, change)
    refused = toolkit(folder, "report")
    assert isinstance(refused.exception, WorkFolderError), told(refused)
    assert place in told(refused)
    assert remedy in told(refused)
    assert documents == {p: p.read_bytes() for p in documents}, "nothing was written"
    with pytest.raises(WorkFolderError, match=place.partition("：")[0]):
        write_report_documents(open_report_in_folder(folder.report, None), tmp_path, None, "")
    code, points = check_before_publishing(folder)
    point = points["汇总工作簿的勾稽关系"]
    assert (1, "open") == (code, point["state"])
    assert any(place in line for line in point["open"])


def test_a_row_of_a_register_that_no_longer_is_what_the_table_counts_is_seen(folder, tmp_path):
    edit_file(folder.report, set_cells("依申请公开台账", D7="商业企业"))
    point = check_before_publishing(folder)[1]["汇总工作簿的勾稽关系"]
    assert "open" == point["state"]
    assert "表三 D7（一、本年新收政府信息公开申请数量·自然人）应为 0，实为 1" in point["open"][0]
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert ["list_differs"] == [f.code for f in made.findings if f.severity == "warning"], (
        "merging says so too"
    )
    assert 1 == check_before_publishing(folder)[0]
