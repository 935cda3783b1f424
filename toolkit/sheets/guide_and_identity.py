"""What a workbook says beside its tables: the guide, the drop-downs, whose it is, names, properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import CHECKS, IDENTITY, OPTIONS, RULES, TICK, CellPlace
from toolkit.form.model import REPORT, Form
from toolkit.sheets.page import LOOKED_AT, Column, Leading, Page
from toolkit.sheets.paper import footer_title
from toolkit.sheets.styles import storable_text, write_cell

if TYPE_CHECKING:
    from toolkit.form.submission import Identity
    from toolkit.sheets.workbook_drawing import WorkbookDrawing


STORED_AS = {"period": "year"}
"""What workbooks call an item of an ``Identity``, where it is not its own name."""
PROPERTY = "toolkit."
"""What the names of our custom document properties begin with."""
MARK, HEAD = "version", "head"
"""The properties that name the version of a report, and the event of the ledger it was merged after."""


GUIDE = (Column("", 26, "row", room=0), Column("", 90))


def guide_page(form: Form, who: Identity, deadline: str) -> Page:
    """Return 填报说明: the sheets and what each is for."""
    kind = form.kind(who.kind)
    rows = [("填报单位", kind.label + ("：" + kind.help if kind.help else ""))]
    rows += [(s.id, s.intro or s.title) for s in form.sheets_of(who.kind)]
    rows += [
        ("颜色", "黄底：请填写；灰底：自动算出或已填好，不能改；“校验”表中红色：不符，要改。"),
        ("提示", f"“{CHECKS}”表里级别是“提示”而不符的：先核对，数字属实就在黄底的“说明”栏写明原因。"),
        ("零和空白", "没有的填 0，不要留空；登记簿全年没有内容的，在“本表无内容”处选“是”。"),
        ("不要", "不要增删行列、改名或另存为别的格式；可以调整列宽，登记簿可以一直往下填。"),
        ("报送", f"填好后把这个文件原样发回，截止 {deadline or '见通知'}。"),
    ]
    footer = footer_title(form, who)
    return Page(RULES, "填报说明", GUIDE, rows, leading=Leading(16, 4), footer=footer, allowed=LOOKED_AT)


def draw_option_sheet(d: WorkbookDrawing) -> None:
    """Write the drop-downs to a hidden sheet: inline lists break on commas and end at 255 characters."""
    sheet = d.book.add_worksheet(OPTIONS)
    sheet.hide()
    for column, (name, options) in enumerate(d.form.options.items()):
        write_cell(sheet, 0, column, name)
        for row, option in enumerate(options, 1):
            write_cell(sheet, row, column, option.label)


def _identity_entries(d: WorkbookDrawing) -> dict[str, str]:
    """Return what the workbook says of itself where nobody sees it."""
    who = {STORED_AS.get(name, name): text for name, text in d.who._asdict().items()}
    return who | ({MARK: d.office.mark, HEAD: d.office.head} if d.office else {})


def draw_identity_sheet(d: WorkbookDrawing) -> None:
    """Write to a hidden sheet whose workbook this is."""
    sheet = d.book.add_worksheet(IDENTITY)
    sheet.hide()
    for row, (name, text) in enumerate(_identity_entries(d).items()):
        write_cell(sheet, row, 0, name)
        write_cell(sheet, row, 1, text)
        d.book.define_name(f"{PROPERTY}{name}", f"='{IDENTITY}'!$B${row + 1}")


def define_cell_names(d: WorkbookDrawing) -> None:
    """Name every figure and every list head: names move with their cells when rows are inserted."""
    for cell, at in d.layout.at.items():
        d.book.define_name(cell.name, f"={at.absolute}")
    for prior, at in d.layout.priors.items():
        d.book.define_name(prior.name, f"={at.absolute}")
    for strip in d.layout.strips.values():
        d.book.define_name(f"{strip.register.id}.{TICK}", f"={strip.tick.absolute}")
        for field, column in strip.columns:
            at = CellPlace(strip.register.sheet, strip.head, column)
            d.book.define_name(f"{strip.register.id}.{field}", f"={at.absolute}")


def set_file_properties(d: WorkbookDrawing) -> None:
    """Set the file's properties: title, time, whose workbook this is."""
    title = f"{d.who.name} {d.form.periods.read(d.who.period).spaced_in_title}{d.form.title}"
    if d.grounded.kind != REPORT:
        title += "报送表"
    d.book.set_properties({"title": storable_text(title), "created": d.stamp.created})
    for name, text in _identity_entries(d).items():
        if text:
            d.book.set_custom_property(PROPERTY + name, storable_text(text), "text")


def edition_label(form: Form) -> str:
    """Return how the cover names a form and its edition."""
    return f"{form.title}（{form.edition}版）"
