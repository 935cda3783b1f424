"""A file that crashes, hangs or eats memory costs itself and nobody else."""

import os
import subprocess
import sys

import broken
import pytest
from pebble import ProcessPool

from toolkit.errors import WorkFolderError
from toolkit.intake import workers
from toolkit.intake.workers import DIED, FAILED, LATE, MEMORY_OUT, WorkerFailure, run_in_workers


def test_results_come_in_the_order_of_the_items():
    assert [(n, 2 * n) for n in range(50)] == list(run_in_workers(broken.double, range(50), workers=2))
    assert [] == list(run_in_workers(broken.double, []))


@pytest.mark.parametrize(
    ("what", "code"), [("abort", DIED), ("exit", DIED), ("memory", MEMORY_OUT), ("hang", LATE), ("error", "")]
)
def test_what_fails_costs_one_item(what, code):
    items = ["a", "b", what, "c", "d"]
    found = dict(run_in_workers(broken.fails, items, workers=2, seconds=3))
    assert list(found) == items
    assert {"a": "a", "b": "b", "c": "c", "d": "d"} == {k: v for k, v in found.items() if k != what}
    assert isinstance(found[what], WorkerFailure)
    assert code == found[what].code
    assert not code or code in FAILED
    assert bool(code) != ("ZeroDivisionError: planted" == found[what].error)


@pytest.mark.parametrize(
    ("what", "code"), [("abort", DIED), ("memory", MEMORY_OUT), ("hang", LATE), ("error", "")]
)
def test_what_fails_costs_none_of_those_it_was_handed_over_with(what, code):
    items = [f"{n}" for n in range(4 * workers.ROUNDS)]
    items[5] = what
    found = list(run_in_workers(broken.fails, items, workers=1, seconds=1))
    assert items == [item for item, _ in found]
    assert [n for n in items if n != what] == [r for _, r in found if not isinstance(r, WorkerFailure)]
    assert code == found[5][1].code


@pytest.mark.parametrize(("items", "at_once"), [(4 * workers.ROUNDS, {4}), (3, {1})])
def test_files_are_handed_over_together_where_there_are_many(items, at_once, monkeypatch):
    given, schedule = set(), ProcessPool.schedule

    def counted(pool, call, *, args, timeout):
        given.add(len(args[1]))
        return schedule(pool, call, args=args, timeout=timeout)

    monkeypatch.setattr(ProcessPool, "schedule", counted)
    assert items == len(list(run_in_workers(broken.double, range(items), workers=1)))
    assert at_once == given


def test_time_spent_waiting_for_the_machine_is_nobodys_fault():
    assert [("wait", "wait")] == list(run_in_workers(broken.fails, ["wait"], workers=1, seconds=1))


def test_each_file_has_the_whole_of_the_time_to_itself():
    workers.stop_workers()  # a pool of two, left by others, would share the work
    items = ["busy"] * 4
    assert items == [r for _, r in run_in_workers(broken.fails, items, workers=1, seconds=2)], (
        "3.2 s in one process"
    )


def test_where_the_system_counts_no_time_a_thread_does():
    """As on Windows, which has no limits for a process."""
    code = "import sys; sys.modules['resource'] = None\nimport broken, toolkit.intake.workers as w\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "w._call_within_limit(broken.fails, 'hang', 0.5)"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert workers.OVER_TIME == done.returncode


def test_a_panic_of_a_library_is_a_failure_like_any_other():
    found = dict(run_in_workers(broken.fails, ["a", "panic", "b"], workers=1))
    assert ("a", "b") == (found["a"], found["b"])
    assert WorkerFailure("", "RuntimeError: PanicException: planted") == found["panic"]


def test_everything_may_fail_and_the_next_batch_is_read():
    assert {DIED} == {r.code for _, r in run_in_workers(broken.fails, ["abort"] * 6, workers=2)}
    assert [("x", "x")] == list(run_in_workers(broken.fails, ["x"]))


