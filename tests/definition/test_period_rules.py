"""The rules a definition's periods imply."""

import tomllib
from pathlib import Path

import pytest

from toolkit.definition.load_form import build_form

MONTHLY = (Path(__file__).parent.parent / "data" / "monthly.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("required", "must"),
    [("required = true, ", "期初 <= 日期 <= 期末"), ("", "当 已填(日期) 则 期初 <= 日期 <= 期末")],
)
def test_a_day_must_be_of_the_period_and_one_that_may_be_blank_once_it_is_there(required, must):
    text = MONTHLY.replace('type = "date", required = true, in_period', f'type = "date", {required}in_period')
    assert text.count("in_period = true") == 1
    form = build_form(tomllib.loads(text), "t.toml")
    assert [must] == [r.must for r in form.rules if r.id == "期内1"]
