"""Wheels laid into one folder, without what only their authors need."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNUSED_FOLDERS = {"tests", "__pycache__"}
UNUSED_ENDINGS = {".pyi", ".pxd", ".pyx", ".h", ".lib", ".a"}
UNUSED_PARTS = ("pygments/lexers/", "lxml/objectify", "lxml/isoschematron/", "numpy/f2py/")
"""What nothing here imports and is large: colours for other languages, other ways to read XML, Fortran."""
STILL_USED = {"__init__.py", "_mapping.py", "python.py", "special.py"}
"""What of Pygments a traceback in colours asks for."""
INSIDE = ("purelib", "platlib")
"""The parts of a wheel's data folder that are modules; scripts have launchers of ours instead."""


def unpack_wheel(wheel: Path, app: Path) -> None:
    """Lay the modules of a wheel into *app*: no tests, no headers, no record of what was laid out elsewhere."""
    with zipfile.ZipFile(wheel) as z:
        for name in sorted(z.namelist()):
            if name.endswith("/") or (inside := _place_in_app(PurePosixPath(name))) is None:
                continue
            to = app / inside
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(z.read(name))


def _place_in_app(path: PurePosixPath) -> PurePosixPath | None:
    if path.is_absolute() or ".." in path.parts:
        raise SystemExit(f"a wheel with a file outside of it: {path}")
    if path.parts[0].endswith(".data"):
        if path.parts[1] not in INSIDE:
            return None
        path = PurePosixPath(*path.parts[2:])
    unused = UNUSED_FOLDERS & set(path.parts[:-1]) or path.suffix in UNUSED_ENDINGS
    part = path.as_posix().startswith(UNUSED_PARTS) and path.name not in STILL_USED
    record = path.parts[0].endswith(".dist-info") and path.name == "RECORD"
    return None if unused or part or record else path
