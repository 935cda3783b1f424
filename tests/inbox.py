"""A township's work folder and an inbox of everything, and all a run leaves behind, to be compared."""

import io
import os
import zipfile
from functools import cache
from unittest import mock

from draw import draw, submission
from forms import xxgk
from killed import here
from shared import copy_folder

from toolkit.collecting import take_in as taking
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import STORE, make_work_folder
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore

NOW = "2025-01-09T08:00:00+00:00"
UNITS = tuple(Unit(f"00{i}", f"{n}村", "村社区") for i, n in enumerate("甲乙丙", 1))
TIME = 1_736_000_000
OFFICE_OF_TESTS = Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2099-01-10")


def quiet(*_):
    pass


@cache
def workbook(unit, received=3.0, text=""):
    form = xxgk()
    figures = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    figures |= {Cell("互动", "意见收到", "数量"): received, Cell("互动", "应财务公开", "数量"): 4.0}
    figures |= {Cell("互动", "财务公开", "数量"): 3.0 if text else 4.0}
    zero = frozenset(r.id for r in form.registers_of("村社区"))
    made = submission(form, "村社区", figures, zero=zero, unit=unit.code, name=unit.name)
    said = {"S3.互动.财务公开.数量": text} if text else {}
    return draw(form, made.__class__(**{**made.__dict__, "explanations": said}))


def make(home):
    """Make at *home* a work folder nobody collected into, and an inbox of everything: versions, a zip, a copy, litter, damage."""
    copy_folder("inbox", _drawn, home)
    return home


def _drawn(home):
    make_work_folder(home / "w", OFFICE_OF_TESTS, UNITS)
    inbox = home / "收"
    inbox.mkdir()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr(zipfile.ZipInfo("丙.xlsx", (2025, 1, 3, 8, 0, 0)), workbook(UNITS[2]))
        file.writestr(zipfile.ZipInfo("说明.txt", (2025, 1, 3, 8, 0, 0)), b"x")
    files = {
        "甲.xlsx": workbook(UNITS[0]),
        "甲_改.xlsx": workbook(UNITS[0], 4.0),
        "乙.xlsx": workbook(UNITS[1], 5.0, "第四季度并入第三季度"),
        "乙 (1).xlsx": workbook(UNITS[1], 5.0, "第四季度并入第三季度"),
        "丙.zip": zipped.getvalue(),
        "坏.xlsx": b"PK\x03\x04 damaged",
        "~$甲.xlsx": b"lock",
    }
    for i, (name, data) in enumerate(files.items()):
        (inbox / name).write_bytes(data)
        os.utime(inbox / name, (TIME + 10 * i, TIME + 10 * i))


def originals(inbox):
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_mode) for p in inbox.iterdir()}


def state(folder):
    """Everything the ledger and the store hold but for when it was: what a second run must come to as well."""
    with Ledger.open(folder.ledger) as ledger:
        return {
            "contents": [ledger.content(c.sha256) for c in ledger.contents()],
            "sightings": sorted(s._replace(run=0, at="") for s in ledger.sightings()),
            "standing": [s._replace(at="") for s in ledger.standing()],
            "explanations": [e._replace(at="") for e in ledger.explanations()],
            "kept": list(OriginalsStore(folder.path / STORE).hashes()),
        }


def collected(folder, inbox):
    with mock.patch.object(taking, "run_in_workers", here):
        return collect_submissions([inbox], folder, folder.form, NOW, quiet)


def lasting(found):
    """What a run says but for what is of that run alone."""
    return {k: v for k, v in found.plain().items() if k not in ("head", "changed", "moved")}
