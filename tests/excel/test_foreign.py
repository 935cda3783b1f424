"""The three tables of real reports laid out by other hands: read right, or refused with the reason."""

import io

import openpyxl
import pytest
from draw import draw, submission, who
from forms import xxgk
from real import figures, load, typed

from toolkit.excel.book import open_book
from toolkit.excel.foreign import alike, read_adopted
from toolkit.figures.check import judge
from toolkit.form.ground import ground
from toolkit.form.model import Cell
from toolkit.form.verdict import Verdict

TABLES = ("表二文件", "表二许可", "表二处罚", "表二收费")
YEAR = 2024


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
    import re

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


def opened(book):
    out = io.BytesIO()
    book.save(out)
    return open_book(out.getvalue())


def adopted(book, level="district"):
    form = xxgk()
    grounded = ground(form, "报告", level)
    identity = who(form, "报告", level, unit="01", name="某区")
    return grounded, read_adopted(grounded, book, identity).submission


@pytest.mark.parametrize("number", ["02", "15", "16"])
@pytest.mark.parametrize("layout", [official, with_titles, numbered, spaced, turned])
def test_real_reports_laid_out_by_other_hands_are_read_right(layout, number):
    form, report = xxgk(), load(number)
    expected = {
        c: v
        for c, v in typed(form, number).figures.items()
        if c.table != "表三" or c.row in form.table("表三").row_ids
    }
    grounded, found = adopted(opened(layout(form, report)))
    assert expected == {c: v for c, v in found.figures.items() if v or c in expected}
    assert ["made_elsewhere"] == [f.code for f in found.findings]
    verdicts = judge(grounded, [found], YEAR)[0]
    ours = judge(grounded, [typed(form, number)], YEAR)[0]
    broken = [
        {c.cell for c in v.broken(grounded.checks) if c.rule.id in ("I1", "I2", "I3", "I4")}
        for v in (verdicts, ours)
    ]
    assert broken[0] == broken[1]


def test_what_is_not_there_is_not_known_and_breaks_no_rule():
    form, report = xxgk(), load("16")
    book = openpyxl.Workbook()
    table(book.active, form, report, "表三", 2)
    grounded, found = adopted(opened(book))
    assert {c.table for c in found.figures} == {"表三"}
    judged = judge(grounded, [found], YEAR)[0]
    assert {Verdict.BROKEN} & {
        v for c, v in zip(grounded.checks, judged.verdicts.checks, strict=True) if c.cell.table == "表二文件"
    } == set()
    assert "表三" in next(f for f in found.findings if f.code == "made_elsewhere").message


def test_a_table_that_stands_twice_is_not_chosen_between():
    form, report = xxgk(), load("16")
    book = official(form, report)
    table(book.create_sheet("去年"), form, load("15"), "表三", 2)
    _, found = adopted(opened(book))
    told = [f for f in found.findings if f.code == "two_readings"]
    assert 1 == len(told)
    assert "“去年”" in told[0].message
    assert not {c for c in found.figures if c.table == "表三"}
    assert {c for c in found.figures if c.table == "表四"}


def test_a_heading_that_stands_twice_is_not_chosen_between():
    form, report = xxgk(), load("16")
    book = openpyxl.Workbook()
    table(book.active, form, report, "表三", 2, merged="once")
    labels = {c.value: c for row in book.active.iter_rows() for c in row if isinstance(c.value, str)}
    label = labels["1.属于国家秘密"]
    book.active.cell(label.row + 1, label.column, "1.属于国家秘密")
    _, found = adopted(opened(book))
    assert ["two_readings"] == [f.code for f in found.findings if f.code != "made_elsewhere"]
    assert Cell("表三", "r3_1", "自然人") in found.unread
    assert Cell("表三", "r3_2", "自然人") in found.unread


def test_a_workbook_of_ours_that_lost_its_name_is_read_by_its_codes():
    form = xxgk()
    made = typed(form, "16", "township")
    book = open_book(draw(form, made))
    grounded = ground(form, "报告", "township")
    bare = read_adopted(grounded, book, who(form, "报告", "township")).submission
    assert made.figures == {c: v for c, v in bare.figures.items() if c in made.figures}
    assert "made_elsewhere" not in {f.code for f in bare.findings}


def test_what_has_nothing_of_the_form_is_not_alike():
    grounded = ground(xxgk(), "报告", "township")
    assert alike(grounded, opened(official(xxgk(), load("16"))))
    book = openpyxl.Workbook()
    for row, words in enumerate((("姓名", "其他", "总计"), ("甲", 1, 2)), 1):
        for column, word in enumerate(words, 1):
            book.active.cell(row, column, word)
    assert not alike(grounded, opened(book))
    assert alike(grounded, open_book(draw(xxgk(), submission(xxgk(), "报告"))))
