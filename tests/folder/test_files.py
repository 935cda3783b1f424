"""Files are written whole, for whoever the office lets read them, and never through a link somebody put there."""

import os
import stat
import subprocess
import sys

import pytest

from toolkit.folder.files import write_atomically, write_under_free_name

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps who may read a file with its folder")


@POSIX
@pytest.mark.parametrize(("mask", "may"), [(0o022, 0o644), (0o077, 0o600), (0o027, 0o640)])
def test_who_may_read_what_is_written_is_as_the_office_set_it(tmp_path, mask, may):
    path = tmp_path / "a.txt"
    code = (
        f"import os; os.umask({mask}); from pathlib import Path; from toolkit.folder.files import write_atomically;"
        f"write_atomically(Path({str(path)!r}), b'1')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert may == stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_points_to_stays(tmp_path):
    other = tmp_path / "别的.txt"
    other.write_bytes(b"theirs")
    (tmp_path / "a.txt").symlink_to(other)
    write_atomically(tmp_path / "a.txt", b"ours")
    assert (b"theirs", b"ours") == (other.read_bytes(), (tmp_path / "a.txt").read_bytes())
    assert not (tmp_path / "a.txt").is_symlink()


@POSIX
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "外" / "b.txt")
    assert b"1" == write_under_free_name(tmp_path / "a.txt", b"1").read_bytes()
    assert not (tmp_path / "外").exists()
