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


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if MISSING in str(r.longrepr)]
    if skipped:
        terminalreporter.write_sep(
            "=", f"NOT PROVED: {len(skipped)} tests need LibreOffice, which is not installed"
        )


def pytest_sessionfinish(session, exitstatus):
    """Where everything is meant to be installed, a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
