"""Which figures somebody should look at again: far off the median by what is usual, never among few, never by a small step."""

import pytest

from toolkit.figures.outliers import find_outliers, is_far_beyond


def far(values):
    return [v for v, out in zip(values, find_outliers(values), strict=True) if out]


def test_among_fewer_than_five_nothing_is_far_off():
    assert [] == far([1.0, 1.0, 1.0, 999.0])
    assert [999.0] == far([1.0, 1.0, 1.0, 1.0, 999.0])


def test_what_is_far_is_told_by_the_median_of_the_distances():
    assert [90.0] == far([10.0, 11.0, 12.0, 13.0, 14.0, 90.0])  # median 12.5, distances 1.5 in the middle
    around = [100.0, 110.0, 120.0, 130.0, 140.0]  # median 120, spread 10 / 0.6745 = 14.8: 3.5 of it are 51.9
    assert [] == far([*around, 60.0, 180.0])
    assert [1.0, 400.0] == far([*around, 1.0, 400.0])


def test_a_step_below_half_of_the_median_is_no_outlier_however_alike_the_others_are():
    alike = [100.0] * 20
    assert [] == far([*alike, 150.0])
    assert [151.0] == far([*alike, 151.0])
    assert [49.0] == far([*alike, 49.0])


def test_where_all_agree_nothing_is_far_off():
    assert [] == far([7.0] * 9)
    assert [] == far([0.0] * 9)


@pytest.mark.parametrize(("value", "told"), [(100.0, False), (100.5, True), (9.0, False)])
def test_ten_times_what_three_of_four_have_is_asked_about(value, told):
    assert told == is_far_beyond(value, [10.0, 10.0, 10.0, 10.0])


def test_among_three_others_nothing_is_asked_about():
    assert not is_far_beyond(1e6, [1.0, 1.0, 1.0])
    assert is_far_beyond(1e6, [1.0, 1.0, 1.0, 1.0])
