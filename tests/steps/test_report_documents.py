"""The report as PDF beside Word: made where a program is, told where none is; what somebody put there is never lost."""

import pytest
from office import SOFFICE
from reports import printed
from township import NOW, merged_township, quiet

from toolkit.document.model import Box, Grid, Paragraph
from toolkit.document.read_word import read_word_blocks
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template
from toolkit.formats import print_pdf
from toolkit.formats.print_likeness import differing_passages
from toolkit.formats.read_pdf import read_pdf_blocks
from toolkit.steps.report_documents import DocumentRequest, print_beside, write_and_proofread


def draw():
    said = printed("01").document()
    texts = [b for b in said.blocks if isinstance(b, Paragraph)]
    table = Grid("表", ((Box("甲"), Box("1")), (Box("乙"), Box("2"))))
    return draw_word_document(said._replace(blocks=(*texts, table)), draw_word_template())


@pytest.fixture
def word(tmp_path):
    path = tmp_path / "报告.docx"
    path.write_bytes(draw())
    return path


@pytest.fixture
def no_program(monkeypatch):
    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "")


def test_without_a_program_the_report_is_written_all_the_same_and_the_pdf_is_told_to_be_missing(
    tmp_path, no_program
):
    folder = merged_township(tmp_path)
    asked = DocumentRequest(folder.report, folder.path, pdf=True)
    done = write_and_proofread(asked, folder, NOW, quiet)
    assert done.made.word.is_file()
    assert None is done.printed.path
    assert "这台电脑上没有 LibreOffice" in done.printed.notes[0]
    assert "OFD" in done.printed.notes[-1]
    assert None is write_and_proofread(asked._replace(pdf=False), folder, NOW, quiet).printed


def test_an_old_pdf_is_told_of_where_no_new_one_can_be_made(word, no_program):
    word.with_suffix(".pdf").write_bytes(b"old")
    assert "报告.pdf 是以前的，没有变" in print_beside(word, ()).notes
    assert b"old" == word.with_suffix(".pdf").read_bytes()


def test_a_program_that_makes_nothing_is_told(word, monkeypatch):
    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "/bin/true")
    done = print_beside(word, ())
    assert None is done.path
    assert "没有转换成功" in done.notes[0]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (print_pdf.PdfFacts(tagged=False, fonts=frozenset(), named_only=frozenset()), "没有结构标记"),
        (print_pdf.PdfFacts(tagged=True, fonts=frozenset({"SimSun"}), named_only=frozenset({"SimSun"})), "字体 SimSun 没有嵌入"),
    ],
)  # fmt: skip
def test_what_comes_out_is_looked_at_before_it_is_believed(word, monkeypatch, facts, why):
    def convert(command, _seconds):
        made = print_pdf.Path(command[command.index("--outdir") + 1])
        made.mkdir()
        (made / "report.pdf").write_bytes(b"%PDF")
        return True

    monkeypatch.setattr(print_pdf, "find_office_program", lambda: "soffice")
    monkeypatch.setattr(print_pdf, "run_to_the_end", convert)
    monkeypatch.setattr(print_pdf, "facts_of_pdf", lambda _: facts)
    done = print_beside(word, ())
    assert (None, True) == (done.path, why in done.notes[0])


def test_somebody_elses_pdf_is_kept_under_another_name_and_a_known_one_is_replaced(word, monkeypatch):
    import toolkit.steps.report_documents as steps

    monkeypatch.setattr(print_pdf, "print_word_as_pdf", lambda *_: (b"new", ""))
    target = word.with_suffix(".pdf")
    target.write_bytes(b"sealed")
    known = steps.hashlib.sha256(b"sealed").hexdigest()
    assert not any("留在" in note for note in print_beside(word, {known}).notes)
    target.write_bytes(b"sealed")
    assert any("留在" in note for note in print_beside(word, ()).notes)
    assert [b"new", b"sealed"] == [p.read_bytes() for p in sorted(word.parent.glob("*.pdf"))]


def test_fonts_that_are_only_in_unused_styles_are_not_asked_for():
    asked = print_pdf._asked_fonts(draw())
    assert "仿宋_GB2312" in asked
    facts = print_pdf.PdfFacts(tagged=True, fonts=frozenset(asked), named_only=frozenset())
    assert "" == print_pdf._replaced_fonts(draw(), facts)
    some = facts._replace(fonts=frozenset(asked) - {"仿宋_GB2312"})
    assert "文档要的字体 仿宋_GB2312 这台电脑上没有" in print_pdf._replaced_fonts(draw(), some)


@pytest.mark.office
@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice (soffice)")
def test_the_pdf_is_tagged_for_archives_has_its_fonts_and_says_what_the_word_document_says(word):
    done = print_beside(word, ())
    data = done.path.read_bytes()
    facts = print_pdf.facts_of_pdf(data)
    assert () == differing_passages(word.read_bytes(), data)
    assert (True, frozenset(), True) == (facts.tagged, facts.named_only, bool(facts.fonts))
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"/AcroForm" not in data, "the numbers are text, not fields"
    said = "".join(p.text for p in read_pdf_blocks(data) if hasattr(p, "text")).replace(" ", "")
    for part in [p for p in read_word_blocks(word.read_bytes()) if hasattr(p, "text") and p.text.strip()]:
        assert part.text.replace(" ", "") in said
