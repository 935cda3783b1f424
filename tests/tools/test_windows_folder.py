"""The Windows folder: what is laid out where, what is refused, the same bytes twice; and the real one, run where Wine is."""

import hashlib
import io
import json
import os
import struct
import subprocess
import zipfile
from unittest import mock

import pytest
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename
from wine import NO_WINE, WINE, Wine

from tools import folder_archive
from tools.folder_archive import MANIFEST, write_manifest, zip_folder
from tools.launchers import LAUNCHERS, NAME, known_commands
from tools.windows_folder import (
    ARCHIVE,
    INPUTS,
    LARGEST,
    PROMPT,
    READ_ME,
    Inputs,
    build_folder,
    fetch_inputs,
    launcher,
    make_archive,
)

AMD64, ARM64 = 0x8664, 0xAA64
NO_REGISTRY = "needs the package registry"


def binary(*loads, machine=AMD64):
    """A Windows library of one section that loads these."""
    names, at, table = b"", 0x1000 + 20 * (len(loads) + 1), b""
    for name in loads:
        table += struct.pack("<IIIII", 0, 0, 0, at + len(names), 0)
        names += name.encode() + b"\0"
    data = table + bytes(20) + names
    optional = (
        struct.pack("<H", 0x20B) + bytes(110) + struct.pack("<IIII", 0, 0, 0x1000, len(data)) + bytes(112)
    )
    head = b"PE\0\0" + struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0)
    section = b".idata\0\0" + struct.pack("<IIII", len(data), 0x1000, len(data), 0x200) + bytes(16)
    whole = b"MZ" + bytes(58) + struct.pack("<I", 0x40) + head + optional + section
    return whole.ljust(0x200, b"\0") + data


def embedded(path, top="", **more):
    """A zip that looks like the embeddable Python, its files at the top or in a folder."""
    library = binary("KERNEL32.dll") + b"".join(b"\0%s\0" % n for n in (b"sys", b"math", b"zlib"))
    files = {
        "python.exe": binary("python313.dll"),
        "python313.dll": library,
        "python313._pth": b"python313.zip\n.\n",
        "_ssl.pyd": binary("api-ms-win-crt-runtime-l1-1-0.dll"),
        **more,
    }
    with zipfile.ZipFile(path, "w") as z:
        for name, data in files.items():
            z.writestr(top + name, data)
        with zipfile.ZipFile(path.with_suffix(".lib"), "w") as lib:
            lib.writestr("json/__init__.pyc", b"")
        z.write(path.with_suffix(".lib"), f"{top}python313.zip")
    return path


def wheel(path, files):
    with zipfile.ZipFile(path, "w") as z:
        for name, data in files.items():
            z.writestr(name, data)
    return path


@pytest.fixture
def inputs(tmp_path):
    own = {
        "toolkit/__init__.py": "import json\nimport math\nimport good\nfrom toolkit import other\n",
        "toolkit/other.py": "",
        "toolkit/tests/test_other.py": "import pytest\n",
        "toolkit-1.dist-info/METADATA": "Name: toolkit\n",
        "toolkit-1.dist-info/RECORD": "",
        "toolkit-1.data/scripts/run.py": "",
        "toolkit-1.data/purelib/beside.py": "",
    }
    good = {
        "good/__init__.py": "",
        "good/fast.cp313-win_amd64.pyd": binary("python3.dll"),
        "good/fast.pyi": "",
    }
    wheels = [wheel(tmp_path / "toolkit.whl", own), wheel(tmp_path / "good.whl", good)]
    return Inputs(
        embedded(tmp_path / "e.zip", "cp313/", **{"python3.dll": binary()}), binary("USER32.dll"), wheels
    )


def but_toolkit(inputs, source):
    """The same, with another source of the package."""
    return inputs._replace(
        wheels=[wheel(inputs.wheels[0], {"toolkit/__init__.py": source}), inputs.wheels[1]]
    )


