"""Figures found again after people moved rows, columns and sheets: the same figures, or none, never others."""

import os
from collections import Counter
from functools import cache

import edits
import pytest
from draw import draw, submission
from forms import xxgk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.form.grounding import ground_form
from toolkit.form.layout import CODES_ROW
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book

KINDS = ("报告", "党政办", "村社区")
SHEETS = {k: [s.id for s in xxgk().sheets_of(k) if s.id != "封面"] for k in KINDS}
FIVE = CellValue(CellKind.NUMBER, "5")


@cache
def given_(kind):
    """A workbook in which every input holds a number of its own, and every list two rows."""
    form = xxgk()
    grounded, layout = (
        ground_form(form, kind, "township" if kind == "报告" else None),
        lay_out_workbook(form, kind),
    )
    numbers = [c for c in grounded.inputs if form.figure(c).type in ("count", "number")]
    figures = {c: float(i) for i, c in enumerate(numbers, 101)}
    rows = {
        name: tuple(
            Row(strip.first + 1 + i, {f.id: f"{f.id}{i}" for f in strip.register.fields if f.type == "text"})
            for i in range(2)
        )
        for name, strip in layout.strips.items()
    }
    book = open_book(draw(form, submission(form, kind, figures, rows=rows)))
    who = identify_workbook(book).who
    return grounded, layout, book, who, read_submission(grounded, book, who).submission


def check(kind, book, pushed=()):
    """Read *book*; hold that no figure and no row is another than it was; return what was read and told.

    *pushed* are sheets whose list cells were themselves moved or written: a list has no labels a row could lose.
    """
    grounded, _, _, who, before = given_(kind)
    now = read_submission(grounded, book, who).submission
    for cell, value in before.figures.items():
        if cell not in grounded.worked_out:
            assert now.figures.get(cell) == value or cell in now.unread, (cell, value, now.figures.get(cell))
    for cell in now.figures:
        assert cell in before.figures or cell in grounded.worked_out, cell
    for name, listed in before.rows.items():
        sheet = grounded.form.register(name).sheet
        if sheet not in pushed and not any(f.code == "lines_deleted" for f in now.findings):
            were = [r.values for r in listed]
            assert all(r.values in were for r in now.rows.get(name, ())), name
    told = [f for f in now.findings if f.code not in ("row_incomplete", "list_unanswered")]
    return now, told


def codes(told):
    return [f.code for f in told]


@pytest.mark.parametrize(
    ("kind", "edit", "said"),
    [
        ("报告", lambda b: edits.insert_rows(b, "表三", 7), "第 8 行上方插入了 1 行"),
        ("报告", lambda b: edits.insert_rows(b, "表三", 0, 2), "第 7 行上方插入了 2 行"),
        ("报告", lambda b: edits.insert_columns(b, "表三", 3, 2), "D 列左边插入了 2 列"),
        ("报告", lambda b: edits.insert_columns(b, "表四", 5), "F 列左边插入了 1 列"),
        ("报告", lambda b: edits.insert_rows(b, "表二", 11), "第 13 行上方插入了 1 行"),
        ("报告", lambda b: edits.move_row(b, "表三", 8, 12), "行的次序变了"),
        ("报告", lambda b: edits.move_column(b, "表三", 3, 6), "列的次序变了"),
        ("党政办", lambda b: edits.insert_columns(b, "依申请公开台账", 2), "C 列左边插入了 1 列"),
        ("党政办", lambda b: edits.insert_rows(b, "依申请公开台账", 1, 3), "第 6 行上方插入了 3 行"),
        ("党政办", lambda b: edits.move_column(b, "依申请公开台账", 3, 9), "列的次序变了"),
        ("村社区", lambda b: edits.insert_rows(b, "工作情况", 23), "第 24 行上方插入了 1 行"),
    ],
)
def test_what_was_moved_is_read_as_before_with_one_finding_that_says_how(kind, edit, said):
    now, told = check(kind, edit(given_(kind)[2]))
    assert ["realigned"] == codes(told)
    assert said in told[0].message
    before = given_(kind)[4]
    assert before.figures.keys() - given_(kind)[0].worked_out.keys() <= now.figures.keys()
    assert before.rows.keys() == now.rows.keys()
    assert before.zero == now.zero


