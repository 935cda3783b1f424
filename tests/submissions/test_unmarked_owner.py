"""Signs of whose a file without our marks is: what is sure, what two of make sure, what leaves it open."""

import pytest

from toolkit.folder.roster import Unit
from toolkit.form.submission import FILLER, PHONE, PRINTED, SHEET_NAME, TITLE, UNIT_CODE, Sign
from toolkit.submissions.unit_names import UnitNames
from toolkit.submissions.unmarked_owner import read_owner_signs

OFFICE = "青石镇人民政府"
A = Unit("511523106201", "和平村", "村社区", "周大明", "13900001234", also="红星村、老和平")
B = Unit("511523106202", "大和平村", "村社区", "周大明", "0831-5550101")
C = Unit("511523106203", "青龙社区", "村社区", "吴小红", "13700001111")
NAMES = UnitNames((A, B, C), OFFICE)


def sign(kind, text):
    return Sign(kind, "表", "A1", text)


def owner(*signs, path="表.xlsx", crowds=None):
    paths = [path] if isinstance(path, str) else path
    return read_owner_signs(NAMES, OFFICE, paths, [sign(*s) for s in signs], crowds)


@pytest.mark.parametrize(
    "found",
    [
        owner((PRINTED, "和平村")),
        owner((PRINTED, "和平")),
        owner((PRINTED, "青石镇和平村村民委员会（盖章）")),
        owner((TITLE, "和平村2024年统计表")),
        owner((SHEET_NAME, "和平村")),
        owner((UNIT_CODE, A.code)),
        owner((UNIT_CODE, "511523106201.0")),
        owner((PHONE, "139 0000 1234")),
        owner(path="和平村.xlsx"),
        owner(path="红星村上报.xlsx"),
        owner(path=f"{A.code}.xlsx"),
        owner((FILLER, "周大明"), path="和平（终）.xlsx"),
    ],
)
def test_one_sure_sign_or_two_others_that_agree_name_the_owner(found):
    assert ("", A.code) == (found.doubt, found.owner)


@pytest.mark.parametrize("path", ["青龙社区.xlsx", "青龙居委会.xls", "青龙社区居民委员会报表.csv"])
def test_a_neighbourhood_is_also_called_by_its_committee(path):
    assert C.code == owner(path=path).owner


@pytest.mark.parametrize(
    "found",
    [
        owner(path="青龙.xlsx"),
        owner((FILLER, "吴小红")),
        owner(path="吴小红.xlsx"),
        owner(path="青龙社区/表.xlsx", crowds={}),
    ],
)
def test_a_single_sign_that_may_be_chance_names_nobody(found):
    assert ("", (C.code,)) == (found.owner, found.candidates)
    assert "只凭这一处" in found.doubt


@pytest.mark.parametrize(
    "found",
    [
        owner((PRINTED, "青龙社区"), path="和平村.xlsx"),
        owner(path="和平村、青龙社区.xlsx"),
        owner((SHEET_NAME, "和平村"), (SHEET_NAME, "青龙社区")),
        owner(path=["和平村.xlsx", "又/青龙社区.xlsx"]),
        owner((PHONE, C.phone), path="和平村.xlsx"),
        owner(path="和平村/青龙社区.xlsx", crowds={}),
    ],
)
def test_signs_that_name_two_units_leave_it_open(found):
    assert ("", "几处说的不是一个单位") == (found.owner, found.doubt)
    assert {A.code, C.code} == set(found.candidates)


def test_a_longer_name_is_not_the_shorter_one_in_it():
    assert B.code == owner(path="大和平村.xlsx").owner
    assert A.code == owner(path="和平村.xlsx").owner


def test_a_person_of_two_units_points_to_neither_alone_and_against_neither():
    assert "" == owner((FILLER, "周大明")).owner
    assert B.code == owner((FILLER, "周大明"), path="大和平村.xlsx").owner


@pytest.mark.parametrize(
    ("kind", "text"), [(PRINTED, "天河村"), (PRINTED, "天河社区居委会"), (UNIT_CODE, "511523106299")]
)
def test_a_body_nobody_knows_leaves_it_open_whatever_the_file_is_called(kind, text):
    found = owner((kind, text), path="和平村.xlsx")
    assert "" == found.owner
    assert text in found.doubt
    assert "名册里没有" in found.doubt


@pytest.mark.parametrize("text", ["青石镇人民政府", "青石镇", "（公章）", "____村", "财务"])
def test_the_office_and_what_names_no_body_are_no_strangers(text):
    assert A.code == owner((PRINTED, text), path="和平村.xlsx").owner


def test_a_folder_with_several_units_files_says_nothing():
    found = owner(path="青龙社区/和平村.xlsx", crowds={"青龙社区": {A.code, C.code}})
    assert ("", A.code) == (found.doubt, found.owner)


def test_a_folder_further_up_is_seen_too():
    found = owner((FILLER, "吴小红"), path="青龙社区/附件/表.xlsx", crowds={})
    assert C.code == found.owner
