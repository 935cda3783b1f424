"""Windows programs and libraries read as files: for which machine they are, and what they load."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

BINARIES = {".exe", ".dll", ".pyd"}
AMD64 = 0x8664
_PE32_PLUS = 0x20B
_IMPORTS, _DELAYED = 1, 13
_ENTRY_SIZES = {_IMPORTS: 20, _DELAYED: 32}
_NAME_AT = {_IMPORTS: 12, _DELAYED: 4}
ON_EVERY_WINDOWS = {
    *("advapi32.dll", "bcrypt.dll", "bcryptprimitives.dll", "cabinet.dll", "comctl32.dll", "crypt32.dll"),
    *("dbghelp.dll", "gdi32.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "ole32.dll"),
    *("oleaut32.dll", "pathcch.dll", "propsys.dll", "psapi.dll", "rpcrt4.dll", "secur32.dll", "shell32.dll"),
    *("shlwapi.dll", "ucrtbase.dll", "user32.dll", "userenv.dll", "version.dll", "winmm.dll", "ws2_32.dll"),
}
"""What Windows 10 itself brings, beside the api-ms-win- sets."""


class Binary(NamedTuple):
    """One program or library: its machine, and the names of what it loads, in lower case."""

    machine: int
    loads: tuple[str, ...]


def read_binary(path: Path) -> Binary:
    """Return what a Windows binary says of itself; refuse what is none."""
    data = path.read_bytes()
    at = struct.unpack_from("<I", data, 0x3C)[0] if data[:2] == b"MZ" else 0
    if data[at : at + 4] != b"PE\0\0":
        raise SystemExit(f"{path} is no Windows program")
    machine, sections = struct.unpack_from("<HH", data, at + 4)
    optional = at + 24
    (magic,) = struct.unpack_from("<H", data, optional)
    if magic != _PE32_PLUS:
        return Binary(machine, ())
    header = optional + struct.unpack_from("<H", data, at + 20)[0]
    table = [struct.unpack_from("<IIII", data, header + 40 * n + 8) for n in range(sections)]

    def offset(address: int) -> int:
        for size, begins, raw, where in table:
            if begins <= address < begins + max(size, raw):
                return int(where + address - begins)
        raise SystemExit(f"{path}: nothing stands at {address:#x}")

    loads = []
    for kind, size in _ENTRY_SIZES.items():
        (begins, _) = struct.unpack_from("<II", data, optional + 112 + 8 * kind)
        entry = offset(begins) if begins else len(data)
        while begins and (name := struct.unpack_from("<I", data, entry + _NAME_AT[kind])[0]):
            start = offset(name)
            loads.append(data[start : data.index(b"\0", start)].decode("ascii").lower())
            entry += size
    return Binary(machine, tuple(loads))


def missing_libraries(folder: Path) -> list[str]:
    """Return, a line each, what a binary of *folder* loads that neither stands in the folder nor comes with Windows."""
    binaries = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in BINARIES]
    here = {p.name.lower() for p in binaries}
    lines = []
    for path in binaries:
        said = read_binary(path)
        name = path.relative_to(folder).as_posix()
        if said.machine != AMD64:
            lines.append(f"{name} is for another machine ({said.machine:#x})")
        lines += [f"{name} loads {n}" for n in said.loads if not _is_found(n, here)]
    return lines


def _is_found(name: str, here: set[str]) -> bool:
    return name in here or name in ON_EVERY_WINDOWS or name.startswith(("api-ms-win-", "ext-ms-win-"))
