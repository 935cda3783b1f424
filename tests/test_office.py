"""The harness itself: it must recalculate, and it must not hang or hide what the program said."""

import office
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook


def lying(path):
    """A workbook whose formula carries a cached value that is wrong."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write_number(0, 0, 1)
        sheet.write_formula(0, 1, "=A1+1", value=99)
    return path


def cached(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_name("表").to_python()[0][1]


def program(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.office
@pytest.mark.parametrize("many", [2, 3])
def test_a_planted_wrong_value_comes_back_mended_in_every_workbook(many, tmp_path, recalculated, monkeypatch):
    monkeypatch.setattr(office, "MANY", many)
    paths = [lying(tmp_path / name) for name in ("甲 一.xlsx", "乙.xlsx")]
    assert [99, 99] == [cached(p) for p in paths]
    assert [2, 2] == [cached(p) for p in recalculated(paths)]
    assert [{"表": [["1", "2"]]}] * 2 == recalculated.values(paths)


def test_a_workbook_that_was_not_made_is_named_with_what_the_program_said(tmp_path, monkeypatch):
    monkeypatch.setattr(
        office, "SOFFICE", program(tmp_path / "soffice", "echo source file could not be loaded >&2")
    )
    with pytest.raises(
        AssertionError, match=r"made nothing of \['a\.xlsx'\]: source file could not be loaded"
    ):
        office.convert([tmp_path / "a.xlsx"], tmp_path / "out", tmp_path / "profile")


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "SOFFICE", program(tmp_path / "soffice", "echo starting\nsleep 60 &\nwait"))
    monkeypatch.setattr(office, "STILL", 2.0)
    with pytest.raises(AssertionError, match=r"nothing moved in 2\.0 seconds: starting"):
        office.convert([tmp_path / "a.xlsx"], tmp_path / "out", tmp_path / "profile")


def test_a_program_that_computes_on_without_a_file_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "SOFFICE", program(tmp_path / "soffice", "while :; do :; done"))
    monkeypatch.setattr(office, "COMPUTING", 1.0)
    with pytest.raises(AssertionError, match="of the processor"):
        office.convert([tmp_path / "a.xlsx"], tmp_path / "out", tmp_path / "profile")
