"""Hostile and clumsy submissions: every file ends in the outcome we argue for, nothing hangs, no original is touched.

Each kind is made from one of two workbooks of ours; ``HOSTILE=whole`` (make hostile) makes every kind from both, the
large ones too.
"""

import contextlib
import csv
import hashlib
import os
import signal
import subprocess
import sys
import unicodedata
import urllib.parse
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from draw import PERIOD, YEAR, draw, submission
from forms import xxgk
from hostile.expected import ARGUED, AS_ANYBODY, MEANS, TIMES, allowed

from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import LEDGER, make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.submission import ACCOUNT, ASKED, Row
from toolkit.submissions.results import STANDS

WHOLE = os.environ.get("HOSTILE") == "whole"
MAKE = Path(__file__).parent / "hostile" / "make_hostile.py"
NOW = "2025-01-09T08:00:00+00:00"
SECONDS = 120
"""What a whole folder may take before it counts as hanging."""
HASHED = 50 * 2**20
"""Larger files are only measured: one of them says it has 8 GB."""
UNIT, NAME, OTHER, OTHER_NAME = "410308105001", "东岭村", "410308105002", "另一单位"
BASES = {
    "村社区": {
        "公开": (
            Row(
                7,
                {"日期": "2024-03-05", "标题": "公示", "类别": "财务", "性质": "村级自有", "公开栏": "√"},
            ),
        )
    },
    "站所": {
        "决定": (Row(7, {"案号": "许2024-1", "日期": "2024-03-05", "种类": "行政许可", "主体": "镇政府"}),)
    },
}


def base(kind, rows):
    """Draw a workbook of ours with something in every cell, which breaks no rule."""
    form = xxgk()
    of = {"count": 2.0, "number": 2.0, "date": f"{YEAR + 1}-01-06"}
    figures = {}
    for cell in ground_form(form, kind).inputs:
        figure = form.figure(cell)
        options = form.options.get(figure.options, ())
        figures[cell] = options[0].id if options else of.get(figure.type, f"说明{cell.row}")
    zero = frozenset({r.id for r in form.registers_of(kind)} - rows.keys())
    return draw(form, submission(form, kind, figures, rows=rows, zero=zero, unit=UNIT, name=NAME))


def kinds():
    listed = subprocess.run(
        [sys.executable, str(MAKE), "--list", "x", "x"], capture_output=True, text=True, check=True
    )
    return [line.split("\t")[0] for line in listed.stdout.splitlines()]


