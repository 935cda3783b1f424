"""What is wrong with a work folder, in a sentence each, and the command that mends it. It looks; it changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import FormError, LedgerError, WorkFolderError
from toolkit.folder.past_periods import refuse_half_moved
from toolkit.folder.work_folder import LEDGER, SETTINGS, STORE, open_work_folder
from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.verifying.backup import hash_file, list_folder_files
from toolkit.verifying.folder_checks import (
    backup_traces,
    older_workbooks,
    shared_inbox,
    swapped_codes,
    units_gone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder


class Ailment(NamedTuple):
    """One thing that is wrong: how badly, what, and what mends it (a command of ours, or what people do)."""

    code: str
    severity: str
    said: str
    mend: str

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return self._asdict()


def examine_folder(path: Path) -> tuple[Ailment, ...]:
    """Return what is wrong with the work folder at *path*, the worst first; nothing where it is sound."""
    found = list(_settings_ailments(path))
    folder = _open_or_none(path)
    found += _ledger_ailments(path)
    if folder is not None:
        found += _folder_ailments(folder, sound=not any(a.severity == ERROR for a in found))
    order = (ERROR, WARNING, HINT)
    return tuple(sorted(dict.fromkeys(found), key=lambda a: order.index(a.severity)))


def _open_or_none(path: Path) -> WorkFolder | None:
    try:
        return open_work_folder(path)
    except (WorkFolderError, FormError):
        return None


def _settings_ailments(path: Path) -> Iterator[Ailment]:
    if not (path / SETTINGS).is_file():
        kept = (
            "；这里有台账和原件，像是设置文件被删了或改了名，从备份里取回 toolkit.toml"
            if (path / LEDGER).exists()
            else ""
        )
        yield Ailment(
            "no_settings",
            ERROR,
            f"{path} 里没有 {SETTINGS}，不是工作目录{kept}",
            "toolkit init 目录，或从备份恢复：toolkit restore 备份文件 目录",
        )
        return
    try:
        folder = open_work_folder(path)
    except FormError as error:
        yield Ailment(
            "form_broken", ERROR, f"表样定义有错：{error}", "toolkit forms --restore 换回下发时的一份"
        )
        return
    except WorkFolderError as error:
        changed = "与下发时的不一样" in str(error)
        code, mend = (
            (
                "form_changed",
                "不是要改的：toolkit forms --restore；确实要改的：toolkit forms --use 定义文件，再 toolkit distribute",
            )
            if changed
            else ("settings_wrong", f"改好 {SETTINGS}，再运行一次")
        )
        said = "填报期间改了表样定义，各单位手里的工作簿是照原来的做的" if changed else str(error)
        yield Ailment(code, ERROR, said, mend)
        return
    try:
        refuse_half_moved(folder)
    except WorkFolderError as error:
        yield Ailment("half_moved", ERROR, str(error), "toolkit next")
    try:
        folder.roster(may_be_empty=True)
    except WorkFolderError as error:
        yield Ailment("roster_wrong", ERROR, str(error), "改好名册，再运行一次")


def _ledger_ailments(path: Path) -> Iterator[Ailment]:
    """Tell what is wrong with the ledger and the originals, without making either."""
    ledger, store = path / LEDGER, OriginalsStore(path / STORE)
    if not ledger.exists() or not ledger.stat().st_size:
        if any(True for _ in store.hashes()):
            what = "是空的" if ledger.exists() else "不见了"
            yield Ailment(
                "ledger_gone",
                ERROR,
                f"{LEDGER} {what}，{STORE}里却有收到的文件：台账被删了、移走了，或者没有恢复全",
                f"从最近的备份恢复：toolkit restore 备份文件 目录；没有备份的，把{STORE}里的文件拷出来重新 toolkit collect（审核、准予等决定找不回来）",
            )
        return
    if not _is_database(ledger):
        yield Ailment(
            "ledger_broken",
            ERROR,
            f"{LEDGER} 坏了，已经不是数据库",
            "从最近的备份恢复：toolkit restore 备份文件 目录",
        )
        return
    try:
        with Ledger.open(ledger) as opened:
            yield from _open_ledger_ailments(opened, store, path)
    except LedgerError as error:
        yield _unopened(str(error))


def _unopened(said: str) -> Ailment:
    """Return what a ledger that cannot be opened is: in use, of a newer toolkit, or broken."""
    if "另一个 toolkit" in said:
        return Ailment("folder_busy", WARNING, said, "等它结束再运行")
    if "更新版本" in said:
        return Ailment("ledger_newer", ERROR, said, "升级 toolkit，再运行一次")
    return Ailment("ledger_broken", ERROR, said, "从最近的备份恢复：toolkit restore 备份文件 目录")


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _open_ledger_ailments(ledger: Ledger, store: OriginalsStore, home: Path) -> Iterator[Ailment]:
    restore = "从备份恢复：toolkit restore 备份文件 目录"
    faults = ledger.faults()
    if any(f.code == "database_damaged" for f in faults):
        yield Ailment("ledger_broken", ERROR, "台账的数据库有损坏", restore)
        return
    if faults:
        yield Ailment(
            "ledger_altered",
            ERROR,
            f"台账的流水有 {len(faults)} 处被改动或者缺了（第 {faults[0].row} 条起）",
            restore,
        )
    needed = {s.container or s.sha256 for s in ledger.sightings()}
    needed |= {v.sha256 for v in ledger.versions()}
    needed |= {sha256 for p in ledger.publications() for _, sha256 in json.loads(p.files)}
    if lost := [h for h in sorted(needed) if store.size(h) < 0]:
        name = next(
            (s.path for s in ledger.sightings() if (s.container or s.sha256) == lost[0]), lost[0][:12]
        )
        yield Ailment(
            "originals_lost",
            ERROR,
            f"{STORE}里缺 {len(lost)} 份收到过的文件，如 {name}",
            f"{restore}；单位还有那一份的，原样放进收到的目录重新 toolkit collect",
        )
    extra = {h for h in store.hashes() if h not in needed}
    if extra and (
        still := extra & {hash_file(p)[1] for p in list_folder_files(home, []) if store.path not in p.parents}
    ):
        extra -= still
        yield Ailment(
            "act_cut_off",
            HINT,
            f"{STORE}里有 {len(still)} 份台账里没有记过、目录里还在的文件：上一次做到一半停了，不影响使用",
            "再做一次就记上：收取没有做完的，toolkit collect 收到的目录；发布没有做完的，toolkit publish",
        )
    if extra:
        yield Ailment(
            "ledger_older",
            ERROR,
            f"{STORE}里有 {len(extra)} 份台账里没有记过的文件：台账是从更早的备份恢复的，或者被换成了旧的一本",
            "有更新的备份，用它恢复：toolkit restore 备份文件 目录；没有的，把收到的文件重新 toolkit collect，再核对那以后的审核、准予",
        )
    if ledger.is_mid_run():
        yield Ailment(
            "run_unfinished",
            WARNING,
            "上一次收取没有做完（断电或者被关掉）",
            "toolkit collect 收到的目录（接着做完，不会重复）",
        )
    if left := store.leftovers():
        yield Ailment(
            "leftovers",
            HINT,
            f"{STORE}里有 {len(left)} 个没有写完的临时文件，不影响使用",
            "toolkit collect 收到的目录（会自动清掉）",
        )


def _folder_ailments(folder: WorkFolder, *, sound: bool) -> Iterator[Ailment]:
    try:
        roster: tuple[Unit, ...] = folder.roster(may_be_empty=True)
    except WorkFolderError:
        return
    yield from (Ailment(*a) for a in backup_traces(folder))
    if not sound or not folder.ledger.exists():
        return
    checks: tuple[
        Callable[[WorkFolder, tuple[Unit, ...], Ledger], Iterator[tuple[str, str, str, str]]], ...
    ] = (
        swapped_codes,
        units_gone,
        older_workbooks,
    )
    try:
        with Ledger.open(folder.ledger) as ledger:
            for check in checks:
                yield from (Ailment(*a) for a in check(folder, roster, ledger))
            hashes = {s.sha256: s.path for s in ledger.sightings()}
    except LedgerError:
        return
    yield from (Ailment(*a) for a in shared_inbox(folder, hashes))
