"""What leaves through a pipe, a file or a screen, whatever the code page of the machine."""

import codecs
import json
import os
import subprocess
import sys

import pytest

from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

NAMES = ("㐂✓𠮷村", "和平村")
UNITS = tuple(Unit(f"00{i}", name, "村社区") for i, name in enumerate(NAMES, 1))
PAGES = (
    {},
    {"PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk:strict"},
    {"PYTHONLEGACYWINDOWSSTDIO": "1", "PYTHONIOENCODING": "cp936"},
)


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return make_work_folder(
        tmp_path_factory.mktemp("㐂") / "w",
        Office("00", "某镇", "township", "xxgk", Period.of_year(2024), ""),
        UNITS,
    ).path


def call(environment, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    return subprocess.run(command, stdout=stdout, stderr=stderr, env={**kept, **environment}, check=False)


@pytest.mark.parametrize("environment", PAGES, ids=str)
def test_json_and_words_are_utf8_in_every_environment(work, environment):
    said = call(environment, "roster", "-w", work, "--json")
    assert not said.stdout.startswith(codecs.BOM_UTF8)
    assert list(NAMES) == [unit["name"] for unit in json.loads(said.stdout.decode("utf-8"))]
    assert NAMES[0] in call(environment, "roster", "-w", work).stdout.decode("utf-8")


@pytest.mark.parametrize("environment", PAGES[1:5:3], ids=str)
def test_a_file_gets_what_a_pipe_gets_and_errors_are_utf8_too(work, tmp_path, environment):
    with (tmp_path / "f").open("wb") as file:
        call(environment, "roster", "-w", work, "--json", stdout=file)
    assert list(NAMES) == [u["name"] for u in json.loads((tmp_path / "f").read_text(encoding="utf-8"))]
    wrong = call(environment, "㐂collect")
    assert (2, True) == (wrong.returncode, "没有命令 㐂collect" in wrong.stderr.decode("utf-8"))
    assert "显示这一页说明" in call(environment, "-h").stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a name that is no text exists only here")
def test_a_file_name_that_is_no_text_goes_out_as_an_escape(work, tmp_path):
    (tmp_path / "收").mkdir()
    path = bytes(tmp_path / "收") + "/西滩".encode("gbk") + b".xlsx"
    with open(path, "wb") as file:  # noqa: PTH123 - bytes
        file.write(b"x")
    for environment in ({}, {"PYTHONIOENCODING": "gbk"}):
        more = ("-w", work, "-o", tmp_path / "出")
        said = json.loads(
            call(environment, "collect", tmp_path / "收", *more, "--json").stdout.decode("utf-8")
        )
        (file,) = said["files"]
        assert "\\xdcce" in file["path"]
        assert file["path"] in call(environment, "collect", tmp_path / "收", *more).stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a screen of our own making")
def test_a_screen_shows_the_number_of_what_it_lacks_and_json_stays_json(work):
    screen = {"PYTHONIOENCODING": "gbk", "TERM": "dumb", "COLUMNS": "200"}
    words = on_a_screen(screen, "roster", "-w", work).decode("gbk")
    assert "\\u3402" in words
    assert "\\U00020bb7村" in words
    assert "和平村" in words
    assert "?" not in words
    said = json.loads(on_a_screen(screen, "roster", "-w", work, "--json").decode("gbk"))
    assert list(NAMES) == [unit["name"] for unit in said]


def on_a_screen(environment, *arguments):
    """Call the command line with its output on a terminal; return the bytes the terminal got."""
    ours, theirs = os.openpty()
    try:
        done = call(environment, *arguments, stdout=theirs)
        assert 0 == done.returncode, done.stderr
    finally:
        os.close(theirs)
    got = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # the other end is closed and all is read
            break
        if not more:
            break
        got += more
    os.close(ours)
    return got
