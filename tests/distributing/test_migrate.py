"""A form changed in mid-campaign: filled workbooks of the old edition are moved by key, or read as they are."""

import dataclasses
import json

import openpyxl
import pytest
from draw import draw, read, submission
from forms import NEW, NEW_HEAD, RULES_NEW, form
from township import opened_alone
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.collecting.collect import collect_submissions
from toolkit.distributing.migrate import migrate_workbooks
from toolkit.errors import WorkFolderError
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.xlsx.open_workbook import open_book


@pytest.fixture
def old():
    return form()


@pytest.fixture
def new():
    return form(NEW + RULES_NEW, NEW_HEAD)


MEN, WOMEN = Cell("人口", "户籍", "男"), Cell("人口", "户籍", "女")
GONE = Cell("人口", "常住", "男")


def filled(old, tmp_path, **more):
    """The old workbook filled in: 户籍 3 + 4, 常住 5 + 0, two rows in the list."""
    figures = {
        MEN: 3.0,
        WOMEN: 4.0,
        GONE: 5.0,
        Cell("人口", "常住", "女"): 0.0,
        Cell("封面", "填报人", "内容"): "某",
    }
    first = lay_out_workbook(old, "村").strips["台账"].first + 1
    rows = {
        "台账": (
            Row(first, {"号": "1", "日": "2024-03-01", "类": "甲", "额": 2.5}),
            Row(first + 1, {"号": "2", "类": "乙"}),
        )
    }
    path = tmp_path / "旧" / "001_甲村.xlsx"
    path.parent.mkdir()
    path.write_bytes(draw(old, dataclasses.replace(submission(old, "村", figures, rows=rows), **more)))
    return path


def test_figures_go_where_their_keys_are_now(old, new, tmp_path):
    path = filled(old, tmp_path)
    before = path.read_bytes()
    (made,) = migrate_workbooks([path], new, tmp_path / "新")
    back = read(new, made.path.read_bytes()).submission
    assert {MEN: 3.0, WOMEN: 4.0} == {c: v for c, v in back.figures.items() if c in (MEN, WOMEN)}
    assert "某" == back.figures[Cell("封面", "填报人", "内容")]
    assert [{"号": "1", "类": "甲", "额": 2.5}, {"号": "2"}] == [r.values for r in back.rows["台账"]]
    assert ("2", new.fingerprint("村"), "001", "甲村") == (
        back.who.edition, back.who.fingerprint, back.who.unit, back.who.name,
    )  # fmt: skip
    assert before == path.read_bytes()


def test_what_found_no_place_is_listed_and_what_is_new_too(old, new, tmp_path):
    (made,) = migrate_workbooks([filled(old, tmp_path)], new, tmp_path / "新")
    left = {(f.code, f.label, f.value) for f in made.left}
    assert ("not_placed", "人口.常住.男", "5") in left
    assert ("not_placed", "台账.日", "45352") in left
    assert any(code == "not_an_option" and value == "乙" for code, _, value in left), "an option that is gone"
    assert 3 == len(left), "a 0 and a formula are nobody's work"
    assert ("流动·女", "流动·男", "流动·合计") == made.new


def test_what_could_not_be_read_stands_in_the_new_workbook_as_it_was_typed(old, new, tmp_path):
    path = filled(old, tmp_path)
    book = openpyxl.load_workbook(path)
    at = lay_out_workbook(old, "村").at[MEN]
    book["表"][at.a1] = "十二"
    book.save(path)
    (made,) = migrate_workbooks([path], new, tmp_path / "新")
    sheet, at = open_book(made.path.read_bytes()).sheet("表"), lay_out_workbook(new, "村").at[MEN]
    assert "十二" == sheet.cells[at.row, at.column].raw
    list_sheet = open_book(made.path.read_bytes()).sheet("簿")
    assert "乙" in {c.raw for c in list_sheet.cells.values()}


