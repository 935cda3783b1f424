"""A unit is called by its code, its name or a part of it; where that could be several, somebody is asked."""

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.roster_edits import add_unit_to_roster, excuse_unit
from toolkit.folder.which_unit import find_unit, find_unit_in_folder
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

UNITS = (
    Unit("511523106201", "和平村", "村社区"),
    Unit("511523106202", "新和平村", "村社区"),
    Unit("511523106203", "杨柳湾村", "村社区"),
    Unit("511523106204", "㐂𠮷社区（样例）", "村社区"),
    Unit("0105", "财政所", "站所"),
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("511523106201", "和平村"),
        ("５１１５２３１０６２０１", "和平村"),
        ("和平村", "和平村"),
        (" 和平 村", "和平村"),
        ("新和平", "新和平村"),
        ("杨柳湾", "杨柳湾村"),
        ("财政", "财政所"),
        ("㐂𠮷社区(样例)", "㐂𠮷社区（样例）"),
        ("𠮷", "㐂𠮷社区（样例）"),
    ],
)
def test_a_unit_is_known_by_its_code_its_name_or_a_part_only_it_has(said, name):
    assert name == find_unit(UNITS, said).name


@pytest.mark.parametrize(
    ("said", "named"),
    [("和平", ("511523106201 和平村", "511523106202 新和平村")), ("村", ("和平村", "新和平村", "杨柳湾村"))],
)
def test_a_part_several_have_is_asked_with_all_of_them(said, named):
    with pytest.raises(WorkFolderError, match="可能是几个单位") as caught:
        find_unit(UNITS, said)
    assert all(name in str(caught.value) for name in named)


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ("杨柳弯村", "511523106203 杨柳湾村"),
        ("某镇杨柳湾村村委会", "511523106203 杨柳湾村"),
        ("511523106230", "511523106203 杨柳湾村"),
        ("203", "511523106203 杨柳湾村"),
        ("㐂𠮷小区", "511523106204 㐂𠮷社区（样例）"),
    ],
)
def test_what_no_unit_is_called_is_refused_with_the_most_likely(said, likely):
    with pytest.raises(WorkFolderError, match="名册里没有单位") as caught:
        find_unit(UNITS, said)
    assert likely in str(caught.value)


@pytest.mark.parametrize("said", ["", " ", "北京"])
def test_nothing_and_nonsense_mean_nobody(said):
    with pytest.raises(WorkFolderError, match="请用 toolkit roster"):
        find_unit(UNITS, said)


def test_a_name_is_enough_in_a_work_folder(tmp_path):
    folder = make_work_folder(
        tmp_path, Office("01", "某镇", "township", "xxgk", Period.of_year(2024), ""), UNITS
    )
    excuse_unit(folder, find_unit_in_folder(folder, "杨柳湾").code, "并入和平村")
    assert "并入和平村" == find_unit_in_folder(folder, "511523106203").excused


def test_the_first_unit_is_added_to_a_roster_without_any(tmp_path):
    folder = make_work_folder(
        tmp_path / "w", Office("511523106", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    )
    with pytest.raises(WorkFolderError, match="还没有填任何单位"):
        folder.roster()
    add_unit_to_roster(folder, UNITS[0])
    assert (UNITS[0],) == folder.roster()
