"""The arrows of the house, as a test: each ring may import only what it is given here."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "toolkit"
STANDARD = sys.stdlib_module_names - {"sqlite3"}
MAY_IMPORT = {
    "errors": set(),
    "form": {"errors"},
    "figures": {"errors", "form", "numpy", "pandas"},
    "excel": {"errors", "form", "lxml", "openpyxl", "python_calamine", "xlrd", "xlsxwriter"},
    "documents": {"docx", "errors", "form", "jinja2", "lxml", "markdown_it", "markupsafe"},
    "prose": {"errors", "form"},
    "intake": {"distributed", "errors", "form", "pebble"},
    "ledger": {"errors", "filelock", "form", "sqlite3"},
    "flow": {"documents", "errors", "form", "figures", "excel", "fsspec", "intake", "ledger", "prose"},
    "terminal": {"form", "typer", "rich"},
    "cli": {"errors", "form", "flow", "terminal", "typer"},
    "__main__": {"cli"},
    "__init__": set(),
}


def ring(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_imports_point_one_way(path):
    for name in imported(path):
        if name == "toolkit":  # its version
            continue
        first, *rest = name.split(".")
        target = rest[0] if first == "toolkit" and rest else first
        assert target in MAY_IMPORT[ring(path)] | STANDARD | {ring(path)}, (
            f"{path.name} must not import {name}"
        )


def test_there_is_one_level_of_folders():
    assert {1, 2} >= {len(p.relative_to(PACKAGE).parts) for p in PACKAGE.rglob("*.py")}


@pytest.mark.parametrize("arguments", [["--help"], ["collect", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        f"import sys; sys.argv = ['toolkit', *{arguments!r}]\n"
        "from toolkit.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "openpyxl", "xlsxwriter", "sqlite3"} & set(done.stderr.split())
    assert "年度报告" in done.stdout or "报送件" in done.stdout
