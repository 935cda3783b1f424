"""What somebody wrote into the report and the next merge could not keep: refused with its place, or told and kept beside."""

import json
import shutil

import openpyxl
import pytest
from draw import read
from forms import xxgk
from inbox import NOW, quiet
from openpyxl.comments import Comment
from township import merged_township
from typer.testing import CliRunner
from typing_in import edited

from toolkit.cli import app
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.layout import ADJUSTED, UNITS
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.merge import merge_report
from toolkit.merging.unkept_edits import UnkeptEditsError
from toolkit.sheets.by_unit_sheets import FIRST, NOTE, VALUE

FIGURE, TOTAL = Cell("表三", "新收", "科研机构"), Cell("表三", "新收", "总计")
CASES, DOCUMENTS = "复议诉讼", "文件总账"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The samples' township, merged once."""
    return merged_township(tmp_path_factory.mktemp("镇"))


@pytest.fixture
def folder(done, tmp_path):
    shutil.copytree(done.path, tmp_path / "w")
    return open_work_folder(tmp_path / "w")


def merged(folder, **more):
    return merge_report(folder, None, NOW, quiet, partial=False, **more)


def change(folder, edit):
    """Edit the report as a person would; return its bytes."""
    folder.report.write_bytes(edited(folder.report.read_bytes(), edit))
    return folder.report.read_bytes()


def adjusting(book, cell=FIGURE):
    """The row of a figure on 人工调整, as people count."""
    sheet = book[ADJUSTED]
    return next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == cell.name)


def adjust(value):
    def edit(book):
        for column, said in enumerate((value, "补登", "张某"), VALUE + 1):
            book[ADJUSTED].cell(adjusting(book), column).value = said

    return edit


def at(cell):
    return lay_out_workbook(xxgk(), REPORT).at[cell]


def to(sheet, a1, value):
    return lambda b: b[sheet].__setitem__(a1, value)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (to(CASES, "F7", "维持了"), ("复议诉讼 F7", "“维持了”不在选项里", "下拉列表")),
        (to(CASES, "D7", "约一月"), ("复议诉讼 D7", "应为日期，实为“约一月”")),
        (to("封面", "B17", "元月六日"), ("封面 B17", "应为日期，实为“元月六日”")),
        (adjust("约 7"), (ADJUSTED, "“调整为”应为数字，实为“约 7”")),
        (to("表三", at(TOTAL).a1, 99), (f"表三 {at(TOTAL).a1}", "应为 1，被改成了 99", ADJUSTED)),
        (to("表三", at(TOTAL).a1, "一件"), (f"表三 {at(TOTAL).a1}", "被改成了 一件", ADJUSTED)),
        (to("表三", at(FIGURE).a1, 8), (f"表三 {at(FIGURE).a1}", "应为 0，被改成了 8", ADJUSTED)),
        (to("上年数据", "C7", "没查到"), ("上年数据 C7", "实为“没查到”")),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(folder, edit, said):
    mine = change(folder, edit)
    for keep in (False, True):
        with pytest.raises(WorkFolderError, match="没有覆盖") as caught:
            merged(folder, keep_edits=keep)
        for text in said:
            assert text in str(caught.value)
        assert mine == folder.report.read_bytes()


def test_what_is_refused_has_its_code_and_cells(folder):
    change(folder, to("表三", at(TOTAL).a1, 99))
    with pytest.raises(UnkeptEditsError) as caught:
        merged(folder)
    (found,) = caught.value.findings
    assert ("report_formula_replaced", "99", "1") == (found.code, found.value, found.expected)
    assert (at(TOTAL),) == found.at


def test_every_place_is_named_at_once_and_what_was_cleared_again_is_the_units(folder):
    def several(value):
        def edit(book):
            for sheet, a1 in ((CASES, "F7"), ("表三", at(TOTAL).a1), ("表三", at(FIGURE).a1)):
                book[sheet][a1] = value

        return edit

    change(folder, several("约 8"))
    with pytest.raises(WorkFolderError) as caught:
        merged(folder)
    assert 3 == str(caught.value).count("约 8")
    change(folder, several(None))
    again = merged(folder)
    assert ((), None) == (again.lost, again.backup)
    assert again.merged.report.figures[TOTAL] == 1.0


def test_a_formula_replaced_by_what_it_comes_to_loses_nothing(folder):
    """Pasted as values: people do, and nothing is lost."""

    def edit(book):
        for cell, value in ((TOTAL, 1), (FIGURE, 0)):
            book[at(cell).sheet][at(cell).a1] = value

    change(folder, edit)
    assert () == merged(folder).lost


def test_an_adjustment_stored_as_text_is_read_and_told(folder):
    change(folder, adjust("6 件"))
    read_there = read(xxgk(), folder.report.read_bytes()).submission
    assert 6.0 == read_there.figures[FIGURE]
    made = merged(folder)
    assert 6.0 == made.merged.report.figures[FIGURE]
    (told,) = [f for f in made.findings if f.code == "cleaned"]
    assert (ADJUSTED, "6 件") == (told.sheet, told.value)
    sheet = openpyxl.load_workbook(folder.report)[ADJUSTED]
    row = next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == FIGURE.name)
    assert [6, "补登", "张某"] == [sheet.cell(row, VALUE + i).value for i in (1, 2, 3)]
    assert "cleaned" not in [f.code for f in merged(folder).findings]


