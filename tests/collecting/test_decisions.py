"""What the office decides of files and of the published report, through the commands a clerk types."""

import json
import shutil
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from inbox import NOW, UNITS, collected, make, workbook
from township import sent, township
from typer.testing import CliRunner

from toolkit.author.sample_submissions import OFFICE
from toolkit.cli import app
from toolkit.collecting import decisions
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import RUNS, SETTINGS, STORE, open_work_folder
from toolkit.form.finding import make_finding
from toolkit.form.layout import CORRECTIONS
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.merging.merge import merge_report
from toolkit.xlsx.open_workbook import open_book

FIRST = "001"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return make(tmp_path_factory.mktemp("decide"))


@pytest.fixture
def folder(scene, tmp_path):
    shutil.copytree(scene / "w", tmp_path / "w")
    made = open_work_folder(tmp_path / "w")
    collected(made, scene / "收")
    return made


def run(folder, *arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments), "-w", str(folder.path)])
    assert code == done.exit_code, (done.output, done.exception)
    return done.output if code < 3 else str(done.exception)


def standing(folder):
    with Ledger.open(folder.ledger) as ledger:
        return {s.unit: s.path for s in ledger.standing()}


def test_a_file_is_left_out_with_a_reason_and_taken_back(folder, scene):
    assert "甲_改.xlsx" == standing(folder)[FIRST]
    assert "理由" in str(CliRunner().invoke(app, ["exclude", "甲_改.xlsx", "-w", str(folder.path)]).exception)
    said = run(folder, "exclude", scene / "收" / "甲_改.xlsx", "--why", "填的是上半年数")
    assert "已排除" in said
    assert "甲.xlsx" == standing(folder)[FIRST]
    found = {f.path: (f.outcome, f.reason) for f in collected(folder, scene / "收").files}
    assert ("excluded", "已排除：填的是上半年数") == found["甲_改.xlsx"]
    assert "accepted" == found["甲.xlsx"][0]
    run(folder, "exclude", "甲_改.xlsx", "--undo")
    assert "甲_改.xlsx" == standing(folder)[FIRST]
    with pytest.raises(Exception, match="没有被排除过"):
        CliRunner().invoke(
            app, ["exclude", "甲.xlsx", "--undo", "-w", str(folder.path)], catch_exceptions=False
        )


def test_what_was_never_received_or_is_nobody_s_cannot_be_left_out(folder):
    for path, fault in (("没有.xlsx", "没有收过"), ("丙.zip", "不是哪个单位的")):
        with pytest.raises(Exception, match=fault):
            CliRunner().invoke(
                app, ["exclude", path, "--why", "x", "-w", str(folder.path)], catch_exceptions=False
            )


@pytest.mark.promise("不会做", "审核通过的一份，后来的文件不会自己顶替它")
def test_an_examined_file_gives_way_to_none_until_that_is_taken_back(folder, tmp_path):
    assert "已记录审核" in run(folder, "sign", FIRST, "--by", "张某", "--on", "2025-01-08")
    later = tmp_path / "又.xlsx"
    later.write_bytes(workbook(UNITS[0], 9.0))
    found = collected(folder, later)
    assert ("superseded", True) == (found.files[0].outcome, "已审核通过" in found.files[0].reason)
    assert ["张某 2025-01-08", "", ""] == [u.signed for u in found.units]
    assert "村里来更正" in run(folder, "unsign", FIRST, "--why", "村里来更正") or True
    assert "又.xlsx" == standing(folder)[FIRST]
    told = run(folder, "history", FIRST)
    for part in ("审核", "取消审核", "村里来更正", "意见箱收到意见）由 4 改为 9", "又.xlsx"):
        assert part in told
    with pytest.raises(Exception, match="没有审核通过的记录"):
        CliRunner().invoke(
            app, ["unsign", FIRST, "--why", "x", "-w", str(folder.path)], catch_exceptions=False
        )


