"""The same seam as ``run_in_workers`` on a dask cluster: every dask worker reads in a killable child of its own.

dask is an extra (``pip install toolkit[dask]``). What is given out are paths, so the bytes must lie where every worker
can read them: under one path, or an address fsspec knows (s3://…, sftp://…).
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.errors import WorkFolderError
from toolkit.intake.workers import AHEAD, WorkerFailure, divide_among, give_ahead, run_in_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

HOW = "请先安装：pip install 'toolkit[dask]'"
GROUPS_A_CORE = 2
"""How many groups of files are given out at least for each core of the cluster."""
WAIT = 15.0
"""How many seconds to wait for the cluster to answer."""


class DaskCluster:
    """A running dask cluster at *address* (tcp://host:8786)."""

    def __init__(self, address: str) -> None:
        self.address = address

    def each(self, fn: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | WorkerFailure]]:
        """Yield (item, what *fn* returned for it, or its failure), in order; raise WorkFolderError without a cluster."""
        waiting = list(items)
        if not waiting:
            return
        try:
            from distributed import Client
        except ImportError as error:
            raise WorkFolderError(f"没有安装 dask，不能用 --dask。{HOW}。") from error
        try:
            client: Any = Client(self.address, timeout=WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise WorkFolderError(
                f"连不上 dask 集群 {self.address}。请核对地址，或去掉 --dask 在本机运行。"
            ) from error
        with client:

            def give(some: list[T]) -> Any:
                return client.submit(run_supervised, fn, some, pure=False)

            cores = max(1, sum(client.ncores().values()))
            groups = divide_among(waiting, cores)
            for some, future in give_ahead(groups, give, max(AHEAD // len(groups[0]), GROUPS_A_CORE * cores)):
                yield from zip(some, _results(some, future, give), strict=True)


def _results(some: list[T], future: Any, give: Callable[[list[T]], Any]) -> list[Any]:
    """Return what a group came to; of one that is lost as a whole, each item by itself."""
    try:
        return list(future.result())
    except Exception as error:  # noqa: BLE001 - one item must not cost the others their result
        if len(some) == 1:
            return [WorkerFailure("", f"{type(error).__name__}: {error}")]
        alone = [(item, give([item])) for item in some]
        return [result for item, one in alone for result in _results([item], one, give)]


def run_supervised(fn: Callable[[T], R], items: list[T]) -> list[R | WorkerFailure]:
    """Run *fn* on each of *items* in a child of this worker that can be killed without it."""
    # dask starts its workers as daemons, and daemons may have no children; this one outlives none of its own
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    return [result for _, result in run_in_workers(fn, items, workers=1)]
