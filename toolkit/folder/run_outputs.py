"""What a run leaves: a folder of its own under 运行记录, put in place whole, and the newest beside the settings."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from toolkit.folder.files import refuse_unwritable, write_atomically
from toolkit.folder.work_folder import RUNS
from toolkit.ledger.originals import make_durable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder

_NAME = re.compile(r"第([0-9]{4,})次")
TEMPORARY = ".tmp-run"


def keep_run_outputs(folder: WorkFolder, outputs: Mapping[str, bytes], target: Path) -> Path | None:
    """Keep *outputs* as a run of their own and put them into *target*; return the run's folder.

    A reader sees the run whole or not at all. A run that found what the last one found leaves no folder: None.
    """
    home = folder.path / RUNS
    last = max(_run_numbers(folder), default=0)
    made = None
    if not last or not _holds_same_outputs(home / _run_folder_name(last), outputs):
        made = home / _run_folder_name(last + 1)
        temporary = home / TEMPORARY
        shutil.rmtree(temporary, ignore_errors=True)
        for name, data in outputs.items():
            write_atomically(temporary / name, data)
        with refuse_unwritable(made):
            temporary.rename(made)
            make_durable(home)
    for name, data in outputs.items():
        write_atomically(target / name, data)
    return made


def _run_numbers(folder: WorkFolder) -> list[int]:
    home = folder.path / RUNS
    names = [p.name for p in home.iterdir()] if home.is_dir() else []
    return [int(m[1]) for n in names if (m := _NAME.fullmatch(n))]


def _run_folder_name(number: int) -> str:
    return f"第{number:04}次"


def _holds_same_outputs(path: Path, outputs: Mapping[str, bytes]) -> bool:
    named = {p.name for p in path.iterdir()} == set(outputs)
    return named and all((path / name).read_bytes() == data for name, data in outputs.items())
