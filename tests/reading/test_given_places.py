"""An office's own blank that came back: read where its labels stand, found again where they moved, never a wrong figure."""

import pytest
from given import HAZARDS, KIND, LEDGER, PAPERS, edited, form_on, handed_out, owner

from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row, Submission
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.open_workbook import open_book

FIRST = Cell("村集体经济组织收益分配统计表", "经营收入", "数量")
OTHER = Cell("村集体经济组织收益分配统计表", "投资收益", "数量")
LIST = "行政规范性文件清理意见表"


@pytest.fixture(scope="module")
def ledger():
    form = form_on(LEDGER)
    grounded = ground_form(form, KIND)
    figures = {c: float(10 + i) for i, c in enumerate(grounded.inputs) if c.table != "封面"}
    return form, figures, handed_out(form, Submission(owner(form), figures=figures))


def read(form, data):
    book = open_book(data)
    return read_submission(ground_form(form, KIND), book, identify_workbook(book).who).submission


def typed(form, made):
    grounded = ground_form(form, KIND)
    return {c: v for c, v in made.figures.items() if c not in grounded.worked_out and c.table != "封面"}


def codes(made):
    return {f.code for f in made.findings}


def swap_rows(book, one, other, sheet="表六", columns="ABCDEFGH"):
    """Put two rows in each other's place as people do who sort them."""
    for c in columns:
        a, b = book[sheet][f"{c}{one}"], book[sheet][f"{c}{other}"]
        a.value, b.value = b.value, a.value


def test_as_it_was_handed_out_it_is_read(ledger):
    form, figures, data = ledger
    made = read(form, data)
    assert figures == typed(form, made)
    assert set() == codes(made)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda b: b["表六"].insert_rows(7, 2), {"realigned"}),
        (lambda b: b["表六"].insert_cols(1), {"realigned"}),
        (lambda b: b["表六"].insert_cols(4), {"realigned"}),
        (lambda b: swap_rows(b, 6, 8), {"realigned"}),
    ],
)
def test_what_was_moved_is_found_by_its_labels(ledger, edit, told):
    form, figures, data = ledger
    made = read(form, edited(data, edit))
    assert figures == typed(form, made)
    assert told == codes(made) - {"cell_moved"}


def test_half_a_row_that_was_moved_is_not_read(ledger):
    form, _, data = ledger
    made = read(form, edited(data, lambda b: swap_rows(b, 6, 8, columns="ABCD")))
    assert ({"two_readings"}, {}) == (codes(made), typed(form, made))


def test_a_row_that_was_deleted_is_missing_and_every_other_read(ledger):
    form, figures, data = ledger
    made = read(form, edited(data, lambda b: b["表六"].delete_rows(8)))
    assert "lines_deleted" in codes(made)
    assert OTHER in made.unread
    assert typed(form, made).items() <= figures.items()


def test_a_label_in_other_words_is_no_other_row(ledger):
    form, figures, data = ledger

    def reword(book):
        book["表六"]["A8"] = "  3.投资所得"

    assert figures == typed(form, read(form, edited(data, reword)))


def test_a_label_in_other_words_is_not_believed_where_no_name_says_so(ledger):
    form, figures, data = ledger

    def reword(book):
        book["表六"]["A8"] = "  3.投资所得"
        book.defined_names.clear()

    made = read(form, edited(data, reword))
    assert OTHER in made.unread
    assert typed(form, made).items() <= figures.items()


def test_figures_pushed_below_their_labels_are_not_read_as_others(ledger):
    form, _figures, data = ledger

    def push(book):
        sheet = book["表六"]
        for row in range(16, 7, -1):
            sheet[f"D{row + 1}"] = sheet[f"D{row}"].value
            name = next((n for n, d in book.defined_names.items() if d.attr_text.endswith(f"$D${row}")), None)
            if name:
                book.defined_names[name].attr_text = f"'表六'!$D${row + 1}"
        sheet["D8"] = None

    made = read(form, edited(data, push))
    assert "two_readings" in codes(made)
    assert {} == typed(form, made)


