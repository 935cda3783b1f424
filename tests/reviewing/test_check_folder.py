"""A folder of published reports: who has one, whose has faults, last year's found by body and year."""

import json

import pytest
from paper import draw_odt, draw_pdf, laid_out
from reports import markdown, printed
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.reviewing.check_folder import PAGE

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
    assert said == checked(folder, "--names", names)[1], "the page is no report"


def test_last_year_s_report_is_found_by_body_and_year(tmp_path):
    folder, last = fill(tmp_path / "今年"), tmp_path / "去年"
    last.mkdir()
    (last / "x.md").write_text(markdown(made("青山县柳林乡人民政府", 2023).document()), encoding="utf-8")
    _, said = checked(folder, "--last", last)
    told = {r["unit"]: {f["code"] for f in r["findings"]} for r in said["reports"]}
    assert "all_as_before" in told["青山县柳林乡人民政府"]
    assert "all_as_before" not in told["青山县龙门镇人民政府"]


def test_a_pdf_in_the_folder_is_one_of_the_reports(tmp_path):
    (tmp_path / "a.pdf").write_bytes(draw_pdf(laid_out(made("青山县柳林乡人民政府").document())))
    assert ["青山县柳林乡人民政府"] == [r["unit"] for r in checked(tmp_path)[1]["reports"]]
