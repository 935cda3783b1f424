"""What a blank leaves open is answered in the definition workbook itself, and what was changed there by hand stays."""

import openpyxl
import pytest
from odd_blanks import ODD
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.definition_book.load_definition import definition_data
from toolkit.errors import WorkFolderError

QUESTIONS, ANSWER, KEY = "待确认", 5, 7
SUM_OF_COLUMNS, SUM_OF_ROWS = "“合计”等于", "“总计”等于"


def run(*words):
    return CliRunner().invoke(app, ["form", *map(str, words)])


@pytest.fixture
def blank(tmp_path):
    path = tmp_path / "人口.xlsx"
    path.write_bytes(ODD["names_alone"]())
    return path


@pytest.fixture
def book(blank, tmp_path):
    path = tmp_path / "表样.xlsx"
    assert 0 == run("adopt", blank, "-o", path).exit_code
    return path


def rules(path):
    return [r["must"] for r in definition_data(path.read_bytes(), path.name)["rule"]]


def rows_asked(sheet):
    return {
        sheet.cell(r, 2).value: r
        for r in range(1, sheet.max_row + 1)
        if (sheet.cell(r, KEY).value or "标识") != "标识"
    }


def answer(path, **answers):
    """Write answers into the sheet: by how what is asked begins."""
    opened = openpyxl.load_workbook(path)
    sheet = opened[QUESTIONS]
    for said, typed in answers.items():
        row = next(r for words, r in rows_asked(sheet).items() if words.startswith(said))
        sheet.cell(row, ANSWER).value = typed
    opened.save(path)


def change(path, sheet, find, head, value):
    """Write *value* below *head* in the row in which *find* stands."""
    opened = openpyxl.load_workbook(path)
    cells = opened[sheet]
    column = next(c.column for c in cells[3] if c.value == head)
    row = next(r for r in range(4, cells.max_row + 1) if find in [c.value for c in cells[r]])
    cells.cell(row, column).value = value
    opened.save(path)


def test_what_holds_until_answered_stands_there_and_what_needs_a_yes_is_blank(book):
    sheet = openpyxl.load_workbook(book)[QUESTIONS]
    said = {words: sheet.cell(r, ANSWER).value for words, r in rows_asked(sheet).items()}
    assert 8 == len(said)
    assert {None} == {v for words, v in said.items() if words.endswith("加一条规则")}
    assert {"是"} == {v for words, v in said.items() if not words.endswith("加一条规则")}
    assert sheet.column_dimensions["G"].hidden
    assert ["是,否"] == [v.formula1.strip('"') for v in sheet.data_validations.dataValidation]


def test_answers_in_the_sheet_become_rules_when_the_blank_is_read_again(blank, book):
    answer(book, **{SUM_OF_COLUMNS: "是", SUM_OF_ROWS: "否"})
    assert 0 == run("adopt", blank, "-o", book).exit_code
    assert "合计 = 男 + 女" in rules(book)
    assert not [r for r in rules(book) if r.startswith("[总计]")]
    sheet = openpyxl.load_workbook(book)[QUESTIONS]
    said = {words[:6]: sheet.cell(r, ANSWER).value for words, r in rows_asked(sheet).items()}
    assert ("是", "否") == (said["“合计”等于"], said["“总计”等于"])


def test_answers_may_be_taken_from_another_workbook(blank, book, tmp_path):
    answer(book, **{SUM_OF_COLUMNS: "是"})
    other = tmp_path / "另一份.toml"
    assert 0 == run("adopt", blank, "-o", other, "--answers", book).exit_code
    assert "合计 = 男 + 女" in rules(other)
    assert "合计 = 男 + 女" not in rules(book)


def test_a_form_is_told_by_row_what_was_not_answered_or_not_written(book):
    assert 3 == run("check", book).output.count("还没有答")
    answer(book, **{SUM_OF_COLUMNS: "是"})
    said = run("check", book)
    assert (0, 2) == (said.exit_code, said.output.count("还没有答"))
    assert "待确认 第 7 行：答了“是”，还没有照它重写" in said.output


def test_a_word_that_is_no_answer_is_refused_with_its_row(blank, book):
    answer(book, **{SUM_OF_COLUMNS: "也许"})
    before = book.read_bytes()
    said = run("adopt", blank, "-o", book)
    assert isinstance(said.exception, WorkFolderError)
    assert "待确认 第 7 行写的是“也许”" in str(said.exception)
    assert before == book.read_bytes()


def test_what_was_changed_by_hand_is_kept_and_said(blank, book):
    change(book, "行", "流动人口", "填报提示", "含外来务工")
    change(book, "表样", "版次", "内容", "2026")
    answer(book, **{SUM_OF_COLUMNS: "是"})
    said = run("adopt", blank, "-o", book)
    assert 0 == said.exit_code, said.exception
    assert "手改的都保留了（2）" in said.output
    data = definition_data(book.read_bytes(), book.name)
    assert "2026" == data["edition"]
    assert "含外来务工" in [r.get("help") for r in data["table"][1]["rows"]]
    assert "合计 = 男 + 女" in rules(book)
    assert "手改的都保留了（2）" in run("adopt", blank, "-o", book).output


def test_what_cannot_be_kept_is_refused_until_somebody_gives_it_up(blank, book, tmp_path):
    change(book, "列", "合计", "类型", "文字")
    answer(book, **{SUM_OF_COLUMNS: "是"})
    before = book.read_bytes()
    said = run("adopt", blank, "-o", book)
    assert isinstance(said.exception, WorkFolderError)
    assert "没有写" in str(said.exception)
    assert before == book.read_bytes()
    said = run("adopt", blank, "-o", book, "--anew")
    assert 0 == said.exit_code
    assert before == (tmp_path / "表样（重写前）.xlsx").read_bytes()
    assert "合计 = 男 + 女" in rules(book)


def test_a_workbook_that_came_from_no_blank_is_never_written_over(blank, tmp_path):
    other = tmp_path / "台账.xlsx"
    other.write_bytes(ODD["card"]())
    before = other.read_bytes()
    said = run("adopt", blank, "-o", other, "--anew")
    assert isinstance(said.exception, WorkFolderError)
    assert before == other.read_bytes()


def test_cells_nobody_understood_have_a_sheet_and_all_are_counted(tmp_path):
    path, book = tmp_path / "旬报.xlsx", tmp_path / "表样.xlsx"
    path.write_bytes(ODD["sums_that_miss"]())
    assert 0 == run("adopt", path, "-o", book).exit_code
    sheet = openpyxl.load_workbook(book)["没看懂的单元格"]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert ["旬报", "D6", "=VLOOKUP(A6,B3:C5,2)"] == rows[-1][:3]
    assert any("没看懂 1" in str(row[0]) for row in rows)


@pytest.mark.office
def test_answers_typed_in_another_program_are_read(blank, book, recalculated, tmp_path):
    answer(book, **{SUM_OF_COLUMNS: "是"})
    (saved,) = recalculated([book])
    assert 0 == run("adopt", blank, "-o", saved).exit_code
    assert "合计 = 男 + 女" in rules(saved)
