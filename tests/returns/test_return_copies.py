"""What becomes of files that are no plain workbook of ours when they are returned, and of what units do with copies."""

import io
import shutil

import openpyxl
import pytest
from draw import draw, submission
from forms import xxgk
from inbox import quiet
from intake_zips import packed
from office import convert
from typing_in import edited

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.history import unit_history
from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import permit_findings
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import RETURNS, make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.intake.workers import WorkerFailure
from toolkit.ledger.ledger import Ledger
from toolkit.reading import return_notice
from toolkit.returns import comments, return_copies
from toolkit.returns.return_copies import write_return_copies
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"
UNITS = (
    Unit("001", "甲村", "村社区"),
    Unit("002", "乙村", "村社区"),
    Unit("003", "丙村", "村社区", excused="并入"),
)


def village(unit, **figures):
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    given = {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    return draw(
        form, submission(form, "村社区", {**zeros, **given}, zero=lists, unit=unit.code, name=unit.name)
    )


WRONG = {"意见收到": 2, "意见答复": 3}
WARNED = {"应财务公开": 4, "财务公开": 3}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "收").mkdir()
    return make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10"), UNITS
    )


def take(folder, name, data):
    path = folder.path.parent / "收" / name
    path.write_bytes(data)
    return collect_submissions([path], folder, folder.form, NOW, quiet)


def returned(folder, *units):
    return {m.unit: m for m in write_return_copies(folder, units, None, NOW, quiet)}


def state(folder, unit="001"):
    return next(
        u for u in collect_submissions([], folder, folder.form, NOW, quiet).units if u.unit.code == unit
    )


def inserted(book):
    book["工作情况"].insert_rows(22)


def renamed(book):
    book["工作情况"].title = "我们的工作"


def removed(book):
    del book["工作情况"]


@pytest.mark.parametrize(
    ("change", "why"), [(inserted, "行列变动过"), (renamed, "工作表改过名"), (removed, "缺工作表")]
)
def test_what_was_reshaped_is_drawn_anew_with_its_figures(folder, change, why):
    take(folder, "甲.xlsx", edited(village(UNITS[0], **WRONG), change))
    made = returned(folder)["001"]
    assert why == made.why
    book = open_book(made.path.read_bytes())
    sheet = next(s for s in book.sheets if s.name == "工作情况")
    values = {at: c.raw for at, c in sheet.cells.items()}
    if change is not removed:
        assert ("2", "3") == (values[21, 1], values[22, 1])
        assert [("工作情况", 22, 1)] == [tuple(p) for p in marked_in(made.path.read_bytes())]
    assert made.errors
    lines = [c.raw for c in return_notice.find_notice_sheet(book).cells.values()]
    assert any("已换成新的工作簿" in text for text in lines)