def test_an_adjustment_that_is_no_number_is_told_above_and_the_figure_not_known(folder):
    data = change(folder, adjust("约七"))
    reading = read(xxgk(), data).submission
    assert FIGURE in reading.unread
    assert ["adjusted_unread"] == [f.code for f in reading.findings]


@pytest.mark.parametrize("cell", ["B5"])
def test_a_tick_taken_back_stays_away_and_one_set_stays(folder, cell):
    change(folder, to(DOCUMENTS, cell, None))
    for _ in range(2):
        assert "总账" not in merged(folder).merged.report.zero
    change(folder, to(DOCUMENTS, cell, "是"))
    assert "总账" in merged(folder).merged.report.zero


def test_a_list_emptied_and_ticked_is_empty_and_rows_take_the_tick_away(folder):
    strip = lay_out_workbook(xxgk(), REPORT).strips["案件"]

    def emptied(book):
        for column in range(1, 12):
            book[CASES].cell(strip.first + 1, column).value = None
        book[CASES][strip.tick.a1] = "是"

    change(folder, emptied)
    for _ in range(2):
        made = merged(folder).merged.report
        assert ("案件" in made.zero, made.rows.get("案件")) == (True, None)

    def filled(book):
        documents = lay_out_workbook(xxgk(), REPORT).strips["总账"]
        book[DOCUMENTS].cell(documents.first + 1, 1).value = "补登的办法"
        book[DOCUMENTS][documents.tick.a1] = None

    change(folder, filled)
    made = merged(folder).merged.report
    assert ("总账" in made.zero, len(made.rows["总账"])) == (False, 1)


def beside(book):
    book["表三"]["D7"].comment = Comment("问过了", "张")
    book["表二"]["A20"] = "请核对"
    book["封面"]["A40"] = "另有 5 件"
    book.create_sheet("我的底稿")["A1"] = "x"
    book["与上年对比"]["J6"] = "已核"
    book[ADJUSTED].cell(adjusting(book), VALUE + 2).value = "只有理由"
    book[UNITS].cell(12, 8).value = 77


@pytest.mark.promise("不会丢", "重新汇总时，报告里写过、新报告放不下的，列出来，原来的一份留在旁边")
def test_what_a_fresh_report_has_no_place_for_is_told_and_the_file_kept_beside(folder):
    mine = change(folder, beside)
    made = merged(folder)
    for said in (
        "D7“问过了”",
        "A20“请核对”",
        "A40“另有 5 件”",
        "“我的底稿”",
        "J6“已核”",
        "“只有理由”",
        "“77”",
    ):
        assert 1 == sum(said in line for line in made.lost), said
    assert f"{folder.report.stem}_合并前.xlsx" == made.backup.name
    assert mine == made.backup.read_bytes()
    assert ((), None) == ((again := merged(folder)).lost, again.backup)
    change(folder, to("表二", "A20", "又写"))
    second = merged(folder)
    assert f"{folder.report.stem}_合并前2.xlsx" == second.backup.name
    assert mine == made.backup.read_bytes()


def test_the_command_says_what_was_not_taken_over_and_where_the_file_is(folder):
    change(folder, beside)
    run = CliRunner().invoke(app, ["merge", "-w", str(folder.path)])
    assert "没有带到新的报告" in run.output
    assert "我的底稿" in run.output
    change(folder, beside)
    told = json.loads(CliRunner().invoke(app, ["merge", "--json", "-w", str(folder.path)]).output)
    assert any("我的底稿" in line for line in told["lost"])
    assert told["lost"] == [f["message"] for f in told["unkept"]]
    codes = {"report_comments_unkept", "report_sheet_unkept", "report_reason_unused", "report_cells_unkept"}
    assert codes == {f["code"] for f in told["unkept"]}
    assert told["backup"].endswith("_合并前2.xlsx") or told["backup"].endswith("_合并前.xlsx")


def test_without_the_report_as_it_was_made_what_stands_outside_is_still_told(folder, monkeypatch):
    monkeypatch.setattr("toolkit.merging.carry_edits.report_version_mark", lambda _: "没有这个标识")
    change(folder, beside)
    lost = (made := merged(folder)).lost
    assert "report_outside_unkept" in {f.code for f in made.unkept}
    assert any("请核对" in line for line in lost)
    assert any("我的底稿" in line for line in lost)


def test_an_adjusted_figure_stands_out_says_so_and_leads_to_its_record(folder):
    change(folder, adjust(6))
    merged(folder)
    book = openpyxl.load_workbook(folder.report)
    cell, plain = book[at(FIGURE).sheet][at(FIGURE).a1], book["表三"]["D8"]
    assert "【汇总注明】人工调整：各单位合计 0，调整为 6。补登（张某）。见“人工调整”" == cell.comment.text
    assert cell.fill.fgColor.rgb == plain.fill.fgColor.rgb, (
        "a note is no error: the county sees a figure like any other"
    )
    assert (cell.font, cell.border) != (plain.font, plain.border)
    assert plain.comment is None
    row = adjusting(book)
    assert f"'{ADJUSTED}'!E{row}" == book[UNITS].cell(row, NOTE + 1).hyperlink.location
    change(folder, to("表二", "A20", None))
    again = merged(folder)
    assert () == again.lost, "our own comments are no loss"


@pytest.mark.office
def test_saved_by_another_program_nothing_is_refused_or_lost(folder, recalculated):
    change(folder, adjust(6))
    merged(folder)
    (saved,) = recalculated([folder.report])
    folder.report.write_bytes(saved.read_bytes())
    made = merged(folder)
    assert ((), None) == (made.lost, made.backup)
