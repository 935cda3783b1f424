"""The three tables of a real report as other offices lay them out, each in its own workbook."""

import re

import openpyxl
from real import figures

from toolkit.form.model import Cell

TABLES = ("表二文件", "表二许可", "表二处罚", "表二收费")


def value(report, cell):
    return figures(report).get(cell)


def heads(sheet, top, left, paths, *, down, merged):
    """Write nested headings, outermost first, as an office's own table has them: once, or merged, or on every line."""
    deep = max(len(p) for p in paths)
    before = ()
    for i, path in enumerate(paths):
        for level, text in enumerate(path):
            new = path[: level + 1] != before[: level + 1]
            row, column = (top + i, left + level) if down else (top + level, left + i)
            if new or merged == "all":
                sheet.cell(row, column, text)
        if merged == "merged" and len(path) < deep:
            row, column = (top + i, left + len(path) - 1) if down else (top + len(path) - 1, left + i)
            end = (row, left + deep - 1) if down else (top + deep - 1, column)
            sheet.merge_cells(start_row=row, start_column=column, end_row=end[0], end_column=end[1])
        before = path
    return deep


def table(
    sheet,
    form,
    report,
    name,
    top,
    *,
    left=1,
    numbered=False,
    spare=False,
    turned=False,
    merged="merged",
    word=str,
):
    """Write table *name* from row *top*; return the row below it."""
    said = form.table(name)
    rows = [(r.id, tuple(map(word, r.head))) for r in said.rows]
    columns = [(c.id, tuple(map(word, c.head))) for c in said.columns]
    if turned:
        rows, columns = columns, rows
    deep = max(len(p) for _, p in columns)
    wide = max(len(p) for _, p in rows)
    gap = 1 if numbered else 0
    heads(sheet, top, left + wide + gap, [p for _, p in columns], down=False, merged=merged)
    at = top + deep
    if numbered:
        sheet.cell(top, left + wide, "行次")
    lines = []
    for i, (key, path) in enumerate(rows):
        if spare and i and path[0] != rows[i - 1][1][0]:
            lines.append((None, ("小计",)))
        lines.append((key, path))
    heads(sheet, at, left, [p for _, p in lines], down=True, merged=merged)
    for i, (row, _) in enumerate(lines):
        if numbered:
            sheet.cell(at + i, left + wide, i + 1)
        for j, (column, _) in enumerate(columns):
            cell = Cell(name, column, row) if turned else Cell(name, row, column)
            stands = 987 if row is None else value(report, cell)
            if stands is not None:
                sheet.cell(at + i, left + wide + gap + j, stands)
    return at + len(lines)


def across(sheet, form, report, name, top):
    said = form.table(name)
    pairs = [(Cell(name, r.id, c.id), (*r.head, *c.head)) for r in said.rows for c in said.columns]
    deep = heads(sheet, top, 1, [p for _, p in pairs], down=False, merged="merged")
    for i, (cell, _) in enumerate(pairs):
        sheet.cell(top + deep, 1 + i, value(report, cell))
    return top + deep + 1


def second(sheet, form, report, top, **more):
    for name in TABLES:
        sheet.cell(top, 1, form.table(name).title)
        top = table(sheet, form, report, name, top + 1, **more)
    return top


def official(form, report):
    """All on one sheet, as the national form prints it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = f"{report['unit']}政府信息公开工作年度报告"
    top = second(sheet, form, report, 3)
    top = table(sheet, form, report, "表三", top + 2)
    across(sheet, form, report, "表四", top + 2)
    return book


def with_titles(form, report):
    """A sheet a table, title rows and notes above, nothing merged."""
    book = openpyxl.Workbook()
    book.active.title = "填报说明"
    for name, write in (("主动公开", second), ("依申请", None), ("复议诉讼", None)):
        sheet = book.create_sheet(name)
        for row, text in enumerate(
            (f"附件：{name}", "填报单位：（公章）", "单位：件", "说明：没有的填 0"), 1
        ):
            sheet.cell(row, 2, text)
        if write:
            write(sheet, form, report, 7, merged="once")
        elif name == "依申请":
            table(sheet, form, report, "表三", 8, left=2, merged="once")
        else:
            across(sheet, form, report, "表四", 9)
    return book


def numbered(form, report):
    """A 行次 column between headings and figures, 小计 rows between the groups, headings repeated on every line."""
    book = openpyxl.Workbook()
    sheet = book.active
    top = second(sheet, form, report, 2, numbered=True, merged="all")
    top = table(sheet, form, report, "表三", top + 2, numbered=True, spare=True, merged="all")
    across(sheet, form, report, "表四", top + 3)
    return book


def spaced(form, report):
    """Other spaces, brackets, widths and no numbers in front of the headings."""

    def word(text):
        text = re.sub(r"^(?:[（(]?[一二三四五六七八九十0-9]+[）).、]\s*)", "", text)
        return " ".join(text.replace("（", "(").replace("）", ")").replace("、", "，"))

    book = openpyxl.Workbook()
    sheet = book.active
    top = second(sheet, form, report, 1, word=word)
    table(sheet, form, report, "表三", top + 1, word=word)
    table(book.create_sheet("四"), form, report, "表四", 2, word=word)
    return book


def turned(form, report):
    """表三 and 表四 with rows for columns."""
    book = openpyxl.Workbook()
    second(book.active, form, report, 1)
    table(book.create_sheet("三"), form, report, "表三", 2, turned=True, merged="once")
    table(book.create_sheet("四"), form, report, "表四", 2, turned=True, merged="once")
    return book