def marked_in(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and comments.BEGIN in cell.comment.text:
                    yield sheet.title, cell.row - 1, cell.column - 1


def test_words_that_could_not_be_read_come_over_as_typed(folder):
    def change(book):
        book["工作情况"]["B18"] = "五六个"
        renamed(book)

    take(folder, "甲.xlsx", edited(village(UNITS[0]), change))
    made = returned(folder)["001"]
    values = open_book(made.path.read_bytes()).sheet("工作情况").cells
    assert "五六个" == values[17, 1].raw
    assert ("工作情况", 17, 1) in list(marked_in(made.path.read_bytes()))


@pytest.mark.office
@pytest.mark.parametrize("to", ["xls:MS Excel 97", "ods"])
def test_other_formats_come_back_as_workbooks_of_ours(folder, tmp_path, to):
    (tmp_path / "甲.xlsx").write_bytes(village(UNITS[0], **WRONG))
    (saved,) = convert([tmp_path / "甲.xlsx"], tmp_path / "out", tmp_path / "profile", to=to)
    take(folder, saved.name, saved.read_bytes())
    made = returned(folder)["001"]
    assert "不是 .xlsx 格式" == made.why
    mended = edited(made.path.read_bytes(), lambda b: b["工作情况"].__setitem__("B23", 2))
    take(folder, "甲改.xlsx", mended)
    assert state(folder).outcome in ("accepted", "accepted_with_warnings")


def test_a_file_the_office_adopted_comes_back_as_its_unit_s(folder):
    def nameless(book):
        for name in [n for n in book.defined_names if n.startswith("toolkit.")]:
            del book.defined_names[name]
        del book["_标识"]
        for prop in list(book.custom_doc_props.names):
            del book.custom_doc_props[prop]
        for row in range(1, 14):
            if type(book["封面"].cell(row, 2)).__name__ == "Cell":
                book["封面"].cell(row, 2).value = None

    take(folder, "不知道谁的.xlsx", edited(village(UNITS[0], **WRONG), nameless))
    adopt_file(folder, folder.path.parent / "收" / "不知道谁的.xlsx", "001", "电话问过", NOW)
    take(folder, "不知道谁的.xlsx", (folder.path.parent / "收" / "不知道谁的.xlsx").read_bytes())
    assert "001" in returned(folder)


def test_a_warning_is_answered_beside_it(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WARNED))
    made = returned(folder)["001"]
    assert (0, 1) == (made.errors, made.warnings)
    assert 1 == state(folder).to_explain

    def explain(book):
        sheet = book.worksheets[0]
        (row,) = [r for r in range(1, 20) if sheet.cell(r, return_notice.CODE_COLUMN + 1).value]
        sheet.cell(row, return_notice.TEXT_COLUMN + 1).value = "年中撤并，少公开一次"

    take(folder, "甲答.xlsx", edited(made.path.read_bytes(), explain))
    now = state(folder)
    assert ("accepted_with_warnings", 0) == (now.outcome, now.to_explain)
    assert ["年中撤并，少公开一次"] == [f.explanation for f in now.findings if f.rule == "S3"]
    assert {} == returned(folder)


def test_an_error_is_not_explained_away_beside_it(folder):
    """Somebody writes the name of an instance into our sheet: only warnings are answered."""
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    made = returned(folder)["001"]

    def cheat(book):
        sheet = book.worksheets[0]
        sheet.cell(7, return_notice.CODE_COLUMN + 1).value = "S1.互动.意见答复.数量"
        sheet.cell(7, return_notice.TEXT_COLUMN + 1).value = "就是这样"

    take(folder, "甲答.xlsx", edited(made.path.read_bytes(), cheat))
    assert "returned" == state(folder).outcome


