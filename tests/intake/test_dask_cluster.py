"""The same run on a dask cluster of two workers as in processes of this machine; what kills a reader kills a child only."""

import shutil

import broken
import pytest
from distributed import LocalCluster
from inbox import NOW, collected, lasting, make, quiet, state

from toolkit.collecting import take_in as taking
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.take_in import ClusterReach
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import STORE, open_work_folder
from toolkit.intake import dask_cluster as cluster_module
from toolkit.intake.dask_cluster import DaskCluster
from toolkit.intake.workers import ROUNDS, WorkerFailure


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return make(tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", processes=True) as made:
        yield made.scheduler_address


@pytest.mark.parametrize("shared", ["", "file://"])
def test_a_cluster_comes_to_what_this_machine_comes_to(cluster, scene, tmp_path, shared):
    ends = []
    for name in ("hier", "dort"):
        shutil.copytree(scene / "w", tmp_path / name)
        folder = open_work_folder(tmp_path / name)
        if name == "hier":
            found = collected(folder, scene / "收")
        else:
            kept = f"{shared}{folder.path}/{STORE}" if shared else ""
            reach = ClusterReach(DaskCluster(cluster).each, kept)
            found = collect_submissions([scene / "收"], folder, folder.form, NOW, quiet, (), reach)
        ends.append((lasting(found), state(folder)))
    assert ends[0] == ends[1]


def test_a_file_that_kills_its_reader_costs_only_itself(cluster):
    jobs = [taking.OpenFileJob(f"{name}.xlsx", b"") for name in ("abort", "error", "abort")]
    results = [r for _, r in DaskCluster(cluster).each(broken.opened_but, jobs)]
    assert all(isinstance(r, WorkerFailure) for r in results)
    assert ["reader-died", "", "reader-died"] == [r.code for r in results]


def test_a_group_that_is_lost_as_a_whole_is_asked_for_one_by_one(cluster):
    """As when the whole worker goes: what can be read of the group is read."""
    items = [f"{n}" for n in range(4 * ROUNDS * 2)]
    items[5] = "lost"
    found = list(DaskCluster(cluster).each(broken.cannot_come_back, items))
    assert items == [item for item, _ in found]
    assert [n for n in items if n != "lost"] == [r for _, r in found if not isinstance(r, WorkerFailure)]
    assert isinstance(found[5][1], WorkerFailure)


def test_a_cluster_that_is_not_there_says_so(monkeypatch):
    monkeypatch.setattr(cluster_module, "WAIT", 2.0)  # nobody will answer, however long it is asked
    with pytest.raises(WorkFolderError, match="连不上"):
        list(DaskCluster("tcp://127.0.0.1:9").each(len, ["x"]))
