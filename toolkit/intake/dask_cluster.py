"""The same seam as ``run_in_workers`` on a dask cluster: every dask worker reads in a killable child of its own.

dask is an extra (``pip install toolkit[dask]``). What is given out are paths, so the bytes must lie where every worker
can read them: under one path, or an address fsspec knows (s3://…, sftp://…).
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.errors import WorkFolderError
from toolkit.intake.workers import WorkerFailure, give_ahead, run_in_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

HOW = "请先安装：pip install 'toolkit[dask]'"
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
            for item, future in give_ahead(
                waiting, lambda x: client.submit(run_supervised, fn, x, pure=False)
            ):
                try:
                    yield item, future.result()
                except Exception as error:  # noqa: BLE001 - one item must not cost the others their result
                    yield item, WorkerFailure("", f"{type(error).__name__}: {error}")


def run_supervised(fn: Callable[[T], R], item: T) -> R | WorkerFailure:
    """Run *fn* on *item* in a child of this worker that can be killed without it."""
    # dask starts its workers as daemons, and daemons may have no children; this one outlives none of its own
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    ((_, result),) = run_in_workers(fn, [item], workers=1)
    return result
