"""What comes back without our marks: one list, the right owners, nothing guessed, and the sums of what villages typed."""

import dataclasses
import hashlib
import io
import json
import os

import openpyxl
import pytest
from draw import draw, submission
from shared import copy_folder
from typer.testing import CliRunner
from unmarked_files import (
    BESIDE,
    CLEAR,
    CODES,
    DEFINITION,
    DOUBTED,
    NOW,
    TIME,
    UNITS,
    WAYS,
    held,
    own_copy,
    put_inbox,
    township_of_rexian,
)

from toolkit.cli import app
from toolkit.collecting.adoption import adopt_received_files
from toolkit.collecting.adoption_list import HASH, answer_adoptions, write_adoption_list
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.propose_adoptions import propose_adoptions
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import ADOPTIONS, load_named_form, open_work_folder, workbook_identity
from toolkit.form.model import Cell
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report

MARKED = "马店村"
FEW = (
    "和平村.xlsx",
    "王庄村.csv",
    "张湾.xlsx",
    "最终版.xlsx",
    "白云村.xlsx",
    "清泉村.xlsx",
    "清泉村(改).xlsx",
    "梅花村.xlsx",
)
EXPECTED = {
    "清泉村.xlsx": "同一个单位还有“清泉村(改).xlsx”，内容相同，认领一份就行",
    "清泉村(改).xlsx": "同一个单位还有“清泉村.xlsx”，内容相同，认领一份就行",
    "白云村.xlsx": "Sheet1 A1 写的是“2023年热线办件情况统计表”，是 2023 年的，本次收的是 2024 年",
    "2023年免报.xlsx": "文件名写的是 2023，本次收的是 2024 年；名册里写明“免报村”免报（年中撤并）",
    "天河.xlsx": "Sheet1 A1 写的填报单位“天河村”，名册里没有这个叫法",
    "梅花村.xlsx": "几处说的不是一个单位",
    "马店村.xlsx": "“马店村”已有采用的报送件“马店村_已盖章.xlsx”",
    "和平村、新华村.xlsx": "几处说的不是一个单位",
    "张湾.xlsx": "只凭这一处（简称、人名或目录名）不能确定",
    "最终版.xlsx": "看不出是哪个单位的：表里、文件名和目录名里都没有名册上的单位",
}


def quiet(*_):
    pass


def marked_workbook(folder, name):
    """A workbook of ours as a village fills it in: no list row, 本表无内容 chosen, its visits typed."""
    unit = next(u for u in UNITS if u.name == name)
    visits = zip(("走访", "走访", "回访", "回访"), ("户数", "满意") * 2, held(name)[0], strict=True)
    figures = {Cell("走访", row, column): float(v) for row, column, v in visits}
    made = submission(folder.form, unit.kind, figures, zero=frozenset({"办件"}))
    return draw(folder.form, dataclasses.replace(made, who=workbook_identity(folder, unit)))


def _collected(path):
    folder = township_of_rexian(path)
    inbox = put_inbox(path.parent / f"{path.name}_收到")
    (inbox / f"{MARKED}_已盖章.xlsx").write_bytes(marked_workbook(folder, MARKED))
    os.utime(inbox / f"{MARKED}_已盖章.xlsx", (TIME, TIME))
    collect_submissions([inbox], folder, folder.form, NOW, quiet)


@pytest.fixture
def folder(tmp_path):
    """The work folder with everything collected and nothing adopted."""
    copy_folder("unmarked", _collected, tmp_path / "w")
    return open_work_folder(tmp_path / "w")


@pytest.fixture
def few(tmp_path):
    """A work folder with a few of these files, for what does not need them all."""
    folder = township_of_rexian(tmp_path / "w")
    collect_submissions([put_inbox(tmp_path / "收", FEW)], folder, folder.form, NOW, quiet)
    return folder


def collect_more(folder, path, name, data, later=60):
    file = path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    os.utime(file, (TIME + later, TIME + later))
    collect_submissions([path], folder, folder.form, NOW, quiet)


def hand_sums():
    """Return the report's figures as somebody adds them up with a pencil: of whoever has one clear file, and the marked one."""
    names = [name for name, _ in CLEAR.values()]
    visits = [held(n)[0] for n in (*names, MARKED)]
    places = zip(
        ("走访", "走访", "回访", "回访"), ("户数", "满意") * 2, zip(*visits, strict=True), strict=True
    )
    sums = {f"走访.{row}.{column}": sum(v) for row, column, v in places}
    cases = [c[2:] for n in names for c in held(n)[1]]
    columns = {"按时办结": "按时", "超时办结": "超时", "未办结": "未办"}
    return sums | {f"办理.{kind}.{columns[way]}": cases.count((kind, way)) for kind, way in WAYS}


