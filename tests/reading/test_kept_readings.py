"""What is read of a unit's workbook after one thing was done to it: every edit against the workbook as it was sent."""

import pytest
from draw import read
from kept_texts import kept_lines
from small_edits import FIGURES, LISTS, PLACES, differences, lines_of_reading, workbooks
from small_office import form

from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.submissions.unit_questions import questions_to_submission


def told(data):
    """What is read, found and asked, a line each."""
    made = form()
    reading = read(made, data)
    grounded = ground_form(made, reading.submission.who.kind)
    asked = questions_to_submission(grounded, lay_out_workbook(made, grounded.kind), reading.submission)
    return [*lines_of_reading(reading), *(f"asks   {f.code} {f.message} · {f.remedy}" for f in asked)]


@pytest.mark.parametrize("group", [FIGURES, PLACES, LISTS], ids=["figures", "places", "lists"])
def test_an_edit_is_read_as_it_was(group, request):
    books = workbooks()
    plain = told(books["nothing"])
    lines = [*plain] if group == FIGURES else []
    for name in group:
        lines += [f"── {name} ──", *differences(plain, told(books[name]))]
    said = "\n".join(lines).splitlines()
    assert kept_lines(f"reading/{request.node.callspec.id}", said) == said