def test_modules_stand_beside_the_python_without_what_only_authors_need(inputs, tmp_path):
    build_folder(inputs, tmp_path / "f", {"open"})
    found = {p.relative_to(tmp_path / "f").as_posix() for p in (tmp_path / "f").rglob("*") if p.is_file()}
    assert {
        "python/python.exe",
        "app/toolkit/other.py",
        "app/beside.py",
        "app/toolkit-1.dist-info/METADATA",
    } <= found
    assert not [n for n in found if n.endswith((".pyi", "RECORD", "run.py")) or "/tests/" in n]
    assert b"python313.zip\r\n.\r\n..\\app\r\n" == (tmp_path / "f/python/python313._pth").read_bytes()


def test_a_python_whose_files_lie_at_the_top_is_as_good(inputs, tmp_path):
    flat = embedded(tmp_path / "flat.zip", **{"python3.dll": binary()})
    build_folder(inputs._replace(python=flat), tmp_path / "f", set())
    assert (tmp_path / "f/python/python313.dll").is_file()


def test_a_launcher_stands_there_for_every_command_there_is(inputs, tmp_path):
    build_folder(inputs, tmp_path / "f", {"open"})
    build_folder(inputs, tmp_path / "g", set())
    assert {f"{n}.exe" for n in LAUNCHERS} == {p.name for p in (tmp_path / "f").glob("*.exe")}
    assert {"toolkit.exe"} == {p.name for p in (tmp_path / "g").glob("*.exe")}
    said = [(tmp_path / f / READ_ME).read_text(encoding="utf-8-sig") for f in "fg"]
    assert [True, False] == [f"打开{NAME}.exe" in s for s in said]


def test_a_launcher_names_the_python_beside_it_and_runs_its_words():
    made = launcher(b"MZ stub", f"打开{NAME}", ("open",))
    assert made.startswith(b"MZ stub#!<launcher_dir>\\python\\python.exe\r\nPK")
    with zipfile.ZipFile(io.BytesIO(made)) as z:
        source = z.read("__main__.py").decode()
    compile(source, "__main__.py", "exec")
    assert "*('open',), *sys.argv[1:]" in source


def test_what_people_read_is_read_by_notepad_and_cmd(inputs, tmp_path):
    build_folder(inputs, tmp_path / "f", set())
    prompt, read_me = ((tmp_path / "f" / n).read_bytes() for n in (PROMPT, READ_ME))
    assert prompt.isascii()
    assert read_me.startswith(b"\xef\xbb\xbf")
    assert prompt.count(b"\n") == prompt.count(b"\r\n") > 3
    assert read_me.count(b"\n") == read_me.count(b"\r\n") > 3


@pytest.mark.parametrize(
    ("source", "said"),
    [("import absent", "toolkit/__init__.py imports absent"), ("import toolkit.gone", "toolkit.gone")],
)
def test_a_module_that_would_not_be_found_is_refused(inputs, tmp_path, source, said):
    with pytest.raises(SystemExit, match=said):
        build_folder(but_toolkit(inputs, source), tmp_path / "f", set())


@pytest.mark.parametrize(
    "source",
    [
        "import math, json, good",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import absent",
        "try:\n    import pyarrow\nexcept ImportError:\n    pass",
    ],
)
def test_what_is_there_only_for_checkers_or_on_request_is_no_fault(inputs, tmp_path, source):
    library = embedded(tmp_path / "typing.zip", **{"python3.dll": binary(), "typing.pyd": binary()})
    build_folder(but_toolkit(inputs, source)._replace(python=library), tmp_path / "f", set())
    assert [*(tmp_path / "f").iterdir()]


@pytest.mark.parametrize(
    ("made", "said"),
    [(binary("MSVCP140.dll"), "bad.pyd loads msvcp140.dll"), (binary(machine=ARM64), "for another machine")],
)
def test_a_library_that_would_not_load_is_refused(inputs, tmp_path, made, said):
    bad = wheel(tmp_path / "bad.whl", {"bad/bad.pyd": made})
    with pytest.raises(SystemExit, match=said):
        build_folder(inputs._replace(wheels=[*inputs.wheels, bad]), tmp_path / "f", set())


