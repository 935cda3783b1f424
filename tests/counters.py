"""The counter as tests come to it: in this process, with a browser at each unit's link."""

import socket
import threading
from contextlib import contextmanager
from unittest import mock

from desks import open_desk
from starlette.testclient import TestClient

from toolkit.counter import unit_desk
from toolkit.counter.counter_app import guard_counter, make_counter
from toolkit.counter.counter_desk import CounterDesk

BASE = "http://192.168.1.5:8765"
HOST = BASE.removeprefix("http://")
OURS = {"origin": BASE, "sec-fetch-site": "same-origin"}


class Village:
    """Somebody at a unit's page."""

    def __init__(self, app, path):
        self.path = path
        self.browser = TestClient(app, base_url=BASE, headers=OURS, follow_redirects=False)

    def page(self):
        return self.browser.get(self.path)

    def post(self, what, **more):
        return self.browser.post(f"{self.path}/{what}", **more)

    def hand_in(self, name, data):
        """Hand in and go where the answer leads; return the page."""
        answer = self.post("hand-in", files={"file": (name, data)})
        assert 303 == answer.status_code, answer.text
        return self.browser.get(answer.headers["location"])


@contextmanager
def open_counter(home, steps=6000):
    """The desk's session, the counter, and a door: unit code or path to a village at its page.

    Its pages wait *steps* tenths of a second for a verdict: in tests as long as it takes, on whatever machine.
    """
    with mock.patch.object(unit_desk, "STEPS", steps), open_desk(home) as (session, _):
        counter = CounterDesk(session, BASE)
        app = guard_counter(make_counter(counter), [HOST])
        counter.give([u.code for u in session.folder.roster()])
        urls = counter.known_urls()
        try:
            yield session, counter, lambda unit: Village(app, urls.get(unit, unit).removeprefix(BASE))
        finally:
            counter.hand_ins.end()


def at_once(acts):
    """Do all of *acts* at the same time; return what they came to, in order."""
    made = {}

    def run(i, act):
        made[i] = act()

    threads = [threading.Thread(target=run, args=(i, act)) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [made[i] for i in range(len(acts))]


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
