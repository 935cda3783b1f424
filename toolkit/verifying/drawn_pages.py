"""The pages of a report nobody works on, held against what a merge draws: 目录, 规则手册, 填报说明."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import WARNING
from toolkit.form.layout import BY_UNIT, CORRECTIONS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.rendering.contents_sheet import contents_entries, contents_page, screen_only_sheets
from toolkit.sheets.guide_and_identity import guide_page
from toolkit.sheets.page_rows import PageDifference, page_differences
from toolkit.sheets.rule_book_sheet import rule_book_page
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.verifying.findings import make_difference
from toolkit.verifying.pages import own_sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.sheets.page import Page
    from toolkit.submissions.examine import Examined
    from toolkit.xlsx.open_workbook import Book


def compare_drawn_pages(of: Examined) -> Iterator[Finding]:
    """Tell what reads otherwise on the pages that say the same in every report of its form, one line a row.

    No figure depends on them, and a newer program may say it in other words: none of it is a fault.
    """
    form, who = of.grounded.form, of.who
    if who.fingerprint != form.fingerprint(REPORT):
        return  # that is told where the heads are compared
    layout = lay_out_workbook(form, REPORT)
    rules = rule_book_page(CheckCompiler(of.grounded, layout, form.periods.read(who.period)))
    some = {name for name in (BY_UNIT, CORRECTIONS) if of.book.sheet(name)}
    listed = tuple(contents_entries(form, own_sheet_names(layout) | some))
    contents = (
        _row_differences(of.book, contents_page(form, who, listed, screen_only_sheets(adjusted=adjusted)))
        for adjusted in (True, False)  # something may have been put in since
    )
    told = min(contents, key=len)
    told += _row_differences(of.book, rules, rules.heads[0])
    told += _row_differences(of.book, guide_page(form, who, ""))
    yield from (make_difference(d.at, d.head or "文字", d.expected, d.stands, severity=WARNING) for d in told)


def _row_differences(book: Book, page: Page, key: str = "") -> list[PageDifference]:
    """Return the first difference of every row of a page; none where the page is not there, which is told elsewhere."""
    sheet, found = book.sheet(page.name), dict[int, PageDifference]()
    for difference in page_differences(page, sheet, key) if sheet else ():
        found.setdefault(difference.at.row, difference)
    return list(found.values())
