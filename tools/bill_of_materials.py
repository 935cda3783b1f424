"""What the package is made of, as CycloneDX: ``python -m tools.bill_of_materials`` writes docs/sbom.cdx.json, --check holds it.

Every library the package needs on any system it runs on, at the version and with the hashes of the lock. The same lock
gives the same bytes: no time, no number of its own. It travels in the wheel (PEP 770).
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from toolkit import __version__
from tools.locked_wheels import LOCK, ROOT, LockEntry, lock_entries, project_requirements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.markers import Marker

BILL = ROOT / "docs" / "sbom.cdx.json"
NAME = "xxgk-toolkit"
WINDOWS_ONLY = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
"""What is needed there alone, with its licence; it needs nothing itself and may not be installed where this runs."""


def draw_bill() -> str:
    """Return the bill as text."""
    own, entries = f"pkg:pypi/{NAME}@{__version__}", lock_entries(LOCK)
    needs = _everything_needed(project_requirements())
    address = {name: f"pkg:pypi/{name}@{_version(entries[name])}" for name in needs}
    components = [_component(name, entries[name], address[name]) for name in sorted(needs)]
    direct = sorted({str(canonicalize_name(Requirement(line).name)) for line in project_requirements()})
    edges: list[tuple[str, list[str]]] = [(own, direct)]
    edges += [(address[name], sorted(needs[name])) for name in sorted(needs)]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": NAME,
                "version": __version__,
                "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": [address[n] for n in names]} for ref, names in edges],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _everything_needed(lines: Iterable[str]) -> dict[str, set[str]]:
    """Return every library that *lines* come to on any system, with what each needs; extras are nobody's here."""
    found: dict[str, set[str]] = {}
    asked: set[str] = {canonicalize_name(Requirement(line).name) for line in lines}
    while asked:
        name = asked.pop()
        found[name] = _needed_by(name)
        asked |= found[name] - found.keys()
    return found


def _needed_by(name: str) -> set[str]:
    if name in WINDOWS_ONLY:
        return set()
    lines = map(Requirement, importlib.metadata.requires(name) or ())
    return {canonicalize_name(r.name) for r in lines if r.marker is None or _holds_somewhere(r.marker)}


def _holds_somewhere(marker: Marker) -> bool:
    """Tell whether a marker holds without an extra on one of the systems there are folders and wheels for."""
    systems = ({"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}, _WINDOWS, _MAC)
    versions = ({"python_version": v, "python_full_version": f"{v}.0"} for v in ("3.11", "3.14"))
    return any(marker.evaluate({"extra": "", **v, **s}) for v in versions for s in systems)


_WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}
_MAC = {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"}


def _version(entry: LockEntry) -> str:
    (said,) = entry.requirement.specifier
    return said.version


def _component(name: str, entry: LockEntry, address: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": _version(entry),
        "purl": address,
    }
    if license_said := _license_of(name):
        made["licenses"] = [license_said]
    hashes = [{"alg": "SHA-256", "content": h} for h in sorted(entry.hashes)]
    files = {
        "type": "distribution",
        "url": address,
        "comment": "any of the files of this version the lock allows",
    }
    return made | {"externalReferences": [files | {"hashes": hashes}]}


def _license_of(name: str) -> dict[str, Any]:
    """Return a library's licence as its maker says it; nothing where nobody says."""
    if name in WINDOWS_ONLY:
        return {"license": {"id": WINDOWS_ONLY[name]}}
    said = importlib.metadata.metadata(name)
    if "License-Expression" in said:
        return {"expression": said["License-Expression"]}
    marks = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if c.startswith("License :: ")]
    text = marks[0] if marks else said["License"].strip().split("\n")[0] if "License" in said else ""
    return {"license": {"name": text}} if text else {}


def main(arguments: list[str]) -> int:
    """Write the bill; with --check only tell whether it is in step."""
    drawn = draw_bill()
    if "--check" in arguments:
        if BILL.is_file() and BILL.read_text(encoding="utf-8") == drawn:
            return 0
        print(f"out of step, run make render: {BILL.relative_to(ROOT)}")  # noqa: T201 - a tool of the makefile
        return 1
    BILL.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
