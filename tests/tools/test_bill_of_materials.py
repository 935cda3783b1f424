"""What the package is made of: every library that is locked and needed, with the lock's hashes, in the wheel."""

import json
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import toolkit
from tools import bill_of_materials, known_vulnerabilities
from tools.locked_wheels import LOCK, ROOT, lock_entries


@pytest.fixture(scope="module")
def bill():
    return json.loads(bill_of_materials.draw_bill())


def test_the_bill_names_what_is_asked_for_and_what_that_needs_and_none_of_the_tools_of_tests(bill):
    names = {part["name"] for part in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {canonicalize_name(Requirement(line).name) for line in project["dependencies"]} <= names
    assert {"numpy", "et-xmlfile", "h11"} <= names, "what is needed by what is needed"
    assert {"colorama", "tzdata"} <= names, "what is needed on Windows alone"
    assert not {"pytest", "mypy", "hatchling", "mkdocs", "pyarrow", "distributed"} & names


def test_the_bill_has_the_versions_and_hashes_of_the_lock_and_a_licence_for_each(bill):
    locked = lock_entries(LOCK)
    for part in bill["components"]:
        entry = locked[part["name"]]
        assert f"=={part['version']}" == str(entry.requirement.specifier)
        (files,) = part["externalReferences"]
        assert sorted(entry.hashes) == [h["content"] for h in files["hashes"]]
        assert part["licenses"], part["name"]


def test_every_part_is_reached_from_the_package_and_every_edge_ends_at_a_part(bill):
    edges = {edge["ref"]: edge["dependsOn"] for edge in bill["dependencies"]}
    assert {part["bom-ref"] for part in bill["components"]} | {
        f"pkg:pypi/xxgk-toolkit@{toolkit.__version__}"
    } == {*edges}
    reached, asked = set(), [bill["metadata"]["component"]["bom-ref"]]
    while asked:
        one = asked.pop()
        reached.add(one)
        asked += [ref for ref in edges[one] if ref not in reached]
    assert {*edges} == reached


def test_the_same_lock_gives_the_same_bytes_and_they_are_the_kept_ones():
    assert bill_of_materials.draw_bill() == bill_of_materials.BILL.read_text(encoding="utf-8")


def test_a_known_vulnerability_is_told_with_where_it_is_mended():
    known = {"id": "PYSEC-1", "fix_versions": ["1.2"]}
    answer = {
        "dependencies": [{"name": "a", "version": "1.1", "vulns": [known]}, {"name": "b", "skip_reason": "x"}]
    }
    assert ["a 1.1: PYSEC-1, mended in 1.2"] == known_vulnerabilities.vulnerable_lines(answer)


@pytest.mark.parametrize(("given", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_where_nobody_could_be_asked_nothing_is_said_to_be_proved(monkeypatch, capsys, given, code):
    monkeypatch.delenv("CI", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = known_vulnerabilities.NOT_ASKED.format("no network")
    monkeypatch.setattr(known_vulnerabilities, "ask_index", lambda: said)
    assert code == known_vulnerabilities.main()
    assert "NOT AUDITED" in capsys.readouterr().out