def test_a_sheet_of_another_name_is_known_by_its_labels(ledger):
    form, figures, data = ledger

    def rename(book):
        book["表六"].title = "我的表"

    made = read(form, edited(data, rename))
    assert figures == typed(form, made)
    assert "sheet_renamed" in codes(made)


def test_a_second_copy_with_other_figures_is_told(ledger):
    form, _, data = ledger

    def copy(book):
        book.copy_worksheet(book["表六"])["D6"] = 1

    assert "sheet_copied" in codes(read(form, edited(data, copy)))


def test_without_the_check_sheet_the_figures_are_read_all_the_same(ledger):
    form, figures, data = ledger
    made = read(form, edited(data, lambda b: b.remove(b[CHECKS])))
    assert figures == typed(form, made)
    assert "sheet_missing" in codes(made)


def test_a_total_typed_over_the_office_s_formula_is_told():
    form = form_on(HAZARDS)

    def type_over(book):
        book["统计表"]["B17"] = 99

    data = handed_out(form, Submission(owner(form)))
    made = read(form, edited(data, type_over))
    assert [99.0] == [*made.typed_over.values()]


def test_what_is_written_behind_a_label_counts_where_its_cell_is_empty(ledger):
    form, _, data = ledger

    def sign(book):
        book["表六"]["G18"] = "报出日期：2025年4月3日"
        book["表六"]["E18"] = "填表人：李四"

    made = read(form, edited(data, sign))
    assert "2025-04-03" == made.figures[Cell("封面", "报出日期", "内容")]
    assert "李四" == made.figures[Cell("封面", "填表人", "内容")]
    assert {"cleaned"} == codes(made)


def test_several_signatures_in_one_cell_are_told_apart():
    form = form_on(HAZARDS)

    def sign(book):
        book["统计表"]["A18"] = (
            "单位负责人（签字）：王五    填表人（签字）：赵六   联系电话：0379-1234567  填报日期："
        )

    made = read(form, edited(handed_out(form, Submission(owner(form))), sign))
    said = {c.row: v for c, v in made.figures.items() if c.table == "封面"}
    assert {"单位负责人": "王五", "填表人": "赵六", "联系电话": "0379-1234567"} == said


@pytest.fixture(scope="module")
def papers():
    form = form_on(PAPERS)
    rows = tuple(Row(4 + i, {"文件名称": f"办法{i}", "清理意见": "拟修改"}) for i in range(3))
    return form, rows, handed_out(form, Submission(owner(form), rows={LIST: rows}))


def test_numbers_printed_before_the_rows_are_no_records(papers):
    form, rows, data = papers
    made = read(form, data)
    assert {LIST: rows} == made.rows
    assert set() == codes(made)


def test_rows_put_into_a_list_move_what_stands_below(papers):
    form, _rows, data = papers

    def more(book):
        sheet = book["清理意见表"]
        sheet.insert_rows(5, 2)
        sheet["B5"] = "新办法"
        sheet["B25"] = "最后一件"

    made = read(form, edited(data, more))
    names = [r.values["文件名称"] for r in made.rows[LIST]]
    assert ["办法0", "新办法", "办法1", "办法2", "最后一件"] == names


def test_a_note_below_a_list_is_no_record_and_what_is_written_over_it_is_told(papers):
    form, _rows, data = papers

    def beyond(book):
        book["清理意见表"]["B24"] = "写到注上面的一行"

    made = read(form, edited(data, beyond))
    assert 3 == len(made.rows[LIST])
    assert {"outside"} == codes(made)


def test_that_there_is_nothing_is_said_on_the_check_sheet():
    form = form_on(PAPERS)
    tick = lay_out_workbook(form, KIND).strips[LIST].tick

    def say(book):
        book[tick.sheet][tick.a1] = "是"

    data = handed_out(form, Submission(owner(form)))
    assert {"list_unanswered"} == codes(read(form, data))
    made = read(form, edited(data, say))
    assert (frozenset({LIST}), set()) == (made.zero, codes(made))
