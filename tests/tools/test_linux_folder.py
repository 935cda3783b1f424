"""The folder for Linux: its own Python, C library and loader; nothing of the system takes part."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from unittest import mock

import pytest

from tools import folder_archive
from tools.folder_archive import MANIFEST, tar_folder
from tools.launchers import NAME
from tools.linux_folder import LARGEST, MACHINES, READ_ME, make_archive, platforms_of

NO_REGISTRY = "needs the package registry"
THIS = os.uname().machine
MAPS = "import numpy, lxml.etree, sqlite3, pandas; print(open('/proc/self/maps').read())"


def test_every_c_library_a_wheel_may_ask_for_is_named_the_newest_first():
    tags = platforms_of("aarch64")
    assert tags.index("manylinux_2_28_aarch64") < tags.index("manylinux_2_17_aarch64")
    assert "manylinux2014_aarch64" in tags
    assert not [t for t in tags if not t.endswith("_aarch64")]


def test_the_same_folder_is_the_same_bytes_and_programs_stay_programs(tmp_path):
    made = []
    for at in (1_000_000_000, 1_700_000_000):
        folder = tmp_path / str(at) / NAME
        folder.mkdir(parents=True)
        (folder / "b").write_text("1", encoding="utf-8")
        (folder / "a").write_text("2", encoding="utf-8")
        (folder / "b").chmod(0o755)
        for path in folder.iterdir():
            os.utime(path, (at, at))
        tar_folder(folder, tmp_path / f"{at}.tar.gz")
        made.append((tmp_path / f"{at}.tar.gz").read_bytes())
    assert made[0] == made[1]
    with tarfile.open(tmp_path / f"{at}.tar.gz") as t:
        assert {f"{NAME}/a": 0o644, f"{NAME}/b": 0o755} == {m.name: m.mode for m in t}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The folder as it is handed out for this machine, unpacked where a clerk may put it."""
    if THIS not in MACHINES or not shutil.which("apt-get"):
        pytest.skip(f"{NO_REGISTRY}: no Debian")
    home = tmp_path_factory.mktemp("linux")
    try:
        with mock.patch.object(folder_archive, "HARD", 5):  # a fifth of the time, and still small enough
            made = make_archive(THIS, home / "kept", home / "dist")
    except subprocess.CalledProcessError:
        pytest.skip(NO_REGISTRY)
    with tarfile.open(made) as t:
        t.extractall(home / "U 盘", filter="data")
    shutil.rmtree(home / "dist" / THIS)
    return made, home / "U 盘" / NAME


def run(folder, *words, **more):
    """Run in an environment in which there is no other program, let alone a Python."""
    return subprocess.run(
        words, cwd=folder.parent, env={"PATH": "/nonexistent"}, capture_output=True, check=False, **more
    )


@pytest.mark.slow
def test_the_demonstration_runs_whole_on_what_is_in_the_folder_alone(real):
    archive, folder = real
    assert archive.stat().st_size <= LARGEST
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for file in said["files"]:
        assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert THIS in (folder / READ_ME).read_text(encoding="utf-8")
    maps = run(folder, folder / "python" / "bin" / "python3", "-c", MAPS)
    assert 0 == maps.returncode, maps.stderr
    lines = [line.split(maxsplit=5) for line in maps.stdout.decode().splitlines() if " /" in line]
    loaded = {path for _, may, *_, path in lines if "x" in may}
    assert len(loaded) > 20
    assert [] == [path for path in loaded if not path.startswith(str(folder))]
    shown = run(folder, folder / "toolkit", "demo", "演示")
    assert 0 == shown.returncode, shown.stderr
    assert "没有发现问题" in shown.stdout.decode()
