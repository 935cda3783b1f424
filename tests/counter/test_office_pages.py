"""What the office does about links: given, printed, renewed, taken back; and what of it lies in the work folder."""

import json

import pytest
from counters import BASE, Village
from desks import KEY, browser_of, said_after
from inbox import UNITS, make

from toolkit.counter.counter_app import guard_counter, make_counter
from toolkit.counter.counter_desk import CounterDesk, settle_links
from toolkit.counter.links import LENGTH, LETTERS, LinkBook
from toolkit.counter.office_pages import NAME, PAGE, office_routes
from toolkit.desk.app import make_desk
from toolkit.desk.session import DeskSession
from toolkit.errors import LedgerError, WorkFolderError
from toolkit.folder.work_folder import RUNS, open_work_folder

FIRST, SECOND, _ = (u.code for u in UNITS)


@pytest.fixture
def home(tmp_path):
    return make(tmp_path) / "w"


@pytest.fixture
def office(home):
    """The desk with the counter beside it: its browser and the counter."""
    session = DeskSession(home)
    session.more_pages = ((PAGE, NAME),)
    counter, desk = CounterDesk(session, BASE), make_desk(session, office_routes())
    desk.state.counter = counter
    browser = browser_of(desk)
    browser.get(f"/?key={KEY.link}")
    yield browser, counter
    counter.hand_ins.end()
    session.close()


def test_links_are_given_printed_and_copied_and_only_their_hashes_are_kept(home, office):
    browser, counter = office
    assert "柜台" in browser.get("/").text
    page = said_after(browser, browser.post("/counter/give"))
    urls = counter.known_urls()
    assert {u.code for u in UNITS} == urls.keys()
    slips = browser.get("/counter/slips").text
    for unit in UNITS:
        assert f"{unit.name}：{urls[unit.code]}" in page
        assert unit.name in slips
    assert len(UNITS) == slips.count("<svg")
    for url in urls.values():
        page, _, token = url.rpartition("/")
        assert (
            f">{page}/{'-'.join([token[:5], token[5:10], token[10:15], token[15:20], token[20:]])}<" in slips
        )
    tokens = [url.rpartition("/")[2] for url in urls.values()]
    everything = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
    assert not [t for t in tokens if t.encode() in everything]
    assert all(LENGTH == len(t) and set(t) <= set(LETTERS) for t in tokens)


def test_a_link_is_renewed_and_taken_back_and_who_did_it_is_written_down(home, office):
    browser, counter = office
    browser.post("/counter/give")
    old = counter.known_urls()
    app = guard_counter(make_counter(counter), [BASE.removeprefix("http://")])
    assert "换了新链接" in said_after(browser, browser.post("/counter/renew", data={"unit": FIRST}))
    assert "收回了" in said_after(browser, browser.post("/counter/revoke", data={"unit": SECOND}))
    for unit, status in ((FIRST, 404), (SECOND, 404), (UNITS[2].code, 200)):
        assert status == Village(app, old[unit].removeprefix(BASE)).page().status_code
    assert 200 == Village(app, counter.known_urls()[FIRST].removeprefix(BASE)).page().status_code
    told = [json.loads(x) for x in (home / RUNS / "页面操作.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ("desk", "give-link", FIRST) in [(x["who"], x["act"], x["about"]) for x in told]
    assert ("desk", "revoke-link", SECOND) in [(x["who"], x["act"], x["about"]) for x in told]
    assert SECOND not in counter.known_urls()
    browser.post("/counter/give")
    assert SECOND in counter.known_urls()
    browser.post("/counter/renew-all")
    assert not set(old.values()) & set(counter.known_urls().values())


def test_links_of_an_earlier_run_hold_and_cannot_be_seen_again(home, office):
    browser, counter = office
    made = LinkBook(home).give([u.code for u in UNITS], "2025-01-09T08:00:00+00:00")
    shown = browser.get("/counter").text
    assert "这里看不见" in shown
    assert "没有能印的纸条" in said_after(browser, browser.get("/counter/slips"))
    assert "没有要给链接的单位" in said_after(
        browser, browser.post("/counter/give", data={"back": "/counter"})
    )
    assert FIRST == counter.book.unit_of(made[FIRST])


def test_what_is_no_act_and_no_unit_is_refused_in_words(office):
    browser, _ = office
    assert "没有这一项" in said_after(browser, browser.post("/counter/nothing"))
    assert "没有这个单位" in said_after(browser, browser.post("/counter/renew", data={"unit": "999"}))
    assert "没有链接" in said_after(browser, browser.post("/counter/revoke", data={"unit": FIRST}))


def test_the_desk_without_a_counter_has_no_such_page(home):
    session = DeskSession(home)
    browser = browser_of(make_desk(session))
    browser.get(f"/?key={KEY.link}")
    assert 404 == browser.get("/counter").status_code
    assert "柜台" not in browser.get("/").text
    session.close()


def test_the_command_gives_missing_links_renews_and_takes_back(home):
    folder = open_work_folder(home)
    first = settle_links(folder, [], [])
    assert {u.code for u in UNITS} == first.keys()
    assert {} == settle_links(folder, [], [])
    assert [FIRST] == list(settle_links(folder, [FIRST], [SECOND]))
    book = LinkBook(home)
    assert ["", "", UNITS[2].code] == [book.unit_of(first[u.code]) for u in UNITS]
    assert {} == settle_links(folder, [], [])  # who lost its link is not given one unasked
    session = DeskSession(home)
    with pytest.raises(LedgerError, match="已经在另一个窗口里打开"):
        settle_links(folder, [], [])
    session.close()


def test_a_list_of_links_nobody_can_read_lets_nobody_in_and_says_so(home):
    (home / RUNS).mkdir(exist_ok=True)
    (home / RUNS / "柜台链接.json").write_bytes(b"[{]")
    with pytest.raises(WorkFolderError, match="读不出来"):
        LinkBook(home).unit_of("0" * LENGTH)
