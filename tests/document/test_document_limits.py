"""Documents that would cost more than any report: read or refused in words, within bounds of time and memory."""

import io
import subprocess
import sys
import zipfile

import pytest
from forms import xxgk
from typer.testing import CliRunner

from toolkit import cli
from toolkit.document.document_limits import MOST_ROWS, MOST_SPAN, parse_cell_span
from toolkit.document.model import Grid, Paragraph
from toolkit.document.proofread_result import Asked
from toolkit.document.read_document import read_document, read_unseen_text
from toolkit.errors import UnreadableDocumentError
from toolkit.intake.workers import LATE, WorkerFailure
from toolkit.publishing import proofread_worker as apart
from toolkit.xxgk.proofread import proofread_report

pytestmark = pytest.mark.slow  # files of any size, and a process for each

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TITLE = "青山县柳林乡人民政府2024年政府信息公开工作年度报告"
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
WIDE = '<w:gridSpan w:val="1000000000"/>'
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    + "]>"
)


def p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text, said=""):
    return f"<w:tc><w:tcPr>{said}</w:tcPr>{p(text)}</w:tc>"


def word(body, doctype="", more=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", RELS)
        package.writestr(
            "word/document.xml",
            f"{doctype}<w:document {W}><w:body>{p(TITLE)}{p('一、总体情况')}{body}</w:body></w:document>",
        )
        for name, data in more:
            package.writestr(name, data)
    return out.getvalue()


def page(body):
    return f"<h1>{TITLE}</h1><p>一、总体情况</p>{body}".encode()


def texts(data, suffix):
    return [b.text for b in read_document(data, suffix).blocks if isinstance(b, Paragraph)]


def grids(data, suffix):
    return [b for b in read_document(data, suffix).blocks if isinstance(b, Grid)]


# spans


def test_a_span_is_a_number_no_wider_than_word_knows_columns():
    assert [3, 1, 1, 1, 1, MOST_SPAN, MOST_SPAN] == [
        parse_cell_span(x) for x in ("3", "0", "x", "-5", None, "1000000000", "9" * 5000)
    ]


def test_cells_that_say_they_span_a_billion_columns_are_read():
    data = word(
        f"<w:tbl><w:tr>{tc('甲', WIDE) * 2}{tc('乙')}</w:tr><w:tr>{tc('丙', WIDE + '<w:vMerge/>')}</w:tr></w:tbl>"
    )
    rows = grids(data, ".docx")[0].rows
    assert [["甲", "甲", "乙"], []] == [[b.text for b in row if b] for row in rows]
    assert [2 * MOST_SPAN + 1, MOST_SPAN] == [len(row) for row in rows]
    data = page("<table><tr><td colspan=1000000000 rowspan=1000000000>甲<td>乙</tr><tr><td>丙</tr></table>")
    rows = grids(data, ".html")[0].rows
    assert [["甲", "乙"], ["丙"]] == [[b.text for b in row if b] for row in rows]
    assert [MOST_SPAN + 1, MOST_SPAN + 1] == [len(row) for row in rows]


def test_no_cell_reaches_further_than_64_places_down_or_across():
    below = "".join(f"<tr><td>{i}</tr>" for i in range(1, 66))
    rows = grids(page(f"<table><tr><td rowspan=999>甲<td colspan=999>乙</tr>{below}</table>"), ".html")[
        0
    ].rows
    assert 1 + 64 == len(rows[0])
    assert [None] * 63 + ["64", "65"] == [row[0] and row[0].text for row in rows[1:]]


def test_places_covered_from_above_are_none_and_end_where_they_should():
    data = page(
        "<table><tr><td>1<td rowspan=2>2<td>3</tr><tr><td>4<td>5</tr><tr><td>6<td>7<td>8</tr></table>"
    )
    rows = [[b and b.text for b in row] for row in grids(data, ".html")[0].rows]
    assert [["1", "2", "3"], ["4", None, "5"], ["6", "7", "8"]] == rows


# depth


def test_tables_in_tables_are_read_once():
    inner = f"<w:tbl><w:tr>{tc('规章')}{tc('0')}{tc('1')}</w:tr></w:tbl>"
    data = word("<w:tbl><w:tr><w:tc>" * 60 + p("正文") + inner + "</w:tc></w:tr></w:tbl>" * 60)
    assert "正文" in texts(data, ".docx")
    assert [["规章", "0", "1"]] == [[b.text for b in g.rows[0]] for g in grids(data, ".docx")]


def test_a_page_of_tags_that_are_never_closed_is_read_to_its_end():
    assert texts(page("<font>" * 1500 + "<p>末句。"), ".html")[-1] == "末句。"
    with pytest.raises(UnreadableDocumentError, match="套得太深"):
        read_document(page("<div>" * 100_000 + "末句。"), ".html")


# what is outside the file, and what is spelt out


@pytest.mark.parametrize("reader", [read_document, read_unseen_text])
def test_nothing_outside_the_file_is_read(tmp_path, reader):
    secret = tmp_path / "秘密.txt"
    secret.write_text("不该读到", encoding="utf-8")
    doctype = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    for data, suffix in (
        (word(p("前&x;后"), doctype), ".docx"),
        (f"{doctype}{page('&x;').decode()}".encode(), ".html"),
    ):
        assert "不该读到" not in str(reader(data, suffix))


@pytest.mark.parametrize("body", [p("&a11;"), '<w:p w:x="&a11;"/>'])
def test_entities_of_entities_are_refused(body):
    with pytest.raises(UnreadableDocumentError):
        read_document(word(body, LAUGHS), ".docx")


# size


def test_pictures_are_never_unpacked():
    assert "好" in texts(word(p("好"), more=[("word/media/a.png", b"\0" * 50_000_000)]), ".docx")


@pytest.mark.parametrize(
    ("data", "suffix", "words"),
    [
        (lambda: word(p("好"), more=[("word/footnotes.xml", b"<a>" + b" " * 40_000_000 + b"</a>")]), ".docx", "太大"),
        (lambda: word(p("好"), more=[(f"x/{i}", b"") for i in range(11_000)]), ".docx", "太大"),
        (lambda: word("<w:p/>" * 1_000_000), ".docx", "排版标记"),
        (lambda: page("<p>" * 1_000_000), ".html", "排版标记"),
        (lambda: word(p("好") * 21_000), ".docx", "段落"),
        (lambda: page("中" * 500_000), ".html", "个字"),
        (lambda: "中".encode() * 500_000, ".txt", "个字"),
        (("|甲|1|\n" * (MOST_ROWS + 1)).encode, ".md", "行表格"),
        (lambda: page("<table>" + ("<tr>" + "<td colspan=64 rowspan=64>1" * 60) * 300 + "</table>"), ".html", "格"),
    ],
    ids=["unpacked", "members", "paragraphs", "tags", "texts", "text", "plain", "rows", "places"],
)  # fmt: skip
def test_what_no_report_is_made_of_is_refused_in_words(data, suffix, words):
    with pytest.raises(UnreadableDocumentError, match=words) as told:
        read_document(data(), suffix)
    assert "请" in str(told.value)


# from the command line


HOSTILE = {
    "跨列.docx": (
        lambda: word(f"<w:tbl><w:tr>{tc('甲', WIDE)}</w:tr></w:tbl>"),
        1,
    ),
    "无.docx": (lambda: word(p("无" * 16_000)), 1),
    "实体.docx": (lambda: word(p("&a11;"), LAUGHS), 3),
    "太深.html": (lambda: page("<div>" * 100_000), 3),
    "太大.html": (lambda: b"x" * (20 * 2**20 + 1), 3),
}
"""Files by name: how each is made, and how ``check`` ends on it."""


@pytest.mark.parametrize("name", HOSTILE)
def test_check_says_what_is_wrong_with_such_a_file(tmp_path, name):
    make, code = HOSTILE[name]
    (tmp_path / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "check", str(tmp_path / name)],
        capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1", "PATH": ""}, check=False,
    )  # fmt: skip
    assert code == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "请" in done.stdout + done.stderr if code == 3 else "缺少" in done.stdout


def test_a_report_that_cannot_be_read_in_time_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "run_in_workers", lambda *_, **__: [(None, WorkerFailure(LATE))])
    (tmp_path / "慢.md").write_text("# 报告", encoding="utf-8")
    with pytest.raises(UnreadableDocumentError, match="没有完成"):
        apart.proofread_in_worker(tmp_path / "慢.md", xxgk(), Asked())


def test_a_report_read_in_a_worker_is_read_as_here(tmp_path):
    path = tmp_path / "好.docx"
    path.write_bytes(word(p("（二）依申请公开。收到申请12件。")))
    assert proofread_report(path, xxgk(), Asked()) == apart.proofread_in_worker(path, xxgk(), Asked())


def test_a_report_without_a_year_is_refused_by_the_worker_s_own_words(tmp_path):
    path = tmp_path / "无年度.md"
    path.write_text("## 一、总体情况\n\n好。", encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["check", str(path)])
    assert "看不出是哪一年度" in done.output + str(done.exception)
