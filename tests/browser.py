"""Headless Chromium: pages are opened as people open them, from a file, with nothing else to be reached."""

import shutil
from contextlib import contextmanager

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# No sandbox inside a container, and no calls home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium():
    """A browser; the library's own download is not asked for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as library:
        browser = library.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page with everything that went wrong on it or was asked of the outside."""

    def __init__(self, browser, width=1360, height=900):
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(15_000)
        self.faults, self.asked = [], []
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("dialog", lambda d: (self.faults.append(d.message), d.dismiss()))
        self.page.on("request", lambda r: self.asked.append(r.url))

    def open(self, path, more=""):
        self.page.goto("about:blank")
        self.asked.clear()
        self.page.goto(path.absolute().as_uri() + more)
        return self.page
