"""What a workbook says beside its tables: the guide, the drop-downs, whose it is, names, properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import digest_of_evidence
from toolkit.form.layout import ADJUSTED, CHECKS, IDENTITY, OPTIONS, PROPERTY, RULES
from toolkit.form.model import REPORT, Form
from toolkit.form.placement import names_of_cells
from toolkit.sheets.formula_parts import quote_text
from toolkit.sheets.page import LOOKED_AT, Column, Leading, Page
from toolkit.sheets.paper import footer_title
from toolkit.sheets.styles import lines_needed, storable_text, write_cell, write_formula, write_label

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import CellPlace, PrintedLine
    from toolkit.form.submission import Identity
    from toolkit.sheets.workbook_drawing import WorkbookDrawing

APART, UNSIGNED = "　　", "　　　　　"
"""What stands between the parts of a line, and where a part says nothing yet."""
STORED_AS = {"period": "year"}
"""What workbooks call an item of an ``Identity``, where it is not its own name."""
MARK, HEAD, LOOK = "version", "head", "look"
"""The properties that name the version of a report, the event of the ledger it was merged after, and of an office's own table
with a report in it the report's workbook."""
ADJUSTED_LINE = "adjusted_line"
"""The property that stands for what the cover of a report said, when it was drawn, of numbers put in the place of sums."""

NO_CONTENT = "没有的填 0，不要留空；登记簿全年没有内容的，在“本表无内容”处选“是”。"
GUIDE = (Column("", 26, "row", room=0), Column("", 90))


def guide_page(form: Form, who: Identity, deadline: str) -> Page:
    """Return 填报说明: the sheets and what each is for."""
    kind = form.kind(who.kind)
    rows = [("填报单位", kind.label + ("：" + kind.help if kind.help else ""))]
    rows += [(s.id, s.intro or s.title) for s in form.sheets_of(who.kind)]
    rows += [
        ("颜色", "黄底：请填写；灰底：自动算出或已填好，不能改；“校验”表中红色：不符，要改。"),
        ("提示", f"“{CHECKS}”表里级别是“提示”而不符的：先核对，数字属实就在黄底的“说明”栏写明原因。"),
        ("零和空白", form.periods.reword_years(NO_CONTENT)),
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
    if d.office is None:
        return who
    line = digest_of_evidence(said.text if (said := d.office.said.get(ADJUSTED)) else "")
    return who | {MARK: d.office.mark, HEAD: d.office.head, ADJUSTED_LINE: line}


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
    for name, at in names_of_cells(d.layout).items():
        d.book.define_name(name, f"={at}")


def draw_cover_line(d: WorkbookDrawing, sheet: Worksheet, line: PrintedLine, widths: list[float]) -> None:
    """Draw a line that repeats the cover: a formula, for what is typed there; where nothing is, room to sign by hand."""
    row, said = line.at.row, next(s for s in d.form.sheets if s.id == line.at.sheet)
    columns, style, shown = min(line.columns, d.across(said)), d.formats("line"), _cover_line_text(d, line)
    write_label(sheet, row, 0, 1, columns, "", style)
    write_formula(sheet, row, 0, cover_line_formula(line), style, storable_text(shown))
    sheet.set_row(row, 15 * lines_needed(shown, sum(widths[:columns])) + 6)


def cover_line_formula(line: PrintedLine) -> str:
    """Return the formula of a line that repeats the cover."""
    made = []
    for part in line.parts:
        cell = part.at.absolute if part.at else ""
        value = f'TEXT({cell},"yyyy-mm-dd")' if part.dated else cell
        value += f"&{quote_text(part.text)}" if part.text else ""
        shown = f'IF(LEN({cell})=0,"{UNSIGNED}",{value})' if cell else quote_text(part.text)
        made.append(f"{quote_text(part.label + '：')}&{shown}")
    return "=" + f'&"{APART}"&'.join(made)


def _cover_line_text(d: WorkbookDrawing, line: PrintedLine) -> str:
    """Return what a line comes to for what is drawn."""
    known: dict[CellPlace | None, object] = {at: d.submission.figures.get(c) for c, at in d.layout.at.items()}
    shown = d.form.periods.read(d.who.period).shown
    known |= {d.layout.identity("name"): d.who.name, d.layout.identity("period"): shown}
    texts = ((p.label, f"{known.get(p.at) or ''}", p.text) for p in line.parts)
    return APART.join(f"{label}：{(text + more) or UNSIGNED}" for label, text, more in texts)


def set_file_properties(d: WorkbookDrawing) -> None:
    """Set the file's properties: title, time, whose workbook this is."""
    title = f"{d.who.name} {d.form.periods.read(d.who.period).spaced_in_title}{d.form.title}"
    if d.grounded.kind != REPORT:
        title += "报送表"
    d.book.set_properties({"title": storable_text(title), "created": d.stamp.created})
    for name, text in _identity_entries(d).items():
        if text:
            d.book.set_custom_property(PROPERTY + name, storable_text(text), "text")


def shown_identity(d: WorkbookDrawing) -> dict[str, str]:
    """Return what the cover shows of whose workbook is drawn, by the items of ``IDENTITY_ROWS``."""
    return {
        "name": d.who.name,
        "unit": d.who.unit,
        "kind": d.form.kind(d.who.kind).label,
        "period": d.form.periods.read(d.who.period).shown,
        "office": d.who.office,
        "deadline": d.stamp.deadline,
        "edition": edition_label(d.form),
    }


def edition_label(form: Form) -> str:
    """Return how the cover names a form and its edition."""
    return f"{form.title}（{form.edition}版）"
