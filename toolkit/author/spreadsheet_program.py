"""A spreadsheet program of this machine, where there is one: workbooks worked out by somebody else's hand."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from toolkit.folder.files import write_atomically

PROGRAMS = ("soffice", "libreoffice")
WAITED = 600
"""For how long, in seconds, all of it may take."""
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""The settings of a profile that works every workbook out when it is opened; else what a generator cached is believed."""


def find_spreadsheet_program() -> str:
    """Return the program's path; "" where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), "")


def recalculate_workbooks(workbooks: dict[str, bytes]) -> dict[str, bytes]:
    """Return *workbooks*, by their names, as a spreadsheet program saves them worked out; without one, or where it fails, none."""
    return _convert_workbooks(workbooks, "xlsx:Calc MS Excel 2007 XML")


def print_workbooks(workbooks: dict[str, bytes]) -> dict[str, bytes]:
    """Return the pages of *workbooks* as PDF, by their names; without a spreadsheet program, or where it fails, none."""
    return _convert_workbooks(workbooks, "pdf")


def convert_to_xlsx(name: str, data: bytes) -> bytes | None:
    """Return a workbook of another format (.xls, .et, .ods) as .xlsx; None without a spreadsheet program, or where it fails."""
    ending = "." + name.rpartition(".")[2].casefold()
    ending = ending if ending.isascii() and ending[1:].isalnum() else ".xls"
    return _convert_workbooks({name: data}, "xlsx:Calc MS Excel 2007 XML", ending).get(name)


def _convert_workbooks(workbooks: dict[str, bytes], to: str, ending: str = ".xlsx") -> dict[str, bytes]:
    program = find_spreadsheet_program()
    if not program:
        return {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        given, made, profile = home / "given", home / "made", home / "profile" / "user"
        for folder in (given, made, profile):
            folder.mkdir(parents=True)
        write_atomically(profile / "registrymodifications.xcu", RECALCULATE.encode())
        paths = {name: given / f"{i}{ending}" for i, name in enumerate(workbooks)}
        for name, path in paths.items():
            write_atomically(path, workbooks[name])
        command = [
            *(program, "--headless", f"-env:UserInstallation={profile.parent.as_uri()}"),
            *("--convert-to", to, "--outdir", str(made)),
        ]
        if not _run_to_the_end([*command, *map(str, paths.values())]):
            return {}
        done = {
            name: (made / path.name).with_suffix("." + to.partition(":")[0]) for name, path in paths.items()
        }
        return {name: path.read_bytes() for name, path in done.items() if path.exists()}


def _run_to_the_end(command: list[str]) -> bool:
    """Run, giving what it says to nobody; end it with its children when it takes too long: soffice is a wrapper."""
    nobody = subprocess.DEVNULL
    try:
        program = subprocess.Popen(  # noqa: S603 - the program found on PATH, on files of ours
            command, stdin=nobody, stdout=nobody, stderr=nobody, start_new_session=True
        )
    except OSError:
        return False
    try:
        program.wait(timeout=WAITED)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(program.pid, signal.SIGKILL)
        program.kill()
        program.wait()
        return False
    return True
