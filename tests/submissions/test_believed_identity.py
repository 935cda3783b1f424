"""Whose a file is: four witnesses, present or absent, agreeing or not, and what is believed of them."""

import io
from itertools import product

import openpyxl
import pytest
from draw import draw, submission
from elsewhere import official
from forms import xxgk
from real import load
from township import sent
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.folder import roster_edits
from toolkit.folder.roster import Office, Unit, suggest_unit
from toolkit.folder.work_folder import make_work_folder, workbook_identity
from toolkit.form.layout import COVER, IDENTITY
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook

NOW = "2025-01-02T00:00:00+00:00"
A, B = Unit("0101", "甲村", "村社区"), Unit("0102", "乙村", "村社区")
ABSENT, MINE, OTHER = "没有", "甲村的", "乙村的"


@pytest.fixture
def folder(tmp_path):
    return make_work_folder(
        tmp_path / "w",
        Office("01", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10"),
        (A, B),
    )


def workbook(folder, unit=A, year="2024", **figures):
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    given = {c: figures[c.row] for c in zeros if c.table == "互动" and c.row in figures}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    made = submission(form, "村社区", {**zeros, **given}, zero=lists)
    who = workbook_identity(folder, unit)._replace(period=year)
    return draw(form, made.__class__(who, figures=made.figures, zero=made.zero))


def changed(data, properties, hidden, cover):
    """Take away or change what three witnesses say."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    layout = lay_out_workbook(xxgk(), "村社区")
    for prop in list(book.custom_doc_props.props):
        if properties == ABSENT:
            del book.custom_doc_props[prop.name]
        elif properties == OTHER and prop.name in ("toolkit.unit", "toolkit.name"):
            prop.value = B.code if prop.name.endswith("unit") else B.name
    if hidden == ABSENT:
        del book[IDENTITY]
    elif hidden == OTHER:
        for row in book[IDENTITY].iter_rows(max_col=2):
            if row[0].value in ("unit", "name"):
                row[1].value = B.code if row[0].value == "unit" else B.name
    for item, text in (("unit", B.code), ("name", B.name)):
        if cover == ABSENT:
            book[COVER][layout.identity(item).a1] = None
        elif cover == OTHER:
            book[COVER][layout.identity(item).a1] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# properties, hidden sheet, cover → who is believed, what is told (the file's name is the fourth, below)
MATRIX = {
    (MINE, MINE, MINE): (A, set(), "accepted"),
    (MINE, MINE, OTHER): (None, {"other_unit"}, "unconfirmed"),
    (MINE, MINE, ABSENT): (A, {"identity_conflict"}, "accepted_with_warnings"),
    (MINE, OTHER, MINE): (None, {"other_unit"}, "unconfirmed"),
    (MINE, OTHER, OTHER): (None, {"other_unit"}, "unconfirmed"),
    (MINE, OTHER, ABSENT): (None, {"other_unit"}, "unconfirmed"),
    (MINE, ABSENT, MINE): (A, set(), "accepted"),
    (MINE, ABSENT, OTHER): (None, {"other_unit"}, "unconfirmed"),
    (MINE, ABSENT, ABSENT): (A, {"identity_conflict"}, "accepted_with_warnings"),
    (OTHER, MINE, MINE): (None, {"other_unit"}, "unconfirmed"),
    (OTHER, MINE, OTHER): (None, {"other_unit"}, "unconfirmed"),
    (OTHER, MINE, ABSENT): (None, {"other_unit"}, "unconfirmed"),
    (OTHER, OTHER, MINE): (None, {"other_unit"}, "unconfirmed"),
    (OTHER, OTHER, OTHER): (B, set(), "accepted"),
    (OTHER, OTHER, ABSENT): (B, {"identity_conflict"}, "accepted_with_warnings"),
    (OTHER, ABSENT, MINE): (None, {"other_unit"}, "unconfirmed"),
    (OTHER, ABSENT, OTHER): (B, set(), "accepted"),
    (OTHER, ABSENT, ABSENT): (B, {"identity_conflict"}, "accepted_with_warnings"),
    (ABSENT, MINE, MINE): (A, set(), "accepted"),
    (ABSENT, MINE, OTHER): (None, {"other_unit"}, "unconfirmed"),
    (ABSENT, MINE, ABSENT): (A, {"identity_conflict"}, "accepted_with_warnings"),
    (ABSENT, OTHER, MINE): (None, {"other_unit"}, "unconfirmed"),
    (ABSENT, OTHER, OTHER): (B, set(), "accepted"),
    (ABSENT, OTHER, ABSENT): (B, {"identity_conflict"}, "accepted_with_warnings"),
    (ABSENT, ABSENT, MINE): (A, {"identity_from_cover"}, "accepted_with_warnings"),
    (ABSENT, ABSENT, OTHER): (B, {"identity_from_cover"}, "accepted_with_warnings"),
    (ABSENT, ABSENT, ABSENT): (None, set(), "unreadable"),
}


def told(file):
    ours = ("identity_conflict", "other_unit", "identity_from_cover", "no_identity")
    return {f.code for f in file.findings if f.code in ours}


def test_the_table_has_every_combination():
    assert set(product((MINE, OTHER, ABSENT), repeat=3)) == set(MATRIX)


@pytest.mark.parametrize("name", ["上报.xlsx", "0101_甲村.xlsx", "0102_乙村.xlsx"])
def test_what_is_believed_of_every_combination_of_witnesses(folder, tmp_path, name):
    data = workbook(folder)
    inbox = tmp_path / "收"
    for i, witnesses in enumerate(MATRIX):
        path = inbox / str(i) / name
        path.parent.mkdir(parents=True)
        path.write_bytes(changed(data, *witnesses))
    found = {f.path: f for f in collect_submissions([inbox], None, xxgk(), NOW, lambda *_: None).files}
    with_roster = {}
    for i in range(len(MATRIX)):  # one by one: a second file of a unit would supersede the first
        with_roster[i] = collect_submissions([inbox / str(i)], folder, xxgk(), NOW, lambda *_: None).files[0]
    for i, (witnesses, (unit, expected, comes_to)) in enumerate(MATRIX.items()):
        file, says = with_roster[i], {"0101_甲村.xlsx": A, "0102_乙村.xlsx": B}.get(name)
        against = bool(unit and says and says != unit)  # the name contradicts whoever was believed
        due = "unconfirmed" if against else comes_to
        codes = expected | ({"other_unit"} if against else set())
        code = unit.code if unit and not against else ""
        assert (code, codes) == (file.unit, told(file)), witnesses
        assert (due == "unconfirmed") == (set(file.readings) == {A.code, B.code}), witnesses
        if file.outcome not in ("superseded", "duplicate"):
            assert due == file.outcome, witnesses
    assert len(found) == len(MATRIX)


def test_a_file_that_is_nobody_s_says_what_to_do_and_is_adopted(folder, tmp_path):
    path = tmp_path / "收" / "谁的.xlsx"
    path.parent.mkdir()
    path.write_bytes(changed(workbook(folder, 意见收到=3.0), ABSENT, ABSENT, ABSENT))
    (file,) = collect_submissions([path], folder, xxgk(), NOW, lambda *_: None).files
    assert "unreadable" == file.outcome
    assert "toolkit adopt" in file.reason
    run = CliRunner().invoke(app, ["adopt", str(path), "0102", "--why", "电话核实", "-w", str(folder.path)])
    assert 0 == run.exit_code, run.output
    (file,) = collect_submissions([path], folder, xxgk(), NOW, lambda *_: None).files
    assert ("0102", "accepted") == (file.unit, file.outcome)
    assert 3.0 in sent(folder, "0102").figures.values()


def test_tables_made_elsewhere_are_adopted_as_a_report(tmp_path):
    town = Unit("0110", "某镇", "报告")
    district = make_work_folder(
        tmp_path / "区", Office("01", "某区", "district", "xxgk", Period.of_year(2024), ""), (town,)
    )
    path = tmp_path / "某镇三张表.xlsx"
    official(xxgk(), load("16")).save(path)
    (file,) = collect_submissions([path], district, xxgk(), NOW, lambda *_: None).files
    assert "unreadable" == file.outcome
    assert "看不出是哪个单位" in file.reason
    adopt_file(district, path, "0110", "", NOW)
    (file,) = collect_submissions([path], district, xxgk(), NOW, lambda *_: None).files
    assert "0110" == file.unit
    assert "made_elsewhere" in {f.code for f in file.findings}
    assert {"表二文件", "表三", "表四"} <= {c.table for c in sent(district, "0110").figures}


def test_last_year_s_and_another_unit_s_workbooks_say_so(folder, tmp_path):
    for name, data in (
        ("去年.xlsx", workbook(folder, year="2023")),
        ("生.xlsx", workbook(folder, Unit("0109", "甲村新", "村社区"))),
    ):
        (tmp_path / name).write_bytes(data)
        (file,) = collect_submissions([tmp_path / name], folder, xxgk(), NOW, lambda *_: None).files
        (found,) = [f for f in file.findings if f.severity == "error"]
        assert found.code == ("wrong_period" if name == "去年.xlsx" else "unit_unknown")
        assert name == "去年.xlsx" or "最像的是 0101 甲村" in found.message


def test_two_units_with_the_same_figures_are_told_and_an_empty_year_is_not(folder, tmp_path):
    much = {"意见收到": 23.0, "意见答复": 19.0, "监委会审核": 17.0, "应财务公开": 13.0, "财务公开": 13.0}
    for figures, expected in (({}, set()), ({"意见收到": 3.0}, set()), (much, {"same_figures"})):
        inbox = tmp_path / f"收{len(figures)}"
        inbox.mkdir()
        for unit in (A, B):
            (inbox / f"{unit.code}.xlsx").write_bytes(workbook(folder, unit, **figures))
        found = collect_submissions([inbox], folder, xxgk(), NOW, lambda *_: None)
        assert [expected] * 2 == [{f.code for f in x.findings} & {"same_figures"} for x in found.files]
        assert [expected] * 2 == [{f.code for f in u.findings} & {"same_figures"} for u in found.units]
    assert "“乙村”" in next(f.message for f in found.files[0].findings if f.code == "same_figures")


# ── the roster ─────────────────────────────────────────────────────────────────────────────────────────────


def test_units_are_added_renamed_and_excused_and_the_rest_of_the_roster_stays(folder):
    path = folder.path / "名册.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["J9"] = "办事员自己的备注"
    book.save(path)
    work = ["-w", str(folder.path)]
    for arguments in (
        ["roster", "add", "0103", "=丙村", "村社区"],
        ["roster", "rename", "0101", "甲社区"],
        ["roster", "excuse", "0102", "--why", "已撤并"],
    ):
        run = CliRunner().invoke(app, [*arguments, *work])
        assert 0 == run.exit_code, run.output
    assert (
        ("0101", "甲社区", ""),
        ("0102", "乙村", "已撤并"),
        ("0103", "=丙村", ""),
    ) == tuple((u.code, u.name, u.excused) for u in folder.roster())
    assert "办事员自己的备注" == openpyxl.load_workbook(path).active["J9"].value
    roster_edits.excuse_unit(folder, "0102", "")
    assert "" == folder.roster()[1].excused
    shown = CliRunner().invoke(app, ["roster", *work])
    assert "0103  =丙村  村社区" in shown.output


def test_what_the_roster_cannot_take_is_refused(folder):
    for unit, fault in (
        (A, "已有 0101"),
        (Unit("9", "乙村", "村社区"), "已有 0102"),
        (Unit("9", "丁", "公司"), "没有类别"),
    ):
        with pytest.raises(WorkFolderError, match=fault):
            roster_edits.add_unit_to_roster(folder, unit)
    with pytest.raises(WorkFolderError, match="最像的是 0101 甲村"):
        roster_edits.rename_unit(folder, "01O1", "x")
    with pytest.raises(WorkFolderError, match="已有名称"):
        roster_edits.rename_unit(folder, "0101", "乙村")


def test_a_unit_is_suggested_by_code_or_name_and_only_when_it_is_near():
    assert "（最像的是 0101 甲村）" == suggest_unit((A, B), "0101 ", "甲村民委员会")
    assert "" == suggest_unit((A, B), "99999", "某学校")
