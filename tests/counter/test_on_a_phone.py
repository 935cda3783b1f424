"""A village with a telephone, and the office that gave it a slip: what they see, in Chromium."""

import os
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


def test_a_slip_is_printed_and_its_village_hands_in_by_telephone(tmp_path, chromium):
    home = make(tmp_path) / "w"
    where = ("--lan", "--address", "127.0.0.1", "--lan-port", free_port())
    with served(tmp_path, home, *where) as link:
        office, phone = Watched(chromium, 1366, 768), Watched(chromium, 390, 844)
        office.page.goto(link)
        office.page.get_by_role("link", name="柜台").click()
        look(office, "links-none")
        office.page.get_by_role("button", name="给没有链接的单位链接").click()
        look(office, "links")
        urls = dict(line.split("：", 1) for line in office.page.input_value("#paste").splitlines())
        assert [u.name for u in UNITS] == list(urls)
        office.page.get_by_role("link", name="打印纸条").click()
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
            phone.page.get_by_role("button", name="交", exact=False).first.click()
            phone.page.get_by_text(words).first.wait_for()
            look(phone, f"after-{figure:.0f}")
        with phone.page.expect_download() as came:
            phone.page.get_by_role("button", name="回执").click()
        assert "回执" in came.value.suggested_filename
