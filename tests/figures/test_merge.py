import pytest
from draw import YEAR, submission, who
from forms import TABLE, form

from toolkit.figures.merge import merge
from toolkit.form.model import REPORT, Cell
from toolkit.form.submission import Row

CELL = Cell("人口", "常住", "男")


def roll(up, values, text=TABLE):
    kind = 'type = "text"\n' if isinstance(values[0], str) else ""
    made = form(text.replace('up = "sum"', f'{kind}up = "{up}"'))
    parts = [
        submission(made, "村", {} if v is None else {CELL: v}, unit=str(i), name=f"村{i}")
        for i, v in enumerate(values)
    ]
    return merge(made, who(made, REPORT, "township", name="某镇"), parts, YEAR)


@pytest.mark.parametrize(
    ("up", "values", "result"),
    [
        ("sum", [1.0, 2.0, 4.0], 7.0),
        ("sum", [1.0, None], 1.0),
        ("sum", [None, None], None),
        ("sum", [0.0, None], 0.0),
        ("max", [1.0, 4.0, 2.0], 4.0),
        ("min", [3.0, 1.0, None], 1.0),
        ("same", [2.0, None, 2.0], 2.0),
        ("same", [2.0, 3.0], None),
        ("none", [1.0, 2.0], None),
        ("texts", ["甲", "乙"], "【村0】甲\n【村1】乙"),
        ("texts", ["【某村】甲", "乙"], "【某村】甲\n【村1】乙"),
    ],
)
def test_each_figure_goes_up_its_own_way(up, values, result):
    assert result == roll(up, values).report.figures.get(CELL)


def test_what_must_agree_and_does_not_is_a_finding_that_names_everybody():
    (told,) = [f for f in roll("same", [2.0, 3.0]).findings if f.code == "report_incomplete"]
    assert "村0“2.0”；村1“3.0”" in told.message


def test_every_part_says_who_brought_it():
    merged = roll("sum", [1.0, None, 4.0])
    assert [("村0", 1.0), ("村2", 4.0)] == [(p.unit, p.value) for p in merged.parts[CELL]]


def test_money_is_added_before_it_is_rounded():
    """Three times 0.004 万元 at two places is 0.01, not 0."""
    text = TABLE.replace('up = "sum"', 'up = "sum"\ntype = "number"\nplaces = 2').replace(
        '{id="男"}', '{id="男", from.township="sum(台账.额) / 10000"}'
    )
    made = form(text)
    parts = [
        submission(made, "村", rows={"台账": (Row(7, {"号": "1", "额": 40.0}),)}, unit=str(i))
        for i in range(3)
    ]
    merged = merge(made, who(made, REPORT, "township"), parts, YEAR)
    assert 0.01 == merged.report.figures[CELL]
    assert {"簿!第 7 行"} == {p.source for p in merged.parts[CELL]}


def test_private_columns_stay_behind_and_rows_keep_their_origin():
    text = (
        TABLE.replace('kinds = ["村"]', 'kinds = ["村", "报告"]')
        .replace('up = "none"\nkey', 'up = "rows"\nkey')
        .replace('{id="日", type="date"}', '{id="日", type="date", private=true}')
    )
    made = form(text)
    rows = (Row(7, {"号": "1", "日": "2024-01-01"}), Row(8, {"号": "2"}, (), "别村"))
    merged = merge(
        made, who(made, REPORT, "township"), [submission(made, "村", rows={"台账": rows}, name="本村")], YEAR
    )
    assert [({"号": "1"}, "本村"), ({"号": "2"}, "别村")] == [
        (r.values, r.origin) for r in merged.report.rows["台账"]
    ]


def test_a_list_ticked_empty_by_all_is_ticked_in_the_report():
    text = TABLE.replace('kinds = ["村"]', 'kinds = ["村", "报告"]').replace(
        'up = "none"\nkey', 'up = "rows"\nkey'
    )
    made = form(text)
    ticked = merge(
        made, who(made, REPORT, "township"), [submission(made, "村", zero=frozenset({"台账"}))], YEAR
    )
    silent = merge(made, who(made, REPORT, "township"), [submission(made, "村")], YEAR)
    assert (frozenset({"台账"}), frozenset()) == (ticked.report.zero, silent.report.zero)


PRIOR = """
[[rule]]
id = "Y"
over = "人口"
must = "男 >= 上年(男)"
why = "a"
remedy = "b"
source = "c"
"""


@pytest.mark.parametrize(
    ("known", "total"),
    [([{CELL: 1.0}, {CELL: 2.0}], {CELL: 3.0}), ([{CELL: 1.0}, {}], {}), ([{}, {}], {})],
)
def test_last_year_is_known_above_only_where_everybody_below_knows_it(known, total):
    made = form(TABLE + PRIOR)
    parts = [submission(made, REPORT, {}, unit=str(i), prior=p) for i, p in enumerate(known)]
    assert total == merge(made, who(made, REPORT, "district"), parts, YEAR).report.prior
