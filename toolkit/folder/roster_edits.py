"""Who must report, put right: units added, renamed, excused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder import roster_workbook
from toolkit.folder.files import write_atomically
from toolkit.folder.roster import suggest_unit

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder


def add_unit_to_roster(folder: WorkFolder, unit: Unit) -> None:
    """Add *unit* to 名册.xlsx; raise WorkFolderError where its code or name is taken or its kind unknown."""
    kinds = [k.id for k in folder.kinds()]
    if unit.kind not in kinds:
        raise WorkFolderError(f"没有类别 {unit.kind}。可用的类别：{'、'.join(kinds)}。")
    for known in folder.roster(may_be_empty=True):
        if unit.code == known.code or unit.name == known.name:
            raise WorkFolderError(
                f"名册里已有 {known.code} {known.name}。请换一个编码和名称，或用 toolkit roster rename。"
            )
    _edit_roster_file(folder, unit.code, name=unit.name, kind=unit.kind)


def rename_unit(folder: WorkFolder, code: str, name: str) -> Unit:
    """Give the unit *code* another *name*; return it as it was."""
    unit = require_known_unit(folder, code)
    if any(u.name == name for u in folder.roster()):
        raise WorkFolderError(f"名册里已有名称 {name}。请换一个名称。")
    _edit_roster_file(folder, code, name=name)
    return unit


def excuse_unit(folder: WorkFolder, code: str, why: str) -> Unit:
    """Excuse the unit *code* from reporting, for a reason; an empty one takes it back. Return it as it was."""
    unit = require_known_unit(folder, code)
    _edit_roster_file(folder, code, excused=why)
    return unit


def require_known_unit(folder: WorkFolder, code: str) -> Unit:
    """Return the unit *code* of the roster; raise WorkFolderError, with the likeliest one, where there is none."""
    roster = folder.roster()
    for unit in roster:
        if unit.code == code:
            return unit
    raise WorkFolderError(
        f"名册里没有单位编码 {code}{suggest_unit(roster, code, code)}。请用 toolkit roster 查看。"
    )


def _edit_roster_file(folder: WorkFolder, code: str, **said: str) -> None:
    path = folder.roster_file()
    write_sound_roster(
        folder, path, roster_workbook.edit_roster_units(path.read_bytes(), {code: said}, path.name)
    )


def write_sound_roster(folder: WorkFolder, path: Path, data: bytes) -> None:
    """Write the roster *data* to *path*; raise WorkFolderError with its faults where nobody could use it."""
    _, faults = roster_workbook.check_roster_workbook(data, folder.kinds(), path.name)
    if faults:
        raise WorkFolderError("没有写进名册：\n" + "\n".join(f"  {f.said}" for f in faults))
    write_atomically(path, data)
