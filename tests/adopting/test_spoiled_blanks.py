"""Blanks nobody took care of: whatever stands where, nothing crashes, every cell is told of, and what is written loads."""

import io
import random
import tomllib

import openpyxl
import pytest
from adopting.test_proposal import FOUND, bytes_of
from odd_blanks import ODD
from published_blanks import PUBLISHED

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.definition_text import definition_text

pytestmark = pytest.mark.slow  # every blank, spoiled over and over

SOURCES = [*FOUND, *ODD, *PUBLISHED]
SAID = (
    *("合计", "其中：甲", "注：说明", "……", "=A1", "=SUM(B1:B9)", "=SUM(A1:Z99)/0", '=IF(B3=0,"/",C3/B3)', "=B4", "=-B3"),
    *("平衡关系：1=2+3；甲=乙", "填报单位：", "单位：万元", "1", "0", "/", "×", "项目", "一、", "（1）", "代码", "当", "本格"),
    *("2025年1-5月", "a*b?", "it's", "=B3*C3", 12, 3.5, "   ", '="x"&B3', "名称", "金额（元）", "率", "=Sheet9!A1", "=((("),
    *("封面", "校验", "小计", "序号", "年初", "比例", "第1栏"),
)  # fmt: skip


def spoil(book, rng):
    """Change a few cells, rows, columns and merged areas of a blank."""
    for _ in range(rng.randint(1, 8)):
        sheet = rng.choice(book.worksheets)
        row, column = rng.randint(1, max(2, sheet.max_row)), rng.randint(1, max(2, sheet.max_column))
        cell, down, right = sheet.cell(row, column), rng.randint(0, 2), rng.randint(0, 2)
        match rng.randrange(6):
            case 0 | 1 if isinstance(cell, openpyxl.cell.cell.Cell):
                cell.value = rng.choice((None, *SAID))
            case 2:
                sheet.insert_rows(row)
            case 3:
                sheet.delete_cols(column)
            case 4:
                sheet.merge_cells(
                    start_row=row, end_row=row + down, start_column=column, end_column=column + right
                )
            case 5:
                sheet.delete_rows(row)


@pytest.mark.parametrize("name", SOURCES)
def test_a_spoiled_blank_is_accounted_for_and_what_is_proposed_loads(name):
    source = bytes_of(name)
    for seed in range(6):
        rng = random.Random(f"{name}{seed}")
        book, out = openpyxl.load_workbook(io.BytesIO(source)), io.BytesIO()
        spoil(book, rng)
        book.save(out)
        blank = read_blank_book(out.getvalue(), name)
        first = propose_definition(blank)
        for said in (first, propose_definition(blank, {g.key: rng.random() < 0.5 for g in first.guesses})):
            cells = {(s.name, s.a1(spot)) for s in blank.sheets for spot in s.values}
            odd = {(c.sheet, c.a1) for c in said.odd_cells}
            assert odd <= cells
            assert len(cells) - len(odd) == said.understood
            assert () == said.faults, seed
            if said.tables:
                assert said.data == tomllib.loads(definition_text(said.data))
