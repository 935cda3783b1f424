"""The wheels another machine needs, out of requirements.lock: which they are is worked out for that machine, not this one."""

from __future__ import annotations

import email.parser
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)


class Target(NamedTuple):
    """A machine: its Python (``3.13``), the platform tags pip knows it by, the values markers ask for."""

    python: str
    platforms: tuple[str, ...]
    markers: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Return what environment markers are held against."""
        said = {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_version": f"{self.python}.0",
            "platform_release": "",
            "platform_version": "",
            "extra": "",
        }
        return said | self.markers


WINDOWS_MARKERS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
}


def linux_markers(machine: str) -> dict[str, str]:
    """Return the markers of a Linux on *machine* (x86_64, aarch64)."""
    return {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": machine,
    }


class LockEntry(NamedTuple):
    """One version the lock allows, where its marker holds, and the hashes of its files."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def line(self) -> str:
        """Return it as pip reads it; its marker is left out, for pip would hold it against this machine."""
        wanted = f"{self.requirement.name}{self.requirement.specifier}"
        return " ".join([wanted, *(f"--hash=sha256:{h}" for h in sorted(self.hashes))])


def read_lock(target: Target, lock: Path = LOCK) -> dict[str, LockEntry]:
    """Return what *lock* holds for *target*, by name."""
    return lock_entries(lock, target)


def lock_entries(lock: Path, target: Target | None = None) -> dict[str, LockEntry]:
    """Return what *lock* holds, by name; where *target* is given, what holds there."""
    entries: dict[str, LockEntry] = {}
    for text in _ENTRY.split(lock.read_text(encoding="utf-8")):
        if not text.strip() or text.startswith("#"):
            continue
        said, *hashes = text.replace("\\\n", " ").split(" --hash=sha256:")
        wanted = Requirement(said.strip())
        if target is None or wanted.marker is None or wanted.marker.evaluate(target.environment):
            found = frozenset(h.split()[0] for h in hashes)
            entries[canonicalize_name(wanted.name)] = LockEntry(wanted, found)
    return entries


def project_requirements(extras: Iterable[str] = ()) -> list[str]:
    """Return what the package asks for, with these *extras* of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [*project["dependencies"], *more]


def fetch_wheels(target: Target, wanted: Iterable[str], into: Path) -> list[Path]:
    """Return the wheels *wanted* comes to on *target*, with all they need; what *into* has not is fetched by pip.

    Each is held to the lock: its version, its hash. What is needed and not locked is refused.
    """
    into.mkdir(parents=True, exist_ok=True)
    lock = read_lock(target)
    known: dict[str, Path] = {}
    asked = _names_on(target, wanted)
    while missing := sorted(asked - known.keys()):
        if unlocked := [name for name in missing if name not in lock]:
            raise SystemExit(f"not in {LOCK.name}: {', '.join(unlocked)}")
        known |= _fetch_missing(target, {n: lock[n] for n in missing}, into)
        for name in missing:
            asked |= _names_on(target, wheel_requirements(known[name]))
    return [known[name] for name in sorted(known)]


def wheel_requirements(wheel: Path) -> list[str]:
    """Return what a wheel says it needs."""
    with zipfile.ZipFile(wheel) as z:
        name = next(n for n in z.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1)
        said = email.parser.Parser().parsestr(z.read(name).decode("utf-8"), headersonly=True)
    return said.get_all("Requires-Dist", [])


def fetch_locked(lines: Iterable[str], into: Path, *how: str) -> None:
    """Let pip fetch these lines of a lock, each held to its hashes."""
    listed = into / "wanted.txt"
    listed.write_text("\n".join(lines), encoding="utf-8")
    quiet = ("-q", "--disable-pip-version-check", "--no-input")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", *quiet, "--no-deps", "--require-hashes"),
            *(*how, "-d", str(into), "-r", str(listed)),
        ],
        check=True,
    )
    listed.unlink()


def build_own_wheel(into: Path) -> Path:
    """Build the wheel of this checkout."""
    shutil.rmtree(into, ignore_errors=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return next(into.glob("*.whl"))


def digest_of(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fetch_missing(target: Target, entries: dict[str, LockEntry], into: Path) -> dict[str, Path]:
    there = _wheels_of(entries, into)
    if lines := [e.line for name, e in entries.items() if name not in there]:
        python = target.python.replace(".", "")
        fetch_locked(
            lines,
            into,
            *("--only-binary", ":all:", "--python-version", target.python, "--implementation", "cp"),
            *(word for p in target.platforms for word in ("--platform", p)),
            *("--abi", f"cp{python}", "--abi", "abi3", "--abi", "none"),
        )
        there = _wheels_of(entries, into)
    return there


def _wheels_of(entries: dict[str, LockEntry], folder: Path) -> dict[str, Path]:
    """Return the wheels in *folder* that are exactly what is locked."""
    found = {}
    for path in sorted(folder.glob("*.whl")):
        name = parse_wheel_filename(path.name)[0]
        if name in entries and digest_of(path) in entries[name].hashes:
            found[str(name)] = path
    return found


def _names_on(target: Target, wanted: Iterable[str]) -> set[str]:
    return set(_asked_names(target, wanted))


def _asked_names(target: Target, wanted: Iterable[str]) -> Iterator[str]:
    for line in wanted:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate(target.environment):
            yield canonicalize_name(asked.name)
