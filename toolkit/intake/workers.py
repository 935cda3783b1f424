"""Where the reading runs: a few workers that can be killed, so that a file that hangs or crashes them costs only itself.

The one seam for it: ``each(fn, items)`` yields every item with its result or its failure, in the order of the items.
*fn* is a function of a module, items and results are plain: a cluster can stand in for the pool.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections import deque
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from pebble import ProcessPool

T = TypeVar("T")
R = TypeVar("R")

SECONDS, MEMORY = 20.0, 2 * 2**30
"""How long one file may be read, and how much memory a worker may take: the largest real workbook measured took 1 s, 200 MB."""
LATE, DIED, MEMORY_OUT = "reader-late", "reader-died", "reader-memory"
FAILED = {
    LATE: f"读取超过 {SECONDS:.0f} 秒没有完成，文件可能异常。请在 WPS 或 Excel 中打开、另存后重新发送",
    DIED: "文件使读取程序异常退出，可能损坏或有害。请在 WPS 或 Excel 中打开、另存后重新发送",
    MEMORY_OUT: "读取这个文件要用的内存过多，不像一份报送表。请用下发的工作簿填报",
}


AHEAD = 64
"""How many files are given out before the first result is asked for: results that wait take memory."""


class Failure(NamedTuple):
    """Why there is no result: a *code* of FAILED, or "" and the error of *fn* itself."""

    code: str
    error: str = ""


def each(
    fn: Callable[[T], R], items: Iterable[T], workers: int = 0, seconds: float = 0
) -> Iterator[tuple[T, R | Failure]]:
    """Yield (item, what *fn* returned for it, or its failure), in order; *workers* 0 is one a core, *seconds* 0 the usual.

    A generator that is closed early, or interrupted, leaves no worker behind that is still at it.
    """
    waiting = list(items)
    if not waiting:
        return
    pool = _pool(min(workers or os.cpu_count() or 1, len(waiting)))
    given: deque[tuple[T, Future[Any]]] = deque()
    done = 0
    try:
        for item in waiting:
            given.append((item, pool.schedule(fn, args=(item,), timeout=seconds or SECONDS)))
            if len(given) < AHEAD:
                continue
            yield _taken(given)
            done += 1
        while given:
            yield _taken(given)
            done += 1
    finally:
        if done < len(waiting):
            close()


def _taken(given: deque[tuple[T, Future[Any]]]) -> tuple[T, Any]:
    item, future = given.popleft()
    return item, _outcome(future.result)


def _outcome(result: Callable[[], R]) -> R | Failure:
    from pebble import ProcessExpired

    try:
        return result()
    except Late:
        return Failure(LATE)
    except ProcessExpired:
        return Failure(DIED)
    except MemoryError:
        return Failure(MEMORY_OUT)
    except Exception as error:  # noqa: BLE001 - one item must not cost the others their result
        return Failure("", f"{type(error).__name__}: {error}")


_pools: dict[int, ProcessPool] = {}
"""The pool of this process, by its number of workers: a worker takes 0.3 s to start, so it is kept."""


def _pool(workers: int) -> ProcessPool:
    from pebble import ProcessPool

    known = max((n for n, pool in _pools.items() if pool.active and n >= workers), default=0)
    if not known:
        close()
        # spawn: the same on every system, and a fork of a process with threads may hang
        context = multiprocessing.get_context("spawn")
        _pools[workers] = ProcessPool(max_workers=workers, initializer=_begin, context=context)
        known = workers
    return _pools[known]


def _begin() -> None:
    """Bound this worker's memory where the system can, and leave Ctrl-C to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # Windows has no such limit; time is bounded there all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close() -> None:
    """Stop every worker, whatever it is at."""
    for pool in _pools.values():
        pool.stop()  # type: ignore[no-untyped-call]  # pebble says nothing of it
        pool.join()
    _pools.clear()


atexit.register(close)
