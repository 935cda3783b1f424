"""What the modules of a folder import, read from their source and held against what the folder has."""

from __future__ import annotations

import ast
import sys
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONAL = {"distributed", "fsspec", "pyarrow"}
"""What commands ask for only where their option is given, and say how to install."""
NOT_ON_WINDOWS = {"fcntl", "resource"}
"""What is asked for only where ``os.name`` is posix, inside a ``try``, or on another system's way."""


def modules_of(app: Path) -> set[str]:
    """Return the top-level modules that stand in *app*."""
    found = {p.name for p in app.iterdir() if p.is_dir()}
    return found | {p.name.split(".")[0] for p in app.iterdir() if p.suffix in (".py", ".pyd", ".so")}


def standard_modules(python: Path) -> set[str]:
    """Return the top-level modules of the embeddable Python: of its zip, its libraries, and those built in."""
    with zipfile.ZipFile(next(python.glob("python3*.zip"))) as z:
        zipped = {n.split("/")[0].split(".")[0] for n in z.namelist()}
    library = next(python.glob("python3?*.dll")).read_bytes()
    built_in = {n for n in sys.stdlib_module_names if b"\0%s\0" % n.encode() in library}
    return zipped | {p.stem for p in python.glob("*.pyd")} | built_in


def missing_modules(package: Path, there: set[str]) -> list[str]:
    """Return, a line each, what a module of *package* imports anywhere, of its own or others', that is not there."""
    lines = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package.parent).as_posix()
        for module in sorted(set(_imported(path))):
            top = module.split(".")[0]
            if top == package.name:
                if not _stands(package.parent, module):
                    lines.append(f"{name} imports {module}")
            elif top not in there | OPTIONAL | NOT_ON_WINDOWS and not _only_for_checkers(path, top):
                lines.append(f"{name} imports {top}")
    return lines


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _stands(app: Path, module: str) -> bool:
    place = app.joinpath(*module.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def _only_for_checkers(path: Path, top: str) -> bool:
    """Whether a module is imported for type checkers alone."""
    tree = ast.parse(path.read_bytes())
    guarded = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    inside = {id(node) for guard in guarded for node in ast.walk(guard)}

    def names(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            return any(a.name.split(".")[0] == top for a in node.names)
        return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == top

    return all(id(node) in inside for node in ast.walk(tree) if names(node))
