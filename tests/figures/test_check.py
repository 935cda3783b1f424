"""What a submission's figures come to, whatever was typed over them."""

import pytest
from draw import PERIOD, submission
from forms import RULES, TABLE, form

from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.form.submission import Row

MALE, FEMALE, ALL = (Cell("人口", "常住", c) for c in ("男", "女", "合计"))
COUNTED = (
    TABLE.replace('kinds = ["村"]', 'kinds = ["村", "报告"]').replace(
        'up = "sum"', 'up = "sum"\nfrom.township = "count(台账)"'
    )
    + RULES
)


def judged(kind, figures, level=None, text=TABLE + RULES, **more):
    grounded = ground_form(form(text), kind, level)
    return judge_submissions(grounded, [submission(grounded.form, kind, figures, **more)], PERIOD)[0]


def listed(count, *unread):
    return {"台账": tuple(Row(7 + i, {"号": str(i)}, unread) for i in range(count))}


def test_a_total_is_worked_out_unless_it_was_typed():
    parts = {MALE: 2.0, FEMALE: 3.0}
    assert 5.0 == judged("村", parts).figures[ALL]
    assert 5.0 == judged("村", parts | {ALL: 9.0}).figures[ALL]
    assert 9.0 == judged("村", parts | {ALL: 9.0}, stated=frozenset({ALL})).figures[ALL]


@pytest.mark.parametrize(
    ("typed", "unlike"), [(4.0, {}), (5.0, {MALE: 4.0}), (3.0, {MALE: 4.0}), (0.0, {MALE: 4.0})]
)
def test_a_figure_typed_over_what_the_reports_own_list_counts_is_told_with_the_count(typed, unlike):
    counted = dict.fromkeys((c for c in ground_form(form(COUNTED), REPORT, "township").starts), 4.0)
    assert unlike == judged(REPORT, counted | {MALE: typed}, "township", COUNTED, rows=listed(4)).unlike


def test_figures_are_held_against_no_list_the_report_does_not_bring_or_that_was_not_read():
    assert {} == judged(REPORT, {MALE: 5.0}, "township", COUNTED).unlike
    assert {} == judged(REPORT, {MALE: 5.0}, "township", COUNTED, rows=listed(4, "类")).unlike
    unread = judged(REPORT, {}, "township", COUNTED, rows=listed(4), unread=frozenset({MALE}))
    assert MALE not in unread.unlike
