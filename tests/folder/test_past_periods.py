"""Where earlier periods' work is found: in 往期, in the series the settings name, from a past folder as from the present one."""

import dataclasses

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder.past_periods import (
    earlier_folder,
    other_periods,
    past_periods,
    refuse_half_moved,
    series_home,
)
from toolkit.folder.roster import Office
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import PeriodKind

MONTHS = PeriodKind("月", cumulative=True)


def folder_of(path, month):
    return make_work_folder(path, Office("01", "某镇", "township", "yhpc", MONTHS.read(month)))


@pytest.fixture
def series(tmp_path):
    """February, with January in 往期, beside a folder of last year with its own."""
    now = folder_of(tmp_path / "月报", "2025-02")
    folder_of(tmp_path / "月报" / "往期" / "2025-01", "2025-01")
    folder_of(tmp_path / "月报2024", "2025-01")
    folder_of(tmp_path / "月报2024" / "往期" / "2024-02", "2024-02")
    return dataclasses.replace(now, last=tmp_path / "月报2024")


def test_the_settings_may_name_the_folder_of_a_series(series, tmp_path):
    assert tmp_path / "月报2024" / "往期" / "2024-02" == earlier_folder(series, "上年同期")
    assert tmp_path / "月报" / "往期" / "2025-01" == earlier_folder(series, "上期"), "its own comes first"


def test_from_a_past_period_the_present_one_is_another_period(series, monkeypatch):
    past = series.path / "往期" / "2025-01"
    monkeypatch.chdir(past)
    old = dataclasses.replace(folder_of(past / "也", "2025-01"), path=past.__class__("."))
    assert ["2025-02"] == list(other_periods(old)), "named as the folder we are in"
    assert series.path.resolve() == series_home(old)
    assert {} == past_periods(old)


def test_settings_of_the_present_that_cannot_be_read_do_not_keep_the_past_from_working(series):
    past = series.path / "往期" / "2025-01"
    old = dataclasses.replace(
        series, path=past, office=dataclasses.replace(series.office, period=MONTHS.read("2025-01"))
    )
    (series.path / "toolkit.toml").write_text("[office", encoding="utf-8")
    assert [] == list(other_periods(old))


def test_a_period_that_is_half_put_away_is_not_begun_again(series):
    refuse_half_moved(series)
    (series.path / "往期" / "2025-02.未完成").mkdir()
    with pytest.raises(WorkFolderError, match="再运行一次 toolkit next"):
        refuse_half_moved(series)
