"""What a work folder says against itself and its neighbours: codes swapped, an older ledger, a shared inbox, another form.

Each check yields (code, severity, what is wrong, what mends it).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import LedgerError
from toolkit.folder.days import office_minute_of
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.work_folder import LEDGER, OUTBOX, ROSTER, RUNS, SETTINGS
from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.ledger.ledger import Ledger
from toolkit.text.named_lines import list_briefly
from toolkit.text.safe_text import visible_text
from toolkit.verifying.restore import ASIDE, RESTORED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder

Told = tuple[str, str, str, str]
SHOWN = 4
"""How many names a sentence lists."""


def _listed(names: list[str]) -> str:
    return list_briefly([visible_text(n, 60) for n in names], SHOWN)


def _handed_names(folder: WorkFolder, ledger: Ledger) -> dict[str, str]:
    """Return the name each unit had when its workbook was last handed out, as file names write it."""
    end = f"_{folder.office.period.text}"
    return {
        h.unit: Path(h.path.replace("\\", "/"))
        .stem.removeprefix(f"{safe_file_name_part(h.unit)}_")
        .removesuffix(end)
        for h in ledger.handouts()
    }


def swapped_codes(folder: WorkFolder, roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Told]:
    """Tell of units whose codes changed places since workbooks were handed out: each would count for the other."""
    before = _handed_names(folder, ledger)
    now = {u.code: safe_file_name_part(u.name) for u in roster}
    moved = {code: name for code, name in now.items() if code in before and before[code] != name}
    swapped = [code for code, name in moved.items() if name in before.values()]
    if swapped:
        pairs = [f"{code}（下发时是{before[code]}，现在是{moved[code]}）" for code in swapped]
        yield (
            "codes_swapped",
            ERROR,
            f"名册里有单位的编码对调了：{_listed(pairs)}。照这样收，一个单位的数会算到另一个单位头上",
            f"把 {ROSTER} 里这几个单位的编码改回下发时的；确实要换编码的，改好后 toolkit distribute 重新下发，收到过的用 toolkit adopt 逐份认定",
        )
    if renamed := [f"{code}（{before[code]} → {moved[code]}）" for code in moved if code not in swapped]:
        yield (
            "units_renamed",
            HINT,
            f"有单位下发以后改了名称：{_listed(renamed)}",
            "确是改名的不用处理；是另一个单位的，给它新的编码：toolkit roster add",
        )


def units_gone(_folder: WorkFolder, roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Told]:
    """Tell of units that sent something that counts and are not on the roster any more."""
    known = {u.code for u in roster}
    gone = [f"{s.unit} {s.name}" for s in ledger.standing() if s.unit not in known]
    if gone:
        yield (
            "units_gone",
            ERROR,
            f"收到过的单位不在名册里了：{_listed(gone)}。它们的数不会汇总",
            f"误删的，在 {ROSTER} 里补回原来的编码；确实撤并的，toolkit exclude 排除它的文件，写明理由",
        )


def older_workbooks(folder: WorkFolder, roster: tuple[Unit, ...], ledger: Ledger) -> Iterator[Told]:
    """Tell of units that hold a workbook of another wording of the form than the one that counts now."""
    last = {h.unit: h for h in ledger.handouts()}
    old = [
        u.name
        for u in roster
        if u.code in last
        and last[u.code].fingerprint != folder.form.fingerprint(u.kind)
        and last[u.code].kind == u.kind
    ]
    if old:
        yield (
            "workbooks_older",
            ERROR,
            f"下发以后表样变了：{len(old)} 个单位手里的是照原来的表样做的工作簿（{_listed(old)}），报来会被退回",
            "toolkit distribute 重新下发；已经填好的用 toolkit migrate 转到新版",
        )
    unrecorded = _unrecorded_handouts(folder, ledger)
    if unrecorded:
        yield (
            "handouts_unrecorded",
            WARNING,
            f"“{OUTBOX}”里有 {len(unrecorded)} 份工作簿台账里没有记过（{_listed(unrecorded)}）：台账比目录旧，或者是从别处拷来的",
            "toolkit distribute 重新生成一遍，内容一样的不用重发",
        )


def _unrecorded_handouts(folder: WorkFolder, ledger: Ledger) -> list[str]:
    known = {Path(h.path.replace("\\", "/")).name for h in ledger.handouts()}
    there = sorted(p.name for p in (folder.path / OUTBOX).glob("*.xlsx") if not p.name.startswith("~$"))
    return [name for name in there if name not in known]


def backup_traces(folder: WorkFolder) -> Iterator[Told]:
    """Tell that the folder came from a backup: what was done after it was made is not in it."""
    path = folder.path / RUNS / RESTORED
    if not path.is_file():
        return
    try:
        said = json.loads(path.read_bytes())
        made, restored, lost = said["made"], said["restored"], said["lost"]
    except (ValueError, KeyError):
        return
    if lost:
        yield (
            "restored_older",
            WARNING,
            f"这个目录 {office_minute_of(restored)} 从 {office_minute_of(made)} 的备份恢复过，那以后的没有了：{'；'.join(lost)}",
            f"那以后收到的文件重新 toolkit collect，审核、准予、认定重做一遍；都补齐了，删去 {RUNS}/{RESTORED} 就不再提示",
        )


def shared_inbox(folder: WorkFolder, hashes: Mapping[str, str]) -> Iterator[Told]:
    """Tell of work folders beside this one that received the same files: two campaigns read one inbox."""
    here = folder.path.resolve()
    for path in sorted(p for p in here.parent.iterdir() if p.is_dir() and p != here):
        if path.name.partition(ASIDE)[0] == here.name.partition(ASIDE)[0]:
            continue  # one stood here before a backup took its place
        if not ((path / SETTINGS).is_file() and (path / LEDGER).is_file()):
            continue
        try:
            with Ledger.open(path / LEDGER) as ledger:
                theirs = {s.sha256 for s in ledger.sightings()}
        except LedgerError:
            continue
        same = [name for sha256, name in hashes.items() if sha256 in theirs]
        if same:
            yield (
                "inbox_shared",
                WARNING,
                f"旁边的工作目录 {path.name} 也收过同样的 {len(same)} 份文件（{_listed(same)}）：两个工作目录用了同一个收件目录，或者一个是另一个的拷贝",
                "只留一个工作目录用；两个都要的，各用各的收件目录，收错的用 toolkit exclude 排除",
            )
