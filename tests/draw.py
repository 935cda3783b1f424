"""Submissions to bytes and back, for tests."""

import datetime
from dataclasses import replace

from toolkit.author.samples import samples_folder
from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.form.period import Period
from toolkit.form.submission import Identity, Submission
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission as read_book
from toolkit.rendering.render import render_workbook
from toolkit.sheets.workbook_drawing import HandoutStamp
from toolkit.xlsx.open_workbook import open_book

YEAR = 2024
PERIOD = Period.of_year(YEAR)
STAMP = HandoutStamp("2025-01-10", datetime.datetime(2024, 12, 31))


def sample_workbooks(begins=""):
    """Return the samples below ``samples/`` as they are kept: ``make check`` holds them to what is drawn."""
    found = {p.relative_to(samples_folder()).as_posix(): p for p in samples_folder().glob("第*轮/*.xlsx")}
    return {name: found[name].read_bytes() for name in sorted(found) if name.startswith(begins)}


def who(form, kind, level="", unit="001", name="甲村"):
    print_ = form.fingerprint(kind)
    return Identity(form.id, form.edition, print_, kind, unit, name, str(YEAR), "某镇", level)


COVER = {
    Cell("封面", "填报人", "内容"): "甲某",
    Cell("封面", "审核人", "内容"): "乙某",
    Cell("封面", "联系电话", "内容"): "0379-00000000",
}
"""Whom to call: a cover that says nobody is asked about."""


def submission(form, kind, figures=None, level=None, *, cover=True, **more):
    """Make a submission; where a unit's cover asks for people, it names some unless *cover* is false."""
    known = {c: v for c, v in COVER.items() if cover and kind != REPORT and c in form.cells_of(kind)}
    figures = known | dict(figures or {})
    level = ("township" if kind == REPORT else "") if level is None else level
    identity = who(form, kind, level, **{k: more.pop(k) for k in ("unit", "name") if k in more})
    return Submission(identity, figures=figures, **more)


def draw(form, made, extra=(), year=YEAR):
    """Draw a submission as `merge` and the samples do: worked out, judged, everything cached."""
    grounded = ground_form(form, made.who.kind, made.who.level or None)
    judged = judge_submissions(grounded, [made], Period.of_year(year))[0]
    full = replace(made, figures={**judged.figures, **made.figures})
    return render_workbook(grounded, made.who, STAMP, full, judged.verdicts, extra)


def read(form, data):
    book = open_book(data)
    found = identify_workbook(book)
    return read_book(ground_form(form, found.who.kind, found.who.level or None), book, found.who)


def judged(form, made):
    grounded = ground_form(form, made.who.kind, made.who.level or None)
    return grounded, judge_submissions(grounded, [made], PERIOD)[0]
