"""The settings, shown and changed; the file whole, so that one that cannot be read any more can be mended in the page too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.desk.act_log import log_act
from toolkit.desk.pages import render_page, session_of, turn_to
from toolkit.errors import FormError, ToolkitError, WorkFolderError
from toolkit.folder.work_folder import ROSTER, SETTINGS
from toolkit.steps.office_settings import WORDS, change_settings, save_settings_text, show_settings_to_edit
from toolkit.text.decode_bytes import decode_text_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.desk.session import DeskSession
    from toolkit.folder.work_folder import WorkFolder


def home_of(session: DeskSession) -> Path:
    """Return where the work folder lies, whether or not it can be used as it stands."""
    if session.home is None:
        raise WorkFolderError("还没有打开工作目录。")
    return session.home


def folder_or_fault(session: DeskSession) -> tuple[WorkFolder | None, str]:
    """Return the work folder; where its files cannot be used, None and why."""
    try:
        return session.folder, ""
    except (WorkFolderError, FormError) as error:
        return None, str(error)


def show_settings(request: Request, text: str = "", fault: str = "") -> Response:
    """Show the settings, each to be changed; *text* is what somebody typed and could not be saved, for *fault*."""
    session = session_of(request)
    home = home_of(session)
    folder, broken = folder_or_fault(session)
    edit = session.ledger_turn(lambda: show_settings_to_edit(folder)) if folder else None
    file = home / SETTINGS
    text = text or (decode_text_file(file.read_bytes(), SETTINGS) if file.is_file() else "")
    levels = [(x.id, x.label) for x in folder.form.levels] if folder else []
    return render_page(
        request,
        "settings.html.j2",
        folder=folder,
        fault=fault or broken,
        edit=edit,
        words=WORDS,
        levels=levels,
        roster=home / ROSTER,
        file=file,
        text=text,
    )


def save_settings(request: Request, fields: Mapping[str, str]) -> Response:
    """Change what was typed into the fields of the settings."""
    said = {key: fields[key] for key in WORDS if key in fields}
    done = session_of(request).do(
        "settings", "、".join(WORDS[k] for k in said), lambda f, _: change_settings(f, said)
    )
    return turn_to(request, "/settings", f"已保存。{'；'.join(done)}。" if done else "没有改动。")


def save_settings_file(request: Request, fields: Mapping[str, str]) -> Response:
    """Save the settings file as a whole; what cannot be read is shown again with its faults."""
    session = session_of(request)
    home, text = home_of(session), fields.get("text", "")
    try:
        session.ledger_turn(lambda: save_settings_text(home, text))
    except ToolkitError as error:
        log_act(home, "settings", about=SETTINGS, came_to=f"refused: {error}")
        return show_settings(request, text, str(error))
    log_act(home, "settings", about=SETTINGS)
    return turn_to(request, "/settings", "设置文件已保存。")