def test_an_office_with_steps_of_its_own_signs_step_by_step(folder):
    path = folder.path / SETTINGS
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[review]\nsteps = ["一审", "二审"]\n', encoding="utf-8"
    )
    with pytest.raises(Exception, match="一审、二审"):
        CliRunner().invoke(app, ["sign", FIRST, "-w", str(folder.path)], catch_exceptions=False)
    assert "还差 二审" in run(folder, "sign", FIRST, "--step", "一审", "--by", "张某")
    assert "不会自动代替" in run(folder, "sign", FIRST, "--step", "二审", "--by", "李某")


def test_who_sent_nothing_or_something_wrong_cannot_be_examined(folder, tmp_path):
    with pytest.raises(Exception, match="没有收到过"):
        CliRunner().invoke(app, ["sign", "999", "-w", str(folder.path)], catch_exceptions=False)
    wrong = tmp_path / "错.xlsx"
    wrong.write_bytes(workbook(UNITS[0], -1.0))
    assert ["returned"] == [f.outcome for f in collected(folder, wrong).files]
    with pytest.raises(Exception, match="还有错误没有改"):
        CliRunner().invoke(app, ["sign", FIRST, "-w", str(folder.path)], catch_exceptions=False)


def test_of_equally_dated_files_the_preferred_one_counts(folder, scene, tmp_path):
    two = tmp_path / "两份"
    two.mkdir()
    for name, received in (("一.xlsx", 7.0), ("二.xlsx", 8.0)):
        (two / name).write_bytes(workbook(UNITS[0], received))
        shutil.copystat(scene / "收" / "坏.xlsx", two / name)
    asked = json.loads(run(folder, "collect", two, "--json", code=1))
    assert {"returned"} == {f["outcome"] for f in asked["files"]}
    assert {"which_one"} == {
        x["code"] for f in asked["files"] for x in f["findings"] if x["severity"] == "error"
    }
    chosen = json.loads(run(folder, "collect", two, "--prefer", two / "一.xlsx", "--json"))
    assert {"一.xlsx": "accepted", "二.xlsx": "superseded"} == {
        f["path"]: f["outcome"] for f in chosen["files"]
    }
    assert 7.0 in sent(folder, FIRST).figures.values()


def test_every_run_leaves_a_folder_of_its_own_unless_it_found_the_same(folder, scene):
    for _ in range(2):
        run(folder, "collect", scene / "收", code=1)
    kept = sorted(p.name for p in (folder.path / RUNS).iterdir())
    assert ["第0001次"] == kept
    run(folder, "exclude", "甲_改.xlsx", "--why", "x")
    run(folder, "collect", scene / "收", code=1)
    kept = sorted(p.name for p in (folder.path / RUNS).iterdir())
    assert ["第0001次", "第0002次"] == kept
    newest = folder.path / RUNS / "第0002次" / "收集情况.xlsx"
    assert newest.read_bytes() == (folder.path / "收集情况.xlsx").read_bytes()


def test_the_chain_is_verified_by_the_number_on_the_report(tmp_path):
    folder = township(tmp_path)
    made = merge_report(folder, None, NOW, lambda *_: None, partial=False)
    with Ledger.open(folder.ledger) as ledger:
        head = ledger.head()
    told = [c.raw for c in open_book(made.path.read_bytes()).sheet("报送情况").cells.values()]
    assert any(head in t for t in told)
    assert "完整" in run(folder, "verify", head[:16])
    assert "被改动过" in run(folder, "verify", "f" * 16, code=1)


