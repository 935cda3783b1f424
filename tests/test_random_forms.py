"""A form the loader accepts never crashes a later verb, and every verb agrees about it: held for forms drawn by chance.

The ordinary suite draws the same forms every time. ``make forms FORMS=500`` draws as many as asked, from ``SEED`` on,
and LibreOffice works all of their workbooks out at once. A form that fails is named by its seed: ``definition_of(seed)``.
"""

import copy
import os
import random

import pytest
from form_chain import TODAY, FormChain, carry, carry_on
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_forms import make_definition, spoil, to_toml

from toolkit.author.blank_look import draw_blanks
from toolkit.definition.load_form import build_form
from toolkit.errors import FormError

FORMS, SEED = int(os.environ.get("FORMS", "4")), int(os.environ.get("SEED", "0"))
HELD = settings(
    derandomize=True, deadline=None, database=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
seeds = st.randoms(use_true_random=False)


def accepted(definition):
    """The form a definition describes; None where it is refused, and then every fault has its place and says what is wrong."""
    try:
        return build_form(definition, "t.toml")
    except FormError as refused:
        faults = refused.faults
    assert faults
    for fault in faults:
        place, _, what = fault.partition("：")
        assert place.startswith("t.toml"), fault
        assert what.strip(), fault
    return None


def definition_of(seed):
    return make_definition(random.Random(seed))


@HELD
@given(seeds)
def test_a_form_is_refused_with_its_faults_or_its_blanks_are_drawn(rng):
    form = accepted(make_definition(rng))
    if form:
        drawn = draw_blanks(form, form.periods.around(TODAY))
        assert [k.id for k in form.kinds] == list(drawn)


@HELD
@given(seeds)
def test_a_spoiled_definition_is_refused_with_its_faults_or_its_blanks_are_drawn(rng):
    definition = copy.deepcopy(make_definition(rng))
    for _ in range(rng.randint(1, 2)):
        spoil(rng, definition)
    form = accepted(definition)
    if form:
        draw_blanks(form, form.periods.around(TODAY))


def test_most_forms_drawn_are_accepted():
    """Else the others would be about nothing."""
    forms = [accepted(definition_of(seed)) for seed in range(200)]
    assert 100 < sum(form is not None for form in forms)


@pytest.fixture(scope="module")
def chains(tmp_path_factory, recalculated):
    """Forms handed out, filled in, saved by LibreOffice (all of them in one run), sent back, mended and merged."""
    home, made, seed = tmp_path_factory.mktemp("forms"), {}, SEED
    while len(made) < FORMS:
        if accepted(definition := definition_of(seed)):
            made[seed] = FormChain(home / str(seed), to_toml(definition))
        seed += 1
    carry(made.values(), recalculated, home)
    return made


@pytest.fixture(scope="module")
def later(chains, tmp_path_factory, recalculated):
    """The same forms in their next period, which ``toolkit next`` opened."""
    opened = carry_on(list(chains.values()), recalculated, tmp_path_factory.mktemp("later"))
    return {s: c for s, chain in chains.items() for c in opened if c.before is chain}


def each(chains, hold):
    """Hold *hold* of every form; tell every one it does not hold of, by its seed."""
    failed = {}
    for seed, chain in chains.items():
        try:
            hold(chain)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding about one form among many
            failed[seed] = f"{type(error).__name__}: {error}"[:600]
    assert {} == failed, f"{len(failed)} of {len(chains)} forms"


def merged(chains):
    return {s: c for s, c in chains.items() if c.accepted}


PERIODS = pytest.mark.parametrize("which", ["chains", "later"])


@PERIODS
@pytest.mark.office
def test_no_form_crashes_while_it_is_filled_in_collected_mended_and_merged(which, request):
    found = request.getfixturevalue(which)
    assert len(found) == len(request.getfixturevalue("chains"))
    assert {} == {s: c.crash for s, c in found.items() if c.crash}


@PERIODS
@pytest.mark.office
def test_what_is_read_is_what_was_typed_and_checker_and_sheet_agree(which, request):
    each(request.getfixturevalue(which), FormChain.agree)


@PERIODS
@pytest.mark.office
def test_who_mends_what_the_copy_marks_is_accepted(which, request):
    each(request.getfixturevalue(which), FormChain.hold_mended)


@PERIODS
@pytest.mark.office
def test_units_and_the_merged_report_say_what_comes_out_by_hand(which, request):
    each(merged(request.getfixturevalue(which)), FormChain.hold_sums)


@PERIODS
@pytest.mark.office
def test_nothing_is_found_in_an_untouched_report(which, request):
    def hold(chain):
        assert [] == chain.verify_report()["faults"]

    each(merged(request.getfixturevalue(which)), hold)


@pytest.mark.office
def test_reports_go_up(chains):
    each(merged(chains), FormChain.send_up)


@pytest.mark.office
def test_workbooks_move_to_the_next_edition(chains):
    each(chains, FormChain.move_to_next_edition)


@pytest.mark.office
def test_no_other_verb_fails(chains):
    each(chains, FormChain.tell)


@pytest.mark.office
def test_blanks_of_the_next_period_have_the_figures_and_rows_of_the_one_before(later):
    each(later, FormChain.hold_blanks)


@pytest.mark.office
def test_no_file_of_the_period_before_is_counted(later):
    each(later, FormChain.hold_other_period)


@pytest.mark.office
def test_each_sum_since_january_that_falls_is_told(later):
    each(later, FormChain.hold_falls)
