"""The folder a clerk on Kylin or UOS unpacks and runs: ``python -m tools.linux_folder dist --machine aarch64``.

Debian's Python with Debian's own C library and loader beside it, so that it runs whatever the system's are (Kylin V10 and UOS 20
have glibc 2.28, too old for wheels of today), and the locked wheels. Nothing is installed, nothing of the system is used but the
kernel and /bin/sh. apt fetches and checks the packages, for another machine too, into a folder of its own. Needs a Debian.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tools.folder_archive import tar_folder, write_manifest
from tools.launchers import NAME, known_commands, launchers_of
from tools.locked_wheels import (
    ROOT,
    Target,
    build_own_wheel,
    digest_of,
    fetch_wheels,
    linux_markers,
    project_requirements,
)
from tools.unpacked_wheels import unpack_wheel

MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
"""What Debian calls the machines."""
LARGEST = 60 * 2**20
READ_ME = "先看这里.txt"
PACKAGES = ("python3-minimal", "libpython3-stdlib", "libstdc++6")
UNUSED_MODULES = {
    "test",
    "idlelib",
    "lib2to3",
    "ensurepip",
    "tkinter",
    "turtledemo",
    "pydoc_data",
    "__pycache__",
}
UNUSED_LIBRARIES = ("gconv", "perl-base", "engines-3", "ossl-modules", "audit")
_PYTHON = """#!/bin/sh
# The Python of this folder, started by the loader of this folder; -I: nothing of the user's own Python takes part.
# UTF-8 is built into its C library; for another encoding (GB18030) it would load a module of the system's.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd) || exit 3
LC_ALL=C.UTF-8
export LC_ALL
exec "$here/../lib/LOADER" --argv0 "$here/python3" --library-path "$here/../lib" "$here/PYTHON" -I -X utf8 "$@"
"""
_LAUNCHER = """#!/bin/sh
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
exec "$here/python/bin/python3" -c 'import sys; sys.argv[0] = "NAME"; from toolkit.cli import main; main()' WORDS"$@"
"""
_WHAT_IT_IS = """不用安装，不用管理员，不联网；整个文件夹可以拷到优盘，放在哪里、改成什么名字都行（优盘要能存可执行的文件；
不能的，先拷到自己的目录里）。

{opens}在终端里运行：./toolkit -h 看有哪些命令，./toolkit demo 演示 先看一遍样例。

用于 MACHINE 的 Linux（银河麒麟、统信等），自带 Python 和所需的库，不用系统里的。龙芯（LoongArch）、
申威的电脑不能用：{instead}填报的单位不受限制：它们只要能打开 Excel 或 WPS 表格。

文件夹里每个文件的大小和指纹在“清单.json”里，可以交给信息中心核对。
"""
_OPENS = "./打开年报工具：浏览器里打开本机的一页；关掉终端就停止。\n"
_INSTEAD = "在能用的电脑上打开，别的电脑用浏览器来办（见 toolkit open -h）。"
_ANOTHER = "换一台电脑来收和汇总。"


class Inputs(NamedTuple):
    """What a folder is made of."""

    packages: list[Path]
    wheels: list[Path]


def fetch_packages(machine: str, kept: Path) -> list[Path]:
    """Return Debian's Python for *machine* with all it needs, fetched and checked by apt into *kept*."""
    for part in ("state/lists/partial", "cache/archives/partial"):
        (kept / part).mkdir(parents=True, exist_ok=True)
    (kept / "status").write_text("", encoding="utf-8")
    said = {
        "Dir::State": kept / "state",
        "Dir::State::status": kept / "status",
        "Dir::Cache": kept / "cache",
        "APT::Architecture": MACHINES[machine],
        "APT::Architectures": MACHINES[machine],
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq", "-y", *(word for k, v in said.items() for word in ("-o", f"{k}={v}"))]
    for archive in (kept / "cache" / "archives").glob("*.deb"):
        archive.unlink()  # else one of an older suite would stay
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "--download-only", "--no-install-recommends", "install", *PACKAGES], check=True)
    return sorted((kept / "cache" / "archives").glob("*.deb"))


