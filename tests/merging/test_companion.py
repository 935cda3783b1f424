"""A form's companion is found by its id, and only speaks of forms that have the figures it names."""

from dataclasses import replace

import pytest
from forms import form, xxgk

from toolkit.errors import WorkFolderError
from toolkit.form.model import REPORT
from toolkit.merging.companion import companion_needed, companion_of, form_of_document


@pytest.mark.parametrize("name", ["t", "merging", "api", "__main__", "cli", "xxgk.companion", "不是"])
def test_only_a_package_called_after_the_form_has_one(name):
    assert companion_of(replace(form(), id=name)) is None


def test_the_companion_names_figures_of_its_form():
    known = xxgk().cells_of(REPORT)
    assert set(companion_of(xxgk()).CELLS) <= set(known)


def test_a_form_of_the_same_id_with_other_tables_has_no_document():
    other = replace(form(), id="xxgk")
    assert companion_of(other) is None
    with pytest.raises(
        WorkFolderError, match=r"里没有要公布的文档所用的数（.*表三\.新收\.总计.*toolkit merge --into"
    ):
        companion_needed(other, "toolkit report")


def test_a_document_outside_any_folder_is_of_the_form_that_publishes_one(tmp_path, monkeypatch):
    assert "xxgk" == form_of_document(tmp_path / "年报.docx", None).id
    monkeypatch.setattr("toolkit.merging.companion.known_forms", lambda: {"t": None})
    with pytest.raises(WorkFolderError, match=r"看不出 .* 是哪个表样的文档"):
        form_of_document(tmp_path / "年报.docx", None)
