"""Figures of real published reports (tests/data), as submissions of kind 报告."""

import json
from pathlib import Path

from draw import submission

from toolkit.form.model import Cell

DATA = Path(__file__).parent / "data"
ROWS = {"new": "新收", "in": "结转", "total": "办结", "out": "结转下年", "r6": "r6_3"}
"""The names of tests/data beside ours; the single 其他处理 row of older tables is entered as its third line."""
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
ONE = {"许可": "表二许可", "处罚": "表二处罚", "强制": "表二处罚"}


def load(number):
    return json.loads(next(DATA.glob(f"{number}-*.json")).read_text(encoding="utf-8"))


def figures(report):
    """Return the three tables as published, totals too."""
    found = {}
    for row, ours in (("规章", "规章"), ("行政规范性文件", "规范性文件")):
        for column, said in (("制发", "本年制发件数"), ("废止", "本年废止件数"), ("有效", "现行有效件数")):
            found[Cell("表二文件", ours, column)] = report["table2"][row][said]
    for row, table in ONE.items():
        found[Cell(table, row, "数量")] = report["table2"][f"行政{row}_本年处理决定数量"]
    found[Cell("表二收费", "收费", "金额")] = report["table2"]["行政事业性收费_本年收费金额_万元"]
    for row in report["table3"]:
        for column, value in zip(COLUMNS, row["values"], strict=True):
            found[Cell("表三", ROWS.get(row["key"], row["key"]), column)] = value
    results = ("维持", "纠正", "其他", "未审结", "总计")
    groups = [(g, r) for g in ("复议", "直诉", "复诉") for r in results]
    for (group, result), value in zip(groups, report["table4"], strict=True):
        found[Cell("表四", group, result)] = value
    return {c: float(v) for c, v in found.items() if v is not None}


def typed(form, number, level="district"):
    """Return a report as somebody typed it into our workbook, totals typed over their formulas."""
    report = load(number)
    values = figures(report)
    cells = form.table("表三").cells + form.table("表四").cells
    stated = frozenset(c for c in cells if c.column == "总计" or c.row == "办结")
    return submission(form, "报告", values, level, stated=stated, name=report["unit"])
