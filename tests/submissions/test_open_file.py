"""One file opened, out of the zips it lies in: so deep people send them, and no deeper."""

import pickle

import pytest
from forms import xxgk
from intake_zips import packed

from toolkit.submissions.open_file import OpenFileJob, open_received_file

FORM = pickle.dumps(xxgk())


def opened_at(tmp_path, zips):
    """Open what lies in so many zips."""
    data = b"not a workbook"
    for _ in range(zips):
        data = packed({"a.zip": data})
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return [open_received_file(OpenFileJob(str(path), FORM, (0,) * inside)) for inside in range(zips)]


@pytest.mark.parametrize("zips", [1, 3])
def test_a_zip_in_a_zip_in_a_zip_is_opened(tmp_path, zips):
    assert all(len(one.facts.members) == 1 and not one.facts.code for one in opened_at(tmp_path, zips))


def test_a_zip_that_lies_deeper_is_refused(tmp_path):
    assert ["", "", "", "zip-deep"] == [one.facts.code for one in opened_at(tmp_path, 4)]
