"""LibreOffice, where it is installed: found, and run so that it can be ended with its children and asks nobody outside.

What it opens for us may be a stranger's: a picture or a table a file only points to is not fetched, no macro runs.
Settings and a proxy hold what is asked of the web; what lies on another machine's share (Windows opens it, and says there
who asks) is made to point nowhere before the file is opened.
"""

from __future__ import annotations

import os
import re
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


_CLOSED = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""The settings of every profile it runs in: their place, name and value."""


def profile_settings(*more: tuple[str, str, str]) -> str:
    """Return registrymodifications.xcu of a profile that lets a file reach nothing outside it; *more* settings beside."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{place}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for place, name, value in (*_CLOSED, *more)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{items}</oor:items>\n'
    )


_SHARES = (
    re.compile(rb"\\\\(?=[\w.?-]{1,255}\\[\w$.?-])"),
    re.compile(rb"\\\x00\\\x00(?=(?:[\w.?-]\x00){1,255}\\\x00)"),
    re.compile(rb"(?<=[fF][iI][lL][eE]:)//(?=[\w.-])"),
    re.compile(rb"(?<=[fF]\x00[iI]\x00[lL]\x00[eE]\x00:\x00)/\x00/\x00(?=[\w.-])"),
)
r"""How \\host\share and file://host are written, in bytes and in UTF-16; long enough that no number looks like one."""
_SHARES_IN_RTF = (re.compile(rb"(?:\\\\|\\'5[cC]){2,64}(?=[\w.?-])"), _SHARES[2])
"""The same in RTF, where a backslash is written as two, or by its number."""
_NOWHERE = bytes.maketrans(b"\\/", b"__")


def point_nowhere(data: bytes) -> bytes:
    """Return a file's bytes, as many as before, with every reference to another machine's share pointing nowhere."""
    for share in _SHARES_IN_RTF if data.startswith(b"{\\rt") else _SHARES:
        data = share.sub(lambda found: found[0].translate(_NOWHERE), data)
    return data


def find_office_program() -> str:
    """Return the program's path; "" where there is none.

    Windows looks into the folder it is started in first, and that may be one with files somebody sent: not there.
    """
    here = Path.cwd()
    found = (p for p in map(shutil.which, PROGRAMS) if p and Path(p).absolute().parent != here)
    return next(found, "") or next(
        (place for place in PLACES if os.name == "nt" and Path(place).is_file()), ""
    )


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
