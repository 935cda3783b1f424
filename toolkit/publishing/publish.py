"""Going public: the report is checked, kept byte by byte under readable names, recorded; what was published stays what it was."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.files import MOST, write_atomically
from toolkit.folder.work_folder import PUBLISHED, STORE
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import Publication
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.check_documents import printed_copy_of
from toolkit.publishing.check_point import OPEN, PAGE, PublishCheckPoint
from toolkit.publishing.compose import documents_by_title
from toolkit.publishing.freshness import OpenedReport, report_belongs_to
from toolkit.publishing.publish_check import check_publish_readiness
from toolkit.publishing.rulings import RULINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merging.report_source import Source
    from toolkit.publishing.check_point import PublishCheckResult


class PublishedFile(NamedTuple):
    """A published file: the name it is kept under in 已公布, and its hash."""

    name: str
    sha256: str


class PublicationEntry(NamedTuple):
    """One publication, by its *number* in the order they were made; *why* is what it corrects the one before for.

    *dismissed* are the findings that were ruled to be no fault, each with the reason.
    *spoilt* are the names under 已公布 whose file is gone or was changed since: the bytes are in 原件 all the same.
    """

    number: int
    day: str
    at: str
    files: tuple[PublishedFile, ...]
    despite: str
    open: tuple[str, ...]
    by: str
    why: str = ""
    spoilt: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()


class PublicationRequest(NamedTuple):
    """What a publication is asked for with: the *day*, why *despite* what is open, *by* whom, *last* year's report."""

    day: str
    despite: str = ""
    by: str = ""
    last: Path | None = None


class PublishResult(NamedTuple):
    """What publishing came to: the checks, the page they were written to, and what was published (None: refused).

    *already* tells that *published* is an earlier publication of the very same files: nothing was recorded.
    """

    checks: PublishCheckResult
    page: Path
    published: PublicationEntry | None
    already: bool = False


def publish_report(folder: WorkFolder, asked: PublicationRequest, now: str) -> PublishResult:
    """Check the report of *folder* and, where nothing is open or a reason is given all the same, keep and record it.

    Raise WorkFolderError where the workbook is not one that was merged here: nobody could tell later what was corrected;
    and for a day that is still to come, whatever the reason.
    """
    if asked.day > office_day_of(now):
        raise WorkFolderError(
            f"发布日期 {asked.day} 还没有到（今天是 {office_day_of(now)}）。"
            "发布以后再运行 toolkit publish，用 --on 写实际发布的那一天。"
        )
    source = open_report_source(folder.report, folder.form)
    if not report_belongs_to(folder, source.who):
        raise WorkFolderError(
            f"{folder.report} 不是这个工作目录汇总的{folder.form.report_word}。请先运行 toolkit merge。"
        )
    documents = documents_by_title(folder.form, source, folder.path)
    pdf = printed_copy_of(documents)
    taken = {p: p.read_bytes() for p in (*documents, *([pdf] if pdf else ()), folder.report)}
    today = datetime.date.fromisoformat(asked.day)
    rulings = folder.path / RULINGS
    report = OpenedReport(folder.report, folder.form, source, folder)
    checks = check_publish_readiness(report, documents, today, rulings, asked.last)
    earlier = list_publications(folder)
    same = _publication_of_files(earlier, taken)
    if not same:
        points = (*checks.points, *_publication_day_faults(asked.day, folder, earlier))
        checks = replace(checks, points=points)
    write_atomically(folder.path / PAGE, checks.page().encode())
    if any(p.read_bytes() != data for p, data in taken.items()):
        raise WorkFolderError("核对的时候文件又改了。请关闭打开着的文件，再运行一次 toolkit publish。")
    if not checks.ready and not asked.despite.strip():
        return PublishResult(checks, folder.path / PAGE, None)
    if same:
        return PublishResult(checks, folder.path / PAGE, same, already=True)
    store = OriginalsStore(folder.path / STORE)
    with Ledger.open(folder.ledger) as ledger:
        _record_report_version(ledger, source, folder.report.name, now)
        for data in taken.values():
            store.put(data)
        kept = _keep_published_files(folder.path / PUBLISHED, asked.day, taken)
        despite = "" if checks.ready else asked.despite.strip()
        lists = (kept, checks.open, checks.dismissed)
        files, left, dismissed = (json.dumps(said, ensure_ascii=False) for said in lists)
        what = (asked.day, source.sha256, files, despite)
        ledger.publish(Publication(*what, left, asked.by.strip(), now, dismissed))
        done = _read_publications(folder, ledger)[-1]
    return PublishResult(checks, folder.path / PAGE, done)


def _publication_of_files(
    earlier: Sequence[PublicationEntry], taken: dict[Path, bytes]
) -> PublicationEntry | None:
    """Return the last publication where it is of the very files *taken*."""
    hashes = sorted(hashlib.sha256(data).hexdigest() for data in taken.values())
    last = earlier[-1] if earlier else None
    return last if last and sorted(f.sha256 for f in last.files) == hashes else None


