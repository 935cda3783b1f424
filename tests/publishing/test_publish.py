"""Going public: checked first, kept byte by byte under readable names, listed and given back; corrections say what they correct."""

import json

import docx
import pytest
from forms import xxgk
from later import NAME, edit_file, folder, more_boards, set_cells, told, toolkit, township_reported
from township import NOW, quiet

from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import PUBLISHED, STORE
from toolkit.form.layout import CORRECTIONS
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.publishing.publish import PublicationRequest, list_publications
from toolkit.publishing.publish import publish_report as run
from toolkit.xlsx.open_workbook import open_book

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
    (made,) = list_publications(folder)
    assert ("2025-01-28", "", "李四", (), ()) == (made.day, made.despite, made.by, made.open, made.spoilt)
    store = OriginalsStore(folder.path / STORE)
    assert [files[s].read_bytes() for s in SUFFIXES] == [store.read(f.sha256) for f in made.files]
    assert (folder.path / "发布前核对.html").is_file()
    assert 0 == toolkit(folder, "verify", "--read-data").exit_code, "what is kept is known"
    with Ledger.open(folder.ledger) as ledger:
        assert "2025-01-28" == ledger.versions()[-1].published
        assert "published" == ledger.events()[-1].what


def test_a_pdf_beside_the_word_document_goes_with_it_where_it_says_the_same(folder, monkeypatch):
    word = report_files(folder)[".docx"]
    pdf = word.with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-1.7 cut off")
    assert "PDF 打不开" in publish(folder, "--on", "2025-01-28", code=1)
    assert not (folder.path / PUBLISHED).exists()
    said = {word.read_bytes(): ()}
    monkeypatch.setattr(
        "toolkit.formats.print_likeness.differing_passages", lambda w, _: said.get(w, ("旧的一段",))
    )
    told_of = publish(folder, "--on", "2025-01-28")
    assert "4 个文件原样留在" in told_of
    (made,) = list_publications(folder)
    kept = folder.path / PUBLISHED / f"2025-01-28_{pdf.name}"
    assert b"%PDF-1.7 cut off" == kept.read_bytes()
    assert kept.name in [f.name for f in made.files]
    said.clear()
    checked = told(toolkit(folder, "report", "--publish-check"))
    assert "✕ 要处理 PDF 与 Word 文档一致：1 处不同" in checked
    assert "旧的一段" in checked


def test_what_is_open_is_refused_and_nothing_is_kept_or_recorded(folder):
    more_boards(folder)
    said = publish(folder, code=1)
    assert f"✕ 要处理 数是最新的：有 1 个单位的数变了（{NAME}），先运行 toolkit merge" in said
    assert "--despite" in said
    assert not (folder.path / PUBLISHED).exists()
    assert [] == list_publications(folder)
    with Ledger.open(folder.ledger) as ledger:
        assert "" == ledger.versions()[-1].published
    publish(folder, "--despite", " ", code=1)


def test_despite_is_recorded_with_what_was_open_and_stands_in_the_correction(folder):
    more_boards(folder)
    publish(folder, "--on", "2025-01-28", "--despite", WHY)
    (made,) = list_publications(folder)
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
    assert "" == list_publications(folder)[0].despite


def test_a_correction_stands_beside_what_was_published_before(folder):
    publish(folder, "--on", "2025-01-28")
    first = {p.name: p.read_bytes() for p in (folder.path / PUBLISHED).iterdir()}
    publish(folder, "--on", "2025-01-28")
    assert 1 == len(list_publications(folder)), "the same again is the same one"
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
    assert ["", "公开栏数更正"] == [p.why for p in list_publications(folder)]


