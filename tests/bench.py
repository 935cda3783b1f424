"""Ratios measured in one run: reading against other libraries, collecting with one worker and with two. Not a test.

``make bench`` takes 200 submissions; ``PYTHONPATH=tests python tests/bench.py 1000 10000 --dask`` as many as are
asked for, and on a cluster too; ``--cpu`` the processor's time of each verb in one process; ``--levels`` four levels of offices instead, ``--county`` published reports in five formats.
"""

import datetime
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest import mock

import openpyxl
import pandas as pd
from county import made_county, not_found
from draw import draw, submission
from forms import xxgk
from levels import city
from python_calamine import CalamineWorkbook

from toolkit.author.samples import draw_sample_workbooks
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.take_in import ClusterReach
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder, workbook_identity
from toolkit.form.grounding import ground_form
from toolkit.form.period import Period
from toolkit.form.submission import Row
from toolkit.intake import workers
from toolkit.intake.dask_cluster import DaskCluster
from toolkit.merging.merge import merge_report
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.returns import return_copies
from toolkit.returns.return_copies import write_return_copies
from toolkit.reviewing.check_folder import check_folder
from toolkit.reviewing.folder_workbook import draw_folder_workbook
from toolkit.xlsx.open_workbook import open_book

ROUNDS = 5
NOW = "2025-01-09T08:00:00+00:00"


def calamine(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def openpyxl_loop(data):
    """What a script does that reads cell by cell."""
    openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def script(data):
    """What a clerk's own script does: every sheet to a frame."""
    pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="openpyxl")


def polars_frames(data):
    """What a script does that wants frames quickly: fastexcel reads, polars has them."""
    import fastexcel

    book = fastexcel.read_excel(data)
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None, dtypes="string").to_polars()


def whole(data):
    book = open_book(data)
    who, _ = identify_workbook(book)
    return read_submission(GROUNDED[who.kind], book, who)


FORM = xxgk()
GROUNDED = {k.id: ground_form(FORM, k.id, "township" if k.id == "报告" else None) for k in FORM.kinds}


def reading():
    drawn = [data for _, data in draw_sample_workbooks()]
    ways = {
        "calamine, every cell": calamine,
        "ours, every cell": open_book,
        "ours, whole: identity, figures, account": whole,
        "fastexcel, frames of polars": polars_frames,
        "openpyxl": openpyxl_loop,
        "pandas + openpyxl, as a script would": script,
    }
    taken = {name: [] for name in ways}
    for turn in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            for data in drawn if turn or name.startswith(("ours", "cal", "fast")) else drawn[:1]:
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
    return draw(
        FORM, made.__class__(workbook_identity(folder, unit), figures=made.figures, rows=rows, zero=made.zero)
    )


def sent_all(home, inbox, start, count):
    """Write *count* villages' workbooks; one call a process."""
    folder = open_work_folder(home)
    for i in range(start, start + count):
        unit = Unit(f"{i:06}", f"村{i}", "村社区")
        (inbox / f"{unit.code}.xlsx").write_bytes(sent(folder, unit, i))


def calamine_at(path):
    calamine(Path(path).read_bytes())


def script_at(path):
    script(Path(path).read_bytes())


SLOW = 60
"""How many workbooks the slow way is tried on."""
AT_ONCE = 100
"""How many workbooks one task draws."""


def collecting(count, *, cluster):
    with tempfile.TemporaryDirectory() as home:
        units = tuple(Unit(f"{i:06}", f"村{i}", "村社区") for i in range(count))
        inbox = Path(home) / "收"
        inbox.mkdir()
        office = Office("01", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
        drawn = make_work_folder(Path(home) / "w", office, units)
        with ProcessPoolExecutor(2) as pool:
            starts = range(0, count, AT_ONCE)
            done = [pool.submit(sent_all, drawn.path, inbox, s, min(AT_ONCE, count - s)) for s in starts]
            for each in done:
                each.result()
        print(f"collecting {count} submissions")
        each_took = {}

        def run(name, folder, reach=None, expected=count, cores=2):
            with mock.patch.object(os, "cpu_count", return_value=cores):
                start = time.perf_counter()
                found = collect_submissions([inbox], folder, folder.form, NOW, lambda *_: None, (), reach)
                show(name, (time.perf_counter() - start) / count)
            assert expected == len(found.files)

        def show(name, took):
            each_took[name] = took
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"  {name:36} {took * 1000:8.2f} ms each, {peak:6.0f} MB at most so far")

        def others(name, way, paths):
            start = time.perf_counter()
            assert len(paths) == sum(1 for _ in workers.run_in_workers(way, paths, 2))
            show(name, (time.perf_counter() - start) / len(paths))

        folders = [make_work_folder(Path(home) / f"w{n}", office, units) for n in range(3)]
        paths = [str(p) for p in sorted(inbox.iterdir())]
        others("(two workers started)", calamine_at, paths[:4])
        others("calamine, every cell, two workers", calamine_at, paths)
        others("pandas + openpyxl, two workers", script_at, paths[:SLOW])
        run("cold, two workers", folders[0])
        run("second run", folders[0])
        (inbox / "again.xlsx").write_bytes(sent(folders[0], units[0], 99))
        run("one new file", folders[0], expected=count + 1)
        (inbox / "again.xlsx").unlink()
        workers.stop_workers()
        run("cold, one worker", folders[1], cores=1)
        if cluster:
            from distributed import LocalCluster

            with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
                run(
                    "cold, dask, two workers",
                    folders[2],
                    ClusterReach(DaskCluster(made.scheduler_address).each, ""),
                )
        cold = each_took["cold, two workers"]
        print(f"  cold takes {cold / each_took['calamine, every cell, two workers']:.2f} x calamine's time")
        print(f"  pandas + openpyxl takes {each_took['pandas + openpyxl, two workers'] / cold:.2f} x ours")
        print(f"  two workers take {cold / each_took['cold, one worker']:.2f} x the time of one")
        print(f"  a second run is {cold / each_took['second run']:.1f} times as fast")
        if cluster:
            print(f"  dask takes {each_took['cold, dask, two workers'] / cold:.2f} x the time of two workers")


