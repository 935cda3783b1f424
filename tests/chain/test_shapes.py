"""Every shape submissions arrive in: folders, zips in zips, other names, other endings; each file one outcome."""

import broken
import pytest
from draw import draw, submission
from forms import xxgk
from intake_zips import gbk, packed

from toolkit.collecting import take_in as taking
from toolkit.collecting.collect import collect_submissions
from toolkit.form.submission import CONTAINER

NOW = "2025-01-01T00:00:00+00:00"


def village(code, **figures):
    form = xxgk()
    zeros = {c: figures.get(c.row, 0.0) for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    return draw(form, submission(form, "村社区", zeros, zero=lists, unit=code, name=f"村{code}"))


@pytest.fixture(scope="module")
def books():
    return {code: village(code) for code in ("001", "002", "003", "004")}


def outcomes(tmp_path):
    found = collect_submissions([tmp_path], None, xxgk(), NOW, lambda *_: None)
    return {f.path: f.outcome for f in found.files}, found


def test_zips_in_zips_are_opened_and_every_member_has_its_outcome(tmp_path, books):
    inner = packed({"三.xlsx": books["003"], "说明.txt": b"x"})
    (tmp_path / "全部.zip").write_bytes(
        packed({"村/一.xlsx": books["001"], "二.xlsx": books["002"], "内.zip": inner})
    )
    (tmp_path / "四.zip").write_bytes(gbk("河口村.xlsx", books["004"]))
    said, found = outcomes(tmp_path)
    assert {
        "全部.zip": CONTAINER,
        "全部.zip/二.xlsx": "accepted",
        "全部.zip/内.zip": CONTAINER,
        "全部.zip/内.zip/三.xlsx": "accepted",
        "全部.zip/内.zip/说明.txt": "not_a_submission",
        "全部.zip/村/一.xlsx": "accepted",
        "四.zip": CONTAINER,
        "四.zip/河口村.xlsx": "accepted",
    } == said
    assert list(said) == sorted(said), "a zip, and right behind it what lies in it"
    assert {"001", "002", "003", "004"} == {u.unit.code for u in found.units}
    assert found.totals["files"] == 8


def test_the_same_file_in_and_beside_a_zip_is_a_duplicate(tmp_path, books):
    (tmp_path / "a.zip").write_bytes(packed({"一.xlsx": books["001"]}))
    (tmp_path / "一(1).xlsx").write_bytes(books["001"])
    said, _ = outcomes(tmp_path)
    assert ["accepted", "container", "duplicate"] == sorted(said.values())


def test_what_begins_as_a_workbook_is_read_whatever_it_is_called(tmp_path, books):
    (tmp_path / "一.txt").write_bytes(books["001"])
    (tmp_path / "二.zip").write_bytes(books["002"])
    (tmp_path / "三.xlsx").write_bytes(packed({"三.xlsx": books["003"]}))
    (tmp_path / "报告.docx").write_bytes(packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b""}))
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    said, found = outcomes(tmp_path)
    assert {
        "一.txt": "accepted",
        "二.zip": "accepted",
        "三.xlsx": CONTAINER,
        "三.xlsx/三.xlsx": "accepted",
        "报告.docx": "not_a_submission",
        "照片.jpg": "not_a_submission",
    } == said
    assert "Word" in next(f.reason for f in found.files if f.path == "报告.docx")


def test_a_zip_that_cannot_be_opened_or_goes_too_deep_says_so(tmp_path, books):
    deep = books["001"]
    for _ in range(4):
        deep = packed({"x.zip": deep} if deep is not books["001"] else {"x.xlsx": deep})
    (tmp_path / "深.zip").write_bytes(deep)
    (tmp_path / "空.zip").write_bytes(packed({}))
    (tmp_path / "坏.zip").write_bytes(packed({"一.xlsx": books["001"]})[:-40])
    said, found = outcomes(tmp_path)
    assert "unreadable" == said["坏.zip"]
    assert CONTAINER == said["空.zip"]
    assert "太多层" in next(f.reason for f in found.files if f.path.count("/") == 3)
    assert found.must_act


def test_a_file_that_crashes_or_hangs_the_reader_costs_only_itself(tmp_path, books, monkeypatch):
    for name in ("abort", "hang", "memory", "error", "001", "002"):
        (tmp_path / f"{name}.xlsx").write_bytes(books.get(name, name.encode()))
    monkeypatch.setattr("toolkit.collecting.take_in.open_received_file", broken.opened_but)
    monkeypatch.setattr("toolkit.intake.workers.SECONDS", 3.0)
    said, found = outcomes(tmp_path)
    reasons = {f.path: f.reason for f in found.files}
    assert {"001.xlsx": "accepted", "002.xlsx": "accepted"} == {
        k: v for k, v in said.items() if v == "accepted"
    }
    assert {"unreadable"} == {v for k, v in said.items() if not k.startswith("00")}
    assert "异常退出" in reasons["abort.xlsx"]
    assert "没有完成" in reasons["hang.xlsx"]
    assert "内存过多" in reasons["memory.xlsx"]
    assert "ZeroDivisionError" in reasons["error.xlsx"]


@pytest.mark.parametrize(
    "name",
    [
        "村 (1).xlsx",
        "终版最终版2.XLSX",
        "🙂.xlsx",
        "x" * 240 + ".xlsx",
        "\u202etxt.xlsx",
        "-rf.xlsx",
        "=cmd.xlsx",
        "a\nb.xlsx",
    ],
)
def test_any_name_will_do(tmp_path, books, name):
    (tmp_path / name).write_bytes(books["001"])
    said, _ = outcomes(tmp_path)
    assert ["accepted"] == list(said.values())
    assert all(path.isprintable() for path in said)


def test_of_two_files_of_a_unit_in_one_zip_the_later_stands(tmp_path, books):
    import datetime
    import zipfile

    other = village("001", 意见收到=2.0)
    with zipfile.ZipFile(tmp_path / "全部.zip", "w") as archive:
        for name, data, day in (("甲.xlsx", other, 9), ("乙.xlsx", books["001"], 8)):
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, day, 8, 0, 0)), data)
    said, found = outcomes(tmp_path)
    assert {"全部.zip/甲.xlsx": "accepted", "全部.zip/乙.xlsx": "superseded"} == {
        k: v for k, v in said.items() if v != CONTAINER
    }
    days = {
        datetime.datetime.fromtimestamp(f.modified, datetime.UTC).day
        for f in found.files
        if f.outcome != CONTAINER
    }
    assert {8, 9} == days


def test_a_file_that_is_exchanged_after_it_was_seen_counts_as_it_was_seen(tmp_path, books, monkeypatch):
    """What is hashed is what is read, with or without a work folder."""
    (tmp_path / "一.xlsx").write_bytes(books["001"])
    (tmp_path / "二.xlsx").write_bytes(books["001"])
    real = taking.run_in_workers

    def exchanging(fn, items):
        for item in items:
            (tmp_path / "一.xlsx").write_bytes(b"something else")
            yield from real(fn, [item])

    monkeypatch.setattr(taking, "run_in_workers", exchanging)
    assert {"一.xlsx": "accepted", "二.xlsx": "duplicate"} == outcomes(tmp_path)[0]