def test_a_copy_sent_back_as_it_was_is_the_same_content(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    made = returned(folder)["001"]
    found = take(folder, "甲_请改.xlsx", made.path.read_bytes())
    assert ["returned"] == [f.outcome for f in found.files]
    assert () == found.changed
    (line,) = [x for x in load_campaign(folder, NOW).lines if x.now.unit.code == "001"]
    assert (2, 1) == (len(line.sent), line.returns), "sent twice, but nothing new"
    assert not [f for f in state(folder).findings if f.code == "extra_sheet"]


def test_a_file_inside_a_zip_and_one_with_macros(folder, tmp_path):
    take(folder, "包.zip", packed({"里面/甲.xlsx": village(UNITS[0], **WRONG)}))
    assert returned(folder)["001"].path.is_file()
    data = village(UNITS[1], **WRONG)
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            new.writestr(
                name,
                old.read(name).replace(types, macros) if name == "[Content_Types].xml" else old.read(name),
            )
    take(folder, "乙.xlsm", out.getvalue())
    assert ".xlsm" == returned(folder)["002"].path.suffix


def test_what_is_mended_is_not_returned_again_and_its_copy_goes(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    take(folder, "乙.xlsx", village(UNITS[1], **WRONG))
    first = returned(folder)
    assert {"001", "002"} == first.keys()
    shutil.copy(first["002"].path, first["002"].path.with_name("我的备份.xlsx"))
    take(folder, "甲改.xlsx", village(UNITS[0], 意见收到=3, 意见答复=3))
    assert {"002"} == returned(folder).keys()
    assert {first["002"].path.name, "我的备份.xlsx"} == {p.name for p in (folder.path / RETURNS).iterdir()}


@pytest.mark.promise("不会丢", "有人写过字的退回件不会被删掉、盖掉")
def test_a_copy_somebody_wrote_into_is_not_taken_away(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    path = returned(folder)["001"].path
    path.write_bytes(path.read_bytes() + b" ")
    take(folder, "甲改.xlsx", village(UNITS[0]))
    assert {} == returned(folder)
    assert path.is_file()


def test_copies_are_on_record_once_and_move_no_anchor(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    with Ledger.open(folder.ledger) as ledger:
        head = ledger.head()
    for _ in range(2):
        assert returned(folder)["001"].path.is_file(), "what is made again stays"
    with Ledger.open(folder.ledger) as ledger:
        (one,) = ledger.sent_back("001")
        assert (1, 0, f"{RETURNS}/001_甲村_2024_请改.xlsx") == (one.errors, one.warnings, one.path)
        assert head == ledger.head()
    assert any("退回" in e.said for e in unit_history(folder, "001"))


def test_what_the_office_let_pass_is_not_asked_again(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    permit_findings(folder, "001", "S1", "去年的意见今年答复", "办公室", NOW)
    assert {} == returned(folder)


def test_only_the_units_named_and_none_unknown(folder):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    take(folder, "乙.xlsx", village(UNITS[1], **WRONG))
    take(folder, "丙.xlsx", village(UNITS[2], **WRONG))
    assert {"001", "002"} == returned(folder).keys(), "an excused unit is not asked"
    assert {"002"} == returned(folder, "002").keys()
    with pytest.raises(WorkFolderError, match="999"):
        returned(folder, "999")


def test_a_file_the_worker_died_of_costs_only_its_own_copy(folder, monkeypatch):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    take(folder, "乙.xlsx", village(UNITS[1], **WRONG))

    def each(fn, tasks):
        for i, task in enumerate(tasks):
            yield task, fn(task) if i else WorkerFailure("reader-died")

    monkeypatch.setattr(return_copies, "run_in_workers", each)
    made = returned(folder)
    assert made["001"].path is None
    assert made["002"].path.is_file()


@pytest.mark.promise("不会做", "做退回件不动单位的原件")
def test_the_original_is_never_touched(folder):
    data = village(UNITS[0], **WRONG)
    take(folder, "甲.xlsx", data)
    returned(folder)
    assert data == (folder.path.parent / "收" / "甲.xlsx").read_bytes()


def test_many_cells_of_one_finding_are_all_marked(folder):
    """The words of a finding name a dozen cells; what it points to is all of them."""
    form = xxgk()
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    given = {Cell("互动", "意见收到", "数量"): 1.0}
    data = draw(form, submission(form, "村社区", given, zero=lists, unit="001", name="甲村"))
    take(folder, "甲.xlsx", data)
    made = returned(folder)["001"]
    grounded, layout = ground_form(form, "村社区"), lay_out_workbook(form, "村社区")
    blank = {
        tuple(layout.at[c]) for c in grounded.inputs if form.figure(c).type == "count" and c not in given
    }
    assert blank <= set(marked_in(made.path.read_bytes()))


def test_a_file_that_is_marked_as_it_is_is_not_read_a_second_time(folder, monkeypatch):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    monkeypatch.setattr(return_copies, "run_in_workers", lambda fn, tasks: ((t, fn(t)) for t in tasks))
    monkeypatch.setattr("toolkit.returns.return_copy.read_opened_book", None)
    assert returned(folder)["001"].path.is_file()


def test_copies_that_are_there_are_on_record_where_a_later_one_fails(folder, monkeypatch):
    take(folder, "甲.xlsx", village(UNITS[0], **WRONG))
    take(folder, "乙.xlsx", village(UNITS[1], **WRONG))

    def written(files, _):
        for path, data in files:
            if path.name.startswith("002"):
                raise WorkFolderError("写不了")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            yield path

    monkeypatch.setattr(return_copies, "write_in_groups", written)
    with pytest.raises(WorkFolderError, match="写不了"):
        returned(folder)
    with Ledger.open(folder.ledger) as ledger:
        assert ["001"] == [b.unit for b in ledger.sent_back()]
