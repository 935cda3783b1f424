"""The report as PDF from the page: offered where a program is that makes it, told where it cannot be made."""

from desks import open_desk, run_job
from township import NOW, merged_township, quiet

from toolkit.desk import view
from toolkit.formats import print_pdf
from toolkit.steps.report_documents import DocumentRequest, write_and_proofread


def test_a_pdf_is_made_beside_the_word_document_and_what_cannot_be_made_is_told(tmp_path, monkeypatch):
    folder = merged_township(tmp_path)
    with open_desk(folder.path) as (session, browser):
        assert 404 == browser.get("/files/pdf").status_code
        browser.post("/do/pdf")
        session.jobs.wait()
        assert "还没有写好的 Word 文档" in browser.get("/report").text
    made = write_and_proofread(DocumentRequest(folder.report, folder.path), folder, NOW, quiet).made
    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "")
    monkeypatch.setattr(view, "find_office_program", lambda: "")
    with open_desk(folder.path) as (session, browser):
        assert "/do/pdf" not in browser.get("/report").text
        browser.post("/do/pdf")
        session.jobs.wait()
        assert "没有生成 PDF" in browser.get("/report").text
    monkeypatch.setattr(view, "find_office_program", lambda: "soffice")
    monkeypatch.setattr("toolkit.formats.print_pdf.print_word_as_pdf", lambda *_: (b"%PDF", "字体换了"))
    with open_desk(folder.path) as (session, browser):
        assert "/do/pdf" in browser.get("/report").text
        printed = run_job(session, browser, "pdf")
        assert (made.word.with_suffix(".pdf"), b"%PDF") == (printed.path, printed.path.read_bytes())
        assert "字体换了" in browser.get("/report").text
        got = browser.get("/files/pdf")
        assert (200, b"%PDF", "application/pdf") == (
            got.status_code,
            got.content,
            got.headers["content-type"],
        )