def test_a_file_outside_of_its_wheel_is_refused(inputs, tmp_path):
    bad = wheel(tmp_path / "bad.whl", {"../out.py": ""})
    with pytest.raises(SystemExit, match="outside"):
        build_folder(inputs._replace(wheels=[*inputs.wheels, bad]), tmp_path / "f", set())


def test_a_python_of_one_s_own_is_held_to_the_hash_one_gave(tmp_path):
    given = embedded(tmp_path / "e.zip")
    with pytest.raises(SystemExit, match=hashlib.sha256(given.read_bytes()).hexdigest()):
        fetch_inputs(tmp_path / "kept", given, "00")


def test_the_same_folder_is_the_same_bytes_whenever_it_was_written(inputs, tmp_path):
    zips = []
    for n, at in enumerate((1_000_000_000, 1_700_000_000)):
        folder = tmp_path / str(n) / NAME
        build_folder(inputs, folder, {"open"})
        write_manifest(folder, {"made_of": []})
        for p in folder.rglob("*"):
            os.utime(p, (at, at))
        zip_folder(folder, tmp_path / f"{n}.zip")
        zips.append((tmp_path / f"{n}.zip").read_bytes())
    assert zips[0] == zips[1]


def test_what_is_fetched_beside_the_lock_is_hashed():
    lines = INPUTS.read_text(encoding="utf-8").split("\n")
    assert sum("==" in n for n in lines) == sum("--hash=sha256:" in n for n in lines) == 2


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The folder as it is handed out, unpacked where a clerk may put it."""
    home = tmp_path_factory.mktemp("windows")
    try:
        with mock.patch.object(folder_archive, "HARD", 1):  # a quarter of the time, and still small enough
            made = make_archive(fetch_inputs(home / "kept", None, ""), home / "dist")
    except subprocess.CalledProcessError:
        pytest.skip(NO_REGISTRY)
    with zipfile.ZipFile(made) as z:
        z.extractall(home / "U 盘")
    return home / "dist" / ARCHIVE, home / "U 盘" / NAME


@pytest.mark.slow
def test_the_folder_that_is_handed_out_is_small_whole_and_for_this_windows(real):
    archive, folder = real
    assert archive.stat().st_size <= LARGEST
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for file in said["files"]:
        assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == {f["path"] for f in said["files"]} | {MANIFEST}
    assert {f"{n}.exe" for n, w in LAUNCHERS.items() if not w or w[0] in known_commands()} < names
    platforms = ["win_amd64"]
    fit = {*cpython_tags((3, 13), platforms=platforms), *compatible_tags((3, 13), "cp313", platforms)}
    wheels = [f["file"] for f in said["made_of"] if f["file"].endswith(".whl")]
    assert len(wheels) > 20
    assert [] == [w for w in wheels if not parse_wheel_filename(w)[3] & fit]


@pytest.fixture(scope="module")
def windows(real):
    """Wine, and the folder in it."""
    if not WINE:
        pytest.skip(NO_WINE)
    return Wine(real[1].parent / "wine"), real[1]


@pytest.mark.wine
def test_the_folder_starts_where_the_code_page_is_936(windows):
    wine, folder = windows
    code_page = "import locale, sys; print(locale.getencoding(), sys.flags.isolated, sys.path[-1])"
    page, isolated, app = wine.run(folder / "python" / "python.exe", "-X", "utf8", "-c", code_page).split(
        " ", 2
    )
    assert ("cp936", "1") == (page, isolated)
    assert app.strip().endswith("app")
    assert "年" in wine.run(folder / "toolkit.exe", "forms")
    said = ("--form", "xxgk", "--name", "某镇", "--code", "41", "--year", "2024")
    wine.run(folder / "toolkit.exe", "init", "年报 2024", *said)
    assert (wine.home / "年报 2024" / "名册.xlsx").is_file()


@pytest.mark.wine
def test_the_demonstration_runs_whole_from_the_folder(windows):
    wine, folder = windows
    loads = wine.run(folder / "python" / "python.exe", "-c", "import numpy; print('loads')", check=False)
    if "loads" not in loads:
        pytest.skip(f"{NO_WINE} with a C library that has what numpy calls (crealf)")
    assert "没有发现问题" in wine.run(folder / "toolkit.exe", "demo", "演示")
