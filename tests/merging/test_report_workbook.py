"""The report workbook: every number adds up what units brought, leads back to their cells, and keeps what people wrote."""

import dataclasses
import io
import random
import re
import shutil
import zipfile
from functools import cache

import openpyxl
import pytest
from draw import PERIOD, read
from forms import xxgk
from inbox import quiet
from township import CARRIED_IN, last_year, township
from townships import rewritten
from typing_in import edited

from toolkit.author.samples import samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.layout import ADJUSTED, SOURCES, UNITS
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.carry_edits import UNITS_SIDE, EditChoice
from toolkit.merging.merge import merge_report
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.sheets.by_unit_sheets import FIRST, TOTAL, UNIT, VALUE
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"
LEVEL = "township"
FIGURE = Cell("表三", "新收", "自然人")


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """The samples' township with everything in, not yet merged."""
    return township(tmp_path_factory.mktemp("镇"))


def merged(folder, **more):
    return merge_report(folder, None, NOW, quiet, partial=False, **more)


@pytest.fixture(scope="module")
def made(sent):
    """The merged report: what merging came to, and its bytes."""
    done = merged(sent)
    return done, done.path.read_bytes()


@pytest.fixture
def folder(sent, made, tmp_path):
    """A copy of the township, its report merged."""
    shutil.copytree(sent.path, tmp_path / "w")
    return open_work_folder(tmp_path / "w")


@pytest.fixture
def done(made, folder):
    """What merging the copy came to."""
    return dataclasses.replace(made[0], path=folder.report)


def poisoned(data):
    """Every cached result of a formula replaced: whoever believes one is found out."""
    return rewritten(
        data,
        lambda _, text: re.sub(
            r"(<c [^>]*?)( t=\"str\")?(><f>[^<]*</f>)<v>[^<]*</v>", r"\1\3<v>987654</v>", text
        ),
    )


def figures(data):
    """What our reader and checker make of a report."""
    reading = read(xxgk(), data)
    grounded = ground_form(xxgk(), REPORT, reading.submission.who.level)
    return judge_submissions(grounded, [reading.submission], PERIOD)[0].figures, reading


def codes(data):
    return [f.code for f in figures(data)[1].submission.findings]


def row_of(data, cell):
    return PooledSheets(open_book(data)).at[cell.name]


