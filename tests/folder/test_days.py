"""The day is the office's own: what it is called at half past seven in the morning, what a zip's clock means."""

import ast
import datetime
import io
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest
from cases import of, put, take, work_folder
from draw import draw, submission
from forms import xxgk
from intake_zips import packed
from syntax import nodes_of

import toolkit
from toolkit.campaign.appraisal import write_appraisal
from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.history import unit_history
from toolkit.campaign.receipts import write_receipts
from toolkit.campaign.status import write_status
from toolkit.collecting.decisions import exclude_file
from toolkit.folder.days import file_saved_time, is_plausible_file_time, office_day_of, office_minute_of
from toolkit.form.layout import STATES
from toolkit.form.model import Cell
from toolkit.intake import zips
from toolkit.intake.zips import list_members
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.returns.return_copies import write_return_copies
from toolkit.xlsx.open_workbook import open_book

PACKAGE = Path(toolkit.__file__).parent
MORNING, NIGHT = "2025-01-10T23:30:00+00:00", "2025-01-10T15:59:00+00:00"
"""Half past seven on 11 January in China; a minute before midnight on the 10th, the day of the deadline."""
LATER = "2025-01-12T02:00:00+00:00"


@pytest.fixture(params=["Asia/Shanghai", "UTC", "America/Los_Angeles"])
def anywhere(request, monkeypatch):
    yield from _zone(request.param, monkeypatch)


@pytest.fixture
def china(monkeypatch):
    yield from _zone("Asia/Shanghai", monkeypatch)


