"""A folder of published reports: who has one, whose has faults, last year's found by body and year."""

import json

import openpyxl
import pytest
from county import FAULTS, SUFFIXES, made_county, not_found
from forms import xxgk
from json_check import faults
from paper import draw_odt, draw_pdf, laid_out
from reports import markdown, printed
from typer.testing import CliRunner

from toolkit import output_schema
from toolkit.cli import app
from toolkit.publishing.proofread_worker import proofread_many, read_earlier_reports
from toolkit.reviewing.check_folder import MARKED, PAGE, WORKBOOK, check_folder

pytestmark = pytest.mark.slow


def made(unit, year=2024, **changes):
    report = printed("15")
    report.unit, report.year = unit, year
    for name, value in changes.items():
        setattr(report, name, value)
    return report


def fill(folder):
    folder.mkdir()
    wrong = made("青山县龙门镇人民政府")
    wrong.three[3][9] = str(int(wrong.three[3][9]) + 1)
    (folder / "a.md").write_text(markdown(made("青山县柳林乡人民政府").document()), encoding="utf-8")
    (folder / "b.md").write_text(markdown(wrong.document()), encoding="utf-8")
    (folder / "c.odt").write_bytes(draw_odt(made("青山县赵家镇人民政府").document()))
    (folder / "scan.pdf").write_bytes(draw_pdf([([], [])]))
    return folder


def checked(*arguments):
    done = CliRunner().invoke(app, ["check", *map(str, arguments), "--json"])
    return done.exit_code, json.loads(done.output)


def test_a_folder_says_who_has_published_and_what_is_wrong(tmp_path):
    folder = fill(tmp_path / "全县")
    names = tmp_path / "名单.txt"
    names.write_text("青山县柳林乡人民政府\n青山县龙门镇人民政府\n青山县水口镇人民政府\n", encoding="utf-8")
    code, said = checked(folder, "--names", names)
    assert code == 1
    assert "青山县龙门镇人民政府" == said["reports"][0]["unit"], "those with most faults first"
    assert 3 == len(said["reports"])
    assert ["青山县水口镇人民政府"] == said["missing"]
    assert ["scan.pdf"] == [one["path"].rpartition("/")[2] for one in said["unread"]]
    assert "扫描件" in said["unread"][0]["why"]
    page = (folder / PAGE).read_text(encoding="utf-8")
    assert "青山县水口镇人民政府" in page
    assert said == checked(folder, "--names", names)[1], "page and workbook are no reports"
    assert [] == faults(said, output_schema("check"))


def test_the_workbook_has_the_league_table_by_unit_and_rule(tmp_path):
    folder = fill(tmp_path / "全县")
    _, said = checked(folder)
    book = openpyxl.load_workbook(folder / WORKBOOK)
    assert ["名次", "机关与规则", "规则", "公布情况", "文字雷同", "数值离群", "逐条"] == book.sheetnames
    ranks = [r[0] for r in book["名次"].iter_rows(values_only=True) if str(r[1]).endswith("政府")]
    assert [1, 2, 2] == ranks
    (heads,) = [r for r in book["机关与规则"].iter_rows(values_only=True) if r[0] == "机关"]
    (row,) = [r for r in book["机关与规则"].iter_rows(values_only=True) if r[0] == "青山县龙门镇人民政府"]
    told = [f["rule"] for f in said["reports"][0]["findings"]]
    counts = {h: n for h, n in zip(heads[2:], row[2:], strict=True) if n}
    assert {rule: told.count(rule) for rule in told} == counts
    assert len(told) == row[1]
    unread = [r for r in book["公布情况"].iter_rows(values_only=True) if r[0] == "scan.pdf"]
    assert ["读不了"] == [r[4] for r in unread]


def test_reports_that_are_alike_are_told(tmp_path):
    _, said = checked(fill(tmp_path / "全县"))
    assert ["青山县柳林乡人民政府", "青山县赵家镇人民政府"] == said["copies"][0]["units"]
    assert said["copies"][0]["same_tables"]


def test_marked_copies_stand_beside_the_reports_and_are_none(tmp_path):
    folder = fill(tmp_path / "全县")
    before = (folder / "b.md").read_bytes()
    _, said = checked(folder, "--mark")
    assert f"b{MARKED}.html" in {one.rpartition("/")[2] for one in said["marked"]}
    assert before == (folder / "b.md").read_bytes()
    assert 3 == len(checked(folder)[1]["reports"])


def test_every_kind_of_planted_fault_is_found_in_every_format_and_nothing_else(tmp_path):
    made = list(made_county(2 * len(FAULTS), len(FAULTS)))
    for at, one in enumerate(made):
        (tmp_path / f"{at:03}{one.suffix}").write_bytes(one.data)
    assert set(SUFFIXES) == {one.suffix for one in made if one.fault}
    found = check_folder(tmp_path, xxgk(), (), None, lambda *_: None)
    assert () == found.unread
    assert ([], []) == not_found(made, found.reports)
    assert () == found.copies


def test_last_year_s_report_is_found_by_body_and_year(tmp_path):
    folder, last = fill(tmp_path / "今年"), tmp_path / "去年"
    last.mkdir()
    (last / "x.md").write_text(markdown(made("青山县柳林乡人民政府", 2023).document()), encoding="utf-8")
    _, said = checked(folder, "--last", last)
    told = {r["unit"]: {f["code"] for f in r["findings"]} for r in said["reports"]}
    assert "all_as_before" in told["青山县柳林乡人民政府"]
    assert "all_as_before" not in told["青山县龙门镇人民政府"]


def earlier(read, paths, *others):
    read.extend(p.name for p in paths)
    return read_earlier_reports(paths, *others)


def test_of_two_years_called_alike_a_file_is_read_once_and_a_name_that_misleads_decides_nothing(
    tmp_path, monkeypatch
):
    """柳林 bears last year's name and body, 龙门 another body's."""
    now, last = tmp_path / "今年", tmp_path / "去年"
    for folder, year, bodies in ((now, 2024, ("柳林", "龙门")), (last, 2023, ("柳林", "水口"))):
        folder.mkdir()
        for name, body in zip(("柳林", "龙门"), bodies, strict=True):
            text = markdown(made(f"青山县{body}镇人民政府", year).document())
            (folder / f"{name}{year}.md").write_text(text, encoding="utf-8")
    read = []

    def counted(paths, *others):
        read.extend(p.name for p in paths)
        return proofread_many(paths, *others)

    monkeypatch.setattr("toolkit.reviewing.check_folder.proofread_many", counted)
    monkeypatch.setattr("toolkit.reviewing.check_folder.read_earlier_reports", lambda *a: earlier(read, *a))
    found = check_folder(now, xxgk(), (), last, lambda *_: None)
    assert 1 == read.count("柳林2024.md")
    assert [1, 1] == [read.count(f"{name}2023.md") for name in ("柳林", "龙门")]
    told = {r.unit: {f.code for f in r.findings} for r in found.reports}
    assert "all_as_before" in told["青山县柳林镇人民政府"]
    assert "all_as_before" not in told["青山县龙门镇人民政府"]


def test_a_pdf_in_the_folder_is_one_of_the_reports(tmp_path):
    (tmp_path / "a.pdf").write_bytes(draw_pdf(laid_out(made("青山县柳林乡人民政府").document())))
    assert ["青山县柳林乡人民政府"] == [r["unit"] for r in checked(tmp_path)[1]["reports"]]
