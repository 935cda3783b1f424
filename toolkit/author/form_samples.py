"""The samples of any form: a small township of invented units, two rounds, drawn from the definition and a recipe.

Every unit's name says 样例. The same definition and recipe give the same bytes.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.author.invented_submission import SubmissionInventor
from toolkit.author.sample_faults import sent_at_first, without_words_for_days
from toolkit.author.sample_recipe import CODE, MARK, NAME, recipe_of
from toolkit.collecting.earlier_periods import carried_over_rows, earlier_unit_figures
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.files import remove_folder, safe_file_name_part, write_atomically
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import SETTINGS, make_work_folder, workbook_identity, workbook_timestamp
from toolkit.form.grounding import ground_form
from toolkit.rendering.render import render_workbook
from toolkit.sheets.workbook_drawing import HandoutStamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.author.sample_recipe import SampleRecipe
    from toolkit.folder.which_form import ChosenForm
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.submission import Submission

FIRST_ROUND, SECOND_ROUND = "第一轮", "第二轮"
MENDED = "_改"
"""How the name of a file ends that was sent again."""


def recipe_office(recipe: SampleRecipe) -> Office:
    """Return the office that collects the samples."""
    return Office(CODE, NAME, recipe.form.levels[0].id, recipe.form.id, recipe.period, recipe.deadline)


def recipe_units(recipe: SampleRecipe) -> tuple[Unit, ...]:
    """Return the samples' units, in roster order."""
    named = [(name, kind) for kind, names in recipe.units.items() for name in names]
    return tuple(
        Unit(f"{CODE}{i:03}", f"{name}{MARK}", kind, "样例联系人", f"0379-0000{1000 + 37 * i}")
        for i, (name, kind) in enumerate(named, 1)
    )


def draw_two_rounds(recipe: SampleRecipe, folder: WorkFolder) -> Iterator[tuple[str, bytes]]:
    """Draw what the units send: (path below the form's samples, bytes); what was wrong at first comes mended once more."""
    for unit in recipe_units(recipe):
        name = unit.name.removesuffix(MARK)
        file = f"{safe_file_name_part(unit.code)}_{safe_file_name_part(name)}"
        inventor = _inventor_for(recipe, folder, unit)
        good = inventor.invent(workbook_identity(folder, unit), {}, {})
        first = sent_at_first(inventor, good, recipe.faults.get(name, ""))
        if first is not None:
            yield f"{FIRST_ROUND}/{file}.xlsx", _draw_sent(inventor, folder, first)
        if first is not good:
            again = MENDED if first is not None else ""
            yield f"{SECOND_ROUND}/{file}{again}.xlsx", _draw_sent(inventor, folder, good)


def draw_good_round(recipe: SampleRecipe, folder: WorkFolder) -> Iterator[tuple[str, bytes]]:
    """Draw what the units of *folder* send where nobody makes a mistake, going on from its periods before: (file name, bytes)."""
    for unit in recipe_units(recipe):
        inventor = _inventor_for(recipe, folder, unit)
        carried, prior = carried_over_rows(folder, unit), earlier_unit_figures(folder, unit)
        good = inventor.invent(workbook_identity(folder, unit), carried, prior)
        yield f"{safe_file_name_part(unit.code)}.xlsx", _draw_sent(inventor, folder, good)


def _inventor_for(recipe: SampleRecipe, folder: WorkFolder, unit: Unit) -> SubmissionInventor:
    period = folder.office.period
    seed = f"{recipe.form.id}-{period.text}-{unit.code}"
    return SubmissionInventor(ground_form(folder.form, unit.kind), recipe, period, seed)


def _draw_sent(inventor: SubmissionInventor, folder: WorkFolder, sent: Submission) -> bytes:
    period = folder.office.period
    judged = judge_submissions(inventor.grounded, [without_words_for_days(inventor.form, sent)], period)[0]
    drawn = replace(sent, figures={**judged.figures, **sent.figures})
    stamp = HandoutStamp(folder.office.deadline, workbook_timestamp(period))
    return render_workbook(inventor.grounded, sent.who, stamp, drawn, judged.verdicts)


def clear_demo_folder(directory: Path) -> None:
    """Make room for a demonstration at *directory*; refuse a folder that holds anything else."""
    if directory.exists() and any(directory.iterdir()):
        settings = directory / SETTINGS
        if not settings.is_file() or NAME.encode() not in settings.read_bytes():
            raise WorkFolderError(f"{directory} 里有别的文件，不能用来演示。请换一个目录。")
        remove_folder(directory)


def make_form_demo(
    directory: Path, received: Path, chosen: ChosenForm
) -> tuple[WorkFolder, tuple[Path, ...]]:
    """Make *directory* a work folder of *chosen* and put what comes in, a folder a round, below *received*."""
    clear_demo_folder(directory)
    recipe = recipe_of(chosen.form)
    whose = recipe_office(recipe), recipe_units(recipe)
    folder = make_work_folder(directory, *whose, chosen.definition, chosen.form.given)
    rounds = received / FIRST_ROUND, received / SECOND_ROUND
    for name, data in draw_two_rounds(recipe, folder):
        write_atomically(received / name, data)
    date_as_received(rounds, folder.office.deadline)
    return folder, rounds


def put_next_round(folder: WorkFolder, inbox: Path) -> None:
    """Put into *inbox* what the units of *folder* send for the period that comes after the one of the samples."""
    for name, data in draw_good_round(recipe_of(folder.form), folder):
        write_atomically(inbox / name, data)
    date_as_received((inbox,), folder.office.deadline)


def date_as_received(folders: tuple[Path, ...], deadline: str) -> None:
    """Let the files of *folders*, a folder a round, have come in about the deadline.

    Timeliness is counted from the files' own times, which a checkout does not keep.
    """
    day = datetime.datetime.fromisoformat(f"{deadline}T09:00:00+08:00")
    for at, folder in enumerate(folders):
        for i, path in enumerate(sorted(folder.iterdir()) if folder.is_dir() else ()):
            sent = day + datetime.timedelta(days=(i * 5) % 9 - 7 + 8 * at, minutes=7 * i)
            os.utime(path, (sent.timestamp(),) * 2)