def test_thirty_files_come_to_one_list_with_right_owners_and_nothing_guessed(folder):
    found = propose_adoptions(folder, quiet)
    assert 29 == len(found.open)
    assert {path: name for path, (name, _) in CLEAR.items()} == {p.path: p.unit.name for p in found.proposals}
    assert EXPECTED == {p.path: "；".join(p.doubts) for p in found.doubts}
    assert DOUBTED.keys() == EXPECTED.keys()
    assert BESIDE.keys() == {b.path for b in found.beside}
    for one in found.proposals:
        assert one.evidence, one.path
        assert (4, 4, (("办件登记", len(held(one.unit.name)[1])),), 0) == one.read[:4], one.path


def test_what_is_taken_merges_to_hand_sums_and_a_second_run_proposes_nothing(folder):
    found = propose_adoptions(folder, quiet)
    states = adopt_received_files(folder, [p.order() for p in found.proposals], NOW)
    assert {name for name, _ in CLEAR.values()} == {u.unit.name for u in states}
    assert {"received"} == {u.state for u in states}
    again = propose_adoptions(folder, quiet)
    assert () == again.proposals
    assert [p.path for p in found.doubts] == [p.path for p in again.doubts]
    with Ledger.open(folder.ledger) as ledger:
        told = {a.unit: a.why for a in ledger.adoptions()}
    assert told[CODES["东岭村"]] == "按清单认领：Sheet1 B1 填报单位“青石镇东岭村村民委员会”"
    made = merge_report(folder, None, NOW, quiet, partial=True)
    figures = {c.name: v for c, v in made.merged.report.figures.items()}
    assert hand_sums() == {name: figures[name] for name in hand_sums()}


def filled(folder, answers):
    """Fill in the list as a clerk does, files named by their paths: path → (认领, 单位 or None to leave it, 理由)."""
    path = write_adoption_list(folder, propose_adoptions(folder, quiet))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(i for i, r in enumerate(rows) if r[0].value == "认领")
    at = {c.value: i for i, c in enumerate(rows[head])}
    for row in rows[head + 1 :]:
        if said := answers.get(row[at["文件"]].value):
            row[at["认领"]].value, row[at["理由"]].value = said[0], said[2]
            if said[1] is not None:
                row[at["单位"]].value = said[1]
    book.save(path)
    return path, book


def answered(folder, answers):
    return answer_adoptions(folder, filled(folder, answers)[0], NOW)


def test_a_filled_in_list_is_followed_row_by_row_and_what_is_refused_is_remembered(few, tmp_path):
    answers = {
        "和平村.xlsx": ("是", None, ""),
        "梅花村.xlsx": ("是", f"{CODES['张湾村']} 张湾村", "电话问过"),
        "最终版.xlsx": ("√", "西滩", ""),
        "白云村.xlsx": ("是", None, "标题忘了改，数是今年的"),
        "张湾.xlsx": ("否", None, "是去年的草稿"),
        "王庄村.csv": ("不是", None, ""),
    }
    done = answered(few, answers)
    assert {"和平村", "张湾村", "西滩村", "白云村"} == {u.unit.name for u in done.taken}
    assert (2, 2, 0) == (done.declined, done.blank, done.before)
    left = propose_adoptions(few, quiet)
    assert not {*answers} & {p.path for p in left.open}
    assert 2 == left.declined
    with Ledger.open(few.ledger) as ledger:
        why = {a.path: a.why for a in ledger.adoptions()}
        events = [e.what for e in ledger.events()]
    assert "电话问过" in why["梅花村.xlsx"]
    assert "（不顾：Sheet1 A1 写的是“2023年热线办件情况统计表”" in why["白云村.xlsx"]
    assert (4, 2) == (events.count("adopted"), events.count("declined"))
    changed = own_copy("张湾村", above=[("填报单位：张湾村",)])
    collect_more(few, tmp_path / "又收", "张湾.xlsx", changed)
    assert "张湾.xlsx" in {p.path for p in propose_adoptions(few, quiet).open}, "another file, asked anew"


def test_the_same_list_again_does_nothing_twice_and_a_change_of_mind_is_followed(few):
    path, _ = filled(few, {"张湾.xlsx": ("否", None, ""), "和平村.xlsx": ("是", None, "")})
    answer_adoptions(few, path, NOW)
    again = answer_adoptions(few, path, NOW)
    assert ((), 0, 2) == (again.taken, again.declined, again.before)
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        if row[2].value == "张湾.xlsx":
            row[0].value = "是"
    book.save(path)
    assert ["张湾村"] == [u.unit.name for u in answer_adoptions(few, path, NOW).taken]
    assert 0 == propose_adoptions(few, quiet).declined


