"""The report as PDF from the page: offered where a program is that makes it, told where it cannot be made."""

from desks import open_desk
from township import NOW, merged_township, quiet

from toolkit.desk import view
from toolkit.formats import print_pdf
from toolkit.steps.report_documents import DocumentRequest, write_and_proofread


def test_a_pdf_is_offered_where_a_program_is_and_what_cannot_be_made_is_told(tmp_path, monkeypatch):
    folder = merged_township(tmp_path)
    with open_desk(folder.path) as (_, browser):
        assert 303 == browser.get("/files/pdf").status_code
    made = write_and_proofread(DocumentRequest(folder.report, folder.path), folder, NOW, quiet).made
    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "")
    monkeypatch.setattr(view, "find_office_program", lambda: "")
    with open_desk(folder.path) as (_, browser):
        assert "/files/pdf" not in browser.get("/report").text
        refused = browser.get("/files/pdf")
        assert (409, True) == (refused.status_code, "没有生成 PDF" in refused.text)
    monkeypatch.setattr(view, "find_office_program", lambda: "soffice")
    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "soffice")
    monkeypatch.setattr("toolkit.formats.print_pdf.print_word_as_pdf", lambda *_: (b"%PDF", ""))
    with open_desk(folder.path) as (_, browser):
        assert "/files/pdf" in browser.get("/report").text
        got = browser.get("/files/pdf")
        assert (200, b"%PDF") == (got.status_code, got.content)
        assert "application/pdf" == got.headers["content-type"]
        assert ".pdf" in got.headers["content-disposition"]
    assert made.word.is_file()
