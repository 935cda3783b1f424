"""The roster put right by command or page: it can be read afterwards, or it stays as it was."""

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder.pasted_roster import put_units_into_roster
from toolkit.folder.roster import Office, Unit
from toolkit.folder.roster_edits import add_unit_to_roster, rename_unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

OFFICE = Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10")
ONE = Unit("00101", "甲村", "村社区")
LONG = "长" * 130


@pytest.mark.parametrize("name", [LONG, "甲\n村", " "])
@pytest.mark.parametrize(
    "put",
    [
        lambda folder, name: add_unit_to_roster(folder, Unit("00102", name, "村社区")),
        lambda folder, name: rename_unit(folder, "00101", name),
        lambda folder, name: put_units_into_roster(folder, [Unit("00102", name, "村社区")]),
    ],
    ids=["added", "renamed", "pasted"],
)
def test_a_name_no_roster_may_hold_is_not_written_into_it(tmp_path, name, put):
    folder = make_work_folder(tmp_path / "w", OFFICE, (ONE,))
    before = folder.roster_file().read_bytes()
    with pytest.raises(WorkFolderError, match=r"没有写进名册：\n  B\d"):
        put(folder, name)
    assert before == folder.roster_file().read_bytes()
    assert (ONE,) == folder.roster()
