"""What stands above the check lines of an office's own blank: whose it is, what the blank has no place for, what is to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.given.given_layout import LABELS, VALUES, label_of_asked
from toolkit.form.layout import CHECKS, IDENTITY_ROWS, NO_ROWS, TO_MEND_SHOWN, CellPlace, identity_label
from toolkit.form.model import Cell
from toolkit.sheets.cover_status import draw_cover_verdict
from toolkit.sheets.guide_and_identity import shown_identity
from toolkit.sheets.list_drawing import offer_tick
from toolkit.sheets.styles import lines_needed, write_cell, write_formula, write_label
from toolkit.sheets.workbook_drawing import figure_look

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.given.given_layout import GivenLayout
    from toolkit.form.layout import PrintedLabel
    from toolkit.sheets.cover_status import CoverStatus
    from toolkit.sheets.workbook_drawing import WorkbookDrawing

WIDE, HELP, EDGE = 2, 5, 8
"""How many columns a value takes; the first of those of the help beside the verdict; the last that prints."""
VALUE_WIDTH, LABEL_WIDTH, TODO_WIDTHS = 51.5, 16.5, (66.5, 46.0)
"""How wide these are, as the check sheet has its columns."""
LINE = 15
NOTE = "数填在原来的表里；这张表下面自动核对。黄底的格由您填写，别的不用填。“审核结果”显示“可以上报”再报送。"


def draw_given_cover(d: WorkbookDrawing, layout: GivenLayout, sheet: Worksheet, said: CoverStatus) -> None:
    """Draw everything above the check lines."""
    write_label(sheet, 0, 0, 1, EDGE + 1, f"{d.form.title}：填报情况", d.formats("title"))
    sheet.set_row(0, 30)
    write_label(sheet, 1, LABELS, 1, EDGE + 1 - LABELS, NOTE, d.formats("intro"))
    sheet.set_row(1, 20)
    _draw_identity(d, layout, sheet)
    for label in layout.asked:
        _draw_asked(d, sheet, label)
    _draw_status(d, layout, sheet, said)
    sheet.set_row(layout.todo[-1].row + 1, 9)


def _draw_identity(d: WorkbookDrawing, layout: GivenLayout, sheet: Worksheet) -> None:
    shown = shown_identity(d)
    for item, _ in IDENTITY_ROWS:
        at = layout.identity(item)
        write_cell(sheet, at.row, LABELS, identity_label(d.form, item), d.formats("row"))
        write_label(sheet, at.row, VALUES, 1, WIDE, shown[item], d.formats("fixed"))
        sheet.set_row(at.row, LINE * lines_needed(shown[item], VALUE_WIDTH) + 4)


def _draw_asked(d: WorkbookDrawing, sheet: Worksheet, label: PrintedLabel) -> None:
    """Draw a cell the blank has no place for: of the cover, or that a list has no rows."""
    text = label_of_asked(d.form, label.text)
    write_cell(sheet, label.row, LABELS, text, d.formats("row"))
    sheet.set_row(label.row, max(20, LINE * lines_needed(text, LABEL_WIDTH) + 4))
    strip = d.layout.strips.get(label.text)
    if strip is not None:
        style = d.formats("input.option", align="left")
        write_label(sheet, label.row, VALUES, 1, WIDE, "是" if label.text in d.submission.zero else "", style)
        offer_tick(d, sheet, CellPlace(CHECKS, label.row, label.column), NO_ROWS[:30])
        return
    cell = Cell(*label.text.split("."))
    figure = d.form.figure(cell)
    style = d.formats(f"input.{figure.type}", **figure_look(figure))
    write_label(sheet, label.row, VALUES, 1, WIDE, "", style)
    place = d.layout.at[cell]
    d.value(sheet, place, figure.type, figure.options, d.submission.figures.get(cell), style)
    d.validate(sheet, place, place, figure, d.form.label(cell))


def _draw_status(d: WorkbookDrawing, layout: GivenLayout, sheet: Worksheet, said: CoverStatus) -> None:
    """Show whether the workbook may be sent, and what is to be mended first."""
    at = layout.verdict
    write_label(sheet, at.row, VALUES, 1, WIDE, "", d.formats("verdict", font_size=14))
    draw_cover_verdict(sheet, d.formats, at, said)
    note = f"下面列出前 {TO_MEND_SHOWN} 处，点一下可以跳过去；全部的在再下面。"
    write_label(sheet, at.row, HELP, 1, EDGE + 1 - HELP, note, d.formats("help"))
    for i, line in enumerate(layout.todo):
        cells = list(zip(layout.todo_columns, ("todo.link", "todo", "help"), said.todo(i), strict=True))
        ends = [layout.todo_columns[1], layout.todo_columns[2], EDGE + 1 - LABELS]
        deep = 1
        for (offset, role, (made, text)), end in zip(cells, ends, strict=True):
            column = line.column + offset
            write_label(sheet, line.row, column, 1, line.column + end - column, "", d.formats(role))
            write_formula(sheet, line.row, column, made, d.formats(role), text)
        for (_, _, (_, text)), room in zip(cells[1:], TODO_WIDTHS, strict=True):
            deep = max(deep, lines_needed(text, room))
        sheet.set_row(line.row, LINE * deep + 3)
