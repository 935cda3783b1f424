"""Ratios measured in one run: reading against other libraries, collecting with one worker and with two. Not a test.

``make bench`` takes 200 submissions; ``PYTHONPATH=tests python tests/bench.py 1000`` as many as are asked for.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import openpyxl
import pandas as pd
from draw import draw, submission
from forms import xxgk
from python_calamine import CalamineWorkbook

from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.read import read
from toolkit.flow.collect import collect
from toolkit.flow.distribute import identity
from toolkit.flow.samples import workbooks
from toolkit.flow.workfolder import init
from toolkit.form.ground import ground
from toolkit.form.roster import Office, Unit
from toolkit.form.submission import Row
from toolkit.intake import workers

ROUNDS = 5
NOW = "2025-01-09T08:00:00+00:00"


def calamine(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def script(data):
    """What a clerk's own script does: every sheet to a frame."""
    pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="openpyxl")


def whole(data):
    book = open_book(data)
    who, _ = identify(book)
    return read(GROUNDED[who.kind], book, who)


FORM = xxgk()
GROUNDED = {k.id: ground(FORM, k.id, "township" if k.id == "报告" else None) for k in FORM.kinds}


def reading():
    drawn = [data for _, data in workbooks()]
    ways = {
        "calamine, every cell": calamine,
        "ours, every cell": open_book,
        "ours, whole: identity, figures, account": whole,
        "openpyxl": lambda data: openpyxl.load_workbook(io.BytesIO(data), data_only=True),
        "pandas + openpyxl, as a script would": script,
    }
    taken = {name: [] for name in ways}
    for turn in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            for data in drawn if turn or name.startswith(("ours", "cal")) else drawn[:1]:
                way(data)
            if turn:  # the first round warms up
                taken[name].append((time.perf_counter() - start) / len(drawn))
    base = statistics.median(taken["calamine, every cell"])
    print(f"reading {len(drawn)} workbooks, median of {ROUNDS - 1} rounds")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"  {name:42} {middle * 1000:8.2f} ms each {middle / base:8.2f} x calamine")


def sent(folder, unit, i):
    """A village's year: some figures, some rows of its register."""
    zeros = {c: float(i % 7) for c in GROUNDED["村社区"].inputs if FORM.figure(c).type == "count"}
    row = {"日期": "2024-03-05", "标题": "财务", "类别": "财务", "性质": "村级自有", "公开栏": "√"}
    rows = {"公开": tuple(Row(7 + n, row) for n in range(5 + i % 20))}
    made = submission(FORM, "村社区", zeros, rows=rows, zero=frozenset(("代收", "问题")))
    return draw(FORM, made.__class__(identity(folder, unit), figures=made.figures, rows=rows, zero=made.zero))


def collecting(count):
    with tempfile.TemporaryDirectory() as home:
        units = tuple(Unit(f"{i:06}", f"村{i}", "村社区") for i in range(count))
        inbox = Path(home) / "收"
        inbox.mkdir()
        office = Office("01", "某镇人民政府", "township", "xxgk", 2024, "2025-01-10")
        drawn = init(Path(home) / "w", office, units)
        for i, unit in enumerate(units):
            (inbox / f"{unit.code}.xlsx").write_bytes(sent(drawn, unit, i))
        print(f"collecting {count} submissions")
        runs = {}

        def run(name, folder, cores=2):
            with mock.patch.object(os, "cpu_count", return_value=cores):
                start = time.perf_counter()
                found = collect([inbox], folder, folder.form, NOW, lambda *_: None)
                runs[name] = time.perf_counter() - start
            assert len(found.files) == count + name.startswith("one new")
            print(f"  {name:24} {runs[name]:8.2f} s {runs[name] / count * 1000:8.2f} ms each")

        one, two = (init(Path(home) / f"w{n}", office, units) for n in (1, 2))
        run("cold, one worker", one, 1)
        workers.close()
        run("cold, two workers", two)
        run("second run", two)
        (inbox / "again.xlsx").write_bytes(sent(two, units[0], 99))
        run("one new file", two)
        print(
            f"  two workers take {runs['cold, two workers'] / runs['cold, one worker']:.2f} x the time of one"
        )


def main():
    reading()
    collecting(int(sys.argv[1]) if len(sys.argv) > 1 else 200)


if __name__ == "__main__":
    main()
