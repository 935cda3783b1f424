"""Fixtures of the whole suite, and the last word on what was not proved."""

import os
import sys
from pathlib import Path

import office
import pytest

sys.path.insert(0, str(Path(__file__).parent))

MISSING = "needs LibreOffice (soffice)"


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory):
    """Recalculate workbooks with LibreOffice: paths → paths of the recalculated ones."""
    if not office.SOFFICE:
        pytest.skip(MISSING)
    home = tmp_path_factory.mktemp("office")
    runs = iter(range(10_000))
    return lambda paths, **more: office.convert(paths, home / f"out{next(runs)}", home / "profile", **more)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """Say what was not proved after everything else; where all is meant to be installed, a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    unproved = [r for r in skipped if MISSING in str(r.longrepr)]
    if skipped and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    done = yield
    if unproved:
        reporter.write_line(f"NOT PROVED: {len(unproved)} tests need LibreOffice, which is not installed")
    return done
