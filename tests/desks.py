"""The desk as tests come to it: in this process, as a browser that was opened by its link."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager

from starlette.testclient import TestClient

from toolkit.desk.app import guard_desk, make_desk
from toolkit.desk.guard import DoorKey
from toolkit.desk.session import DeskSession

HOST = "127.0.0.1:8123"
KEY = DoorKey("link", "cookie", "secret")
OURS = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


def browser_of(desk):
    """A browser nobody has opened the link in."""
    guarded = guard_desk(desk, [HOST], KEY)
    return TestClient(guarded, base_url=f"http://{HOST}", headers=OURS, follow_redirects=False)


@contextmanager
def open_desk(home=None):
    """The desk on a work folder, opened by its link: (session, browser)."""
    session = DeskSession(home)
    browser = browser_of(make_desk(session))
    assert 303 == browser.get(f"/?key={KEY.link}").status_code
    try:
        yield session, browser
    finally:
        session.jobs.wait()
        session.close()


def said_after(browser, answer):
    """The page an act turns to."""
    assert 303 == answer.status_code, answer.text
    return browser.get(answer.headers["location"].partition("#")[0]).text


def run_job(session, browser, verb, **fields):
    """Begin a long act and wait until it is over; return what it came to."""
    assert 303 == browser.post(f"/do/{verb}", data=fields).status_code
    session.jobs.wait()
    assert "done" == session.jobs.last.state, session.jobs.last.error
    return session.last[verb]


def drop_files(session, browser, paths):
    """Drop files on the page as its script does, each with its own time."""
    files = [("files", (p.name, p.read_bytes())) for p in paths]
    times = [str(p.stat().st_mtime * 1000) for p in paths]
    told = browser.post("/take?json=1", files=files, data={"modified": times})
    assert 200 == told.status_code, told.text
    session.jobs.wait()
    assert "done" == session.jobs.last.state, session.jobs.last.error
    return session.last["collect"]


@contextmanager
def served(where, *arguments):
    """``toolkit open`` as a clerk starts it; yields the link it shows."""
    command = [sys.executable, "-m", "toolkit", "open", "--no-browser", *map(str, arguments)]
    env = os.environ | {"TOOLKIT_HOME": str(where / "settings"), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(command, cwd=where, env=env, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield re.search(r"http://\S+", running.stdout.readline())[0]
        finally:
            running.terminate()
