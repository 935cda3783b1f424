"""Who is let in, what is refused before it is read, and what every answer bears."""

import pytest
from desks import HOST, KEY, OURS, browser_of
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


@pytest.fixture
def seen():
    return []


@pytest.fixture
def browser(seen):
    async def show(request):
        seen.append((request.method, request.url.path, len(await request.body())))
        return PlainTextResponse("本页")

    both = ["GET", "POST"]
    return browser_of(Starlette(routes=[Route("/", show, methods=both), Route("/take", show, methods=both)]))


@pytest.fixture
def inside(browser):
    browser.get(f"/?key={KEY.link}")
    return browser


def test_who_has_no_key_sees_nothing(browser, seen):
    for address in ("/", "/?key=guessed", "/static/desk.css", "/?key="):
        assert 401 == browser.get(address).status_code
    browser.cookies.set(KEY.name, "guessed")
    assert 401 == browser.get("/").status_code
    assert [] == seen


def test_the_link_is_changed_for_a_cookie_no_script_and_no_other_site_gets(browser):
    answer = browser.get(f"/?key={KEY.link}")
    assert (303, "/") == (answer.status_code, answer.headers["location"])
    cookie = answer.headers["set-cookie"]
    assert f"{KEY.name}={KEY.secret}; HttpOnly; SameSite=Strict; Path=/" == cookie
    assert KEY.link not in cookie
    assert "本页" == browser.get("/").text


@pytest.mark.parametrize(
    "host", ["evil.example:8123", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8123", ""]
)
def test_a_name_that_was_pointed_here_by_somebody_else_is_refused(inside, seen, host):
    assert 421 == inside.get("/", headers={"host": host}).status_code
    assert [] == seen


@pytest.mark.parametrize(
    "heads",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_what_another_page_sends_is_refused(inside, seen, heads):
    assert 403 == inside.post("/", headers=heads).status_code
    assert [] == seen


def test_a_browser_that_does_not_say_where_a_form_stood_is_refused(inside, seen):
    for name in OURS:
        del inside.headers[name]
    assert 403 == inside.post("/").status_code
    assert [] == seen
    assert 200 == inside.post("/", headers={"origin": OURS["origin"]}).status_code


def test_every_answer_lets_nothing_run_but_our_own_script(inside, browser):
    for answer in (inside.get("/"), browser.get("/", headers={"host": "x"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "same-origin" == answer.headers["referrer-policy"]


def test_what_is_too_large_is_refused_before_anything_of_it_is_read(inside, seen):
    assert 413 == inside.post("/", content=b"", headers={"content-length": str(2**40)}).status_code
    assert 413 == inside.post("/take", content=b"", headers={"content-length": str(2**40)}).status_code
    for said in ("much", "\u00b2", "-1", "9" * 5000):
        heads = {"content-length": said.encode("latin-1")}
        assert 413 == inside.post("/", content=b"", headers=heads).status_code
    assert [] == seen


def test_what_says_it_is_small_and_goes_on_is_cut_off(inside, seen):
    def endless():
        for _ in range(6):
            yield b"x" * 2**20

    assert 413 == inside.post("/", content=endless()).status_code
    assert [] == seen
    assert 200 == inside.post("/take", content=endless()).status_code