def test_stale_names_are_no_witness():
    """A script that moves cells and leaves the names where they were."""
    book = edits.insert_rows(given_("报告")[2], "表三", 7, names=False)
    now, told = check("报告", book)
    assert ["realigned"] == codes(told)
    assert Cell("表三", "新收", "自然人") in now.figures


def test_a_deleted_row_loses_its_own_figures_and_no_other():
    now, told = check("报告", edits.delete_rows(given_("报告")[2], "表三", 9))
    (lost,) = told
    assert "lines_deleted" == lost.code
    assert "部分公开" in lost.message
    assert {c.row for c in now.unread} == {"r2"}


def test_a_deleted_column_of_a_list_is_told_and_the_others_are_read():
    now, told = check("党政办", edits.delete_columns(given_("党政办")[2], "依申请公开台账", 6))
    assert "lines_deleted" in codes(told)
    assert "内容摘要" in next(f for f in told if f.code == "lines_deleted").message
    assert {"登记号", "承办"} <= now.rows["申请"][0].values.keys()
    assert "摘要" not in now.rows["申请"][0].values


@pytest.mark.parametrize(
    "edit",
    [
        lambda b: edits.push_down(b, "表三", 8, 3, 9),
        lambda b: edits.push_down(b, "表三", 8, 0, 2),
        lambda b: edits.push_right(b, "表三", 4, 6, 40),
        lambda b: edits.push_right(b, "表四", 2, 6, 6),
    ],
)
def test_where_only_some_cells_were_pushed_aside_two_readings_are_possible_and_none_is_taken(edit):
    now, told = check("报告", edit(given_("报告")[2]))
    assert ["two_readings"] == codes(told)
    assert now.unread


def test_a_figure_cut_and_pasted_elsewhere_is_read_where_it_stands_now():
    grounded, layout, book, who, before = given_("报告")
    source, target = (layout.at[Cell("表三", row, "自然人")] for row in ("r1", "r2"))
    value = book.sheet("表三").cells[source.row, source.column]
    moved = edits.put(edits.put(book, "表三", *source[1:], None), "表三", *target[1:], value)
    names = {**moved.names, "表三.r1.自然人": f"'表三'!$D${target.row + 1}", "表三.r2.自然人": "'表三'!#REF!"}
    from dataclasses import replace

    now = read_submission(grounded, replace(moved, names=names), who).submission
    assert before.figures[Cell("表三", "r1", "自然人")] == now.figures[Cell("表三", "r2", "自然人")]
    assert Cell("表三", "r1", "自然人") not in now.figures
    assert ["cell_moved"] == [
        f.code for f in now.findings if f.code not in ("list_unanswered", "row_incomplete")
    ]


def test_a_label_worded_otherwise_and_codes_wiped_out_still_agree_with_the_names():
    _grounded, layout, book, *_ = given_("报告")
    text = CellValue(CellKind.TEXT, "（一）公开")
    at = layout.at[Cell("表三", "r1", "自然人")]
    worded = edits.put(edits.insert_rows(book, "表三", 4), "表三", at.row + 1, 1, text)
    assert ["realigned", "outside"] == codes(check("报告", worded)[1])
    bare = book
    for row, _ in layout.row_codes["表三"]:
        bare = edits.put(bare, "表三", row, layout.code_column("表三"), None)
    for column, _ in layout.column_codes["表三"]:
        bare = edits.put(bare, "表三", CODES_ROW, column, None)
    assert [] == codes(check("报告", edits.hide(bare, "没有"))[1])
    assert ["realigned"] == codes(check("报告", edits.insert_rows(bare, "表三", 9))[1])


