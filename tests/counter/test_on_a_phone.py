"""A village with a telephone, and the office that gave it a slip: what they see, in Chromium."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browser import Watched
from counters import free_port
from desks import served
from inbox import UNITS, make, workbook

PICTURES = os.environ.get("DESK_PICTURES")
"""Where pictures of every step are put, to be looked at."""


def look(watched, name):
    """Look at a page: nothing in the way of anybody, nothing wider than the screen, nothing said by the browser."""
    page = watched.page
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"counter-{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [] == [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert [] == watched.faults, name


def press(page, role, name):
    """Press what leads to another page, and wait until that is there whole."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def test_a_slip_is_printed_and_its_village_hands_in_by_telephone(tmp_path, chromium):
    home = make(tmp_path) / "w"
    where = ("--lan", "--address", "127.0.0.1", "--lan-port", free_port())
    with served(tmp_path, home, *where) as link:
        office, phone = Watched(chromium, 1366, 768), Watched(chromium, 390, 844)
        office.page.goto(link)
        press(office.page, "link", "柜台")
        look(office, "links-none")
        press(office.page, "button", "给没有链接的单位链接")
        look(office, "links")
        urls = dict(line.split("：", 1) for line in office.page.input_value("#paste").splitlines())
        assert [u.name for u in UNITS] == list(urls)
        press(office.page, "link", "打印纸条")
        assert 3 == office.page.locator("svg path").count()
        look(office, "slips")
        phone.page.goto(urls["甲村"])
        look(phone, "nothing-yet")
        for figure, words in ((-1.0, "处要改"), (3.0, "收下了，没有要改的")):
            file = {
                "name": "甲.xlsx",
                "mimeType": "application/octet-stream",
                "buffer": workbook(UNITS[0], figure),
            }
            phone.page.set_input_files("#file", file)
            press(phone.page, "button", re.compile("^(交|再交一次)$"))
            phone.page.locator(".state", has_text=words).wait_for(timeout=60_000)
            look(phone, f"after-{figure:.0f}")
            if figure < 0:
                phone.page.locator(".at a").first.click()
                assert phone.page.locator("td:target").is_visible()
                phone.page.locator("td:target .back").click()
                assert phone.page.locator("li:target").is_visible()
                press(phone.page, "link", "看整份工作簿")
                look(phone, "sheets")
                press(phone.page, "link", "← 回到本单位的页面")
        with phone.page.expect_download() as came:
            phone.page.get_by_role("button", name="回执").click()
        assert "回执" in came.value.suggested_filename
