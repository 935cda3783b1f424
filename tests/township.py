"""The samples' township with everything collected, and its report of the year before."""

import dataclasses
import pickle

import openpyxl
from draw import draw, submission
from forms import xxgk
from shared import copy_folder

from toolkit.author.sample_submissions import OFFICE
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.past_periods import LAST
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS, EXPLAINED
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.period import LAST_YEAR
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.open_file import OpenFileJob, open_received_file

NOW = "2025-01-09T08:00:00+00:00"
CARRIED = Cell("表三", "结转下年", "自然人")
CARRIED_IN = PriorCell(*CARRIED, LAST_YEAR)


def quiet(*_):
    pass


def township(path):
    """Make the samples' work folder below *path* and collect both rounds into it."""
    return copy_township(path / "样例")


def copy_township(path):
    """Make the samples' work folder, with both rounds collected, at *path* itself."""
    copy_folder("township", _collected, path)
    return open_work_folder(path)


def merged_township(path):
    """The same with the report merged, nothing edited in it."""
    copy_folder("merged", _merged, path / "样例")
    return open_work_folder(path / "样例")


def _merged(path):
    merge_report(copy_township(path), None, NOW, quiet, partial=False)


def _collected(path):
    made = make_demo_folder(path)
    for part in ("第一轮", "第二轮"):
        collect_submissions([samples_folder() / part], made, made.form, NOW, quiet)


def last_year(folder, year="2023", more=None, **figures):
    """Put the office's report of the year before into its folder: nothing but what *figures* and *more* say."""
    form, grounded = xxgk(), ground_form(xxgk(), REPORT, "township")
    zeros = {c: 0.0 for c in grounded.inputs if form.figure(c).type in ("count", "number")}
    made = submission(form, REPORT, zeros, unit=OFFICE.code, name=OFFICE.name)
    changed = {CARRIED._replace(column=k): float(v) for k, v in figures.items()}
    new = {CARRIED._replace(row="新收", column=k): float(v) for k, v in figures.items()}
    stands = {**zeros, **changed, **new, **(more or {})}
    made = dataclasses.replace(made, figures=stands, who=made.who._replace(period=year))
    path = folder.path / LAST
    path.write_bytes(draw(form, made))
    return path


def write_reason(path, found, text):
    """Type *text* where the report asks for it, as a clerk would."""
    book = openpyxl.load_workbook(path)
    sheet, _, cell = book.defined_names[f"{EXPLAINED}.{found.instances[0]}"].value.rpartition("!")
    assert CHECKS == sheet.strip("'")
    book[CHECKS][cell.replace("$", "")] = text
    book.save(path)


def sent(folder, unit):
    """Return what stands for *unit*, figures and all."""
    with Ledger.open(folder.ledger) as ledger:
        return load_current_submissions(ledger, [current_file_states(ledger)[unit]])[unit]


def opened_alone(path, form):
    """Return what the file at *path* says, read without a ledger."""
    return open_received_file(OpenFileJob(str(path), pickle.dumps(form))).reading.submission
