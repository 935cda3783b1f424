"""Going public: checked first, kept byte by byte under readable names, listed and given back; corrections say what they correct."""

import json

import pytest
from later import (
    NAME,
    edit_file,
    folder,
    more_boards,
    set_cells,
    told,
    toolkit,
    township_reported,
)
from township import NOW, quiet

from toolkit.errors import WorkFolderError
from toolkit.excel.book import open_book
from toolkit.flow.collect import collect
from toolkit.flow.publish import Asked, publications
from toolkit.flow.publish import publish as run
from toolkit.flow.workfolder import PUBLISHED, STORE
from toolkit.form.layout import CORRECTIONS
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.store import Store

__all__ = ["folder", "township_reported"]

WHY = "县里催得急，东岭村的数下月更正"
SUFFIXES = (".docx", ".html", ".xlsx")


def report_files(folder):
    """The three files as they lie in the work folder, by suffix."""
    found = [p for p in folder.path.glob("*年度报告.*") if p.suffix in SUFFIXES]
    assert 3 == len(found)
    return {p.suffix: p for p in found}


def publish(folder, *more, code=0):
    done = toolkit(folder, "publish", *more)
    assert code == done.exit_code, told(done)
    return told(done)


def test_what_is_ready_is_published_and_kept_under_names_with_its_day(folder):
    files = report_files(folder)
    said = publish(folder, "--on", "2025-01-28", "--by", "李四")
    kept = sorted((folder.path / PUBLISHED).iterdir())
    assert {f"2025-01-28_{p.name}": p.read_bytes() for p in files.values()} == {
        p.name: p.read_bytes() for p in kept
    }
    assert "第 1 次发布 2025-01-28（李四）" in said
    (made,) = publications(folder)
    assert ("2025-01-28", "", "李四", (), ()) == (made.day, made.despite, made.by, made.open, made.spoilt)
    store = Store(folder.path / STORE)
    assert [files[s].read_bytes() for s in SUFFIXES] == [store.read(f.sha256) for f in made.files]
    assert (folder.path / "发布前核对.html").is_file()
    assert 0 == toolkit(folder, "verify", "--read-data").exit_code, "what is kept is known"
    with Ledger.open(folder.ledger) as ledger:
        assert "2025-01-28" == ledger.versions()[-1].published
        assert "published" == ledger.events()[-1].what


def test_what_is_open_is_refused_and_nothing_is_kept_or_recorded(folder):
    more_boards(folder)
    said = publish(folder, code=1)
    assert f"✕ 要处理 数是最新的：有 1 个单位的数变了（{NAME}），先运行 toolkit merge" in said
    assert "--despite" in said
    assert not (folder.path / PUBLISHED).exists()
    assert [] == publications(folder)
    with Ledger.open(folder.ledger) as ledger:
        assert "" == ledger.versions()[-1].published
    publish(folder, "--despite", " ", code=1)


def test_despite_is_recorded_with_what_was_open_and_stands_in_the_correction(folder):
    more_boards(folder)
    publish(folder, "--on", "2025-01-28", "--despite", WHY)
    (made,) = publications(folder)
    assert WHY == made.despite
    assert [f"数是最新的：有 1 个单位的数变了（{NAME}），先运行 toolkit merge"] == list(made.open)
    assert WHY in told(toolkit(folder, "published"))
    with Ledger.open(folder.ledger) as ledger:
        assert WHY in ledger.events()[-1].detail
    assert 0 == toolkit(folder, "merge", "--correct", "公开栏数更正").exit_code
    said = [c.raw for c in open_book(folder.report.read_bytes()).sheet(CORRECTIONS).cells.values()]
    assert any("2025-01-28 发布的一份" in s and WHY in s for s in said)
    assert "公开栏数更正" in said


def test_a_reason_is_none_where_nothing_was_open(folder):
    publish(folder, "--on", "2025-01-28", "--despite", WHY)
    assert "" == publications(folder)[0].despite


def test_a_correction_stands_beside_what_was_published_before(folder):
    publish(folder, "--on", "2025-01-28")
    first = {p.name: p.read_bytes() for p in (folder.path / PUBLISHED).iterdir()}
    publish(folder, "--on", "2025-01-28")
    assert 1 == len(publications(folder)), "the same again is the same one"
    assert first.keys() == {p.name for p in (folder.path / PUBLISHED).iterdir()}
    more_boards(folder)
    assert 0 == toolkit(folder, "merge", "--correct", "公开栏数更正").exit_code
    toolkit(folder, "report")
    publish(folder, "--on", "2025-01-28")
    now = {p.name: p.read_bytes() for p in (folder.path / PUBLISHED).iterdir()}
    assert first.items() <= now.items(), "nothing that was published is written over"
    assert {f"2025-01-28_2_{p.name}": p.read_bytes() for p in report_files(folder).values()}.items() <= (
        now.items()
    )
    assert ["", "公开栏数更正"] == [p.why for p in publications(folder)]


