"""Other copies of the report beside those that go public: 最终版 and its like."""

import types

import docx
import pytest

from toolkit.document.word_mark import make_document_mark, set_document_mark
from toolkit.publishing import other_copies
from toolkit.publishing.check_point import KNOW, OPEN
from toolkit.publishing.other_copies import check_other_copies
from toolkit.xxgk.proofread import read_published

COMPANION = types.SimpleNamespace(read_published=read_published)
MARK = make_document_mark("this")
TITLE = "某镇2024年政府信息公开工作年度报告"


def write(path, text, mark=""):
    made = docx.Document()
    made.add_paragraph(text)
    if mark:
        set_document_mark(made, mark)
    made.save(path)
    return path


@pytest.fixture
def told(tmp_path, monkeypatch):
    known = [types.SimpleNamespace(mark=MARK)]
    monkeypatch.setattr(other_copies.DocumentRecords, "known", lambda *_: known)
    first = write(tmp_path / f"{TITLE}.docx", "收到申请1件。")

    def ask():
        read = [read_published(first.read_bytes(), ".docx")]
        return [
            (p.state, [line.partition("：")[0] for line in p.open])
            for p in check_other_copies(tmp_path / "报告.xlsx", [first], read, COMPANION)
        ]

    return ask


def test_a_copy_that_says_something_else_is_asked_about(told, tmp_path):
    write(tmp_path / f"{TITLE}（最终版）.docx", "收到申请2件。")
    assert [(OPEN, [f"{TITLE}（最终版）.docx"])] == told()


def test_one_that_was_renamed_is_known_by_its_mark(told, tmp_path):
    write(tmp_path / "改.docx", "收到申请2件。", MARK)
    write(tmp_path / "别的.docx", "收到申请3件。", make_document_mark("another"))
    assert [(OPEN, ["改.docx"])] == told()


def test_one_that_says_the_same_is_not_told(told, tmp_path):
    write(tmp_path / f"{TITLE}（备份）.docx", "收到申请 1 件。")
    assert [] == told()


def test_a_format_that_is_not_compared_is_told_and_holds_nothing_up(told, tmp_path):
    (tmp_path / f"{TITLE}.doc").write_bytes(b"x")
    (tmp_path / f"{TITLE}.pdf").write_bytes(b"held against the document elsewhere")
    assert [(KNOW, [f"{TITLE}.doc"])] == told()


def test_what_was_kept_before_writing_again_is_none_of_them(told, tmp_path):
    write(tmp_path / f"{TITLE}{other_copies.BACKUP}.docx", "收到申请2件。")
    write(tmp_path / f"~${TITLE}.docx", "收到申请2件。")
    assert [] == told()
