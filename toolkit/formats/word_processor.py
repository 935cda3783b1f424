"""Files of older word processors (.doc, .wps, .rtf), which LibreOffice turns into Word documents where it is installed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from toolkit.errors import UnreadableDocumentError
from toolkit.folder.files import write_atomically
from toolkit.intake.office_program import find_office_program, point_nowhere, profile_settings, run_to_the_end

KINDS = {"doc": ".doc", "rtf": ".rtf"}
"""The formats there are, and the ending the program knows each by."""
SECONDS = 90.0
"""How long one file may take."""
MISSING = "{} 要有 LibreOffice 才能读，这台电脑上没有。请在 Word 或 WPS 里打开，另存为 .docx 再核对。"
FAILED = "{} 读不了，可能已损坏。请在 Word 或 WPS 里打开，另存为 .docx 再核对。"


def convert_to_word(data: bytes, kind: str) -> bytes:
    """Return *data*, a file of *kind*, as a .docx; raise UnreadableDocumentError where that cannot be done."""
    name = f"{KINDS[kind]} 文件"
    program = find_office_program()
    if not program:
        raise UnreadableDocumentError(MISSING.format(name))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        given, made = home / f"report{KINDS[kind]}", home / "made"
        write_atomically(given, point_nowhere(data))
        profile = home / "profile"
        write_atomically(profile / "user" / "registrymodifications.xcu", profile_settings().encode())
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", "docx", "--outdir", str(made), str(given)]
        done = made / "report.docx"
        if not run_to_the_end(command, SECONDS) or not done.exists():
            raise UnreadableDocumentError(FAILED.format(name))
        return done.read_bytes()