def processor_time(count):
    """What each verb costs a unit in one process, as a multiple of calamine's bare parse of the same files.

    The processor's time alone, so that others on the machine change little; one process, so that nothing is hidden.
    """
    with tempfile.TemporaryDirectory() as home:
        units = tuple(Unit(f"{i:06}", f"村{i}", "村社区") for i in range(count))
        office = Office("01", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
        folder = make_work_folder(Path(home) / "w", office, units)
        inbox = Path(home) / "收"
        inbox.mkdir()
        sent_all(folder.path, inbox, 0, count)
        datas = [p.read_bytes() for p in sorted(inbox.iterdir())]
        here = ClusterReach(lambda work, jobs: ((job, work(job)) for job in jobs), "")

        def quiet(*_):
            pass

        def parsed(way, some):
            for data in some:
                way(data)

        took = {}

        def timed(name, units_done, done):
            start = time.process_time()
            done()
            took[name] = (time.process_time() - start) / units_done
            rate = took[name] / took["calamine, every cell"]
            print(f"  {name:36} {took[name] * 1000:8.2f} ms each {rate:8.2f} x calamine")

        print(f"{count} units, the processor's time in one process")
        slow = datas[: SLOW // 4]
        parsed(calamine, slow)
        parsed(polars_frames, slow)
        timed("calamine, every cell", count, lambda: parsed(calamine, datas))
        timed("fastexcel, frames of polars", count, lambda: parsed(polars_frames, datas))
        timed("openpyxl, a loop", len(slow), lambda: parsed(openpyxl_loop, slow))
        timed("pandas + openpyxl, a script", len(slow), lambda: parsed(script, slow))
        timed("handing out", count, lambda: distribute_workbooks(folder, None, NOW, quiet))

        def collect():
            collect_submissions([inbox], folder, folder.form, NOW, quiet, (), here)

        timed("collecting, cold", count, collect)
        timed("a second run", count, collect)

        def each_here(work, tasks):
            return ((task, work(task)) for task in tasks)

        # as workers of our own do: garbage in cycles is looked for seldom
        with (
            mock.patch.object(return_copies, "run_in_workers", each_here),
            workers.seldom_collecting_garbage(),
        ):
            made = []
            timed(
                "return copies", count, lambda: made.extend(write_return_copies(folder, (), None, NOW, quiet))
            )
        print(f"  of them made: {len(made)}")
        timed("merging", count, lambda: merge_report(folder, None, NOW, quiet, partial=True))


def climbing():
    """Villages to townships to districts to a city: what an office waits for, and whether it grows with the level."""
    with tempfile.TemporaryDirectory() as home:
        took = {}
        for done in city(Path(home), districts=2, townships=10, villages=30):
            took.setdefault(done.level, []).append((done.took, len(done.found.files)))
        print("a city of 2 districts of 10 townships of 30 villages: collecting and merging, an office")
        for level, some in took.items():
            seconds = statistics.median(t for t, _ in some)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"  {level:10} {len(some):4} offices, {some[0][1]:3} files each: {seconds:6.2f} s, {peak:6.0f} MB at most so far"
            )


def reviewing(count, faults):
    """A county's published reports checked at once, with faults planted by code: found, beside the point, time, memory."""
    with tempfile.TemporaryDirectory() as home:
        made = list(made_county(min(200, count), faults))
        for at in range(count):
            one = made[at % len(made)]
            folder = Path(home) / f"{at // len(made)}"
            folder.mkdir(exist_ok=True)
            (folder / f"{at % len(made):03}{one.suffix}").write_bytes(one.data)
        start = time.perf_counter()
        found = check_folder(Path(home), FORM, (), None, lambda *_: None)
        took = time.perf_counter() - start
        start = time.perf_counter()
        book = draw_folder_workbook(found, "全县", datetime.datetime.now(datetime.UTC))
        page = found.page("全县", "")
        drawn = time.perf_counter() - start
        workers.stop_workers()
        missed, beside = not_found(made, found.reports)
        own, workers_ = (
            resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(f"checking {count} published reports, {len(found.unread)} unread")
        print(
            f"  {faults - len(missed)} of {faults} planted faults found, {missed}; beside the point {beside}"
        )
        print(
            f"  {took:.1f} s, {took / count * 1000:.0f} ms each; {own:.0f} MB, a worker {workers_:.0f} MB at most"
        )
        print(f"  page {len(page) / 1024:.0f} KB and workbook {len(book) / 1024:.0f} KB in {drawn:.1f} s")


def main():
    if "--cpu" in sys.argv:
        processor_time(*([int(a) for a in sys.argv[1:] if a.isdigit()] or [200])[:1])
        return
    if "--levels" in sys.argv:
        climbing()
        return
    if "--county" in sys.argv:
        reviewing(*([int(a) for a in sys.argv[1:] if a.isdigit()] or [200, 40])[:2])
        return
    counts = [int(a) for a in sys.argv[1:] if a.isdigit()] or [200]
    reading()
    for count in counts:
        collecting(count, cluster="--dask" in sys.argv)


if __name__ == "__main__":
    main()
