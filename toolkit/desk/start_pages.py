"""Before the chain: a work folder chosen or made, the roster pasted, filled in and changed."""

from __future__ import annotations

import os
import string
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.desk.pages import render_page, session_of, turn_to
from toolkit.desk.recent_folders import recent_folders, remember_folder
from toolkit.errors import FormError, WorkFolderError
from toolkit.folder.days import current_utc_time, to_office_time
from toolkit.folder.form_listing import list_known_forms
from toolkit.folder.pasted_roster import check_pasted_roster, put_units_into_roster
from toolkit.folder.roster import Unit
from toolkit.folder.roster_edits import add_unit_to_roster
from toolkit.folder.roster_table import COLUMNS
from toolkit.folder.work_folder import ROSTER, SETTINGS, load_named_form
from toolkit.form.period import DAY, PERIOD_KINDS
from toolkit.steps.new_folder import (
    NewFolderRequest,
    create_work_folder,
    period_just_over,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.folder.pasted_roster import PastedRoster

MOST_SHOWN = 400
"""How many folders of one place are listed."""


class FormChoice(NamedTuple):
    """A form a work folder may be made for: what to write for its period, and its levels as (id, words)."""

    name: str
    title: str
    edition: str
    source: str
    period: str
    example: str
    levels: tuple[tuple[str, str], ...]


def show_start(request: Request) -> Response:
    """Show where a work folder is chosen or made."""
    at = Path(request.query_params.get("at", "") or Path.home())
    return render_page(
        request,
        "start.html.j2",
        forms=form_choices(),
        place=at,
        above=at.parent if at.parent != at else None,
        folders=list_folders(at),
        drives=_drives(),
        recent=recent_folders(),
        typed=dict(request.query_params),
    )


def form_choices() -> list[FormChoice]:
    """Return the forms that are shipped, each with the period that is reported on today."""
    today = to_office_time(current_utc_time()).date()
    made = []
    for known in list_known_forms(None):
        if known.faults:
            continue
        form = load_named_form(known.id)
        kind = form.periods.kind
        period = "" if kind == DAY else period_just_over(form, today).text
        levels = tuple((x.id, x.label) for x in form.levels)
        made.append(
            FormChoice(known.id, form.title, form.edition, form.source, period, PERIOD_KINDS[kind], levels)
        )
    return made


def list_folders(at: Path) -> list[tuple[str, Path, bool]]:
    """Return the folders at a place: name, path and whether it is a work folder."""
    try:
        found = sorted(
            (e for e in os.scandir(at) if not e.name.startswith(".") and e.is_dir()), key=_entry_name
        )
    except OSError:
        return []
    return [(e.name, Path(e.path), (Path(e.path) / SETTINGS).is_file()) for e in found[:MOST_SHOWN]]


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _drives() -> list[Path]:
    """Return the drives of Windows; elsewhere there is one tree."""
    if os.name != "nt":
        return []
    return [p for letter in string.ascii_uppercase if (p := Path(f"{letter}:\\")).exists()]


def open_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Open a work folder."""
    said = fields.get("path", "").strip().strip('"')
    if not said:
        raise WorkFolderError("请写工作目录的位置，或从列表里选。")
    home = Path(said).expanduser()
    session_of(request).open(home)
    remember_folder(home.resolve())
    return turn_to(request, "/")


def make_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Make a work folder and go on with its roster."""
    said = {name: fields.get(name, "").strip() for name in ("place", "folder", "name", "code")}
    wrong = [word for name, word in _NEEDED.items() if not said[name]]
    if wrong:
        raise WorkFolderError(f"还没有填：{'、'.join(wrong)}。")
    if said["folder"] in (".", "..") or any(c in said["folder"] for c in '/\\:*?"<>|'):
        raise WorkFolderError('文件夹的名称里不能有 / \\ : * ? " < > | 这些符号。')
    asked = NewFolderRequest(
        fields.get("own_form", "").strip() or fields.get("form", ""),
        said["name"],
        said["code"],
        fields.get("level", ""),
        fields.get("period", "").strip(),
        fields.get("deadline", "").strip(),
    )
    home = Path(said["place"]).expanduser() / said["folder"]
    try:
        made = create_work_folder(home, asked, to_office_time(current_utc_time()).date())
    except FormError as error:
        raise WorkFolderError(f"表样有错：\n{error}") from error
    session_of(request).open(home)
    remember_folder(home.resolve())
    until = made.folder.office.deadline
    return turn_to(
        request,
        "/roster",
        f"已建好 {home}（{made.folder.office.period.spaced_name}"
        f"{f'，截止 {until}' if until else ''}）。下一步：填名册。{made.chosen.note}",
    )


_NEEDED = {"place": "放在哪里", "folder": "文件夹的名称", "name": "本机关全称", "code": "本机关编码"}


def show_roster(request: Request) -> Response:
    """Show the roster, and where units are pasted or added."""
    return _roster_page(request)


def _roster_page(request: Request, pasted: PastedRoster | None = None, text: str = "") -> Response:
    """Return the page of the roster; *pasted* is what was made of a *text* that cannot be taken as it stands."""
    folder, fault = session_of(request).folder, ""
    try:
        units: tuple[Unit, ...] = folder.roster(may_be_empty=True)
    except WorkFolderError as error:
        units, fault = (), "" if pasted else str(error)
    return render_page(
        request,
        "roster.html.j2",
        folder=folder,
        units=units,
        fault=fault,
        kinds=folder.kinds(),
        columns=COLUMNS,
        file=folder.path / ROSTER,
        pasted=pasted,
        text=text,
        edit=next((u for u in units if u.code == request.query_params.get("edit")), None),
    )


def check_roster_text(request: Request, fields: Mapping[str, str]) -> Response:
    """Return what is to be said of a pasted roster, a line for a line: a piece of a page."""
    folder = session_of(request).folder
    text = fields.get("text", "")
    pasted = check_pasted_roster(text, folder.kinds()) if text.strip() else None
    return render_page(request, "pasted.html.j2", pasted=pasted, columns=COLUMNS)


def save_roster_text(request: Request, fields: Mapping[str, str]) -> Response:
    """Put a pasted roster into 名册.xlsx; where something is to be mended, show it with what was pasted."""
    session = session_of(request)
    folder, text = session.folder, fields.get("text", "")
    pasted = check_pasted_roster(text, folder.kinds())
    if not pasted.fit:
        return _roster_page(request, pasted, text)
    done = session.do("roster", "", lambda f, _: put_units_into_roster(f, pasted.units, pasted.fields))
    counts = (("新增", done.added), ("更改", done.changed), ("没有粘贴、原样留着的", done.kept))
    told = "，".join(f"{word} {len(some)} 个" for word, some in counts if some) or "没有变化"
    return turn_to(request, "/roster", f"名册已保存：{told}。")


def add_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Add one unit."""
    unit = Unit(*(fields.get(n, "").strip() for n in ("code", "name", "kind")))
    if not (unit.code and unit.name and unit.kind):
        raise WorkFolderError("编码、名称、类别都要填。")
    session_of(request).do("roster", unit.code, lambda f, _: add_unit_to_roster(f, unit))
    return turn_to(request, "/roster", f"已加进名册：{unit.code} {unit.name}。")


def save_unit(request: Request, fields: Mapping[str, str]) -> Response:
    """Change what the roster says of one unit."""
    unit = Unit(**{c.field: fields.get(c.field, "").strip() for c in COLUMNS})
    session = session_of(request)
    pasted = check_pasted_roster("\t".join(getattr(unit, c.field) for c in COLUMNS), session.folder.kinds())
    if not pasted.fit:
        faults = [*pasted.faults, *(f for line in pasted.lines for f in line.faults)]
        raise WorkFolderError(f"没有保存：{'；'.join(faults)}")
    done = session.do("roster", unit.code, lambda f, _: put_units_into_roster(f, pasted.units))
    return turn_to(request, "/roster", f"{unit.name}：已更改。" if done.changed else "没有改动。")