def _zone(name, monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("this machine's zone cannot be changed")
    monkeypatch.setenv("TZ", name)
    time.tzset()
    yield name
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def folder(china, tmp_path):
    return work_folder(tmp_path / "w")


def quiet(*_):
    pass


def line(folder, name, now=LATER):
    return next(x for x in load_campaign(folder, now).lines if x.now.unit.name == name)


def village(name="双河村", unit="511523106202", year="2024", **figures):
    form = xxgk()
    said = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    said |= {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    made = submission(form, "村社区", said, zero=lists, unit=unit, name=name)
    return draw(form, made.__class__(**{**made.__dict__, "who": made.who._replace(period=year)}))


def at(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def lay(folder, name, data, saved):
    path = folder.path.parent / "收" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at(saved),) * 2)
    return path


# ── what day it is ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_day_of_an_instant_is_the_one_on_the_office_s_wall(china):
    assert ("2025-01-11", "2025-01-11 07:30") == (office_day_of(MORNING), office_minute_of(MORNING))
    assert ("2025-01-10", "2025-01-10 23:59") == (office_day_of(NIGHT), office_minute_of(NIGHT))
    assert "2025-01-11" == office_day_of("2025-01-11T00:00:00+08:00")


def test_a_file_without_a_time_of_its_own_was_saved_when_it_came():
    assert (
        MORNING == file_saved_time(0.0, MORNING) == file_saved_time(at("2031-01-01T00:00:00+00:00"), MORNING)
    )
    assert not is_plausible_file_time(at("1980-01-01T00:00:00+00:00"))
    assert "2025-01-08" in file_saved_time(at("2025-01-08T10:00:00+00:00"), MORNING)


def test_at_half_past_seven_it_is_today_and_who_is_late_is_told_so(folder):
    found = load_campaign(folder_with_nothing(folder), MORNING)
    assert "2025-01-11" == found.today
    assert "已过 1 天" in found.left
    due = [x for x in found.lines if x.now.deadline == "2025-01-10"]
    assert {("overdue", 1)} == {(x.now.state, x.late) for x in due}
    shown = write_status(folder, None, MORNING, remind=True, html=True)
    assert "（2025-01-11）" in shown.text
    assert "已超过 1 天" in shown.reminders[0].text


def test_a_minute_before_midnight_of_the_last_day_nobody_is_late(folder):
    found = load_campaign(folder_with_nothing(folder), NIGHT)
    assert ("2025-01-10", {"missing"}) == (found.today, {x.now.state for x in found.lines})
    assert "今天截止" in found.left


def folder_with_nothing(folder):
    """Let the folder have been collected into once, of nothing."""
    inbox = folder.path.parent / "空"
    inbox.mkdir()
    take(folder, inbox, now=NIGHT)
    return folder


def test_every_day_we_print_is_the_office_s(folder):
    path = put("zip_time_8h/龙门村.xlsx", folder.path.parent / "收", "2025-01-11T07:00:00")
    wrong = lay(folder, "双河村.xlsx", village(意见收到=1, 意见答复=2), "2025-01-11T07:10:00")
    take(folder, path, wrong, now=MORNING)
    book = open_book(write_return_copies(folder, (), None, MORNING, quiet)[0].path.read_bytes())
    assert any("（2025-01-11 收到）" in c.raw for c in book.sheets[0].cells.values())
    texts = [
        r.path.with_suffix(".txt").read_text(encoding="utf-8")
        for r in write_receipts(folder, (), None, MORNING, quiet)
    ]
    assert all("收到时间：2025-01-11 07:30（文件自身的日期 2025-01-11）" in t for t in texts)
    assert any("文件时间 2025-01-11 07:00" in e.said for e in unit_history(folder, "511523106201"))
    made = merge_report(folder, None, MORNING, quiet, partial=True)
    states = open_book(made.path.read_bytes()).sheet(STATES)
    assert {"2025-01-11"} == {c.raw for c in states.cells.values() if c.raw.startswith("2025-")}
    drawn = write_appraisal(folder, "", None, MORNING).workbook
    told = [c.raw for s in open_book(drawn.read_bytes()).sheets for c in s.cells.values()]
    assert any("统计到 2025-01-11" in t for t in told), told
    assert any("整改期限：2025-01-16" in t for t in told), told
    exclude_file(folder, wrong, "发错了", "", MORNING)
    with Ledger.open(folder.ledger) as ledger:
        assert ["2025-01-11"] == [d.on for d in ledger.decisions()]


# ── what a zip's clock means ───────────────────────────────────────────────────────────────────────────────


def stamped(data, when, extra=b"", name="双河村.xlsx"):
    """Zip *data*, saved *when* by the clock of who zipped it, with an *extra* field."""
    info = zipfile.ZipInfo(name, when)
    info.extra = extra
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, data)
    return out.getvalue()


def unix(seconds):
    return struct.pack("<HHBI", 0x5455, 5, 1, int(seconds))


def windows(seconds):
    times = [(int(seconds) + 11_644_473_600) * 10_000_000] * 3
    return struct.pack("<HHIHH3Q", 0x000A, 32, 0, 1, 24, *times)


def old_unix(seconds):
    return struct.pack("<HHII", 0x5855, 8, 0, int(seconds))


CLOCK = (2025, 1, 8, 10, 0, 0)
INSTANT = "2025-01-08T03:20:30+00:00"


def test_a_zip_says_what_the_office_s_clock_shows(anywhere):
    (found,) = list_members(stamped(b"", CLOCK))
    assert at("2025-01-08T10:00:00") == found.modified


@pytest.mark.parametrize("extra", [unix, windows, old_unix], ids=lambda f: f.__name__)
def test_an_instant_noted_beside_a_member_is_better_than_its_clock(anywhere, extra):
    (found,) = list_members(stamped(b"", CLOCK, extra(at(INSTANT))))
    assert at(INSTANT) == found.modified