@pytest.mark.promise("不会丢", "公布过的报告随时可以原样取回")
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
    collected = collect_submissions([folder.path], folder, folder.form, NOW, quiet)
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
    (made,) = list_publications(folder)
    assert published == OriginalsStore(folder.path / STORE).read(made.files[-1].sha256)


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
        run(folder, PublicationRequest("2025-01-09", "急"), NOW)
    assert [] == list_publications(folder)


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
    assert ["2025-01-28", "2025-02-10"] == [p.day for p in list_publications(folder)]


# the day


def points(folder, *more):
    done = toolkit(folder, "publish", "--json", *more)
    return {p["name"]: p for p in json.loads(done.stdout)["checks"]["points"]}


def test_a_day_within_the_year_reported_on_takes_a_reason(folder):
    said = publish(folder, "--on", "2024-12-31", code=1)
    assert "✕ 要处理 发布日期：2024-12-31 在报告年度结束（2024-12-31）以前" in said
    assert [] == list_publications(folder)
    assert not (folder.path / PUBLISHED).exists()
    publish(folder, "--on", "2024-12-31", "--despite", WHY)
    (made,) = list_publications(folder)
    assert ("2024-12-31", WHY) == (made.day, made.despite)
    assert made.open[0].startswith("发布日期：2024-12-31 在报告年度结束")


def test_the_first_day_after_the_year_needs_no_reason(folder):
    publish(folder, "--on", "2025-01-01")
    assert ("2025-01-01", ()) == (list_publications(folder)[0].day, list_publications(folder)[0].open)


def corrected(folder):
    more_boards(folder)
    assert 0 == toolkit(folder, "merge", "--correct", "公开栏数更正").exit_code
    assert 0 == toolkit(folder, "report").exit_code


def test_a_day_before_the_last_publication_takes_a_reason(folder):
    publish(folder, "--on", "2025-01-28")
    corrected(folder)
    assert "发布日期：2025-01-27 早于第 1 次发布的 2025-01-28" in publish(
        folder, "--on", "2025-01-27", code=1
    )
    assert 1 == len(list_publications(folder))
    assert "发布日期" in (folder.path / "发布前核对.html").read_text("utf-8")
    publish(folder, "--on", "2025-01-27", "--despite", "补记")
    assert ["2025-01-28", "2025-01-27"] == [p.day for p in list_publications(folder)]


def test_a_day_to_come_is_refused_whatever_the_reason(folder):
    with pytest.raises(WorkFolderError, match="2025-01-10 还没有到（今天是 2025-01-09）"):
        run(folder, PublicationRequest("2025-01-10", "急"), NOW)
    assert [] == list_publications(folder)
    assert run(folder, PublicationRequest("2025-01-09"), NOW).published


def test_the_same_files_again_are_told_to_be_published_already(folder):
    publish(folder, "--on", "2025-01-28")
    with Ledger.open(folder.ledger) as ledger:
        before = len(ledger.events())
    assert "已经发布过（第 1 次，2025-01-28）" in publish(folder, "--on", "2025-01-28")
    for day in ("2025-01-29", "2025-01-20"):
        said = publish(folder, "--on", day, "--despite", "改日期", code=1)
        assert "已经发布过（第 1 次，2025-01-28）" in said
        assert "第 1 次发布" not in said
    plain = json.loads(toolkit(folder, "publish", "--json").stdout)
    assert (True, 1) == (plain["already"], plain["published"]["number"])
    assert 1 == len(list_publications(folder))
    assert 3 == len(list((folder.path / PUBLISHED).iterdir()))
    with Ledger.open(folder.ledger) as ledger:
        assert before == len(ledger.events())


def test_going_back_to_files_published_before_the_last_is_a_publication_of_its_own(folder):
    publish(folder, "--on", "2025-01-28")
    first = {p: p.read_bytes() for p in report_files(folder).values()}
    corrected(folder)
    publish(folder, "--on", "2025-01-28")
    for path, data in first.items():
        path.write_bytes(data)
    assert "第 3 次发布 2025-01-28" in publish(folder, "--on", "2025-01-28", "--despite", "更正有误，撤回")
    one, _, three = list_publications(folder)
    assert sorted(f.sha256 for f in one.files) == sorted(f.sha256 for f in three.files)


