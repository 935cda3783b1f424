"""Names and sizes, as tests: what a name says by itself, how wide a folder and how long a module may be."""

import ast
import re
from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from syntax import nodes_of, parsed

PACKAGE = Path(__file__).parent.parent / "toolkit"
WIDEST, LONGEST, SHARED = 20, 350, 2
"""Modules in a folder, lines in a module, modules in which one public function name may stand."""
DOORS = {
    (
        "merging/companion",
        "xxgk/companion",
    ),  # what is true of one form only is let in there (tests/test_layers.py)
}
"""Arrows that run back on purpose."""
PARTICIPLE = re.compile(
    "[a-z]+(ed|en)|bound|bought|brought|built|caught|dealt|done|drawn|felt|found|gone|got|grown|had|heard|held|kept|"
    "known|laid|led|left|lent|lost|made|meant|met|paid|said|sent|shown|sold|spent|stood|sworn|taught|thought|told|"
    "understood|went|won|worn"
)
IMPERATIVE = {"embed", "feed", "need", "open", "seed"}
"""Words that look like a participle and are what one tells somebody to do."""
COMMANDS = {("cli/report_commands", "published")}
"""Functions named by what people type (`toolkit published`)."""


def sources(root):
    """Return the text of every module by its path: ``form/model``."""
    return {
        p.relative_to(root).with_suffix("").as_posix(): p.read_text(encoding="utf-8")
        for p in sorted(root.rglob("*.py"))
    }


def defined(text, *kinds):
    return [n.name for n in parsed(text).body if isinstance(n, kinds)]


def public_functions(modules):
    """Return, by name, the modules a public function of that name stands in."""
    where = defaultdict(list)
    for module, text in modules.items():
        for name in defined(text, ast.FunctionDef, ast.AsyncFunctionDef):
            if not name.startswith("_"):
                where[name].append(module)
    return where


def shared_names(modules):
    return {n: found for n, found in public_functions(modules).items() if len(found) > SHARED}


def repeated_classes(modules):
    counted = Counter(n for text in modules.values() for n in defined(text, ast.ClassDef))
    return {n for n, times in counted.items() if times > 1}


def bare_participles(modules):
    return {
        (module, name)
        for name, where in public_functions(modules).items()
        for module in where
        if PARTICIPLE.fullmatch(name) and name not in IMPERATIVE and (module, name) not in COMMANDS
    }


def wide_folders(modules):
    counted = Counter(m.rpartition("/")[0] for m in modules if not m.endswith("__init__"))
    return {folder for folder, many in counted.items() if many > WIDEST}


def long_modules(modules):
    return {m for m, text in modules.items() if text.count("\n") > LONGEST}


def arrows(modules):
    """Return the modules each module imports, in whatever function or block it does so."""
    return {
        module: {t for t in imported(modules, text) if t != module and (module, t) not in DOORS}
        for module, text in modules.items()
    }


def imported(modules, text):
    for node in nodes_of(text):
        if isinstance(node, ast.Import):
            named = [(a.name, a.name) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [(f"{node.module}.{a.name}", node.module) for a in node.names]
        else:
            continue
        paths = [[name.removeprefix("toolkit.").replace(".", "/") for name in pair] for pair in named]
        for whole, base in paths:
            yield from [m for m in (whole, base, f"{base}/__init__") if m in modules][:1]


def package_arrows(modules):
    found = defaultdict(set)
    for module, targets in arrows(modules).items():
        package = module.split("/")[0]
        found[package] |= {t.split("/")[0] for t in targets} - {package}
    return found


def cycle(graph):
    """Return nodes that import each other in a ring, or none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as ring:
        return sorted(set(ring.args[1]))
    return []


MODULES = sources(PACKAGE)


def test_a_function_name_stands_in_two_modules_at_most():
    assert {} == shared_names(MODULES)
    assert {"read_it"} == shared_names({f"form/{m}": "def read_it(): ..." for m in "abc"}).keys()
    assert {} == shared_names({f"form/{m}": "def _read_it(): ..." for m in "abc"})


def test_a_class_name_stands_once():
    assert set() == repeated_classes(MODULES)
    assert {"Line"} == repeated_classes({f"form/{m}": "class Line: ..." for m in "ab"})


def test_no_public_function_is_a_bare_participle():
    assert set() == bare_participles(MODULES)
    for word in ("told", "made", "opened", "written", "found"):
        assert {("form/a", word)} == bare_participles({"form/a": f"def {word}(): ..."})
    for word in ("read", "split", "written_cells", "_told", "published_at"):
        assert set() == bare_participles({"form/a": f"def {word}(): ..."})


def test_no_folder_is_wider_than_people_look_through():
    assert set() == wide_folders(MODULES)
    full = {f"form/m{i}": "" for i in range(WIDEST)}
    assert set() == wide_folders(full | {"form/__init__": "", "form/more/a": ""})
    assert {"form"} == wide_folders(full | {"form/one_more": ""})


def test_no_module_is_longer_than_can_be_read_at_a_sitting():
    assert set() == long_modules(MODULES)
    assert {"form/b"} == long_modules({"form/a": "\n" * LONGEST, "form/b": "\n" * (LONGEST + 1)})


def test_no_module_imports_itself_by_way_of_others():
    assert [] == cycle(arrows(MODULES))
    ring = {
        "form/a": "from toolkit.form.b import x",
        "form/b": "def f():\n    from toolkit.form import c",
        "form/c": "if TYPE_CHECKING:\n    import toolkit.form.a",
        "form/d": "from toolkit.form import a",
    }
    assert ["form/a", "form/b", "form/c"] == cycle(arrows(ring))
    assert [] == cycle(arrows(ring | {"form/c": ""}))


def test_no_package_imports_itself_by_way_of_others():
    assert [] == cycle(package_arrows(MODULES))
    two = {"form/a": "from toolkit.xlsx import b", "xlsx/b": "", "xlsx/c": "from toolkit.form.d import x"}
    assert [] == cycle(package_arrows(two))
    assert ["form", "xlsx"] == cycle(package_arrows(two | {"form/d": ""}))
