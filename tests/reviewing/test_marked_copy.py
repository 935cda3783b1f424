"""A copy of a report with what was found in it; the report itself stays."""

import json
from functools import cache

import docx
import pytest
from county import made_county
from typer.testing import CliRunner

from toolkit.author.samples import samples_folder
from toolkit.cli import app
from toolkit.reviewing.check_folder import MARKED

pytestmark = pytest.mark.slow


@cache
def made():
    """Reports by their format and the fault planted in them."""
    return {(one.suffix, one.fault): one.data for one in made_county(60, 40)}


def run(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def put(tmp_path, suffix, fault):
    path = tmp_path / f"年报{suffix}"
    path.write_bytes(made()[suffix, fault])
    return path


def test_a_word_report_gets_comments_at_the_cell_and_at_the_sentence(tmp_path):
    path = put(tmp_path, ".docx", "a total of 表三")
    before = path.read_bytes()
    (marked,) = json.loads(run(path, "--mark", "--json").output)["marked"]
    assert before == path.read_bytes()
    assert f"年报{MARKED}.docx" == marked.rpartition("/")[2]
    comments = [c.text for c in docx.Document(marked).comments]
    assert ["规则 I3", "规则 E1"] == [c.partition("（")[2].partition("）")[0] for c in comments]
    assert "建议改为：" in comments[1]


def test_somebody_s_notes_in_a_copy_are_not_written_over(tmp_path):
    path = put(tmp_path, ".docx", "a total of 表三")
    first = tmp_path / f"年报{MARKED}.docx"
    first.write_bytes(b"mine")
    run(path, "--mark")
    assert b"mine" == first.read_bytes()
    assert 3 == len(list(tmp_path.iterdir()))


def test_another_format_gets_a_page_and_what_has_no_fault_no_copy(tmp_path):
    path = put(tmp_path, ".pdf", "a figure of 表三")
    assert "原文件没有改动" in run(path, "--mark").output
    assert '<td class="error">' in (tmp_path / f"年报{MARKED}.html").read_text(encoding="utf-8")
    sound = put(tmp_path, ".html", "")
    assert [] == json.loads(run(sound, "--mark", "--json").output)["marked"]


def test_a_workbook_has_no_sentences_to_mark():
    book = next((samples_folder() / "第一轮").glob("*.xlsx"))
    done = run(book, "--mark")
    assert 2 == done.exit_code
    assert "--mark 用于写好的报告" in done.output
