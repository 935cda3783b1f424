"""Proofreading where it can be stopped: a report somebody sends costs at most a worker's time and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.proofread_result import Asked, EarlierReport, Proofread
from toolkit.errors import UnreadableDocumentError
from toolkit.form.finding import CODES
from toolkit.intake.workers import DIED, LATE, MEMORY_OUT, SECONDS, run_in_workers
from toolkit.merging.companion import companion_needed
from toolkit.publishing.rulings import RULINGS, apply_rulings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from toolkit.document.proofread_result import KnownBody
    from toolkit.form.model import Form
    from toolkit.intake.workers import WorkerFailure
    from toolkit.merging.companion import Companion

CHECK = "toolkit check"
STOPPED = {
    LATE: f"{{}} 核对了 {SECONDS:.0f} 秒还没有完成，文件可能异常。请在 Word 或 WPS 里打开、另存一份再试。",
    DIED: "{} 使读取程序异常退出，可能损坏或有害。请在 Word 或 WPS 里打开、另存一份再试。",
    MEMORY_OUT: "{} 要用的内存过多，不像一份要公布的报告。请核对文件，只留报告本身再试。",
}
"""What is said of a file whose reading had to be stopped."""


class _ProofreadTask(NamedTuple):
    path: Path
    form: Form
    asked: Asked
    last: Path | EarlierReport | None


class _EarlierTask(NamedTuple):
    path: Path
    form: Form
    asked: Asked


def proofread_in_worker(path: Path, form: Form, asked: Asked, last: Path | None = None) -> Proofread:
    """Check the document at *path* as the companion of *form* does, in a worker that can be stopped.

    Raise UnreadableDocumentError as it does, and for a file that takes too long or too much memory.
    """
    companion, task = _companion_with_words(form), _ProofreadTask(path, form, asked, last)
    for _, found in run_in_workers(_run_proofread_task, [task], workers=1):
        if isinstance(found, Proofread):
            return found
        if isinstance(found, str):
            raise UnreadableDocumentError(found)
        if found.code:
            raise UnreadableDocumentError(STOPPED[found.code].format(path))
    # A fault of ours: it is raised again here, where it is seen.
    return companion.proofread_report(path, form, asked, last)


def proofread_with_rulings(report: Path, form: Form, last: Path | None, asked: Asked) -> Proofread:
    """Proofread the document *report*; what was ruled beside it to be no fault is set aside."""
    return apply_rulings(proofread_in_worker(report, form, asked, last), report.parent / RULINGS)


def proofread_many(
    paths: Sequence[Path], form: Form, bodies: tuple[KnownBody, ...], lasts: Mapping[Path, EarlierReport]
) -> Iterator[tuple[Path, Proofread | str]]:
    """Yield every document at *paths* proofread, in parallel, or in words why it was not; *lasts* are those of the year before."""
    _companion_with_words(form)
    tasks = [_ProofreadTask(path, form, Asked(bodies=bodies), lasts.get(path)) for path in paths]
    for task, found in run_in_workers(_run_proofread_task, tasks):
        yield task.path, found if isinstance(found, (Proofread, str)) else _why_stopped(task.path, found)


def read_earlier_reports(
    paths: Sequence[Path], form: Form, bodies: tuple[KnownBody, ...]
) -> Iterator[tuple[Path, EarlierReport | str]]:
    """Yield what this year's documents are held against of every one at *paths*, in parallel, or in words why it was not read."""
    _companion_with_words(form)
    tasks = [_EarlierTask(path, form, Asked(bodies=bodies)) for path in paths]
    for task, found in run_in_workers(_run_earlier_task, tasks):
        yield task.path, found if isinstance(found, (EarlierReport, str)) else _why_stopped(task.path, found)


def _why_stopped(path: Path, stopped: WorkerFailure) -> str:
    """Return in words why a worker did not come to an end; a fault of ours is raised."""
    if not stopped.code:
        raise RuntimeError(f"{path}: {stopped.error}")
    return STOPPED[stopped.code].format(path)


def _companion_with_words(form: Form) -> Companion:
    """Return the companion, the words of its findings loaded here too: those a worker makes come back without them."""
    found = companion_needed(form, CHECK)
    CODES.update(found.FINDING_CODES)
    return found


def _run_earlier_task(task: _EarlierTask) -> EarlierReport | str:
    try:
        return companion_needed(task.form, CHECK).read_earlier_report(*task)
    except UnreadableDocumentError as error:
        return str(error)


def _run_proofread_task(task: _ProofreadTask) -> Proofread | str:
    try:
        return companion_needed(task.form, CHECK).proofread_report(*task)
    except UnreadableDocumentError as error:
        return str(error)
