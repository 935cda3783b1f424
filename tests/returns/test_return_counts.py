"""A return copy says the same on its first sheet and on its cover, when a spreadsheet program works it out; and it leads to green."""

import io
import re

import openpyxl
import pytest
from broken_offices import SAMPLES, levels, worked_copies
from forms import xxgk

from toolkit.form.placement import lay_out_workbook
from toolkit.reading import return_notice
from toolkit.xlsx.open_workbook import open_book


def counted(data, sheets):
    """What the title, the lines, the first sheet's own count and the cover of a worked-out copy say: (errors, questions)."""
    book = open_book(data)
    first = sheets[book.sheets[0].name]
    at = lay_out_workbook(xxgk(), book.properties["toolkit.kind"]).verdict
    title, shown = first[0][0], sheets[at.sheet][at.row][at.column]
    words = [row[1] for row in first[1:]]
    lines = words.count(return_notice.TO_MEND), words.count(return_notice.TO_SAY)
    own = tuple(int(first[0][return_notice.HELP_COLUMN + i]) for i in (0, 1))
    numbers = [int(n) for n in re.findall(r"\d+", title)]
    said = (*numbers, 0)[:2] if title.startswith("请改") else (0, *numbers)
    cover = re.fullmatch(r"还有 (\d+) 处|可以上报（有 (\d+) 处提示请说明）|可以上报", shown)
    assert cover, shown
    return {"title": said, "lines": lines, "own": own, "cover": (int(cover[1] or 0), int(cover[2] or 0))}


def agree(said):
    errors, questions = said["title"]
    assert said["title"] == said["lines"] == said["own"]
    assert said["cover"] == ((errors, 0) if errors else (0, questions))


@pytest.mark.office
@pytest.mark.usefixtures("recalculated")
def test_the_first_sheet_and_the_cover_say_the_same():
    """For every rule of every kind that can be broken, and for the samples."""
    copies = {at: made for at, made in worked_copies().items() if at[2]}
    assert {SAMPLES, *(level for level, _ in levels())} == {where for where, *_ in copies}
    wrong = {}
    for made in copies.values():
        said = counted(made.data, made.stands)
        try:
            agree(said)
        except AssertionError:
            first = openpyxl.load_workbook(io.BytesIO(made.data)).worksheets[0]
            wrong[made.name] = said, [r[3].value for r in first.iter_rows(min_row=6, max_col=4)]
    assert {} == wrong