def test_a_printed_day_that_is_not_the_day_of_publication_is_told(folder):
    differs = points(folder, "--on", "2025-01-28")["印的公布日期"]
    assert "know" == differs["state"]
    assert differs["few"].startswith("不是 2025-01-28（")
    assert any(x.endswith(".docx：印的是 2025-01-16") for x in differs["open"])
    assert 1 == len(list_publications(folder)), "it may go out all the same"
    assert "holds" == points(folder, "--on", "2025-01-16")["印的公布日期"]["state"]


# what was ruled to be no fault


WRITTEN = "全年共收到政府信息公开申请999件。"
REASON = "口径不同，含咨询"


@pytest.fixture
def dismissed(folder):
    """A report whose text says a number the tables do not, ruled to be no fault in both its documents."""
    at = lay_out_workbook(xxgk(), REPORT).at[Cell("总体", "依申请公开", "内容")]

    def write_in(book):
        book["一、总体情况"].cell(at.row + 1, at.column + 1).value = WRITTEN

    edit_file(folder.report, write_in)
    assert 0 == toolkit(folder, "merge").exit_code
    toolkit(folder, "report")
    document = report_files(folder)[".docx"]
    found = json.loads(toolkit(folder, "check", document, "--json").stdout)["reports"][0]["findings"]
    (digest,) = [f["digest"] for f in found if "999" in f["message"] and f["rule"] == "E1"]
    assert 0 == toolkit(folder, "check", document, "--dismiss", digest[:6], "--why", REASON).exit_code
    return folder


def test_what_was_ruled_to_be_no_fault_is_never_said_to_agree(dismissed):
    done = toolkit(dismissed, "report", "--publish-check", "--json")
    assert 0 == done.exit_code, "it may be published"
    plain = json.loads(done.stdout)
    named = {p["name"]: p for p in plain["points"]}
    for name in ("报告核对（Word 文档）", "报告核对（网页）"):
        point = named[name]
        assert "know" == point["state"]
        assert "都一致" not in point["few"]
        assert "另有 1 处不一致，已写明理由" in point["few"]
        (said,) = point["dismissed"]
        assert "999" in said
        assert said.endswith(f"（不是问题：{REASON}）")
    page = (dismissed.path / "发布前核对.html").read_text("utf-8")
    assert REASON in page
    assert "999" in page
    assert "都一致" not in page
    said = told(toolkit(dismissed, "report", "--publish-check"))
    assert "另有 1 处不一致，已写明理由" in said
    assert REASON in "".join(said.split())


def test_what_was_ruled_to_be_no_fault_is_kept_with_the_publication(dismissed):
    said = publish(dismissed, "--on", "2025-01-28")
    assert "另有 1 处不一致，已写明理由" in said
    (made,) = list_publications(dismissed)
    assert ("", ()) == (made.despite, made.open)
    (kept,) = made.dismissed
    assert "999" in kept
    assert REASON in kept
    (plain,) = json.loads(toolkit(dismissed, "published", "--json").stdout)["published"]
    assert [kept] == plain["dismissed"]
    assert "核对时认定不是问题的" in told(toolkit(dismissed, "published"))


def test_what_still_must_be_mended_is_counted_beside_what_was_dismissed(dismissed):
    document = report_files(dismissed)[".docx"]
    text = docx.Document(str(document))
    text.add_paragraph("信息处理费共收取13元。")
    text.save(str(document))
    points = json.loads(toolkit(dismissed, "report", "--publish-check", "--json").stdout)["points"]
    point = next(p for p in points if p["name"] == "报告核对（Word 文档）")
    assert "open" == point["state"]
    assert "另有 1 处不一致，已写明理由" in point["few"]
    assert 1 == len(point["dismissed"])
    assert not any(REASON in x for x in point["open"])
