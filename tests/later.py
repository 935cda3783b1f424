"""A township whose report is merged and written, and what its units send, or its office decides, afterwards."""

import datetime
import os
import shutil

import pytest
from inbox import quiet
from shared import copy_folder
from township import NOW, copy_township
from typer.testing import CliRunner
from typing_in import edited

from toolkit.author.samples import samples_folder
from toolkit.cli import app
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.layout import ADJUSTED
from toolkit.sheets.by_unit_sheets import FIRST

BOARDS = "阵地.公开栏数.数量"
"""A figure that adds up what villages typed, and is 28 in the samples."""
VILLAGE, NAME = "410308105002", "西滩村（样例）"
LATER = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC).timestamp()


def edit_file(path, change):
    path.write_bytes(edited(path.read_bytes(), change))


def set_cells(sheet, **cells):
    """A change of some cells of a sheet."""

    def change(book):
        for at, value in cells.items():
            book[sheet][at] = value

    return change


def sample(name):
    """The samples' newest file of a unit."""
    return max((samples_folder() / "第二轮").glob(f"*{name}*"))


def send_later(folder, source, change, name="新.xlsx", when=LATER):
    """Collect what a unit sends after everything else; return its path."""
    inbox = folder.path.parent / "后来"
    inbox.mkdir(exist_ok=True)
    path = inbox / name
    path.write_bytes(edited(source.read_bytes(), change))
    os.utime(path, (when, when))
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    return path


def more_boards(folder, count=5, **more):
    """西滩村 says another number of boards."""
    return send_later(folder, sample("西滩村"), set_cells("工作情况", B15=count), **more)


def put_in(book):
    sheet = book[ADJUSTED]
    row = next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == BOARDS)
    for column, said in zip((5, 6, 7), (40, "漏报两处", "张某"), strict=True):
        sheet.cell(row, column).value = said


def toolkit(folder, *arguments):
    return CliRunner().invoke(app, [*map(str, arguments), "-w", str(folder.path)])


def told(done):
    """Everything a command says, its refusal too."""
    return f"{done.output}{done.exception or ''}"


def write_report(folder):
    for command in (("merge",), ("report", "--date", "2025-01-16")):
        done = toolkit(folder, *command)
        assert done.exit_code == 0, told(done)


@pytest.fixture(scope="module")
def township_reported(tmp_path_factory):
    path = tmp_path_factory.mktemp("township") / "样例"
    copy_folder("reported", _reported, path)
    return open_work_folder(path)


def _reported(path):
    write_report(copy_township(path))


@pytest.fixture
def folder(township_reported, tmp_path):
    shutil.copytree(township_reported.path, tmp_path / "w")
    return open_work_folder(tmp_path / "w")
