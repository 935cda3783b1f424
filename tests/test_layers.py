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


COMPANION = "toolkit.flow.companion"
"""The one door to what is true of one form only."""
ONE_FORM_ONLY = {
    "xxgk": {
        "toolkit.flow.xxgk",
        "toolkit.flow.composition",
        "toolkit.flow.proofread",
        "toolkit.flow.identities",
        "toolkit.form.published",
        *(
            f"toolkit.prose.{p.stem}"
            for p in (PACKAGE / "prose").glob("*.py")
            if p.stem not in {"__init__", "alike", "normal", "numbers", "persons"}
        ),
    }
}
"""The modules that know 表二, 表三, 表四, their sections and what prose says of them; the rest of prose is of any text."""


def ring(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_modules(path):
    """Yield the modules a file imports, one named in ``from toolkit.flow import xxgk`` too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_imports_point_one_way(path):
    for name in imported_modules(path):
        if name in ("toolkit", "toolkit.__version__"):
            continue
        first, *rest = name.split(".")
        target = rest[0] if first == "toolkit" and rest else first
        assert target in MAY_IMPORT[ring(path)] | STANDARD | {ring(path)}, (
            f"{path.name} must not import {name}"
        )


def test_nobody_but_the_companion_imports_what_is_true_of_one_form_only():
    for own in ONE_FORM_ONLY.values():
        for path in PACKAGE.rglob("*.py"):
            name = ".".join(("toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
            if name not in own | {COMPANION}:
                assert not own & set(imported_modules(path)), name


def test_the_companion_lets_in_a_form_by_one_module():
    for form, own in ONE_FORM_ONLY.items():
        assert {f"toolkit.flow.{form}"} == own & set(imported_modules(PACKAGE / "flow" / "companion.py"))


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
