"""Wine as a Windows of its own: another prefix, Chinese (code page 936), Shanghai's time."""

import os
import re
import shutil
import subprocess

LEAST = 10
"""The first Wine that has what the Python and the libraries of the folder call (Debian 12's 8.0 has not)."""
NO_WINE = f"needs Wine {LEAST}"


def find_wine():
    """Return the path of a Wine that is new enough, else None."""
    path = os.environ.get("WINE") or shutil.which("wine")
    if not path:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"wine-(\d+)", said)
    return path if version and int(version[1]) >= LEAST else None


WINE = find_wine()


class Wine:
    """One Windows, its files under *home*, which is where programs run."""

    def __init__(self, home):
        self.home = home
        home.mkdir(exist_ok=True)
        own = {"WINEPREFIX": str(home / ".wine"), "HOME": str(home), "WINEDEBUG": "-all", "DISPLAY": ""}
        self.environment = os.environ | own | {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"}

    def run(self, program, *words, check=True):
        """Run a program of Windows; return what it wrote. Files and devices are no handles Wine passes on: pipes are."""
        done = subprocess.run(
            [WINE, str(program), *words],
            cwd=self.home,
            env=self.environment,
            input="\n",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        assert not check or 0 == done.returncode, done.stdout + done.stderr
        return done.stdout
