"""A work folder asked for in words."""

import datetime

import pytest

from toolkit.folder.work_folder import open_work_folder
from toolkit.steps.new_folder import NewFolderError, NewFolderRequest, create_work_folder

TODAY = datetime.date(2025, 1, 6)


def test_what_is_left_out_is_worked_out(tmp_path):
    made = create_work_folder(tmp_path / "w", NewFolderRequest("xxgk", "某镇", "01"), TODAY)
    office = open_work_folder(tmp_path / "w").office
    assert ("2024", "2025-01-15", "township") == (office.period.text, office.deadline, office.level)
    assert made.plain()["files"] == sorted(made.files, key=made.files.index)
    assert {"toolkit.toml", "名册.xlsx", "xxgk.toml"} == set(made.files)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"level": "省"}, "层级应为"),
        ({"period": "明年"}, "明年"),
        ({"deadline": "后天"}, "日期“后天”"),
    ],
)
def test_what_does_not_fit_the_form_is_refused_and_nothing_is_made(tmp_path, asked, why):
    with pytest.raises(NewFolderError, match=why):
        create_work_folder(tmp_path / "w", NewFolderRequest("xxgk", "某镇", "01")._replace(**asked), TODAY)
    assert not (tmp_path / "w").exists()
