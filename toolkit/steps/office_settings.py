"""The settings of a work folder changed: a line each where it stands, the rest of the file as somebody wrote it; never to what cannot be read."""

from __future__ import annotations

import json
import re
import tomllib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.settings import read_settings
from toolkit.folder.settings_text import parse_settings_text
from toolkit.folder.work_folder import SETTINGS, known_forms, load_named_form, period_setting
from toolkit.form.period import YEAR, NotAPeriodError
from toolkit.ledger.ledger import Ledger
from toolkit.text.dates import NotADayError, parse_date
from toolkit.text.decode_bytes import decode_text_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolkit.folder.settings import OfficeSettings
    from toolkit.folder.work_folder import WorkFolder

FIXED_ONCE_OUT = ("code", "level", "period")
"""What no longer changes once workbooks are out: they bear it."""
WORDS = {
    "name": "本机关全称",
    "code": "本机关编码",
    "level": "层级",
    "period": "报告期",
    "deadline": "统一截止日期",
    "steps": "审核步骤",
}
_BETWEEN = re.compile(r"[\s,，、;；]+")
SPAN = 20
"""Over how many lines a value may go."""


class SettingsOfOffice(NamedTuple):
    """The settings as a page shows them to be edited, each as text, and which of them are *fixed* now."""

    said: dict[str, str]
    fixed: tuple[str, ...]


def show_settings_to_edit(folder: WorkFolder) -> SettingsOfOffice:
    """Return the settings of *folder* as they are edited."""
    office = folder.office
    said = {
        "name": office.name,
        "code": office.code,
        "level": office.level,
        "period": office.period.text,
        "deadline": office.deadline,
        "steps": "、".join(folder.steps),
    }
    return SettingsOfOffice(said, FIXED_ONCE_OUT if _has_begun(folder) else ())


def change_settings(folder: WorkFolder, said: Mapping[str, str]) -> tuple[str, ...]:
    """Put what is *said* (by the names of ``WORDS``) into the settings; return in words what changed, nothing where all is as it was.

    Raise WorkFolderError, and write nothing, where one cannot be so, or no longer: workbooks are out.
    """
    now = show_settings_to_edit(folder)
    changed = {k: v for k, v in ((k, _as_kept(folder, k, v)) for k, v in said.items()) if v != now.said[k]}
    if stuck := [WORDS[k] for k in changed if k in now.fixed]:
        raise WorkFolderError(
            f"{'、'.join(stuck)}已经印在下发的表里，不能再改。要做下一期的，用“开始下一期”；"
            "写错了的，新建一个工作目录重新下发。"
        )
    if not changed:
        return ()
    path = folder.path / SETTINGS
    text = decode_text_file(path.read_bytes(), SETTINGS)
    for key, value in changed.items():
        text = _with_setting(text, key, value, folder)
    save_settings_text(folder.path, text)
    return tuple(f"{WORDS[k]}：{now.said[k] or '没有写'} → {v or '不写'}" for k, v in changed.items())


def save_settings_text(home: Path, text: str) -> OfficeSettings:
    """Write the settings file of *home* whole; raise WorkFolderError with every fault, and write nothing, where it cannot be read."""
    path = home / SETTINGS
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    known = tuple(known_forms(home))
    read = read_settings(data, str(path), partial(load_named_form, home=home), known)
    write_atomically(path, data)
    return read


def _has_begun(folder: WorkFolder) -> bool:
    if not folder.ledger.exists():
        return False
    with Ledger.open(folder.ledger) as ledger:
        return bool(ledger.handouts() or ledger.sightings())


def _as_kept(folder: WorkFolder, key: str, said: str) -> str:
    """Return what somebody typed as the settings keep it; raise WorkFolderError where it is none of its kind."""
    text = said.strip()
    if key == "steps":
        return "、".join(s for s in _BETWEEN.split(text) if s)
    if key == "period":
        try:
            return folder.form.periods.read(text).text
        except NotAPeriodError as error:
            raise WorkFolderError(str(error)) from error
    if key == "deadline" and text:
        try:
            return parse_date(text).isoformat()
        except NotADayError as error:
            raise WorkFolderError(f"统一截止日期“{text}”{error}") from error
    if not text and key != "deadline":
        raise WorkFolderError(f"{WORDS[key]}不能空着。")
    return text


def _with_setting(text: str, key: str, value: str, folder: WorkFolder) -> str:
    """Return the file's *text* with one setting changed where it stands, or put below the head of its table."""
    part, name = {"deadline": "campaign", "period": "campaign", "steps": "review"}.get(key, "office"), key
    if key == "period":
        name = "year" if folder.form.periods.kind == YEAR else "period"
        line = period_setting(folder.form.periods.read(value))
    elif key == "steps":
        line = f"steps = {json.dumps(_BETWEEN.split(value) if value else [], ensure_ascii=False)}"
    else:
        line = f"{key} = {value if key == 'deadline' and value else json.dumps(value, ensure_ascii=False)}"
    parsed = parse_settings_text(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = parsed.line(part, name)
    if at:
        count = _line_count(lines, at - 1)
        comment = _split_comment(lines[at - 1])[1] if count == 1 else ""
        lines[at - 1 : at - 1 + count] = [_split_comment(line)[0] + comment]
    elif head := parsed.line(part):
        lines.insert(head, line)
    else:
        lines += [f"[{part}]", line, ""]
    return "\n".join(lines)


def _split_comment(line: str) -> tuple[str, str]:
    """Return what a line says, and the comment behind it with the blanks before."""
    quote = ""
    for i, c in enumerate(line):
        if quote:
            quote = "" if c == quote and line[i - 1] != "\\" else quote
        elif c in "\"'":
            quote = c
        elif c == "#":
            said = line[:i].rstrip()
            return said, line[len(said) :]
    return line, ""


def _line_count(lines: list[str], at: int) -> int:
    """Return over how many lines the statement goes that begins *at*."""
    for count in range(1, SPAN):
        try:
            tomllib.loads("\n".join(lines[at : at + count]))
        except tomllib.TOMLDecodeError:
            continue
        return count
    return 1