def test_rows_are_known_by_the_file_s_hash_whatever_its_name_or_place_in_the_list(few):
    path, book = filled(few, {"和平村.xlsx": ("是", None, "")})
    rows = [[c.value for c in r] for r in book.worksheets[0].iter_rows()]
    head = next(i for i, r in enumerate(rows) if r[0] == "认领")
    turned = openpyxl.Workbook()
    for row in (*rows[: head + 1], *reversed(rows[head + 1 :])):
        turned.active.append(["改了名" if value == "和平村.xlsx" else value for value in reversed(row)])
    turned.save(path)
    assert ["和平村"] == [u.unit.name for u in answer_adoptions(few, path, NOW).taken]


def test_rows_that_cannot_be_followed_are_told_all_at_once_and_nothing_is_done(few):
    answers = {
        "和平村.xlsx": ("是", None, ""),
        "张湾.xlsx": ("可能", None, ""),
        "最终版.xlsx": ("是", None, ""),
        "梅花村.xlsx": ("是", "天河村", ""),
        "白云村.xlsx": ("是", None, ""),
        "清泉村.xlsx": ("是", None, ""),
        "清泉村(改).xlsx": ("是", None, ""),
    }
    with pytest.raises(WorkFolderError, match="一份也没有认领") as error:
        answered(few, answers)
    for told in (
        "“认领”应写“是”或“否”，实为“可能”",
        "写了“是”，没有写是哪个单位的",
        "名册里没有单位“天河村”",
        "仍要认领的，在“理由”一栏写明理由",
        "都认领给“清泉村”，只留一份写“是”",
    ):
        assert told in str(error.value)
    with Ledger.open(few.ledger) as ledger:
        assert [] == ledger.adoptions()


def test_a_row_without_its_file_s_mark_is_not_guessed(few):
    path, book = filled(few, {"和平村.xlsx": ("是", None, "")})
    for row in book.worksheets[0].iter_rows():
        if row[2].value == "和平村.xlsx":
            row[7].value = None
    book.save(path)
    with pytest.raises(WorkFolderError, match=f"这一行的“{HASH}”没有了"):
        answer_adoptions(few, path, NOW)


def test_a_row_that_was_copied_is_told_and_followed_by_neither(few):
    path, book = filled(few, {"和平村.xlsx": ("是", None, "")})
    sheet = book.worksheets[0]
    copied = next([c.value for c in row] for row in sheet.iter_rows() if row[2].value == "和平村.xlsx")
    sheet.append([*copied[:1], f"{CODES['柳林村']} 柳林村", *copied[2:]])
    book.save(path)
    with pytest.raises(WorkFolderError, match="是同一份文件，只留一行"):
        answer_adoptions(few, path, NOW)


def test_a_list_that_was_filled_in_and_not_given_back_is_not_written_over(few):
    path, _ = filled(few, {"和平村.xlsx": ("是", None, "")})
    before = path.read_bytes()
    second = write_adoption_list(few, propose_adoptions(few, quiet))
    assert (before, "认领清单2.xlsx") == (path.read_bytes(), second.name)
    answer_adoptions(few, path, NOW)
    assert ADOPTIONS == write_adoption_list(few, propose_adoptions(few, quiet)).name
    done = collect_submissions([few.path], few, few.form, NOW, quiet)
    assert {"not_a_submission"} == {f.outcome for f in done.files if f.path.startswith("认领清单")}


def test_the_same_bytes_under_two_units_names_are_nobody_s(few, tmp_path):
    collect_more(few, tmp_path / "又收", "柳林村.xlsx", CLEAR["和平村.xlsx"][1])
    one = next(p for p in propose_adoptions(few, quiet).doubts if p.path == "和平村.xlsx")
    assert ["几处说的不是一个单位"] == one.doubts
    assert {"和平村", "柳林村"} == {u.name for u in one.candidates}


def test_a_folder_of_several_villages_speaks_for_none_of_them(few, tmp_path):
    for name in ("清泉村", "白云村"):
        collect_more(few, tmp_path / "又收", f"梅花村等/{name}2.xlsx", own_copy(name, above=[("又",)]))
    found = {p.path: p for p in propose_adoptions(few, quiet).open}
    assert ["文件名“白云村2.xlsx”"] == list(found["梅花村等/白云村2.xlsx"].evidence)


