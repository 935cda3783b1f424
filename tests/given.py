"""Blanks of offices as forms that are filled in on them, for tests."""

import datetime
import io

import openpyxl
from adopting.test_proposal import bytes_of

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.folder.kept_blank import read_given_blank
from toolkit.form.submission import Identity
from toolkit.submissions.redraw import draw_filled_workbook

KIND = "单位"
TODAY = datetime.date(2025, 5, 20)
LEDGER, HAZARDS, PAPERS = "c1_农经表六", "c4_隐患排查月报", "c6_规范性文件清理"


def definition_of(name, data=None):
    """Return the definition of a blank, every guess said yes to."""
    book = read_blank_book(data or bytes_of(name), name)
    first = propose_definition(book)
    return propose_definition(book, {g.key: True for g in first.guesses}).data


def form_on(name, data=None, change=None):
    """Return the form of a blank, its blank at hand."""
    data = data or bytes_of(name)
    said = definition_of(name, data)
    if change:
        change(said)
    return build_form(said, name, lambda form: read_given_blank(data, form.blank))


def owner(form, unit="410308105001", name="东岭村"):
    period = form.periods.around(TODAY).text
    return Identity(
        form.id, form.edition, form.fingerprint(KIND), KIND, unit, name, period, "白鹤镇人民政府", ""
    )


def handed_out(form, made):
    """Return a unit's workbook with what *made* says."""
    from toolkit.form.grounding import ground_form

    return draw_filled_workbook(ground_form(form, KIND), made, "2026-01-10")


def edited(data, *edits):
    """Return a workbook after edits by somebody's program: each takes the workbook openpyxl makes of it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for edit in edits:
        edit(book)
    book.save(out := io.BytesIO())
    return out.getvalue()