def test_published_files_are_given_back_as_they_were(folder, tmp_path):
    publish(folder, "--on", "2025-01-28")
    first = {p.name: p.read_bytes() for p in (folder.path / PUBLISHED).iterdir()}
    for path in (folder.path / PUBLISHED).iterdir():
        path.write_bytes(b"scribbled over")
    assert "被改动过" in told(toolkit(folder, "published"))
    more_boards(folder)
    toolkit(folder, "merge", "--correct", "更正")
    toolkit(folder, "report")
    publish(folder, "--on", "2025-02-08")
    done = toolkit(folder, "published", "1", "--export", tmp_path / "取", "--json")
    assert first.keys() == {p.rpartition("/")[2] for p in json.loads(done.stdout)["written"]}
    assert first == {p.name: p.read_bytes() for p in (tmp_path / "取").iterdir()}
    toolkit(folder, "published", "--export", tmp_path / "后")
    assert all(p.name.startswith("2025-02-08_") for p in (tmp_path / "后").iterdir())
    stranger = next((tmp_path / "取").iterdir())
    stranger.write_bytes(b"somebody's own")
    done = toolkit(folder, "published", "1", "--export", tmp_path / "取")
    assert isinstance(done.exception, WorkFolderError)
    assert b"somebody's own" == stranger.read_bytes()
    assert isinstance(
        toolkit(folder, "published", "3", "--export", tmp_path / "无").exception, WorkFolderError
    )


def test_the_list_is_json_with_every_hash(folder):
    assert "还没有发布过" in told(toolkit(folder, "published"))
    publish(folder, "--on", "2025-01-28")
    done = json.loads(toolkit(folder, "published", "--json").stdout)
    (one,) = done["published"]
    assert (1, "2025-01-28", 3) == (one["number"], one["day"], len(one["files"]))
    assert all(64 == len(f["sha256"]) for f in one["files"])
    assert 2 == toolkit(folder, "published", "9").exit_code


def test_nobody_takes_what_was_published_for_a_submission(folder):
    publish(folder, "--on", "2025-01-28")
    collected = collect([folder.path], folder, folder.form, NOW, quiet)
    seen = {f.path: f.outcome for f in collected.files if f.path.startswith(PUBLISHED)}
    assert 3 == len(seen)
    assert {"not_a_submission"} == set(seen.values())


def test_without_documents_there_is_nothing_to_publish(folder):
    for path in report_files(folder).values():
        if path.suffix != ".xlsx":
            path.unlink()
    assert "没有写好的 Word 文档和网页，先运行 toolkit report" in publish(folder, code=1)
    publish(folder, "--on", "2025-01-28", "--despite", "由县里的网站编辑另行排版")
    assert [".xlsx"] == [p.suffix for p in (folder.path / PUBLISHED).iterdir()]


def test_an_edited_workbook_goes_out_only_despite_and_what_was_edited_is_kept(folder):
    edit_file(folder.report, set_cells("封面", B14="改过的填报人"))
    published = folder.report.read_bytes()
    assert "报告改过（或另存过）以后没有再汇总" in publish(folder, code=1)
    publish(folder, "--on", "2025-01-28", "--despite", "急")
    assert "报告改过（或另存过）以后没有再汇总" in publish(folder, code=1), "it is no more merged than it was"
    assert 0 == toolkit(folder, "merge").exit_code
    sheet = open_book(folder.report.read_bytes()).sheet("封面")
    assert "改过的填报人" in {c.raw for c in sheet.cells.values()}
    (made,) = publications(folder)
    assert published == Store(folder.path / STORE).read(made.files[-1].sha256)


def test_a_workbook_nobody_knows_here_cannot_go_out_whatever_the_reason(folder):
    def forget(book):
        for name in [n for n in book.custom_doc_props.names if n == "toolkit.version"]:
            del book.custom_doc_props[name]
        sheet = book["_标识"]
        for row in sheet.iter_rows():
            if row[0].value == "version":
                row[1].value = None

    edit_file(folder.report, forget)
    assert "台账里找不到这份工作簿是哪一次汇总的" in publish(folder, code=1)
    with pytest.raises(WorkFolderError, match="toolkit merge"):
        run(folder, Asked("2025-01-28", "急"), NOW)
    assert [] == publications(folder)


def test_what_was_cut_off_after_keeping_goes_on_with_the_same_files(folder):
    publish(folder, "--on", "2025-01-28")
    with Ledger.open(folder.ledger) as ledger:
        ledger._db.execute("DELETE FROM publication")  # as if the run had been killed before it was recorded
    kept = {p.name for p in (folder.path / PUBLISHED).iterdir()}
    publish(folder, "--on", "2025-01-28")
    assert kept == {p.name for p in (folder.path / PUBLISHED).iterdir()}


def test_merging_after_publication_asks_why_and_the_correction_is_published_too(folder):
    publish(folder, "--on", "2025-01-28")
    more_boards(folder)
    assert "--correct" in told(toolkit(folder, "merge"))
    assert 0 == toolkit(folder, "merge", "--correct", "更正").exit_code
    assert 0 == toolkit(folder, "report").exit_code
    publish(folder, "--on", "2025-02-10")
    assert ["2025-01-28", "2025-02-10"] == [p.day for p in publications(folder)]
