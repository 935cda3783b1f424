"""What the office does beside the chain, in the page: settings, a unit of the roster, deadlines, adoption, health, backups."""

import re
import shutil
from pathlib import Path

import pytest
from desks import drop_files, open_desk, run_job, said_after
from inbox import UNITS, make
from township import township
from unmarked_files import put_inbox, township_of_rexian

from toolkit.desk.office.care_pages import MENDED_BY
from toolkit.folder.work_folder import SETTINGS, open_work_folder
from toolkit.ledger.ledger import Ledger
from toolkit.verifying.ailments import AILMENTS

FIRST = "001"


@pytest.fixture
def home(tmp_path):
    return make(tmp_path) / "w"


def test_settings_are_changed_in_the_page_and_what_cannot_be_is_said(home):
    with open_desk(home) as (session, browser):
        page = browser.get("/settings").text
        assert 'value="2099-01-10"' in page
        said = said_after(
            browser, browser.post("/settings", data={"deadline": "2099-02-01", "steps": "一审、二审"})
        )
        assert "2099-01-10 → 2099-02-01" in said
        assert ("2099-02-01", ("一审", "二审")) == (session.folder.office.deadline, session.folder.steps)
        assert "统一截止日期" in said_after(
            browser, browser.post("/settings", data={"deadline": "2099-13-01"})
        )
        run_job(session, browser, "distribute")
        assert "不能再改" in said_after(browser, browser.post("/settings", data={"period": "2023"}))
        assert "disabled" in browser.get("/settings").text


def test_a_settings_file_that_cannot_be_read_is_mended_in_the_page(home):
    good = (home / SETTINGS).read_text(encoding="utf-8")
    with open_desk(home) as (session, browser):
        (home / SETTINGS).write_text(good.replace("deadline = ", "deadline : "), encoding="utf-8")
        page = browser.get("/settings")
        assert 200 == page.status_code
        assert "写得不对" in page.text
        assert "改设置" in browser.get("/care").text
        bad = browser.post("/settings/file", data={"text": "乱写"})
        assert "要改" in bad.text
        assert "乱写" in bad.text
        browser.post("/settings/file", data={"text": good})
        assert "2099-01-10" == session.folder.office.deadline
        (home / SETTINGS).unlink()
        assert "打不开" in browser.get("/settings").text
        assert "从备份恢复" in browser.get("/care").text
        browser.post("/settings/file", data={"text": good})
        assert "2099-01-10" == session.folder.office.deadline


def test_one_unit_of_the_roster_is_changed_in_its_fields(home):
    with open_desk(home) as (session, browser):
        assert 'id="edit"' in browser.get(f"/roster?edit={FIRST}").text
        fields = UNITS[0]._replace(contact="张三", phone="13800000000", deadline="2099-03-01")._asdict()
        assert "已更改" in said_after(browser, browser.post("/roster/unit", data=fields))
        assert ("张三", "2099-03-01") == session.folder.roster()[0][3:6:2]
        bad = browser.post("/roster/unit", data=fields | {"name": "乙村"})
        assert "没有保存" in said_after(browser, bad) or "两个编码" in said_after(browser, bad)


def test_what_is_due_is_shown_with_calendar_sheet_and_letters(tmp_path):
    folder = township(tmp_path / "镇")
    with open_desk(folder.path) as (session, browser):
        page = browser.get("/clock?all=1").text
        number = re.search(r'<th scope="row">([^<]+)</th>', page)[1]
        assert "应答复日" in page
        assert browser.get("/clock/calendar.ics").content.startswith(b"BEGIN:VCALENDAR")
        assert browser.get("/clock/sheet").content.startswith(b"PK")
        assert "依申请办理经过" in said_after(browser, browser.post("/clock/steps"))
        told = said_after(
            browser, browser.post("/clock/letter", data={"number": "没有这个", "letter": "答复"})
        )
        assert "没有登记号" in told
        done = said_after(browser, browser.post("/clock/letter", data={"number": number, "letter": "补正"}))
        assert "note" in done
        assert session.last == {}


