"""LibreOffice as an independent spreadsheet program: recalculates everything, believes no cached value."""

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
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
    """Convert workbooks, half in each of two programs; return the new files in the order of *paths*, whose names must differ."""
    paths = list(paths)
    halves = [h for h in (paths[::2], paths[1::2]) if h]
    with ThreadPoolExecutor(len(halves)) as pool:
        made = [
            m
            for half in pool.map(
                lambda i: _convert(halves[i], out, profile.with_name(f"{profile.name}{i}"), to),
                range(len(halves)),
            )
            for m in half
        ]
    by_stem = {m.stem: m for m in made}
    return [by_stem[p.stem] for p in paths]


def _convert(paths, out, profile, to):
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    command = [
        SOFFICE,
        "--headless",
        f"-env:UserInstallation={profile.absolute().as_uri()}",
        "--convert-to",
        to,
        "--outdir",
        str(out),
    ]
    said = run([*command, *map(str, paths)])
    made = [out / f"{p.stem}.{to.split(':')[0]}" for p in paths]
    missing = [m.name for m in made if not m.exists()]
    assert not missing, f"LibreOffice made no {missing}: {said}"
    return made


def run(command):
    """Run to the end, or end it with all its children: soffice is a wrapper whose child would keep our pipe open."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=TIMEOUT)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said = process.communicate()[0]
            raise AssertionError(f"LibreOffice was not done in {TIMEOUT} seconds: {said}") from None
