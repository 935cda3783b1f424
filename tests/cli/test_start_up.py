"""What a command that only looks imports: nothing that serves people's tables, and numpy only where figures are judged."""

import subprocess
import sys

import pytest
from township import copy_township

HEAVY = {"pandas", "openpyxl", "pyarrow", "matplotlib"}
LOOKING = (["roster"], ["status"], ["rules"], ["history"], ["forms"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("start") / "样例"
    copy_township(path)
    return path


@pytest.mark.parametrize("arguments", LOOKING, ids=lambda a: a[0])
def test_a_command_that_only_looks_imports_no_table_library(folder, arguments):
    assert not HEAVY & imported_by(folder, arguments)


def test_proofreading_a_document_imports_no_table_library(folder):
    text = folder / "报告.txt"
    text.write_text("某镇人民政府2024年政府信息公开工作年度报告\n", encoding="utf-8")
    assert not HEAVY & imported_by(folder, ["check", str(text)])


def imported_by(folder, arguments):
    """Run a command in *folder* and return the packages it imported."""
    code = (
        f"import sys; sys.argv = ['toolkit', *{arguments!r}]\n"
        "from toolkit.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('IMPORTED', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    names = done.stdout.rpartition("IMPORTED")[2].split()
    assert "toolkit" in names
    return set(names)
