"""Settings are changed a line each, where they stand, and never to what cannot be read."""

import tomllib

import pytest
from inbox import OFFICE_OF_TESTS, UNITS

from toolkit.distributing.distribute import distribute_workbooks
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import SETTINGS, make_work_folder, open_work_folder
from toolkit.steps.office_settings import change_settings, save_settings_text, show_settings_to_edit

NOW = "2025-01-09T08:00:00+00:00"


@pytest.fixture
def folder(tmp_path):
    return make_work_folder(tmp_path / "w", OFFICE_OF_TESTS, UNITS)


def text_of(folder):
    return (folder.path / SETTINGS).read_text(encoding="utf-8")


def test_a_deadline_is_changed_in_its_line_and_all_else_stays(folder):
    before = text_of(folder).split("\n")
    assert ("统一截止日期：2099-01-10 → 2099-02-01",) == change_settings(folder, {"deadline": "2099年2月1日"})
    after = text_of(folder).split("\n")
    differs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [a.replace("2099-01-10", "2099-02-01") for a, _ in differs] == [b for _, b in differs]
    assert 1 == len(differs)
    assert "2099-02-01" == open_work_folder(folder.path).office.deadline
    assert () == change_settings(open_work_folder(folder.path), {"deadline": "2099-02-01"})
    change_settings(open_work_folder(folder.path), {"deadline": ""})
    assert "" == open_work_folder(folder.path).office.deadline


def test_steps_that_stand_nowhere_are_put_in_and_over_lines_replaced(folder):
    change_settings(folder, {"steps": "一审、二审 三审"})
    assert ("一审", "二审", "三审") == open_work_folder(folder.path).steps
    one, several = '\nsteps = ["一审", "二审", "三审"]', '\nsteps = [\n  "一审", # 科室\n  "二审",\n]'
    assert one in text_of(folder)
    over_lines = text_of(folder).replace(one, several)
    (folder.path / SETTINGS).write_text(over_lines, encoding="utf-8")
    change_settings(open_work_folder(folder.path), {"steps": "初审，终审"})
    assert ("初审", "终审") == open_work_folder(folder.path).steps
    assert {"steps": ["初审", "终审"]} == tomllib.loads(text_of(folder))["review"]


def test_the_period_and_the_name_before_anything_went_out(folder):
    name = '某"新"镇#人民政府'
    change_settings(folder, {"period": "2023", "name": name, "code": "0102"})
    office = open_work_folder(folder.path).office
    assert (2023, name, "0102") == (office.period.year, office.name, office.code)


def test_what_workbooks_bear_is_fixed_once_they_are_out(folder):
    distribute_workbooks(folder, None, NOW, lambda *_: None)
    before = text_of(folder)
    assert ("code", "level", "period") == show_settings_to_edit(folder).fixed
    with pytest.raises(WorkFolderError, match="报告期已经印在下发的表里"):
        change_settings(folder, {"period": "2023", "deadline": "2099-02-01"})
    assert before == text_of(folder)
    change_settings(folder, {"period": "2024", "deadline": "2099-02-01"})
    assert "2099-02-01" == open_work_folder(folder.path).office.deadline


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"deadline": "2025-02-30"}, "统一截止日期"),
        ({"period": "去年"}, "."),
        ({"level": "星系"}, "层级应为"),
        ({"name": " "}, "不能空着"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_written(folder, said, why):
    before = text_of(folder)
    with pytest.raises(WorkFolderError, match=why):
        change_settings(folder, said)
    assert before == text_of(folder)


def test_the_file_is_saved_whole_only_where_it_can_be_read(folder):
    before = text_of(folder)
    with pytest.raises(WorkFolderError, match="第"):
        save_settings_text(folder.path, before.replace("[office]", "[ofice]"))
    assert before == text_of(folder)
    save_settings_text(folder.path, before + "\n# 记一笔\n")
    assert text_of(folder).endswith("# 记一笔\n")