def test_every_number_is_a_formula_over_what_units_brought_with_its_value_cached(made):
    done, data = made
    book, layout = open_book(data), lay_out_workbook(xxgk(), REPORT)
    assert len(done.merged.ways) > 150
    for cell in done.merged.ways:
        at = layout.at[cell]
        found = book.sheet(at.sheet).cells[at.row, at.column]
        assert UNITS in (found.formula or ""), cell
        assert float(found.raw) == done.merged.report.figures[cell]
    numbers, reading = figures(data)
    assert done.merged.report.figures == numbers
    assert not [f for f in reading.submission.findings if f.code in ("formula_input", "stale_cache")]
    account = reading.submission.account
    assert account["number"] + account["zero"] >= len(done.merged.ways)
    assert account["asked"] == sum(
        account[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
    )


def test_it_is_worked_out_again_whatever_it_shows(made):
    done, data = made
    assert done.merged.report.figures == figures(poisoned(data))[0]


@pytest.mark.office
def test_another_program_comes_to_the_same(made, recalculated, tmp_path):
    """Caches poisoned, then recalculated: every formula gives our value; a changed part moves exactly what it should."""
    done, data = made
    row, layout = row_of(data, FIGURE), lay_out_workbook(xxgk(), REPORT)
    last = PooledSheets(open_book(data)).last
    book = openpyxl.load_workbook(io.BytesIO(data))
    column = next(c for c in range(UNIT, last + 1) if book[UNITS].cell(row + 1, c + 1).value)

    def more(name, text):
        if name != UNITS:
            return text
        cell = f"{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"
        return re.sub(rf'(<c r="{cell}"[^>]*><v>)([^<]*)', lambda m: m[1] + str(int(m[2]) + 7), text)

    (tmp_path / "原.xlsx").write_bytes(poisoned(data))
    (tmp_path / "改.xlsx").write_bytes(poisoned(rewritten(data, more)))
    same, moved = (
        open_book(p.read_bytes()) for p in recalculated([tmp_path / "原.xlsx", tmp_path / "改.xlsx"])
    )
    expected = figures(rewritten(data, more))[0]
    changed = set()
    for cell, at in layout.at.items():
        was, now = (b.sheet(at.sheet).cells.get((at.row, at.column)) for b in (same, moved))
        value = done.merged.report.figures.get(cell)
        if isinstance(value, float):
            assert float(was.raw) == value, cell
            assert float(now.raw) == expected[cell], cell
            changed |= {cell} if now.raw != was.raw else set()
    assert changed == {FIGURE, Cell("表三", "新收", "总计")}


def test_a_total_typed_over_is_told_and_not_believed(made):
    done, data = made
    at = lay_out_workbook(xxgk(), REPORT).at[FIGURE]
    typed = edited(data, lambda b: b[at.sheet].__setitem__(at.a1, 99))
    numbers, reading = figures(typed)
    assert done.merged.report.figures[FIGURE] == numbers[FIGURE]
    (told,) = [f for f in reading.submission.findings if f.code == "pool_replaced"]
    assert (at.sheet, at.a1, "99") == (told.sheet, told.cell, told.value)


def as_values(name, text):
    """Every formula gone, its result left: a program that keeps values alone."""
    return text if name == UNITS else re.sub(r"<f>[^<]*</f>", "", text)


def test_sums_of_which_a_program_kept_the_values_alone_are_told_once_and_as_nobody_s_doing(made):
    done, data = made
    numbers, reading = figures(rewritten(data, as_values))
    assert done.merged.report.figures == numbers
    found = [f for f in reading.submission.findings if f.code in ("sums_as_values", "pool_replaced")]
    assert [("sums_as_values", "hint")] == [(f.code, f.severity) for f in found]
    assert int(dict(found[0].args)["count"]) > 150


def test_a_value_in_a_sum_s_place_that_is_another_is_told_among_those_that_are_not(made):
    _, data = made
    at = lay_out_workbook(xxgk(), REPORT).at[FIGURE]

    def change(name, text):
        text = as_values(name, text)
        return re.sub(rf'(<c r="{at.a1}"[^>]*><v>)[^<]*', r"\g<1>99", text) if name == at.sheet else text

    assert [("99", at.a1)] == [
        (f.value, f.cell)
        for f in figures(rewritten(data, change))[1].submission.findings
        if f.code == "pool_replaced"
    ]


def test_a_part_changed_behind_a_total_shows(made):
    """The row says something else than the cell: the row counts, and the difference is told."""
    done, data = made
    row = row_of(data, FIGURE)

    def change(name, text):
        return (
            re.sub(rf'(<c r="[A-Z]+{row + 1}"[^>]*><v>)1(</v>)', r"\g<1>5\2", text) if name == UNITS else text
        )

    numbers, reading = figures(rewritten(data, change))
    assert numbers[FIGURE] > done.merged.report.figures[FIGURE]
    assert FIGURE in reading.cached
    assert float(reading.cached[FIGURE]) == done.merged.report.figures[FIGURE]


def test_what_is_no_number_among_the_parts_is_not_read_as_one(made):
    _, data = made
    row = row_of(data, FIGURE)
    book = edited(data, lambda b: b[UNITS].cell(row + 1, UNIT + 1).__setattr__("value", "五"))
    reading = figures(book)[1]
    assert FIGURE in reading.submission.unread
    (told,) = [f for f in reading.submission.findings if f.code == "not_a_number"]
    assert (UNITS, "五") == (told.sheet, told.value)


# ── the trail ──────────────────────────────────────────────────────────────────────────────────────────────


@cache
def sample_book(path):
    return openpyxl.load_workbook(path, data_only=True)


def test_a_hundred_figures_lead_back_to_the_units_own_cells(sent, made):
    """Figure → its row of units → the line of its source → the same number in the unit's own file."""
    _, data = made
    book = openpyxl.load_workbook(io.BytesIO(data))
    layout = lay_out_workbook(xxgk(), REPORT)
    files = {p.name: p for name in ("第一轮", "第二轮") for p in (samples_folder() / name).iterdir()}
    pool = PooledSheets(open_book(data))
    trails = []
    for name, row in pool.at.items():
        cell = Cell(*name.split(".")) if name.count(".") == 2 else None
        for column in range(UNIT, pool.last + 1):
            part = book[UNITS].cell(row + 1, column + 1)
            if cell in layout.at and part.value:
                trails.append((cell, row, part))
    assert len(trails) > 100
    for cell, row, part in random.Random(9).sample(trails, 100):
        at = layout.at[cell]
        link = book[at.sheet][at.a1].hyperlink.location
        assert link == f"'{UNITS}'!D{row + 1}" or link == f"{UNITS}!D{row + 1}"
        line = int(re.search(r"A(\d+)$", part.hyperlink.location)[1])
        said = [c.value for c in book[SOURCES][line]]
        assert part.value == said[3]
        assert book[UNITS].cell(4, part.column).value == said[2]
        path = files[said[4]]
        there = sample_book(path)[said[5]]
        if re.fullmatch(r"[A-Z]+\d+", said[6]):
            assert float(there[said[6]].value) == part.value
        else:
            rows = [int(n) for n in re.findall(r"\d+", said[6])]
            assert all(any(c.value is not None for c in there[n]) for n in rows)
            if cell.table in ("表三", "表四"):  # counted row by row; others are sums
                assert len(rows) == part.value


def trails(data):
    """Every row of a list in the report that leads somewhere: (list, its row, the line of 数据来源 it leads to)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, strip in lay_out_workbook(xxgk(), REPORT).strips.items():
        sheet = book[strip.register.sheet]
        for row in range(strip.first + 1, sheet.max_row + 1):
            link = sheet.cell(row, strip.columns[-1][1] + 1).hyperlink
            if link:
                line = int(re.fullmatch(rf"'?{SOURCES}'?!A(\d+)", link.location)[1])
                yield name, row, [c.value for c in book[SOURCES][line]]


def test_every_row_of_a_list_leads_back_to_the_row_of_the_unit_s_own_file(made):
    done, data = made
    files = {p.name: p for name in ("第一轮", "第二轮") for p in (samples_folder() / name).iterdir()}
    strips, sent = lay_out_workbook(xxgk(), REPORT).strips, read(xxgk(), data).submission
    found = list(trails(data))
    assert sum(map(len, done.merged.report.rows.values())) == len(found) > 20
    for name, row, (spot, title, unit, _, file, sheet, there) in found:
        strip = strips[name]
        (mine,) = [r for r in sent.rows[name] if r.number == row]
        assert (f"{strip.register.sheet} A{row}", strip.register.title, mine.origin) == (spot, title, unit)
        book = sample_book(files[file])
        stands = [str(c.value) for c in book[sheet][int(re.fullmatch(r"第 (\d+) 行", there)[1])]]
        texts = [v for v in mine.values.values() if isinstance(v, str) and not v[0].isascii()]
        labels = {o.id: o.label for listed in xxgk().options.values() for o in listed}
        assert all(labels.get(t, t) in stands for t in texts), (name, row)


def test_the_label_of_a_text_leads_to_the_unit_s_text(made):
    done, data = made
    cell, at = text_cell(done)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not book[at.sheet][at.a1].hyperlink, "in the way of who edits it"
    line = int(re.search(r"A(\d+)$", book[at.sheet].cell(at.row + 1, at.column).hyperlink.location)[1])
    said = [c.value for c in book[SOURCES][line]]
    assert f"{at.sheet} {at.a1}" == said[0]
    assert done.merged.report.figures[cell].startswith(said[3].rstrip("…"))


def test_rows_an_office_edited_still_lead_to_what_the_unit_sent(folder, done):
    """One row put in other words, one taken out, one added: the lines of the others are theirs."""
    strip = lay_out_workbook(xxgk(), REPORT).strips["问题"]
    before = {row: line for name, row, line in trails(done.path.read_bytes()) if name == "问题"}
    first = strip.first + 1

    def change(book):
        sheet = book[strip.register.sheet]
        sheet.cell(first, 1).value = "改写的问题"
        sheet.delete_rows(first + 1)
        for column, said in enumerate(("本机关加的问题", "措施", "2025年"), 1):
            sheet.cell(sheet.max_row + (column == 1), column).value = said

    done.path.write_bytes(edited(done.path.read_bytes(), change))
    data = merged(folder).path.read_bytes()
    after = {row: line for name, row, line in trails(data) if name == "问题"}
    assert before[first][1:] == after[first][1:], "in other words, from the same row"
    assert [b[1:] for r, b in before.items() if r > first + 1] == [
        a[1:] for r, a in after.items() if r > first
    ]
    gone = [
        r
        for r in openpyxl.load_workbook(io.BytesIO(data))[SOURCES].values
        if str(r[0]).endswith("没有这一行）")
    ]
    assert [tuple(before[first + 1][1:])] == [r[1:] for r in gone]
    assert len(read(xxgk(), data).submission.rows["问题"]) == len(after) + 1, "what it added leads nowhere"


# ── what people write ──────────────────────────────────────────────────────────────────────────────────────


def adjust(value, why="两户重复登记", by="张某"):
    def change(book):
        sheet = book[ADJUSTED]
        row = next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == FIGURE.name)
        for column, said in zip(range(VALUE + 1, VALUE + 4), (value, why, by), strict=True):
            sheet.cell(row, column).value = said

    return change


def test_an_adjustment_counts_is_told_and_is_carried_on(folder):
    path = folder.report
    before = figures(path.read_bytes())[0][FIGURE]
    path.write_bytes(edited(path.read_bytes(), adjust(before + 2)))
    numbers, reading = figures(path.read_bytes())
    assert before + 2 == numbers[FIGURE]
    (told,) = [f for f in reading.submission.findings if f.code == "adjusted"]
    assert "两户重复登记" in told.message
    assert "张某" in told.message
    again = merged(folder)
    assert before + 2 == again.merged.report.figures[FIGURE]
    assert ["adjusted"] == [f.code for f in again.findings if f.code.startswith("adjusted")]
    data = path.read_bytes()
    assert before + 2 == figures(data)[0][FIGURE]
    assert before == float(open_book(data).sheet(UNITS).cells[row_of(data, FIGURE), TOTAL].raw)
    path.write_bytes(edited(data, adjust(None, None, None)))
    assert before == merged(folder).merged.report.figures[FIGURE], "cleared, the sum counts again"


def test_an_adjustment_without_reason_and_name_is_an_error(folder):
    path = folder.report
    path.write_bytes(edited(path.read_bytes(), adjust(5, why=None)))
    (told,) = [f for f in figures(path.read_bytes())[1].submission.findings if f.code.startswith("adjusted")]
    assert ("adjusted_unsaid", "error") == (told.code, told.severity)
    assert "adjusted_unsaid" in [f.code for f in merged(folder).findings]


def test_units_that_change_under_an_adjustment_are_asked_about(folder, tmp_path):
    path = folder.report
    total = figures(path.read_bytes())[0][FIGURE]

    def earlier(book):  # what stands was made when the units came to something else
        adjust(total + 2)(book)
        sheet = book[UNITS]
        row = next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == FIGURE.name)
        part = next(c for c in sheet[row][UNIT:] if c.value)
        part.value += 4

    kept = edited(path.read_bytes(), earlier)
    path.write_bytes(kept)
    with pytest.raises(WorkFolderError, match=r"--keep-edits") as caught:
        merged(folder)
    assert "人工调整" in str(caught.value)
    assert kept == path.read_bytes(), "nothing is overwritten"
    (asked,) = caught.value.questions
    path.write_bytes(kept)
    units = merged(folder, decided=[EditChoice(asked.place, UNITS_SIDE)])
    assert total == units.merged.report.figures[FIGURE]
    assert "adjusted_unsaid" not in [f.code for f in units.findings]
    assert total == figures(path.read_bytes())[0][FIGURE]
    path.write_bytes(kept)
    assert total + 2 == merged(folder, keep_edits=True).merged.report.figures[FIGURE]


def text_cell(done):
    """A text of the report that units wrote, and where it stands."""
    layout = lay_out_workbook(xxgk(), REPORT)
    figures_ = done.merged.report.figures
    cell = next(
        c
        for c, v in figures_.items()
        if isinstance(v, str) and xxgk().figure(c).type == "text" and len(v) > 5
    )
    return cell, layout.at[cell]


def test_a_text_somebody_edited_stays(folder, done):
    cell, at = text_cell(done)
    done.path.write_bytes(
        edited(done.path.read_bytes(), lambda b: b[at.sheet].__setitem__(at.a1, "改写过的一段"))
    )
    for _ in range(2):
        assert "改写过的一段" == merged(folder).merged.report.figures[cell]


def test_a_text_both_changed_is_asked_about_and_a_cleared_one_comes_anew(folder, done, monkeypatch):
    cell, at = text_cell(done)
    old = done.merged.report.figures[cell]
    mine = edited(done.path.read_bytes(), lambda b: b[at.sheet].__setitem__(at.a1, "改写过的一段"))
    done.path.write_bytes(mine)
    from toolkit.merging import merge as flow

    plain = flow.roll_up_submissions

    def later(*said):
        found = plain(*said)
        found.report.figures[cell] = "单位后来另写的"
        return found

    monkeypatch.setattr(flow, "roll_up_submissions", later)
    with pytest.raises(WorkFolderError) as caught:
        merged(folder)
    for said in (at.a1, "改写过的一段", "单位后来另写的", "--keep-edits"):
        assert said in str(caught.value)
    assert mine == done.path.read_bytes()
    assert "改写过的一段" == merged(folder, keep_edits=True).merged.report.figures[cell]
    done.path.write_bytes(edited(mine, lambda b: b[at.sheet].__setitem__(at.a1, None)))
    assert "单位后来另写的" == merged(folder).merged.report.figures[cell]
    assert old


def test_a_text_nobody_touched_follows_the_units(folder, done, monkeypatch):
    cell, _ = text_cell(done)
    from toolkit.merging import merge as flow

    plain = flow.roll_up_submissions

    def later(*said):
        found = plain(*said)
        found.report.figures[cell] = "单位后来另写的"
        return found

    monkeypatch.setattr(flow, "roll_up_submissions", later)
    assert "单位后来另写的" == merged(folder).merged.report.figures[cell]


def test_a_list_somebody_edited_stays(folder, done):
    name, rows = next((k, v) for k, v in done.merged.report.rows.items() if v)
    strip = lay_out_workbook(xxgk(), REPORT).strips[name]
    column = next(c for f, c in strip.columns if isinstance(rows[0].values.get(f), str))

    def change(book):
        book[strip.register.sheet].cell(strip.first + 1, column + 1).value = "经办人改写"

    done.path.write_bytes(edited(done.path.read_bytes(), change))
    assert "经办人改写" in [v for r in merged(folder).merged.report.rows[name] for v in r.values.values()]


def another_way(done):
    """A text and a row of 五 edited in the report, and what to look for afterwards."""
    cell, at = text_cell(done)
    strip = lay_out_workbook(xxgk(), REPORT).strips["问题"]

    def change(book):
        book[at.sheet][at.a1] = "改写过的一段"
        book[strip.register.sheet].cell(strip.first + 1, 1).value = "经办人改写"

    def found(done):
        rows = done.merged.report.rows["问题"]
        return done.merged.report.figures[cell], "经办人改写" in rows[0].values.values()

    return change, found


@pytest.mark.parametrize("moved", ["written twice", "renamed"])
def test_a_report_is_known_again_whatever_it_is_called(folder, done, moved):
    other = folder.path / "另名.xlsx"
    if moved == "renamed":
        done.path.rename(other)
    else:
        assert merge_report(folder, other, NOW, quiet, partial=False).path == other
    change, found = another_way(done)
    other.write_bytes(edited(other.read_bytes(), change))
    for _ in range(2):
        assert ("改写过的一段", True) == found(merge_report(folder, other, NOW, quiet, partial=False))


def test_a_report_this_ledger_never_made_says_so(folder, done, sent, tmp_path, monkeypatch):
    cell, at = text_cell(done)
    done.path.write_bytes(
        edited(done.path.read_bytes(), lambda b: b[at.sheet].__setitem__(at.a1, "改写过的一段"))
    )
    shutil.copytree(sent.path, tmp_path / "另一个", ignore=shutil.ignore_patterns("*年度报告*"))
    other = open_work_folder(tmp_path / "另一个")
    shutil.copy(done.path, other.report)
    monkeypatch.setattr("toolkit.merging.carry_edits.report_version_mark", lambda _: "没有这个标识")
    with pytest.raises(WorkFolderError, match="台账里没有现有这份报告的汇总记录") as caught:
        merged(other)
    assert f"{at.a1}：报告里是 “改写过的一段”，现在各单位报的是" in str(caught.value)
    assert "改写过的一段" == merged(other, keep_edits=True).merged.report.figures[cell]


def typed_before(value):
    """Somebody typed last year's figure, as the report asks for."""
    at = lay_out_workbook(xxgk(), REPORT).priors[CARRIED_IN]
    return lambda b: b[at.sheet].__setitem__(at.a1, value)


def test_last_year_s_figures_typed_once_stay_and_stay_open(folder):
    path = folder.report
    path.write_bytes(edited(path.read_bytes(), typed_before(3)))
    at = lay_out_workbook(xxgk(), REPORT).priors[CARRIED_IN]
    for _ in range(2):
        done = merged(folder)
        assert 3.0 == done.merged.report.prior[CARRIED_IN]
        assert not openpyxl.load_workbook(path)[at.sheet][at.a1].protection.locked
    assert "I6" in [f.rule for f in done.findings], "and they are compared with"
    assert "手工填" in str([c.value for row in openpyxl.load_workbook(path)["封面"].iter_rows() for c in row])
    path.write_bytes(edited(path.read_bytes(), typed_before(None)))
    assert CARRIED_IN not in merged(folder).merged.report.prior


def test_last_year_s_report_that_says_otherwise_than_what_was_typed_is_asked_about(folder):
    path = folder.report
    mine = edited(path.read_bytes(), typed_before(3))
    path.write_bytes(mine)
    last_year(folder, 自然人=2)
    with pytest.raises(WorkFolderError, match="--keep-edits") as caught:
        merged(folder)
    assert "原来 空白，报告里改为 3，现在上年报告里是 2" in str(caught.value)
    assert mine == path.read_bytes()
    assert 3.0 == merged(folder, keep_edits=True).merged.report.prior[CARRIED_IN]
    path.write_bytes(edited(path.read_bytes(), typed_before(None)))
    assert 2.0 == merged(folder).merged.report.prior[CARRIED_IN]
    last_year(folder, 自然人=1)
    assert 1.0 == merged(folder).merged.report.prior[CARRIED_IN], "nobody touched it: the report counts"


def test_a_row_put_into_a_list_that_was_empty_stays_and_takes_its_tick_away(folder):
    path = folder.report
    strip = lay_out_workbook(xxgk(), REPORT).strips["总账"]
    assert "总账" in read(xxgk(), path.read_bytes()).submission.zero

    def change(book):
        sheet = book[strip.register.sheet]
        sheet[strip.tick.a1] = None
        for column, said in enumerate(("某规定", "样例政〔2024〕9号"), 1):
            sheet.cell(strip.first + 1, column).value = said

    path.write_bytes(edited(path.read_bytes(), change))
    sent = read(xxgk(), merged(folder).path.read_bytes()).submission
    assert ("样例政〔2024〕9号", False) == (sent.rows["总账"][0].values["文号"], "总账" in sent.zero)
    assert "list_contradicts" not in [f.code for f in sent.findings]


def test_a_report_of_another_office_is_not_overwritten(folder):
    other = make_work_folder(
        folder.path / "别处",
        Office("99", "别的镇", LEVEL, "xxgk", PERIOD, ""),
        (Unit("1", "某村", "村社区"),),
    )
    path = folder.report
    shutil.copy(path, folder.path / "别的.xlsx")
    assert other.office.code == "99"
    (folder.path / "占用.xlsx").write_bytes(b"x")
    with pytest.raises(WorkFolderError, match="没有覆盖"):
        merge_report(folder, folder.path / "占用.xlsx", NOW, quiet, partial=False)


def test_the_same_ledger_gives_the_same_report(folder):
    one = folder.report.read_bytes()
    assert one == merged(folder).path.read_bytes()


REQUESTS = "依申请公开台账"


def above(data, tmp_path):
    """What the level above is told when it collects the report."""
    office = open_book(data)
    assert office.sheet(REQUESTS)
    said = read(xxgk(), data).submission.who
    district = make_work_folder(
        tmp_path / "上级",
        Office("上级", "某区", "district", "xxgk", PERIOD, ""),
        (Unit(said.unit, said.name, REPORT),),
    )
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "报告.xlsx").write_bytes(data)
    (file,) = collect_submissions([tmp_path / "收"], district, district.form, NOW, quiet).files
    return file.findings