def _publication_day_faults(
    day: str, folder: WorkFolder, earlier: Sequence[PublicationEntry]
) -> Iterator[PublishCheckPoint]:
    """Yield what is open about a *day* on which no such report goes public, unless somebody says why."""
    end = folder.office.period.last.isoformat()
    wrong = []
    if day <= end:
        wrong.append(f"{day} 在报告年度结束（{end}）以前")
    last = max(earlier, key=lambda p: (p.day, p.number), default=None)
    if last and day < last.day:
        wrong.append(f"{day} 早于第 {last.number} 次发布的 {last.day}")
    if wrong:
        yield PublishCheckPoint("发布日期", OPEN, f"{'，'.join(wrong)}，用 --on 写实际发布的那一天")


def _record_report_version(ledger: Ledger, source: Source, name: str, now: str) -> None:
    """Let the workbook be a version of the report: one that was edited and goes out all the same goes back to its mark."""
    versions = ledger.versions()
    if any(v.sha256 == source.sha256 for v in versions):
        return
    of = [v for v in versions if source.mark and v.mark == source.mark]
    if not of:
        raise WorkFolderError(f"台账里没有 {name} 的汇总记录，不能发布。请先运行 toolkit merge。")
    ledger.made(of[-1]._replace(sha256=source.sha256, path=name, at=now, published=""))


def _keep_published_files(home: Path, day: str, taken: dict[Path, bytes]) -> list[PublishedFile]:
    """Keep every file under its own name behind the *day*; all bear the same number where such names are taken.

    What stands there is never written over; a file that is there already, by a run that was cut off, is the same one.
    """
    for i in range(1, MOST):
        behind = f"_{i}" if i > 1 else ""
        names = {home / f"{day}{behind}_{p.name}": data for p, data in taken.items()}
        if all(not p.exists() or (p.is_file() and p.read_bytes() == data) for p, data in names.items()):
            for path, data in names.items():
                if not path.exists():
                    write_atomically(path, data)
            return [PublishedFile(p.name, hashlib.sha256(data).hexdigest()) for p, data in names.items()]
    raise WorkFolderError(f"{home} 里 {day} 的文件太多了。请移走不要的再运行。")


def list_publications(folder: WorkFolder) -> list[PublicationEntry]:
    """Return every publication of *folder*, oldest first; raise WorkFolderError where nothing was ever collected."""
    if not folder.ledger.exists():
        raise WorkFolderError(
            f"还没有发布过{folder.form.report_word}。请先运行 toolkit merge、toolkit report，再运行 toolkit publish。"
        )
    with Ledger.open(folder.ledger) as ledger:
        return _read_publications(folder, ledger)


def _read_publications(folder: WorkFolder, ledger: Ledger) -> list[PublicationEntry]:
    whys = {v.sha256: v.why for v in ledger.versions()}
    found = []
    for number, p in enumerate(ledger.publications(), 1):
        files = tuple(PublishedFile(*f) for f in json.loads(p.files))
        spoilt = tuple(f.name for f in files if _hash_of_file(folder.path / PUBLISHED / f.name) != f.sha256)
        said = (p.despite, tuple(json.loads(p.open)), p.by, whys.get(p.workbook, ""))
        dismissed = tuple(json.loads(p.dismissed))
        found.append(PublicationEntry(number, p.day, p.at, files, *said, spoilt, dismissed))
    return found


def _hash_of_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def export_publication(folder: WorkFolder, number: int, target: Path) -> list[Path]:
    """Write the files of publication *number* (0: the last one) into *target*, out of the kept bytes; return them.

    What stands there is never written over: raise WorkFolderError where it says something else, or bytes are lost.
    """
    found = list_publications(folder)
    if not found:
        raise WorkFolderError(f"还没有发布过{folder.form.report_word}。请先运行 toolkit publish。")
    if not 0 <= number <= len(found):
        raise WorkFolderError(f"没有第 {number} 次发布。发布过 {len(found)} 次，见 toolkit published。")
    store, whole = OriginalsStore(folder.path / STORE), []
    for file in found[number - 1].files:
        data, path = store.read(file.sha256), target / file.name
        if data is None:
            raise WorkFolderError(
                f"发布的 {file.name} 不在“{STORE}”里了。请用 toolkit verify 核对，从备份恢复。"
            )
        if path.exists() and _hash_of_file(path) != file.sha256:
            raise WorkFolderError(
                f"{path} 已经有别的内容，没有覆盖它。请移走，或用 --export 指明另一个目录。"
            )
        whole.append((path, data))
    for path, data in whole:
        write_atomically(path, data)
    return [path for path, _ in whole]
