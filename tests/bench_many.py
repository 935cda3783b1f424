"""Thousands of villages collected: a few are drawn and copied under other identities, rows and titles of their own each. Not a test.

``PYTHONPATH=tests python tests/bench_many.py 1000 10000``: the processor's time of all processes a file, cold and
twice again, and the memory of the process that collects and of its workers.
"""

import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import AT_ONCE, FORM, GROUNDED, NOW
from draw import draw, submission

from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder, workbook_identity
from toolkit.form.period import Period
from toolkit.form.submission import Row
from toolkit.intake import workers

DRAWN = 40
"""How many are drawn; every other one is one of these under another name."""
CODE, NAME, DONE = "999001", "样板村", "样板事"
"""What is written where a copy has its own."""


def drawn(folder, k):
    """Return the parts of the *k*-th village's workbook."""
    counts = (c for c in GROUNDED["村社区"].inputs if FORM.figure(c).type == "count")
    figures = {c: float((k * 3 + n) % 7 + (0 if n % 9 else 20 + k)) for n, c in enumerate(counts)}
    said = {"类别": "财务", "性质": "村级自有", "公开栏": "√"}
    rows = tuple(
        Row(7 + n, {"日期": f"2024-{1 + n % 12:02}-{1 + n:02}", "标题": f"{DONE}{n}", **said})
        for n in range(5 + k % 20)
    )
    made = submission(FORM, "村社区", figures, rows={"公开": rows}, zero=frozenset(("代收", "问题")))
    who = workbook_identity(folder, Unit(CODE, NAME, "村社区"))
    data = draw(FORM, made.__class__(who, figures=made.figures, rows=made.rows, zero=made.zero))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [(name, book.read(name)) for name in book.namelist()]


def write_copies(home, inbox, start, count):
    """Write *count* villages' workbooks; one call a process."""
    folder = open_work_folder(home)
    books = [drawn(folder, k) for k in range(DRAWN)]
    for i in range(start, start + count):
        own = {CODE: f"{i:06}", NAME: f"村{i}", DONE: f"村{i}事"}
        below = inbox / f"{i // 1000:03}"
        below.mkdir(exist_ok=True)
        with zipfile.ZipFile(below / f"{i:06}.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            for name, part in books[i % DRAWN]:
                data = part
                for text, mine in own.items():
                    data = data.replace(text.encode(), mine.encode())
                book.writestr(zipfile.ZipInfo(name, (2025, 1, 3, 8, 0, 0)), data, zipfile.ZIP_DEFLATED, 1)


def collect_copies(count, home):
    units = tuple(Unit(f"{i:06}", f"村{i}", "村社区") for i in range(count))
    office = Office("01", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    folder, inbox = make_work_folder(home / "w", office, units), home / "收"
    inbox.mkdir()
    with ProcessPoolExecutor(2) as pool:
        starts = range(0, count, 10 * AT_ONCE)
        each = [
            pool.submit(write_copies, folder.path, inbox, s, min(10 * AT_ONCE, count - s)) for s in starts
        ]
        for one in each:
            one.result()
    print(f"{count} villages, copied from {DRAWN} that were drawn")
    for name in ("cold", "a second run", "a third run"):
        start, before = time.perf_counter(), os.times()
        found = collect_submissions([inbox], folder, folder.form, NOW, lambda *_: None)
        took = time.perf_counter() - start
        workers.stop_workers()
        after = os.times()
        own, theirs = sum(after[:2]) - sum(before[:2]), sum(after[2:4]) - sum(before[2:4])
        peak, of_worker = (
            resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        assert count == len(found.files)
        del found
        print(
            f"  {name:14} {(own + theirs) / count * 1000:6.2f} ms of the processor a file"
            f" ({own:.1f} s here, {theirs:.1f} s in workers; {took:.1f} s by the clock);"
            f" {peak:.0f} MB here, {of_worker:.0f} MB a worker at most so far",
            flush=True,
        )


def main():
    for count in [int(a) for a in sys.argv[1:]] or [1000]:
        with tempfile.TemporaryDirectory() as home:
            collect_copies(count, Path(home))


if __name__ == "__main__":
    main()
