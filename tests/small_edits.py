"""What hands do to the workbook of a unit of the small office, one thing each, by name."""

import io
import pickle
from difflib import unified_diff

import openpyxl
from kept_texts import lines_of
from openpyxl.styles import Font
from shared import recall
from small_office import UNITS, form, workbook

from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook

UNIT = UNITS[0]
LAYOUT = lay_out_workbook(form(), UNIT.kind)
LIST = LAYOUT.strips["办件"]
VISITS = LAYOUT.at[Cell("走访", "走访", "户数")]
PAGE, ROWS = VISITS.sheet, LIST.register.sheet
TOP, FIRST = VISITS.row + 1, LIST.first + 1
LEFT = VISITS.column + 1
WORKED = LAYOUT.at[Cell("办理", "咨询", "小计")].a1
TITLES = {"工单号": 1, "受理": 2, "类型": 3, "结果": 4}


def _cell(sheet, row, column, value, **looks):
    def change(book):
        cell = book[sheet].cell(row, column, value)
        for name, look in looks.items():
            setattr(cell, name, look)

    return change


def _sheet(name, act, *arguments):
    return lambda book: getattr(book[name], act)(*arguments)


def _several(*changes):
    return lambda book: [change(book) for change in changes]


def _rows(*rows, at=FIRST + 3):
    return lambda book: [
        book[ROWS].cell(at + i, 1 + j, value) for i, row in enumerate(rows) for j, value in enumerate(row)
    ]


def _rename(old, new):
    return lambda book: setattr(book[old], "title", new)


EDITS = {
    "nothing": lambda _: None,
    # figures
    **{f"a figure is {said!r}": _cell(PAGE, TOP, LEFT, said) for said in ("约40", "1,234", "４０", " 40 ", 40.5, -3, "无", "—", "", "=20+20", 1e16, "40%", "1.2万")},
    "a figure is drawn through": _cell(PAGE, TOP, LEFT, 40, font=Font(strike=True)),
    "a figure shows as something else": _cell(PAGE, TOP, LEFT, 40.4, number_format="0"),
    "a figure is hidden by its format": _cell(PAGE, TOP, LEFT, 40, number_format=";;;"),
    "a figure is a date by its format": _cell(PAGE, TOP, LEFT, 40, number_format="yyyy-mm-dd"),
    "a total is typed over": lambda book: book[PAGE].__setitem__(WORKED, 9),
    "a total is empty": lambda book: book[PAGE].__setitem__(WORKED, None),
    "a total is another formula": lambda book: book[PAGE].__setitem__(WORKED, "=1+1"),
    "figures stand beside": _cell(PAGE, TOP, LEFT + 4, 7),
    "a note stands below": _cell(PAGE, TOP + 9, 1, "注：以上为全年数"),
    # places
    "a row is put in above": _sheet(PAGE, "insert_rows", TOP - 2),
    "a row is put in between": _sheet(PAGE, "insert_rows", TOP + 1),
    "a row is deleted": _sheet(PAGE, "delete_rows", TOP),
    "a column is put in": _sheet(PAGE, "insert_cols", LEFT),
    "a column is deleted": _sheet(PAGE, "delete_cols", LEFT),
    "a sheet has another name": _rename(PAGE, "统计"),
    "a sheet is gone": lambda book: book.remove(book[PAGE]),
    "a list is gone": lambda book: book.remove(book[ROWS]),
    "a sheet is there twice": lambda book: book.copy_worksheet(book[PAGE]),
    "a row is hidden": lambda book: setattr(book[PAGE].row_dimensions[TOP], "hidden", True),
    "a label says otherwise": _cell(PAGE, TOP, 1, "入户"),
    "codes are gone": _sheet(PAGE, "delete_rows", 1),
    # lists
    "a row is put in above a list": _sheet(ROWS, "insert_rows", 2),
    "a column is put in a list": _sheet(ROWS, "insert_cols", 2),
    "a head says otherwise": _cell(ROWS, FIRST - 1, 1, "编号"),
    "rows that are no records": _rows(
        ("合计", None, None, 3), ("小计：", "", "", ""), ("制表人：张三", None, "审核：李四", None), ("以上共3件",), ("注：无",)),
    "sums by formula": _rows((f"=COUNTA(A{FIRST}:A{FIRST + 2})", None, None, None), ("共", f"=COUNTA(B{FIRST}:B{FIRST + 2})")),
    "a row without its first column": _rows((None, "2024-05-01", "咨询", "未办结")),
    "a row half filled in": _rows(("九", None, "咨询", None)),
    "days as people write them": _rows(
        ("d1", "2024.5.1", "咨询", "未办结"), ("d2", "5月1日", "咨询", "未办结"), ("d3", "20240501", "咨询", "未办结"),
        ("d4", 45000, "咨询", "未办结"), ("d5", "去年", "咨询", "未办结"), ("d6", "2024-13-01", "咨询", "未办结")),
    "options as people write them": _rows(
        ("o1", "2024-05-01", "咨询类", "按时"), ("o2", "2024-05-01", " 咨 询 ", "√"), ("o3", "2024-05-01", "1", "办结"),
        ("o4", "2024-05-01", "投诉、咨询", "未办结")),
    "a row twice": _rows(("一", "2024-03-01", "咨询", "按时办结"), ("一", "2024-03-02", "投诉", "按时办结")),
    "blank rows between": _rows(("末", "2024-05-01", "咨询", "未办结"), at=FIRST + 30),
    "a row drawn through": _several(
        *(_cell(ROWS, FIRST, c, v, font=Font(strike=True)) for c, v in enumerate(("一", "2024-03-01", "咨询", "按时办结"), 1))),
    "a list that says it has none": _cell(ROWS, LIST.tick.row + 1, LIST.tick.column + 1, "√"),
    "a tick in other words": _cell(ROWS, LIST.tick.row + 1, LIST.tick.column + 1, "没有"),
    "a list emptied": _sheet(ROWS, "delete_rows", FIRST, 3),
    "merged cells in a list": _sheet(ROWS, "merge_cells", f"D{FIRST}:D{FIRST + 1}"),
    "heads once more below": _rows(("工单号", "受理日期", "类型", "办结情况"), ("再", "2024-06-01", "投诉", "未办结")),
    # the cover
    "nobody signs": _cell("封面", LAYOUT.at[Cell("封面", "填表人", "内容")].row + 1, 2, None),
    "another name on the cover": _cell("封面", 4, 2, "别村"),
    "another year on the cover": _cell("封面", 7, 2, "2023"),
}  # fmt: skip


