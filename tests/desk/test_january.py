"""A whole January in the page, as a clerk plays it: no command but the one that opens it."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Watched
from desks import served

from toolkit.author.sample_submissions import OFFICE
from toolkit.author.samples import copy_samples_as_received, make_demo_folder, sample_units
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.work_folder import open_work_folder
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.merging.report_source import open_report_source

NOW = "2025-01-09T08:00:00+00:00"
PICTURES = os.environ.get("DESK_PICTURES")
"""Where pictures of every step are put, to be looked at."""


class Clerk:
    """Somebody at the page: clicks what is written on buttons, waits until it is done."""

    def __init__(self, chromium):
        self.watched = Watched(chromium, 1366, 768)
        self.page = self.watched.page
        self.step = 0

    def press(self, name):
        self.page.get_by_role("button", name=re.compile(name)).first.click()
        self.until_done()

    def follow(self, name):
        self.page.get_by_role("link", name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def until_done(self):
        self.page.wait_for_load_state()
        self.page.wait_for_selector("[data-job]", state="detached", timeout=60_000)
        self.page.wait_for_load_state()
        self.picture()

    def picture(self, whole=False):
        if PICTURES:
            self.step += 1
            self.page.screenshot(path=Path(PICTURES) / f"{self.step:02}.png", full_page=whole)

    def look_for_barriers(self):
        found = Axe().run(self.page).response["violations"]
        assert [] == [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]

    def drop(self, folder):
        with self.page.expect_navigation():
            self.page.set_input_files("#files", sorted(folder.iterdir()))
        self.until_done()

    def now(self):
        return self.page.inner_text(".now .big")

    def fill(self, **said):
        for name, text in said.items():
            self.page.fill(f"[name={name}]", text)


@pytest.mark.browser
def test_a_january_in_the_page_comes_to_the_figures_of_the_commands(chromium, tmp_path):
    first, second = copy_samples_as_received(tmp_path / "收到")
    clerk = Clerk(chromium)
    with served(tmp_path) as link:
        clerk.page.goto(link)
        clerk.picture()
        clerk.look_for_barriers()
        clerk.page.check("[name=form][value=xxgk]")
        clerk.fill(
            name=OFFICE.name,
            code=OFFICE.code,
            period="2024",
            deadline=OFFICE.deadline,
            place=str(tmp_path),
            folder="年报",
        )
        clerk.press("新建工作目录")
        lines = [f"{u.code}\t{u.name}\t{u.kind}\t{u.contact}\t{u.phone}" for u in sample_units()]
        clerk.page.fill("#pasted", "\n".join((*lines[:-1], lines[-1].replace("党政办\t", "党务办\t"))))
        clerk.page.wait_for_selector("tr.wrong")
        clerk.picture()
        clerk.look_for_barriers()
        assert "看不懂" in clerk.page.inner_text("tr.wrong")
        clerk.page.fill("#pasted", "\n".join(lines))
        clerk.page.wait_for_selector("#checked .good")
        clerk.press("保存到名册")
        clerk.follow("去下一步")
        clerk.picture()
        clerk.press("生成 21 份空白工作簿")
        assert "发给各单位" in clerk.now()
        clerk.drop(first)
        clerk.look_for_barriers()
        assert "个单位的表有错" in clerk.now()
        clerk.follow("石桥村")
        clerk.picture()
        clerk.look_for_barriers()
        assert clerk.page.locator("td.lit").count() == 1
        clerk.page.goto(link.partition("?")[0])
        clerk.press("做 . 份退回件")
        assert "退回" in clerk.now()
        clerk.drop(second)
        assert "都报齐了" in clerk.now()
        clerk.press("^汇总$")
        clerk.follow("^首页")
        clerk.press("^写")
        clerk.follow("^首页")
        clerk.picture()
        clerk.follow("看报告、做核对")
        clerk.follow("在这里改")
        clerk.look_for_barriers()
        text = clerk.page.locator(".texts textarea").first
        text.fill(text.input_value() + "村里的广播也用上了。")
        clerk.picture()
        clerk.press("保存，重新写网页")
        assert "改了 1 段" in clerk.page.inner_text("#live") + clerk.page.inner_text("main")
        clerk.press("做发布前核对")
        clerk.look_for_barriers()
        assert "可以发布" in clerk.page.inner_text("#check .note")
        clerk.picture(whole=True)
        clerk.page.get_by_role("tab", name="表三").click()
        clerk.page.locator(".sheet.on td a").first.click()
        clerk.page.wait_for_load_state()
        clerk.picture()
        clerk.follow("汇总和报告")
        clerk.press("已经公布，记下来")
        assert "第 1 次" in clerk.page.inner_text("#publish")
        clerk.follow("^首页")
        clerk.picture(whole=True)
        assert "已经发布" in clerk.now()
        assert not clerk.watched.faults
        assert all(a.startswith(link.partition("?")[0]) for a in clerk.watched.asked)
    made = open_work_folder(tmp_path / "年报")
    by_hand = make_demo_folder(tmp_path / "样例")
    for part in (first, second):
        collect_submissions([part], by_hand, by_hand.form, NOW, lambda *_: None)
    merge_report(by_hand, None, NOW, lambda *_: None, partial=False)
    (page,) = made.path.glob("*年度报告.html")
    assert "村里的广播也用上了。" in page.read_text(encoding="utf-8")
    figures = [open_report_source(f.report, f.form).figures for f in (made, by_hand)]
    assert figures[0] == figures[1]
    with Ledger.open(made.ledger) as ledger:
        assert not ledger.faults()
        assert 1 == len(ledger.publications())
