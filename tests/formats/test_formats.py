"""Reports in the formats people publish: read as the same report, or refused in words that say what to do."""

import shutil
import subprocess

import pytest
from forms import xxgk
from paper import draw_odt, draw_ofd, draw_pdf, laid_out, zipped
from real import figures, load
from reports import page, printed

from toolkit.document.printed_tables import table_as_printed
from toolkit.document.proofread_result import Asked
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template
from toolkit.errors import UnreadableDocumentError
from toolkit.formats import word_processor
from toolkit.formats.open_report import format_of_report, read_report_file
from toolkit.xxgk.proofread import proofread_report


def official(number="02"):
    document, known = printed(number).document(), figures(load(number))
    blocks = [table_as_printed(xxgk(), b.name, known) if hasattr(b, "rows") else b for b in document.blocks]
    return document._replace(blocks=tuple(blocks))


def drawn(kind, document):
    match kind:
        case "pdf":
            return draw_pdf(laid_out(document))
        case "ofd":
            return draw_ofd(laid_out(document))
        case "odt":
            return draw_odt(document)
        case "docx":
            return draw_word_document(document, draw_word_template())
    return page(document).encode()


def proofread(tmp_path, data, suffix):
    path = tmp_path / f"报告{suffix}"
    path.write_bytes(data)
    return proofread_report(path, xxgk(), Asked())


@pytest.mark.parametrize("kind", ["pdf", "ofd", "odt"])
def test_a_report_is_the_same_in_every_format(tmp_path, kind):
    document = official()
    found = proofread(tmp_path, drawn(kind, document), f".{kind}")
    assert ("淮安市人民政府", 2024) == (found.unit, found.year)
    assert figures(load("02")) == found.figures
    assert proofread(tmp_path, drawn("docx", document), ".docx").texts == found.texts
    assert () == found.findings


@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_a_table_that_runs_on_over_the_page_is_read_whole(tmp_path, kind):
    document = official("15")
    assert figures(load("15")) == proofread(tmp_path, drawn(kind, document), f".{kind}").figures


@pytest.mark.parametrize("kind", ["pdf", "ofd", "odt", "docx", "html"])
def test_what_is_in_a_file_decides_not_its_ending(tmp_path, kind):
    data = drawn(kind, official())
    assert kind == format_of_report(data, ".doc").removeprefix(".")
    assert 200 == len(proofread(tmp_path, data, ".doc" if kind != "docx" else ".pdf").figures)


def test_a_scan_is_told_as_one(tmp_path):
    for data in (draw_pdf([([], [])], scanned=True), draw_ofd([([], [])])):
        with pytest.raises(UnreadableDocumentError, match="扫描件"):
            proofread(tmp_path, data, ".pdf")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\nnothing", "PDF 已损坏"),
        (zipped({"OFD.xml": "<ofd:OFD"}), "OFD 文件已损坏"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "不是完好的 .odt"),
        (b"\x00\x01\x02\x03", "不认识"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, data, says):
    with pytest.raises(UnreadableDocumentError, match=says):
        proofread(tmp_path, data, ".xyz")


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), b"{\\rtf1 a}"])
def test_without_libreoffice_an_old_word_file_says_what_to_do(monkeypatch, data):
    monkeypatch.setattr(word_processor, "find_office_program", lambda: "")
    with pytest.raises(UnreadableDocumentError, match=r"另存为 \.docx"):
        read_report_file(data, ".doc")


@pytest.mark.office
def test_an_old_word_file_is_read_where_libreoffice_is(tmp_path):
    program = shutil.which("soffice")
    if not program:
        pytest.skip("no LibreOffice")
    (tmp_path / "a.docx").write_bytes(drawn("docx", official()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        program,
        "--headless",
        profile,
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    found = proofread(tmp_path, (tmp_path / "a.doc").read_bytes(), ".wps")
    assert figures(load("02")) == found.figures


def test_a_pdf_of_very_many_pages_or_cells_is_refused_or_read_within_bounds(tmp_path):
    with pytest.raises(UnreadableDocumentError, match="超过 200 页"):
        proofread(tmp_path, draw_pdf([([], [])] * 201), ".pdf")


def test_a_cell_that_says_it_covers_a_billion_columns_costs_nothing():
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text><table:table>'
        '<table:table-row><table:table-cell table:number-columns-repeated="1000000000"'
        ' table:number-columns-spanned="1000000000"/></table:table-row></table:table></office:text></office:body>'
        "</office:document-content>"
    )
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    (grid,) = read_report_file(data, ".odt")[0].blocks
    assert len(grid.rows[0]) <= 64
