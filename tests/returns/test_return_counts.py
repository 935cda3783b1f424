"""A return copy says the same on its first sheet and on its cover, when a spreadsheet program works it out; and it leads to green."""

import re

import openpyxl
import pytest
from broken_offices import levels, office
from forms import xxgk
from inbox import quiet

from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.work_folder import RETURNS
from toolkit.form.placement import lay_out_workbook
from toolkit.reading import return_notice
from toolkit.returns.return_copies import write_return_copies
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"


def counted(copy, sheets):
    """What the title, the lines, the first sheet's own count and the cover of a worked-out copy say: (errors, questions)."""
    book = open_book(copy.read_bytes())
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
def test_the_first_sheet_and_the_cover_say_the_same(tmp_path, recalculated):
    """For every rule of every kind that can be broken, and for the samples."""
    folders = [office(tmp_path / level, level, kinds)[0] for level, kinds in levels()]
    shown = make_demo_folder(tmp_path / "样例")
    collect_submissions([samples_folder() / "第一轮"], shown, shown.form, NOW, quiet)
    write_return_copies(shown, (), None, NOW, quiet)
    copies = [copy for folder in (*folders, shown) for copy in sorted((folder.path / RETURNS).iterdir())]
    assert all(any(folder.path in copy.parents for copy in copies) for folder in (*folders, shown))
    wrong = {}
    for copy, sheets in zip(copies, recalculated.values(copies), strict=True):
        said = counted(copy, sheets)
        try:
            agree(said)
        except AssertionError:
            first = openpyxl.load_workbook(copy).worksheets[0]
            wrong[copy.name] = said, [r[3].value for r in first.iter_rows(min_row=6, max_col=4)]
    assert {} == wrong
