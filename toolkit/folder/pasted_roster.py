"""A roster pasted as text, as a spreadsheet program or a chat gives it: read line by line, and put into 名册.xlsx."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.roster_edits import write_sound_roster
from toolkit.folder.roster_table import COLUMNS, HEADS_AT_LEAST, LABELS, bare_roster_head
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.xlsx.text_table import CSV

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Named

MOST_LINES = 5_000
"""How many lines are read: the largest city has fewer units."""
_CELL = re.compile(r"^[A-Z]{1,3}[0-9]{1,7} ")
_SPACES = re.compile(r" {2,8}|\u3000{1,8}")


class PastedLine(NamedTuple):
    """A line that was pasted, by its *number* (from 1): the unit it says, and what is to be mended in it."""

    number: int
    unit: Unit | None
    faults: tuple[str, ...]


class PastedRoster(NamedTuple):
    """A pasted roster: a line a unit, what is wrong with it as a whole, and the *fields* of units it has columns for."""

    lines: tuple[PastedLine, ...]
    faults: tuple[str, ...] = ()
    fields: tuple[str, ...] = Unit._fields

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units it says."""
        return tuple(x.unit for x in self.lines if x.unit)

    @property
    def fit(self) -> bool:
        """Tell whether it may be taken as it stands."""
        return bool(self.units) and not self.faults and not any(x.faults for x in self.lines)


class RosterChange(NamedTuple):
    """What putting units into the roster came to, by their names; *kept* are those that were not among them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def check_pasted_roster(text: str, kinds: Sequence[Named]) -> PastedRoster:
    """Read what was pasted; the heads may be among it, or its columns stand in the order of 名册.xlsx.

    Columns behind the first three may be missing; who has no code yet is told so, line by line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        return PastedRoster((), (f"一次最多粘贴 {MOST_LINES} 行，这里有 {len(lines)} 行",))
    rows = [(n, _split_line(line)) for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        return PastedRoster((), ("还没有粘贴任何单位",))
    heads = [c.label for c in COLUMNS][: max(len(cells) for _, cells in rows)]
    if sum(bare_roster_head(cell) in LABELS.values() for cell in rows[0][1]) >= HEADS_AT_LEAST:
        heads = [bare_roster_head(cell) for cell in rows.pop(0)[1]]
    missing = [label for label in list(LABELS.values())[:3] if label not in heads]
    if missing:
        return PastedRoster((), tuple(f"表头里没有“{label}”一列" for label in missing))
    table = [[*heads, *(label for label in LABELS.values() if label not in heads)]]
    table += [[*cells, *[""] * (len(heads) - len(cells))] for _, cells in rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t").writerows(table)
    try:
        units, faults = roster_workbook.check_roster_workbook(out.getvalue().encode(), kinds, "粘贴" + CSV)
    except WorkFolderError as error:
        return PastedRoster((), (str(error),))
    said: dict[int, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.row, []).append(_CELL.sub("", fault.said))
    of = dict(units)
    return PastedRoster(
        tuple(PastedLine(n, of.get(at), tuple(said.get(at, ()))) for at, (n, _) in enumerate(rows, 1)),
        tuple(said.get(-1, ())),
        tuple(field for field, label in LABELS.items() if label in heads),
    )


def _split_line(line: str) -> list[str]:
    """Return the cells of a line: between tabs, else commas, else the widest gaps."""
    for separator in ("\t", ",", "，", "；", ";", "、"):
        if separator in line:
            return [cell.strip().strip('"') for cell in line.split(separator)]
    cells = _SPACES.split(line.strip())
    return cells if len(cells) > 1 else line.split()


def _changed_fields(was: Unit | None, now: Unit) -> dict[str, str]:
    """Return the fields in which a unit is another one than it was; of a new one those that say something."""
    before = was._asdict() if was else {}
    return {field: text for field, text in now._asdict().items() if text != before.get(field, "")}


def put_units_into_roster(
    folder: WorkFolder, units: Sequence[Unit], fields: Sequence[str] = Unit._fields
) -> RosterChange:
    """Put *units* into 名册.xlsx: new ones added, known ones (by their code) changed; nobody is taken out of it.

    Only *fields* of a known unit change: what was pasted had no column for the others. Raise WorkFolderError where a name is another unit's already. What else stands in the file stays as it is.
    """
    known = {u.code: u for u in folder.roster(may_be_empty=True)}
    units = [
        known[u.code]._replace(**{f: getattr(u, f) for f in fields}) if u.code in known else u for u in units
    ]
    now = known | {u.code: u for u in units}
    by_name: dict[str, str] = {}
    for unit in now.values():
        if (other := by_name.setdefault(unit.name, unit.code)) != unit.code:
            raise WorkFolderError(f"名称“{unit.name}”有两个编码：{other}、{unit.code}。请改好再保存。")
    path = folder.roster_file()
    if known:
        edits = {u.code: _changed_fields(known.get(u.code), u) for u in units if known.get(u.code) != u}
        data = roster_workbook.edit_roster_units(path.read_bytes(), edits, path.name) if edits else b""
    else:
        created = workbook_timestamp(folder.office.period)
        data = roster_workbook.draw_roster_workbook(units, folder.kinds(), created)
    if data:
        write_sound_roster(folder, path, data)
    return RosterChange(
        tuple(u.name for u in units if u.code not in known),
        tuple(u.name for u in units if u.code in known and known[u.code] != u),
        tuple(u.name for c, u in known.items() if c not in {x.code for x in units}),
    )
