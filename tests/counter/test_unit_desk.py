"""A unit's page: what it may see, what it may take, and what a stranger gets."""

import re
import threading

import pytest
from counters import BASE, HOST, OURS, open_counter
from inbox import UNITS, make, workbook
from starlette.testclient import TestClient

from toolkit.counter.counter_app import REQUEST_LIMIT, guard_counter, make_counter
from toolkit.counter.counter_desk import WRONG_LINKS
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.folder.days import current_utc_time
from toolkit.folder.roster_edits import excuse_unit
from toolkit.folder.work_folder import OUTBOX
from toolkit.xlsx.open_workbook import open_book

FIRST, SECOND = UNITS[0].code, UNITS[1].code


@pytest.fixture
def home(tmp_path):
    return make(tmp_path) / "w"


@pytest.fixture
def counter(home):
    with open_counter(home) as found:
        yield found


def distribute(session):
    session.ledger_turn(
        lambda: distribute_workbooks(session.folder, None, current_utc_time(), lambda *_: None)
    )


def test_a_unit_takes_its_blank_workbook_and_never_another_ones(counter, home):
    session, _, at = counter
    assert 404 == at(FIRST).browser.get(f"{at(FIRST).path}/blank").status_code
    distribute(session)
    got = at(FIRST).browser.get(f"{at(FIRST).path}/blank")
    assert (home / OUTBOX / "001_甲村_2024.xlsx").read_bytes() == got.content
    (home / OUTBOX / "001_甲村_2024.xlsx").write_bytes((home / OUTBOX / "002_乙村_2024.xlsx").read_bytes())
    assert 404 == at(FIRST).browser.get(f"{at(FIRST).path}/blank").status_code


def test_what_is_wrong_is_told_with_the_return_copy_and_the_receipt(counter):
    session, _, at = counter
    village = at(FIRST)
    page = village.hand_in("甲.xlsx", workbook(UNITS[0], -1.0)).text
    told = [f for f in session.view().line(FIRST).now.findings if f.severity == "error"]
    assert told
    assert all(f.cell in page for f in told)
    copy = village.post("return-copy")
    assert open_book(copy.content).sheets
    assert copy.content == village.post("return-copy").content
    receipt = village.post("receipt")
    assert "%E5%9B%9E%E6%89%A7" in receipt.headers["content-disposition"]
    texts = {c.raw for sheet in open_book(receipt.content).sheets for c in sheet.cells.values()}
    assert "甲村" in texts
    assert "乙村" not in texts


@pytest.mark.promise("不会做", "用一个单位的链接交不了别的单位的表，也看不到别的单位的")
def test_a_stranger_gets_nothing(counter):
    _session, _, at = counter
    at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0]))
    good = at(FIRST).path
    for path in (
        "/",
        "/u/",
        "/u/guessed",
        good[:-1],
        good + "0",
        "/u/" + FIRST,
        "/unit/" + FIRST,
        "/counter",
        "/take",
    ):
        answer = at(path).page()
        assert 404 == answer.status_code, path
        assert not [w for w in ("甲村", "某镇", "2024") if w in answer.text]
    assert 404 == at("/u/guessed").post("hand-in", files={"file": ("a.xlsx", b"x")}).status_code
    assert 404 == at("/static/../unit_desk.py").page().status_code


def test_no_link_stands_in_what_is_written_down(counter, home):
    _, _, at = counter
    tokens = [at(code).path.removeprefix("/u/") for code in (FIRST, SECOND)]
    at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0]))
    at(SECOND).page()
    at(f"/u/{tokens[0][:-1]}").page()  # wrong by a letter: nearly a good one
    written = [p.read_bytes() for p in home.rglob("*") if p.is_file()]
    assert written
    assert not [t for t in (*tokens, tokens[0][:-1]) for data in written if t.encode() in data]


def test_a_link_is_typed_as_people_type(counter):
    _, _, at = counter
    token = at(FIRST).path.removeprefix("/u/")
    typed = "-".join(re.findall(".{1,5}", token)).upper().replace("0", "O").replace("1", "l")
    assert "甲村" in at(f"/u/{typed}").page().text


def test_a_link_that_was_taken_back_or_renewed_lets_nobody_in(counter):
    _, desk, at = counter
    first, second = at(FIRST), at(SECOND)
    desk.revoke(FIRST)
    desk.give([SECOND])
    for gone in (first, second):
        assert 404 == gone.page().status_code
        assert 404 == gone.post("hand-in", files={"file": ("甲.xlsx", workbook(UNITS[0]))}).status_code
    assert 200 == at(desk.known_urls()[SECOND]).page().status_code
    assert FIRST not in desk.known_urls()


