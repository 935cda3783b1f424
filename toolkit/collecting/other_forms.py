"""Which form a workbook without our marks is of, where it is not of the one that is collected: told by its headings."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import ToolkitError, Unreadable
from toolkit.folder.work_folder import known_forms, load_named_form
from toolkit.foreign.foreign_workbook import count_form_headings
from toolkit.form.model import REPORT
from toolkit.intake.workers import WorkerFailure, run_in_workers
from toolkit.submissions.open_file import OpenFileJob, load_form_desk, read_job_bytes
from toolkit.xlsx.text_table import open_book_or_text_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form

ALIKE = 4
"""So many headings of a form are no chance."""


class FormsJob(NamedTuple):
    """A file to hold against forms, each as (title, the form pickled)."""

    file: OpenFileJob
    forms: tuple[tuple[str, bytes], ...]


def likeliest_forms(folder: WorkFolder, files: Mapping[str, OpenFileJob]) -> dict[str, str]:
    """Return the title of the form each of *files* is more like than the one collected; of the others nothing."""
    others = [(f.title, pickle.dumps(f)) for f in _forms_beside(folder.form)]
    if not files or not others:
        return {}
    forms = ((folder.form.title, pickle.dumps(folder.form)), *others)
    by_job = {FormsJob(job, forms): sha256 for sha256, job in files.items()}
    found = {}
    for job, counts in run_in_workers(count_headings_of_forms, list(by_job)):
        if isinstance(counts, WorkerFailure) or not counts:
            continue
        own, best = counts[0], max(range(len(counts)), key=lambda i: (counts[i], -i))
        if best and counts[best] >= max(ALIKE, own + 1):
            found[by_job[job]] = forms[best][0]
    return found


def count_headings_of_forms(job: FormsJob) -> Sequence[int]:
    """Return how many headings of each form a file shows; nothing where it cannot be opened."""
    try:
        book = open_book_or_text_table(read_job_bytes(job.file))
    except Unreadable:
        return ()
    made = []
    for _, pickled in job.forms:
        desk = load_form_desk(pickled)
        level = desk.form.levels[0].id
        grounded = [desk.kind(k.id, level if k.id == REPORT else "")[0] for k in desk.form.kinds]
        made.append(max(sum(count_form_headings(g, book)) for g in grounded))
    return made


def _forms_beside(form: Form) -> list[Form]:
    """Return the forms that come with the toolkit, but for *form*; one that cannot be loaded is none to compare with."""
    found = []
    for name in known_forms():
        try:
            one = load_named_form(name)
        except ToolkitError:
            continue
        if one.id != form.id:
            found.append(one)
    return found
