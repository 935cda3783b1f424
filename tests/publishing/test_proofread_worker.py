"""A document is proofread where it can be stopped: what is asked of it goes there and what is found comes back."""

import pickle

import pytest
from forms import xxgk

from toolkit.document.proofread_result import Asked, KnownBody
from toolkit.form.model import Cell
from toolkit.publishing import proofread_worker


@pytest.mark.parametrize(
    "asked", [Asked(), Asked("某镇人民政府", 2024, (KnownBody("某镇"),), {Cell("表三", "新收", "总计"): 1.0})]
)
def test_what_is_asked_goes_to_a_worker(asked):
    assert asked == pickle.loads(pickle.dumps(asked))  # noqa: S301 - our own bytes


def test_a_document_is_read_nowhere_but_in_the_worker(tmp_path, monkeypatch):
    """Where a worker could not be asked the document would be read here, and nothing would stop a bad one."""
    report = tmp_path / "报告.txt"
    report.write_text("某镇2024年政府信息公开工作年度报告\n一、总体情况\n没有收到申请。", encoding="utf-8")
    monkeypatch.setattr(proofread_worker, "companion_needed", lambda *_: pytest.fail("read in this process"))
    monkeypatch.setattr(proofread_worker, "_companion_with_words", lambda _: None)
    assert 2024 == proofread_worker.proofread_in_worker(report, xxgk(), Asked()).year