@pytest.mark.parametrize(
    "extra",
    [
        struct.pack("<HHB", 0x5455, 1, 0),
        struct.pack("<HHBI", 0x5455, 5, 2, 1_736_000_000),  # only when it was looked at
        unix(0),
        struct.pack("<HHI", 0x000A, 4, 0),
        struct.pack("<HHIHHQ", 0x000A, 16, 0, 1, 8, 0),
        struct.pack("<HH", 0x5855, 0),
        struct.pack("<HH", 0x5455, 90),
        b"\x55",
    ],
)
def test_a_note_that_says_nothing_leaves_the_clock(china, extra):
    info = zipfile.ZipInfo("双河村.xlsx", CLOCK)
    info.extra = extra
    assert "2025-01-08T10:00:00" == zips._saved_time(info)


def test_a_month_that_is_none_is_no_time(china):
    whole = bytearray(stamped(b"", CLOCK))
    at_directory = whole.index(b"PK\x01\x02")
    whole[at_directory + 12 : at_directory + 16] = bytes(4)
    (found,) = list_members(bytes(whole))
    assert (0.0, "") == (found.modified, found.saved)


def test_the_later_loose_file_stands_not_the_one_zipped_that_morning(folder, tmp_path):
    inbox = tmp_path / "收"
    for name in ("a.zip", "b.zip"):
        put(f"zip_time_8h/{name}", inbox)
    put("zip_time_8h/龙门村.xlsx", inbox, "2025-01-08T15:30:00")
    found = take(folder, inbox)
    assert "龙门村.xlsx" == of(found, "龙门村").path
    assert {"a.zip/龙门村旧.xlsx": "superseded", "龙门村.xlsx": "accepted"}.items() <= {
        f.path: f.outcome.removesuffix("_with_warnings") for f in found.files
    }.items()


def test_a_loose_file_saved_before_the_zipped_one_does_not_stand(folder, tmp_path):
    inbox = tmp_path / "收"
    put("zip_time_8h/a.zip", inbox)
    put("zip_time_8h/龙门村.xlsx", inbox, "2025-01-08T09:59:00")
    assert "a.zip/龙门村旧.xlsx" == of(take(folder, inbox), "龙门村").path


def test_a_member_of_five_in_the_afternoon_of_the_last_day_is_in_time(folder, tmp_path):
    put("zip_time_8h/b.zip", tmp_path / "收")
    take(folder, tmp_path / "收")
    assert ("2025-01-10", 0) == (line(folder, "双河村").day, line(folder, "双河村").late)


def test_a_member_of_a_zip_in_a_zip_has_its_own_time(folder):
    inner = stamped(village(意见收到=1), (2025, 1, 9, 23, 59, 58))
    lay(folder, "全片.zip", packed({"一片.zip": inner}), "2025-01-11T08:00:00")
    take(folder, folder.path.parent / "收")
    assert "2025-01-09" == line(folder, "双河村").day


def test_what_was_read_in_one_zone_is_not_kept_as_an_instant_of_another(folder, monkeypatch):
    """What a zip holds is read in a worker, which may run elsewhere; what it means is said here."""
    lay(folder, "片.zip", stamped(village(意见收到=1), (2025, 1, 10, 17, 0, 0)), "2025-01-10T18:00:00")
    take(folder, folder.path.parent / "收")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    again = lay(
        folder, "片 (1).zip", (folder.path.parent / "收" / "片.zip").read_bytes(), "2025-01-10T18:00:00"
    )
    found = take(folder, again)
    assert [at("2025-01-10T17:00:00+00:00")] == [f.modified for f in found.files if f.unit]


def test_of_a_file_without_a_time_and_another_nobody_can_tell_which_is_later(folder):
    undated = stamped(village(意见收到=1), (1980, 1, 1, 0, 0, 0))
    lay(folder, "甲.zip", undated, "2025-01-09T08:00:00")
    lay(folder, "双河村.xlsx", village(意见收到=2), "2025-01-08T08:00:00")
    found = take(folder, folder.path.parent / "收")
    assert ["which_one"] == [f.code for f in of(found, "双河村").findings if f.severity == "error"]


