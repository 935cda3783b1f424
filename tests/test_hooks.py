"""What an office adds of its own: found where it is installed, asked and written, and named where it does not work."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from inbox import NOW, quiet
from township import township

import toolkit
from toolkit import hooks
from toolkit.author.samples import samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.own_outputs import FOLDER
from toolkit.hooks import HookError
from toolkit.merging.merge import merge_report
from toolkit.submissions.file_record import reading_basis

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "office-plugin"


def install(site, package, version, points):
    """Lay down what installing a package leaves: its metadata and its entry points."""
    about = site / f"{package.replace('-', '_')}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", "utf-8")
    lines = [
        line
        for group, named in points.items()
        for line in (f"[{group}]", *(f"{n} = {place}" for n, place in named.items()))
    ]
    (about / "entry_points.txt").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A place packages are installed in, for this test alone."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    hooks.installed_hooks.cache_clear()
    yield tmp_path / "site"
    hooks.installed_hooks.cache_clear()


@pytest.fixture
def example(site):
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    install(site, project["name"], project["version"], project["entry-points"])
    shutil.copy(EXAMPLE / "qinghe_county.py", site)


def of_source(site, source, version="1.0", group="toolkit.checks"):
    (site).mkdir(exist_ok=True)
    (site / f"own_{site.parent.name}.py").write_text(source, "utf-8")
    install(site, "own", version, {group: {"自己的": f"own_{site.parent.name}:run"}})


def one_village(tmp_path, pattern="第一轮/*东岭村*"):
    inbox = tmp_path / "收到"
    inbox.mkdir()
    shutil.copy(next(samples_folder().glob(pattern)), inbox)
    return inbox


def collected(inbox, folder=None):
    return collect_submissions([inbox], folder, toolkit.load_form("xxgk"), NOW, quiet)


ASKS = """
import toolkit
def run(submission, form):
    yield toolkit.UnitQuestion("=1+1 问一句", "答一句", {cell})
"""
NUMBER = 'toolkit.Cell("阵地", "公开栏数", "数量")'


def test_a_question_of_a_check_is_one_of_the_unit_s_findings(site, tmp_path):
    of_source(site, ASKS.format(cell=NUMBER))
    (file,) = collected(one_village(tmp_path)).files
    (asked,) = [f for f in file.findings if f.code == "own_check"]
    assert ("warning", "工作情况", "B15", "1") == (asked.severity, asked.sheet, asked.cell, asked.value)
    assert ("=1+1 问一句（自己的）", "答一句", "J12") == (asked.message, asked.remedy[:3], asked.handle)
    assert asked.to_explain
    assert "accepted_with_warnings" == file.outcome


def test_a_question_of_the_whole_submission_has_no_cell(site, tmp_path):
    of_source(site, ASKS.format(cell="None"))
    (file,) = collected(one_village(tmp_path)).files
    (asked,) = [f for f in file.findings if f.code == "own_check"]
    assert ("", "", ("own_check.自己的",)) == (asked.sheet, asked.cell, asked.instances)


def test_without_anything_installed_nothing_is_asked_and_known_files_stay_known(tmp_path, monkeypatch):
    hooks.installed_hooks.cache_clear()
    assert () == hooks.installed_hooks("toolkit.checks")
    (file,) = collected(one_village(tmp_path)).files
    assert "own_check" not in {f.code for f in file.findings}


def test_another_version_of_a_check_reads_again_what_was_read(site):
    bases = [reading_basis(toolkit.load_form("xxgk"))]
    for version in ("1.0", "1.1"):
        shutil.rmtree(site, ignore_errors=True)
        of_source(site, ASKS.format(cell="None"), version)
        hooks.installed_hooks.cache_clear()
        bases.append(reading_basis(toolkit.load_form("xxgk")))
    assert 3 == len(set(bases))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def run(submission, form):\n    return [1 / 0]", "ZeroDivisionError"),
        ("def run(submission, form):\n    yield 'x'", "不是这份表里的问题"),
        (ASKS.format(cell='toolkit.Cell("没有", "这", "格")'), "不是这份表里的问题"),
        ("raise ImportError('缺东西')", "装不上"),
        ("def run(submission, form):\n    yield 1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_check_that_does_not_work_is_named_with_what_to_do(site, tmp_path, source, said):
    of_source(site, source)
    with pytest.raises(HookError, match=said) as raised:
        collected(one_village(tmp_path))
    assert "自己的" in str(raised.value)
    assert "own 1.0" in str(raised.value)


def test_an_output_that_gives_something_else_is_named(site, tmp_path):
    of_source(site, "def run(folder, made):\n    return 'x'", group="toolkit.outputs")
    with pytest.raises(HookError, match="自己的"):
        merge_report(township(tmp_path / "w"), None, NOW, quiet, partial=False)


def test_an_output_writes_below_its_own_folder_whatever_it_calls_its_files(site, tmp_path):
    of_source(site, "def run(folder, made):\n    return {'../../x.txt': b'1'}", group="toolkit.outputs")
    folder = township(tmp_path / "w")
    made = merge_report(folder, None, NOW, quiet, partial=False)
    (path,) = made.also
    assert folder.path / FOLDER / "自己的" == path.parent
    assert b"1" == path.read_bytes()


def test_the_example_asks_and_writes(example, tmp_path):
    folder = township(tmp_path / "w")
    made = toolkit.merge(folder.path)
    (path,) = made.also
    said = json.loads(path.read_bytes())
    assert (folder.office.code, "2024") == (said["office"], said["period"])
    assert len(said["figures"]) > 150
    assert "自己的" not in str(path)
    assert [str(path)] == made.plain()["also"]
    (check,) = hooks.installed_hooks("toolkit.checks")
    village = next(s for s in toolkit.load_submissions(folder.path) if s.who.kind == "村社区")
    boards = toolkit.Cell("阵地", "公开栏数", "数量")
    assert boards in village.figures
    assert [] == list(check.run(village, folder.form))
    village.figures[boards] = 0.0
    (asked,) = check.run(village, folder.form)
    assert boards == asked.cell