def set_result(label):
    """Write another result to the township's own request in the register the report brings along."""
    strip = lay_out_workbook(xxgk(), REPORT).strips["申请"]
    column = dict(strip.columns)["结果"]
    return lambda b: b[REQUESTS].cell(strip.first + 1, column + 1, label)


def test_the_register_travels_without_who_asked_and_what_for(made):
    done, data = made
    (own, helped) = read(xxgk(), data).submission.rows["申请"]
    assert {"登记号", "性质", "收到", "类别", "办结", "结果"} == own.values.keys()
    assert "党政办公室" in own.origin
    assert ("2024-001", "2024-002") == (own.values["登记号"], helped.values["登记号"])
    parts = io.BytesIO(data)
    with zipfile.ZipFile(parts) as package:
        said = "".join(package.read(n).decode("utf-8", "replace") for n in package.namelist())
    for private in ("申请人A", "申请人B", "耕地地力保护补贴", "区级部门就第三方", "样例公开〔2024〕1号"):
        assert private not in said
    assert done.merged.report.rows["申请"]


def test_the_level_above_finds_figures_and_register_at_one(made, tmp_path):
    assert [] == [f.code for f in above(made[1], tmp_path) if f.code == "list_differs"]


def test_a_register_that_says_otherwise_than_the_tables_is_told_above(made, tmp_path):
    changed = edited(made[1], set_result("（二）部分公开（区分处理的，只计这一情形，不计其他情形）"))
    (told,) = [f for f in above(changed, tmp_path) if f.code == "list_differs"]
    assert ("表三", "warning") == (told.sheet, told.severity)
    assert "按本报告所附“依申请公开台账”逐行统计，与表中的数不一致：" in told.message
    assert "（（一）予以公开·自然人）应为 0，实为 1" in told.message
    assert "自然人）应为 1，实为 0" in told.message


def test_a_figure_the_office_adjusted_is_not_held_to_the_register(folder, tmp_path):
    path = folder.report
    path.write_bytes(edited(path.read_bytes(), adjust(5)))
    found = above(path.read_bytes(), tmp_path)
    assert ["adjusted"] == [f.code for f in found if f.code in ("adjusted", "list_differs")]
