"""The outputs an office added of its own, written of a merged report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.folder.files import safe_file_name_part, write_atomically
from toolkit.hooks import OUTPUTS, HookError, installed_hooks

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.hooks import Hook

FOLDER = "另外的输出"


def write_own_outputs(folder: WorkFolder, made: object, beside: Path) -> tuple[Path, ...]:
    """Write what every installed output makes of a report (a ``MergeResult``), each in a folder of its own; return the files."""
    written = []
    for hook in installed_hooks(OUTPUTS):
        for name, data in _checked(hook, hook.run(folder, made)).items():
            path = beside / FOLDER / safe_file_name_part(hook.name) / safe_file_name_part(name)
            write_atomically(path, data)
            written.append(path)
    return tuple(written)


def _checked(hook: Hook, given: object) -> dict[str, bytes]:
    """Return what an output gave; raise HookError for anything but bytes by file name."""
    if isinstance(given, dict) and all(isinstance(n, str) and isinstance(d, bytes) for n, d in given.items()):
        return given
    raise HookError(
        f"外加的“{hook.name}”（{hook.package} {hook.version}）没有按文件名给出内容：{given!r:.200}。请告诉做它的人。"
    )
