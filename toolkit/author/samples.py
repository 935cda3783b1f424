"""A township's year as samples: invented units and figures, drawn from a seed, that add up to a published report.

Every unit's name says 样例. The merged 表二, 表三 and 表四 equal those of 白鹤镇's report for 2024.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.author.form_samples import FIRST_ROUND, MENDED, SECOND_ROUND, clear_demo_folder, date_as_received
from toolkit.author.sample_recipe import MARK, samples_folder
from toolkit.author.sample_submissions import (
    LEAD,
    OFFICE,
    SEED,
    STATIONS,
    VILLAGES,
    first_sent_version,
    invent_submission,
)
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import WorkFolder, load_named_form, make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.submissions.redraw import draw_filled_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator


def sample_units() -> tuple[Unit, ...]:
    """Return the samples' units, in roster order."""
    rng = random.Random(SEED)
    named = [(n, "村社区") for n in VILLAGES] + [(n, "站所") for n, _ in STATIONS] + [(LEAD, "党政办")]
    return tuple(
        Unit(
            f"{OFFICE.code}{i:03}", f"{name}{MARK}", kind, "样例联系人", f"0379-0000{rng.randint(1000, 9999)}"
        )
        for i, (name, kind) in enumerate(named, 1)
    )


def make_demo_folder(directory: Path) -> WorkFolder:
    """Make *directory* a fresh work folder of the samples' office; refuse a folder that is not a demo's."""
    clear_demo_folder(directory)
    if not samples_folder().is_dir():
        raise WorkFolderError("样例只在源码目录里有。请在源码目录运行 make demo。")
    return make_work_folder(directory, OFFICE, sample_units())


def copy_samples_as_received(directory: Path) -> tuple[Path, ...]:
    """Copy the samples below *directory*, a folder a round, as if they had come in about the deadline."""
    folders = directory / FIRST_ROUND, directory / SECOND_ROUND
    for folder in folders:
        shutil.copytree(samples_folder() / folder.name, folder)
    date_as_received(folders, OFFICE.deadline)
    return folders


def draw_sample_workbooks() -> Iterator[tuple[str, bytes]]:
    """Draw every sample submission: (path below samples/, bytes)."""
    form = load_named_form(OFFICE.form)
    folder = WorkFolder(Path(), OFFICE, form)
    grounded = {k: ground_form(form, k) for k in ("村社区", "站所", "党政办")}
    for at, unit in enumerate(sample_units()):
        good = invent_submission(folder, unit, at)
        first = first_sent_version(good, unit)
        rounds = [(FIRST_ROUND, first)] if first is not None else []
        for name, submission in rounds if first is good else [*rounds, (SECOND_ROUND, good)]:
            data = draw_filled_workbook(grounded[unit.kind], submission, OFFICE.deadline)
            again = MENDED if name == SECOND_ROUND and first is not None else ""
            yield f"{name}/{unit.code}_{unit.name.removesuffix(MARK)}{again}.xlsx", data
