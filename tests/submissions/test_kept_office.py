"""What a small office is told of all it received: of every file, of every unit, and of what counts for nobody."""

import pytest
from inbox import NOW
from kept_texts import kept_lines, lines_of
from small_office import always, small_office

from toolkit.campaign.campaign import load_campaign
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.file_record import load_file_facts
from toolkit.submissions.pending_files import first_seen_paths, units_by_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_office(tmp_path_factory.mktemp("镇"))


def test_every_file_says_what_it_said(folder):
    with Ledger.open(folder.ledger) as ledger:
        paths = first_seen_paths(ledger)
        lines = [str({name.rpartition("/")[2]: units for name, units in units_by_folder(ledger).items()})]
        for content in sorted(ledger.contents(), key=lambda c: paths[c.sha256]):
            lines += [
                f"── {paths[content.sha256].rpartition('/')[2]} ──",
                *lines_of(load_file_facts(content)),
            ]
        for unit, made in sorted(
            load_current_submissions(ledger, current_file_states(ledger).values()).items()
        ):
            lines += [f"── {unit} ──", *lines_of(made)]
    said = "\n".join(lines).splitlines()
    assert kept_lines("submissions/files", said) == said


def test_every_unit_stands_as_it_stood(folder):
    with always():
        said = "\n".join(lines_of(load_campaign(folder, NOW))).splitlines()
        assert kept_lines("submissions/office", said) == said
