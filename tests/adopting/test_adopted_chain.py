"""What is made of a blank goes through every verb: handed out, filled in, sent back, mended, merged, verified, sent up."""

import pytest
from adopting.test_proposal import FOUND, bytes_of
from form_chain import FormChain, carry

from toolkit.author.adopt_blank import EVERY, adopt_blank

pytestmark = pytest.mark.office
DRAWN = (
    *(
        "merged_labels",
        "list_with_sums",
        "names_alone",
        "across_sheets",
        "divided_by_lines",
        "years_compared",
    ),
    *("names_left_blank", "boxed_whole", "sums_that_miss", "relations_in_words", "card"),
    *("school_buildings", "petition_ledger"),
)
NAMES = [*FOUND, *DRAWN]
each_blank = pytest.mark.parametrize("name", NAMES)


def adopted(home, name):
    """Adopt a blank as a clerk does; return the definition and the blank."""
    home.mkdir(parents=True)
    blank = home / f"{name}.xlsx"
    blank.write_bytes(bytes_of(name))
    done = adopt_blank(blank, home / "表样.toml", EVERY if name not in FOUND else "")
    return done.definition.read_text("utf-8"), blank.read_bytes()


@pytest.fixture(scope="module")
def chains(tmp_path_factory, recalculated):
    home = tmp_path_factory.mktemp("adopted")
    made = {name: FormChain(home / name, *adopted(home / "收下" / name, name)) for name in NAMES}
    carry(made.values(), recalculated, home)
    return made


@each_blank
def test_checker_and_sheet_agree_on_every_verdict(chains, name):
    chains[name].agree()


@each_blank
def test_who_mends_what_the_copy_marks_is_accepted(chains, name):
    chain = chains[name]
    chain.hold_mended()
    assert chain.units == chain.accepted


@each_blank
def test_the_merged_figures_are_the_sums_by_hand(chains, name):
    chains[name].hold_sums()


@each_blank
def test_the_report_says_what_its_files_say_and_goes_up(chains, name):
    assert [] == chains[name].verify_report()["faults"]
    assert chains[name].send_up()["files"][0]["outcome"].startswith("accepted")


@each_blank
def test_workbooks_move_to_the_next_edition(chains, name):
    chains[name].move_to_next_edition()


@each_blank
def test_no_other_verb_fails(chains, name):
    chains[name].tell()
