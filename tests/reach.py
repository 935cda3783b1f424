"""A pytest plugin (``-p reach``): which tests reach which function of the product, and how much work one test may be.

With ``REACH=FILE`` it writes that down: functions by module, line and name, each with the tests that call it and the
seconds of processor those take. With ``WORK=SECONDS`` a test that takes more of the processor ends the run: a fault that
never ends is known by its own work, however busy the machine is.
"""

import json
import os
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import pytest

try:
    import resource
except ImportError:  # Windows: nothing is bounded there
    resource = None

PRODUCT = f"{Path.cwd() / 'toolkit'}{os.sep}"
MEMORY = 6 * 2**30

_tests, _seconds, _here = defaultdict(set), {}, set()


def _note(frame, _event, _argument):
    _here.add(frame.f_code)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Bound the test's work; note what it calls."""
    if resource and (work := os.environ.get("WORK")):
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + int(work)
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if "REACH" not in os.environ:
        return (yield)
    _here.clear()
    began = time.process_time()
    threading.settrace(_note)
    sys.settrace(_note)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)
        _seconds[item.nodeid] = round(time.process_time() - began, 4)
        for code in [c for c in _here.copy() if c.co_filename.startswith(PRODUCT)]:
            module = Path(code.co_filename).relative_to(PRODUCT).with_suffix("").as_posix()
            _tests[f"{module}:{code.co_firstlineno}:{code.co_name}"].add(item.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish():
    """Write down what was reached."""
    if "REACH" in os.environ and _seconds:
        names = list(_seconds)
        at = {name: i for i, name in enumerate(names)}
        reached = {where: sorted(at[t] for t in tests) for where, tests in _tests.items()}
        said = {"tests": [[name, _seconds[name]] for name in names], "reached": reached}
        Path(os.environ["REACH"]).write_text(json.dumps(said), encoding="utf-8")
