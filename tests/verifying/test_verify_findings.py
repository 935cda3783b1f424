"""What ``toolkit verify`` finds, as values: every kind of finding of the ledger, and those that take a file of their own."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from unittest import mock

import pytest
from draw import draw, submission, who
from forms import xxgk
from inbox import NOW, UNITS, quiet, workbook
from killed import here

from toolkit.author.rule_book import build_rule_book, rule_book_markdown
from toolkit.collecting import take_in as taking
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import permit_findings
from toolkit.folder.roster import Office
from toolkit.folder.work_folder import STORE, make_work_folder
from toolkit.form.finding import CODES, make_finding
from toolkit.form.layout import CellPlace
from toolkit.form.model import REPORT, PriorCell
from toolkit.form.period import LAST_YEAR, Period
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import LedgerFault
from toolkit.merging.merge import merge_report
from toolkit.verifying.cover import compare_identity
from toolkit.verifying.finding_codes import VERIFIED
from toolkit.verifying.findings import VerifiedFindings, make_difference
from toolkit.verifying.pages import compare_printed_heads
from toolkit.verifying.report_against_files import _office_text_faults, verify_report
from toolkit.verifying.unit_files import CountedUnit
from toolkit.verifying.verify import verify_ledger
from toolkit.xlsx.open_workbook import open_book

AT = CellPlace("报送情况", 4, 2)


@pytest.fixture
def folder(tmp_path):
    """A work folder that received one village's file; nothing is read in other processes."""
    made = make_work_folder(
        tmp_path / "w",
        Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2099-01-10"),
        UNITS[:1],
    )
    (tmp_path / "件").mkdir()
    (tmp_path / "件" / "甲.xlsx").write_bytes(workbook(UNITS[0], 1.5))
    with mock.patch.object(taking, "run_in_workers", here):
        collect_submissions([tmp_path / "件"], made, made.form, NOW, quiet)
        yield made


def found_in(folder, anchor="", *, read_data=True):
    return verify_ledger(folder, anchor, NOW, quiet, read_data=read_data)


def in_ledger(folder, change):
    with closing(sqlite3.connect(folder.ledger)) as database, database:
        database.execute(change)


def test_what_is_whole_has_no_findings(folder):
    found = found_in(folder)
    assert ([], [], []) == (found.findings, found.faults, found.notes)
    assert found.plain()["ok"]


def test_a_number_the_ledger_does_not_know_is_a_fault(folder):
    (said,) = found_in(folder, "abcdef123").findings
    assert ("anchor_unknown", "error", "abcdef123") == (said.code, said.severity, said.value)
    assert "台账里没有流水号 abcdef123：做那份报告以后，以前的记录被改动过，或不是这个台账" == said.line


def test_originals_that_are_gone_changed_or_unknown_are_told_with_their_fingerprint(folder):
    store = OriginalsStore(folder.path / STORE)
    (sha256,) = store.hashes()
    place = store.place(sha256)
    store.put(b"more")
    place.chmod(0o600)
    data = place.read_bytes()
    place.write_bytes(b"x")
    changed, extra = found_in(folder, read_data=True).findings[:2]
    assert ("original_changed", "originals_unrecorded") == (changed.code, extra.code)
    assert f"原件被改动过：甲.xlsx（{sha256[:12]}）" == changed.line
    assert ("warning", "有 1 份原件还没有记入台账（上次没有运行完），再收一次即可") == (
        extra.severity,
        extra.line,
    )
    place.unlink()
    found = found_in(folder, read_data=False)
    assert [f"原件不在了：甲.xlsx（{sha256[:12]}）。请把原文件放回，再收一次"] == found.faults
    assert "original_lost" == found.findings[0].code
    place.write_bytes(data)


def test_half_written_files_and_readings_of_before_are_notes(folder):
    with mock.patch.object(OriginalsStore, "leftovers", return_value=[folder.path] * 3):
        (said,) = found_in(folder, read_data=False).findings
    assert ("unfinished_files", "有 3 个没有写完的临时文件，再收一次会清掉") == (said.code, said.line)
    in_ledger(folder, "UPDATE content SET basis = 'x'")
    found = found_in(folder)
    assert ["read_before"] == [f.code for f in found.findings]
    assert ["有 1 份是按以前的表样或旧版程序读的，再收一次会按现在的重读"] == found.notes
    assert found.plain()["ok"]


