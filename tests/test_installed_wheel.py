"""What the README tells somebody with Python to run: a wheelhouse made here, installed elsewhere without a network, the demonstration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NO_REGISTRY = "needs the package registry"


def run(*words, **more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    return subprocess.run(
        words, check=False, capture_output=True, text=True, env=clean | more.pop("env", {}), **more
    )


@pytest.mark.slow
def test_a_wheelhouse_is_installed_without_a_network_and_the_demonstration_runs(tmp_path):
    house, python = tmp_path / "wheelhouse", tmp_path / "venv" / "bin" / "python"
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "-w", house, ROOT],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode and not list(house.glob("*.whl")):
        pytest.skip(NO_REGISTRY)
    assert 0 == run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv").returncode
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9"}
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-compile",
    )  # what runs is compiled then
    done = run(*pip, "--no-index", "--find-links", house, "xxgk-toolkit", env=offline)
    assert 0 == done.returncode, done.stderr
    where = run(python, "-c", "import toolkit; print(toolkit.__file__)", cwd=tmp_path).stdout
    assert str(tmp_path) in where, "the checkout is not what is tried"
    shown = run(python.with_name("toolkit"), "demo", "演示", cwd=tmp_path)
    assert 0 == shown.returncode, shown.stdout + shown.stderr
    assert "没有发现问题" in shown.stdout
