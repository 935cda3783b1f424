"""Where the reading runs: a few workers that can be killed, so that a file that hangs or crashes them costs only itself.

The one seam for it: ``run_in_workers(fn, items)`` yields every item with its result or its failure, in the order of the items.
*fn* is a function of a module, items and results are plain: a cluster can stand in for the pool.
"""

from __future__ import annotations

import atexit
import gc
import math
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Sized
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from toolkit.errors import WorkFolderError
from toolkit.intake.forked_worker import call_in_fork, fork_is_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

    from pebble import ProcessPool

T = TypeVar("T")
R = TypeVar("R")

SECONDS, MEMORY = 20.0, 2 * 2**30
"""How much of a processor's time one file may take, and how much memory: the largest real workbook measured took 1 s, 200 MB.

Never the clock on the wall: a verdict must not depend on how busy the machine is.
"""
STUCK = 600.0
"""After how long on the wall a file that takes no time of the processor either is given up: a share that hangs."""
LATE, DIED, MEMORY_OUT = "reader-late", "reader-died", "reader-memory"
FAILED = {
    LATE: f"处理器算了 {SECONDS:.0f} 秒还没有完成，文件可能异常。请在 WPS 或 Excel 中打开、另存后重新发送",
    DIED: "文件使读取程序异常退出，可能损坏或有害。请在 WPS 或 Excel 中打开、另存后重新发送",
    MEMORY_OUT: "读取这个文件要用的内存过多，不像一份报送表。请用下发的工作簿填报",
}


SELDOM = (100_000, 20, 50)
"""After how many new things, and how many such rounds, garbage in cycles is looked for while files are read."""
AHEAD = 128
"""How many files are given out before the first result is asked for: twice as many as are judged while workers read on; results that wait take memory."""

TOGETHER, ROUNDS = 16, 4
"""How many files a worker is given at once, where every worker is given some so many times: handing over costs as much as reading a part."""
OVER_TIME = 87
OVER = {OVER_TIME, *((-signal.SIGXCPU,) if hasattr(signal, "SIGXCPU") else ())}
"""How a worker ends whose item took too much of the processor's time."""


class WorkerFailure(NamedTuple):
    """Why there is no result: a *code* of FAILED, or "" and the error of *fn* itself."""

    code: str
    error: str = ""


@contextmanager
def seldom_collecting_garbage() -> Iterator[None]:
    """Look for garbage in cycles seldom meanwhile.

    Reading makes many small things that are needed until their file is judged and are no cycles: looking through them
    again and again takes a tenth of the time of small files, and a third of that of long lists.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def run_in_workers(
    fn: Callable[[T], R], items: Iterable[T], workers: int = 0, seconds: float = 0
) -> Iterator[tuple[T, R | WorkerFailure]]:
    """Yield (item, what *fn* returned for it, or its failure), in order; *workers* 0 is one a core.

    *seconds* are those of the processor an item may take, 0 the usual. Of *items* that are still being made (without a
    length) no more are asked for than the workers need: whoever makes them works while they do.

    A generator that is closed early, or interrupted, leaves no worker behind that is still at it.
    """
    most, coming = workers or os.cpu_count() or 1, iter(items)
    first = list(islice(coming, max(most, 2)))
    if not first:
        return
    if len(first) == 1 and _first_alone():
        yield first[0], _call_once(fn, first[0], seconds or SECONDS)
        return
    if not _has_semaphores():
        yield from ((item, _call_once(fn, item, seconds or SECONDS)) for item in chain(first, coming))
        return
    count = min(most, len(first))
    pool = _worker_pool(count, of_script=fn.__module__ == "__main__")
    every = chain(first, coming)
    groups = divide_among(list(every), count) if isinstance(items, Sized) else _gather(every)
    ahead = AHEAD // (len(groups[0]) if isinstance(groups, list) else TOGETHER)
    given = done = 0

    def schedule(some: list[T]) -> Future[Any]:
        return pool.schedule(_call_each_within_limit, args=(fn, some, seconds or SECONDS), timeout=STUCK)

    def give(some: list[T]) -> Future[Any]:
        nonlocal given
        given += len(some)
        return schedule(some)

    def results(some: list[T], future: Future[Any]) -> Iterable[R | WorkerFailure]:
        found: list[R | WorkerFailure] | WorkerFailure = _result_or_failure(future.result)
        if not isinstance(found, WorkerFailure):
            return found
        if len(some) == 1:
            return [found]
        # one of them did it: each by itself, to see which
        alone = [(item, schedule([item])) for item in some]
        return (r for item, one in alone for r in results([item], one))

    try:
        for some, future in give_ahead(groups, give, ahead):
            for item, result in zip(some, results(some, future), strict=True):
                done += 1
                yield item, result
    finally:
        if done < given:
            stop_workers()


def _gather(items: Iterator[T]) -> Iterator[list[T]]:
    """Yield *items* in groups to be handed over together, of which nobody knows how many come: small ones first."""
    size = 1
    while some := list(islice(items, size)):
        yield some
        size = min(TOGETHER, 2 * size)


def divide_among(items: list[T], workers: int) -> list[list[T]]:
    """Return *items* in groups to be handed over together, as large as leaves every worker some."""
    size = max(1, min(TOGETHER, len(items) // (ROUNDS * workers)))
    return [items[at : at + size] for at in range(0, len(items), size)]


def give_ahead(items: Iterable[T], give: Callable[[T], R], ahead: int = AHEAD) -> Iterator[tuple[T, R]]:
    """Yield each item with what *give* made of it, so many given *ahead* of the one that is yielded."""
    given: deque[tuple[T, R]] = deque()
    for item in items:
        given.append((item, give(item)))
        if len(given) >= ahead:
            yield given.popleft()
    yield from given


def _result_or_failure(result: Callable[[], R]) -> R | WorkerFailure:
    try:
        return result()
    except Late:
        return WorkerFailure(LATE)
    except MemoryError:
        return WorkerFailure(MEMORY_OUT)
    except Exception as error:  # noqa: BLE001 - one item must not cost the others their result
        exitcode = getattr(
            error, "exitcode", None
        )  # a worker's that ended: pebble's ProcessExpired, a fork's
        if exitcode is not None:
            return WorkerFailure(LATE if exitcode in OVER else DIED)
        return WorkerFailure("", f"{type(error).__name__}: {error}")


_forked_before = False
"""Whether this process had a fork: who asks again will ask more, and what a worker imported is worth keeping."""


def _first_alone() -> bool:
    """Tell whether one item is best called in a fork: the first of this process, while a fork is sound."""
    global _forked_before  # noqa: PLW0603 - of the process, as its pool
    if _forked_before or _pools or not fork_is_sound():
        return False
    _forked_before = True
    return True


@cache
def _has_semaphores() -> bool:
    """Tell whether processes can wait for one another here: a bare root without /dev/shm has no means of it.

    Files are then read one after another, each in a fork.
    """
    from multiprocessing import get_context

    try:
        get_context("spawn").Lock()
    except (ImportError, OSError) as error:  # not built in, or nowhere to keep it
        if not fork_is_sound():
            raise WorkFolderError(
                f"这台电脑上几个进程不能互相等待（{error}），不能安全地读取文件。"
                "请系统管理员挂上 /dev/shm（mount -t tmpfs tmpfs /dev/shm），再试一次。"
            ) from error
        return False
    return True


def _call_once(fn: Callable[[T], R], item: T, seconds: float) -> R | WorkerFailure:
    """Call *fn* on the one *item* there is in a fork of this process, within the limits of every worker."""

    def answer() -> bytes:
        _start_worker()
        made = _result_or_failure(lambda: pickle.dumps(_call_within_limit(fn, item, seconds)))
        return pickle.dumps(made) if isinstance(made, WorkerFailure) else made

    answered = _result_or_failure(lambda: call_in_fork(answer, STUCK))
    return answered if isinstance(answered, WorkerFailure) else pickle.loads(answered)  # noqa: S301 - our own process's


class _Worker(SpawnProcess):
    """A process that does not run the script again it was started from: what workers call stands in modules.

    Without this a person's script that calls us, and is not guarded by ``if __name__ == "__main__":``, runs once in
    every worker.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name multiprocessing calls
        main = sys.modules["__main__"]
        hidden = {n: getattr(main, n) for n in ("__file__", "__spec__") if hasattr(main, n)}
        try:
            for name in hidden:
                setattr(main, name, None)
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001
        finally:
            for name, value in hidden.items():
                setattr(main, name, value)