def test_another_reading_than_the_recorded_one_is_a_fault(folder):
    in_ledger(folder, "UPDATE content SET payload = replace(payload, '1.5', '2.5')")
    (said,) = found_in(folder).findings
    assert "reading_differs" == said.code
    assert said.line.startswith("重新读取的结果与记录不一致：甲.xlsx（")


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (LedgerFault("database_damaged", 0, "row 3 missing"), "row 3 missing"),
        (LedgerFault("record_dangling", 7, "sighting"), "sighting 第 7 行指向不存在的记录"),
        (LedgerFault("event_unlinked", 4), "流水第 4 条接不上前一条"),
        (LedgerFault("event_changed", 5), "流水第 5 条被改动过"),
    ],
)
def test_what_the_ledger_finds_wrong_with_itself_is_said_in_words_at_the_end(folder, fault, line):
    with mock.patch.object(Ledger, "faults", return_value=[fault]):
        found = found_in(folder, read_data=False)
    assert [line] == found.faults
    assert [(fault.code, "error")] == [(f.code, f.severity) for f in found.findings]


def test_a_file_s_errors_that_were_let_pass_and_files_of_other_years_are_noted(folder, tmp_path):
    (wrong,) = {
        f.rule for f in collect_submissions([], folder, folder.form, NOW, quiet).units[0].findings if f.rule
    }
    permit_findings(folder, "001", wrong, "半次按规定计", "办公室", NOW)
    report = merge_report(folder, None, NOW, quiet, partial=False).path
    form = xxgk()
    before = submission(form, "村社区", unit="002", name="乙村")
    before = before.__class__(**{**before.__dict__, "who": before.who._replace(period="2023")})
    (tmp_path / "件" / "去年.xlsx").write_bytes(draw(form, before, year=2023))
    found = verify_report(report, tmp_path / "件", NOW, quiet)
    assert [] == found.faults
    told = {f.code: f.line for f in found.findings}
    assert "甲村：文件里有错误 1 处，是本机关准予通过、或改过规则级别的" == told["errors_let_pass"]
    assert "有 1 份文件不是这个年度的，没有核对：去年.xlsx" == told["files_of_no_year_here"]
    (tmp_path / "件" / "甲.xlsx").unlink()
    found = verify_report(report, tmp_path / "件", NOW, quiet)
    assert {"file_lost", "units_not_compared"} <= {f.code for f in found.findings}


def test_what_is_said_otherwise_without_fault_is_a_warning():
    form = xxgk()
    made = submission(form, REPORT)
    book, layout = open_book(draw(form, made)), lay_out_workbook(form, REPORT)
    kid = SimpleNamespace(who=who(form, "村社区")._replace(office="别的镇"))
    told = [f for f in compare_identity(book, layout, made.who, [CountedUnit(None, kid, ())]) if f.cell == ""]
    assert [
        ("files_to_another_office", "warning", "1 个单位的文件写明报送至 别的镇，报告的单位名称是 甲村")
    ] == [(f.code, f.severity, f.line) for f in told]
    (said,) = compare_printed_heads(book, layout, made.who._replace(fingerprint="x", edition="旧"))
    assert ("heads_not_compared", "旧", form.edition) == (said.code, said.value, said.expected)
    cell = PriorCell("表三", "结转", "自然人", LAST_YEAR)
    of = SimpleNamespace(
        grounded=SimpleNamespace(inputs=(), form=form),
        layout=SimpleNamespace(priors={cell: AT}),
        sent=SimpleNamespace(prior={cell: 2.0}),
        book=book,
    )
    merged = SimpleNamespace(report=SimpleNamespace(figures={}, prior={cell: 3.0}), ways={})
    (said,) = _office_text_faults(of, merged, whole=True)
    assert ("prior_differs", "2", "3", (AT,)) == (said.code, said.value, said.expected, said.at)


def test_json_has_the_lines_as_before_and_the_findings_as_values():
    found = VerifiedFindings(
        [make_difference(AT, "状态", "已收", "未交"), make_finding("rules_off", value="I5")], ("核对了",)
    )
    said = found.plain()
    assert ["报送情况 C5（状态）：应为 已收，实为 未交"] == said["faults"]
    assert ["本机关停用的规则（报告里写明）：I5", "核对了"] == said["notes"]
    assert said["ok"] is False
    one, two = said["findings"]
    wanted = {"sheet": "报送情况", "cell": "C5", "label": "状态", "value": "未交", "expected": "已收"}
    assert {"code": "cell_differs", "severity": "error", **wanted} == {
        k: one[k] for k in ("code", "severity", *wanted)
    }
    assert ("rules_off", "warning") == (two["code"], two["severity"])


def test_long_texts_that_begin_alike_are_shown_from_where_they_part():
    said = make_difference(AT, "状态", "甲" * 70 + "乙", "甲" * 70 + "丙")
    assert ("…乙", "…丙") == (said.expected, said.value)
    assert "两处写的一样" not in said.line
    assert "空白" == make_difference(AT, "状态", "已收", "").value


def test_the_rule_book_lists_what_verify_finds_and_no_kind_stands_in_two_tables():
    form = xxgk()
    page = rule_book_markdown(form, build_rule_book(form, Period.of_year(2026)))
    assert [] == [c for c, kind in VERIFIED.items() if f"| `{c}` | " not in page or kind.message not in page]
    assert VERIFIED.items() <= CODES.items()