@pytest.mark.promise("不会做", "公布以后的报告，不写原因改不了，改了什么写在报告里")
def test_what_is_published_is_corrected_only_with_a_reason_and_says_what_changed(tmp_path):
    folder = township(tmp_path)
    with pytest.raises(Exception, match="toolkit merge"):
        CliRunner().invoke(app, ["publish", "-w", str(folder.path)], catch_exceptions=False)
    run(folder, "merge")
    run(folder, "report")
    first = folder.report.read_bytes()
    run(folder, "publish", "--on", "2025-01-28")
    run(folder, "merge")
    assert first == folder.report.read_bytes(), "publishing changes nothing in it"
    unit = next(u for u in folder.roster() if u.kind == "村社区")
    with Ledger.open(folder.ledger) as ledger:
        (path,) = (s.path for s in ledger.standing() if s.unit == unit.code)
    run(folder, "exclude", path, "--why", "村里要求撤回")
    with pytest.raises(Exception, match="2025-01-28 已经发布的报告与现在汇总的不同"):
        CliRunner().invoke(app, ["merge", "--partial", "-w", str(folder.path)], catch_exceptions=False)
    assert first == folder.report.read_bytes()
    run(folder, "merge", "--partial", "--correct", "甲村重复计数", code=1)
    rows = {c.raw for c in open_book(folder.report.read_bytes()).sheet(CORRECTIONS).cells.values()}
    assert {"2025-01-28", "甲村重复计数"} <= rows
    with Ledger.open(folder.ledger) as ledger:
        versions = ledger.versions()
        store = OriginalsStore(folder.path / STORE)
        assert [("2025-01-28", ""), ("", "甲村重复计数")] == [(v.published, v.why) for v in versions]
        assert first == store.read(versions[0].sha256), "the published one is kept as it was"
    run(folder, "merge", "--partial", code=1)  # the reason was given once
    run(folder, "report")
    assert "计入 20 个" in run(folder, "publish", "--on", "2025-03-01", code=1)
    run(folder, "publish", "--on", "2025-03-01", "--despite", "甲村撤并")
    folder.report.write_bytes(first)
    assert "后来又汇总过" in run(folder, "publish", code=1)
    assert OFFICE.name


def waiting(monkeypatch, *findings):
    """Let the ledger hold *findings* of unit 001; return what is let pass there."""
    passed = []
    ledger = SimpleNamespace(permit=passed.extend)
    monkeypatch.setattr(decisions, "Ledger", SimpleNamespace(open=lambda _: nullcontext(ledger)))
    monkeypatch.setattr(
        decisions, "current_file_states", lambda _: {FIRST: SimpleNamespace(findings=findings)}
    )
    return passed


def permit(asked, unit=FIRST):
    return decisions.permit_findings(SimpleNamespace(ledger=None), unit, asked, "按规定", "甲", NOW)


RULE = make_finding("rule_broken", rule="I3", severity="error", digest="a", why="甲", said="乙", remedy="丙")
ASKED = make_finding("not_placed", severity="warning", digest="b", value="丁")
READ_WRONG = make_finding("not_a_number", severity="error", digest="c", value="三")


@pytest.mark.parametrize("name", ["I3", " i3 "])
def test_a_rule_is_let_pass_by_its_number_and_nothing_else_is(monkeypatch, name):
    passed = waiting(monkeypatch, RULE, ASKED, READ_WRONG)
    assert [RULE] == permit(name)
    assert [(FIRST, "I3", "按规定", "甲")] == [(p.unit, p.rule, p.why, p.by) for p in passed]


def test_what_is_no_rule_is_let_pass_by_its_kind(monkeypatch):
    waiting(monkeypatch, RULE, ASKED)
    assert [ASKED] == permit(ASKED.handle) == permit(ASKED.code)


@pytest.mark.parametrize(
    ("findings", "could"),
    [
        ((RULE, RULE, ASKED), f"I3、{ASKED.handle}。"),
        ((RULE._replace(explanation="年中撤并"),), "没有。"),
        ((READ_WRONG,), "没有。"),  # it has no figure that could be let pass
        ((), "没有。"),
    ],
)
def test_who_names_nothing_that_waits_is_told_what_does(monkeypatch, findings, could):
    passed = waiting(monkeypatch, *findings)
    with pytest.raises(WorkFolderError, match=could):
        permit("I99")
    assert [] == passed
    with pytest.raises(WorkFolderError, match="没有收到过单位 002"):
        permit("I3", "002")
