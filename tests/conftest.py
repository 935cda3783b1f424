"""Fixtures of the whole suite, and the last word on what was not proved."""

import gc
import os
import sys
import zipfile
from functools import cache, partial
from pathlib import Path

import browser
import office
import pytest
import shared
import typer.testing
import weight
import wine
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

MISSING = "needs LibreOffice (soffice)"
NO_BROWSER = "needs Chromium"

typer.testing._get_command = cache(typer.testing._get_command)
"""The command line is put together once, not again for every command that a test runs."""

zipfile.ZipFile.__init__.__defaults__ = (*zipfile.ZipFile.__init__.__defaults__[:-1], 1)
"""Where nobody asks for a level, the least: what tests write is read once. Only sizes differ."""

if not os.environ.get("CI"):  # there hypothesis does so of itself
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def shared_home(tmp_path_factory, worker_id):
    """Where what is made once a session is kept: beside the workers' own folders."""
    own = tmp_path_factory.getbasetemp()
    shared.keep_at((own if worker_id == "master" else own.parent) / "shared")


def pytest_collection_modifyitems(config, items):
    """Mark what takes more than Python itself, and let the long ones begin."""
    weights = {item: weight.weight_of(item) for item in items}
    for item, takes in weights.items():
        if takes > weight.LIGHT:
            item.add_marker(pytest.mark.slow)
    items[:] = weight.long_first(weights, config.getoption("numprocesses", None) or 1)


def pytest_collection_finish():
    """Let Python look for garbage among what the tests make, not again and again among six thousand tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory):
    """Recalculate workbooks with LibreOffice: paths → paths of the recalculated ones; ``values``: what stands in them."""
    if not office.SOFFICE:
        pytest.skip(MISSING)
    home = tmp_path_factory.mktemp("office")
    runs = iter(range(10_000))

    def run(how, paths, **more):
        return how(paths, home / f"out{next(runs)}", home / "profile", **more)

    recalculate = partial(run, office.convert)
    recalculate.values = partial(run, office.values)
    return recalculate


@pytest.fixture(scope="module")
def chromium():
    """A headless browser."""
    if not browser.CHROMIUM:
        pytest.skip(NO_BROWSER)
    with browser.chromium() as opened:
        yield opened


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """Say what was not proved after everything else; where all is meant to be installed, a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    unproved = {w: sum(w in str(r.longrepr) for r in skipped) for w in (MISSING, NO_BROWSER, wine.NO_WINE)}
    meant = len(skipped) - unproved[wine.NO_WINE]  # Debian 12 has none that is new enough
    if meant and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    done = yield
    for what, tests in unproved.items():
        if tests:
            reporter.write_line(f"NOT PROVED, not installed: {what} ({tests} tests)")
    return done
