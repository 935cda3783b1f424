"""Every page in Firefox ESR, without a driver of its own: WebDriver BiDi over a plain socket.

``PYTHONPATH=tests python tests/firefox.py PICTURES`` serves the samples' township, looks at every page at 1366×768 and at
360 px, hands in at the counter, puts a picture of each into the folder and says what is wider than its window or went wrong.
"""

import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from counters import free_port
from desks import served
from inbox import quiet

from toolkit.author.samples import copy_samples_as_received, make_demo_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.distributing.distribute import distribute_workbooks

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
NOW = "2025-01-09T08:00:00+00:00"
PAGES = (
    "/",
    "/roster",
    "/settings",
    "/clock",
    "/adoption",
    "/care",
    "/watch",
    "/report",
    "/remind",
    "/counter",
)


class WebSocket:
    """The little of RFC 6455 a client needs: text frames, masked, nothing split."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        heads = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        )
        self.socket.sendall(f"{heads}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        assert b" 101 " in self.file.readline()
        while self.file.readline() != b"\r\n":
            pass

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack(">H", size)
        self.socket.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def receive(self):
        text = b""
        while True:
            first, size = self.file.read(2)
            size &= 0x7F
            if size > 125:
                kind, length = (">H", 2) if size == 126 else (">Q", 8)
                (size,) = struct.unpack(kind, self.file.read(length))
            text += self.file.read(size)
            if first & 0x80:
                return text.decode()


class Firefox:
    """One window of Firefox."""

    def __init__(self, port):
        self.web, self.last = WebSocket(port, "/session"), 0
        self.told = []
        self.do("session.new", capabilities={})
        self.do("session.subscribe", events=["log.entryAdded"])
        self.window = self.do("browsingContext.create", type="tab")["context"]

    def do(self, method, **params):
        self.last += 1
        self.web.send(json.dumps({"id": self.last, "method": method, "params": params}))
        while True:
            answer = json.loads(self.web.receive())
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.told.append(answer["params"]["text"])
            if answer.get("id") == self.last:
                assert answer["type"] == "success", answer
                return answer["result"]

    def size(self, width, height):
        self.do(
            "browsingContext.setViewport",
            context=self.window,
            viewport={"width": width, "height": height},
        )

    def go(self, url):
        self.do("browsingContext.navigate", context=self.window, url=url, wait="complete")

    def ask(self, expression):
        made = self.do(
            "script.evaluate",
            expression=expression,
            target={"context": self.window},
            awaitPromise=True,
        )
        assert made["type"] == "success", made
        return made["result"].get("value")

    def put_file(self, selector, path):
        found = self.do(
            "browsingContext.locateNodes", context=self.window, locator={"type": "css", "value": selector}
        )
        element = {"sharedId": found["nodes"][0]["sharedId"]}
        self.do("input.setFiles", context=self.window, element=element, files=[str(path)])

    def picture(self, path):
        data = self.do("browsingContext.captureScreenshot", context=self.window)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def firefox():
    """Firefox without a window, in a profile of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as profile:
        command = [
            FIREFOX,
            "--headless",
            "--no-remote",
            "--profile",
            profile,
            f"--remote-debugging-port={port}",
        ]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                for _ in range(300):
                    try:
                        socket.create_connection(("127.0.0.1", port), timeout=1).close()
                        break
                    except OSError:
                        time.sleep(0.2)
                yield Firefox(port)
            finally:
                running.kill()


def scene(home):
    """The samples' township in January: handed out, the first round in."""
    folder = make_demo_folder(home / "演示")
    first, *_ = copy_samples_as_received(home / "收")
    distribute_workbooks(folder, None, NOW, quiet)
    shutil.copytree(first, folder.path / "收件" / "第1次")
    collect_submissions([folder.path / "收件"], folder, folder.form, NOW, quiet)
    return folder


def look(fox, pictures, name):
    fox.picture(pictures / f"{name}.png")
    over = fox.ask("document.documentElement.scrollWidth - window.innerWidth")
    print(name, "wider by" if over > 0 else "fits", over if over > 0 else "", *fox.told, flush=True)
    fox.told.clear()


def main(pictures):
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        folder = scene(Path(home))
        where = ("--lan", "--address", "127.0.0.1", "--lan-port", free_port())
        with served(Path(home), folder.path, *where) as link, firefox() as fox:
            base = link.partition("/?")[0]
            fox.go(link)
            unit = fox.ask("document.querySelector('#units tr[data-state=returned] a').pathname")
            for width, height in ((1366, 768), (360, 740)):
                fox.size(width, height)
                for path in (*PAGES, unit):
                    fox.go(base + path)
                    look(fox, pictures, f"{width}{path.replace('/', '-')}")
            fox.size(1366, 768)
            fox.go(base + "/counter")
            fox.ask("document.querySelector('form[action$=give] button').click()")
            time.sleep(2)
            links = dict(
                x.split("：", 1) for x in fox.ask("document.querySelector('#paste').value").split("\n")
            )
            name = next(n for n in links if re.match("石桥村", n))
            for width, height in ((1366, 768), (360, 740)):
                fox.size(width, height)
                fox.go(links[name])
                look(fox, pictures, f"{width}-unit-at-counter")
            fox.put_file("#file", next((folder.path / "下发").glob("*石桥村*.xlsx")))
            fox.ask("document.querySelector('.hand-in button').click()")
            time.sleep(12)
            look(fox, pictures, "360-handed-in")
            fox.go(base + "/")
            fox.put_file("#files", next((folder.path / "下发").glob("*西滩村*.xlsx")))
            time.sleep(12)
            look(fox, pictures, "360-dropped")
            print("collected what was dropped:", fox.ask("document.body.textContent.includes('刚才收的')"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
