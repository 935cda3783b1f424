"""A folder as one file: the same content gives the same bytes, and a manifest says what is in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "清单.json"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The day every file bears: when it was packed says nothing."""
FILE, PROGRAM = 0o100644, 0o100755
HARD = 9
"""How hard files are pressed: what is handed out once is carried by many."""


def files_of(folder: Path) -> list[Path]:
    """Return every file of a folder, in an order no machine decides."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(found, key=lambda p: p.relative_to(folder).as_posix())


def write_manifest(folder: Path, made_of: dict[str, Any]) -> None:
    """Write what a folder holds, file by file, and what it was made of."""
    files = [
        {
            "path": p.relative_to(folder).as_posix(),
            "size": p.stat().st_size,
            "sha256": hashlib.sha256(p.read_bytes()).hexdigest(),
        }
        for p in files_of(folder)
        if p.name != MANIFEST
    ]
    size = sum(p.stat().st_size for p in files_of(folder) if p.name != MANIFEST)
    said = {**made_of, "size": size, "files": files}
    (folder / MANIFEST).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def zip_folder(folder: Path, target: Path) -> None:
    """Zip a folder under its own name; names are marked as UTF-8, which every unpacker of today reads."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=HARD) as made:
        for path in files_of(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (PROGRAM if path.suffix == ".exe" else FILE) << 16
            made.writestr(entry, path.read_bytes())


def tar_folder(folder: Path, target: Path) -> None:
    """Pack a folder under its own name with what may be run marked so."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as made:
        for path in files_of(folder):
            entry = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            data = path.read_bytes()
            entry.size, entry.mode = len(data), (PROGRAM if path.stat().st_mode & 0o100 else FILE) & 0o777
            made.addfile(entry, io.BytesIO(data))
    with target.open("wb") as file, gzip.GzipFile("", "wb", HARD, file, mtime=0) as pressed:
        pressed.write(packed.getvalue())
