"""The office's own report of the year before: what this year's is compared with, and never added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.read import read
from toolkit.figures.check import judge
from toolkit.form.ground import ground
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.model import Cell
    from toolkit.form.submission import Identity

LAST = "上年报告.xlsx"
"""Where a work folder keeps it, if nothing else is said."""


def priors(folder: WorkFolder, path: Path | None) -> dict[Cell, float]:
    """Return last year's figures that this year's rules look at; none where there is no such report.

    Raise WorkFolderError where the file is not this office's report of the year before.
    """
    asked = path
    path = path or folder.path / LAST
    if not path.is_file():
        if asked:
            raise WorkFolderError(f"没有上年报告 {asked}。")
        return {}
    try:
        book = open_book(path.read_bytes())
    except Unreadable as error:
        raise WorkFolderError(f"上年报告 {path} 读不出来：{REASONS[error.code]}。") from error
    who = identify(book).who
    wrong = _wrong(folder, who)
    if who is None or wrong:
        raise WorkFolderError(f"{path} 不能作上年报告：{wrong}。请用本机关上一年度的年度报告工作簿。")
    grounded = ground(folder.form, REPORT, folder.office.level)
    submission = read(grounded, book, who).submission
    moved = [f for f in submission.findings if f.code in ("moved", "sheet_missing")]
    if moved:
        raise WorkFolderError(
            f"上年报告 {path} 的版式与本年度不同（{moved[0].message}）。请把上年数填进报告的“上年数据”表。"
        )
    figures = judge(grounded, [submission], int(who.year))[0].figures
    return {c: v for c in grounded.priors if isinstance(v := figures.get(c), float)}


def _wrong(folder: WorkFolder, who: Identity | None) -> str:
    """Say what keeps a workbook from being this office's report of the year before; "" for nothing."""
    office = folder.office
    if who is None or who.kind != REPORT or who.form != folder.form.id:
        return "不是年度报告工作簿"
    if who.unit != office.code:
        return f"是“{who.name}”的报告"
    if who.year != str(office.year - 1):
        return f"年度是 {who.year}，应为 {office.year - 1}"
    return "" if who.level == office.level else "层级不同"
