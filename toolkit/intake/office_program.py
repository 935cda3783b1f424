"""LibreOffice, where it is installed: found, and run so that it can be ended with its children."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
"""Where it lies on Windows, whose installer does not put it on PATH."""


def find_office_program() -> str:
    """Return the program's path; "" where there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), "")
    return found or next((place for place in PLACES if os.name == "nt" and Path(place).is_file()), "")


def run_to_the_end(command: list[str], seconds: float) -> bool:
    """Run, giving what it says to nobody; end it with its children after *seconds*: soffice is a wrapper."""
    nobody = subprocess.DEVNULL
    try:
        program = subprocess.Popen(  # noqa: S603 - the program found on PATH, on files of ours
            command, stdin=nobody, stdout=nobody, stderr=nobody, start_new_session=True
        )
    except OSError:
        return False
    try:
        program.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(program.pid, signal.SIGKILL)
        program.kill()
        program.wait()
        return False
    return True