def test_two_rows_of_one_label_are_not_chosen_between():
    _grounded, layout, book, *_ = given_("报告")
    at = layout.at[Cell("表三", "r1", "自然人")]
    label = book.sheet("表三").cells[at.row, 1]
    beside = layout.code_column("表三")
    doubled = edits.put(edits.insert_rows(book, "表三", at.row + 1), "表三", at.row + 1, 1, label)
    doubled = edits.put(doubled, "表三", at.row + 1, beside, CellValue(CellKind.TEXT, "表三.r1"))
    _now, told = check("报告", doubled)
    assert ["two_readings"] == codes(told)
    assert "第 9 行、第 10 行" in told[0].message


# ── sheets ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_sheets_renamed_reordered_and_hidden_are_read_and_told():
    book = edits.rename(given_("报告")[2], "表三", "申请情况")
    now, told = check("报告", edits.hide(edits.reorder(book, lambda s: s.name), "表四"))
    assert {("sheet_renamed", "申请情况"), ("hidden", "表四")} == {(f.code, f.sheet) for f in told}
    assert set() == now.unread
    assert "申请情况!D7" == now.sources[Cell("表三", "新收", "自然人")]


def test_a_copy_with_the_same_figures_is_passed_over_and_one_with_others_is_not():
    book = given_("报告")[2]
    at = given_("报告")[1].at[Cell("表三", "r1", "自然人")]
    same = edits.copy(book, "表三", "表三 (2)")
    assert ["extra_sheet"] == codes(check("报告", same)[1])
    other = edits.copy(book, "表三", "表三 (2)", lambda cells: cells | {(at.row, at.column): FIVE})
    now, told = check("报告", other)
    assert ["sheet_copied"] == codes(told)
    assert Cell("表三", "r1", "自然人") in now.unread


NEW = CellValue(CellKind.TEXT, "另一行")


def without_codes(cells):
    return {at: c for at, c in cells.items() if at[0] != CODES_ROW}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("公开台账 (2)", lambda cells, first: cells | {(first + 2, 1): NEW}),
        (
            "公开台账（下半年）",
            lambda cells, first: {a: c for a, c in cells.items() if a[0] < first} | {(first, 1): NEW},
        ),
        ("Sheet1", lambda cells, first: without_codes(cells) | {(first, 1): NEW}),
        (
            "7-12月",
            lambda cells, first: (
                {(r - 3, c + 1): v for (r, c), v in cells.items() if r > 3} | {(first, 2): NEW}
            ),
        ),
    ],
)
def test_a_second_copy_of_a_list_with_other_rows_is_asked_and_the_first_is_read(name, change):
    book, layout, before = given_("村社区")[2], given_("村社区")[1], given_("村社区")[4]
    first = layout.strips["公开"].first
    now, told = check("村社区", edits.copy(book, "公开台账", name, lambda cells: change(cells, first)))
    assert [("rows_elsewhere", name, "公开台账")] == [(f.code, f.sheet, f.value) for f in told]
    assert f"“{name}”" in told[0].message
    assert "“公开台账”，有 2 行" in told[0].message
    assert before.rows == now.rows


@pytest.mark.parametrize(
    "change", [lambda cells: cells, lambda cells: {a: c for a, c in cells.items() if a[0] < 6}]
)
def test_a_second_copy_of_a_list_with_the_same_rows_or_none_is_one_sheet_too_many(change):
    told = check("村社区", edits.copy(given_("村社区")[2], "公开台账", "备份", change))[1]
    assert ["extra_sheet"] == codes(told)


def test_a_second_copy_of_a_table_without_its_codes_is_known_by_its_headings():
    book, layout = given_("村社区")[2], given_("村社区")[1]
    at, beside = layout.at[Cell("阵地", "意见箱数", "数量")], layout.code_column("工作情况")

    def bare(cells):
        return {a: c for a, c in without_codes(cells).items() if a[1] != beside}

    same = edits.copy(book, "工作情况", "工作情况备份", bare)
    assert ["extra_sheet"] == codes(check("村社区", same)[1])
    other = edits.copy(book, "工作情况", "Sheet1", lambda c: bare(c) | {(at.row, at.column): FIVE})
    told = check("村社区", other)[1]
    assert [("sheet_copied", "Sheet1", "工作情况")] == [(f.code, f.sheet, f.value) for f in told]