def test_workers_are_kept_from_one_batch_to_the_next():
    first = {pid for _, pid in run_in_workers(broken.slow_first, range(8), workers=2)}
    second = {pid for _, pid in run_in_workers(broken.slow_first, range(8), workers=2)}
    assert second <= first
    assert 1 <= len(first) <= 2


def test_who_takes_all_it_asked_for_and_no_more_leaves_the_workers_to_the_next():
    next(run_in_workers(broken.fails, ["a"], workers=1))
    kept = dict(workers._pools)
    next(run_in_workers(broken.fails, ["b"], workers=1))
    assert kept
    assert kept == workers._pools


def test_a_batch_given_up_leaves_no_worker_at_it():
    batch = run_in_workers(broken.fails, ["a", "hang", "hang", "hang"], workers=2, seconds=60)
    assert ("a", "a") == next(batch)
    batch.close()
    assert {} == workers._pools
    assert [("b", "b")] == list(run_in_workers(broken.fails, ["b"], workers=2))


def test_what_a_script_defines_itself_is_found_by_running_it_in_the_workers(tmp_path):
    script = tmp_path / "own.py"
    script.write_text(
        "from toolkit.intake.workers import run_in_workers\n"
        "def double(x): return 2 * x\n"
        "if __name__ == '__main__':\n"
        "    for fn, items in ((len, ['abc', 'd']), (double, [1, 2]), (len, ['ab'])):\n"
        "        print(dict(run_in_workers(fn, items)))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=workers.STUCK
    )
    assert ["{'abc': 3, 'd': 1}", "{1: 2, 2: 4}", "{'ab': 2}"] == done.stdout.splitlines()


def test_of_items_that_are_still_being_made_no_more_are_asked_for_than_workers_need():
    made = []

    def items():
        for n in range(1000):
            made.append(n)
            yield n

    found = run_in_workers(broken.double, items(), workers=2)
    assert (0, 0) == next(found)
    assert len(made) <= 2 * workers.AHEAD
    assert [(n, 2 * n) for n in range(1, 1000)] == list(found)


def test_few_items_that_are_still_being_made_are_shared_out(monkeypatch):
    given, schedule = [], ProcessPool.schedule

    def counted(pool, call, *, args, timeout):
        given.append(len(args[1]))
        return schedule(pool, call, args=args, timeout=timeout)

    monkeypatch.setattr(ProcessPool, "schedule", counted)
    assert 40 == len(list(run_in_workers(broken.double, iter(range(40)), workers=2)))
    assert [1, 2, 4, 8, 16, 9] == given
    assert [] == list(run_in_workers(broken.double, iter(())))


@pytest.fixture
def no_semaphores(monkeypatch):
    """A machine whose processes have nothing to wait for one another with, as a bare root without /dev/shm."""

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    workers._has_semaphores.cache_clear()
    monkeypatch.setattr("multiprocessing.context.BaseContext.Lock", refuse)
    yield
    workers._has_semaphores.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="a fork is sound on Linux alone")
def test_where_processes_cannot_wait_for_one_another_files_are_read_one_after_another(
    no_semaphores, monkeypatch
):
    monkeypatch.setattr(workers, "fork_is_sound", lambda: True)
    monkeypatch.setattr(workers, "_worker_pool", None)
    items = ["a", "abort", "error", "b"]
    found = list(run_in_workers(broken.fails, items))
    assert items == [item for item, _ in found]
    assert ["a", DIED, "", "b"] == [r.code if isinstance(r, WorkerFailure) else r for _, r in found]


@pytest.mark.usefixtures("no_semaphores")
def test_where_no_fork_is_sound_either_the_next_step_is_told(monkeypatch):
    monkeypatch.setattr(workers, "fork_is_sound", lambda: False)
    with pytest.raises(WorkFolderError, match="mount -t tmpfs"):
        list(run_in_workers(broken.double, [1, 2]))