class _WorkerContext(SpawnContext):
    Process = _Worker


_pools: dict[tuple[int, bool], ProcessPool] = {}
"""The pool of this process, by its number of workers and whether they know the script: one takes 0.3 s to start, so it is kept."""


def _worker_pool(workers: int, *, of_script: bool) -> ProcessPool:
    """Return a pool of at least so many *workers*; what a script defines itself (*of_script*) is found by running it."""
    from pebble import ProcessPool

    fitting = (k for k, pool in _pools.items() if pool.active and k[0] >= workers and k[1] == of_script)
    known = max(fitting, default=None)
    if known is None:
        stop_workers()
        # spawn: the same on every system, and a fork of a process with threads may hang
        context = SpawnContext() if of_script else _WorkerContext()
        known = workers, of_script
        _pools[known] = ProcessPool(max_workers=workers, initializer=_start_worker, context=context)
    return _pools[known]


def _call_within_limit(fn: Callable[[T], R], item: T, seconds: float) -> R:
    """Call *fn* within *seconds* of processor time; what is over them ends this worker, in a way the parent knows."""
    over = _watch_own_time(seconds)
    try:
        return fn(item)
    except (Exception, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - see below
        # A library's panic (pyo3) is no Exception, and no process but this one could unpickle it.
        raise RuntimeError(f"{type(error).__name__}: {error}") from None
    finally:
        over.set()


def _call_each_within_limit(fn: Callable[[T], R], items: list[T], seconds: float) -> list[R | WorkerFailure]:
    """Call *fn* on each of *items*, each within *seconds*; what one of them raises is its own result."""
    return [_result_or_failure(partial(_call_within_limit, fn, item, seconds)) for item in items]


def _watch_own_time(seconds: float) -> threading.Event:
    """Watch this process's own time from now on; return what calls the watch off."""
    done, start = threading.Event(), time.process_time()

    def watch() -> None:
        while not done.wait(min(seconds, 0.25)):
            if time.process_time() - start > seconds:
                os._exit(OVER_TIME)

    try:
        import resource
    # Windows: a thread looks, which code that never lets go of the interpreter can hold up
    except ImportError:
        threading.Thread(target=watch, daemon=True).start()
        return done
    soft = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return done


def _start_worker() -> None:
    """Bound this worker's memory where the system can, and leave Ctrl-C to the parent."""
    gc.set_threshold(*SELDOM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # Windows has no such limit; time is bounded there all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stop_workers() -> None:
    """Stop every worker, whatever it is at."""
    for pool in _pools.values():
        pool.stop()  # type: ignore[no-untyped-call]  # pebble says nothing of it
        pool.join()
    _pools.clear()


atexit.register(stop_workers)
