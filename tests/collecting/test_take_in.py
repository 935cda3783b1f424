"""What is read again, what is not, and in which order files are kept and read."""

import os
from unittest import mock

import inbox
from draw import draw, submission
from forms import xxgk
from intake_zips import packed
from killed import here

from toolkit.collecting import take_in
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.work_folder import make_work_folder
from toolkit.intake.workers import DIED, WorkerFailure
from toolkit.ledger.originals import OriginalsStore

NOW = "2025-01-09T08:00:00+00:00"


def collect(folder, path, read=here):
    with mock.patch.object(take_in, "run_in_workers", read):
        return collect_submissions([path], folder, folder.form, NOW, inbox.quiet)


def test_bytes_that_changed_are_seen_though_size_and_time_are_what_they_were(tmp_path):
    """Somebody who sets the clock of a file back, a copy that keeps times, a restored backup: the bytes decide."""
    folder = make_work_folder(tmp_path / "w", inbox.OFFICE_OF_TESTS, inbox.UNITS)
    path = tmp_path / "收" / "甲.xlsx"
    path.parent.mkdir()
    before, after = (inbox.workbook(inbox.UNITS[0], received) for received in (3.0, 4.0))
    size = max(len(before), len(after))
    path.write_bytes(before + b"\0" * (size - len(before)))
    os.utime(path, (inbox.TIME, inbox.TIME))
    (first,) = collect(folder, path.parent).files
    seen = path.stat()
    path.write_bytes(after + b"\0" * (size - len(after)))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert (seen.st_size, seen.st_mtime_ns, seen.st_ino) == tuple(
        getattr(path.stat(), name) for name in ("st_size", "st_mtime_ns", "st_ino")
    )
    (second,) = collect(folder, path.parent).files
    assert first.sha256 != second.sha256


def test_what_is_not_new_is_not_read_again_whatever_its_name_and_time(tmp_path):
    folder = make_work_folder(tmp_path / "w", inbox.OFFICE_OF_TESTS, inbox.UNITS)
    path = tmp_path / "收" / "甲.xlsx"
    path.parent.mkdir()
    path.write_bytes(inbox.workbook(inbox.UNITS[0]))
    (first,) = collect(folder, path.parent).files
    (tmp_path / "别处").mkdir()
    path.rename(tmp_path / "别处" / "改名.xlsx")
    read = []
    (second,) = collect(folder, tmp_path / "别处", lambda _, items: read.extend(items) or iter(())).files
    assert (first.sha256, first.outcome, []) == (second.sha256, second.outcome, read)


def test_files_are_read_while_later_ones_are_still_to_be_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(take_in, "TOGETHER", 2)
    folder = make_work_folder(tmp_path / "w", inbox.OFFICE_OF_TESTS, inbox.UNITS)
    (tmp_path / "收").mkdir()
    form, done = xxgk(), []
    for n in range(6):
        zero = frozenset(r.id for r in form.registers_of("村社区"))
        (tmp_path / "收" / f"{n}.xlsx").write_bytes(
            draw(form, submission(form, "村社区", {}, zero=zero, unit=f"00{n}", name=f"村{n}"))
        )
    put = OriginalsStore.put
    monkeypatch.setattr(OriginalsStore, "put", lambda *a: done.append("kept") or put(*a))

    def reading(fn, items):
        for item in items:
            assert os.path.exists(item.path), "kept, name and all, before it is read"  # noqa: PTH110 - a text
            done.append("read")
            yield item, fn(item)

    assert 6 == len(collect(folder, tmp_path / "收", reading).files)
    assert ["kept", "kept", "read", "read"] * 3 == done


def test_a_zip_that_lies_there_twice_ends_no_run_where_what_is_in_it_cannot_be_read(tmp_path):
    folder = make_work_folder(tmp_path / "w", inbox.OFFICE_OF_TESTS, inbox.UNITS)
    (tmp_path / "收").mkdir()
    for name in ("一.zip", "二.zip"):
        (tmp_path / "收" / name).write_bytes(packed({"甲.xlsx": inbox.workbook(inbox.UNITS[0])}))

    inside = []

    def dying(fn, items):
        for job in items:
            inside.extend(job.inside)
            yield job, WorkerFailure(DIED) if job.inside else fn(job)

    found = collect(folder, tmp_path / "收", dying).files
    assert [0] == inside, "the same zip: opened once"
    assert ["container", "unreadable", "duplicate", "unreadable"] == [f.outcome for f in found]
