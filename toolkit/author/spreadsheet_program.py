"""A spreadsheet program of this machine, where there is one: workbooks worked out by somebody else's hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

from toolkit.folder.files import write_atomically
from toolkit.intake.office_program import find_office_program, point_nowhere, profile_settings, run_to_the_end

WAITED = 600
"""For how long, in seconds, all of it may take."""
RECALCULATE = profile_settings(("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"))
"""The settings of a profile that works every workbook out when it is opened; else what a generator cached is believed."""


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
    return _convert_workbooks({name: point_nowhere(data)}, "xlsx:Calc MS Excel 2007 XML", ending).get(name)


def _convert_workbooks(workbooks: dict[str, bytes], to: str, ending: str = ".xlsx") -> dict[str, bytes]:
    program = find_office_program()
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
        if not run_to_the_end([*command, *map(str, paths.values())], WAITED):
            return {}
        ending = "." + to.partition(":")[0]
        done = {name: (made / path.name).with_suffix(ending) for name, path in paths.items()}
        return {name: path.read_bytes() for name, path in done.items() if path.exists()}
