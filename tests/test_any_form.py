"""Every form that is shipped, and drafts of others, go through the whole chain from their definition alone."""

import tomllib
from pathlib import Path

import pytest
from form_chain import FormChain, carry

from toolkit.definition.load_form import build_form
from toolkit.folder.work_folder import templates_folder

DRAFTS = Path(__file__).parent / "data" / "forms"
FORMS = {p.stem: p for p in sorted(templates_folder().glob("*.toml"))}
FORMS |= {f"{p.stem}_draft": p for p in sorted(DRAFTS.glob("*.toml"))}

pytestmark = pytest.mark.office
each_form = pytest.mark.parametrize("name", FORMS)


@pytest.fixture(scope="module")
def chains(tmp_path_factory, recalculated):
    home = tmp_path_factory.mktemp("forms")
    made = {name: FormChain(home / name, path.read_text(encoding="utf-8")) for name, path in FORMS.items()}
    carry(made.values(), recalculated, home)
    assert {} == {name: c.crash for name, c in made.items() if c.crash}
    return made


@each_form
def test_checker_and_sheet_agree_on_every_verdict(chains, name):
    chains[name].agree()


@each_form
def test_some_are_sent_back_and_who_mends_what_the_copy_marks_is_accepted(chains, name):
    chain = chains[name]
    assert [f for f in chain.said["files"] if f["outcome"] == "returned"]
    chain.hold_mended()
    assert chain.units == chain.accepted


@each_form
def test_the_merged_figures_are_the_sums_by_hand(chains, name):
    chains[name].hold_sums()


@each_form
def test_the_report_says_what_its_files_say_and_goes_up(chains, name):
    assert [] == chains[name].verify_report()["faults"]
    assert chains[name].send_up()["files"][0]["outcome"].startswith("accepted")


@each_form
def test_workbooks_move_to_the_next_edition(chains, name):
    chains[name].move_to_next_edition()


@each_form
def test_no_other_verb_fails(chains, name):
    chains[name].tell()


def test_the_drafts_are_among_them():
    assert {"xxgk", "yhpc_draft", "rx12345_draft"} <= {
        build_form(tomllib.loads(p.read_text("utf-8")), p.name).id for p in FORMS.values()
    }
