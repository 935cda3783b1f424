"""What each package may import, as a test."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from syntax import nodes_of

from toolkit.folder.work_folder import load_named_form
from toolkit.merging.companion import companion_of

PACKAGE = Path(__file__).parent.parent / "toolkit"
STANDARD = sys.stdlib_module_names - {"sqlite3"}
MAY_IMPORT = {
    "errors": set(),
    # what knows no form
    "text": {"errors"},
    "intake": {"distributed", "errors", "pebble"},
    "ledger": {"errors", "filelock", "sqlite3"},
    # the engine: any form, no verb, no work folder
    "form": {"text"},
    "hooks": {"errors", "form"},
    "definition": {"errors", "form", "text"},
    "figures": {"form", "numpy", "pandas", "text"},
    "document": {"docx", "errors", "form", "jinja2", "lxml", "markupsafe", "text"},
    "xlsx": {"errors", "form", "lxml", "openpyxl", "python_calamine", "text", "xlrd"},
    "values": {"form", "text", "xlsx"},
    "sheets": {"form", "text", "xlsx", "xlsxwriter"},
    "grafting": {"form", "lxml", "openpyxl", "sheets", "xlsx"},
    "rendering": {"errors", "form", "grafting", "sheets", "xlsx", "xlsxwriter"},
    "definition_book": {"definition", "errors", "form", "sheets", "text", "xlsx"},
    "reading": {"figures", "form", "sheets", "text", "values", "xlsx"},
    "foreign": {"figures", "form", "grafting", "reading", "sheets", "text", "values", "xlsx"},
    "blanks": {"errors", "form", "openpyxl", "text"},
    "adopting": {"blanks", "definition", "errors", "form", "text"},
    # the verbs, in the order a clerk works
    "folder": {
        "hooks",
        "definition",
        "definition_book",
        "errors",
        "form",
        "ledger",
        "openpyxl",
        "reading",
        "sheets",
        "text",
        "values",
        "xlsx",
    },
    "formats": {"document", "errors", "folder", "intake", "lxml", "pypdfium2"},
    "submissions": {
        "hooks",
        "errors",
        "figures",
        "folder",
        "foreign",
        "form",
        "fsspec",
        "intake",
        "ledger",
        "reading",
        "sheets",
        "text",
        "values",
        "xlsx",
        "rendering",
    },
    "clock": {
        "chinese_calendar",
        "document",
        "errors",
        "folder",
        "form",
        "ledger",
        "sheets",
        "submissions",
        "text",
        "values",
        "xlsx",
    },
    "collecting": {
        "errors",
        "figures",
        "folder",
        "foreign",
        "form",
        "intake",
        "ledger",
        "reading",
        "sheets",
        "submissions",
        "text",
        "xlsx",
    },
    "distributing": {
        "collecting",
        "errors",
        "figures",
        "folder",
        "foreign",
        "form",
        "ledger",
        "sheets",
        "submissions",
        "text",
        "rendering",
    },
    "returns": {
        "collecting",
        "errors",
        "folder",
        "form",
        "intake",
        "ledger",
        "lxml",
        "reading",
        "sheets",
        "submissions",
        "text",
        "values",
        "xlsx",
    },
    "campaign": {
        "clock",
        "document",
        "errors",
        "figures",
        "folder",
        "form",
        "ledger",
        "returns",
        "sheets",
        "submissions",
        "text",
    },
    "merging": {
        "campaign",
        "clock",
        "collecting",
        "document",
        "errors",
        "figures",
        "folder",
        "foreign",
        "form",
        "grafting",
        "ledger",
        "reading",
        "sheets",
        "submissions",
        "text",
        "xlsx",
        "rendering",
    },
    "publishing": {
        "campaign",
        "collecting",
        "document",
        "errors",
        "folder",
        "form",
        "formats",
        "intake",
        "ledger",
        "merging",
        "submissions",
        "text",
        "xlsx",
    },
    "reviewing": {
        "document",
        "errors",
        "figures",
        "folder",
        "form",
        "formats",
        "intake",
        "merging",
        "numpy",
        "publishing",
        "sheets",
        "text",
    },
    # a step of the chain whole, for the commands and the page
    "steps": {
        "campaign",
        "collecting",
        "document",
        "errors",
        "folder",
        "form",
        "formats",
        "ledger",
        "merging",
        "publishing",
        "submissions",
        "text",
    },
    "verifying": {
        "collecting",
        "errors",
        "figures",
        "folder",
        "form",
        "intake",
        "ledger",
        "merging",
        "reading",
        "sheets",
        "submissions",
        "text",
        "xlsx",
        "rendering",
    },
    "schemas": {
        "blanks",
        "campaign",
        "clock",
        "collecting",
        "distributing",
        "folder",
        "form",
        "merging",
        "publishing",
        "returns",
        "reviewing",
        "steps",
        "submissions",
        "text",
        "verifying",
    },
    "author": {
        "schemas",
        "adopting",
        "blanks",
        "collecting",
        "definition",
        "definition_book",
        "document",
        "errors",
        "figures",
        "folder",
        "form",
        "intake",
        "merging",
        "sheets",
        "text",
        "verifying",
        "xlsx",
        "rendering",
        "submissions",
    },
    # what is true of one form only: the companion lets it in
    "xxgk": {"clock", "document", "errors", "figures", "folder", "form", "formats", "merging", "text"},
    # the page: the same verbs as the commands, none of the commands
    "desk": {
        "campaign",
        "clock",
        "collecting",
        "distributing",
        "errors",
        "figures",
        "filelock",
        "folder",
        "form",
        "formats",
        "intake",
        "jinja2",
        "ledger",
        "markupsafe",
        "merging",
        "publishing",
        "returns",
        "starlette",
        "steps",
        "submissions",
        "text",
        "uvicorn",
        "values",
        "verifying",
        "xlsx",
    },
    # a unit's own page, on the office's network
    "counter": {
        "campaign",
        "collecting",
        "desk",
        "errors",
        "folder",
        "form",
        "intake",
        "jinja2",
        "ledger",
        "markupsafe",
        "returns",
        "segno",
        "starlette",
        "steps",
        "submissions",
        "uvicorn",
    },
    # people and programs
    "terminal": {"rich", "text", "typer"},
    "cli": {
        "author",
        "campaign",
        "clock",
        "collecting",
        "counter",
        "desk",
        "distributing",
        "document",
        "errors",
        "folder",
        "form",
        "merging",
        "publishing",
        "returns",
        "reviewing",
        "steps",
        "submissions",
        "terminal",
        "text",
        "typer",
        "verifying",
    },
    "api": {
        "hooks",
        "schemas",
        "collecting",
        "errors",
        "figures",
        "folder",
        "form",
        "ledger",
        "merging",
        "pandas",
        "submissions",
    },
    "__main__": {"cli"},
    "__init__": {"api"},
}
"""Each package with what it may import, in an order in which all arrows point up."""


COMPANION = "toolkit.merging.companion"
"""The one door to what is true of one form only."""
ONE_FORM_ONLY = {
    "xxgk": {
        ".".join(("toolkit", *p.relative_to(PACKAGE).with_suffix("").parts))
        for p in (PACKAGE / "xxgk").rglob("*.py")
    }
}
"""The modules that know 表二, 表三, 表四, their sections and what prose says of them."""


def package_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_modules(path):
    """Yield the modules a file imports, one named in ``from toolkit.xxgk import companion`` too."""
    for node in nodes_of(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


def test_imports_point_one_way():
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        allowed = MAY_IMPORT[package_of(path)] | STANDARD | {package_of(path)}
        for name in imported_modules(path):
            first, *rest = name.split(".")
            target = rest[0] if first == "toolkit" and rest else first
            if name not in ("toolkit", "toolkit.__version__") and target not in allowed:
                wrong.append(f"{path.relative_to(PACKAGE)} must not import {name}")
    assert [] == wrong


def test_all_arrows_point_up():
    order = list(MAY_IMPORT)
    back = {
        (one, other)
        for one, some in MAY_IMPORT.items()
        for other in some & set(order)
        if order.index(other) > order.index(one)
    }
    assert {("__init__", "api")} >= back  # the door opens lazily


def test_nobody_but_the_companion_imports_what_is_true_of_one_form_only():
    for own in ONE_FORM_ONLY.values():
        for path in PACKAGE.rglob("*.py"):
            name = ".".join(("toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
            if name not in own | {COMPANION}:
                assert not own & set(imported_modules(path)), name


def test_the_companion_lets_in_a_form_by_one_module_found_by_its_name():
    for form, own in ONE_FORM_ONLY.items():
        assert not own & set(imported_modules(PACKAGE / "merging" / "companion.py"))
        found = companion_of(load_named_form(form))
        assert f"toolkit.{form}.companion" == found.__name__


def test_folders_are_one_deep_but_for_those_that_are_named_here():
    deep = {
        p.relative_to(PACKAGE).parts[:2]
        for p in PACKAGE.rglob("*.py")
        if len(p.relative_to(PACKAGE).parts) > 2
    }
    assert deep == {
        ("xxgk", "claims"),
        ("xxgk", "requests"),
        ("form", "given"),
        ("desk", "office"),
        ("desk", "watching"),
    }


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
    heavy = {
        "pandas",
        "numpy",
        "openpyxl",
        "xlsxwriter",
        "sqlite3",
        "starlette",
        "uvicorn",
        "jinja2",
        "segno",
    }
    assert not heavy & set(done.stderr.split())
    assert "年度报告" in done.stdout or "报送件" in done.stdout
