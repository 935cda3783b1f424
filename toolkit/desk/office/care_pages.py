"""How the work folder is: what is wrong with it and the button that mends it; backups made, checked, put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.desk.act_log import log_act
from toolkit.desk.jobs import BusyError
from toolkit.desk.office.settings_pages import folder_or_fault, home_of
from toolkit.desk.pages import render_page, session_of, turn_to
from toolkit.desk.recent_folders import remember_folder
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.folder.form_listing import restore_form_of_folder
from toolkit.verifying.backup import ENDING, back_up_folder
from toolkit.verifying.backup_manifest import read_backup
from toolkit.verifying.doctor import examine_folder
from toolkit.verifying.restore import restore_backup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.desk.jobs import Tell
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.verifying.backup import WrittenBackup
    from toolkit.verifying.restore import RestoredFolder

PAGE = "/care"


class MendingButton(NamedTuple):
    """The button that mends something: its *label*, and what it does by *post*, or the page it leads to (*link*)."""

    label: str
    post: str = ""
    link: str = ""


_RESTORE = MendingButton("从备份恢复", link=f"{PAGE}#restore")
MENDED_BY: dict[str, MendingButton] = {
    "no_settings": _RESTORE,
    "settings_wrong": MendingButton("改设置", link="/settings"),
    "form_broken": MendingButton("换回下发时的表样", post=f"{PAGE}/form"),
    "form_changed": MendingButton("换回下发时的表样", post=f"{PAGE}/form"),
    "half_moved": MendingButton("接着开始下一期", link="/next"),
    "roster_wrong": MendingButton("改名册", link="/roster"),
    "codes_swapped": MendingButton("改名册", link="/roster"),
    "units_renamed": MendingButton("改名册", link="/roster"),
    "units_gone": MendingButton("改名册", link="/roster"),
    "workbooks_older": MendingButton("重新下发", post="/do/distribute"),
    "handouts_unrecorded": MendingButton("重新下发", post="/do/distribute"),
    "restored_older": MendingButton("再收一次", post="/do/collect"),
    "ledger_gone": _RESTORE,
    "ledger_broken": _RESTORE,
    "ledger_altered": _RESTORE,
    "ledger_older": _RESTORE,
    "originals_lost": _RESTORE,
    "act_cut_off": MendingButton("去首页接着做", link="/"),
    "run_unfinished": MendingButton("接着收完", post="/do/collect"),
    "leftovers": MendingButton("再收一次，自动清掉", post="/do/collect"),
    "folder_busy": MendingButton("再看一次", link=PAGE),
}
"""Which button does what mends an ailment, by its code; for the others the sentence says what people do."""


def show_care(request: Request, lost: RestoredFolder | None = None, backup: str = "") -> Response:
    """Show what is wrong, and the backups; *lost* is what putting *backup* back would lose, before anybody agreed."""
    session = session_of(request)
    home = home_of(session)
    folder, _ = folder_or_fault(session)
    found = session.ledger_turn(lambda: examine_folder(home))
    return render_page(
        request,
        "care.html.j2",
        folder=folder,
        home=home,
        found=found,
        mended_by=MENDED_BY,
        made=session.last.get("backup"),
        near=list_backups(home),
        lost=lost,
        backup=backup,
    )


def list_backups(home: Path) -> list[Path]:
    """Return the backups that lie beside the work folder, where they are put by themselves; the newest first."""
    try:
        found = [p for p in home.parent.glob(f"*{ENDING}") if p.is_file()]
        return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)[:20]
    except OSError:
        return []


def begin_backup(request: Request, fields: Mapping[str, str]) -> Response:
    """Begin to write a backup: beside the work folder, or where somebody said."""
    said = fields.get("target", "").strip().strip('"')
    target = Path(said).expanduser() if said else None

    def work(folder: WorkFolder, now: str, tell: Tell) -> WrittenBackup:
        return back_up_folder(folder, target, now, tell)

    session_of(request).begin("backup", "备份", work)
    return turn_to(request, PAGE)


def check_backup(request: Request, fields: Mapping[str, str]) -> Response:
    """Read a backup from its beginning to its end."""
    path = _backup_said(fields)
    manifest = read_backup(path)
    said = f"备份完整：{manifest.office}，{manifest.period}，{len(manifest.files)} 个文件，台账 {manifest.events} 条流水。"
    return turn_to(request, PAGE, said)


def restore_from_page(request: Request, fields: Mapping[str, str]) -> Response:
    """Put a backup back: say first what would be lost; with ?replace, do it and open what was put back."""
    session = session_of(request)
    if session.jobs.running:
        raise BusyError(f"正在{session.jobs.running.title}，做完再恢复。")
    backup, now = _backup_said(fields), current_utc_time()
    home = home_of(session)
    said = fields.get("target", "").strip().strip('"')
    target = Path(said).expanduser().absolute() if said else home
    agreed = fields.get("replace") == "1"
    try:
        if agreed and target.resolve() == home:
            session.close()  # nobody is at the folder while it is changed for another
        done = restore_backup(backup, target, now, replace=agreed)
    finally:
        if session.home is None and home.is_dir():
            session.open(home)
    if not done.done:
        return show_care(request, done, str(backup))
    log_act(done.path, "restore", about=backup.name)
    session.open(done.path)
    remember_folder(done.path)
    aside = f"原来的留在 {done.aside}。" if done.aside else ""
    return turn_to(request, "/", f"已从备份恢复到 {done.path}，现在打开的就是它。{aside}")


def restore_form(request: Request, _: Mapping[str, str]) -> Response:
    """Put the form back as it was handed out."""
    session = session_of(request)
    home = home_of(session)
    try:
        done = session.ledger_turn(lambda: restore_form_of_folder(home))
    except ToolkitError as error:
        log_act(home, "forms", came_to=f"refused: {error}")
        raise
    log_act(home, "forms", about="restore")
    return turn_to(request, PAGE, f"已换回下发时的表样 {done.form.title}（{done.form.edition} 版）。")


def _backup_said(fields: Mapping[str, str]) -> Path:
    said = fields.get("backup", "").strip().strip('"')
    if not said:
        raise WorkFolderError("请写备份文件的位置，或从列表里选。")
    path = Path(said).expanduser()
    if not path.is_file():
        raise WorkFolderError(f"没有文件 {path}。请核对位置。")
    return path