FIGURES = tuple(name for name in EDITS if name.startswith(("a figure", "a total", "nothing")))
LISTS = tuple(EDITS)[tuple(EDITS).index("a row is put in above a list") :]
PLACES = tuple(name for name in EDITS if name not in (*FIGURES, *LISTS))


def workbooks():
    """Every edited workbook, by what was done to it: made once a session."""
    return recall("small-edits", _edit_all)


def _edit_all():
    book = pickle.dumps(openpyxl.load_workbook(io.BytesIO(workbook(UNIT))), pickle.HIGHEST_PROTOCOL)
    return {name: _with_edit(book, change) for name, change in EDITS.items()}


def _with_edit(pickled, change):
    book, out = pickle.loads(pickled), io.BytesIO()  # noqa: S301 - written above
    change(book)
    book.save(out)
    return out.getvalue()


def lines_of_reading(reading):
    """A reading as text: what is read and found, what stood in worked-out cells, where things are in this workbook."""
    yield from lines_of(reading.submission)
    yield from (f"cached {cell.name}: {text}" for cell, text in reading.cached.items())
    if reading.layout:
        yield from (
            f"at     {cell.name}: {place.sheet}!{place.a1}" for cell, place in reading.layout.at.items()
        )
        for name, strip in reading.layout.strips.items():
            yield f"list   {name}: {strip.register.sheet} {strip.tick.a1} {strip.head} {strip.first} {strip.end} {strip.columns}"
    yield from (f"says   {f.code} {f.message} · {f.remedy}" for f in reading.submission.findings)


def differences(plain, said):
    """What an edit makes otherwise, line by line."""
    other = unified_diff(plain, said, n=0, lineterm="")
    return [line for line in other if not line.startswith(("---", "+++", "@@"))]
