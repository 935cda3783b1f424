"""Files that once went wrong, in their own work folder: copied out of tests/data/cases, dated as each case says."""

import datetime
import os
import shutil
from pathlib import Path

from inbox import quiet

from toolkit.collecting.collect import collect_submissions
from toolkit.folder.work_folder import open_work_folder

CASES = Path(__file__).parent / "data" / "cases"
NOW = "2025-01-11T02:00:00+00:00"


def work_folder(path, **settings):
    """Make the cases' work folder at *path*; *settings* are lines of toolkit.toml to put in the place of others."""
    path.mkdir(parents=True)
    for name in ("toolkit.toml", "名册.xlsx"):
        shutil.copyfile(CASES / name, path / name)
    text = (path / "toolkit.toml").read_text(encoding="utf-8")
    for before, after in settings.items():
        assert before in text
        text = text.replace(before, after)
    (path / "toolkit.toml").write_text(text, encoding="utf-8")
    return open_work_folder(path)


def put(case, into, saved="", name=""):
    """Copy a file of *case* into the folder *into*, *saved* at that time of this office's clock."""
    into.mkdir(parents=True, exist_ok=True)
    target = into / (name or Path(case).name)
    shutil.copyfile(CASES / case, target)
    if saved:
        os.utime(target, (datetime.datetime.fromisoformat(saved).timestamp(),) * 2)
    return target


def take(folder, *paths, now=NOW):
    """Collect *paths* into *folder*; return what was found."""
    return collect_submissions(paths, folder, folder.form, now, quiet)


def of(found, name):
    """Return the state of the unit of that name."""
    return next(u for u in found.units if u.unit.name == name)
