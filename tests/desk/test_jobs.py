"""Long acts: one at once, how far each is, what it came to or why not."""

import threading

import pytest

from toolkit.desk.jobs import CRASHED, BusyError, JobRunner
from toolkit.errors import WorkFolderError


def test_one_act_runs_at_once_and_tells_how_far_it_is():
    jobs, go, told = JobRunner(), threading.Event(), threading.Event()

    def work(tell):
        tell(3, 7, "甲村")
        told.set()
        assert go.wait(10)
        return "done"

    job = jobs.start("collect", "收", work)
    assert told.wait(10)
    assert job is jobs.running
    assert ("running", 3, 7, "甲村") == tuple(job.plain()[k] for k in ("state", "done", "total", "what"))
    with pytest.raises(BusyError, match="正在收，做完再汇总"):
        jobs.start("merge", "汇总", work)
    go.set()
    jobs.wait(10)
    assert ("done", "done", None) == (job.state, job.result, jobs.running)


def test_why_an_act_could_not_be_done_is_kept():
    def work(_):
        raise WorkFolderError("名册要改")

    jobs = JobRunner()
    job = jobs.start("distribute", "下发", work)
    jobs.wait(10)
    assert ("failed", "名册要改") == (job.state, job.error)
    assert jobs.running is None


def test_a_fault_of_ours_is_logged_whole_and_said_plainly(caplog):
    def work(_):
        raise KeyError("fault of ours")

    jobs = JobRunner()
    job = jobs.start("merge", "汇总", work)
    jobs.wait(10)
    assert ("failed", CRASHED) == (job.state, job.error)
    assert "fault of ours" in caplog.text
