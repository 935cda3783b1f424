"""Rows of units in a report: one that was emptied is missed, one of nobody is told."""

import shutil
from pathlib import Path

import pytest
from form_chain import FormChain, carry
from typing_in import edited

from toolkit.form.layout import unit_row_code
from toolkit.form.placement import lay_out_workbook
from toolkit.verifying.report_against_files import verify_report

DEFINITION = Path(__file__).parent.parent / "data" / "units-as-rows.toml"
NOW = "2026-01-01T00:00:00+08:00"


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """Units that filled in a row each, merged; and the folder of their files."""
    home = tmp_path_factory.mktemp("单位行")
    made = FormChain(home / "w", DEFINITION.read_text(encoding="utf-8"))
    carry([made], list, home)
    assert made.crash is None
    assert made.accepted == made.units
    (home / "件").mkdir()
    for unit in made.units:
        shutil.copy(made.counted_file(unit), home / "件")
    return made


def found(chain, tmp_path, change):
    """What is found once *change* was made to the sheet below the totals: it gets the sheet and the row of the last unit."""
    at = lay_out_workbook(chain.form, "报告").at[chain.form.table("收益").cells[0]]
    changed = chain.folder.path / f"{tmp_path.name}.xlsx"

    def apply(book):
        sheet = book[at.sheet]
        coded = [
            c
            for line in sheet.iter_rows(min_row=at.row + 2)
            for c in line
            if str(c.value).startswith(unit_row_code("收益", ""))
        ]
        change(sheet, coded)

    changed.write_bytes(edited(chain.folder.report.read_bytes(), apply))
    said = verify_report(changed, chain.home.parent / "件", NOW, lambda *_: None).findings
    return {f.code for f in said}


def test_nothing_is_found_in_an_untouched_report(chain, tmp_path):
    assert set() == found(chain, tmp_path, lambda *_: None)


def test_a_units_row_that_was_emptied_is_missed(chain, tmp_path):
    def empty(sheet, coded):
        for cell in sheet[coded[-1].row]:
            cell.value = None
            cell.style = "Normal"

    assert "unit_row_missing" in found(chain, tmp_path, empty)


def test_a_row_of_nobody_is_told(chain, tmp_path):
    def add(sheet, coded):
        sheet.cell(coded[-1].row + 1, coded[-1].column).value = unit_row_code("收益", "0199")

    assert "unit_row_of_nobody" in found(chain, tmp_path, add)