def test_two_files_under_one_path_are_told_apart_in_the_list_alone(few, tmp_path):
    collect_more(few, tmp_path / "甲", "最终版.xlsx", own_copy("白云村", above=[("甲",)]))
    some = [p for p in propose_adoptions(few, quiet).doubts if p.path == "最终版.xlsx"]
    assert [(), ()] == [p.commands for p in some], "the command would take the wrong one"
    assert 2 == len({p.sha256 for p in some})


def test_a_file_of_another_form_that_is_shipped_is_told_as_such(few, tmp_path):
    other = load_named_form("xxgk")
    table = next(t for t in other.tables_of("村社区") if t.sheet != "封面")
    rows = [("张湾村报送",), (None, *(c.label for c in table.columns))]
    book = openpyxl.Workbook()
    for row in (*rows, *((r.label, *range(len(table.columns))) for r in table.rows)):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    collect_more(few, tmp_path / "又收", "张湾村信息公开.xlsx", out.getvalue())
    one = next(b for b in propose_adoptions(few, quiet).beside if b.path == "张湾村信息公开.xlsx")
    assert f"是另一种表样“{other.title}”的" in one.reason


def test_an_old_workbook_is_read_as_any_other(few, tmp_path, recalculated):
    path = tmp_path / "xls" / "白云村.xlsx"
    path.parent.mkdir()
    path.write_bytes(own_copy("白云村", above=[("填报单位：白云村",)]))
    (old,) = recalculated([path], to="xls:MS Excel 97")
    collect_more(few, tmp_path / "又收", "白云.xls", old.read_bytes())
    one = next(p for p in propose_adoptions(few, quiet).proposals if p.path == "白云.xls")
    assert ("白云村", 4) == (one.unit.name, one.read.figures)


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────


def run(*arguments, code):
    done = CliRunner().invoke(app, ["adopt", *map(str, arguments)])
    assert code == done.exit_code, done.output
    return done.output


def test_the_command_lists_takes_with_a_yes_and_says_what_is_left(folder):
    listed = run("--all", "-w", folder.path, code=1)
    assert "可以认领的（19 份）" in listed
    assert "已认领" not in listed, "nobody sits at a terminal, nobody said yes"
    assert f"toolkit adopt 梅花村.xlsx {CODES['张湾村']} -w {folder.path}" in listed
    assert f"toolkit adopt 白云村.xlsx {CODES['白云村']} --despite 理由" in listed
    taken = run("--all", "--yes", "-w", folder.path, code=1)
    assert "已认领 19 份，已记入台账" in taken
    assert "有疑点、没有认领的（10 份）" in taken
    assert "可以认领的" not in run("--all", "--yes", "-w", folder.path, code=1)
    assert (folder.path / ADOPTIONS).is_file()


def test_the_list_as_json_has_every_file_with_its_evidence(few):
    told = json.loads(run("--all", "--json", "-w", few.path, code=1))
    assert {"proposals", "doubts", "beside", "declined", "taken", "list"} == told.keys()
    one = next(p for p in told["proposals"] if p["path"] == "王庄村.csv")
    assert (CODES["王庄村"], 4, 4, {"办件登记": len(held("王庄村")[1])}) == (
        one["unit"],
        one["figures"],
        one["asked"],
        one["rows"],
    )
    assert hashlib.sha256(CLEAR["王庄村.csv"][1]).hexdigest() == one["sha256"]
    assert [] == told["taken"]
    taken = json.loads(run("--all", "--yes", "--json", "-w", few.path, code=1))["taken"]
    assert 2 == len(taken)


def test_a_list_given_back_is_done_by_the_command(few):
    path, _ = filled(few, {"和平村.xlsx": ("是", None, ""), "张湾.xlsx": ("否", None, "")})
    done = run("--list", path, "-w", few.path, code=1)
    assert "认领 1 份，不认领 1 份，没有写 6 份" in done
    told = json.loads(run("--list", path, "--json", "-w", few.path, code=1))
    assert (0, 2) == (len(told["taken"]), told["before"])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("甲.xlsx",),
        ("--yes",),
        ("甲.xlsx", "001", "--all"),
        ("--all", "--list", "x"),
        ("--all", "--why", "a"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(tmp_path, arguments):
    run(*arguments, "-w", tmp_path, code=2)


def test_where_nothing_waits_the_command_says_so(tmp_path):
    folder = township_of_rexian(tmp_path / "w")
    assert "没有等着认领的文件" in run("--all", "-w", folder.path, code=0)
    assert DEFINITION.is_file()