def test_a_sheet_deleted_with_two_that_look_like_it_is_not_guessed():
    book = given_("报告")[2]
    two = edits.rename(edits.copy(book, "表三", "表三 (2)"), "表三", "表三旧")
    now, told = check("报告", two)
    assert "two_readings" in codes(told)
    assert Cell("表三", "r1", "自然人") in now.unread


def test_what_stands_in_an_inserted_row_is_outside_and_told():
    book = edits.insert_rows(given_("报告")[2], "表三", 9)
    now, told = check("报告", edits.put(book, "表三", 9, 3, FIVE))
    assert ["realigned", "outside"] == codes(told)
    assert "D10" == told[1].cell
    assert 1 == now.account["outside"]


# ── any edits at all ───────────────────────────────────────────────────────────────────────────────────────

LINE, WHOLE = (
    st.integers(0, 32),
    st.sampled_from(["insert_rows", "delete_rows", "insert_columns", "delete_columns"]),
)
EDIT = st.one_of(
    st.tuples(WHOLE, LINE, st.integers(1, 3)),
    st.tuples(st.sampled_from(["move_row", "move_column"]), LINE, LINE),
    st.tuples(st.sampled_from(["push_down", "push_right"]), LINE, st.integers(0, 12), st.integers(0, 12)),
    st.tuples(st.just("put"), LINE, st.integers(18, 22), st.just(FIVE)),
)
COUNT = Counter()


@settings(
    max_examples=int(os.environ.get("EDITS", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.data())
def test_any_sequence_of_edits_gives_the_same_figures_or_refuses(data):
    kind = data.draw(st.sampled_from(KINDS))
    book = given_(kind)[2]
    steps = data.draw(st.lists(st.tuples(st.sampled_from(SHEETS[kind]), EDIT), min_size=1, max_size=3))
    for sheet, (name, *arguments) in steps:
        book = getattr(edits, name)(book, sheet, *arguments)
    if data.draw(st.booleans()):
        book = edits.rename(book, steps[0][0], "改了名")
    pushed = {s for s, (name, *_) in steps if name in ("push_down", "push_right", "put")}
    now, told = check(kind, book, pushed)
    counted = {s for s, _ in steps}
    told_codes = {f.code for f in told}
    refused = bool(told_codes & {"two_readings", "sheet_copied", "sheet_missing"})
    COUNT["refused" if refused else "partly" if now.unread else "read"] += 1
    structural = [f for f in told if f.code in ("realigned", "two_readings", "sheet_renamed")]
    assert len(structural) <= 2 * len(counted) + 1, codes(structural)


if (
    __name__ == "__main__"
):  # how many were read, read in part, refused: EDITS=3000 python tests/reading/test_moved_cells.py
    test_any_sequence_of_edits_gives_the_same_figures_or_refuses()
    print(dict(COUNT))


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize(("kind", "name"), [(k, s) for k in KINDS for s in SHEETS[k]])
def test_the_narrow_first_row_deleted_is_an_edit_like_any_other(kind, name, names):
    """The row of codes looks like nothing that is needed: everything stands a row higher, and is read as it was."""
    book = edits.delete_rows(given_(kind)[2], name, CODES_ROW, names=names)
    now, told = check(kind, book)
    before = given_(kind)[4]
    assert before.figures.keys() - given_(kind)[0].worked_out.keys() <= now.figures.keys()
    assert {k: [r.values for r in v] for k, v in before.rows.items()} == {
        k: [r.values for r in v] for k, v in now.rows.items()
    }
    assert ["realigned"] == codes(told)
    assert "上方删去了 1 行" in told[0].message