@pytest.fixture(scope="module", params=BASES)
def made(request, tmp_path_factory):
    """Make the kinds that fall to one base: every other one, unless the whole is asked for."""
    home = tmp_path_factory.mktemp("hostile")
    (home / "base.xlsx").write_bytes(base(request.param, BASES[request.param]))
    mine = kinds() if WHOLE else [k for k in kinds()[list(BASES).index(request.param) :: 2] if k not in TIMES]
    said = {"unit-code": UNIT, "unit-name": NAME, "other-unit-code": OTHER, "year": YEAR}
    said |= {"template-id": "xxgk", "template-version": xxgk().edition, "only": ",".join(mine)}
    options = [x for k, v in said.items() for x in (f"--{k}", str(v))]
    small = [] if WHOLE else ["--no-big"]
    command = [
        sys.executable,
        str(MAKE),
        str(home / "base.xlsx"),
        str(home / "out"),
        *options,
        *small,
        "--flat",
    ]
    subprocess.run(command, check=True, capture_output=True)
    folder = make_work_folder(
        home / "w",
        Office("01", "某镇人民政府", "township", "xxgk", PERIOD, f"{YEAR + 1}-01-10"),
        (Unit(UNIT, NAME, request.param), Unit(OTHER, OTHER_NAME, request.param)),
    )
    expected = defaultdict(list)
    with (home / "out" / "EXPECT.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            expected[row["kind"]].append(row)
    assert len(expected) > 150, "the base is one that most kinds can be made from"
    return folder, home / "out", expected


@contextlib.contextmanager
def alarm(what):
    """Fail rather than hang."""

    def ring(*_):
        pytest.fail(f"{what} takes more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(folder, path, what):
    """Collect *path* as if nothing had come in before."""
    for ending in ("", "-wal", "-shm"):
        (folder.path / (LEDGER + ending)).unlink(missing_ok=True)
    with alarm(what):
        return collect_submissions([path], folder, folder.form, NOW, lambda *_: None)


def shown(name):
    """A path as outputs show it."""
    text = name.decode("utf-8", "surrogateescape")
    return "".join(
        c if c.isprintable() and unicodedata.category(c) != "Cs" else f"\\x{ord(c) & 0xFFFF:02x}"
        for c in text
    )


def entries(path, below=b""):
    """Everything below *path* that is no folder, and the folders nobody can or should look into."""
    for entry in os.scandir(os.fsencode(path)):
        name = below + entry.name
        if (
            not entry.is_dir(follow_symlinks=False)
            or entry.name == b"__MACOSX"
            or not os.access(entry.path, os.R_OK | os.X_OK)
        ):
            yield name
        else:
            yield from entries(entry.path, name + b"/")


def state(path):
    """Bytes, time and mode of every file."""
    found = {}
    for name in entries(path):
        full = os.fsencode(path) + b"/" + name
        kept = os.lstat(full)
        told = [kept.st_mode, kept.st_mtime_ns, kept.st_size]
        with contextlib.suppress(OSError):
            if kept.st_size < HASHED and os.path.isfile(full) and not os.path.islink(full):  # noqa: PTH113, PTH114 - bytes
                with open(full, "rb") as file:  # noqa: PTH123 - bytes
                    told.append(hashlib.sha256(file.read()).hexdigest())
        found[name] = told
    return found


@pytest.mark.promise("不会做", "收到的文件从不改动，再坏的文件也只影响它自己，都有一个结果和原因")
def test_every_file_of_every_kind_ends_as_argued_and_untouched(made):
    folder, out, expected = made
    before = state(out / "cases")
    wrong = []
    for kind, rows in sorted(expected.items()):
        collected = run(folder, out / "cases" / kind, kind)
        counted = Counter(f.path for f in collected.files)
        lost = [n for n in map(shown, entries(out / "cases" / kind)) if counted[n] != 1]
        if lost:
            wrong.append((kind, "files in ≠ outcomes out", lost[:3]))
        wrong += [(kind, f.path, "account") for f in collected.files if not adds_up(f)]
        if kind in AS_ANYBODY and os.geteuid() == 0:
            continue
        by = {f.path: f for f in collected.files}
        for row in rows:
            name = shown(urllib.parse.unquote_to_bytes(row["file"]).split(b"/", 2)[2])
            found = by.get(name)
            if found is None and ("!" in name or kind == "directory_named_xlsx"):
                continue
            if found is None or found.outcome not in allowed(kind, row["outcome"]):
                wrong.append((kind, name, row["outcome"], found and (found.outcome, found.reason)))
    assert not wrong
    assert before == state(out / "cases")
    assert not Path("/nowhere").exists()


def adds_up(file):
    account = file.submission.account if file.submission else {}
    return not account or account[ASKED] == sum(account[a] for a in ACCOUNT)


def test_all_of_it_in_one_heap_is_one_run(made):
    folder, out, _ = made
    heap = out / "ALL"
    before = state(heap)
    collected = run(folder, heap, "the heap")
    counted = Counter(f.path for f in collected.files)
    assert [] == [n for n in before if counted[shown(n)] != 1]
    assert [] == [f.path for f in collected.files if not adds_up(f) or "程序出了错" in f.reason]
    standing = Counter(f.unit for f in collected.files if f.outcome in STANDS)
    assert standing[UNIT] == 1
    assert {1} == set(standing.values())
    assert draw_summary(collected, PERIOD)
    assert before == state(heap)


def test_what_is_argued_is_about_kinds_there_are():
    there = set(kinds())
    assert set() == (ARGUED.keys() | AS_ANYBODY | TIMES) - there
    assert {"accepted", "returned", "container"} < MEANS.keys()
