"""LibreOffice as an independent spreadsheet program: recalculates everything, believes no cached value."""

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from python_calamine import CalamineWorkbook

from toolkit.author.spreadsheet_program import RECALCULATE
from toolkit.form.layout import ROWS_JUDGED

SOFFICE = shutil.which("soffice")
MANY = 12 if "PYTEST_XDIST_WORKER" not in os.environ else 10_000
"""From how many workbooks on a second program is worth the second it takes to start: never where every core has its tests."""
LOOK, STILL, COMPUTING = 1.0, 120.0, 300.0
"""How often we look; how long nothing at all may move; how much of the processor one file may take: seconds."""


KEEPS_ITS_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TOP_PAD_": "67108864",
}
"""A program that opens file after file would give the system back, and ask again, all that each took: a seventh of its time."""
VALUES = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Every sheet as a text of its own, numbers with all their digits: half of the time a workbook takes."""


def convert(paths, out: Path, profile: Path, to="xlsx:Calc MS Excel 2007 XML"):
    """Convert workbooks, many of them half in each of two programs; return the new files in the order of *paths*, whose names must differ."""
    made = {p: out / f"{p.stem}.{to.split(':')[0]}" for p in paths}
    _in_programs(made, out, profile, to, lambda path: made[path].exists())
    return list(made.values())


JUDGED = re.compile(rb"(\$[A-Z]+\$)(\d+):(\$[A-Z]+\$)(\d+)")
PRINTED_AGAIN = re.compile(rb'<definedName name="_xlnm\.Print_Titles"[^>]*>[^<]*</definedName>')
"""Which rows and columns stand on every page: setting them up for the printer is half of what a workbook of lists takes."""
WHOLE, NEAR = 10, 306
"""Every how many workbooks one is given as it is, its lists looked at to their last row; down to which row those of the others are."""


def values(paths, out: Path, profile: Path):
    """Work workbooks out; return of each what stands in the cells, row by row, by the names of its sheets.

    A rule over a list looks at five thousand rows, some twenty times: nearly all of what a program takes for such a
    workbook. Where nothing stands below row NEAR, formulas look no further, and nothing is set up for the printer, but
    in one of WHOLE.
    """
    out.mkdir(parents=True)
    numbered = lightened_copies(paths, out)

    def sheets(path):
        return {s.stem.partition("-")[2]: s for s in out.glob(f"{path.stem}-*.csv")}

    _in_programs(numbered, out, profile, VALUES, sheets)
    return [{name: _rows(sheet) for name, sheet in sheets(path).items()} for path in numbered]


def lightened_copies(paths, home):
    """Write *paths* into *home* under numbers, lightened but for one of WHOLE; return where they are."""
    copies = [home / f"{i}.xlsx" for i in range(len(paths))]
    for i, (path, copy) in enumerate(zip(paths, copies, strict=True)):
        data = Path(path).read_bytes()
        copy.write_bytes(lightened(data) if i % WHOLE else data)
    return copies


def lightened(data):
    """Return a workbook that prints no rows again and, unless it has more rows, whose formulas about lists end at row NEAR."""
    found = _parts(printing_nothing_again(data))
    sheets = [name for name in found if name.startswith("xl/worksheets/sheet")]
    if not any(int(row) > NEAR for name in sheets for row in re.findall(rb'<row r="(\d+)"', found[name])):
        for name in sheets:
            found[name] = JUDGED.sub(_end_near, found[name])
    return _zipped(found)


def printing_nothing_again(data):
    """Return a workbook as it is but for the rows and columns that stand on every page."""
    found = _parts(data)
    found["xl/workbook.xml"] = PRINTED_AGAIN.sub(b"", found["xl/workbook.xml"])
    return _zipped(found)


def _parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def _zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def _end_near(area):
    first, last = int(area[2]), int(area[4])
    return b"%s%d:%s%d" % (area[1], first, area[3], NEAR if last - first + 1 == ROWS_JUDGED else last)


def _rows(sheet):
    with sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells_of(path):
    """Return what stands in the cells of a workbook that was saved, as ``values`` does."""
    book = CalamineWorkbook.from_path(path)
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    }
    return {name: [[_shown(v) for v in row] for row in rows] for name, rows in sheets.items()}


def _shown(value):
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _in_programs(paths, out, profile, to, is_made):
    paths = list(paths)
    halves = (paths[::2], paths[1::2]) if len(paths) >= MANY else (paths,)
    with ThreadPoolExecutor(len(halves)) as pool:
        done = [
            pool.submit(_convert, half, out, profile.with_name(f"{profile.name}{i}"), to, is_made)
            for i, half in enumerate(halves)
        ]
    for half in done:
        half.result()


def _convert(paths, out, profile, to, is_made):
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(RECALCULATE, encoding="utf-8")
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
    said = run([*command, *map(str, paths)], out)
    missing = [p.name for p in paths if not is_made(p)]
    assert not missing, f"LibreOffice made nothing of {missing}: {said}"


def run(command, out):
    """Run to the end, or end it with all its children: soffice is a wrapper whose child would keep our pipe open.

    It is ended when it stands still or computes on without a new file in *out*, however long the machine makes it wait.
    """
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | KEEPS_ITS_MEMORY,
        ) as process:
            try:
                stuck = _watch(process, out)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    assert not stuck, f"LibreOffice was ended, {stuck}: {text}"
    return text


def _watch(process, out):
    """Wait for the end of *process*; return why it has to be ended before, or nothing."""
    files, at_file, last, still = -1, 0.0, None, 0.0
    while True:
        try:
            process.wait(timeout=LOOK)
        except subprocess.TimeoutExpired:
            spent, now = _processor_seconds(process.pid), len(list(out.iterdir()))
            if now != files:
                files, at_file = now, spent
            still = 0.0 if (spent, now) != last else still + LOOK
            last = spent, now
            if still >= STILL:
                return f"nothing moved in {STILL} seconds"
            if spent - at_file > COMPUTING:
                return f"one file took more than {COMPUTING} seconds of the processor"
        else:
            return ""


def _processor_seconds(group):
    """Return what the processes of a group have used so far, where the system tells (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
