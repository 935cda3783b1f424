"""LibreOffice as an independent spreadsheet program: recalculates everything, believes no cached value."""

import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice")
TIMEOUT = 300

# OOXMLRecalcMode 0 = always recalculate on load; the default believes what a generator cached.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def convert(paths, out: Path, profile: Path, to="xlsx:Calc MS Excel 2007 XML"):
    """Convert workbooks in one run; return the new files in the order of *paths*, whose names must differ."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    command = [
        SOFFICE,
        "--headless",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to",
        to,
        "--outdir",
        str(out),
    ]
    done = subprocess.run(
        [*command, *map(str, paths)], capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    made = [out / f"{p.stem}.{to.split(':')[0]}" for p in paths]
    missing = [m.name for m in made if not m.exists()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout} {done.stderr}"
    return made
