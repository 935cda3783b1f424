"""Which file of a unit stands: a function of the files and decisions, whatever order they came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ledger.records import EXCLUDED, PREFERRED, SIGNED, Decision
from toolkit.submissions.which_version import (
    CandidateFile,
    ambiguity_findings,
    choose_unit_file,
    decisions_of_unit,
    signatures_text,
)

A = CandidateFile("a", "甲.xlsx", "2025-01-01", 1, 10.0, "x", True)
B = CandidateFile("b", "甲_改.xlsx", "2025-01-02", 2, 20.0, "y", True)
NOTHING = decisions_of_unit((), "001", ())


def said(what, sha256, at="2025-01-03", step="", ended=None):
    return Decision(what, "001", sha256, "理由", "张", "2025-01-03", step, at, ended)


def test_the_later_stands_and_the_earlier_says_why_not():
    choice = choose_unit_file([A, B], NOTHING)
    assert ("b", {"a"}) == (choice.stands.sha256, set(choice.others))
    assert ("superseded", "甲_改.xlsx", "superseded") == (*choice.others["a"], choice.others["a"].outcome)
    assert (
        "同一单位有更新的文件 甲_改.xlsx；要以这一份为准，用 toolkit collect --prefer"
        == choice.others["a"].words
    )


def test_a_file_with_an_older_time_does_not_take_over_by_coming_later():
    assert "a" == choose_unit_file([A._replace(modified=30.0), B], NOTHING).stands.sha256


def test_of_equally_dated_files_the_one_of_a_later_run_stands_and_of_one_run_none_is_taken():
    old = B._replace(modified=10.0)
    assert "b" == choose_unit_file([A, old], NOTHING).stands.sha256
    choice = choose_unit_file([A, old._replace(run=1)], NOTHING)
    assert {"甲.xlsx", "甲_改.xlsx"} == {c.path for c in (*choice.rivals, choice.stands)}
    (asked,) = ambiguity_findings(choice)
    assert "which_one" == asked.code
    assert "error" == asked.severity
    assert () == ambiguity_findings(choose_unit_file([A, old._replace(run=1, content="x")], NOTHING)), (
        "they say the same"
    )


def test_a_zip_s_times_are_two_seconds_wide():
    near = B._replace(modified=11.5, run=1)
    assert not choose_unit_file([A, near], NOTHING).rivals
    assert choose_unit_file([A._replace(zipped=True), near], NOTHING).rivals


def test_what_says_the_same_is_a_duplicate_and_another_year_never_takes_over():
    choice = choose_unit_file([A, B._replace(content="x")], NOTHING)
    assert ("b", ("duplicate", "甲_改.xlsx")) == (choice.stands.sha256, choice.others["a"])
    assert ("duplicate", "与 甲_改.xlsx 内容完全相同") == (
        choice.others["a"].outcome,
        choice.others["a"].words,
    )
    choice = choose_unit_file([A, B._replace(fits=False)], NOTHING)
    assert "a" == choice.stands.sha256
    assert ("superseded", "不是本次要报的，本单位另有 甲.xlsx") == (
        choice.others["b"].outcome,
        choice.others["b"].words,
    )
    assert "b" == choose_unit_file([B._replace(fits=False)], NOTHING).stands.sha256, (
        "better than nothing: it is returned"
    )


def test_what_is_left_out_is_out_and_what_is_examined_stays():
    out = decisions_of_unit([said(EXCLUDED, "b")], "001", ())
    choice = choose_unit_file([A, B], out)
    assert ("a", "已排除：理由") == (choice.stands.sha256, choice.others["b"].words)
    assert "excluded" == choice.others["b"].outcome
    assert choose_unit_file([B], out).stands is None
    passed = choose_unit_file([A, B], decisions_of_unit([said(SIGNED, "a")], "001", ()))
    assert "a" == passed.stands.sha256
    assert ("signed", "甲.xlsx") == passed.others["b"]
    assert "本单位已审核通过 甲.xlsx；要采用这一份，请先 toolkit unsign" == passed.others["b"].words
    assert (
        "b"
        == choose_unit_file(
            [A, B], decisions_of_unit([said(SIGNED, "a", ended="x")], "001", ())
        ).stands.sha256
    )
    assert "b" == choose_unit_file([A, B], decisions_of_unit([said(SIGNED, "a")], "002", ())).stands.sha256


def test_steps_count_only_together():
    steps = ("一审", "二审")
    half = [said(SIGNED, "a", step="一审")]
    assert "" == decisions_of_unit(half, "001", steps).signed
    assert "一审 张 2025-01-03（还差 二审）" == signatures_text(half, "a", steps)
    whole = [*half, said(SIGNED, "a", step="二审")]
    assert "a" == decisions_of_unit(whole, "001", steps).signed
    assert "" == signatures_text([], "a", steps)


def test_what_is_preferred_stands_until_another_comes_in():
    preferred = decisions_of_unit([said(PREFERRED, "a")], "001", ())
    choice = choose_unit_file([A, B], preferred)
    assert "a" == choice.stands.sha256
    assert ("superseded", "汇总单位指定用 甲.xlsx") == (choice.others["b"].outcome, choice.others["b"].words)
    new = B._replace(sha256="c", content="z", at="2025-01-04", run=3, modified=30.0)
    assert "c" == choose_unit_file([A, B, new], preferred).stands.sha256
    assert "a" == choose_unit_file([A, B, new._replace(modified=5.0)], preferred).stands.sha256


CANDIDATES = st.lists(
    st.builds(
        CandidateFile,
        sha256=st.sampled_from("abcdef"),
        path=st.sampled_from(["甲", "乙", "丙"]),
        at=st.sampled_from(["1", "2"]),
        run=st.sampled_from([1, 2]),
        modified=st.sampled_from([1.0, 2.0, 2.5, 9.0]),
        content=st.sampled_from("xyz"),
        fits=st.booleans(),
        zipped=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda c: c.sha256,
)


@given(CANDIDATES, st.randoms(), st.sampled_from(["", "a", "b"]), st.sampled_from(["", "c"]))
def test_order_does_not_matter_and_every_file_is_accounted_for(candidates, random, passed, out):
    decisions = [*([said(SIGNED, passed)] if passed else []), *([said(EXCLUDED, out)] if out else [])]
    what = decisions_of_unit(decisions, "001", ())
    choice = choose_unit_file(candidates, what)
    mixed = list(candidates)
    random.shuffle(mixed)
    assert choice == choose_unit_file(mixed, what)
    here = {choice.stands.sha256} if choice.stands else set()
    every = [*here, *(c.sha256 for c in choice.rivals), *choice.others]
    assert sorted(c.sha256 for c in candidates) == sorted(every)


@pytest.mark.parametrize("what", [EXCLUDED, SIGNED, PREFERRED])
def test_what_was_taken_back_no_longer_holds(what):
    assert NOTHING == decisions_of_unit([said(what, "a", ended="2025-02-01")], "001", ())
