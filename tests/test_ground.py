"""What the project stands on agrees with itself: metadata, lock, make, CI and README; and names no machine."""

import fnmatch
import os
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
MACHINE = tuple(f"/{name}/".encode() for name in ("work", "root"))


def asked():
    """Every requirement of the package, its tests, its checks and its build."""
    groups = PROJECT["dependency-groups"].values()
    lists = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"], *groups]
    return sorted({text for one in lists for text in one})


def locked():
    """Versions by name: one for each marker the lock distinguishes."""
    versions = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def made(text):
    """Targets of the make commands in *text*, in order; words after a `#` are not commands."""
    return re.findall(r"^\s*(?:\$ )?make ([a-z]+)\b", text, re.MULTILINE)


def kept():
    """Every file that .gitignore lets in; asks no git, for the tree may be unpacked from an archive."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    patterns = [".git", *(line.strip("/") for line in ignored)]
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [n for n in folders if not any(fnmatch.fnmatch(n, p) for p in patterns)]
        yield from (Path(folder, n) for n in names if not any(fnmatch.fnmatch(n, p) for p in patterns))


def contents(path):
    """The bytes of a file; of a workbook, its inflated parts."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(n) for n in parts.namelist())


@pytest.mark.parametrize("text", asked())
def test_every_requirement_is_locked_at_a_version_it_allows(text):
    wanted = Requirement(text)
    versions = locked()[canonicalize_name(wanted.name)]
    assert versions == [v for v in versions if wanted.specifier.contains(v)]


def test_every_locked_version_is_hashed_and_no_index_is_named():
    entries = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
    assert sum(map(len, locked().values())) == len(entries)
    assert [] == [e.split()[0] for e in entries if "--hash=sha256:" not in e]
    assert [] == [
        w for w in LOCK.split() if "://" in w or w.startswith(("/", "--index", "--extra", "--find"))
    ]


def test_ci_runs_the_test_command_of_the_readme():
    ci = made((ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    readme = made((ROOT / "README.md").read_text(encoding="utf-8"))
    assert "test" in readme
    assert "test" in ci


def test_the_public_ci_tries_every_python_that_is_promised_on_three_systems_and_runs_the_gate():
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))["jobs"]
    promised = [
        c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", c)
    ]
    matrix = jobs["quick"]["strategy"]["matrix"]
    assert promised == matrix["python"]
    assert PROJECT["project"]["requires-python"] == f">={promised[0]}"
    assert ["ubuntu", "windows", "macos"] == [system.partition("-")[0] for system in matrix["system"]]
    assert any(".ci/run" in step.get("run", "") for step in jobs["gate"]["steps"])


def test_what_runs_before_a_commit_is_what_make_check_runs_and_fetches_nothing():
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert "local" == local["repo"]
    for hook in local["hooks"]:
        entry = hook["entry"].replace(" --force-exclude", "").replace(".venv/bin/", "$(BIN)/")
        assert "system" == hook["language"]
        assert entry == "make check" or entry.replace("format", "format --check") in MAKEFILE


def test_the_version_has_a_heading_with_its_day():
    version = re.search('__version__ = "(.*)"', (ROOT / "toolkit/__init__.py").read_text(encoding="utf-8"))[1]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        "docs/developing.md",
        ".ci/run",
        ".github/workflows/tests.yml",
    ],
)
def test_every_make_command_named_is_a_target(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
    assert set() == {*made(text), *re.findall(r"`make ([a-z]+)`", text)} - set(targets)


def test_no_file_names_a_path_of_the_machine_it_was_made_on():
    assert [] == [str(p.relative_to(ROOT)) for p in kept() if any(m in contents(p) for m in MACHINE)]
