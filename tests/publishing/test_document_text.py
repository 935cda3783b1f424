"""The report's text edited outside Word: what is reworded stays, the numbers in it stay the workbook's."""

import pytest
from township import NOW, merged_township, quiet

from toolkit.document.read_word import read_word_blocks
from toolkit.errors import WorkFolderError
from toolkit.publishing.document_text import read_document_text, save_document_text
from toolkit.steps.report_documents import DocumentRequest, write_and_proofread


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = merged_township(tmp_path_factory.mktemp("文字"))
    made = write_and_proofread(DocumentRequest(folder.report, folder.path), folder, NOW, quiet).made
    return folder, made.word, made.word.read_bytes()


@pytest.fixture
def word(written):
    written[1].write_bytes(written[2])
    return written[1]


def bound_text(found):
    return next(p for p in found.paragraphs if "〖" in p.text and not p.fixed)


def test_titles_are_shown_and_texts_edited_with_their_numbers_in_brackets(word):
    found = read_document_text(word)
    assert {"body", "aspect"} >= {p.role for p in found.paragraphs if not p.fixed}
    assert any(p.fixed and p.role == "title" for p in found.paragraphs)
    assert [p.text for p in found.paragraphs if p.role == "heading"][:2] == ["一、总体情况", "（一）主动公开"]
    assert all(p.fixed for p in found.paragraphs if p.role == "heading")
    assert bound_text(found)


def test_what_is_reworded_stays_when_the_report_is_written_again(written, word):
    folder = written[0]
    found = read_document_text(word)
    one = bound_text(found)
    token = one.text[one.text.index("〖") : one.text.index("〗") + 1]
    said = f"{token}这个数放到前面，{one.text.replace(token, '这么多', 1)}"
    assert 1 == save_document_text(
        word, found.sha256, {p.at: p.text for p in found.paragraphs if not p.fixed} | {one.at: said}
    )
    again = write_and_proofread(DocumentRequest(folder.report, folder.path), folder, NOW, quiet)
    assert again.made.put.written
    block = read_word_blocks(word.read_bytes())[one.at]
    assert said.replace("〖", "").replace("〗", "") == block.text
    assert token == f"〖{next(r.text for r in block.runs if r.cell)}〗"
    assert "这个数放到前面" in again.made.page.read_text(encoding="utf-8")


def test_nothing_changed_writes_nothing(word):
    found, before = read_document_text(word), word.read_bytes()
    assert 0 == save_document_text(
        word, found.sha256, {p.at: p.text for p in found.paragraphs if not p.fixed}
    )
    assert before == word.read_bytes()


def test_a_number_of_one_s_own_an_odd_bracket_and_an_older_page_are_refused(word):
    found, before = read_document_text(word), word.read_bytes()
    one = bound_text(found)
    title = next(p for p in found.paragraphs if p.role == "title")
    for sha256, said, why in (
        (found.sha256, {one.at: "共〖999〗件"}, "不是这一段原来的数"),
        (found.sha256, {one.at: one.text + one.text}, "不是这一段原来的数"),
        (found.sha256, {one.at: "共〖"}, "要成对"),
        (found.sha256, {title.at: "别的题目"}, "不能在这里改"),
        (found.sha256, {9999: "x"}, "不能在这里改"),
        (found.sha256, {one.at: "长" * 20_001}, "最多"),
        ("0" * 64, {one.at: "x"}, "又改过"),
    ):
        with pytest.raises(WorkFolderError, match=why):
            save_document_text(word, sha256, said)
    assert before == word.read_bytes()
