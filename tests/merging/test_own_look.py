"""Merging fills the adopted blank beside the report, again at every merge; what somebody changed in it is kept and told."""

import io
import json

import openpyxl
import pytest
from adopted_blanks import BLANKS, collected_folder
from form_chain import toolkit
from parts import parts as members_of

from toolkit.folder.work_folder import OWN_LOOK, own_look_path
from toolkit.form.grounding import ground_form
from toolkit.form.layout import column_letters
from toolkit.form.model import REPORT
from toolkit.merging.own_look import ADDED_SHEETS
from toolkit.reading.identity import identify_workbook
from toolkit.xlsx.open_workbook import open_book

GRAFTED = {
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    """Each blank's work folder, what its units typed, and what merging said."""
    made = {}

    def merge(name):
        if name not in made:
            folder, typed = collected_folder(name, tmp_path_factory.mktemp("adopted"))
            said = json.loads(toolkit("merge", "-w", folder.path, "--partial", "--json"))
            made[name] = folder, typed, said
        return made[name]

    return merge


def look_of(folder):
    return own_look_path(folder.report)


@pytest.mark.parametrize("name", BLANKS)
def test_the_filled_blank_holds_what_the_units_add_up_to(merged, name):
    folder, typed, said = merged(name)
    assert said["missing"] == []
    assert said["look"]["path"] == str(look_of(folder))
    assert said["look"]["kept"] == said["look"]["theirs"] == said["look"]["left_out"] == []
    shown = openpyxl.load_workbook(look_of(folder), data_only=True)
    form, grounded = folder.form, ground_form(folder.form, REPORT, "township")
    added = [c for c in next(iter(typed.values())) if grounded.way(c) == "sum"]
    for cell in added:
        table, row, column = form.table(cell.table), form.row(cell), form.column(cell)
        sheet = shown[next(s.blank_sheet for s in form.sheets if s.id == table.sheet)]
        total = round(sum(t[cell] for t in typed.values()), 6)
        if not table.by_unit:
            assert round(sheet[f"{column.place}{row.place}"].value or 0, 6) == total, cell
            continue
        rows = {sheet.cell(r, 2).value: r for r in range(table.rows_at.first, table.rows_at.last + 3)}
        for unit, numbers in typed.items():
            assert sheet[f"{column.place}{rows[unit]}"].value == numbers[cell], (unit, cell)
    for register in form.registers:
        sheet, first = shown[register.sheet], register.rows_at.first
        letter = register.anchor.place
        written = [sheet[f"{letter}{r}"].value for r in range(first, first + 9 * len(typed))]
        assert len(set(written)) == 9 * len(typed)
        assert said["look"]["rows"] == {register.title: 9 * len(typed)}


@pytest.mark.parametrize("name", BLANKS)
def test_what_was_not_written_is_byte_equal_and_sheets_that_trace_the_figures_stand_behind(merged, name):
    folder, _, _ = merged(name)
    data = look_of(folder).read_bytes()
    before, after = members_of(BLANKS[name].read_bytes()), members_of(data)
    own, book = openpyxl.load_workbook(BLANKS[name]), openpyxl.load_workbook(io.BytesIO(data))
    report = openpyxl.load_workbook(folder.report)
    assert book.sheetnames == [*own.sheetnames, *(s for s in report.sheetnames if s in ADDED_SHEETS)]
    used = {s.blank_sheet for s in folder.form.sheets}
    touched = GRAFTED | {f"xl/worksheets/sheet{i}.xml" for i, s in enumerate(own.sheetnames, 1) if s in used}
    assert [n for n, data in before.items() if n not in touched and after[n] != data] == []
    moved = any(t.by_unit for t in folder.form.tables)  # a row was put in for a unit the blank does not print
    for sheet in () if moved else own:
        same = book[sheet.title]
        assert set(map(str, sheet.merged_cells.ranges)) == set(map(str, same.merged_cells.ranges))
        formulas = [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        assert [same[c.coordinate].value for c in formulas] == [c.value for c in formulas]
    for added in (s for s in ADDED_SHEETS if s in book.sheetnames):
        assert not [c for row in book[added].iter_rows() for c in row if c.data_type == "f"]


def test_it_says_of_itself_what_it_is_and_is_taken_for_no_submission(merged):
    folder, _, _ = merged("c4_隐患排查月报")
    book = open_book(look_of(folder).read_bytes())
    assert book.properties["toolkit.kind"] == REPORT
    assert book.properties["toolkit.unit"] == "410308105"
    assert book.properties["toolkit.look"] == folder.report.name
    who, findings = identify_workbook(book)
    assert who is None
    assert [f.code for f in findings] == ["own_look"]
    inbox = folder.path.parent / "又收"
    inbox.mkdir()
    (inbox / "表.xlsx").write_bytes(look_of(folder).read_bytes())
    told = json.loads(toolkit("collect", inbox, "-w", folder.path, "--json"))
    assert [f["outcome"] for f in told["files"]] == ["not_a_submission"]


def test_the_same_again_is_the_same_file_and_one_somebody_changed_is_kept(merged):
    folder, _, _ = merged("c4_隐患排查月报")
    path = look_of(folder)
    toolkit("merge", "-w", folder.path)
    first = path.read_bytes()
    again = json.loads(toolkit("merge", "-w", folder.path, "--json"))["look"]
    assert (again["edited"], path.read_bytes()) == (None, first)
    book = openpyxl.load_workbook(path)
    book["统计表"]["A20"] = "我写的"
    book.save(path)
    changed = path.read_bytes()
    told = toolkit("merge", "-w", folder.path)
    assert "上次汇总以后有人改过" in told
    (kept,) = [p for p in folder.path.iterdir() if OWN_LOOK in p.name and p != path]
    assert kept.read_bytes() == changed
    assert path.read_bytes() == first


def test_into_fills_the_blank_somebody_saved_again_by_its_places(merged, tmp_path):
    folder, _, _ = merged("c6_规范性文件清理")
    given = tmp_path / "上级发的.xlsx"
    openpyxl.load_workbook(BLANKS["c6_规范性文件清理"]).save(given)
    said = json.loads(toolkit("merge", "-w", folder.path, "--partial", "--into", given, "--json"))["into"]
    (register,) = folder.form.registers
    assert said["rows"] == {register.title: 27}
    sheet = openpyxl.load_workbook(said["path"])[register.sheet]
    column = column_letters(1)
    assert sheet[f"{column}30"].value == "文件名称3-8"
    assert sheet["A31"].value.startswith("注：")