def unpack_python(packages: list[Path], python: Path, spare: Path) -> str:
    """Lay the Python, its modules and every library of *packages* into *python*; return its version (``3.11``)."""
    shutil.rmtree(spare, ignore_errors=True)
    spare.mkdir(parents=True)
    for package in packages:
        subprocess.run(["dpkg-deb", "-x", str(package), str(spare)], check=True)
    program = next((spare / "usr" / "bin").glob("python3.[0-9]*"))
    version = program.name.removeprefix("python")
    (python / "bin").mkdir(parents=True)
    shutil.copy2(program, python / "bin" / program.name)
    _copy_modules(spare / "usr" / "lib" / program.name, python / "lib" / program.name)
    for folder in (spare / "lib", spare / "usr" / "lib"):
        for path in sorted(folder.rglob("*.so*")):
            outside = "python3" in path.as_posix() or set(UNUSED_LIBRARIES) & set(path.parts)
            if not outside and path.is_file():  # a link is copied as what it leads to, by every name
                shutil.copy2(path.resolve(), python / "lib" / path.name)
    loader = next(p.name for p in (python / "lib").iterdir() if p.name.startswith("ld-linux"))
    _write_program(
        python / "bin" / "python3", _PYTHON.replace("LOADER", loader).replace("PYTHON", program.name)
    )
    (python / "lib" / loader).chmod(0o755)
    return version


def _copy_modules(there: Path, here: Path) -> None:
    def unused(folder: str, names: list[str]) -> set[str]:
        return {
            n
            for n in names
            if n in UNUSED_MODULES or n.startswith("config-") or (Path(folder) / n).is_symlink()
        }

    shutil.copytree(there, here, ignore=unused)


def build_folder(inputs: Inputs, machine: str, folder: Path, commands: set[str]) -> None:
    """Lay *inputs* out in *folder*, whose launchers are those of *commands*."""
    shutil.rmtree(folder, ignore_errors=True)
    python = folder / "python"
    version = unpack_python(inputs.packages, python, folder.with_name("unpacked"))
    shutil.rmtree(folder.with_name("unpacked"))
    for wheel in inputs.wheels:
        unpack_wheel(wheel, python / "lib" / f"python{version}" / "dist-packages")
    opened = launchers_of(commands)
    for name, words in opened.items():
        begins = "".join(f"{w} " for w in words)
        _write_program(folder / name, _LAUNCHER.replace("NAME", name).replace("WORDS", begins))
    page = len(opened) > 1
    said = _WHAT_IT_IS.format(opens=_OPENS if page else "", instead=_INSTEAD if page else _ANOTHER)
    (folder / READ_ME).write_text(said.replace("MACHINE", machine), encoding="utf-8")


def _write_program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def platforms_of(machine: str) -> tuple[str, ...]:
    """Return the platform tags the C library of the folder carries; the newest is Debian 12's."""
    new = (f"manylinux_2_{minor}_{machine}" for minor in range(36, 16, -1))
    return (*new, f"manylinux2014_{machine}", f"linux_{machine}")


def make_archive(machine: str, kept: Path, output: Path) -> Path:
    """Fetch, build and pack the folder for *machine*; refuse one too large to hand out."""
    packages = fetch_packages(machine, kept / machine)
    python = next(p.name for p in packages if p.name.startswith("libpython3.") and "stdlib" in p.name)
    version = python.removeprefix("libpython").split("-")[0]
    target = Target(version, platforms_of(machine), linux_markers(machine))
    wheels = [
        *fetch_wheels(target, project_requirements(), kept / machine / "wheels"),
        build_own_wheel(kept / "own"),
    ]
    folder, archive = output / machine / NAME, output / f"{NAME}-linux-{machine}.tar.gz"
    build_folder(Inputs(packages, wheels), machine, folder, known_commands())
    made_of = [{"file": p.name, "sha256": digest_of(p)} for p in (*packages, *wheels)]
    write_manifest(folder, {"made_of": made_of})
    tar_folder(folder, archive)
    if (size := archive.stat().st_size) > LARGEST:
        raise SystemExit(f"{archive.name} has {size / 2**20:.1f} MB, more than {LARGEST / 2**20:.0f}")
    return archive


def main() -> None:
    """Build the folder and pack it; say what came of it."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("output", type=Path, help="where the folder and its archive go")
    asked.add_argument("--machine", choices=MACHINES, default=os.uname().machine)
    asked.add_argument("--kept", type=Path, default=ROOT / "build" / "linux", help="where fetched files stay")
    said = asked.parse_args()
    said.output.mkdir(parents=True, exist_ok=True)
    made = make_archive(said.machine, said.kept, said.output)
    size = made.stat().st_size / 2**20
    print(f"{made}: {size:.1f} MB, {digest_of(made)}")  # noqa: T201 - what a build says


if __name__ == "__main__":
    main()
