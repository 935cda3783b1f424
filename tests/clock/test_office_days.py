"""调休: what an office says of days, as text, table or workbook, and every fault in it at once."""

import datetime
import io

import openpyxl
import pytest

from toolkit.clock.office_days import read_working_days
from toolkit.errors import WorkFolderError

DAY = datetime.date.fromisoformat


def test_without_a_file_there_is_what_was_told(tmp_path):
    assert read_working_days(tmp_path) == read_working_days(None)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_of_text_is_read_in_whatever_encoding(tmp_path, encoding):
    said = "日期,上班或放假\n2031年1月1日,放假\n2031-01-29至2031-02-03,放假\n2031-01-25,上班\n2031,齐全\n"
    (tmp_path / "调休.csv").write_bytes(said.encode(encoding))
    days = read_working_days(tmp_path)
    assert not days.is_working(DAY("2031-01-30"))
    assert days.is_working(DAY("2031-01-25"))
    assert days.is_known(2031)


def test_a_workbook_is_read_days_as_days_and_days_as_text(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["日期", "上班或放假"],
        [datetime.date(2031, 1, 1), "放假"],
        ["2031.2.3", "放假"],
        [2031, "齐全"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "调休.xlsx").write_bytes(out.getvalue())
    days = read_working_days(tmp_path)
    assert not days.is_working(DAY("2031-02-03"))
    assert days.is_known(2031)


def test_the_settings_way_of_writing_is_read(tmp_path):
    (tmp_path / "调休.toml").write_text(
        '"放假" = [2031-01-01]\n"上班" = ["2031-01-04"]\n"齐全" = [2031]\n', encoding="utf-8"
    )
    days = read_working_days(tmp_path)
    assert days.is_working(DAY("2031-01-04"))
    assert days.is_known(2031)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2031-02-30,放假", "没有这一天"),
        ("2月3日,放假", "没有写年份"),
        ("2031-02-03,放\n", "应为 放假、上班、齐全 之一"),
        ("2031,齐全", "却没有列出放假的日子"),
        ("2031-01-01,放假\n2031-01-01,上班", "又写了上班，又写了放假"),
        ("2031-02-03至2031-01-01,放假", "起止写反了"),
        (",放假", "没有填日期"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_guessed(tmp_path, said, told):
    (tmp_path / "调休.csv").write_text(f"日期,上班或放假\n{said}\n", encoding="utf-8")
    with pytest.raises(WorkFolderError, match=told):
        read_working_days(tmp_path)


def test_two_files_are_asked_about(tmp_path):
    for name in ("调休.csv", "调休.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(WorkFolderError, match="有几份调休"):
        read_working_days(tmp_path)


def test_a_single_day_need_not_stand_in_a_list(tmp_path):
    (tmp_path / "调休.toml").write_text('"放假" = 2031-03-03\n', encoding="utf-8")
    assert not read_working_days(tmp_path).is_working(DAY("2031-03-03"))


def test_days_of_another_year_or_working_ones_do_not_make_a_year_whole(tmp_path):
    said = "日期,上班或放假\n2030-01-01,放假\n2031-01-04,上班\n2031,齐全\n"
    (tmp_path / "调休.csv").write_text(said, encoding="utf-8")
    with pytest.raises(WorkFolderError, match="2031 年写了齐全"):
        read_working_days(tmp_path)


@pytest.mark.parametrize(("last", "fits"), [("2031-03-01", True), ("2031-03-02", False)])
def test_a_line_speaks_of_sixty_days_at_most(tmp_path, last, fits):
    (tmp_path / "调休.csv").write_text(f"日期,上班或放假\n2031-01-01至{last},放假\n", encoding="utf-8")
    if fits:
        days = read_working_days(tmp_path)
        assert not any(days.own[DAY(d)] for d in ("2031-01-01", "2031-01-02", last))
        assert 60 == len(days.own)
    else:
        with pytest.raises(WorkFolderError, match="太长"):
            read_working_days(tmp_path)