def test_rows_pushed_down_in_the_old_workbook_are_found_by_name(old, new, tmp_path):
    from toolkit.foreign.older_edition import layout_by_names
    from toolkit.form.grounding import ground_form

    path = filled(old, tmp_path)
    book = open_book(path.read_bytes())
    at = lay_out_workbook(old, "村").at
    found = layout_by_names(ground_form(new, "村"), book)
    assert {c: at[c] for c in found.at} == found.at
    assert set(found.at) == set(at) & set(new.cells_of("村"))


def test_an_accepted_edition_is_read_and_told(old, new, tmp_path):
    path = filled(old, tmp_path)
    (file,) = collect_submissions(
        [path.parent], None, new, "2025-01-01T00:00:00+00:00", lambda *_: None
    ).files
    codes = [f.code for f in file.findings]
    assert 1 == codes.count("older_edition")
    assert {MEN: 3.0, WOMEN: 4.0} == {
        c: v for c, v in opened_alone(path, new).figures.items() if c.table == "人口"
    }
    assert "rule_broken" not in codes, "what that edition did not ask for breaks no rule"
    counted = file.submission.account
    assert "moved" not in codes
    assert (
        counted["asked"]
        == sum(counted[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood"))
        == (1 + 2 + 1 + 2 * 4)
    ), "填报人, the two figures, the tick, two rows of four columns both editions have"


def test_an_edition_nobody_accepts_is_returned(old, new, tmp_path):
    path = filled(old, tmp_path)
    strict = dataclasses.replace(new, accepts=())
    (file,) = collect_submissions(
        [path.parent], None, strict, "2025-01-01T00:00:00+00:00", lambda *_: None
    ).files
    assert ["wrong_form"] == [f.code for f in file.findings]


def test_a_deleted_cell_is_told_and_a_number_beside_the_form_too(old, new, tmp_path):
    path = filled(old, tmp_path)
    book = openpyxl.load_workbook(path)
    book.defined_names[MEN.name].value = "#REF!"
    book["表"]["Z30"] = 99
    book.save(path)
    (file,) = collect_submissions(
        [path.parent], None, new, "2025-01-01T00:00:00+00:00", lambda *_: None
    ).files
    found = {f.code: f for f in file.findings}
    assert ("cell_deleted", "户籍·男") == (found["cell_deleted"].code, found["cell_deleted"].label)
    assert "Z30“99”" in found["outside"].value
    assert MEN in opened_alone(path, new).unread
    assert "returned" == file.outcome


def test_files_there_is_nothing_to_move_in_say_why(old, new, tmp_path):
    current = tmp_path / "现.xlsx"
    current.write_bytes(draw(new, submission(new, "村")))
    odd = tmp_path / "照片.xlsx"
    odd.write_bytes(b"\x89PNG\r\n\x1a\n")
    foreign = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(foreign)
    said = [(m.path, m.why) for m in migrate_workbooks([current, odd, foreign], new, tmp_path / "新")]
    assert [None] * 3 == [p for p, _ in said]
    assert "已经是 2 版，不用转" == said[0][1]
    assert "图片" in said[1][1]
    assert "不是这个表样的工作簿" == said[2][1]


def test_an_original_is_never_overwritten(old, new, tmp_path):
    path = filled(old, tmp_path)
    with pytest.raises(WorkFolderError, match="不能覆盖原件"):
        migrate_workbooks([path], new, path.parent)


def test_the_command_lists_what_it_did(old, tmp_path):
    path, strange = filled(old, tmp_path), tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(strange)
    run = CliRunner().invoke(app, ["migrate", str(strange), "-o", str(tmp_path / "新"), "--json"])
    assert 1 == run.exit_code, run.output
    (told,) = json.loads(run.output)
    assert (None, "不是这个表样的工作簿") == (told["path"], told["reason"])
    run = CliRunner().invoke(app, ["migrate", str(path), "-o", str(tmp_path / "新"), "--json"])
    assert "用的表样是 t，这里没有" in str(run.exception)
