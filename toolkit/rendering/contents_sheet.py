"""The contents of a report workbook: every sheet a reader sees, in the order of its tabs, with a line on what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import (
    ADJUSTED,
    ANY_EARLIER,
    BOOK,
    BY_UNIT,
    CHECKED,
    CHECKS,
    COMPARED,
    CONTENTS,
    CORRECTIONS,
    COVER,
    DRAFT,
    EXPLAINED,
    PRIOR,
    PRIOR_PERIODS,
    RULES,
    SOURCES,
    STATES,
    UNITS,
    comparison_sheet,
    prior_sheet,
)
from toolkit.form.model import REPORT
from toolkit.sheets.page import LOOKED_AT, Column, Link, Page, SizedRow, draw_page, wide_row
from toolkit.sheets.styles import Formats, lines_needed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xlsxwriter.workbook import Workbook

    from toolkit.form.model import Form
    from toolkit.form.submission import Identity

RECORDS = {
    STATES: "哪些单位应报，报了没有，谁计入了；每份文件的指纹",
    CHECKED: "每条勾稽关系：两边各是多少，成立不成立；可打印存档",
    COMPARED: "每个数与上年报告的数并列，增减多少，变化大的有标注",
    DRAFT: "公布的报告里正文会怎么写，数由汇总结果来",
    BY_UNIT: "一个单位一行，各项数并列",
    UNITS: "报告里每个数由各单位的哪些数加起来",
    ADJUSTED: "只有本机关掌握、或者确需更正的数，在这里填，写明理由",
    EXPLAINED: "审核提示的地方，各单位和本机关的说明",
    CORRECTIONS: "报告发布以后改过的数和原因",
    SOURCES: "每个不为 0 的数、每段文字、登记簿的每一行，从哪个单位、哪个文件、哪一格（行）来",
}
"""What a merged report keeps behind its figures, in the order of the tabs."""
TOOLS = {
    PRIOR: "核对所用的上年数；没有填好的照上年报告填一次",
    CHECKS: "随数变化的审核结论，提示的说明写在这里",
    BOOK: "每条规则的内容、依据、改法和公式",
    RULES: "各表怎样填，颜色是什么意思",
}
"""What helps in filling in and checking."""
PARTS = ("报告", "汇总记录", "填报和核对")
COLOURS = {"报告": "#2F5597", "汇总记录": "#548235", "填报和核对": "#A6A6A6"}
COLUMNS = (
    Column("", 5.0),
    Column("", 19.0, look={"align": "left", "indent": 1}),
    Column("", 62.0, look={"indent": 1}),
    Column("", 9.0, look={"align": "center"}),
)

NOTE = (
    "“打印”的表随报告打印存档；“不打印”的供在电脑上查，打印整个工作簿时不出纸。确要打印的，在“页面布局”的“打印区域”里选“取消打印区域”。"
    "表里数字下面有蓝线的，另有说明（人工调整、写了说明、按指标名对齐），不是错误。"
)


class ContentsEntry(NamedTuple):
    """One sheet of the contents, and under which heading it stands."""

    part: str
    sheet: str
    said: str


def contents_entries(of: Form, others: Collection[str]) -> Iterator[ContentsEntry]:
    """Yield what the contents list, in the order of the tabs; *others* are the sheets behind the form's."""
    form, records, tools = PARTS
    for sheet in of.sheets_of(REPORT):
        yield ContentsEntry(form, sheet.id, sheet.title)
    for part, known in ((records, RECORDS), (tools, TOOLS)):
        named = {COMPARED: comparison_sheet(of), PRIOR: prior_sheet(of)}
        for name, said in known.items():
            if (tab := named.get(name, name)) in others:
                before = ANY_EARLIER if name == PRIOR else ""
                yield ContentsEntry(part, tab, of.periods.reword_years(said, before))


def tab_order(listed: list[ContentsEntry]) -> list[str]:
    """Return the tabs in their order: the contents come right behind the cover."""
    names = [e.sheet for e in listed if e.sheet != COVER]
    return [COVER, CONTENTS, *names]


def screen_only_sheets(*, adjusted: bool) -> frozenset[str]:
    """Return the sheets that do not print: those in which things are looked up, and where nothing was adjusted."""
    return frozenset({SOURCES, *TOOLS, PRIOR_PERIODS, *(() if adjusted else (ADJUSTED,))})


def contents_page(
    form: Form, who: Identity, listed: Sequence[ContentsEntry], screen: Collection[str]
) -> Page:
    """Return the contents; the sheets for the *screen* are told to be so."""
    title = f"{who.name} {form.periods.read(who.period).spaced_in_title}{form.title}"
    rows: list[SizedRow] = []
    for part in PARTS:
        rows.append(wide_row(part, 24, "head", align="left", indent=1))
        for i, entry in enumerate(listed, 1):
            if entry.part == part:
                printed = "不打印" if entry.sheet in screen else "打印"
                link = Link(f"{entry.sheet}!A1", entry.sheet)
                height = 22 if lines_needed(entry.said, COLUMNS[2].width - 2) == 1 else 34
                rows.append(SizedRow((i, link, entry.said, printed), height))
    deep = lines_needed(NOTE, sum(c.width for c in COLUMNS))
    rows.append(wide_row(NOTE, 15 * deep + 6))
    note = wide_row(title, 22, align="center")
    page = Page(CONTENTS, CONTENTS, COLUMNS, rows, (note,), landscape=False, footer=title, title_height=34)
    return page._replace(allowed=LOOKED_AT)


def draw_contents_sheet(
    book: Workbook, formats: Formats, page: Page, listed: Sequence[ContentsEntry]
) -> None:
    """Draw the contents, and colour the tabs by their part."""
    draw_page(book, formats, page).set_tab_color(COLOURS[PARTS[0]])
    for entry in listed:
        book.get_worksheet_by_name(entry.sheet).set_tab_color(COLOURS[entry.part])
