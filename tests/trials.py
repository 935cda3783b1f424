"""A pytest plugin (``-p trials``): many faults tried in forks of one session that has everything imported and collected.

``TRIALS=FILE`` names them: for each a module of the product, its source with the fault in it, and the tests to try it with.
A fork puts the faulty code into the functions as they stand in memory and runs those tests up to the first that fails; what
came of each is written back. A fault that stands in no function (a constant, a default) is not tried here.
"""

import gc
import json
import os
import sys
from pathlib import Path
from types import CodeType, FunctionType

LIVES, FOUND, NOT_TRIED = 0, 1, 3


def pytest_runtestloop(session):
    """Try every fault; a test that finds one has to pass without it, or it is asked no more."""
    file = Path(os.environ["TRIALS"])
    trials = json.loads(file.read_text(encoding="utf-8"))
    items = {item.nodeid: item for item in session.items}
    failed, passing = file.with_suffix(".failed"), set()
    for trial in trials:
        tests = [items[t] for t in trial["tests"] if t in items]
        trial["came"] = FOUND
        while trial["came"] == FOUND:
            failed.write_text("", encoding="utf-8")
            trial["came"] = _in_a_fork(lambda trial=trial, tests=tests: _try(session, trial, tests, failed))
            by = failed.read_text(encoding="utf-8")
            if by not in passing and trial["came"] == FOUND and by:
                alone = [items[by]]
                if _in_a_fork(lambda alone=alone: _run(session, alone, failed)) == FOUND:
                    del items[by]
                    tests.remove(alone[0])
                    continue
                passing.add(by)
            break
        sys.stderr.write({FOUND: ".", LIVES: "#"}.get(trial["came"], "?"))
        sys.stderr.flush()
    file.write_text(json.dumps(trials), encoding="utf-8")
    return True


def _in_a_fork(work):
    """Run *work* in a fork; return what it returned, FOUND where it was ended by a signal: too much work."""
    sys.stdout.flush()
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else FOUND
    came = NOT_TRIED
    try:
        came = work()
    finally:
        os._exit(came)


def _try(session, trial, tests, failed):
    if not tests or not put_into_memory(trial["path"], trial["source"]):
        return NOT_TRIED
    return _run(session, tests, failed)


def _run(session, tests, failed):
    """Run tests up to the first that fails, which is written down."""
    for test, following in zip(tests, [*tests[1:], None], strict=True):
        failed.write_text(test.nodeid, encoding="utf-8")
        test.ihook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.testsfailed:
            return FOUND
    return LIVES


def put_into_memory(path, source):
    """Give the functions of a module that are in memory the code they have in *source*; tell whether any changed."""
    new = dict(_functions_in(compile(source, path, "exec", dont_inherit=True)))
    gc.unfreeze()
    changed = 0
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == path:
            code = new.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
            if code is not None and code != function.__code__:
                if code.co_freevars != function.__code__.co_freevars:
                    return 0
                function.__code__ = code
                changed += 1
    return changed


def _functions_in(code):
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield (inner.co_qualname, inner.co_firstlineno), inner
            yield from _functions_in(inner)
