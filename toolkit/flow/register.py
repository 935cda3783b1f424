"""Who must report, put right: units added, renamed, excused; files adopted that do not say whose they are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.excel import rosterbook
from toolkit.flow.files import write
from toolkit.form.roster import suggested
from toolkit.intake.walk import read_bytes
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Adoption

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.roster import Unit


def add(folder: WorkFolder, unit: Unit) -> None:
    """Add *unit* to 名册.xlsx; raise WorkFolderError where its code or name is taken or its kind unknown."""
    kinds = [k.id for k in folder.kinds()]
    if unit.kind not in kinds:
        raise WorkFolderError(f"没有类别 {unit.kind}。可用的类别：{'、'.join(kinds)}。")
    for known in folder.roster():
        if unit.code == known.code or unit.name == known.name:
            raise WorkFolderError(
                f"名册里已有 {known.code} {known.name}。请换一个编码和名称，或用 toolkit roster rename。"
            )
    _edit(folder, unit.code, name=unit.name, kind=unit.kind)


def rename(folder: WorkFolder, code: str, name: str) -> Unit:
    """Give the unit *code* another *name*; return it as it was."""
    unit = _known(folder, code)
    if any(u.name == name for u in folder.roster()):
        raise WorkFolderError(f"名册里已有名称 {name}。请换一个名称。")
    _edit(folder, code, name=name)
    return unit


def excuse(folder: WorkFolder, code: str, why: str) -> Unit:
    """Excuse the unit *code* from reporting, for a reason; an empty one takes it back. Return it as it was."""
    unit = _known(folder, code)
    _edit(folder, code, excused=why)
    return unit


def adopt(folder: WorkFolder, path: Path, code: str, why: str, now: str) -> Unit:
    """Record that the file at *path* is *code*'s; it is read so from the next time on it is collected."""
    unit = _known(folder, code)
    data = read_bytes(path)
    with Ledger.open(folder.ledger) as ledger:
        ledger.adopt(Adoption(hashlib.sha256(data).hexdigest(), code, str(path), why, now))
    return unit


def _known(folder: WorkFolder, code: str) -> Unit:
    roster = folder.roster()
    for unit in roster:
        if unit.code == code:
            return unit
    raise WorkFolderError(
        f"名册里没有单位编码 {code}{suggested(roster, code, code)}。请用 toolkit roster 查看。"
    )


def _edit(folder: WorkFolder, code: str, **said: str) -> None:
    path = folder.roster_file()
    write(path, rosterbook.edited(path.read_bytes(), code, said, path.name))