def test_a_correction_without_a_time_takes_over_from_what_came_in_an_earlier_run(folder):
    take(folder, lay(folder, "双河村.xlsx", village(意见收到=2), "2025-01-08T08:00:00"), now=NIGHT)
    late = lay(folder, "甲.zip", stamped(village(意见收到=1), (1980, 1, 1, 0, 0, 0)), "2025-01-09T08:00:00")
    assert "甲.zip/双河村.xlsx" == of(take(folder, late), "双河村").path
    assert "2025-01-08" == line(folder, "双河村").day


# ── whose file makes a unit punctual ───────────────────────────────────────────────────────────────────────


def test_a_first_file_that_was_none_of_its_own_makes_nobody_punctual(folder):
    lay(folder, "去年.xlsx", village(year="2023", 意见收到=1), "2025-01-05T10:00:00")
    strange = open_with_cover(village(意见收到=3), "白云村")
    lay(folder, "拿错.xlsx", strange, "2025-01-06T10:00:00")
    lay(folder, "坏.xlsx", b"PK\x03\x04 damaged", "2025-01-06T10:00:00")
    take(folder, folder.path.parent / "收")
    assert ("", 2) == (line(folder, "双河村").day, line(folder, "双河村").late)
    lay(folder, "双河村.xlsx", village(意见收到=2), "2025-01-11T09:00:00")
    take(folder, folder.path.parent / "收", now=LATER)
    assert ("2025-01-11", 1) == (line(folder, "双河村").day, line(folder, "双河村").late)


def open_with_cover(data, name):
    """Let the cover of a workbook name another unit."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book["封面"].iter_rows():
        for cell in row:
            if cell.value == "双河村":
                cell.value = name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_with_errors_sent_in_time_and_mended_later_is_in_time(folder):
    lay(folder, "一.xlsx", village(意见收到=1, 意见答复=2), "2025-01-10T23:59:00")
    lay(folder, "二.xlsx", village(意见收到=2, 意见答复=2), "2025-01-12T09:00:00")
    take(folder, folder.path.parent / "收", now=LATER)
    assert ("2025-01-10", 0) == (line(folder, "双河村").day, line(folder, "双河村").late)


# ── nobody else makes days ─────────────────────────────────────────────────────────────────────────────────

CLOCKS = {
    "folder/days.py",
    "clock/calendar_file.py",  # an .ics file notes when it was written in UTC
    "intake/zips.py",  # instants noted in a zip
    "cli/arguments.py",  # reads the clock; the ledger keeps instants
    "document/word_styles.py",  # one instant for all documents
}
"""Where instants are made; all others ask ``folder.days`` what day or time of day one is."""


def test_no_other_module_makes_a_day_of_an_instant():
    for path in sorted(PACKAGE.rglob("*.py")):
        _hold_no_day_made(path)


def _hold_no_day_made(path):
    nodes = nodes_of(path.read_text(encoding="utf-8"))
    here = path.relative_to(PACKAGE).as_posix()
    zoned = {n.value for n in nodes if isinstance(n, ast.Attribute) and n.attr == "astimezone"}
    for node in nodes:
        match node:
            case ast.Subscript(
                slice=ast.Slice(lower=None, upper=ast.Constant(value=10 | 16 | 19), step=None)
            ):
                assert "hash" in ast.unparse(node) or ast.unparse(node.value) in HASHES, (
                    here,
                    ast.unparse(node),
                )
            case ast.Attribute(
                attr="UTC" | "utc" | "fromtimestamp" | "utcfromtimestamp" | "utcnow" | "today"
            ):
                known = here in CLOCKS or ast.unparse(node).startswith(("self.", "found.", "x."))
                assert known or ast.unparse(node).endswith("campaign.today"), (here, ast.unparse(node))
            case ast.Call(func=ast.Attribute(attr="now"), args=[]):
                assert node in zoned, f"{here}: {ast.unparse(node)} has no zone"


HASHES = {"head", "digest.hexdigest()"}
"""What is cut at the same lengths and is no time: fingerprints."""