def test_files_without_marks_are_taken_in_one_go_and_the_list_goes_out_and_in(tmp_path):
    folder = township_of_rexian(tmp_path / "w")
    inbox = put_inbox(tmp_path / "收", ("和平村.xlsx", "张湾.xlsx", "最终版.xlsx"))
    with open_desk(folder.path) as (session, browser):
        drop_files(session, browser, sorted(p for p in inbox.iterdir() if p.suffix == ".xlsx"))
        browser.post("/adoption/look")
        session.jobs.wait()
        found = session.last["adopt-list"]
        assert (["和平村"], 2) == ([p.unit.name for p in found.proposals], len(found.doubts))
        listed = browser.get("/adoption/list").content
        page = browser.get("/adoption").text
        for said in ("没有疑点的 1 份", "有疑点的 2 份", "张湾", "看不出是哪个单位的"):
            assert said in page
        assert "没有要认领的" in said_after(browser, browser.post("/adoption/take", data={}))
        answer = browser.post("/adoption/take", data={f"file-{found.proposals[0].sha256}": "1"})
        assert "已认领 1 份" in said_after(browser, answer)
        assert "认定过的 1 份" in browser.get("/adoption").text
        back = browser.post("/adoption/list", files={"list": ("认领清单.xlsx", listed)})
        assert "没有写 3 份" in said_after(browser, back)
        broken = browser.post("/adoption/list", files={"list": ("认领清单.xlsx", b"x")})
        assert 'role="alert"' in said_after(browser, broken)
        with Ledger.open(folder.ledger) as ledger:
            assert ["和平村.xlsx"] == [Path(a.path).name for a in ledger.adoptions()]


def test_every_ailment_has_a_button_or_says_what_people_do(home):
    by_people = {"ledger_newer", "inbox_shared"}
    assert {*AILMENTS} - by_people == {*MENDED_BY}
    with open_desk(home) as (_, browser):
        assert "没有毛病" in browser.get("/care").text


def test_a_backup_is_made_checked_and_put_back_only_after_what_is_lost_was_said(home):
    with open_desk(home) as (session, browser):
        run_job(session, browser, "distribute")
        browser.post("/care/backup")
        session.jobs.wait()
        made = session.last["backup"].path
        assert str(made) in browser.get("/care").text
        assert "备份完整" in said_after(browser, browser.post("/care/check", data={"backup": str(made)}))
        browser.post(f"/unit/{FIRST}/excuse", data={"why": "并入乙村"})
        asked = browser.post("/care/restore", data={"backup": str(made)})
        assert "还没有恢复" in asked.text
        assert "名册.xlsx" in asked.text
        assert "并入乙村" == session.folder.roster()[0].excused
        done = browser.post("/care/restore", data={"backup": str(made), "replace": "1"})
        assert "已从备份恢复" in said_after(browser, done)
        assert "" == session.folder.roster()[0].excused
        assert 3 == session.view().handed
        broken = home.parent / "坏.zip"
        broken.write_bytes(made.read_bytes()[:-100])
        assert "note bad" in said_after(browser, browser.post("/care/restore", data={"backup": str(broken)}))
        assert home == session.home


def test_the_definition_is_put_back_by_a_button(home):
    with open_desk(home) as (session, browser):
        run_job(session, browser, "distribute")
        definition = home / "xxgk.toml"
        before = definition.read_bytes()
        changed = re.sub(rb'(?m)^title = "', b'title = "x', before, count=1)
        assert changed != before
        definition.write_bytes(changed)
        page = browser.get("/care").text
        assert "换回下发时的表样" in page
        assert "已换回" in said_after(browser, browser.post("/care/form"))
        assert open_work_folder(home).form.id == "xxgk"


def test_what_changed_elsewhere_is_seen_by_a_mark(home, tmp_path):
    with open_desk(home) as (session, browser):
        mark = browser.get("/state").json()["mark"]
        assert f'data-mark="{mark}"' in browser.get("/").text
        assert mark == browser.get("/state").json()["mark"]
        shutil.copy(home.parent / "收" / "甲.xlsx", tmp_path / "甲.xlsx")
        drop_files(session, browser, [tmp_path / "甲.xlsx"])
        assert mark != browser.get("/state").json()["mark"]