def test_who_guesses_is_slowed_down_and_locks_out_nobody(counter):
    _, _, at = counter
    for _ in range(WRONG_LINKS):
        assert 404 == at("/u/guessed").page().status_code
    assert 429 == at("/u/guessed").page().status_code
    assert 200 == at(FIRST).page().status_code


def test_a_unit_that_hands_in_without_end_is_held_up_and_the_others_are_not(counter, monkeypatch):
    _, desk, at = counter
    monkeypatch.setattr(desk.often, "most", 1)
    at(FIRST).hand_in("甲.xlsx", b"PK\x03\x04")
    assert "交得太频繁" in at(FIRST).hand_in("甲.xlsx", b"PK\x03\x04").text
    assert "收下了" in at(SECOND).hand_in("乙.xlsx", workbook(UNITS[1])).text


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.5", "127.0.0.1:8765", "192.168.1.5.evil.example:8765", ""]
)
def test_a_name_pointed_here_by_somebody_else_is_refused(counter, host):
    _, _, at = counter
    assert 421 == at(FIRST).browser.get(at(FIRST).path, headers={"host": host}).status_code


@pytest.mark.parametrize(
    "heads",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"origin": "http://127.0.0.1:8123"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_what_another_page_sends_is_refused(counter, heads):
    session, _, at = counter
    answer = at(FIRST).post("hand-in", files={"file": ("甲.xlsx", workbook(UNITS[0]))}, headers=heads)
    assert 403 == answer.status_code
    assert () == session.view().lines


def test_over_an_encrypted_line_the_origin_is_that_of_the_line(home):
    with open_counter(home) as (_, desk, at):
        secure = BASE.replace("http:", "https:")
        browser = TestClient(
            guard_counter(make_counter(desk), [HOST]), base_url=secure, follow_redirects=False
        )
        sent = {"files": {"file": ("甲.xlsx", workbook(UNITS[0]))}}
        path = f"{at(FIRST).path}/hand-in"
        assert 403 == browser.post(path, headers=OURS, **sent).status_code
        assert 303 == browser.post(path, headers=OURS | {"origin": secure}, **sent).status_code


def test_what_is_too_large_is_refused_before_it_is_read(counter):
    _, _, at = counter
    length = {"content-length": str(REQUEST_LIMIT + 1)}
    answer = at(FIRST).browser.post(f"{at(FIRST).path}/hand-in", content=b"", headers=length)
    assert (413, True) == (answer.status_code, "21 MB" in answer.text)


def test_every_page_runs_no_script_and_tells_no_other_site_the_link(counter):
    _, _, at = counter
    for answer in (at(FIRST).page(), at("/u/x").page()):
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert ("same-origin", "no-store") == (
            answer.headers["referrer-policy"],
            answer.headers["cache-control"],
        )


def test_a_hand_in_without_a_file_is_told_so(counter):
    _, _, at = counter
    assert 303 == at(FIRST).post("hand-in", data={"file": "甲.xlsx"}).status_code
    assert "没有选文件" in at(FIRST).hand_in("空.xlsx", b"").text


def test_a_unit_that_need_not_report_is_told_so_and_cannot_hand_in(counter):
    session, _, at = counter
    excuse_unit(session.folder, FIRST, "并入乙村")
    assert "这次免报" in at(FIRST).page().text
    assert "免报" in at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0])).text
    assert () == session.view().line(FIRST).sent


def test_the_page_stands_while_the_office_works(counter):
    session, _, at = counter
    at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0]))
    go = threading.Event()
    session.begin("merge", "汇总", lambda *_: go.wait(20))
    try:
        assert "甲村" in at(FIRST).page().text
    finally:
        go.set()


def test_a_unit_sees_its_sheet_as_it_looks_and_every_told_cell_leads_there_and_back(counter):
    session, _, at = counter
    village = at(FIRST)
    page = village.hand_in("甲.xlsx", workbook(UNITS[0], -1.0)).text
    told = next(f for f in session.view().line(FIRST).now.findings if f.severity == "error" and f.at)
    place = told.at[0]
    cell = f"c-{place.sheet}-{place.a1}"
    assert f'href="#{cell}"' in page
    drawn = re.search(rf'<td id="{re.escape(cell)}" class="[^"]*error[^"]*"[^>]*>(.*?)</td>', page)[1]
    assert "-1" in drawn
    back = re.search(r'href="#(f\d+)"', drawn)[1]
    assert f'id="{back}"' in page
    whole = village.browser.get(f"{village.path}/sheets").text
    assert f'href="{village.path}#{back}"' in whole
    assert page.count('class="sheet"') < whole.count('class="sheet"')
    assert "<script" not in page + whole
    assert "还没有采用的一份" in at(SECOND).browser.get(f"{at(SECOND).path}/sheets").text
    assert "甲村" not in at(SECOND).browser.get(f"{at(SECOND).path}/sheets").text
    assert 404 == village.browser.get("/u/nobody/sheets").status_code
