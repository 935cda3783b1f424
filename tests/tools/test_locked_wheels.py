"""Which wheels another machine needs is worked out for it: its markers, the lock's versions and hashes."""

import zipfile

import pytest

from tools import locked_wheels
from tools.locked_wheels import (
    WINDOWS_MARKERS,
    Target,
    digest_of,
    fetch_wheels,
    linux_markers,
    project_requirements,
    read_lock,
)

WINDOWS = Target("3.13", ("win_amd64",), WINDOWS_MARKERS)
LINUX = Target("3.11", ("manylinux_2_28_aarch64",), linux_markers("aarch64"))


def make_wheel(folder, name, needs=()):
    path = folder / f"{name}-1.0-py3-none-any.whl"
    said = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", *(f"Requires-Dist: {n}" for n in needs)])
    with zipfile.ZipFile(path, "w") as z:
        z.writestr(f"{name}/__init__.py", "")
        z.writestr(f"{name}-1.0.dist-info/METADATA", said + "\n\n")
    return path


def lock_of(path, wheels, marker=""):
    path.write_text(
        "".join(
            f"{w.name.split('-')[0]}==1.0{marker} \\\n    --hash=sha256:{digest_of(w)}\n" for w in wheels
        ),
        encoding="utf-8",
    )
    return path


def test_a_version_is_the_one_whose_marker_holds_there():
    windows, linux = read_lock(WINDOWS), read_lock(LINUX)
    assert "zipp" in linux
    assert "zipp" not in windows
    assert windows["numpy"].requirement.specifier != linux["numpy"].requirement.specifier


def test_a_line_for_pip_has_no_marker_and_every_hash():
    line = read_lock(WINDOWS)["colorama"].line
    assert ";" not in line
    assert line.count("--hash=sha256:") == len(read_lock(WINDOWS)["colorama"].hashes) > 0


def test_what_the_package_asks_for_is_locked_on_every_target():
    for target in (WINDOWS, LINUX):
        names = locked_wheels._names_on(target, project_requirements(["parquet"]))
        assert names <= read_lock(target).keys()
        assert "pyarrow" in names


def test_what_is_needed_by_what_is_needed_comes_too_where_its_marker_holds(tmp_path, monkeypatch):
    first = make_wheel(tmp_path, "first", ["second; sys_platform == 'win32'", "third; extra == 'more'"])
    wheels = [first, make_wheel(tmp_path, "second"), make_wheel(tmp_path, "third")]
    monkeypatch.setattr(locked_wheels, "LOCK", lock_of(tmp_path / "lock", wheels))
    monkeypatch.setattr(read_lock, "__defaults__", (tmp_path / "lock",))
    assert ["first", "second"] == [w.name.split("-")[0] for w in fetch_wheels(WINDOWS, ["first"], tmp_path)]
    assert ["first"] == [w.name.split("-")[0] for w in fetch_wheels(LINUX, ["first"], tmp_path)]


def test_what_is_needed_and_not_locked_is_refused(tmp_path, monkeypatch):
    wheels = [make_wheel(tmp_path, "first", ["second"])]
    monkeypatch.setattr(read_lock, "__defaults__", (lock_of(tmp_path / "lock", wheels),))
    with pytest.raises(SystemExit, match="second"):
        fetch_wheels(WINDOWS, ["first"], tmp_path)


def test_a_wheel_that_is_another_than_the_locked_one_is_not_taken(tmp_path, monkeypatch):
    wheel = make_wheel(tmp_path, "first")
    monkeypatch.setattr(read_lock, "__defaults__", (lock_of(tmp_path / "lock", [wheel]),))
    make_wheel(tmp_path, "first", ["second"])
    asked = []
    monkeypatch.setattr(locked_wheels, "fetch_locked", lambda lines, *_: asked.extend(lines))
    with pytest.raises(KeyError):
        fetch_wheels(WINDOWS, ["first"], tmp_path)
    assert [f"first==1.0 --hash=sha256:{digest_of(wheel)}"] != asked
    assert 1 == len(asked)
