"""Forty units hand in within a minute: how long each waits for its verdict, and that nothing is lost. Not a test.

``PYTHONPATH=tests python tests/counter_load.py [units] [seconds]``; ``make bench`` does it too. With 0 seconds all come
at the same moment. The program is started as a clerk starts it; what is measured is the hand-in and the page it leads to.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from counters import free_port
from inbox import OFFICE_OF_TESTS, quiet, workbook

from toolkit.counter.counter_desk import settle_links
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.folder.days import current_utc_time
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.ledger.ledger import Ledger

EDGE = "-----edge"


def hand_in(port, token, name, data):
    """Hand in as a browser does; return the page and the seconds until it was there."""
    base = f"http://127.0.0.1:{port}"
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{EDGE}--\r\n".encode()
    heads = {"origin": base, "content-type": f"multipart/form-data; boundary={EDGE}"}
    start = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("POST", f"/u/{token}/hand-in", body, heads)
    answer = connection.getresponse()
    answer.read()
    connection.request("GET", urlsplit(answer.headers["location"]).path)
    page = connection.getresponse().read().decode()
    return page, time.perf_counter() - start


def verdict_of(page):
    words = ("没有要改的", "处要改", "处要说明", "正在排队", "没有收")
    return next((w for w in words if w in page), "?")


def open_for_units(home, count):
    """A work folder of *count* villages, and the workbook each hands in: every fifth has a mistake."""
    units = tuple(Unit(f"{i:03}", f"第{i}村", "村社区") for i in range(1, count + 1))
    folder = make_work_folder(home / "w", OFFICE_OF_TESTS, units)
    distribute_workbooks(folder, None, current_utc_time(), quiet)
    tokens = settle_links(folder, [], [])
    sent = {u.code: workbook(u, -1.0 if i % 5 == 4 else float(i)) for i, u in enumerate(units)}
    return folder, tokens, sent


def started(folder, port):
    command = [sys.executable, "-m", "toolkit", "open", str(folder.path), "--no-browser", "--lan"]
    command += ["--address", "127.0.0.1", "--lan-port", str(port)]
    env = os.environ | {
        "TOOLKIT_HOME": str(folder.path.parent / "s"),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
    running = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    while not re.search("柜台开在", running.stdout.readline()):
        pass
    return running


def load(count, seconds):
    with tempfile.TemporaryDirectory() as home:
        folder, tokens, sent = open_for_units(Path(home), count)
        port = free_port()
        running, took, said = started(folder, port), [], Counter()
        moments = random.Random(1)

        def village(code, data):
            time.sleep(moments_of[code])
            page, seconds_taken = hand_in(port, tokens[code], f"{code}.xlsx", data)
            took.append(seconds_taken)
            said[verdict_of(page)] += 1

        moments_of = {code: moments.uniform(0, seconds) for code in sent}
        threads = [threading.Thread(target=village, args=item) for item in sent.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        running.terminate()
        running.wait(60)
        with Ledger.open(folder.ledger) as ledger:
            stands = {s.unit: s.sha256 for s in ledger.standing()}
        whole = len(stands) == count
    took.sort()
    p95 = took[max(0, round(len(took) * 0.95) - 1)]
    print(
        f"{count} units hand in within {seconds:.0f} s: median {statistics.median(took):.2f} s, p95 {p95:.2f} s, "
        f"longest {took[-1]:.2f} s; {dict(said)}; {'nothing lost' if whole else f'ONLY {len(stands)} STAND'}"
    )


def main():
    said = [int(a) for a in sys.argv[1:]]
    load(*said, *(40, 60)[len(said) :])


if __name__ == "__main__":
    main()
